"""What the command of the test servers is asked for, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import Failed, Missing, Usage, __main__, both, suite
from tests.servers.__main__ import asked_for, main, parser
from tests.servers.both import Times
from tests.servers.environments import serving
from tests.servers.processes import Process, spawn
from tests.servers.settings import CKAN_VERSIONS, UDATA_VERSION, Settings, settings_in
from tests.servers.suite import GIVEN_CKAN, GIVEN_UDATA, NOT_QUICK, QUICK, Outcome, Run, command, named_servers
from tests.servers.udata import start as udata


def read(*arguments: str) -> Run:
    return asked_for(parser().parse_args(["run", *arguments]))


def test_every_version_unless_told_otherwise() -> None:
    assert read() == Run(CKAN_VERSIONS)
    assert read("--quick") == Run(CKAN_VERSIONS[:1], quick=True)
    assert read("--ckan", "2.11.6", "--ckan", "2.10.11").versions == ("2.11.6", "2.10.11")


def test_arguments_for_pytest() -> None:
    asked = read("--", "-k", "test_sync or test_files", "-x")

    selected = ("-m", "not without_ckan")
    assert command(asked, selected)[1:] == [
        "-m", "pytest", "-n", "6", "--maxschedchunk", "1", "tests/live", "-m", "not without_ckan",
        "-k", "test_sync or test_files", "-x",
    ]  # fmt: skip


def test_a_quick_run_tries_what_is_there() -> None:
    words = [one.removeprefix("--ignore=") for one in command(read("--quick"), ())]
    paths = [Path(one) for one in words if one.startswith("tests/")]

    assert len(paths) == len(QUICK) + len(NOT_QUICK)
    assert all(one.exists() for one in paths)


@pytest.mark.parametrize("arguments", [[], ["zzz"], ["run", "--ckan", "1.0"], ["up", "--ckan", "1.0"]])
def test_a_command_that_is_none(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(arguments)

    assert "usage: python -m tests.servers" in capsys.readouterr().err


# ---- servers that the environment names


FULL = dict.fromkeys((*GIVEN_CKAN, *GIVEN_UDATA), "x")


def test_servers_of_the_environment() -> None:
    assert named_servers(FULL)
    assert named_servers(dict.fromkeys(GIVEN_CKAN, "x")), "a CKAN alone will do"
    assert not named_servers({})
    assert not named_servers({"CKAN_TOKEN": "x"})


@pytest.mark.parametrize("left_out", [*GIVEN_CKAN, *GIVEN_UDATA[1:]])
def test_servers_that_are_named_by_half(left_out: str) -> None:
    with pytest.raises(Usage, match=left_out):
        named_servers({name: value for name, value in FULL.items() if name != left_out})


# ---- how it ends


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (Missing("no redis"), 75, "live suite skipped: no redis"),
        (Failed("no answer"), 1, "no answer"),
        (Usage("not so"), 64, "not so"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_exit_codes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], raised: BaseException, code: int, said: str
) -> None:
    def ends(settings: Settings, asked: Run, times: Times) -> int:
        times.parts.append(("install", 1.0))
        raise raised

    monkeypatch.setattr(__main__, "run", ends)

    assert main(["run"]) == code
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == "install     1.0 s\n", "the times are told all the same"


def test_the_first_suite_that_fails_says_how_all_ended() -> None:
    assert Outcome([0, 0]).code == 0
    assert Outcome([0, 2, 1]).code == 2


STOPPED = [f"stop ckan-{version}" for version in CKAN_VERSIONS]


class Stage:
    """The servers, played: what is done to them, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, running: dict[str, dict[str, str]]) -> None:
        self.done: list[str] = []
        self.settings = settings_in({"HOME": "/nowhere", "PUBLISHER_SERVERS_HOME": str(tmp_path)})
        for name in (*GIVEN_CKAN, *GIVEN_UDATA):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(both, "install", lambda *_: self.done.append("install"))
        monkeypatch.setattr(both, "running", lambda _: running)
        monkeypatch.setattr(both, "variables", lambda _: FULL)
        monkeypatch.setattr(both, "up", lambda _settings, version, _times: self.done.append(f"up {version}"))
        monkeypatch.setattr(
            "tests.servers.ckan.start.stop", lambda place: self.done.append(f"stop {place.folder.name}")
        )
        monkeypatch.setattr(udata, "stop", lambda _: self.done.append("stop udata"))
        monkeypatch.setattr(suite, "_pytest", self.pytest)

    def pytest(self, asked: Run, servers: object, selection: tuple[str, ...]) -> int:
        self.done.append(" ".join(("pytest", *selection)))
        return 0


def test_each_version_in_turn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stage = Stage(monkeypatch, tmp_path, {})

    assert suite.run(stage.settings, Run(("2.12.0", "2.11.6")), Times()) == 0

    assert stage.done == [
        "install", "up 2.12.0", "pytest", "up 2.11.6", "pytest -m not without_ckan", *STOPPED, "stop udata",
    ]  # fmt: skip


def test_what_ran_before_stays_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stage = Stage(monkeypatch, tmp_path, {f"udata {UDATA_VERSION}": {}, "CKAN 2.12.0": {}})

    suite.run(stage.settings, Run(("2.12.0",)), Times())

    assert stage.done == ["install", "up 2.12.0", "pytest", *STOPPED[1:]]


