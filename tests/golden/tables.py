"""Writes examples/data/*.csv from scikit-learn's bundled copies: python3 tests/golden/tables.py"""

import pathlib

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine

folder = pathlib.Path(__file__).parents[2] / "examples" / "data"


def column(name):
    """'sepal length (cm)' → 'sepal_length', 'od280/od315_of_diluted_wines' → 'od280_od315_…'"""
    return name.split(" (")[0].replace(" ", "_").replace("/", "_")


def write(name, table):
    names = [column(feature) for feature in table.feature_names]
    rows = np.column_stack([table.data, table.target])
    lines = [",".join([*names, "target"])]
    # The shortest text that reads back as the same double; whole numbers without a point.
    lines += [",".join(np.format_float_positional(x, trim="-") for x in row) for row in rows]
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    print(f"{name}.csv: {rows.shape[0]} rows, {rows.shape[1]} columns")


write("diabetes", load_diabetes(scaled=False))
write("iris", load_iris())
write("wine", load_wine())
write("breast_cancer", load_breast_cancer())
write("digits", load_digits())
