"""Edit the YAML text of a manifest in place: unedited lines, comments and order stay as the author wrote them.

Each edit returns a new editor. A path is the keys from the top, with a resource by its id:
`("resources", "csv", "title")`.

The editor is hand-written because ruamel.yaml, the usual library for this, indents and wraps hand-written files anew:
a pull of one value would change lines in the whole file, and hide its edit in the review. Here PyYAML gives the
position of each value, and only its characters are replaced.
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
    cuts_between_brackets,
    ids,
    is_block,
    item_lines,
    leaves,
    pair,
    removed_items,
    texts,
)
from publisher.capture.yaml_writer import YamlValue
from publisher.manifests.read_yaml import LOADER

YamlPath = tuple[str, ...]

ORDER: Final = (
    "id", "title", "description", "theme", "keywords", "license", "frequency", "temporal", "spatial", "contact", "hvd",
    "url", "path", "type", "format", "mime", "schema", "language", "issued", "modified", "landing_page",
    "version", "access", "contacts", "groups", "extras", "clear", "ignore",
    "resources", "state", "from", "exceptions", "previously", "catalogs",
)  # fmt: skip
"""The order of keys in a manifest. A new key goes after the last of those that come before it here."""


@dataclass(frozen=True)
class YamlEditor:
    """The text of a valid manifest, with the edits that return a changed text."""

    text: str

    @cached_property
    def _root(self) -> yaml.MappingNode:
        root = yaml.compose(self.text, Loader=LOADER)
        if not isinstance(root, yaml.MappingNode):
            raise TypeError(type(root).__name__)
        return root

    # ---- reading

    def has(self, path: YamlPath) -> bool:
        """Return whether the text has a value at this path."""
        return self._find(path) is not None

    def list_items(self, path: YamlPath) -> tuple[str, ...]:
        """Return the items of a list of texts; nothing where the path has no such list."""
        node = self._find(path)
        return (texts(node) or ()) if isinstance(node, yaml.SequenceNode) else ()

    def resource_ids(self, prefix: YamlPath = ()) -> tuple[str, ...]:
        """Return the ids of the resources, in their order."""
        node = self._find((*prefix, "resources"))
        return tuple(ids(node)) if isinstance(node, yaml.SequenceNode) else ()

    def _find(self, path: YamlPath) -> yaml.Node | None:
        node: yaml.Node | None = self._root
        for step in path:
            node = child(node, step)
        return node

    # ---- editing

    def set(self, path: YamlPath, value: YamlValue) -> "YamlEditor":
        """Return the text with this value at this path. Missing keys of the path are added."""
        parent = self._find(path[:-1])
        if not isinstance(parent, yaml.MappingNode):
            return self.set(path[:-1], {path[-1]: value})
        key_and_value = pair(parent, path[-1])
        if key_and_value is None:
            return self._insert_pair(parent, path[-1], value)
        return self._update_in_place(path, key_and_value, value) or self._rewrite_value(parent, key_and_value, value)

    def _update_in_place(self, path: YamlPath, key_and_value: Pair, value: YamlValue) -> "YamlEditor | None":
        """Return the text with the changed lines of a mapping or a list; None where all of it must be rewritten."""
        key, old = key_and_value
        if isinstance(old, yaml.MappingNode) and isinstance(value, Mapping):
            return self._update_mapping(path, old, value)
        if not isinstance(old, yaml.SequenceNode) or isinstance(value, str | bool | Mapping):
            return None
        before, after = texts(old), [item for item in value if isinstance(item, str)]
        removed = removed_items(before, after) if before is not None and len(after) == len(value) else None
        if before is None or removed is None or (removed and old.flow_style and self._comments_in(key, old)):
            return None  # A comment between brackets may belong to the removed item.
        return self._update_list(old, removed, after[len(before) - len(removed) :])

    def _update_mapping(self, path: YamlPath, old: yaml.MappingNode, value: Mapping[str, YamlValue]) -> "YamlEditor":
        """Return the text with the changed values of a mapping. Keys are added first, so that it is never empty."""
        old_nodes = {key.value: node for key, node in old.value}
        desired = [(name, part) for name, part in value.items() if _as_read(old_nodes.get(name)) != part]
        edited = reduce(lambda text, field: text.set((*path, field[0]), field[1]), desired, self)
        return reduce(lambda text, name: text.remove((*path, name)), old_nodes.keys() - value.keys(), edited)

    def _update_list(self, old: yaml.SequenceNode, removed: frozenset[int], new: Sequence[str]) -> "YamlEditor":
        """Return the text without the removed items of a list, and with new items at its end."""
        items = old.value
        if old.flow_style:
            end = items[-1].end_mark.index
            longer = self._replace_span(end, end, "".join(f", {yaml_writer.scalar(word)}" for word in new))
            return reduce(
                lambda text, span: text._replace_span(*span, ""), cuts_between_brackets(items, removed), longer
            )
        end = self._line_end(self._end(items[-1]))
        gap = "" if self.text[:end].endswith("\n") else "\n"
        longer = self._replace_span(end, end, gap + item_lines(new, old.start_mark.column) if new else "")
        lines = [(self._line_start(item), self._line_end(self._end(item))) for item in items]
        return reduce(lambda text, index: text._replace_span(*lines[index], ""), sorted(removed, reverse=True), longer)

    def _rewrite_value(self, parent: yaml.MappingNode, key_and_value: Pair, value: YamlValue) -> "YamlEditor":
        """Return the text with a new value behind its key; on one line where it fits."""
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
        """Return the text without the value at this path, and without a mapping that would be empty."""
        parent = self._find(path[:-1])
        key_and_value = pair(parent, path[-1]) if isinstance(parent, yaml.MappingNode) else None
        if key_and_value is None or not isinstance(parent, yaml.MappingNode):
            return self
        if len(parent.value) == 1 and len(path) > 1:
            return self.remove(path[:-1])
        return self._remove_pair(parent, key_and_value)

    def reorder_resources(self, order: Sequence[str], prefix: YamlPath = ()) -> "YamlEditor":
        """Return the text with these resources in this order, with their comments. All others stay in place."""
        current_ids = self.resource_ids(prefix)
        ids_in_new_order = iter([resource_id for resource_id in order if resource_id in current_ids])
        return self._keep_resources(
            [next(ids_in_new_order) if resource_id in order else resource_id for resource_id in current_ids], prefix
        )

    def remove_resource(self, resource: str, prefix: YamlPath = ()) -> "YamlEditor":
        """Return the text without a resource and the comments above it."""
        return self._keep_resources(
            [resource_id for resource_id in self.resource_ids(prefix) if resource_id != resource], prefix
        )

    def _keep_resources(self, order: Sequence[str], prefix: YamlPath) -> "YamlEditor":
        """Return the text with only these resources, in this order."""
        parent = self._find(prefix)
        key, node = (isinstance(parent, yaml.MappingNode) and pair(parent, "resources")) or (None, None)
        if key is None or not isinstance(node, yaml.SequenceNode):
            return self
        if not order:
            return self.set((*prefix, "resources"), [])
        pieces = dict(zip(ids(node), self._pieces(key, node), strict=True))
        if node.flow_style:
            text = "[" + ", ".join(pieces[resource_id].strip() for resource_id in order) + "]"
            return self._replace_span(node.start_mark.index, node.end_mark.index, text)
        start = self._line_end(key.end_mark.index)
        return self._replace_span(
            start, self._line_end(self._end(node)), "".join(pieces[resource_id] for resource_id in order)
        )

    def _pieces(self, key: yaml.Node, node: yaml.SequenceNode) -> Iterable[str]:
        """Yield the text of each item; in block style with the comments above it."""
        if node.flow_style:
            yield from (self.text[item.start_mark.index : item.end_mark.index] for item in node.value)
            return
        start = self._line_end(key.end_mark.index)
        for item in node.value:
            end = self._line_end(self._end(item))
            yield self.text[start:end].removesuffix("\n") + "\n"
            start = end

    def _insert_pair(self, parent: yaml.MappingNode, name: str, value: YamlValue) -> "YamlEditor":
        """Return the text with a new key in a mapping, at its place in `ORDER`."""
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

    def _rewrite_pair(self, key: yaml.Node, old: yaml.Node, value: YamlValue) -> "YamlEditor":
        """Return the text with a key and its value rewritten. Comments of the old lines move above the key."""
        start, end, column = key.start_mark.index, self._end(old), key.start_mark.column
        lines = yaml_writer.entry(key.value, value, column).strip(" ").removesuffix("\n")
        comments = self._comments_in(key, old)
        if "\n" in lines and (last_comment := self._comment(end)):
            comments, end = [*comments, last_comment], end + len(self.text[end : self._line_end(end)].rstrip("\n"))
        return self._replace_span(start, end, "".join(f"{comment}\n{' ' * column}" for comment in comments) + lines)

    def _comments_in(self, key: yaml.Node, old: yaml.Node) -> list[str]:
        """Return the comments between a key and the end of its value.

        Inside a block text, `#` is text: there only the key's line can have a comment.
        """
        start, text = key.end_mark.index, self.text[key.end_mark.index : self._end(old)]
        for leaf in leaves(old):
            first = leaf.start_mark.index if not is_block(leaf) else self._line_end(leaf.start_mark.index)
            text = text[: first - start] + "x" * (self._end(leaf) - first) + text[self._end(leaf) - start :]
        return [comment.strip() for comment in re.findall(r"(?:^|(?<=\s))#.*", text, re.MULTILINE)]

    def _comment(self, end: int) -> str:
        """Return the comment behind a value, on its last line; else an empty text."""
        match = re.search(r"\s(#.*)", self.text[end : self._line_end(end)])
        return match[1].strip() if match else ""

    def _remove_pair(self, parent: yaml.MappingNode, key_and_value: Pair) -> "YamlEditor":
        """Return the text without a key and its value."""
        index = parent.value.index(key_and_value)
        key, old = key_and_value
        following = parent.value[index + 1][0] if index + 1 < len(parent.value) else None
        if parent.flow_style:
            start = key.start_mark.index if following else parent.value[index - 1][1].end_mark.index
            return self._replace_span(start, following.start_mark.index if following else old.end_mark.index, "")
        start_of_line = self._line_start(key)
        is_after_dash = bool(self.text[start_of_line : key.start_mark.index].strip())
        if is_after_dash and following is not None:
            return self._replace_span(key.start_mark.index, following.start_mark.index, "")
        return self._replace_span(start_of_line, self._line_end(self._end(old)), "")

    def _end(self, node: yaml.Node) -> int:
        """Return the index behind a value. PyYAML's end mark of a block lies after the comments that follow it."""
        mark: int = node.end_mark.index
        if not is_block(node) or not node.value:
            return mark
        if isinstance(node, yaml.ScalarNode):
            return len(self.text[:mark].rstrip("\n "))
        last = node.value[-1]
        return self._end(last[1] if isinstance(last, tuple) else last)

    def _line_start(self, node: yaml.Node) -> int:
        """Return the index at which the line of a node starts."""
        return self.text.rfind("\n", 0, node.start_mark.index) + 1

    def _line_end(self, index: int) -> int:
        """Return the index behind the line of this index, its line feed included."""
        line_feed = self.text.find("\n", index)
        return len(self.text) if line_feed < 0 else line_feed + 1

    def _replace_span(self, start: int, end: int, text: str) -> "YamlEditor":
        return YamlEditor(self.text[:start] + text + self.text[end:])


