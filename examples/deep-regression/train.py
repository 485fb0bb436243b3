"""A 2-16-16-1 tanh network with weight decay, trained on 81 points: a minimum to be certified.

    python3 train.py            writes students.npz and problem.json

Gradient descent with momentum from four starts, then Newton steps that avoid saddles until the gradient is at the rounding of
float64.
"""
import json

import numpy as np

SIZES, DECAY = [2, 16, 16, 1], 1e-3
AXIS = np.linspace(-1, 1, 9)
X = np.array([[a, b] for a in AXIS for b in AXIS])
# what is stated in the problem are these decimals
LABELS = [f"{np.sin(3 * a) * np.cos(2 * b):.3f}" for a, b in X]
Y = np.array([float(label) for label in LABELS])[:, None]


def layers(theta):
    place, result = 0, []
    for m, n in zip(SIZES, SIZES[1:]):
        W, b = theta[place : place + n * m].reshape(n, m), theta[place + n * m : place + n * m + n]
        place += n * m + n
        result.append((W, b))
    return result


def gradient(theta):
    """Loss and gradient, also of complex theta."""
    h, values = X.astype(theta.dtype), []
    own = layers(theta)
    for l, (W, b) in enumerate(own):
        values.append(h)
        z = h @ W.T + b
        h = z if l == len(own) - 1 else np.tanh(z)
    e = h - Y
    delta, parts = 2 * e / len(X), []
    for l in reversed(range(len(own))):
        parts = [(delta.T @ values[l]).ravel(), delta.sum(axis=0)] + parts
        if l > 0:
            delta = (delta @ own[l][0]) * (1 - values[l] ** 2)
    return (e * e).mean() + DECAY * (theta * theta).sum(), np.concatenate(parts) + 2 * DECAY * theta


def hessian(theta):
    H = np.empty((len(theta), len(theta)))
    for i in range(len(theta)):
        step = theta.astype(complex)
        step[i] += 1e-30j
        H[i] = gradient(step)[1].imag / 1e-30
    return (H + H.T) / 2


def train(seed):
    rng = np.random.default_rng(seed)
    theta = np.concatenate([
        part for m, n in zip(SIZES, SIZES[1:]) for part in (rng.normal(size=n * m) / np.sqrt(m), np.zeros(n))])
    velocity = np.zeros_like(theta)
    for _ in range(5000):
        velocity = 0.9 * velocity - 0.05 * gradient(theta)[1]
        theta = theta + velocity
    # steps along |H|^-1 g that lower the loss, and Newton's own once the gradient is small
    damping = 1e-3
    for _ in range(100):
        value, g = gradient(theta)
        size = np.linalg.norm(g)
        values, vectors = np.linalg.eigh(hessian(theta))
        step = -vectors @ (vectors.T @ g / (np.abs(values) + (damping if size > 1e-6 else 0)))
        trial_value, trial = gradient(theta + step)
        if trial_value < value if size > 1e-6 else np.linalg.norm(trial) < size / 2:
            theta, damping = theta + step, damping / 4
        elif size <= 1e-6:
            break
        else:
            damping *= 8
    return theta


def main():
    students = [train(seed) for seed in range(4)]
    arrays = {}
    for l in range(3):
        arrays[f"W{l + 1}"] = np.array([layers(theta)[l][0] for theta in students])
        arrays[f"b{l + 1}"] = np.array([layers(theta)[l][1] for theta in students])
    spectra = [np.linalg.eigvalsh(hessian(theta)) for theta in students]
    np.savez(
        "students.npz", **arrays, loss=np.array([gradient(theta)[0] for theta in students]),
        grad_norm=np.array([np.linalg.norm(gradient(theta)[1]) for theta in students]),
        min_eigenvalue=np.array([values[0] for values in spectra]))
    problem = {
        "format": "certify-problem", "version": 1,
        "layers": [{"width": 16, "activation": "tanh", "bias": True}, {"width": 16, "activation": "tanh", "bias": True},
                   {"width": 1, "activation": "identity", "bias": True}],
        "loss": "mean-squared-error",
        "data": {"grid": [{"from": -1, "to": 1, "step": 0.25}, {"from": -1, "to": 1, "step": 0.25}]},
        "labels": {"given": LABELS}, "decay": f"{DECAY:.0e}"}
    with open("problem.json", "w") as file:
        json.dump(problem, file, indent=1)
        file.write("\n")
    for theta, values in zip(students, spectra):
        print("loss %.10f  |grad| %.1e  smallest eigenvalue %.3e, %d negative" % (
            gradient(theta)[0], np.linalg.norm(gradient(theta)[1]), values[0], (values < 0).sum()))


if __name__ == "__main__":
    main()
