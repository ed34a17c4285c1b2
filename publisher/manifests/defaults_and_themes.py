"""The layers that all producers share: `defaults.yml` and `themes.yml`."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from publisher.manifests.findings_collector import FindingsCollector, shown
from publisher.manifests.shapes import DefaultsShape, SchemaShape, ThemeShape
from publisher.manifests.tree_with_positions import Node, Table, Text
from publisher.model.findings import Finding, Position, Replace
from publisher.model.messages import Message, message
from publisher.model.vocabulary import DATA_THEMES, closest, fold, listed
from publisher.rules.values import UNKNOWN_THEME


@dataclass(frozen=True)
class Theme:
    """One theme: its labels, and the values that it gives its datasets."""

    label: Mapping[str, str]
    eu_theme: str | None
    schema: SchemaShape | None
    """For the main resources that name none themselves."""
    layer: Table


@dataclass(frozen=True)
class Shared:
    """The layers that every dataset is merged with."""

    defaults: Table
    themes: Mapping[str, Theme]
    named: frozenset[str]
    """The name of every theme, usable or not: an unusable theme has its finding in themes.yml, and no other."""
    usable: bool = True
    """Whether defaults.yml is. One with mistakes is left out of every dataset: each would repeat its mistakes."""

    def theme_of(self, layers: Iterable[Table], collector: FindingsCollector) -> tuple[str | None, Theme | None]:
        """Return the theme that the first of the layers names: its name, and the theme itself where it is usable."""
        node = next((layer.values["theme"] for layer in layers if "theme" in layer.values), None)
        if not isinstance(node, Text) or node.blank:
            return None, None
        if node.text in self.named:
            return node.text, self.themes.get(node.text)
        collector.add(self._unknown(node))
        return node.text, None

    def _unknown(self, node: Text) -> Finding:
        """Return the finding about a theme that there is not; it may be the label of one."""
        name = self._labelled(node.text)
        if name is None:
            return UNKNOWN_THEME.at(node.at, message("unknown theme"), self._fix(node.text), node.text)
        fix = message("Write: {example}", example=f"theme: {name}")
        repair = Replace(node.source, name) if node.source else None
        what = message("the name of a theme is expected here, not its label")
        return UNKNOWN_THEME.at(node.at, what, fix, node.text, repair=repair)

    def _labelled(self, text: str) -> str | None:
        """Return the theme that a text is the label of, in whatever language, or the name but for case and accents."""
        word = fold(text)
        names = {name for name in self.named if word in (fold(name), *map(fold, self._labels(name)))}
        return names.pop() if len(names) == 1 else None

    def _labels(self, name: str) -> Iterable[str]:
        return self.themes[name].label.values() if name in self.themes else ()

    def _fix(self, text: str) -> Message:
        words = {word: name for name in sorted(self.named) for word in (name, *self._labels(name))}
        near = closest(text, words)
        if near is not None:
            return message("Did you mean “{near}”?", near=words[near])
        if not self.named:
            return message("There are no themes: themes.yml has none. Remove the line.")
        return message("Write one of these: {choices}", choices=listed(sorted(self.named)))


def read_shared(root: Path, collector: FindingsCollector) -> Shared:
    """Return the layers of both files; empty ones where a file does not exist."""
    defaults, before = _optional(root / "defaults.yml", collector), collector.errors
    collector.shape(defaults, DefaultsShape)
    valid = collector.errors == before
    themes = _optional(root / "themes.yml", collector)
    read = {name: _theme(node, collector) for name, node in themes.values.items()}
    usable = {name: theme for name, theme in read.items() if theme is not None}
    return Shared(defaults if valid else defaults.without(*defaults.values), usable, frozenset(themes.values), valid)


def _optional(path: Path, collector: FindingsCollector) -> Table:
    empty = Table({}, {}, Position(shown(path)))
    return (collector.table(path) or empty) if os.path.lexists(path) else empty


def _theme(node: Node, collector: FindingsCollector) -> Theme | None:
    if not isinstance(node, Table):
        collector.expect_table(node, "{label: …}")
        return None
    shape = collector.shape(node, ThemeShape)
    if shape is None:
        return None
    if shape.eu_theme is not None and DATA_THEMES.find(shape.eu_theme) is None:
        known = ", ".join(term.id for term in DATA_THEMES.terms)
        at, fix = node.values["eu_theme"].at, message("Allowed values: {known}", known=known)
        collector.add(UNKNOWN_THEME.at(at, message("unknown European theme"), fix, shape.eu_theme))
    eu_theme = DATA_THEMES.find(shape.eu_theme) if shape.eu_theme else None
    return Theme(shape.label, eu_theme, shape.schema_, node.without("label", "eu_theme", "schema"))
