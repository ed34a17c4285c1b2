"""Complaints, gathered while files are read: an author sees all of them in one pass."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from publisher.manifests.read_yaml import parse_table, read_table
from publisher.manifests.shape_errors import validated
from publisher.manifests.shapes import Shape
from publisher.manifests.tree_with_positions import Node, Table
from publisher.model.findings import Finding, ManifestError, Position, Severity
from publisher.model.messages import message
from publisher.rules.data_files import PATH_OUTSIDE_FOLDER
from publisher.rules.structure import WRONG_TYPE
from publisher.rules.syntax import UNUSABLE_NAME

S = TypeVar("S", bound=Shape)


def shown(path: Path) -> str:
    """A path as a person would type it from where they stand."""
    relative = os.path.relpath(path)
    return Path(path if relative.startswith("..") else relative).as_posix()


class FindingsCollector:
    """What is wrong so far."""

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
        """The tree in a shape; None when it does not fit, and that is complained of."""
        found, complaints = validated(tree, shape)
        self.findings.extend(complaints)
        return found

    def expect_table(self, node: Node) -> None:
        """Complain of something that is no mapping."""
        self.add(WRONG_TYPE.at(node.at, message("a group of `key: value` lines is expected here")))

    def symbolic_link(self, path: Path) -> None:
        """Complain of a link, which might lead anywhere."""
        fix = message("Put the file itself here.")
        self.add(PATH_OUTSIDE_FOLDER.at(Position(shown(path)), message("this is a symbolic link"), fix))

    def bad_name(self, path: Path) -> None:
        """Complain of a file or a folder whose name cannot be used."""
        fix = message("Write lower-case letters without accents, digits, - and _; a manifest ends in .yml")
        self.add(UNUSABLE_NAME.at(Position(shown(path)), message("“{name}” is not a usable name", name=path.name), fix))
