"""Writes students as a file of candidates for `certify`.

Nothing is converted but the container: float32 parameters stay float32, each the exact number it is. What the arrays mean is declared in the file
and never guessed by the program that reads it; `certify inspect FILE --problem P` shows what was understood.
"""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np

AXES = ("neurons-inputs", "inputs-neurons")  # a row a neuron (PyTorch), or a column a neuron (Flax, Keras)
BIAS = ("none", "last-column")
LOSS = ("mean", "half-mean")  # claims about mean(residual**2), or about half of it


def write_students(path, w, a, b=None, *, axes=None, bias=None, loss_convention=None, **claims):
    """Writes `path`, an .npz or .safetensors file.

    w      input weights (students, neurons, inputs), or (students, inputs, neurons) with axes="inputs-neurons"
    a      output weights (students, neurons), or (students, neurons, outputs)
    b      biases of the neurons (students, neurons); or None, and then they may be the last column of w, bias="last-column"
    claims loss, grad_norm (Euclidean), min_eigenvalue of shape (students), to be audited; loss_convention="half-mean" if they are about half
           the mean of squares
    """
    declared = {"axes": (axes, AXES), "bias": (bias, BIAS), "loss": (loss_convention, LOSS)}
    for name, (value, allowed) in declared.items():
        if value is not None and value not in allowed:
            raise ValueError(f"{name} is {value!r}, expected one of {', '.join(allowed)}")
    unknown = set(claims) - {"loss", "grad_norm", "min_eigenvalue"}
    if unknown:
        raise ValueError(f"unknown claims: {', '.join(sorted(unknown))}")
    arrays = {"w": w, "a": a, "b": b, **claims}
    arrays = {name: np.ascontiguousarray(array) for name, array in arrays.items() if array is not None}
    for name, array in arrays.items():
        # a seed that diverged is written as it is: certify reports it by its number and certifies the others
        if array.dtype.kind != "f":
            raise ValueError(f"{name} must hold floating-point numbers, its type is {array.dtype}")
    conventions = json.dumps({name: value for name, (value, _) in declared.items() if value is not None})
    if Path(path).suffix == ".safetensors":
        from safetensors.numpy import save_file

        save_file(arrays, path, metadata={"conventions": conventions})
    elif Path(path).suffix == ".npz":
        np.savez(path, conventions=conventions, **arrays)
    else:
        raise ValueError(f"{path}: the name must end in .npz or .safetensors")


def write_stacked(path, students, **conventions_and_claims):
    """As `write_students`, from a list of triples (w, a, b), one a student; b may be None, for all or for none."""
    biases = [b for _, _, b in students]
    if any(b is None for b in biases) and not all(b is None for b in biases):
        raise ValueError("some of the students have biases and some have none")
    write_students(
        path,
        np.stack([w for w, _, _ in students]),
        np.stack([a for _, a, _ in students]),
        None if biases[0] is None else np.stack(biases),
        **conventions_and_claims,
    )


def write_problem(path, activation, points, labels, bias=False):
    """Writes the problem "least squares on these data": points (N, d) and labels (N), each number exactly the float it is.

    bias=True gives every point a last coordinate 1, so that the last input weight of a neuron is its bias.
    """
    points, labels = np.asarray(points), np.asarray(labels)
    if points.ndim != 2 or labels.shape != points.shape[:1]:
        raise ValueError(f"points must be (N, d) and labels (N), they are {points.shape} and {labels.shape}")

    def exact(row):
        return [str(Fraction(float(x))) for x in row]  # a decimal such as 0.1 would mean 1/10, which no float is

    problem = {
        "format": "certify-problem",
        "version": 1,
        "loss": "mean-squared-error",
        "activation": activation,
        "data": {"points": [exact(point) + (["1"] if bias else []) for point in points]},
        "labels": {"given": exact(labels)},
    }
    Path(path).write_text(json.dumps(problem) + "\n")
