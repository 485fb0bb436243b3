"""Writes one good verdict file of each kind, and the mutations that must be rejected.

usage: generate.py DIRECTORY [fast|clean]
"""
import os
import sys
from fractions import Fraction
import numpy as np
from mpmath import mp, mpf
import landscape as L

BITS = 60


# ---- Coq syntax

def dyadic(x, bits=BITS):
    return f"(dyadic ({int(mp.nint(mpf(x) * 2 ** bits))}) (-{bits}))"


def fraction(text):
    f = Fraction(text)
    return f"({f.numerator} # {f.denominator})"


def row(values, show=dyadic):
    return "[" + "; ".join(show(v) for v in values) + "]"


def matrix(rows, show=dyadic):
    return "[" + ";\n    ".join(row(r, show) for r in rows) + "]"


AXIS = "[" + "; ".join(fraction(Fraction(k, 4)) for k in L.STEPS) + "]"
NEURONS = "; ".join(f"({fraction(n[0])}, [{fraction(n[1])}; {fraction(n[2])}])" for n in L.TEACHER)
PROBLEM = f"Problem Sigmoid 2 (Grid [{AXIS}; {AXIS}]) (Teacher [{NEURONS}])"


def rounded(theta):
    """the dyadic point that the verdict file will hold"""
    return [mp.nint(t * 2 ** BITS) / mpf(2) ** BITS for t in theta]


# ---- certificates, as dictionaries of fields in the order of the Coq record

