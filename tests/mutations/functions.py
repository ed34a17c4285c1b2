"""Functions of the package, and constants of its modules, found by name wherever they are."""

from __future__ import annotations

import ast
import builtins
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "publisher"

Definition = ast.FunctionDef | ast.AnnAssign
"""A function or method; or a constant of a module, such as a table, with its annotation."""


@dataclass(frozen=True)
class Function:
    """A function or method of the package, or a constant of one of its modules."""

    file: Path
    """Below the root of the tree."""
    name: str
    """Qualified: with the class or the function around it."""
    source: str
    """Of the whole module."""
    node: Definition

    def module_with(self, node: Definition) -> str:
        """Return the module's source with another definition of this function. Comments within are lost."""
        lines = self.source.splitlines(keepends=True)
        decorators = self.node.decorator_list if isinstance(self.node, ast.FunctionDef) else []
        start = min([self.node.lineno, *(decorator.lineno for decorator in decorators)]) - 1
        text = textwrap.indent(ast.unparse(ast.fix_missing_locations(node)), " " * self.node.col_offset)
        return "".join([*lines[:start], text, "\n", *lines[self.node.end_lineno :]])

    def unknown_names(self, node: Definition) -> frozenset[str]:
        """Return the names in another definition of this function that its module does not know."""
        stored = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
        return _names(node) - _names(ast.parse(self.source)) - stored - set(dir(builtins))


def functions(root: Path, name: str, room: str = "") -> list[Function]:
    """Return the functions, or the constants, of a name in the files whose path contains `room`.

    The name is qualified, or the end of a qualified one: `find` is every function and every method `find`.
    """
    files = sorted((root / PACKAGE).rglob("*.py"))
    in_room = (file for file in files if room in file.relative_to(root).as_posix())
    return [function for file in in_room for function in _defined(root, file, name)]


def _defined(root: Path, file: Path, name: str) -> Iterator[Function]:
    source = file.read_text(encoding="utf-8")
    if name.rpartition(".")[2] not in source:
        return
    for qualified, node in _qualified(ast.parse(source), ""):
        if f".{qualified}".endswith(f".{name}"):
            yield Function(file.relative_to(root), qualified, source, node)


def _qualified(node: ast.AST, around: str) -> Iterator[tuple[str, Definition]]:
    for child in ast.iter_child_nodes(node):
        inner = f"{around}{child.name}." if isinstance(child, ast.FunctionDef | ast.ClassDef) else around
        if isinstance(child, ast.FunctionDef):
            yield around + child.name, child
        elif isinstance(node, ast.Module) and isinstance(child, ast.AnnAssign) and isinstance(child.target, ast.Name):
            yield child.target.id, child
        yield from _qualified(child, inner)


def _names(tree: ast.AST) -> frozenset[str]:
    nodes = list(ast.walk(tree))
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    arguments = {node.arg for node in nodes if isinstance(node, ast.arg)}
    imported = {(node.asname or node.name).partition(".")[0] for node in nodes if isinstance(node, ast.alias)}
    defined = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return frozenset(used | arguments | imported | defined)
