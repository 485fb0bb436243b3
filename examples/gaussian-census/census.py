"""Search symmetric critical points over all partitions of k into few parts, and count them by loss and index.

    python3 census.py --certify certify --from 6 --to 12 --parts 3

Each point is proved by `certify search`. Loss and Morse index do not change under permutations of neurons and
targets, so two points with disjoint enclosures of the loss, or with different indices, are no permutations of each
other. Points of one index whose enclosures overlap are counted as one: the counts are lower bounds.
"""

import argparse
import csv
import json
import subprocess
from fractions import Fraction

DIGITS = 13  # decimals of the bounds in the table, rounded outward


def partitions(number, parts, smallest=1):
    """Partitions into exactly so many parts, in ascending order."""
    if parts == 1:
        if number >= smallest:
            yield (number,)
        return
    for first in range(smallest, number // parts + 1):
        for rest in partitions(number - first, parts - 1, first):
            yield (first, *rest)


def dyadic(pair):
    """The exact value of [significand, exponent]."""
    return Fraction(pair[0]) * Fraction(2) ** pair[1]


def points(program, parts, starts, seed):
    """Proved points of one isotropy: (lower loss, upper loss, index, parts)."""
    command = [program, "search", "--isotropy", ",".join(map(str, parts)), "--json"]
    command += ["--starts", str(starts), "--seed", str(seed)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for row in map(json.loads, filter(None, map(str.strip, output.splitlines()))):
        lower, upper = map(dyadic, row["loss"])
        if row.get("index") is not None and lower > 0:
            yield lower, upper, row["index"], parts


def merged(found):
    """One entry for each chain of overlapping losses of one index, with the fewest parts it was found with."""
    result = []
    for lower, upper, index, parts in sorted(found, key=lambda point: (point[2], point[0])):
        if result and result[-1][2] == index and lower <= result[-1][1]:
            last = result[-1]
            fewest = min(last[3], parts, key=lambda each: (len(each), each))
            result[-1] = (last[0], max(last[1], upper), index, fewest)
        else:
            result.append((lower, upper, index, parts))
    return result


def decimal(value, up):
    scaled = value * 10**DIGITS
    whole = -((-scaled.numerator) // scaled.denominator) if up else scaled.numerator // scaled.denominator
    return f"{whole // 10**DIGITS}.{whole % 10**DIGITS:0{DIGITS}d}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--certify", default="certify")
    parser.add_argument("--from", dest="first", type=int, default=6)
    parser.add_argument("--to", dest="last", type=int, default=12)
    parser.add_argument("--parts", type=int, default=3)
    parser.add_argument("--starts", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", default="census.csv")
    arguments = parser.parse_args()
    with open(arguments.output, "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["k", "parts", "index", "loss_lower", "loss_upper"])
        print("| k | minima | saddles | largest index |\n|---|---|---|---|")
        for k in range(arguments.first, arguments.last + 1):
            found = []
            for count in range(1, arguments.parts + 1):
                for parts in partitions(k, count):
                    found += points(arguments.certify, parts, arguments.starts, arguments.seed)
            rows = merged(found)
            for lower, upper, index, parts in rows:
                bounds = decimal(lower, False), decimal(upper, True)
                table.writerow([k, "+".join(map(str, parts)), index, *bounds])
            file.flush()
            minima = sum(row[2] == 0 for row in rows)
            print(f"| {k} | {minima} | {len(rows) - minima} | {max(row[2] for row in rows)} |", flush=True)


if __name__ == "__main__":
    main()
