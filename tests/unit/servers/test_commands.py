"""The options of the command of the test servers, and its exit codes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import RequirementError, ServerError, UsageError, __main__, lifecycle, suite
from tests.servers.__main__ import main, parser, requested_run
from tests.servers.environments import server_environment
from tests.servers.lifecycle import Times
from tests.servers.processes import Process, spawn
from tests.servers.settings import CKAN_VERSIONS, UDATA_VERSION, Settings, settings_in
from tests.servers.suite import (
    CKAN_VARIABLES,
    NOT_QUICK,
    QUICK,
    UDATA_VARIABLES,
    Outcome,
    Run,
    Suite,
    command,
    names_servers,
    suites,
)
from tests.servers.udata import start as udata


def read(*arguments: str) -> Run:
    return requested_run(parser().parse_args(["run", *arguments]))


def test_every_version_unless_the_options_name_some() -> None:
    assert read() == Run(CKAN_VERSIONS)
    assert read("--quick") == Run(CKAN_VERSIONS[:1], quick=True)
    assert read("--ckan", "2.11.6", "--ckan", "2.10.11").versions == ("2.11.6", "2.10.11")


def test_arguments_for_pytest() -> None:
    request = read("--", "-k", "test_sync or test_files", "-x")

    selected = ("-m", "not without_ckan")
    assert command(request, Suite("2.11.6", "bare", ("tests/live",), selected))[1:] == [
        "-m", "pytest", "-n", "10", "--maxschedchunk", "1", "tests/live", "-m", "not without_ckan",
        "-k", "test_sync or test_files", "-x",
    ]  # fmt: skip


def test_a_quick_run_tries_what_is_there() -> None:
    words = [word.removeprefix("--ignore=") for word in suites(read("--quick"))[0].tests]
    paths = [Path(word) for word in words if word.startswith("tests/")]

    assert len(paths) == len(QUICK) + len(NOT_QUICK)
    assert all(word.exists() for word in paths)


@pytest.mark.parametrize("arguments", [[], ["zzz"], ["run", "--ckan", "1.0"], ["up", "--ckan", "1.0"]])
def test_a_command_that_is_none(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(arguments)

    assert "usage: python -m tests.servers" in capsys.readouterr().err


# ---- servers that the environment names


FULL = dict.fromkeys((*CKAN_VARIABLES, *UDATA_VARIABLES), "x")


def test_servers_of_the_environment() -> None:
    assert names_servers(FULL)
    assert names_servers(dict.fromkeys(CKAN_VARIABLES, "x")), "a CKAN alone will do"
    assert not names_servers({})
    assert not names_servers({"CKAN_TOKEN": "x"})


@pytest.mark.parametrize("left_out", [*CKAN_VARIABLES, *UDATA_VARIABLES[1:]])
def test_servers_that_are_named_by_half(left_out: str) -> None:
    with pytest.raises(UsageError, match=left_out):
        names_servers({name: value for name, value in FULL.items() if name != left_out})


# ---- how it ends


@pytest.mark.parametrize(
    ("raised", "code", "message"),
    [
        (RequirementError("no redis"), 75, "live suite skipped: no redis"),
        (ServerError("no answer"), 1, "no answer"),
        (UsageError("not so"), 64, "not so"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_exit_codes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], raised: BaseException, code: int, message: str
) -> None:
    def ends(settings: Settings, request: Run, times: Times) -> int:
        times.parts.append(("install", 1.0))
        raise raised

    monkeypatch.setattr(__main__, "run", ends)

    assert main(["run"]) == code
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.out == "install     1.0 s\n", "the times are told all the same"


def test_the_first_suite_that_fails_says_how_all_ended() -> None:
    assert Outcome([0, 0]).code == 0
    assert Outcome([0, 2, 1]).code == 2


STOPPED = [f"stop ckan-{version}" for version in CKAN_VERSIONS]


class FakeServers:
    """A fake of the servers that records what is done to them, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, running: dict[str, dict[str, str]]) -> None:
        self.done: list[str] = []
        self.settings = settings_in({"HOME": "/nowhere", "PUBLISHER_SERVERS_HOME": str(tmp_path)})
        for name in (*CKAN_VARIABLES, *UDATA_VARIABLES):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(lifecycle, "install", lambda *_: self.done.append("install"))
        monkeypatch.setattr(lifecycle, "running", lambda _: running)
        monkeypatch.setattr(lifecycle, "variables", lambda _: FULL)
        monkeypatch.setattr(lifecycle, "up", self.up)
        monkeypatch.setattr(
            "tests.servers.ckan.start.stop", lambda instance: self.done.append(f"stop {instance.folder.name}")
        )
        monkeypatch.setattr(udata, "stop", lambda _: self.done.append("stop udata"))
        monkeypatch.setattr(suite, "_pytest", self.pytest)

    def up(self, _settings: Settings, version: str, _times: Times, portal: str = "bare") -> None:
        self.done.append(f"up {lifecycle.ckan_name(version, portal)}")

    def pytest(self, request: Run, servers: object, suite: Suite) -> int:
        self.done.append(" ".join(("pytest", *suite.tests, *suite.selection)))
        return 0


