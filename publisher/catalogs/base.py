"""The contract of a catalogue. The engine knows this module and no adapter."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

from publisher.catalogs.transport import Transport
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.catalog import Access, DeclaredByPortal, SchemaReport, Traits
from publisher.model.dataset import Dataset, RemoteResource, ResourceWrite
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.drift import LastChange
from publisher.model.entry import Entry, LookupResult
from publisher.model.files import MeasuredFile
from publisher.model.findings import Finding
from publisher.model.manifest import CatalogConfig
from publisher.model.messages import Message
from publisher.model.names import CatalogName, RemoteId, Repository
from publisher.model.plan import EntryCreation, EntryEdit
from publisher.model.projection import Projection
from publisher.model.quality import Quality

GROUP = "publisher.catalogs"
"""The group of entry points under which packages offer a kind of catalogue."""


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What a run will ask of a catalogue."""

    organizations: frozenset[str]
    """Names or ids of the organizations it publishes to."""
    zones: frozenset[str] = frozenset()
    """Ids of the territories that its datasets name."""
    groups: frozenset[str] = frozenset()
    """Names of the groups that its datasets name."""
    extras: frozenset[str] = frozenset()
    """Names of the extras of its datasets: some catalogues take only those that the organization declares."""


class Catalog(Protocol):
    """One catalogue, in the terms of the model. Every method that makes a call may raise a `CatalogError`."""

    @property
    def name(self) -> CatalogName:
        """Its name in `catalogs.yml`."""

    @property
    def calls(self) -> int:
        """HTTP calls made so far."""

    def check(self, needs: Needs, cache: Cache) -> Access:
        """Ask for the software, our account, where we may write, and the words that the catalogue knows."""

    def observe(self, organizations: Collection[str]) -> tuple[Entry, ...]:
        """Read all entries of these organizations, in bulk."""

    def entries_in_other_organizations(
        self, repository: Repository, organizations: Collection[str]
    ) -> tuple[Entry, ...]:
        """Read the entries with this repository's marker in other organizations than these, and perhaps more."""

    def look_up(self, desired: DesiredDataset) -> LookupResult:
        """Read the entry that would hinder the creation of this dataset's entry, deleted ones included."""

    def reread(self, entry: Entry) -> Entry | None:
        """Read one entry again by its id; None when it no longer exists."""

    def create(self, creation: EntryCreation) -> Entry:
        """Create an entry with its marker in one call, and return it. Raises `AlreadyExists`."""

    def update(self, edit: EntryEdit) -> Entry:
        """Write changed fields into an entry, and return it. Raises `EntryChanged` if somebody wrote since the read."""

    def release(self, entry: Entry) -> Entry:
        """Remove our marker from an entry, and nothing else. Raises `EntryChanged` if somebody wrote since the read."""

    def upload(self, entry: Entry, resource_write: ResourceWrite, data: MeasuredFile) -> Entry:
        """Send the bytes of a file, streamed, into a resource or a new one, and return the entry afterwards."""

    def fetch(self, resource: RemoteResource) -> Iterator[bytes]:
        """Yield the bytes of a file that the catalogue keeps, in pieces."""

    # -- pure: no call is made

    @property
    def traits(self) -> Traits:
        """What this kind of catalogue can do."""

    def name_for(self, desired: DesiredDataset) -> str | None:
        """Return the name of a new entry where we choose it and it is unique; else None."""

    def project(self, desired: DesiredDataset, access: Access, present: Dataset | None = None) -> Projection:
        """Return a dataset in the form in which the catalogue will keep it, and what is lost.

        `present`: what its entry has now. A value may get lost beside one that the manifest leaves to the catalogue.
        """

    def lint(self, desired: Iterable[DesiredDataset]) -> tuple[Finding, ...]:
        """Return a finding for all in these datasets that this kind of catalogue always refuses."""


@runtime_checkable
class UpdatesWithoutReread(Protocol):
    """A catalogue without a lock of its own: `update` reads the entry first, which is needless right after a read."""

    def update_without_reread(self, edit: EntryEdit) -> Entry:
        """Write changed fields into an entry that was read a moment ago, and return it. Raises `EntryChanged`."""


@runtime_checkable
class DeletesDuplicates(Protocol):
    """A catalogue without unique names, where two runs at the same time may create the same entry twice."""

    def delete_duplicate(self, entry: Entry) -> None:
        """Delete a private entry that this run created and that another run created, too.

        Neither its files nor its marker stay on what is deleted: administrators go on seeing it.
        """


