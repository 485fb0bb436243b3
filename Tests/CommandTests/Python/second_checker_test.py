"""The second checker of examples/second-checker: its sums and signs against independent ones, the conformance set of
examples/certificates, and hundreds of certificates of random small problems. Needs python-flint, and the program."""
import contextlib
import io
import json
import os
import random
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

repository = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(repository / "examples" / name) for name in ("second-checker", "certificates")]
from flint import arb, ctx  # noqa: E402

import check  # noqa: E402
import make  # noqa: E402
import mutations  # noqa: E402
from activations import POLYNOMIALS, TABLE, Activation  # noqa: E402
from exact import ball, independent_rows, rank  # noqa: E402
from network import Network, Problem  # noqa: E402
from spectrum import approximate, eigenvalue, gap, negative, signs  # noqa: E402

STEP = Fraction(1, 10 ** 15)


def close(a, b, tolerance=1e-9):
    return abs(float(a) - float(b)) <= tolerance * (1 + abs(float(b)))


def activations():
    """Each derivative is the difference quotient of the one before; wide balls hold what is at points of theirs."""
    ctx.prec = 192
    for name in [*TABLE, *POLYNOMIALS, {"polynomial": ["1/2", "-1", "0", "2/3"]}]:
        s = Activation(name)
        for z in (Fraction(3, 10), Fraction(-7, 5)):
            at, right, left = (s.jet(ball(z + d), 4) for d in (0, STEP, -STEP))
            for k in range(4):
                assert close((right[k] - left[k]) / (2 * ball(STEP)), at[k + 1]), (name, k)
            for radius in (Fraction(1, 1000), Fraction(1, 4), Fraction(2)):
                wide = s.jet(ball(z, radius), 3)
                for part in range(-4, 5):
                    inside = s.jet(ball(z + radius * part / 4), 3)
                    assert all(a.contains(b.mid()) for a, b in zip(wide, inside)), (name, radius)
        if s.turns:
            assert (s.jet(arb(1), 0)[0] + s.jet(arb(-1), 0)[0]).overlaps(2 * ball(Fraction(s.constant)))
        for z in (Fraction(1), Fraction(5, 2)):                      # s(z) - s(-z) without an odd part is 2 slope z
            difference = s.jet(ball(z), 0)[0] - s.jet(ball(-z), 0)[0]
            assert s.odd or difference.overlaps(2 * ball(Fraction(s.slope)) * ball(z)), name


def derivatives():
    """Gradient, Hessian and third derivatives are difference quotients, with everything a problem may have."""
    ctx.prec = 192
    declared = make.problem(
        "gelu-tanh", {"points": [["1", "1/2", "1"], ["-1/3", "2", "1"], ["3/2", "-1", "1"]], "weights": ["1", "2", "1/2"],
                      "weights_divisor": "count"},
        {"given": [["1", "2"], ["0", "-1"], ["1/2", "3"]]}, outputs=2, output_bias=True,
        decay={"outputs": "1/10", "biases": "1/100"})
    network = Network(Problem(declared), 2)
    theta = [Fraction(random.Random(7 + i).randint(-1000, 1000), 500) for i in range(network.n)]

    def moments(i, d, order):
        return network.moments([ball(v + (d if a == i else 0)) for a, v in enumerate(theta)], order)
    loss, gradient, hessian, third = moments(0, 0, 3)
    for i in range(network.n):
        right, left = moments(i, STEP, 2), moments(i, -STEP, 2)
        assert close((right[0] - left[0]) / (2 * ball(STEP)), gradient[i])
        for a in range(network.n):
            assert close((right[1][a] - left[1][a]) / (2 * ball(STEP)), hessian[i][a])
            for b in range(network.n):
                assert close((right[2][a][b] - left[2][a][b]) / (2 * ball(STEP)), third[i][a][b])


