"""Golden values of anomaly detection: python anomaly.py > anomaly.json

Series are written below.
"""

import json

import numpy as np
import ruptures
import scipy
import sklearn
from scipy.stats import norm, t as student
from sklearn.ensemble import IsolationForest
from sklearn.ensemble._iforest import _average_path_length

generator = np.random.default_rng(7)


def critical(n, i, significance=0.05):
    quantile = student.isf(significance / (2 * (n - i + 1)), n - i - 1)
    return quantile * (n - i) / np.sqrt((n - i - 1 + quantile**2) * (n - i + 1))


def esd(values, most):
    left = list(range(len(values)))
    order, found = [], 0
    for i in range(1, int(len(values) * most) + 1):
        numbers = values[left]
        middle = np.median(numbers)
        spread = np.median(np.abs(numbers - middle)) / norm.ppf(0.75)
        at = int(np.argmax(np.abs(numbers - middle)))
        statistic = abs(numbers[at] - middle) / spread
        order.append(left.pop(at))
        if statistic > critical(len(values), i):
            found = i
    return order[:found]


# The 54 numbers of Rosner (1983), as given in the NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.17.3.
rosner = np.array(
    "-0.25 0.68 0.94 1.15 1.20 1.26 1.26 1.34 1.38 1.43 1.49 1.49 1.55 1.56 1.58 1.65 1.69 1.70 1.76 1.77 1.81 1.91 "
    "1.94 1.96 1.99 2.06 2.09 2.10 2.14 2.15 2.23 2.24 2.26 2.35 2.37 2.40 2.47 2.54 2.62 2.64 2.90 2.92 2.92 2.93 "
    "3.21 3.26 3.30 3.59 3.68 4.30 4.64 5.34 5.42 6.01".split(),
    dtype=float,
)
noise = np.round(generator.normal(0, 1, 300), 3)
spiked = noise.copy()
spiked[[20, 130, 131, 250]] += [9, -7, -8, 6]
quiet = np.round(generator.laplace(0, 1, 101), 3)
tests = [("rosner", rosner, 0.2), ("noise", noise, 0.1), ("spiked", spiked, 0.1), ("laplace", quiet, 0.3)]

columns = np.round(generator.normal(0, 1, (200, 3)), 3)
columns[:5] += [[4, 0, 0], [0, -5, 0], [2, 2, 2], [6, 6, -6], [1, 0, 3]]
forest = IsolationForest(n_estimators=1000, max_samples=128, random_state=1).fit(columns)

steps = np.round(np.repeat([0.0, 3.0, 2.0, -1.0], [50, 30, 60, 40]) + generator.normal(0, 1, 180), 3)
scatter = np.round(np.repeat([1.0, 4.0, 0.5], [60, 50, 70]) * generator.normal(0, 1, 180), 3)


def changes(name, values, cost, penalty, segment):
    found = ruptures.Pelt(model=cost, min_size=segment, jump=1).fit(values).predict(pen=penalty)
    return {
        "name": name,
        "values": values.tolist(),
        "cost": cost,
        "penalty": penalty,
        "segment": segment,
        "changes": found[:-1],
    }


print(
    json.dumps(
        {
            "scipy": scipy.__version__,
            "sklearn": sklearn.__version__,
            "ruptures": ruptures.__version__,
            "critical": [
                {"n": n, "i": i, "value": critical(n, i)}
                for n, i in [(10, 1), (10, 5), (54, 1), (54, 10), (300, 30), (10_000, 1), (10_000, 999)]
            ],
            "esd": [
                {"name": name, "values": values.tolist(), "most": most, "outliers": esd(values, most)}
                for name, values, most in tests
            ],
            "paths": [
                {"n": n, "length": float(_average_path_length(np.array([n]))[0])} for n in [1, 2, 3, 10, 256, 5000]
            ],
            "forest": {"columns": columns.T.tolist(), "scores": (-forest.score_samples(columns)).tolist()},
            "changes": [
                changes("steps", steps, "l2", 12.0, 3),
                changes("steps", steps, "l2", 4.0, 5),
                changes("noise", noise, "l2", 12.0, 2),
                changes("steps", steps, "normal", 15.0, 5),
                changes("scatter", scatter, "normal", 12.0, 5),
            ],
        },
        indent=1,
    )
)