@pytest.mark.parametrize("raised", [KeyboardInterrupt(), Failed("x")])
def test_an_end_before_the_end_stops_the_servers_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, raised: BaseException
) -> None:
    stage = Stage(monkeypatch, tmp_path, {})

    def ends(*_: object) -> int:
        raise raised

    monkeypatch.setattr(suite, "_pytest", ends)

    with pytest.raises(type(raised)):
        suite.run(stage.settings, Run(("2.12.0",)), Times())
    assert stage.done[-4:] == [*STOPPED, "stop udata"]


@pytest.mark.parametrize("name", [*GIVEN_CKAN, *GIVEN_UDATA])
def test_a_server_that_does_not_answer_any_more_is_no_reason_to_skip(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    stage = Stage(monkeypatch, tmp_path, {})
    monkeypatch.setattr(both, "variables", lambda _: {one: value for one, value in FULL.items() if one != name})

    with pytest.raises(Failed, match=f"not known: {name}$"):
        suite.run(stage.settings, Run(("2.12.0",)), Times())
    assert "pytest" not in stage.done


# ---- what a run owns


def test_servers_are_owned_while_a_run_is_under_way(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stage, owned = Stage(monkeypatch, tmp_path, {"CKAN 2.12.0": {}}), []

    def looks(*_: object) -> int:
        owned.append(stage.settings.owned.read_text())
        return 0

    monkeypatch.setattr(suite, "_pytest", looks)
    suite.run(stage.settings, Run(("2.12.0",)), Times())

    assert owned == ["CKAN 2.12.0"]
    assert not stage.settings.owned.exists()


@pytest.mark.parametrize(
    ("left", "stopped"),
    [("", [*STOPPED, "stop udata"]), (f"CKAN 2.12.0\nudata {UDATA_VERSION}", STOPPED[1:])],
    ids=["all of it its own", "beside what ran before"],
)
def test_what_a_killed_run_left_is_stopped_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, left: str, stopped: list[str]
) -> None:
    stage = Stage(monkeypatch, tmp_path, {})
    stage.settings.owned.write_text(left)

    suite.run(stage.settings, Run(("2.12.0",)), Times())

    assert stage.done[: len(stopped) + 1] == [*stopped, "install"]


@pytest.mark.parametrize("verb", ["up", "down"])
def test_what_somebody_asked_for_is_nobodys_left_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, verb: str
) -> None:
    stage = Stage(monkeypatch, tmp_path, {})
    stage.settings.owned.write_text("")

    __main__.serve(stage.settings, parser().parse_args([verb]))

    assert not stage.settings.owned.exists()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_second_request_to_end_does_not_keep_the_servers_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sign: signal.Signals
) -> None:
    stage, heeded = Stage(monkeypatch, tmp_path, {}), []

    def disturbed(_: object) -> None:
        signal.raise_signal(sign)
        stage.done.append("stop udata")

    monkeypatch.setattr(udata, "stop", disturbed)
    usual = signal.signal(sign, lambda *_: heeded.append(sign))
    try:
        suite.run(stage.settings, Run(("2.12.0",)), Times())
        assert (stage.done[-1], heeded) == ("stop udata", [])
        signal.raise_signal(sign)
        assert heeded == [sign], "afterwards it is heeded again"
    finally:
        signal.signal(sign, usual)


def test_a_terminal_that_is_closed_asks_to_end_unless_it_is_to_be_ignored() -> None:
    program = """
import signal, sys
from tests.servers import __main__
signal.signal(signal.SIGHUP, signal.SIG_IGN if sys.argv[1:] else signal.SIG_DFL)
__main__.heed()
try:
    signal.raise_signal(signal.SIGHUP)
    print("goes on")
except KeyboardInterrupt:
    print("interrupted")
"""
    for arguments, said in (([], "interrupted\n"), (["nohup"], "goes on\n")):
        done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
        assert done.stdout == said


# ---- one command at a time


def test_a_command_that_waits_for_another_says_so(tmp_path: Path) -> None:
    settings = settings_in({"HOME": "/nowhere", "PUBLISHER_SERVERS_HOME": str(tmp_path)})
    waits = (
        "from tests.servers import both, settings\nimport os\nwith both.alone(settings.settings_in(os.environ)): pass"
    )
    env = os.environ | {"PUBLISHER_SERVERS_HOME": str(tmp_path)}

    with subprocess.Popen([sys.executable, "-c", waits], env=env, stderr=subprocess.PIPE, text=True) as other:
        assert other.communicate()[1] == "", "nobody to wait for"
    with both.alone(settings):
        second = subprocess.Popen([sys.executable, "-c", waits], env=env, stderr=subprocess.PIPE, text=True)
        assert second.stderr is not None
        told = second.stderr.readline()
        assert second.poll() is None
    second.communicate()

    assert told == f"another command uses the servers (process {os.getpid()}): waiting for it\n"
    assert second.returncode == 0


def test_status_only_looks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stage = Stage(monkeypatch, tmp_path, {"CKAN 2.12.0": {}, f"udata {UDATA_VERSION}": {}})
    with both.alone(stage.settings):
        assert __main__.serve(stage.settings, parser().parse_args(["status"])) == 0

    assert [one.name for one in tmp_path.iterdir()] == ["lock"]
    assert stage.done == []


# ---- processes


def test_a_process_is_known_by_its_file_and_ends_when_told(tmp_path: Path) -> None:
    process = spawn(["sleep", "60"], tmp_path / "pid", log=tmp_path / "log", folder=tmp_path, env=serving())
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
