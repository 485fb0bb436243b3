"""examples/exporters/from_mlpgradientflow.py on results laid out as MLPGradientFlow.jl's, and a file as NPZ.jl writes it. NumPy alone; PyTorch if it is there."""

import io
import json
import math
import pickle
import re
import subprocess
import sys
import tempfile
import zipfile

import numpy as np

from from_mlpgradientflow import ACTIVATIONS, REFUSED, activation_of, export, student
from support import EXPORTERS, codes, inspect, labels, losses_agree, parameters, points, problem_file, raises


SIGMOID = lambda z: 1 / (1 + np.exp(-z))
CDF = np.vectorize(lambda z: (1 + math.erf(z / math.sqrt(2))) / 2)
POLY = "Poly{4, Float64}((0.5, 0.25, -0.375, 0.1))"
# the functions, by their definitions
VALUES = {
    "sigmoid": SIGMOID, "sigmoid_fast": SIGMOID, "tanh": np.tanh, "tanh_fast": np.tanh, "softplus": lambda z: np.logaddexp(0, z),
    "g": lambda z: SIGMOID(4 * z) + np.logaddexp(0, z), "exp": np.exp, "gelu": lambda z: z * CDF(z), "silu": lambda z: z * SIGMOID(z),
    "sigmoid2": lambda z: 2 * CDF(z) - 1, "normal_cdf": CDF, "identity": lambda z: z, "cube": lambda z: z**3, "square": lambda z: z**2 / 2,
    POLY: lambda z: 0.5 + 0.25 * z - 0.375 * z**2 + 0.1 * z**3,
}  # fmt: skip


def result(seed, has_bias, count=25, m=2, fault=1.0, output_bias=False, activation=("sigmoid_fast", SIGMOID), k=1, weights=None, net=None):
    """What `train` returns, by the formulas of the documentation: layers ((m, f, has_bias), (k, identity, output_bias)), the bias in the last column."""
    r = np.random.default_rng(seed)
    inputs = points[:count].T
    inputs = np.vstack([inputs, np.ones((1, count))]) if has_bias else inputs
    w1, w2 = r.normal(size=(m, inputs.shape[0])), r.normal(size=(k, m + output_bias))

    def outputs(w1, w2):
        hidden = activation[1](w1 @ inputs)
        return w2 @ (np.vstack([hidden, np.ones((1, count))]) if w2.shape[1] > w1.shape[0] else hidden)

    target = np.vstack([labels[:count] * (q + 1) for q in range(k)]) if net is None else outputs(net["w1"], net["w2"])
    squares = (target - outputs(w1, w2)) ** 2
    loss = fault * np.sum(squares if weights is None else squares * weights) / count
    return {
        "loss": loss, "gnorm": 0.1, "gnorm_regularized": 0.1, "x": {"w1": np.asfortranarray(w1), "w2": w2}, "input": inputs, "target": target,
        "layerspec": ((m, activation[0], has_bias), (k, "identity", output_bias)), "converged": True,
        **({} if weights is None else {"weights": weights}), **({} if net is None else {"teacher": net}),
    }  # fmt: skip


