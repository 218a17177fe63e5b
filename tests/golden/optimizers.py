"""Golden values for foundations/optimizers, from PyTorch."""

import numpy as np
import torch
from golden import write

random = np.random.default_rng(5)
values = {}
start = random.normal(size=6)
# The last coordinate's gradient is always 0, the one before it tiny, the first of both signs.
gradients = random.normal(size=(5, 6)) * np.array([3, 1, 1, 1e-3, 1e-7, 0])
values["start"], values["gradients"] = start, gradients


def run(name, make, state_names, dtype=torch.float64):
    w = torch.nn.Parameter(torch.tensor(start, dtype=dtype))
    optimizer = make([w])
    parameters, states = [], {key: [] for key in state_names}
    for gradient in gradients:
        w.grad = torch.tensor(gradient, dtype=dtype)
        optimizer.step()
        parameters.append(w.detach().double().numpy().copy())
        for key in state_names:
            states[key].append(optimizer.state[w][key].double().numpy().copy())
    values[f"{name}/parameters"] = np.array(parameters)
    for key in state_names:
        values[f"{name}/{key}"] = np.array(states[key])


moments = ["exp_avg", "exp_avg_sq"]
for dtype in (torch.float64, torch.float32):
    at = "double" if dtype == torch.float64 else "float"
    run(f"{at}/sgd", lambda w: torch.optim.SGD(w, lr=0.1), [], dtype)
    run(f"{at}/momentum", lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.8), ["momentum_buffer"],
        dtype)
    run(f"{at}/adam", lambda w: torch.optim.Adam(w, lr=0.05), moments, dtype)
    run(f"{at}/adamw", lambda w: torch.optim.AdamW(w, lr=0.05, weight_decay=0.3), moments, dtype)
run("double/adam_options",
    lambda w: torch.optim.Adam(w, lr=0.2, betas=(0.5, 0.75), eps=0.01), moments)


def schedule(name, peak, floor, warmup, total):
    """Our step t is PyTorch's epoch t − 1: its optimizer takes the first step with epoch 0's rate."""
    w = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([w], lr=peak)
    linear = torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=1 / warmup,
                                               total_iters=warmup - 1)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=total - warmup,
                                                        eta_min=floor)
    both = torch.optim.lr_scheduler.SequentialLR(optimizer, [linear, cosine], [warmup - 1])
    rates = []
    for _ in range(total):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        both.step()
    values[f"schedule/{name}/options"] = np.array([peak, floor, warmup, total], dtype=float)
    values[f"schedule/{name}/rates"] = np.array(rates)


schedule("short", 0.1, 0.01, 4, 12)
schedule("long", 3e-4, 3e-5, 7, 60)
schedule("to_zero", 1.5, 0, 2, 9)
write("optimizers", values)
