"""Inputs that depend linearly on others at every data point.

**Theorem.** If x_c = sum_b t_cb x_b on the data, L(w, a) = L~(P'(w, a)), P'(w, a) = (T'w, a) with T'w = w_kept + sum_c w_c t_c.
grad L = P grad L~ and Hess L = P Hess L~ P' with P injective: criticality, index, being a minimum carry over, each neuron
and dependent input adds a zero and a dimension of the family; the eigenvalues of P Hess L~ P' that are not 0 are those of
Hess L~ times factors between 1 and |P|^2 <= 1 + sum t^2 (Ostrowski). theta* = theta + P (P'P)^-1 (theta~* - P'theta) lies no
farther from theta than theta~* from P'theta.
"""
from fractions import Fraction

from flint import arb

from exact import NotCovered, ball, integer, lower, need, rational, upper
from network import Network, Problem


def facts(network, candidate, witness, argument_facts, stated_distance=None):
    need(set(witness) <= {"inputs", "argument"}, "unknown keys in the dependent inputs")
    problem, d, m = network.problem, network.d, network.m
    need(problem.decay is None, "with decay inputs are not exchangeable")
    dependent = [integer(i["input"]) for i in witness["inputs"]]
    kept = [c for c in range(d) if c not in dependent]
    need(dependent == sorted(set(dependent)) and dependent and kept and all(0 <= c < d for c in dependent), "inputs")
    T = [[rational(t) for t in i["coefficients"]] for i in witness["inputs"]]
    need(all(len(row) == len(kept) for row in T), "coefficients")
    for x in problem.points:
        for c, row in zip(dependent, T):
            need(x[c] == sum((t * x[b] for t, b in zip(row, kept)), Fraction(0)), "an input is no such combination")

    def reduced(w):
        return [w[b] + sum((w[c] * row[i] for c, row in zip(dependent, T)), Fraction(0)) for i, b in enumerate(kept)]

    inner = object.__new__(Problem)
    inner.__dict__.update(problem.__dict__)
    inner.points, inner.d = [[x[b] for b in kept] for x in problem.points], len(kept)
    inner.X = [[x[b] for b in kept] for x in problem.X]
    inner.has_bias = inner.d > 1 and all(x[-1] == 1 for x in inner.points)
    if problem.teacher is not None:
        weights, outputs, bias = problem.teacher
        inner.teacher = ([reduced(w) for w in weights], outputs, bias)
    narrow = Network(inner, m, network.trained)
    point = [v for j in range(m) for v in reduced(candidate[j * d:(j + 1) * d])] + candidate[m * d:]
    kind, found = argument_facts(narrow, point, witness["argument"], stated_distance)
    if kind == "dependent-inputs":
        raise NotCovered("dependent inputs twice")
    extra, factor = m * (d - len(kept)), 1 + ball(sum((t * t for row in T for t in row), Fraction(0)))
    low, high = found["smallest"]
    low = lower(low * factor) if low < 0 else arb(0)
    low_largest, high_largest = found["largest"]
    found = dict(found)
    found.update(
        smallest=(low, high if high < 0 else arb(0)),
        largest=(max(low_largest, arb(0)), upper(high_largest * factor) if high_largest > 0 else arb(0)),
        nullity=None if found["nullity"] is None else found["nullity"] + extra, isolated=False, unique=None,
        family=found["family"] + extra, gradient=upper(found["gradient"] * factor.sqrt()), width=None)
    return found
