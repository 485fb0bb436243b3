"""Exact numbers of the format, rational linear algebra, and balls of Arb that hold them."""
from contextlib import contextmanager
from fractions import Fraction

from flint import arb, ctx, fmpq


class Rejected(Exception):
    """A statement of the certificate is not proved here."""


class NotCovered(Exception):
    """This checker has no proof for what the certificate states."""


def need(condition, what):
    if not condition:
        raise Rejected(what)


def integer(value):
    need(type(value) is int, f"{value!r} is no integer")
    return value


def dyadic(pair):
    """[m, e] is m 2^e."""
    need(type(pair) is list and len(pair) == 2, f"{pair!r} is no exact number")
    mantissa, exponent = integer(pair[0]), integer(pair[1])
    need(abs(exponent) <= 100_000, "exponent out of range")
    return Fraction(mantissa) * Fraction(2) ** exponent


def dyadics(values, count=None):
    need(type(values) is list and (count is None or len(values) == count), "wrong number of exact numbers")
    return [dyadic(value) for value in values]


def rational(text):
    """A string "p/q" or "p"."""
    need(type(text) is str, f"{text!r} is no rational")
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise Rejected(f"{text!r} is no rational") from None


def rationals(values):
    need(type(values) is list, "no list of rationals")
    return [rational(value) for value in values]


def ball(value, radius=0):
    """The ball around an exact number; all of Arb rounds outward."""
    value = arb(fmpq(value.numerator, value.denominator)) if isinstance(value, Fraction) else arb(value)
    return value + arb(0, upper(ball(radius))) if radius else value


@contextmanager
def precision(bits):
    """Balls of that many bits, inside `with`."""
    old, ctx.prec = ctx.prec, bits
    try:
        yield
    finally:
        ctx.prec = old


def lower(x):
    return arb(x).lower()


def upper(x):
    return arb(x).upper()


def exactly(x):
    """The rational number that a ball of radius 0 is."""
    mantissa, exponent = x.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def norm(values):
    """Upper bound of the Euclidean norm."""
    return upper(sum((upper(abs(arb(v))) ** 2 for v in values), arb(0)).sqrt())


def rank(rows):
    """Of a rational matrix, by elimination; rows are dictionaries column -> Fraction."""
    pivots = {}
    for row in rows:
        row = {c: v for c, v in row.items() if v}
        for column, pivot in pivots.items():
            factor = row.get(column)
            if factor:
                for c, v in pivot.items():
                    row[c] = row.get(c, 0) - factor * v
                row = {c: v for c, v in row.items() if v}
        if row:
            column, lead = next(iter(row.items()))
            pivots[column] = {c: v / lead for c, v in row.items()}
    return len(pivots)


def independent_rows(rows):
    """Numbers of the rows that are no combinations of earlier ones, and for each other row its coefficients
    {earlier row: coefficient}."""
    pivots, chosen, relations = [], [], {}
    for number, row in enumerate(rows):
        row, trace = {c: v for c, v in row.items() if v}, {}
        for column, pivot, its_trace in pivots:
            factor = row.get(column)
            if factor:
                for c, v in pivot.items():
                    row[c] = row.get(c, 0) - factor * v
                row = {c: v for c, v in row.items() if v}
                for i, v in its_trace.items():
                    trace[i] = trace.get(i, 0) + factor * v
        if not row:
            relations[number] = trace
            continue
        column, lead = next(iter(row.items()))
        trace = {i: -v / lead for i, v in trace.items()}
        trace[number] = 1 / Fraction(lead)
        pivots.append((column, {c: v / lead for c, v in row.items()}, trace))
        chosen.append(number)
    return chosen, relations
