"""Edits of the syntax tree of a function or a constant: the closed set in which every planted fault is written.

Each edit lists the places of a definition where it fits, as copies of the definition with the edit made there. None
names a position in the text or needs the name of a variable, so that renames, moves and another layout leave it valid.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tests.mutations.functions import Definition
from tests.mutations.pattern import captures, expression, substituted

Kind = Literal["call", "if", "raise", "return"]
"""Of a statement. A call is one whose result nobody uses; an `elif` is an `if`."""

BLOCKS = ("body", "orelse", "finalbody")


@dataclass(frozen=True)
class Rewrite:
    """An expression of one form is written in another: `Rewrite("A or B", "B")` drops the first operand."""

    pattern: str
    replacement: str

    def places(self, definition: Definition) -> list[Definition]:
        """Return a copy of the definition for each place where the edit fits, with the edit made there."""
        pattern, replacement = expression(self.pattern), expression(self.replacement)
        nodes = (node for node in _own_nodes(_parts(definition)) if isinstance(node, ast.expr))
        matches = ((node, captures(pattern, node)) for node in nodes)
        return [
            _with(definition, node, substituted(replacement, captured))
            for node, captured in matches
            if captured is not None
        ]


@dataclass(frozen=True)
class DropKey:
    """One entry of a dictionary is left out; of a key that is computed, the constant parts count."""

    key: str

    def places(self, definition: Definition) -> list[Definition]:
        """Return a copy of the definition for each place where the edit fits, with the edit made there."""
        tables = [node for node in _own_nodes(_parts(definition)) if isinstance(node, ast.Dict)]
        return [
            _with(definition, table, _without(table, position))
            for table in tables
            for position, key in enumerate(table.keys)
            if key is not None and _constant_text(key) == self.key
        ]


@dataclass(frozen=True)
class DropItem:
    """One item of a tuple or a list that is spelled out is left out, such as a row of a table."""

    pattern: str

    def places(self, definition: Definition) -> list[Definition]:
        """Return a copy of the definition for each place where the edit fits, with the edit made there."""
        pattern = expression(self.pattern)
        lists = [node for node in _own_nodes(_parts(definition)) if isinstance(node, ast.Tuple | ast.List)]
        return [
            _with(definition, node, type(node)(node.elts[:position] + node.elts[position + 1 :], node.ctx))
            for node in lists
            for position, item in enumerate(node.elts)
            if captures(pattern, item) is not None
        ]


@dataclass(frozen=True)
class ReplaceStatement:
    """A statement of a kind is replaced by another one; by default it is dropped."""

    kind: Kind
    pattern: str = "A"
    """Of the statement's expression: the condition of an `if`, the value of a `return`."""
    replacement: str = "pass"

    def places(self, definition: Definition) -> list[Definition]:
        """Return a copy of the definition for each place where the edit fits, with the edit made there."""
        new = ast.parse(self.replacement).body
        return [
            _with(definition, block, [*block[:position], *new, *block[position + 1 :]])
            for block, position in _statements(definition, self.kind, self.pattern)
        ]


Edit = Rewrite | DropKey | DropItem | ReplaceStatement


def _parts(definition: Definition) -> Sequence[object]:
    """Return the statements of a function; the value of a constant."""
    return definition.body if isinstance(definition, ast.FunctionDef) else [definition.value]


def _with(definition: Definition, old: object, new: object) -> Definition:
    """Return a copy of a definition with something else in the place of one of its nodes, or of one of its blocks."""
    result: Definition = copy.deepcopy(definition, {id(old): new})
    return result


def _own_nodes(parts: Sequence[object]) -> Iterator[ast.AST]:
    """Return the nodes of syntax trees, without those of functions and classes within, and of annotations."""
    for part in parts:
        if isinstance(part, ast.AST) and not isinstance(part, ast.FunctionDef | ast.ClassDef):
            yield part
            for name, value in ast.iter_fields(part):
                if name != "annotation":
                    yield from _own_nodes(value if isinstance(value, list) else [value])


def _statements(definition: Definition, kind: Kind, pattern: str) -> Iterator[tuple[list[ast.stmt], int]]:
    """Return the block and the position there of each statement of a kind whose expression is of a form."""
    form = expression(pattern)
    for block in _blocks([definition, *_own_nodes(_parts(definition))]):
        for position, statement in enumerate(block):
            part = _expression_of(statement, kind)
            if part is not None and captures(form, part) is not None:
                yield block, position


def _blocks(nodes: Iterable[ast.AST]) -> Iterator[list[ast.stmt]]:
    for node in nodes:
        for name in BLOCKS:
            block = getattr(node, name, None)
            if isinstance(block, list):
                yield block


def _expression_of(statement: ast.stmt, kind: Kind) -> ast.expr | None:
    """Return the expression of a statement; None where the statement is of another kind, or has none."""
    match kind, statement:
        case "call", ast.Expr(value=ast.Call() as call):
            return call
        case "if", ast.If(test=test):
            return test
        case "raise", ast.Raise(exc=error):
            return error
        case "return", ast.Return(value=value):
            return value
        case _:
            return None


def _without(table: ast.Dict, position: int) -> ast.Dict:
    """Return a dictionary without the entry at a position."""
    keys, values = table.keys, table.values
    return ast.Dict(keys[:position] + keys[position + 1 :], values[:position] + values[position + 1 :])


def _constant_text(key: ast.expr) -> str:
    parts = key.values if isinstance(key, ast.JoinedStr) else [key]
    return "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
