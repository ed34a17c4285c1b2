"""The artifacts of a workflow run, as the actions `upload-artifact` and `download-artifact` keep and give them."""

import os
import shutil
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any


class Artifacts:
    """The artifacts of one run, each a folder of its own below this one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def upload(self, options: dict[str, Any], workspace: Path) -> int:
        """Keep the files of these paths, from the folder on that all of them have in common; return an exit code."""
        paths = [workspace / path for path in options["path"].split()]
        root = Path(os.path.commonpath(paths))
        files = [file for path in paths for file in _files(path)]
        for file in files:
            target = self._folder / options["name"] / file.relative_to(root if root.is_dir() else root.parent)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        return 0 if files or options.get("if-no-files-found") == "ignore" else 1

    def texts(self, name: str) -> dict[str, str]:
        """Return the texts of the files of an artifact."""
        folder = self._folder / name
        return {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in _files(folder)}

    def download(self, options: dict[str, Any], workspace: Path) -> int:
        """Copy the artifacts of a name, or of a pattern, into a folder; return an exit code."""
        assert ("name" in options) != (options.get("merge-multiple") is True), f"not played: {options}"
        pattern = options.get("name") or options["pattern"]
        chosen = [folder for folder in sorted(self._folder.glob("*")) if fnmatch(folder.name, pattern)]
        for folder in chosen:
            shutil.copytree(folder, workspace / options["path"], dirs_exist_ok=True)
        return 0 if chosen or "pattern" in options else 1


def _files(path: Path) -> Iterator[Path]:
    return (file for file in [path, *path.rglob("*")] if file.is_file())
