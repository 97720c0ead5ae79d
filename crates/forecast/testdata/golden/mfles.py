"""Golden values of MFLES: `python mfles.py > mfles.json`.

Needs statsforecast, scikit-learn, numpy and pandas.
"""

import json
import pathlib

import numpy as np
import pandas as pd
import statsforecast
from statsforecast.models import MFLES

here = pathlib.Path(__file__).parent
air = pd.read_csv(here.parent / "air_passengers.csv").iloc[:, 1].to_numpy(float)

# Five weeks of hours: waves of a day and of a week that multiply.
t = np.arange(5 * 168)
hourly = 100 * np.exp(
    0.3 * np.sin(2 * np.pi * t / 24) + 0.1 * np.cos(4 * np.pi * t / 24) + 0.2 * np.sin(2 * np.pi * t / 168)
)
hourly = np.round(hourly, 6)

golden = {
    "package": f"statsforecast {statsforecast.__version__}",
    "air": MFLES(season_length=12).forecast(air, h=12)["mean"].tolist(),
    "hourly": hourly.tolist(),
    "hourly_ahead": MFLES(season_length=[24, 168]).forecast(hourly, h=48)["mean"].tolist(),
}
print(json.dumps(golden))
