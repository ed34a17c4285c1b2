"""Patterns of Python expressions, in which a single capital letter stands for any expression.

`A or B` is any disjunction of two operands, and `lambda A: B` any function of one argument. A letter that occurs twice
stands for the same expression each time. So a pattern needs no name of a variable, and renaming one does not break it.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping, Sequence

Captures = Mapping[str, ast.expr]
"""The expression that each letter stands for."""

IGNORED = frozenset({"ctx", "kind", "type_comment"})
"""Fields of a node that say nothing of its meaning here."""


def expression(text: str) -> ast.expr:
    """Parse one expression."""
    return ast.parse(text, mode="eval").body


def captures(pattern: ast.expr, node: ast.expr) -> Captures | None:
    """Return what the letters of a pattern stand for in an expression; None where it is not of this form."""
    return _captures(pattern, node, {})


def substituted(pattern: ast.expr, captured: Captures) -> ast.expr:
    """Return a pattern with expressions in the place of its letters."""
    letters = [node for node in ast.walk(pattern) if isinstance(node, ast.Name) and node.id in captured]
    result: ast.expr = copy.deepcopy(pattern, {id(letter): captured[letter.id] for letter in letters})
    return result


def _captures(pattern: object, node: object, known: Captures) -> Captures | None:
    if isinstance(pattern, ast.Name) and _is_letter(pattern.id):
        return _captured(pattern.id, node, known)
    if isinstance(pattern, ast.arg) and isinstance(node, ast.arg) and _is_letter(pattern.arg):
        return _captured(pattern.arg, ast.Name(node.arg, ast.Load()), known)
    if type(pattern) is not type(node):
        return None
    if isinstance(pattern, ast.AST):
        return _captures(_fields(pattern), _fields(node), known)
    if isinstance(pattern, list) and isinstance(node, list):
        return _captures_in_all(pattern, node, known)
    return known if pattern == node else None


def _is_letter(name: str) -> bool:
    return len(name) == 1 and name.isupper()


def _captured(letter: str, node: object, known: Captures) -> Captures | None:
    if not isinstance(node, ast.expr) or isinstance(node, ast.Starred | ast.Slice):
        return None
    if letter not in known:
        return {**known, letter: node}
    return known if ast.unparse(known[letter]) == ast.unparse(node) else None


def _captures_in_all(patterns: Sequence[object], nodes: Sequence[object], known: Captures) -> Captures | None:
    if len(patterns) != len(nodes):
        return None
    found: Captures | None = known
    for pattern, node in zip(patterns, nodes, strict=True):
        found = None if found is None else _captures(pattern, node, found)
    return found


def _fields(node: object) -> list[object]:
    return list(_values(node)) if isinstance(node, ast.AST) else []


def _values(node: ast.AST) -> Iterator[object]:
    return (value for name, value in ast.iter_fields(node) if name not in IGNORED)
