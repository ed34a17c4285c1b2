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
from tests.servers.ckan.portals import BARE, PORTALS, WITH_SCHEMA
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
ON_SCHEMAS = ("tests/live/schemas",)
"""The tests of a CKAN that has a schema of its own."""

ON_EXPORT = ("tests/live/test_dcat_export.py", "tests/live/test_dcat_harvester.py")
"""The tests of a CKAN that exports DCAT."""

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

PARALLEL = ("-n", "10", "--maxschedchunk", "1")
"""Tests mostly wait for a server: more run in parallel than there are processors, and none queues behind a long one."""

QUICK_EXAMPLES = "40"
"""The number of examples of each property in a quick run."""


@dataclass(frozen=True)
class Run:
    """The options of `run`."""

    versions: tuple[str, ...] = CKAN_VERSIONS
    quick: bool = False
    portals: tuple[str, ...] = ()
    """The portals of the newest CKAN to test alone; without any: the bare one of every version, then the others."""
    arguments: tuple[str, ...] = ()
    """Arguments for pytest."""


@dataclass(frozen=True)
class Suite:
    """The tests of one CKAN."""

    version: str
    portal: str
    tests: tuple[str, ...]
    selection: tuple[str, ...] = ()
    """Further arguments of pytest, which select tests."""

    @property
    def title(self) -> str:
        """What it is called in the list of times."""
        return f"suite on {lifecycle.ckan_name(self.version, self.portal)}"


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
    planned = suites(request)
    if names_servers(os.environ):
        with times.measured(f"suite on {os.environ['CKAN_URL']}"):
            return _pytest(request, {}, planned[0])
    with lifecycle.locked(settings):
        if settings.owned.exists():
            _stop_started(settings, set(settings.owned.read_text().splitlines()))
        lifecycle.install(settings, list(dict.fromkeys(suite.version for suite in planned)), times)
        before = set(lifecycle.running(settings))
        try:
            settings.owned.write_text("\n".join(before))
            return _passes(settings, request, planned, times)
        finally:
            _stop_started(settings, before)


def suites(request: Run) -> list[Suite]:
    """Return the suites of a run: every test with the first version of CKAN, the tests of CKAN with each other one.

    A quick run has no portal but the bare one.
    """
    if request.portals:
        return [_on_portal(request, portal) for portal in request.portals]
    first, *others = [
        Suite(version, BARE, tests_of(request), ONLY_CKAN if number else ())
        for number, version in enumerate(request.versions)
    ]
    further = [] if request.quick or first.version != CKAN_VERSIONS[0] else [name for name in PORTALS if name != BARE]
    return [first, *(_on_portal(request, portal) for portal in further), *others]


def _on_portal(request: Run, portal: str) -> Suite:
    """Return the suite of a portal of the newest CKAN."""
    tests = tests_of(request) if portal == BARE else ON_SCHEMAS if portal in WITH_SCHEMA else ON_EXPORT
    return Suite(CKAN_VERSIONS[0], portal, tests)


def _passes(settings: Settings, request: Run, planned: Sequence[Suite], times: Times) -> int:
    """Run each suite on its servers and return the exit code."""
    outcome = Outcome()
    for suite in planned:
        lifecycle.up(settings, suite.version, times, portal=suite.portal)
        lifecycle.write_env(settings)
        servers = _complete(lifecycle.variables(settings))
        with times.measured(suite.title):
            outcome.codes.append(_pytest(request, servers, suite))
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
            if lifecycle.running_ckan(settings, version) not in before:
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


def tests_of(request: Run) -> tuple[str, ...]:
    """Return the tests of a bare CKAN, as arguments of pytest."""
    quick = [*(f"tests/live/{name}" for name in QUICK), *(f"--ignore=tests/live/{name}" for name in NOT_QUICK)]
    return tuple(quick) if request.quick else EVERYTHING


def command(request: Run, suite: Suite) -> list[str]:
    """Return the command that runs pytest."""
    return [sys.executable, "-m", "pytest", *PARALLEL, *suite.tests, *suite.selection, *request.arguments]


def _pytest(request: Run, servers: Mapping[str, str], suite: Suite) -> int:
    """Run pytest and return its exit code; when interrupted, give it a moment to clean up."""
    quick = {"PUBLISHER_EXAMPLES": QUICK_EXAMPLES} if request.quick else {}
    process = subprocess.Popen(command(request, suite), cwd=ROOT, env={**os.environ, **quick, **servers})
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
