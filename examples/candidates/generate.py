"""Trains a few small students on the reference problem and exports them for `certify run`.

The reference problem: inputs on the grid {-5, -4.75, .., 5}^2, labels from a teacher with four sigmoid neurons, loss = mean of squared
residuals. Each student is trained with Adam (full batch, float64) and polished with a damped Newton method. The export is what any
training script would write:

    np.savez("students.npz", w=w, a=a, loss=loss, grad_norm=grad_norm, min_eigenvalue=min_eigenvalue)

with w of shape (students, neurons, inputs) and a of shape (students, neurons). Run:  python3 generate.py 4 12 students.npz
"""

import sys

import numpy as np

axis = np.arange(-20, 21) / 4
x = np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1).reshape(-1, 2)
teacher_w = np.array([[0.6, 0.5], [-0.5, 0.5], [-0.2, -0.6], [0.1, -0.6]])
teacher_a = np.array([1.0, -1.0, 1.0, -1.0])


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


y = sigmoid(x @ teacher_w.T) @ teacher_a


def derivatives(theta, width, hessian=False):
    """Loss, gradient and (optionally) Hessian; theta lists the input weights neuron by neuron, then the outputs."""
    w, a = theta[: 2 * width].reshape(width, 2), theta[2 * width :]
    s = sigmoid(x @ w.T)
    s1 = s * (1 - s)
    e = s @ a - y
    jacobian = np.concatenate([((a * s1)[:, :, None] * x[:, None, :]).reshape(len(x), -1), s], axis=1)
    loss, gradient = np.mean(e**2), 2 / len(x) * jacobian.T @ e
    if not hessian:
        return loss, gradient
    h = jacobian.T @ jacobian
    curvature = e[:, None] * s1 * (1 - 2 * s) * a
    for j in range(width):
        block = slice(2 * j, 2 * j + 2)
        h[block, block] += (curvature[:, j, None] * x).T @ x
        mixed = (e * s1[:, j]) @ x
        h[block, 2 * width + j] += mixed
        h[2 * width + j, block] += mixed
    return loss, gradient, 2 / len(x) * h


def adam(theta, width, steps=8000, rate=3e-3):
    first, second = np.zeros_like(theta), np.zeros_like(theta)
    for t in range(1, steps + 1):
        gradient = derivatives(theta, width)[1]
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        theta = theta - rate * (first / (1 - 0.9**t)) / (np.sqrt(second / (1 - 0.999**t)) + 1e-8)
    return theta


def newton(theta, width, steps=500):
    damping = 1e-3
    loss, gradient, h = derivatives(theta, width, True)
    for _ in range(steps):
        values, vectors = np.linalg.eigh(h)
        step = -vectors @ ((vectors.T @ gradient) / (np.abs(values) + damping))
        trial = derivatives(theta + step, width, True)
        if trial[0] < loss:
            theta, (loss, gradient, h), damping = theta + step, trial, damping * 0.3
        elif damping > 1e6:
            break
        else:
            damping *= 10
        damping = max(damping, 1e-15)
    return theta


def main():
    width, students, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    generator = np.random.default_rng(2026 + width)
    found = []
    for _ in range(students):
        bound_w, bound_a = np.sqrt(6 / (2 + width)), np.sqrt(6 / (width + 1))
        start = np.concatenate(
            [generator.uniform(-bound_w, bound_w, 2 * width), generator.uniform(-bound_a, bound_a, width)]
        )
        theta = newton(adam(start, width), width)
        loss, gradient, h = derivatives(theta, width, True)
        found.append((theta, loss, np.linalg.norm(gradient), np.linalg.eigvalsh(h)[0]))
    theta = np.array([f[0] for f in found])
    np.savez(
        path,
        w=theta[:, : 2 * width].reshape(students, width, 2),
        a=theta[:, 2 * width :],
        loss=[f[1] for f in found],
        grad_norm=[f[2] for f in found],
        min_eigenvalue=[f[3] for f in found],
    )


main()
