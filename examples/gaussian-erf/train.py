"""Erf students on Gaussian inputs, trained on k orthonormal targets from random starts, as candidates with claims.

    python3 train.py --teacher 6 --width 5 --starts 300      writes k6-n5.npz
    certify run k6-n5.npz --problem gaussian-erf -o out

Gradient descent, then Newton steps with absolute eigenvalues, lead to minima; half of the starts go by plain Newton
steps instead, which lead to saddles as well. Of the points reached one is kept for each loss (to 9 digits) and number
of negative eigenvalues. The loss is that of arcsines, all derivatives are its own: nothing is shared with certify.
"""

import argparse

import numpy as np


def parts(theta, n, d):
    return theta[: n * d].reshape(n, d), theta[n * d:]


def kernel(U, V):
    """g(u, v), and the pieces of its derivatives in u."""
    q, r, p = (U**2).sum(1)[:, None], (V**2).sum(1)[None], U @ V.T
    return q, r, p, (1 + q) * (1 + r) - p**2


def loss_and_gradient(theta, n, V):
    W, a = parts(theta, n, V.shape[1])
    everyone, c = np.vstack([W, V]), np.concatenate([a, -np.ones(len(V))])
    q, r, p, D = kernel(everyone, everyone)
    g = 2 / np.pi * np.arcsin(p / np.sqrt((1 + q) * (1 + r)))
    # grad_u g = (2/pi) D^(-1/2) (v - p u / (1 + q))
    s = 2 / np.pi / np.sqrt(D[:n])
    F = (s * c) @ everyone - ((s * p[:n] * c) / (1 + q[:n])).sum(1)[:, None] * W
    return c @ g @ c, np.concatenate([(2 * a[:, None] * F).ravel(), 2 * g[:n] @ c])


def hessian(theta, n, V, step=1e-5):
    rows = []
    for i in range(len(theta)):
        e = np.zeros(len(theta))
        e[i] = step
        f = lambda s: loss_and_gradient(theta + s * e, n, V)[1]
        rows.append((8 * (f(1) - f(-1)) - (f(2) - f(-2))) / (12 * step))
    H = np.array(rows)
    return (H + H.T) / 2


def newton(theta, n, V, absolute, steps=60):
    for _ in range(steps):
        value, gradient = loss_and_gradient(theta, n, V)
        if np.linalg.norm(gradient) < 1e-13:
            break
        values, vectors = np.linalg.eigh(hessian(theta, n, V))
        scale = np.maximum(np.abs(values), 1e-7) if absolute else np.where(np.abs(values) < 1e-7, 1e-7, values)
        direction = -vectors @ ((vectors.T @ gradient) / scale)
        direction *= min(1, 1 / np.linalg.norm(direction))
        factor = 1.0
        if absolute:
            while loss_and_gradient(theta + factor * direction, n, V)[0] > value + 1e-15 and factor > 1e-6:
                factor /= 2
        theta = theta + factor * direction
    return theta


def descend(theta, n, V, steps=4000, rate=0.05):
    for _ in range(steps):
        theta = theta - rate * loss_and_gradient(theta, n, V)[1]
    return theta


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teacher", type=int, default=6, help="k, also the dimension of the inputs")
    parser.add_argument("--width", type=int, default=5)
    parser.add_argument("--starts", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    k, n, V = options.teacher, options.width, np.eye(options.teacher)
    random, found = np.random.default_rng(options.seed), {}
    for start in range(options.starts):
        theta = np.concatenate([random.normal(size=n * k) / np.sqrt(k), random.normal(size=n)])
        theta = newton(descend(theta, n, V), n, V, True) if start % 2 == 0 else newton(theta, n, V, False)
        value, gradient = loss_and_gradient(theta, n, V)
        if not np.linalg.norm(gradient) < 1e-10 or np.abs(theta).max() > 100:
            continue
        eigenvalues = np.linalg.eigvalsh(hessian(theta, n, V))
        key = (f"{value:.8e}", int((eigenvalues < -1e-7).sum()))
        entry = found.setdefault(key, [theta, value, np.linalg.norm(gradient), eigenvalues[0], 0])
        entry[4] += 1
    entries = sorted(found.values(), key=lambda entry: entry[1])
    students = [parts(entry[0], n, k) for entry in entries]
    np.savez(f"k{k}-n{n}.npz", w=[w for w, _ in students], a=[a for _, a in students],
             loss=[e[1] for e in entries], grad_norm=[e[2] for e in entries], min_eigenvalue=[e[3] for e in entries])
    for entry, key in zip(entries, sorted(found, key=lambda key: found[key][1])):
        print(key, entry[4])


if __name__ == "__main__":
    main()
