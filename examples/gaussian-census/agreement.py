"""The symmetric route beside the one that knows no symmetry, on critical points of random symmetries.

Each point that `certify search` finds is certified twice: by the unknowns of its symmetry, and as a k by k student whose
neurons and targets were shuffled, by Newton-Kantorovich for all k² parameters. Index, loss and smallest eigenvalue must
agree. Writes agreement.csv; needs NumPy.
"""
import argparse
import csv
import json
import pathlib
import subprocess
import tempfile

import numpy as np


def partitions(k, parts):
    """Ascending partitions of k into at most so many parts."""

    def extend(prefix, rest):
        if rest == 0:
            yield prefix
        elif len(prefix) < parts:
            for p in range(prefix[-1] if prefix else 1, rest + 1):
                yield from extend(prefix + [p], rest - p)

    return list(extend([], k))


def matrix(parts, diagonal, off_diagonal):
    """W, coordinates by neurons."""
    block = np.repeat(np.arange(len(parts)), parts)
    w = np.array(off_diagonal)[block[:, None], block[None, :]]
    np.fill_diagonal(w, np.array(diagonal)[block])
    return w


def rows(path):
    with open(path / "verdicts.csv") as file:
        return list(csv.DictReader(file))


def kind(argument):
    """How the certificate names its argument."""
    return argument["structured"]["kind"] if "structured" in argument else next(iter(argument), "none")


def overlap(a, b, name):
    return float(a[name + "_lower"]) <= float(b[name + "_upper"]) and float(b[name + "_lower"]) <= float(a[name + "_upper"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--certify", default="certify")
    parser.add_argument("--from", dest="first", type=int, default=5)
    parser.add_argument("--to", dest="last", type=int, default=8)
    parser.add_argument("--parts", type=int, default=3)
    parser.add_argument("--starts", type=int, default=30)
    parser.add_argument("--each", type=int, default=4, help="points of each partition, those of largest loss first")
    options = parser.parse_args()
    generator, table = np.random.default_rng(1), []
    for k in range(options.first, options.last + 1):
        for parts in partitions(k, options.parts):
            with tempfile.TemporaryDirectory() as folder:
                folder = pathlib.Path(folder)
                subprocess.run(
                    [options.certify, "search", "--isotropy", ",".join(map(str, parts)), "--starts",
                     str(options.starts), "-o", str(folder / "s")], check=True, capture_output=True)
                if not (folder / "s" / f"k{k}.json").exists():
                    continue
                found = json.loads((folder / "s" / f"k{k}.json").read_text())
                symmetric = rows(folder / "s" / f"k{k}")[-options.each:]
                students = list(zip(found["diagonal"], found["off_diagonal"]))[-options.each:]
                whole = [matrix(parts, *s)[generator.permutation(k)][:, generator.permutation(k)] for s in students]
                np.savez(folder / "W.npz", W=np.array(whole))
                subprocess.run(
                    [options.certify, "run", str(folder / "W.npz"), "--problem", "gaussian-relu", "-o",
                     str(folder / "d"), "-q"], check=True, capture_output=True)
                arguments = [kind(json.loads(line)["argument"]) for line in open(folder / "d" / "certificates.jsonl")]
                for a, b, argument in zip(symmetric, rows(folder / "d"), arguments):
                    agree = (
                        a["verdict"] == b["verdict"] and a["index_lower"] == b["index_lower"] == b["index_upper"] and overlap(a, b, "loss")
                        and overlap(a, b, "lambda_min"))
                    table.append([k, "+".join(map(str, parts)), a["verdict"], a["index_lower"], b["index_lower"], argument, "yes" if agree else "NO"])
    with open("agreement.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["k", "parts", "verdict", "index_symmetric", "index_dense", "dense_argument", "agree"])
        writer.writerows(table)
    saddles = [row for row in table if row[2] == "saddle"]
    print(f"{len(table)} points, {len(saddles)} saddles of index up to {max(int(r[3]) for r in saddles)}; "
          f"{sum(row[-1] == 'yes' for row in table)} agree")


if __name__ == "__main__":
    main()
