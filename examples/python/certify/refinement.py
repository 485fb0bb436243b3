"""Newton's method in float64: what training leaves is rarely critical, and there is nothing to certify at a point where the gradient is 1e-4."""

from __future__ import annotations

import numpy as np

from .errors import BadInput
from .networks import FloatProblem
from .students import Students


def refine(students: Students, *, descend: bool = True, steps: int = 60, descent_steps: int = 20_000, quiet: bool = True) -> Students:
    """Students at the critical points that are near, with their losses, gradient norms and smallest eigenvalues as claims.

    descend         first minimize (L-BFGS, then Newton steps along |H|), so that what is reached is a minimum as far as float64 can see;
                    False: Newton's method for grad L = 0 alone, which goes to saddles as well
    steps           at most so many Newton steps of each kind
    descent_steps   at most so many of L-BFGS

    Needs SciPy. Memory is that of a few P x P matrices: some thousand parameters. What comes out is a candidate like any other; the program judges it.
    """
    if not isinstance(students.problem, dict):
        raise BadInput("a problem as a dictionary says what to refine; a name or a file does not")
    networks = students.networks()
    problem = FloatProblem(students.problem, networks)
    ends, claims = [], {"loss": [], "grad_norm": [], "min_eigenvalue": []}
    for number, network in enumerate(networks):
        theta = problem.vector(network)
        if not np.isfinite(theta).all():
            raise BadInput(f"student {number} has parameters that are not finite: there is nothing to refine")
        theta = _refined(problem, theta, descend, steps, descent_steps)
        loss, gradient = problem.gradient(theta)
        smallest = np.linalg.eigvalsh(problem.hessian(theta))[0]
        for name, value in (("loss", loss), ("grad_norm", np.linalg.norm(gradient)), ("min_eigenvalue", smallest)):
            claims[name].append(float(value))
        if not quiet:
            print(f"student {number}: loss {loss:.10g}, |gradient| {claims['grad_norm'][-1]:.1e}, smallest eigenvalue {smallest:.3g}")
        ends.append(problem.network(theta))
    return students.with_networks(ends, {name: np.array(values) for name, values in claims.items()})


def _refined(problem: FloatProblem, theta, descend, steps, descent_steps):
    from scipy.linalg import eigh
    from scipy.optimize import minimize

    if descend:
        options = {"maxiter": descent_steps, "maxfun": 2 * descent_steps, "ftol": 0, "gtol": 1e-9, "maxcor": 50}
        theta = minimize(problem.gradient, theta, jac=True, method="L-BFGS-B", options=options).x
        for _ in range(steps):
            loss, gradient = problem.gradient(theta)
            if np.linalg.norm(gradient) < 1e-7:
                break
            values, vectors = eigh(problem.hessian(theta))
            # along |H|: downhill where the loss curves down too; eigenvalues that float64 cannot tell from 0 are no reason for a long step
            size = np.maximum(np.abs(values), 1e-10 * np.abs(values).max())
            step = -vectors @ ((vectors.T @ gradient) / size)
            length = 1.0
            while length > 1e-10 and not problem.loss(theta + length * step) < loss:
                length /= 2
            if length <= 1e-10:
                break
            theta = theta + length * step
    _, gradient = problem.gradient(theta)
    size = np.linalg.norm(gradient)
    for _ in range(steps):
        values, vectors = eigh(problem.hessian(theta))
        seen = np.abs(values) > 1e-13 * np.abs(values).max()
        inverse = np.divide(1, values, out=np.zeros_like(values), where=seen)
        step = -vectors @ (inverse * (vectors.T @ gradient))
        length, found = 1.0, None
        while length > 1e-3:
            trial = theta + length * step
            next_gradient = problem.gradient(trial)[1]
            if np.linalg.norm(next_gradient) < size:
                found = trial, next_gradient
                break
            length /= 2
        if found is None:
            break
        theta, gradient = found
        shrunk = np.linalg.norm(gradient) / size
        size *= shrunk
        if size < 1e-14 or (shrunk > 0.5 and size < 1e-12):
            break
    return theta
