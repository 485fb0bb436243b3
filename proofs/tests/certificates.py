"""Good certificates of the reference problem, as fields of the Coq records, and their Coq syntax.

A field is a number (exact dyadic of an mpf or float), a Fraction, a list of those, a list of lists,
a dict (nested record) or a string (Coq text as it is).
"""
from fractions import Fraction
import numpy as np
from mpmath import mp, mpf
import landscape as L

BITS = 60


# ---- Coq syntax

def coq(value):
    if isinstance(value, str):
        return value if value[0] in "[(" or " " not in value else f"({value})"
    if isinstance(value, dict):
        return "(" + record(value) + ")"
    if isinstance(value, (list, tuple, np.ndarray)):
        return "[" + "; ".join(coq(v) for v in value) + "]"
    if isinstance(value, Fraction):
        return f"({value.numerator} # {value.denominator})"
    if isinstance(value, int):
        return str(value)
    sign, mantissa, exponent, _ = mpf(value)._mpf_
    return f"(dyadic ({-int(mantissa) if sign else int(mantissa)}) ({exponent}))"


def record(fields):
    return fields["kind"] + "".join("\n   " + coq(v) for k, v in fields.items() if k != "kind")


def rationals(neurons):
    return [Fraction(c) for neuron in neurons for c in neuron]


def problem(teacher=L.TEACHER):
    axis = coq([Fraction(k, 4) for k in L.STEPS])
    neurons = "; ".join(f"({coq(Fraction(a))}, {coq([Fraction(c) for c in w])})" for a, *w in teacher)
    return f"(Problem Sigmoid 2 (Grid [{axis}; {axis}]) (Teacher [{neurons}]))"


def rounded(theta):
    """the dyadic point that the verdict file holds"""
    return [mp.nint(mpf(t) * 2 ** BITS) / mpf(2) ** BITS for t in theta]


def floats(p):
    return [float(c) for c in p]


# ---- certificates: fields in the order of the records

def short(v, bits=40):
    """a vector with fewer bits"""
    m, e = np.frexp(v)
    return np.ldexp(np.round(m * 2 ** bits), e - bits)


def isolated(p, candidate, derivatives, problem, width, radius, near, reference):
    """a critical point of any index: families of directions from the eigenvectors, scaled so that their Gram matrix is near +-I"""
    loss, _, H = derivatives(floats(p))
    n = len(p)
    values, vectors = np.linalg.eigh(H)
    families = {sign: [short(vectors[:, i] / np.sqrt(abs(values[i]))) for i in range(n) if values[i] * sign > 0] for sign in (-1, 1)}
    room = 0.02 * abs(values[0])
    shift = values[0] - room
    away = mp.sqrt(sum((a - mpf(b)) ** 2 for a, b in zip(p, candidate))) * mpf(1.001) + n * mpf(near) / 2
    return dict(kind="IsolatedPoint", problem=problem, width=width, centre=p, radius=radius, near=near,
                existence=existence(H, radius, near), negative=families[-1], positive=families[1],
                shift=shift, factor=np.linalg.cholesky(H - shift * np.eye(n)).T, factor_error=room,
                direction=vectors[:, 0], largest_shift=values[-1] * 1.02,
                largest_factor=np.linalg.cholesky(1.02 * values[-1] * np.eye(n) - H).T, largest_error=0.02 * values[-1],
                largest_direction=vectors[:, -1], hessian_norm=1.01 * np.linalg.norm(H), candidate=list(candidate),
                away=float(away), unique=float(radius - near / 2),
                eigenvalue_low=values[0] - 2.01 * room, eigenvalue_high=values[0] + room,
                largest_low=0.98 * values[-1], largest_high=1.041 * values[-1],
                loss_low=loss * (1 - 2.0 ** -30), loss_high=loss * (1 + 2.0 ** -30), reference=reference)


def exact_reference(n):
    """the teacher, with neurons of output 0 behind it"""
    return f"(ZeroLoss {coq(rationals(L.TEACHER) + [Fraction(0)] * (n - 12))})"


