"""From arrays and models to verdicts: from_state, refine, and, where the libraries are installed, from_sklearn and from_torch. NumPy, SciPy and pandas."""

import copy
import json
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np

import certify
from certify.networks import _ACTIVATIONS, FloatProblem
from certify.students import Students

r = np.random.default_rng(7)
X = r.normal(size=(12, 2))
y = np.sin(X[:, 0]) - 0.5 * X[:, 1]
classes = (X[:, 0] * X[:, 1] > 0).astype(int) + (X[:, 0] > 0)


def raises(text, body, error=certify.BadInput):
    try:
        body()
    except error as raised:
        assert text in str(raised) and "\n" not in str(raised), raised
    else:
        raise AssertionError(f"{text}: nothing was raised")


def claims_hold(students):
    """The program encloses the loss of every student, and the float64 loss claimed lies there to rounding."""
    with tempfile.TemporaryDirectory() as folder:
        students.write(folder + "/s.npz", folder + "/p.json")
        found = certify.inspect(folder + "/s.npz", folder + "/p.json")
        assert [loss["comparison"] in ("inside", "rounding") for loss in found["losses"]] == [True] * len(students), found["losses"]
        assert found["warnings"] == [], found["warnings"]


def with_loss(students):
    """The same with the loss that FloatProblem finds as its claim."""
    networks = students.networks()
    problem = FloatProblem(students.problem, networks)
    return Students(students.problem, students.arrays, {"loss": np.array([problem.loss(problem.vector(network)) for network in networks])})


def derivatives_hold(students):
    """Gradient and Hessian of FloatProblem against central differences of the loss and of the gradient."""
    networks = students.networks()
    problem = FloatProblem(students.problem, networks)
    theta = problem.vector(networks[0])
    for l, (ours, theirs) in enumerate(zip(problem.network(theta), networks[0])):
        assert all(a is b is None or np.array_equal(a, b) for a, b in zip(ours, theirs)), l
    h = 1e-5
    moves = np.eye(len(theta)) * h
    gradient = np.array([(problem.loss(theta + d) - problem.loss(theta - d)) / (2 * h) for d in moves])
    assert np.allclose(problem.gradient(theta)[1], gradient, atol=1e-7), students
    hessian = np.array([(problem.gradient(theta + d)[1] - problem.gradient(theta - d)[1]) / (2 * h) for d in moves])
    for entries in (1, 4_000_000):
        assert np.allclose(problem.hessian(theta, entries), hessian, atol=1e-6), students
    assert abs(problem.gradient(theta)[0] - problem.loss(theta)) < 1e-14


# every activation, both landscapes, all losses, decay by groups and layers, sample weights: the loss is the one that the program encloses, derivatives are its own
for name in _ACTIVATIONS:
    two = certify.from_state(w=r.normal(size=(2, 3, 2)) / 2, b=r.normal(size=(2, 3)), a=r.normal(size=(2, 3)), c=r.normal(size=2), X=X, y=y, activation=name,
                             decay={"input_weights": 0.01, "outputs": 0.02, "biases": 0, "output_bias": 0.03}, weights=np.arange(1, 13), weights_divisor="sum")  # fmt: skip
    assert two.problem["decay"]["outputs"] == "1/50" and two.problem["output_bias"] is True
    claims_hold(with_loss(two)), derivatives_hold(two)
    deep = certify.from_state(W1=r.normal(size=(2, 3, 2)) / 2, b1=r.normal(size=(2, 3)), W2=r.normal(size=(2, 2, 3)) / 2, W3=r.normal(size=(2, 1, 2)), b3=r.normal(size=(2, 1)),
                              X=X, y=y[:, None], activation=["tanh", name], decay={"weights": [0.01, 0.02, 0.03], "biases": 0.004})  # fmt: skip
    claims_hold(with_loss(deep)), derivatives_hold(deep)
