#!/usr/bin/env python3
"""A second checker of certificates, independent of the first: python3 check.py PATH..

PATH: a run directory, certificates.jsonl, or one certificate. Needs python-flint alone. One line a certificate:

    verified     every claim of the verdict is proved, but for those named behind "not looked at"
    REJECTED     something stated is false, or not proved here
    not covered  there is no proof for this kind here; nothing is said

Exit status: 1 if anything is rejected or unreadable, else 3 if anything is not covered, else 0; 2 for usage.
"""
import json
import os
import sys

from flint import arb, ctx

import claims
import global_minimum
import interpolation
import reduction
import dependent
import gauge
from critical import IsolatedPoint, exclusion, negative_curvature
from exact import NotCovered, Rejected, ball, dyadic, dyadics, integer, lower, need, norm, upper
from level import level
from network import Network, Problem
from spectrum import eigenvalue
from text import once, seal, sha256, text_of

CERTIFICATE_KEYS = {
    "format", "version", "program", "problem_sha256", "problem", "width", "source", "candidate", "verdict", "argument",
    "reference", "at_candidate", "audit", "attribution", "bits", "rungs", "approximate_escape", "seal", "seconds"}
STRUCTURED = {
    "exact-global-minimum": global_minimum.facts, "exact-global-minimum-multiple-outputs": global_minimum.facts,
    "interpolation": interpolation.facts, "reduction": reduction.facts, "dependent-inputs": dependent.facts,
    "gauge": gauge.facts}
problems = {}


def argument_facts(network, candidate, argument, stated_distance=None):
    """(kind, facts) of an argument for a critical point. The stated distance tells which outputs are too small for
    their signs to matter."""
    if "isolated_point" in argument:
        return "isolated_point", IsolatedPoint(network, argument["isolated_point"]).facts(candidate)
    if "structured" not in argument:
        raise Rejected("argument not understood")
    kind = argument["structured"]["kind"]
    if kind not in STRUCTURED:
        raise NotCovered(kind)
    proof = STRUCTURED[kind]
    if kind in ("reduction", "dependent-inputs"):
        return kind, proof(network, candidate, argument["structured"]["witness"], argument_facts, stated_distance)
    return kind, proof(network, candidate, argument["structured"]["witness"])


def at_candidate(network, candidate, certificate):
    """Bounds at the candidate itself, and the words of the audit as far as they are about these bounds alone."""
    notes, stated, audit = [], certificate.get("at_candidate"), certificate.get("audit")
    said = certificate["candidate"].get("claims") or {}
    if stated is None and not (audit and said):
        return notes
    need(set(stated or {}) <= {"loss", "gradient_norm", "smallest_eigenvalue", "basis", "bits"}, "keys at the candidate")
    loss, gradient, hessian, _ = network.moments([ball(v) for v in candidate], 2)
    square = sum((g * g for g in gradient), arb(0))
    truth = {"loss": (max(lower(loss), arb(0)), upper(loss)), "gradient_norm": (max(lower(square), arb(0)).sqrt().lower(), norm(gradient)),
             "smallest_eigenvalue": eigenvalue(hessian, 0)}
    for key, value in truth.items():
        if stated and key in stated:
            claims.within(value, stated[key], f"{key} at the candidate")
    for key, name, bits in (("loss", "loss", 10), ("grad_norm", "gradient_norm", 10),
                            ("min_eigenvalue", "smallest_eigenvalue", 6)):
        if not audit or key not in audit or key not in said:
            continue
        claim, (low, high), word = ball(dyadic(said[key])), truth[name], audit[key]
        width = min(abs(low), abs(high)) * arb(2) ** -bits
        near = abs(claim - low) <= width and abs(claim - high) <= width
        if word == "confirmed":
            need(near, f"the claimed {key} is not confirmed")
        elif word == "sign-confirmed":
            need(claim * low > 0 and claim * high > 0, f"the sign of the claimed {key} is not confirmed")
        elif word != "undecided":
            need(not near, f"the claimed {key} is {word}, though it is right")
            notes.append(f"how rounding explains the claimed {key}")
    return notes


