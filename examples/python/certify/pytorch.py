"""PyTorch modules: layers, loss and weight decay as they were trained, or the reason why there is nothing to certify."""

from __future__ import annotations

import copy
from fractions import Fraction

import numpy as np

from .errors import BadInput
from .flax import require_equal
from .networks import FloatProblem
from .students import Students, as_array, build, exact_coefficient, uniform_decay


def from_torch(models, X, y, *, loss=None, weight_decay=None, optimizer=None, trained_loss=None, activation=None, claims=None) -> Students:
    """Students from a module of linear layers and activations, or a list of modules of one shape, and the data they were trained on.

    X, y          tensors or arrays: (N, d), and (N), (N, 1), (N, k) numbers, or (N) classes
    loss          the module that was minimized (torch.nn.MSELoss(), CrossEntropyLoss(), BCEWithLogitsLoss()), or "mean-squared-error",
                  "softmax-cross-entropy", "logistic"; MSELoss() where nothing is said and y holds floats
    weight_decay  of SGD, Adam and others that add weight_decay * theta to the gradient: weight_decay/2 |theta|² is then part of the loss
    optimizer     instead of it: its weight_decay, by layer where it has groups. AdamW is refused
    trained_loss  "mean" (the loss), "half-mean" (half of it), "sum" (over the points and outputs): what weight_decay stood beside
    activation    where it stands in forward() and not among the modules: as certify names it

    The outputs of the layers that are read are compared with those of the module; the claimed loss is that of the problem in float64.
    """
    several = list(models) if isinstance(models, (list, tuple)) else [models]
    read = [read_layers(model, activation) for model in several]
    if any(other[1:] != read[0][1:] for other in read[1:]):
        raise BadInput("the models differ in their activations")
    names, activations = read[0][2], list(read[0][1])
    X, y = as_array(X, "X"), y if isinstance(y, dict) else as_array(y, "y")
    X = X.reshape(len(X), -1)
    outputs, depth = read[0][0][-1][0].shape[0], len(names)
    name, scale, labels, activations = _loss(loss, y, activations, len(X), outputs)
    if trained_loss is not None:
        scale = {"mean": Fraction(1), "half-mean": Fraction(1, 2), "sum": Fraction(len(X) * (outputs if name == "mean-squared-error" else 1))}[trained_loss]
    if optimizer is not None and weight_decay is not None:
        raise BadInput("either optimizer or weight_decay, not both")
    decay = None if weight_decay is None else uniform_decay(depth, exact_coefficient(weight_decay) / (2 * scale))
    if optimizer is not None:
        found = decay_by_parameter(optimizer, several[0])
        coefficients = {parameter: exact_coefficient(value) / (2 * scale) for parameter, value in found.items()}
        decay = tuple([coefficients.get(f"{layer}.{part}" if layer else part, 0) for layer in names] for part in ("weight", "bias"))
    students = build([one[0] for one in read], activations, X, labels, name, decay=decay, claims=claims)
    return _compared(students, several, X, claims)


def _compared(students, models, X, claims):
    import torch

    networks = students.networks()
    problem = FloatProblem(students.problem, networks)
    losses = []
    for model, network in zip(models, networks):
        exact = copy.deepcopy(model).double().cpu().eval()
        theta = problem.vector(network)
        values = problem._forward(problem.network(theta))[1][-1]
        with torch.no_grad():
            try:
                theirs = exact(torch.from_numpy(np.array(X, dtype=np.float64)))
            except RuntimeError:  # inputs of another shape than (N, d): the module reshapes them its own way
                theirs = None
        if theirs is not None:
            require_equal(values, _before_last(theirs, models[0], values))
        losses.append(problem.loss(theta))
    return students if claims else Students(students.problem, students.arrays, {"loss": np.array(losses)})


def _before_last(theirs, model, values):
    """Outputs before a last Sigmoid or LogSoftmax that the loss has taken over."""
    last = type(_leaves(model)[-1][1]).__name__
    theirs = theirs.reshape(values.shape)
    if last == "LogSoftmax":
        return theirs.numpy() - theirs.numpy().mean(axis=1, keepdims=True) + values.mean(axis=1, keepdims=True)
    if last == "Sigmoid" and not np.allclose(theirs.numpy(), values, atol=1e-6):
        return theirs.logit().numpy()
    return theirs.numpy()


