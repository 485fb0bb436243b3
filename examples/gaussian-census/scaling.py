"""The minimum of type (1, k - 1) over the number of targets k: size of its certificate, processor time and memory.

By the unknowns of its symmetry for every k, and as the whole k by k student for small ones. Writes scaling.csv; needs
NumPy for the whole students.
"""
import argparse
import csv
import json
import os
import pathlib
import tempfile

import numpy as np


def measured(command):
    """Processor seconds and the largest memory in MB of a command."""
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.execvp(command[0], command)
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        raise SystemExit(f"{' '.join(command)}: status {status}")
    return f"{usage.ru_utime + usage.ru_stime:.2f}", str(usage.ru_maxrss // 1024)


def kind(argument):
    """How the certificate names its argument."""
    return argument["structured"]["kind"] if "structured" in argument else next(iter(argument), "none")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--certify", default="certify")
    parser.add_argument("--targets", default="6,10,20,50,100,1000,10000,100000,1000000")
    parser.add_argument("--whole", type=int, default=50, help="the largest k whose whole student is certified too")
    options = parser.parse_args()
    table = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        measured([options.certify, "family", "--isotropy", "1,k-1", "--targets", options.targets, "-o", str(folder / "f")])
        for k in map(int, options.targets.split(",")):
            forms = [("unknowns", folder / "f" / f"k{k}.json")]
            if k <= options.whole:
                found = json.loads(forms[0][1].read_text())
                block = np.array([0] + [1] * (k - 1))
                w = np.array(found["off_diagonal"][0])[block[:, None], block[None, :]]
                np.fill_diagonal(w, np.array(found["diagonal"][0])[block])
                np.savez(folder / f"k{k}.npz", W=w[None])
                forms.append(("whole", folder / f"k{k}.npz"))
            for name, file in forms:
                out = folder / f"{name}{k}"
                run = measured([options.certify, "run", str(file), "--problem", "gaussian-relu", "-j", "1", "-q", "-o", str(out)])
                check = measured([options.certify, "check", str(out), "-j", "1", "-q", "--limits", "running"])
                line = (out / "certificates.jsonl").read_text()
                verdict = json.loads(line)
                table.append([k, name, verdict["verdict"]["name"], kind(verdict["argument"]), len(line), *run, *check])
                print(*table[-1])
    with open("scaling.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["k", "student", "verdict", "argument", "bytes", "run_seconds", "run_MB", "check_seconds", "check_MB"])
        writer.writerows(table)


if __name__ == "__main__":
    main()
