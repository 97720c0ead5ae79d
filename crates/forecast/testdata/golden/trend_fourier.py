"""Golden values of TrendFourier: `python trend_fourier.py > trend_fourier.json`.

The problem of Taylor and Letham (2018) on the logarithm of the air passengers, solved by L-BFGS-B from scipy:
the changes of the slope are split into their positive and negative parts, so that the absolute values are
smooth. Needs numpy, pandas and scipy.
"""

import json
import pathlib

import numpy as np
import pandas as pd
import scipy
from scipy.optimize import minimize

here = pathlib.Path(__file__).parent
air = pd.read_csv(here.parent / "air_passengers.csv").iloc[:, 1].to_numpy(float)
log = np.log(air)
centre, width = log.mean(), log.max() - log.min()
z = (log - centre) / width
n, h, season = len(z), 12, 12
last = int(0.8 * n) - 1
points = np.round(last * np.arange(1, 26) / 25) / (n - 1)


def rows(t):
    time = t / (n - 1)
    columns = [np.ones(len(t)), time]
    for k in range(1, season // 2 + 1):
        columns.append(np.cos(2 * np.pi * k * t / season))
        if 2 * k < season:
            columns.append(np.sin(2 * np.pi * k * t / season))
    return np.column_stack(columns), np.maximum(time[:, None] - points, 0)


plain, ramps = rows(np.arange(n))
p, q = plain.shape[1], ramps.shape[1]
ridge = np.r_[5.0, 5.0, np.full(p - 2, 10.0)] ** -2
variance = z.var()
x = np.zeros(p + 2 * q)
for _ in range(30):

    def value(x):
        beta, up, down = x[:p], x[p : p + q], x[p + q :]
        rest = z - plain @ beta - ramps @ (up - down)
        pull = ramps.T @ rest / variance
        loss = 0.5 * rest @ rest / variance + 0.5 * ridge @ beta**2 + (up.sum() + down.sum()) / 0.05
        return loss, np.r_[-plain.T @ rest / variance + ridge * beta, -pull + 20, pull + 20]

    bounds = [(None, None)] * p + [(0, None)] * (2 * q)
    options = {"maxiter": 20000, "maxfun": 50000, "ftol": 1e-15, "gtol": 1e-9, "maxcor": 50}
    x = minimize(value, x, jac=True, bounds=bounds, method="L-BFGS-B", options=options).x
    change = x[p : p + q] - x[p + q :]
    rest = z - plain @ x[:p] - ramps @ change
    variance = rest @ rest / n
plain, ramps = rows(np.arange(n, n + h))
mean = np.exp(centre + width * (plain @ x[:p] + ramps @ change))
print(json.dumps({"package": f"scipy {scipy.__version__}", "mean": mean.tolist()}))
