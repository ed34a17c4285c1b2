"""One dataset's manifest: its file merged with its layers, and its overrides for each catalogue."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from publisher.manifests.dataset_checks import check_merged, check_override, check_own, keys_within
from publisher.manifests.defaults_and_themes import Shared, Theme
from publisher.manifests.findings_collector import FindingsCollector
from publisher.manifests.merge_layers import merge, origins
from publisher.manifests.producer_file import check_catalog_names
from publisher.manifests.shapes import ADOPTION_KEYS, AdoptionShape, DatasetShape
from publisher.manifests.to_dataset import dataset
from publisher.manifests.tree_with_positions import Items, Node, Table, Text, texts_in
from publisher.model.dataset import EXTRA_PREFIX, KEYS_WITHIN, Dataset
from publisher.model.findings import Finding, Position, Replace
from publisher.model.manifest import Adoption, Manifest
from publisher.model.messages import message
from publisher.model.names import SAFE_NAME, CatalogName, DatasetKey, is_device_name
from publisher.rules.structure import WRONG_TYPE

_YES_AND_NO: Final = {
    "true": frozenset({"oui", "o", "yes", "y", "on", "vrai", "true"}),
    "false": frozenset({"non", "n", "no", "off", "faux", "false"}),
}


@dataclass(frozen=True)
class ManifestContext:
    """The other files that a manifest depends on."""

    shared: Shared
    producer: Table
    """The producer's layer."""
    catalogs: Collection[CatalogName]
    _merged: dict[str | None, Table] = field(default_factory=dict, compare=False)

    def theme_of(self, own: Table, collector: FindingsCollector) -> tuple[str | None, Theme | None]:
        """Return the theme that a manifest or a layer below it names: any layer may name one."""
        return self.shared.theme_of((own, self.producer, self.shared.defaults), collector)

    def layers_with(self, name: str | None, theme: Theme | None) -> Table:
        """Return the layers below a manifest as one tree. They are merged once for all manifests of a theme."""
        if name not in self._merged:
            below = (theme.layer,) if theme else ()
            self._merged[name] = merge(self.shared.defaults, *below, self.producer)
        return self._merged[name]


@dataclass(frozen=True)
class _MergedDataset:
    """A dataset merged with its layers."""

    merged: Table
    theme: str | None
    shape: DatasetShape
    content: Dataset


def read_own(path: Path, collector: FindingsCollector) -> Table | None:
    """Return the tree of a manifest's own file; None when it cannot be used."""
    if not SAFE_NAME.fullmatch(path.stem) or is_device_name(path.stem) or path.suffix != ".yml" or path.is_dir():
        collector.bad_name(path)
        return None
    return collector.table(path)


def values_per_catalogue(own: Table) -> Iterator[Table]:
    """Yield the values that a manifest gives for single catalogues."""
    catalogs = own.values.get("catalogs")
    for node in catalogs.values.values() if isinstance(catalogs, Table) else ():
        if isinstance(node, Table):
            yield node


def read_manifest(
    key: DatasetKey, own: Table, folder: Path, context: ManifestContext, collector: FindingsCollector
) -> Manifest | None:
    """Return the manifest that its own tree and its layers make; None when a value is invalid.

    The folder is the producer's: the paths of data files begin there.
    """
    for table in (own, *values_per_catalogue(own)):
        check_own(table, collector)
    read = _merge_and_check(own.without("catalogs"), context, collector, folder)
    overrides = _overrides(own, context, collector, folder)
    if read is None:
        return None
    overridden = {name: merged for name, merged in overrides.items() if merged is not None}
    return Manifest(
        key=key,
        at=Position(own.at.file),
        theme=read.theme,
        content=read.content,
        overrides={name: merged.content if merged else None for name, merged in overrides.items()},
        adoptions=_adoptions(own, collector),
        ignored=frozenset(read.shape.ignore),
        previously=tuple(map(DatasetKey, read.shape.previously)),
        slug=read.shape.slug,
        exceptions=read.shape.exceptions,
        min_quality=read.shape.min_quality,
        protected=bool(read.shape.protect),
        public_from=read.shape.from_,
        origins=tuple(origins(read.merged)),
        origins_in={name: tuple(origins(merged.merged)) for name, merged in overridden.items()},
    )