# ---- values


def _rank(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


def _one_line(name: str, value: YamlValue) -> str | None:
    """Return the text of a value behind its key; None where it needs several lines."""
    text, key = yaml_writer.entry(name, value), yaml_writer.entry(name, True).removesuffix("true\n")
    return text.removeprefix(key).rstrip("\n") if text.count("\n") == 1 and text.startswith(key) else None


def _as_read(node: yaml.Node | None) -> YamlValue | None:
    """Return the value of a text or of a list of texts; None for anything else."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    return list(texts(node) or ()) if isinstance(node, yaml.SequenceNode) else None


def _flow(value: YamlValue) -> str:
    """Return the value on one line, valid between brackets."""
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


def with_line_feeds(text: str) -> str:
    """Return a text as the editor reads it: without a byte order mark, its lines ended by line feeds."""
    return text.removeprefix(MARK).replace("\r\n", "\n").replace("\r", "\n")


def with_line_endings_of(before: str, after: str) -> str:
    """Return the text `after`, whose lines end with line feeds, with the line endings of `before`.

    Old lines keep their endings, new lines get that of the first line. A byte order mark at the start stays.
    """
    old, new = _LINE.findall(before.removeprefix(MARK)), after.split("\n")
    usual = _line_ending(old[0]) if old else "\n"
    blocks = SequenceMatcher(None, [_without_ending(line) for line in old], new, autojunk=False).get_matching_blocks()
    same = {block.b + step: old[block.a + step] for block in blocks for step in range(block.size)}
    ends = [_line_ending(same.get(number, "")) or usual for number in range(len(new) - 1)] + [""]
    text = "".join(line + end for line, end in zip(new, ends, strict=True))
    return MARK + text if before.startswith(MARK) else text


def _without_ending(line: str) -> str:
    return line.rstrip("\r\n")


def _line_ending(line: str) -> str:
    return line[len(_without_ending(line)) :]
