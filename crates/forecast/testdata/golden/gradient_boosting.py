"""Golden values of boosted trees: LightGBM on a small table, every distinct value a bin of its own.

python gradient_boosting.py > gradient_boosting.json
"""

import json
import math

import lightgbm
import numpy as np

ROWS = 240


def table():
    rows, targets = [], []
    for i in range(ROWS):
        a = i * 7919 % 61
        b = i * 104729 % 53
        c = None if i % 9 == 4 else i * 1299709 % 47
        rows.append([a, b, c])
        y = 0.13 * a + 3.0 * math.sin(0.21 * b) + (1.7 if c is None else 0.01 * (c - 20) ** 2)
        targets.append(y + 0.1 * math.sin(i * 1.7))
    return rows, targets


rows, targets = table()
x = np.array([[math.nan if v is None else v for v in row] for row in rows], dtype=float)
parameters = {
    "objective": "regression",
    "num_leaves": 8,
    "learning_rate": 0.2,
    "min_data_in_leaf": 10,
    "min_sum_hessian_in_leaf": 0.0,
    "min_data_in_bin": 1,
    "max_bin": 255,
    "num_threads": 1,
    "deterministic": True,
    "verbose": -1,
}
booster = lightgbm.train(parameters, lightgbm.Dataset(x, np.array(targets)), 25)
print(
    json.dumps(
        {
            "lightgbm": lightgbm.__version__,
            "rows": rows,
            "targets": targets,
            "forecasts": [round(float(v), 9) for v in booster.predict(x)],
        }
    )
)
