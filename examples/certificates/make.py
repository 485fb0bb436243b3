#!/usr/bin/env python3
"""Makes the conformance set: python3 make.py [CERTIFY]. Needs python-flint and the program.

Small problems; candidates by damped and plain Newton steps from random starts, and by construction (copies, neurons of
output 0, teachers); `certify run` certifies them; the first certificate of each kind of verdict and argument becomes
good/PROBLEM.VERDICT.ARGUMENT.json. Then mutations.py changes them. Nothing here is proved.
"""
import json
import os
import random
import subprocess
import sys
import tempfile
from fractions import Fraction

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "second-checker"))
from flint import arb, arb_mat, ctx  # noqa: E402

import mutations  # noqa: E402
from network import Network, Problem  # noqa: E402

SQUARE = [[a, b] for a in ("-1", "0", "1") for b in ("-3/2", "1/2", "1")]
LINE = ["-2", "-1", "-1/3", "1/2", "1", "2", "3"]
LABELS = ["-1/8", "-5/8", "-3/4", "1/2", "-1/4", "-1/2", "9/8", "3/8", "1/4"]     # about tanh(4x/5 - y/2)
ROWS = [[y, z] for y, z in zip(LABELS, ["1", "-1/2", "-1", "3/4", "-1/4", "-5/8", "1/4", "-1/8", "-1/4"])]


def problem(activation, data, labels, **more):
    head = {"format": "certify-problem", "version": 1}
    if "outputs" in more:
        head["outputs"] = more.pop("outputs")
    loss = more.pop("loss", "mean-squared-error")
    return {**head, "loss": loss, "activation": activation, "data": data, "labels": labels, **more}


TEACHER = {"teacher": {"weights": [["1", "1/2"], ["-1/2", "3/4"]], "outputs": ["1", "-1"]}}
PROBLEMS = {                               # name: (problem, width, starts)
    "sigmoid": (problem("sigmoid", {"grid": [["-2", "-1", "0", "1", "2"], ["-2", "-1", "0", "1", "2"]]}, TEACHER), 2, 60),
    "wider": (problem("sigmoid", {"grid": [["-2", "-1", "0", "1", "2"], ["-2", "-1", "0", "1", "2"]]}, TEACHER), 3, 20),
    "given": (problem("tanh", {"points": SQUARE}, {"given": LABELS}), 2, 60),
    "bias": (problem("sigmoid", {"points": [[x, "1"] for x in LINE], "weights": ["1", "1", "2", "1", "1/2", "1/2", "1"]},
                     {"given": ["1/2", "-1", "3/4", "2", "-1/2", "0", "1"]}, output_bias=True), 2, 40),
    "decay": (problem("softplus", {"points": SQUARE}, {"given": LABELS}, decay="1/50"), 2, 30),
    "outputs": (problem("tanh", {"points": SQUARE}, {"given": ROWS}, outputs=2), 2, 40),
    "teacher": (problem("erf", {"points": SQUARE}, {"teacher": {"weights": [["1", "1/2"], ["-1/2", "3/4"]],
                        "outputs": [["1", "-1"], ["1/2", "2"]]}}, outputs=2, loss="mean-squared-norm"), 2, 12),
    "gelu": (problem("gelu", {"points": SQUARE}, {"given": LABELS}, output_bias="1/4"), 1, 40),
    "interpolation": (problem("tanh", {"points": [["0", "0", "1"], ["0", "1", "1"], ["1", "0", "1"], ["1", "1", "1"]]},
                              {"given": ["0", "1", "1", "0"]}), 2, 30),
    "dependent": (problem("tanh", {"points": [[x, x, y] for x, y in SQUARE]}, {"given": LABELS}), 1, 30),
    "line": (problem("sigmoid", {"points": [["-2"], ["-1"], ["1"], ["2"], ["3"]]},
                     {"given": ["-1/8", "1/8", "-5/8", "1/2", "7/8"]}), 2, 30),
    "square": (problem("square", {"points": SQUARE}, {"given": LABELS}), 1, 12),
}


