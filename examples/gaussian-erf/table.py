"""Copy-average points of erf students on Gaussian inputs, certified and checked: writes table.csv.

    python3 table.py --certify certify --to 30

A row is one student of width n against k orthonormal targets: either one neuron averages l targets and the others copy
one each ("average"), or all copy and l - 1 targets are left out ("copy"). Both stand in one file, so the one of larger
loss is proved not to be global. "split" is the copying minimum with one more neuron: its first neuron shares its output
between two of equal input weights. "groups" are students with several averaging neurons.
"""

import argparse
import csv
import os
import shutil
import subprocess
import tempfile

import numpy as np

COLUMNS = ["kind", "l", "k", "n", "partition", "verdict", "globality", "isolated", "index", "loss_lower",
           "loss_upper", "lambda_min_lower", "lambda_min_upper", "distance"]
SHARES = [(0.25, 0.75), (1.25, -0.25)]
GROUPS = ["2,2", "3,2", "3,3", "2,2,2", "3,2,2", "2,2,2,2", "4,4", "2,2,1", "2,2,1^4", "3,3,1^4"]


def run(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def certify(program, folder, k, partitions, jobs):
    """Writes the students, certifies and checks them; the rows of verdicts.csv."""
    file = os.path.join(folder, "students.npz")
    options = [word for partition in partitions for word in ("--partition", partition)]
    run(program, "copy-average", "--teacher", str(k), *options, "-o", file)
    return verdicts(program, folder, file, jobs)


def verdicts(program, folder, file, jobs):
    out = os.path.join(folder, "out")
    shutil.rmtree(out, ignore_errors=True)
    run(program, "run", file, "--problem", "gaussian-erf", "-o", out, "--jobs", str(jobs))
    run(program, "check", out, "--jobs", str(jobs), "--limits", "running")
    with open(os.path.join(out, "verdicts.csv"), newline="") as table:
        return list(csv.DictReader(table))


def split(program, folder, jobs):
    """The last student of the file, its first neuron split with shares 1/4, 3/4 and 5/4, -1/4."""
    with np.load(os.path.join(folder, "students.npz")) as students:
        w, a = students["w"][-1], students["a"][-1]
    file = os.path.join(folder, "split.npz")
    outputs = [np.concatenate([a[0] * np.array(shares), a[1:]]) for shares in SHARES]
    np.savez(file, w=[np.vstack([w[:1], w])] * 2, a=outputs)
    return verdicts(program, folder, file, jobs)


def row(kind, l, k, n, partition, verdict):
    lower, upper = verdict["index_lower"], verdict["index_upper"]
    return [kind, l, k, n, partition, verdict["verdict"], verdict["globality"], verdict["isolated"],
            lower if lower == upper else f"{lower}..{upper}", verdict["loss_lower"], verdict["loss_upper"],
            verdict["lambda_min_lower"], verdict["lambda_min_upper"], verdict["distance"]]


def width(partition):
    return sum(int(part.split("^")[1]) if "^" in part else 1 for part in partition.split(","))


def total(partition):
    return sum(int(part.split("^")[0]) * (int(part.split("^")[1]) if "^" in part else 1)
               for part in partition.split(","))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--certify", default="certify", help="the program")
    parser.add_argument("--to", type=int, default=30, help="largest k")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("-o", "--output", default="table.csv")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for l in (2, 3, 4):
            for k in range(l, options.to + 1):
                n = k - l + 1
                average, copy = (f"{l},1^{k - l}" if k > l else f"{l}"), f"1^{n}"
                pair = certify(options.certify, folder, k, [average, copy], options.jobs)
                rows.append(row("average", l, k, n, average, pair[0]))
                rows.append(row("copy", l, k, n, copy, pair[1]))
                print(*rows[-2], flush=True)
                print(*rows[-1], flush=True)
                if l == 2 < k and pair[1]["verdict"] == "local-minimum":
                    for shares, verdict in zip(SHARES, split(options.certify, folder, options.jobs)):
                        rows.append(row("split", l, k, n + 1, f"{copy}; 1 = {shares[0]} + {shares[1]}", verdict))
                        print(*rows[-1], flush=True)
        for groups in GROUPS:
            k, n = total(groups), width(groups)
            verdict = certify(options.certify, folder, k, [groups], options.jobs)[0]
            rows.append(row("groups", "", k, n, groups, verdict))
            print(*rows[-1], flush=True)
    with open(options.output, "w", newline="") as table:
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