def minimum(theta, radius=2.0 ** -26):
    p = rounded(L.polish(theta))
    return isolated(p, theta, L.derivatives, problem(), len(p) // 3, radius, 2.0 ** -50, exact_reference(len(p)))


def better_point(certificate):
    """the reference is a point of smaller loss, with a bound of that loss, in place of one of zero loss"""
    point = [float(c) + 2.0 ** -20 for c in rationals(L.TEACHER)]
    return dict(certificate, reference=f"(BetterPoint {coq(point)} {coq(2 * L.derivatives(point)[0])})")


def existence(H, radius, near=None, contraction=0.25):
    """the Newton step reaches at most half the near box, or the box where there is none"""
    reach = radius if near is None else near / 2
    return dict(kind="Existence", preconditioner=np.linalg.inv(H), inverse=H, inverse_error=1e-3,
                contraction=contraction, newton_step=0.7 * (1 - contraction) * reach)


def saddle(theta, radius=2.0 ** -30):
    p = rounded(L.polish(theta))
    return isolated(p, theta, L.derivatives, problem(), len(p) // 3, radius, 2.0 ** -50, "NoReference")


def exclusion(theta, radius):
    """v = the row of the inverse Hessian with the longest Newton step: H v is nearly a unit vector"""
    p = rounded(theta)
    loss, g, H = L.derivatives(floats(p))
    inverse = np.linalg.inv(H)
    v = inverse[int(np.argmax(np.abs(inverse @ g)))]
    v = v / np.abs(v).max()
    slope = abs(v @ g)
    return dict(kind="NoCriticalPoint", problem=problem(), width=len(p) // 3, centre=p, radius=radius,
                direction=v, slope=0.95 * slope, variation=0.9 * slope / radius,
                loss_low=loss * (1 - 2.0 ** -30), loss_high=loss * (1 + 2.0 ** -30), gradient_high=1.001 * np.linalg.norm(g))


def no_minimum(theta, radius):
    p = rounded(theta)
    values, vectors = np.linalg.eigh(L.derivatives(floats(p))[2])
    assert values[0] < 0
    return dict(kind="NoMinimum", problem=problem(), width=len(p) // 3, centre=p, radius=radius, direction=vectors[:, 0])


def global_minimum(candidate, point, away):
    return dict(kind="GlobalMinimum", problem=problem(), width=len(point) // 3, point=[Fraction(c) for c in point],
                candidate=rounded(candidate), away=Fraction(away))


def slope_of_added(theta, w):
    """phi(w) = (2/N) sum e s(w.x)"""
    return 2 / L.N * (L.outputs(theta) - L.LABELS) @ L.sigmoid(L.X @ w)


def added_neuron(theta, direction, low, high, half=2.0 ** -22):
    """a zero of phi on the ray t direction, t in [low, high], as middle and step"""
    direction = np.asarray(direction, float)
    value = lambda t: slope_of_added(theta, t * direction)
    assert value(low) * value(high) < 0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if value(middle) * value(low) > 0 else (low, middle)
    return dict(kind="Added", middle=list(low * direction), step=list(half * direction))


def wide_point(p, split, added):
    wide = []
    for (a, u, v), fractions in zip(np.asarray(floats(p)).reshape(-1, 3), split):
        wide += [c for mu in fractions for c in (float(mu) * a, u, v)]
    for neuron in added:
        wide += [0.0, *neuron["middle"]]
    return wide


def families(H, null):
    """directions of negative and of positive curvature, without the null ones, and Gram matrices near -I and I"""
    values, vectors = np.linalg.eigh(H)
    kept = sorted(range(len(values)), key=lambda i: abs(values[i]))[null:]
    return {sign: [short(vectors[:, i] / np.sqrt(abs(values[i]))) for i in sorted(kept) if values[i] * sign > 0] for sign in (-1, 1)}


def null_outputs(split, added=0):
    """+1 for a copy, -1 for the first of its group"""
    width, first, result = sum(len(fractions) for fractions in split) + added, 0, []
    for fractions in split:
        for i in range(1, len(fractions)):
            row = [Fraction(0)] * width
            row[first], row[first + i] = Fraction(-1), Fraction(1)
            result.append(row)
        first += len(fractions)
    return result


def degenerate_saddle(theta, split, added=(), radius=2.0 ** -30):
    p = rounded(L.polish(theta))
    split = [[Fraction(mu) for mu in fractions] for fractions in split]
    added = [added_neuron(floats(p), *ray) for ray in added]
    null = null_outputs(split, len(added))
    directions = families(L.derivatives(wide_point(p, split, added))[2], len(null) + len(added))
    return dict(kind="DegenerateSaddle", problem=problem(), width=len(p) // 3, centre=p, radius=radius,
                existence=existence(L.derivatives(floats(p))[2], radius), split=split, added=added,
                negative=directions[-1], positive=directions[1], null=null)


def plateau(theta, split, radius=2.0 ** -30, wide_radius=2.0 ** -26):
    """penalties (mu_{i+1}, -mu_i) on the outputs of neighbouring copies: they vanish on directions mu U"""
    p = rounded(L.polish(theta))
    split = [[Fraction(mu) for mu in fractions] for fractions in split]
    width = sum(len(fractions) for fractions in split)
    penalties, first = [], 0
    for fractions in split:
        for i in range(len(fractions) - 1):
            row = [Fraction(0)] * width
            row[first + i], row[first + i + 1] = fractions[i + 1], -fractions[i]
            penalties.append(row)
        first += len(fractions)
    loss, _, H = L.derivatives(wide_point(p, split, []))
    null = null_outputs(split)
    directions = families(H, len(null))
    for row in penalties:
        vector = np.zeros(3 * width)
        vector[::3] = [float(c) for c in row]
        H = H + np.outer(vector, vector)
    smallest = np.linalg.eigvalsh(H)[0]
    factor = np.linalg.cholesky(H - 0.8 * smallest * np.eye(3 * width))
    return dict(kind="Plateau", problem=problem(), width=len(p) // 3, centre=p, radius=radius,
                existence=existence(L.derivatives(floats(p))[2], radius),
                split=split, wide_radius=wide_radius, penalties=penalties, shift=0.8 * smallest, factor=factor.T,
                factor_error=0.6 * smallest, positive=directions[1], null=null, loss_above=0.999 * loss, reference=exact_reference(3 * width))


# ---- a small problem with explicit points in three dimensions, given labels and tanh

POINTS_3 = np.array([[1, 0, .5], [0, 1, -.25], [-1, .5, 0], [.25, -.75, 1], [.5, .5, .5], [-.5, 1, -1], [2, -1, .25], [-.25, -.5, -1.5]])
LABELS_3 = np.round(64 * (.8 * np.tanh(POINTS_3 @ [.9, .1, .3]) + .05 * (-1.) ** np.arange(8))) / 64


def small_derivatives(theta):
    a, W = np.asarray(theta)[::4], np.asarray(theta).reshape(-1, 4)[:, 1:]
    s = np.tanh(POINTS_3 @ W.T)
    s1, e = 1 - s ** 2, s @ a - LABELS_3
    n = len(theta)
    J, H = np.zeros((len(e), n)), np.zeros((n, n))
    for j in range(len(a)):
        J[:, 4 * j] = s[:, j]
        J[:, 4 * j + 1:4 * j + 4] = (a[j] * s1[:, j])[:, None] * POINTS_3
        cross = (e * s1[:, j]) @ POINTS_3
        H[4 * j, 4 * j + 1:4 * j + 4] = H[4 * j + 1:4 * j + 4, 4 * j] = cross
        H[4 * j + 1:4 * j + 4, 4 * j + 1:4 * j + 4] = (POINTS_3 * (e * a[j] * -2 * s[:, j] * s1[:, j])[:, None]).T @ POINTS_3
    return e @ e / len(e), 2 / len(e) * e @ J, 2 / len(e) * (H + J.T @ J)


def small_minimum():
    """a minimum of width 1, nothing claimed about globality; the gradient at a float64 point is good enough here"""
    theta = np.array([.8, .9, .1, .3])
    for _ in range(500):
        _, g, H = small_derivatives(theta)
        smallest = np.linalg.eigvalsh(H)[0]
        theta = theta - np.linalg.solve(H + (0.1 - smallest if smallest < 1e-4 else 0) * np.eye(4), g)
    points = "[" + "; ".join(coq([mpf(c) for c in x]) for x in POINTS_3) + "]"
    return isolated([mpf(c) for c in theta], theta, small_derivatives,
                    f"(Problem Tanh 3 (Points {points}) (Given {coq([mpf(y) for y in LABELS_3])}))", 1, 2.0 ** -30, 2.0 ** -40, "NoReference")


# ---- known answers of the reference problem (seven digits; polished above)

def neurons(a, w):
    return [c for ai, wi in zip(a, w) for c in (ai, *wi)]


MINIMUM_4 = neurons([-.3401375563, -.6707084307, .3953114306, .6155369505],
                    [(.6661511271, -1.012655574), (-.7345486299, .8039594605), (.9814681102, .6580154195), (.3195520799, -.03992384468)])
MINIMUM_5 = neurons([-.6753251, .4796940, -.1119719, .5929551, -.2853503],
                    [(-1.2614524, -.7472903), (.7487926, -.7181671), (.6494499, -1.3089177), (.2924380, -.0141184), (1.8529365, .9915164)])
SADDLE_4 = neurons([.7492608, -.4881280, -.0568146, -.2043090],
                   [(.5395388, -.3751217), (-.8727444, -.5669626), (.0220988, .2810572), (-.0220988, -.2810572)])
ESCAPE_5 = neurons([-.46414444, .019733509, .3374083, -.31379378, .42078778],
                   [(-.22891507, .027737318), (-.36715215, -.14208694), (.91911304, -.73121065), (-.22889516, .027798353), (.93499786, .62031204)])
LOWEST_5 = neurons([-.9991581, .9987267, .6982622, -.99873406, .30090275],
                   [(-.6002194, -.50006455), (-.099743515, .6003923), (-.196829, -.59945375), (-.5002848, .5000267), (-.20700243, -.6025387)])
LOWEST_5_EXACT = neurons(["-1", "1", "7/10", "-1", "3/10"],
                         [("-3/5", "-1/2"), ("-1/10", "3/5"), ("-1/5", "-3/5"), ("-1/2", "1/2"), ("-1/5", "-3/5")])
MINIMUM_3 = neurons([-.7544098872, .4170626212, .3373352728],
                    [(-.2299358975, .03073153329), (.9379300267, .622997738), (.9187529902, -.7310483571)])


def good():
    """name -> certificate"""
    return {
        "minimum_4": minimum(MINIMUM_4),
        "minimum_4_better_point": better_point(minimum(MINIMUM_4)),
        "minimum_small_tanh": small_minimum(),
        "minimum_5": minimum(MINIMUM_5),
        "saddle_4": saddle(SADDLE_4),
        "exclusion_5": exclusion(ESCAPE_5, 2.0 ** -20),
        "no_minimum_5": no_minimum(ESCAPE_5, 2.0 ** -26),
        "degenerate_saddle_4": degenerate_saddle(MINIMUM_3, [["1"], ["1/3", "2/3"], ["1"]]),
        "degenerate_saddle_5": degenerate_saddle(MINIMUM_3, [["1"], ["1/2", "1/2"], ["1"]], [((1, 0), .3, 3)], radius=2.0 ** -44),
        "plateau_4": plateau(MINIMUM_3, [["1/3", "2/3"], ["1"], ["1"]]),
        "global_minimum_5": global_minimum(LOWEST_5, LOWEST_5_EXACT, "1/80"),
    }


# ---- mutations: (name, mutated certificate, the test that must fail)

def moved(c, amount):
    return dict(c, centre=[c["centre"][0] + mpf(amount)] + list(c["centre"][1:]))


def mutations(all_good):
    c = all_good["minimum_4"]
    x = c["existence"]
    other = [("1", "3/5", "1/2"), ("-1", "-1/2", "1/2"), ("1", "-1/5", "-3/5"), ("-1", "1/10", "-61/100")]
    yield "minimum_4", "moved point", moved(c, 2.0 ** -30), "newton step below its bound"
    yield "minimum_4", "larger near box", dict(c, near=2.0 ** -10), "Hessian factored over the near box"
    yield "minimum_4", "near box not inside", dict(c, near=2.0 ** -20), "near box inside the box"
    yield "minimum_4", "larger eigenvalue", dict(c, shift=1.5 * c["shift"]), "Hessian factored over the near box"
    yield "minimum_4", "eigenvalue bound above the factor's", dict(c, eigenvalue_low=1.1 * c["eigenvalue_low"]), "eigenvalue above its bound"
    yield "minimum_4", "eigenvalue bound below", dict(c, eigenvalue_high=0.98 * c["eigenvalue_high"] / 1.02), "direction below the eigenvalue bound"
    yield "minimum_4", "no positive eigenvalue", dict(c, eigenvalue_low=-1.0), "eigenvalue of a minimum positive"
    yield "minimum_4", "direction of eigenvalue 0", dict(c, direction=[0.0] * 12), "directions not zero"
    yield "minimum_4", "direction 0 for the largest eigenvalue", dict(c, largest_direction=[0.0] * 12), "directions not zero"
    yield "minimum_4", "largest eigenvalue smaller", dict(c, largest_shift=0.99 * c["largest_shift"] / 1.02), "largest eigenvalue factored over the near box"
    yield "minimum_4", "largest eigenvalue's bound below the factor's", dict(c, largest_high=c["largest_shift"]), "largest eigenvalue below its bound"
    yield "minimum_4", "largest eigenvalue's lower bound above it", dict(c, largest_low=1.01 * c["largest_low"] / 0.98), "direction above the largest eigenvalue bound"
    yield ("minimum_4", "no other critical point a little further away", dict(c, unique=c["radius"]),
           "no other critical point within the radius less half the near box")
    yield ("minimum_4", "no other critical point within a box too large", dict(c, radius=2.0 ** -10, unique=2.0 ** -11),
           "positive directions over the box")
    yield "minimum_4", "higher loss", dict(c, loss_low=1.01 * c["loss_low"]), "loss between its bounds"
    yield "minimum_4", "lower loss", dict(c, loss_high=0.99 * c["loss_high"]), "loss between its bounds"
    yield "minimum_4", "smaller norm", dict(c, hessian_norm=0.9 * c["hessian_norm"]), "Hessian below its norm"
    yield "minimum_4", "nearer candidate", dict(c, away=0.9 * c["away"]), "candidate within distance"
    yield "minimum_4", "another candidate", dict(c, candidate=c["candidate"][3:] + c["candidate"][:3]), "candidate within distance"
    yield "minimum_4", "index 1", dict(c, negative=c["positive"][:1], positive=c["positive"][1:]), "negative directions over the box"
    yield "minimum_4", "direction twice", dict(c, positive=c["positive"][1:] + c["positive"][1:2]), "positive directions over the box"
    yield "minimum_4", "direction missing", dict(c, positive=c["positive"][1:]), "as many directions as parameters"
    yield "minimum_4", "short direction", dict(c, positive=[c["positive"][0][1:]] + c["positive"][1:]), "directions have n coordinates"
    yield "minimum_4", "another problem", dict(c, problem=problem(other)), "newton step below its bound"
    yield "minimum_4", "reference not of zero loss", dict(c, reference=c["reference"].replace("(3 # 5)", "(3 # 4)")), "reference below loss"
    yield "minimum_4", "coordinate missing", dict(c, centre=c["centre"][1:]), "centre has n coordinates"

    c = all_good["minimum_4_better_point"]
    yield ("minimum_4_better_point", "bound of the better point too small",
           dict(c, reference=c["reference"].replace("(BetterPoint [(dyadic (", "(BetterPoint [(dyadic (-")), "better point below its bound")

    c = all_good["saddle_4"]
    x = c["existence"]
    yield "saddle_4", "moved point", moved(c, 2.0 ** -28), "newton step below its bound"
    yield "saddle_4", "wrong preconditioner", dict(c, existence=dict(x, preconditioner=x["preconditioner"][::-1])), "contraction over the box"
    yield "saddle_4", "wrong inverse", dict(c, existence=dict(x, inverse=x["inverse"][::-1])), "inverse of the preconditioner"
    yield "saddle_4", "larger radius", dict(c, radius=2.0 ** -8), "positive directions over the box"
    yield "saddle_4", "smaller near box", dict(c, near=2.0 ** -51), "newton step within (1 - contraction) radius"
    yield "saddle_4", "smaller index", dict(c, negative=c["negative"][1:], positive=c["positive"] + c["negative"][:1]), "positive directions over the box"
    yield "saddle_4", "larger index", dict(c, negative=c["negative"] + c["positive"][:1], positive=c["positive"][1:]), "negative directions over the box"
    yield "saddle_4", "passed off as a minimum", dict(c, negative=[], positive=c["negative"] + c["positive"]), "eigenvalue of a minimum positive"
    yield "saddle_4", "no contraction", dict(c, existence=dict(x, contraction=1.0)), "contraction below 1"

    c = all_good["exclusion_5"]
    yield "exclusion_5", "larger radius", dict(c, radius=2 * c["radius"]), "variation times radius at most slope"
    yield "exclusion_5", "steeper slope", dict(c, slope=1.2 * c["slope"], variation=1.2 * c["variation"]), "slope above its bound"
    yield "exclusion_5", "less variation", dict(c, variation=1e-9), "variation of the slope below its bound"
    yield "exclusion_5", "higher loss", dict(c, loss_low=1.01 * c["loss_low"]), "loss between its bounds"
    yield "exclusion_5", "smaller gradient", dict(c, gradient_high=0.99 * c["gradient_high"]), "gradient below its bound"

    c = all_good["no_minimum_5"]
    yield "no_minimum_5", "direction of positive curvature", dict(c, direction=[1.0] + [0.0] * 14), "negative curvature over the box"
    yield "no_minimum_5", "larger radius", dict(c, radius=2.0 ** -4), "negative curvature over the box"

    c = all_good["degenerate_saddle_5"]
    yield "degenerate_saddle_5", "wrong split", dict(c, split=[c["split"][0], [Fraction(1, 2), Fraction(1, 3)], c["split"][2]]), "fractions sum to 1"
    yield "degenerate_saddle_5", "moved point", moved(c, 2.0 ** -36), "newton step below its bound"
    yield ("degenerate_saddle_5", "added neuron elsewhere",
           dict(c, added=[dict(a, middle=[a["middle"][0] + 0.01, 0.0]) for a in c["added"]]), "added neurons change the sign of the slope")
    yield ("degenerate_saddle_5", "direction of positive curvature", dict(c, negative=[[1.0] + [0.0] * 14]),
           "negative directions of the wide network")
    c = all_good["degenerate_saddle_4"]
    yield ("degenerate_saddle_4", "larger index", dict(c, negative=c["negative"] + c["positive"][:1], positive=c["positive"][1:]),
           "negative directions of the wide network")
    yield ("degenerate_saddle_4", "smaller index", dict(c, negative=c["negative"][1:], positive=c["positive"] + c["negative"][:1]),
           "positive directions of the wide network")
    yield "degenerate_saddle_4", "no negative direction", dict(c, negative=[]), "a negative direction"
    yield ("degenerate_saddle_4", "null direction not balanced", dict(c, null=[[Fraction(1), Fraction(-1), Fraction(0), Fraction(0)]]),
           "null directions balanced")
    yield "degenerate_saddle_4", "null direction twice", dict(c, null=c["null"] * 2), "null directions independent"
    yield ("degenerate_saddle_4", "null direction short", dict(c, null=[c["null"][0][:3]]),
           "null directions have one coefficient for each neuron")

    c = all_good["plateau_4"]
    yield "plateau_4", "wrong split", dict(c, split=[[Fraction(1, 3), Fraction(1, 3)]] + c["split"][1:]), "fractions sum to 1"
    yield ("plateau_4", "split outside [0, 1]",
           dict(c, split=[[Fraction(-1, 3), Fraction(4, 3)]] + c["split"][1:], penalties=[[Fraction(4, 3), Fraction(1, 3)] + c["penalties"][0][2:]]),
           "wide Hessian factored on tangent directions")
    yield ("plateau_4", "penalty not orthogonal", dict(c, penalties=[[Fraction(1)] + c["penalties"][0][1:]]),
           "penalties vanish on tangent directions")
    yield "plateau_4", "null direction 0", dict(c, null=[[Fraction(0)] * 4]), "null directions independent"
    yield "plateau_4", "positive direction null", dict(c, positive=c["positive"] + [[1, 0, 0, -1, 0, 0] + [0] * 6]), "positive directions of the wide network"
    yield "plateau_4", "larger radius", dict(c, wide_radius=2.0 ** -10), "wide Hessian factored on tangent directions"
    yield "plateau_4", "higher loss", dict(c, loss_above=1.01 * c["loss_above"]), "loss above its bound over the box"

    c = all_good["global_minimum_5"]
    yield "global_minimum_5", "wrong split", dict(c, point=c["point"][:6] + [Fraction(3, 4)] + c["point"][7:]), "loss exactly zero"
    yield "global_minimum_5", "smaller distance", dict(c, away=Fraction(1, 1000)), "candidate within distance"
    yield "global_minimum_5", "another problem", dict(c, problem=problem(other)), "loss exactly zero"
