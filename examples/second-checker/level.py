"""Levels: the least width of the teacher, less the number of different neurons of a point."""
from itertools import product

from exact import rank
from normal_form import normal_form

# Of these, with s = constant + odd: O(v.x), v over classes, and 1 are linearly independent functions on R^d
# (singularities of tanh, Gaussians of different widths), so a function has one normal form.
ODD = {"tanh", "erf", "sigmoid2", "sigmoid", "normal-cdf"}


def level(network, facts):
    """None where nothing is said here. A class needs a neuron; one neuron gives the constant `constant` a, with either
    sign of a; if no choice of signs gives the constant of the teacher, one more with w = 0 does."""
    if "level" in facts:
        return facts["level"]
    problem, width = network.problem, facts.get("width")
    s = problem.activation
    if problem.teacher is None or width is None or network.k > 1 or problem.has_bias or s.name not in ODD:
        return None
    if rank([dict(enumerate(x)) for x in problem.points]) < problem.d:
        return None
    form = normal_form(s, *problem.teacher)
    amounts = [value for key, value in form.items() if key[0] == "odd"]
    least = len(amounts)
    if not network.trained:
        constant = form.get(("constant", 0), 0) - problem.fixed[0]
        if len(amounts) > 16:
            return None
        fits = any(s.constant * sum(sign * a for sign, a in zip(signs, amounts)) == constant
                   for signs in product((1, -1), repeat=len(amounts)))
        if not fits and s.constant == 0:
            return None
        least += 0 if fits else 1
    return least - width


def different_neurons(network, parameters):
    """Number of neurons, where no two have equal input weights and none outputs 0 anywhere in the balls; else None."""
    weights, outputs, _ = network.parts(parameters)
    for j, w in enumerate(weights):
        if not any(v > 0 or v < 0 for v in outputs[j]):
            return None
        for u in weights[:j]:
            if not any(x - y > 0 or x - y < 0 for x, y in zip(u, w)):
                return None
    return network.m
