"""Results of MLPGradientFlow.jl -> candidates for `certify`, and the problem that they were trained on.

    python3 from_mlpgradientflow.py students.npz result1.pt result2.pt ... --problem problem.json

reads what `MLPGradientFlow.pickle("result1.pt", res)` wrote (the format of torch.save), or, called from Python, the dictionaries that `train` returns
through juliacall with arrays converted to NumPy. In Julia itself use from_mlpgradientflow.jl.

Its conventions: the loss is the sum of squares divided by the number of points, without 1/2; `x["w1"]` is (neurons, inputs) and has the biases, if the
layer has any, as last column; `gnorm` is the largest component of the gradient, not its Euclidean norm, and is not exported. Version 0.2.x
returned losses that are wrong by 0.5 to 11 % when the number of points modulo 8 was 3, 5, 6 or 7: `certify inspect` tells.
"""

import argparse

import numpy as np

from candidates import write_problem, write_students

# what string(f) gives in Julia; its square is x^2 / 2, its gelu the exact one
ACTIVATIONS = {
    "sigmoid": "sigmoid",
    "sigmoid_fast": "sigmoid",
    "tanh": "tanh",
    "tanh_fast": "tanh",
    "softplus": "softplus",
    "g": "sigmoid-softplus",
    "sigmoid2": "sigmoid2",
    "gelu": "gelu",
    "cube": "cube",
    "square": {"polynomial": [0, 0, "1/2"]},
}


def layers(result):
    """Width, activation, and whether there are biases, of the hidden layer of one result."""
    spec = [tuple(layer) for layer in result["layerspec"]]
    if len(spec) != 2 or spec[1][1] != "identity":
        raise ValueError(f"expected one hidden layer and a linear output, found {spec}")
    if spec[1][2]:
        raise ValueError("a bias of the output is not covered, train with a last layer (k, identity, false); a verdict with the bias held fixed would be about another loss")
    width, activation, has_bias = spec[0]
    if activation not in ACTIVATIONS:
        raise ValueError(f"the activation {activation} is none of {', '.join(sorted(set(ACTIVATIONS)))}")
    return int(width), ACTIVATIONS[activation], bool(has_bias)


def student(result):
    """The arrays w (m, d), the biases included, and a (m) or (m, k)."""
    width, _, has_bias = layers(result)
    inputs = np.asarray(result["input"]).shape[0]  # with the row of ones, if there are biases
    w, a = np.asarray(result["x"]["w1"]), np.asarray(result["x"]["w2"])
    if w.shape != (width, inputs) or a.shape[1:] != (width,):
        raise ValueError(f"w1 is {w.shape} and w2 {a.shape}, expected ({width}, {inputs}) and (outputs, {width})")
    return w, a[0] if a.shape[0] == 1 else a.T, has_bias


def export(path, results, problem=None):
    """Writes a file of students from results on the same data, and to `problem` the problem, if it has one output."""
    students = [student(result) for result in results]
    if len({has_bias for _, _, has_bias in students}) != 1:
        raise ValueError("some of the students have biases and some have none")
    has_bias = students[0][2]
    write_students(
        path,
        np.stack([w for w, _, _ in students]),
        np.stack([a for _, a, _ in students]),
        axes="neurons-inputs",
        bias="last-column" if has_bias else "none",
        loss_convention="mean",
        loss=np.array([float(result["loss"]) for result in results]),
    )
    if problem is not None:
        points, labels = np.asarray(results[0]["input"]).T, np.asarray(results[0]["target"])
        for result in results:
            if not np.array_equal(result["input"], results[0]["input"]) or not np.array_equal(result["target"], labels):
                raise ValueError("the results are about different data")
        if labels.shape[0] != 1:
            raise ValueError(f"the problem has {labels.shape[0]} outputs: state it by hand")
        # the row of ones is there already
        write_problem(problem, layers(results[0])[1], points, labels[0])


if __name__ == "__main__":
    import torch

    parser = argparse.ArgumentParser(description="results of MLPGradientFlow.jl -> candidates for certify")
    parser.add_argument("path", help="the .npz or .safetensors file to write")
    parser.add_argument("results", nargs="+", help="files that MLPGradientFlow.pickle wrote, one a student")
    parser.add_argument("--problem", help="also write the problem here")
    given = parser.parse_args()
    export(given.path, [torch.load(r, map_location="cpu", weights_only=True) for r in given.results], given.problem)
