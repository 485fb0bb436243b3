"""Whether what is proved says what a verdict states."""
from fractions import Fraction

from flint import arb

from exact import Rejected, ball, dyadic, integer, lower, need, norm, rational, upper

KEYS = {"loss", "gradient_norm_upper", "smallest_eigenvalue", "index_lower", "index_upper", "nullity", "isolated",
        "uniqueness_radius", "family_dimension", "level", "structure", "distance_upper", "largest_eigenvalue",
        "learning_coefficient", "learning_multiplicity", "proved_non_global"}
REQUIRED = {"loss", "gradient_norm_upper", "smallest_eigenvalue", "index_lower", "index_upper", "family_dimension",
            "distance_upper", "proved_non_global"}


def end(value, infinite):
    return infinite if type(value) is str and value in ("inf", "-inf") else ball(dyadic(value))


def within(value, bounds, what):
    """A ball, or a pair of its ends, lies between the stated bounds."""
    need(type(bounds) is list and len(bounds) == 2, what)
    low, high = (lower(value), upper(value)) if isinstance(value, arb) else value
    need(low >= end(bounds[0], arb.neg_inf()) and high <= end(bounds[1], arb.pos_inf()),
         f"{what}: [{float(low):.17g}, {float(high):.17g}] is not within what is stated")


def below(value, bound, what):
    need(value <= end(bound, arb.pos_inf()), f"{what}: {float(value):.17g} is above what is stated")


class Reference:
    """With what losses are compared: an upper bound of the infimum, or of the loss of some point."""

    def __init__(self, network, reference):
        self.upper, self.infimum, problem = None, False, network.problem
        if reference is None:
            return
        if reference.get("infimum") == "zero":
            need(reference == {"infimum": "zero", "because": "realizing-teacher"}, "reference not understood")
            need(problem.teacher is not None and problem.decay is None, "no teacher realizes loss 0")
            need(len(problem.teacher[0]) <= network.m, "the teacher is wider than the student")
            need(network.trained or problem.teacher[2] == problem.fixed, "no student has the bias of the teacher")
            self.upper = arb(0)
        else:
            need(set(reference) == {"point", "loss_upper"}, "reference not understood")
            point = [ball(dyadic(v)) for v in reference["point"]]
            self.upper = end(reference["loss_upper"], arb.pos_inf())
            need(network.loss(point) <= self.upper, "loss of the reference point")

    def is_below(self, loss):
        return self.upper is not None and lower(loss) > self.upper


def attribution(certificate, candidate):
    """r (1 + |theta|), how far from the candidate the point may be."""
    r = dyadic(certificate["attribution"]) if "attribution" in certificate else Fraction(1e-2)
    need(0 <= r <= Fraction(1e-2), "attribution")
    return upper(ball(r) * (1 + norm([ball(v) for v in candidate])))


def critical_point(name, verdict, facts, reference, level, largest_distance):
    """Compares a verdict with a critical point to the facts proved. Returns the claims that no fact is about."""
    point, notes = verdict["critical_point"], []
    need(set(point) <= KEYS and REQUIRED <= set(point), "keys of the critical point")
    need(set(verdict) <= {"name", "globality", "critical_point", "saddle_index_lower"}, "keys of the verdict")
    within(facts["loss"], point["loss"], "loss")
    within(facts["smallest"], point["smallest_eigenvalue"], "smallest eigenvalue")
    below(facts["gradient"], point["gradient_norm_upper"], "gradient norm")
    below(facts["distance"], point["distance_upper"], "distance")
    if largest_distance is not None:
        need(ball(dyadic(point["distance_upper"])) <= largest_distance, "the point is too far to stand for the candidate")
    low, high = integer(point["index_lower"]), integer(point["index_upper"])
    need(low <= facts["index"][0] and facts["index"][1] <= high, f"index: {facts['index']}")
    if "nullity" in point:
        need(integer(point["nullity"]) == facts["nullity"], f"nullity: {facts['nullity']}")
    if "isolated" in point:
        if point["isolated"] is True and facts["isolated"] is None:
            notes.append("isolation of a degenerate point")
        else:
            need(point["isolated"] is facts["isolated"], "isolated")
    need(0 <= integer(point["family_dimension"]) <= facts["family"], f"dimension of the family: {facts['family']}")
    if "uniqueness_radius" in point:
        radius = dyadic(point["uniqueness_radius"])
        need(radius >= 0 and facts["unique"] is not None, "uniqueness radius")
        need(facts["unique"](radius), "another critical point may lie within the uniqueness radius")
    if "largest_eigenvalue" in point:
        within(facts["largest"], point["largest_eigenvalue"], "largest eigenvalue")
    if "learning_coefficient" in point or "learning_multiplicity" in point:
        stated = (rational(point["learning_coefficient"]), integer(point["learning_multiplicity"]))
        if facts["learning"] is None:
            notes.append("learning coefficient")
        else:
            need(stated == facts["learning"], f"learning coefficient: {facts['learning']}")
    if "level" in point:
        if level is None:
            notes.append("level")
        else:
            need(integer(point["level"]) == level, f"level: {level}")
    if point.get("structure"):
        notes.append("words of the structure")
    conclusion(name, verdict, facts, reference)
    return notes


def conclusion(name, verdict, facts, reference):
    """The name of the verdict, and what it says of other points."""
    non_global = verdict["critical_point"]["proved_non_global"]
    need(type(non_global) is bool, "proved_non_global")
    if name == "saddle":
        need(facts["index"][0] >= 1, "no negative eigenvalue is proved")
        need("globality" not in verdict, "globality of a saddle")         # a smaller loss is near by
    elif name == "end-of-saddle-line":
        need(facts.get("end") is not None, "no end of a line of saddles is proved")
        need(1 <= integer(verdict["saddle_index_lower"]) <= facts["end"], "index of the saddles")
    elif name == "local-minimum":
        need(facts["minimum"], "no local minimum is proved")
        need(verdict["globality"] in ("non-global", "open"), "globality")
        need(non_global == (verdict["globality"] == "non-global"), "proved_non_global and globality")
        if non_global:
            need(reference.is_below(facts["loss"]), "the loss is not proved to be above the reference")
    elif name == "global-minimum":
        need(facts.get("zero"), "loss 0 is not proved")
        need("globality" not in verdict and not non_global, "globality of a global minimum")
    else:
        raise Rejected(f"verdict {name!r} for a critical point")
