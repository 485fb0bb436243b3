"""The code cells of examples/python/tutorial.ipynb, one after another, as a notebook runs them: NumPy, SciPy and pandas."""

import json
import os
import tempfile
from pathlib import Path

import certify

notebook = json.loads((Path(certify.__file__).parent.parent / "tutorial.ipynb").read_text(encoding="utf-8"))
names = {}
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(cells):
        exec(compile("".join(cell["source"]), f"cell {number}", "exec"), names)
    assert Path("report.html").stat().st_size > 10_000
assert names["run"].counts() == {"local-minimum": 12} and names["run"].check() == 12
assert list(names["saddle"].verdicts["verdict"]) == ["saddle"]
print("all is well")
