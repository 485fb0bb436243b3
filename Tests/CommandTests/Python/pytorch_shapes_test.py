"""examples/exporters/from_pytorch.py on state dicts, modules and optimizers with the names and shapes of PyTorch's, without PyTorch: NumPy alone."""

import json
import tempfile

import numpy as np

from from_pytorch import activation_of, decay_of, export, export_problem, student
from support import codes, inspect, labels, losses_agree, parameters, points, raises


class Parameter(np.ndarray):
    requires_grad = True


def parameter(values):
    return np.asarray(values, dtype=float).view(Parameter)


def module(kind, **attributes):
    return type(kind, (), attributes)()


class Sequential:
    """Linear(2, m), activation, Linear(m, k)."""

    def __init__(self, seed, m=3, k=1, bias=True, output_bias=True, activation=None, *more):
        r = np.random.default_rng(seed)
        self.parts = {"0.weight": parameter(r.normal(size=(m, 2))), "2.weight": parameter(r.normal(size=(k, m)))}
        if bias:
            self.parts["0.bias"] = parameter(r.normal(size=m))
        if output_bias:
            self.parts["2.bias"] = parameter(r.normal(size=k))
        self.children = [("0", module("Linear")), ("1", activation or module("Tanh")), ("2", module("Linear")), *more]

    def state_dict(self):
        return self.parts

    def named_parameters(self):
        return self.parts.items()

    def named_children(self):
        return self.children

    def __call__(self, x):
        return np.tanh(x @ self.parts["0.weight"].T + self.parts.get("0.bias", 0)) @ self.parts["2.weight"].T + self.parts.get("2.bias", 0)

    def squares(self, *names):
        return sum(float((self.parts[name] ** 2).sum()) for name in names or self.parts)


def optimizer(kind, *groups):
    return type(kind, (), {"param_groups": [{"params": list(params), "weight_decay": decay, **more} for params, decay, more in groups]})()


def adam(net, decay):
    return optimizer("Adam", (net.parts.values(), decay, {}))


def target(k):
    return np.stack([labels * (q + 1) for q in range(k)], axis=1)


