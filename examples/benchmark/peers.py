"""Milliseconds of processor time, all threads, of the Hessian with its eigenvalues at width 5 on the reference problem, as people compute them in float64.

Prints lines `name value`: NumPy with the formulas written out, and JAX (jit of hessian, float64) where it is installed.
"""

import time

import numpy as np

rng = np.random.default_rng(0)
axis = np.arange(-20, 21) / 4
x = np.stack(np.meshgrid(axis, axis, indexing="ij"), -1).reshape(-1, 2)
teacher = np.array([[0.6, 0.5], [-0.5, 0.5], [-0.2, -0.6], [0.1, -0.6]])
sigmoid = lambda z: 1 / (1 + np.exp(-z))
y = sigmoid(x @ teacher.T) @ np.array([1, -1, 1, -1])
w, a = rng.normal(size=(5, 2)), rng.normal(size=5)


def median(f, repetitions=101):
    """Median of single runs after a warm-up."""
    for _ in range(5):
        f()
    times = []
    for _ in range(repetitions):
        start = time.process_time()
        f()
        times.append(time.process_time() - start)
    return sorted(times)[repetitions // 2] * 1000


def numpy_hessian():
    s = sigmoid(x @ w.T)
    first = s * (1 - s)
    second = first * (1 - 2 * s)
    e = s @ a - y
    jacobian = np.concatenate([((first * a)[:, :, None] * x[:, None, :]).reshape(len(x), -1), s], axis=1)
    hessian = jacobian.T @ jacobian
    for j in range(5):
        block = slice(2 * j, 2 * j + 2)
        hessian[block, block] += (x * (e * a[j] * second[:, j])[:, None]).T @ x
        mixed = (e * first[:, j]) @ x
        hessian[block, 10 + j] += mixed
        hessian[10 + j, block] += mixed
    return np.linalg.eigvalsh(2 / len(x) * hessian)


print("numpy", median(numpy_hessian))
try:
    import jax
    import jax.numpy as jnp
except ImportError:
    raise SystemExit
jax.config.update("jax_enable_x64", True)


def loss(parameters):
    return jnp.mean((jax.nn.sigmoid(x @ parameters[:10].reshape(5, 2).T) @ parameters[10:] - y) ** 2)


compiled = jax.jit(jax.hessian(loss))
point = np.concatenate([w.ravel(), a])
assert np.allclose(np.linalg.eigvalsh(compiled(point)), numpy_hessian())
print("jax", median(lambda: np.linalg.eigvalsh(compiled(point))))
