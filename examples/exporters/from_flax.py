"""JAX and Flax parameters of one hidden layer -> candidates for `certify`.

    from from_flax import export
    export("students.npz", [variables["params"] for variables in trained])        # nn.Dense(m), activation, nn.Dense(k, use_bias=False)
    export("students.npz", [parameters], hidden="encode", output="read")          # layers of other names
    export("students.safetensors", [nnx.to_pure_dict(nnx.state(model, nnx.Param))], hidden="hidden", output="output")

A Flax `kernel` is (inputs, outputs): a column a neuron. The file holds it as it is and declares the axes; nothing is transposed on the way.
The pytree may also be of one's own making, {"0": {"kernel": .., "bias": ..}, "1": {"kernel": ..}}. JAX computes in float32 unless told otherwise: claims
for an audit should come from float64, jax.config.update("jax_enable_x64", True).
"""

import numpy as np

from candidates import write_stacked


def student(params, hidden="Dense_0", output="Dense_1"):
    """The arrays w (d, m), a (m) or (m, k), b (m) or None of one pytree of parameters."""
    if set(params) != {hidden, output}:
        raise ValueError(f"expected the layers {hidden} and {output}, found {', '.join(map(str, params))}")
    if set(params[output]) - {"kernel"}:
        raise ValueError(f"{output}: a bias of the output is not covered, train with use_bias=False there; a verdict with the bias held fixed would be about another loss")
    if not {"kernel"} <= set(params[hidden]) <= {"kernel", "bias"}:
        raise ValueError(f"{hidden}: expected a kernel and perhaps a bias, found {', '.join(params[hidden])}")

    def array(leaf):
        numbers = np.asarray(leaf)
        return numbers.astype(np.float32) if numbers.dtype.itemsize == 2 else numbers  # bfloat16 and float16 widen exactly

    w, a = array(params[hidden]["kernel"]), array(params[output]["kernel"])
    if a.shape[0] != w.shape[1]:
        raise ValueError(f"{output} reads {a.shape[0]} neurons, {hidden} has {w.shape[1]}")
    return w, a[:, 0] if a.shape[1] == 1 else a, array(params[hidden]["bias"]) if "bias" in params[hidden] else None


def export(path, trees, hidden="Dense_0", output="Dense_1", loss_convention=None, **claims):
    """Writes a file of students from pytrees of one shape; claims and conventions as in `write_students`.

    jnp.mean((y - f)**2) is loss_convention="mean", the default; optax.l2_loss(f, y).mean() is half of it, "half-mean".
    """
    write_stacked(path, [student(tree, hidden, output) for tree in trees], axes="inputs-neurons", loss_convention=loss_convention, **claims)
