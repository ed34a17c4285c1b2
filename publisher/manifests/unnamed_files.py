"""Data files that no manifest names: each may be meant to replace another, or be named by a line with a mistake."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from publisher.manifests.data_file_checks import NOT_DATA, SUGGESTIONS, can_be_written
from publisher.manifests.file_names import as_value, lines, mention
from publisher.manifests.leftover_files import is_ignored, leftover
from publisher.manifests.tree_with_positions import Text
from publisher.model.findings import Finding, Position
from publisher.model.messages import Message, message
from publisher.model.vocabulary import closest
from publisher.rules.data_files import UNNAMED_DATA_FILE

_MOST_MANIFESTS: Final = 3
"""Manifests that an advice names."""


@dataclass(frozen=True)
class NamedFiles:
    """What the manifests of a producer's folder say about its data files."""

    paths: Mapping[str, Text]
    """Every `path:`, as it is written."""
    meant: Collection[str]
    """Files of which a finding about a `path:` says that it means them."""
    unread: Sequence[str]
    """The manifests that cannot be read. They may name further files."""
    without_value: Sequence[Position]
    """Where `path:` has no value."""
    faulty_lines: Collection[tuple[str, int]]
    """The file and the number of each line with a finding."""


def unnamed_data_files(folder: Path, shown: str, names: NamedFiles) -> Iterable[Finding]:
    """Yield a finding for each data file that no manifest names, unless a line that is to be corrected may name it."""
    compared = 0
    for file in data_files(folder):
        if file in names.paths or file in names.meant:
            continue
        at = Position(f"{shown}/{file}")
        path = folder / file
        if (texts := leftover(path.name, frozenset(other.name for other in path.parent.iterdir()))) is not None:
            yield UNNAMED_DATA_FILE.at(at, *texts)
            continue
        searches = compared < SUGGESTIONS
        place = mention(folder, shown, file) if searches else None
        compared += 1
        if place is not None and (_is_faulty(place, names) or _is_path(folder, place, file)):
            continue
        fix = _fix(folder, shown, file, names, place, searches=searches)
        yield UNNAMED_DATA_FILE.at(at, message("no manifest names this file"), fix)


def data_files(folder: Path) -> list[str]:
    """Return the data files of a producer's folder, by their paths in it."""
    paths = (path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file())
    return [
        path.as_posix()
        for path in paths
        if path.suffix.lower() not in NOT_DATA and not any(map(is_ignored, path.parts))
    ]


def _is_faulty(place: Position, names: NamedFiles) -> bool:
    """Return whether what is to be corrected at a place has its own finding."""
    manifest = PurePosixPath(place.file).name
    is_manifest = manifest.endswith(".yml")
    return not is_manifest or manifest in names.unread or (place.file, place.line) in names.faulty_lines


def _is_path(folder: Path, place: Position, file: str) -> bool:
    """Return whether a line is the `path:` of a file, in a group that could not be read: that has its own finding."""
    line = lines(folder / PurePosixPath(place.file).name)[place.line - 1]
    return re.search(rf"path:\s*['\"]?{re.escape(file)}['\"]?\s*(#|$|[,}}])", line) is not None


def _fix(folder: Path, shown: str, file: str, names: NamedFiles, place: Position | None, *, searches: bool) -> Message:
    """Return what to do about a data file without a manifest. A file is never to be removed."""
    if not can_be_written(file):
        return message("Give it a name without accents, then name it in a manifest; or move it out of this folder.")
    name = as_value(file)
    if place is not None:
        return message("{place} mentions it: write `path: {name}` there.", place=place, name=name)
    if names.unread:
        manifests = ", ".join(f"{shown}/{manifest}" for manifest in names.unread[:_MOST_MANIFESTS])
        return message("First correct what cannot be read and may name it: {manifests}", manifests=manifests)
    if names.without_value:
        place = names.without_value[0]
        return message("If it is the file of {place}, write `path: {name}` there.", name=name, place=place)
    near = closest(file, names.paths) if searches else None
    if near is None:
        return message("Name it in a manifest (`path: {name}`), or move it out of this folder.", name=name)
    if (folder / near).is_file():
        return message(
            "If it replaces {near}, write `path: {name}` in {place}; else name it in another manifest.",
            near=near,
            name=name,
            place=names.paths[near].at,
        )
    return message("If it is the file of {place}, write `path: {name}` there.", name=name, place=names.paths[near].at)
