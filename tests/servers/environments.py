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

UNREACHABLE = re.compile(r"NewConnectionError|NameResolutionError|Temporary failure in name|Network is unreachable")
"""What pip says of a package index that it cannot reach."""

LEFT_OUT = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV")


def complete(venv: Path, wanted: str) -> bool:
    """Whether an environment holds what is wanted: a mark is left in it when all is installed."""
    mark = _mark(venv)
    return mark.exists() and mark.read_text() == _digest(wanted)


def make(python: str, venv: Path, wanted: str, *installs: Sequence[str | Path]) -> None:
    """Make an environment by calls of `pip install`. Raises `Failed`; `Missing` where the index is out of reach."""
    venv.parent.mkdir(parents=True, exist_ok=True)
    log = venv.parent / "install.log"
    log.unlink(missing_ok=True)
    _run([python, "-m", "venv", venv], log)
    for arguments in installs:
        _run([venv / "bin/pip", "install", "--disable-pip-version-check", "--no-compile", *arguments], log)
    _run([venv / "bin/python", "-m", "compileall", "-q", "-j", "0", venv / "lib"], log, must=False)
    _mark(venv).write_text(_digest(wanted))


def _run(command: Sequence[str | Path], log: Path, *, must: bool = True) -> None:
    with log.open("ab") as out:
        ended = subprocess.run([str(part) for part in command], env=clean(), stdout=out, stderr=out, check=False)
    if must and ended.returncode != 0:
        told = f"{log.parent.name} could not be installed:\n{tail(log)}"
        raise Missing(told) if UNREACHABLE.search(log.read_text(errors="replace")) else Failed(told)


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
