"""Golden values of the Theta family: python theta.py > theta.json

Series are air passengers beside this folder, and the ones written below.
"""

import csv
import json
import pathlib

import numpy as np
import statsforecast
from statsforecast.theta import auto_theta, forecast_theta

folder = pathlib.Path(__file__).parent
with open(folder.parent / "air_passengers.csv") as file:
    air = np.array([float(row["y"]) for row in csv.DictReader(file)])

generator = np.random.default_rng(11)
walk = np.round(100 + np.cumsum(generator.normal(0.5, 2.0, 36)), 2)
quarters = np.tile([8.0, -12.0, 3.0, 1.0], 10) + np.round(0.4 * np.arange(40) + generator.normal(0, 1.5, 40), 2)
trend = np.round(50 + 3.0 * np.arange(24) + generator.normal(0, 4.0, 24), 2)
names = {"STM": "Theta", "OTM": "OptimizedTheta", "DSTM": "DynamicTheta", "DOTM": "DynamicOptimizedTheta", None: "AutoTheta"}


def fit(y, season, variant):
    model = auto_theta(y=y, m=season, model=variant)
    forecast = forecast_theta(model, h=12, level=[80])
    return {
        "mse": float(model["mse"]),
        "alpha": float(model["par"]["alpha"]),
        "theta": float(model["par"]["theta"]),
        "mean": forecast["mean"].tolist(),
        "lo-80": forecast["lo-80"].tolist(),
    }


golden = {
    "statsforecast": statsforecast.__version__,
    "series": [
        {"name": name, "season": season, "y": y.tolist(), "fits": {names[v]: fit(y, season, v) for v in names}}
        for name, season, y in [("air", 12, air), ("walk", 1, walk), ("quarters", 4, quarters), ("trend", 1, trend)]
    ],
}
print(json.dumps(golden, indent=1))
