"""Checks of the data files that manifests name: they are in the producer's folder, they exist, and they are data."""

import os
import re
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from publisher.manifests.file_names import as_value, last_part, meant_file, same_but_for_accents, same_but_for_case
from publisher.manifests.tree_with_positions import Table, Text, resources_in
from publisher.model.findings import Finding, Position, Replace
from publisher.model.messages import Message, message
from publisher.model.system_errors import reason_of
from publisher.rules.data_files import (
    GIT_LFS_POINTER,
    MISSING_DATA_FILE,
    NOT_A_DATA_FILE,
    PATH_OUTSIDE_FOLDER,
)
from publisher.rules.rule import Rule
from publisher.safe_open import open_regular

LFS_MARK: Final = b"version https://git-lfs.github.com/spec/"
SUGGESTIONS: Final = 20
"""Findings of a manifest that suggest a similar name: each compares it with every file of the folder."""
_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)

_YAML: Final = frozenset({".yml", ".yaml"})
NOT_DATA: Final = _YAML | {".md"}


def paths_in(tree: Table) -> Iterable[Text]:
    """Yield every `path:` of a dataset's resources, as written."""
    for resource in resources_in(tree):
        path = resource.values.get("path")
        if isinstance(path, Text) and not path.blank:
            yield path


def blank_paths_in(tree: Table) -> Iterable[Position]:
    """Yield the place of every `path:` without a value."""
    for resource in resources_in(tree):
        path = resource.values.get("path")
        if isinstance(path, Text) and path.blank:
            yield path.at


@dataclass(frozen=True)
class PathFinding:
    """A finding about a path."""

    finding: Finding
    meant: str | None = None
    """The file of the folder that the path means, as the finding says."""


def check_path(folder: Path, node: Text, files: Sequence[str]) -> PathFinding | None:
    """Return the finding about a path; None for the path of a good file. `files` are those that it may mean."""
    written = PurePosixPath(node.text)
    if _ADDRESS.match(node.text):
        fix = message("Write it under `url:`, in place of this line: url: {address}", address=node.text)
        return PathFinding(_finding(MISSING_DATA_FILE, node, message("this is an address, not a file"), fix))
    if "\\" in node.text or written.is_absolute() or ".." in written.parts or _has_link(folder, written):
        return _outside(folder, node, files)
    status = _status(folder / written)
    if status is None or not written.name:
        return _missing(folder, node, files)
    if stat.S_ISDIR(status.st_mode):
        inside = [file for file in files if file.startswith(f"{written}/") and can_be_written(file)]
        example = f"path: {as_value(inside[0])}" if len(inside) == 1 else f"path: {written}/…"
        fix = message("Write the name of the file in it, too: {example}", example=example)
        folder_finding = _finding(MISSING_DATA_FILE, node, message("this is a folder, not a file"), fix)
        return PathFinding(folder_finding, inside[0] if len(inside) == 1 else None)
    if (reason := _not_data(written, status, folder)) is not None:
        fix = message("Put the data file itself into the folder.")
        return PathFinding(_finding(NOT_A_DATA_FILE, node, reason, fix))
    finding = _check_content(folder / written, node)
    return PathFinding(finding) if finding is not None else None


def is_data_file(folder: Path, text: str) -> bool:
    """Return whether a path is that of a data file in the folder, whatever that file contains."""
    written = PurePosixPath(text)
    if _ADDRESS.match(text) or "\\" in text or written.is_absolute() or ".." in written.parts:
        return False
    status = None if _has_link(folder, written) or not written.name else _status(folder / written)
    is_file = status is not None and stat.S_ISREG(status.st_mode)
    return is_file and status is not None and _not_data(written, status, folder) is None


