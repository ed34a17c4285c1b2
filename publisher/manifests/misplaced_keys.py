"""Keys that a group does not know because of how they are written: not indented, without a space, a comma in a text.

One mistake of this kind makes several errors of pydantic: a key without a value, others that are unknown. Each becomes
one finding, at the place to correct. Pure.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from publisher.manifests.key_names import FRENCH_KEYS, meant_key
from publisher.manifests.quoting_mistakes import quoted
from publisher.manifests.shapes import SHAPES_BY_KEY, DatasetShape, Shape
from publisher.manifests.tree_with_positions import Node, Table, Text, TreePath, key_place, reach
from publisher.model.findings import Finding, Position, Replace
from publisher.model.messages import Message, counted, message
from publisher.model.vocabulary import fold
from publisher.rules.structure import UNKNOWN_KEY
from publisher.rules.syntax import INVALID_YAML

_FREE: Final = frozenset({"exceptions", "extras", "organization"})
"""Groups whose keys are the author's."""
_NO_SPACE: Final = re.compile(r"(?P<key>[A-Za-z_]+):(?P<value>.+)")


_LONGEST: Final = 60
"""Characters of a value that an example repeats."""


@dataclass(frozen=True)
class Cause:
    """A finding, and the places of the errors that it explains."""

    finding: Finding
    explains: frozenset[TreePath]


def causes(tree: Table, unknown: Collection[TreePath], blank: Mapping[TreePath, Text]) -> Iterator[Cause]:
    """Yield the findings about keys without a value and about unknown keys that have one cause in common."""
    for loc, value in blank.items():
        table = reach(tree, loc[:-1])
        if not isinstance(table, Table) or not loc or not isinstance(loc[-1], str):
            continue
        cause = (
            _without_space(table, loc) or _with_comma(table, loc)
            if _has_no_colon(table, loc[-1], value)
            else _text_not_indented(table, loc, value, unknown)
            if value.is_below
            else _not_indented(tree, table, loc, unknown)
        )
        if cause is not None:
            yield cause


def _has_no_colon(table: Table, key: str, value: Text) -> bool:
    """Return whether a key stands alone between commas, in braces: `{a: b, key, c: d}`."""
    at = table.keys_at[key]
    return value.at == Position(at.file, at.line, at.column + len(key))


def _without_space(table: Table, loc: TreePath) -> Cause | None:
    match = _NO_SPACE.fullmatch(str(loc[-1]))
    if match is None or meant_key(match["key"], _known_in(loc[:-1])) != match["key"]:
        return None
    key = match["key"]
    what = message("a space is missing after “{key}:”", key=key)
    fix = message("Write: {example}", example=f"{key}: {match['value']}")
    finding = INVALID_YAML.at(
        table.keys_at[str(loc[-1])], what, fix, str(loc[-1]), repair=Replace(f"{key}:", f"{key}: ")
    )
    return Cause(finding, frozenset({loc, loc[:-1], (*loc[:-1], key)}))


def _known_in(loc: TreePath) -> tuple[str, ...]:
    """Return the keys of the group at this place."""
    group = next(
        (SHAPES_BY_KEY[step] for step in reversed(loc) if isinstance(step, str) and step in SHAPES_BY_KEY), None
    )
    return keys_of(group) if group is not None else ()


def keys_of(shape: type[Shape]) -> tuple[str, ...]:
    """Return the keys of a group, as they are written."""
    return tuple(field.alias or name for name, field in shape.model_fields.items())


def _with_comma(table: Table, loc: TreePath) -> Cause | None:
    """Return the finding about a text in braces that a comma cuts: what follows is read as a key without a value."""
    names = sorted(table.keys_at, key=lambda name: table.keys_at[name])
    number = names.index(str(loc[-1]))
    first = table.values[names[number - 1]] if number else None
    if not isinstance(first, Text) or first.blank or not first.source:
        return None
    rest = [names[number]]
    for name in names[number + 1 :]:
        value = table.values[name]
        if not (isinstance(value, Text) and value.blank and _has_no_colon(table, name, value)):
            break
        rest.append(name)
    what = message("a comma ends the text here: in braces, a text with a comma is to be quoted")
    whole = quoted(", ".join((first.text, *rest)))
    fix = message("Write: {example}", example=f"{names[number - 1]}: {whole}")
    finding = INVALID_YAML.at(first.at, what, fix, first.text, repair=_repair(table, first, rest, whole))
    return Cause(finding, frozenset((*loc[:-1], name) for name in rest))


def _repair(table: Table, first: Text, rest: list[str], whole: str) -> Replace | None:
    """Return the repair that quotes a text with commas, where one space is behind each of them."""
    written = first.source
    for name in rest:
        if table.keys_at[name] != Position(first.at.file, first.at.line, first.at.column + len(written) + 2):
            return None
        written = f"{written}, {name}"
    return Replace(written, whole) if first.source == first.text else None


