"""The module examples/python/certify.py on a small problem: NumPy and pandas."""

import math
import os
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd

import certify

grid = np.linspace(-2, 2, 5)
points = np.stack(np.meshgrid(grid, grid, indexing="ij"), -1).reshape(-1, 2)
labels = np.array(
    [-0.4, -1.0, -0.3, -1.0, -1.1, -0.9, -0.5, -0.5, -0.2, -0.4, -1.4, -0.6, 0.7, 0.6, 0.6, -0.9, 0.2, 0.9, 1.6, 0.8, 0.3, 0.6, 0.9, 1.6, 1.1])
w = np.array([[[1.8394959, 1.0732104], [0.2604829, 0.0609853]], [[-2.0960727, -1.420494], [2.3160071, 1.4710242]], [[0.5, 0.25], [-0.75, 1.0]]])
a = np.array([[2.5362147, -2.4801374], [-0.9117909, 0.9677929], [0.5, 1.5]])
loss = np.array([np.mean((1 / (1 + np.exp(-points @ wi.T)) @ ai - labels) ** 2) for wi, ai in zip(w, a)])


def raises(error, text, body):
    try:
        body()
    except error as raised:
        assert text in str(raised) and "\n" not in str(raised), raised
        assert type(raised) is error
    else:
        raise AssertionError(f"{error.__name__} was not raised")


problem = certify.problem("sigmoid", points, labels)
assert problem["labels"]["given"][0] == str(Fraction(-0.4)) != "-2/5"
run = certify.run(w, a, problem=problem, loss=loss, min_eigenvalue=[1e-4, 1e-4, -1.0])
table = run.verdicts
assert list(table.index) == [0, 1, 2] and table.index.name == "candidate"
assert list(table["verdict"]) == ["local-minimum", "local-minimum", "not-critical"], table
assert table["bits"].dtype == "Int64" and table["index_lower"][0] == 0 and pd.isna(table["index_lower"][2])
assert table["loss_lower"].dtype == "float64"

for row, enclosure in zip(table.itertuples(), run.enclosures):
    lower, upper = enclosure.loss
    assert isinstance(lower, Fraction) and isinstance(upper, Fraction) and lower <= upper
    # the decimals of the table are rounded outward
    assert row.loss_lower <= float(lower) and float(upper) <= row.loss_upper
    assert enclosure.verdict == row.verdict and enclosure.candidate == row.Index
assert run.enclosures[0].smallest_eigenvalue[0] > 0
assert 0 < run.enclosures[0].distance_upper < Fraction(1, 1000)
assert run.enclosures[2].smallest_eigenvalue is None
assert certify._exact([3, -2]) == Fraction(3, 4) and certify._exact([5, 3]) == 40 and certify._exact("-inf") == -math.inf

assert run.check() == 3
assert "Newton-Kantorovich" in run.explain(1)
assert "local-minimum" in repr(run)
raises(certify.BadInput, "99", lambda: run.explain(99))

# what is asked to be kept is kept, and can be opened again; the rest goes with the object
with tempfile.TemporaryDirectory() as folder:
    kept = certify.run(w[:1], a[:1], problem=problem, output=folder + "/run", jobs=1)
    assert certify.open_run(folder + "/run").verdicts.equals(kept.verdicts)
    run.report(folder + "/verdicts.jsonl")
    lines = pd.read_json(folder + "/verdicts.jsonl", lines=True)
    assert list(lines["verdict"]) == list(table["verdict"]) and list(lines["candidate"]) == [0, 1, 2]
    raises(certify.CannotWrite, "not empty", lambda: certify.run(w, a, problem=problem, output=folder + "/run"))
    # an edited certificate
    certificates = Path(folder, "run", "certificates.jsonl")
    certificates.write_text(certificates.read_text().replace('"index_upper":0', '"index_upper":1'))
    raises(certify.Rejected, "1 certificates rejected, first candidate 0", lambda: certify.open_run(folder + "/run").check())
    raises(certify.BadInput, "certificates.jsonl", lambda: certify.open_run(folder))
temporary = run.directory
assert temporary.exists()
del run, row, enclosure
import gc

