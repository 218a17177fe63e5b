"""Golden values for linear/logistic_regression: scikit-learn for the fits, SciPy's expit, PyTorch's
losses and autograd for losses and gradients. Tables are read from examples/data."""

import pathlib

import numpy as np
import torch
from golden import write
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

values = {}
random = np.random.default_rng(4)


def table(name):
    path = pathlib.Path(__file__).parents[2] / "examples" / "data" / f"{name}.csv"
    rows = np.loadtxt(path, delimiter=",", skiprows=1)
    return rows[:, :-1], rows[:, -1].astype(int)


def fit(at, X, y, l2):
    """Newton's method to the last digits. Columns are centred first and the intercept moved back, which
    changes no minimum, because scikit-learn's Hessian cannot take columns that are far from zero."""
    C, mean = np.inf if l2 == 0 else 1 / l2, X.mean(axis=0)
    model = LogisticRegression(C=C, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    model.fit(X - mean, y)
    intercept = model.intercept_ - model.coef_ @ mean
    if len(intercept) > 1:
        intercept -= intercept.mean()  # softmax: of equal minimisers the one that sums to 0
    two = len(intercept) == 1
    values[at + "l2"] = float(l2)
    values[at + "coefficients"] = model.coef_[0] if two else model.coef_
    values[at + "intercept"] = intercept[0] if two else intercept
    values[at + "accuracy"] = model.score(X - mean, y)
    values[at + "probability"] = model.predict_proba(X - mean)[:: len(X) // 8, 1]


z = np.concatenate([[0.0, -0.0, 1, -1, 36, -36, 40, -700, 700, 1000, -1000, 1e308, -1e308],
                    random.normal(size=20) * 10])
values["sigmoid/z"], values["sigmoid/p"] = z, expit(z)

# Real tables. Breast cancer standardised by the whole table; wine as measured, in its own units.
X, y = table("breast_cancer")
X = (X - X.mean(axis=0)) / X.std(axis=0)
for case, l2 in enumerate([1, 0.01, 100]):
    fit(f"breast_cancer/{case}/", X, y, l2)
X, y = table("wine")
fit("wine/0/", X, y, 1)
X, y = table("iris")
fit("iris/0/", X, y, 1)
fit("iris/1/", X, y, 0.01)

# Drawn tables: one column, more columns than rows, repeated columns, columns far from zero, and
# without a penalty.
a, b, c = random.normal(size=(3, 25))
problems = [
    (random.normal(size=(12, 1)) - 2, 0.5),
    (random.normal(size=(8, 15)) + 3, 1),
    (np.column_stack([a, b, a + b, c, a]), 2),
    (np.column_stack([a + 1e5, 1000 * b - 3, 0.01 * c]), 1e-3),
    (np.column_stack([a, b, c]), 0),
]
for case, (X, l2) in enumerate(problems):
    score = (X[:, 0] - X[:, 0].mean()) / X[:, 0].std() + 1.5 * random.normal(size=len(X))
    y = (score > 0.2).astype(int)
    at = f"fit/{case}/"
    values[at + "X"], values[at + "y"] = X, y
    fit(at, X, y, l2)

for case, (n, d, k) in enumerate([(1, 2, 2), (6, 1, 3), (11, 4, 5)]):
    at = f"loss/{case}/"
    X, y = 2 * random.normal(size=(n, d)) + 1, random.integers(0, 2, n)
    w = torch.tensor(3 * random.normal(size=d), requires_grad=True)
    b = torch.tensor(random.normal(), dtype=torch.float64, requires_grad=True)
    logits = torch.tensor(X) @ w + b
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor(y).double())
    loss.backward()
    values[at + "X"], values[at + "y"] = X, y
    values[at + "coefficients"], values[at + "intercept"] = w.detach().numpy(), b.item()
    values[at + "loss"] = loss.item()
    values[at + "gradient/coefficients"] = w.grad.numpy()
    values[at + "gradient/intercept"] = b.grad.item()

    y = random.integers(0, k, n)
    W = torch.tensor(3 * random.normal(size=(k, d)), requires_grad=True)
    b = torch.tensor(random.normal(size=k), requires_grad=True)
    loss = torch.nn.functional.cross_entropy(torch.tensor(X) @ W.T + b, torch.tensor(y))
    loss.backward()
    at += "softmax/"
    values[at + "y"] = y
    values[at + "coefficients"], values[at + "intercepts"] = W.detach().numpy(), b.detach().numpy()
    values[at + "loss"] = loss.item()
    values[at + "gradient/coefficients"] = W.grad.numpy()
    values[at + "gradient/intercepts"] = b.grad.numpy()

write("logistic_regression", values)
