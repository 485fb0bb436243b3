"""examples/exporters/from_mlpgradientflow.py on results laid out as MLPGradientFlow.jl's, and a file as NPZ.jl writes it. NumPy alone; PyTorch if it is there."""

import io
import json
import subprocess
import sys
import tempfile
import zipfile

import numpy as np

from from_mlpgradientflow import export, student
from support import EXPORTERS, codes, inspect, labels, losses_agree, parameters, points, problem_file, raises


def result(seed, has_bias, count=25, m=2, fault=1.0):
    r = np.random.default_rng(seed)
    inputs = points[:count].T
    inputs = np.vstack([inputs, np.ones((1, count))]) if has_bias else inputs
    w1, w2 = r.normal(size=(m, inputs.shape[0])), r.normal(size=(1, m))
    target = labels[None, :count]
    loss = fault * np.sum((target - w2 @ (1 / (1 + np.exp(-w1 @ inputs)))) ** 2) / count
    return {
        "loss": loss, "gnorm": 0.1, "x": {"w1": np.asfortranarray(w1), "w2": w2}, "input": inputs, "target": target,
        "layerspec": ((m, "sigmoid_fast", has_bias), (1, "identity", False)), "converged": True,
    }  # fmt: skip


with tempfile.TemporaryDirectory() as folder:
    path, problem = f"{folder}/students.npz", f"{folder}/problem.json"
    for has_bias in (False, True):
        results = [result(seed, has_bias) for seed in range(3)]
        export(path, results, problem)
        found = inspect(path, "--problem", problem)
        losses_agree(found, 3)
        assert found["conventions"] == {"axes": "neurons-inputs", "bias": "last-column" if has_bias else "none", "loss": "mean"}
        # the problem of the exporter and the one stated by hand are the same
        assert found["problem_sha256"] == inspect(path, "--problem", problem_file(folder, has_bias))["problem_sha256"]
        assert parameters(path, problem) == [r["x"]["w1"].ravel().tolist() + r["x"]["w2"].ravel().tolist() for r in results]

    # N mod 8 = 3 and losses that are 2 % off: the fault of version 0.2
    export(path, [result(seed, False, count=19, fault=1.02) for seed in range(3)], problem)
    assert codes(inspect(path, "--problem", problem, status=1)) == ["loss-outside", "mlpgradientflow-0.2"]
    # the same error where that version was right has no such excuse
    export(path, [result(seed, False, count=24, fault=1.02) for seed in range(3)], problem)
    assert codes(inspect(path, "--problem", problem, status=1)) == ["loss-outside", "unexplained"]

    good = result(0, True)
    raises(ValueError, "a bias of the output", lambda: student({**good, "layerspec": (good["layerspec"][0], (1, "identity", True))}))
    raises(ValueError, "one hidden layer", lambda: student({**good, "layerspec": (good["layerspec"][0],) * 3}))
    raises(ValueError, "the activation", lambda: student({**good, "layerspec": ((2, "selu", True), good["layerspec"][1])}))
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
