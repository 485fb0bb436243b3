#!/usr/bin/env python3
"""A 784-128-10 network on synthetic data, at its random start: python3 make.py [points]. Writes problem.json and network.npz here.

Inputs in [0, 1] with two decimals, random classes, weights in float32: every number of the problem is exact as written.
The claim -1e-7 stands for what Lanczos in single precision might say of the smallest eigenvalue.
"""
import json
import os
import sys

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
points = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
inputs, hidden, classes = 784, 128, 10
generator = np.random.default_rng(0)
x = generator.integers(0, 101, (points, inputs))
labels = generator.integers(0, classes, points)
W1 = (generator.normal(size=(1, hidden, inputs)) / np.sqrt(inputs)).astype(np.float32)
W2 = (generator.normal(size=(1, classes, hidden)) / np.sqrt(hidden)).astype(np.float32)
# loss and gradient in float64, all biases 0
X, V, U = x / 100, W1[0].astype(float), W2[0].astype(float)
H = np.tanh(X @ V.T)
Z = H @ U.T
P = np.exp(Z - Z.max(1, keepdims=True))
P /= P.sum(1, keepdims=True)
loss = -np.log(P[np.arange(points), labels]).mean() + 1e-4 * ((V ** 2).sum() + (U ** 2).sum())
P[np.arange(points), labels] -= 1
D = (P @ U) * (1 - H ** 2) / points
parts = [D.T @ X + 2e-4 * V, D.sum(0), P.T @ H / points + 2e-4 * U, P.sum(0) / points]
np.savez(
    os.path.join(here, "network.npz"), W1=W1, b1=np.zeros((1, hidden), np.float32), W2=W2,
    b2=np.zeros((1, classes), np.float32), loss=np.array([loss]),
    grad_norm=np.array([np.sqrt(sum((part ** 2).sum() for part in parts))]), min_eigenvalue=np.array([-1e-7]))
problem = {
    "format": "certify-problem", "version": 1, "loss": "softmax-cross-entropy", "decay": "1e-4",
    "layers": [{"width": hidden, "activation": "tanh", "bias": True},
               {"width": classes, "activation": "identity", "bias": True}],
    "data": {"points": [[f"{v / 100:.2f}" for v in row] for row in x.tolist()]},
    "labels": {"classes": labels.tolist()}}
with open(os.path.join(here, "problem.json"), "w") as file:
    json.dump(problem, file)
