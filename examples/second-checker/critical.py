"""Isolated critical points, and balls without any.

**Theorem 1.** Let |grad L(p)| <= eps, all eigenvalues of H = Hess L(p) at least mu in absolute value, K a bound of the
third derivatives (as a norm of trilinear forms) on B = B(p, r), K r < mu and eps <= (mu - K r) r. Then B holds exactly
one critical point q, |q - p| <= s = eps/(mu - K r), and Hess L on B has the inertia of H.

*Proof.* |Hess L(x) - H| <= K r on B, so T(x) = x - H^-1 grad L(x) has |DT| <= K r/mu < 1 there, and |T(p) - p| <= eps/mu
<= (1 - K r/mu) r: Banach. |q - p| (1 - K r/mu) <= eps/mu. No eigenvalue passes 0, Weyl.

**Theorem 2.** q critical, eigenvalues of Hess L(q) at least nu in absolute value, K a bound on B(q, R), K R < 2 nu: B(q, R)
holds no other critical point.

*Proof.* For another one x: 0 = (int_0^1 Hess L(q + t(x - q)) dt)(x - q), a matrix within K R/2 of Hess L(q).

**Theorem 3.** g = grad L(p), H = Hess L(p), v any vector, N a bound of |D^3 L(.)(v, ., .)| on B(p, r): if
v.g > |H v| r + N r^2/2, L increases along v on B(p, r), which holds no critical point. (Taylor.)

**Theorem 4.** If v'Hess L(x) v < 0 at every x of B(p, r), none is a local minimum. (Taylor along v.) v'H v + |v| N r is an
upper bound, and so is the form of the Hessian over the box around the ball.

K and N are Frobenius norms of third derivatives enclosed over the box around the ball: no Lipschitz constant of the
certificate is used, nor its eigenvectors, nor its radius.
"""
from fractions import Fraction

from flint import arb

from exact import NotCovered, Rejected, ball, dyadic, dyadics, exactly, lower, need, norm, upper
from level import different_neurons
from network import dot, frobenius, matrix_times
from spectrum import eigenvalue, gap

POINT_KEYS = {"centre", "radius", "gradient_norm", "spectral_gap", "lipschitz_loss", "lipschitz_gradient",
              "lipschitz_hessian", "basis", "lemmas"}


class IsolatedPoint:
    """The critical point q near the centre p of an `isolated_point`."""

    def __init__(self, network, witness):
        need(set(witness) <= POINT_KEYS, "unknown keys in the isolated point")
        self.network, self.centre = network, dyadics(witness["centre"], network.n)
        self.prove()
        if witness.get("gradient_norm") is not None:
            need(self.gradient <= ball(dyadic(witness["gradient_norm"])), "gradient norm at the centre")

    @classmethod
    def at(cls, network, centre):
        self = cls.__new__(cls)
        self.network, self.centre = network, centre
        self.prove()
        return self

    def prove(self):
        n = self.network
        self.loss_at_centre, gradient, self.hessian, _ = n.moments([ball(v) for v in self.centre], 2)
        self.gradient = norm(gradient)
        found = gap(self.hessian)
        need(found is not None, "an eigenvalue at the centre may be 0")
        self.negative, mu = found
        radius = Fraction(exactly(upper(2 * self.gradient / mu))) + Fraction(1, 2 ** 400)
        self.third = frobenius(n.third(self.centre, radius))
        rest = lower(mu - self.third * ball(radius))
        need(rest > 0 and self.gradient <= rest * ball(radius), "no critical point is proved near the centre")
        self.move = upper(self.gradient / rest)
        self.least = lower(mu - self.third * self.move)
        self.inertia = (self.negative, n.n - self.negative, 0)

    def loss(self):
        """Taylor at p: |L(q) - L(p)| <= eps s + (|H| + K s) s^2/2."""
        s = self.move
        return self.loss_at_centre + arb(0, upper(self.gradient * s + (frobenius(self.hessian) + self.third * s) * s * s / 2))

    def eigenvalue(self, k):
        low, high = eigenvalue(self.hessian, k)
        change = self.third * self.move
        return lower(low - change), upper(high + change)

    def parameters(self):
        """Balls that hold q."""
        return [ball(v) + arb(0, self.move) for v in self.centre]

    def distance(self, candidate):
        return upper(norm([ball(x - y) for x, y in zip(self.centre, candidate)]) + self.move)

    def unique_within(self, radius):
        """Theorem 2."""
        around = Fraction(exactly(upper(ball(radius) + self.move)))
        return frobenius(self.network.third(self.centre, around)) * ball(radius) < 2 * self.least

    def facts(self, candidate):
        n = self.network.n
        return {
            "loss": self.loss(), "smallest": self.eigenvalue(0), "largest": self.eigenvalue(n - 1),
            "index": (self.negative, self.negative), "nullity": 0, "isolated": True, "unique": self.unique_within,
            "family": 0, "distance": self.distance(candidate), "gradient": self.gradient,
            "width": different_neurons(self.network, self.parameters()),
            "minimum": self.negative == 0, "learning": (Fraction(n, 2), 1) if self.negative == 0 else None}


def exclusion(network, candidate, argument, ball_of_verdict):
    """Theorem 3, and the numbers of the verdict at the candidate."""
    need(set(argument) <= {"centre", "radius", "direction", "lipschitz_hessian"}, "unknown keys in the exclusion")
    centre, v = dyadics(argument["centre"], network.n), dyadics(argument["direction"], network.n)
    need(centre == candidate, "the centre of the exclusion is not the candidate")
    radius = dyadic(ball_of_verdict["radius"])
    need(0 <= radius <= dyadic(argument["radius"]), "radius of the ball")
    loss, gradient, hessian, _ = network.moments([ball(x) for x in centre], 2)
    direction = [ball(x) for x in v]
    slope, change = dot(direction, gradient), norm(matrix_times(hessian, direction))
    rest = lower(slope - change * ball(radius))
    if not rest > 0:
        raise Rejected("the gradient may vanish in the ball")
    third = network.third(centre, radius)
    bend = frobenius([matrix_times(matrix, direction) for matrix in third])
    if not bend * ball(radius) ** 2 / 2 < rest:
        raise Rejected("the gradient may vanish in the ball")
    return loss, norm(gradient)


def negative_curvature(network, candidate, witness, verdict):
    """Theorem 4; encloses the loss at the candidate."""
    need(set(witness) == {"radius", "direction", "curvature_upper"}, "keys of the witness")
    v, radius = dyadics(witness["direction"], network.n), dyadic(witness["radius"])
    need(any(v) and radius > 0, "direction or radius")
    stated = dyadic(verdict["curvature_upper"])
    need(dyadic(witness["curvature_upper"]) <= stated < 0, "curvature of the verdict")
    need(0 < dyadic(verdict["radius"]) <= radius, "radius of the verdict")
    direction = [ball(x) for x in v]
    square = dot(direction, direction)
    loss, _, hessian, _ = network.moments([ball(x) for x in candidate], 2)
    there = dot(direction, matrix_times(hessian, direction))
    claim = ball(dyadic(witness["curvature_upper"]))
    need(not lower(there / square) > claim, "the curvature at the candidate is larger")
    bend = frobenius([matrix_times(matrix, direction) for matrix in network.third(candidate, radius)])
    wide = network.moments([ball(x, radius) for x in candidate], 2)[2]
    over_ball = min(upper(there) + norm(direction) * bend * ball(radius),
                    upper(dot(direction, matrix_times(wide, direction))))
    if not upper(over_ball / square) <= claim:
        raise NotCovered("the curvature over the ball, which is bounded more coarsely here")
    return loss
