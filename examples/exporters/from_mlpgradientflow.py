"""Results of MLPGradientFlow.jl -> candidates for `certify`, and the problem that they were trained on.

    python3 from_mlpgradientflow.py students.npz result1.pt result2.pt ... --problem problem.json

reads what `MLPGradientFlow.pickle("result1.pt", res)` wrote (the format of torch.save), or, called from Python, the dictionaries that `train` returns
through juliacall with arrays converted to NumPy. In Julia itself use from_mlpgradientflow.jl.

Its conventions: layers = ((m, f, has_bias), (k, identity, has_bias)); the loss is the sum of squares over points and outputs divided by the number of points,
without 1/2, each square times the weight of its point where there are weights, and still divided by the number of points; `x["w1"]` is (m, inputs) and `x["w2"]`
(k, m), each with the biases, if the layer has any, as last column; `gnorm` is the largest component of the gradient, not its Euclidean norm, and is not exported.
Version 0.2.x returned losses that are wrong by 0.5 to 11 % when the number of points modulo 8 was 3, 5, 6 or 7: `certify inspect` tells.
MLPGRADIENTFLOW.md has all activations, losses and regularizers beside what becomes of them.
"""

import argparse
import re
import sys
from fractions import Fraction

import numpy as np

from candidates import write_stacked
from problems import write_problem

# what string(f) gives in Julia
ACTIVATIONS = {
    "sigmoid": "sigmoid",
    "sigmoid_fast": "sigmoid",
    "tanh": "tanh",
    "tanh_fast": "tanh",
    "softplus": "softplus",
    "g": "sigmoid-softplus",
    "exp": "exp",
    "gelu": "gelu",
    "silu": "silu",
    "sigmoid2": "sigmoid2",
    "normal_cdf": "normal-cdf",
    "identity": "identity",
    "cube": "cube",
    "square": {"polynomial": [0, 0, "1/2"]},  # its square is x²/2
}
REFUSED = {
    "relu": "it has a kink, where there is no gradient; without data (NetI) and for orthonormal teachers it is the problem gaussian-relu",
    "selu": "its derivative jumps at 0",
    "softmax": "with it the loss is a likelihood, not of squared residuals",
}


def activation_of(name):
    """What certify calls string(f)."""
    if not isinstance(name, str):
        names = list(name)
        if len(set(names)) == 1:
            return activation_of(names[0])
        raise ValueError(f"the neurons have different activations, {', '.join(map(str, names))}: not covered")
    polynomial = re.fullmatch(r"(?:MLPGradientFlow\.)?Poly\{.*\}\(\((.*?),?\)\)", name)
    if polynomial:
        return {"polynomial": [str(Fraction(float(c))) for c in polynomial[1].split(",")]}
    if name in REFUSED:
        raise ValueError(f"the activation {name}: {REFUSED[name]}")
    if name not in ACTIVATIONS:
        raise ValueError(f"the activation {name} is none of {', '.join(ACTIVATIONS)}, Poly")
    return ACTIVATIONS[name]


def layers(result):
    """Width, activation, and whether there are biases, of the hidden layer of one result; outputs, and whether these have biases."""
    spec = [tuple(layer) for layer in result["layerspec"]]
    if len(spec) != 2:
        raise ValueError(f"expected one hidden layer and an output, found {len(spec)} layers")
    if spec[1][1] != "identity":
        raise ValueError(f"the output has the activation {spec[1][1]}, expected identity" + (f": {REFUSED['softmax']}" if spec[1][1] == "softmax" else ""))
    if result.get("input") is None:
        raise ValueError("there are no data: this net was trained on infinitely many normal inputs (NetI), of which certify knows relu with orthonormal teachers (gaussian-relu)")
    (width, activation, has_bias), (outputs, _, has_output_bias) = spec
    return int(width), activation_of(activation), bool(has_bias), int(outputs), bool(has_output_bias)


def student(result):
    """The arrays w (m, d), a (m) or (m, k), b (m) or None, c (a number), (k) or None."""
    width, _, has_bias, outputs, has_output_bias = layers(result)
    return _arrays(result["x"], width, np.asarray(result["input"]).shape[0], has_bias, outputs, has_output_bias)


