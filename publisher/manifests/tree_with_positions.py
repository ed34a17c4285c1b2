"""A YAML document as a tree of values with their positions. Scalars stay text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from publisher.model.findings import Position


@dataclass(frozen=True)
class Text:
    """A scalar, as written."""

    text: str
    at: Position
    blank: bool = False
    """YAML null, or an empty text."""
    comment: bool = False
    """A comment stands in the place of the value."""
    is_below: bool = False
    """Its lines are below its key, behind `|` or `>`."""
    source: str = ""
    """The text as the file has it, with its quotes. Empty for a text below `|` or `>`."""
    cut: str | None = None
    """The comment behind the value, where it looks like the end of the text."""


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple["Node", ...]
    at: Position

    @cached_property
    def given(self) -> tuple["Node", ...]:
        """The items that are not blank."""
        return tuple(item for item in self.items if not _is_blank(item))


@dataclass(frozen=True)
class Table:
    """A mapping."""

    values: Mapping[str, "Node"]
    keys_at: Mapping[str, Position]
    at: Position
    quoted: frozenset[str] = frozenset()
    """The keys that are in quotes."""

    def without(self, *names: str) -> "Table":
        """Return the mapping without these keys."""
        kept = {name: node for name, node in self.values.items() if name not in names}
        return Table(kept, self.keys_at, self.at, self.quoted)


Node = Text | Items | Table
TreePath = tuple[str | int, ...]
"""The path of a value: keys, and indexes in lists."""


def plain(node: Node) -> object:
    """Return the tree as texts, lists and dicts. Blank values are left out: they have findings of their own."""
    match node:
        case Text():
            return node.text
        case Items():
            return [plain(item) for item in node.given]
        case Table():
            return {name: plain(value) for name, value in node.values.items() if not _is_blank(value)}


def blanks(node: Node, loc: TreePath = ()) -> Iterable[tuple[TreePath, Text]]:
    """Yield every blank value with its path in the plain tree. A blank item of a list is not there: its index is -1."""
    match node:
        case Text():
            if node.blank:
                yield loc, node
        case Items():
            place = 0
            for item in node.items:
                yield from blanks(item, (*loc, -1 if _is_blank(item) else place))
                place += not _is_blank(item)
        case Table():
            for name, value in node.values.items():
                yield from blanks(value, (*loc, name))


def reach(node: Node, loc: TreePath) -> Node:
    """Return the value at a path, or the last value on the path that exists."""
    for step in loc:
        match node:
            case Table() if isinstance(step, str) and step in node.values:
                node = node.values[step]
            case Items() if isinstance(step, int):
                node = node.given[step]
            case _:
                break
    return node


def key_place(node: Node, loc: TreePath) -> Position:
    """Return the position of the key at the end of a path."""
    parent, name = reach(node, loc[:-1]), loc[-1]
    return parent.keys_at.get(name, parent.at) if isinstance(parent, Table) and isinstance(name, str) else parent.at


def resources_in(table: Table) -> Iterator[Table]:
    """Yield the resources of a dataset that are mappings."""
    resources = table.values.get("resources")
    for node in resources.items if isinstance(resources, Items) else ():
        if isinstance(node, Table):
            yield node


def texts_in(node: Node | None) -> Iterator[str]:
    """Yield the texts of a list."""
    for item in node.items if isinstance(node, Items) else ():
        if isinstance(item, Text):
            yield item.text


def _is_blank(node: Node) -> bool:
    return isinstance(node, Text) and node.blank
