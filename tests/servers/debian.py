"""What must be on the machine before anything is installed: Debian's packages, or those of a system like it."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import Missing
from .processes import tail

CKAN_PYTHONS = ("3.11", "3.12")
UDATA_PYTHONS = ("3.11", "3.12", "3.13")
POLICY = Path("/usr/sbin/policy-rc.d")
"""Where it says so, a package that is installed starts no service."""

OURS = "# of the publisher's test servers: to be removed once their packages are installed"
"""What is ours is known by it."""

_ABLE = "import sys, venv, ensurepip; sys.exit('%d.%d' % sys.version_info[:2] != '{}')"
_HEADERS = "import os, sys, sysconfig; sys.exit(not os.path.exists(sysconfig.get_path('include') + '/Python.h'))"


@dataclass(frozen=True)
class Machine:
    """What is there."""

    postgres: Path | None
    """The folder of PostgreSQL's programs."""
    redis: bool
    magic: bool
    """The library by which CKAN tells what a file is."""
    compiler: bool
    libpq: bool
    """What PostgreSQL's driver is built with."""
    ckan_python: str | None
    headers: bool
    """Whether that Python can build extensions."""
    udata_python: str | None


def look() -> Machine:
    """See what is there."""
    python = find_python(CKAN_PYTHONS)
    return Machine(
        postgres=postgres_programs(),
        redis=_program("redis-server") is not None,
        magic="libmagic.so.1" in _said(["/sbin/ldconfig", "-p"]),
        compiler=_program("gcc") is not None,
        libpq=_program("pg_config") is not None,
        ckan_python=python,
        headers=python is not None and _succeeds([python, "-c", _HEADERS]),
        udata_python=find_python(UDATA_PYTHONS),
    )


def missing(machine: Machine, *, ckan: bool, build_ckan: bool, udata: bool) -> list[str]:
    """The packages that are missing to run a CKAN, to build one, to install a udata."""
    wanted = [
        (ckan and machine.postgres is None, ("postgresql",)),
        (ckan and not machine.redis, ("redis-server",)),
        (ckan and not machine.magic, ("libmagic1",)),
        (build_ckan and not machine.compiler, ("gcc", "libc6-dev")),
        (build_ckan and not machine.libpq, ("libpq-dev",)),
        (build_ckan and machine.ckan_python is None, ("python3", "python3-venv", "python3-dev")),
        (build_ckan and machine.ckan_python is not None and not machine.headers, (_headers_of(machine.ckan_python),)),
        (udata and machine.udata_python is None, ("python3", "python3-venv")),
    ]
    return list(dict.fromkeys(name for needed, names in wanted if needed for name in names))


def _headers_of(python: str | None) -> str:
    return f"{Path(python or 'python3').name}-dev"


def install(packages: Sequence[str], home: Path) -> None:
    """Install packages, if this is root's to do. Raises `Missing`."""
    how = f"as root: apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Missing(f"the system packages {', '.join(packages)} are missing; {how}")
    log = home / "apt.log"
    with (home / "apt.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _no_services(), log.open("wb") as out:
            done = all(_apt(arguments, out.fileno()) for arguments in (["update"], _install(packages)))
    if not done:
        raise Missing(f"the system packages {', '.join(packages)} could not be installed; {how}\n{tail(log)}")


def _install(packages: Iterable[str]) -> list[str]:
    return ["install", "-y", "--no-install-recommends", *packages]


def _apt(arguments: Sequence[str], out: int) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", *arguments]
    return subprocess.run(command, env=environment, stdout=out, stderr=out, umask=0o022, check=False).returncode == 0


@contextmanager
def _no_services() -> Iterator[None]:
    """While packages come in, their services stay down: the servers here start their own."""
    ours = not POLICY.exists()
    if ours:
        POLICY.write_text(f"#!/bin/sh\n{OURS}\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        yield
    finally:
        if ours:
            POLICY.unlink(missing_ok=True)


def clean_up() -> None:
    """Remove what a killed installation left: no package would start its service, for good."""
    if os.geteuid() == 0 and POLICY.exists() and OURS in POLICY.read_text(errors="replace"):
        POLICY.unlink()


# ---- looking


def postgres_programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest version's."""
    found = [one.parent for one in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda one: float(one.parent.name), default=None)


def find_python(versions: Iterable[str]) -> str | None:
    """The first interpreter of these versions that can make environments."""
    candidates = ((version, f"{folder}python{version}") for version in versions for folder in ("", "/usr/bin/"))
    return next((python for version, python in candidates if _succeeds([python, "-c", _ABLE.format(version)])), None)


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


def _succeeds(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _said(command: Sequence[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""
