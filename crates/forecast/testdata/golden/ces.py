"""Golden values of complex exponential smoothing: python ces.py > ces.json

Series are air passengers beside this folder, and the ones written below.
"""

import csv
import json
import pathlib

import numpy as np
import statsforecast
from statsforecast.ces import auto_ces, cesmodel, forecast_ces

folder = pathlib.Path(__file__).parent
with open(folder.parent / "air_passengers.csv") as file:
    air = np.array([float(row["y"]) for row in csv.DictReader(file)])

generator = np.random.default_rng(13)
walk = np.round(100 + np.cumsum(generator.normal(0.5, 2.0, 36)), 2)
quarters = np.tile([8.0, -12.0, 3.0, 1.0], 10) + np.round(0.4 * np.arange(40) + generator.normal(20, 1.5, 40), 2)
fixed = {"alpha_0": 1.2, "alpha_1": 1.02, "beta_0": 0.9, "beta_1": 1.0}
nothing = dict.fromkeys(fixed)


def model(y, season, kind, parameters):
    fit = cesmodel(y=y, m=season, seasontype=kind, nmse=3, **parameters)
    mean = forecast_ces(fit, h=12)["mean"].tolist()
    parameters = {name: None if np.isnan(value) else float(value) for name, value in fit["par"].items()}
    return {"loglik": float(fit["loglik"]), "aicc": float(fit["aicc"]), "parameters": parameters, "mean": mean}


series = []
for name, season, y in [("air", 12, air), ("walk", 1, walk), ("quarters", 4, quarters)]:
    kinds = "NSPF" if season > 1 else "N"
    chosen = auto_ces(y=y, m=season)
    series.append(
        {
            "name": name,
            "season": season,
            "y": y.tolist(),
            "fixed": {kind: model(y, season, kind, fixed) for kind in kinds},
            "estimated": {kind: model(y, season, kind, nothing) for kind in kinds},
            "chosen": chosen["seasontype"],
            "mean": forecast_ces(chosen, h=12)["mean"].tolist(),
        }
    )
print(json.dumps({"statsforecast": statsforecast.__version__, "fixed": fixed, "series": series}, indent=1))
