"""What Windows lacks or does otherwise, imitated here: the program asks for nothing that only POSIX has."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from publisher import locale, run_git
from publisher.locale import Language
from publisher.manifests import findings_collector
from publisher.model.names import is_device_name

from .conftest import CATALOGS, DATASET, PRODUCER

WITHOUT_POSIX = """
import os, signal, sys
for module in ("fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "syslog"):
    sys.modules[module] = None
for name in ("O_NONBLOCK", "O_CLOEXEC", "chown", "fchmod", "fork", "getegid", "geteuid", "getgid", "getuid", "getpgid",
             "kill", "killpg", "mkfifo", "uname", "umask"):
    delattr(os, name)
for name in ("SIGHUP", "SIGKILL", "SIGPIPE", "SIGALRM", "SIGUSR1", "alarm", "setitimer", "pthread_sigmask"):
    delattr(signal, name)
from publisher.__main__ import main
main()
"""


def ran(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program where nothing of POSIX can be had."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_POSIX, *arguments],
        cwd=folder, env=os.environ | {"LANGUAGE": "en"}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_the_program_runs_without_what_only_posix_has(tmp_path: Path) -> None:
    """Line ends of Windows in every file, too: they stay. What it writes has names that every system can have."""
    for name, content in {"catalogs.yml": CATALOGS, "bron/producer.yml": PRODUCER, "bron/wc.yml": DATASET}.items():
        path = tmp_path / "manifests" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.replace("\n", "\r\n").encode())
    manifest = tmp_path / "manifests" / "bron" / "wc.yml"
    commands = [("validate",), ("set", "bron/wc", "keywords=[eau]", "--yes"), ("sync", "--sandbox", "--yes"), ("runs",)]
    for command in commands:
        process = ran(tmp_path, *command)
        assert process.returncode == 0, (command, process.stderr)

    lines = manifest.read_bytes().splitlines(keepends=True)
    assert b"keywords: [eau]\r\n" in lines
    assert [line for line in lines if not line.endswith(b"\r\n")] == []
    names = [path.name for path in (tmp_path / ".publisher").rglob("*")]

    assert len(names) > 2
    assert [name for name in names if set(name) & set('<>:"/\\|?*') or is_device_name(Path(name).stem.lower())] == []


# ---- what Windows does otherwise


@pytest.mark.parametrize(
    ("number", "expected"), [(0x40C, Language.FRENCH), (0x409, Language.ENGLISH), (0, Language.ENGLISH)]
)
def test_windows_is_asked_for_its_language(number: int, expected: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    library = SimpleNamespace(kernel32=SimpleNamespace(GetUserDefaultUILanguage=lambda: number))
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", library, raising=False)

    assert locale.detect({}) is expected
    assert locale.detect({"LANG": "fr_FR"}) is Language.FRENCH
    assert locale.detect({"LANG": "en"}) is Language.ENGLISH


def test_no_other_system_is_asked() -> None:
    assert locale.detect({}) is Language.ENGLISH


def test_a_file_on_another_drive_is_shown_with_its_whole_path(monkeypatch: pytest.MonkeyPatch) -> None:
    def relpath(path: Path) -> str:
        raise ValueError(f"path is on mount 'D:', start on mount 'C:': {path}")

    monkeypatch.setattr(findings_collector, "os", SimpleNamespace(path=SimpleNamespace(relpath=relpath)))

    assert findings_collector.shown(Path("/d/manifests/bron/wc.yml")) == "/d/manifests/bron/wc.yml"


def test_a_git_in_the_present_folder_is_not_run() -> None:
    """Windows looks there first, unless this variable is set in the process that starts git."""
    assert run_git.__name__
    assert os.environ["NODEFAULTCURRENTDIRECTORYINEXEPATH"]


def test_ctrl_break_counts_where_there_is_no_hangup() -> None:
    code = (
        "import signal\ndel signal.SIGHUP\nsignal.SIGBREAK = signal.SIGUSR1\n"
        "from publisher.cli.stop_signals import SIGNALS\n"
        "assert SIGNALS == (signal.SIGINT, signal.SIGTERM, signal.SIGBREAK), SIGNALS\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
