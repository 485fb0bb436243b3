"""Exact global minima: a rational student that is the teacher as a function has loss 0.

Its Hessian is 2c J'J, so nullity = n - rank J. rank J is bounded from above by algebra, and from below by counting
eigenvalues above a positive number. With nullity 0 the point is an isolated point of `critical`, whose centre is exact.
"""
from fractions import Fraction

from flint import arb

from critical import IsolatedPoint
from exact import NotCovered, ball, need, norm, rationals, rank
from normal_form import family_dimension, jacobian_rank_upper, normal_form, polynomial_residuals
from spectrum import approximate, eigenvalue, exact_arb, negative


def facts(network, candidate, witness):
    need(set(witness) <= {"weights", "outputs", "output_bias", "basis", "uniqueness", "isolation_basis"}, "unknown keys")
    problem, activation = network.problem, network.problem.activation
    need(problem.decay is None, "with decay no loss is 0")
    weights, outputs = [rationals(w) for w in witness["weights"]], [problem.row(a) for a in witness["outputs"]]
    bias = rationals(witness["output_bias"]) if network.trained else problem.fixed
    need(len(weights) == len(outputs) == network.m and all(len(w) == network.d for w in weights), "size of the student")
    need(len(bias) == network.k and network.trained == ("output_bias" in witness), "output bias")
    if activation.coefficients is not None:
        need(not any(polynomial_residuals(problem, weights, outputs, bias)), "a residual is not 0")
    else:
        need(problem.teacher is not None, "no teacher")
        need(normal_form(activation, weights, outputs, bias) == normal_form(activation, *problem.teacher),
             "student and teacher have different normal forms")
    point = [c for w in weights for c in w] + [c for a in outputs for c in a] + (bias if network.trained else [])
    loss, gradient, hessian, _ = network.moments([ball(v) for v in point], 2)
    n = network.n
    if activation.coefficients is None:
        bound = jacobian_rank_upper(network, weights, outputs)
    else:
        bound = polynomial_rank(network, point)
    positive = positive_eigenvalues(hessian, bound)
    nullity = n - bound if positive >= bound else None
    family = family_dimension(network, weights, outputs, bias)
    found = {
        "loss": arb(0), "smallest": (arb(0), arb(0)), "largest": eigenvalue(hessian, n - 1), "index": (0, 0),
        "nullity": nullity, "isolated": False if family else None, "unique": None, "family": family,
        "distance": norm([ball(x - y) for x, y in zip(point, candidate)]), "gradient": arb(0), "minimum": True, "zero": True,
        "learning": (Fraction(bound, 2), 1) if nullity == family else None, "level": 0}
    if nullity == 0:
        at = IsolatedPoint.at(network, point)
        found.update(smallest=eigenvalue(hessian, 0), isolated=True, unique=at.unique_within)
    elif bound == n:
        raise NotCovered("a Hessian whose regularity is open")
    return found


def positive_eigenvalues(hessian, expected):
    """Number of eigenvalues proved positive, at least `expected` if possible."""
    if expected == 0:
        return 0
    n, values = len(hessian), approximate(hessian)
    threshold = exact_arb(abs(values[n - expected]) / 2)
    below = negative(hessian, threshold) if threshold > 0 else None
    return 0 if below is None else n - below


def polynomial_rank(network, point):
    """The rank of the exact Jacobian over the data."""
    problem, rows = network.problem, []
    weights, outputs, _ = network.parts(point)
    coefficients = problem.activation.coefficients
    for x in problem.points:
        values = []
        for w in weights:
            z = sum((c * t for c, t in zip(w, x)), Fraction(0))
            values.append((sum((c * z ** e for e, c in enumerate(coefficients)), Fraction(0)),
                           sum((e * c * z ** (e - 1) for e, c in enumerate(coefficients) if e), Fraction(0))))
        for q in range(network.k):
            row = [a[q] * slope * t for a, (_, slope) in zip(outputs, values) for t in x]
            row += [s if r == q else 0 for s, _ in values for r in range(network.k)]
            row += [1 if r == q else 0 for r in range(network.n - len(row))]
            rows.append(dict(enumerate(row)))
    return rank(rows)
