"""Tests on the sandbox: a command run in a scratch folder, as a user would, with servers on loopback only."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

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

    def __call__(self, *arguments: str, code: int = 0, lang: str = "en") -> Ran:
        command = [sys.executable, "-m", "publisher", "--lang", lang, *arguments]
        done = subprocess.run(
            command, cwd=self.root, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            encoding="utf-8", timeout=TIMEOUT, check=False,
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
    return Bench(tmp_path)


@pytest.fixture
def repository(tmp_path: Path) -> Bench:
    """A scratch copy of this repository's own manifests."""
    shutil.copytree(ROOT / "manifests", tmp_path / "manifests")
    return Bench(tmp_path)
