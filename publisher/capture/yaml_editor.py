"""A manifest's own text, edited in place: what is not edited stays as its author wrote it, comments and order included.

Each edit gives a new manuscript. Places are ways of keys from the top, a resource by its id:
`("resources", "csv", "title")`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, reduce
from typing import Final

import yaml

from publisher.capture import yaml_writer
from publisher.capture.yaml_positions import (
    Pair,
    child,
    continued,
    gaps_between,
    ids,
    is_block,
    item_lines,
    leaves,
    pair,
    texts,
)
from publisher.capture.yaml_writer import Plain
from publisher.manifests.read_yaml import LOADER

YamlPath = tuple[str, ...]

ORDER: Final = (
    "id", "title", "description", "theme", "keywords", "license", "frequency", "temporal", "spatial", "contact", "hvd",
    "url", "path", "type", "format", "mime", "schema", "language", "issued", "landing_page", "extras", "clear",
    "ignore", "resources", "state", "previously", "catalogs",
)  # fmt: skip
"""Where a new key goes: after the last of those that stand before it here."""


@dataclass(frozen=True)
class YamlEditor:
    """The text of a manifest that can be read."""

    text: str

    @cached_property
    def _root(self) -> yaml.MappingNode:
        root = yaml.compose(self.text, Loader=LOADER)
        if not isinstance(root, yaml.MappingNode):
            raise TypeError(type(root).__name__)
        return root

    # ---- looking

    def holds(self, path: YamlPath) -> bool:
        """Whether something is written there."""
        return self._find(path) is not None

    def words(self, path: YamlPath) -> tuple[str, ...]:
        """The texts of a list; none where there is no such list."""
        node = self._find(path)
        return (texts(node) or ()) if isinstance(node, yaml.SequenceNode) else ()

    def resource_ids(self, top: YamlPath = ()) -> tuple[str, ...]:
        """The ids of the resources, in their order."""
        node = self._find((*top, "resources"))
        return tuple(ids(node)) if isinstance(node, yaml.SequenceNode) else ()

    def _find(self, path: YamlPath) -> yaml.Node | None:
        node: yaml.Node | None = self._root
        for step in path:
            node = child(node, step)
        return node

    # ---- editing

    def set(self, path: YamlPath, value: Plain) -> "YamlEditor":
        """The text with this value there; what is missing on the way is made."""
        parent = self._find(path[:-1])
        if not isinstance(parent, yaml.MappingNode):
            return self.set(path[:-1], {path[-1]: value})
        key_and_value = pair(parent, path[-1])
        if key_and_value is None:
            return self._insert_pair(parent, path[-1], value)
        return self._update_in_place(path, key_and_value, value) or self._rewrite_value(parent, key_and_value, value)

    def _update_in_place(self, path: YamlPath, key_and_value: Pair, value: Plain) -> "YamlEditor | None":
        """A group or a list with those of its lines changed that differ; None where it has to be written anew."""
        key, old = key_and_value
        if isinstance(old, yaml.MappingNode) and isinstance(value, Mapping):
            return self._update_mapping(path, old, value)
        if not isinstance(old, yaml.SequenceNode) or isinstance(value, str | bool | Mapping):
            return None
        before, after = texts(old), [item for item in value if isinstance(item, str)]
        going = continued(before, after) if before is not None and len(after) == len(value) else None
        if before is None or going is None or (going and old.flow_style and self._comments_in(key, old)):
            return None  # whose a comment between brackets is, nobody can tell once its word has gone
        return self._update_list(old, going, after[len(before) - len(going) :])

    def _update_mapping(self, path: YamlPath, old: yaml.MappingNode, value: Mapping[str, Plain]) -> "YamlEditor":
        """A group with the values that differ; what is new in it comes before what goes."""
        old_nodes = {key.value: node for key, node in old.value}
        desired = [(name, part) for name, part in value.items() if _as_read(old_nodes.get(name)) != part]
        edited = reduce(lambda text, field: text.set((*path, field[0]), field[1]), desired, self)
        return reduce(lambda text, name: text.remove((*path, name)), old_nodes.keys() - value.keys(), edited)

    def _update_list(self, old: yaml.SequenceNode, going: frozenset[int], new: Sequence[str]) -> "YamlEditor":
        """A list of texts without some of its items, and with new ones at its end."""
        items = old.value
        if old.flow_style:
            end = items[-1].end_mark.index
            longer = self._replace_span(end, end, "".join(f", {yaml_writer.scalar(word)}" for word in new))
            return reduce(lambda text, cut: text._replace_span(*cut, ""), gaps_between(items, going), longer)
        end = self._line_end(self._end(items[-1]))
        gap = "" if self.text[:end].endswith("\n") else "\n"
        longer = self._replace_span(end, end, gap + item_lines(new, old.start_mark.column) if new else "")
        lines = [(self._line_start(item), self._line_end(self._end(item))) for item in items]
        return reduce(lambda text, index: text._replace_span(*lines[index], ""), sorted(going, reverse=True), longer)

    def _rewrite_value(self, parent: yaml.MappingNode, key_and_value: Pair, value: Plain) -> "YamlEditor":
        key, old = key_and_value
        line = (
            yaml_writer.scalar(value) if isinstance(value, str) and parent.flow_style else _one_line(key.value, value)
        )
        if line is not None and not is_block(old) and not self._comments_in(key, old):
            return self._replace_span(old.start_mark.index, old.end_mark.index, line)
        if parent.flow_style:
            return self._replace_span(old.start_mark.index, old.end_mark.index, _flow(value))
        return self._rewrite_pair(key, old, value)

    def remove(self, path: YamlPath) -> "YamlEditor":
        """The text without what stands there; without the group, too, that would be empty."""
        parent = self._find(path[:-1])
        key_and_value = pair(parent, path[-1]) if isinstance(parent, yaml.MappingNode) else None
        if key_and_value is None or not isinstance(parent, yaml.MappingNode):
            return self
        if len(parent.value) == 1 and len(path) > 1:
            return self.remove(path[:-1])
        return self._remove_pair(parent, key_and_value)

    def arrange(self, order: Sequence[str], top: YamlPath = ()) -> "YamlEditor":
        """These resources in this order, each with the comments above it; all others stay in their places."""
        current_ids = self.resource_ids(top)
        ids_in_new_order = iter([resource_id for resource_id in order if resource_id in current_ids])
        return self._keep_resources(
            [next(ids_in_new_order) if resource_id in order else resource_id for resource_id in current_ids], top
        )

    def without(self, resource: str, top: YamlPath = ()) -> "YamlEditor":
        """The resources without one, and without the comments above it."""
        return self._keep_resources(
            [resource_id for resource_id in self.resource_ids(top) if resource_id != resource], top
        )

    def _keep_resources(self, order: Sequence[str], top: YamlPath) -> "YamlEditor":
        """The resources that are named, in this order."""
        parent = self._find(top)
        key, node = (isinstance(parent, yaml.MappingNode) and pair(parent, "resources")) or (None, None)
        if key is None or not isinstance(node, yaml.SequenceNode):
            return self
        if not order:
            return self.set((*top, "resources"), [])
        pieces = dict(zip(ids(node), self._pieces(key, node), strict=True))
        if node.flow_style:
            text = "[" + ", ".join(pieces[resource_id].strip() for resource_id in order) + "]"
            return self._replace_span(node.start_mark.index, node.end_mark.index, text)
        start = self._line_end(key.end_mark.index)
        return self._replace_span(
            start, self._line_end(self._end(node)), "".join(pieces[resource_id] for resource_id in order)
        )

    def _pieces(self, key: yaml.Node, node: yaml.SequenceNode) -> Iterable[str]:
        """Each item's text; in block style with the comments above it."""
        if node.flow_style:
            yield from (self.text[item.start_mark.index : item.end_mark.index] for item in node.value)
            return
        start = self._line_end(key.end_mark.index)
        for item in node.value:
            end = self._line_end(self._end(item))
            yield self.text[start:end].removesuffix("\n") + "\n"
            start = end

    def _insert_pair(self, parent: yaml.MappingNode, name: str, value: Plain) -> "YamlEditor":
        if parent.flow_style:
            comma = ", " if parent.value else ""
            return self._replace_span(
                parent.end_mark.index - 1,
                parent.end_mark.index - 1,
                f"{comma}{yaml_writer.scalar(name)}: {_flow(value)}",
            )
        column = parent.value[0][0].start_mark.column
        before = [pair for pair in parent.value if _rank(pair[0].value) <= _rank(name)]
        after = before[-1] if before else parent.value[0]
        end_of_line = self._line_end(self._end(after[1]))
        gap = "" if self.text[:end_of_line].endswith("\n") else "\n"
        return self._replace_span(end_of_line, end_of_line, gap + yaml_writer.entry(name, value, column))

    def _rewrite_pair(self, key: yaml.Node, old: yaml.Node, value: Plain) -> "YamlEditor":
        """A key and its value anew. Comments among the old lines go above, as does one behind that cannot stay."""
        start, end, column = key.start_mark.index, self._end(old), key.start_mark.column
        lines = yaml_writer.entry(key.value, value, column).strip(" ").removesuffix("\n")
        comments = self._comments_in(key, old)
        if "\n" in lines and (last_comment := self._comment(end)):
            comments, end = [*comments, last_comment], end + len(self.text[end : self._line_end(end)].rstrip("\n"))
        return self._replace_span(start, end, "".join(f"{comment}\n{' ' * column}" for comment in comments) + lines)

    def _comments_in(self, key: yaml.Node, old: yaml.Node) -> list[str]:
        """The comments between a key and the last part of its value; of a text in a block, that on the key's line."""
        start, text = key.end_mark.index, self.text[key.end_mark.index : self._end(old)]
        for leaf in leaves(old):
            first = leaf.start_mark.index if not is_block(leaf) else self._line_end(leaf.start_mark.index)
            text = text[: first - start] + "x" * (self._end(leaf) - first) + text[self._end(leaf) - start :]
        return [comment.strip() for comment in re.findall(r"(?:^|(?<=\s))#.*", text, re.MULTILINE)]

    def _comment(self, end: int) -> str:
        """What stands as a comment behind a value, on its last line."""
        match = re.search(r"\s(#.*)", self.text[end : self._line_end(end)])
        return match[1].strip() if match else ""

    def _remove_pair(self, parent: yaml.MappingNode, key_and_value: Pair) -> "YamlEditor":
        index = parent.value.index(key_and_value)
        key, old = key_and_value
        following = parent.value[index + 1][0] if index + 1 < len(parent.value) else None
        if parent.flow_style:
            start = key.start_mark.index if following else parent.value[index - 1][1].end_mark.index
            return self._replace_span(start, following.start_mark.index if following else old.end_mark.index, "")
        start_of_line = self._line_start(key)
        if (
            self.text[start_of_line : key.start_mark.index].strip() and following is not None
        ):  # after the dash of an item
            return self._replace_span(key.start_mark.index, following.start_mark.index, "")
        return self._replace_span(start_of_line, self._line_end(self._end(old)), "")

    def _end(self, node: yaml.Node) -> int:
        """Where a value ends: PyYAML's own mark of a block lies after the comments and blank lines that follow it."""
        mark: int = node.end_mark.index
        if not is_block(node) or not node.value:
            return mark
        if isinstance(node, yaml.ScalarNode):
            return len(self.text[:mark].rstrip("\n "))
        last = node.value[-1]
        return self._end(last[1] if isinstance(last, tuple) else last)

    def _line_start(self, node: yaml.Node) -> int:
        """Where the line begins on which a node does."""
        return self.text.rfind("\n", 0, node.start_mark.index) + 1

    def _line_end(self, index: int) -> int:
        """Where the line of this place ends, line feed included."""
        line_feed = self.text.find("\n", index)
        return len(self.text) if line_feed < 0 else line_feed + 1

    def _replace_span(self, start: int, end: int, text: str) -> "YamlEditor":
        return YamlEditor(self.text[:start] + text + self.text[end:])


