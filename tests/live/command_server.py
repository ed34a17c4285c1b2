"""The command, run many times and quickly: each run is a fork of a process that has the libraries loaded already.

A run has a process of its own, as a user's has: its environment, its folder, its exit code. What is saved is the half
second in which Python loads the same libraries again. Modules with texts (`cli`, `views`) are loaded by each run, since
they are in the language that the run asks for.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from pkgutil import walk_packages
from typing import NoReturn

from .portal import Json

SILENT = ("catalogs", "manifests", "model", "rules", "sync")
"""The packages that hold no translated text at import."""
LIBRARIES = ("ckanapi", "click", "pydantic", "requests", "requests_toolbelt", "rich.console", "tenacity")


@dataclass(frozen=True)
class ProcessResult:
    """The exit code and the outputs of a run."""

    code: int
    out: str
    err: str


def run(arguments: Sequence[str], folder: Path, environment: Mapping[str, str], seconds: int) -> ProcessResult:
    """Run `publisher` in this folder and wait for its end; it is killed after so many seconds."""
    with tempfile.TemporaryDirectory() as output, socket.socket(socket.AF_UNIX) as line:
        out, err = Path(output, "out"), Path(output, "err")
        line.connect(_server())
        job = {"arguments": list(arguments), "folder": str(folder), "environment": dict(environment)}
        line.sendall(json.dumps({**job, "out": str(out), "err": str(err), "seconds": seconds}).encode() + b"\n")
        code = int(line.makefile().readline())
        return ProcessResult(code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))


@cache
def _server() -> str:
    """Return the address of this process's server; the server ends when this process does."""
    folder = tempfile.TemporaryDirectory(prefix="runs-")
    address = str(Path(folder.name, "socket"))
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.live.command_server", address],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.DEVNULL,
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
        while True:
            line, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _answer(line)
            line.close()


def _load() -> None:
    for name in LIBRARIES:
        import_module(name)
    package = import_module("publisher")
    for module in walk_packages(package.__path__, "publisher."):
        if module.name.split(".")[1] in SILENT:
            import_module(module.name)


def _answer(line: socket.socket) -> NoReturn:
    """Run one job in a process of its own, and send back how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    job: Json = json.loads(line.makefile().readline())
    runner = os.fork()
    if runner == 0:
        line.close()
        _become(job)
    _pid, status = os.waitpid(runner, 0)
    line.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(job: Json) -> NoReturn:
    """Become `python -m publisher` in the job's folder, with its environment."""
    signal.alarm(job["seconds"])
    os.chdir(job["folder"])
    os.environ.clear()
    os.environ.update(job["environment"])
    for stream, name in ((sys.stdout, "out"), (sys.stderr, "err")):
        os.dup2(os.open(job[name], os.O_WRONLY | os.O_CREAT, 0o600), stream.fileno())
        assert isinstance(stream, TextIOWrapper)
        stream.reconfigure(encoding=os.environ.get("PYTHONIOENCODING", "utf-8"))
    sys.argv = ["publisher", *job["arguments"]]
    from publisher.__main__ import main

    code = 1
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter does for a process of its own
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])
