"""The system packages that the servers need: Debian's, or those of a system like it."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import RequirementError
from .processes import tail

CKAN_PYTHONS = ("3.11", "3.12")
UDATA_PYTHONS = ("3.11", "3.12", "3.13")
POLICY = Path("/usr/sbin/policy-rc.d")
"""While this script exists and exits with 101, an installed package starts no service."""

POLICY_MARK = "# of the publisher's test servers: to be removed once their packages are installed"
"""The comment by which a policy that this module wrote is recognised."""

_ABLE = "import sys, venv, ensurepip; sys.exit('%d.%d' % sys.version_info[:2] != '{}')"
_HEADERS = "import os, sys, sysconfig; sys.exit(not os.path.exists(sysconfig.get_path('include') + '/Python.h'))"


@dataclass(frozen=True)
class Machine:
    """The programs and libraries that a machine has."""

    postgres: Path | None
    """The folder of PostgreSQL's programs."""
    redis: bool
    magic: bool
    """The library by which CKAN detects the type of a file."""
    compiler: bool
    libpq: bool
    """The library that PostgreSQL's driver is built with."""
    ckan_python: str | None
    headers: bool
    """Whether that Python can build extensions."""
    udata_python: str | None


def inspect_machine() -> Machine:
    """Return what this machine has."""
    python = find_python(CKAN_PYTHONS)
    return Machine(
        postgres=postgres_programs(),
        redis=_program("redis-server") is not None,
        magic="libmagic.so.1" in _output(["/sbin/ldconfig", "-p"]),
        compiler=_program("gcc") is not None,
        libpq=_program("pg_config") is not None,
        ckan_python=python,
        headers=python is not None and _succeeds([python, "-c", _HEADERS]),
        udata_python=find_python(UDATA_PYTHONS),
    )


def missing(machine: Machine, *, ckan: bool, build_ckan: bool, udata: bool) -> list[str]:
    """Return the packages that are missing to run a CKAN, to build one, or to install a udata."""
    needs = [
        (ckan and machine.postgres is None, ("postgresql",)),
        (ckan and not machine.redis, ("redis-server",)),
        (ckan and not machine.magic, ("libmagic1",)),
        (build_ckan and not machine.compiler, ("gcc", "libc6-dev")),
        (build_ckan and not machine.libpq, ("libpq-dev",)),
        (build_ckan and machine.ckan_python is None, ("python3", "python3-venv", "python3-dev")),
        (build_ckan and machine.ckan_python is not None and not machine.headers, (_headers_of(machine.ckan_python),)),
        (udata and machine.udata_python is None, ("python3", "python3-venv")),
    ]
    return list(dict.fromkeys(name for needed, names in needs if needed for name in names))


def _headers_of(python: str | None) -> str:
    return f"{Path(python or 'python3').name}-dev"


def install(packages: Sequence[str], home: Path) -> None:
    """Install packages, which only root can do. Raises `RequirementError`."""
    how = f"as root: apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise RequirementError(f"the system packages {', '.join(packages)} are missing; {how}")
    log = home / "apt.log"
    with (home / "apt.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _no_services(), log.open("wb") as out:
            done = all(_apt(arguments, out.fileno()) for arguments in (["update"], _install(packages)))
    if not done:
        raise RequirementError(f"the system packages {', '.join(packages)} could not be installed; {how}\n{tail(log)}")


def _install(packages: Iterable[str]) -> list[str]:
    return ["install", "-y", "--no-install-recommends", *packages]


def _apt(arguments: Sequence[str], out: int) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", *arguments]
    return subprocess.run(command, env=environment, stdout=out, stderr=out, umask=0o022, check=False).returncode == 0


@contextmanager
def _no_services() -> Iterator[None]:
    """Keep new packages from starting their services: the test servers start their own."""
    created = not POLICY.exists()
    if created:
        POLICY.write_text(f"#!/bin/sh\n{POLICY_MARK}\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        yield
    finally:
        if created:
            POLICY.unlink(missing_ok=True)


def clean_up() -> None:
    """Remove the policy that a killed installation left; otherwise no package would ever start its service."""
    if os.geteuid() == 0 and POLICY.exists() and POLICY_MARK in POLICY.read_text(errors="replace"):
        POLICY.unlink()


# ---- looking up


def postgres_programs() -> Path | None:
    """Return the folder of the programs of the newest PostgreSQL, if there is one."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(folders, key=lambda path: float(path.parent.name), default=None)


def find_python(versions: Iterable[str]) -> str | None:
    """Return the first interpreter of these versions that can create environments."""
    candidates = ((version, f"{folder}python{version}") for version in versions for folder in ("", "/usr/bin/"))
    return next((python for version, python in candidates if _succeeds([python, "-c", _ABLE.format(version)])), None)


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


def _succeeds(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _output(command: Sequence[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""
