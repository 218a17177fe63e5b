"""Golden values for training with nn/convolution, from PyTorch 2.13: the loss curves of a small convolutional
network on the digits table, with torch.optim.SGD and AdamW.

The network: conv2d 1 -> 6, 3x3, padding 1; ReLU; max pool 2; conv2d 6 -> 12, 3x3, padding 1; ReLU; max pool 2; dense
48 -> 10; softmax cross-entropy. 50 steps on batches of 24 rows in the table's order, pixels divided by 16.

The weights start from a formula that both sides have: entry i of tensor number s (0, 1: kernels; 2: the dense W, as
[in, out]) is sqrt(24 / fan_in) hashed(s, i), where hashed is uniform in [-0.5, 0.5), so that their variance is
2 / fan_in. Biases start at 0.
"""

import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from convolution import hashed
from golden import write

values = {}
digits = np.loadtxt(pathlib.Path(__file__).parents[2] / "examples/data/digits.csv", delimiter=",", skiprows=1)
images = torch.tensor(digits[:, :-1] / 16).reshape(-1, 1, 8, 8)
digit = torch.tensor(digits[:, -1].astype(np.int64))


def initial():
    def weights(s, fan_in, *shape):
        return (np.sqrt(24 / fan_in) * hashed(s, *shape)).requires_grad_()

    def bias(n):
        return torch.zeros(n, dtype=torch.float64, requires_grad=True)

    return [weights(0, 9, 6, 1, 3, 3), bias(6), weights(1, 54, 12, 6, 3, 3), bias(12), weights(2, 48, 48, 10), bias(10)]


def logits(parameters, x):
    w1, b1, w2, b2, W, b = parameters
    x = F.max_pool2d(F.relu(F.conv2d(x, w1, b1, padding=1)), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, w2, b2, padding=1)), 2)
    return F.linear(x.flatten(1), W.T, b)


for name, optimizer_of in {
        "sgd": lambda parameters: torch.optim.SGD(parameters, lr=0.1),
        "adamw": lambda parameters: torch.optim.AdamW(parameters, lr=0.01, weight_decay=0.1)}.items():
    parameters = initial()
    optimizer = optimizer_of(parameters)
    losses = []
    for step in range(50):
        rows = slice(24 * step, 24 * (step + 1))
        optimizer.zero_grad()
        loss = F.cross_entropy(logits(parameters, images[rows]), digit[rows])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    right = (logits(parameters, images[1200:]).argmax(1) == digit[1200:]).sum().item()
    print(name, "loss from", losses[0], "to", losses[-1], "- right of the last 597:", right)
    values[f"{name}/losses"] = np.array(losses)
    values[f"{name}/squares"] = np.array([(p ** 2).sum().item() for p in parameters])
    values[f"{name}/last_bias"] = parameters[-1].detach().numpy()
    values[f"{name}/right"] = right

write("cnn_training", values)
