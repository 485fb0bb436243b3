"""How the cost of a run grows: with the number of points, with the width, with the input dimension, with the number of end points.

    python3 examples/benchmark/growth.py [--certify PATH ..] [points] [width] [candidates] [jobs]

Each row is `certify run` and `certify check` of one problem as a child process: processor seconds of all threads, largest resident memory, size of a
certificate; of the run the elapsed seconds too. With --certify given twice both programs are run one after the other, row by row, so that figures are comparable on a machine that is not quiet.

Points with an exact least-squares structure are made, not trained: labels are what a random student computes plus residuals that are orthogonal to all its
derivatives, rounded to float64, so that the student is a point of nonzero loss whose gradient is rounding, and a minimum where the residuals are small.
"""

import argparse
import csv
import json
import os
import tempfile
import time

import numpy as np


def resources(command, folder):
    """Exit status, processor seconds, largest resident memory in MB of a child process."""
    with open(os.path.join(folder, "log"), "w") as log:
        child = os.posix_spawn(
            command[0], command, os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, log.fileno(), 1), (os.POSIX_SPAWN_DUP2, log.fileno(), 2)])
        _, status, usage = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def tanh_student(rng, width, dimension):
    """Input weights and outputs of a student whose neurons are far apart."""
    return rng.normal(size=(width, dimension)) / np.sqrt(dimension) * 1.5, rng.choice([-1, 1], width) * rng.uniform(0.5, 1.5, width)


def critical_labels(rng, x, w, a, size):
    """Labels for which the student (w, a) has residuals of about the given size, orthogonal to the derivatives of its output."""
    s = np.tanh(x @ w.T)
    slope = (1 - s * s) * a
    jacobian = np.concatenate([s, (slope[:, :, None] * x[:, None, :]).reshape(len(x), -1)], axis=1)
    residual = rng.normal(size=len(x)) * size
    for _ in range(2):
        residual -= jacobian @ np.linalg.lstsq(jacobian, residual, rcond=None)[0]
    return s @ a - residual


def write(folder, problem, w, a):
    with open(os.path.join(folder, "problem.json"), "w") as file:
        json.dump(problem, file)
    np.savez(os.path.join(folder, "students.npz"), w=w, a=a)


def problem(x, y):
    return {
        "format": "certify-problem", "version": 1, "loss": "mean-squared-error", "activation": "tanh",
        "data": {"points": x.tolist()}, "labels": {"given": y.tolist()}}


def grid_problem(step):
    axis = {"from": -5, "to": 5, "step": step}
    teacher = {"weights": [[0.6, 0.5], [-0.5, 0.5], [-0.2, -0.6], [0.1, -0.6]], "outputs": [1, -1, 1, -1]}
    return {
        "format": "certify-problem", "version": 1, "loss": "mean-squared-error", "activation": "sigmoid",
        "data": {"grid": [axis, axis]}, "labels": {"teacher": teacher}}


def measure(name, programs, folder, arguments=()):
    for program in programs:
        out = os.path.join(tempfile.mkdtemp(dir=folder), "out")
        start = time.perf_counter()
        status, seconds, memory = resources(
            [program, "run", os.path.join(folder, "students.npz"), "--problem", os.path.join(folder, "problem.json"), "-o", out, "-q",
             *arguments], folder)
        elapsed = time.perf_counter() - start
        verdict, size = "failed", 0
        if status == 0:
            with open(os.path.join(out, "certificates.jsonl")) as file:
                lines = file.read().splitlines()
            with open(os.path.join(out, "verdicts.csv")) as file:
                kinds = [row["verdict"] for row in csv.DictReader(file)]
            verdict, size = max(sorted(set(kinds)), key=kinds.count), sum(map(len, lines)) / len(lines) / 1024
        check, check_seconds, check_memory = resources([program, "check", out, "--limits", "running"], folder)
        print(
            f"{name:34} {verdict:20} {seconds:9.2f} {elapsed:9.2f} {memory:8.0f} {size:11.1f} {check_seconds:9.2f} {check_memory:8.0f}"
            f"{'' if check == 0 else '  NOT ACCEPTED'}  {program if len(programs) > 1 else ''}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("parts", nargs="*", default=[], help="points, width, candidates, jobs; all unless given")
    parser.add_argument("--certify", action="append", help="the program; .build/release/certify unless given")
    parser.add_argument("--largest", type=int, default=700, help="no student with more parameters")
    options = parser.parse_args()
    programs = options.certify or [os.path.join(os.getcwd(), ".build/release/certify")]
    parts = options.parts or ["points", "width", "candidates", "jobs"]
    here = os.path.dirname(os.path.abspath(__file__))
    examples = np.load(os.path.join(here, "../candidates/width5.npz"))
    print(f"{'':34} {'verdict':20} {'run s':>9} {'elapsed':>9} {'MB':>8} {'KB each':>11} {'check s':>9} {'MB':>8}")
    with tempfile.TemporaryDirectory() as folder:
        if "points" in parts:
            for step, side in (("0.25", 41), ("0.0625", 161), ("0.025", 401)):
                for name, index in (("minimum at infinity of 41^2", 0), ("isolated global minimum", 3)):
                    write(folder, grid_problem(float(step)), examples["w"][index : index + 1], examples["a"][index : index + 1])
                    measure(f"{side}^2 points, {name}", programs, folder)
        if "width" in parts:
            rng = np.random.default_rng(1)
            for width, dimension in ((4, 2), (5, 10), (5, 20), (5, 50), (16, 10), (45, 10), (63, 10)):
                if width * (dimension + 1) > options.largest:
                    continue
                x = rng.normal(size=(1681, dimension))
                w, a = tanh_student(rng, width, dimension)
                y = critical_labels(rng, x, w, a, 1e-3)
                n = f"{width}-{dimension}, n = {width * (dimension + 1)}"
                write(folder, problem(x, y), w[None], a[None])
                measure(f"{n}, converged", programs, folder)
                write(folder, problem(x, y), w[None] * 1.003, a[None])
                measure(f"{n}, weights off by 0.3 %", programs, folder)
                write(folder, problem(x, y), w[None] * 1.3, a[None])
                measure(f"{n}, weights off by 30 %", programs, folder)
        if "jobs" in parts:
            campaign = np.load(os.path.join(here, "../campaign/width-5.npz"))
            chosen = np.arange(1000) % len(campaign["w"])
            write(folder, grid_problem(0.25), campaign["w"][chosen], campaign["a"][chosen])
            for jobs in ("1", "2"):
                measure(f"1000 end points of width 5, {jobs} job{'s' if jobs > '1' else ''}", programs, folder, ("--jobs", jobs))
        if "candidates" in parts:
            campaign = np.load(os.path.join(here, "../campaign/width-5.npz"))
            for count in (48, 500, 2000, 4000):
                chosen = np.arange(count) % len(campaign["w"])
                write(folder, grid_problem(0.25), campaign["w"][chosen], campaign["a"][chosen])
                measure(f"{count} end points of width 5", programs, folder)


main()
