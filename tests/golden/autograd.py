"""Golden values for nn/autograd, from PyTorch in double: each program's value, then its gradients.

Programs are valid Python but for their leaves, which become tensors here.
"""

import re

import numpy as np
import torch
from golden import write

functions = {"exp": torch.exp, "tanh": torch.tanh, "relu": torch.relu, "pow": torch.pow}


def run(program):
    """The last value of a program and its derivatives by the leaves."""
    names, leaves = dict(functions), []
    for statement in program.split("; "):
        name, expression = statement.split(" = ")
        try:
            names[name] = torch.tensor(float(expression), dtype=torch.float64, requires_grad=True)
            leaves.append(names[name])
        except ValueError:
            names[name] = eval(expression, {}, names)
        output = names[name]
    output.backward()
    gradients = [0.0 if leaf.grad is None else leaf.grad.item() for leaf in leaves]
    return np.array([output.item(), *gradients])


def random_program(random, leaves, operations):
    """Any earlier value may be used again; what nothing uses is added up at the end."""
    names = [f"x{i}" for i in range(leaves)]
    program = "; ".join(f"{name} = {random.uniform(-2, 2):.3f}" for name in names)
    while len(names) < leaves + operations:
        # Recent values more often, so that graphs grow deep.
        a, b = (names[-1 - min(int(random.exponential(3)), len(names) - 1)] for _ in range(2))
        choices = 3 * [f"{a} + {b}", f"{a} * {b}"] + [f"tanh({a})", f"exp({a})", f"relu({a})"]
        choices += [f"pow({a}, {exponent})" for exponent in (2, 3, -1)]
        longer = f"{program}; y{len(names)} = {random.choice(choices)}"
        if 0.05 < abs(run(longer)[0]) < 5:  # away from overflow and from relu's kink
            program = longer
            names.append(f"y{len(names)}")
    unused = [name for name in names[:-1] if len(re.findall(rf"\b{name}\b", program)) == 1]
    for name in unused:
        program += f"; L = {'L' if '; L = ' in program else names[-1]} + {name}"
    return program


random = np.random.default_rng(4)
values = {
    program: run(program)
    for program in [
        "a = 3; b = -2; c = 8; d = a * b; e = d + c; f = relu(e); L = f * a",
        "x = 0; y = relu(x)",
        "x = 0; y = pow(x, 0)",
        "x = 0; y = pow(x, 1)",
        "x = 6.25; y = pow(x, 0.5)",
        "x = -1.5; y = pow(x, -3)",
        "x = 30; y = tanh(x)",
    ]
}
for leaves, operations in [(2, 4), (3, 8), (3, 15), (4, 30), (5, 60), (8, 120)]:
    program = random_program(random, leaves, operations)
    values[program] = run(program)
write("autograd", values)
