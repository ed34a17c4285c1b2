"""Which datasets a run is about, and what each catalogue is asked to hold of them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from publisher.model.desired import DesiredDataset
from publisher.model.manifest import Adoption, CatalogConfig, Manifest, ManifestSet
from publisher.model.names import CatalogName, DatasetKey, ProducerId, producer_of

DatasetCatalogs = frozenset[tuple[DatasetKey, CatalogName]]
"""Datasets, each with a catalogue."""


@dataclass(frozen=True)
class Selection:
    """Keys, producers and globs to take; globs to leave out; catalogues to speak to."""

    patterns: tuple[str, ...] = ()
    """Empty: everything."""
    excluded: tuple[str, ...] = ()
    catalogs: tuple[CatalogName, ...] = ()
    """Empty: all."""
    dataset_catalogs: DatasetCatalogs | None = None
    """Only these, where a former run is taken up again."""

    def takes(self, key: DatasetKey) -> bool:
        """Whether a dataset is in."""
        taken = not self.patterns or any(_matches(key, pattern) for pattern in self.patterns)
        if self.dataset_catalogs is not None and not any(key == one for one, _catalog in self.dataset_catalogs):
            return False
        return taken and not any(_matches(key, pattern) for pattern in self.excluded)

    def takes_producer(self, producer: ProducerId) -> bool:
        """Whether a producer is in as a whole."""
        if self.dataset_catalogs is not None:
            return any(producer_of(key) == producer for key, _catalog in self.dataset_catalogs)
        return not self.patterns or any(fnmatchcase(producer, pattern.rstrip("/")) for pattern in self.patterns)

    def takes_pair(self, key: DatasetKey, catalog: CatalogName) -> bool:
        """Whether a dataset is in, for one catalogue."""
        return self.takes(key) and (self.dataset_catalogs is None or (key, catalog) in self.dataset_catalogs)

    def takes_catalog(self, name: CatalogName) -> bool:
        """Whether a catalogue is in."""
        return not self.catalogs or name in self.catalogs


def _matches(key: DatasetKey, pattern: str) -> bool:
    return (
        fnmatchcase(key, pattern) or producer_of(key) == pattern.rstrip("/") or fnmatchcase(producer_of(key), pattern)
    )


def unmatched(selection: Selection, keys: Iterable[DatasetKey], producers: Iterable[str]) -> tuple[str, ...]:
    """Patterns that select nothing, and names to leave out that are nobody's: surely a slip.

    A glob that leaves out nothing is none: it may well be written for later.
    """
    known = tuple(keys)
    alone = frozenset(producers)
    names = [pattern for pattern in selection.excluded if not set(pattern) & set("*?[")]
    return tuple(
        pattern
        for pattern in (*selection.patterns, *names)
        if pattern.rstrip("/") not in alone and not any(_matches(key, pattern) for key in known)
    )


def desired_in(manifests: ManifestSet, catalog: CatalogConfig) -> tuple[DesiredDataset, ...]:
    """Everything this catalogue is asked to hold, selected or not."""
    found = (_wanted(manifests, manifest, catalog) for manifest in manifests.manifests)
    return tuple(one for one in found if one is not None)


def organizations_in(manifests: ManifestSet, catalog: CatalogConfig, selection: Selection) -> frozenset[str]:
    """Where entries of the selected producers may be, also of those that have no manifest left."""
    return frozenset(
        organization
        for producer in manifests.producers.values()
        if (organization := producer.organization_in(catalog)) is not None and selection.takes_producer(producer.id)
    )


def _wanted(manifests: ManifestSet, manifest: Manifest, catalog: CatalogConfig) -> DesiredDataset | None:
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
        place=manifest.place,
        entry=adoption.entry,
        accepts_foreign=adoption.accepts_foreign,
    )
