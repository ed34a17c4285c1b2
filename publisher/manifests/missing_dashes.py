"""What is written where a list is expected: elements without their dash, with another sign, or between commas. Pure."""

import re
from typing import Final

from publisher.manifests.key_names import LISTS
from publisher.manifests.quoting_mistakes import quoted
from publisher.manifests.tree_with_positions import Node, Table, Text
from publisher.model.findings import Finding, Position, Replace
from publisher.model.messages import message
from publisher.rules.structure import WRONG_TYPE
from publisher.rules.syntax import INVALID_YAML

_LISTS_OF_GROUPS: Final = frozenset({"resources", "contacts"})
_LISTS_OF_TEXTS: Final = LISTS - _LISTS_OF_GROUPS
_SIGN: Final = re.compile(r"(?P<sign>[-–—•·‣▪*])(?P<space>\s*)(?=[^\s-])")
_WORD: Final = re.compile(r"[^\W\d_][\w .'’/-]*")
LIST_EXPECTED: Final = message("a list is expected here")


def no_list(node: Node, key: str, key_at: Position) -> Finding | None:
    """Return the finding about a value that stands for a list; None where no cause is known."""
    match node:
        case Table():
            return _no_list_of_groups(node, key, key_at)
        case Text() if node.source:
            return _no_dashes(node) or _between_commas(node, key)
        case _:
            return None


def _no_list_of_groups(table: Table, key: str, key_at: Position) -> Finding | None:
    """Return the finding about the dash before the first line of a group."""
    first = min(table.keys_at, key=lambda name: table.keys_at[name], default="")
    if key not in _LISTS_OF_GROUPS or not first or table.at.line == key_at.line:
        return None
    at = table.keys_at[first]
    if first.startswith("-") and table.values.keys() == {first} and first not in table.quoted:
        return _no_space(at, f"{first[1:]}: …", Replace("-", "- "))
    what = message("the dash of this element of the list is missing")
    fix = message("Start its first line with “- ”, and the others with two spaces in the place of the dash.")
    if at.column < 3:
        return WRONG_TYPE.at(at, what, fix, first)
    fix = message("Write the dash here, two columns before “{key}”: {example}", key=first, example=f"- {first}: …")
    place = Position(at.file, at.line, at.column - 2)
    return WRONG_TYPE.at(place, what, fix, repair=Replace("  ", "- "))


def _no_dashes(text: Text) -> Finding | None:
    """Return the finding about lines that start without a dash, with another sign, or without a space behind it."""
    lines = text.source.split("\n")
    signs = [_SIGN.match(line.lstrip()) for line in lines]
    if all(signs) and signs[0] is not None:
        first = signs[0]
        repair = Replace(text.source, "\n".join(map(_with_dash, lines)))
        element = lines[0].strip()[first.end() :]
        if first["sign"] == "-":
            return _no_space(text.at, element, repair)
        what = message("an element of a list starts with a dash, not with “{sign}”", sign=first["sign"])
        fix = message("Write: {example}", example=f"- {element}")
        return INVALID_YAML.at(text.at, what, fix, first["sign"], repair=repair)
    if len(lines) == 1:
        return None
    fix = message("Start each line with a dash: {example}", example=f"- {lines[0]}")
    return WRONG_TYPE.at(text.at, message("the dashes of this list are missing"), fix)


def _with_dash(line: str) -> str:
    start = line[: len(line) - len(line.lstrip())]
    return f"{start}{_SIGN.sub('- ', line.lstrip(), count=1)}"


def _no_space(at: Position, element: str, repair: Replace) -> Finding:
    what = message("a space is missing behind the dash")
    return INVALID_YAML.at(at, what, message("Write: {example}", example=f"- {element}"), "-", repair=repair)


def _between_commas(text: Text, key: str) -> Finding | None:
    """Return the finding about a list on one line without its brackets."""
    if key not in _LISTS_OF_TEXTS or "\n" in text.source:
        return None
    parts = [part.strip() for part in re.split(r"[,;]", text.text.strip("[] ")) if part.strip()]
    items = ", ".join(part if _WORD.fullmatch(part) else quoted(part) for part in parts)
    fix = message("Put it into brackets: {example}", example=f"{key}: [{items}]")
    return WRONG_TYPE.at(text.at, LIST_EXPECTED, fix, text.text)
