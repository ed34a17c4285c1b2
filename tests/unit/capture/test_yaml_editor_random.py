"""In any style of YAML, an edit changes its field alone and keeps the comments of all other fields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from publisher.capture.yaml_editor import YamlEditor
from publisher.manifests.read_yaml import LOADER

Json = dict[str, Any]
Value = str | list[str] | dict[str, Any]

WORDS = ("parcs", "l'eau", "été", "a: b", "100 %", "n° 5", "-", "yes", "# non", "x" * 100, "deux mots", "[a]", "a, b")
texts = st.sampled_from((*WORDS, "Deux\nlignes.", "Une\n\n  autre # fois"))
lists = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True)
groups = st.dictionaries(st.sampled_from(("name", "email", "n° 1")), texts, min_size=1)
FIELDS: dict[str, st.SearchStrategy[Value]] = {
    "title": st.sampled_from(WORDS),
    "description": texts,
    "keywords": lists,
    "contact": groups,
    "spatial": st.fixed_dictionaries({"zones": lists}),
}
manifests = st.fixed_dictionaries(
    {"title": FIELDS["title"]}, optional={name: values for name, values in FIELDS.items() if name != "title"}
)


@dataclass
class Writer:
    """Writes a manifest in a random style, with comments in random places."""

    draw: Any
    lines: list[str] = field(default_factory=list)
    comments: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Each comment with the path of the value on its line; a comment on a line of its own has no path."""

    def comment(self, *path: str) -> str:
        """Return a comment for the end of a line, or an empty text."""
        if not self.draw(st.booleans()):
            return ""
        text = f"# note {len(self.comments) + 1}."
        self.comments[text] = path
        return f"  {text}"

    def above(self, indent: str) -> None:
        """Write a comment on a line of its own, or none."""
        if text := self.comment():
            self.lines.append(indent + text.strip())

    def entry(self, name: str, value: Value, indent: str = "", path: tuple[str, ...] = ()) -> None:
        """Write a key and its value in one of the styles of YAML."""
        self.above(indent)
        path = (*path, name)
        key = f"{indent}{flow(name)}:"
        if isinstance(value, str):
            self.scalar(key, value, indent, path)
        elif self.draw(st.booleans()):
            self.lines.append(f"{key} {flow(value)}{self.comment(*path)}")
        elif isinstance(value, dict):
            self.lines.append(f"{key}{self.comment(*path)}")
            for part, inner in value.items():
                self.entry(part, inner, indent + "  ", path)
        else:
            self.items(key, value, indent, path)

    def scalar(self, key: str, value: str, indent: str, path: tuple[str, ...]) -> None:
        """Write a text, quoted or as a block."""
        if "\n" not in value:
            self.lines.append(f"{key} {flow(value)}{self.comment(*path)}")
            return
        self.lines.append(f"{key} |-{self.comment(*path)}")
        self.lines += [f"{indent}  {line}".rstrip() for line in value.split("\n")]

    def items(self, key: str, value: list[str], indent: str, path: tuple[str, ...]) -> None:
        """Write a list over several lines, with or without brackets."""
        brackets = self.draw(st.booleans())
        self.lines.append(f"{key}{' [' if brackets else ''}{self.comment(*path)}")
        for position, word in enumerate(value):
            self.above(indent + "  ")
            comma = "," if position + 1 < len(value) else ""
            text = f"{flow(word)}{comma}" if brackets else f"- {flow(word)}"
            self.lines.append(f"{indent}  {text}{self.comment(*path, word)}")
        if brackets:
            self.lines.append(f"{indent}]{self.comment(*path)}")


def flow(value: Value) -> str:
    """Return a value on one line."""
    quoted = '"' if "\n" in str(value) else None
    text = yaml.safe_dump([value], default_flow_style=True, default_style=quoted, allow_unicode=True, width=10_000)
    return text.strip()[1:-1]


def reached(value: Any, path: Iterable[str]) -> bool:
    """Return whether a document has a key or an item at this path."""
    for step in path:
        if isinstance(value, str) or step not in value:
            return False
        value = value[step] if isinstance(value, dict) else {}
    return True


def written_editor(data: st.DataObject, manifest: Json) -> tuple[YamlEditor, Writer]:
    """Return an editor of the manifest, written in a random style, and its writer."""
    writer = Writer(data.draw)
    for name, value in manifest.items():
        writer.entry(name, value)
    editor = YamlEditor("\n".join(writer.lines) + data.draw(st.sampled_from(("\n", ""))))
    assert yaml.load(editor.text, Loader=LOADER) == manifest
    return editor, writer


def expect(after: YamlEditor, document: Json, writer: Writer) -> None:
    """Assert that the text has this content, and once each comment whose value is still there."""
    assert yaml.load(after.text, Loader=LOADER) == document
    stay = [comment for comment, path in writer.comments.items() if reached(document, path)]
    assert [comment for comment in stay if after.text.count(comment) != 1] == []


@given(st.data(), manifests, st.sampled_from(sorted(FIELDS)))
def test_an_edit_changes_what_it_is_to_change(data: st.DataObject, manifest: Json, name: str) -> None:
    before, writer = written_editor(data, manifest)
    new_value = data.draw(FIELDS[name])
    expect(before.set((name,), new_value), {**manifest, name: new_value}, writer)


@given(st.data(), manifests.filter(lambda document: len(document) > 1))
def test_what_is_removed_goes_alone(data: st.DataObject, manifest: Json) -> None:
    before, writer = written_editor(data, manifest)
    name = data.draw(st.sampled_from(sorted(manifest)))
    remaining = {key: value for key, value in manifest.items() if key != name}
    writer.comments = {comment: path for comment, path in writer.comments.items() if path}
    expect(before.remove((name,)), remaining, writer)
