"""Golden values of HoltWinters: `python holt_winters.py > holt_winters.json`.

Needs statsforecast and pandas.
"""

import json
import pathlib

import pandas as pd
import statsforecast
from statsforecast.models import HoltWinters

here = pathlib.Path(__file__).parent
air = pd.read_csv(here.parent / "air_passengers.csv").iloc[:, 1].to_numpy(float)


def ahead(error_type):
    return HoltWinters(season_length=12, error_type=error_type).forecast(air, h=12)["mean"].tolist()


golden = {
    "package": f"statsforecast {statsforecast.__version__}",
    "additive": ahead("A"),
    "multiplicative": ahead("M"),
}
print(json.dumps(golden))
