"""Finds the program `certify`: the one that is named, the one that the wheel carries, or the one on PATH. Imports no NumPy: this is the console script too."""

import os
import sys

from .errors import ProgramNotFound


def find(binary=None):
    """The path of the program; `binary` or the environment variable CERTIFY names it, otherwise the wheel's, otherwise PATH is searched."""
    named = binary or os.environ.get("CERTIFY")
    if named:
        import shutil

        found = shutil.which(os.fspath(named))
        if found is None:
            raise ProgramNotFound(f"{named} is no program; build it with `swift build -c release --product certify` and name it in CERTIFY")
        return found
    carried = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bin", "certify")
    if os.access(carried, os.X_OK):
        return carried
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.join(folder, "certify")
        if os.path.isfile(path) and os.access(path, os.X_OK) and not _is_script(path):
            return path
    raise ProgramNotFound("certify is not on PATH and this installation carries none; build it with `swift build -c release --product certify` and name it in CERTIFY")


def _is_script(path):
    """Whether it may be the console script of this very package, which would call itself."""
    with open(path, "rb") as file:
        return file.read(2) == b"#!"


def environment():
    """The environment of the program: its Coq theory is the wheel's, unless it is named."""
    theory = os.path.join(os.path.dirname(os.path.abspath(__file__)), "proofs")
    return {**({"CERTIFY_THEORY": theory} if os.path.isdir(theory) else {}), **os.environ}


def main():
    """Becomes the program, with the arguments as they are."""
    try:
        program = find()
    except ProgramNotFound as error:
        sys.exit(f"certify: {error}")
    os.execve(program, ["certify", *sys.argv[1:]], environment())
