"""Asking git, where it is installed."""

import subprocess
from pathlib import Path


def run_git(folder: Path, *arguments: str) -> str | None:
    """Return what git prints; None where it fails, or is not installed."""
    command = ["git", "-C", str(folder), *arguments]
    try:
        ended = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=True, timeout=60)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    return ended.stdout
