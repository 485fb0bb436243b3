"""Certified critical points of neural networks: from a trained model to verdicts that are theorems.

    import certify

    students = certify.from_torch(model, X, y, weight_decay=1e-3)     # from_sklearn, from_flax, from_state
    run = certify.refine(students).run()                              # Newton in float64, then the program
    run.verdicts                                                      # a pandas table, one row a student
    run.enclosures[0].loss                                            # two fractions.Fraction: the true loss lies between
    run.report("report.html")                                         # a page

    run = certify.run(w, a, problem="reference", loss=loss)           # arrays alone

The verdicts are those of the program `certify`, which this package carries or finds (argument `binary`, environment variable CERTIFY, PATH). Nothing here proves
or judges anything: it hands over files and reads what the program wrote.
"""

# Names are looked up when they are used: the console script imports this file and must not wait for NumPy.
_HOME = {
    "errors": ("CertifyError", "Rejected", "UsageError", "BadInput", "CannotWrite", "ProgramNotFound"),
    "runs": ("run", "open_run", "inspect", "CertifiedRun", "Enclosure", "_exact"),
    "problems": ("problem", "layers_problem", "write_problem"),
    "students": ("Students", "from_state"),
    "pytorch": ("from_torch",),
    "flax": ("from_flax",),
    "scikit": ("from_sklearn",),
    "refinement": ("refine",),
}
_MODULE = {name: module for module, names in _HOME.items() for name in names}

__version__ = "0.2.0"
__all__ = [name for name in _MODULE if not name.startswith("_")]


def __getattr__(name):
    if name not in _MODULE:
        raise AttributeError(f"module 'certify' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_MODULE[name]}", __name__), name)


def __dir__():
    return sorted([*globals(), *__all__])
