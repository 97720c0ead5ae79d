"""Golden values of TreeSHAP: contributions that LightGBM gives to the features of a small ensemble, written down tree by tree.

python tree_shap.py > tree_shap.json
"""

import json
import math

import lightgbm
import numpy as np

ROWS = 120


def table():
    rows, targets = [], []
    for i in range(ROWS):
        a = i * 7919 % 31
        b = i * 104729 % 23
        c = None if i % 9 == 4 else i * 1299709 % 17
        d = i % 2
        rows.append([a, b, c, d])
        y = 0.3 * a * (1 if d else -1) + 3.0 * math.sin(0.21 * b) + (1.7 if c is None else 0.05 * (c - 8) ** 2)
        targets.append(y)
    return rows, targets


def flat(tree):
    """Nodes in the order in which they were made; a child below 0 is a leaf, -1 the first."""
    nodes, leaves, counts = {}, {}, {}

    def visit(part):
        if "leaf_index" in part:
            leaves[part["leaf_index"]] = part["leaf_value"]
            counts[part["leaf_index"]] = part["leaf_count"]
            return -1 - part["leaf_index"]
        number = part["split_index"]
        nodes[number] = {
            "feature": part["split_feature"],
            "cut": part["threshold"],
            "missing_left": part["default_left"],
            "left": visit(part["left_child"]),
            "right": visit(part["right_child"]),
        }
        return number

    visit(tree["tree_structure"])
    in_order = lambda values: [values[i] for i in range(len(values))]
    return {"nodes": in_order(nodes), "leaves": in_order(leaves), "counts": in_order(counts)}


rows, targets = table()
x = np.array([[math.nan if v is None else v for v in row] for row in rows], dtype=float)
parameters = {
    "objective": "regression",
    "num_leaves": 9,
    "learning_rate": 0.4,
    "min_data_in_leaf": 4,
    "min_sum_hessian_in_leaf": 0.0,
    "min_data_in_bin": 1,
    "num_threads": 1,
    "deterministic": True,
    "verbose": -1,
}
booster = lightgbm.train(parameters, lightgbm.Dataset(x, np.array(targets)), 6)
some = list(range(0, ROWS, 5))
contributions = booster.predict(x[some], pred_contrib=True)
print(
    json.dumps(
        {
            "lightgbm": lightgbm.__version__,
            "trees": [flat(tree) for tree in booster.dump_model()["tree_info"]],
            "rows": [rows[i] for i in some],
            "contributions": [[round(float(v), 12) for v in row] for row in contributions],
        }
    )
)
