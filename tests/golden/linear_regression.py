"""Golden values for linear/linear_regression: scikit-learn for the fits and R², PyTorch's autograd and
SGD for gradients and descent. The diabetes table is read from examples/data/diabetes.csv."""

import pathlib

import numpy as np
import torch
from golden import write
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import mean_squared_error, r2_score

values = {}


def fitted(X, y, l2):
    model = LinearRegression() if l2 == 0 else Ridge(alpha=l2, solver="svd")
    return model.fit(X, y)


# The real table: the first 352 rows train, the last 90 test.
table = pathlib.Path(__file__).parents[2] / "examples" / "data" / "diabetes.csv"
rows = np.loadtxt(table, delimiter=",", skiprows=1)
X, y = rows[:, :-1], rows[:, -1]
train, test = slice(0, 352), slice(352, 442)
for case, l2 in enumerate([0, 1, 1000]):
    model = fitted(X[train], y[train], l2)
    values[f"diabetes/{case}/l2"] = float(l2)
    values[f"diabetes/{case}/coefficients"] = model.coef_
    values[f"diabetes/{case}/intercept"] = model.intercept_
    values[f"diabetes/{case}/train_mse"] = mean_squared_error(y[train], model.predict(X[train]))
    values[f"diabetes/{case}/r2"] = r2_score(y[test], model.predict(X[test]))

# Drawn tables: one column, more columns than rows, columns that repeat, columns far from zero.
random = np.random.default_rng(3)
a, b, c = random.normal(size=(3, 12))
problems = [
    (random.normal(size=(7, 1)) - 2, 0),
    (random.normal(size=(5, 9)) + [3] * 9, 0.5),
    (np.column_stack([a, b, a + b, c]), 2),
    (np.column_stack([a + 1e6, 100 * b - 3, c]), 0),
]
for case, (X, l2) in enumerate(problems):
    y = X[:, 0] - X[:, 0].mean() + 2 * random.normal(size=len(X)) + 10
    model = fitted(X, y, l2)
    values[f"fit/{case}/X"], values[f"fit/{case}/y"] = X, y
    values[f"fit/{case}/l2"] = float(l2)
    values[f"fit/{case}/coefficients"] = model.coef_
    values[f"fit/{case}/intercept"] = model.intercept_

for case, (n, d) in enumerate([(1, 2), (6, 1), (11, 4)]):
    X, y = random.normal(size=(n, d)) * 2 + 1, random.normal(size=n) * 3 - 1
    start, intercept = random.normal(size=d), random.normal()
    values[f"loss/{case}/X"], values[f"loss/{case}/y"] = X, y
    values[f"loss/{case}/coefficients"], values[f"loss/{case}/intercept"] = start, intercept
    X, y = torch.tensor(X), torch.tensor(y)

    w = torch.tensor(start, requires_grad=True)
    b = torch.tensor(intercept, dtype=torch.float64, requires_grad=True)
    loss = torch.nn.functional.mse_loss(X @ w + b, y)
    loss.backward()
    values[f"loss/{case}/mse"] = loss.item()
    values[f"loss/{case}/gradient/coefficients"] = w.grad.numpy()
    values[f"loss/{case}/gradient/intercept"] = b.grad.item()

    w = torch.zeros(d, dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=0.03)
    for _ in range(15):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(X @ w + b, y).backward()
        optimizer.step()
    values[f"loss/{case}/descent/coefficients"] = w.detach().numpy()
    values[f"loss/{case}/descent/intercept"] = b.item()

write("linear_regression", values)
