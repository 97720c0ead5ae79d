"""Golden values of the simple and the intermittent methods: python intermittent.py > intermittent.json

Series are those of air passengers beside this folder, and intermittent ones written below.
"""

import csv
import json
import pathlib

import numpy as np
import statsforecast
from statsforecast import models

folder = pathlib.Path(__file__).parent
with open(folder.parent / "air_passengers.csv") as file:
    air = np.array([float(row["y"]) for row in csv.DictReader(file)])

generator = np.random.default_rng(7)


def intermittent(n, probability):
    occurs = generator.random(n) < probability
    return np.where(occurs, generator.integers(1, 20, n), 0).astype(float)


series = {
    "often": intermittent(60, 0.6),
    "rare": intermittent(80, 0.15),
    "starts late": np.concatenate([np.zeros(11), intermittent(40, 0.4)]),
    "ends early": np.concatenate([intermittent(40, 0.4), np.zeros(9)]),
    "once": np.array([0.0, 0.0, 0.0, 5.0, 0.0, 0.0]),
}
methods = [
    models.CrostonClassic(),
    models.CrostonOptimized(),
    models.CrostonSBA(),
    models.TSB(alpha_d=0.2, alpha_p=0.2),
    models.ADIDA(),
    models.IMAPA(),
]
average = models.HistoricAverage().forecast(y=air, h=2, level=[95])
golden = {
    "statsforecast": statsforecast.__version__,
    "HistoricAverage": {"mean": average["mean"][0], "lo-95": average["lo-95"][0]},
    "WindowAverage": models.WindowAverage(window_size=12).forecast(y=air, h=1)["mean"][0],
    "series": [
        {
            "name": name,
            "y": list(y),
            "rates": {str(method): method.forecast(y=y, h=1)["mean"][0] for method in methods},
        }
        for name, y in series.items()
    ],
}
print(json.dumps(golden, indent=1))