with tempfile.TemporaryDirectory() as folder:
    path, problem = f"{folder}/students.npz", f"{folder}/problem.json"
    for has_bias in (False, True):
        results = [result(seed, has_bias) for seed in range(3)]
        export(path, results, problem)
        found = inspect(path, "--problem", problem)
        losses_agree(found, 3)
        assert found["conventions"] == {"axes": "neurons-inputs", "loss": "mean"} and found["has_bias_array"] is has_bias
        # the problem of the exporter and the one stated by hand are the same
        assert found["problem_sha256"] == inspect(path, "--problem", problem_file(folder, has_bias))["problem_sha256"]
        assert parameters(path, problem) == [r["x"]["w1"].ravel().tolist() + r["x"]["w2"].ravel().tolist() for r in results]

    # N mod 8 = 3 and losses that are 2 % off: the fault of version 0.2
    export(path, [result(seed, False, count=19, fault=1.02) for seed in range(3)], problem)
    assert codes(inspect(path, "--problem", problem, status=1)) == ["loss-outside", "mlpgradientflow-0.2"]
    # the same error where that version was right has no such excuse
    export(path, [result(seed, False, count=24, fault=1.02) for seed in range(3)], problem)
    assert codes(inspect(path, "--problem", problem, status=1)) == ["loss-outside", "unexplained"]

    # what the documentation trains: ((m, f, true), (1, identity, true)); several outputs; weights, one of them 0, divided by the number of points
    weights = np.random.default_rng(7).uniform(0.5, 2, 25)
    weights[3] = 0
    assert set(VALUES) == set(ACTIVATIONS) | {POLY}
    for activation in VALUES.items():
        for k, given in ((1, None), (2, weights)):
            results = [result(seed, True, m=3, output_bias=True, activation=activation, k=k, weights=given) for seed in range(3)]
            export(path, results, problem)
            losses_agree(inspect(path, "--problem", problem), 3)
            stated = json.load(open(problem))
            assert stated["output_bias"] is True and stated.get("outputs", 1) == k and ("weights" in stated["data"]) == (k == 2)
    expected = [r["x"]["w1"].ravel().tolist() + r["x"]["w2"][:, :-1].T.ravel().tolist() + r["x"]["w2"][:, -1].tolist() for r in results]
    assert parameters(path, problem) == expected
    # a teacher is stated as one, with its output bias; the end point that is the teacher has loss 0, by theorem
    net = {"w1": np.array([[0.5, -1.0, 0.25], [1.5, 0.75, -0.5]]), "w2": np.array([[1.0, -2.0, 0.125]])}
    results = [result(seed, True, output_bias=True, net=net) for seed in range(2)]
    results[1]["x"], results[1]["loss"] = net, 0.0
    export(path, results, problem)
    assert json.load(open(problem))["labels"]["teacher"]["bias"] == "1/8"
    assert inspect(path, "--problem", problem)["losses"][1]["comparison"] in ("inside", "rounding")
    raises(ValueError, "not the values of this teacher", lambda: export(path, results, problem, teacher={**net, "w2": net["w2"] + 0.5}))

    # the page lists them as they are here
    page = (EXPORTERS / "MLPGRADIENTFLOW.md").read_text().split("## Nets")[0].split("## Activations")[1]
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in page.splitlines() if row.startswith("| `")]
    accepted = [(name, row[2]) for row in rows if row[3].startswith("accepted") for name in re.findall("`(.*?)`", row[0])]
    assert {name for name, _ in accepted} == set(ACTIVATIONS) | {"Poly"}
    assert all(json.dumps(ACTIVATIONS[name]).strip('"') == text.strip("`") for name, text in accepted if name != "Poly"), accepted
    assert {name for row in rows if row[3].startswith("refused") for name in re.findall("`(.*?)`", row[0])} == set(REFUSED)
    # activations: what string(f) gives, and its square is x²/2
    assert activation_of("square") == {"polynomial": [0, 0, "1/2"]} and activation_of(["tanh", "tanh"]) == "tanh"
    assert activation_of("Poly{3, Float64}((0.5, -1.0, 0.25))") == {"polynomial": ["1/2", "-1", "1/4"]}
    for name, reason in (("relu", "kink"), ("selu", "jumps"), ("swish", "none of"), (("relu", "tanh"), "different activations")):
        raises(ValueError, reason, lambda: activation_of(name))

    # a regularizer shows in gnorm_regularized alone, and is said
    regularized = {**result(0, False), "gnorm_regularized": 1e-15}
    said = subprocess.run(
        [sys.executable, "-c", "import sys, pickle; from from_mlpgradientflow import export; export(sys.argv[1], [pickle.load(sys.stdin.buffer)])", path],
        input=pickle.dumps(regularized), capture_output=True, check=True,
    )  # fmt: skip
    assert b"maxnorm" in said.stderr, said.stderr

    good = result(0, True)
    raises(ValueError, "expected (2, 3) and (1, 3)", lambda: student({**good, "layerspec": (good["layerspec"][0], (1, "identity", True))}))
    raises(ValueError, "one hidden layer", lambda: student({**good, "layerspec": (good["layerspec"][0],) * 3}))
    raises(ValueError, "softmax", lambda: student({**good, "layerspec": (good["layerspec"][0], (1, "softmax", True))}))
    raises(ValueError, "NetI", lambda: student({**good, "input": None}))
    raises(ValueError, "the nets differ", lambda: export(path, [good, result(1, False)]))
    raises(ValueError, "w1 is", lambda: student({**good, "x": {"w1": good["x"]["w1"].T, "w2": good["x"]["w2"]}}))
    raises(ValueError, "different data", lambda: export(path, [good, {**good, "target": good["target"] + 1}], problem))

    # what torch.save's format holds comes back through the command line
    try:
        import torch
    except ImportError:
        print("without PyTorch: the reader of pickled results was not tried")
    else:
        names = []
        for i, r in enumerate([result(seed, True) for seed in range(2)]):
            tensors = {k: torch.tensor(np.ascontiguousarray(v)) if isinstance(v, np.ndarray) else v for k, v in r.items()}
            tensors["x"] = {k: torch.tensor(np.ascontiguousarray(v)) for k, v in r["x"].items()}
            tensors["loss"] = float(r["loss"])
            names.append(f"{folder}/result{i}.pt")
            torch.save(tensors, names[-1])
        subprocess.run([sys.executable, f"{EXPORTERS}/from_mlpgradientflow.py", path, *names, "--problem", problem], check=True)
        losses_agree(inspect(path, "--problem", problem), 2)

    # as NPZ.jl writes: column-major with '<u1' for bytes, deflated
    def npz_jl(array):
        dictionary = f"{{'descr': '<{array.dtype.str[1:]}', 'fortran_order': True, 'shape': {tuple(array.shape)}, }}"
        padding = -(10 + len(dictionary)) % 16
        dictionary += (" " * (padding - 1) + "\n") if padding else ""
        return b"\x93NUMPY\x01\x00" + len(dictionary).to_bytes(2, "little") + dictionary.encode() + array.tobytes(order="F")

    results = [result(seed, True) for seed in range(3)]
    declared = np.frombuffer(json.dumps({"axes": "neurons-inputs", "bias": "last-column", "loss": "mean"}).encode(), np.uint8)
    arrays = {
        "w": np.stack([r["x"]["w1"] for r in results]), "a": np.stack([r["x"]["w2"][0] for r in results]),
        "loss": np.array([r["loss"] for r in results]), "conventions": declared,
    }  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            archive.writestr(name + ".npy", npz_jl(array))
    found = inspect(path, "--problem", problem_file(folder, True))
    losses_agree(found, 3)
    assert found["conventions"]["bias"] == "last-column"
    # the declaration is checked against the problem
    done = subprocess.run([sys.executable, "-c", "import os, sys; os.execv(os.environ['CERTIFY'], ['certify', 'inspect', *sys.argv[1:]])", path, "--problem", problem_file(folder, False)], capture_output=True, text=True)
    assert done.returncode == 3 and "declared to be biases" in done.stderr, done.stderr
print("all is well")
