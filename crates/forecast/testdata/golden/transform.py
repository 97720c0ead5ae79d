"""Golden values of transformations: python transform.py > transform.json

Series are air passengers beside this folder, and the ones written below.
"""

import csv
import json
import pathlib
from importlib.metadata import version

import numpy as np
from coreforecast.scalers import boxcox, boxcox_lambda
from scipy.stats import boxcox_normmax

folder = pathlib.Path(__file__).parent
with open(folder.parent / "air_passengers.csv") as file:
    air = np.array([float(row["y"]) for row in csv.DictReader(file)])

generator = np.random.default_rng(11)
skewed = np.round(generator.gamma(2.0, 10.0, 60) + 1.0, 3)
square = np.round((np.linspace(5, 20, 80) + generator.normal(0, 1, 80)) ** 2, 3)

rows = []
for name, season, y in [("air", 12, air), ("skewed", 1, skewed), ("square", 4, square)]:
    rows.append(
        {
            "name": name,
            "season": season,
            "y": y.tolist(),
            "guerrero": boxcox_lambda(y, method="guerrero", season_length=max(season, 2)),
            "likelihood": float(boxcox_normmax(y, method="mle")),
            "box_cox": boxcox(y, 0.3).tolist(),
        }
    )
print(json.dumps({"coreforecast": version("coreforecast"), "scipy": version("scipy"), "series": rows}, indent=1))