three = dict(W1=r.normal(size=(4, 2)), b1=r.normal(size=4), W2=r.normal(size=(3, 4)), b2=r.normal(size=3))
soft = certify.from_state(three, X, classes, activation="silu", loss="softmax-cross-entropy", weight_decay=0.02)
assert soft.problem["decay"] == {"weights": ["1/100"] * 2, "biases": ["1/100"] * 2} and len(soft) == 1
claims_hold(with_loss(soft)), derivatives_hold(soft)
likely = certify.from_state(three, X, {"probabilities": [["1/2", "1/4", "1/4"]] * 12}, activation="silu", loss="softmax-cross-entropy")
claims_hold(with_loss(likely)), derivatives_hold(likely)
one = certify.from_state(W1=three["W1"], b1=three["b1"], W2=three["W2"][:1], b2=three["b2"][:1], X=X, y=classes > 0, activation="tanh", loss="logistic", decay=0.001)
claims_hold(with_loss(one)), derivatives_hold(one)
square = certify.from_state(W1=three["W1"], b1=three["b1"], W2=three["W2"], X=X, y=np.eye(3)[classes], activation="tanh", output_activation="sigmoid", loss="mean-squared-error")
claims_hold(with_loss(square)), derivatives_hold(square)
for loss in ("mean-squared-error", "mean-squared-norm"):
    many = certify.from_state(three | {"W1": three["W1"].astype("f4")}, X, np.eye(3)[classes], activation="tanh", loss=loss)
    assert many.arrays["a"].shape == (1, 4, 3) and many.arrays["c"].shape == (1, 3) and many.arrays["w"].dtype == np.float32
    claims_hold(with_loss(many)), derivatives_hold(many)

# shapes: of one student or several, outputs (m), (1, m), (m, 1), (n, 1, m), labels (N, 1); lists of students; tensors with gradients
w, b, a, c = r.normal(size=(3, 4, 2)), r.normal(size=(3, 4)), r.normal(size=(3, 4)), r.normal(size=3)


class Tensor:
    """What a tensor with a gradient shows of itself: no NumPy array before it is detached."""

    def __init__(self, values):
        self.values = values

    def detach(self):
        return self.values


reference = certify.from_state(w=w, b=b, a=a, c=c, X=X, y=y, activation="tanh")
for other in (
    certify.from_state(w=w, b=b, a=a[:, None], c=c[:, None], X=X, y=y[:, None], activation="tanh"),
    certify.from_state(w=w, b=b, a=a[:, :, None], c=c, X=X, y=y, activation="tanh"),
    certify.from_state(W1=w, b1=b, W2=a[:, None], b2=c[:, None], X=X, y=y, activation="tanh"),
    certify.from_state([dict(w=w[s], b=b[s], a=a[s], c=c[s]) for s in range(3)], X, y, activation="tanh"),
    certify.from_state([dict(w=w[s], b=b[s], a=a[s][None], c=c[s : s + 1]) for s in range(3)], X, y, activation="tanh"),
    certify.from_state(w=Tensor(w), b=Tensor(b), a=Tensor(a), c=Tensor(c), X=Tensor(X), y=Tensor(y), activation="tanh"),
):
    assert json.dumps(other.problem) == json.dumps(reference.problem)
    assert {name: array.tolist() for name, array in other.arrays.items()} == {name: array.tolist() for name, array in reference.arrays.items()}
assert certify.from_state(w=w, a=a, problem="reference").problem == "reference"
raises("transposed", lambda: certify.from_state(w=w[0], a=np.ones((3, 4)), X=X, y=y, activation="tanh"))
raises("without a gap", lambda: certify.from_state(W1=w, W3=w, X=X, y=y, activation="tanh"))
raises("b1 is (1,)", lambda: certify.from_state(W1=three["W1"], b1=three["b1"][:1], W2=three["W2"], X=X, y=y, activation="tanh"))
raises("say the loss", lambda: certify.from_state(three, X, y, activation="tanh"))
raises("not both", lambda: certify.from_state(w=w, a=a, X=X, y=y, activation="tanh", decay=1, weight_decay=2))
raises("2 inputs", lambda: certify.from_state(w=w, a=a, X=X[:, :1], y=y, activation="tanh"))
raises("whole numbers", lambda: certify.from_state(three, X, y, activation="tanh", loss="softmax-cross-entropy"))
raises("some of the students", lambda: certify.from_state([dict(w=w[0], a=a[0]), dict(w=w[0], a=a[0], c=c[0])], X, y, activation="tanh"))

