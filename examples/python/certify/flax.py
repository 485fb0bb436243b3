"""Flax, Haiku and other pytrees of kernels (inputs, outputs) and biases."""

from __future__ import annotations

import re
from typing import Callable, Mapping, Optional, Sequence

import numpy as np

from .errors import BadInput
from .networks import FloatProblem
from .students import Students, _decay, as_array, build


def from_flax(params, X, y, *, activation, loss=None, decay=None, weight_decay=None, layers: Optional[Sequence[str]] = None,
              apply: Optional[Callable] = None, output_activation="identity", weights=None, weights_divisor=None, claims=None) -> Students:  # fmt: skip
    """Students from a pytree of parameters, or a list of them: {"Dense_0": {"kernel": .., "bias": ..}, ..}, with or without {"params": ..} around it.

    X, y          the data
    activation    that of the hidden layers, as certify names it (jax.nn.gelu is "gelu-tanh"), or a list with one for each
    loss          as in `from_state`; jnp.mean((y - f)**2) is "mean-squared-error"; optax.softmax_cross_entropy_with_integer_labels "softmax-cross-entropy"
    decay         lambda of lambda |theta|² in that loss, or by layers, {"weights": .., "biases": ..}
    weight_decay  of optax.add_decayed_weights before the scaling by the rate: lambda is half of it. optax.adamw is the gradient of no function: state no decay for it
    layers        the names of the layers in their order, where they are not numbered
    apply         a function params, X -> outputs, e.g. model.apply: compared with what the layers compute
    """
    trees = [params] if isinstance(params, Mapping) else list(params)
    trees = [tree["params"] if set(tree) == {"params"} else tree for tree in trees]
    names = list(layers) if layers else sorted(trees[0], key=_number)
    if layers is None and len(names) > 1 and len({_number(name) for name in names}) < len(names):
        raise BadInput(f"say in which order the layers {', '.join(names)} stand: layers=[..]")
    networks = []
    for tree in trees:
        if set(tree) != set(names):
            raise BadInput(f"expected the layers {', '.join(names)}, found {', '.join(tree)}")
        for name in names:
            if not {"kernel"} <= set(tree[name]) <= {"kernel", "bias"} or np.ndim(tree[name]["kernel"]) != 2:
                raise BadInput(f"{name} is no dense layer: expected a kernel (inputs, outputs) and perhaps a bias, found {', '.join(tree[name])}")
        networks.append([(as_array(tree[name]["kernel"]).T, as_array(tree[name]["bias"]) if "bias" in tree[name] else None) for name in names])
    depth = len(names)
    hidden = list(activation) if isinstance(activation, (list, tuple)) else [activation] * (depth - 1)
    if depth < 2 or len(hidden) != depth - 1:
        raise BadInput(f"{depth} layers with {len(hidden)} activations between them: expected one fewer than layers, and at least one hidden layer")
    outputs = networks[0][-1][0].shape[0]
    if loss is None and outputs > 1:
        raise BadInput('with several outputs say the loss: "mean-squared-error", "mean-squared-norm" or "softmax-cross-entropy"')
    students = build(networks, [*hidden, output_activation], as_array(X, "X"), y if isinstance(y, dict) else as_array(y, "y"), loss or "mean-squared-error",
                     decay=_decay(decay, weight_decay, depth), weights=None if weights is None else as_array(weights),
                     weights_divisor=weights_divisor, claims=claims)  # fmt: skip
    if apply is not None:
        problem = FloatProblem(students.problem, students.networks())
        for one, network in zip(params if not isinstance(params, Mapping) else [params], students.networks()):
            require_equal(problem.outputs(problem.vector(network)), as_array(apply(one, X)))
    return students


def require_equal(ours, theirs):
    """The layers that were read must compute what the model computes, to the precision of float32."""
    theirs = np.asarray(theirs, dtype=float).reshape(ours.shape)
    error = float(np.abs(ours - theirs).max())
    if not error <= 1e-4 * max(1.0, float(np.abs(theirs).max())):
        raise BadInput(f"the layers that were read do not compute what the model computes, they differ by up to {error:.2g}: activation, order or inputs are others")


def _number(name):
    found = re.findall(r"\d+", str(name))
    return int(found[-1]) if found else -1
