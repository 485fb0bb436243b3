"""What the tests of the exporters share: a small problem, and what must hold of any export of students on it."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from problems import write_problem

EXPORTERS = Path(sys.modules["candidates"].__file__).parent
grid = np.linspace(-2, 2, 5)
points = np.stack(np.meshgrid(grid, grid, indexing="ij"), -1).reshape(-1, 2)
labels = np.sin(points[:, 0]) - 0.5 * points[:, 1]


def inspect(path, *arguments, status=0):
    """What `certify inspect --json` says."""
    done = subprocess.run([os.environ["CERTIFY"], "inspect", str(path), "--json", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == status, (done.returncode, done.stdout, done.stderr)
    return json.loads(done.stdout)


def parameters(path, problem, *arguments):
    """The exact parameters of every student, as the program read them."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([os.environ["CERTIFY"], "run", path, "--problem", problem, "-o", folder + "/run", "-q", *arguments], check=True)
        certificates = [json.loads(line) for line in open(folder + "/run/certificates.jsonl")]
        return [[np.ldexp(float(m), e) for m, e in c["candidate"]["parameters"]] for c in certificates]


def losses_agree(found, count):
    """All losses claimed, and right to rounding."""
    assert [loss["comparison"] in ("inside", "rounding") for loss in found["losses"]] == [True] * count, found["losses"]
    assert found["warnings"] == [], found["warnings"]


def codes(found):
    return [warning["code"] for warning in found["warnings"]]


def raises(error, text, body):
    try:
        body()
    except error as raised:
        assert text in str(raised), raised
    else:
        raise AssertionError(f"{error.__name__} was not raised")


def problem_file(folder, bias=False, activation="sigmoid"):
    path = str(Path(folder) / f"problem-{activation}-{bias}.json")
    write_problem(path, activation, points, labels, bias=bias)
    return path