def test_each_version_in_turn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    servers = FakeServers(monkeypatch, tmp_path, {})

    assert suite.run(servers.settings, Run(("2.12.0", "2.11.6")), Times()) == 0

    assert servers.done == [
        "install",
        "up CKAN 2.12.0", "pytest tests/live",
        "up CKAN 2.12.0 (dcat)", "pytest tests/live/test_dcat_export.py tests/live/test_dcat_harvester.py",
        "up CKAN 2.12.0 (dcat_ap_recommended)", "pytest tests/live/schemas",
        "up CKAN 2.12.0 (dcat_ap_full)", "pytest tests/live/schemas",
        "up CKAN 2.12.0 (local)", "pytest tests/live/schemas",
        "up CKAN 2.11.6", "pytest tests/live -m not without_ckan",
        *STOPPED, "stop udata",
    ]  # fmt: skip


def test_an_older_ckan_and_a_quick_run_have_no_other_portal() -> None:
    assert [planned.portal for planned in suites(read("--quick"))] == ["bare"]
    assert [planned.portal for planned in suites(read("--ckan", "2.11.6"))] == ["bare"]


def test_portals_alone() -> None:
    planned = suites(read("--portal", "local", "--portal", "dcat"))

    assert [(suite.version, suite.portal) for suite in planned] == [("2.12.0", "local"), ("2.12.0", "dcat")]


def test_the_tests_of_every_portal_are_there() -> None:
    assert all(Path(tests).exists() for planned in suites(Run()) for tests in planned.tests)


def test_what_ran_before_stays_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    servers = FakeServers(monkeypatch, tmp_path, {f"udata {UDATA_VERSION}": {}, "CKAN 2.12.0": {}})

    suite.run(servers.settings, Run(("2.12.0",)), Times())

    assert servers.done[:3] == ["install", "up CKAN 2.12.0", "pytest tests/live"]
    assert servers.done[-2:] == STOPPED[1:]


@pytest.mark.parametrize("raised", [KeyboardInterrupt(), ServerError("x")])
def test_an_end_before_the_end_stops_the_servers_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, raised: BaseException
) -> None:
    servers = FakeServers(monkeypatch, tmp_path, {})

    def ends(*_: object) -> int:
        raise raised

    monkeypatch.setattr(suite, "_pytest", ends)

    with pytest.raises(type(raised)):
        suite.run(servers.settings, Run(("2.12.0",)), Times())
    assert servers.done[-4:] == [*STOPPED, "stop udata"]


@pytest.mark.parametrize("name", [*CKAN_VARIABLES, *UDATA_VARIABLES])
def test_a_server_that_does_not_answer_any_more_is_no_reason_to_skip(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    servers = FakeServers(monkeypatch, tmp_path, {})
    monkeypatch.setattr(
        lifecycle, "variables", lambda _: {variable: value for variable, value in FULL.items() if variable != name}
    )

    with pytest.raises(ServerError, match=f"not known: {name}$"):
        suite.run(servers.settings, Run(("2.12.0",)), Times())
    assert not any(call.startswith("pytest") for call in servers.done)


# ---- what a run owns


def test_servers_are_owned_while_a_run_is_under_way(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    servers, owned = FakeServers(monkeypatch, tmp_path, {"CKAN 2.12.0": {}}), []

    def looks(*_: object) -> int:
        owned.append(servers.settings.owned.read_text())
        return 0

    monkeypatch.setattr(suite, "_pytest", looks)
    suite.run(servers.settings, Run(("2.12.0",)), Times())

    assert set(owned) == {"CKAN 2.12.0"}
    assert not servers.settings.owned.exists()


@pytest.mark.parametrize(
    ("owned", "stopped"),
    [("", [*STOPPED, "stop udata"]), (f"CKAN 2.12.0\nudata {UDATA_VERSION}", STOPPED[1:])],
    ids=["all of it its own", "beside what ran before"],
)
def test_what_a_killed_run_left_is_stopped_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, owned: str, stopped: list[str]
) -> None:
    servers = FakeServers(monkeypatch, tmp_path, {})
    servers.settings.owned.write_text(owned)

    suite.run(servers.settings, Run(("2.12.0",)), Times())

    assert servers.done[: len(stopped) + 1] == [*stopped, "install"]


@pytest.mark.parametrize("verb", ["up", "down"])
def test_servers_that_a_user_asked_for_are_no_leftovers_of_a_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, verb: str
) -> None:
    servers = FakeServers(monkeypatch, tmp_path, {})
    servers.settings.owned.write_text("")

    __main__.serve(servers.settings, parser().parse_args([verb]))

    assert not servers.settings.owned.exists()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_second_request_to_end_does_not_keep_the_servers_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sign: signal.Signals
) -> None:
    servers, received = FakeServers(monkeypatch, tmp_path, {}), []

    def disturbed(_: object) -> None:
        signal.raise_signal(sign)
        servers.done.append("stop udata")

    monkeypatch.setattr(udata, "stop", disturbed)
    usual = signal.signal(sign, lambda *_: received.append(sign))
    try:
        suite.run(servers.settings, Run(("2.12.0",)), Times())
        assert (servers.done[-1], received) == ("stop udata", [])
        signal.raise_signal(sign)
        assert received == [sign], "afterwards it is heeded again"
    finally:
        signal.signal(sign, usual)


