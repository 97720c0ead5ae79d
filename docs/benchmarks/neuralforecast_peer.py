"""Networks of neuralforecast (PyPI, with torch) by the protocols of ours: one thread, two minutes of training each.

    python neuralforecast_peer.py bike FILE MODEL…     14 windows of 48 hours, trained once before them
    python neuralforecast_peer.py etth1 FILE MODEL…    7 channels, 12 months of training, months 17 to 20 hour by hour, h = 96

Each model prints a line of JSON. The seconds are those of the processor, training and forecasts together.
"""

import json
import logging
import sys
import time
import warnings

import numpy as np
import pandas as pd
import torch
from neuralforecast import NeuralForecast, models
from neuralforecast.losses.pytorch import MQLoss

torch.set_num_threads(1)
warnings.filterwarnings("ignore")
logging.getLogger("pytorch_lightning").setLevel(logging.ERROR)

MINUTES = 2
BATCH = 128
TRAINER = dict(max_steps=100_000, max_time={"minutes": MINUTES}, accelerator="cpu", logger=False,
               enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False)


def build(name, h, input_size, futr, series, scaler):
    """The sizes are neuralforecast's own. Recurrent networks forecast all periods at once, as ours do."""
    kind = getattr(models, name)
    options = dict(h=h, input_size=input_size, loss=MQLoss(level=[80, 95]), random_seed=1, alias="net", **TRAINER)
    options |= dict(windows_batch_size=BATCH, learning_rate=1e-3, scaler_type=scaler)
    if kind.EXOGENOUS_FUTR and futr:
        options["futr_exog_list"] = futr
    if name.startswith("TSMixer"):
        options["n_series"] = series
    return kind(**options)


def bike(path, name):
    table = pd.read_csv(path, parse_dates=["date_time"])
    frame = pd.DataFrame({"unique_id": "bike", "ds": table.date_time, "y": table.users})
    drivers = ["temp", "hum", "windspeed", "holiday", "workingday"]
    frame[drivers] = table[drivers].astype(float)
    for level in sorted(table.weather.dropna().unique()):
        frame[f"weather_{level}"] = (table.weather == level).astype(float)
    stamps = frame.ds.dt
    for cycle, value in {"hour": stamps.hour / 24, "week": stamps.weekday / 7, "year": stamps.dayofyear / 365.25}.items():
        frame[f"{cycle}_sin"], frame[f"{cycle}_cos"] = np.sin(2 * np.pi * value), np.cos(2 * np.pi * value)
    futr = list(frame.columns[3:])
    windows, h = 14, 48
    net = build(name, h, 168, futr, 1, "standard")
    nf = NeuralForecast(models=[net], freq="h", local_scaler_type="standard")
    start = time.process_time()
    made = nf.cross_validation(frame, n_windows=windows, step_size=h, refit=False)
    seconds = time.process_time() - start
    assert len(made) == windows * h
    y = frame.y.to_numpy()
    first = len(y) - windows * h
    scale = np.abs(y[24:first] - y[: first - 24]).mean()
    middle = "net-median"
    covered = {level: float(((made.y >= made[f"net-lo-{level}"]) & (made.y <= made[f"net-hi-{level}"])).mean())
               for level in ("80", "95")}
    return dict(mase=float((made.y - made[middle]).abs().mean() / scale), covered=covered, seconds=seconds,
                drivers=bool(net.EXOGENOUS_FUTR))


def etth1(path, name):
    month = 30 * 24
    table = pd.read_csv(path, parse_dates=["date"]).iloc[: 20 * month]
    values = table.drop(columns="date")
    learned = values.iloc[: 12 * month]
    values = (values - learned.mean()) / learned.std(ddof=0)
    values["ds"] = table.date
    frame = values.melt(id_vars="ds", var_name="unique_id", value_name="y")
    h = 96
    net = build(name, h, 336, [], 7, "identity")
    nf = NeuralForecast(models=[net], freq="h")
    start = time.process_time()
    made = nf.cross_validation(frame, val_size=4 * month, test_size=4 * month, n_windows=None, step_size=1)
    seconds = time.process_time() - start
    error = made.y - made["net-median"]
    assert len(made) == 7 * (4 * month - h + 1) * h
    return dict(mse=float((error**2).mean()), mae=float(error.abs().mean()), seconds=seconds)


protocol, file, *names = sys.argv[1:]
for name in names:
    found = {"bike": bike, "etth1": etth1}[protocol](file, name)
    print(json.dumps(dict(protocol=protocol, model=name, **found)), flush=True)
