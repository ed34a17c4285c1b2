"""Edit fields of manifests as a command line names them: `license=lov2`, `keywords+=culture`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from typing import Final

from publisher.capture.yaml_editor import YamlEditor, YamlPath
from publisher.manifests.merge_layers import UNITED
from publisher.model.manifest import Manifest
from publisher.model.messages import Message, message
from publisher.model.values import canonical_line

LISTS: Final = frozenset({"keywords", "groups", "zones", "clear", "ignore", "previously"})
"""Fields that are lists of words: commas separate them."""

_ASSIGNMENT: Final = re.compile(r"([A-Za-z_](?:[\w-]*\w)?(?:\.(?:\w(?:[\w-]*\w)?|\*))*)([+-]?)=(.*)", re.DOTALL)


class Operator(Enum):
    """What becomes of the value that a field has."""

    SET = ""
    ADD = "+"
    REMOVE = "-"


@dataclass(frozen=True)
class Assignment:
    """An edit of a field."""

    path: YamlPath
    operator: Operator
    words: tuple[str, ...]
    """The words of a list; one text for any other field. None of them: the line is removed."""

    @property
    def field(self) -> str:
        """The field as the command line has it."""
        return ".".join(self.path)


class AssignmentRefusedError(Exception):
    """An edit cannot be made; nothing is written."""

    def __init__(self, what: Message, fix: Message | None = None) -> None:
        super().__init__(what.in_english())
        self.what, self.fix = what, fix


def is_assignment(text: str) -> bool:
    """Return whether a word of the command line is an edit; else it selects datasets."""
    return "=" in text


def assignment(text: str) -> Assignment:
    """Return the edit that a word of the command line names. Raises `AssignmentRefusedError`."""
    match = _ASSIGNMENT.fullmatch(text)
    if match is None:
        what = message("“{text}” is not an edit: write field=value, field+=word or field-=word", text=text)
        raise AssignmentRefusedError(what)
    path, operator, value = tuple(match[1].split(".")), Operator(match[2]), match[3].strip()
    if not value:
        what = message("{field} has no value here; to remove its line: --remove {field}", field=match[1])
        raise AssignmentRefusedError(what)
    if operator is not Operator.SET and path[-1] not in LISTS:
        what = message("{field} is not a list: write {field}=value", field=match[1])
        raise AssignmentRefusedError(what)
    words = [word.strip() for word in value.strip("[]").split(",")] if path[-1] in LISTS else [value]
    return Assignment(path, operator, tuple(word for word in words if word))


def removal(field: str) -> Assignment:
    """Return the edit that removes the line of a field."""
    return Assignment(tuple(field.split(".")), Operator.SET, ())


def edited(manifest: Manifest, text: str, assignments: Iterable[Assignment]) -> str:
    """Return the text of a manifest with the edits. Raises `AssignmentRefusedError`."""
    return reduce(lambda editor, edit: _edited(manifest, editor, edit), assignments, YamlEditor(text)).text


def _edited(manifest: Manifest, editor: YamlEditor, edit: Assignment) -> YamlEditor:
    return reduce(lambda text, path: _at(manifest, text, path, edit), _paths(editor, edit.path), editor)


def _paths(editor: YamlEditor, path: YamlPath) -> Iterator[YamlPath]:
    """Yield the places that a path means: `*` is every resource. Raises `AssignmentRefusedError` for a missing one."""
    if path[0] != "resources" or len(path) < 3:
        yield path
        return
    ids = editor.resource_ids()
    if path[1] != "*" and path[1] not in ids:
        what = message("there is no resource “{id}”; its resources are: {ids}", id=path[1], ids=", ".join(ids) or "—")
        raise AssignmentRefusedError(what)
    for resource in ids if path[1] == "*" else path[1:2]:
        yield ("resources", resource, *path[2:])


def _at(manifest: Manifest, editor: YamlEditor, path: YamlPath, edit: Assignment) -> YamlEditor:
    if not edit.words:
        return editor.remove(path)
    if path[-1] not in LISTS:
        return editor.set(path, edit.words[0])
    current = _words_at(manifest, editor, path)
    match edit.operator:
        case Operator.SET:
            after = edit.words
        case Operator.ADD:
            after = _united((*current, *edit.words))
        case Operator.REMOVE:
            removed = {canonical_line(word) for word in edit.words}
            after = tuple(word for word in current if canonical_line(word) not in removed)
    if list(after) == list(current):
        return editor
    return editor.set(path, list(after)) if after else editor.remove(path)


def _words_at(manifest: Manifest, editor: YamlEditor, path: YamlPath) -> Sequence[str]:
    """Return the words of a list of the manifest; of one that a layer gives and the manifest would replace, those."""
    if editor.has(path) or path[-1] in UNITED:
        return editor.list_items(path)
    start = ".".join(path) + "."
    return [origin.text for origin in manifest.origins if origin.path.startswith(start)]


def _united(words: Iterable[str]) -> tuple[str, ...]:
    first: dict[str, str] = {}
    for word in words:
        first.setdefault(canonical_line(word), word)
    return tuple(first.values())
