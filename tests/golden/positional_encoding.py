"""Golden values for nn/positional_encoding, from PyTorch 2.13. The rotations are complex products of
neighbouring columns (torch.view_as_complex, torch.polar), as in Llama's published code; their gradients
come from autograd."""

import torch
from golden import write

torch.manual_seed(2)
values = {}


def keep(key, tensor):
    values[key] = tensor.detach().double().numpy()


def frequencies(d, base):
    return base ** (-torch.arange(0, d, 2, dtype=torch.float64) / d)


# name: length, width, base
for name, (length, width, base) in {
    "plain": (7, 6, 10000.0),
    "odd_width": (5, 7, 100.0),
    "far": (131, 4, 10000.0),
}.items():
    angles = torch.outer(torch.arange(length, dtype=torch.float64), frequencies(width, base))
    table = torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)[:, :width]
    values[f"sinusoidal/{name}/length"], values[f"sinusoidal/{name}/width"] = length, width
    values[f"sinusoidal/{name}/base"] = base
    keep(f"sinusoidal/{name}/frequencies", frequencies(width, base))
    keep(f"sinusoidal/{name}/table", table[-9:])

# name: B, H, T, d, first position, base
for name, (B, H, T, d, first, base) in {
    "plain": (2, 3, 5, 4, 0, 10000.0),
    "cached": (1, 2, 3, 8, 517, 10000.0),
    "large_base": (3, 2, 1, 6, 30000, 500000.0),
}.items():
    x = torch.randn(B, H, T, d).double().round(decimals=3).requires_grad_()
    positions = torch.arange(first, first + T, dtype=torch.float64)
    angles = torch.outer(positions, frequencies(d, base))
    turns = torch.polar(torch.ones_like(angles), angles)
    out = torch.view_as_real(torch.view_as_complex(x.unflatten(-1, (-1, 2))) * turns).flatten(-2)
    dL_dout = torch.randn(B, H, T, d).double().round(decimals=3)
    out.backward(dL_dout)
    values[f"rope/{name}/first_position"], values[f"rope/{name}/base"] = first, base
    for key, tensor in {"x": x, "out": out, "dL_dout": dL_dout, "dL_dx": x.grad}.items():
        keep(f"rope/{name}/{key}", tensor)

write("positional_encoding", values)
