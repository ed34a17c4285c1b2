"""Checks of the data files of a producer's folder: they are inside it, they exist, and a manifest names each."""

import os
import re
import stat
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from publisher.manifests.leftover_files import is_ignored, leftover
from publisher.manifests.tree_with_positions import Table, Text, resources_in
from publisher.model.findings import Finding, Position
from publisher.model.messages import Message, message
from publisher.model.system_errors import reason_of
from publisher.model.vocabulary import closest
from publisher.rules.data_files import (
    GIT_LFS_POINTER,
    MISSING_DATA_FILE,
    NOT_A_DATA_FILE,
    PATH_OUTSIDE_FOLDER,
    UNNAMED_DATA_FILE,
)
from publisher.rules.rule import Rule
from publisher.safe_open import open_regular

LFS_MARK: Final = b"version https://git-lfs.github.com/spec/"
SUGGESTIONS: Final = 20
"""Findings of a manifest that suggest a similar name: each compares it with every file of the folder."""
MOST_MANIFESTS: Final = 3
"""Manifests that an advice names."""
_PLAIN: Final = re.compile(r"[\w./][\w.,/()’'+-]*(?: [\w.,/()’'+-]+)*")
_LARGEST: Final = 200_000
"""Bytes of a manifest in which the name of a file is searched."""

_YAML: Final = frozenset({".yml", ".yaml"})
_NOT_DATA: Final = _YAML | {".md"}


def paths_in(tree: Table) -> Iterable[Text]:
    """Yield every `path:` of a dataset's resources, as written."""
    for resource in resources_in(tree):
        path = resource.values.get("path")
        if isinstance(path, Text) and not path.blank:
            yield path


def check_path(folder: Path, node: Text, neighbours: Sequence[str]) -> Finding | None:
    """Return the finding about a path; None for the path of a good file. `neighbours` are the names to suggest."""
    written = PurePosixPath(node.text)
    if "\\" in node.text or written.is_absolute() or ".." in written.parts or _has_link(folder, written):
        what = message("the path leaves the producer's folder, or follows a symbolic link")
        return _finding(
            PATH_OUTSIDE_FOLDER,
            node,
            what,
            message("Put the file into the producer's folder, and write only its name."),
        )
    file = folder / written
    status = _status(file)
    if status is None or stat.S_ISDIR(status.st_mode):
        near = _free_file(folder, node, neighbours)
        fix = message("Did you mean “{near}”?", near=near) if near else message("Add the file to the folder.")
        return _finding(MISSING_DATA_FILE, node, message("there is no such file"), fix)
    if (reason := _not_data(written, status, folder)) is not None:
        return _finding(NOT_A_DATA_FILE, node, reason, message("Put the data file itself into the folder."))
    return _check_content(file, node)


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


def unnamed_data_files(folder: Path, shown: str, named: Mapping[str, Text], unread: Sequence[str]) -> Iterable[Finding]:
    """Yield a finding for each data file that no manifest names: it may be meant to replace another.

    `unread`: the manifests that cannot be read. They may name it.
    """
    compared = 0
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        hidden = any(map(is_ignored, file.relative_to(folder).parts))
        if hidden or not file.is_file() or file.suffix.lower() in _NOT_DATA or name in named:
            continue
        if compared < SUGGESTIONS and _is_named_in_invalid(folder, shown, name):
            continue
        at = Position(f"{shown}/{name}")
        if (texts := leftover(file.name, frozenset(path.name for path in file.parent.iterdir()))) is not None:
            yield UNNAMED_DATA_FILE.at(at, *texts)
            continue
        fix = _fix_of_unnamed(folder, shown, name, named, unread, searches=compared < SUGGESTIONS)
        compared += 1
        yield UNNAMED_DATA_FILE.at(at, message("no manifest names this file"), fix)


def _fix_of_unnamed(
    folder: Path, shown: str, file: str, named: Mapping[str, Text], unread: Sequence[str], *, searches: bool
) -> Message:
    """Return what to do about a data file without a manifest. A file is never to be removed for a typing error."""
    name = as_value(file)
    if searches and (place := _mention(folder, shown, file)) is not None:
        return message("{place} mentions it: write `path: {name}` there.", place=place, name=name)
    if unread:
        manifests = ", ".join(f"{shown}/{manifest}" for manifest in unread[:MOST_MANIFESTS])
        return message("First correct what cannot be read and may name it: {manifests}", manifests=manifests)
    near = closest(file, named) if searches else None
    if near is None:
        return message("Name it in a manifest (`path: {name}`), or remove it.", name=name)
    if PurePosixPath(near).suffix.lower() != PurePosixPath(file).suffix.lower() or "/" in near or ":" in near:
        return message("If it is the file of {place}, write `path: {name}` there.", name=name, place=named[near].at)
    if (folder / near).is_file():
        return message(
            "If it replaces {near}, write `path: {name}` in {place}; else name it in another manifest.",
            near=near,
            name=name,
            place=named[near].at,
        )
    return message(
        "Rename the file to {near}, as {place} names it, or change that line.", near=near, place=named[near].at
    )


def as_value(name: str) -> str:
    """Return the name of a file as it is written in a manifest: in quotes where it has signs of YAML."""
    return name if _PLAIN.fullmatch(name) else "'{}'".format(name.replace("'", "''"))


def _is_named_in_invalid(folder: Path, shown: str, name: str) -> bool:
    """Return whether a manifest that cannot be read has the line `path: NAME`: what is wrong is said there."""
    place = _mention(folder, shown, name)
    if place is None:
        return False
    line = _lines(folder / PurePosixPath(place.file).name)[place.line - 1]
    return re.search(rf"path:\s*['\"]?{re.escape(name)}['\"]?\s*(#|$|[,}}])", line) is not None


def _free_file(folder: Path, node: Text, neighbours: Sequence[str]) -> str | None:
    """Return the data file that a path seems to mean; None where another manifest mentions that file."""
    near = closest(node.text, [name for name in neighbours if PurePosixPath(name).suffix.lower() not in _NOT_DATA])
    place = _mention(folder, str(PurePosixPath(node.at.file).parent), near) if near is not None else None
    return near if place is None or place.file == node.at.file else None


def _mention(folder: Path, shown: str, name: str) -> Position | None:
    """Return where a manifest of the folder has the name of a file, whatever the key, also in an invalid manifest."""
    word = re.compile(rf"(?<![\w./-]){re.escape(name)}(?![\w./-])")
    for file in sorted(folder.glob("*.yml")):
        for number, line in enumerate(_lines(file), 1):
            if (match := word.search(line.partition(" #")[0])) is not None:
                return Position(f"{shown}/{file.name}", number, match.start() + 1)
    return None


def _lines(file: Path) -> list[str]:
    """Return the lines of a manifest; none of one that cannot be read, or is larger than any manifest."""
    try:
        with open_regular(file) as opened:
            return opened.read(_LARGEST).decode("utf-8", "replace").splitlines()
    except OSError:
        return []


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
