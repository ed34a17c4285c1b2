"""The Python environments of the servers: install them, and check that they are complete."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import RequirementError, ServerError
from .processes import tail
from .settings import ROOT

_NO_CONNECTION = (
    r"(?:NewConnectionError|ConnectTimeoutError|ProxyError|NameResolutionError"
    r"|Temporary failure in name|Network is unreachable)"
)
_UNREACHABLE = re.compile(
    rf"""
    Retry\(total=0,.*{_NO_CONNECTION}.*\n.*\(from\ versions:\ none\)  # its last attempt, and so no version is known
    | \(Caused\ by\ {_NO_CONNECTION}                                  # a file that it wanted to fetch
    | ^\ *error:\ (?:proxy-)?connection-(?:failed|timeout)$     # the same, since pip 26
    """,
    re.MULTILINE | re.VERBOSE,
)
"""The text of pip's error, and of the warning before it, when it cannot reach the package index."""

_ERROR = re.compile(
    r"^ *(?:ERROR|error): "
    r"(?!No matching distribution|subprocess-exited-with-error|Failed to build .* when installing build dependencies)",
    re.MULTILINE,
)
"""The start of an error of pip that does not only repeat the one before."""

EXCLUDED_VARIABLES = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV")


def complete(venv: Path, contents: str) -> bool:
    """Return whether an environment has these contents: a file `complete` is written when all is installed.

    Its Python is a link to the system's, which an upgrade of the system may have removed since.
    """
    mark = _mark(venv)
    return mark.exists() and mark.read_text() == _digest(contents) and os.access(venv / "bin/python", os.X_OK)


def make(python: str, venv: Path, contents: str, *installs: Sequence[str | Path]) -> None:
    """Create an environment by calls of `pip install`, in place of an old one.

    Raises `ServerError`; `RequirementError` if the index cannot be reached.
    """
    venv.parent.mkdir(parents=True, exist_ok=True)
    _mark(venv).unlink(missing_ok=True)
    log = venv.parent / "install.log"
    log.unlink(missing_ok=True)
    _run([python, "-m", "venv", "--clear", venv], log)
    for arguments in installs:
        _run([venv / "bin/pip", "install", "--disable-pip-version-check", "--no-compile", *arguments], log)
    _run([venv / "bin/python", "-m", "compileall", "-q", "-j", "0", venv / "lib"], log, must=False)
    _mark(venv).write_text(_digest(contents))


def _run(command: Sequence[str | Path], log: Path, *, must: bool = True) -> None:
    with log.open("ab") as out:
        before = out.tell()
        completed = subprocess.run(
            [str(part) for part in command], env=clean_environment(), stdout=out, stderr=out, check=False
        )
    if must and completed.returncode != 0:
        message = f"{log.parent.name} could not be installed:\n{tail(log)}"
        raise (
            RequirementError(message)
            if index_unreachable(log.read_bytes()[before:].decode(errors="replace"))
            else ServerError(message)
        )


def index_unreachable(output: str) -> bool:
    """Return whether a `pip install` failed because it could not reach the index, by its last error and what follows.

    Connections that failed before that error and succeeded at a retry do not count.
    """
    errors = [match.start() for match in _ERROR.finditer(output)]
    line_before = output.rfind("\n", 0, max(errors[-1] - 1, 0)) + 1 if errors else 0
    return bool(errors and _UNREACHABLE.search(output, line_before))


def clean_environment(**further: str) -> Mapping[str, str]:
    """Return this process's variables for a program of another Python environment."""
    return {name: value for name, value in os.environ.items() if name not in EXCLUDED_VARIABLES} | further


def server_environment(**further: str) -> Mapping[str, str]:
    """Return the variables of a server: it finds this package and writes no bytecode into it."""
    return clean_environment(PYTHONPATH=str(ROOT), PYTHONDONTWRITEBYTECODE="1", **further)


def packages(venv: Path) -> Path:
    """Return the folder of an environment's packages."""
    return next(venv.glob("lib/python3*/site-packages"))


def _mark(venv: Path) -> Path:
    return venv / "complete"


def _digest(contents: str) -> str:
    return hashlib.sha256(contents.encode()).hexdigest()
