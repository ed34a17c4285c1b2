"""A YAML text to a tree with positions."""

import re
from pathlib import Path
from typing import Final

import yaml

from publisher.manifests.git_conflicts import conflict_markers
from publisher.manifests.syntax_errors import syntax_finding
from publisher.manifests.tree_with_positions import Items, Node, Table, Text
from publisher.manifests.yaml_limits import NOT_READ, WRITE_OUT, place, unwanted
from publisher.model.findings import Finding, ManifestError, Position
from publisher.model.messages import Message, counted, message
from publisher.model.system_errors import reason_of
from publisher.rules.structure import UNFILLED_BLANK, WRONG_TYPE
from publisher.rules.syntax import (
    DUPLICATE_KEY,
    UNREADABLE_TEXT,
    UNSUPPORTED_YAML,
)
from publisher.safe_open import read_regular

LOADER: Final = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
"""The loader of manifests: every value stays a text. The editor uses it too, for the two differ in what they accept."""

SIZE_LIMIT: Final = 1_000_000
"""Bytes."""

_OPTIONAL: Final = frozenset({
    "keywords", "license", "frequency", "start", "end", "zones", "email", "hvd", "language", "issued", "landing_page",
    "modified", "granularity", "theme", "type", "format", "mime", "version", "siren", "siret", "insee", "editors",
})  # fmt: skip
"""Keys whose line may be removed: a dataset, a resource and a producer are valid without them."""
_OPTIONAL_FIX: Final = message("Replace the whole text with the value, or remove the line.")
_SHORT: Final = 60
"""Characters of a value that a message repeats whole."""
BLANK: Final = "À COMPLÉTER"
"""Marks a value that an author has still to write, in a manifest made by `publisher new`."""

