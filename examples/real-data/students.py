"""Thirteen students of real data, trained by scikit-learn and certified: output biases and weight decay as they were trained.

    python3 students.py [folder]        needs scikit-learn, SciPy, pandas and examples/python (or its wheel); writes verdicts.csv

Diabetes (442 points, 10 inputs) is regression; two moons (200 points) is a logistic loss; iris (150 points) and the first 500 of the digits are softmax cross-entropy.
Inputs are standardized; alpha is scikit-learn's. Training is L-BFGS, as scikit-learn does it; Newton's method in float64 then brings the gradient to its rounding.
"""

import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn import datasets
from sklearn.neural_network import MLPClassifier, MLPRegressor

import certify


def standardized(values):
    return (values - values.mean(axis=0)) / np.where(values.std(axis=0) > 0, values.std(axis=0), 1)


diabetes, iris, digits = datasets.load_diabetes(), datasets.load_iris(), datasets.load_digits()
moons = datasets.make_moons(200, noise=0.2, random_state=0)
data = {
    "diabetes": (standardized(diabetes.data), standardized(diabetes.target)),
    "moons": (standardized(moons[0]), moons[1]),
    "iris": (standardized(iris.data), iris.target),
    "digits": (digits.data[:500] / 16, digits.target[:500]),  # multiples of 1/16, exact
}
students = [
    ("diabetes", (2,), 1.0), ("diabetes", (3,), 1.0), ("diabetes", (5,), 10.0), ("diabetes", (4, 3), 10.0),
    ("moons", (4,), 0.1), ("moons", (8,), 1.0), ("moons", (4, 4), 0.1),
    ("iris", (3,), 0.1), ("iris", (5,), 1.0), ("iris", (4, 3), 1.0),
    ("digits", (2,), 3.0), ("digits", (3,), 3.0), ("digits", (4,), 3.0),
]  # fmt: skip

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "students")
rows = []
for number, (name, hidden, alpha) in enumerate(students):
    X, y = data[name]
    kind = MLPRegressor if name == "diabetes" else MLPClassifier
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = kind(hidden_layer_sizes=hidden, activation="tanh", solver="lbfgs", alpha=alpha, max_iter=5000, tol=1e-10, random_state=number).fit(X, y)
    trained = certify.from_sklearn(model, X, y)
    start = time.perf_counter()
    refined = certify.refine(trained)
    newton, start = time.perf_counter() - start, time.perf_counter()
    run = refined.run(folder / f"{number:02}-{name}", jobs=1)
    seconds, row = time.perf_counter() - start, run.verdicts.iloc[0]
    parameters = len(run.certificates[0]["candidate"]["parameters"])
    rows.append({
        "data": name, "points": len(X), "inputs": X.shape[1], "hidden": "-".join(map(str, hidden)), "alpha": alpha, "parameters": parameters,
        "loss_lower": row.loss_lower, "loss_upper": row.loss_upper, "lambda_min_lower": row.lambda_min_lower, "lambda_min_upper": row.lambda_min_upper,
        "distance": row.distance, "verdict": row.verdict, "index": row.index_lower, "reason": row.reason,
        "newton_seconds": round(newton, 1), "certify_seconds": round(seconds, 1),
    })  # fmt: skip
    print(name, hidden, parameters, "parameters:", row.verdict, "" if pd.isna(row.reason) else row.reason, f"{newton:.1f} s, {seconds:.1f} s", flush=True)
pd.DataFrame(rows).to_csv("verdicts.csv", index=False)
