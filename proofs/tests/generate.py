"""Writes verdict files for the tests.

  generate.py good DIRECTORY [fast|clean]   NAME.v for each kind: certificate and theorem; problem_hash.v
  generate.py mutations DIRECTORY           mutations_NAME.v: prints the failed tests of each mutation of NAME,
                                            and rejected_NAME.v: a theorem about the first mutation, which must not compile
"""
import os
import sys
import certificates as C

# kind -> (stem of report and soundness theorem, verdict, uses an engine)
KINDS = {
    "IsolatedPoint": ("isolated_point", "IsolatedPointVerdict", True),
    "NoCriticalPoint": ("exclusion", "ExclusionVerdict", True),
    "NoMinimum": ("no_minimum", "NoMinimumVerdict", True),
    "DegenerateSaddle": ("degenerate_saddle", "DegenerateSaddleVerdict", True),
    "Plateau": ("plateau", "PlateauVerdict", True),
    "GlobalMinimum": ("global_minimum", "GlobalMinimumVerdict", False),
}
ENGINES = {"fast": ("FastEngine", "Fast", "53 88"), "clean": ("CleanEngine", "Clean", "44 72")}
# SHA-256 of the canonical form of the reference problem, as certificates state it
REFERENCE_HASH = "b39b14466d8e89bda39c9d3be6ff770b1069533474fda215fd17051676161e6a"
HEADER = """From Coq Require Import ZArith QArith List String.
From Certify Require Import {module}.
Import ListNotations.
Open Scope Q_scope.
"""


def header(kind, engine):
    return HEADER.format(module="Verdicts " + ENGINES[engine][0])


def calls(kind, engine):
    """the report and the soundness theorem, applied to engine and precisions"""
    stem, _, uses_engine = KINDS[kind]
    _, module, bits = ENGINES[engine]
    prefix, suffix = (module + ".", " " + bits) if uses_engine else ("", "")
    return f"{prefix}{stem}_report{suffix}", f"{prefix}{stem}_sound{suffix}"


def verdict_file(certificate, engine):
    kind = certificate["kind"]
    _, sound = calls(kind, engine)
    return (header(kind, engine) + f"\nDefinition certificate := {C.record(certificate)}.\n\n"
            f"Theorem verdict : {KINDS[kind][1]} certificate.\n"
            f"Proof. apply ({sound}). vm_cast_no_check (eq_refl true). Qed.\n")


def write(directory, name, text):
    with open(os.path.join(directory, name + ".v"), "w") as f:
        f.write(text)


def main():
    what, directory = sys.argv[1:3]
    engine = sys.argv[3] if len(sys.argv) > 3 else "fast"
    os.makedirs(directory, exist_ok=True)
    good = C.good()
    if what == "good":
        for name, certificate in good.items():
            write(directory, name, verdict_file(certificate, engine))
        write(directory, "problem_hash", header("", engine) + f"\nTheorem hash : problem_sha256 {C.problem()} = \"{REFERENCE_HASH}\"%string.\n"
              "Proof. vm_compute. reflexivity. Qed.\n")
        return
    texts = {}
    for name, mutation, certificate, test in C.mutations(good):
        kind = certificate["kind"]
        if name not in texts:
            write(directory, "rejected_" + name, verdict_file(certificate, engine))
            texts[name] = header(kind, engine) + "Open Scope string_scope. Open Scope Q_scope.\n"
        report, _ = calls(kind, engine)
        number = texts[name].count("Definition")
        texts[name] += (f"\nDefinition certificate_{number} := {C.record(certificate)}.\n"
                        f"Eval vm_compute in let tests := failed ({report} certificate_{number}) in\n"
                        f"  (\"{mutation}\"%string, existsb (String.eqb \"{test}\") tests, tests).\n")
    for name, text in texts.items():
        write(directory, "mutations_" + name, text)


if __name__ == "__main__":
    main()
