"""Golden values for tree/random_forest: the accuracy of scikit-learn's RandomForestClassifier on every third
row of real tables, over 20 seeds, and the out-of-bag errors of the same forests."""

import pathlib

import numpy as np
from golden import write
from sklearn.ensemble import RandomForestClassifier

values = {}
folder = pathlib.Path(__file__).parents[2] / "examples" / "data"
SEEDS = 20

for name in ["wine", "breast_cancer"]:
    rows = np.loadtxt(folder / f"{name}.csv", delimiter=",", skiprows=1)
    X, y = rows[:, :-1], rows[:, -1].astype(int)
    test = np.arange(len(y)) % 3 == 0
    accuracy, out_of_bag = [], []
    for seed in range(SEEDS):
        forest = RandomForestClassifier(n_estimators=100, oob_score=True, random_state=seed)
        forest.fit(X[~test], y[~test])
        accuracy.append(forest.score(X[test], y[test]))
        out_of_bag.append(1 - forest.oob_score_)
    for key, scores in [("accuracy", accuracy), ("out_of_bag", out_of_bag)]:
        values[f"{name}/{key}/mean"] = np.mean(scores)
        values[f"{name}/{key}/deviation"] = np.std(scores, ddof=1)
    print(name, np.mean(accuracy), np.std(accuracy, ddof=1), np.mean(out_of_bag), np.std(out_of_bag, ddof=1))

write("random_forest", values)
