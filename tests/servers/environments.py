"""The servers' own Python environments: what is installed, and whether it is the right thing."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import Failed, Missing
from .processes import tail
from .settings import ROOT

_NO_LINE = (
    r"(?:NewConnectionError|ConnectTimeoutError|ProxyError|NameResolutionError"
    r"|Temporary failure in name|Network is unreachable)"
)
_UNREACHABLE = re.compile(
    rf"""
    Retry\(total=0,.*{_NO_LINE}.*\n.*\(from\ versions:\ none\)  # its last attempt, and so nothing is found
    | \(Caused\ by\ {_NO_LINE}                                  # a file that it wanted to fetch
    | ^\ *error:\ (?:proxy-)?connection-(?:failed|timeout)$     # the same, since pip 26
    """,
    re.MULTILINE | re.VERBOSE,
)
"""What pip says, in its error and in the warning before it, of a package index that it cannot reach."""

_ERROR = re.compile(
    r"^ *(?:ERROR|error): "
    r"(?!No matching distribution|subprocess-exited-with-error|Failed to build .* when installing build dependencies)",
    re.MULTILINE,
)
"""How an error of pip begins that does not only repeat the one before."""

LEFT_OUT = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV")


def complete(venv: Path, wanted: str) -> bool:
    """Whether an environment holds what is wanted: a mark is left in it when all is installed.

    Its Python is the system's, by a link: an upgrade of the system may have taken it away since.
    """
    mark = _mark(venv)
    return mark.exists() and mark.read_text() == _digest(wanted) and os.access(venv / "bin/python", os.X_OK)


def make(python: str, venv: Path, wanted: str, *installs: Sequence[str | Path]) -> None:
    """Make an environment by calls of `pip install`, in place of an old one.

    Raises `Failed`; `Missing` where the index is out of reach.
    """
    venv.parent.mkdir(parents=True, exist_ok=True)
    _mark(venv).unlink(missing_ok=True)
    log = venv.parent / "install.log"
    log.unlink(missing_ok=True)
    _run([python, "-m", "venv", "--clear", venv], log)
    for arguments in installs:
        _run([venv / "bin/pip", "install", "--disable-pip-version-check", "--no-compile", *arguments], log)
    _run([venv / "bin/python", "-m", "compileall", "-q", "-j", "0", venv / "lib"], log, must=False)
    _mark(venv).write_text(_digest(wanted))


def _run(command: Sequence[str | Path], log: Path, *, must: bool = True) -> None:
    with log.open("ab") as out:
        before = out.tell()
        ended = subprocess.run([str(part) for part in command], env=clean(), stdout=out, stderr=out, check=False)
    if must and ended.returncode != 0:
        told = f"{log.parent.name} could not be installed:\n{tail(log)}"
        raise Missing(told) if out_of_reach(log.read_bytes()[before:].decode(errors="replace")) else Failed(told)


def out_of_reach(written: str) -> bool:
    """Whether a `pip install` ended because it could not reach the index, by its last error and what follows it.

    Connections that failed before it, and were made at another attempt, say nothing.
    """
    errors = [found.start() for found in _ERROR.finditer(written)]
    line_before = written.rfind("\n", 0, max(errors[-1] - 1, 0)) + 1 if errors else 0
    return bool(errors and _UNREACHABLE.search(written, line_before))


def clean(**further: str) -> Mapping[str, str]:
    """This process's environment for a program of another environment."""
    return {name: value for name, value in os.environ.items() if name not in LEFT_OUT} | further


def serving(**further: str) -> Mapping[str, str]:
    """The environment of a server: it finds this package, and writes nothing beside it."""
    return clean(PYTHONPATH=str(ROOT), PYTHONDONTWRITEBYTECODE="1", **further)


def packages(venv: Path) -> Path:
    """The folder of an environment's packages."""
    return next(venv.glob("lib/python3*/site-packages"))


def _mark(venv: Path) -> Path:
    return venv / "complete"


def _digest(wanted: str) -> str:
    return hashlib.sha256(wanted.encode()).hexdigest()
