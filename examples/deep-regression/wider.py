"""The same regression by wider networks, 2-W-W-1 for W of 30 and 53 (P = 1051 and 3075): one student each, for times.

    python3 wider.py            writes width-30.npz, width-30.json, width-53.npz, width-53.json

L-BFGS (SciPy), then Newton steps until the gradient is at the rounding of float64.
"""
import json

import numpy as np
from scipy.linalg import lu_factor, lu_solve
from scipy.optimize import minimize

import train


def student(width):
    train.SIZES = [2, width, width, 1]
    rng = np.random.default_rng(0)
    start = np.concatenate([
        part for m, n in zip(train.SIZES, train.SIZES[1:])
        for part in (rng.normal(size=n * m) / np.sqrt(m), np.zeros(n))])
    options = {"maxiter": 100000, "maxfun": 200000, "maxcor": 50, "ftol": 0, "gtol": 1e-9}
    theta = minimize(train.gradient, start, jac=True, method="L-BFGS-B", options=options).x
    size = np.linalg.norm(train.gradient(theta)[1])
    for _ in range(4):
        factors = lu_factor(train.hessian(theta))
        for _ in range(5):
            trial = theta - lu_solve(factors, train.gradient(theta)[1])
            trial_size = np.linalg.norm(train.gradient(trial)[1])
            if trial_size >= size:
                break
            theta, size = trial, trial_size
        if size < 1e-14:
            break
    return theta


def main():
    problem = json.load(open("problem.json"))
    for width in [30, 53]:
        theta = student(width)
        arrays = {}
        for l, (W, b) in enumerate(train.layers(theta)):
            arrays[f"W{l + 1}"], arrays[f"b{l + 1}"] = W[None], b[None]
        np.savez(f"width-{width}.npz", **arrays)
        for layer in problem["layers"][:2]:
            layer["width"] = width
        with open(f"width-{width}.json", "w") as file:
            json.dump(problem, file, indent=1)
            file.write("\n")
        loss, gradient = train.gradient(theta)
        values = np.linalg.eigvalsh(train.hessian(theta))
        print("P = %d: loss %.10f  |grad| %.1e  smallest eigenvalues %.3e %.3e, %d negative" % (
            len(theta), loss, np.linalg.norm(gradient), values[0], values[1], (values < 0).sum()))


if __name__ == "__main__":
    main()
