"""Critical points with equal neurons or outputs 0, lifted from a narrow network.

**Theorem** (`LiftedInertia` of the first checker has the proof). Neurons of groups have a_i = mu_i A_g, sum mu_i = 1; z
further ones have a_i = 0 and phi(w_i) = 0 with C(w_i) = D phi(w_i) of rank k, phi_q(w) = 2c sum omega e_q s(w.x). The wide
point is critical, and inertia(H) = inertia(H_narrow) + z (k, k, d - k) + that of [[0, C_g], [C_g', nu M_g]] for every copy
beyond the first, nu the sign of the form sum a_ip t_i^2 on {sum a_ip t_i = 0}, M_g = sum_q (A_gq / A_gp) D^2 phi_q(u_g).

**Minima.** Outputs of a group may move against each other in the kernel of C_g', and zeros of phi on their manifold: a
smooth family of critical points of equal loss. If the Hessian has no negative eigenvalue and its nullity is the dimension
of the family, it is positive definite across the family, there and by continuity near by, and L >= L(p*) near p*
(Morse-Bott). So no slice of the certificate is needed.

**Existence of a zero of phi** among w0 + sum t_q v_q, |t| <= delta: if the symmetric part of G = (C_q(w(t)) v_p) is at least
gamma > 0 and |phi(w0)| < gamma delta, then phi(w(t)).t > 0 on the sphere |t| = delta, and phi is 0 inside (Brouwer).

Enclosures over balls replace every Lipschitz constant and eigenvector of the certificate.
"""
from fractions import Fraction

from flint import arb

from critical import IsolatedPoint
from exact import ball, dyadic, dyadics, integer, lower, need, norm, upper
from level import different_neurons
from network import Network, dot
from spectrum import eigenvalue, signs

KEYS = {"flipped", "constant_pair", "groups", "zero_types", "narrow_point", "curvature"}


class Bounds:
    """What is known of an inertia: at least so many negative, positive, zero eigenvalues of so many."""

    def __init__(self, negative, positive, zero, order):
        self.negative, self.positive, self.zero, self.order = negative, positive, zero, order

    def __add__(self, other):
        return Bounds(self.negative + other.negative, self.positive + other.positive, self.zero + other.zero,
                      self.order + other.order)

    def times(self, count):
        return Bounds(self.negative * count, self.positive * count, self.zero * count, self.order * count)

    def turned(self):
        return Bounds(self.positive, self.negative, self.zero, self.order)

    @property
    def exact(self):
        return self.negative + self.positive + self.zero == self.order

    @property
    def most_negative(self):
        return self.order - self.positive - self.zero


NOTHING = Bounds(0, 0, 0, 0)


def total(bounds):
    return sum(bounds, NOTHING)


