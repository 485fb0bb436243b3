"""Writes students as a file of candidates for `certify`.

Nothing is converted but the container: float32 parameters stay float32, each the exact number it is. What the arrays mean is declared in the file
and never guessed by the program that reads it; `certify inspect FILE --problem P` shows what was understood.
"""

import json
from pathlib import Path

import numpy as np

AXES = ("neurons-inputs", "inputs-neurons")  # a row a neuron (PyTorch), or a column a neuron (Flax, Keras)
BIAS = ("none", "last-column")
LOSS = ("mean", "half-mean")  # claims about mean(residual**2), or about half of it


def write_students(path, w, a, b=None, c=None, *, axes=None, bias=None, loss_convention=None, **claims):
    """Writes `path`, an .npz or .safetensors file.

    w      input weights (students, neurons, inputs), or (students, inputs, neurons) with axes="inputs-neurons"
    a      output weights (students, neurons), or (students, neurons, outputs)
    b      biases of the neurons (students, neurons); or None, and then they may be the last column of w, bias="last-column"
    c      output biases (students), or (students, outputs); or None
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
    arrays = {"w": w, "a": a, "b": b, "c": c, **claims}
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
    """As `write_students`, from a list of (w, a, b, c), one a student; b and c may be None, for all or for none."""
    stacked = []
    for name, parts in zip(("input weights", "output weights", "biases", "output biases"), zip(*students)):
        if any(part is None for part in parts) and not all(part is None for part in parts):
            raise ValueError(f"some of the students have {name} and some have none")
        stacked.append(None if parts[0] is None else np.stack(parts))
    write_students(path, *stacked, **conventions_and_claims)
