"""Runs the program `certify` from Python: arrays in, a pandas table and exact enclosures out.

    import certify
    run = certify.run(w, a, problem="reference", loss=loss)      # w (students, neurons, inputs), a (students, neurons)
    run.verdicts                                                 # a DataFrame, one row a student
    run.enclosures[0].loss                                       # (Fraction, Fraction): the true loss lies between
    run.check()                                                  # every certificate again, by the checker
    print(run.explain(0))                                        # the argument in words and numbers

Needs NumPy and pandas, and the program: by the argument `binary`, the environment variable CERTIFY, or on PATH. This module proves nothing and
judges nothing; it hands over files and reads what the program wrote.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, Mapping, Optional, Sequence, Tuple, Union

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

__all__ = [
    "run", "open_run", "inspect", "problem", "CertifiedRun", "Enclosure",
    "CertifyError", "Rejected", "UsageError", "BadInput", "CannotWrite", "ProgramNotFound",
]

Problem = Union[str, "os.PathLike[str]", Mapping[str, Any]]
Bounds = Tuple[Union[Fraction, float], Union[Fraction, float]]


class CertifyError(Exception):
    """The program did not do what it was asked; the message is its one line that says why."""

    status: Optional[int] = None


class Rejected(CertifyError):
    """A certificate was rejected (exit status 1)."""

    status = 1


class UsageError(CertifyError):
    """The command line makes no sense (exit status 2)."""

    status = 2


class BadInput(CertifyError):
    """Candidates or problem cannot be read or used (exit status 3)."""

    status = 3


class CannotWrite(CertifyError):
    """The output cannot be written, or the directory holds something else (exit status 4)."""

    status = 4


class ProgramNotFound(CertifyError):
    """There is no program `certify` where it was looked for."""


_ERRORS = {error.status: error for error in (Rejected, UsageError, BadInput, CannotWrite)}


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

    def __repr__(self) -> str:
        counts = self.verdicts["verdict"].value_counts()
        return f"CertifiedRun({str(self.directory)!r}: " + ", ".join(f"{count} {name}" for name, count in counts.items()) + ")"


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
    temporary = tempfile.TemporaryDirectory(prefix="certify-")
    folder = Path(temporary.name)
    students = _write_students(folder / "students.npz", w=w, a=a, b=b, c=c, loss=loss, grad_norm=grad_norm, min_eigenvalue=min_eigenvalue)
    directory = folder / "run" if output is None else Path(output)
    options = {"--axes": axes, "--bias": bias, "--loss": loss_convention, "--jobs": jobs, "--max-precision": max_precision, "--radius": radius}
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


def problem(
    activation: Union[str, Mapping[str, Any]],
    points: ArrayLike,
    labels: Optional[ArrayLike] = None,
    *,
    teacher: Optional[Sequence[Any]] = None,
    bias: bool = False,
    output_bias: Any = False,
    loss: Optional[str] = None,
    weights: Optional[ArrayLike] = None,
    weights_divisor: Optional[str] = None,
    decay: Any = None,
) -> dict[str, Any]:
    """The problem "least squares on these data", every number exactly the float it is.

    Args:
        activation: sigmoid, tanh, softplus, erf, exp, sigmoid-softplus, sigmoid2, normal-cdf, gelu, gelu-tanh, silu, identity,
            square, cube, or {"polynomial": [c0, c1, ..]} with exact numbers, fractions as "p/q".
        points: (N, d).
        labels: (N), or (N, k) for k > 1 outputs; not with a teacher.
        teacher: (w, a, b, c) of the network that made the labels: w (m, d), a (m) or (m, k), b (m) or None, c a number, (k) or None. Where there is one, state it:
            labels that were computed are its values and their rounding, and a loss of 0 is then none.
        bias: give every point a last coordinate 1, so that the last input weight of a neuron is its bias.
        output_bias: True for a trained one, or the numbers at which it is held fixed.
        loss: with several outputs "mean-squared-error" (averaged over them too) or "mean-squared-norm" (summed over them).
        weights: (N), positive; the mean divides by their sum, or by N, as weights_divisor says: "sum" or "count".
        decay: lambda of lambda |theta|² (no 1/2), {"pytorch_weight_decay": 2 lambda}, or coefficients of input_weights, biases, outputs, output_bias.
            Coefficients are decimals as they print: 0.001 is 1/1000.
    """
    points = np.asarray(points)
    shape = np.shape(labels) if teacher is None else (len(points), *np.shape(teacher[1])[1:])
    if points.ndim != 2 or shape[:1] != points.shape[:1] or len(shape) > 2:
        raise BadInput(f"points must be (N, d) and labels (N) or (N, k), they are {points.shape} and {shape}")
    if teacher is not None and labels is not None:
        raise BadInput("either labels or a teacher, not both")
    outputs = shape[1] if len(shape) == 2 else 1
    if outputs > 1 and loss is None:
        raise BadInput('with several outputs say what is averaged over: loss="mean-squared-error" or "mean-squared-norm"')
    if weights is not None and weights_divisor is None:
        raise BadInput('weights_divisor is "sum" or "count": say what the weighted squares are divided by')

    def exact(values: ArrayLike) -> Any:
        # in a problem file 0.1 means 1/10, which no float is
        return [exact(v) for v in values] if np.ndim(values) else str(Fraction(float(values)))

    def rows(values: ArrayLike) -> Any:
        return exact(np.reshape(values, -1) if outputs == 1 else values)

    def typed(value: Any) -> Any:
        return {k: typed(v) for k, v in value.items()} if isinstance(value, Mapping) else str(Fraction(repr(float(value))))

    stated: dict[str, Any] = {"format": "certify-problem", "version": 1, "loss": loss or "mean-squared-error", "activation": activation}
    if outputs > 1:
        stated["outputs"] = outputs
    stated["data"] = {"points": [exact(point) + (["1"] if bias else []) for point in points]}
    if weights is not None:
        stated["data"].update(weights=exact(weights), weights_divisor=weights_divisor)
    if teacher is None:
        stated["labels"] = {"given": rows(labels)}
    else:
        w, a, b, c = teacher
        if (b is not None) != bias:
            raise BadInput("either both teacher and students have biases or none")
        neurons = np.asarray(w) if b is None else np.concatenate([w, np.reshape(b, (-1, 1))], axis=1)
        stated["labels"] = {"teacher": {"weights": exact(neurons), "outputs": rows(a)}}
        if c is not None:
            stated["labels"]["teacher"]["bias"] = exact(c if outputs > 1 else np.reshape(c, ())[()])
    if output_bias is not False:
        stated["output_bias"] = True if output_bias is True else exact(output_bias)
    if decay:
        stated["decay"] = typed(decay)
    return stated


def _write_students(path: Path, **arrays: Optional[ArrayLike]) -> Path:
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


def _program(binary: Union[str, "os.PathLike[str]", None]) -> str:
    named = binary or os.environ.get("CERTIFY")
    found = shutil.which(os.fspath(named) if named else "certify")
    if found is None:
        where = f"{named} is no program" if named else "certify is not on PATH"
        raise ProgramNotFound(f"{where}; build it with `swift build -c release --product certify` and name it in CERTIFY")
    return found


def _call(arguments: Sequence[Any], binary: Union[str, "os.PathLike[str]", None], allowed: Sequence[int] = (0,)) -> str:
    done = subprocess.run(
        [_program(binary), *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode not in allowed or (done.returncode != 0 and not done.stdout):
        lines = done.stderr.strip().splitlines() or [f"it ended with status {done.returncode}"]
        line = next((line for line in lines if line.startswith(("certify: ", "Error: "))), lines[0])
        raise _ERRORS.get(done.returncode, CertifyError)(line.split(": ", 1)[1] if line.startswith(("certify: ", "Error: ")) else line)
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
