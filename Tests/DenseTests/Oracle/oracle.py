"""Random dense problems with loss, gradient and Hessian to 40 digits, by differences of the loss alone in mpmath.

    python3 oracle.py 24 1 > oracle.json        number of problems, seed

Nothing here knows of the chain rule: the loss is written down as it stands, with 120 digits, and differentiated by
central differences of step 1e-30, whose error is of the order 1e-60.
"""
import itertools
import json
import random
import sys

from mpmath import mp, mpf

mp.dps = 120
STEP = mpf(10) ** -30


def phi(z):
    return (1 + mp.erf(z / mp.sqrt(2))) / 2


def sigmoid(z):
    return 1 / (1 + mp.exp(-z))


ACTIVATIONS = {
    "sigmoid": sigmoid,
    "tanh": mp.tanh,
    "softplus": lambda z: mp.log(1 + mp.exp(z)),
    "erf": mp.erf,
    "exp": mp.exp,
    "sigmoid-softplus": lambda z: sigmoid(4 * z) + mp.log(1 + mp.exp(z)),
    "sigmoid2": lambda z: mp.erf(z / mp.sqrt(2)),
    "normal-cdf": phi,
    "gelu": lambda z: z * phi(z),
    "gelu-tanh": lambda z: z * (1 + mp.tanh(mp.sqrt(2 / mp.pi) * (z + mpf("0.044715") * z**3))) / 2,
    "silu": lambda z: z * sigmoid(z),
    "identity": lambda z: z,
    "square": lambda z: z**2,
    "cube": lambda z: z**3,
}


def decimal(rng, scale=1.0):
    return f"{rng.uniform(-scale, scale):.3f}"


def random_problem(rng):
    loss = rng.choice(["mean-squared-error", "mean-squared-norm", "softmax-cross-entropy", "logistic"])
    depth, inputs, points = rng.randint(1, 4), rng.randint(1, 3), rng.randint(1, 4)
    outputs = 1 if loss == "logistic" else rng.randint(2, 3) if loss == "softmax-cross-entropy" else rng.randint(1, 3)
    names = list(ACTIVATIONS)
    layers = [
        {"width": outputs if l == depth - 1 else rng.randint(1, 3),
         "activation": "identity" if l == depth - 1 and rng.random() < 0.7 else rng.choice(names),
         "bias": rng.random() < 0.7}
        for l in range(depth)
    ]
    data = {"points": [[decimal(rng, 2) for _ in range(inputs)] for _ in range(points)]}
    if rng.random() < 0.5:
        data["weights"] = [f"{rng.uniform(0.1, 2):.2f}" for _ in range(points)]
        if rng.random() < 0.5:
            data["weights_divisor"] = "count"
    if loss.startswith("mean"):
        rows = [[decimal(rng, 2) for _ in range(outputs)] for _ in range(points)]
        labels = {"given": [row[0] for row in rows] if outputs == 1 else rows}
    elif rng.random() < 0.5:
        labels = {"classes": [rng.randrange(max(2, outputs)) for _ in range(points)]}
    elif outputs == 1:
        labels = {"probabilities": [f"{rng.random():.2f}" for _ in range(points)]}
    else:
        rows = []
        for _ in range(points):
            parts = [rng.randint(1, 9) for _ in range(outputs)]
            rows.append([f"{part}/{sum(parts)}" for part in parts])
        labels = {"probabilities": rows}
    problem = {"format": "certify-problem", "version": 1, "layers": layers, "loss": loss, "data": data, "labels": labels}
    if rng.random() < 0.6:
        kind = rng.randrange(3)
        if kind == 0:
            problem["decay"] = "1/100"
        elif kind == 1:
            problem["decay"] = {"pytorch_weight_decay": "0.03"}
        else:
            problem["decay"] = {"weights": [f"{rng.uniform(0, 0.1):.3f}" for _ in layers], "biases": "0.002"}
    sizes = [inputs] + [layer["width"] for layer in layers]
    count = sum(n * m + (n if layer["bias"] else 0) for m, n, layer in zip(sizes, sizes[1:], layers))
    return problem, [rng.gauss(0, 0.7) for _ in range(count)]