def _merge_and_check(
    own: Table, context: ManifestContext, collector: FindingsCollector, folder: Path
) -> _MergedDataset | None:
    name, theme = context.theme_of(own, collector)
    merged = merge(context.layers_with(name, theme), own)
    check_merged(merged, collector)
    shape = collector.shape(merged, DatasetShape)
    if shape is None:
        return None
    content = dataset(shape, theme.eu_theme if theme else None, theme.schema if theme else None, folder)
    return _MergedDataset(merged, name, shape, content)


def _overrides(
    own: Table, context: ManifestContext, collector: FindingsCollector, folder: Path
) -> Mapping[CatalogName, _MergedDataset | None]:
    """Return the dataset for each catalogue that `catalogs:` names; None where it is not published there."""
    node = own.values.get("catalogs")
    if node is None:
        return {}
    if not isinstance(node, Table):
        collector.expect_table(node, f"catalogs: {{{min(context.catalogs)}: {{title: …}}}}")
        return {}
    check_catalog_names(node, context.catalogs, collector)
    contents: dict[CatalogName, _MergedDataset | None] = {}
    for name, value in node.values.items():
        if name not in context.catalogs:
            continue
        if isinstance(value, Table):
            check_override(value, collector)
            override = value.without(*ADOPTION_KEYS)
            overridden = _with_override(own.without("catalogs"), override)
            contents[CatalogName(name)] = _merge_and_check(overridden, context, collector, folder)
        elif isinstance(value, Text) and value.text == "false":
            contents[CatalogName(name)] = None
        elif not (isinstance(value, Text) and value.text == "true"):
            collector.add(_neither_published_nor_not(name, value))
    return contents


def _neither_published_nor_not(name: str, value: Node) -> Finding:
    """Return the finding about a value of a catalogue that says neither what differs there nor whether it has it."""
    what = message("what is expected here is false, true, or a group of `key: value` lines")
    text = value.text if isinstance(value, Text) else ""
    word = next((word for word, others in _YES_AND_NO.items() if text.casefold() in others), None)
    if word is None:
        fix = message(
            "Not to publish in this catalogue, write {example}; to publish, delete the line.", example=f"{name}: false"
        )
        return WRONG_TYPE.at(value.at, what, fix, text or None)
    repair = Replace(value.source, word) if isinstance(value, Text) and value.source else None
    return WRONG_TYPE.at(value.at, what, message("Write: {example}", example=f"{name}: {word}"), text, repair=repair)


def _adoptions(own: Table, collector: FindingsCollector) -> Mapping[CatalogName, Adoption]:
    """Return the entries that the manifest proposes to adopt."""
    catalogs = own.values.get("catalogs")
    adoptions: dict[CatalogName, Adoption] = {}
    for name, value in catalogs.values.items() if isinstance(catalogs, Table) else ():
        given = (
            {key: value.values[key] for key in ADOPTION_KEYS if key in value.values} if isinstance(value, Table) else {}
        )
        if not given:
            continue
        tree = Table(given, {key: node.at for key, node in given.items()}, value.at)
        shape = collector.shape(tree, AdoptionShape)
        if shape is not None:
            adoptions[CatalogName(name)] = Adoption(
                shape.entry, shape.foreign is not None, next(iter(given.values())).at
            )
    return adoptions


def _with_override(own: Table, override: Table) -> Table:
    """Return the manifest with the override merged in; a field given for one catalogue is not cleared there."""
    merged = merge(own, override)
    clear = own.values.get("clear")
    if "clear" in override.values or not isinstance(clear, Items):
        return merged
    kept = tuple(item for item in clear.items if not _is_given(item, override))
    return Table({**merged.values, "clear": Items(kept, clear.at)}, merged.keys_at, merged.at, merged.quoted)


def _is_given(item: Node, override: Table) -> bool:
    extras = override.values.get("extras")
    named = {EXTRA_PREFIX + name for name in extras.values} if isinstance(extras, Table) else set()
    given = {*(override.values.keys() - KEYS_WITHIN.keys()), *named, *keys_within(override)}
    return any(name in given for name in texts_in(Items((item,), item.at)))