def middles(values):
    return [v.mid() for v in values]


def newton(network, theta, damped, steps=60, unfinished=False):
    """The end of Newton's iteration; None where it runs off, or `unfinished`, perhaps on a channel. Damped: the loss
    decreases at every step."""
    n, damping = network.n, arb(1) / 100 if damped else arb(0)
    loss, gradient, hessian, _ = network.moments(theta, 2)
    for _ in range(steps):
        matrix = arb_mat([[hessian[a][b].mid() + (damping if a == b else 0) for b in range(n)] for a in range(n)])
        try:
            step = matrix.solve(arb_mat([[g.mid()] for g in gradient]), algorithm="approx")
        except (ValueError, ZeroDivisionError):
            return None
        moved = middles([t - step[a, 0] for a, t in enumerate(theta)])
        if not all(v.is_finite() and abs(v) < 50 for v in moved):
            return None
        found = network.moments(moved, 2)
        if damped and not found[0].mid() <= loss.mid():
            damping = (damping * 8).mid()
            if damping > 10 ** 8:
                break
            continue
        damping = (damping / 4).mid()
        theta, (loss, gradient, hessian, _) = moved, found
    return theta if unfinished or all(abs(g) < 1e-12 for g in gradient) else None


def random_point(n):
    return [arb(random.gauss(0, 1.2)) for _ in range(n)]


def split(network, narrow, theta, j, share, turned):
    """A student with neuron j of the narrow network as two, the second turned round if so."""
    weights, outputs, bias = narrow.parts(theta)
    sign = -1 if turned else 1
    w = weights + [[sign * v for v in weights[j]]]
    a = [[v * share for v in row] if i == j else row for i, row in enumerate(outputs)]
    a.append([sign * v * (1 - share) for v in outputs[j]])
    return [v for row in w for v in row] + [v for row in a for v in row] + bias


def with_silent(network, narrow, theta):
    """A student with a further neuron of output 0 at a zero of phi; one output."""
    p = network.problem
    _, errors = narrow.residuals(theta)
    w = random_point(network.d)
    for _ in range(60):
        jets = [p.activation.jet(sum((a * b for a, b in zip(w, x)), arb(0)).mid(), 1) for x in p.X]
        phi = sum((e[0] * s[0] for e, s in zip(errors, jets)), arb(0))
        slope = [sum((e[0] * s[1] * x[c] for e, s, x in zip(errors, jets, p.X)), arb(0)) for c in range(network.d)]
        square = sum((v * v for v in slope), arb(0))
        if not square > 0:
            return None
        w = middles([v - phi * s / square for v, s in zip(w, slope)])
        if not all(v.is_finite() and abs(v) < 5 for v in w):
            return None
    weights, outputs, bias = narrow.parts(theta)
    return [v for row in weights + [w] for v in row] + [v for row in outputs for v in row] + [arb(0)] + bias


def candidates(name, network, starts):
    found = []
    for i in range(starts):
        found.append(newton(network, random_point(network.n), damped=i % 2 == 0, unfinished=i % 4 == 0))
    if network.m > 1 and network.problem.decay is None:
        narrow, ends = Network(network.problem, network.m - 1), 0
        for _ in range(12):
            end = newton(narrow, random_point(narrow.n), damped=True)
            if end is None or ends == 3:
                continue
            ends += 1
            for share in (arb(1) / 4, arb(3) / 2, arb(0)):
                found.append(split(network, narrow, end, 0, share, False))
            if network.problem.activation.turns and network.problem.activation.constant == 0:
                found.append(split(network, narrow, end, 0, arb(1) / 4, True))
            if network.k == 1:
                found.append(with_silent(network, narrow, end))
    if network.problem.teacher is not None:
        weights, outputs, _ = network.problem.teacher
        for w in ([], [[Fraction(1), Fraction(1, 3)]], [weights[0]]):
            share = [[Fraction(0)]] if len(w) and w[0] != weights[0] else [[Fraction(1, 4)]] if w else []
            a = [list(o) for o in outputs]
            if w and w[0] == weights[0]:
                a[0] = [Fraction(3, 4)]
            if len(weights) + len(w) == network.m:
                found.append([arb(float(v)) for row in weights + w for v in row] + [arb(float(v)) for row in a + share for v in row])
    found.append([v + arb(1) / 4 for v in random_point(network.n)])
    return [[float(v) for v in theta] for theta in found if theta is not None]


