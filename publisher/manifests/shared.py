"""The layers that all producers share: `defaults.yml` and `themes.yml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from publisher.manifests.collect import Collector, shown
from publisher.manifests.nodes import Node, Table, Text
from publisher.manifests.shapes import DefaultsShape, SchemaShape, ThemeShape
from publisher.model.messages import message
from publisher.model.source import Position
from publisher.model.vocabulary import DATA_THEMES, closest


@dataclass(frozen=True)
class Theme:
    """One theme: what it calls itself, and what it gives its datasets."""

    label: Mapping[str, str]
    eu_theme: str | None
    schema: SchemaShape | None
    """For the main resources that name none themselves."""
    layer: Table


@dataclass(frozen=True)
class Shared:
    """What every dataset lies on."""

    defaults: Table
    themes: Mapping[str, Theme]
    named: frozenset[str]
    """Every theme's name, usable or not: an unusable one is complained of once, where it is."""

    def theme_of(self, merged: Table, collector: Collector) -> tuple[str | None, Theme | None]:
        """The theme that a dataset names."""
        node = merged.values.get("theme")
        if not isinstance(node, Text) or node.blank:
            return None, None
        if node.text not in self.named:
            near = closest(node.text, self.named)
            fix = message("Did you mean “{near}”?", near=near) if near else message("See themes.yml.")
            collector.error("PUB203", node.at, message("unknown theme"), fix, node.text)
        return node.text, self.themes.get(node.text)


def read_shared(root: Path, collector: Collector) -> Shared:
    """Read both files, where they exist."""
    defaults = _optional(root / "defaults.yml", collector)
    collector.shape(defaults, DefaultsShape)
    themes = _optional(root / "themes.yml", collector)
    found = {name: _theme(node, collector) for name, node in themes.values.items()}
    usable = {name: theme for name, theme in found.items() if theme is not None}
    return Shared(defaults, usable, frozenset(themes.values))


def _optional(path: Path, collector: Collector) -> Table:
    empty = Table({}, {}, Position(shown(path)))
    return (collector.table(path) or empty) if path.exists() else empty


def _theme(node: Node, collector: Collector) -> Theme | None:
    if not isinstance(node, Table):
        collector.expect_table(node)
        return None
    shape = collector.shape(node, ThemeShape)
    if shape is None:
        return None
    if shape.eu_theme is not None and DATA_THEMES.find(shape.eu_theme) is None:
        known = ", ".join(term.id for term in DATA_THEMES.terms)
        at, fix = node.values["eu_theme"].at, message("Allowed values: {known}", known=known)
        collector.error("PUB203", at, message("unknown European theme"), fix, shape.eu_theme)
    eu_theme = DATA_THEMES.find(shape.eu_theme) if shape.eu_theme else None
    return Theme(shape.label, eu_theme, shape.schema_, node.without("label", "eu_theme", "schema"))
