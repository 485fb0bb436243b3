"""Milliseconds of one enclosure of loss, gradient and Hessian at width 5 on the reference problem, in Arb through python-flint.

The matrix products are Arb's own (arb_mat), which is how one would write it in Python; sigmoids are evaluated one by one.
"""

import sys
import time

from flint import arb, arb_mat, ctx, fmpq

ctx.prec = int(sys.argv[1])
m = 5
w = [(0.6661511, -1.0126556), (-0.7345486, 0.8039594), (0.9814681, 0.6580154), (0.31955208, -0.03992384), (0.5, -0.7)]
a = [-0.3401375, -0.6707084, 0.3953114, 0.6155369, 0.05]
grid = [arb(fmpq(i, 4)) for i in range(-20, 21)]
points = [(p, q) for p in grid for q in grid]
teacher = [(fmpq(3, 5), fmpq(1, 2), 1), (fmpq(-1, 2), fmpq(1, 2), -1), (fmpq(-1, 5), fmpq(-3, 5), 1), (fmpq(1, 10), fmpq(-3, 5), -1)]


def sigmoid(z):
    return 1 / (1 + (-z).exp())


labels = [sum(c * sigmoid(arb(u) * p + arb(v) * q) for u, v, c in teacher) for p, q in points]
w = [(arb(u), arb(v)) for u, v in w]
a = [arb(v) for v in a]


def enclosure():
    rows, weighted, loss = [], [], arb(0)
    blocks = [[arb(0)] * 5 for _ in range(m)]
    for (p, q), y in zip(points, labels):
        s = [sigmoid(u * p + v * q) for u, v in w]
        e = sum(c * t for c, t in zip(a, s)) - y
        loss += e * e
        row = []
        for j in range(m):
            d = s[j] * (1 - s[j])
            row += [a[j] * d * p, a[j] * d * q]
            f, g = e * d, e * a[j] * d * (1 - 2 * s[j])
            b = blocks[j]
            blocks[j] = [b[0] + f * p, b[1] + f * q, b[2] + g * p * p, b[3] + g * p * q, b[4] + g * q * q]
        rows.append(row + s)
        weighted.append([e])
    jacobian = arb_mat(rows)
    transposed = jacobian.transpose()
    return loss, transposed * arb_mat(weighted), transposed * jacobian, blocks


times = []
for _ in range(5):
    start = time.perf_counter()
    enclosure()
    times.append(time.perf_counter() - start)
print(sorted(times)[2] * 1000)
