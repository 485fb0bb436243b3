"""Mutations of good certificates that every checker must reject: what they state is false, or is not what the format
allows. All but those about the seal are sealed again, so that the seal gives nothing away."""
import copy
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "second-checker"))
from text import seal, sha256, text_of  # noqa: E402

HUGE = [1, 40]


def sealed(line):
    """The same with the seal of what it says now."""
    start = line.index('"seal":"') + 8
    return line[:start] + seal(line) + line[start + 64:]


def value(pair):
    return pair[0] * 2.0 ** pair[1]


def mutations(certificate, every):
    """(what is wrong, edits) for everything that this certificate holds; `every`: bounds at the candidate, too."""
    verdict, found = certificate["verdict"], []

    def add(what, *edits):
        """An edit is (path, new value or function of the old one)."""
        found.append((what, edits))

    def up(pair):
        return [pair[0] * 2 + (1 if pair[0] > 0 else 3), pair[1]] if pair[0] else [1, 0]

    if every:
        place = ("at_candidate",)
        add("loss-at-candidate", ((*place, "loss"), lambda b: [up(b[1]), up(up(b[1]))]))
        add("gradient-at-candidate", ((*place, "gradient_norm"), lambda b: [up(b[1]), up(up(b[1]))]))
        add("eigenvalue-at-candidate", ((*place, "smallest_eigenvalue"), lambda b: [[2 * abs(b[1][0]) + 1, b[1][1]], HUGE]))
    if "critical_point" in verdict:
        critical_point(add, up, certificate)
    if "channel" in verdict:
        channel(add, certificate)
    if verdict["name"] == "not-critical":
        ball = ("verdict", "ball")
        add("radius", ((*ball, "radius"), HUGE), (("argument", "exclusion", "radius"), HUGE))
        add("radius-of-ball", ((*ball, "radius"), HUGE))
        add("direction-zero", (("argument", "exclusion", "direction"), lambda v: [[0, 0]] * len(v)))
        add("direction-turned", (("argument", "exclusion", "direction"), lambda v: [[-m, e] for m, e in v]))
        add("loss", ((*ball, "loss"), lambda b: [up(b[1]), up(up(b[1]))]))
        add("gradient", ((*ball, "gradient_norm_upper"), [1, -900]))
        add("not-the-candidate", (("argument", "exclusion", "centre"), lambda p: [[1, 3]] + p[1:]))
    return found


def channel(add, certificate):
    place, witness = ("verdict", "channel"), ("argument", "structured", "witness")
    stated, argument = certificate["verdict"], certificate["argument"]["structured"]["witness"]
    other = {"minimum-at-infinity": "saddle-at-infinity", "saddle-at-infinity": "minimum-at-infinity"}
    add("other-kind", (("verdict", "name"), other[stated["name"]]))
    add("limit-loss", ((*place, "limit_loss"), [[1, 0], [1, 1]]))
    add("eigenvalue", ((*place, "smallest_eigenvalue"), [[1, 20], HUGE]))
    add("tube-length", ((*place, "tube_length"), HUGE), ((*witness, "tube_lengths", 0), HUGE))
    add("tube-length-alone", ((*place, "tube_length"), HUGE))
    add("tube-distance", ((*place, "tube_distance_upper"), [0, 0]))
    add("far", ((*place, "tube_distance_upper"), HUGE))
    add("centre", ((*witness, "limit", "centre", 0), [3, 2]))
    add("turned", ((*witness, "pairs", 0, "flipped"), not argument["pairs"][0]["flipped"]))
    if argument["groups"]:
        mine, others = argument["pairs"][0]["neurons"], argument["groups"][0]
        add("other-pair", ((*witness, "pairs", 0, "neurons"), sorted([mine[0], others[0]])),
            ((*witness, "groups", 0, 0), mine[1]))
    add("other-argument", (("argument",), {"none": True}))


def critical_point(add, up, certificate):
    verdict, argument = certificate["verdict"], certificate["argument"]
    place, point, name = ("verdict", "critical_point"), verdict["critical_point"], verdict["name"]
    add("index", ((*place, "index_lower"), point["index_upper"] + 1), ((*place, "index_upper"), point["index_upper"] + 1))
    if "nullity" in point:
        add("nullity", ((*place, "nullity"), point["nullity"] + 1))
    add("loss", ((*place, "loss"), lambda b: [[1, 0], [1, 1]] if value(b[1]) < 0.5 else [[0, 0], [1, -9]]))
    add("eigenvalue", ((*place, "smallest_eigenvalue"), lambda b: [[1, 20], HUGE]))
    if "largest_eigenvalue" in point:
        add("largest-eigenvalue", ((*place, "largest_eigenvalue"), lambda b: [[1, 20], HUGE]))
    if "isolated" in point:
        add("isolated", ((*place, "isolated"), not point["isolated"]))
    add("family", ((*place, "family_dimension"), point["family_dimension"] + 1))
    if point["distance_upper"][0]:
        add("distance", ((*place, "distance_upper"), [0, 0]))
    add("far", ((*place, "distance_upper"), HUGE))
    if "uniqueness_radius" in point and certificate["width"] > 1:
        add("uniqueness", ((*place, "uniqueness_radius"), HUGE))      # a permutation of the neurons is another point
    if "level" in point:
        add("level", ((*place, "level"), point["level"] + 1))
    if "learning_coefficient" in point:
        add("learning-coefficient", ((*place, "learning_coefficient"), point["learning_coefficient"] + "0"))
        add("multiplicity", ((*place, "learning_multiplicity"), point["learning_multiplicity"] + 1))
    if name == "local-minimum":
        if verdict["globality"] == "open":
            add("non-global", (("verdict", "globality"), "non-global"), ((*place, "proved_non_global"), True))
        add("global", (("verdict", "globality"), "global"), ((*place, "proved_non_global"), False))
        add("saddle", (("verdict",), {"name": "saddle", "critical_point": {**point, "proved_non_global": True}}))
    if name == "saddle":
        add("minimum", (("verdict",), {"name": "local-minimum", "globality": "open",
                                       "critical_point": {**point, "proved_non_global": False}}))
    if name == "end-of-saddle-line":
        add("saddle", (("verdict",), {"name": "saddle", "critical_point": point}))
        add("saddle-index", (("verdict", "saddle_index_lower"), verdict["saddle_index_lower"] + 99))
    if name != "global-minimum":
        add("global-minimum", (("verdict",), {"name": "global-minimum",
                                              "critical_point": {**point, "proved_non_global": False}}))
    add("other-argument", (("argument",), {"none": True}))
    if "isolated_point" in argument:
        isolated(add, ("argument", "isolated_point"))
    elif "structured" in argument:
        structured(add, ("argument", "structured", "witness"), argument["structured"])