@runtime_checkable
class MakesViews(Protocol):
    """A catalogue that shows the content of resources in views, and makes them by itself for a new entry alone."""

    def make_views(self, entry: Entry, resources: Collection[RemoteId]) -> None:
        """Make the views of resources that were added to an entry, as those of a new entry get them. One call."""


@runtime_checkable
class NamesOrganizations(Protocol):
    """A catalogue whose entries may have a former name of their organization, long after it was renamed."""

    def present_name(self, organization_id: str) -> str | None:
        """Return the present name of an organization; None where there is none of this id."""


@runtime_checkable
class ReportsHighValueData(Protocol):
    """A catalogue that reports high-value data to the European portal, those of some organizations alone."""

    def why_not_reported(self, organization: str) -> Message | None:
        """Return why the high-value data of an organization are not reported, and whom to ask; None where they are."""


@runtime_checkable
class ShowsMarkers(Protocol):
    """A catalogue that shows all extras of an entry on its page, unless an administrator hides some."""

    def setting_to_hide_marker(self, repository: Repository) -> str | None:
        """Return the setting by which an administrator hides the marker, where visitors see it on a page of ours."""


@runtime_checkable
class HasGroups(Protocol):
    """A catalogue with groups of datasets, which not every account may use."""

    def unusable_groups(self, names: Collection[str], entry: Entry | None) -> frozenset[str]:
        """Return those of these groups that our account may neither put an entry into nor take it off.

        `entry`: the entry, where there is one. At most one call a run, and more where there are such groups: `lint`
        then knows the groups that exist.
        """


@runtime_checkable
class HasSchema(Protocol):
    """A catalogue whose portals may declare fields of their own, and require some."""

    def recall(self, cache: Cache) -> None:
        """Use the saved copy of the portal's schema, else the one that it had when it was asked last. No call is made.

        A check replaces it with the present one.
        """

    def declared_extras(self) -> DeclaredByPortal:
        """Return the extras that the portal's schema declares: they are fields there, which people fill in."""

    def schema_report(self) -> SchemaReport | None:
        """Return what the portal's schema means for manifests; None where it has none. After a check."""

    def schema_copy(self) -> str | None:
        """Return the text of a copy of the portal's schema; None where it has none. After a check."""


@runtime_checkable
class KeepsContacts(Protocol):
    """A catalogue that keeps the contacts of an organization apart from its entries: they stay when an entry goes."""

    def contacts_of(self, entry: Entry) -> tuple[str, ...]:
        """Return the addresses of the contacts of an entry. No call is made."""


@runtime_checkable
class HasQuality(Protocol):
    """A catalogue that gives each entry a score for its quality. No method makes a call."""

    def quality_of_manifest(self, desired: DesiredDataset) -> Quality:
        """Return the quality of a dataset as far as its manifest says it, without its entry."""

    def quality_now(self, entry: Entry) -> Quality | None:
        """Return the quality that the catalogue says an entry has; None where it says none."""

    def quality_after(self, write: EntryCreation | EntryEdit) -> Quality:
        """Return the quality that an entry will have right after it was written."""


@runtime_checkable
class TellsChanges(Protocol):
    """A catalogue that says when an entry was changed, and when its data were updated."""

    def last_change(self, entry: Entry) -> LastChange | None:
        """Return when an entry was last changed, by whatever write, and by whom where that is said: one call."""

    def data_updated(self, entry: Entry) -> datetime | None:
        """Return when the data of an entry were updated last; None where nothing says it. No call is made."""


class Builder(Protocol):
    """The function that an entry point of the group offers."""

    def __call__(self, config: CatalogConfig, transport: Transport, token: str | None) -> Catalog:
        """Return a catalogue that makes its calls through the transport."""


class UnknownKindError(Exception):
    """No installed package offers this kind of catalogue."""

    def __init__(self, kind: str, known: Iterable[str]) -> None:
        super().__init__(kind)
        self.kind = kind
        self.known = tuple(sorted(known))


def builder(kind: str) -> Builder:
    """Return the function that builds a catalogue of this kind. Raises `UnknownKindError`."""
    offered = entry_points(group=GROUP)
    for point in offered:
        if point.name == kind:
            loaded: Builder = point.load()
            return loaded
    raise UnknownKindError(kind, offered.names)
