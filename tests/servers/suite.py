"""The live tests on the servers: `python -m tests.servers run`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.servers import Failed, Usage, both
from tests.servers.both import Times
from tests.servers.ckan import start as ckan
from tests.servers.settings import CKAN_VERSIONS, ROOT, UDATA_VERSION, Settings
from tests.servers.udata import start as udata

GIVEN_CKAN = ("CKAN_URL", "CKAN_TOKEN", "CKAN_ADMIN_TOKEN")
GIVEN_UDATA = ("UDATA_URL", "UDATA_TOKEN", "UDATA_ADMIN_TOKEN", "UDATA_EDITOR_TOKEN", "UDATA_STRANGER_TOKEN")
ONLY_CKAN = ("-m", "not without_ckan")
"""The tests that say something of another version of CKAN."""

TO_END = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What a run is asked by to end: Ctrl-C, another program, a terminal that is closed."""

EVERYTHING = ("tests/live",)
QUICK = (
    "contract",
    "roundtrip",
    "fidelity",
    "test_rewriting.py",
    "test_ckan_recorded_exchanges.py",
    "test_udata_recorded_exchanges.py",
)
"""What a quick run tries: what is promised of every catalogue, what each keeps, and how the servers answer."""

NOT_QUICK = ("contract/test_surroundings.py",)
"""What waits long for servers that do not answer: real ones have no part in it."""

SIDE_BY_SIDE = ("-n", "6", "--maxschedchunk", "1")
"""Most of their time, tests wait for a server; none waits for a long one that was dealt out before it."""

QUICK_EXAMPLES = "40"
"""How many examples a property is tried on in a quick run."""


@dataclass(frozen=True)
class Run:
    """What is asked for."""

    versions: tuple[str, ...] = CKAN_VERSIONS
    quick: bool = False
    arguments: tuple[str, ...] = ()
    """For pytest."""


@dataclass
class Outcome:
    """What came of it."""

    codes: list[int] = field(default_factory=list)

    @property
    def code(self) -> int:
        """The exit code: that of the first suite that did not pass."""
        return next((code for code in self.codes if code), 0)


def named_servers(environment: Mapping[str, str]) -> bool:
    """Whether the environment names servers to test on. Raises `Usage` where it does so by half."""
    named = [names for names in (GIVEN_CKAN, GIVEN_UDATA) if environment.get(names[0])]
    missing = [name for names in named for name in names if not environment.get(name)]
    if named and GIVEN_CKAN not in named:
        missing += GIVEN_CKAN
    if missing:
        raise Usage(f"the environment names servers to test on, but not {', '.join(missing)}")
    return bool(named)


def run(settings: Settings, asked: Run, times: Times) -> int:
    """Run the suite, on the servers that the environment names or else on servers of this machine; its exit code.

    Raises `Missing`, `Failed`, `Usage`. Servers that were not up before are stopped again, whatever happens; where this
    run is killed, by the next one.
    """
    if named_servers(os.environ):
        with times.measured(f"suite on {os.environ['CKAN_URL']}"):
            return _pytest(asked, {}, ())
    with both.alone(settings):
        if settings.owned.exists():
            _stop_ours(settings, set(settings.owned.read_text().splitlines()))
        both.install(settings, asked.versions, times)
        before = set(both.running(settings))
        try:
            settings.owned.write_text("\n".join(before))
            return _passes(settings, asked, times)
        finally:
            _stop_ours(settings, before)


def _passes(settings: Settings, asked: Run, times: Times) -> int:
    """Every test with the first version of CKAN, those that speak to CKAN with each further one."""
    outcome = Outcome()
    for number, version in enumerate(asked.versions):
        both.up(settings, version, times)
        both.write_env(settings)
        servers = _all_named(both.variables(settings))
        with times.measured(f"suite on CKAN {version}" + ("" if number else f" and udata {UDATA_VERSION}")):
            outcome.codes.append(_pytest(asked, servers, ONLY_CKAN if number else ()))
    return outcome.code


def _all_named(servers: Mapping[str, str]) -> Mapping[str, str]:
    """What the tests read, whole: where a part of it is missing they skip, and nothing is tested. Raises `Failed`."""
    missing = [name for name in (*GIVEN_CKAN, *GIVEN_UDATA) if not servers.get(name)]
    if missing:
        raise Failed(f"a server was started and does not answer any more; not known: {', '.join(missing)}")
    return servers


def _stop_ours(settings: Settings, before: set[str]) -> None:
    """Stop what did not run before. No second Ctrl-C keeps them up."""
    with _undisturbed():
        for version in CKAN_VERSIONS:
            if f"CKAN {version}" not in before:
                ckan.stop(settings.ckan(version))
        if f"udata {UDATA_VERSION}" not in before:
            udata.stop(settings.udata)
        both.write_env(settings)
        settings.owned.unlink(missing_ok=True)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Requests to end are not heeded inside."""
    handlers = {one: signal.signal(one, signal.SIG_IGN) for one in TO_END}
    try:
        yield
    finally:
        for one, handler in handlers.items():
            signal.signal(one, handler)


def command(asked: Run, selection: Sequence[str]) -> list[str]:
    """How pytest is called."""
    quick = [*(f"tests/live/{name}" for name in QUICK), *(f"--ignore=tests/live/{name}" for name in NOT_QUICK)]
    tests = quick if asked.quick else EVERYTHING
    return [sys.executable, "-m", "pytest", *SIDE_BY_SIDE, *tests, *selection, *asked.arguments]


def _pytest(asked: Run, servers: Mapping[str, str], selection: Sequence[str]) -> int:
    """Run pytest to its end; told to stop, it has a moment to clean up."""
    quick = {"PUBLISHER_EXAMPLES": QUICK_EXAMPLES} if asked.quick else {}
    process = subprocess.Popen(command(asked, selection), cwd=ROOT, env={**os.environ, **quick, **servers})
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
