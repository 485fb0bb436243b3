"""The problem that students were trained on: data, labels or a teacher, output bias, sample weights, weight decay.

Every number is written exactly as the float it is, as a fraction: in a problem file the decimal 0.1 means 1/10, which no float is. Integers, fractions and text
("1/10", "0.1") are taken as they are. Labels that a teacher computed are that teacher's values and their rounding; where there is a teacher, state the teacher:
a loss of 0 is then exactly 0, and duplicates of its neurons have exact verdicts.
"""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np

from .errors import BadInput

LOSSES = ("mean-squared-error", "mean-squared-norm")  # averaged over data and outputs (PyTorch's MSELoss), or over the data alone
CLASS_LOSSES = ("softmax-cross-entropy", "logistic")
GROUPS = ("input_weights", "biases", "outputs", "output_bias")


def exact(value):
    """A number as a problem file spells it: an integer, or a fraction in a string."""
    try:
        number = Fraction(value) if isinstance(value, (str, int, Fraction)) else Fraction(float(value))
    except (ValueError, OverflowError) as error:
        raise BadInput(f"{value!r} is no finite number") from error
    return int(number) if number.denominator == 1 and abs(number.numerator) < 2**53 else str(number)


def exact_list(values):
    """The same of nested lists and arrays."""
    return [exact_list(v) for v in values] if np.ndim(values) or isinstance(values, (list, tuple)) else exact(values)


def write_problem(path, activation, points, labels=None, **options):
    """Writes `problem(...)` to a file."""
    Path(path).write_text(json.dumps(problem(activation, points, labels, **options)) + "\n")


def problem(
    activation, points, labels=None, *, teacher=None, bias=False, loss=None, output_bias=False, weights=None, weights_divisor=None, decay=None
):
    """The problem "least squares on these data" as a dictionary.

    activation       a name that certify knows, or {"polynomial": [c0, c1, ..]}
    points           (N, d)
    labels           (N), or (N, k) for k outputs; not needed with a teacher, and compared with its values where both are given
    teacher          (w, a, b, c) of the network that made the labels, rows of w being neurons: w (m, d), a (m) or (m, k), b (m) or None, c a number, (k) or None
    bias             whether neurons have biases: every point gets a last coordinate 1, and the last weight of a neuron is its bias
    loss             for k > 1 outputs one of "mean-squared-error" (averaged over them too), "mean-squared-norm" (summed over them)
    output_bias      True for a trained one; a number, or k of them, at which it is held fixed
    weights          (N), positive, one for each point; the mean divides by their sum, or with weights_divisor="count" by N
    decay            lambda of lambda |theta|² (no 1/2); a dictionary by groups (input_weights, biases, outputs, output_bias);
                     or {"pytorch_weight_decay": 2 lambda}
    """
    points = points if isinstance(points, list) else np.asarray(points)
    if np.ndim(points) != 2:
        raise BadInput(f"points must be (N, d), they are {np.shape(points)}")
    shape = np.shape(labels) if teacher is None else (len(points), *np.shape(teacher[1])[1:])
    if shape[:1] != (len(points),) or len(shape) not in (1, 2):
        raise BadInput(f"points must be (N, d) and labels (N) or (N, k), they are {np.shape(points)} and {shape}")
    outputs = 1 if len(shape) == 1 else shape[1]
    if outputs == 1:
        if loss not in (None, LOSSES[0]):
            raise BadInput(f"with one output the loss is {LOSSES[0]}")
        loss = LOSSES[0]
    elif loss not in LOSSES:
        raise BadInput(f"with {outputs} outputs the loss is one of {', '.join(LOSSES)}: say what is averaged over")
    result = {"format": "certify-problem", "version": 1}
    if outputs > 1:
        result["outputs"] = int(outputs)
    result["loss"] = loss
    result["activation"] = activation
    result["data"] = {"points": exact_list(points), **({"bias": True} if bias else {})}
    if teacher is None:
        result["labels"] = {"given": exact_list(labels if len(shape) == 1 or outputs > 1 else np.asarray(labels)[:, 0])}
    else:
        result["labels"] = {"teacher": _teacher(teacher, bias, outputs)}
        if labels is not None:
            _require_teacher(activation, points, labels, teacher)
    if output_bias is not False and output_bias is not None:
        result["output_bias"] = True if output_bias is True else exact_list(output_bias)
    result["data"].update(_sample_weights(weights, weights_divisor, len(points)))
    if decay:
        result["decay"] = _decay(decay)
    return result


