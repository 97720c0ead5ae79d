"""Golden values of STL, MSTL and the model MSTL: `python mstl.py > mstl.json`.

Needs statsforecast (with statsmodels), numpy and pandas.
"""

import json
import pathlib

import numpy as np
import pandas as pd
import statsforecast
from statsforecast.models import MSTL
from statsforecast.mstl import mstl

here = pathlib.Path(__file__).parent
air = pd.read_csv(here.parent / "air_passengers.csv").iloc[:, 1].to_numpy(float)

# Five weeks of hours and a bit: trend, day, week, and a scatter that needs no random numbers.
t = np.arange(5 * 168 + 37)
hourly = (
    50
    + 0.01 * t
    + 8 * np.sin(2 * np.pi * t / 24)
    + 3 * np.cos(4 * np.pi * t / 24)
    + 5 * (t % 168 < 48)
    + ((t * 7919) % 101 - 50) / 40
)
hourly = np.round(hourly, 6)


def case(name, y, seasons, season_line, robust):
    kwargs = {"seasonal_deg": int(season_line), "robust": robust}
    parts = mstl(y, seasons if len(seasons) > 1 else seasons[0], stl_kwargs=kwargs)
    at = list(range(0, len(y), max(1, len(y) // 40))) + [len(y) - 1]
    names = ["seasonal"] if len(seasons) == 1 else [f"seasonal{m}" for m in seasons]
    return {
        "series": name,
        "seasons": seasons,
        "season_line": season_line,
        "robust": robust,
        "at": at,
        "trend": parts["trend"].to_numpy()[at].tolist(),
        "seasonal": [parts[name].to_numpy()[at].tolist() for name in names],
    }


cases = [
    case("air", air, [12], False, False),
    case("air", air, [12], True, False),
    case("air", air, [12], False, True),
    case("hourly", hourly, [24, 168], False, False),
    case("hourly", hourly, [24, 168], True, True),
]
ahead = MSTL(season_length=12).forecast(air, h=12, level=[95])
golden = {
    "package": f"statsforecast {statsforecast.__version__}",
    "hourly": hourly.tolist(),
    "cases": cases,
    "forecast": {"mean": ahead["mean"].tolist(), "lo": ahead["lo-95"].tolist()},
}
print(json.dumps(golden))
