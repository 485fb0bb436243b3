"""Runs the program `certify` from Python: arrays in, a pandas table and exact enclosures out.

    import certify
    run = certify.run(w, a, problem="reference", loss=loss)      # w (students, neurons, inputs), a (students, neurons)
    run.verdicts                                                 # a DataFrame, one row a student
    run.enclosures[0].loss                                       # (Fraction, Fraction): the true loss lies between
    run.check()                                                  # every certificate again, by the checker
    print(run.explain(0))                                        # the argument in words and numbers

Needs NumPy, and pandas for the table; the program is found as `program.find` says. This module proves nothing and judges nothing; it hands over files and reads
what the program wrote.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Mapping, Optional, Sequence, Tuple, Union

import numpy as np
from numpy.typing import ArrayLike

from . import program
from .errors import BY_STATUS, BadInput, CertifyError, Rejected

if TYPE_CHECKING:
    import pandas as pd

Problem = Union[str, "os.PathLike[str]", Mapping[str, Any]]
Bounds = Tuple[Union[Fraction, float], Union[Fraction, float]]


@dataclass(frozen=True)
class Enclosure:
    """What a certificate proves, as exact rational numbers; an end that is not bounded is an infinite float. None where nothing is stated.

    Loss, smallest Hessian eigenvalue and distance are those of the certified critical point; for a minimum or saddle at infinity those of the limit, whose distance
    is `tube_distance_upper`, in the coordinates of the tube, because no parameters are there; for
    `not-critical` the loss is that of the candidate; for `undecided` everything is None.
    """

    candidate: int
    verdict: str
    loss: Optional[Bounds]
    smallest_eigenvalue: Optional[Bounds]
    gradient_norm_upper: Union[Fraction, float, None]
    distance_upper: Union[Fraction, float, None]
    tube_distance_upper: Union[Fraction, float, None]


class CertifiedRun:
    """The directory that `certify run` wrote.

    A directory that `run` made for itself lives as long as this object; give `run` an `output` to keep it.
    """

    def __init__(self, directory: Union[str, "os.PathLike[str]"], binary: Union[str, "os.PathLike[str]", None] = None, _temporary=None):
        self.directory = Path(directory)
        self._binary = binary
        self._temporary = _temporary

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """The table verdicts.csv, indexed by candidate: decimals that enclose, as the nearest float64. Take `enclosures` for the bounds themselves."""
        import pandas as pd

        words = {name: "string" for name in ("verdict", "globality", "isolated", "float64_claim", "reason", "learning_coefficient")}
        counts = {name: "Int64" for name in ("index_lower", "index_upper", "nullity", "level", "bits")}
        return pd.read_csv(self.directory / "verdicts.csv", index_col="candidate", dtype={**words, **counts})

    @cached_property
    def certificates(self) -> list[dict[str, Any]]:
        """The certificates as they stand in certificates.jsonl; a number [m, e] is m 2^e."""
        with open(self.directory / "certificates.jsonl", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    @cached_property
    def enclosures(self) -> list[Enclosure]:
        """The bounds that the certificates state, exact. They are as good as the certificates: `check` verifies these."""
        return [_enclosure(certificate) for certificate in self.certificates]

    def check(self) -> int:
        """Verifies every certificate again from its own content and returns how many there are; raises `Rejected` otherwise."""
        result = json.loads(_call(["check", self.directory, "--json"], self._binary, allowed=(0, 1)))
        if result["rejected"]:
            first = result["rejected"][0]
            raise Rejected(f"{len(result['rejected'])} certificates rejected, first candidate {first['candidate']}: {first['reason']}")
        return result["verified"]

    def explain(self, candidate: int) -> str:
        """The argument of one certificate in words and numbers, verified first."""
        return _call(["explain", self.directory, "--candidate", candidate], self._binary)

    def report(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Writes a report for people: .html, .md, .csv, .jsonl or .pdf by the ending of `path`."""
        _call(["report", self.directory, "-o", path, "--quiet"], self._binary)

    def counts(self) -> dict[str, int]:
        """How many students have each verdict, the most frequent first."""
        found: dict[str, int] = {}
        for certificate in self.certificates:
            name = certificate["verdict"]["name"] if "verdict" in certificate else "not-finite"
            found[name] = found.get(name, 0) + 1
        return dict(sorted(found.items(), key=lambda item: -item[1]))

    def plot(self, axes=None):
        """The loss of every student, a colour a verdict; needs matplotlib. Returns the axes."""
        import matplotlib.pyplot as plt

        axes = axes or plt.figure(figsize=(7, 4)).gca()
        for name, rows in self.verdicts.groupby("verdict", sort=False):
            axes.plot(rows.index, (rows["loss_lower"] + rows["loss_upper"]) / 2, "o", label=f"{name} ({len(rows)})")
        axes.set(xlabel="student", ylabel="loss at what is certified")
        axes.legend(loc="best", fontsize="small")
        return axes

    def _repr_html_(self) -> str:
        """What a notebook shows: the counts and the columns that say what was proved."""
        columns = ["verdict", "globality", "index_lower", "index_upper", "loss_lower", "loss_upper", "lambda_min_lower", "lambda_min_upper", "distance", "float64_claim", "reason"]
        table = self.verdicts
        shown = table[[name for name in columns if name in table and table[name].notna().any()]]
        counts = ", ".join(f"{count} {name}" for name, count in self.counts().items())
        return f"<p><b>certify</b>: {counts}</p>" + shown.to_html(na_rep="", float_format=lambda value: f"{value:.8g}", max_rows=60)

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {name}" for name, count in self.counts().items())
        return f"CertifiedRun({str(self.directory)!r}: {counts})"


