"""Where things stand in a composed YAML tree, and how a list changes in place. Positions are those of the text."""

from collections.abc import Iterable, Sequence

import yaml

from publisher.capture import yaml_writer

Pair = tuple[yaml.Node, yaml.Node]
Cut = tuple[int, int]
"""From where to where."""


def child(node: yaml.Node | None, step: str) -> yaml.Node | None:
    """The value under a key, or the item with this id."""
    if isinstance(node, yaml.SequenceNode):
        return next((item for item, name in zip(node.value, ids(node), strict=True) if name == step), None)
    key_and_value = pair(node, step) if isinstance(node, yaml.MappingNode) else None
    return key_and_value[1] if key_and_value else None


def pair(node: yaml.MappingNode, name: str) -> Pair | None:
    """A key of this name, and its value."""
    return next((key_and_value for key_and_value in node.value if key_and_value[0].value == name), None)


def ids(node: yaml.SequenceNode) -> list[str]:
    """The ids of the items; the empty text where one has none."""
    id_nodes = (child(item, "id") for item in node.value)
    return [str(id_node.value) if id_node is not None else "" for id_node in id_nodes]


def texts(node: yaml.SequenceNode) -> tuple[str, ...] | None:
    """The items of a list of texts; None: it is a list of other things."""
    plain = all(isinstance(item, yaml.ScalarNode) for item in node.value)
    return tuple(str(item.value) for item in node.value) if plain else None


def is_block(node: yaml.Node) -> bool:
    """Whether a value goes on over lines of its own."""
    if isinstance(node, yaml.CollectionNode):
        return not node.flow_style
    return isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")


def leaves(node: yaml.Node) -> Iterable[yaml.ScalarNode]:
    """Every text of a tree, keys included."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.CollectionNode):
        for item in node.value:
            for part in item if isinstance(item, tuple) else (item,):
                yield from leaves(part)


# ---- lists


def continued(old: Sequence[str], new: Sequence[str]) -> frozenset[int] | None:
    """Which items go, where those that stay keep their order and the new ones follow them; None: it is otherwise."""
    stay = [word for word in old if word in new]
    going = frozenset(index for index, word in enumerate(old) if word not in new)
    return going if stay and list(new[: len(stay)]) == stay and len({*old}) == len(old) else None


def gaps_between(items: Sequence[yaml.Node], going: frozenset[int]) -> Iterable[Cut]:
    """What to cut from between brackets, the last first: an item, with the comma that it no longer needs."""
    last = max(set(range(len(items))) - going)
    for index in sorted(going, reverse=True):
        if index < last:
            yield items[index].start_mark.index, items[index + 1].start_mark.index
        else:
            yield items[index - 1].end_mark.index, items[index].end_mark.index


def item_lines(words: Iterable[str], column: int) -> str:
    """Items in block style, a line for each."""
    return "".join(f"{' ' * column}- {yaml_writer.scalar(word)}\n" for word in words)