def spectra():
    """Matrices of known inertia: diagonal ones behind unimodular congruences, blocks without diagonal, singular ones."""
    ctx.prec = 192
    generator = random.Random(3)
    for n in range(1, 8):
        diagonal = [generator.choice([-3, -2, -1, 1, 2, 5]) for _ in range(n)]
        matrix = [[Fraction(diagonal[a] if a == b else 0) for b in range(n)] for a in range(n)]
        for _ in range(3 * n):
            a, b, f = generator.randrange(n), generator.randrange(n), generator.randint(-2, 2)
            if a != b:
                matrix[a] = [x + f * y for x, y in zip(matrix[a], matrix[b])]
                for row in matrix:
                    row[a] += f * row[b]
        balls, expected = [[ball(v) for v in row] for row in matrix], sum(v < 0 for v in diagonal)
        assert negative(balls) == expected and signs(balls) == (expected, n - expected) and gap(balls)[0] == expected
        low, high = eigenvalue(balls, 0)
        assert low <= high and negative(balls, low) in (0, None)
    pairs = [[arb((a + 1) * (a + b == 7)) + arb((8 - a) * (a + b == 7)) for b in range(8)] for a in range(8)]
    assert all(close(abs(v), 9) for v in approximate(pairs)) and close(approximate(pairs)[3], -9)    # equal ones, too
    assert eigenvalue(pairs, 0)[1] - eigenvalue(pairs, 0)[0] < 1e-30 and signs(pairs) == (4, 4)
    assert negative([[arb(0), arb(1)], [arb(1), arb(0)]]) == 1
    assert negative([[arb(1), arb(1)], [arb(1), arb(1)]]) is None and signs([[arb(1), arb(1)], [arb(1), arb(1)]]) == (0, 1)
    assert rank([{0: Fraction(1), 1: Fraction(2)}, {0: Fraction(2), 1: Fraction(4)}, {1: Fraction(1)}]) == 2
    rows = [{0: Fraction(1)}, {1: Fraction(2)}, {0: Fraction(3), 1: Fraction(-1)}]
    assert independent_rows(rows) == ([0, 1], {2: {0: Fraction(3), 1: Fraction(-1, 2)}})


def outcome(*paths):
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        status = check.main([str(p) for p in paths])
    return status, output.getvalue().strip().split("\n")


def conformance():
    """Good certificates are verified, mutations are not; what is not covered is said to be, and no more."""
    folder = repository / "examples" / "certificates"
    covered = [p for p in sorted((folder / "good").glob("*.json")) if "-at-infinity" not in p.name]
    status, lines = outcome(*covered)
    assert status == 0 and all(line.startswith("verified") for line in lines[:-1]), lines
    assert len(lines) - 1 == len(covered) > 20
    status, lines = outcome(*sorted((folder / "good").glob("*-at-infinity*.json")))
    assert status == 3 and all(line.startswith("not covered") for line in lines[:-1]) and len(lines) == 3, lines
    expected = len((folder / "bad" / "index.csv").read_text().strip().split("\n")) - 1
    status, lines = outcome(*sorted((folder / "bad").glob("*.jsonl")))
    wrong = [line for line in lines[:-1]
             if not line.startswith("REJECTED") and not (line.startswith("not covered") and "-at-infinity" in line)]
    assert status == 1 and not wrong and len(lines) - 1 == expected > 300, wrong
    with tempfile.TemporaryDirectory() as again:             # the mutations are those of mutations.py
        assert mutations.write(str(folder / "good"), again) == expected
        for file in os.listdir(again):
            assert (Path(again) / file).read_text() == (folder / "bad" / file).read_text(), file


def random_problems(seed, certify):
    """What the program certifies is verified here, whatever it is."""
    random.seed(seed)
    count = 0
    for name, (declared, width, starts) in make.PROBLEMS.items():
        ctx.prec = 64
        network = Network(Problem(declared), width)
        with tempfile.TemporaryDirectory() as folder:
            problem, students = os.path.join(folder, "problem.json"), os.path.join(folder, name + ".json")
            Path(problem).write_text(json.dumps(declared))
            make.write(students, network, make.candidates(name, network, starts))
            out = os.path.join(folder, "run")
            subprocess.run([certify, "run", students, "--problem", problem, "-o", out, "-q"], check=True)
            status, lines = outcome(out)
        assert status in (0, 3), "\n".join([name] + [line for line in lines if line.startswith("REJECTED")])
        count += sum(line.startswith("verified") for line in lines)
    return count


if __name__ == "__main__":
    activations()
    derivatives()
    spectra()
    conformance()
    verified = random_problems(int(sys.argv[1]) if len(sys.argv) > 1 else 2, os.environ["CERTIFY"])
    assert verified > 100, verified
    print(verified, "certificates verified")