def verdict_notes(network, candidate, verdict, argument, certificate, attributed):
    name = verdict["name"]
    reference = claims.Reference(network, certificate.get("reference"))
    limit = claims.attribution(certificate, candidate) if attributed else None
    if name == "not-critical":
        need(set(verdict) <= {"name", "ball", "nearest"} and set(argument) <= {"exclusion", "nearest"}, "keys")
        stated = verdict["ball"]
        loss, gradient = exclusion(network, candidate, argument["exclusion"], stated)
        claims.within(loss, stated["loss"], "loss at the candidate")
        claims.below(gradient, stated["gradient_norm_upper"], "gradient norm at the candidate")
        need(("nearest" in verdict) == ("nearest" in argument), "nearest")
        if "nearest" not in verdict:
            return "exclusion", []
        try:
            _, notes = verdict_notes(network, candidate, verdict["nearest"], argument["nearest"], certificate, False)
            return "exclusion", [f"{note} of the nearest" for note in notes]
        except NotCovered as error:
            return "exclusion", [f"the nearest: {error}"]
    if name == "no-local-minimum":
        need(set(verdict) <= {"name", "radius", "curvature_upper", "loss"}, "keys of the verdict")
        structured = argument["structured"]
        need(set(argument) == {"structured"} and structured["kind"] == "negative-curvature", "argument")
        loss = negative_curvature(network, candidate, structured["witness"], verdict)
        claims.within(loss, verdict["loss"], "loss at the candidate")
        return "negative-curvature", []
    if name == "undecided":
        need(argument == {"none": True}, "an argument for nothing")
        return "none", []
    if name.endswith("at-infinity"):
        raise NotCovered("channels to infinity")
    kind, facts = argument_facts(network, candidate, argument, dyadic(verdict["critical_point"]["distance_upper"]))
    notes = claims.critical_point(name, verdict, facts, reference, level(network, facts), limit)
    return kind, notes


def check(line, folder):
    """(what was proved by which kind, claims not looked at) of one line."""
    c = json.loads(line, object_pairs_hook=once, parse_float=str)
    if "seal" in c:
        need(seal(line) == c["seal"], "seal")
    if c.get("format") == "certify-not-finite":
        need(c["verdict"] == {"name": "not-finite"}, "verdict of a student that is not finite")
        need(any(type(v) is str for v in c["candidate"]["parameters"]), "all parameters are finite")
        return "not-finite", "record", []
    need(c.get("format") == "certify-certificate" and c.get("version") == 1, "format")
    need(set(c) <= CERTIFICATE_KEYS, "unknown keys")
    if "problem" not in c:
        with open(os.path.join(folder, "problem.json")) as file:
            c["problem"] = json.load(file, object_pairs_hook=once)
    problem_hash = sha256(text_of(c["problem"]))
    need(problem_hash == c["problem_sha256"], "problem_sha256")
    ctx.prec = max(192, integer(c["bits"]) + 64)
    key = problem_hash, ctx.prec
    if key not in problems:
        problems[key] = Problem(c["problem"])
    network = Network(problems[key], integer(c["width"]))
    need(1 <= network.m <= 1000, "width")
    candidate = dyadics(c["candidate"]["parameters"], network.n)
    kind, notes = verdict_notes(network, candidate, c["verdict"], c["argument"], c, True)
    return c["verdict"]["name"], kind, notes + at_candidate(network, candidate, c)


def lines_of(path):
    if os.path.isdir(path):
        path = os.path.join(path, "certificates.jsonl")
    with open(path) as file:
        return [line for line in file.read().split("\n") if line.strip()], os.path.dirname(path)


def main(paths):
    if not paths:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    counts = {"verified": 0, "REJECTED": 0, "not covered": 0}
    for path in paths:
        try:
            lines, folder = lines_of(path)
        except OSError as error:
            print(f"REJECTED     {path}: {error.strerror}")
            counts["REJECTED"] += 1
            continue
        for number, line in enumerate(lines):
            try:
                name, kind, notes = check(line, folder)
                word, text = "verified", f"{name} by {kind}" + (f"; not looked at: {', '.join(notes)}" if notes else "")
            except NotCovered as error:
                word, text = "not covered", str(error)
            except Rejected as error:
                word, text = "REJECTED", str(error)
            except (KeyError, TypeError, ValueError, AttributeError, IndexError, ZeroDivisionError, OSError, RecursionError) as error:
                word, text = "REJECTED", f"not readable: {type(error).__name__} {error}"
            counts[word] += 1
            print(f"{word:12} {os.path.basename(path)}:{number + 1}  {text}", flush=True)
    print(", ".join(f"{count} {word}" for word, count in counts.items()))
    return 1 if counts["REJECTED"] else 3 if counts["not covered"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
