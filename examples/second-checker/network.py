"""The loss of two-layer networks over balls of parameters: value, gradient, Hessian, third derivatives.

    f_q(x) = sum_j a_jq s(w_j.x) + c_q,   e = f - y,   L = c sum_i omega_i |e(x_i)|^2 + decay

Parameters: input weights neuron after neuron, then outputs neuron after neuron, then the output bias where it is
trained. J_q is the row df_q/dtheta, F_q = D^2 f_q (blocks of one neuron), T_q = D^3 f_q:

    grad L = 2c sum omega e.J      Hess L = 2c sum omega (J'J + e.F)      D^3 L = 2c sum omega (J F + F J + .. + e.T)
"""
import itertools
from fractions import Fraction

from flint import arb, arb_mat

from activations import Activation
from exact import NotCovered, ball, integer, need, norm, precision, rational, rationals, upper

PROBLEM_KEYS = {"format", "version", "outputs", "loss", "activation", "data", "labels", "output_bias", "decay"}


class Problem:
    def __init__(self, j):
        if j.get("landscape"):
            raise NotCovered(f"landscape {j['landscape']}")
        need(j.get("format") == "certify-problem" and j.get("version") == 1, "format of the problem")
        need(set(j) <= PROBLEM_KEYS, "unknown keys in the problem")
        self.k = integer(j.get("outputs", 1))
        several = "outputs" in j
        need(not several or self.k >= 2, "outputs")
        self.activation = Activation(j["activation"])
        self.points, data = self.read_points(j["data"]), j["data"]
        self.N, self.d = len(self.points), len(self.points[0])
        weights = rationals(data["weights"]) if "weights" in data else [Fraction(1)] * self.N
        need(len(weights) == self.N and min(weights) > 0, "sample weights")
        divisor = self.N if data.get("weights_divisor") == "count" else sum(weights)
        need(j["loss"] in ("mean-squared-error", "mean-squared-norm"), "loss")
        outputs = self.k if j["loss"] == "mean-squared-error" else 1
        self.omega = [w / divisor / outputs for w in weights]
        bias = j.get("output_bias", False)
        self.trained = bias is True
        self.fixed = [Fraction(0)] * self.k if bias in (True, False) else self.row(bias)
        self.read_labels(j["labels"])
        self.has_bias = self.d > 1 and all(x[-1] == 1 for x in self.points)
        decay = j.get("decay")
        names = ("input_weights", "biases", "outputs", "output_bias")
        if decay is not None and type(decay) is dict:
            need(set(decay) <= set(names), "decay")
        self.decay = None if decay is None else {
            name: rational(decay.get(name, "0")) if type(decay) is dict else rational(decay) for name in names}
        need(self.decay is None or min(self.decay.values()) >= 0, "decay")
        self.X = [[ball(v) for v in x] for x in self.points]
        self.y = [[ball(v) for v in row] for row in self.labels] if self.teacher is None else self.teacher_values()

    @staticmethod
    def read_points(data):
        need(set(data) <= {"grid", "points", "weights", "weights_divisor"}, "unknown keys in the data")
        need(("grid" in data) != ("points" in data), "data")
        if "grid" in data:
            points = [list(x) for x in itertools.product(*[rationals(axis) for axis in data["grid"]])]
        else:
            points = [rationals(x) for x in data["points"]]
        need(points and points[0] and all(len(x) == len(points[0]) for x in points), "data")
        return points

    def row(self, value):
        """What one neuron, label or bias has: a number, or a list of k."""
        values = [rational(value)] if self.k == 1 else rationals(value)
        need(len(values) == self.k, "wrong number of outputs")
        return values

    def read_labels(self, labels):
        need(len(labels) == 1, "labels")
        self.teacher, self.labels = None, None
        if "given" in labels:
            self.labels = [self.row(v) for v in labels["given"]]
            need(len(self.labels) == self.N, "one label for each point")
        else:
            t = labels["teacher"]
            need(set(t) <= {"weights", "outputs", "bias"}, "unknown keys in the teacher")
            weights, outputs = [rationals(w) for w in t["weights"]], [self.row(a) for a in t["outputs"]]
            need(len(weights) == len(outputs) and all(len(w) == self.d for w in weights), "teacher")
            self.teacher = (weights, outputs, self.row(t["bias"]) if "bias" in t else [Fraction(0)] * self.k)

    def teacher_values(self):
        weights, outputs, bias = self.teacher
        result = [[ball(b) for b in bias] for _ in self.points]
        for w, a in zip(weights, outputs):
            w, a = [ball(v) for v in w], [ball(v) for v in a]
            for row, x in zip(result, self.X):
                s = self.activation.jet(dot(w, x), 0)[0]
                for q in range(self.k):
                    row[q] += a[q] * s
        return result


