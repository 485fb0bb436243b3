#!/usr/bin/env python3
"""Microseconds of one full-batch Adam step on the reference problem: certify beside NumPy and JAX, on one core, in one run.

    adam_step.py [path of certify]

The three compute the same loss, gradient and update in float64. They take turns, and the least time of several rounds counts.
Processor time is measured, so that other work on the machine matters little.
"""
import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

import subprocess
import sys
import time

import numpy as np

AXIS = np.arange(-20, 21) / 4
X = np.array([(x, y) for x in AXIS for y in AXIS])
TEACHER_W = np.array([[0.6, 0.5], [-0.5, 0.5], [-0.2, -0.6], [0.1, -0.6]])
TEACHER_A = np.array([1.0, -1.0, 1.0, -1.0])
Y = 1 / (1 + np.exp(-X @ TEACHER_W.T)) @ TEACHER_A
RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-8
WIDTHS = (4, 5, 6, 7)


def start(width):
    return np.random.default_rng(width).normal(size=3 * width)


def numpy_step(width):
    theta, first, second, t = start(width), np.zeros(3 * width), np.zeros(3 * width), 0

    def step():
        nonlocal theta, first, second, t
        t += 1
        w, a = theta[: 2 * width].reshape(width, 2), theta[2 * width:]
        s = 1 / (1 + np.exp(-X @ w.T))
        e = s @ a - Y
        scale = 2 / len(Y)
        es = e[:, None] * s
        g = np.concatenate([(scale * a[:, None] * ((es - es * s).T @ X)).ravel(), scale * es.sum(axis=0)])
        first = BETA1 * first + (1 - BETA1) * g
        second = BETA2 * second + (1 - BETA2) * g * g
        theta = theta - RATE * first / (1 - BETA1**t) / (np.sqrt(second / (1 - BETA2**t)) + EPSILON)
        return e @ e / len(Y)

    def run(count):
        begin = time.process_time()
        for _ in range(count):
            step()
        return (time.process_time() - begin) / count

    run(20)
    return lambda: run(300)


def jax_step(width):
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    x, y = jnp.asarray(X), jnp.asarray(Y)

    def loss(theta):
        w, a = theta[: 2 * width].reshape(width, 2), theta[2 * width:]
        e = jax.nn.sigmoid(x @ w.T) @ a - y
        return jnp.mean(e * e)

    gradient = jax.value_and_grad(loss)

    # the whole loop is compiled, so that nothing of Python is counted
    @jax.jit
    def many(state, count):
        def body(_, state):
            theta, first, second, t = state
            t = t + 1
            _, g = gradient(theta)
            first = BETA1 * first + (1 - BETA1) * g
            second = BETA2 * second + (1 - BETA2) * g * g
            theta = theta - RATE * first / (1 - BETA1**t) / (jnp.sqrt(second / (1 - BETA2**t)) + EPSILON)
            return theta, first, second, t

        return jax.lax.fori_loop(0, count, body, state)

    zeros = jnp.zeros(3 * width)
    state = (jnp.asarray(start(width)), zeros, zeros, 0)
    jax.block_until_ready(many(state, 10))

    def run(count=500):
        begin = time.process_time()
        jax.block_until_ready(many(state, count))
        return (time.process_time() - begin) / count

    return run


def certify_steps(program):
    """Width -> seconds, as `certify train --measure` prints them."""
    text = subprocess.run(
        [program, "train", "--measure", "--widths", ",".join(map(str, WIDTHS)), "--jobs", "1"],
        check=True, capture_output=True, text=True).stdout
    rows = [line.split() for line in text.splitlines()]
    return {int(r[0]): float(r[1]) * 1e-6 for r in rows if len(r) == 3 and r[0].isdigit()}


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else ".build/release/certify"
    steps = {"NumPy": {m: numpy_step(m) for m in WIDTHS}}
    try:
        steps["JAX"] = {m: jax_step(m) for m in WIDTHS}
    except ImportError:
        print("JAX is not installed")
    best = {name: {m: float("inf") for m in WIDTHS} for name in ["certify", *steps]}
    for _ in range(5):
        for m, seconds in certify_steps(program).items():
            best["certify"][m] = min(best["certify"][m], seconds)
        for name, runs in steps.items():
            for m, run in runs.items():
                best[name][m] = min(best[name][m], run())
    print("microseconds a step".ljust(22) + "".join(f"width {m}".rjust(10) for m in WIDTHS))
    for name, row in best.items():
        print(name.ljust(22) + "".join(f"{row[m] * 1e6:10.1f}" for m in WIDTHS))


if __name__ == "__main__":
    main()