def _text_not_indented(table: Table, loc: TreePath, value: Text, unknown: Collection[TreePath]) -> Cause | None:
    """Return the finding about the first line of a text that is not indented, and has a colon like a key."""
    key, at = str(loc[-1]), Position(value.at.file, value.at.line + 1, table.keys_at[str(loc[-1])].column)
    name = next((name for name, place in table.keys_at.items() if place == at), None)
    if name is None or (*loc[:-1], name) not in unknown:
        return None
    spaces = at.column + 1
    what = message("the text below “{key}:” is not indented", key=key)
    fix = counted(
        "Start each line of this text with {n} space.", "Start each line of this text with {n} spaces.", n=spaces
    )
    return Cause(INVALID_YAML.at(at, what, fix), frozenset({loc, (*loc[:-1], name)}))


def _not_indented(tree: Node, table: Table, loc: TreePath, unknown: Collection[TreePath]) -> Cause | None:
    """Return the finding about the lines of a group that are not indented under its key."""
    group = str(loc[-1])
    if group not in SHAPES_BY_KEY and group not in _FREE:
        return None
    at = table.keys_at[group]
    known = None if group in _FREE else keys_of(SHAPES_BY_KEY[group])
    lines: list[str] = []
    for name in sorted(table.keys_at, key=lambda name: table.keys_at[name]):
        place = table.keys_at[name]
        if place.file != at.file or place <= at:
            continue
        if (*loc[:-1], name) not in unknown or (known is not None and meant_key(name, known) is None):
            break
        lines.append(name)
    if not lines:
        return None
    first = key_place(tree, (*loc[:-1], lines[0]))
    finding = UNKNOWN_KEY.at(first, *_texts(group, lines, table, first.column + 1), lines[0])
    return Cause(finding, frozenset({loc, *((*loc[:-1], name) for name in lines)}))


def _texts(group: str, lines: list[str], table: Table, spaces: int) -> tuple[Message, Message]:
    value = table.values[lines[0]]
    rest = f" {value.source}" if isinstance(value, Text) and value.source and "\n" not in value.source else ""
    example = f"{lines[0]}:{rest or ' …'}"
    if len(lines) == 1:
        what = message("this line belongs under `{group}:`, and is not indented", group=group)
        return what, counted(
            "Write {n} space before it: {example}", "Write {n} spaces before it: {example}", n=spaces, example=example
        )
    what = message("these {n} lines belong under `{group}:`, and are not indented", n=len(lines), group=group)
    return what, counted("Write {n} space before each of them.", "Write {n} spaces before each of them.", n=spaces)


_HOMES: Final = {
    **dict.fromkeys(("granularity", "zones"), "spatial"),
    **dict.fromkeys(("start", "end"), "temporal"),
    **dict.fromkeys(("category", "reason"), "access"),
    **dict.fromkeys(("email", "form", "name"), "contact"),
    "role": "contacts",
    **dict.fromkeys(("url", "path", "format", "mime", "type", "schema", "modified"), "resources"),
}
"""The group that a key of a dataset belongs to."""

_OF_DATASETS_ALONE: Final = frozenset({"from"})
"""Keys that no layer may give. As an extra, the day would hold nothing back."""


def place_of(table: Table, name: str, known: Collection[str]) -> Message | None:
    """Return where a key is to be written that its group does not know; None where it has no place."""
    key = next((key for key in (name, *FRENCH_KEYS.get(fold(name), ())) if key in _HOMES), name)
    group = _HOMES.get(key)
    if group == "resources" and group in known:
        return message("This key belongs to a resource: move the line under `resources:`, below its `id:`.")
    if group is not None and group in known:
        return _in_group(table, table.values.get(name), key, group)
    if "path" in known and name in keys_of(DatasetShape):
        return message("This key belongs to the whole dataset: move the line to the left margin, before `resources:`.")
    if not _OF_DATASETS_ALONE.isdisjoint((name, *FRENCH_KEYS.get(fold(name), ()))):
        return message("This key holds for one dataset: move the line into its manifest, to the left margin.")
    if "extras" in known and meant_key(name, known) is None:
        example = f"extras: {{{name}: {_short(table.values.get(name))}}}"
        return message(
            "Allowed keys: {known}. A field that only your catalogue has goes under `extras:`: {example}",
            known=", ".join(known),
            example=example,
        )
    return None


def _in_group(table: Table, value: Node | None, key: str, group: str) -> Message:
    """Return the advice to write a key in a group of the dataset, which may be there already."""
    text = f"{key}: {_short(value)}"
    there = table.values.get(group)
    if isinstance(there, Table) and there.keys_at:
        spaces = min(at.column for at in there.keys_at.values()) - 1
        return counted(
            "This key belongs under `{group}:` (line {line}), with {n} space before it: {example}",
            "This key belongs under `{group}:` (line {line}), with {n} spaces before it: {example}",
            group=group,
            line=table.keys_at[group].line,
            n=spaces,
            example=text,
        )
    example = f"{group}: [{{{text}, name: …}}]" if group == "contacts" else f"{group}: {{{text}}}"
    return message("This key belongs under `{group}:`: {example}", group=group, example=example)


def _short(value: Node | None) -> str:
    """Return a value as it is written in braces, where it is short and on one line."""
    source = value.source if isinstance(value, Text) else ""
    is_simple = source and len(source) <= _LONGEST and not re.search(r"[\n,\[\]{}#]|: ", source)
    return source if is_simple else "…"
