"""A YAML file to a tree with positions, once; and what is wrong with its syntax, said so that an author can mend it."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import yaml

from publisher.manifests.nodes import Items, Node, Table, Text
from publisher.model.findings import Finding, ManifestError, Severity
from publisher.model.messages import Message, message
from publisher.model.source import Position

LOADER: Final = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
"""What reads manifests: every value a text. Whoever edits one reads it alike: the two differ in what they accept."""

SIZE_LIMIT: Final = 1_000_000
"""Bytes."""

DEEPEST: Final = 40
"""Levels of nesting. A manifest has five."""

BLANK: Final = "À COMPLÉTER"
"""Marks a place that an author has still to fill, in a manifest made by `publisher new`."""

NOT_READ: Final = message("anchors, aliases, tags and merges are not read")
WRITE_OUT: Final = message("Write the value itself.")

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no catalogue can store; a YAML escape may hide one in a value."""
_COLON_IN_VALUE = re.compile(r"\s*(?:- )?[\w-]+:\s+[^\s\"'|>\[{#].*:(?:\s|$)")


def read(path: Path, shown: str) -> Node:
    """The tree of a file. Raises `ManifestError` with every syntax finding, `OSError` when it cannot be read."""
    text = _text(path, shown)
    try:
        findings = list(_unwanted(yaml.parse(text, Loader=LOADER), shown))
        root = yaml.compose(text, Loader=LOADER) if not any(one.rule == "PUB101" for one in findings) else None
    except yaml.MarkedYAMLError as error:
        raise ManifestError((_syntax(error, text, shown),)) from error
    reader = _Reader(shown, text)
    node = reader.node(root) if root is not None else Table({}, {}, Position(shown))
    if findings or reader.findings:
        raise ManifestError(tuple(sorted((*findings, *reader.findings), key=lambda one: one.at)))
    return node


def _unwanted(events: Iterable[yaml.Event], shown: str) -> Iterable[Finding]:
    """Anchors, aliases and tags; and nesting so deep that the parser itself would crash."""
    depth = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        at = _place(event.start_mark, shown)
        if depth > DEEPEST:
            what, fix = (
                message("this is nested too deep"),
                message("Check the brackets and the spaces at the start of the lines."),
            )
            yield Finding("PUB101", Severity.ERROR, at, what, fix)
            return
        anchored = isinstance(event, yaml.NodeEvent) and event.anchor is not None
        if (anchored and not isinstance(event, yaml.AliasEvent)) or getattr(event, "tag", None) not in (None, "!"):
            yield Finding("PUB105", Severity.ERROR, at, NOT_READ, WRITE_OUT)


def read_table(path: Path, shown: str) -> Table:
    """The tree of a file whose top must be a mapping."""
    node = read(path, shown)
    if isinstance(node, Table):
        return node
    what = message("the file must be a list of `key: value` lines")
    raise ManifestError((Finding("PUB114", Severity.ERROR, node.at, what),))


def _place(mark: Any, shown: str) -> Position:
    return Position(shown, mark.line + 1, mark.column + 1) if mark else Position(shown)