_CUT: Final = re.compile(r"(?<=[^ \t\n])[ \t]+(?P<comment>#(?:\S|[ \t]*\d).*)")
"""A comment that looks like the end of a text: after `#` a letter or a digit, no space."""

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no catalogue can store; a YAML escape may hide one in a value."""


def read_table(path: Path, shown: str) -> Table:
    """Return the tree of a file. Raises `ManifestError`."""
    return parse_table(read_text(path, shown), shown)


def read_text(path: Path, shown: str) -> str:
    """Return the text of a UTF-8 file. Raises `ManifestError` where it is not one, too large, or cannot be read."""
    try:
        content = read_regular(path, SIZE_LIMIT + 1)
    except OSError as error:
        what = message("the file cannot be read: {why}", why=reason_of(error))
        raise ManifestError(
            (UNREADABLE_TEXT.at(Position(shown), what, message("Put the file itself here.")),)
        ) from error
    if len(content) > SIZE_LIMIT:
        raise _too_large(shown)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", "replace")
        at = Position(shown, before.count("\n") + 1, len(before) - before.rfind("\n"))
        fix = message("Save the file as UTF-8: in Notepad, “Save as”, then the encoding UTF-8.")
        raise ManifestError((UNREADABLE_TEXT.at(at, message("the file is not UTF-8 text"), fix),)) from error


def parse_table(text: str, shown: str) -> Table:
    """Return the tree of a text whose top must be a mapping. Raises `ManifestError`."""
    node = parse(text, shown)
    if isinstance(node, Table):
        return node
    what = message("the file must be a list of `key: value` lines")
    raise ManifestError((WRONG_TYPE.at(node.at, what, message("Write it like this: {example}", example="title: …")),))


def parse(text: str, shown: str) -> Node:
    """Return the tree of a text; `shown` is the file that its positions name.

    Raises `ManifestError` with every finding about the syntax.
    """
    _check_characters(text, shown)
    if conflicts := tuple(conflict_markers(text, shown)):
        raise ManifestError(conflicts)
    try:
        findings, root = _composed(text, shown)
    except yaml.MarkedYAMLError as error:
        raise ManifestError((syntax_finding(error, text, shown, first_error),)) from error
    reader = _Reader(shown, text)
    node = reader.node(root) if root is not None else Table({}, {}, Position(shown))
    if findings or reader.findings:
        raise ManifestError(tuple(sorted((*findings, *reader.findings), key=lambda finding: finding.sort_key)))
    return node


def _composed(text: str, shown: str) -> tuple[list[Finding], yaml.Node | None]:
    """Return what is not wanted in a text, and its nodes where these can be built."""
    findings = list(unwanted(yaml.parse(text, Loader=LOADER), shown))
    unread = any(finding.rule != UNSUPPORTED_YAML.id for finding in findings)
    return findings, None if unread else yaml.compose(text, Loader=LOADER)


def first_error(text: str) -> yaml.MarkedYAMLError | None:
    """Return the first error of syntax of a text; None where it has none."""
    try:
        _composed(text, "")
    except yaml.MarkedYAMLError as error:
        return error
    return None


def _check_characters(text: str, shown: str) -> None:
    if len(text.encode("utf-8", "surrogatepass")) > SIZE_LIMIT:
        raise _too_large(shown)
    if character := _CONTROL.search(text):
        start = character.start()
        line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
        raise _unreadable(Position(shown, line, column), message("there is an invisible control character here"))


def _too_large(shown: str) -> ManifestError:
    return _unreadable(Position(shown), message("the file is larger than 1 MB"))


def _unreadable(at: Position, what: Message) -> ManifestError:
    fix = message("Save the file as UTF-8, or delete the characters at this place.")
    return ManifestError((UNREADABLE_TEXT.at(at, what, fix),))


def _written_twice(key: str, first: Node, line: int) -> Message:
    """Return that a key is there already, with its value where that is a short text: a person has to choose."""
    if isinstance(first, Text) and first.text and len(first.text) <= _SHORT and "\n" not in first.text:
        return message("“{key}” is written twice (first on line {line}: {value})", key=key, line=line, value=first.text)
    return message("“{key}” is written twice (first on line {line})", key=key, line=line)


def _fix_of_duplicate(table: yaml.MappingNode, key: yaml.Node) -> Message:
    """Return what to do about a key that is there already: it may belong to the element of the list above it."""
    above = [value for name, value in table.value if name.start_mark.index < key.start_mark.index]
    last = next((value for value in reversed(above) if isinstance(value, yaml.SequenceNode)), None)
    element = last.value[-1] if last is not None and last.value else None
    if last is None or not isinstance(element, yaml.MappingNode) or last.start_mark.column > key.start_mark.column:
        return message("Keep one of the two lines; who decides about it knows which.")
    spaces = element.start_mark.column
    return counted(
        "If it belongs to the element above, write {n} space before it; else keep one of the two.",
        "If it belongs to the element above, write {n} spaces before it; else keep one of the two.",
        n=spaces,
    )


class _Reader:
    """Turns PyYAML's nodes into ours, and collects findings about them."""

    def __init__(self, shown: str, text: str) -> None:
        self.shown = shown
        self.lines = text.splitlines()
        self.findings: list[Finding] = []
        self._may_be_cut = _CUT.search(text) is not None
        self._open: set[int] = set()

    def node(self, node: yaml.Node, key: str = "") -> Node:
        at = place(node.start_mark, self.shown)
        if id(node) in self._open:  # an alias of the node that contains it: aliases have their findings already
            return Text("", at)
        self._open.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            if _CONTROL.search(node.value):
                what = message("the text contains an invisible control character")
                fix = message("Remove its escape sequence.")
                self.findings.append(UNREADABLE_TEXT.at(at, what, fix))
            if BLANK in node.value:
                what = message("this field is still to be filled in")
                fix = _OPTIONAL_FIX if key in _OPTIONAL else message("Replace the whole text with the value.")
                self.findings.append(UNFILLED_BLANK.at(self._blank_at(at), what, fix, BLANK))
            plain = not node.style
            is_comment = plain and not node.value and self._is_comment(at)
            blank = node.value in _NULLS if plain else not node.value.strip()
            source = self.lines[at.line - 1][at.column - 1 :].strip() if is_comment else self._source(node)
            cut = self._comment_after(node) if self._may_be_cut and plain and not blank else None
            return Text(node.value, at, blank, is_comment, node.style in ("|", ">"), source, cut)
        if isinstance(node, yaml.MappingNode):
            return self._table(node, at)
        return Items(tuple(self.node(item, key) for item in node.value), at)

    def _table(self, node: yaml.MappingNode, at: Position) -> Table:
        values: dict[str, Node] = {}
        keys_at: dict[str, Position] = {}
        quoted = set[str]()
        for key, value in node.value:
            at_key = place(key.start_mark, self.shown)
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name == "<<":
                self.findings.append(UNSUPPORTED_YAML.at(at_key, NOT_READ, WRITE_OUT))
            elif name in values:
                what = _written_twice(name, values[name], keys_at[name].line)
                self.findings.append(DUPLICATE_KEY.at(at_key, what, _fix_of_duplicate(node, key), name))
            else:
                values[name], keys_at[name] = self.node(value, name), at_key
                quoted |= {name} if getattr(key, "style", None) else set()
        return Table(values, keys_at, at, frozenset(quoted))

    def _source(self, node: yaml.ScalarNode) -> str:
        """Return a text as the file has it; nothing of one below `|` or `>`."""
        start, end = node.start_mark, node.end_mark
        if node.style in ("|", ">") or end.line >= len(self.lines):
            return ""
        if start.line == end.line:
            return self.lines[start.line][start.column : end.column]
        lines = self.lines[start.line : end.line + 1]
        return "\n".join((lines[0][start.column :], *lines[1:-1], lines[-1][: end.column]))

    def _is_comment(self, at: Position) -> bool:
        """Return whether a comment follows at a position."""
        line = self.lines[at.line - 1] if at.line <= len(self.lines) else ""
        return line[at.column - 1 :].lstrip().startswith("#")

    def _comment_after(self, node: yaml.Node) -> str | None:
        """Return the comment behind a text without quotes, where it looks like the end of the text."""
        line = self.lines[node.end_mark.line] if node.end_mark.line < len(self.lines) else ""
        match = _CUT.match(line, node.end_mark.column)
        return match["comment"].rstrip() if match is not None else None

    def _blank_at(self, start: Position) -> Position:
        """Return the position of a blank in a text that starts here: it may be on a later line."""
        columns = (
            (line, self.lines[line - 1].find(BLANK, start.column - 1 if line == start.line else 0))
            for line in range(start.line, len(self.lines) + 1)
        )
        return next((Position(self.shown, line, column + 1) for line, column in columns if column >= 0), start)
