"""Networks as functions, exactly: s = constant + slope z + odd part O + even part E.

A network is the sum of a constant, a linear function, and for each class {v, -v} of input weights odd[v] O(v.x) +
even[v] E(v.x). Networks with the same coefficients are the same function; nothing here needs the converse.
"""
from fractions import Fraction

from exact import need, rank


def classified(activation, w):
    """(v, sign) with w = sign v, v the one of w and -w whose first coordinate that is not 0 is positive."""
    lead = next((c for c in w if c), 0)
    return (tuple(-c for c in w), -1) if activation.mirrors and lead < 0 else (tuple(w), 1)


def normal_form(activation, weights, outputs, bias):
    """Coefficients that are not 0, by what they belong to, for each output."""
    form = {}

    def add(key, value):
        form[key] = form.get(key, 0) + value
    for q in range(len(bias)):
        add(("constant", q), bias[q])
        for w, a in zip(weights, outputs):
            v, sign = classified(activation, w)
            add(("constant", q), activation.constant * a[q])
            for c, x in enumerate(w):
                add(("linear", q, c), activation.slope * a[q] * x)
            if activation.odd and (any(v) or not activation.mirrors):
                add(("odd", q, v), sign * a[q])
            if activation.even:
                add(("even", q, v), a[q])
    return {key: value for key, value in form.items() if value}


def polynomial_residuals(problem, weights, outputs, bias):
    """Exact residuals at the data points, for polynomials with rational coefficients."""
    def value(weights, outputs, bias, x, q):
        total = bias[q]
        for w, a in zip(weights, outputs):
            z = sum((c * t for c, t in zip(w, x)), Fraction(0))
            total += a[q] * sum((c * z ** e for e, c in enumerate(problem.activation.coefficients)), Fraction(0))
        return total
    for i, x in enumerate(problem.points):
        for q in range(problem.k):
            label = problem.labels[i][q] if problem.teacher is None else value(*problem.teacher, x, q)
            yield value(weights, outputs, bias, x, q) - label


def jacobian_rank_upper(network, weights, outputs):
    """An upper bound of the rank of df/dtheta over all data and outputs: the derivatives are rational combinations of
    1, x_c, O(v.x), E(v.x), O'(v.x) x_c, E'(v.x) x_c, and so rank J is at most the rank of the coefficients."""
    s, rows, d, k = network.problem.activation, [], network.d, network.k
    for w, a in zip(weights, outputs):
        v, sign = classified(s, w)
        moves = any(v) or not s.mirrors
        for c in range(d):
            row = {}
            for q in range(k):
                if moves:
                    row[("x", q, c)] = a[q] * s.slope
                    row[("O'", q, v, c)] = a[q] if s.odd else 0
                    row[("E'", q, v, c)] = sign * a[q] if s.even else 0
                else:                                  # a s'(0) x_c; the factor s'(0) changes no rank
                    row[("x", q, c)] = a[q]
            rows.append(row)
        for q in range(k):
            row = {("1", q): s.constant, ("O", q, v): sign if s.odd and moves else 0, ("E", q, v): 1 if s.even else 0}
            row.update({("x", q, c): s.slope * w[c] for c in range(d)})
            rows.append(row)
    if network.trained:
        rows += [{("1", q): 1} for q in range(k)]
    return rank(rows)


def family_dimension(network, weights, outputs, bias):
    """Dimension of an affine family of networks of the same function through this one.

    Input weights of a neuron of output 0 move freely, and so does the v of a class whose contribution is 0 for every
    v; outputs and output bias move as long as the coefficients of the normal form stay. The conditions on outputs do
    not name the weights that move, so this is a product of affine spaces."""
    s, d, k, m = network.problem.activation, network.d, network.k, network.m
    spare = [j for j in range(m) if not any(outputs[j])]
    classes = {}
    for j in range(m):
        if j not in spare:
            v, sign = classified(s, weights[j])
            classes.setdefault(v, []).append((j, sign))
    conditions, moving, fixed = [{j: Fraction(1)} for j in spare], len(spare), []
    for v, members in classes.items():
        signed = {j: Fraction(sign) for j, sign in members}
        plain = {j: Fraction(1) for j, _ in members}
        binds = s.odd or s.slope != 0
        free = all((not binds or not sum(signed[j] * outputs[j][q] for j in signed))
                   and (not s.even or not sum(outputs[j][q] for j in plain)) for q in range(k))
        if free:
            moving += 1
            conditions += [signed] if binds else []
        else:
            fixed += [j for j, _ in members]
            conditions += [signed] if s.odd and (any(v) or not s.mirrors) else []
        conditions += [plain] if s.even else []
    everywhere = {j: s.constant for j in range(m)}
    if network.trained:
        everywhere[m] = 1
    conditions.append(everywhere)
    conditions += [{j: s.slope * weights[j][c] for j in fixed} for c in range(d)]
    units = m + 1 if network.trained else m
    need(units >= 1, "no outputs")
    return d * moving + k * (units - rank(conditions))
