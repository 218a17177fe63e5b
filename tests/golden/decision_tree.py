"""Golden values for tree/decision_tree from scikit-learn's DecisionTreeClassifier and SciPy.

scikit-learn looks at the features in random order, so where two cuts are equally good its tree depends
on random_state. Of the trees that many states give, the one is kept that mlcore promises: at the first
node where they differ the lowest feature, then the lowest threshold, and so on down in preorder. Where
all states agree (the drawn tables) nothing is chosen."""

import pathlib

import numpy as np
from golden import write
from scipy.stats import entropy
from sklearn.tree import DecisionTreeClassifier

values = {}
STATES = 400


def promised(X, y, options):
    """The tree with the lowest (feature, threshold) at every node where the states differ."""
    trees = {}
    for state in range(STATES):
        tree = DecisionTreeClassifier(random_state=state, **options).fit(X, y).tree_
        # a leaf's threshold is −2: leaves and cuts are never exchanged at a tie
        trees[tuple(zip(tree.feature.tolist(), tree.threshold.tolist()))] = tree
    return trees[min(trees)], len(trees)


def add(key, X, y, options, store=True):
    tree, different = promised(X, y, options)
    if store:
        values[f"{key}/X"], values[f"{key}/y"] = X, y
        assert different == 1, key  # drawn tables: the best cut is unique everywhere
    values[f"{key}/entropy"] = "criterion" in options
    values[f"{key}/max_depth"] = options.get("max_depth", -1)
    values[f"{key}/min_samples_split"] = options.get("min_samples_split", 2)
    values[f"{key}/min_samples_leaf"] = options.get("min_samples_leaf", 1)
    leaf = tree.feature < 0
    values[f"{key}/feature"] = np.where(leaf, -1, tree.feature)
    values[f"{key}/threshold"] = np.where(leaf, 0, tree.threshold)
    values[f"{key}/left"] = tree.children_left
    values[f"{key}/right"] = tree.children_right
    values[f"{key}/counts"] = np.rint(tree.value[:, 0, :] * tree.n_node_samples[:, None])
    print(f"{key}: {len(leaf)} nodes, the preferred of {different} trees")


folder = pathlib.Path(__file__).parents[2] / "examples" / "data"
names = ["iris", "wine", "breast_cancer"]  # a table is written as its number here
tables = {}
for name in names:
    rows = np.loadtxt(folder / f"{name}.csv", delimiter=",", skiprows=1)
    tables[name] = rows[:, :-1], rows[:, -1].astype(int)

real = [
    ("iris", {}),
    ("iris", {"criterion": "entropy"}),
    ("iris", {"min_samples_leaf": 5}),
    ("iris", {"min_samples_split": 40}),
    ("wine", {"max_depth": 2}),
    ("wine", {"criterion": "entropy", "max_depth": 3}),
    ("wine", {"min_samples_leaf": 20}),
    ("wine", {"min_samples_split": 40}),
    ("breast_cancer", {"max_depth": 2}),
    ("breast_cancer", {"criterion": "entropy", "max_depth": 3}),
]
for case, (name, options) in enumerate(real):
    values[f"real/{case}/table"] = names.index(name)
    add(f"real/{case}", *tables[name], options, store=False)

# Drawn tables with repeated values and a constant column, kept where no two cuts are equally good.
random = np.random.default_rng(5)
wanted = [
    (40, 2, 2, {"max_depth": 3}),
    (60, 3, 3, {"criterion": "entropy", "min_samples_leaf": 4}),
    (90, 4, 4, {"min_samples_leaf": 7}),
    (70, 2, 3, {"max_depth": 4, "min_samples_split": 12, "min_samples_leaf": 3}),
]
for case, (n, d, k, options) in enumerate(wanted):
    while True:
        X = np.round(random.normal(size=(n, d)), 1)
        X[:, 0] = 3.25
        X = np.column_stack([X, random.normal(size=n)])
        y = np.clip(np.round(X[:, 1] + random.normal(size=n) + k / 2), 0, k - 1).astype(int)
        states = range(12)
        trees = [DecisionTreeClassifier(random_state=s, **options).fit(X, y).tree_ for s in states]
        if len({(tuple(t.feature), tuple(t.threshold)) for t in trees}) == 1:
            break
    add(f"drawn/{case}", np.float64(np.float32(X)), y, options)

# Accuracy on every third row of the real tables: the range over the states.
for case, (name, options) in enumerate(
    [("iris", {}), ("wine", {}), ("wine", {"criterion": "entropy"}), ("breast_cancer", {})]
):
    X, y = tables[name]
    test = np.arange(len(y)) % 3 == 0
    scores = [
        DecisionTreeClassifier(random_state=state, **options)
        .fit(X[~test], y[~test])
        .score(X[test], y[test])
        for state in range(STATES)
    ]
    values[f"accuracy/{case}/table"] = names.index(name)
    values[f"accuracy/{case}/entropy"] = "criterion" in options
    values[f"accuracy/{case}/lowest"], values[f"accuracy/{case}/highest"] = min(scores), max(scores)
    print(name, options, min(scores), max(scores))

for case, counts in enumerate([[3, 1], [5, 0, 2], [1, 1, 1, 1], [0, 9], [0.5, 2.25, 7]]):
    p = np.array(counts) / sum(counts)
    values[f"impurity/{case}/counts"] = np.array(counts, dtype=float)
    values[f"impurity/{case}/gini"] = 1 - (p**2).sum()
    values[f"impurity/{case}/entropy"] = entropy(p, base=2)

write("decision_tree", values)
