"""Install, start and stop the servers that a command asks for."""

from __future__ import annotations

import fcntl
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

from tests.servers import debian
from tests.servers.ckan import install as ckan_install
from tests.servers.ckan import start as ckan
from tests.servers.ckan.portals import BARE
from tests.servers.settings import CKAN_VERSIONS, UDATA_VERSION, Settings
from tests.servers.udata import install as udata_install
from tests.servers.udata import start as udata


@dataclass
class Times:
    """The duration of each part in seconds, in the order in which the parts ended."""

    parts: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def measured(self, part: str) -> Iterator[None]:
        """Record how long the block took, also when it fails."""
        start = time.monotonic()
        try:
            yield
        finally:
            self.parts.append((part, time.monotonic() - start))

    def __str__(self) -> str:
        width = max((len(part) for part, _ in self.parts), default=0)
        return "\n".join(f"{part:<{width}}  {seconds:6.1f} s" for part, seconds in self.parts)


@contextmanager
def locked(settings: Settings) -> Iterator[None]:
    """Hold the lock: only one command at a time starts and stops servers."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (settings.home / "lock").open("a+") as lock:
        _wait_for_lock(lock)
        yield


def _wait_for_lock(lock: TextIO) -> None:
    """Take the lock, and print a message while another process has it; the file then names this process."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        message = f"another command uses the servers (process {lock.read() or 'unknown'}): waiting for it"
        print(message, file=sys.stderr, flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()


# ---- installing


def install(settings: Settings, versions: Sequence[str], times: Times, *, with_udata: bool = True) -> None:
    """Install what is missing. Raises `RequirementError`, `ServerError`."""
    debian.clean_up()
    absent = [version for version in versions if not ckan_install.installed(settings, version)]
    udata_absent = with_udata and not udata_install.installed(settings)
    machine = debian.inspect_machine()
    packages = debian.missing(machine, ckan=bool(versions), build_ckan=bool(absent), udata=udata_absent)
    if packages:
        with times.measured("install system packages"):
            debian.install(packages, settings.home)
    jobs = [(f"install CKAN {version}", _installing_ckan(settings, version)) for version in absent]
    if udata_absent:
        jobs.append((f"install udata {UDATA_VERSION}", lambda: udata_install.install(settings)))
    together(jobs, times)


def _installing_ckan(settings: Settings, version: str) -> Callable[[], None]:
    return lambda: ckan_install.install(settings, version)


def together(jobs: Sequence[tuple[str, Callable[[], None]]], times: Times) -> None:
    """Run jobs in parallel, one per processor; raise the first error once all have ended."""

    def timed(name: str, job: Callable[[], None]) -> None:
        with times.measured(name):
            job()

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for future in [pool.submit(timed, name, job) for name, job in jobs]:
            future.result()


# ---- starting and stopping


def up(
    settings: Settings, version: str | None, times: Times, *, portal: str = BARE, with_udata: bool = True
) -> list[str]:
    """Start what does not run, stop a CKAN of another version or portal, and return what was started.

    Raises `ServerError`.
    """
    jobs: list[tuple[str, Callable[[], None]]] = []
    if version and not _runs(settings, version, portal):
        stop_ckan(settings)
        jobs.append((f"start {ckan_name(version, portal)}", lambda: ckan.start(settings, version, portal)))
    if with_udata and not udata.healthy(settings.udata):
        udata.stop(settings.udata)
        jobs.append((f"start udata {UDATA_VERSION}", lambda: udata.start(settings)))
    together(jobs, times)
    return [name for name, _ in jobs]


def _runs(settings: Settings, version: str, portal: str) -> bool:
    """Return whether a CKAN of this version answers, and is this portal."""
    instance = settings.ckan(version)
    return ckan.healthy(instance) and ckan.portal_of(instance) == portal


def ckan_name(version: str, portal: str) -> str:
    """Return what a CKAN is called in messages, and in the list of servers that ran before."""
    return f"CKAN {version}" if portal == BARE else f"CKAN {version} ({portal})"


def running_ckan(settings: Settings, version: str) -> str:
    """Return the name of the CKAN of this version that was started last."""
    return ckan_name(version, ckan.portal_of(settings.ckan(version)))


def stop_ckan(settings: Settings) -> None:
    """Stop every CKAN."""
    for version in CKAN_VERSIONS:
        ckan.stop(settings.ckan(version))


def down(settings: Settings) -> None:
    """Stop everything."""
    stop_ckan(settings)
    udata.stop(settings.udata)


def running(settings: Settings) -> dict[str, dict[str, str]]:
    """Return the servers that answer, by name, each with the variables that the live tests read."""
    servers = {}
    for version in CKAN_VERSIONS:
        if ckan.healthy(settings.ckan(version)):
            servers[running_ckan(settings, version)] = ckan.variables(settings.ckan(version))
    if udata.healthy(settings.udata):
        servers[f"udata {UDATA_VERSION}"] = udata.variables(settings.udata)
    return servers


def variables(settings: Settings) -> dict[str, str]:
    """Return the variables that the live tests read, of all servers that answer."""
    return {name: value for server in running(settings).values() for name, value in server.items()}


def write_env(settings: Settings) -> None:
    """Write the variables to a file that a shell can source and only its owner can read; remove it if nothing runs."""
    file = settings.home / "env"
    file.unlink(missing_ok=True)
    lines = [f"export {name}={json.dumps(value)}\n" for name, value in variables(settings).items()]
    if lines:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.writelines(lines)
