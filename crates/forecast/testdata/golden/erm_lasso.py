"""Golden values of the penalized reconciliation: scikit-learn's Lasso on the examples of hierarchy.json, the unknown
matrix written out as one vector.

python erm_lasso.py > erm_lasso.json
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.linear_model import Lasso


def reconcile(example, penalty):
    members = example["members"]
    actual, fitted, base = (np.array(example[name]) for name in ["actual", "fitted", "base"])
    bottom = example["levels"]["bottom"]
    S = np.array([[1.0 if j in m else 0.0 for j in range(len(bottom))] for m in members])
    # What bottom-up leaves over, and how each entry (bottom series, node) of the difference to it changes that.
    rest = (actual - S @ fitted[bottom]).ravel()
    design = np.einsum("ij,nk->ikjn", S, fitted).reshape(len(rest), -1)
    threshold = penalty * np.abs(design.T @ rest).max()
    lasso = Lasso(alpha=threshold / len(rest), fit_intercept=False, tol=1e-12, max_iter=2_000_000).fit(design, rest)
    difference = lasso.coef_.reshape(len(bottom), len(members))
    return (S @ (base[bottom] + difference @ base)).tolist()


examples = json.loads((Path(__file__).parent / "hierarchy.json").read_text())
print(
    json.dumps(
        {
            "scikit-learn": sklearn.__version__,
            **{
                name: {str(penalty): reconcile(examples[name], penalty) for penalty in [0.3, 0.05, 0.01]}
                for name in ["nested", "grouped"]
            },
        }
    )
)
