"""Golden values for foundations/information, from SciPy."""

import numpy as np
from golden import write
from scipy.special import entr, logsumexp, rel_entr, softmax

random = np.random.default_rng(3)
values = {}


def logits(case, x):
    x = np.asarray(x, dtype=float)
    values[f"logits/{case}/x"] = x
    values[f"logits/{case}/softmax"] = softmax(x, axis=1)
    values[f"logits/{case}/log_sum_exp"] = logsumexp(x, axis=1)


logits("one", [[-3.5]])
logits("plain", random.normal(size=(4, 7)))
logits("thousands", [[1000, 999.5, -1000], [-1000, -1001, -1002.5], [1000, 1000, 1000]])
logits("masked", [[0.5, -np.inf, 2, -1], [-np.inf, -1000, -np.inf, -np.inf]])
logits("wide", 10 * random.normal(size=(2, 301)))
# The logarithm of nearly 1: the digits are in the small terms.
logits("near_zero", [[0, -40, -41.5], [-0.25, -38, -300]])


def distributions(case, p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    values[f"distributions/{case}/p"], values[f"distributions/{case}/q"] = p, q
    values[f"distributions/{case}/entropy"] = entr(p).sum()
    values[f"distributions/{case}/kl_divergence"] = rel_entr(p, q).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        values[f"distributions/{case}/cross_entropy"] = -np.where(p > 0, p * np.log(q), 0).sum()


def normalised(x):
    return x / x.sum()


distributions("one", [1], [1])
distributions("zeros_in_p", [0.5, 0, 0.25, 0.25], [0.125, 0.375, 0.25, 0.25])
distributions("zeros_in_both", [0.5, 0, 0.5], [0.25, 0, 0.75])
distributions("impossible", [0.5, 0.25, 0.25], [0.5, 0, 0.5])
distributions("tiny_q", [0.5, 0.5], [1e-310, 1])
distributions("tiny_p", [1e-310, 1], [0.5, 0.5])
distributions("plain", random.dirichlet(np.ones(9)), random.dirichlet(np.ones(9)))
distributions("sparse", normalised(random.exponential(size=301) * (random.random(301) < 0.3)),
              random.dirichlet(np.full(301, 0.3)))
# Nearly equal: the divergence is quadratic in the difference.
base = random.dirichlet(np.ones(12))
distributions("near", base, normalised(base * (1 + 1e-4 * random.normal(size=12))))
write("information", values)