def _text(path: Path, shown: str) -> str:
    content = path.read_bytes()
    if len(content) > SIZE_LIMIT:
        raise _unreadable(Position(shown), message("the file is larger than 1 MB"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", "replace")
        at = Position(shown, before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise _unreadable(at, message("the file is not UTF-8 text")) from error
    if found := _CONTROL.search(text):
        line, column = text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())
        raise _unreadable(Position(shown, line, column), message("there is an invisible control character here"))
    return text


def _unreadable(at: Position, what: Message) -> ManifestError:
    fix = message("Save the file as UTF-8, or delete the characters at this place.")
    return ManifestError((Finding("PUB104", Severity.ERROR, at, what, fix),))


class _Reader:
    """Turns PyYAML's nodes into ours, and collects what they must not contain."""

    def __init__(self, shown: str, text: str) -> None:
        self.shown = shown
        self.lines = text.splitlines()
        self.findings: list[Finding] = []
        self._open: set[int] = set()

    def node(self, node: yaml.Node) -> Node:
        at = _place(node.start_mark, self.shown)
        if id(node) in self._open:  # an alias of what it stands in, which is complained of already
            return Text("", at)
        self._open.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            if _CONTROL.search(node.value):
                self._refuse("PUB104", at, message("the text contains an invisible control character"),
                             message("Remove its escape sequence."))  # fmt: skip
            if BLANK in node.value:
                self._refuse("PUB117", self._blank_at(at), message("this field is still to be filled in"),
                             message("Replace it with the value, or remove the line."), BLANK)  # fmt: skip
            plain = not node.style
            return Text(node.value, at, blank=(node.value in _NULLS if plain else not node.value.strip()))
        if isinstance(node, yaml.SequenceNode):
            return Items(tuple(self.node(item) for item in node.value), at)
        return self._table(node, at)

    def _table(self, node: yaml.Node, at: Position) -> Table:
        values: dict[str, Node] = {}
        keys_at: dict[str, Position] = {}
        for key, value in node.value:
            place = _place(key.start_mark, self.shown)
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name == "<<":
                self._refuse("PUB105", place, NOT_READ, WRITE_OUT)
            elif name in values:
                what = message("“{key}” is written twice (first on line {line})", key=name, line=keys_at[name].line)
                self._refuse("PUB103", place, what, message("Keep one of the two."), name)
            else:
                values[name], keys_at[name] = self.node(value), place
        return Table(values, keys_at, at)

    def _blank_at(self, start: Position) -> Position:
        """The place of a blank itself, in a text that begins here: it may be on a later line."""
        rest = enumerate(self.lines[start.line - 1 :], start.line)
        found = ((line, text.find(BLANK, start.column - 1 if line == start.line else 0)) for line, text in rest)
        return next((Position(self.shown, line, column + 1) for line, column in found if column >= 0), start)

    def _refuse(self, rule: str, at: Position, what: Message, fix: Message, given: str | None = None) -> None:
        self.findings.append(Finding(rule, Severity.ERROR, at, what, fix, given))


# ---- what is wrong with the syntax, from the lines themselves: PyYAML's own words are for programmers


def _syntax(error: yaml.MarkedYAMLError, text: str, shown: str) -> Finding:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.splitlines() or [""]
    line = min(line, len(lines) - 1)
    tab = next((place for place in _around(line, error) if _tabbed(lines[place])), None)
    if tab is not None:
        what, fix = message("this line starts with a tab"), message("Use spaces instead (two per level).")
        return Finding("PUB102", Severity.ERROR, Position(shown, tab + 1, 1), what, fix)
    for candidate in _around(line, error):
        if _COLON_IN_VALUE.match(lines[candidate]):
            what = message("quote text that contains a colon followed by a space")
            return Finding("PUB101", Severity.ERROR, Position(shown, candidate + 1, _value_column(lines[candidate])),
                           what, message("Write it like this: title: \"Parks: the list\""))  # fmt: skip
    start = error.context_mark
    if start is not None and _opens_quote(lines[min(start.line, len(lines) - 1)][start.column :]):
        what, fix = message("the quotes opened here are not closed"), message("Close them, or remove them.")
        return Finding("PUB101", Severity.ERROR, Position(shown, start.line + 1, start.column + 1), what, fix)
    what = message("there is a syntax error here or on the line before")
    fix = message("Look for a missing space after a colon, an apostrophe, or spaces at the start of a line.")
    return Finding("PUB101", Severity.ERROR, Position(shown, line + 1, column + 1), what, fix)


def _opens_quote(rest: str) -> bool:
    """Whether quotes open here and do not close on the same line."""
    return rest[:1] in ("'", '"') and rest[:1] not in rest[1:]


def _tabbed(line: str) -> bool:
    return "\t" in line[: len(line) - len(line.lstrip())]


def _around(line: int, error: yaml.MarkedYAMLError) -> Iterable[int]:
    yield line
    if error.context_mark is not None and error.context_mark.line < line:
        yield error.context_mark.line


def _value_column(line: str) -> int:
    found = re.search(r":\s+", line)
    return found.end() + 1 if found else 1
