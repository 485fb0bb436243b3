"""Copy-average points of erf students on Gaussian inputs, certified and checked: writes table.csv.

    python3 table.py --certify certify --to 30

A row is one student of width n against k orthonormal targets: either one neuron averages l targets and the others copy
one each ("average"), or all copy and l - 1 targets are left out ("copy"). Both stand in one file, so the one of larger
loss is proved not to be global. "groups" are students with several averaging neurons.
"""

import argparse
import csv
import os
import subprocess
import tempfile

COLUMNS = ["kind", "l", "k", "n", "partition", "verdict", "globality", "index", "loss_lower", "loss_upper",
           "lambda_min_lower", "lambda_min_upper", "distance"]
GROUPS = ["2,2", "3,2", "3,3", "2,2,2", "3,2,2", "2,2,2,2", "4,4", "2,2,1", "2,2,1^4", "3,3,1^4"]


def certify(program, folder, k, partitions, jobs):
    """Writes the students, certifies and checks them; the rows of verdicts.csv."""
    file, out = os.path.join(folder, "students.npz"), os.path.join(folder, "out")
    subprocess.run(["rm", "-rf", out], check=True)
    options = [word for partition in partitions for word in ("--partition", partition)]
    run = lambda *words: subprocess.run([program, *words], check=True, stdout=subprocess.DEVNULL)
    run("copy-average", "--teacher", str(k), *options, "-o", file)
    run("run", file, "--problem", "gaussian-erf", "-o", out, "--jobs", str(jobs))
    run("check", out, "--jobs", str(jobs), "--limits", "running")
    with open(os.path.join(out, "verdicts.csv"), newline="") as table:
        return list(csv.DictReader(table))


def row(kind, l, k, n, partition, verdict):
    lower, upper = verdict["index_lower"], verdict["index_upper"]
    return [kind, l, k, n, partition, verdict["verdict"], verdict["globality"],
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
                verdicts = certify(options.certify, folder, k, [average, copy], options.jobs)
                rows.append(row("average", l, k, n, average, verdicts[0]))
                rows.append(row("copy", l, k, n, copy, verdicts[1]))
                print(*rows[-2], flush=True)
                print(*rows[-1], flush=True)
        for groups in GROUPS:
            k, n = total(groups), width(groups)
            verdicts = certify(options.certify, folder, k, [groups], options.jobs)
            rows.append(row("groups", "", k, n, groups, verdicts[0]))
            print(*rows[-1], flush=True)
    with open(options.output, "w", newline="") as table:
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