class Lift:
    """The narrow critical point, and the wide one made of it."""

    def __init__(self, network, witness):
        need(set(witness) <= KEYS, "unknown keys in the reduction")
        self.network, problem = network, network.problem
        need(problem.decay is None, "with decay equal neurons are not critical")
        self.s, self.flipped = problem.activation, set(witness.get("flipped", []))
        self.groups, self.zero_types, self.pair = witness["groups"], witness["zero_types"], witness.get("constant_pair")
        self.shares = [dyadics(g["shares"], len(g["neurons"])) for g in self.groups]
        grouped = [integer(j) for g in self.groups for j in g["neurons"]]
        need(sorted(grouped + [integer(z["neuron"]) for z in self.zero_types]) == list(range(network.m)),
             "every neuron must stand once")
        need(all(sum(shares) == 1 for shares in self.shares), "shares must have the sum 1")
        need(self.flipped <= set(grouped), "only neurons of groups are turned round")
        need(not self.flipped or self.s.turns, "s(-z) is not 2 s(0) - s(z)")
        turns_constants = bool(self.flipped) and self.s.constant != 0
        need(not turns_constants or network.trained or self.pair, "nothing takes the constants of flips")
        if self.pair:
            need(network.k == 1 and not network.trained and self.s.constant != 0, "constant pair")
            p, n = self.pair
            need(n in self.flipped and p not in self.flipped and any({p, n} <= set(g["neurons"]) for g in self.groups),
                 "constant pair")
        self.narrow = Network(problem, len(self.groups), network.trained or bool(self.pair))
        if self.narrow.n == 0:
            need(witness["narrow_point"] is None, "a narrow network without parameters")
            self.point, self.centre, self.balls = None, [], []
        else:
            self.point = IsolatedPoint(self.narrow, witness["narrow_point"])
            self.centre, self.balls = self.point.centre, self.point.parameters()
        self.jets, self.errors = self.narrow.residuals(self.balls)
        self.omega = [ball(w) for w in problem.omega]

    def outputs(self, values, constant=Fraction):
        """b_i of all neurons of groups, as {neuron: [b_i1, ..]}, from parameters of the narrow network."""
        _, amounts, bias = self.narrow.parts(values)
        b = {j: [constant(mu) * v for v in amounts[g]] for g, group in enumerate(self.groups)
             for j, mu in zip(group["neurons"], self.shares[g])}
        if self.pair:
            p, n = self.pair
            missing = (constant(self.network.problem.fixed[0]) - bias[0]) / constant(2 * self.s.constant)
            x = missing - sum((b[j][0] for j in self.flipped), constant(Fraction(0)))
            b[n], b[p] = [b[n][0] + x], [b[p][0] - x]
        return b

    def wide(self, values, zero_weights, constant=Fraction):
        """The wide point: from exact parameters of the narrow one, or from balls with `constant` = ball."""
        weights, _, bias = self.narrow.parts(values)
        b, k = self.outputs(values, constant), self.network.k
        w, a = [None] * self.network.m, [None] * self.network.m
        for g, group in enumerate(self.groups):
            for j in group["neurons"]:
                sign = -1 if j in self.flipped else 1
                w[j], a[j] = [sign * v for v in weights[g]], [sign * v for v in b[j]]
        for z, direction in zip(self.zero_types, zero_weights):
            w[z["neuron"]], a[z["neuron"]] = direction, [constant(Fraction(0))] * k
        c = []
        if self.network.trained:
            c = [bias[q] + sum((constant(2 * self.s.constant) * b[j][q] for j in self.flipped), constant(Fraction(0)))
                 for q in range(k)]
        return [v for part in (w, a) for row in part for v in row] + c

    def slopes(self, jets):
        """phi and C of a neuron with these jets of order 1 or more at the data."""
        k, X, N = self.network.k, self.network.problem.X, self.network.problem.N
        factor = [[2 * self.omega[i] * self.errors[i][q] for i in range(N)] for q in range(k)]
        phi = [dot(factor[q], [jet[0] for jet in jets]) for q in range(k)]
        slope = [[sum((factor[q][i] * jets[i][1] * X[i][c] for i in range(N)), arb(0)) for c in range(self.network.d)]
                 for q in range(k)]
        return phi, slope

    def jets_at(self, w, order):
        return [self.s.jet(dot(w, x), order) for x in self.network.problem.X]

    def copy(self, g):
        """(bounds for nu = 1, bounds for nu = 0, signs of the outputs b_ip, sign of A_gp)"""
        network, k, d = self.network, self.network.k, self.network.d
        weights, amounts, _ = self.narrow.parts(self.balls)
        p = max(range(k), key=lambda q: lower(abs(amounts[g][q])))
        need(amounts[g][p] > 0 or amounts[g][p] < 0, "the output of a group may be 0")
        jets = self.jets_at(weights[g], 2)
        _, slope = self.slopes(jets)
        M = [[arb(0)] * d for _ in range(d)]
        for i, x in enumerate(network.problem.X):
            factor = 2 * self.omega[i] * jets[i][2] * sum(
                (self.errors[i][q] * amounts[g][q] / amounts[g][p] for q in range(k)), arb(0))
            for a in range(d):
                for b in range(a + 1):
                    M[a][b] += factor * x[a] * x[b]
                    M[b][a] = M[a][b]
        chosen, most = [integer(q) for q in self.groups[g].get("slope_outputs", [])], min(k - 1, d)
        need(len(set(chosen)) == len(chosen) <= most and all(0 <= q < k for q in chosen), "slope_outputs")
        form = [row + [slope[q][a] for q in chosen] for a, row in enumerate(M)]
        form += [slope[q] + [arb(0)] * len(chosen) for q in chosen]
        below, above = signs(form)
        regular = below + above == len(form)         # then C_S has full rank, by definition of the form
        r = len(chosen) if regular else 0
        same = Bounds(below, above, k - most, k + d)
        none = Bounds(r, r, k + d - 2 * most, k + d)
        return same, none

    def group(self, g, distance):
        """Contributions of the copies: (with the signs as they are, [with every sign of open outputs], with outputs 0
        of either sign as [(bounds, whether there are such)])."""
        neurons = self.groups[g]["neurons"]
        if len(neurons) == 1:
            return NOTHING, [NOTHING], [NOTHING]
        _, amounts, _ = self.narrow.parts(self.balls)
        same, none = self.copy(g)
        p = max(range(self.network.k), key=lambda q: lower(abs(amounts[g][q])))
        sum_sign = 1 if amounts[g][p] > 0 else -1
        b = self.outputs(self.balls, ball)
        found = []
        for j, mu in zip(neurons, self.shares[g]):
            if self.pair and j in self.pair:
                value = b[j][0]
                need(value > 0 or value < 0, "sign of an output of the constant pair")
                found.append((1 if value > 0 else -1, not abs(value) > distance))
            else:
                found.append((sum_sign * ((mu > 0) - (mu < 0)), not norm(b[j]) > distance))

        def contribution(values):
            if sum_sign not in values:
                return None
            up, down = values.count(1) - (sum_sign > 0), values.count(-1) - (sum_sign < 0)
            return same.times(up) + same.turned().times(down) + none.times(values.count(0))

        def variants(is_free):
            fixed = [s for s, is_open in found if not is_free(s, is_open)]
            count = len(found) - len(fixed)
            each = [contribution(fixed + [1] * n + [-1] * (count - n)) for n in range(count + 1)]
            return [v for v in each if v is not None]

        actual = contribution([s for s, _ in found])
        need(actual is not None, "signs of the outputs")
        return actual, variants(lambda s, is_open: is_open) + [actual], variants(lambda s, is_open: s == 0)

    def zero_type(self, z):
        """(w0, balls of w(t), |w(t) - w0|, |phi(w0)|): a zero of phi is among the w(t)."""
        need(set(z) <= {"neuron", "weights", "direction", "half_length"}, "unknown keys in the zero type")
        d, k, centre = self.network.d, self.network.k, dyadics(z["weights"], self.network.d)
        V = [[ball(v) for v in dyadics(z["direction"], d * k)[q * d:(q + 1) * d]] for q in range(k)]
        delta = ball(dyadic(z["half_length"]))
        need(delta > 0 and k <= d, "half length")
        w0 = [ball(v) for v in centre]
        reach = [arb(0, upper(delta * norm([v[c] for v in V]))) for c in range(d)]
        w = [a + b for a, b in zip(w0, reach)]
        phi, _ = self.slopes(self.jets_at(w0, 1))
        _, C = self.slopes(self.jets_at(w, 1))
        G = [[dot(C[q], V[p]) for p in range(k)] for q in range(k)]
        symmetric = [[(G[a][b] + G[b][a]) / 2 for b in range(k)] for a in range(k)]
        gamma = lower(min(symmetric[a][a] - sum((abs(symmetric[a][b]) for b in range(k) if b != a), arb(0))
                          for a in range(k)) if k > 1 else symmetric[0][0])
        need(gamma > 0 and norm(phi) < gamma * delta, "no zero of phi is proved")
        near = upper(norm(phi) / gamma)                  # phi(w(t)).t > 0 for every larger |t|, too
        w = [a + arb(0, upper(near * norm([v[c] for v in V]))) for c, a in enumerate(w0)]
        return centre, w, upper(near * norm([x for v in V for x in v])), norm(phi)


