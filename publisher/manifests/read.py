"""A YAML file to a tree with positions, once; and what is wrong with its syntax, said so that an author can mend it."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import yaml

from publisher.manifests.nodes import Items, Node, Table, Text
from publisher.model.findings import Finding, ManifestError, Severity
from publisher.model.messages import Message, message
from publisher.model.source import Position

SIZE_LIMIT: Final = 1_000_000
"""Bytes."""

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""In a value, where an escape of double quotes may hide one: no catalogue can store it."""
_COLON_IN_VALUE = re.compile(r"\s*(?:- )?[\w-]+:\s+[^\s\"'|>\[{#].*:(?:\s|$)")


def read(path: Path, shown: str) -> Node:
    """The tree of a file. Raises `ManifestError` with every syntax finding, `OSError` when it cannot be read."""
    text = _text(path, shown)
    try:
        root = yaml.compose(text, Loader=yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        raise ManifestError((_syntax(error, text, shown),)) from error
    reader = _Reader(shown)
    node = reader.node(root) if root is not None else Table({}, {}, Position(shown))
    if reader.findings:
        raise ManifestError(tuple(reader.findings))
    return node


def read_table(path: Path, shown: str) -> Table:
    """The tree of a file whose top must be a mapping."""
    node = read(path, shown)
    if isinstance(node, Table):
        return node
    what = message("the file must be a list of `key: value` lines")
    raise ManifestError((Finding("PUB114", Severity.ERROR, node.at, what),))


def _text(path: Path, shown: str) -> str:
    content = path.read_bytes()
    if len(content) > SIZE_LIMIT:
        raise _unreadable(Position(shown), message("the file is larger than 1 MB"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
        raise _unreadable(Position(shown, line, column), message("the file is not UTF-8 text")) from error
    if found := _CONTROL.search(text):
        line, column = text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())
        raise _unreadable(Position(shown, line, column), message("an invisible control character stands here"))
    return text


def _unreadable(at: Position, what: Message) -> ManifestError:
    fix = message("Save the file as UTF-8, or delete what stands there.")
    return ManifestError((Finding("PUB104", Severity.ERROR, at, what, fix),))


class _Reader:
    """Turns PyYAML's nodes into ours, and collects what they must not contain."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.findings: list[Finding] = []
        self._seen: set[int] = set()

    def node(self, node: yaml.Node) -> Node:
        at = self._at(node)
        if id(node) in self._seen or (node.tag.startswith("!") and node.tag != "!"):
            self._refuse("PUB105", at, message("anchors, aliases, tags and merges are not read"),
                         message("Write the value out."))  # fmt: skip
            return Text("", at)
        self._seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            if _UNWANTED.search(node.value):
                self._refuse("PUB104", at, message("the text holds an invisible control character"),
                             message("Remove the escape sequence that stands for it."))  # fmt: skip
            plain = node.style is None
            return Text(node.value, at, blank=(node.value in _NULLS if plain else not node.value.strip()))
        if isinstance(node, yaml.SequenceNode):
            return Items(tuple(self.node(item) for item in node.value), at)
        return self._table(node, at)

    def _table(self, node: yaml.Node, at: Position) -> Table:
        values: dict[str, Node] = {}
        keys_at: dict[str, Position] = {}
        for key, value in node.value:
            place = self._at(key)
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name == "<<":
                self._refuse("PUB105", place, message("anchors, aliases, tags and merges are not read"),
                             message("Write the value out."))  # fmt: skip
            elif name in values:
                what = message("“{key}” is given twice (first on line {line})", key=name, line=keys_at[name].line)
                self._refuse("PUB103", place, what, message("Keep one of the two."), name)
            else:
                values[name], keys_at[name] = self.node(value), place
        return Table(values, keys_at, at)

    def _at(self, node: yaml.Node) -> Position:
        return Position(self.shown, node.start_mark.line + 1, node.start_mark.column + 1)

    def _refuse(self, rule: str, at: Position, what: Message, fix: Message, given: str | None = None) -> None:
        self.findings.append(Finding(rule, Severity.ERROR, at, what, fix, given))


# ---- what is wrong with the syntax, from the lines themselves: PyYAML's own words are for programmers


def _syntax(error: yaml.MarkedYAMLError, text: str, shown: str) -> Finding:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.splitlines() or [""]
    line = min(line, len(lines) - 1)
    tab = _first_tab(lines[: line + 1])
    if tab is not None:
        what, fix = message("a tab indents this line"), message("Replace it with spaces (two per level).")
        return Finding("PUB102", Severity.ERROR, Position(shown, tab + 1, 1), what, fix)
    for candidate in _around(line, error):
        if _COLON_IN_VALUE.match(lines[candidate]):
            what = message("a text with a colon followed by a blank must stand in quotes")
            return Finding("PUB101", Severity.ERROR, Position(shown, candidate + 1, _value_column(lines[candidate])),
                           what, message("Write it like this: title: \"Parks: the list\""))  # fmt: skip
    start = error.context_mark
    if start is not None and _opens_quote(lines[min(start.line, len(lines) - 1)][start.column :]):
        what, fix = message("the quotes opened here are not closed"), message("Close them, or remove them.")
        return Finding("PUB101", Severity.ERROR, Position(shown, start.line + 1, start.column + 1), what, fix)
    what = message("the YAML cannot be read from here on")
    fix = message("Check this line and the one before it: indentation, colons, dashes and quotes.")
    return Finding("PUB101", Severity.ERROR, Position(shown, line + 1, column + 1), what, fix)


def _opens_quote(rest: str) -> bool:
    """Whether quotes open here and do not close on the same line."""
    return rest[:1] in ("'", '"') and rest[:1] not in rest[1:]


def _first_tab(lines: list[str]) -> int | None:
    return next((place for place, line in enumerate(lines) if "\t" in line[: len(line) - len(line.lstrip())]), None)


def _around(line: int, error: yaml.MarkedYAMLError) -> Iterable[int]:
    yield line
    if error.context_mark is not None and error.context_mark.line < line:
        yield error.context_mark.line


def _value_column(line: str) -> int:
    found = re.search(r":\s+", line)
    return found.end() + 1 if found else 1
