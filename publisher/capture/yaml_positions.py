"""Find nodes in a composed YAML tree, and the spans of text to cut for removed list items."""

from collections.abc import Iterable, Sequence

import yaml

from publisher.capture import yaml_writer

Pair = tuple[yaml.Node, yaml.Node]
Span = tuple[int, int]
"""Start and end index in the text."""


def child(node: yaml.Node | None, step: str) -> yaml.Node | None:
    """Return the value under a key of a mapping, or the item of a list with this id."""
    if isinstance(node, yaml.SequenceNode):
        return next((item for item, name in zip(node.value, ids(node), strict=True) if name == step), None)
    key_and_value = pair(node, step) if isinstance(node, yaml.MappingNode) else None
    return key_and_value[1] if key_and_value else None


def pair(node: yaml.MappingNode, name: str) -> Pair | None:
    """Return the key node of this name with its value; None where the mapping has no such key."""
    return next((key_and_value for key_and_value in node.value if key_and_value[0].value == name), None)


def ids(node: yaml.SequenceNode) -> list[str]:
    """Return the ids of the items; an empty text for an item without an id."""
    id_nodes = (child(item, "id") for item in node.value)
    return [str(id_node.value) if id_node is not None else "" for id_node in id_nodes]


def texts(node: yaml.SequenceNode) -> tuple[str, ...] | None:
    """Return the items of a list of texts; None for a list of anything else."""
    plain = all(isinstance(item, yaml.ScalarNode) for item in node.value)
    return tuple(str(item.value) for item in node.value) if plain else None


def is_block(node: yaml.Node) -> bool:
    """Return whether a value is in block style, on lines of its own."""
    if isinstance(node, yaml.CollectionNode):
        return not node.flow_style
    return isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")


def leaves(node: yaml.Node) -> Iterable[yaml.ScalarNode]:
    """Yield every scalar of a tree, keys included."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.CollectionNode):
        for item in node.value:
            for part in item if isinstance(item, tuple) else (item,):
                yield from leaves(part)


# ---- lists


def removed_items(old: Sequence[str], new: Sequence[str]) -> frozenset[int] | None:
    """Return the indexes of the removed items; None where the list changes in another way.

    The other items must keep their order, and the new ones must follow them.
    """
    stay = [word for word in old if word in new]
    removed = frozenset(index for index, word in enumerate(old) if word not in new)
    return removed if stay and list(new[: len(stay)]) == stay and len({*old}) == len(old) else None


def cuts_between_brackets(items: Sequence[yaml.Node], removed: frozenset[int]) -> Iterable[Span]:
    """Yield the spans to cut from a list in brackets, the last first: an item with its comma."""
    last = max(set(range(len(items))) - removed)
    for index in sorted(removed, reverse=True):
        if index < last:
            yield items[index].start_mark.index, items[index + 1].start_mark.index
        else:
            yield items[index - 1].end_mark.index, items[index].end_mark.index


def item_lines(words: Iterable[str], column: int) -> str:
    """Return a line in block style for each item."""
    return "".join(f"{' ' * column}- {yaml_writer.scalar(word)}\n" for word in words)
