"""From the entries of a catalogue to manifests: sorted, and those that are ours to take described."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from publisher.catalogs.base import Catalog, Needs
from publisher.catalogs.vocabulary_cache import Cache
from publisher.manifests.imported import Imports, Trial
from publisher.model.entry import Entry
from publisher.model.importing import Sort, SortedEntry
from publisher.model.manifest import CatalogConfig, ManifestSet, Producer
from publisher.model.messages import Message, message
from publisher.model.names import DatasetKey, Repository, producer_of
from publisher.model.vocabulary import closest
from publisher.sync.draft import Drafter, file_name


class NoSuchOrganizationError(Exception):
    """The catalogue does not know the organization."""

    def __init__(self, name: str, near: str | None) -> None:
        super().__init__(name)
        self.name = name
        self.near = near


@dataclass(frozen=True, kw_only=True)
class Importer:
    """One organization's entries in one catalogue, as one producer's manifests."""

    manifests: ManifestSet
    config: CatalogConfig
    catalog: Catalog
    producer: Producer
    trial: Trial

    def run(self, organization: str, cache: Cache) -> Imports:
        """Read, sort, describe. Never writes. Raises `CatalogError` and `NoSuchOrganizationError`."""
        needs = Needs(organizations=frozenset({organization}))
        access = self.catalog.check(needs, cache)
        if organization not in access.organizations:
            raise NoSuchOrganizationError(organization, closest(organization, access.organizations))
        entries = [one for one in self.catalog.observe([organization]) if not one.deleted]
        access = self.catalog.check(replace(needs, zones=_zones(entries)), cache)
        found = sort_entries(entries, self.manifests, self.config, organization)
        drafter = Drafter(self.manifests, self.config, self.catalog, self.producer, self.trial, access)
        drafts = {one.entry.id: drafter.draft(one.entry, stem) for one, stem in self._stems(found)}
        refused = {name for name, draft in drafts.items() if draft is None}
        return Imports(
            access,
            tuple(_unsayable(one) if one.entry.id in refused else one for one in found),
            tuple(draft for draft in drafts.values() if draft is not None),
        )

    def _stems(self, found: Iterable[SortedEntry]) -> Iterator[tuple[SortedEntry, str]]:
        """A file name for each exact entry, which no other has."""
        taken = {"producer", *(path.stem for path in (self.manifests.root / self.producer.id).glob("*"))}
        for one in found:
            if one.sort is Sort.EXACT:
                stem = file_name(self._name(one.entry), self.producer.id, taken)
                taken.add(stem)
                yield one, stem

    def _name(self, entry: Entry) -> str:
        """What people know it by: its name where people choose names, else its title."""
        return entry.name if self.catalog.traits.unique_names else str(entry.content.title)


def _zones(entries: Iterable[Entry]) -> frozenset[str]:
    covered = (one.content.spatial for one in entries)
    return frozenset(zone for zones in covered if isinstance(zones, tuple) for zone in zones)


def _unsayable(one: SortedEntry) -> SortedEntry:
    return replace(one, sort=Sort.AMBIGUOUS, why=message("no manifest can describe it: it has no usable title"))


# ---- sorting


def sort_entries(
    entries: Iterable[Entry], manifests: ManifestSet, config: CatalogConfig, organization: str
) -> tuple[SortedEntry, ...]:
    """What each entry of an organization is to us, in the order of their names. Pure."""
    found = sorted(entries, key=lambda one: one.name)
    free = [one for one in found if _of_others(one, manifests.repository) is None]
    titles: Counter[object] = Counter(one.content.title for one in free)
    named, titled = _named(manifests, config), _titled(manifests, config, organization)
    return tuple(
        _of_others(one, manifests.repository)
        or _described(one, named, titled)
        or _doubled(one, titles)
        or SortedEntry(one, Sort.EXACT)
        for one in found
    )


def _of_others(entry: Entry, repository: Repository) -> SortedEntry | None:
    if entry.marker is not None and entry.marker.repository == repository:
        return SortedEntry(entry, Sort.KNOWN, message("already adopted: {key}", key=entry.marker.key))
    if entry.marker is not None:
        owner = message("belongs to another repository: {owner}", owner=entry.marker.repository)
        return SortedEntry(entry, Sort.FOREIGN, owner)
    if entry.harvested is not None:
        return SortedEntry(entry, Sort.HARVESTED, message("a harvester rewrites it: {mark}", mark=entry.harvested))
    if entry.foreign is not None:
        return SortedEntry(entry, Sort.FOREIGN, message("another tool manages it: {mark}", mark=entry.foreign))
    return None


def _described(
    entry: Entry, named: Mapping[str, DatasetKey], titled: Mapping[object, DatasetKey]
) -> SortedEntry | None:
    """An entry that a manifest names, or whose title one has."""
    key = named.get(entry.id) or named.get(entry.name)
    if key is not None:
        return SortedEntry(entry, Sort.KNOWN, message("it is named in {key}", key=key))
    key = titled.get(entry.content.title)
    return SortedEntry(entry, Sort.AMBIGUOUS, _has_its_title(entry, key)) if key is not None else None


def _has_its_title(entry: Entry, key: DatasetKey) -> Message:
    return message(
        "{key} has this title: if it is the same dataset, write there  catalogs: {{{catalog}: {{entry: {id}}}}}",
        key=key,
        catalog=entry.catalog,
        id=entry.id,
    )


def _doubled(entry: Entry, titles: Counter[object]) -> SortedEntry | None:
    count = titles[entry.content.title]
    if count < 2:
        return None
    return SortedEntry(entry, Sort.AMBIGUOUS, message("{count} entries have this title", count=count))


def _named(manifests: ManifestSet, config: CatalogConfig) -> Mapping[str, DatasetKey]:
    """Manifests by the entry that they name in this catalogue."""
    adoptions = ((one.adoptions.get(config.name), one.key) for one in manifests.manifests)
    return {adoption.entry: key for adoption, key in adoptions if adoption is not None and adoption.entry is not None}


def _titled(manifests: ManifestSet, config: CatalogConfig, organization: str) -> Mapping[object, DatasetKey]:
    """Manifests of this organization by their title; another commune's dataset of the same title is another one."""
    places = {one.id: one.organization_in(config) for one in manifests.producers.values()}
    mine = (one for one in manifests.manifests if places.get(producer_of(one.key)) == organization)
    return {one.content.title: one.key for one in mine}
