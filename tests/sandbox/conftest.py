"""Tests on the sandbox: a command run in a scratch folder, as a user would, with servers on loopback only."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from publisher.sandbox.store import Store

ROOT = Path(__file__).parents[2]
TIMEOUT = 100


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Bench:
    """A folder with manifests, and the command that runs in it; nothing of this process's environment but the path."""

    root: Path
    extra: Mapping[str, str] = field(default_factory=dict)
    """Further variables."""

    def __call__(self, *arguments: str, code: int = 0, lang: str = "en") -> Ran:
        command = [sys.executable, "-m", "publisher", "--lang", lang, *arguments]
        done = subprocess.run(
            command, cwd=self.root, env={**environment(), **self.extra}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, encoding="utf-8", timeout=TIMEOUT, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == code, f"exit {done.returncode}, not {code}\n{done.stdout}{done.stderr}"
        return Ran(done.returncode, done.stdout, done.stderr)


def environment() -> dict[str, str]:
    """What finds programs, and nothing else."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "VIRTUAL_ENV") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}


@pytest.fixture
def valmere(tmp_path: Path) -> Bench:
    """A scratch copy of the manifests of another territory than this repository's."""
    shutil.copytree(Path(__file__).parent / "valmere" / "manifests", tmp_path / "manifests")
    keep_port(tmp_path)
    return Bench(tmp_path)


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def keep_port(root: Path) -> None:
    """Give the sandbox of a folder a port of its own: tests that run side by side would all choose the usual one."""
    with closing(Store(root / ".publisher" / "sandbox.sqlite")) as store:
        store.port = free_port()
