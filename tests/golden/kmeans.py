"""Golden values for cluster/kmeans from scikit-learn's KMeans, started from rows of the tables. Only runs
in which no cluster gets empty are kept: there mlcore leaves the centroid where it is, scikit-learn moves
it. The tables are read from examples/data."""

import pathlib
import warnings

import numpy as np
from golden import write
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning

warnings.simplefilter("ignore", ConvergenceWarning)
values = {}
folder = pathlib.Path(__file__).parents[2] / "examples" / "data"
names = ["iris", "wine", "digits"]  # a table is written as its number here
tables = {
    name: np.loadtxt(folder / f"{name}.csv", delimiter=",", skiprows=1)[:, :-1] for name in names
}


def fitted(X, start, max_iterations):
    model = KMeans(
        len(start), init=start, n_init=1, algorithm="lloyd", tol=0, max_iter=max_iterations
    ).fit(X)
    assert len(set(model.labels_)) == len(start)
    return model


runs = [
    ("iris", [0, 1, 2], 300),
    ("iris", [7, 77, 140, 20, 100], 300),
    ("iris", [3, 60, 120], 2),
    ("wine", [0, 80, 150], 300),
    ("wine", [177, 1, 40, 90], 3),
    ("digits", list(range(100, 110)), 300),
]
for case, (name, rows, max_iterations) in enumerate(runs):
    model = fitted(tables[name], tables[name][rows], max_iterations)
    values[f"real/{case}/table"] = names.index(name)
    values[f"real/{case}/rows"] = np.array(rows)
    values[f"real/{case}/max_iterations"] = max_iterations
    values[f"real/{case}/labels"] = model.labels_
    values[f"real/{case}/inertia"] = model.inertia_
    values[f"real/{case}/iterations"] = model.n_iter_
    if name != "digits":
        values[f"real/{case}/centroids"] = model.cluster_centers_
    print(name, rows, model.n_iter_, model.inertia_)

random = np.random.default_rng(4)
for case, (n, d, k) in enumerate([(9, 1, 2), (14, 3, 5), (40, 2, 4)]):
    X = random.normal(size=(n, d)) + 3 * random.integers(0, 3, size=(n, 1)) - 1
    start = X[random.permutation(n)[:k]] + 0.1
    model = fitted(X, start, 300)
    values[f"drawn/{case}/X"], values[f"drawn/{case}/start"] = X, start
    values[f"drawn/{case}/centroids"] = model.cluster_centers_
    values[f"drawn/{case}/labels"] = model.labels_
    values[f"drawn/{case}/inertia"] = model.inertia_
    values[f"drawn/{case}/iterations"] = model.n_iter_

# The best inertia of ten k-means++ starts, the median over seeds.
for name, k in [("iris", 3), ("iris", 8), ("wine", 5), ("digits", 10)]:
    best = [
        KMeans(k, n_init=10, random_state=seed, tol=0).fit(tables[name]).inertia_
        for seed in range(11)
    ]
    values[f"best/{name}/{k}"] = np.median(best)
    print(name, k, min(best), np.median(best), max(best))

write("kmeans", values)
