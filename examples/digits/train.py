"""Classifiers of handwritten digits, 64-32-10 (tanh, softmax cross-entropy, weight decay), trained to critical points in float64.

    python3 -m pip install numpy scipy scikit-learn
    python3 train.py            writes students.npz and problem.json

The data are the first 500 of the 1797 images that scikit-learn brings along, 8 by 8 pixels of 0 to 16, divided by 16. L-BFGS from random
starts, then Newton steps until the gradient is at the rounding of float64.
"""
import json

import numpy as np
from scipy.linalg import lu_factor, lu_solve
from scipy.optimize import minimize
from sklearn.datasets import load_digits

SIZES, DECAY, POINTS = [64, 32, 10], 1e-3, 500
DIGITS = load_digits()
IMAGES = DIGITS.data / 16
X, CLASSES = IMAGES[:POINTS], DIGITS.target[:POINTS]
Y = np.eye(10)[CLASSES]


def layers(theta):
    place, result = 0, []
    for m, n in zip(SIZES, SIZES[1:]):
        W, b = theta[place : place + n * m].reshape(n, m), theta[place + n * m : place + n * m + n]
        place += n * m + n
        result.append((W, b))
    return result


def outputs(theta, h):
    """Values of all layers before the last, and what the last one says."""
    values, own = [], layers(theta)
    for l, (W, b) in enumerate(own):
        values.append(h)
        z = h @ W.T + b
        h = np.tanh(z) if l < len(own) - 1 else z
    return values, h


def gradient(theta):
    """Loss and gradient, also of complex theta."""
    values, u = outputs(theta, X.astype(theta.dtype))
    u = u - u.real.max(axis=1, keepdims=True)
    exponentials = np.exp(u)
    sums = exponentials.sum(axis=1, keepdims=True)
    loss = (np.log(sums[:, 0]) - (Y * u).sum(axis=1)).mean() + DECAY * (theta * theta).sum()
    delta, parts, own = (exponentials / sums - Y) / len(X), [], layers(theta)
    for l in reversed(range(len(own))):
        parts = [(delta.T @ values[l]).ravel(), delta.sum(axis=0)] + parts
        if l > 0:
            delta = (delta @ own[l][0]) * (1 - values[l] ** 2)
    return loss, np.concatenate(parts) + 2 * DECAY * theta


def hessian(theta):
    H = np.empty((len(theta), len(theta)))
    for i in range(len(theta)):
        step = theta.astype(complex)
        step[i] += 1e-30j
        H[i] = gradient(step)[1].imag / 1e-30
    return (H + H.T) / 2


def train(seed):
    rng = np.random.default_rng(seed)
    start = np.concatenate([
        part for m, n in zip(SIZES, SIZES[1:]) for part in (rng.normal(size=n * m) / np.sqrt(m), np.zeros(n))])
    options = {"maxiter": 100000, "maxfun": 200000, "maxcor": 50, "ftol": 0, "gtol": 1e-9}
    theta = minimize(gradient, start, jac=True, method="L-BFGS-B", options=options).x
    for _ in range(4):
        size = np.linalg.norm(gradient(theta)[1])
        print(f"seed {seed}: |grad| {size:.1e}", flush=True)
        factors = lu_factor(hessian(theta))
        # more steps with the same factors, as long as they help
        for _ in range(5):
            trial = theta - lu_solve(factors, gradient(theta)[1])
            trial_size = np.linalg.norm(gradient(trial)[1])
            if trial_size >= size:
                break
            theta, size = trial, trial_size
        if size < 1e-14:
            break
    return theta


def main():
    students = [train(seed) for seed in range(3)]
    spectra = [np.linalg.eigvalsh(hessian(theta)) for theta in students]
    arrays = {}
    for l in range(len(SIZES) - 1):
        arrays[f"W{l + 1}"] = np.array([layers(theta)[l][0] for theta in students])
        arrays[f"b{l + 1}"] = np.array([layers(theta)[l][1] for theta in students])
    np.savez(
        "students.npz", **arrays, loss=np.array([gradient(theta)[0] for theta in students]),
        grad_norm=np.array([np.linalg.norm(gradient(theta)[1]) for theta in students]),
        min_eigenvalue=np.array([values[0] for values in spectra]))
    problem = {
        "format": "certify-problem", "version": 1,
        "layers": [{"width": 32, "activation": "tanh", "bias": True}, {"width": 10, "activation": "identity", "bias": True}],
        "loss": "softmax-cross-entropy", "decay": f"{DECAY:.0e}",
        "data": {"points": X.tolist()}, "labels": {"classes": CLASSES.tolist()}}
    with open("problem.json", "w") as file:
        json.dump(problem, file, separators=(",", ":"))
        file.write("\n")
    for theta, values in zip(students, spectra):
        rest = outputs(theta, IMAGES[POINTS:])[1].argmax(axis=1)
        print("loss %.10f  |grad| %.1e  smallest eigenvalues %.3e %.3e, %d negative, largest %.2e; %.1f %% of the other images" % (
            gradient(theta)[0], np.linalg.norm(gradient(theta)[1]), values[0], values[1], (values < 0).sum(), values[-1],
            100 * (rest == DIGITS.target[POINTS:]).mean()))


main()
