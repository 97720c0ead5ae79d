"""Golden values of the measures: python metrics.py > metrics.json

The series is that of air passengers beside this folder: the last year, forecast by the year before it with 20 added,
and intervals that widen. One actual value is made zero.
"""

import csv
import json
import pathlib

import numpy as np
import pandas as pd
import utilsforecast
from utilsforecast import losses

folder = pathlib.Path(__file__).parent
with open(folder.parent / "air_passengers.csv") as file:
    air = np.array([float(row["y"]) for row in csv.DictReader(file)])

train, actual, forecast = air[:-12], air[-12:].copy(), air[-24:-12] + 20.0
actual[5] = 0.0
half = 8.0 + 3.0 * np.arange(12)
bounds = {80: (forecast - half, forecast + half), 95: (forecast - 1.5 * half, forecast + 1.5 * half)}
table = pd.DataFrame({"unique_id": "a", "ds": np.arange(132, 144), "y": actual, "m": forecast})
for level, (lo, hi) in bounds.items():
    table[f"m-lo-{level}"], table[f"m-hi-{level}"] = lo, hi
past = pd.DataFrame({"unique_id": "a", "ds": np.arange(132), "y": train})
quantiles = np.array([0.025, 0.1, 0.5, 0.9, 0.975])
columns = ["m-lo-95", "m-lo-80", "m", "m-hi-80", "m-hi-95"]


def value(result, column="m"):
    return float(result[column].iloc[0])


golden = {
    "utilsforecast": utilsforecast.__version__,
    "mae": value(losses.mae(table, ["m"])),
    "rmse": value(losses.rmse(table, ["m"])),
    "bias": value(losses.bias(table, ["m"])),
    "mape": 100 * value(losses.mape(table, ["m"])),
    "smape": 200 * value(losses.smape(table, ["m"])),
    "mase": value(losses.mase(table, ["m"], 12, past)),
    "rmsse": value(losses.rmsse(table, ["m"], 12, past)),
    "coverage80": value(losses.coverage(table, ["m"], 80)),
    "interval_score95": value(losses.winkler_score(table, ["m"], 95)),
    "quantile_loss10": value(losses.quantile_loss(table, {"m": "m-lo-80"}, 0.1)),
    "crps": value(losses.scaled_crps(table, {"m": columns}, quantiles)),
}
print(json.dumps(golden, indent=1))
