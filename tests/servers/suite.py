"""The live tests on the servers: `python -m tests.servers run`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.servers import ServerError, UsageError, lifecycle
from tests.servers.ckan import start as ckan
from tests.servers.lifecycle import Times
from tests.servers.settings import CKAN_VERSIONS, ROOT, UDATA_VERSION, Settings
from tests.servers.udata import start as udata

CKAN_VARIABLES = ("CKAN_URL", "CKAN_TOKEN", "CKAN_ADMIN_TOKEN")
UDATA_VARIABLES = ("UDATA_URL", "UDATA_TOKEN", "UDATA_ADMIN_TOKEN", "UDATA_EDITOR_TOKEN", "UDATA_STRANGER_TOKEN")
ONLY_CKAN = ("-m", "not without_ckan")
"""The tests that depend on the version of CKAN."""

END_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""The signals that ask a run to end: Ctrl-C, another program, a closed terminal."""

EVERYTHING = ("tests/live",)
QUICK = (
    "contract",
    "roundtrip",
    "fidelity",
    "test_rewriting.py",
    "test_ckan_recorded_exchanges.py",
    "test_udata_recorded_exchanges.py",
)
"""The tests of a quick run: the contract of every catalogue, what each stores, and the replies of the servers."""

NOT_QUICK = ("contract/test_surroundings.py",)
"""Tests that wait long for servers that do not answer; they call no real server."""

PARALLEL = ("-n", "6", "--maxschedchunk", "1")
"""Tests mostly wait for a server: more run in parallel than there are processors, and none queues behind a long one."""

QUICK_EXAMPLES = "40"
"""The number of examples of each property in a quick run."""


@dataclass(frozen=True)
class Run:
    """The options of `run`."""

    versions: tuple[str, ...] = CKAN_VERSIONS
    quick: bool = False
    arguments: tuple[str, ...] = ()
    """Arguments for pytest."""


@dataclass
class Outcome:
    """The result of a run: the exit code of each suite."""

    codes: list[int] = field(default_factory=list)

    @property
    def code(self) -> int:
        """The exit code of the first suite that did not pass, else 0."""
        return next((code for code in self.codes if code), 0)


def names_servers(environment: Mapping[str, str]) -> bool:
    """Return whether the environment names servers to test on. Raises `UsageError` if it lacks some variables."""
    groups = [names for names in (CKAN_VARIABLES, UDATA_VARIABLES) if environment.get(names[0])]
    missing = [name for names in groups for name in names if not environment.get(name)]
    if groups and CKAN_VARIABLES not in groups:
        missing += CKAN_VARIABLES
    if missing:
        raise UsageError(f"the environment names servers to test on, but not {', '.join(missing)}")
    return bool(groups)


def run(settings: Settings, request: Run, times: Times) -> int:
    """Run the suite and return its exit code, on the servers of the environment or else on servers of this machine.

    Raises `RequirementError`, `ServerError`, `UsageError`. Servers that were not up before are stopped again, whatever
    happens; if this run is killed, by the next one.
    """
    if names_servers(os.environ):
        with times.measured(f"suite on {os.environ['CKAN_URL']}"):
            return _pytest(request, {}, ())
    with lifecycle.locked(settings):
        if settings.owned.exists():
            _stop_started(settings, set(settings.owned.read_text().splitlines()))
        lifecycle.install(settings, request.versions, times)
        before = set(lifecycle.running(settings))
        try:
            settings.owned.write_text("\n".join(before))
            return _passes(settings, request, times)
        finally:
            _stop_started(settings, before)


def _passes(settings: Settings, request: Run, times: Times) -> int:
    """Run every test with the first version of CKAN, and the tests of CKAN with each other; return the exit code."""
    outcome = Outcome()
    for number, version in enumerate(request.versions):
        lifecycle.up(settings, version, times)
        lifecycle.write_env(settings)
        servers = _complete(lifecycle.variables(settings))
        with times.measured(f"suite on CKAN {version}" + ("" if number else f" and udata {UDATA_VERSION}")):
            outcome.codes.append(_pytest(request, servers, ONLY_CKAN if number else ()))
    return outcome.code


def _complete(servers: Mapping[str, str]) -> Mapping[str, str]:
    """Return the variables if none is missing; tests that lack one would be skipped. Raises `ServerError`."""
    missing = [name for name in (*CKAN_VARIABLES, *UDATA_VARIABLES) if not servers.get(name)]
    if missing:
        raise ServerError(f"a server was started and does not answer any more; not known: {', '.join(missing)}")
    return servers


def _stop_started(settings: Settings, before: set[str]) -> None:
    """Stop the servers that did not run before, even if Ctrl-C is pressed again."""
    with _signals_ignored():
        for version in CKAN_VERSIONS:
            if f"CKAN {version}" not in before:
                ckan.stop(settings.ckan(version))
        if f"udata {UDATA_VERSION}" not in before:
            udata.stop(settings.udata)
        lifecycle.write_env(settings)
        settings.owned.unlink(missing_ok=True)


@contextmanager
def _signals_ignored() -> Iterator[None]:
    """Ignore the signals to end while the block runs."""
    handlers = {end_signal: signal.signal(end_signal, signal.SIG_IGN) for end_signal in END_SIGNALS}
    try:
        yield
    finally:
        for end_signal, handler in handlers.items():
            signal.signal(end_signal, handler)


def command(request: Run, selection: Sequence[str]) -> list[str]:
    """Return the command that runs pytest."""
    quick = [*(f"tests/live/{name}" for name in QUICK), *(f"--ignore=tests/live/{name}" for name in NOT_QUICK)]
    tests = quick if request.quick else EVERYTHING
    return [sys.executable, "-m", "pytest", *PARALLEL, *tests, *selection, *request.arguments]


def _pytest(request: Run, servers: Mapping[str, str], selection: Sequence[str]) -> int:
    """Run pytest and return its exit code; when interrupted, give it a moment to clean up."""
    quick = {"PUBLISHER_EXAMPLES": QUICK_EXAMPLES} if request.quick else {}
    process = subprocess.Popen(command(request, selection), cwd=ROOT, env={**os.environ, **quick, **servers})
    try:
        return process.wait()
    except BaseException:
        _end(process)
        raise


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(20)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()
        process.wait()
