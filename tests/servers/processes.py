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

from . import ServerError

PAUSE = 0.05
LOG_LINES = 20

_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


@dataclass(frozen=True)
class Process:
    """A process that a pid file names."""

    pidfile: Path

    @property
    def pid(self) -> int | None:
        """The id of the process while it runs, else None. A later process with the same id started at another time."""
        try:
            pid, started = self.pidfile.read_text().split()
        except (FileNotFoundError, ValueError):
            return None
        return int(pid) if _started(int(pid)) == started else None

    def stop(self, sign: signal.Signals = signal.SIGTERM, seconds: float = 15) -> None:
        """End the process, by force after some seconds, and remove its pid file."""
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
    """Start a process in its own session, so that Ctrl-C at the terminal does not reach it."""
    with log.open("ab") as out:
        started = subprocess.Popen(
            [*as_user(user), *(str(part) for part in command)],
            cwd=folder, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
            pass_fds=descriptors,
        )  # fmt: skip
    pidfile.write_text(f"{started.pid} {_started(started.pid)}")
    started.returncode = 0  # Popen must not wait for it: the process goes on after this program
    return Process(pidfile)


def as_user(user: str | None) -> list[str]:
    """Return the words before a command that run it as another user (only root may)."""
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--"] if user else []


def _started(pid: int) -> str | None:
    """Return when a process started, in clock ticks since the boot; None if it has ended or is a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()  # after the name, which may hold anything
    return None if fields[0] in "ZX" else fields[19]


# ---- waiting


def wait(met: Callable[[], bool], seconds: float) -> bool:
    """Return whether a condition becomes true within some seconds."""
    end = time.monotonic() + seconds
    while not met():
        if time.monotonic() > end:
            return False
        time.sleep(PAUSE)
    return True


def wait_for(process: Process, answers: Callable[[], bool], seconds: float, what: str, log: Path) -> None:
    """Wait until a process answers.

    Raises `ServerError`, with the end of its log, if the process ends before that or takes too long.
    """
    wait(lambda: process.pid is None or answers(), seconds)
    if process.pid is None or not answers():
        raise ServerError(f"{what} did not start:\n{tail(log)}")


def tail(log: Path) -> str:
    """Return the last lines of a log, and its path."""
    lines = log.read_text(errors="replace").splitlines()[-LOG_LINES:] if log.exists() else []
    return "\n".join([*lines, f"({log})"])


def listening(port: int) -> bool:
    """Return whether a program listens on a port."""
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def answers(url: str) -> bool:
    """Return whether a GET is answered with 200."""
    try:
        with _open(url, timeout=30) as reply:
            return bool(reply.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def require_free_ports(**ports: int) -> None:
    """Raise `ServerError` if another program uses a port; a server that was just stopped has 3 seconds to free it."""
    for name, port in ports.items():
        if not wait(lambda port=port: not listening(port), 3):  # type: ignore[misc]  # of a lambda's default
            variable = f"PUBLISHER_SERVERS_{name.upper()}_PORT"
            raise ServerError(f"port {port} is used by another program; set {variable} to another port")
