"""Golden values for foundations/statistics, from NumPy, SciPy and scikit-learn."""

import warnings

import numpy as np
from golden import write
from scipy.special import logsumexp
from scipy.stats import multivariate_normal
from sklearn.datasets import load_iris
from sklearn.preprocessing import StandardScaler

random = np.random.default_rng(3)
values = {}


def round_off(x, digits=6):
    """Fewer digits in the file; what is rounded is the input, not the answer."""
    return np.round(x, digits)


def standardized(X):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about columns far from zero
        return StandardScaler().fit_transform(X)


# Tables: the smallest, one column, more columns than rows, columns of other units, columns 1e8 from
# zero, constant columns (of 0.1, whose sums are rounded).
tables = {
    "smallest": random.normal(size=(2, 1)),
    "one_column": random.normal(size=(7, 1)) * 4 - 3,
    "wide": random.normal(size=(3, 5)) + 1,
    "units": random.normal(size=(9, 3)) * [1e-6, 1, 1e5] + [0, -2, 1e4],
    "far_from_zero": random.normal(size=(8, 2)) + [1e8, -1e8],
    "constant": np.column_stack([np.full(6, 0.1), random.normal(size=6), np.full(6, 1e8)]),
}
for name, X in tables.items():
    X = round_off(X, 9)
    values[f"table/{name}/X"] = X
    values[f"table/{name}/mean"] = np.mean(X, axis=0)
    values[f"table/{name}/covariance"] = np.cov(X, rowvar=False).reshape(X.shape[1], X.shape[1])
    values[f"table/{name}/standardize"] = standardized(X)

# The real table is in examples/data: only the answers are stored.
iris = load_iris().data
values["iris/mean"] = np.mean(iris, axis=0)
values["iris/covariance"] = np.cov(iris, rowvar=False)
values["iris/standardize_first_rows"] = standardized(iris)[:5]
log_densities = multivariate_normal.logpdf(iris, iris.mean(axis=0), np.cov(iris, rowvar=False))
values["iris/log_densities"] = log_densities[::10]

# Bayes' rule on it: one Gaussian for each species.
species = load_iris().target
logs = np.column_stack(
    [
        multivariate_normal.logpdf(iris, iris[species == k].mean(axis=0), np.cov(iris[species == k], rowvar=False))
        for k in range(3)
    ]
)
joint = logs + np.log([0.2, 0.5, 0.3])
values["iris/posterior"] = np.exp(joint - logsumexp(joint, axis=1, keepdims=True))[::10]

for case, (n, d) in enumerate([(1, 1), (5, 2), (4, 6)]):
    A = random.normal(size=(d, d))
    X, mean = round_off(3 * random.normal(size=(n, d))), round_off(random.normal(size=d))
    covariance = round_off(A @ A.T + 0.1 * np.eye(d))
    values[f"gaussian/{case}/X"], values[f"gaussian/{case}/mean"] = X, mean
    values[f"gaussian/{case}/covariance"] = covariance
    values[f"gaussian/{case}/log_densities"] = np.atleast_1d(multivariate_normal.logpdf(X, mean, covariance))

for case, (n, K) in enumerate([(1, 2), (4, 3)]):
    logs = round_off(40 * random.normal(size=(n, K)) - 900)
    priors = round_off(random.dirichlet(np.ones(K)), 3)
    priors[-1] = 1 - priors[:-1].sum()
    joint = logs + np.log(priors)
    values[f"posterior/{case}/log_likelihoods"], values[f"posterior/{case}/priors"] = logs, priors
    values[f"posterior/{case}/posterior"] = np.exp(joint - logsumexp(joint, axis=1, keepdims=True))

write("statistics", values)