def run(
    w: ArrayLike,
    a: ArrayLike,
    b: Optional[ArrayLike] = None,
    c: Optional[ArrayLike] = None,
    *,
    problem: Problem,
    loss: Optional[ArrayLike] = None,
    grad_norm: Optional[ArrayLike] = None,
    min_eigenvalue: Optional[ArrayLike] = None,
    axes: Optional[str] = None,
    bias: Optional[str] = None,
    loss_convention: Optional[str] = None,
    output: Union[str, "os.PathLike[str]", None] = None,
    jobs: Optional[int] = None,
    max_precision: Optional[int] = None,
    radius: Optional[float] = None,
    binary: Union[str, "os.PathLike[str]", None] = None,
) -> CertifiedRun:
    """Certifies students.

    Args:
        w: input weights (students, neurons, inputs); with axes="inputs-neurons" (students, inputs, neurons). float32 and float16 are taken as they are.
        a: output weights (students, neurons), or (students, neurons, outputs).
        b: biases (students, neurons), for problems whose inputs end with the constant 1.
        c: output biases (students), or (students, outputs), for problems with a trained output bias.
        problem: the name of a built-in problem, a problem file, or the problem as a dictionary (see `problem`).
        loss, grad_norm, min_eigenvalue: what float64 says, (students), to be audited.
        axes, bias, loss_convention: what the arrays mean, as `certify run --help` says; never guessed.
        output: a directory to keep; otherwise a temporary one that goes with the result.
        jobs, max_precision, radius: options of `certify run`.
        binary: the program.

    Raises:
        CertifyError: a subclass for each exit status, with the program's one line.
    """
    arrays = {"w": w, "a": a, "b": b, "c": c, "loss": loss, "grad_norm": grad_norm, "min_eigenvalue": min_eigenvalue}
    options = {"--axes": axes, "--bias": bias, "--loss": loss_convention, "--jobs": jobs, "--max-precision": max_precision, "--radius": radius}
    return run_arrays(arrays, problem, options, output, binary)


def run_arrays(
    arrays: Mapping[str, Optional[ArrayLike]],
    problem: Problem,
    options: Mapping[str, Any],
    output: Union[str, "os.PathLike[str]", None] = None,
    binary: Union[str, "os.PathLike[str]", None] = None,
) -> CertifiedRun:
    """Certifies the students of named arrays, those of networks with layers too (W1, b1, W2, ..); options as they stand on a command line."""
    temporary = tempfile.TemporaryDirectory(prefix="certify-")
    folder = Path(temporary.name)
    students = write_arrays(folder / "students.npz", **arrays)
    directory = folder / "run" if output is None else Path(output)
    _call(["run", students, "--problem", _problem_argument(problem, folder), "-o", directory, "--quiet", *_flags(options)], binary)
    return CertifiedRun(directory, binary, _temporary=temporary if output is None else None)


