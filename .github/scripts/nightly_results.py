"""Reading what the nightly comparison hands over, and calling `gh`. The standard library suffices for it."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
"""The name of a producer's folder."""

MOST: Final = 1_000
"""Producers."""

LARGEST: Final = 65_000
"""Characters of the body of an issue: GitHub refuses more than 65,536."""


def is_complete(folder: Path) -> bool:
    """Return whether the catalogues were compared: the report is the last file that is written."""
    return (folder / "report.md").is_file()


def files_of_producers(folder: Path, ending: str) -> dict[str, Path]:
    """Return the files of a folder by the producer that they are named for. Ends the program for any other file."""
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    for file in files:
        if file.suffix != ending or not NAME.fullmatch(file.stem) or not file.is_file() or file.is_symlink():
            sys.exit(f"{folder}: it contains something else than results of a comparison")
    if len(files) > MOST:
        sys.exit(f"{folder}: more than {MOST} files")
    return {file.stem: file for file in files}


def text_of(file: Path) -> str:
    """Return the text of a result. Ends the program where no issue can hold it."""
    text = file.read_text(encoding="utf-8")
    if len(text) > LARGEST:
        sys.exit(f"{file}: too long for an issue")
    return text


def run(*command: str, text: str | None = None) -> str:
    """Run a program and return its output; `text` is its input. Ends this one with its errors where it fails."""
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command[:3])}: {done.stderr.strip()}")
    return done.stdout


def succeeds(*command: str, text: str = "") -> bool:
    """Run a program without its output and return whether it succeeds; `text` is its input."""
    return subprocess.run(command, input=text.encode(), capture_output=True, check=False).returncode == 0


def report(line: str) -> None:
    """Print a line into the log, and into the summary of the job."""
    print(line)
    with Path(os.environ["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as summary:
        summary.write(f"- {line}\n")
