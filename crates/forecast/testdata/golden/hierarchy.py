"""Golden values of reconciliation: python hierarchy.py > hierarchy.json

A small grouped hierarchy and a nested one, written below: what happened, forecasts of it with errors that are correlated, and
base forecasts that do not sum up. hierarchicalforecast gets them as values and fitted values within the sample.
"""

import json
from importlib.metadata import version

import numpy as np
from hierarchicalforecast.methods import ERM, BottomUp, MiddleOut, MinTrace, TopDown

generator = np.random.default_rng(7)
steps = 4


def example(nodes, levels, members, periods):
    S = np.array([[1.0 if j in m else 0.0 for j in range(max(max(m) for m in members) + 1)] for m in members])
    n, m = S.shape
    level = 40 + 30 * generator.random(m)
    bottom = np.round(level[:, None] + 6 * generator.normal(size=(m, periods)) + 5 * generator.normal(size=periods), 2)
    actual = S @ bottom
    errors = generator.normal(size=(n, periods)) * (1 + S.sum(axis=1))[:, None] + 3 * generator.normal(size=periods)
    fitted = np.round(actual + errors, 2)
    base = np.round(S @ (level[:, None] + 6 * generator.normal(size=(m, steps))) + 8 * generator.normal(size=(n, steps)), 2)
    return {"nodes": nodes, "levels": levels, "members": members, "S": S, "actual": actual, "fitted": fitted, "base": base}


nested = example(
    ["Total", "a", "b", "a1", "a2", "b1", "b2", "b3"],
    {"top": [0], "middle": [1, 2], "bottom": [3, 4, 5, 6, 7]},
    [[0, 1, 2, 3, 4], [0, 1], [2, 3, 4], [0], [1], [2], [3], [4]],
    20,
)
grouped = example(
    ["Total", "x", "y", "p", "q", "r", "xp", "xq", "xr", "yp", "yq", "yr"],
    {"top": [0], "row": [1, 2], "column": [3, 4, 5], "bottom": [6, 7, 8, 9, 10, 11]},
    [[0, 1, 2, 3, 4, 5], [0, 1, 2], [3, 4, 5], [0, 3], [1, 4], [2, 5], [0], [1], [2], [3], [4], [5]],
    24,
)


def reconcile(example, method, **more):
    arguments = dict(S=example["S"], y_hat=example["base"])
    if not isinstance(method, BottomUp):
        arguments.update(y_insample=example["actual"])
    if not isinstance(method, (BottomUp, TopDown, MiddleOut)):
        arguments.update(y_hat_insample=example["fitted"])
    return method(**arguments, **more)["mean"].tolist()


def erm(example):
    # ERM looks only at as many periods as there are steps.
    wide = {**example, "base": np.tile(example["base"], example["actual"].shape[1] // steps)}
    return [row[:steps] for row in reconcile(wide, ERM(method="closed"))]


def tags(example):
    return {name: np.array(nodes) for name, nodes in example["levels"].items()}


def sd_of_normality(example, method):
    # The standard deviations of a normal distribution with the base forecasts' spread of 1 to n.
    n, m = example["S"].shape
    sigma = np.arange(1.0, n + 1)
    P, W = method._get_PW_matrices(
        S=example["S"], y_hat=example["base"], y_insample=example["actual"], y_hat_insample=example["fitted"]
    )
    R = W / np.sqrt(np.outer(np.diag(W), np.diag(W)))
    SP = example["S"] @ P
    return np.sqrt(np.diag(SP @ (R * np.outer(sigma, sigma)) @ SP.T)).tolist()


def golden(example, strict):
    found = {"bottom_up": reconcile(example, BottomUp())}
    for method in ["ols", "wls_struct", "wls_var", "mint_shrink", "mint_cov"]:
        found[method] = reconcile(example, MinTrace(method=method))
    found["erm"] = erm(example)
    if strict:
        for name, method in [
            ("top_down", "forecast_proportions"),
            ("top_down_average_proportions", "average_proportions"),
            ("top_down_proportion_averages", "proportion_averages"),
        ]:
            found[name] = reconcile(example, TopDown(method=method), tags=tags(example))
            found[name.replace("top_down", "middle_out") + ":middle"] = reconcile(
                example, MiddleOut(middle_level="middle", top_down_method=method), tags=tags(example)
            )
    data = {key: value.tolist() if isinstance(value, np.ndarray) else value for key, value in example.items() if key != "S"}
    return {**data, "reconciled": found, "sd": sd_of_normality(example, MinTrace(method="mint_shrink"))}


print(
    json.dumps(
        {
            "hierarchicalforecast": version("hierarchicalforecast"),
            "nested": golden(nested, True),
            "grouped": golden(grouped, False),
        },
        indent=1,
    )
)