def write(path, network, students):
    m, d, k = network.m, network.d, network.k
    arrays = {"w": [[t[j * d:(j + 1) * d] for j in range(m)] for t in students],
              "a": [[t[m * d + j * k:m * d + (j + 1) * k] if k > 1 else t[m * d + j] for j in range(m)] for t in students]}
    if network.trained:
        arrays["c"] = [t[m * (d + k):] if k > 1 else t[m * (d + k)] for t in students]
    with open(path, "w") as file:
        json.dump(arrays, file)


def kind_of(certificate):
    argument = certificate["argument"]
    if "structured" not in argument:
        return next(iter(argument))
    witness = argument["structured"]["witness"]
    kind = argument["structured"]["kind"]
    if kind == "reduction":
        kind += "-silent" if witness["zero_types"] else "-turned" if witness.get("flipped") else ""
    return kind


def at_infinity(certify):
    """The first minimum and the first saddle at infinity of examples/candidates, on the reference problem."""
    with tempfile.TemporaryDirectory() as folder:
        out, students = os.path.join(folder, "run"), os.path.join(here, "..", "candidates", "width4.npz")
        subprocess.run([certify, "run", students, "--problem", "reference", "-o", out, "-q"], check=True)
        with open(os.path.join(out, "certificates.jsonl")) as file:
            lines = file.read().split("\n")[:-1]
    for name in ("minimum-at-infinity", "saddle-at-infinity"):
        line = next(line for line in lines if json.loads(line)["verdict"]["name"] == name)
        with open(os.path.join(here, "good", f"reference.{name}.{kind_of(json.loads(line))}.json"), "w") as file:
            file.write(line + "\n")
        print("reference", name, flush=True)


def main(certify):
    random.seed(1)
    ctx.prec = 64
    for folder in ("good", "bad"):
        path = os.path.join(here, folder)
        os.makedirs(path, exist_ok=True)
        for file in os.listdir(path):
            os.remove(os.path.join(path, file))
    for name, (declared, width, starts) in PROBLEMS.items():
        network = Network(Problem(declared), width)
        with tempfile.TemporaryDirectory() as folder:
            problem_path, students = os.path.join(folder, "problem.json"), os.path.join(folder, name + ".json")
            with open(problem_path, "w") as file:
                json.dump(declared, file)
            write(students, network, candidates(name, network, starts))
            out = os.path.join(folder, "run")
            subprocess.run([certify, "run", students, "--problem", problem_path, "-o", out, "-q", "--jobs", "1"], check=True)
            with open(os.path.join(out, "certificates.jsonl")) as file:
                lines = file.read().split("\n")[:-1]
        kept = set()
        for line in lines:
            certificate = json.loads(line)
            title = f"{name}.{certificate['verdict']['name']}.{kind_of(certificate)}"
            wanted = certificate["verdict"]["name"] != "undecided"
            wanted = wanted and (certificate["verdict"]["name"] != "not-critical" or name in ("given", "outputs"))
            if not wanted or title in kept:
                continue
            kept.add(title)
            with open(os.path.join(here, "good", title + ".json"), "w") as file:
                file.write(line + "\n")
        print(name, len(lines), "candidates:", ", ".join(sorted(t.split(".", 1)[1] for t in kept)), flush=True)
    at_infinity(certify)
    print(mutations.write(os.path.join(here, "good"), os.path.join(here, "bad")), "mutations")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "certify")
