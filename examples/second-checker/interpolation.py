"""Zeros of all residuals.

**Theorem** (Newton-Kantorovich for more unknowns than equations). F: M residuals, J = DF, K a bound of D^2 F (as a norm)
on B(p, r), J(p) J(p)' >= g^2 > 0. With C = J'(JJ')^-1 at p, |C| <= 1/g, and |I - J(q) C| <= K r/g =: kappa < 1 on the ball;
if |F(p)|/g <= (1 - kappa) r, F vanishes at a q with |q - p| <= |F(p)|/(g (1 - kappa)): iterate x - C F(x). J(q) has rank M.

F holds the points whose rows in S, W, O, E (below) are no combinations of those before; the other residuals are the same
combinations of these for every parameter vector, if the labels are. So all residuals vanish, and near q they do exactly
on a manifold of dimension n - M.
"""
from fractions import Fraction

from flint import arb, arb_mat

from exact import NotCovered, ball, dyadics, exactly, independent_rows, lower, need, norm, precision, upper
from level import different_neurons
from normal_form import classified
from spectrum import approximate, eigenvalue, exact_arb, negative


def facts(network, candidate, witness):
    need(set(witness) <= {"centre", "radius", "residual_norm", "inverse_norm", "contraction", "step", "right_inverse"},
         "unknown keys")
    problem = network.problem
    need(problem.decay is None, "with decay no loss is 0")
    if problem.activation.coefficients is not None:
        raise NotCovered("interpolation by polynomials")
    centre = dyadics(witness["centre"], network.n)
    points, relations = independent_rows([row_of(problem, network.trained, x) for x in problem.points])
    for i, combination in relations.items():
        if problem.teacher is None:
            for q in range(problem.k):
                constant = problem.fixed[q] if not network.trained else 0
                known = sum((c * (problem.labels[j][q] - constant) for j, c in combination.items()), Fraction(0))
                need(problem.labels[i][q] - constant == known, "labels without a zero of the residuals")
        else:
            need(network.trained or problem.teacher[2] == problem.fixed, "bias of the teacher")
    M, n = len(points) * network.k, network.n
    need(M <= n, "more residuals than parameters")
    theta = [ball(v) for v in centre]
    jets, errors = network.residuals(theta, 2)
    residual = norm([errors[i][q] for i in points for q in range(network.k)])
    jacobian = stacked(network, theta, jets, points)
    gram = jacobian * jacobian.transpose()
    rows = [[gram[a, b] for b in range(M)] for a in range(M)]
    smallest = exact_arb(approximate(rows)[0] * (1 - arb(2) ** -20))
    need(smallest > 0 and negative(rows, smallest) == 0, "the residuals are not proved independent")
    g = lower(smallest.sqrt())
    radius = Fraction(exactly(upper(2 * residual / g))) + Fraction(1, 2 ** 300)
    bend = second_derivatives(network, centre, radius, points)
    kappa = upper(bend * ball(radius) / g)
    need(kappa < 1 and residual / g <= (1 - kappa) * ball(radius), "no zero of the residuals is proved")
    move = upper(residual / (g * (1 - kappa)))
    at = [v + arb(0, move) for v in theta]
    loss, gradient, hessian, _ = network.moments(at, 2)
    return {
        "loss": arb(0), "smallest": eigenvalue(hessian, 0) if M == n else (arb(0), arb(0)),
        "largest": eigenvalue(hessian, n - 1), "index": (0, 0), "nullity": n - M, "isolated": M == n,
        "unique": (lambda R: unique_within(network, centre, R, move, points, g, bend)) if M == n else None,
        "family": n - M, "distance": upper(norm([ball(x - y) for x, y in zip(centre, candidate)]) + move),
        "gradient": norm(network.moments(theta, 1)[1]), "minimum": True, "zero": True,
        "learning": (Fraction(M, 2), 1), "width": different_neurons(network, at)}


def row_of(problem, trained, x):
    """What f(x) is a combination of, with coefficients that do not depend on the parameters: sum a (S), sum a w_c (W_c),
    sum a O(w.x), sum a E(w.x), the trained bias."""
    s = problem.activation
    v, sign = classified(s, x)
    row = {"S": s.constant}
    row.update({("W", c): s.slope * t for c, t in enumerate(x)})
    if s.odd and (any(v) or not s.mirrors):
        row["O", v] = sign
    if s.even:
        row["E", v] = 1
    if trained:
        row["b"] = 1
    return {key: Fraction(value) for key, value in row.items() if value}


def stacked(network, theta, jets, points):
    matrices = network.jacobian(theta, jets)
    return arb_mat([[matrices[q][i, a] for a in range(network.n)] for i in points for q in range(network.k)])


def second_derivatives(network, centre, radius, points):
    """Upper bound of the Frobenius norm of D^2 F over the box."""
    with precision(64):
        theta = [ball(v, radius) for v in centre]
        jets, _ = network.residuals(theta, 2)
        _, outputs, _ = network.parts(theta)
        terms = []
        for i in points:
            x = network.problem.X[i]
            for j in range(network.m):
                for u in x:
                    terms += [jets[j][i][1] * u * arb(2 * network.k).sqrt()]
                    terms += [outputs[j][q] * jets[j][i][2] * u * v for v in x for q in range(network.k)]
        return norm(terms)


def unique_within(network, centre, radius, move, points, g, bend):
    """J(x) is square and regular on B(q, R) when K R < g there: the only zero of grad L = 2 J' Omega F is that of F. For
    critical points x: J(x)' Omega F(x) = 0 gives F(x) = 0, and J on the segment to q is regular."""
    around = Fraction(exactly(upper(ball(radius) + move)))
    return len(points) * network.k == network.problem.N * network.k and \
        second_derivatives(network, centre, around, points) * ball(around) < g