def minimum(theta, radius=2.0 ** -26, reference=None):
    p = rounded(L.polish(theta))
    loss, _, H = L.derivatives([float(c) for c in p])
    smallest = np.linalg.eigvalsh(H)[0]
    shift, error = 0.8 * smallest, 0.4 * smallest
    factor = np.linalg.cholesky(H - shift * np.eye(len(p)))
    eps = mp.sqrt(sum(c * c for c in L.precise_gradient(p))) + mpf(2) ** -58
    print(f"minimum: loss {loss:.7g}, smallest eigenvalue {smallest:.3g}, gradient {mp.nstr(eps, 3)}")
    teacher = [mpf(0)] * 0 + [L.rational(c) for n in L.TEACHER for c in n] + [mpf(0)] * (len(p) - 12)
    exact = "[" + "; ".join([fraction(c) for n in L.TEACHER for c in n] + ["0"] * (len(p) - 12)) + "]"
    return dict(kind="IsolatedMinimum", problem=PROBLEM, width=str(len(p) // 3), centre=row(p), radius=dyadic(radius),
                gradient_bound=dyadic(eps, 80), shift=dyadic(shift, 80), factor=matrix(factor.T),
                factor_error=dyadic(error, 80), loss_above=dyadic(0.999 * loss), reference=reference or f"(ZeroLoss {exact})")


def existence(p, radius):
    _, _, H = L.derivatives([float(c) for c in p])
    C = np.linalg.inv(H)
    contraction = 0.25
    return dict(preconditioner=matrix(C), inverse=matrix(H), inverse_error=dyadic(1e-3),
                contraction=dyadic(contraction), newton_step=dyadic(0.7 * (1 - contraction) * radius)), H


def saddle(theta, radius=2.0 ** -30):
    p = rounded(L.polish(theta))
    fields, H = existence(p, radius)
    values, vectors = np.linalg.eigh(H)
    print(f"saddle: loss {L.derivatives([float(c) for c in p])[0]:.7g}, eigenvalues {values[:3]}")
    return dict(kind="IsolatedSaddle", problem=PROBLEM, width=str(len(p) // 3), centre=row(p), radius=dyadic(radius),
                existence=fields, direction=row(vectors[:, 0]))


def exclusion(theta, radius):
    p = rounded([mpf(c) for c in theta])
    t = [float(c) for c in p]
    _, g, H = L.derivatives(t)
    inverse = np.linalg.inv(H)
    step = inverse @ g
    v = inverse[int(np.argmax(np.abs(step)))]
    v = v / np.abs(v).max()
    slope, variation = abs(v @ g), np.abs(H @ v).sum()
    print(f"exclusion: slope {slope:.3g}, variation {variation:.3g}, largest radius {slope / variation:.3g}")
    return dict(kind="NoCriticalPoint", problem=PROBLEM, width=str(len(p) // 3), centre=row(p), radius=dyadic(radius),
                direction=row(v), slope=dyadic(0.95 * slope), variation=dyadic(0.9 * slope / radius))


def no_minimum(theta, radius):
    p = rounded([mpf(c) for c in theta])
    _, _, H = L.derivatives([float(c) for c in p])
    values, vectors = np.linalg.eigh(H)
    print(f"no minimum: smallest eigenvalue {values[0]:.3g}")
    return dict(kind="NoMinimum", problem=PROBLEM, width=str(len(p) // 3), centre=row(p), radius=dyadic(radius),
                direction=row(vectors[:, 0]))


def global_minimum(candidate, point, distance):
    return dict(kind="GlobalMinimum", problem=PROBLEM, width=str(len(point) // 3),
                point=row(point, fraction), candidate=row([mpf(c) for c in candidate]), distance=fraction(distance))


# ---- verdict files

REPORTS = dict(IsolatedMinimum="minimum", IsolatedSaddle="saddle", NoCriticalPoint="exclusion", NoMinimum="no_minimum",
               GlobalMinimum="global_minimum", DegenerateSaddle="degenerate_saddle", Plateau="plateau")
RECORDS = dict(existence="Existence")
ENGINES = dict(fast=("FastEngine", "Fast"), clean=("CleanEngine", "Clean"))


def show(value, name=None):
    if isinstance(value, dict):
        return f"({record(value, RECORDS[name])})"
    return value if value[0] in "[(" or value.replace("-", "").isalnum() else f"({value})"


def record(fields, constructor):
    return constructor + "".join("\n   " + show(v, k) for k, v in fields.items() if k != "kind")


def theorem(kind, engine):
    name = REPORTS[kind]
    if kind == "GlobalMinimum":
        return ("Theorem verdict : GlobalMinimumVerdict certificate.\n"
                "Proof. apply global_minimum_sound. vm_cast_no_check (eq_refl true). Qed.\n"), "global_minimum_report certificate"
    module = ENGINES[engine][1]
    bits = "53 88" if engine == "fast" else "53 80"
    call = f"{module}.{name}_report {bits} certificate"
    return (f"Theorem verdict : {VERDICTS[kind]} certificate.\n"
            f"Proof. apply ({module}.{name}_sound {bits}). vm_cast_no_check (eq_refl true). Qed.\n"), call


VERDICTS = dict(IsolatedMinimum="MinimumVerdict", IsolatedSaddle="SaddleVerdict", NoCriticalPoint="ExclusionVerdict",
                NoMinimum="NoMinimumVerdict", DegenerateSaddle="DegenerateSaddleVerdict", Plateau="PlateauVerdict")

HEADER = """From Coq Require Import ZArith QArith List String.
From Certify Require Import Specification Evidence GlobalMinimum IsolatedMinimum IsolatedSaddle NoCriticalPoint {extra}{engine}.
Import ListNotations.
Open Scope Q_scope.

Definition certificate := {record}.

"""


def write(directory, name, fields, engine, diagnose=False):
    kind = fields["kind"]
    extra = "Lift DegenerateSaddle Plateau " if kind in ("DegenerateSaddle", "Plateau") else ""
    proof, call = theorem(kind, engine)
    text = HEADER.format(engine=ENGINES[engine][0], extra=extra, record=record(fields, kind))
    if diagnose:
        text += f"Eval vm_compute in failed ({call}).\n"
    else:
        text += proof
    with open(os.path.join(directory, name + ".v"), "w") as f:
        f.write(text)


def interleave(a, w):
    return [c for ai, wi in zip(a, w) for c in (ai, *wi)]


# Known answers of the reference problem (seven digits; polished below).
MINIMUM_4 = interleave([-.3401375563, -.6707084307, .3953114306, .6155369505],
                       [(.6661511271, -1.012655574), (-.7345486299, .8039594605), (.9814681102, .6580154195), (.3195520799, -.03992384468)])
MINIMUM_5 = interleave([-.6753251, .4796940, -.1119719, .5929551, -.2853503],
                       [(-1.2614524, -.7472903), (.7487926, -.7181671), (.6494499, -1.3089177), (.2924380, -.0141184), (1.8529365, .9915164)])
SADDLE_4 = interleave([.7492608, -.4881280, -.0568146, -.2043090],
                      [(.5395388, -.3751217), (-.8727444, -.5669626), (.0220988, .2810572), (-.0220988, -.2810572)])
ESCAPE_5 = interleave([-.46414444, .019733509, .3374083, -.31379378, .42078778],
                      [(-.22891507, .027737318), (-.36715215, -.14208694), (.91911304, -.73121065), (-.22889516, .027798353), (.93499786, .62031204)])
LOWEST_5 = interleave([-.9991581, .9987267, .6982622, -.99873406, .30090275],
                      [(-.6002194, -.50006455), (-.099743515, .6003923), (-.196829, -.59945375), (-.5002848, .5000267), (-.20700243, -.6025387)])
LOWEST_5_EXACT = interleave(["-1", "1", "7/10", "-1", "3/10"],
                            [("-3/5", "-1/2"), ("-1/10", "3/5"), ("-1/5", "-3/5"), ("-1/2", "1/2"), ("-1/5", "-3/5")])


def main():
    directory, engine = sys.argv[1], (sys.argv[2] if len(sys.argv) > 2 else "fast")
    os.makedirs(directory, exist_ok=True)
    write(directory, "minimum_4", minimum(MINIMUM_4), engine)
    write(directory, "minimum_5", minimum(MINIMUM_5), engine)
    write(directory, "saddle_4", saddle(SADDLE_4), engine)
    write(directory, "exclusion_5", exclusion(ESCAPE_5, 2.0 ** -20), engine)
    write(directory, "no_minimum_5", no_minimum(ESCAPE_5, 2.0 ** -26), engine)
    write(directory, "global_5", global_minimum(LOWEST_5, LOWEST_5_EXACT, "1/100"), engine)


if __name__ == "__main__":
    main()
