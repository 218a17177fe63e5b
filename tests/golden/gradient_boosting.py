"""Golden values for tree/gradient_boosting from XGBoost (tree_method="hist"). XGBoost's gamma is compared
with a gain without the factor ½, so it gets twice the gamma that is written here. The tables are read from
examples/data; the first 240 rows train, which leaves fewer different values in each column than bins."""

import pathlib

import numpy as np
import xgboost
from golden import write

values = {}
folder = pathlib.Path(__file__).parents[2] / "examples" / "data"
names = ["diabetes", "breast_cancer"]  # a table is written as its number here
tables = {name: np.loadtxt(folder / f"{name}.csv", delimiter=",", skiprows=1) for name in names}


def fitted(X, y, o):
    parameters = dict(
        tree_method="hist",
        max_bin=o.get("bins", 256),
        objective="binary:logistic" if o.get("loss") == "logistic" else "reg:squarederror",
        eta=o.get("learning_rate", 0.3),
        max_depth=o.get("max_depth", 6),
        reg_lambda=o.get("l2", 1),
        gamma=2 * o.get("gamma", 0),
        min_child_weight=o.get("min_child_weight", 1),
        base_score=o.get("base_score", 0.5),
        nthread=1,
    )
    return xgboost.train(parameters, xgboost.DMatrix(X, y), o.get("trees", 100))


def put_options(at, o):
    for name in ["trees", "learning_rate", "max_depth", "l2", "gamma", "min_child_weight", "base_score"]:
        if name in o:
            values[f"{at}{name}"] = o[name]
    values[f"{at}logistic"] = o.get("loss") == "logistic"


real = [
    ("diabetes", dict(trees=20, max_depth=3, base_score=150.0)),
    ("diabetes", dict(trees=30, learning_rate=0.1, l2=5.0, min_child_weight=4.0)),
    ("diabetes", dict(trees=15, max_depth=5, gamma=4000.0, l2=0.0, base_score=100.0)),
    ("diabetes", dict(trees=1, max_depth=6, l2=0.5, learning_rate=1.0)),
    ("breast_cancer", dict(trees=20, max_depth=3, loss="logistic")),
    ("breast_cancer", dict(trees=40, learning_rate=0.1, loss="logistic", base_score=0.7, gamma=0.4)),
    ("breast_cancer", dict(trees=15, max_depth=4, loss="logistic", min_child_weight=5.0, l2=0.1)),
]
for case, (name, o) in enumerate(real):
    rows = tables[name]
    X, y = rows[:, :-1], rows[:, -1]
    model = fitted(X[:240], y[:240], o)
    at = f"real/{case}/"
    put_options(at, o)
    values[f"{at}table"] = names.index(name)
    values[f"{at}predictions"] = model.predict(xgboost.DMatrix(X)).astype(float).round(9)[::2]
    values[f"{at}leaves"] = sum(text.count("leaf=") for text in model.get_dump())
    print(at, name, o, values[f"{at}leaves"])

# Many different values: the cuts are not the same, the scores are. The table is made by a formula that
# the test repeats: x_ij = frac((i + 1) √p_j), p the primes.
n, primes = 6000, np.array([2, 3, 5, 7, 11, 13])
X = np.modf(np.outer(np.arange(1, n + 1), np.sqrt(primes)))[0]
target = np.sin(6 * X[:, 0]) + 3 * X[:, 1] * X[:, 2] - 2 * np.abs(X[:, 3] - 0.5) + 0.5 * X[:, 5]
noise = X[:, 4] - 0.5
X[:, 4] = X[::-1, 4]
train, test = slice(0, 4000), slice(4000, n)
for case, o in enumerate(
    [
        dict(trees=60, max_depth=4),
        dict(trees=60, max_depth=6, learning_rate=0.1, min_child_weight=10.0),
        dict(trees=60, max_depth=4, loss="logistic"),
    ]
):
    y = target + noise if o.get("loss") != "logistic" else (target + noise > 1.2).astype(float)
    p = fitted(X[train], y[train], o).predict(xgboost.DMatrix(X[test])).astype(float)
    if o.get("loss") == "logistic":
        score = -np.mean(np.where(y[test] == 1, np.log(p), np.log(1 - p)))
    else:
        score = np.mean((p - y[test]) ** 2)
    put_options(f"large/{case}/", o)
    values[f"large/{case}/loss"] = score
    print("large", o, score)

write("gradient_boosting", values)
