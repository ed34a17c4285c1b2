"""Asking git, where it is installed."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_OTHER_REPOSITORY: Final = frozenset({
    "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
})  # fmt: skip


_CHUNK: Final = 1 << 20
"""Bytes."""


os.environ.setdefault("NODEFAULTCURRENTDIRECTORYINEXEPATH", "1")
"""Windows looks for a program in the present folder first, unless this is set: a repository might bring a `git.exe`."""


def _command(folder: Path, arguments: tuple[str, ...]) -> list[str]:
    return ["git", "--no-replace-objects", "-C", str(folder), *arguments]


def _environ() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _OTHER_REPOSITORY}


def run_git(folder: Path, *arguments: str) -> str | None:
    """Return what git prints about the repository of a folder; None where it fails, or is not installed.

    Variables that name another repository, and objects that stand for others, do not count.
    """
    command = _command(folder, arguments)
    try:
        ended = subprocess.run(  # noqa: S603
            command, capture_output=True, encoding="utf-8", errors="replace", env=_environ(), check=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return ended.stdout


def git_chunks(folder: Path, *arguments: str) -> Iterator[bytes]:
    """Yield what git prints about the repository of a folder, piece by piece. Raises `OSError` where it fails."""
    with subprocess.Popen(  # noqa: S603
        _command(folder, arguments), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environ()
    ) as process:
        output = process.stdout
        while output is not None and (chunk := output.read(_CHUNK)):
            yield chunk
    if process.returncode != 0:
        raise OSError(f"git {arguments[0]}: {process.returncode}")
