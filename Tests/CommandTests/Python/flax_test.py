"""examples/exporters/from_flax.py against JAX and Flax themselves."""

import tempfile

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx

from from_flax import export, export_problem, layers, student
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

    # half precision keeps its numbers: bfloat16 widens exactly, float16 is read as it is
    tree = jax.tree.map(lambda leaf: leaf.astype(jnp.bfloat16), trees[0])
    w, a, b, c = student(tree)
    assert w.dtype == np.float32 and np.array_equal(w, np.asarray(tree["Dense_0"]["kernel"]).astype(np.float64)) and c is None
    halves = [jax.tree.map(lambda leaf: leaf.astype(jnp.float16), tree) for tree in trees]
    export(f"{folder}/half.npz", halves)
    assert {a["name"]: a["type"] for a in inspect(f"{folder}/half.npz")["arrays"]} == {"a": "float16", "b": "float16", "w": "float16"}
    assert parameters(f"{folder}/half.npz", problem_file(folder, True)) == [expected(jax.tree.map(lambda leaf: leaf.astype(jnp.float64), tree)) for tree in halves]

    # the layers as people make them: both with biases, several outputs, a problem that states them
    class Full(nn.Module):
        width: int
        outputs: int

        @nn.compact
        def __call__(self, x):
            hidden = jnp.tanh(nn.Dense(self.width, param_dtype=jnp.float64)(x))
            return nn.Dense(self.outputs, param_dtype=jnp.float64)(hidden)

    for k in (1, 2):
        y_k = jnp.stack([y * (q + 1) for q in range(k)], axis=1)
        net, path, problem = Full(3, k), f"{folder}/full.npz", f"{folder}/full.json"
        # biases begin at 0
        trees = [jax.tree.map(lambda leaf: leaf + 0.1, net.init(jax.random.key(seed), x)["params"]) for seed in range(3)]
        values = lambda add=lambda tree: 0: np.array([float(jnp.mean((net.apply({"params": tree}, x) - y_k) ** 2) + add(tree)) for tree in trees])
        options = {"loss": "mean-squared-error"} if k > 1 else {}
        export(path, trees, loss=values())
        export_problem(problem, trees[0], "tanh", points, np.asarray(y_k), **options)
        losses_agree(inspect(path, "--problem", problem), 3)
        # weight decay on the kernels, in the loss
        decayed = lambda tree: 0.01 * sum(jnp.sum(tree[layer]["kernel"] ** 2) for layer in tree)
        export(path, trees, loss=values(decayed))
        export_problem(problem, trees[0], "tanh", points, np.asarray(y_k), decay={"input_weights": 0.01, "outputs": 0.01}, **options)
        losses_agree(inspect(path, "--problem", problem), 3)
        # labels that a network made: the network is stated
        made = net.apply({"params": trees[0]}, x)
        export_problem(problem, trees[1], "tanh", points, np.asarray(made), teacher=trees[0], **options)
        found = inspect(path, "--problem", problem, status=1)
        assert found["losses"][0]["upper"] == "0" or float(found["losses"][0]["upper"]) < 1e-30, found["losses"][0]
        # Keras returns a list
        flat = [np.asarray(trees[0][layer][part]) for layer in ("Dense_0", "Dense_1") for part in ("kernel", "bias")]
        assert all(np.array_equal(mine, other) for mine, other in zip(student(layers(flat)), student(trees[0])))

    raises(ValueError, "found arrays of [2, 1, 1, 1, 1, 2] axes", lambda: layers([np.ones((2, 2)), *[np.ones(2)] * 4, np.ones((2, 1))]))
    raises(ValueError, "batch normalization", lambda: student({"Dense_0": {}, "BatchNorm_0": {}, "Dense_1": {}}))
    raises(ValueError, "some of the students have output biases", lambda: export(path, [trees[0], {**trees[0], "Dense_1": {"kernel": trees[0]["Dense_1"]["kernel"]}}]))
    raises(ValueError, "expected the layers", lambda: student({"params": trees[0]}))
    raises(ValueError, "expected a kernel", lambda: student({"Dense_0": {"scale": 1}, "Dense_1": trees[0]["Dense_1"]}))
    raises(ValueError, "reads 3 neurons", lambda: student({"Dense_0": {"kernel": np.ones((2, 2))}, "Dense_1": trees[0]["Dense_1"]}))
print("all is well with JAX", jax.__version__)