def _outside(folder: Path, node: Text, files: Sequence[str]) -> PathFinding:
    """Return the finding about a path that leads out of the folder; the file may be in the folder."""
    what = message("the path leaves the producer's folder, or follows a symbolic link")
    if "\\" in node.text:
        what = message("this is the place of a file on one computer; only its name in the producer's folder is written")
    near = meant_file(folder, node, files)
    is_there = near is not None and near != node.text and same_but_for_case(last_part(near), last_part(node.text))
    if near is not None and is_there:
        return _renamed(PATH_OUTSIDE_FOLDER, node, what, near)
    fix = message("Put the file into the producer's folder, and write only its name.")
    return PathFinding(_finding(PATH_OUTSIDE_FOLDER, node, what, fix))


def _missing(folder: Path, node: Text, files: Sequence[str]) -> PathFinding:
    """Return the finding about a path of no file, with the file that it seems to mean."""
    what = message("there is no such file")
    near = meant_file(folder, node, [file for file in files if can_be_written(file)])
    if near is None:
        return PathFinding(_finding(MISSING_DATA_FILE, node, what, message("Add the file to the folder.")))
    if same_but_for_accents(near, node.text):
        return _renamed(
            MISSING_DATA_FILE, node, message("the accents are not written as in the name of the file"), near
        )
    if same_but_for_case(near, node.text):
        return _renamed(MISSING_DATA_FILE, node, message("there is no such file: capitals count"), near)
    if same_but_for_case(last_part(near), last_part(node.text)):
        return _renamed(MISSING_DATA_FILE, node, what, near)
    fix = message("Did you mean “{near}”? If not, add the file to the folder.", near=near)
    return PathFinding(_finding(MISSING_DATA_FILE, node, what, fix), near)


def can_be_written(name: str) -> bool:
    """Return whether a manifest can have the name of a file: the bytes of a name need not be UTF-8."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _renamed(rule: Rule, node: Text, what: Message, near: str) -> PathFinding:
    """Return the finding about a path that means a certain file, under another name."""
    fix = message("Write: {example}", example=f"path: {as_value(near)}")
    repair = Replace(node.source, as_value(near)) if node.source and "\n" not in node.source else None
    return PathFinding(rule.at(node.at, what, fix, node.text, repair=repair), near)


def _not_data(written: PurePosixPath, status: os.stat_result, folder: Path) -> Message | None:
    """Return why a file of the folder is not data to publish; None for one that is."""
    if written.suffix.lower() in _YAML:
        return message("this is a manifest, or the settings of a producer, not a data file")
    if not stat.S_ISREG(status.st_mode):
        return message("this is not a regular file")
    if is_foreign_link(status, folder.stat()):
        return message("this file is a hard link to a file of another owner")
    return None


def is_foreign_link(file: os.stat_result, folder: os.stat_result) -> bool:
    """Return whether a file is a second name of a file that the owner of the folder does not own.

    A hard link looks like its origin, so one to another file of the same owner cannot be noticed. Copies made with
    `cp -l` and caches are full of those; git writes none.
    """
    return file.st_nlink > 1 and file.st_uid != folder.st_uid


def _check_content(file: Path, node: Text) -> Finding | None:
    try:
        with open_regular(file) as opened:
            start = opened.read(len(LFS_MARK))
    except OSError as error:
        what = message("the file cannot be read: {why}", why=reason_of(error))
        return MISSING_DATA_FILE.at(node.at, what, None, node.text)
    if start != LFS_MARK:
        return None
    fix = message("Fetch the files (git lfs pull), or commit the file itself.")
    return _finding(GIT_LFS_POINTER, node, message("this is a Git LFS pointer, not the data"), fix)


def _has_link(folder: Path, written: PurePosixPath) -> bool:
    """Return whether any step of the path is a symbolic link."""
    steps = (folder.joinpath(*written.parts[: depth + 1]) for depth in range(len(written.parts)))
    statuses = (_status(step) for step in steps)
    return any(status is not None and stat.S_ISLNK(status.st_mode) for status in statuses)


def _status(path: Path) -> os.stat_result | None:
    """Return the status of a file itself, never of what it links to; None where it does not exist, or cannot."""
    try:
        return path.lstat()
    except (OSError, ValueError):
        return None


def _finding(rule: Rule, node: Text, what: Message, fix: Message) -> Finding:
    return rule.at(node.at, what, fix, node.text)
