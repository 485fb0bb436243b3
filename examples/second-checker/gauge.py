"""Powers without decay: s(z) = kappa z^p, where w_j -> e^t w_j, a_j -> e^(-pt) a_j changes no output.

**Theorem.** X_f (w_j moves by w_j, a_j by -p a_j) for g of the neurons; g parameters S held where they are; q a critical
point of L in the others, F, with regular Hessian H there; M = (X_f(q) at S) regular. Then q is a critical point of L, of
the index of H and nullity g, on a manifold of dimension g of critical points of the same loss. With R = (I, -X_F M^-1),
which takes e_i, i in F, to itself and every X_f to 0, eigenvalues of Hess L(q) below 0 lie between |R|^2 times the
smallest of H and that; those above between the largest of H and |R|^2 times that; a minimum has L - L(q) between multiples
of the square of the distance from the manifold, so learning coefficient (n - g)/2.

*Proof.* L is constant along X_f, so X_f . grad L = 0 everywhere: with grad L = 0 on F, M' times the rest is 0. Derived at
q: Hess L(q) X_f = 0. R^n is the sum of the X_f and of R^F, x = Rx + sum c_f X_f, and x'Hess L(q)x = (Rx)'H(Rx): inertia;
with H >= h, h < 0: (Rx)'H(Rx) >= h |R|^2 |x|^2, and h is reached for x in R^F; above likewise. The flows carry q to an
orbit of dimension g of critical points, M being regular.
"""
from fractions import Fraction

from flint import arb, arb_mat

from critical import IsolatedPoint
from exact import NotCovered, ball, integer, lower, need, norm, upper


class Slice:
    """The loss in the parameters that are not held."""

    def __init__(self, network, candidate, held):
        self.network, self.candidate, self.held = network, candidate, held
        self.free = [i for i in range(network.n) if i not in held]
        self.n, self.problem = len(self.free), network.problem

    def whole(self, theta):
        return [theta[self.free.index(i)] if i in self.free else self.candidate[i] for i in range(self.network.n)]

    def moments(self, theta, order):
        exact = [v if isinstance(v, arb) else ball(v) for v in self.whole(theta)]
        loss, gradient, hessian, third = self.network.moments(exact, order)
        free = self.free
        return (loss, [gradient[a] for a in free], [[hessian[a][b] for b in free] for a in free],
                third and [[[third[a][b][c] for c in free] for b in free] for a in free])

    def third(self, centre, radius):
        third = self.network.third(self.whole(centre), radius)
        return [[[third[a][b][c] for c in self.free] for b in self.free] for a in self.free]


def degree(problem):
    """p where the activation is kappa z^p, without decay."""
    coefficients = problem.activation.coefficients or []
    powers = [p for p, c in enumerate(coefficients) if c]
    if problem.decay is not None or len(powers) != 1 or powers[0] == 0:
        raise NotCovered("gauges of other activations, and with decay")
    return powers[0]


def facts(network, candidate, witness):
    need(set(witness) == {"fields", "held", "witness"}, "keys of the gauge")
    power, d, k, m, n = degree(network.problem), network.d, network.k, network.m, network.n
    fields, held = [integer(f) for f in witness["fields"]], [integer(s) for s in witness["held"]]
    need(len(set(fields)) == len(fields) == len(held) == len(set(held)) > 0, "fields and places held")
    need(min(fields) >= 0 and all(0 <= s < n for s in held), "fields and places held")
    pairs = m * (m - 1)
    others = pairs + (m if network.trained else 0) if power == 1 else pairs // 2 if power == 2 and k == 1 else 0
    need(max(fields) < m + others, "a field that there is not")
    if max(fields) >= m:
        raise NotCovered("gauges of two neurons")
    part = Slice(network, candidate, held)
    q = IsolatedPoint(part, witness["witness"])
    theta = part.whole(q.parameters())
    theta = [v if isinstance(v, arb) else ball(v) for v in theta]

    def field(j):
        moves = [arb(0)] * n
        for i in range(j * d, (j + 1) * d):
            moves[i] = theta[i]
        for i in range(m * d + j * k, m * d + (j + 1) * k):
            moves[i] = -power * theta[i]
        return moves
    X, g = [field(j) for j in fields], len(fields)
    try:
        inverse = arb_mat([[x[s] for x in X] for s in held]).inv()
    except ZeroDivisionError:
        need(False, "the fields at the places held")
    image = arb_mat([[x[i] for x in X] for i in part.free]) * inverse
    r = 1 + sum((image[a, b] ** 2 for a in range(part.n) for b in range(g)), arb(0))
    (low, high), (low_largest, high_largest) = q.eigenvalue(0), q.eigenvalue(part.n - 1)
    centre = part.whole(q.centre)
    _, gradient, _, _ = network.moments([ball(v) for v in centre], 1)
    minimum = q.negative == 0
    return {
        "loss": q.loss(), "smallest": (arb(0), arb(0)) if minimum else (lower(r * low), high),
        "largest": (low_largest, upper(r * high_largest)) if high_largest > 0 else (arb(0), arb(0)),
        "index": (q.negative, q.negative), "nullity": g, "isolated": False, "unique": None, "family": g,
        "distance": q.distance([candidate[i] for i in part.free]), "gradient": norm(gradient), "width": None,
        "minimum": minimum, "learning": (Fraction(n - g, 2), 1) if minimum else None}
