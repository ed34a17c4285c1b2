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
class CommandResult:
    """The exit code and the output of a command."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class ManifestFolder:
    """A folder with manifests, and the command that runs in it, with only the path of this process's environment."""

    root: Path
    extra: Mapping[str, str] = field(default_factory=dict)
    """Further environment variables."""

    def __call__(self, *arguments: str, code: int = 0, lang: str = "en") -> CommandResult:
        command = [sys.executable, "-m", "publisher", "--lang", lang, *arguments]
        process = subprocess.run(
            command, cwd=self.root, env={**environment(), **self.extra}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, encoding="utf-8", timeout=TIMEOUT, check=False,
        )  # fmt: skip
        assert "Traceback" not in process.stderr, process.stderr
        assert process.returncode == code, f"exit {process.returncode}, not {code}\n{process.stdout}{process.stderr}"
        return CommandResult(process.returncode, process.stdout, process.stderr)


def environment() -> dict[str, str]:
    """Return the variables that are needed to find programs."""
    variables = {name: os.environ[name] for name in ("PATH", "HOME", "VIRTUAL_ENV") if name in os.environ}
    return {**variables, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}


@pytest.fixture
def valmere(tmp_path: Path) -> ManifestFolder:
    """Copy the manifests of another territory than this repository's into a scratch folder."""
    shutil.copytree(Path(__file__).parent / "valmere" / "manifests", tmp_path / "manifests")
    reserve_port(tmp_path)
    return ManifestFolder(tmp_path)


def free_port() -> int:
    """Return a free port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def reserve_port(root: Path) -> None:
    """Give the sandbox of a folder a port of its own: tests that run side by side would all choose the usual one."""
    with closing(Store(root / ".publisher" / "sandbox.sqlite")) as store:
        store.port = free_port()
