"""examples/exporters/from_flax.py against JAX and Flax themselves."""

import tempfile

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx

from from_flax import export, student
from support import codes, inspect, labels, losses_agree, parameters, points, problem_file, raises

jax.config.update("jax_enable_x64", True)
x, y = jnp.asarray(points), jnp.asarray(labels)


class Student(nn.Module):
    width: int
    bias: bool = False

    @nn.compact
    def __call__(self, x):
        x = nn.sigmoid(nn.Dense(self.width, use_bias=self.bias, param_dtype=jnp.float64)(x))
        return nn.Dense(1, use_bias=False, param_dtype=jnp.float64)(x)[:, 0]


def expected(params):
    hidden, output = params["Dense_0"], params["Dense_1"]
    rows = np.asarray(hidden["kernel"]).T
    if "bias" in hidden:
        rows = np.concatenate([rows, np.asarray(hidden["bias"])[:, None]], axis=1)
    return rows.ravel().tolist() + np.asarray(output["kernel"])[:, 0].tolist()


def trained(net, key):
    """A few steps of a real training loop."""
    params = net.init(key, x)["params"]
    loss = lambda p: jnp.mean((net.apply({"params": p}, x) - y) ** 2)
    optimizer = optax.adam(0.05)
    state = optimizer.init(params)
    for _ in range(30):
        updates, state = optimizer.update(jax.grad(loss)(params), state)
        params = optax.apply_updates(params, updates)
    return params, float(loss(params))


with tempfile.TemporaryDirectory() as folder:
    for bias in (False, True):
        problem = problem_file(folder, bias)
        # as many neurons as inputs: only the declaration tells the axes
        net = Student(width=2, bias=bias)
        results = [trained(net, jax.random.key(seed)) for seed in range(3)]
        trees = [params for params, _ in results]
        for ending in ("npz", "safetensors"):
            path = f"{folder}/students.{ending}"
            export(path, trees, loss=np.array([value for _, value in results]))
            found = inspect(path, "--problem", problem)
            losses_agree(found, 3)
            assert found["conventions"] == {"axes": "inputs-neurons"} and found["has_bias_array"] is bias
            assert parameters(path, problem) == [expected(tree) for tree in trees]
        # optax.l2_loss is half of it
        halves = np.array([float(optax.l2_loss(net.apply({"params": tree}, x), y).mean()) for tree in trees])
        export(path, trees, loss=halves, loss_convention="half-mean")
        losses_agree(inspect(path, "--problem", problem), 3)
        export(path, trees, loss=halves)
        assert codes(inspect(path, "--problem", problem, status=1)) == ["loss-outside", "half-mean"]

    # nnx
    class Module(nnx.Module):
        def __init__(self, rngs):
            self.hidden = nnx.Linear(2, 3, use_bias=False, param_dtype=jnp.float64, rngs=rngs)
            self.output = nnx.Linear(3, 1, use_bias=False, param_dtype=jnp.float64, rngs=rngs)

        def __call__(self, x):
            return self.output(nnx.sigmoid(self.hidden(x)))[:, 0]

    modules = [Module(nnx.Rngs(seed)) for seed in range(2)]
    states = [nnx.to_pure_dict(nnx.state(module, nnx.Param)) for module in modules]
    values = np.array([float(jnp.mean((module(x) - y) ** 2)) for module in modules])
    export(f"{folder}/nnx.npz", states, hidden="hidden", output="output", loss=values)
    losses_agree(inspect(f"{folder}/nnx.npz", "--problem", problem_file(folder)), 2)

    # bfloat16 widens exactly
    tree = jax.tree.map(lambda leaf: leaf.astype(jnp.bfloat16), trees[0])
    w, a, b = student(tree)
    assert w.dtype == np.float32 and np.array_equal(w, np.asarray(tree["Dense_0"]["kernel"]).astype(np.float64))

    raises(ValueError, "a bias of the output", lambda: student({"Dense_0": trees[0]["Dense_0"], "Dense_1": trees[0]["Dense_0"]}))
    raises(ValueError, "expected the layers", lambda: student({"params": trees[0]}))
    raises(ValueError, "expected a kernel", lambda: student({"Dense_0": {"scale": 1}, "Dense_1": trees[0]["Dense_1"]}))
    raises(ValueError, "reads 2 neurons", lambda: student({"Dense_0": {"kernel": np.ones((2, 3))}, "Dense_1": trees[0]["Dense_1"]}))
print("all is well with JAX", jax.__version__)
