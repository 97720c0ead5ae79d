"""Golden values for AutoARIMA and Arima: pip install statsforecast==2.1.1, then run this file.

Writes auto_arima.json beside itself: series, and what statsforecast makes of them.
"""

import csv
import json
import pathlib

import numpy as np
import statsforecast
from statsforecast.models import ARIMA, AutoARIMA

HERE = pathlib.Path(__file__).parent
RNG = np.random.default_rng(20261122)
LEVEL = 95
Z = 1.959963984540054


def arma(n, phi=(), theta=(), burn=200):
    e = RNG.normal(size=n + burn)
    y = np.zeros(n + burn)
    for t in range(n + burn):
        y[t] = e[t]
        y[t] += sum(a * y[t - i - 1] for i, a in enumerate(phi) if t > i)
        y[t] += sum(b * e[t - i - 1] for i, b in enumerate(theta) if t > i)
    return y[burn:]


def passengers():
    with open(HERE.parent / "air_passengers.csv") as f:
        return np.array([float(row[1]) for row in list(csv.reader(f))[1:]])


def series():
    figure = np.array([3.0, -1.0, -4.0, 2.0])
    months = 6 * np.sin(2 * np.pi * np.arange(12) / 12)
    seasonal_ar = np.zeros(12)
    seasonal_ar[0], seasonal_ar[11] = 0.5, 0.4
    return {
        "air_passengers": (passengers(), 12),
        "yearly_drift": (100 + np.cumsum(1.5 + RNG.normal(size=40)), 1),
        "quarterly_season": (50 + np.tile(figure, 16) + arma(64, [0.6]), 4),
        "monthly_season": (200 + 0.5 * np.arange(120) + np.tile(months, 10) + arma(120, [0.4]), 12),
        "monthly_seasonal_ar": (30 + arma(144, seasonal_ar), 12),
        "random_walk": (np.cumsum(RNG.normal(size=100)), 1),
        "ar_two": (20 + arma(120, [1.1, -0.5]), 1),
        "ma_one": (5 + arma(100, [], [0.7]), 1),
        "arma": (arma(140, [0.7], [0.5]), 1),
        "seasonal_airline": (np.cumsum(arma(100, [], [-0.4])) + np.tile(figure, 25) * np.linspace(1, 3, 100), 4),
    }


def forecast(model, y, h, x=None, ahead=None):
    model.fit(y, x)
    out = model.predict(h, X=ahead, level=[LEVEL])
    fit = model.model_
    p, q, sp, sq, m, d, sd = (int(v) for v in fit["arma"])
    names = list(fit["coef"])
    constant = any(name in ("intercept", "drift") for name in names)
    return {
        "orders": [p, d, q, sp, sd, sq],
        "constant": constant,
        "aicc": float(fit["aicc"]),
        "loglik": float(fit["loglik"]),
        "coefficients": {name: float(v) for name, v in fit["coef"].items()},
        "mean": [float(v) for v in out["mean"]],
        "sd": [float(v) for v in (out[f"hi-{LEVEL}"] - out["mean"]) / Z],
    }


def main():
    cases = []
    for name, (y, m) in series().items():
        y = np.round(y, 3)
        h = max(8, m)
        auto = forecast(AutoARIMA(season_length=m), y, h)
        cases.append({"name": name, "season": m, "y": y.tolist(), "auto": auto})
        print(name, auto["orders"], auto["constant"], auto["aicc"])
    n, h = 120, 8
    x = np.round(np.column_stack([RNG.normal(size=n + h), (np.arange(n + h) % 5 == 0).astype(float)]), 3)
    y = np.round(10 + 2 * x[:n, 0] - 3 * x[:n, 1] + np.cumsum(RNG.normal(size=n)), 3)
    driven = {
        "y": y.tolist(),
        "x": x.T.tolist(),
        "auto": forecast(AutoARIMA(season_length=1), y, h, x[:n], x[n:]),
        "fixed": forecast(ARIMA(order=(1, 1, 1), season_length=1), y, h, x[:n], x[n:]),
    }
    print("driven", driven["auto"]["orders"], driven["auto"]["coefficients"])
    fixed = []
    for order, seasonal, constant in [
        ((0, 1, 1), (0, 1, 1), False),
        ((2, 1, 1), (0, 1, 0), False),
        ((1, 0, 0), (1, 1, 0), True),
        ((1, 0, 1), (0, 1, 1), True),
    ]:
        model = ARIMA(
            order=order,
            season_length=12,
            seasonal_order=seasonal,
            include_mean=constant and order[1] + seasonal[1] == 0,
            include_drift=constant and order[1] + seasonal[1] == 1,
        )
        fixed.append(forecast(model, passengers(), 24))
        print(order, seasonal, fixed[-1]["loglik"])
    out = {"statsforecast": statsforecast.__version__, "cases": cases, "driven": driven, "fixed": fixed}
    (HERE / "auto_arima.json").write_text(json.dumps(out) + "\n")


if __name__ == "__main__":
    main()
