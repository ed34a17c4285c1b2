"""Import the entries of an organization: read and classify them, and draft a manifest for each exact one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from publisher.capture.classify_entries import ClassifiedEntry, EntryClass, classify_entries
from publisher.capture.draft_manifest import ManifestDrafter, file_name
from publisher.capture.imported_manifest import Imports
from publisher.capture.trial_folder import TrialFolder
from publisher.catalogs.base import Catalog, Needs
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.catalog import Access, RenamedOrganization
from publisher.model.entry import Entry
from publisher.model.manifest import CatalogConfig, ManifestSet, Producer
from publisher.model.messages import message
from publisher.model.values import group_names
from publisher.model.vocabulary import closest
from publisher.sync.plan.organizations import find_organizations
from publisher.sync.plan.selection import desired_in


class NoSuchOrganizationError(Exception):
    """The catalogue does not know the organization."""

    def __init__(self, name: str, near: str | None) -> None:
        super().__init__(name)
        self.name = name
        self.near = near


@dataclass(frozen=True, kw_only=True)
class Importer:
    """Turns the entries of an organization in a catalogue into the manifests of a producer."""

    manifests: ManifestSet
    config: CatalogConfig
    catalog: Catalog
    producer: Producer
    trial: TrialFolder

    def run(self, organization: str, cache: Cache) -> Imports:
        """Return the classified entries and the drafts. Writes nothing.

        Raises `CatalogError` and `NoSuchOrganizationError`.
        """
        needs = Needs(organizations=frozenset({organization}))
        access = self.catalog.check(needs, cache)
        renamed = self._renamed(organization, access) if organization not in access.organizations else None
        if renamed is None and organization not in access.organizations:
            raise NoSuchOrganizationError(organization, closest(organization, access.organizations))
        observed = self.catalog.observe([renamed.id if renamed else organization])
        entries = [entry for entry in observed if not entry.deleted]
        groups = _groups(entries)
        # A group may be younger than what is cached: the manifest that names it would be refused.
        cache = cache.asked_anew() if groups else cache
        access = self.catalog.check(replace(needs, zones=_zones(entries), groups=groups), cache)
        classified_entries = classify_entries(entries, self.manifests, self.config, organization)
        drafter = ManifestDrafter(self.manifests, self.config, self.catalog, self.producer, self.trial, access)
        drafts = {
            classified.entry.id: drafter.draft(classified.entry, stem)
            for classified, stem in self._stems(classified_entries)
        }
        refused = {name for name, draft in drafts.items() if draft is None}
        return Imports(
            access,
            tuple(
                _without_title(classified) if classified.entry.id in refused else classified
                for classified in classified_entries
            ),
            tuple(draft for draft in drafts.values() if draft is not None),
            renamed,
        )

    def _renamed(self, organization: str, access: Access) -> RenamedOrganization | None:
        """Return the organization that had this name, where the catalogue or entries of ours lead to it."""
        desired = desired_in(self.manifests, self.config)
        here = [dataset for dataset in desired if dataset.organization == organization]
        organizations = find_organizations(here, access, self.catalog, self.manifests.repository, desired)
        return organizations.renamed.get(organization)

    def _stems(self, classified_entries: Iterable[ClassifiedEntry]) -> Iterator[tuple[ClassifiedEntry, str]]:
        """Yield each exact entry with an unused file name."""
        used_names = {"producer", *(path.stem for path in (self.manifests.root / self.producer.id).glob("*"))}
        for classified in classified_entries:
            if classified.entry_class is EntryClass.EXACT:
                stem = file_name(self._name(classified.entry), self.producer.id, used_names)
                used_names.add(stem)
                yield classified, stem

    def _name(self, entry: Entry) -> str:
        """Return the entry's name where people choose names, else its title."""
        return entry.name if self.catalog.traits.unique_names else str(entry.content.title)


def _zones(entries: Iterable[Entry]) -> frozenset[str]:
    """Return all zones of the entries, to ask the catalogue for their names."""
    spatial_values = (entry.content.spatial for entry in entries)
    return frozenset(zone for zones in spatial_values if isinstance(zones, tuple) for zone in zones)


def _groups(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the names of all groups of the entries."""
    return frozenset(name for entry in entries for name in group_names(entry.content.groups))


def _without_title(classified: ClassifiedEntry) -> ClassifiedEntry:
    return replace(
        classified, entry_class=EntryClass.AMBIGUOUS, why=message("no manifest can describe it: it has no usable title")
    )