# pytrees of kernels, in the order of their numbers
tree = {"params": {"Dense_10": {"kernel": three["W2"].T, "bias": three["b2"]}, "Dense_9": {"kernel": three["W1"].T, "bias": three["b1"]}}}
flax = certify.from_flax([tree, tree], X, classes, activation="silu", loss="softmax-cross-entropy", weight_decay=0.02)
assert len(flax) == 2 and flax.problem == soft.problem and np.array_equal(flax.arrays["W2"][1], three["W2"])
network = lambda variables, x: (z := x @ variables["params"]["Dense_9"]["kernel"] + three["b1"]) / (1 + np.exp(-z)) @ three["W2"].T + three["b2"]
assert len(certify.from_flax(tree, X, classes, activation="silu", loss="softmax-cross-entropy", apply=network)) == 1
raises("do not compute", lambda: certify.from_flax(tree, X, classes, activation="tanh", loss="softmax-cross-entropy", apply=network))
named = {"read": tree["params"]["Dense_10"], "encode": tree["params"]["Dense_9"]}
raises("in which order", lambda: certify.from_flax(named, X, classes, activation="silu", loss="softmax-cross-entropy"))
assert certify.from_flax(named, X, classes, activation="silu", loss="softmax-cross-entropy", layers=["encode", "read"], weight_decay=0.02).problem == soft.problem

# decay: a typed coefficient is the decimal it spells, a fraction is exact
assert certify.problem("tanh", X, y, decay=Fraction(1, 1797))["decay"] == "1/1797"
assert certify.problem("tanh", X, y, decay={"outputs": "1/3"})["decay"] == {"outputs": "1/3"}

# refine: to minima that the program proves, and without descent to the saddle that is near
start = certify.from_state(w=w[:, :2], b=b[:, :2], a=a[:, :2], c=c, X=X, y=y, activation="tanh", weight_decay=0.02)
refined = certify.refine(start)
assert (refined.claims["grad_norm"] < 1e-13).all() and len(refined) == 3
run = refined.run(jobs=1)
assert set(run.verdicts["verdict"]) == {"local-minimum"} and run.check() == 3, run.verdicts
assert set(run.verdicts["float64_claim"]) == {"confirmed"}
assert "local-minimum" in run._repr_html_() and run.counts() == {"local-minimum": 3}
assert "<table" in run._repr_html_() and "CertifiedRun" in repr(run)
# weights and outputs 0 are a saddle or a minimum where b and c are at their best: for odd tanh all 0 but c, a point that Newton's method keeps
zero = certify.from_state(w=np.zeros((1, 2, 2)), b=np.zeros((1, 2)), a=np.zeros((1, 2)), c=[0.3], X=X, y=y, activation="tanh", weight_decay=0.02)
kept = zero.refine(descend=False)
assert np.abs(kept.arrays["w"]).max() < 1e-12 and kept.claims["min_eigenvalue"][0] < 0
assert list(kept.run(jobs=1).verdicts["verdict"]) == ["saddle"]
deep = certify.refine(soft)
assert list(deep.run(jobs=1).verdicts["verdict"]) == ["local-minimum"]
raises("dictionary", lambda: certify.refine(certify.from_state(w=w, a=a, problem="reference")))
raises("not finite", lambda: certify.refine(certify.from_state(w=w * np.nan, a=a, X=X, y=y, activation="tanh")))

# a student that is not finite has a record and no bounds
broken = certify.from_state(w=w[:1] * np.nan, b=b[:1], a=a[:1], c=c[:1], X=X, y=y, activation="tanh").run()
assert broken.counts() == {"not-finite": 1} and broken.enclosures[0].loss is None and broken.enclosures[0].verdict == "not-finite"

