"""Golden values for metrics/classification, from scikit-learn's metrics."""

import numpy as np
from golden import write
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    confusion_matrix,
    log_loss,
    precision_recall_fscore_support,
    roc_auc_score,
)

values = {}
random = np.random.default_rng(11)

# Predicted classes: two, three and seven of them; a class that is never predicted, one that never
# occurs, and one that does neither.
for case, (n, classes, predicted, occurring) in enumerate(
    [(1, 2, 2, 2), (12, 2, 2, 2), (40, 3, 3, 3), (60, 7, 6, 7), (30, 4, 4, 3), (25, 5, 4, 4)]
):
    y = random.integers(0, occurring, n)
    p = np.where(random.uniform(size=n) < 0.6, y, random.integers(0, predicted, n))
    p = np.minimum(p, predicted - 1)
    labels = list(range(classes))
    precision, recall, f1, _ = precision_recall_fscore_support(y, p, labels=labels, zero_division=0)
    at = f"labels/{case}/"
    values[at + "y_true"], values[at + "y_predicted"], values[at + "classes"] = y, p, classes
    values[at + "accuracy"] = accuracy_score(y, p)
    values[at + "confusion_matrix"] = confusion_matrix(y, p, labels=labels)
    values[at + "precision"], values[at + "recall"], values[at + "f1"] = precision, recall, f1
    values[at + "macro_f1"] = precision_recall_fscore_support(
        y, p, labels=labels, average="macro", zero_division=0
    )[2]

# Scores: without ties, with a few levels, all equal, almost separated, far from 0 and 1.
for case, (n, positives, make) in enumerate(
    [
        (2, 1, lambda y: y + random.normal(size=y.size)),
        (30, 11, lambda y: 0.8 * y + random.normal(size=y.size)),
        (50, 20, lambda y: np.round(0.5 * y + random.uniform(size=y.size), 1)),
        (9, 4, lambda y: np.full(y.size, -2.5)),
        (40, 3, lambda y: np.round(3 * y + random.normal(size=y.size))),
        (25, 13, lambda y: 1e6 * (y + random.normal(size=y.size)) - 1e7),
    ]
):
    y = random.permutation(np.arange(n) < positives).astype(int)
    s = make(y)
    at = f"scores/{case}/"
    values[at + "y_true"], values[at + "scores"] = y, s
    values[at + "roc_auc"] = roc_auc_score(y, s)
    values[at + "average_precision"] = average_precision_score(y, s)

# Probabilities, some of them exactly 0 and 1, on both sides of the truth.
for case, n in enumerate([1, 7, 33]):
    y, p = random.integers(0, 2, n), random.uniform(size=n)
    p[n // 2 :: 4], p[n // 3 :: 5] = 0, 1
    at = f"log_loss/{case}/"
    values[at + "y_true"], values[at + "probabilities"] = y, p
    values[at + "log_loss"] = log_loss(y, p, labels=[0, 1])

for case, (n, classes) in enumerate([(1, 3), (20, 4)]):
    y, p = random.integers(0, classes, n), random.dirichlet(np.full(classes, 0.3), n)
    p[0] = np.eye(classes)[0]
    at = f"multiclass/{case}/"
    values[at + "y_true"], values[at + "probabilities"] = y, p
    values[at + "log_loss"] = log_loss(y, p, labels=list(range(classes)))

write("classification", values)
