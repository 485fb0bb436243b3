"""Students: trained networks beside the problem they were trained on, whatever they were trained with."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Mapping, Optional, Sequence

import numpy as np

from .errors import BadInput
from .problems import LOSSES, layers_problem, problem as two_layer_problem

# One layer is (W, b): W (outputs, inputs), b (outputs) or None. A network is a list of them.


@dataclass(frozen=True)
class Students:
    """Networks of one shape and the problem that they are candidates of.

    `arrays` are those of a file of candidates: w, a, b, c, or W1, b1, W2, .., each with an axis for the students in front. `claims` are what float64 says of them
    (loss, grad_norm, min_eigenvalue), to be audited.
    """

    problem: Any
    arrays: Mapping[str, np.ndarray]
    claims: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(next(iter(self.arrays.values())))

    def run(self, output=None, *, jobs: Optional[int] = None, max_precision: Optional[int] = None, radius: Optional[float] = None, binary=None):
        """Certifies them; `output` is a directory to keep. Returns a `CertifiedRun`."""
        from .runs import run_arrays

        options = {"--jobs": jobs, "--max-precision": max_precision, "--radius": radius}
        return run_arrays({**self.arrays, **self.claims}, self.problem, options, output, binary)

    def refine(self, **options) -> "Students":
        """As `certify.refine`."""
        from .refinement import refine

        return refine(self, **options)

    def write(self, students="students.npz", problem="problem.json") -> None:
        """Writes both files, for `certify run students.npz --problem problem.json -o out`."""
        from .runs import write_arrays

        write_arrays(Path(students), **self.arrays, **self.claims)
        if isinstance(self.problem, Mapping):
            write_problem_file(problem, self.problem)

    def networks(self) -> list[list[tuple[np.ndarray, Optional[np.ndarray]]]]:
        """The layers of each student, in float64."""
        arrays = {name: np.asarray(array, dtype=np.float64) for name, array in self.arrays.items()}
        if "w" not in arrays:
            depth = sum(name.startswith("W") for name in arrays)
            return [[(arrays[f"W{l}"][s], arrays[f"b{l}"][s] if f"b{l}" in arrays else None) for l in range(1, depth + 1)] for s in range(len(self))]
        w, a = arrays["w"], arrays["a"]
        outputs = a.reshape(*w.shape[:2], -1)
        c = arrays["c"].reshape(len(w), -1) if "c" in arrays else None
        return [[(w[s], arrays["b"][s] if "b" in arrays else None), (outputs[s].T, None if c is None else c[s])] for s in range(len(self))]

    def with_networks(self, networks, claims: Mapping[str, np.ndarray]) -> "Students":
        """The same with other parameters."""
        return replace(self, arrays=arrays_of(networks, "w" in self.arrays), claims=dict(claims))

    def __repr__(self) -> str:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in self.arrays.items())
        kind = self.problem if isinstance(self.problem, (str, os.PathLike)) else self.problem["loss"]
        return f"Students({len(self)} of {kind}: {shapes})"


def write_problem_file(path, problem: Mapping[str, Any]) -> None:
    import json

    Path(path).write_text(json.dumps(problem) + "\n", encoding="utf-8")


def is_two_layer(activations: Sequence[Any], loss: str) -> bool:
    """Whether the two-layer landscape describes them, of which more is known: copies of neurons, channels to infinity, Coq."""
    return len(activations) == 2 and activations[1] == "identity" and loss in LOSSES


def arrays_of(networks, two_layer: bool) -> dict[str, np.ndarray]:
    """The arrays of a file of candidates."""
    shapes = {tuple((np.shape(W), None if b is None else np.shape(b)) for W, b in network) for network in networks}
    if len(shapes) != 1:
        raise BadInput(f"the models differ in shape: {' and '.join(sorted(map(str, shapes)))}; certify those of one shape together")

    def stack(layer, part):
        return None if networks[0][layer][part] is None else np.stack([np.asarray(network[layer][part]) for network in networks])

    if not two_layer:
        found = {f"{'Wb'[part]}{layer + 1}": stack(layer, part) for layer in range(len(networks[0])) for part in (0, 1)}
    else:
        outputs, biases = stack(1, 0).transpose(0, 2, 1), stack(1, 1)
        single = outputs.shape[2] == 1
        found = {
            "w": stack(0, 0), "a": outputs[:, :, 0] if single else outputs, "b": stack(0, 1),
            "c": biases[:, 0] if single and biases is not None else biases,
        }  # fmt: skip
    return {name: array for name, array in found.items() if array is not None}


def build(networks, activations, points, labels, loss, decay=None, weights=None, weights_divisor=None, claims=None) -> Students:
    """Students and their problem from layers.

    activations  one for each layer, the last one that of the outputs
    decay        a pair (weights, biases) of lists of exact coefficients, one for each layer; or None
    """
    two_layer = is_two_layer(activations, loss)
    first = networks[0]
    points = np.asarray(points)
    inputs = first[0][0].shape[1]
    if points.ndim != 2 or points.shape[1] != inputs:
        raise BadInput(f"the networks read {inputs} inputs, the points are {points.shape}")
    coefficients = None
    if decay is not None and any(value != 0 for group in decay for value in group):
        if two_layer:
            groups = {"input_weights": decay[0][0], "biases": decay[1][0], "outputs": decay[0][1], "output_bias": decay[1][1]}
            present = {"input_weights", "outputs"} | ({"biases"} if first[0][1] is not None else set()) | ({"output_bias"} if first[1][1] is not None else set())
            coefficients = {name: value for name, value in groups.items() if name in present}
        else:
            coefficients = {"weights": list(decay[0]), "biases": [0 if b is None else value for (_, b), value in zip(first, decay[1])]}
    sampled = {"weights": weights, "weights_divisor": weights_divisor}
    if two_layer:
        outputs = first[1][0].shape[0]
        labels = np.reshape(labels, -1) if outputs == 1 and np.size(labels) == len(points) else labels
        if outputs > 1 and np.shape(labels) != (len(points), outputs):
            raise BadInput(f"labels are {np.shape(labels)}, the networks have {outputs} outputs")
        stated = two_layer_problem(
            activations[0], points, labels, bias=first[0][1] is not None, output_bias=first[1][1] is not None,
            loss=loss if outputs > 1 else None, decay=coefficients, **sampled)  # fmt: skip
    else:
        layers = [(W.shape[0], activation, b is not None) for (W, b), activation in zip(first, activations)]
        stated = layers_problem(layers, points, labels, loss=loss, decay=coefficients, **sampled)
    return Students(stated, arrays_of(networks, two_layer), dict(claims or {}))


def as_array(value, name="array") -> np.ndarray:
    """A NumPy array of an array or tensor of any library, also of one with a gradient or on another device; bfloat16 widens exactly."""
    for method in ("detach", "cpu"):
        value = getattr(value, method)() if hasattr(value, method) else value
    if str(getattr(value, "dtype", "")) in ("torch.bfloat16", "bfloat16"):
        value = value.float() if hasattr(value, "float") else np.asarray(value).astype(np.float32)
    array = np.asarray(value)
    if array.dtype.kind not in "fiub" or array.dtype.itemsize > 8:
        raise BadInput(f"{name} holds {array.dtype}, expected numbers of at most 64 bits")
    return array


def uniform_decay(depth: int, value) -> tuple[list, list]:
    """The same coefficient for all parameters."""
    return [value] * depth, [value] * depth


def exact_coefficient(value) -> Fraction:
    """A coefficient that somebody typed: 0.001 is 1/1000, as it was meant."""
    return Fraction(repr(float(value)) if isinstance(value, (float, np.floating)) else str(value))


def from_state(arrays=None, X=None, y=None, *, activation=None, output_activation="identity", loss=None, decay=None, weight_decay=None,
               weights=None, weights_divisor=None, problem=None, claims=None, **named) -> Students:  # fmt: skip
    """Students from arrays: `w`, `b`, `a`, `c`, or `W1`, `b1`, `W2`, ..

    Of one student or, with one more axis in front, of several; tensors with gradients are accepted, and

        w   (m, d)  or (n, m, d)
        b   (m)     or (n, m)                     biases of the neurons
        a   (m), (1, m), (m, 1), (m, k) or (n, m), (n, 1, m), (n, m, 1), (n, m, k)
        c   a number, (1), (k) or (n), (n, 1), (n, k)      biases of the outputs
        Wl  (width, inputs) or (n, width, inputs); bl (width) or (n, width), as torch.nn.Linear has them

    arrays                  a dictionary of these, or a list with one a student; or name them: from_state(w=.., a=.., ..)
    X, y                    the data: (N, d), and (N), (N, 1), (N, k) numbers or (N) classes
    activation              that of the hidden layers, or a list with one for each
    output_activation       that of the last layer of W1, b1, ..; softmax and logistic belong to the loss
    loss                    "mean-squared-error", "mean-squared-norm", "softmax-cross-entropy", "logistic"; with one output the first, unless it is said
    decay                   lambda of lambda |theta|² or, by groups, as in `problem` and `layers_problem`
    weight_decay            what torch.optim calls so: lambda is half of it
    weights, weights_divisor  of the data, as in `problem`
    problem                 a problem instead of all these: a name, a file or a dictionary
    claims                  {"loss": (n), "grad_norm": (n), "min_eigenvalue": (n)}, to be audited
    """
    several = [dict(one) for one in arrays] if isinstance(arrays, (list, tuple)) else [{**(arrays or {}), **named}]
    given = {name: as_array(several[0][name], name) for name in several[0] if several[0][name] is not None}
    if len(several) > 1 or isinstance(arrays, (list, tuple)):
        if any(set(one) != set(several[0]) for one in several):
            raise BadInput("some of the students have arrays that others have not")
        given = {name: np.stack([as_array(one[name], name) for one in several]) for name in given}
    networks = _networks(given)
    if problem is not None:
        stated = {"X": X, "y": y, "activation": activation, "loss": loss, "decay": decay, "weight_decay": weight_decay, "weights": weights}
        both = [name for name, value in stated.items() if value is not None]
        if both:
            raise BadInput(f"either problem or {', '.join(both)}, not both")
        return Students(problem, arrays_of(networks, "w" in given), dict(claims or {}))
    if X is None or y is None or activation is None:
        raise BadInput("X, y and activation, or a problem, say what the students are candidates of")
    depth, outputs = len(networks[0]), networks[0][-1][0].shape[0]
    hidden = list(activation) if isinstance(activation, (list, tuple)) else [activation] * (depth - 1)
    if len(hidden) != depth - 1:
        raise BadInput(f"there are {depth - 1} hidden layers and {len(hidden)} activations")
    if loss is None:
        if outputs > 1:
            raise BadInput('with several outputs say the loss: "mean-squared-error", "mean-squared-norm" or "softmax-cross-entropy"')
        loss = LOSSES[0]
    students = build(networks, [*hidden, output_activation], as_array(X, "X"), y if isinstance(y, dict) else as_array(y, "y"), loss,
                     decay=_decay(decay, weight_decay, depth), weights=None if weights is None else as_array(weights, "weights"),
                     weights_divisor=weights_divisor, claims=claims)  # fmt: skip
    return students


def _decay(decay, weight_decay, depth):
    """Coefficients by layer."""
    if decay is not None and weight_decay is not None:
        raise BadInput("either decay (lambda |theta|²) or weight_decay (that of torch.optim, 2 lambda), not both")
    if weight_decay is not None:
        return uniform_decay(depth, exact_coefficient(weight_decay) / 2)
    if decay is None:
        return None
    if not isinstance(decay, Mapping):
        return uniform_decay(depth, exact_coefficient(decay))
    if set(decay) == {"pytorch_weight_decay"}:
        return uniform_decay(depth, exact_coefficient(decay["pytorch_weight_decay"]) / 2)
    if set(decay) <= {"weights", "biases"}:
        values = [decay.get(name, 0) for name in ("weights", "biases")]
        lists = [list(value) if isinstance(value, (list, tuple)) else [value] * depth for value in values]
        if any(len(value) != depth for value in lists):
            raise BadInput(f"there are {depth} layers, the lists of decay differ")
        return tuple([exact_coefficient(v) for v in value] for value in lists)
    groups = ("input_weights", "outputs", "biases", "output_bias")
    if depth == 2 and set(decay) <= set(groups):
        values = [exact_coefficient(decay.get(name, 0)) for name in groups]
        return values[:2], values[2:]
    raise BadInput(f"decay of {', '.join(sorted(decay))}: expected weights and biases, {', '.join(groups)}, or pytorch_weight_decay")


def _networks(given: Mapping[str, np.ndarray]):
    """The layers of each student, from arrays of one or of several."""
    if "w" in given:
        unknown = set(given) - {"w", "b", "a", "c"}
        if unknown or "a" not in given:
            raise BadInput(f"expected w, a and perhaps b, c, found {', '.join(given)}")
        return _two_layer(given)
    depth = sum(name.startswith("W") for name in given)
    expected = {f"{kind}{layer}" for kind in "Wb" for layer in range(1, depth + 1)}
    if depth == 0 or set(given) - expected or any(f"W{layer}" not in given for layer in range(1, depth + 1)):
        raise BadInput(f"expected w, a (and b, c), or W1, b1, W2, .. without a gap, found {', '.join(given)}")
    single = given["W1"].ndim == 2
    lifted = {name: array[None] if single else array for name, array in given.items()}
    for name, array in lifted.items():
        count, width = len(lifted["W1"]), lifted["W" + name[1:]].shape[1:2]
        if array.ndim != (3 if name[0] == "W" else 2) or len(array) != count or (name[0] == "b" and array.shape[1:] != width):
            raise BadInput(f"{name} is {given[name].shape}, W1 is {given['W1'].shape}: expected (width, inputs) and (width), or one more axis for the students")
    for layer in range(2, depth + 1):
        if lifted[f"W{layer}"].shape[2] != lifted[f"W{layer - 1}"].shape[1]:
            raise BadInput(f"W{layer} reads {lifted[f'W{layer}'].shape[2]} units, W{layer - 1} has {lifted[f'W{layer - 1}'].shape[1]}: W is (outputs, inputs)")
    return [[(lifted[f"W{l}"][s], lifted[f"b{l}"][s] if f"b{l}" in lifted else None) for l in range(1, depth + 1)] for s in range(len(lifted["W1"]))]


def _two_layer(given):
    w = given["w"]
    if w.ndim not in (2, 3):
        raise BadInput(f"w is {w.shape}, expected (neurons, inputs) or (students, neurons, inputs)")
    lift = (lambda array: array[None]) if w.ndim == 2 else (lambda array: array)
    w, a = lift(w), lift(given["a"])
    count, m = w.shape[:2]
    if a.shape == (count, m):
        a = a[:, :, None]
    elif a.shape == (count, 1, m) and m > 1:
        a = a.transpose(0, 2, 1)
    if a.ndim != 3 or a.shape[:2] != (count, m):
        hint = "; it seems to be transposed" if a.ndim == 3 and a.shape[2] == m else ""
        raise BadInput(f"a is {given['a'].shape}, w is {given['w'].shape}: expected (neurons) or (neurons, outputs), or one more axis for the students{hint}")
    b = lift(given["b"]) if "b" in given else None
    if b is not None and b.shape != (count, m):
        raise BadInput(f"b is {given['b'].shape}, expected a bias for each of {m} neurons")
    c = None
    if "c" in given:
        c = np.reshape(given["c"], (count, -1)) if np.size(given["c"]) == count * a.shape[2] else None
        if c is None:
            raise BadInput(f"c is {given['c'].shape}, expected a bias for each of {a.shape[2]} outputs")
    return [[(w[s], None if b is None else b[s]), (a[s].T, None if c is None else c[s])] for s in range(count)]
