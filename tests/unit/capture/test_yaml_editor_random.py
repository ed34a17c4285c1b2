"""Whatever way a manifest is written, an edit changes what it is to change, and no comment of what stays is lost."""

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
GIVEN: dict[str, st.SearchStrategy[Value]] = {
    "title": st.sampled_from(WORDS),
    "description": texts,
    "keywords": lists,
    "contact": groups,
    "spatial": st.fixed_dictionaries({"zones": lists}),
}
manifests = st.fixed_dictionaries(
    {"title": GIVEN["title"]}, optional={name: one for name, one in GIVEN.items() if name != "title"}
)


@dataclass
class Writer:
    """Writes a manifest as some person would, with a comment wherever one may stand."""

    draw: Any
    lines: list[str] = field(default_factory=list)
    comments: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Each with the way to what it stands beside; a comment on a line of its own stands beside nothing."""

    def comment(self, *beside: str) -> str:
        """A comment for the end of a line, or nothing."""
        if not self.draw(st.booleans()):
            return ""
        text = f"# note {len(self.comments) + 1}."
        self.comments[text] = beside
        return f"  {text}"

    def above(self, indent: str) -> None:
        """A comment on a line of its own, or none."""
        if text := self.comment():
            self.lines.append(indent + text.strip())

    def entry(self, name: str, value: Value, indent: str = "", way: tuple[str, ...] = ()) -> None:
        """A key and its value in one of the styles that YAML has for it."""
        self.above(indent)
        here = (*way, name)
        key = f"{indent}{flow(name)}:"
        if isinstance(value, str):
            self.scalar(key, value, indent, here)
        elif self.draw(st.booleans()):
            self.lines.append(f"{key} {flow(value)}{self.comment(*here)}")
        elif isinstance(value, dict):
            self.lines.append(f"{key}{self.comment(*here)}")
            for part, inner in value.items():
                self.entry(part, inner, indent + "  ", here)
        else:
            self.items(key, value, indent, here)

    def scalar(self, key: str, value: str, indent: str, here: tuple[str, ...]) -> None:
        """A text, quoted or as a block."""
        if "\n" not in value:
            self.lines.append(f"{key} {flow(value)}{self.comment(*here)}")
            return
        self.lines.append(f"{key} |-{self.comment(*here)}")
        self.lines += [f"{indent}  {line}".rstrip() for line in value.split("\n")]

    def items(self, key: str, value: list[str], indent: str, here: tuple[str, ...]) -> None:
        """A list over several lines, between brackets or not."""
        brackets = self.draw(st.booleans())
        self.lines.append(f"{key}{' [' if brackets else ''}{self.comment(*here)}")
        for place, word in enumerate(value):
            self.above(indent + "  ")
            comma = "," if place + 1 < len(value) else ""
            text = f"{flow(word)}{comma}" if brackets else f"- {flow(word)}"
            self.lines.append(f"{indent}  {text}{self.comment(*here, word)}")
        if brackets:
            self.lines.append(f"{indent}]{self.comment(*here)}")


def flow(value: Value) -> str:
    """A value on one line."""
    quoted = '"' if "\n" in str(value) else None
    text = yaml.safe_dump([value], default_flow_style=True, default_style=quoted, allow_unicode=True, width=10_000)
    return text.strip()[1:-1]


def reached(value: Any, way: Iterable[str]) -> bool:
    """Whether a key or an item is there."""
    for step in way:
        if isinstance(value, str) or step not in value:
            return False
        value = value[step] if isinstance(value, dict) else {}
    return True


def written(data: st.DataObject, manifest: Json) -> tuple[YamlEditor, Writer]:
    """The manifest in some person's hand."""
    writer = Writer(data.draw)
    for name, value in manifest.items():
        writer.entry(name, value)
    found = YamlEditor("\n".join(writer.lines) + data.draw(st.sampled_from(("\n", ""))))
    assert yaml.load(found.text, Loader=LOADER) == manifest
    return found, writer


def expect(after: YamlEditor, said: Json, writer: Writer) -> None:
    """Assert that it says this, and has each comment once that stands beside something that is there."""
    assert yaml.load(after.text, Loader=LOADER) == said
    stay = [comment for comment, beside in writer.comments.items() if reached(said, beside)]
    assert [comment for comment in stay if after.text.count(comment) != 1] == []


@given(st.data(), manifests, st.sampled_from(sorted(GIVEN)))
def test_an_edit_changes_what_it_is_to_change(data: st.DataObject, manifest: Json, name: str) -> None:
    before, writer = written(data, manifest)
    wanted = data.draw(GIVEN[name])
    expect(before.set((name,), wanted), {**manifest, name: wanted}, writer)


@given(st.data(), manifests.filter(lambda one: len(one) > 1))
def test_what_is_removed_goes_alone(data: st.DataObject, manifest: Json) -> None:
    before, writer = written(data, manifest)
    name = data.draw(st.sampled_from(sorted(manifest)))
    left = {one: value for one, value in manifest.items() if one != name}
    writer.comments = {one: beside for one, beside in writer.comments.items() if beside}
    expect(before.remove((name,)), left, writer)
