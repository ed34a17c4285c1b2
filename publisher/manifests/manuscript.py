"""A manifest's own text, edited in place: what is not edited stays as its author wrote it, comments and order included.

Each edit gives a new manuscript. Places are ways of keys from the top, a resource by its id:
`("resources", "csv", "title")`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import yaml

from publisher.manifests import emit
from publisher.manifests.emit import Plain

Way = tuple[str, ...]

ORDER: Final = (
    "id", "title", "description", "theme", "keywords", "license", "frequency", "temporal", "spatial", "contact", "hvd",
    "url", "path", "type", "format", "mime", "schema", "language", "issued", "landing_page", "extras", "clear",
    "ignore", "resources", "state", "previously", "catalogs",
)  # fmt: skip
"""Where a new key goes: after the last of those that stand before it here."""


@dataclass(frozen=True)
class Manuscript:
    """The text of a manifest that can be read."""

    text: str

    @cached_property
    def _root(self) -> yaml.MappingNode:
        root = yaml.compose(self.text, Loader=yaml.SafeLoader)
        if not isinstance(root, yaml.MappingNode):
            raise TypeError(type(root).__name__)
        return root

    # ---- looking

    def holds(self, way: Way) -> bool:
        """Whether something is written there."""
        return self._find(way) is not None

    def words(self, way: Way) -> tuple[str, ...]:
        """The texts of a list; none where there is no list."""
        node = self._find(way)
        return tuple(str(one.value) for one in node.value) if isinstance(node, yaml.SequenceNode) else ()

    def resource_ids(self) -> tuple[str, ...]:
        """The ids of the resources, in their order."""
        node = self._find(("resources",))
        return tuple(_ids(node)) if isinstance(node, yaml.SequenceNode) else ()

    def _find(self, way: Way) -> yaml.Node | None:
        node: yaml.Node | None = self._root
        for step in way:
            node = _child(node, step)
        return node

    # ---- editing

    def set(self, way: Way, value: Plain) -> "Manuscript":
        """The text with this value there; what is missing on the way is made."""
        parent = self._find(way[:-1])
        if not isinstance(parent, yaml.MappingNode):
            return self.set(way[:-1], {way[-1]: value})
        pair = _pair(parent, way[-1])
        if pair is None:
            return self._insert(parent, way[-1], value)
        key, old = pair
        line = emit.scalar(value) if isinstance(value, str) and parent.flow_style else _one_line(way[-1], value)
        if line is not None and not _is_block(old):
            return self._replaced(old.start_mark.index, old.end_mark.index, line)
        if parent.flow_style:
            return self._replaced(old.start_mark.index, old.end_mark.index, _flow(value))
        return self._rewritten(key, old, value)

    def remove(self, way: Way) -> "Manuscript":
        """The text without what stands there; without the group, too, that would be empty."""
        parent = self._find(way[:-1])
        pair = _pair(parent, way[-1]) if isinstance(parent, yaml.MappingNode) else None
        if pair is None or not isinstance(parent, yaml.MappingNode):
            return self
        if len(parent.value) == 1 and len(way) > 1:
            return self.remove(way[:-1])
        return self._cut(parent, pair)

    def arrange(self, ids: Sequence[str]) -> "Manuscript":
        """The resources in this order, each with the comments above it; those that are not named are left out."""
        node = self._find(("resources",))
        if not isinstance(node, yaml.SequenceNode):
            return self
        pieces = dict(zip(_ids(node), self._pieces(node), strict=True))
        if node.flow_style:
            text = "[" + ", ".join(pieces[one].strip() for one in ids) + "]"
            return self._replaced(node.start_mark.index, node.end_mark.index, text)
        if not ids:
            return self.set(("resources",), [])
        start = self._line_end(_pair_of(self._root, "resources").end_mark.index)
        return self._replaced(start, self._line_end(self._end(node)), "".join(pieces[one] for one in ids))

    def _pieces(self, node: yaml.SequenceNode) -> Iterable[str]:
        """Each item's text; in block style with the comments above it."""
        if node.flow_style:
            yield from (self.text[one.start_mark.index : one.end_mark.index] for one in node.value)
            return
        start = self._line_end(_pair_of(self._root, "resources").end_mark.index)
        for one in node.value:
            end = self._line_end(self._end(one))
            yield self.text[start:end]
            start = end

    def _insert(self, parent: yaml.MappingNode, name: str, value: Plain) -> "Manuscript":
        if parent.flow_style:
            comma = ", " if parent.value else ""
            return self._replaced(
                parent.end_mark.index - 1, parent.end_mark.index - 1, f"{comma}{name}: {_flow(value)}"
            )
        column = parent.value[0][0].start_mark.column
        before = [pair for pair in parent.value if _rank(pair[0].value) <= _rank(name)]
        after = before[-1] if before else parent.value[0]
        place = self._line_end(self._end(after[1]))
        gap = "" if self.text[:place].endswith("\n") else "\n"
        return self._replaced(place, place, gap + emit.entry(name, value, column))

    def _rewritten(self, key: yaml.Node, old: yaml.Node, value: Plain) -> "Manuscript":
        """A key and its value anew; a comment that stood on their line goes above it."""
        start, end = key.start_mark.index, self._end(old)
        lines = emit.entry(key.value, value, key.start_mark.column).strip(" ").removesuffix("\n")
        aside = self._comment(old, end)
        kept = f"{aside}\n{' ' * key.start_mark.column}" if aside else ""
        return self._replaced(start, end + (0 if _is_block(old) else self._rest(end, aside)), kept + lines)

    def _comment(self, old: yaml.Node, end: int) -> str:
        """What stands as a comment on the line of a value: after it, or after the sign of a block."""
        place = old.start_mark.index if isinstance(old, yaml.ScalarNode) and _is_block(old) else end
        line = self.text[place : self._line_end(place)]
        return line[line.index(" #") :].strip() if " #" in line else ""

    def _rest(self, end: int, aside: str) -> int:
        """Characters to the end of the line, where a comment that is moved stood."""
        return len(self.text[end : self._line_end(end)].rstrip("\n")) if aside else 0

    def _cut(self, parent: yaml.MappingNode, pair: tuple[yaml.Node, yaml.Node]) -> "Manuscript":
        place = parent.value.index(pair)
        key, old = pair
        following = parent.value[place + 1][0] if place + 1 < len(parent.value) else None
        if parent.flow_style:
            start = key.start_mark.index if following else parent.value[place - 1][1].end_mark.index
            return self._replaced(start, following.start_mark.index if following else old.end_mark.index, "")
        begun = self.text.rindex("\n", 0, key.start_mark.index) + 1 if "\n" in self.text[: key.start_mark.index] else 0
        if self.text[begun : key.start_mark.index].strip() and following is not None:  # after the dash of an item
            return self._replaced(key.start_mark.index, following.start_mark.index, "")
        return self._replaced(begun, self._line_end(self._end(old)), "")

    def _end(self, node: yaml.Node) -> int:
        """Where a value ends: PyYAML's own mark of a block lies after the comments and blank lines that follow it."""
        mark: int = node.end_mark.index
        if not _is_block(node) or not node.value:
            return mark
        if isinstance(node, yaml.ScalarNode):
            return len(self.text[:mark].rstrip("\n "))
        last = node.value[-1]
        return self._end(last[1] if isinstance(last, tuple) else last)

    def _line_end(self, place: int) -> int:
        """Where the line of this place ends, line feed included."""
        found = self.text.find("\n", place)
        return len(self.text) if found < 0 else found + 1

    def _replaced(self, start: int, end: int, text: str) -> "Manuscript":
        return Manuscript(self.text[:start] + text + self.text[end:])