def dot(u, v):
    return sum((x * y for x, y in zip(u, v)), arb(0))


class Network:
    """Students of one width on one problem. Vectors of parameters are lists of balls."""

    def __init__(self, problem, width, trained=None):
        self.problem, self.m = problem, width
        self.trained = problem.trained if trained is None else trained
        self.d, self.k = problem.d, problem.k
        self.n = width * (self.d + self.k) + (self.k if self.trained else 0)

    def parts(self, theta):
        need(len(theta) == self.n, "wrong number of parameters")
        m, d, k = self.m, self.d, self.k
        return ([theta[j * d:(j + 1) * d] for j in range(m)], [theta[m * d + j * k:m * d + (j + 1) * k] for j in range(m)],
                theta[m * (d + k):])

    def weight(self, j, c):
        return j * self.d + c

    def output(self, j, q):
        return self.m * self.d + j * self.k + q

    def residuals(self, theta, order=0):
        """(jets of the neurons at the points, e at the points)"""
        p = self.problem
        weights, outputs, bias = self.parts(theta)
        constant = bias if self.trained else [ball(c) for c in p.fixed]
        jets = [[p.activation.jet(dot(w, x), order) for x in p.X] for w in weights]
        errors = [[constant[q] + sum((outputs[j][q] * jets[j][i][0] for j in range(self.m)), arb(0)) - p.y[i][q]
                   for q in range(self.k)] for i in range(p.N)]
        return jets, errors

    def decay(self):
        """lambda of every parameter"""
        d = self.problem.decay
        if d is None:
            return [Fraction(0)] * self.n
        one = [d["input_weights"]] * (self.d - 1) + [d["biases" if self.problem.has_bias else "input_weights"]]
        return one * self.m + [d["outputs"]] * (self.m * self.k) + [d["output_bias"]] * (self.n - self.m * (self.d + self.k))

    def loss(self, theta):
        _, errors = self.residuals(theta)
        omega = self.problem.omega
        return sum((ball(w) * sum((v * v for v in e), arb(0)) for w, e in zip(omega, errors)), arb(0)) + sum(
            (ball(l) * t * t for l, t in zip(self.decay(), theta) if l), arb(0))

    def jacobian(self, theta, jets):
        """For each output the matrix N x n of df_q/dtheta."""
        p, (_, outputs, _) = self.problem, self.parts(theta)
        result = []
        for q in range(self.k):
            rows = []
            for i, x in enumerate(p.X):
                row = [outputs[j][q] * jets[j][i][1] * v for j in range(self.m) for v in x]
                row += [jets[j][i][0] if r == q else arb(0) for j in range(self.m) for r in range(self.k)]
                row += [arb(1 if r == q else 0) for r in range(self.n - len(row))]
                rows.append(row)
            result.append(arb_mat(rows))
        return result

    def moments(self, theta, order):
        """Sums that derivatives of order up to 3 are made of: (loss, gradient, Hessian, third derivatives)."""
        p, (_, outputs, _) = self.problem, self.parts(theta)
        jets, errors = self.residuals(theta, order)
        omega = [ball(w) for w in p.omega]
        jacobians = self.jacobian(theta, jets)
        weighted = [arb_mat([[omega[i] * errors[i][q] for i in range(p.N)]]) for q in range(self.k)]
        decay, n, d = self.decay(), self.n, self.d
        loss = sum((omega[i] * v * v for i in range(p.N) for v in errors[i]), arb(0)) + sum(
            (ball(l) * t * t for l, t in zip(decay, theta) if l), arb(0))
        sums = arb_mat(1, n)
        for w, jacobian in zip(weighted, jacobians):
            sums += w * jacobian
        gradient = [2 * sums[0, a] + 2 * ball(decay[a]) * theta[a] for a in range(n)]
        if order < 2:
            return loss, gradient, None, None
        scaling = [arb_mat([[omega[i] * jacobian[i, a] for a in range(n)] for i in range(p.N)]) for jacobian in jacobians]
        gram = arb_mat(n, n)
        for jacobian, scaled in zip(jacobians, scaling):
            gram += jacobian.transpose() * scaled
        hessian = [[2 * gram[a, b] for b in range(n)] for a in range(n)]
        for a in range(n):
            hessian[a][a] += 2 * ball(decay[a])
        pairs = [(b, c) for b in range(d) for c in range(b, d)]
        slopes, curves = [], []                     # s' x_b and s'' x_b x_c of every neuron at every point
        for j in range(self.m):
            slopes.append(arb_mat([[jets[j][i][1] * v for v in x] for i, x in enumerate(p.X)]))
            curves.append(arb_mat([[jets[j][i][2] * x[b] * x[c] for b, c in pairs] for i, x in enumerate(p.X)]))
            for q in range(self.k):
                slope, curve = weighted[q] * slopes[j], weighted[q] * curves[j]
                for b in range(d):
                    self.add(hessian, self.weight(j, b), self.output(j, q), 2 * slope[0, b])
                for number, (b, c) in enumerate(pairs):
                    self.add(hessian, self.weight(j, b), self.weight(j, c), 2 * outputs[j][q] * curve[0, number])
        if order < 3:
            return loss, gradient, hessian, None
        third = [[[arb(0)] * n for _ in range(n)] for _ in range(n)]
        triples = [(b, c, e) for b in range(d) for c in range(b, d) for e in range(c, d)]
        for j in range(self.m):
            cubes = arb_mat([[jets[j][i][3] * x[b] * x[c] * x[e] for b, c, e in triples] for i, x in enumerate(p.X)])
            for q in range(self.k):
                first, second = scaling[q].transpose() * slopes[j], scaling[q].transpose() * curves[j]
                for a in range(n):
                    for b in range(d):
                        self.spread(third, a, self.weight(j, b), self.output(j, q), 2 * first[a, b])
                    for number, (b, c) in enumerate(pairs):
                        self.spread(third, a, self.weight(j, b), self.weight(j, c), 2 * outputs[j][q] * second[a, number])
                curve, cube = weighted[q] * curves[j], weighted[q] * cubes
                for number, (b, c) in enumerate(pairs):
                    self.symmetric(third, (self.weight(j, b), self.weight(j, c), self.output(j, q)), 2 * curve[0, number])
                for number, t in enumerate(triples):
                    self.symmetric(third, tuple(self.weight(j, b) for b in t), 2 * outputs[j][q] * cube[0, number])
        return loss, gradient, hessian, third

    @staticmethod
    def add(matrix, a, b, value):
        matrix[a][b] += value
        if a != b:
            matrix[b][a] += value

    @staticmethod
    def symmetric(tensor, places, value):
        for a, b, c in set(itertools.permutations(places)):
            tensor[a][b][c] += value

    @staticmethod
    def spread(tensor, a, b, c, value):
        """J_a F_bc at the places (a, b, c), (b, a, c), (b, c, a), and with b and c exchanged."""
        for b, c in {(b, c), (c, b)}:
            tensor[a][b][c] += value
            tensor[b][a][c] += value
            tensor[b][c][a] += value

    def third(self, centre, radius):
        """Third derivatives over the box around an exact point that holds the ball of that radius."""
        with precision(64):
            return self.moments([ball(v, radius) for v in centre], 3)[3]


def frobenius(tensor):
    """Upper bound of the Frobenius norm of a matrix or tensor of balls, above every norm that is needed."""
    if type(tensor) is not list:
        return upper(abs(arb(tensor)))
    return norm([frobenius(part) for part in tensor])


def matrix_times(matrix, vector):
    return [dot(row, vector) for row in matrix]