def test_a_terminal_that_is_closed_asks_to_end_unless_it_is_to_be_ignored() -> None:
    program = """
import signal, sys
from tests.servers import __main__
signal.signal(signal.SIGHUP, signal.SIG_IGN if sys.argv[1:] else signal.SIG_DFL)
__main__.interrupt_on_signals()
try:
    signal.raise_signal(signal.SIGHUP)
    print("goes on")
except KeyboardInterrupt:
    print("interrupted")
"""
    for arguments, output in (([], "interrupted\n"), (["nohup"], "goes on\n")):
        done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
        assert done.stdout == output


# ---- one command at a time


def test_a_command_that_waits_for_another_says_so(tmp_path: Path) -> None:
    settings = settings_in({"HOME": "/nowhere", "PUBLISHER_SERVERS_HOME": str(tmp_path)})
    waits = (
        "from tests.servers import lifecycle, settings\nimport os\n"
        "with lifecycle.locked(settings.settings_in(os.environ)): pass"
    )
    env = os.environ | {"PUBLISHER_SERVERS_HOME": str(tmp_path)}

    with subprocess.Popen([sys.executable, "-c", waits], env=env, stderr=subprocess.PIPE, text=True) as other:
        assert other.communicate()[1] == "", "nobody to wait for"
    with lifecycle.locked(settings):
        second = subprocess.Popen([sys.executable, "-c", waits], env=env, stderr=subprocess.PIPE, text=True)
        assert second.stderr is not None
        message = second.stderr.readline()
        assert second.poll() is None
    second.communicate()

    assert message == f"another command uses the servers (process {os.getpid()}): waiting for it\n"
    assert second.returncode == 0


def test_status_only_looks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    servers = FakeServers(monkeypatch, tmp_path, {"CKAN 2.12.0": {}, f"udata {UDATA_VERSION}": {}})
    with lifecycle.locked(servers.settings):
        assert __main__.serve(servers.settings, parser().parse_args(["status"])) == 0

    assert [path.name for path in tmp_path.iterdir()] == ["lock"]
    assert servers.done == []


# ---- processes


def test_a_process_is_identified_by_its_file_and_ends_when_stopped(tmp_path: Path) -> None:
    process = spawn(["sleep", "60"], tmp_path / "pid", log=tmp_path / "log", folder=tmp_path, env=server_environment())
    assert process.pid is not None

    process.stop(signal.SIGTERM)

    assert process.pid is None
    assert not (tmp_path / "pid").exists()


def test_a_process_that_only_has_the_same_id_is_another(tmp_path: Path) -> None:
    process = spawn([sys.executable, "-c", "input()"], tmp_path / "pid", log=tmp_path / "log", folder=tmp_path, env={})
    pid = (tmp_path / "pid").read_text().split()[0]
    (tmp_path / "other").write_text(f"{pid} 1")

    assert Process(tmp_path / "other").pid is None
    process.stop()


# ---- portals


def test_another_portal_makes_the_ckan_start_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = settings_in({"HOME": str(tmp_path)})
    run = settings.ckan("2.12.0").run
    run.mkdir(parents=True)
    (run / "portal").write_text("local")
    started: list[str] = []
    monkeypatch.setattr("tests.servers.ckan.start.healthy", lambda _: True)
    monkeypatch.setattr("tests.servers.ckan.start.start", lambda _settings, _version, portal: started.append(portal))

    def up(portal: str) -> list[str]:
        return lifecycle.up(settings, "2.12.0", Times(), portal=portal, with_udata=False)

    assert (up("local"), up("bare"), started) == ([], ["start CKAN 2.12.0"], ["bare"])


def test_a_portal_that_this_ckan_cannot_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["up", "--ckan", "2.11.6", "--portal", "dcat"]) == 64
    assert "use CKAN 2.12.0" in capsys.readouterr().err
