"""Runs of the command, each a fork of a process that has everything loaded: the half second of loading is saved.

A run has a process of its own, as a user's has: its environment, its folder, its streams, its exit code. A module that
serves says what is loaded before, and what a run does: `tests/live/command_server.py`, `tests/chaos/engine_process.py`.
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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import IO, Any, NoReturn

Job = Mapping[str, Any]
LIBRARIES = ("ckanapi", "click", "pydantic", "requests", "requests_toolbelt", "rich.console", "tenacity")
_OPEN: list[IO[str]] = []
"""The streams of a run, as `sys.__stdout__` keeps those of a process: they stay open when the program replaces them."""


@dataclass(frozen=True)
class Ended:
    """The exit code of a run (negative: the signal that ended it), and its outputs."""

    code: int
    out: bytes
    err: bytes


@dataclass(frozen=True)
class ForkedRun:
    """A run that was started."""

    pid: int
    line: socket.socket
    answers: IO[str]
    output: tempfile.TemporaryDirectory[str]

    def wait(self) -> Ended:
        """Wait for its end; return how it ended."""
        code = int(self.answers.readline())
        self.answers.close()
        self.line.close()
        out, err = (Path(self.output.name, name).read_bytes() for name in ("out", "err"))
        self.output.cleanup()
        return Ended(code, out, err)


def start(
    server: str, arguments: Sequence[str], folder: Path, environment: Mapping[str, str], seconds: int, **more: object
) -> ForkedRun:
    """Start a run in this folder, on the server of this module; it is ended after so many seconds."""
    output = tempfile.TemporaryDirectory()
    line = socket.socket(socket.AF_UNIX)
    line.connect(_server(server))
    job = {"arguments": list(arguments), "folder": str(folder), "environment": dict(environment), "seconds": seconds}
    line.sendall(json.dumps({**job, **more, "output": output.name}).encode() + b"\n")
    answers = line.makefile()
    return ForkedRun(int(answers.readline()), line, answers, output)


@cache
def _server(module: str) -> str:
    """Return the address of this process's server; the server ends when this process does."""
    folder = tempfile.TemporaryDirectory(prefix="runs-")
    address = str(Path(folder.name, "socket"))
    process = subprocess.Popen(
        [sys.executable, "-m", module, address],
        cwd=Path(__file__).parents[1],
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


def load(libraries: Iterable[str], is_loaded: Callable[[str], bool]) -> None:
    """Load libraries, and those modules of the program that may be loaded before a run."""
    for name in libraries:
        import_module(name)
    for module in walk_packages(import_module("publisher").__path__, "publisher."):
        if is_loaded(module.name):
            import_module(module.name)


def serve(address: str, command: Callable[[Job], int | None]) -> NoReturn:
    """Fork one process for each caller; each calls the command, whose exit code is its own."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no process waits for those that answer
        print("ready", flush=True)
        while listening in select.select([listening, sys.stdin], [], [])[0]:
            line, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _answer(line, command)
            line.close()
    sys.exit()


def _answer(line: socket.socket, command: Callable[[Job], int | None]) -> NoReturn:
    """Run one job in a process of its own; send back its id, and later how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    job: Job = json.loads(line.makefile().readline())
    streams = [os.pipe(), os.pipe()]
    runner = os.fork()
    if runner == 0:
        line.close()
        _enter(job, [write for _read, write in streams])
        _run(command, job)
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


def _enter(job: Job, streams: Sequence[int]) -> None:
    """Enter the job's folder, with its environment, no input, and these outputs."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.alarm(job["seconds"])
    os.chdir(job["folder"])
    os.environ.clear()
    os.environ.update(job["environment"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for place, write in enumerate(streams, 1):
        os.dup2(write, place)
        os.close(write)
    # New ones: what Python found out about the server's own streams is not true of these.
    encoding = os.environ.get("PYTHONIOENCODING", "utf-8")
    sys.stdout = os.fdopen(1, "w", encoding=encoding)
    sys.stderr = os.fdopen(2, "w", 1, encoding=encoding, errors="backslashreplace")
    _OPEN.extend((sys.stdout, sys.stderr))


def _run(command: Callable[[Job], int | None], job: Job) -> NoReturn:
    """Call the command, and end the process as the interpreter would."""
    code = 1
    try:
        code = int(command(job) or 0)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter does for a process of its own
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
