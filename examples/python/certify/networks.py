"""Loss, gradient and Hessian of the networks of a problem in plain float64, for what is done before anything is certified. Nothing here bounds an error."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Mapping

import numpy as np

from .errors import BadInput


class FloatProblem:
    """A problem as NumPy arrays.

    A network is a list of (W, b), its parameters the vector W1 row by row, b1, W2, b2, ..
    """

    def __init__(self, problem: Mapping[str, Any], networks):
        shapes = [(W.shape, None if b is None else b.shape) for W, b in networks[0]]
        self.shapes = shapes
        self.points = _points(problem["data"])
        layered = "layers" in problem
        names = [layer["activation"] for layer in problem["layers"]] if layered else [problem["activation"], "identity"]
        self.activations = [activation(name) for name in names]
        self.loss_name = problem["loss"]
        outputs = shapes[-1][0][0]
        inputs = shapes[0][0][1]
        if not layered and not problem["data"].get("bias") and self.points.shape[1] == inputs + 1 and shapes[0][1] is not None:
            self.points = self.points[:, :inputs]  # the coordinate 1 of the biases is spelled out
        if self.points.shape[1] != inputs:
            raise BadInput(f"the networks read {inputs} inputs, the problem's points have {self.points.shape[1]}")
        self.fixed = None
        fixed = problem.get("output_bias", False)
        if not layered and fixed is not True and fixed is not False:
            self.fixed = np.reshape(_floats(fixed), -1)
        self.targets = self._targets(problem, outputs)
        count = len(self.points)
        omega = np.ones(count)
        if "weights" in problem["data"]:
            omega = _floats(problem["data"]["weights"])
            if problem["data"].get("weights_divisor", "sum") == "sum":
                omega = omega * (count / omega.sum())
        self.weight = omega / (count * (outputs if self.loss_name == "mean-squared-error" else 1))
        self.decay = self._decay(problem.get("decay"))

    def _targets(self, problem, outputs):
        labels = problem["labels"]
        if "given" in labels:
            return _floats(labels["given"]).reshape(len(self.points), outputs)
        if "classes" in labels:
            classes = np.asarray(labels["classes"], dtype=int)
            return classes[:, None].astype(float) if outputs == 1 else np.eye(outputs)[classes]
        if "probabilities" in labels:
            return _floats(labels["probabilities"]).reshape(len(self.points), outputs)
        teacher = labels["teacher"]
        weights, bias = _floats(teacher["weights"]), np.reshape(_floats(teacher.get("bias", 0)), -1)
        points = self.points if weights.shape[1] == self.points.shape[1] else np.hstack([self.points, np.ones((len(self.points), 1))])
        return self.activations[0](points @ weights.T)[0] @ _floats(teacher["outputs"]).reshape(len(weights), outputs) + bias

    def _decay(self, decay):
        """A coefficient for every parameter."""
        groups = ("input_weights", "biases", "outputs", "output_bias")
        if isinstance(decay, Mapping) and "pytorch_weight_decay" in decay:
            decay = Fraction(str(decay["pytorch_weight_decay"])) / 2
        parts = []
        for layer, (weight, bias) in enumerate(self.shapes):
            for place, (kind, shape) in enumerate((("weights", weight), ("biases", bias))):
                if shape is None:
                    continue
                value = decay or 0
                if isinstance(decay, Mapping):
                    value = decay.get(groups[2 * layer + place], 0) if set(decay) & {*groups[:1], *groups[2:]} else decay.get(kind, 0)
                    value = value[layer] if isinstance(value, (list, tuple)) else value
                parts.append(np.full(int(np.prod(shape)), float(Fraction(str(value)))))
        return np.concatenate(parts)

    # Parameter vectors

    def vector(self, network) -> np.ndarray:
        return np.concatenate([np.ravel(part) for layer in network for part in layer if part is not None])

    def network(self, theta):
        layers, place = [], 0
        for weight, bias in self.shapes:
            parts = []
            for shape in (weight, bias):
                size = 0 if shape is None else int(np.prod(shape))
                parts.append(None if shape is None else theta[..., place : place + size].reshape(*theta.shape[:-1], *shape))
                place += size
            layers.append(tuple(parts))
        return layers

    # Loss and derivatives

    def outputs(self, theta):
        return self._forward(self.network(theta))[1][-1]

    def _forward(self, layers):
        before, values = [self.points], []
        for index, ((W, b), s) in enumerate(zip(layers, self.activations)):
            z = before[-1] @ W.T + (0 if b is None else b)
            if self.fixed is not None and index == len(layers) - 1:
                z = z + self.fixed
            values.append(s(z))
            before.append(values[-1][0])
        return values, before

    def _terms(self, u):
        """The loss of each point, its derivatives by the outputs, and what applies its second derivative to directions."""
        if self.loss_name == "softmax-cross-entropy":
            shift = u - u.max(axis=1, keepdims=True)
            exponentials = np.exp(shift)
            total = exponentials.sum(axis=1, keepdims=True)
            p = exponentials / total
            return (np.log(total) - shift).__mul__(self.targets).sum(axis=1), p - self.targets, lambda v: p * (v - (p * v).sum(axis=-1, keepdims=True))
        if self.loss_name == "logistic":
            p = np.exp(-np.logaddexp(0, -u))
            return (np.logaddexp(0, u) - self.targets * u).sum(axis=1), p - self.targets, lambda v: p * (1 - p) * v
        e = u - self.targets
        return (e * e).sum(axis=1), 2 * e, lambda v: 2 * v

    def loss(self, theta) -> float:
        return float(self.weight @ self._terms(self.outputs(theta))[0] + self.decay @ (theta * theta))

    def gradient(self, theta):
        """Loss and gradient."""
        layers = self.network(theta)
        values, before = self._forward(layers)
        terms, slope, _ = self._terms(before[-1])
        delta, parts = self.weight[:, None] * slope, []
        for layer in reversed(range(len(layers))):
            delta = delta * values[layer][1]
            parts = [delta.T @ before[layer], *([] if layers[layer][1] is None else [delta.sum(axis=0)]), *parts]
            delta = delta @ layers[layer][0]
        return float(self.weight @ terms + self.decay @ (theta * theta)), np.concatenate([np.ravel(part) for part in parts]) + 2 * self.decay * theta

    def hessian(self, theta, block_entries=4_000_000):
        """The derivative of the gradient along every parameter, in blocks of directions."""
        size = len(theta)
        widest = max(self.points.shape[1], *(shape[0][0] for shape in self.shapes))
        block = max(1, min(size, block_entries // (len(self.points) * widest)))
        rows = [self.products(theta, np.eye(size)[start : start + block]) for start in range(0, size, block)]
        result = np.concatenate(rows)
        return (result + result.T) / 2

    def products(self, theta, directions):
        """H v for each row v of directions."""
        layers, moved = self.network(theta), self.network(directions)
        values, before = self._forward(layers)
        _, slope, curve = self._terms(before[-1])
        along = [None]  # derivatives of what each layer reads; None is 0
        inner = []  # and of the pre-activations
        for layer, ((W, b), (V, c)) in enumerate(zip(layers, moved)):
            z = before[layer] @ V.transpose(0, 2, 1) + (0 if c is None else c[:, None])
            if along[layer] is not None:
                z = z + along[layer] @ W.T
            inner.append(z)
            along.append(values[layer][1] * z)
        back, back_along = self.weight[:, None] * slope, self.weight[:, None] * curve(along[-1])
        parts = []
        for layer in reversed(range(len(layers))):
            _, first, second = values[layer]
            delta_along = back_along * first + back * second * inner[layer]
            delta = back * first
            weights = delta_along.transpose(0, 2, 1) @ before[layer]
            if along[layer] is not None:
                weights = weights + delta.T @ along[layer]
            parts = [weights.reshape(len(directions), -1), *([] if layers[layer][1] is None else [delta_along.sum(axis=1)]), *parts]
            back_along = delta_along @ layers[layer][0] + delta @ moved[layer][0]
            back = delta @ layers[layer][0]
        return np.concatenate(parts, axis=1) + 2 * self.decay * directions


def _floats(values) -> np.ndarray:
    if isinstance(values, (list, tuple)):
        return np.array([_floats(value) for value in values])
    return np.float64(Fraction(values) if isinstance(values, str) else values)


def _points(data) -> np.ndarray:
    if "points" in data:
        return _floats(data["points"])
    axes = []
    for axis in data["grid"]:
        if isinstance(axis, list):
            axes.append(_floats(axis))
            continue
        start, end, step = (Fraction(str(axis[key])) for key in ("from", "to", "step"))
        axes.append(np.array([float(start + i * step) for i in range(int((end - start) / step) + 1)]))
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(axes))


# Activations: z -> (s, s', s'')


def activation(name):
    if isinstance(name, Mapping):
        coefficients = [float(Fraction(str(c))) for c in name["polynomial"]]
        p = np.polynomial.Polynomial(coefficients)
        return lambda z: (p(z), p.deriv()(z), p.deriv(2)(z))
    if name not in _ACTIVATIONS:
        raise BadInput(f"{name} is none of {', '.join(_ACTIVATIONS)}")
    return _ACTIVATIONS[name]


def _logistic(z):
    return np.exp(-np.logaddexp(0, -z))


def _sigmoid(z):
    p = _logistic(z)
    return p, p * (1 - p), p * (1 - p) * (1 - 2 * p)


def _tanh(z):
    t = np.tanh(z)
    return t, 1 - t * t, -2 * t * (1 - t * t)


def _softplus(z):
    p = _logistic(z)
    return np.logaddexp(0, z), p, p * (1 - p)


def _erf(z):
    from scipy.special import erf

    d = 2 / np.sqrt(np.pi) * np.exp(-z * z)
    return erf(z), d, -2 * z * d


def _normal(z):
    from scipy.special import ndtr

    d = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    return ndtr(z), d, -z * d


def _silu(z):
    p, d, dd = _sigmoid(z)
    return z * p, p + z * d, 2 * d + z * dd


def _gelu(z):
    p, d, dd = _normal(z)
    return z * p, p + z * d, 2 * d + z * dd


def _gelu_tanh(z):
    k = np.sqrt(2 / np.pi)
    u1, u2 = k * (1 + 3 * 0.044715 * z * z), k * 6 * 0.044715 * z
    t, d, dd = _tanh(k * (z + 0.044715 * z**3))
    return z * (1 + t) / 2, (1 + t) / 2 + z * d * u1 / 2, d * u1 + z * (dd * u1 * u1 + d * u2) / 2


def _sigmoid2(z):
    e, d, dd = _erf(z / np.sqrt(2))
    return e, d / np.sqrt(2), dd / 2


def _sigmoid_softplus(z):
    p, q = _sigmoid(4 * z), _softplus(z)
    return p[0] + q[0], 4 * p[1] + q[1], 16 * p[2] + q[2]


_ACTIVATIONS = {
    "sigmoid": _sigmoid, "tanh": _tanh, "softplus": _softplus, "erf": _erf, "exp": lambda z: (np.exp(z),) * 3, "sigmoid-softplus": _sigmoid_softplus,
    "sigmoid2": _sigmoid2, "normal-cdf": _normal, "gelu": _gelu, "gelu-tanh": _gelu_tanh, "silu": _silu,
    "identity": lambda z: (z, np.ones_like(z), np.zeros_like(z)), "square": lambda z: (z * z, 2 * z, np.full_like(z, 2)),
    "cube": lambda z: (z**3, 3 * z * z, 6 * z),
}  # fmt: skip
