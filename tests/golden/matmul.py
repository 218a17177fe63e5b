"""Golden values for foundations/matmul, from NumPy."""

import numpy as np
from golden import write

random = np.random.default_rng(2)
values = {}
for case, (n, p, m) in enumerate([(1, 1, 1), (2, 3, 5), (1, 7, 1), (6, 1, 4), (13, 9, 10)]):
    A, B = random.normal(size=(n, p)) * 3, random.normal(size=(p, m))
    values[f"{case}/A"], values[f"{case}/B"] = A, B
    values[f"{case}/matmul"] = A @ B
    values[f"{case}/matvec"] = A @ B[:, 0]
write("matmul", values)
