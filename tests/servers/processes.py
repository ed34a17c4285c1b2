"""Processes that outlive the command that started them, and the ports that they listen on."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import Failed

PAUSE = 0.05
LOG_LINES = 20

_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


@dataclass(frozen=True)
class Process:
    """A process that a pid file names."""

    pidfile: Path

    @property
    def pid(self) -> int | None:
        """Its id, while it runs. A process that got the same id later is another: it started at another moment."""
        try:
            pid, started = self.pidfile.read_text().split()
        except (FileNotFoundError, ValueError):
            return None
        return int(pid) if _started(int(pid)) == started else None

    def stop(self, sign: signal.Signals = signal.SIGTERM, seconds: float = 15) -> None:
        """End it, by force after so long, and forget it."""
        pid = self.pid
        if pid is not None:
            os.kill(pid, sign)
            if not wait(lambda: self.pid is None, seconds):
                os.kill(pid, signal.SIGKILL)
                wait(lambda: self.pid is None, seconds)
        self.pidfile.unlink(missing_ok=True)


def spawn(
    command: Sequence[str | Path],
    pidfile: Path,
    *,
    log: Path,
    folder: Path,
    env: Mapping[str, str],
    user: str | None = None,
    descriptors: Sequence[int] = (),
) -> Process:
    """Start a process in a session of its own: Ctrl-C at the terminal is not for it."""
    with log.open("ab") as out:
        started = subprocess.Popen(
            [*as_user(user), *(str(part) for part in command)],
            cwd=folder, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
            pass_fds=descriptors,
        )  # fmt: skip
    pidfile.write_text(f"{started.pid} {_started(started.pid)}")
    started.returncode = 0  # nobody waits for it here: it is meant to go on
    return Process(pidfile)


def as_user(user: str | None) -> list[str]:
    """What goes before a command that another user is to run (for root alone)."""
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--"] if user else []


def _started(pid: int) -> str | None:
    """When a process started, in the kernel's count; None where it has ended, waited for or not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()  # after the name, which may hold anything
    return None if fields[0] in "ZX" else fields[19]


# ---- waiting


def wait(met: Callable[[], bool], seconds: float) -> bool:
    """Whether something comes true within so long."""
    end = time.monotonic() + seconds
    while not met():
        if time.monotonic() > end:
            return False
        time.sleep(PAUSE)
    return True


def wait_for(process: Process, answers: Callable[[], bool], seconds: float, what: str, log: Path) -> None:
    """Wait until a process answers. Raises `Failed`, with the end of its log, if it ends before, or takes too long."""
    wait(lambda: process.pid is None or answers(), seconds)
    if process.pid is None or not answers():
        raise Failed(f"{what} did not start:\n{tail(log)}")


def tail(log: Path) -> str:
    """The last lines of a log, and where it is."""
    lines = log.read_text(errors="replace").splitlines()[-LOG_LINES:] if log.exists() else []
    return "\n".join([*lines, f"({log})"])


def listening(port: int) -> bool:
    """Whether something listens on a port."""
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def answers(url: str) -> bool:
    """Whether a GET is answered with 200."""
    try:
        with _open(url, timeout=30) as reply:
            return bool(reply.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def expect_free(**ports: int) -> None:
    """Raises `Failed` if a port is taken by a program that is not ours; ours have a moment to let go."""
    for name, port in ports.items():
        if not wait(lambda port=port: not listening(port), 3):  # type: ignore[misc]  # of a lambda's default
            variable = f"PUBLISHER_SERVERS_{name.upper()}_PORT"
            raise Failed(f"port {port} is used by another program; set {variable} to another port")
