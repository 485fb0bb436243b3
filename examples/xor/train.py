"""Critical points of XOR, 2-2-2 tanh network, softmax cross-entropy with weight decay, from random starts.

    python3 train.py            writes decay-1e-2.npz, decay-1e-3.npz, decay-1e-4.npz and the problems beside them

From each start |grad L| is brought to 0 by damped Newton steps, which lead to saddles as well as to minima; from the first
200 also by gradient descent and then Newton's method, which lead to minima. Of the points that were reached one is kept for
every loss (to 9 digits) and number of negative eigenvalues: most others are its images under permutations of the hidden
units, of the inputs, of the classes, and under flips of tanh.
"""
import json

import numpy as np

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
CLASSES = np.array([0, 1, 1, 0])
Y = np.eye(2)[CLASSES]
STARTS = 3000


def unpack(theta):
    """Of many networks at once: theta is (networks, 12), in the order W1, b1, W2, b2."""
    return theta[:, 0:4].reshape(-1, 2, 2), theta[:, 4:6], theta[:, 6:10].reshape(-1, 2, 2), theta[:, 10:12]


def outputs(theta):
    W1, b1, W2, b2 = unpack(theta)
    h = np.tanh(np.einsum("pc,bic->bpi", X, W1) + b1[:, None])
    return h, np.einsum("bpi,boi->bpo", h, W2) + b2[:, None]


def loss(theta, decay):
    u = outputs(theta)[1]
    m = u.max(axis=2)
    terms = np.log(np.exp(u - m[:, :, None]).sum(axis=2)) + m - (Y * u).sum(axis=2)
    return terms.mean(axis=1) + decay * (theta * theta).sum(axis=1)


def gradient(theta, decay):
    """Also of complex theta: its derivative is taken by a complex step."""
    h, u = outputs(theta)
    e = np.exp(u - u.real.max(axis=2, keepdims=True))
    delta = (e / e.sum(axis=2, keepdims=True) - Y) / len(X)
    back = np.einsum("bpo,boi->bpi", delta, unpack(theta)[2]) * (1 - h * h)
    count = len(theta)
    parts = [np.einsum("bpi,pc->bic", back, X).reshape(count, 4), back.sum(axis=1),
             np.einsum("bpo,bpi->boi", delta, h).reshape(count, 4), delta.sum(axis=1)]
    return np.concatenate(parts, axis=1) + 2 * decay * theta


def hessian(theta, decay):
    H = np.empty((len(theta), 12, 12))
    for i in range(12):
        step = theta.astype(complex)
        step[:, i] += 1e-30j
        H[:, i] = gradient(step, decay).imag / 1e-30
    return (H + H.transpose(0, 2, 1)) / 2


def newton(theta, decay, steps=400):
    """Damped Newton steps for grad L = 0, shortened until |grad L| falls."""
    theta = theta.copy()
    g = gradient(theta, decay)
    size, damping = np.linalg.norm(g, axis=1), np.full(len(theta), 1e-3)
    for _ in range(steps):
        active = (size > 1e-15) & (damping < 1e6)
        if not active.any():
            break
        own, H = theta[active], hessian(theta[active], decay)
        A = np.einsum("bij,bjk->bik", H, H) + damping[active][:, None, None] * np.eye(12)
        step = -np.linalg.solve(A, np.einsum("bij,bj->bi", H, g[active])[:, :, None])[:, :, 0]
        trial = gradient(own + step, decay)
        length = np.linalg.norm(trial, axis=1)
        better = length < size[active]
        place = np.flatnonzero(active)
        theta[place[better]] += step[better]
        g[place[better]], size[place[better]] = trial[better], length[better]
        damping[place] = np.where(better, np.maximum(damping[place] / 4, 1e-22), 4 * damping[place])
    return theta, size


def descend(theta, decay, steps=4000, rate=0.5):
    for _ in range(steps):
        theta = theta - rate * gradient(theta, decay)
    return theta


def main():
    for text, decay in [("1e-2", 1e-2), ("1e-3", 1e-3), ("1e-4", 1e-4)]:
        rng = np.random.default_rng(1)
        begin = rng.normal(size=(STARTS, 12)) * rng.choice([0.3, 1.0, 3.0], size=(STARTS, 1))
        ends, sizes = newton(np.concatenate([begin, descend(begin[:200], decay)]), decay)
        ends, sizes = ends[sizes < 1e-12], sizes[sizes < 1e-12]
        values, losses = np.linalg.eigvalsh(hessian(ends, decay)), loss(ends, decay)
        found = {}
        for place in range(len(ends)):
            found.setdefault((round(losses[place], 9), int((values[place] < 0).sum())), []).append(place)
        keys = sorted(found)
        first = [found[key][0] for key in keys]
        W1, b1, W2, b2 = unpack(ends[first])
        np.savez(
            f"decay-{text}.npz", W1=W1, b1=b1, W2=W2, b2=b2, loss=losses[first], grad_norm=sizes[first],
            min_eigenvalue=values[first, 0])
        problem = {
            "format": "certify-problem", "version": 1,
            "layers": [{"width": 2, "activation": "tanh", "bias": True},
                       {"width": 2, "activation": "identity", "bias": True}],
            "loss": "softmax-cross-entropy", "data": {"points": X.astype(int).tolist()},
            "labels": {"classes": CLASSES.tolist()}, "decay": text}
        with open(f"decay-{text}.json", "w") as file:
            json.dump(problem, file)
            file.write("\n")
        print(text, len(ends), "ends, distinct by index 0, 1, 2, ..:",
              [sum(1 for key in keys if key[1] == index) for index in range(5)])
        for key in keys:
            print("   loss %.9f  index %d  smallest eigenvalue %.3e  reached %d" % (
                *key, values[found[key][0], 0], len(found[key])))


main()
