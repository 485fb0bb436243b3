"""Errors: a class for each exit status of the program."""

from typing import Optional


class CertifyError(Exception):
    """The program did not do what it was asked; the message is its one line that says why."""

    status: Optional[int] = None


class Rejected(CertifyError):
    """A certificate was rejected (exit status 1)."""

    status = 1


class UsageError(CertifyError):
    """The command line makes no sense (exit status 2)."""

    status = 2


class BadInput(CertifyError, ValueError):
    """Candidates, problem or model cannot be read or used (exit status 3)."""

    status = 3


class CannotWrite(CertifyError):
    """The output cannot be written, or the directory holds something else (exit status 4)."""

    status = 4


class ProgramNotFound(CertifyError):
    """There is no program `certify` where it was looked for."""


BY_STATUS = {error.status: error for error in (Rejected, UsageError, BadInput, CannotWrite)}