def open_run(directory: Union[str, "os.PathLike[str]"], binary: Union[str, "os.PathLike[str]", None] = None) -> CertifiedRun:
    """A directory that `certify run` wrote earlier."""
    if not (Path(directory) / "certificates.jsonl").is_file():
        raise BadInput(f"{directory}: there is no certificates.jsonl, this is not the directory of a run")
    return CertifiedRun(directory, binary)


def inspect(
    file: Union[str, "os.PathLike[str]"],
    problem: Optional[Problem] = None,
    *,
    axes: Optional[str] = None,
    bias: Optional[str] = None,
    loss_convention: Optional[str] = None,
    binary: Union[str, "os.PathLike[str]", None] = None,
) -> dict[str, Any]:
    """What `certify inspect --json` says of a file of candidates; `["warnings"]` is empty when all is well."""
    with tempfile.TemporaryDirectory(prefix="certify-") as folder:
        named = [] if problem is None else ["--problem", _problem_argument(problem, Path(folder))]
        options = {"--axes": axes, "--bias": bias, "--loss": loss_convention}
        return json.loads(_call(["inspect", file, "--json", *named, *_flags(options)], binary, allowed=(0, 1)))


def write_arrays(path: Path, **arrays: Optional[ArrayLike]) -> Path:
    """Writes candidates; every number is the float it is."""
    found = {name: np.asarray(array) for name, array in arrays.items() if array is not None}
    for name, array in found.items():
        if array.dtype.kind not in "fiu" or array.dtype.itemsize > 8:
            raise BadInput(f"{name} holds {array.dtype}, expected float64, float32 or float16")
    np.savez(path, **found)
    return path


def _problem_argument(problem: Problem, folder: Path) -> str:
    if not isinstance(problem, Mapping):
        return os.fspath(problem)
    path = folder / "problem.json"
    path.write_text(json.dumps(problem) + "\n", encoding="utf-8")
    return str(path)


def _flags(options: Mapping[str, Any]) -> list[str]:
    return [f"{name}={value}" for name, value in options.items() if value is not None]


def _call(arguments: Sequence[Any], binary: Union[str, "os.PathLike[str]", None], allowed: Sequence[int] = (0,)) -> str:
    done = subprocess.run(
        [program.find(binary), *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=program.environment(),
    )
    if done.returncode not in allowed or (done.returncode != 0 and not done.stdout):
        lines = done.stderr.strip().splitlines() or [f"it ended with status {done.returncode}"]
        line = next((line for line in lines if line.startswith(("certify: ", "Error: "))), lines[0])
        raise BY_STATUS.get(done.returncode, CertifyError)(line.split(": ", 1)[1] if line.startswith(("certify: ", "Error: ")) else line)
    return done.stdout


# Numbers of certificates.


def _exact(value: Union[list[int], str]) -> Union[Fraction, float]:
    """[m, e] is m 2^e; "inf" and "-inf" are what they say."""
    if isinstance(value, str):
        return float(value)
    mantissa, exponent = value
    return Fraction(mantissa) * Fraction(2) ** exponent


def _bounds(value: Optional[list]) -> Optional[Bounds]:
    return None if value is None else (_exact(value[0]), _exact(value[1]))


def _enclosure(certificate: Mapping[str, Any]) -> Enclosure:
    verdict = certificate["verdict"]
    # at most one of these is there
    stated = verdict.get("critical_point") or verdict.get("channel") or verdict.get("ball") or {}

    def one(key: str) -> Union[Fraction, float, None]:
        return _exact(stated[key]) if key in stated else None

    return Enclosure(
        candidate=certificate["candidate"]["index"],
        verdict=verdict["name"],
        loss=_bounds(stated.get("loss", stated.get("limit_loss"))),
        smallest_eigenvalue=_bounds(stated.get("smallest_eigenvalue")),
        gradient_norm_upper=one("gradient_norm_upper"),
        distance_upper=one("distance_upper"),
        tube_distance_upper=one("tube_distance_upper"),
    )
