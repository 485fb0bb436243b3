"""Eigenvalues of symmetric matrices of balls, by counting signs of pivots.

**Lemma** (Sylvester). If H - x I = L D L' with L regular and D block-diagonal, as many eigenvalues of H lie below x as
D has negative ones. With balls that holds for every matrix they enclose. So eigenvalues need no eigenvectors: the k-th
lies above x if at most k, counted from 0, are below, and below x if more are.
"""
from flint import arb, ctx

from exact import Rejected, ball, exactly, lower, need, upper


def negative(matrix, shift=0):
    """Number of eigenvalues below `shift`, for every symmetric matrix enclosed; None where a sign is open, which
    includes an eigenvalue at the shift."""
    n = len(matrix)
    rest = {(i, j): matrix[i][j] - (shift if i == j else 0) for i in range(n) for j in range(i + 1)}
    places, count = list(range(n)), 0

    def entry(i, j):
        return rest[i, j] if i >= j else rest[j, i]

    def size(x):
        return upper(abs(x.mid()))

    while places:
        p = max(places, key=lambda i: lower(abs(rest[i, i])))
        pair, largest = None, lower(abs(rest[p, p])) * 8
        for i in places:
            for j in places:
                if j < i and size(rest[i, j]) > largest:
                    pair, largest = (i, j), size(rest[i, j])
        if pair is None:
            pivot = rest[p, p]
            if not (pivot > 0 or pivot < 0):
                return None
            count += 1 if pivot < 0 else 0
            places.remove(p)
            for i in places:
                factor = entry(i, p) / pivot
                for j in places:
                    if j <= i:
                        rest[i, j] -= factor * entry(j, p)
        else:                                   # a block of order 2, one eigenvalue of each sign
            p, q = pair
            a, b, c = rest[p, p], rest[p, q], rest[q, q]
            determinant = a * c - b * b
            if not determinant < 0:
                return None
            count += 1
            places.remove(p)
            places.remove(q)
            for i in places:
                x, y = entry(i, p), entry(i, q)
                f, g = (c * x - b * y) / determinant, (a * y - b * x) / determinant
                for j in places:
                    if j <= i:
                        rest[i, j] -= f * entry(j, p) + g * entry(j, q)
    return count


def approximate(matrix):
    """Approximate eigenvalues, ascending: Jacobi's rotations. Nothing is proved about them."""
    n = len(matrix)
    a = [[x.mid() for x in row] for row in matrix]
    small = (sum((x * x for row in a for x in row), arb(0)) * arb(2) ** (-2 * ctx.prec + 16)).mid()
    for _ in range(40):
        if not sum((a[i][j] * a[i][j] for i in range(n) for j in range(i)), arb(0)) > small:
            break
        for q in range(1, n):
            for p in range(q):
                if a[p][q] == 0:
                    continue
                half = (a[q][q] - a[p][p]) / (2 * a[p][q])
                t = 1 / (abs(half) + (half * half + 1).sqrt())
                t = (t if half >= 0 else -t).mid()
                c = (1 / (t * t + 1).sqrt()).mid()
                s = (t * c).mid()
                for k in range(n):
                    x, y = a[k][p], a[k][q]
                    a[k][p], a[k][q] = (c * x - s * y).mid(), (s * x + c * y).mid()
                for k in range(n):
                    x, y = a[p][k], a[q][k]
                    a[p][k], a[q][k] = (c * x - s * y).mid(), (s * x + c * y).mid()
    return sorted((a[i][i] for i in range(n)), key=float)


def eigenvalue(matrix, k, near=None):
    """Bounds of the k-th smallest eigenvalue, for every matrix enclosed."""
    near = approximate(matrix)[k] if near is None else near
    scale = max(upper(sum((upper(abs(x)) ** 2 for row in matrix for x in row), arb(0)).sqrt()), arb(2) ** -1000)
    step = scale * arb(2) ** -(ctx.prec * 3 // 4)
    low = high = None
    while step < 4 * scale and (low is None or high is None):
        if low is None:
            below = negative(matrix, exact_arb(near - step))
            low = exact_arb(near - step) if below is not None and below <= k else None
        if high is None:
            below = negative(matrix, exact_arb(near + step))
            high = exact_arb(near + step) if below is not None and below >= k + 1 else None
        step *= 256
    need(low is not None and high is not None, "an eigenvalue could not be enclosed")
    n, diagonal = len(matrix), [row[i] for i, row in enumerate(matrix)]       # Rayleigh quotients of the coordinates
    high = min([high, *map(upper, diagonal)]) if k == 0 else high
    low = max([low, *map(lower, diagonal)]) if k == n - 1 else low
    return low, high


def exact_arb(x):
    return ball(exactly(x.mid()))


def gap(matrix):
    """(number of negative eigenvalues, mu) with every eigenvalue of absolute value at least mu > 0; None if open."""
    values = approximate(matrix)
    smallest = min(abs(v) for v in values)
    mu = exact_arb(smallest - smallest * arb(2) ** -40)
    if not mu > 0:
        return None
    below, above = negative(matrix, -mu), negative(matrix, mu)
    return (below, mu) if below is not None and below == above else None


def signs(matrix):
    """(eigenvalues proved negative, eigenvalues proved positive)."""
    if not matrix:
        return 0, 0
    known = negative(matrix)
    if known is not None:
        return known, len(matrix) - known
    below = above = 0
    for k, near in enumerate(approximate(matrix)):
        try:
            low, high = eigenvalue(matrix, k, near)
        except Rejected:
            continue
        below, above = below + (1 if high < 0 else 0), above + (1 if low > 0 else 0)
    return below, above