def _leaves(model):
    return [(name, module) for name, module in model.named_modules() if not any(True for _ in module.children())]


def read_layers(model, activation=None):
    """The layers (W, b), the activations of all of them, the names of the layers."""
    frozen = [name for name, parameter in model.named_parameters() if not getattr(parameter, "requires_grad", True)]
    if frozen:
        raise BadInput(f"{', '.join(frozen)} was held fixed (requires_grad=False): certify has no such problem, and a verdict would be about the loss as a function of it too")
    layers, names, between = [], [], []
    for name, module in _leaves(model):
        kind = type(module).__name__
        if kind == "Linear":
            layers.append((as_array(module.weight), None if module.bias is None else as_array(module.bias)))
            names.append(name)
            between.append(None)
        elif kind == "Flatten" or (kind.startswith(("Dropout", "AlphaDropout")) and module.p == 0):
            continue
        elif kind in ("LogSoftmax", "Identity"):
            if kind == "LogSoftmax" and between:
                between[-1] = "log-softmax"
        else:
            found = activation_name(name, module)
            if not between or between[-1] is not None:
                raise BadInput(f"{name} is {kind}: expected a linear layer before each activation")
            between[-1] = found
    if len(layers) < 2:
        raise BadInput(f"found {len(layers)} linear layers: expected at least one hidden layer and the outputs")
    if sum(int(np.size(part)) for layer in layers for part in layer if part is not None) != sum(p.numel() for p in model.parameters()):
        raise BadInput("the module has parameters that are no weights or biases of linear layers, or shares some between layers")
    hidden = [found if found is not None else activation for found in between[:-1]]
    if None in hidden:
        raise BadInput('there is no activation among the modules: if it stands in forward(), name it, activation="tanh"')
    return layers, [*hidden, between[-1] or "identity"], names


def _loss(loss, y, activations, count, outputs):
    """Certify's name of it, the trained loss over that one, the labels, the activations without what the loss takes over."""
    if loss is None:
        if isinstance(y, dict) or y.dtype.kind != "f":
            raise BadInput("y holds whole numbers: say the loss, torch.nn.MSELoss() or torch.nn.CrossEntropyLoss()")
        loss = "mean-squared-error"
    last, scale = activations[-1], Fraction(1)
    if not isinstance(loss, str):
        kind, reduction = type(loss).__name__, getattr(loss, "reduction", "mean")
        if getattr(loss, "weight", None) is not None or getattr(loss, "pos_weight", None) is not None:
            raise BadInput(f"{kind} with weights of the classes: state them as sample weights, from_state(.., weights=.., weights_divisor=\"sum\")")
        if kind not in _LOSSES:
            raise BadInput(f"{kind} is none of {', '.join(_LOSSES)}")
        if getattr(loss, "label_smoothing", 0):
            epsilon = exact_coefficient(loss.label_smoothing)
            y = {"probabilities": [[str(epsilon / outputs + (1 - epsilon) * (label == k)) for k in range(outputs)] for label in y.astype(int)]}
        if kind == "CrossEntropyLoss" and outputs == 1:
            raise BadInput("CrossEntropyLoss of one output is constant: BCEWithLogitsLoss is that of two classes")
        if (kind == "BCELoss") != (last == "sigmoid" and kind.startswith("BCE")) or (kind == "NLLLoss") != (last == "log-softmax"):
            raise BadInput(f"{kind} behind {last}: BCELoss follows Sigmoid, NLLLoss follows LogSoftmax(dim=1), CrossEntropyLoss and BCEWithLogitsLoss a linear layer")
        if kind in ("BCELoss", "NLLLoss"):
            last = "identity"
        loss = _LOSSES[kind]
        if reduction == "sum":
            scale = Fraction(count * (outputs if loss == "mean-squared-error" else 1))
        elif reduction != "mean":
            raise BadInput(f"{kind}(reduction={reduction!r}): what was minimized is a mean or a sum")
    if loss == "logistic":
        if outputs != 1:
            raise BadInput("several logistic outputs are not covered: one is, and softmax-cross-entropy of several classes")
        if not isinstance(y, dict):
            values = np.reshape(y, -1)
            if not np.isin(values, (0, 1)).all():
                raise BadInput("labels of a logistic loss are 0 and 1; give others as {\"probabilities\": [..]}")
            y = values.astype(int)
    if last == "log-softmax":
        raise BadInput("LogSoftmax belongs to NLLLoss, which together are softmax-cross-entropy: loss=torch.nn.NLLLoss()")
    return loss, scale, y, [*activations[:-1], last]


