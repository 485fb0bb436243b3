"""The first 40 end points whose float64 smallest eigenvalue is negative: python3 negative.py refined.npz negative.npz"""

import sys

import numpy as np

data = np.load(sys.argv[1])
chosen = np.flatnonzero(data["min_eigenvalue"] < 0)[:40]
np.savez(sys.argv[2], **{name: data[name][chosen] for name in ("w", "a", "loss", "grad_norm", "min_eigenvalue")})