def facts(network, candidate, witness, _, stated_distance=None):
    lift = Lift(network, witness)
    k, d, n, s = network.k, network.d, network.n, lift.s
    zeros = [lift.zero_type(z) for z in lift.zero_types]
    balls = lift.wide(lift.balls, [z[1] for z in zeros], ball)
    distance = norm([x - ball(y) for x, y in zip(balls, candidate)])
    if s.constant == 0 or not lift.flipped:          # sharper where the candidate is nearer than the balls are wide
        stretch = [max(Fraction(len(mu)), sum((x * x for x in mu), Fraction(0))) for mu in lift.shares]
        moved = ball(max(stretch, default=Fraction(1))).sqrt() * lift.point.move if lift.point else arb(0)
        centre = lift.wide(lift.centre, [z[0] for z in zeros])
        apart = norm([ball(x - y) for x, y in zip(centre, candidate)])
        distance = min(distance, upper(apart + moved + norm([z[2] for z in zeros])))
    open_below = max(distance, ball(stated_distance)) if stated_distance is not None else distance
    base = NOTHING
    if lift.point:
        base = base + Bounds(lift.point.negative, lift.narrow.n - lift.point.negative, 0, lift.narrow.n)
    base = base + Bounds(k, k, d - k, d + k).times(len(zeros))
    groups = [lift.group(g, open_below) for g in range(len(lift.groups))]
    actual = base + total(g[0] for g in groups)
    loose = 1 if lift.pair else 0                    # (iii) of the flips: one zero less
    free = k - min(k - 1, d)
    family = sum((len(g["neurons"]) - 1) * free for g in lift.groups) + len(zeros) * (d - k) - loose
    need(actual.order - loose == n, "size of the reduction")
    low = base.negative + sum(min(v.negative for v in g[1]) for g in groups)
    high = base.most_negative + sum(max(v.most_negative for v in g[1]) for g in groups)
    nullity = actual.zero - loose if actual.exact else None
    regular = all(v.exact and v.negative == 0 for g in groups for v in g[1]) and base.negative == 0
    minimum = regular and actual.exact and nullity == family
    _, _, hessian, _ = network.moments(balls, 2)
    smallest = eigenvalue(hessian, 0)
    if actual.negative:
        smallest = smallest[0], min(smallest[1], arb(0))
    elif actual.exact and nullity:
        smallest = arb(0), arb(0)
    return {
        "loss": lift.point.loss() if lift.point else sum(
            (w * v * v for w, e in zip(lift.omega, lift.errors) for v in e), arb(0)),
        "smallest": smallest, "largest": eigenvalue(hessian, n - 1),
        "index": (low, high), "nullity": nullity, "isolated": False if family else True if nullity == 0 else None,
        "unique": None, "family": family, "distance": distance, "minimum": minimum,
        "gradient": lift.point.gradient if lift.point else norm([z[3] for z in zeros]),
        "learning": (Fraction(n - family, 2), 1) if minimum else None,
        "width": len(lift.groups) if not lift.point or different_neurons(lift.narrow, lift.balls) else None,
        "end": end_of_saddle_line(lift, base, groups) if k == 1 and not zeros and lift.point else None}


def end_of_saddle_line(lift, base, groups):
    """Outputs that are 0 may take either sign along the family. With one choice in each group there is no negative
    eigenvalue and nullity q - 1: minima; with another choice in one group so many negative ones: strict saddles of the
    same loss, in every neighbourhood. The largest such number of negative eigenvalues; None if there are none."""
    if base.negative:
        return None
    if not all(any(v.exact and v.negative == 0 for v in g[2]) for g in groups):
        return None
    found = [v.negative for g in groups for v in g[2] if v.negative]
    return max(found, default=None)