# ---- nodes


def _child(node: yaml.Node | None, step: str) -> yaml.Node | None:
    """The value under a key, or the item with this id."""
    if isinstance(node, yaml.SequenceNode):
        return next((one for one, name in zip(node.value, _ids(node), strict=True) if name == step), None)
    pair = _pair(node, step) if isinstance(node, yaml.MappingNode) else None
    return pair[1] if pair else None


def _pair(node: yaml.MappingNode, name: str) -> tuple[yaml.Node, yaml.Node] | None:
    return next((pair for pair in node.value if pair[0].value == name), None)


def _pair_of(node: yaml.MappingNode, name: str) -> yaml.Node:
    """The key of this name, which is there."""
    found = _pair(node, name)
    if found is None:
        raise KeyError(name)
    return found[0]


def _ids(node: yaml.SequenceNode) -> list[str]:
    named = (_child(one, "id") for one in node.value)
    return [str(one.value) if one is not None else "" for one in named]


def _is_block(node: yaml.Node) -> bool:
    """Whether a value goes on over lines of its own."""
    if isinstance(node, yaml.CollectionNode):
        return not node.flow_style
    return isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")


def _rank(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


def _one_line(name: str, value: Plain) -> str | None:
    """The value as it stands after its key, where it needs one line only."""
    text = emit.entry(name, value)
    return text.removeprefix(f"{name}: ").rstrip("\n") if text.count("\n") == 1 and ": " in text else None


def _flow(value: Plain) -> str:
    """The value on one line, as it may stand between brackets."""
    match value:
        case str():
            return emit.scalar(value)
        case bool():
            return "true" if value else "false"
        case _ if hasattr(value, "items"):
            return "{" + ", ".join(f"{name}: {_flow(part)}" for name, part in value.items()) + "}"
        case _:
            return "[" + ", ".join(_flow(part) for part in value) + "]"
