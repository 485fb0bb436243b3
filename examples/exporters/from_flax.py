"""JAX, Flax and Keras parameters of one hidden layer -> candidates for `certify`.

    from from_flax import export, export_problem
    export("students.npz", [variables["params"] for variables in trained])        # nn.Dense(m), activation, nn.Dense(k)
    export("students.npz", [parameters], hidden="encode", output="read")          # layers of other names
    export("students.safetensors", [nnx.to_pure_dict(nnx.state(model, nnx.Param))], hidden="hidden", output="output")
    export("students.npz", [layers(model.get_weights()) for model in trained])    # Keras: Dense(m, activation), Dense(k)

    export_problem("problem.json", trees[0], "tanh", x, y)                        # biases as the parameters have them
    export_problem("problem.json", trees[0], "tanh", x, teacher=teacher_tree)     # where a teacher of the same kind made the labels

A `kernel` is (inputs, outputs): a column a neuron. The file holds it as it is and declares the axes; nothing is transposed on the way. The bias of the output
layer becomes the array c, and "output_bias": true in the problem. The pytree may also be of one's own making, {"0": {"kernel": .., "bias": ..}, "1": {"kernel": ..}}.
JAX computes in float32 unless told otherwise: claims for an audit should come from float64, jax.config.update("jax_enable_x64", True).

Weight decay is stated with its lambda, decay=.. of `export_problem`: of lambda |theta|² in the loss itself; of keras.regularizers.L2(lambda), for the layers that
have it, {"input_weights": lambda, "outputs": lambda}; {"pytorch_weight_decay": wd} of optax.add_decayed_weights(wd) before sgd or the scaling by Adam. What
optax.adamw and the weight_decay of Keras' optimizers do is decoupled: the gradient of no function, so where it stops is no critical point of a loss.
"""

import numpy as np

from candidates import write_stacked
from problems import write_problem


def layers(weights, hidden="Dense_0", output="Dense_1"):
    """The same pytree of the list that Keras' get_weights returns: kernel, perhaps bias, kernel, perhaps bias."""
    ranks = [np.ndim(part) for part in weights]
    if ranks not in ([2, 2], [2, 1, 2], [2, 2, 1], [2, 1, 2, 1]):
        raise ValueError(f"expected kernel, perhaps bias, kernel, perhaps bias, found arrays of {ranks} axes; batch normalization and further layers are not covered")
    second = ranks.index(2, 1)
    trees = [dict(zip(("kernel", "bias"), part)) for part in (weights[:second], weights[second:])]
    return {hidden: trees[0], output: trees[1]}


def student(params, hidden="Dense_0", output="Dense_1"):
    """The arrays w (d, m), a (m) or (m, k), b (m) or None, c (a number), (k) or None of one pytree of parameters."""
    if set(params) != {hidden, output}:
        hint = ": batch normalization makes a neuron depend on the other points, which is no function of w·x" if any("BatchNorm" in str(name) for name in params) else ""
        raise ValueError(f"expected the layers {hidden} and {output}, found {', '.join(map(str, params))}{hint}")
    for layer in (hidden, output):
        if not {"kernel"} <= set(params[layer]) <= {"kernel", "bias"}:
            raise ValueError(f"{layer}: expected a kernel and perhaps a bias, found {', '.join(params[layer])}")

    def array(layer, name):
        if name not in params[layer]:
            return None
        numbers = np.asarray(params[layer][name])
        return numbers.astype(np.float32) if numbers.dtype.kind == "V" or numbers.dtype.name == "bfloat16" else numbers  # widens exactly

    w, a, b, c = array(hidden, "kernel"), array(output, "kernel"), array(hidden, "bias"), array(output, "bias")
    if a.shape[0] != w.shape[1]:
        raise ValueError(f"{output} reads {a.shape[0]} neurons, {hidden} has {w.shape[1]}")
    return (w, a, b, c) if a.shape[1] != 1 else (w, a[:, 0], b, None if c is None else c[0])


def export(path, trees, hidden="Dense_0", output="Dense_1", loss_convention=None, **claims):
    """Writes a file of students from pytrees of one shape; claims and conventions as in `write_students`.

    jnp.mean((y - f)**2) is loss_convention="mean", the default; optax.l2_loss(f, y).mean() is half of it, "half-mean".
    """
    write_stacked(path, [student(tree, hidden, output) for tree in trees], axes="inputs-neurons", loss_convention=loss_convention, **claims)


def export_problem(path, tree, activation, points, labels=None, *, teacher=None, hidden="Dense_0", output="Dense_1", **options):
    """Writes the problem of students with the shape of `tree`; options (loss, weights, weights_divisor, decay) as in `problems.problem`.

    activation  as certify names it; jax.nn.gelu is "gelu-tanh" unless approximate=False, keras.activations.gelu is "gelu"
    teacher     the pytree of the teacher that made the labels
    """
    _, _, b, c = student(tree, hidden, output)
    if teacher is not None:
        w, a, teacher_b, teacher_c = student(teacher, hidden, output)
        teacher = (w.T, a, teacher_b, teacher_c)
    write_problem(path, activation, points, labels, teacher=teacher, bias=b is not None, output_bias=c is not None, **options)
