"""Writes the problem that students were trained on: that of the Python package beside this folder, without an installation."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "python"))

from certify.problems import decimal, exact, exact_list, layers_problem, problem, write_problem  # noqa: E402

__all__ = ["decimal", "exact", "exact_list", "layers_problem", "problem", "write_problem"]
