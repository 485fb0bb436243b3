"""PyTorch state dicts of one hidden layer -> candidates for `certify`, and the problem that they were trained on.

    python3 from_pytorch.py students.npz seed0.pt seed1.pt ...                    torch.save(model.state_dict(), "seed0.pt")
    python3 from_pytorch.py students.npz *.pt --hidden hidden --output readout    for modules of other names

    export_problem("problem.json", model, x, y, optimizer=optimizer)              the problem: activation, biases, labels, weight_decay
    export_problem("problem.json", model, x, teacher=teacher.state_dict(), optimizer=optimizer)

The model is Sequential(Linear(d, m), activation, Linear(m, k)), each layer with or without bias; the names of its two layers are given, not guessed.
`Linear.weight` is (outputs, inputs): a row a neuron, which is declared in the file. The bias of the output layer becomes the array c, and "output_bias": true in
the problem.
"""

import argparse

import numpy as np

from candidates import write_stacked
from problems import write_problem

from certify.pytorch import MODULES_REFUSED, activation_name, decay_by_parameter  # isort: skip


def student(state, hidden="0", output="2"):
    """The arrays w (m, d), a (m) or (m, k), b (m) or None, c (a number), (k) or None of one state dict."""
    for name in state:
        if name.endswith(("running_mean", "running_var", "num_batches_tracked")):
            raise ValueError(f"{name}: {MODULES_REFUSED['BatchNorm']}")
    names = {f"{layer}.{part}" for layer in (hidden, output) for part in ("weight", "bias")}
    if set(state) - names or f"{hidden}.weight" not in state or f"{output}.weight" not in state:
        raise ValueError(f"expected {hidden}.weight, {output}.weight and perhaps {hidden}.bias, {output}.bias, found {', '.join(state)}")

    def array(name):
        if name not in state:
            return None
        tensor = state[name]
        if not hasattr(tensor, "detach"):
            return np.asarray(tensor)
        tensor = tensor.detach().cpu()
        return (tensor.float() if str(tensor.dtype) == "torch.bfloat16" else tensor).numpy()  # NumPy has no bfloat16; widening is exact

    w, a, b, c = array(f"{hidden}.weight"), array(f"{output}.weight").T, array(f"{hidden}.bias"), array(f"{output}.bias")
    if a.shape[0] != w.shape[0]:
        raise ValueError(f"{output}.weight reads {a.shape[0]} neurons, {hidden}.weight has {w.shape[0]}")
    return (w, a, b, c) if a.shape[1] != 1 else (w, a[:, 0], b, None if c is None else c[0])


def export(path, states, hidden="0", output="2", loss_convention=None, **claims):
    """Writes a file of students from state dicts of one shape; claims and conventions as in `write_students`.

    torch.nn.MSELoss() is the mean of squares: loss_convention="mean", which is the default. 0.5 * MSELoss() is "half-mean".
    Claims are about the loss of the problem: with weight decay in it, claim MSELoss() + weight_decay/2 * |theta|².
    """
    write_stacked(path, [student(state, hidden, output) for state in states], axes="neurons-inputs", loss_convention=loss_convention, **claims)


# Problems


def export_problem(
    path, model, points, labels=None, *, teacher=None, optimizer=None, trained_loss="mean", weights=None, weights_divisor=None, hidden="0", output="2"
):
    """Writes the problem that `model` was trained on; its parameters do not matter.

    labels        (N) or (N, k); not needed with a teacher
    teacher       the state dict of the teacher that made the labels, a network of the same kind
    optimizer     the one that trained it, whose weight_decay becomes "decay"
    trained_loss  what was minimized: "mean" (MSELoss()), "half-mean" (0.5 * MSELoss()), "sum" (MSELoss(reduction="sum")); it tells lambda from weight_decay
    weights       of the points, with what their squares were divided by: weights_divisor="count" for (weights * squares).mean()
    """
    state, activation = model.state_dict(), activation_of(model, hidden, output)
    w, a, b, c = student(state, hidden, output)
    frozen = [name for name, parameter in model.named_parameters() if not getattr(parameter, "requires_grad", True)]
    if frozen:
        raise ValueError(f"{', '.join(frozen)} was held fixed (requires_grad=False): certify has no such problem; an output bias that is fixed is stated as \"output_bias\": its value")
    points = _numbers(points)
    labels = None if labels is None else _numbers(labels)
    outputs = 1 if a.ndim == 1 else a.shape[1]
    if labels is not None and outputs == 1 and labels.ndim == 2:
        labels = labels[:, 0]
    scale = {"mean": 1, "half-mean": 0.5, "sum": len(points) * outputs}[trained_loss]
    write_problem(
        path, activation, points, labels,
        teacher=None if teacher is None else student(teacher, hidden, output),
        bias=b is not None, output_bias=c is not None, loss="mean-squared-error",
        weights=None if weights is None else _numbers(weights), weights_divisor=weights_divisor,
        decay=None if optimizer is None else decay_of(optimizer, model, scale, hidden, output),
    )  # fmt: skip


def _numbers(tensor):
    return np.asarray(tensor.detach().cpu().numpy() if hasattr(tensor, "detach") else tensor)


def activation_of(model, hidden="0", output="2"):
    """What certify calls the activation between the two layers of a Sequential."""
    found = None
    for name, module in model.named_children():
        kind = type(module).__name__
        if name in (hidden, output) or (kind.startswith(("Dropout", "AlphaDropout")) and module.p == 0):
            continue
        read = activation_name(name, module)
        if found is not None:
            raise ValueError(f"there are two activations, {found} and {read}: the output layer must be linear (networks with layers: certify.from_torch)")
        found = read
    if found is None:
        raise ValueError("there is no activation among the modules: if it stands in forward(), give it to write_problem by hand")
    return found


def decay_of(optimizer, model, scale=1, hidden="0", output="2"):
    """The decay of a problem that `weight_decay` of an optimizer stands for: it adds weight_decay * theta to the gradient, that of weight_decay/2 |theta|².

    scale: the trained loss over the mean of squares; 1/2 for half of it, N for the sum.
    """
    names = {f"{hidden}.weight": "input_weights", f"{hidden}.bias": "biases", f"{output}.weight": "outputs", f"{output}.bias": "output_bias"}
    by_group = {names[name]: value / scale for name, value in decay_by_parameter(optimizer, model).items()}
    values = set(by_group.values())
    if not any(values):
        return None
    if len(values) == 1:
        return {"pytorch_weight_decay": values.pop()}
    return {name: value / 2 for name, value in by_group.items() if value}


if __name__ == "__main__":
    import torch

    parser = argparse.ArgumentParser(description="PyTorch state dicts -> candidates for certify")
    parser.add_argument("path", help="the .npz or .safetensors file to write")
    parser.add_argument("states", nargs="+", help="files that torch.save wrote, one a student")
    parser.add_argument("--hidden", default="0", help="name of the hidden layer in the state dict")
    parser.add_argument("--output", default="2", help="name of the output layer")
    given = parser.parse_args()
    try:
        export(given.path, [torch.load(s, map_location="cpu", weights_only=True) for s in given.states], given.hidden, given.output)
    except (ValueError, OSError) as error:
        raise SystemExit(f"from_pytorch.py: {error}") from None
