"""Golden values for nn/convolution, from PyTorch 2.13: conv2d, max_pool2d and unfold with autograd.

Inputs are not stored: both sides have them from a formula (hashed below, test::hashed_uniform in
tests/support/hashed.hpp).
"""

import numpy as np
import torch
import torch.nn.functional as F
from golden import write

values = {}


def hashed(seed, *shape):
    """Entry i is a 32-bit integer hash of 1000003 seed + i, spread over [-0.5, 0.5)."""
    i = np.arange(int(np.prod(shape)), dtype=np.uint32)
    x = np.uint32(1000003 * seed % 2**32) + i
    x = (x ^ (x >> np.uint32(16))) * np.uint32(0x7FEB352D)
    x = (x ^ (x >> np.uint32(15))) * np.uint32(0x846CA68B)
    x = x ^ (x >> np.uint32(16))
    return torch.tensor((x / 4294967296.0 - 0.5).reshape(shape))


def keep(key, tensor):
    values[key] = tensor.detach().numpy()


# name: N, C, H, W, O, K_h, K_w, stride, padding
convolutions = {
    "plain": (2, 3, 5, 4, 2, 3, 2, 1, 0),
    "stride": (1, 2, 7, 6, 3, 2, 3, 2, 0),
    "padding": (2, 1, 4, 5, 2, 3, 2, 1, 1),
    "both": (3, 2, 6, 7, 2, 3, 4, 2, 2),
    "whole_image": (3, 2, 4, 5, 2, 4, 5, 1, 0),
    "larger_than_image": (1, 2, 3, 4, 2, 6, 5, 1, 2),
    "left_over": (1, 2, 6, 9, 2, 2, 2, 3, 0),
}

# name: N, C, H, W, size, stride, padding
poolings = {
    "plain": (2, 3, 4, 6, 2, 2, 0),
    "overlap": (1, 2, 7, 6, 3, 2, 0),
    "padding": (2, 2, 5, 6, 3, 2, 1),
    "padding_even": (1, 2, 5, 4, 4, 3, 2),
    "gaps": (1, 2, 8, 7, 2, 3, 0),
}


def main():
    for name, (N, C, H, W, O, K_h, K_w, stride, padding) in convolutions.items():
        at = f"conv2d/{name}"
        values[f"{at}/sizes"] = np.array(convolutions[name])
        x = hashed(1, N, C, H, W).requires_grad_()
        w = hashed(2, O, C, K_h, K_w).requires_grad_()
        bias = hashed(3, O).requires_grad_()
        out = F.conv2d(x, w, bias, stride=stride, padding=padding)
        out.backward(hashed(4, *out.shape))
        for key, tensor in {"out": out, "dL_dx": x.grad, "dL_dw": w.grad, "dL_dbias": bias.grad}.items():
            keep(f"{at}/{key}", tensor)
        # Entries of im2col by a number of their own, which sees any exchange of two of them.
        columns = F.unfold(x, (K_h, K_w), stride=stride, padding=padding)
        keep(f"{at}/columns_shape", torch.tensor(columns.shape))
        values[f"{at}/columns_sum"] = (columns * hashed(5, *columns.shape)).sum().item()

    for name, (N, C, H, W, size, stride, padding) in poolings.items():
        for ties in (False, True):
            at = f"max_pool/{name}{'_ties' if ties else ''}"
            values[f"{at}/sizes"] = np.array(poolings[name])
            x = hashed(6, N, C, H, W)
            if ties:
                x = (4 * x).floor()  # from -2 to 1
            x.requires_grad_()
            out = F.max_pool2d(x, size, stride, padding)
            out.backward(hashed(7, *out.shape))
            keep(f"{at}/out", out)
            keep(f"{at}/dL_dx", x.grad)

    write("convolution", values)


if __name__ == "__main__":
    main()