with tempfile.TemporaryDirectory() as folder:
    path, problem = f"{folder}/students.npz", f"{folder}/problem.json"
    for k in (1, 2):
        for bias, output_bias in ((True, True), (False, True), (True, False), (False, False)):
            nets = [Sequential(seed, k=k, bias=bias, output_bias=output_bias) for seed in range(3)]
            states = [net.state_dict() for net in nets]
            loss = np.array([np.mean((net(points) - target(k)) ** 2) for net in nets])
            export(path, states, loss=loss)
            export_problem(problem, nets[0], points, target(k))
            losses_agree(inspect(path, "--problem", problem), 3)
            stated = json.load(open(problem))
            assert stated.get("output_bias", False) is output_bias and stated["data"].get("bias", False) is bias
    # the last of these, and the first again
    nets = [Sequential(seed, k=2) for seed in range(3)]
    export(path, [net.state_dict() for net in nets])
    export_problem(problem, nets[0], points, target(2))

    def expected(net):
        rows = np.concatenate([net.parts["0.weight"], net.parts["0.bias"][:, None]], axis=1)
        return rows.ravel().tolist() + net.parts["2.weight"].T.ravel().tolist() + net.parts["2.bias"].tolist()

    assert parameters(path, problem) == [expected(net) for net in nets]

    # weight_decay: the loss that its gradient belongs to, for each loss that is trained
    nets = [Sequential(seed) for seed in range(3)]
    mean = np.array([np.mean((net(points) - target(1)) ** 2) for net in nets])
    for trained, factor in (("mean", 1), ("half-mean", 0.5), ("sum", len(points))):
        objective = np.array([factor * m + 0.05 / 2 * net.squares() for m, net in zip(mean, nets)])
        export(path, [net.state_dict() for net in nets], loss=objective / factor)
        export_problem(problem, nets[0], points, target(1), optimizer=adam(nets[0], 0.05), trained_loss=trained)
        losses_agree(inspect(path, "--problem", problem), 3)
    assert decay_of(adam(nets[0], 0.05), nets[0]) == {"pytorch_weight_decay": 0.05}
    assert decay_of(adam(nets[0], 0), nets[0]) is None
    # biases in a group of their own, as many people have them
    weights = [nets[0].parts[name] for name in ("0.weight", "2.weight")]
    grouped = optimizer("SGD", (weights, 0.05, {}), ([nets[0].parts[name] for name in ("0.bias", "2.bias")], 0, {}))
    objective = np.array([m + 0.025 * net.squares("0.weight", "2.weight") for m, net in zip(mean, nets)])
    export(path, [net.state_dict() for net in nets], loss=objective)
    export_problem(problem, nets[0], points, target(1), optimizer=grouped)
    losses_agree(inspect(path, "--problem", problem), 3)
    assert json.load(open(problem))["decay"] == {"input_weights": "1/40", "outputs": "1/40"}
    # the loss without it is recognized as such
    export(path, [net.state_dict() for net in nets], loss=mean)
    assert codes(inspect(path, "--problem", problem, status=1)) == ["loss-outside", "without-decay"]

    # sample weights, by what the weighted squares are divided by
    omega = np.random.default_rng(3).uniform(0.5, 2, len(points))
    for divisor, total in (("count", len(points)), ("sum", omega.sum())):
        export(path, [net.state_dict() for net in nets], loss=np.array([np.sum(omega * (net(points) - target(1))[:, 0] ** 2) / total for net in nets]))
        export_problem(problem, nets[0], points, target(1), weights=omega, weights_divisor=divisor)
        losses_agree(inspect(path, "--problem", problem), 3)
    raises(ValueError, "weights_divisor", lambda: export_problem(problem, nets[0], points, target(1), weights=omega))

    # labels that a network made, in float32: the network is stated, and the loss of a student that is it is 0
    teacher = Sequential(9, m=2)
    made = teacher(points).astype(np.float32)
    export_problem(problem, nets[0], points, made, teacher=teacher.state_dict())
    export(path, [teacher.state_dict()])
    assert float(inspect(path, "--problem", problem)["losses"][0]["upper"]) < 1e-30
    raises(ValueError, "not the values of this teacher", lambda: export_problem(problem, nets[0], points, labels, teacher=teacher.state_dict()))

    # what is refused says why
    raises(ValueError, "AdamW with weight_decay: decoupled", lambda: decay_of(optimizer("AdamW", (nets[0].parts.values(), 0.01, {})), nets[0]))
    raises(ValueError, "decoupled", lambda: decay_of(optimizer("NAdam", (nets[0].parts.values(), 0.01, {"decoupled_weight_decay": True})), nets[0]))
    assert decay_of(optimizer("AdamW", (nets[0].parts.values(), 0.0, {})), nets[0]) is None
    raises(ValueError, "is not known here", lambda: decay_of(optimizer("Lion", (nets[0].parts.values(), 0.01, {})), nets[0]))
    raises(ValueError, "0.bias is not among the parameters", lambda: decay_of(optimizer("SGD", (weights, 0.01, {})), nets[0]))
    for refused, reason in (
        (module("ReLU"), "kinks"), (module("Dropout", p=0.5), "random"), (module("BatchNorm1d"), "other points"), (module("Softmax"), "depend on the others"),
        (module("Softplus", beta=2.0), "beta=1"), (module("Mish"), "none of"),
    ):  # fmt: skip
        raises(ValueError, reason, lambda: activation_of(Sequential(0, activation=refused)))
    for kind, name in (("Sigmoid", "sigmoid"), ("SiLU", "silu"), ("GELU", "gelu"), ("Identity", "identity")):
        assert activation_of(Sequential(0, activation=module(kind))) == name
    assert activation_of(Sequential(0, 3, 1, True, True, module("GELU", approximate="tanh"), ("3", module("Dropout", p=0)))) == "gelu-tanh"
    raises(ValueError, "the output layer must be linear", lambda: activation_of(Sequential(0, 3, 1, True, True, module("Tanh"), ("3", module("Sigmoid")))))
    frozen = Sequential(0)
    frozen.parts["2.bias"].requires_grad = False
    raises(ValueError, "2.bias was held fixed", lambda: export_problem(problem, frozen, points, labels))
    raises(ValueError, "1.running_mean: batch normalization", lambda: student({**nets[0].parts, "1.running_mean": np.zeros(3)}))
    raises(ValueError, "expected 0.weight, 2.weight", lambda: student({**nets[0].parts, "4.weight": np.zeros((1, 1))}))
    raises(ValueError, "some of the students have output biases", lambda: export(path, [nets[0].parts, Sequential(1, output_bias=False).parts]))
    raises(ValueError, "(N) or (N, k)", lambda: export_problem(problem, nets[0], points, labels[:3]))
print("all is well")
