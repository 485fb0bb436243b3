"""Activations: jets in balls, and what they do under z -> -z."""
from fractions import Fraction

from flint import arb, arb_series, ctx, fmpq

from exact import NotCovered, rationals


class Activation:
    """s = constant + slope z + odd part + even part. `mirrors` is False where equal and opposite input weights have
    nothing to do with each other (exp): then all of s counts as odd part, and no sign is ever turned."""

    def __init__(self, spelling):
        self.name = spelling if type(spelling) is str else "polynomial"
        self.coefficients = None
        if type(spelling) is dict:
            self.coefficients = rationals(spelling.get("polynomial"))
        elif spelling in POLYNOMIALS:
            self.coefficients = [Fraction(c) for c in POLYNOMIALS[spelling]]
        elif spelling not in TABLE:
            raise NotCovered(f"activation {spelling!r}")
        if self.coefficients is None:
            self.series, self.constant, self.slope, self.odd, self.even, self.mirrors = TABLE[spelling]
        else:
            self.series = self.polynomial
            c = self.coefficients + [Fraction(0)] * 2
            self.constant, self.slope, self.mirrors = c[0], c[1], True
            self.odd, self.even = any(c[3::2]), any(c[2::2])

    def polynomial(self, z):
        value = arb_series([0])
        for c in reversed(self.coefficients):
            value = value * z + arb(fmpq(c.numerator, c.denominator))
        return value

    @property
    def turns(self):
        """s(-z) = 2 constant - s(z)."""
        return self.mirrors and not self.even

    def raw(self, z, order):
        old, ctx.cap = ctx.cap, order + 1
        try:
            series = self.series(arb_series([z, 1]))
            coefficients = [series[k] for k in range(order + 1)]
        finally:
            ctx.cap = old
        factorial = 1
        for k in range(2, order + 1):
            factorial *= k
            coefficients[k] = coefficients[k] * factorial
        return coefficients

    def jet(self, z, order):
        """s(z), .., s^(order)(z) for all numbers of the ball z.

        Besides the plain evaluation: s^(k)(z) lies in s^(k)(m) + s^(k+1)(Z)(z - m), m the middle of Z."""
        if z.rad() == 0:
            return self.raw(z, order)
        if z.rad() > WIDE and z.rad() < 64:          # wide balls in halves, where both evaluations are coarse
            half = z.rad() / 2
            left, right = (self.jet(z.mid() + arb(side * half, half), order) for side in (-1, 1))
            return [a.union(b) for a, b in zip(left, right)]
        middle, wide = z.mid(), self.raw(z, order + 1)
        narrow, move, result = self.raw(middle, order), z - middle, wide
        for k in range(order, -1, -1):
            result[k] = wide[k].intersection(narrow[k] + result[k + 1] * move)
        return result[:order + 1]


def sigmoid(z):
    return 1 / (1 + (-z).exp())


def tanh(z):
    return 1 - 2 / (1 + (2 * z).exp())


def softplus(z):
    return (1 + z.exp()).log()


def normal(z):
    return (1 + sigmoid2(z)) / 2


def sigmoid2(z):
    return (z / arb(2).sqrt()).erf()


def gelu_tanh(z):
    inner = (z + z * z * z * arb(fmpq(44715, 1000000))) * (2 / arb.pi()).sqrt()
    return z * (1 + tanh(inner)) / 2


HALF, WIDE = Fraction(1, 2), arb(1) / 8
# name: (series, constant, slope, odd part, even part, mirrors)
TABLE = {
    "sigmoid": (sigmoid, HALF, 0, True, False, True),
    "tanh": (tanh, 0, 0, True, False, True),
    "erf": (lambda z: z.erf(), 0, 0, True, False, True),
    "sigmoid2": (sigmoid2, 0, 0, True, False, True),
    "normal-cdf": (normal, HALF, 0, True, False, True),
    "softplus": (softplus, 0, HALF, False, True, True),
    "gelu": (lambda z: z * normal(z), 0, HALF, False, True, True),
    "gelu-tanh": (gelu_tanh, 0, HALF, False, True, True),
    "silu": (lambda z: z * sigmoid(z), 0, HALF, False, True, True),
    "sigmoid-softplus": (lambda z: sigmoid(4 * z) + softplus(z), HALF, HALF, True, True, True),
    "exp": (lambda z: z.exp(), 0, 0, True, False, False),
}
POLYNOMIALS = {"identity": [0, 1], "square": [0, 0, 1], "cube": [0, 0, 0, 1]}