# the console script becomes the program and imports no NumPy; a script of that name on PATH is not taken for the program
code = "import sys; import certify.program as p; sys.argv = ['certify', '--version']; assert 'numpy' not in sys.modules and 'pandas' not in sys.modules; p.main()"
done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
assert done.returncode == 0 and done.stdout.startswith('certify '), done
with tempfile.TemporaryDirectory() as folder:
    script = Path(folder, "certify")
    script.write_text("#!/bin/sh\nexit 9\n")
    script.chmod(0o755)
    environment = {"PATH": folder, "PYTHONPATH": str(Path(certify.__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", "import certify.program as p; p.main()"], capture_output=True, text=True, env=environment)
    carried = Path(certify.__file__).parent / "bin" / "certify"
    assert carried.exists() or (done.returncode == 1 and "build it with" in done.stderr and "Traceback" not in done.stderr), done

try:
    from sklearn.neural_network import MLPClassifier, MLPRegressor
except ImportError:
    print("skipped: scikit-learn")
else:
    import warnings

    warnings.simplefilter("ignore")
    common = dict(solver="lbfgs", activation="tanh", max_iter=4000, tol=1e-12, alpha=0.3, random_state=0)

    def own_gradient(model, Z, t, sample_weight=None):
        """The gradient that scikit-learn follows, by its own code: it must vanish where ours does, and be a multiple of ours."""
        grads = [np.empty_like(W) for W in model.coefs_], [np.empty_like(v) for v in model.intercepts_]
        layers = [Z] + [None] * (model.n_layers_ - 1)
        for place in range(1, model.n_layers_):
            layers[place] = np.empty((len(Z), model.coefs_[place - 1].shape[1]))
        result = model._backprop(Z, t, sample_weight, layers, [np.empty_like(v) for v in layers[1:]], *grads)
        return np.concatenate([part.ravel() for W, v in zip(result[1], result[2]) for part in (W.T, v)])

    weights = np.arange(1.0, 13)
    for targets, hidden, sampled in ((y, (3,), None), (np.stack([y, -y * y], 1), (3,), None), (y, (3, 2), None), (y, (3,), weights)):
        model = MLPRegressor(hidden_layer_sizes=hidden, **common).fit(X, targets, **({} if sampled is None else {"sample_weight": sampled}))
        students = certify.from_sklearn(model, X, targets, sample_weight=sampled)
        claims_hold(students)
        problem = FloatProblem(students.problem, students.networks())
        moved = [(W + 0.1 * r.normal(size=W.shape), v) for W, v in students.networks()[0]]
        for place, (W, _) in enumerate(moved):
            model.coefs_[place] = np.ascontiguousarray(W.T)
        ours = problem.gradient(problem.vector(moved))[1]
        theirs = own_gradient(model, X, targets.reshape(12, -1), sampled)
        assert np.allclose(ours, 2 * theirs, atol=1e-12), (hidden, ours, theirs)
    for labels, k in ((classes, 3), (np.where(classes > 0, "yes", "no"), 1)):
        model = MLPClassifier(hidden_layer_sizes=(3,), **common).fit(X, labels)
        students = certify.from_sklearn([model, model], X, labels)
        assert students.problem["loss"] == ("logistic" if k == 1 else "softmax-cross-entropy") and len(students) == 2
        assert students.problem["decay"]["weights"] == ["1/80", "1/80"] and set(students.problem["decay"]["biases"]) == {"0"}
        claims_hold(students)
        problem = FloatProblem(students.problem, students.networks())
        coded = np.eye(3)[labels] if k == 3 else (labels == "yes").astype(float)[:, None]
        moved = [(W + 0.1 * r.normal(size=W.shape), v) for W, v in students.networks()[0]]
        for place, (W, _) in enumerate(moved):
            model.coefs_[place] = np.ascontiguousarray(W.T)
        assert np.allclose(problem.gradient(problem.vector(moved))[1], own_gradient(model, X, coded), atol=1e-12)
    raises("kinks", lambda: certify.from_sklearn(MLPRegressor(hidden_layer_sizes=(3,), **{**common, "activation": "relu"}).fit(X, y), X, y))
    raises("fit it first", lambda: certify.from_sklearn(MLPRegressor(), X, y))
    changed = MLPRegressor(hidden_layer_sizes=(3,), **common).fit(X, y)
    changed.predict = lambda points: np.ones(len(points))
    raises("do not compute", lambda: certify.from_sklearn(changed, X, y))

try:
    import torch
except ImportError:
    print("skipped: PyTorch")
else:
    from torch import nn

    torch.manual_seed(0)
    T, t, labels = torch.from_numpy(X), torch.from_numpy(y)[:, None], torch.from_numpy(classes)
    net = lambda k, *last, wide=nn.Tanh: nn.Sequential(nn.Linear(2, 3), wide(), nn.Linear(3, k), *last).double()
    half = net(1)
    students = certify.from_torch(half, T, t, weight_decay=0.02)
    claims_hold(students)
    trained = nn.MSELoss()(half(T), t) + 0.01 * sum((p**2).sum() for p in half.parameters())
    assert abs(float(trained) - students.claims["loss"][0]) < 1e-14
    trained.backward()
    problem = FloatProblem(students.problem, students.networks())
    assert np.allclose(problem.gradient(problem.vector(students.networks()[0]))[1], np.concatenate([p.grad.numpy().ravel() for p in half.parameters()]), atol=1e-14)
    # a sum has the same minima with a decay that is N times as small
    summed = certify.from_torch(half, T, t, weight_decay=0.02, loss=nn.MSELoss(reduction="sum"))
    assert summed.problem["decay"]["input_weights"] == "1/1200"
    assert certify.from_torch(half, T, t, weight_decay=0.02, trained_loss="half-mean").problem["decay"]["outputs"] == "1/50"
    deep = nn.Sequential(nn.Flatten(), nn.Linear(2, 4), nn.GELU(), nn.Linear(4, 3), nn.SiLU(), nn.Linear(3, 3)).double()
    for loss in (nn.CrossEntropyLoss(), nn.CrossEntropyLoss(label_smoothing=0.1)):
        students = certify.from_torch([deep, copy.deepcopy(deep)], T, labels, loss=loss, optimizer=torch.optim.Adam(deep.parameters(), weight_decay=1e-3))
        claims_hold(students)
        assert abs(students.claims["loss"][0] - float(loss(deep(T), labels) + 5e-4 * sum((p**2).sum() for p in deep.parameters()))) < 1e-13
    binary = (labels > 0).double()[:, None]
    logits = certify.from_torch(half, T, binary, loss=nn.BCEWithLogitsLoss())
    assert abs(logits.claims["loss"][0] - float(nn.BCEWithLogitsLoss()(half(T), binary))) < 1e-14
    behind = nn.Sequential(*half, nn.Sigmoid())
    assert certify.from_torch(behind, T, binary, loss=nn.BCELoss()).problem == logits.problem
    likelihood = nn.Sequential(*net(3), nn.LogSoftmax(dim=1))
    assert certify.from_torch(likelihood, T, labels, loss=nn.NLLLoss()).problem["loss"] == "softmax-cross-entropy"
    claims_hold(certify.from_torch(behind, T, binary, loss=nn.MSELoss()))

    class Written(nn.Module):
        """Activation in forward()."""

        def __init__(self):
            super().__init__()
            self.first, self.second = nn.Linear(2, 3), nn.Linear(3, 1)

        def forward(self, x):
            return self.second(torch.tanh(self.first(x)))

    claims_hold(certify.from_torch(Written(), T, t, activation="tanh"))
    raises("do not compute", lambda: certify.from_torch(Written(), T, t, activation="sigmoid"))
    raises("name it", lambda: certify.from_torch(Written(), T, t))
    raises("decoupled", lambda: certify.from_torch(half, T, t, optimizer=torch.optim.AdamW(half.parameters())))
    raises("kinks", lambda: certify.from_torch(net(1, wide=nn.ReLU), T, t))
    raises("say the loss", lambda: certify.from_torch(net(3), T, labels))
    raises("follows", lambda: certify.from_torch(behind, T, binary, loss=nn.BCEWithLogitsLoss()))
    raises("random", lambda: certify.from_torch(nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Dropout(0.5), nn.Linear(3, 1)), T, t))
    half[0].bias.requires_grad = False
    raises("held fixed", lambda: certify.from_torch(half, T, t))
print("all is well")