# ---- values


def _rank(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


def _one_line(name: str, value: Plain) -> str | None:
    """The value as it stands after its key, where it needs one line only."""
    text, key = yaml_writer.entry(name, value), yaml_writer.entry(name, True).removesuffix("true\n")
    return text.removeprefix(key).rstrip("\n") if text.count("\n") == 1 and text.startswith(key) else None


def _as_read(node: yaml.Node | None) -> Plain | None:
    """A text or a list of texts, as a reader finds it; None: nothing, or something else."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    return list(texts(node) or ()) if isinstance(node, yaml.SequenceNode) else None


def _flow(value: Plain) -> str:
    """The value on one line, as it may stand between brackets."""
    match value:
        case str():
            return yaml_writer.scalar(value)
        case bool():
            return "true" if value else "false"
        case _ if hasattr(value, "items"):
            return "{" + ", ".join(f"{yaml_writer.scalar(name)}: {_flow(part)}" for name, part in value.items()) + "}"
        case _:
            return "[" + ", ".join(_flow(part) for part in value) + "]"


# ---- line endings

MARK: Final = "\ufeff"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def with_line_endings_of(before: str, after: str) -> str:
    """A new text, whose lines end with line feeds, as its author's editor would end them.

    Lines that were there keep their ends, new ones end as the first line does; a mark at the start stays.
    """
    old, new = _LINE.findall(before.removeprefix(MARK)), after.split("\n")
    usual = _end(old[0]) if old else "\n"
    blocks = SequenceMatcher(None, [_bare(line) for line in old], new, autojunk=False).get_matching_blocks()
    same = {block.b + step: old[block.a + step] for block in blocks for step in range(block.size)}
    ends = [_end(same.get(number, "")) or usual for number in range(len(new) - 1)] + [""]
    text = "".join(line + end for line, end in zip(new, ends, strict=True))
    return MARK + text if before.startswith(MARK) else text


def _bare(line: str) -> str:
    return line.rstrip("\r\n")


def _end(line: str) -> str:
    return line[len(_bare(line)) :]