def _arrays(parameters, width, inputs, has_bias, outputs, has_output_bias):
    # `inputs` counts the row of ones, if there are biases
    w, a = np.asarray(parameters["w1"]), np.asarray(parameters["w2"])
    expected = (outputs, width + has_output_bias)
    if w.shape != (width, inputs) or a.shape != expected:
        raise ValueError(f"w1 is {w.shape} and w2 {a.shape}, expected ({width}, {inputs}) and {expected}")
    w, b = (w[:, :-1], w[:, -1]) if has_bias else (w, None)
    a, c = (a[:, :-1].T, a[:, -1]) if has_output_bias else (a.T, None)
    return (w, a, b, c) if outputs > 1 else (w, a[:, 0], b, None if c is None else c[0])


def export(path, results, problem=None, teacher=None):
    """Writes a file of students from results on the same data, and to `problem` the problem.

    teacher  its parameters {"w1": .., "w2": ..} when a net of the same kind, of any width, made the target; a result that carries its own is asked
    """
    shapes = {str(layers(result)) for result in results}
    if len(shapes) != 1:
        raise ValueError(f"the nets differ: {', '.join(sorted(shapes))}")
    for number, result in enumerate(results):
        plain, regularized = result.get("gnorm"), result.get("gnorm_regularized")
        if plain is not None and regularized is not None and not np.isclose(plain, regularized, rtol=1e-6, atol=0):
            print(
                f"result {number}: gnorm is {plain}, gnorm_regularized {regularized}: it was trained with maxnorm, merge or tauinv; the terms of maxnorm and merge are "
                "none that certify knows, and of the plain loss such an end point is not critical", file=sys.stderr,
            )  # fmt: skip
    write_stacked(
        path, [student(result) for result in results],
        axes="neurons-inputs", loss_convention="mean", loss=np.array([float(result["loss"]) for result in results]),
    )  # fmt: skip
    if problem is not None:
        export_problem(problem, results, teacher)


def export_problem(path, results, teacher=None):
    """Writes the problem of results on the same data."""
    first = results[0]
    _, activation, has_bias, outputs, has_output_bias = layers(first)
    for result in results:
        for name in ("input", "target", "weights"):
            if not np.array_equal(np.asarray(result.get(name)), np.asarray(first.get(name))):
                raise ValueError(f"the results are about different data: {name}")
    points, labels = np.asarray(first["input"]).T, np.asarray(first["target"]).T
    points, weights, divisor = points[:, :-1] if has_bias else points, first.get("weights"), None
    if weights is not None:
        weights, divisor = [Fraction(float(weight)) for weight in weights], "count"
        # a point of weight 0 is counted and does nothing: without it the others weigh as much as before
        kept = [i for i, weight in enumerate(weights) if weight]
        weights = [weights[i] * Fraction(len(kept), len(points)) for i in kept]
        points, labels = points[kept], labels[kept]
    if teacher is None and isinstance(first.get("teacher"), dict):
        teacher = first["teacher"]
    if teacher is not None:
        width = np.asarray(teacher["w1"]).shape[0]
        teacher = _arrays(teacher, width, points.shape[1] + has_bias, has_bias, outputs, np.asarray(teacher["w2"]).shape[1] == width + 1)
    write_problem(
        path, activation, points, labels[:, 0] if outputs == 1 else labels, teacher=teacher, bias=has_bias, output_bias=has_output_bias,
        loss="mean-squared-norm" if outputs > 1 else None, weights=weights, weights_divisor=divisor,
    )  # fmt: skip


if __name__ == "__main__":
    import torch

    parser = argparse.ArgumentParser(description="results of MLPGradientFlow.jl -> candidates for certify")
    parser.add_argument("path", help="the .npz or .safetensors file to write")
    parser.add_argument("results", nargs="+", help="files that MLPGradientFlow.pickle wrote, one a student")
    parser.add_argument("--problem", help="also write the problem here")
    given = parser.parse_args()
    try:
        export(given.path, [torch.load(r, map_location="cpu", weights_only=True) for r in given.results], given.problem)
    except (ValueError, KeyError, OSError) as error:
        raise SystemExit(f"from_mlpgradientflow.py: {error}") from None
