"""examples/exporters/from_pytorch.py against PyTorch itself."""

import subprocess
import sys
import tempfile

import numpy as np
import torch

from candidates import write_students
from from_pytorch import activation_of, export, export_problem, student
from support import EXPORTERS, codes, inspect, labels, losses_agree, parameters, points, problem_file, raises

torch.manual_seed(1)
x, y = torch.tensor(points), torch.tensor(labels)


def model(bias, dtype=torch.float64, d=2, m=3):
    return torch.nn.Sequential(torch.nn.Linear(d, m, bias=bias), torch.nn.Sigmoid(), torch.nn.Linear(m, 1, bias=False)).to(dtype)


def loss(net):
    return torch.nn.MSELoss()(net.double()(x)[:, 0], y).item()


def expected(net):
    hidden, output = net[0], net[2]
    rows = [list(r) + ([hidden.bias[j].item()] if hidden.bias is not None else []) for j, r in enumerate(hidden.weight.tolist())]
    return sum(rows, []) + output.weight[0].tolist()


with tempfile.TemporaryDirectory() as folder:
    for bias in (False, True):
        problem = problem_file(folder, bias)
        nets = [model(bias) for _ in range(4)]
        # a few steps of a real training loop
        for net in nets:
            optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
            for _ in range(50):
                optimizer.zero_grad()
                torch.nn.MSELoss()(net(x)[:, 0], y).backward()
                optimizer.step()
        for ending in ("npz", "safetensors"):
            if ending == "safetensors":
                try:
                    import safetensors  # noqa: F401
                except ImportError:
                    continue
            path = f"{folder}/students.{ending}"
            export(path, [net.state_dict() for net in nets], loss=np.array([loss(net) for net in nets]))
            found = inspect(path, "--problem", problem)
            losses_agree(found, 4)
            assert found["conventions"] == {"axes": "neurons-inputs"} and found["has_bias_array"] is bias
            assert parameters(path, problem) == [expected(net) for net in nets]
        # half of it, declared and not
        halves = np.array([loss(net) / 2 for net in nets])
        export(path, [net.state_dict() for net in nets], loss=halves, loss_convention="half-mean")
        losses_agree(inspect(path, "--problem", problem), 4)
        export(path, [net.state_dict() for net in nets], loss=halves)
        assert codes(inspect(path, "--problem", problem, status=1)) == ["loss-outside", "half-mean"]
        # the file with biases does not fit the problem without, and the other way round
        inspect_other = subprocess.run([sys.executable, "-c", "import os, sys; os.execv(os.environ['CERTIFY'], ['certify', 'inspect', *sys.argv[1:]])", path, "--problem", problem_file(folder, not bias)], capture_output=True, text=True)
        assert inspect_other.returncode == 3 and "biases" in inspect_other.stderr, inspect_other

    # float32 checkpoints are exact, through the command line; as many neurons as inputs, where only the declaration tells the axes
    nets = [model(False, torch.float32, m=2) for _ in range(3)]
    names = []
    for i, net in enumerate(nets):
        names.append(f"{folder}/seed{i}.pt")
        torch.save(net.state_dict(), names[-1])
    subprocess.run([sys.executable, f"{EXPORTERS}/from_pytorch.py", f"{folder}/cli.npz", *names], check=True)
    found = inspect(f"{folder}/cli.npz")
    assert {a["name"]: a["type"] for a in found["arrays"]} == {"w": "float32", "a": "float32"}
    assert parameters(f"{folder}/cli.npz", problem_file(folder)) == [expected(net) for net in nets]
    # claims evaluated in float32 are recognized as such
    singles = np.array([torch.nn.MSELoss()(net(x.float())[:, 0], y.float()).item() for net in nets], dtype=np.float32)
    export(f"{folder}/single.npz", [net.state_dict() for net in nets], loss=singles)
    found = inspect(f"{folder}/single.npz", "--problem", problem_file(folder))
    assert codes(found) in (["float32"], []), found["warnings"]
    # swapped by mistake: the losses tell
    w = np.stack([net[0].weight.detach().numpy().T for net in nets])
    a = np.stack([net[2].weight.detach().numpy()[0] for net in nets])
    write_students(f"{folder}/swapped.npz", w, a, loss=np.array([loss(net) for net in nets]))
    assert codes(inspect(f"{folder}/swapped.npz", "--problem", problem_file(folder), status=1)) == ["loss-outside", "inputs-neurons"]

    # half precision keeps its numbers: bfloat16 widens exactly, float16 is read as it is
    net = model(True, torch.bfloat16)
    w, a, b, c = student(net.state_dict())
    assert w.dtype == np.float32 and np.array_equal(w, net[0].weight.detach().double().numpy())

    # several outputs keep their axis
    two = torch.nn.Sequential(torch.nn.Linear(2, 3, bias=False), torch.nn.Tanh(), torch.nn.Linear(3, 2, bias=False))
    assert student(two.state_dict())[1].shape == (3, 2)

    # what is not covered, or not named, is refused
    # both layers with biases, trained with weight decay: the problem that the exporter writes has the losses of the objective
    full = [torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1)).double() for _ in range(3)]
    for net in full:
        optimizer = torch.optim.SGD(net.parameters(), lr=0.05, weight_decay=0.01)
        for _ in range(50):
            optimizer.zero_grad()
            torch.nn.MSELoss()(net(x)[:, 0], y).backward()
            optimizer.step()
    squares = [sum((p**2).sum().item() for p in net.parameters()) for net in full]
    export(f"{folder}/full.npz", [net.state_dict() for net in full], loss=np.array([loss(net) + 0.005 * s for net, s in zip(full, squares)]))
    export_problem(f"{folder}/full.json", full[-1], x, y, optimizer=optimizer)
    losses_agree(inspect(f"{folder}/full.npz", "--problem", f"{folder}/full.json"), 3)
    raises(ValueError, "decoupled", lambda: export_problem(f"{folder}/full.json", full[0], x, y, optimizer=torch.optim.AdamW(full[0].parameters())))
    raises(ValueError, "kinks", lambda: activation_of(torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1))))
    deep = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Sigmoid(), torch.nn.Linear(3, 3), torch.nn.Sigmoid(), torch.nn.Linear(3, 1))
    raises(ValueError, "expected 0.weight, 2.weight", lambda: student(deep.state_dict()))
    raises(ValueError, "expected hidden.weight", lambda: student(model(False).state_dict(), hidden="hidden"))
    raises(ValueError, "some of the students", lambda: export(f"{folder}/x.npz", [model(False).state_dict(), model(True).state_dict()]))
    raises(ValueError, "must end in", lambda: export(f"{folder}/x.pt", [model(False).state_dict()]))
    broken = model(False)
    broken[0].weight.data[0, 0] = float("nan")
    # one that diverged is written as it is, for the others' sake
    export(f"{folder}/x.npz", [model(False).state_dict(), broken.state_dict()])
    assert np.isnan(np.load(f"{folder}/x.npz")["w"][1, 0, 0])
print("all is well with PyTorch", torch.__version__)
