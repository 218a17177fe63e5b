"""Golden values for nn/layer_norm, from PyTorch 2.13: torch.nn.functional.layer_norm and rms_norm with autograd."""

import torch
import torch.nn.functional as F
from golden import write

torch.manual_seed(2)
torch.set_default_dtype(torch.float64)
values = {}


def normal(*shape):
    """Few digits, for a small file."""
    return torch.randn(*shape).round(decimals=3)


# name: n, d, scale, offset, epsilon
cases = {
    "small": (3, 5, 1, 0, 1e-5),
    "one_column": (4, 1, 1, 0, 1e-5),
    "one_row": (1, 7, 2, -1, 0.1),
    "constant": (2, 6, 0, 3, 1e-5),
    "offset": (3, 8, 1, 4096, 1e-5),  # every entry still has three decimals in double, and a good part of one in float
    "tiny": (2, 4, 1e-3, 0, 1e-5),
    "large": (5, 3, 1e4, 0, 1e-5),
}
for name, (n, d, scale, offset, epsilon) in cases.items():
    X = scale * normal(n, d) + offset
    if name == "offset":  # representable in float as well
        X = (X * 1024).round() / 1024
    X.requires_grad_()
    gain, bias, dL_dY = normal(d).requires_grad_(), normal(d).requires_grad_(), normal(n, d)
    Y = F.layer_norm(X, [d], gain, bias, epsilon)
    Y.backward(dL_dY)
    values[f"{name}/epsilon"] = epsilon
    kept = {"X": X, "gain": gain, "bias": bias, "dL_dY": dL_dY, "Y": Y, "dL_dX": X.grad.clone(),
            "dL_dgain": gain.grad.clone(), "dL_dbias": bias.grad.clone()}
    X.grad, gain.grad = None, None
    R = F.rms_norm(X, [d], gain, epsilon)
    R.backward(dL_dY)
    kept |= {"rms": R, "rms_dL_dX": X.grad, "rms_dL_dgain": gain.grad}
    for key, tensor in kept.items():
        assert torch.isfinite(tensor).all(), (name, key)
        values[f"{name}/{key}"] = tensor.detach().numpy()

write("layer_norm", values)
