"""Classify the existing entries of a catalogue: which can be imported, and why others cannot."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from publisher.model.entry import Entry
from publisher.model.manifest import CatalogConfig, ManifestSet
from publisher.model.messages import Message, message
from publisher.model.names import DatasetKey, Repository, producer_of


class EntryClass(Enum):
    """Whether an entry can be imported."""

    EXACT = "exact"
    """A manifest can be written; after its adoption nothing differs."""
    AMBIGUOUS = "ambiguous"
    """A person must decide which dataset it is."""
    HARVESTED = "harvested"
    """A harvester overwrites it."""
    FOREIGN = "foreign"
    """Another tool, or another repository, manages it."""
    KNOWN = "known"
    """It is linked to a manifest already, or a manifest names it."""


@dataclass(frozen=True)
class ClassifiedEntry:
    """An entry with its class."""

    entry: Entry
    entry_class: EntryClass
    why: Message | None = None
    """Why the entry is not exact; None for an exact one."""


def classify_entries(
    entries: Iterable[Entry], manifests: ManifestSet, config: CatalogConfig, organization: str
) -> tuple[ClassifiedEntry, ...]:
    """Return each entry of an organization with its class, in the order of their names."""
    by_name = sorted(entries, key=lambda entry: entry.name)
    unowned = [entry for entry in by_name if _class_by_owner(entry, manifests.repository) is None]
    titles: Counter[object] = Counter(entry.content.title for entry in unowned)
    named, titled = _keys_by_entry(manifests, config), _keys_by_title(manifests, config, organization)
    return tuple(
        _class_by_owner(entry, manifests.repository)
        or _class_by_manifest(entry, named, titled)
        or _class_by_repeated_title(entry, titles)
        or ClassifiedEntry(entry, EntryClass.EXACT)
        for entry in by_name
    )


def _class_by_owner(entry: Entry, repository: Repository) -> ClassifiedEntry | None:
    """Return the class of an entry that has a marker, a harvester or another tool; else None."""
    if entry.marker is not None and entry.marker.repository == repository:
        return ClassifiedEntry(entry, EntryClass.KNOWN, message("already adopted: {key}", key=entry.marker.key))
    if entry.marker is not None:
        owner = message("belongs to another repository: {owner}", owner=entry.marker.repository)
        return ClassifiedEntry(entry, EntryClass.FOREIGN, owner)
    copied_key = entry.copies_from(repository)
    if copied_key is not None and entry.harvested is not None:
        copy = message("a harvested copy of {key}: {mark}", key=copied_key, mark=entry.harvested)
        return ClassifiedEntry(entry, EntryClass.HARVESTED, copy)
    if entry.harvested is not None:
        return ClassifiedEntry(
            entry, EntryClass.HARVESTED, message("a harvester rewrites it: {mark}", mark=entry.harvested)
        )
    if entry.foreign is not None:
        return ClassifiedEntry(
            entry, EntryClass.FOREIGN, message("another tool manages it: {mark}", mark=entry.foreign)
        )
    return None


def _class_by_manifest(
    entry: Entry, named: Mapping[str, DatasetKey], titled: Mapping[object, DatasetKey]
) -> ClassifiedEntry | None:
    """Return the class of an entry that a manifest names, or whose title a manifest has; else None."""
    key = named.get(entry.id) or named.get(entry.name)
    if key is not None:
        return ClassifiedEntry(entry, EntryClass.KNOWN, message("it is named in {key}", key=key))
    key = titled.get(entry.content.title)
    return ClassifiedEntry(entry, EntryClass.AMBIGUOUS, _same_title_message(entry, key)) if key is not None else None


def _same_title_message(entry: Entry, key: DatasetKey) -> Message:
    return message(
        "{key} has this title: if it is the same dataset, write there  catalogs: {{{catalog}: {{entry: {id}}}}}",
        key=key,
        catalog=entry.catalog,
        id=entry.id,
    )


def _class_by_repeated_title(entry: Entry, titles: Counter[object]) -> ClassifiedEntry | None:
    """Return the class of an entry whose title another entry has, too; else None."""
    count = titles[entry.content.title]
    if count < 2:
        return None
    return ClassifiedEntry(entry, EntryClass.AMBIGUOUS, message("{count} entries have this title", count=count))


def _keys_by_entry(manifests: ManifestSet, config: CatalogConfig) -> Mapping[str, DatasetKey]:
    """Return the keys of the manifests by the entry that they name in this catalogue."""
    adoptions = ((manifest.adoptions.get(config.name), manifest.key) for manifest in manifests.manifests)
    return {adoption.entry: key for adoption, key in adoptions if adoption is not None and adoption.entry is not None}


def _keys_by_title(manifests: ManifestSet, config: CatalogConfig, organization: str) -> Mapping[object, DatasetKey]:
    """Return the keys of this organization's manifests by title. Organizations may share titles."""
    organizations = {producer.id: producer.organization_in(config) for producer in manifests.producers.values()}
    manifests_of_organization = (
        manifest for manifest in manifests.manifests if organizations.get(producer_of(manifest.key)) == organization
    )
    return {manifest.content.title: manifest.key for manifest in manifests_of_organization}
