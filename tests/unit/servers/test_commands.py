"""What the command of the test servers is asked for, and how it ends."""

from __future__ import annotations

import signal
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