gc.collect()
assert not temporary.exists()

# conventions are declared, never guessed
swapped = w.transpose(0, 2, 1)
same = certify.run(swapped, a, problem=problem, loss=loss / 2, axes="inputs-neurons", loss_convention="half-mean")
assert list(same.verdicts["verdict"]) == list(table["verdict"])
assert same.certificates[0]["candidate"]["claims"]["loss"] == certify.run(w, a, problem=problem, loss=loss).certificates[0]["candidate"]["claims"]["loss"]

# float32 is the exact number it is; biases
single = certify.run(w.astype("f4"), a.astype("f4"), problem=problem)
assert [certify._exact(x) for x in single.certificates[0]["candidate"]["parameters"]][:2] == [Fraction(float(np.float32(x))) for x in w[0, 0]]
biased = certify.run(w, a, np.zeros((3, 2)), problem=certify.problem("sigmoid", points, labels, bias=True))
assert len(biased.certificates[0]["candidate"]["parameters"]) == 8

# both layers with biases, trained with weight decay; float16; a teacher, whose student has loss 0 by theorem; several outputs
half = w.astype("f2")
c = np.array([0.25, -0.5, 1.0])
full = certify.problem("tanh", points, labels, bias=True, output_bias=True, decay={"pytorch_weight_decay": 0.01}, weights=np.arange(1, 26), weights_divisor="count")
assert full["decay"] == {"pytorch_weight_decay": "1/100"} and full["data"]["weights"][1] == 2
halved = certify.run(half, a, np.zeros((3, 2)), c, problem=full)
assert [certify._exact(x) for x in halved.certificates[0]["candidate"]["parameters"]][:2] == [Fraction(float(x)) for x in half[0, 0]]
assert certify._exact(halved.certificates[2]["candidate"]["parameters"][-1]) == 1 and halved.check() == 3
taught = certify.problem("sigmoid", points, teacher=(w[0], a[0], [0.5, -0.25], 0.75), bias=True, output_bias=True)
same = certify.run(w[:1], a[:1], np.array([[0.5, -0.25]]), np.array([0.75]), problem=taught)
assert list(same.verdicts["verdict"]) == ["global-minimum"], same.verdicts
two = certify.problem("tanh", points, np.stack([labels, -labels], 1), loss="mean-squared-norm", output_bias=True)
assert certify.run(w, np.stack([a, a], 2), c=np.stack([c, c], 1), problem=two).check() == 3
raises(certify.BadInput, "say what is averaged over", lambda: certify.problem("tanh", points, np.stack([labels, labels], 1)))
raises(certify.BadInput, "weights_divisor", lambda: certify.problem("tanh", points, labels, weights=np.ones(25)))
raises(certify.BadInput, "not the values of this teacher", lambda: certify.problem("tanh", points, labels, teacher=(w[0], a[0], None, None)))
raises(certify.BadInput, "array 'c'", lambda: certify.run(w, a, c=c, problem=problem))

raises(certify.BadInput, "array 'a'", lambda: certify.run(w, a[:, :1], problem=problem))
assert set(certify.run(w * np.nan, a, problem=problem).verdicts["verdict"]) == {"not-finite"}
raises(certify.BadInput, "points must be", lambda: certify.problem("sigmoid", points, labels[:3]))
raises(certify.BadInput, "$.activation", lambda: certify.run(w, a, problem={**problem, "activation": "relu"}))
raises(certify.UsageError, "--jobs", lambda: certify.run(w, a, problem=problem, jobs=0))
raises(certify.ProgramNotFound, "is no program", lambda: certify.run(w, a, problem=problem, binary="/nonexistent/certify"))

with tempfile.TemporaryDirectory() as folder:
    np.savez(folder + "/s.npz", w=w, a=a, loss=loss)
    assert certify.inspect(folder + "/s.npz", problem)["warnings"] == []
    np.savez(folder + "/s.npz", w=w, a=a, loss=25 * loss)
    found = certify.inspect(folder + "/s.npz", problem)
    assert [warning["code"] for warning in found["warnings"]] == ["loss-outside", "sum"], found["warnings"]
print("all is well")
