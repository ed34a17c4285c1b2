"""One dataset's manifest: its file over its layers, per catalogue its overrides."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from publisher.manifests.collect import Collector, shown
from publisher.manifests.convert import dataset
from publisher.manifests.layers import merge, origins
from publisher.manifests.nodes import Items, Table, Text
from publisher.manifests.producer import known_catalogs
from publisher.manifests.shapes import DatasetShape
from publisher.manifests.shared import Shared, Theme
from publisher.model.dataset import Dataset
from publisher.model.manifest import Manifest
from publisher.model.messages import message
from publisher.model.names import SAFE_NAME, CatalogName, DatasetKey
from publisher.model.source import Position


@dataclass(frozen=True)
class Surroundings:
    """What a manifest needs to know of the other files."""

    shared: Shared
    producer: Table
    """The producer's layer."""
    catalogs: Collection[CatalogName]


def read_own(path: Path, collector: Collector) -> Table | None:
    """The manifest's own file; None when it cannot be used."""
    if not SAFE_NAME.fullmatch(path.stem) or path.suffix != ".yml":
        collector.bad_name(path)
        return None
    return collector.table(path)


def read_manifest(
    key: DatasetKey, path: Path, own: Table, around: Surroundings, collector: Collector
) -> Manifest | None:
    """The manifest that a file and its layers make; None when they do not fit."""
    layers = (around.shared.defaults, around.producer, own)
    name, theme = around.shared.theme_of(merge(*layers), collector)
    merged = merge(layers[0], theme.layer, *layers[1:]) if theme else merge(*layers)
    shape = collector.shape(merged.without("catalogs"), DatasetShape)
    if shape is None:
        return None
    _unique_resources(merged, collector)
    _cleared_and_given(own, shape, collector)
    return Manifest(
        key=key,
        at=Position(shown(path)),
        theme=name,
        content=_content(shape, theme),
        overrides=_overrides(merged, theme, around.catalogs, collector),
        ignored=frozenset(shape.ignore),
        previously=tuple(DatasetKey(one) for one in shape.previously),
        slug=shape.slug,
        origins=tuple(origins(merged)),
    )


def _content(shape: DatasetShape, theme: Theme | None) -> Dataset:
    return dataset(shape, theme.eu_theme if theme else None, theme.schema if theme else None)


def _overrides(
    merged: Table, theme: Theme | None, catalogs: Collection[CatalogName], collector: Collector
) -> Mapping[CatalogName, Dataset | None]:
    """What each catalogue named under `catalogs:` should hold instead; None: nothing."""
    node = merged.values.get("catalogs")
    if node is None:
        return {}
    if not isinstance(node, Table):
        collector.expect_table(node)
        return {}
    known_catalogs(node, catalogs, collector)
    found: dict[CatalogName, Dataset | None] = {}
    for name, value in node.values.items():
        if isinstance(value, Table):
            shape = collector.shape(merge(merged.without("catalogs"), value), DatasetShape)
            found[CatalogName(name)] = _content(shape, theme) if shape else None
        elif isinstance(value, Text) and value.text == "false":
            found[CatalogName(name)] = None
        elif not (isinstance(value, Text) and value.text == "true"):
            what = message("false, true, or a group of `key: value` lines is expected here")
            collector.error("PUB114", value.at, what)
    return found


def _unique_resources(merged: Table, collector: Collector) -> None:
    seen: dict[str, Position] = {}
    resources = merged.values.get("resources")
    for node in resources.items if isinstance(resources, Items) else ():
        named = node.values.get("id") if isinstance(node, Table) else None
        if isinstance(named, Text) and seen.setdefault(named.text, named.at) != named.at:
            what = message("the id “{id}” is taken (line {line})", id=named.text, line=seen[named.text].line)
            fix = message("Give each resource an id of its own.")
            collector.error("PUB212", named.at, what, fix, named.text)


def _cleared_and_given(own: Table, shape: DatasetShape, collector: Collector) -> None:
    for name in shape.clear:
        if name in own.values:
            what = message("“{key}” is both given and cleared", key=name)
            fix = message("Keep the value, or its name under `clear:`.")
            collector.error("PUB116", own.keys_at[name], what, fix, name)