def isolated(add, place):
    add("centre", ((*place, "centre", 0), [3, 2]))
    add("gradient-norm", ((*place, "gradient_norm"), [1, -900]))


def structured(add, place, argument):
    kind, witness = argument["kind"], argument["witness"]
    if kind.startswith("exact-global-minimum"):
        add("weight", ((*place, "weights", 0, 0), "355/113"))
        add("output", ((*place, "outputs", 0), "22/7"))
    if kind == "interpolation":
        add("centre", ((*place, "centre", 0), [3, 2]))
    if kind == "reduction":
        for g, group in enumerate(witness["groups"]):
            if len(group["neurons"]) > 1:
                add("shares", ((*place, "groups", g, "shares", 0), lambda s: [s[0] * 2 + 1, s[1]]))
                add("neuron-twice", ((*place, "groups", g, "neurons"), lambda n: [n[0]] * len(n)))
                break
        if witness["zero_types"]:
            add("no-zero", ((*place, "zero_types", 0, "weights", 0), [5, 1]))
            add("half-length", ((*place, "zero_types", 0, "half_length"), [0, 0]))
        if witness["narrow_point"]:
            add("narrow-centre", ((*place, "narrow_point", "centre", 0), [7, 1]))
    if kind == "gauge":
        add("other-field", ((*place, "fields", 0), 99))
        add("held-outside", ((*place, "held", 0), 99))
        add("centre", ((*place, "witness", "centre", 0), [3, 2]))
        add("gradient-norm", ((*place, "witness", "gradient_norm"), [1, -900]))
    if kind == "dependent-inputs":
        add("coefficients", ((*place, "inputs", 0, "coefficients", 0), "2/3"))


def problem_mutations(certificate):
    """The problem changed, with its hash: then the point is another problem's."""
    problem, found = copy.deepcopy(certificate["problem"]), []
    if "given" in problem["labels"]:
        labels = problem["labels"]["given"]
        labels[0] = "7/5" if type(labels[0]) is str else ["7/5", *labels[0][1:]]
        found.append(("label", problem))
    else:
        problem["labels"]["teacher"]["outputs"][0] = "7/5"
        found.append(("teacher", problem))
    other = copy.deepcopy(certificate["problem"])
    other["activation"] = "erf" if other["activation"] != "erf" else "tanh"
    return found + [("activation", other)]


def edited(certificate, edits):
    result = copy.deepcopy(certificate)
    for path, new in edits:
        place = result
        for key in path[:-1]:
            if type(place) is dict and key not in place:
                return None
            place = place[key]
        if callable(new):
            if path[-1] not in place:
                return None
            new = new(place[path[-1]])
        place[path[-1]] = new
    return result


def mutated(line, every):
    """(what is wrong, text) of all mutations of one good certificate; `every`: those about the format, too."""
    certificate = json.loads(line)
    changed = [(what, edited(certificate, edits)) for what, edits in mutations(certificate, every)]
    for what, problem in problem_mutations(certificate):
        changed.append((what, {**certificate, "problem": problem, "problem_sha256": sha256(text_of(problem))}))
    texts = [(what, sealed(text_of(c))) for what, c in changed if c is not None and c != certificate]
    if every:
        texts.append(("seal", text_of({**certificate, "seal": "0" * 64})))
        texts.append(("key-twice", line.strip().replace('"version":1,', '"version":1,"version":1,', 1)))
        for what, key, value in (("unknown-key", "remark", "harmless"), ("version", "version", 2),
                                 ("problem-hash", "problem_sha256", "0" * 64)):
            texts.append((what, sealed(text_of({**certificate, key: value}))))
    return texts


def write(good, bad):
    """A file of lines for each good certificate, and index.csv: file, line, what is wrong."""
    index = ["file,line,wrong"]
    for file in sorted(os.listdir(good)):
        with open(os.path.join(good, file)) as source:
            line = source.read()
        texts = mutated(line, every=len(index) == 1)
        with open(os.path.join(bad, file[:-5] + ".jsonl"), "w") as target:
            target.writelines(text + "\n" for _, text in texts)
        index += [f"{file[:-5]}.jsonl,{number + 1},{what}" for number, (what, _) in enumerate(texts)]
    with open(os.path.join(bad, "index.csv"), "w") as target:
        target.write("\n".join(index) + "\n")
    return len(index) - 1
