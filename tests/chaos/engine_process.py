"""The command in a process of its own, started by a fork of one that has everything loaded: it can be killed.

`tests/live/command_server.py` does the same for plain runs. Here the caller learns the process's id at once, may have
its surroundings changed (`engine_hooks`), and does not wait.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import IO, NoReturn

from tests.chaos.engine_hooks import Hooks
from tests.live.manifest_folder import CommandResult
from tests.live.portal import Json

LIBRARIES = (
    "ckanapi",
    "click",
    "pydantic",
    "requests",
    "requests_toolbelt",
    "rich.console",
    "rich.progress",
    "tenacity",
)
LEFT_OUT = ("publisher.__main__", "publisher.sandbox", "publisher.site")
LIMIT = 60
"""Seconds after which a run is ended: none may hang."""


@dataclass
class Running:
    """A run that was started."""

    line: socket.socket
    answers: IO[str]
    pid: int
    output: tempfile.TemporaryDirectory[str]
    killed: bool = field(default=False)

    def send(self, how: signal.Signals) -> None:
        """Send a signal to the process, if it is still there."""
        self.killed = self.killed or how is signal.SIGKILL
        try:
            os.kill(self.pid, how)
        except ProcessLookupError:
            return

    def result(self) -> CommandResult:
        """Wait for its end; return its exit code (negative: the signal that ended it) and its outputs."""
        code = int(self.answers.readline())
        self.answers.close()
        self.line.close()
        out, err = (Path(self.output.name, name).read_text("utf-8", "replace") for name in ("out", "err"))
        self.output.cleanup()
        return CommandResult(code, out, err)


def start(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], hooks: Hooks, seconds: int = LIMIT
) -> Running:
    """Start `publisher` in this folder; it is ended after so many seconds."""
    output = tempfile.TemporaryDirectory()
    line = socket.socket(socket.AF_UNIX)
    line.connect(_server())
    job = {"arguments": list(arguments), "folder": str(folder), "environment": dict(environment)}
    line.sendall(
        json.dumps({**job, "output": output.name, "hooks": asdict(hooks), "seconds": seconds}).encode() + b"\n"
    )
    answers = line.makefile()
    return Running(line, answers, int(answers.readline()), output)


@cache
def _server() -> str:
    """Return the address of this process's server; the server ends when this process does."""
    folder = tempfile.TemporaryDirectory(prefix="chaos-")
    address = str(Path(folder.name, "socket"))
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.engine_process", address],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,  # it closes with this process, and the server ends
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"

    def end() -> None:
        process.terminate()
        process.communicate()
        folder.cleanup()

    atexit.register(end)
    return address


# ---- the server's side


def serve(address: str) -> NoReturn:
    """Fork one process for each caller."""
    _load()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no process waits for those that answer
        print("ready", flush=True)
        while listening in select.select([listening, sys.stdin], [], [])[0]:
            line, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _answer(line)
            line.close()
    sys.exit()


def _load() -> None:
    """Load the program, its texts in French."""
    from publisher import locale

    locale.use(locale.Language.FRENCH)
    for name in LIBRARIES:
        import_module(name)
    package = import_module("publisher")
    for module in walk_packages(package.__path__, "publisher."):
        if not module.name.startswith(LEFT_OUT):
            import_module(module.name)


def _answer(line: socket.socket) -> NoReturn:
    """Run one job in a process of its own; send back its id, and later how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    job: Json = json.loads(line.makefile().readline())
    streams = [os.pipe(), os.pipe()]
    runner = os.fork()
    if runner == 0:
        line.close()
        _become(job, [write for _read, write in streams])
    line.sendall(f"{runner}\n".encode())
    copies = []
    for (read, write), name in zip(streams, ("out", "err"), strict=True):
        os.close(write)
        copies.append(threading.Thread(target=_copy, args=(read, Path(job["output"], name))))
        copies[-1].start()
    _pid, status = os.waitpid(runner, 0)
    for copy in copies:
        copy.join()
    line.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _copy(read: int, target: Path) -> None:
    """Copy what comes through a pipe: the run itself may have a full disk."""
    with os.fdopen(read, "rb") as source, target.open("wb") as file:
        while chunk := source.read1(1 << 16):
            file.write(chunk)


def _become(job: Json, streams: Sequence[int]) -> NoReturn:
    """Become `publisher` in the job's folder, with its environment."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.alarm(job["seconds"])
    os.chdir(job["folder"])
    os.environ.clear()
    os.environ.update(job["environment"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for place, write in enumerate(streams, 1):
        os.dup2(write, place)
        os.close(write)
    sys.stdout, sys.stderr = (os.fdopen(place, "w", encoding="utf-8", errors="backslashreplace") for place in (1, 2))
    jumps = tuple((int(look), float(seconds)) for look, seconds in job["hooks"].pop("clock_jumps"))
    Hooks(**job["hooks"], clock_jumps=jumps).apply()
    from publisher.cli.main import run

    code = 1
    try:
        code = int(run(job["arguments"]))
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter does for a process of its own
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])
