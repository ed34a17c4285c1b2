"""Findings, collected while files are read: an author sees all of them in one pass."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from publisher.manifests.leftover_files import leftover, original_of
from publisher.manifests.read_yaml import parse_table, read_table
from publisher.manifests.shape_errors import validated
from publisher.manifests.shapes import Shape
from publisher.manifests.tree_with_positions import Node, Table
from publisher.manifests.value_types import usable_name
from publisher.model.findings import Finding, ManifestError, Position, Severity, gravest_first
from publisher.model.messages import message
from publisher.model.names import is_device_name
from publisher.model.system_errors import reason_of
from publisher.rules.data_files import PATH_OUTSIDE_FOLDER
from publisher.rules.structure import WRONG_TYPE
from publisher.rules.syntax import TOO_MANY_FINDINGS, UNREADABLE_TEXT, UNUSABLE_NAME

S = TypeVar("S", bound=Shape)

MOST_FINDINGS: Final = 100
"""Findings of one file that are shown one by one."""


def shown(path: Path) -> str:
    """Return a path as a person would type it in the current folder, with slashes."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # on another drive of Windows
        return path.as_posix()
    return Path(path if relative.startswith("..") else relative).as_posix()


def to_show(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings in their order, each once: a mistake in a layer is found again in every dataset.

    Of a file with very many, return the first, and one that counts the others.
    """
    first: dict[tuple[Position, str, str], Finding] = {}
    for finding in findings:
        first.setdefault(finding.sort_key, finding)
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for key in sorted(first):
        by_file[first[key].at.file].append(first[key])
    return tuple(finding for group in by_file.values() for finding in _first_of_file(group))


def _first_of_file(findings: list[Finding]) -> Iterator[Finding]:
    """Yield the first findings of a file, the gravest where there are too many, and one for the rest."""
    if len(findings) <= MOST_FINDINGS:
        yield from findings
        return
    by_severity = gravest_first(findings)
    rest = by_severity[MOST_FINDINGS:]
    yield from sorted(by_severity[:MOST_FINDINGS], key=lambda finding: finding.sort_key)
    what = message("further findings in this file, not shown: {n}", n=len(rest))
    more = TOO_MANY_FINDINGS.at(findings[-1].at, what, message("Correct the findings above, then check again."))
    yield replace(more, severity=rest[0].severity, count=len(rest))


class FindingsCollector:
    """The findings so far."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def add(self, finding: Finding) -> None:
        """Add a finding."""
        self.findings.append(finding)

    @property
    def errors(self) -> int:
        """How many of the findings are errors."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    def table(self, path: Path) -> Table | None:
        """Return the tree of a file; None when it cannot be used, with the findings why."""
        if path.is_symlink():
            self.symbolic_link(path)
            return None
        return self._usable(lambda: read_table(path, shown(path)))

    def parsed_table(self, text: str, shown: str) -> Table | None:
        """Return the tree of a text; None when it cannot be used, with the findings why."""
        return self._usable(lambda: parse_table(text, shown))

    def _usable(self, read: Callable[[], Table]) -> Table | None:
        try:
            return read()
        except ManifestError as error:
            self.findings.extend(error.findings)
            return None

    def shape(self, tree: Table, shape: type[S]) -> S | None:
        """Return the tree in a shape; None where it does not fit, with the findings why."""
        model, findings = validated(tree, shape)
        self.findings.extend(findings)
        return model

    def expect_table(self, node: Node, example: str) -> None:
        """Add the finding that a value is no mapping."""
        what = message("a group of `key: value` lines is expected here")
        self.add(WRONG_TYPE.at(node.at, what, message("Write it like this: {example}", example=example)))

    def symbolic_link(self, path: Path) -> None:
        """Add the finding that a file or a folder is a symbolic link, which might lead anywhere."""
        fix = message("Put the file itself here.")
        self.add(PATH_OUTSIDE_FOLDER.at(Position(shown(path)), message("this is a symbolic link"), fix))

    def unreadable_folder(self, path: Path, error: OSError) -> None:
        """Add the finding that a folder cannot be read, or not to its end: nobody knows what else it has."""
        what = message("the folder cannot be read: {why}", why=reason_of(error))
        fix = message("Get the right to read it, or a complete copy of this folder; until then nothing is published.")
        self.add(UNREADABLE_TEXT.at(Position(shown(path)), what, fix))

    def bad_name(self, path: Path) -> None:
        """Add the finding that the name of a file or a folder cannot be used."""
        at, what = Position(shown(path)), message("“{name}” is not a usable name", name=path.name)
        fix = message("Write lower-case letters without accents, digits, - and _; a manifest ends in .yml")
        if (name := usable_name(path.stem)) is not None and not path.is_dir():
            fix = message("Rename the file to {file}.", file=f"{name}.yml")
        if is_device_name(path.stem):
            fix = message("Choose another name: Windows keeps this one for itself, and could not read the repository.")
        if (original := original_of(path.name)) is not None:
            what, fix = leftover(path.name, frozenset(other.name for other in path.parent.iterdir())) or (
                what,
                message("Rename the file to {file}.", file=original),
            )
        self.add(UNUSABLE_NAME.at(at, what, fix))
