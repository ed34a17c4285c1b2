"""Entries that exist in a catalogue, sorted by what can become of them here."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from publisher.model.entry import Entry
from publisher.model.manifest import CatalogConfig, ManifestSet
from publisher.model.messages import Message, message
from publisher.model.names import DatasetKey, Repository, producer_of


class EntryClass(Enum):
    """What an entry is to us."""

    EXACT = "exact"
    """A manifest can be written, after whose adoption nothing waits."""
    AMBIGUOUS = "ambiguous"
    """A person must say which dataset it is."""
    HARVESTED = "harvested"
    """A harvester rewrites it."""
    FOREIGN = "foreign"
    """Another tool, or another repository, looks after it."""
    KNOWN = "known"
    """It is ours already, or a manifest names it."""


@dataclass(frozen=True)
class ClassifiedEntry:
    """One entry, and what it is to us."""

    entry: Entry
    sort: EntryClass
    why: Message | None = None
    """Of one that is not exact."""


def classify_entries(
    entries: Iterable[Entry], manifests: ManifestSet, config: CatalogConfig, organization: str
) -> tuple[ClassifiedEntry, ...]:
    """What each entry of an organization is to us, in the order of their names. Pure."""
    found = sorted(entries, key=lambda one: one.name)
    free = [one for one in found if _of_others(one, manifests.repository) is None]
    titles: Counter[object] = Counter(one.content.title for one in free)
    named, titled = _named(manifests, config), _titled(manifests, config, organization)
    return tuple(
        _of_others(one, manifests.repository)
        or _described(one, named, titled)
        or _doubled(one, titles)
        or ClassifiedEntry(one, EntryClass.EXACT)
        for one in found
    )


def _of_others(entry: Entry, repository: Repository) -> ClassifiedEntry | None:
    if entry.marker is not None and entry.marker.repository == repository:
        return ClassifiedEntry(entry, EntryClass.KNOWN, message("is ours already: {key}", key=entry.marker.key))
    if entry.marker is not None:
        owner = message("belongs to another repository: {owner}", owner=entry.marker.repository)
        return ClassifiedEntry(entry, EntryClass.FOREIGN, owner)
    if entry.harvested is not None:
        return ClassifiedEntry(
            entry, EntryClass.HARVESTED, message("a harvester rewrites it: {mark}", mark=entry.harvested)
        )
    if entry.foreign is not None:
        return ClassifiedEntry(
            entry, EntryClass.FOREIGN, message("another tool looks after it: {mark}", mark=entry.foreign)
        )
    return None


def _described(
    entry: Entry, named: Mapping[str, DatasetKey], titled: Mapping[object, DatasetKey]
) -> ClassifiedEntry | None:
    """An entry that a manifest names, or whose title one has."""
    key = named.get(entry.id) or named.get(entry.name)
    if key is not None:
        return ClassifiedEntry(entry, EntryClass.KNOWN, message("{key} names it", key=key))
    key = titled.get(entry.content.title)
    return ClassifiedEntry(entry, EntryClass.AMBIGUOUS, _has_its_title(entry, key)) if key is not None else None


def _has_its_title(entry: Entry, key: DatasetKey) -> Message:
    return message(
        "{key} has this title: if it is the same dataset, write there  catalogs: {{{catalog}: {{entry: {id}}}}}",
        key=key,
        catalog=entry.catalog,
        id=entry.id,
    )


def _doubled(entry: Entry, titles: Counter[object]) -> ClassifiedEntry | None:
    count = titles[entry.content.title]
    if count < 2:
        return None
    return ClassifiedEntry(entry, EntryClass.AMBIGUOUS, message("{count} entries have this title", count=count))


def _named(manifests: ManifestSet, config: CatalogConfig) -> Mapping[str, DatasetKey]:
    """Manifests by the entry that they name in this catalogue."""
    adoptions = ((one.adoptions.get(config.name), one.key) for one in manifests.manifests)
    return {adoption.entry: key for adoption, key in adoptions if adoption is not None and adoption.entry is not None}


def _titled(manifests: ManifestSet, config: CatalogConfig, organization: str) -> Mapping[object, DatasetKey]:
    """Manifests of this organization by their title; another commune's dataset of the same title is another one."""
    places = {one.id: one.organization_in(config) for one in manifests.producers.values()}
    mine = (one for one in manifests.manifests if places.get(producer_of(one.key)) == organization)
    return {one.content.title: one.key for one in mine}
