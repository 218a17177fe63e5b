"""Golden values for model_selection/cross_validation: scikit-learn's KFold and StratifiedKFold, and
cross_val_score of StandardScaler + Ridge."""

import pathlib

import numpy as np
from golden import write
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

values = {}
random = np.random.default_rng(5)


def fold_of_row(splitter, X, y=None):
    """Which fold tests each row: with the rows of a split in rising order this says everything."""
    folds = np.full(len(X), -1)
    for f, (train, test) in enumerate(splitter.split(X, y)):
        assert (np.diff(train) > 0).all() and (np.diff(test) > 0).all()
        folds[test] = f
    return folds


for case, (rows, folds) in enumerate([(2, 2), (7, 3), (10, 5), (11, 4), (13, 13), (50, 8)]):
    at = f"k_fold/{case}/"
    values[at + "rows"], values[at + "folds"] = rows, folds
    values[at + "fold_of_row"] = fold_of_row(KFold(folds), np.zeros((rows, 1)))

# Two to six classes, balanced or not, with a class smaller than the number of folds, labels that are
# negative and that do not appear in rising order.
for case, (sizes, folds) in enumerate(
    [([5, 5], 2), ([9, 4], 4), ([3, 8, 2], 3), ([1, 10, 6, 2], 5), ([7] * 6, 4), ([40, 33, 27], 10)]
):
    y = random.permutation(np.repeat(np.arange(len(sizes)) * 3 - 2, sizes))
    at = f"stratified/{case}/"
    values[at + "y"], values[at + "folds"] = y, folds
    values[at + "fold_of_row"] = fold_of_row(StratifiedKFold(folds), np.zeros((len(y), 1)), y)

table = pathlib.Path(__file__).parents[2] / "examples" / "data" / "diabetes.csv"
diabetes = np.loadtxt(table, delimiter=",", skiprows=1)
drawn = random.normal(size=(23, 4)) * [1, 100, 0.01, 1] + [0, 5, 1e6, -3]
drawn = np.column_stack([drawn, drawn[:, :2].sum(axis=1) + random.normal(size=23)])
wide = random.normal(size=(9, 14))
for case, (name, rows, folds, l2) in enumerate(
    [
        ("diabetes", diabetes, 5, 1.0),
        ("diabetes", diabetes, 7, 100.0),
        ("diabetes", diabetes, 2, 0.0),
        ("diabetes", diabetes, 442, 3.0),
        ("drawn", drawn, 4, 0.5),
        ("wide", wide, 3, 2.0),
    ]
):
    at = f"mse/{case}/"
    values[at + "folds"], values[at + "l2"] = folds, float(l2)
    if name != "diabetes":
        values[at + "rows"] = rows
    # svd: exact also where columns nearly follow from each other
    model = make_pipeline(StandardScaler(), Ridge(alpha=l2, solver="svd"))
    values[at + "mse"] = -cross_val_score(
        model, rows[:, :-1], rows[:, -1], cv=KFold(folds), scoring="neg_mean_squared_error"
    )
    if folds == 442:  # the 442 numbers need not all be kept
        values[at + "mean"] = values[at + "mse"].mean()
        del values[at + "mse"]

write("cross_validation", values)
