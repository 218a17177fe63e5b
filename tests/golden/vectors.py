"""Golden values for foundations/vectors, from NumPy."""

import numpy as np
from golden import write

random = np.random.default_rng(1)
values = {}
for case, n in enumerate([1, 2, 7, 64, 1001]):
    a, b = random.normal(size=n), random.normal(size=n) * 10
    values[f"{case}/a"], values[f"{case}/b"] = a, b
    values[f"{case}/dot"] = np.dot(a, b)
    values[f"{case}/norm"] = np.linalg.norm(a)
    values[f"{case}/cosine"] = np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b))
write("vectors", values)
