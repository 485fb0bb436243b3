"""PyTorch state dicts of one hidden layer -> candidates for `certify`.

    python3 from_pytorch.py students.npz seed0.pt seed1.pt ...                    torch.save(model.state_dict(), "seed0.pt")
    python3 from_pytorch.py students.npz *.pt --hidden hidden --output readout    for modules of other names

The model is Sequential(Linear(d, m), activation, Linear(m, k, bias=False)); the names of its two layers are given, not guessed. `Linear.weight` is
(outputs, inputs): a row a neuron, which is declared in the file.
"""

import argparse

import numpy as np
import torch

from candidates import write_stacked


def student(state, hidden="0", output="2"):
    """The arrays w (m, d), a (m) or (m, k), b (m) or None of one state dict."""
    names = {f"{hidden}.weight", f"{hidden}.bias", f"{output}.weight"}
    unknown = set(state) - names
    if unknown == {f"{output}.bias"}:
        raise ValueError(f"{output}.bias: a bias of the output is not covered, train with Linear(..., bias=False) there; a verdict with the bias held fixed would be about another loss")
    if unknown or f"{hidden}.weight" not in state or f"{output}.weight" not in state:
        raise ValueError(f"expected {hidden}.weight, {output}.weight and perhaps {hidden}.bias, found {', '.join(state)}")

    def array(name):
        tensor = state[name].detach().cpu()
        return (tensor.float() if tensor.dtype in (torch.bfloat16, torch.float16) else tensor).numpy()  # widening is exact

    w, a = array(f"{hidden}.weight"), array(f"{output}.weight").T
    if a.shape[0] != w.shape[0]:
        raise ValueError(f"{output}.weight reads {a.shape[0]} neurons, {hidden}.weight has {w.shape[0]}")
    return w, a[:, 0] if a.shape[1] == 1 else a, array(f"{hidden}.bias") if f"{hidden}.bias" in state else None


def export(path, states, hidden="0", output="2", loss_convention=None, **claims):
    """Writes a file of students from state dicts of one shape; claims and conventions as in `write_students`.

    torch.nn.MSELoss() is the mean of squares: loss_convention="mean", which is the default. 0.5 * MSELoss() is "half-mean".
    """
    write_stacked(path, [student(state, hidden, output) for state in states], axes="neurons-inputs", loss_convention=loss_convention, **claims)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="PyTorch state dicts -> candidates for certify")
    parser.add_argument("path", help="the .npz or .safetensors file to write")
    parser.add_argument("states", nargs="+", help="files that torch.save wrote, one a student")
    parser.add_argument("--hidden", default="0", help="name of the hidden layer in the state dict")
    parser.add_argument("--output", default="2", help="name of the output layer")
    given = parser.parse_args()
    export(given.path, [torch.load(s, map_location="cpu", weights_only=True) for s in given.states], given.hidden, given.output)
