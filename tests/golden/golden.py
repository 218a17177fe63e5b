"""Writes golden values: write("vectors", {"dot/a": array, …}) makes vectors.json beside the scripts.

Arrays keep their shape and every digit; integer arrays stay integers. Run a script again with the
peer libraries that its first line names: python3 tests/golden/vectors.py
"""

import json
import math
import pathlib

import numpy as np


def _number(x):
    x = float(x)
    if math.isnan(x):
        return "nan"
    if math.isinf(x):
        return "inf" if x > 0 else "-inf"
    return x


def _entry(value):
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return _number(value)
    array = np.asarray(value)
    if array.dtype.kind in "iu":
        return {"shape": list(array.shape), "integers": array.ravel().tolist()}
    return {"shape": list(array.shape), "reals": [_number(x) for x in array.ravel()]}


def write(name, values):
    path = pathlib.Path(__file__).parent / f"{name}.json"
    lines = [f"{json.dumps(key)}: {json.dumps(_entry(value))}" for key, value in values.items()]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{path.name}: {len(values)} entries, {path.stat().st_size} bytes")