_LOSSES = {"MSELoss": "mean-squared-error", "CrossEntropyLoss": "softmax-cross-entropy", "NLLLoss": "softmax-cross-entropy", "BCEWithLogitsLoss": "logistic", "BCELoss": "logistic"}


def activation_name(name, module):
    """What certify calls the activation that a module is."""
    kind = type(module).__name__
    for refused, reason in MODULES_REFUSED.items():
        if kind.startswith(refused):
            raise BadInput(f"{name} is {kind}: {reason}")
    if kind not in MODULES:
        raise BadInput(f"{name} is {kind}, which is none of Linear, {', '.join(MODULES)}: give the problem by hand")
    return MODULES[kind](module)


def _softplus(module):
    # beyond its threshold, 20 unless set, PyTorch takes z for log(1 + exp z), 2e-9 less
    if module.beta != 1:
        raise BadInput(f"Softplus(beta={module.beta}): certify knows beta=1; scale the weights and outputs instead")
    return "softplus"


MODULES = {
    "Sigmoid": lambda module: "sigmoid",
    "Tanh": lambda module: "tanh",
    "Softplus": _softplus,
    "GELU": lambda module: "gelu-tanh" if getattr(module, "approximate", "none") == "tanh" else "gelu",
    "SiLU": lambda module: "silu",
    "Identity": lambda module: "identity",
}

_KINKS = "it has kinks or jumps of the second derivative, where there is no Hessian; on finite data it is not covered"
MODULES_REFUSED = {
    "Dropout": "the loss that was trained is random, and where training stopped is no critical point of the one without it: train with p=0",
    "AlphaDropout": "the loss that was trained is random: train with p=0",
    "BatchNorm": "batch normalization makes a neuron depend on the other points, which is no function of w·x: train without it",
    "LayerNorm": "it makes a neuron depend on the others, which is no function of w·x: train without it",
    "Softmax": "it makes an output depend on the others; the loss is of squared residuals",
    "Conv": "convolutions share weights between places; linear layers alone are covered",
    **dict.fromkeys(("ReLU", "LeakyReLU", "PReLU", "RReLU", "SELU", "ELU", "CELU", "Hard", "Softsign", "Threshold"), _KINKS),
}

COUPLED = ("SGD", "Adam", "Adagrad", "Adadelta", "Adamax", "NAdam", "RAdam", "RMSprop", "ASGD")


def decay_by_parameter(optimizer, model):
    """The weight_decay of each named parameter, where it is part of a loss: weight_decay * theta is added to the gradient, that of weight_decay/2 |theta|²."""
    groups = optimizer.param_groups
    if not any(group.get("weight_decay") for group in groups):
        return {}
    kind = type(optimizer).__name__
    if kind == "AdamW" or any(group.get("decoupled_weight_decay") for group in groups):
        raise BadInput(
            f"{kind} with weight_decay: decoupled weight decay is the gradient of no function, so where it stops is no critical point of a loss; "
            "train with Adam(weight_decay=..) or SGD to the end, or without decay"
        )
    if kind not in COUPLED:
        raise BadInput(f"{kind}: whether its weight_decay is part of the loss is not known here; state \"decay\" in the problem by hand")
    by_parameter = {id(parameter): group.get("weight_decay", 0) for group in groups for parameter in group["params"]}
    found = {}
    for name, parameter in model.named_parameters():
        if id(parameter) not in by_parameter:
            raise BadInput(f"{name} is not among the parameters of the optimizer: it was not trained, and a verdict would be about the loss as a function of it too")
        found[name] = by_parameter[id(parameter)]
    return found
