"""A planted fault: the kind of mistake that a good programmer makes, and the tests that must notice it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Where(NamedTuple):
    """A test: the folder under `tests`, and the function, with its parameters in brackets where some are meant.

    The file is looked for: a test that moves to another one is still found.
    """

    room: str
    name: str


def live(*names: str) -> tuple[Where, ...]:
    """Tests that run the command against both portals, as a user does."""
    return tuple(Where("live", name) for name in names)


def unit(*names: str) -> tuple[Where, ...]:
    """Tests of one piece alone."""
    return tuple(Where("unit", name) for name in names)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault."""

    id: str
    loss: str
    """The promise that it breaks: what somebody would lose."""
    file: str
    """A file of the package."""
    piece: str
    """A piece of its source that occurs once."""
    planted: str
    """What stands there instead."""
    tests: tuple[Where, ...]
    """Some of these fail."""

    def plant(self, source: str) -> str:
        """The source with the fault in it. Raises `NotOnceError`."""
        found = source.count(self.piece)
        if found != 1:
            raise NotOnceError(f"its piece of source occurs {found} times in {self.file}")
        return source.replace(self.piece, self.planted)


class NotOnceError(Exception):
    """A fault does not fit the source any more, or a test is not there."""


def nodes(tests: Iterable[Where], root: Path) -> list[str]:
    """The tests of a tree as pytest names them. Raises `NotOnceError` where one is nowhere."""
    return list(dict.fromkeys(node for test in tests for node in _nodes(test, root)))


def _nodes(test: Where, root: Path) -> list[str]:
    function = re.compile(rf"^def {re.escape(test.name.partition('[')[0])}\(", re.MULTILINE)
    files = sorted((root / "tests" / test.room).rglob("test_*.py"))
    found = [file for file in files if function.search(file.read_text(encoding="utf-8"))]
    if not found:
        raise NotOnceError(f"tests/{test.room} has no test {test.name}")
    return [f"{file.relative_to(root).as_posix()}::{test.name}" for file in found]
