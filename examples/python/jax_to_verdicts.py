# %% [markdown]
# From a JAX training loop to certified verdicts: eight students of width 2 learn a teacher of width 2 from 25 points. The cells between the two rules
# are the whole of it. Needs jax, numpy, pandas and the program `certify` (named in CERTIFY, or on PATH).

# %%
import jax
import jax.numpy as jnp
import numpy as np

import certify

jax.config.update("jax_enable_x64", True)

# %% ------------------------------------------------------------------------------------------
grid = jnp.linspace(-2, 2, 5)
x = jnp.stack(jnp.meshgrid(grid, grid, indexing="ij"), -1).reshape(-1, 2)
network = lambda p, x: jax.nn.sigmoid(x @ p["w"].T) @ p["a"]
labels = network({"w": jnp.array([[0.5, 1.0], [-1.0, 0.25]]), "a": jnp.array([1.0, -1.0])}, x)
loss = lambda p: jnp.mean((network(p, x) - labels) ** 2)  # the mean of squares, without 1/2


def train(key, steps=20_000, rate=0.05):
    kw, ka = jax.random.split(key)
    p = {"w": jax.random.normal(kw, (2, 2)), "a": jax.random.normal(ka, (2,))}

    def adam(i, state):
        p, m, v = state
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g := jax.grad(loss)(p))
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g**2, v, g)
        step = lambda p, m, v: p - rate * (m / (1 - 0.9 ** (i + 1))) / (jnp.sqrt(v / (1 - 0.999 ** (i + 1))) + 1e-12)
        return jax.tree.map(step, p, m, v), m, v

    zero = jax.tree.map(jnp.zeros_like, p)
    return jax.lax.fori_loop(0, steps, adam, (p, zero, zero))[0]


students = jax.jit(jax.vmap(train))(jax.random.split(jax.random.key(0), 8))
claims = {"loss": jax.vmap(loss)(students)}
problem = certify.problem("sigmoid", np.asarray(x), np.asarray(labels))
run = certify.run(students["w"], students["a"], problem=problem, **claims)
# %% ------------------------------------------------------------------------------------------

# %%
print(run.verdicts[["verdict", "globality", "loss_lower", "loss_upper", "lambda_min_lower", "distance", "float64_claim"]].to_string())
print(run.check(), "certificates verified")

# %%
first = run.enclosures[0]
print("loss of the critical point at student 0 lies in", [float(bound) for bound in first.loss], "exactly", first.loss[0])
print(run.explain(0))
