"""Golden values for nn/backprop, from PyTorch 2.13: torch.nn.functional.linear, relu and cross_entropy with
autograd, and the loss curves of a multilayer perceptron on the digits table, trained with torch.optim.SGD and
AdamW."""

import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from golden import write

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
values = {}


def normal(*shape):
    """Few digits, for a small file."""
    return torch.randn(*shape).round(decimals=3)


def keep(key, tensor):
    values[key] = tensor.detach().numpy()


# name: n, d_in, d_out
for name, (n, d_in, d_out) in {"one": (1, 3, 2), "seven": (7, 4, 5), "wide": (2, 9, 6)}.items():
    X, W, b = (normal(n, d_in).requires_grad_(), normal(d_in, d_out).requires_grad_(),
               normal(d_out).requires_grad_())
    Y = F.linear(X, W.T, b)  # PyTorch stores the transposed W
    dL_dY = normal(n, d_out)
    Y.backward(dL_dY)
    for key, tensor in {"X": X, "W": W, "b": b, "Y": Y, "dL_dY": dL_dY, "dL_dX": X.grad, "dL_dW": W.grad,
                        "dL_db": b.grad}.items():
        keep(f"dense/{name}/{key}", tensor)

X = torch.tensor([[0.0, -0.0, 1.0, -1.0], [2.5, 1e-300, -3.0, -1e-300]]).requires_grad_()
dL_dY = normal(2, 4)
F.relu(X).backward(dL_dY)
keep("relu/X", X), keep("relu/dL_dY", dL_dY), keep("relu/dL_dX", X.grad)

logit_cases = {
    "one": (normal(1, 3), [2]),
    "seven": (3 * normal(7, 4), [0, 3, 1, 1, 2, 0, 3]),
    "large": (torch.tensor([[1000.0, -1000, 999, 500], [-1000, -1000, -1001, -1000.5],
                            [1000, 1000, 1000, -1000]]), [1, 2, 0]),
    "masked": (torch.tensor([[0.5, -torch.inf, 1.5], [-torch.inf, 2.0, -1.0]]), [2, 1]),
    "two_classes": (normal(5, 2), [0, 1, 1, 0, 1]),
}
for name, (logits, labels) in logit_cases.items():
    logits.requires_grad_()
    loss = F.cross_entropy(logits, torch.tensor(labels))
    loss.backward()
    keep(f"loss/{name}/logits", logits)
    values[f"loss/{name}/labels"] = np.array(labels)
    values[f"loss/{name}/loss"] = loss.item()
    keep(f"loss/{name}/gradient", logits.grad)


def mlp(parameters, X):
    for l, (W, b) in enumerate(parameters):
        X = F.linear(X if l == 0 else F.relu(X), W.T, b)
    return X


# name: n, widths
for name, (n, widths) in {"one": (1, [3, 4, 2]), "seven": (7, [5, 4, 6, 3]), "linear": (4, [3, 5])}.items():
    parameters = [(normal(d_in, d_out).requires_grad_(), normal(d_out).requires_grad_())
                  for d_in, d_out in zip(widths, widths[1:])]
    X, labels = normal(n, widths[0]), torch.randint(widths[-1], (n,))
    logits = mlp(parameters, X)
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    keep(f"mlp/{name}/X", X), keep(f"mlp/{name}/labels", labels), keep(f"mlp/{name}/logits", logits)
    values[f"mlp/{name}/depth"], values[f"mlp/{name}/loss"] = len(parameters), loss.item()
    for l, (W, b) in enumerate(parameters):
        for key, tensor in {"W": W, "b": b, "dL_dW": W.grad, "dL_db": b.grad}.items():
            keep(f"mlp/{name}/{l}/{key}", tensor)


# ---- training: 64-48-24-10 on the digits, 50 batches of 32 rows in the table's order ----
#
# The weights of layer l (0, 1, 2) start from a formula that both sides have: entry k of W, counted row by row, is
# sqrt(2/d_in) * sqrt(2) * sin(k² mod 10007 + l). Like normal draws their squares average 2/d_in, and k² mod 10007 keeps
# rows and columns from repeating. Biases start at 0. Pixels are divided by 16.


def initial(widths):
    parameters = []
    for l, (d_in, d_out) in enumerate(zip(widths, widths[1:])):
        k = np.arange(d_in * d_out, dtype=np.int64)
        W = np.sqrt(2 / d_in) * np.sqrt(2) * np.sin((k * k % 10007 + l).astype(float))
        parameters.append((torch.tensor(W.reshape(d_in, d_out)).requires_grad_(),
                           torch.zeros(d_out).requires_grad_()))
    return parameters


digits = np.loadtxt(pathlib.Path(__file__).parents[2] / "examples/data/digits.csv", delimiter=",", skiprows=1)
pixels, digit = torch.tensor(digits[:, :-1] / 16), torch.tensor(digits[:, -1].astype(np.int64))
for name, optimizer_of in {
        "sgd": lambda parameters: torch.optim.SGD(parameters, lr=0.2),
        "adamw": lambda parameters: torch.optim.AdamW(parameters, lr=0.01, weight_decay=0.1)}.items():
    parameters = initial([64, 48, 24, 10])
    optimizer = optimizer_of([p for layer in parameters for p in layer])
    losses = []
    for step in range(50):
        rows = slice(32 * step, 32 * (step + 1))
        optimizer.zero_grad()
        loss = F.cross_entropy(mlp(parameters, pixels[rows]), digit[rows])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    accuracy = (mlp(parameters, pixels[1600:]).argmax(1) == digit[1600:]).sum().item()
    print(name, "loss from", losses[0], "to", losses[-1], "- right of the last 197:", accuracy)
    values[f"training/{name}/losses"] = np.array(losses)
    values[f"training/{name}/squares"] = np.array([(W ** 2).sum().item() for W, _ in parameters])
    keep(f"training/{name}/last_bias", parameters[-1][1])
    values[f"training/{name}/right"] = accuracy

write("backprop", values)