def exact(text):
    text = str(text)
    if "/" in text:
        p, q = text.split("/")
        return mpf(p) / mpf(q)
    return mpf(text)


def loss(problem, theta):
    layers, data, kind = problem["layers"], problem["data"], problem["loss"]
    points = [[exact(c) for c in x] for x in data["points"]]
    omega = [exact(w) for w in data.get("weights", [1] * len(points))]
    divisor = mpf(len(points)) if data.get("weights_divisor") == "count" else mp.fsum(omega)
    total, decay = mpf(0), mpf(0)
    for x, weight, index in zip(points, omega, itertools.count()):
        h, place = x, 0
        decay = mpf(0)
        for l, layer in enumerate(layers):
            n, m = layer["width"], len(h)
            W = [theta[place + i * m : place + (i + 1) * m] for i in range(n)]
            place += n * m
            b = theta[place : place + n] if layer["bias"] else [mpf(0)] * n
            place += n if layer["bias"] else 0
            h = [ACTIVATIONS[layer["activation"]](mp.fdot(row, h) + shift) for row, shift in zip(W, b)]
            rate = problem.get("decay", 0)
            if isinstance(rate, dict) and "pytorch_weight_decay" in rate:
                rates = (exact(rate["pytorch_weight_decay"]) / 2,) * 2
            elif isinstance(rate, dict):
                rates = (exact(rate["weights"][l]), exact(rate["biases"]))
            else:
                rates = (exact(rate),) * 2
            decay += rates[0] * sum(w * w for row in W for w in row) + rates[1] * sum(shift * shift for shift in b)
        labels = problem["labels"]
        if kind.startswith("mean"):
            row = labels["given"][index]
            y = [exact(c) for c in (row if isinstance(row, list) else [row])]
            value = sum((u - c) ** 2 for u, c in zip(h, y)) / (len(h) if kind == "mean-squared-error" else 1)
        elif kind == "logistic":
            y = exact(labels["classes"][index] if "classes" in labels else labels["probabilities"][index])
            value = mp.log(1 + mp.exp(h[0])) - y * h[0]
        else:
            y = ([mpf(c == labels["classes"][index]) for c in range(len(h))] if "classes" in labels
                 else [exact(c) for c in labels["probabilities"][index]])
            value = mp.log(sum(mp.exp(u) for u in h)) - mp.fdot(y, h)
        total += weight * value
    return total / divisor + decay


def derivatives(problem, theta):
    count = len(theta)

    def at(*moves):
        point = list(theta)
        for place, step in moves:
            point[place] += step
        return loss(problem, point)

    centre = at()
    plus = [at((i, STEP)) for i in range(count)]
    minus = [at((i, -STEP)) for i in range(count)]
    gradient = [(p - m) / (2 * STEP) for p, m in zip(plus, minus)]
    hessian = []
    for i in range(count):
        for j in range(i, count):
            if i == j:
                hessian.append((plus[i] - 2 * centre + minus[i]) / STEP**2)
            else:
                hessian.append(
                    (at((i, STEP), (j, STEP)) - at((i, STEP), (j, -STEP)) - at((i, -STEP), (j, STEP))
                     + at((i, -STEP), (j, -STEP))) / (4 * STEP**2))
    return centre, gradient, hessian


def main():
    number, rng = int(sys.argv[1]), random.Random(int(sys.argv[2]))
    cases = []
    while len(cases) < number:
        problem, theta = random_problem(rng)
        if len(theta) > 30:
            continue
        centre, gradient, hessian = derivatives(problem, [mpf(t) for t in theta])
        if abs(centre) > 1e6:
            continue
        text = lambda x: mp.nstr(x, 40)
        cases.append({
            "problem": problem, "parameters": theta, "loss": text(centre), "gradient": [text(g) for g in gradient],
            "hessian": [text(h) for h in hessian]})
    print(json.dumps(cases, separators=(",", ":")))


main()