def layers_problem(layers, points, labels, *, loss="mean-squared-error", weights=None, weights_divisor=None, decay=None):
    """The problem of networks with layers, as a dictionary.

    layers   (width, activation, bias) for each, from the first hidden layer to the outputs
    points   (N, d)
    labels   (N) or (N, k) numbers of the squared losses; the numbers of the classes (N) of "softmax-cross-entropy" and "logistic"; or {"probabilities": ..}, whose
             rows add up to exactly 1: give fractions as text
    loss     "mean-squared-error", "mean-squared-norm", "softmax-cross-entropy" or "logistic"
    weights  as in `problem`
    decay    lambda of lambda |theta|²; {"pytorch_weight_decay": 2 lambda}; {"weights": .., "biases": ..}, each a number or a list with one for every layer
    """
    if np.ndim(points) != 2:
        raise BadInput(f"points must be (N, d), they are {np.shape(points)}")
    if loss not in (*LOSSES, *CLASS_LOSSES):
        raise BadInput(f"the loss is one of {', '.join((*LOSSES, *CLASS_LOSSES))}, not {loss!r}")
    result = {"format": "certify-problem", "version": 1}
    result["layers"] = [{"width": int(width), "activation": activation, "bias": bool(bias)} for width, activation, bias in layers]
    result["loss"] = loss
    result["data"] = {"points": exact_list(points), **_sample_weights(weights, weights_divisor, len(points))}
    outputs = result["layers"][-1]["width"]
    rows = labels["probabilities"] if isinstance(labels, dict) else labels
    if np.shape(rows)[:1] != (len(points),):
        raise BadInput(f"there are {len(points)} points and labels of shape {np.shape(rows)}")
    if isinstance(labels, dict):
        result["labels"] = {"probabilities": exact_list(rows)}
    elif loss in LOSSES:
        rows = np.reshape(rows, -1) if outputs == 1 else rows
        if np.shape(rows) != ((len(points),) if outputs == 1 else (len(points), outputs)):
            raise BadInput(f"labels are {np.shape(rows)}, the networks have {outputs} outputs")
        result["labels"] = {"given": exact_list(rows)}
    else:
        classes = [int(label) for label in np.reshape(rows, -1)]
        if len(classes) != len(points) or any(float(label) != number for label, number in zip(np.reshape(rows, -1), classes)):
            raise BadInput("classes are whole numbers, one a point")
        result["labels"] = {"classes": classes}
    if decay:
        result["decay"] = _decay(decay, ("weights", "biases"))
    return result


def _sample_weights(weights, divisor, count):
    if weights is None:
        return {}
    if np.shape(weights) != (count,):
        raise BadInput(f"weights must be ({count},), they are {np.shape(weights)}")
    if divisor not in ("sum", "count"):
        raise BadInput('weights_divisor is "sum" or "count": say what the weighted squares are divided by')
    return {"weights": exact_list(weights), "weights_divisor": divisor}


def _teacher(teacher, bias, outputs):
    w, a, b, c = teacher
    if bias == (b is None):
        raise BadInput("the students have biases and the teacher has none" if bias else "the teacher has biases and the students have none")
    rows = [[*row, *([] if b is None else [b[j]])] for j, row in enumerate(w)]
    result = {"weights": exact_list(rows), "outputs": exact_list(a if outputs > 1 or np.ndim(a) == 1 else np.asarray(a)[:, 0])}
    if c is not None:
        result["bias"] = exact_list(c) if outputs > 1 else exact(c if np.ndim(c) == 0 else c[0])
    return result


_VALUES = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "softplus": lambda z: np.logaddexp(0, z),
    "exp": np.exp,
    "silu": lambda z: z / (1 + np.exp(-z)),
    "sigmoid-softplus": lambda z: 1 / (1 + np.exp(-4 * z)) + np.logaddexp(0, z),
    "identity": lambda z: z,
    "square": np.square,
    "cube": lambda z: z**3,
}


def _require_teacher(activation, points, labels, teacher):
    """Refuses a teacher whose values the labels are not, to the precision of float32; other activations are not compared."""
    if activation not in _VALUES:
        return
    w, a, b, c = (None if part is None else np.asarray(part, dtype=float) for part in teacher)
    found = np.asarray(labels, dtype=float)
    values = _VALUES[activation](np.asarray(points, dtype=float) @ w.T + (0 if b is None else b)) @ a + (0 if c is None else c)
    error = float(np.max(np.abs(values.reshape(found.shape) - found)))
    if not error <= 1e-5 * max(1.0, float(np.max(np.abs(found)))):
        raise BadInput(f"the labels are not the values of this teacher, they differ by up to {error:.2g}: give the labels alone, or the teacher that made them")


def _decay(decay, groups=GROUPS):
    if not isinstance(decay, dict):
        return decimal(decay)
    unknown = set(decay) - {*groups, "pytorch_weight_decay"}
    if unknown:
        raise BadInput(f"decay of {', '.join(sorted(unknown))}: expected {', '.join(groups)} or pytorch_weight_decay")
    return {name: [decimal(v) for v in value] if isinstance(value, (list, tuple)) else decimal(value) for name, value in decay.items()}


def decimal(value):
    """A coefficient that somebody typed: 0.001 is 1/1000, as it was meant, not the float nearest to it."""
    return str(Fraction(repr(float(value)) if isinstance(value, (float, np.floating)) else value))
