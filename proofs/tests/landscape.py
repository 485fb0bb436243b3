"""The reference problem in float64 and in multiple precision: what a producer of certificates needs.

Nothing here is trusted: the Coq checker decides.  Parameters are ordered as in Specification.v,
neuron by neuron: a, w_1, w_2.
"""
import numpy as np
from mpmath import mp, mpf, exp as mp_exp

mp.prec = 160
STEPS = range(-20, 21)
AXIS = np.array(STEPS) / 4.0
X = np.array([(x, y) for x in AXIS for y in AXIS])
N = len(X)
TEACHER = [("1", "3/5", "1/2"), ("-1", "-1/2", "1/2"), ("1", "-1/5", "-3/5"), ("-1", "1/10", "-3/5")]


def rational(text):
    numerator, _, denominator = text.partition("/")
    return mpf(numerator) / mpf(denominator or 1)


TEACHER_FLOAT = np.array([[float(rational(c)) for c in neuron] for neuron in TEACHER])


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def outputs(theta, x=X):
    return sum(a * sigmoid(x @ np.array([u, v])) for a, u, v in np.asarray(theta).reshape(-1, 3))


LABELS = outputs(TEACHER_FLOAT)


def derivatives(theta):
    """loss, gradient, Hessian in float64"""
    t = np.asarray(theta, float).reshape(-1, 3)
    m = len(t)
    e = outputs(t) - LABELS
    J = np.zeros((N, 3 * m))
    H = np.zeros((3 * m, 3 * m))
    for j, (a, u, v) in enumerate(t):
        s = sigmoid(X @ np.array([u, v]))
        s1 = s * (1 - s)
        s2 = s1 * (1 - 2 * s)
        J[:, 3 * j] = s
        J[:, 3 * j + 1:3 * j + 3] = (a * s1)[:, None] * X
        cross = (e * s1) @ X
        H[3 * j, 3 * j + 1:3 * j + 3] += cross
        H[3 * j + 1:3 * j + 3, 3 * j] += cross
        H[3 * j + 1:3 * j + 3, 3 * j + 1:3 * j + 3] += (X * (e * a * s2)[:, None]).T @ X
    return e @ e / N, 2 / N * e @ J, 2 / N * (H + J.T @ J)


def curvature_block(theta, w):
    """M(w) = (2/N) sum e s''(w.x) x x'"""
    e = outputs(theta) - LABELS
    s = sigmoid(X @ w)
    return 2 / N * (X * (e * s * (1 - s) * (1 - 2 * s))[:, None]).T @ X


def tables(net):
    result = []
    for _, u, v in net:
        e, f = mp_exp(-u / 4), mp_exp(-v / 4)
        result.append(([e ** i for i in STEPS], [f ** i for i in STEPS]))
    return result


def precise_gradient(theta):
    """gradient of the loss in multiple precision"""
    net = [tuple(theta[3 * j:3 * j + 3]) for j in range(len(theta) // 3)]
    teacher = [tuple(rational(c) for c in neuron) for neuron in TEACHER]
    tn, tt = tables(net), tables(teacher)
    g = [mpf(0)] * len(theta)
    for i, x in enumerate(STEPS):
        for k, y in enumerate(STEPS):
            s = [1 / (1 + E[i] * F[k]) for E, F in tn]
            label = sum(neuron[0] / (1 + E[i] * F[k]) for neuron, (E, F) in zip(teacher, tt))
            r = sum(neuron[0] * sj for neuron, sj in zip(net, s)) - label
            for j, neuron in enumerate(net):
                g[3 * j] += r * s[j]
                c = r * neuron[0] * s[j] * (1 - s[j]) / 4
                g[3 * j + 1] += c * x
                g[3 * j + 2] += c * y
    return [2 * c / N for c in g]


def polish(theta, float_steps=60, precise_steps=2):
    """Newton: float64 steps, then multiple-precision gradients with the float64 Hessian"""
    t = np.asarray(theta, float)
    for _ in range(float_steps):
        _, g, H = derivatives(t)
        step = np.linalg.solve(H, g)
        t = t - step
        if np.abs(step).max() < 1e-15:
            break
    t = [mpf(c) for c in t]
    for _ in range(precise_steps):
        g = precise_gradient(t)
        scale = max(abs(c) for c in g)
        _, _, H = derivatives([float(c) for c in t])
        step = np.linalg.solve(H, np.array([float(c / scale) for c in g]))
        t = [c - scale * mpf(float(d)) for c, d in zip(t, step)]
    return t
