"""Asking git, where it is installed."""

import os
import subprocess
from pathlib import Path
from typing import Final

_OTHER_REPOSITORY: Final = frozenset({
    "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
})  # fmt: skip


def run_git(folder: Path, *arguments: str) -> str | None:
    """Return what git prints about the repository of a folder; None where it fails, or is not installed.

    Variables that name another repository, and objects that stand for others, do not count.
    """
    command = ["git", "--no-replace-objects", "-C", str(folder), *arguments]
    environ = {name: value for name, value in os.environ.items() if name not in _OTHER_REPOSITORY}
    try:
        ended = subprocess.run(  # noqa: S603
            command, capture_output=True, encoding="utf-8", errors="replace", env=environ, check=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return ended.stdout
