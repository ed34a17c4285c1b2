"""A planted fault: the kind of mistake that a good programmer makes, and the tests that must notice it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.mutations.edits import Edit
from tests.mutations.functions import PACKAGE, functions

ROOT = Path(__file__).parents[2]


class NoUniquePlaceError(Exception):
    """A fault does not fit the source exactly once, or a test is not there."""


class NamedTest(NamedTuple):
    """A test: the folder under `tests`, and the function, with its parameters in brackets where some are meant.

    The file is looked for: a test that moves to another one is still found.
    """

    folder: str
    name: str


def live(*names: str) -> tuple[NamedTest, ...]:
    """Name tests that run the command against both portals, as a user does."""
    return tuple(NamedTest("live", name) for name in names)


def unit(*names: str) -> tuple[NamedTest, ...]:
    """Name tests of one module alone."""
    return tuple(NamedTest("unit", name) for name in names)


class SpoiledModule(NamedTuple):
    """A module with a fault in it."""

    file: Path
    """Below the root of the tree."""
    source: str


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault."""

    id: str
    loss: str
    """The promise that it breaks: what somebody would lose."""
    function: str
    """The function that has it, by its qualified name or the end of it, or the constant of a module; its file is looked
    for."""
    room: str = ""
    """A part of the file's path, such as `catalogs/udata`, where the name and the edit fit several functions."""
    edit: Edit
    """The mistake."""
    tests: tuple[NamedTest, ...]
    """Some of these fail."""

    def plant(self, root: Path) -> SpoiledModule:
        """Return the module of a tree with the fault in it. Raises `NoUniquePlaceError`."""
        candidates = functions(root, self.function, self.room)
        places = [(function, node) for function in candidates for node in self.edit.places(function.node)]
        if len(places) != 1:
            where = f"functions {self.function} in {PACKAGE}/…{self.room}: {len(candidates)}"
            raise NoUniquePlaceError(f"its edit fits {len(places)} places; {where}")
        ((function, node),) = places
        if unknown := function.unknown_names(node):
            raise NoUniquePlaceError(f"{function.file} does not know {', '.join(sorted(unknown))}")
        return SpoiledModule(function.file, function.module_with(node))


def node_ids(tests: Iterable[NamedTest], root: Path) -> list[str]:
    """Return the tests of a tree as pytest names them. Raises `NoUniquePlaceError` where one is nowhere."""
    return list(dict.fromkeys(node_id for test in tests for node_id in _node_ids(test, root)))


def _node_ids(test: NamedTest, root: Path) -> list[str]:
    function = re.compile(rf"^def {re.escape(test.name.partition('[')[0])}\(", re.MULTILINE)
    files = sorted((root / "tests" / test.folder).rglob("test_*.py"))
    found = [file for file in files if function.search(file.read_text(encoding="utf-8"))]
    if not found:
        raise NoUniquePlaceError(f"tests/{test.folder} has no test {test.name}")
    return [f"{file.relative_to(root).as_posix()}::{test.name}" for file in found]
