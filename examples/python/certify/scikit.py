"""scikit-learn's MLPRegressor and MLPClassifier.

What they minimize, as their gradients have it (the losses that they print are others in part):

    MLPRegressor     (1/N) sum_i |e_i|²/2 + alpha/(2 n) |W|²      twice it: mean-squared-norm with decay alpha/n
    MLPClassifier    cross-entropy + alpha/(2 n) |W|²             decay alpha/(2 n)

The penalty is of the weights alone, biases do not decay. n is the number of points of one step: all of them with the solver lbfgs, `batch_size` with adam and sgd.
For several outputs MLPRegressor follows the gradient of the sum over them while its `loss_` averages over them; stated here is what is followed.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from .errors import BadInput
from .students import Students, as_array, build, exact_coefficient

_ACTIVATIONS = {"logistic": "sigmoid", "tanh": "tanh", "identity": "identity"}


def from_sklearn(models, X, y, *, sample_weight=None, claims=None) -> Students:
    """Students from a fitted MLPRegressor or MLPClassifier, or a list of them, and the data that `fit` was given.

    Output biases and alpha are stated as they are; the claimed loss is that of the problem (for a regressor twice the one that scikit-learn minimizes).
    """
    models = list(models) if isinstance(models, (list, tuple)) else [models]
    if any(not hasattr(model, "coefs_") for model in models):
        raise BadInput("a model has no coefs_: fit it first; a pipeline's last step, with the data that it is given there, is what is certified")
    model = models[0]
    same = ("activation", "alpha", "solver", "batch_size", "loss", "out_activation_")
    for name in same:
        if any(getattr(other, name) != getattr(model, name) for other in models[1:]):
            raise BadInput(f"the models differ in {name}: they minimize different losses")
    if model.activation not in _ACTIVATIONS:
        raise BadInput(f"activation {model.activation!r} has kinks, where there is no Hessian; on finite data it is not covered: train with tanh or logistic")
    X, y = as_array(X, "X"), np.asarray(y)
    count = len(X)
    networks = [[(W.T, b) for W, b in zip(one.coefs_, one.intercepts_)] for one in models]
    weights = None if sample_weight is None else as_array(sample_weight, "sample_weight")
    alpha, depth = exact_coefficient(model.alpha), len(networks[0])
    step = count if model.solver == "lbfgs" else min(200, count) if model.batch_size == "auto" else min(model.batch_size, count)
    if weights is not None and step != count:
        raise BadInput("with sample weights and mini-batches the penalty differs from step to step: there is no loss to certify; train with solver='lbfgs'")
    total = Fraction(step) if weights is None else sum(Fraction(float(value)) for value in weights)
    decay, labels, loss, expected = _objective(model, y, alpha / total)
    activations = [_ACTIVATIONS[model.activation]] * (depth - 1) + ["identity"]
    students = build(networks, activations, X, labels, loss, decay=([decay] * depth, [0] * depth), weights=weights,
                     weights_divisor=None if weights is None else "sum", claims=claims)  # fmt: skip
    _require_outputs(students, models, X, expected)
    return students if claims else _with_losses(students)


def _objective(model, y, penalty):
    """Coefficient of the weights, labels, loss, and what predicts the outputs of the last layer."""
    if model.out_activation_ == "identity":
        if model.loss != "squared_error":
            raise BadInput(f"loss {model.loss!r} is not covered: train with squared_error")
        labels = as_array(y, "y")
        return penalty, labels, "mean-squared-error" if labels.ndim == 1 or labels.shape[1] == 1 else "mean-squared-norm", "predict"
    if y.ndim == 2 and y.shape[1] > 1:
        raise BadInput("several labels at once (a logistic loss for each of several outputs) are not covered: a classifier of one label is")
    classes = np.searchsorted(model.classes_, np.reshape(y, -1))
    if (np.take(model.classes_, classes, mode="clip") != np.reshape(y, -1)).any():
        raise BadInput("y has labels that the model was not fitted on")
    return penalty / 2, classes, "logistic" if model.out_activation_ == "logistic" else "softmax-cross-entropy", "predict_proba"


def _require_outputs(students, models, X, method):
    """The layers that were read must compute what the model computes."""
    from .networks import FloatProblem

    networks = students.networks()
    problem = FloatProblem(students.problem, networks)
    for model, network in zip(models, networks):
        u = problem.outputs(problem.vector(network))
        if method == "predict_proba":
            u = np.exp(u - np.logaddexp.reduce(u, axis=1, keepdims=True)) if u.shape[1] > 1 else np.exp(-np.logaddexp(0, -u)) * [-1, 1] + [1, 0]
        found = np.asarray(getattr(model, method)(X), dtype=float).reshape(u.shape)
        if not np.allclose(u, found, rtol=1e-4, atol=1e-6):
            raise BadInput(f"the layers do not compute what {method} does, they differ by up to {np.abs(u - found).max():.2g}")


def _with_losses(students):
    from .networks import FloatProblem

    networks = students.networks()
    problem = FloatProblem(students.problem, networks)
    losses = [problem.loss(problem.vector(network)) for network in networks]
    return Students(students.problem, students.arrays, {"loss": np.array(losses)})
