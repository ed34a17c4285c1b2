"""Which datasets, producers and catalogues a run is about, and what each catalogue should hold of them. Pure."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial

from publisher.model.desired_dataset import DesiredDataset
from publisher.model.manifest import Adoption, CatalogConfig, Manifest, ManifestSet
from publisher.model.names import CatalogName, DatasetKey, ProducerId, producer_of

DatasetCatalogs = frozenset[tuple[DatasetKey, CatalogName]]
"""Pairs of a dataset and a catalogue."""


@dataclass(frozen=True)
class Selection:
    """Keys, producers and globs to include and to exclude; and the catalogues."""

    patterns: tuple[str, ...] = ()
    """Empty: everything."""
    excluded: tuple[str, ...] = ()
    catalogs: tuple[CatalogName, ...] = ()
    """Empty: all."""
    dataset_catalogs: DatasetCatalogs | None = None
    """Only these pairs, for a saved plan and for a retry. None: no such limit."""
    keys: frozenset[DatasetKey] | None = None
    """Only these datasets, with or without a manifest: those that differ from a commit. None: no such limit."""
    orphans: DatasetCatalogs = frozenset()
    """Beside those pairs: the orphans that a saved plan showed. They are reported, and nothing is done about them."""

    def document(self) -> dict[str, list[str]]:
        """Return the keys and catalogues that a person selected, as a plan file has them."""
        return {
            "patterns": list(self.patterns),
            "excluded": list(self.excluded),
            "catalogs": [str(name) for name in self.catalogs],
        }

    def takes(self, key: DatasetKey) -> bool:
        """Return whether a dataset is selected."""
        included = not self.patterns or any(_matches(key, pattern) for pattern in self.patterns)
        if self.keys is not None and key not in self.keys:
            return False
        if self.dataset_catalogs is not None and not any(key == other for other, _catalog in self.dataset_catalogs):
            return False
        return included and not any(_matches(key, pattern) for pattern in self.excluded)

    def takes_producer(self, producer: ProducerId) -> bool:
        """Return whether a producer is selected as a whole."""
        if self.dataset_catalogs is not None:
            return any(producer_of(key) == producer for key, _catalog in self.dataset_catalogs | self.orphans)
        if self.keys is not None and all(producer_of(key) != producer for key in self.keys):
            return False
        return not self.patterns or any(fnmatchcase(producer, pattern.rstrip("/")) for pattern in self.patterns)

    def takes_unknown(self, known: Container[DatasetKey]) -> bool:
        """Return whether keys are selected that no manifest has: those of a folder that was removed."""
        if self.dataset_catalogs is not None:
            return any(key not in known for key, _catalog in self.dataset_catalogs | self.orphans)
        if self.keys is not None and all(key in known for key in self.keys):
            return False
        return not self.patterns

    def takes_in_catalog(self, key: DatasetKey, catalog: CatalogName) -> bool:
        """Return whether a dataset is selected for one catalogue."""
        return self.takes(key) and (self.dataset_catalogs is None or (key, catalog) in self.dataset_catalogs)

    def takes_orphan(self, key: DatasetKey, catalog: CatalogName) -> bool:
        """Return whether an orphan is reported."""
        return self.takes_in_catalog(key, catalog) or (key, catalog) in self.orphans

    def takes_catalog(self, name: CatalogName) -> bool:
        """Return whether a catalogue is selected."""
        return not self.catalogs or name in self.catalogs


def selection_from(document: object) -> Selection:
    """Return the selection of a document. Raises `KeyError` or `TypeError` where it has none."""
    if not isinstance(document, dict):
        raise TypeError(type(document).__name__)
    patterns, excluded, catalogs = (_words(document[name]) for name in ("patterns", "excluded", "catalogs"))
    return Selection(patterns, excluded, tuple(CatalogName(name) for name in catalogs))


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise TypeError(type(value).__name__)
    return tuple(value)


def _matches(key: DatasetKey, pattern: str) -> bool:
    return (
        fnmatchcase(key, pattern) or producer_of(key) == pattern.rstrip("/") or fnmatchcase(producer_of(key), pattern)
    )


def unmatched(selection: Selection, keys: Iterable[DatasetKey], producers: Iterable[str]) -> tuple[str, ...]:
    """Return the patterns that select nothing, and the excluded names that do not exist: probably typing errors.

    A glob that excludes nothing is allowed: it may be meant for later.
    """
    keys, producers = tuple(keys), frozenset(producers)
    names = [pattern for pattern in selection.excluded if not set(pattern) & set("*?[")]
    return tuple(
        pattern
        for pattern in (*selection.patterns, *names)
        if pattern.rstrip("/") not in producers and not any(_matches(key, pattern) for key in keys)
    )


def desired_in(manifests: ManifestSet, catalog: CatalogConfig) -> tuple[DesiredDataset, ...]:
    """Return everything that this catalogue should hold, selected or not."""
    datasets = (_desired_dataset(manifests, manifest, catalog) for manifest in manifests.manifests)
    return tuple(dataset for dataset in datasets if dataset is not None)


def organizations_in(manifests: ManifestSet, catalog: CatalogConfig, selection: Selection) -> frozenset[str]:
    """Return the organizations of the selected producers, also of those that have no manifest left.

    That of a selected dataset which is withdrawn, from this catalogue or for good, counts: its entry may still be
    published there.
    """
    here = (manifest.key for manifest in manifests.manifests if manifest.content_for(catalog.name) is None)
    for_good = (tombstone.key for tombstone in manifests.tombstones)
    withdrawn = {producer_of(key) for key in (*here, *for_good) if selection.takes(key)}
    return frozenset(
        organization
        for producer in manifests.producers.values()
        if (organization := producer.organization_in(catalog)) is not None
        and (producer.id in withdrawn or selection.takes_producer(producer.id))
    )


def _desired_dataset(manifests: ManifestSet, manifest: Manifest, catalog: CatalogConfig) -> DesiredDataset | None:
    content = manifest.content_for(catalog.name)
    if content is None:
        return None
    producer = manifests.producers[producer_of(manifest.key)]
    organization = producer.organization_in(catalog)
    if organization is None:
        return None
    adoption = manifest.adoptions.get(catalog.name, Adoption())
    return DesiredDataset(
        repository=manifests.repository,
        catalog=catalog.name,
        key=manifest.key,
        previously=manifest.previously,
        organization=organization,
        organization_at=producer.organizations_at.get(catalog.name, catalog.at),
        slug=manifest.slug,
        content=content,
        ignored=manifest.ignored,
        at=manifest.at,
        place=partial(manifest.place_in, catalog.name),
        entry=adoption.entry,
        accepts_foreign=adoption.accepts_foreign,
        accepted_entry=adoption.entry if adoption.accepts_foreign else None,
        min_quality=manifest.min_quality,
        protected=manifest.protected,
        public_from=manifest.public_from,
    )
