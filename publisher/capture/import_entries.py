"""From the entries of a catalogue to manifests: sorted, and those that are ours to take described."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from publisher.capture.classify_entries import ClassifiedEntry, EntryClass, classify_entries
from publisher.capture.draft_manifest import ManifestDrafter, file_name
from publisher.capture.imported_manifest import Imports
from publisher.capture.trial_folder import TrialFolder
from publisher.catalogs.base import Catalog, Needs
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.entry import Entry
from publisher.model.manifest import CatalogConfig, ManifestSet, Producer
from publisher.model.messages import message
from publisher.model.vocabulary import closest


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
    trial: TrialFolder

    def run(self, organization: str, cache: Cache) -> Imports:
        """Read, sort, describe. Never writes. Raises `CatalogError` and `NoSuchOrganizationError`."""
        needs = Needs(organizations=frozenset({organization}))
        access = self.catalog.check(needs, cache)
        if organization not in access.organizations:
            raise NoSuchOrganizationError(organization, closest(organization, access.organizations))
        entries = [one for one in self.catalog.observe([organization]) if not one.deleted]
        access = self.catalog.check(replace(needs, zones=_zones(entries)), cache)
        found = classify_entries(entries, self.manifests, self.config, organization)
        drafter = ManifestDrafter(self.manifests, self.config, self.catalog, self.producer, self.trial, access)
        drafts = {one.entry.id: drafter.draft(one.entry, stem) for one, stem in self._stems(found)}
        refused = {name for name, draft in drafts.items() if draft is None}
        return Imports(
            access,
            tuple(_unsayable(one) if one.entry.id in refused else one for one in found),
            tuple(draft for draft in drafts.values() if draft is not None),
        )

    def _stems(self, found: Iterable[ClassifiedEntry]) -> Iterator[tuple[ClassifiedEntry, str]]:
        """A file name for each exact entry, which no other has."""
        taken = {"producer", *(path.stem for path in (self.manifests.root / self.producer.id).glob("*"))}
        for one in found:
            if one.sort is EntryClass.EXACT:
                stem = file_name(self._name(one.entry), self.producer.id, taken)
                taken.add(stem)
                yield one, stem

    def _name(self, entry: Entry) -> str:
        """What people know it by: its name where people choose names, else its title."""
        return entry.name if self.catalog.traits.unique_names else str(entry.content.title)


def _zones(entries: Iterable[Entry]) -> frozenset[str]:
    covered = (one.content.spatial for one in entries)
    return frozenset(zone for zones in covered if isinstance(zones, tuple) for zone in zones)


def _unsayable(one: ClassifiedEntry) -> ClassifiedEntry:
    return replace(one, sort=EntryClass.AMBIGUOUS, why=message("no manifest can describe it: it has no usable title"))
