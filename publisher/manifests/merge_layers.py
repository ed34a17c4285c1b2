"""Merge the layers of a dataset: defaults, theme, producer, dataset. Mappings merge, lists replace, keywords unite."""

from collections.abc import Iterable
from functools import reduce

from publisher.manifests.tree_with_positions import Items, Node, Table, Text
from publisher.model.manifest import Origin
from publisher.model.values import canonical_line

UNITED = frozenset({"keywords"})


def merge(*layers: Table) -> Table:
    """Return the layers as one tree. A later layer wins; every value keeps the position where it was written."""
    return reduce(_over, layers)


def _over(lower: Table, upper: Table) -> Table:
    values = dict(lower.values)
    for name, node in upper.values.items():
        values[name] = _value(name, values.get(name), node)
    return Table(values, {**lower.keys_at, **upper.keys_at}, upper.at, lower.quoted | upper.quoted)


def _value(name: str, lower: Node | None, upper: Node) -> Node:
    match lower, upper:
        case Table(), Table():
            return _over(lower, upper)
        case Items(), Items() if name in UNITED:
            return Items(tuple(_united((*lower.items, *upper.items))), upper.at)
        case _:
            return upper


def _united(items: Iterable[Node]) -> Iterable[Node]:
    seen: set[str] = set()
    for item in items:
        word = canonical_line(item.text) if isinstance(item, Text) else repr(item)
        if word not in seen:
            seen.add(word)
            yield item


def origins(node: Node, path: str = "") -> Iterable[Origin]:
    """Yield every value of a merged tree with the position that it comes from; resources by their id."""
    match node:
        case Text():
            yield Origin(path=path, text=node.text, at=node.at, comment=node.cut)
        case Items():
            for place, item in enumerate(node.items):
                yield from origins(item, f"{path}.{_name(item, place)}")
        case Table():
            for name, value in node.values.items():
                yield from origins(value, f"{path}.{name}" if path else name)


def _name(item: Node, place: int) -> str:
    named = item.values.get("id") if isinstance(item, Table) else None
    return named.text if isinstance(named, Text) else str(place + 1)
