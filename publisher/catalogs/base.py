"""The contract of a catalogue. The engine knows this page and no adapter."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Protocol

from publisher.catalogs.transport import Transport
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.dataset import RemoteResource, ResourceWrite
from publisher.model.desired import DesiredDataset, Projection
from publisher.model.entry import Access, Entry, LookupResult
from publisher.model.files import MeasuredFile
from publisher.model.findings import Finding
from publisher.model.manifest import CatalogConfig
from publisher.model.names import CatalogName, Repository
from publisher.model.plan import EntryCreation, EntryEdit
from publisher.model.traits import Traits

GROUP = "publisher.catalogs"
"""The entry points under which packages offer a kind of catalogue."""


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What a run will speak of."""

    organizations: frozenset[str]
    """Those it publishes to."""
    zones: frozenset[str] = frozenset()


class Catalog(Protocol):
    """One catalogue, spoken to in the words of the model. Every method may raise a `CatalogError`."""

    @property
    def name(self) -> CatalogName:
        """Its name in `catalogs.yml`."""

    @property
    def calls(self) -> int:
        """HTTP calls made so far."""

    def check(self, needs: Needs, cache: Cache) -> Access:
        """Ask who answers, who we are, whether we may write where needed, and which words are known."""

    def observe(self, organizations: Collection[str]) -> tuple[Entry, ...]:
        """Read all entries of these organizations, in bulk."""

    def elsewhere(self, repository: Repository, organizations: Collection[str]) -> tuple[Entry, ...]:
        """Read entries with this repository's marker that are in other organizations than these, and perhaps more."""

    def find(self, desired: DesiredDataset) -> LookupResult:
        """Look for the one entry that would stand in the way of making this one, deleted ones included."""

    def reread(self, entry: Entry) -> Entry | None:
        """Read one entry again by its id; None when it is gone for good."""

    def create(self, creation: EntryCreation) -> Entry:
        """Make an entry with its marker, in one call; the reply, decoded. `AlreadyExists` when it exists already."""

    def update(self, edit: EntryEdit, *, just_read: bool = False) -> Entry:
        """Write changed fields into an entry, if nobody wrote since; the reply, decoded. Else `EntryChanged`.

        `just_read`: the entry was read a moment ago, and need not be read again to see whether somebody wrote.
        """

    def upload(self, entry: Entry, resource_write: ResourceWrite, data: MeasuredFile) -> Entry:
        """Send the bytes of one file, streamed, into a resource, or into a new one; the entry afterwards."""

    def fetch(self, held: RemoteResource) -> Iterator[bytes]:
        """The bytes of a file that the catalogue keeps, in pieces."""

    def discard(self, entry: Entry) -> None:
        """Delete an entry that this very run has made and nobody has seen. Where names are unique there is none."""

    # -- pure: no call is made

    @property
    def traits(self) -> Traits:
        """What this kind of catalogue can do."""

    def name_for(self, desired: DesiredDataset) -> str | None:
        """The name a new entry gets, where names are ours to choose and unique; else None."""

    def project(self, desired: DesiredDataset, access: Access) -> Projection:
        """What the catalogue will hold of a wanted dataset, normalised, and what is lost."""

    def lint(self, desired: Iterable[DesiredDataset]) -> tuple[Finding, ...]:
        """What in these datasets this catalogue could never take, without asking it."""


class Builder(Protocol):
    """What an entry point of the group offers."""

    def __call__(self, config: CatalogConfig, transport: Transport, token: str | None) -> Catalog:
        """A catalogue that speaks through the transport."""


class UnknownKindError(Exception):
    """No installed package offers this kind of catalogue."""

    def __init__(self, kind: str, known: Iterable[str]) -> None:
        super().__init__(kind)
        self.kind = kind
        self.known = tuple(sorted(known))


def builder(kind: str) -> Builder:
    """What builds a catalogue of this kind. Raises `UnknownKindError`."""
    offered = entry_points(group=GROUP)
    for point in offered:
        if point.name == kind:
            loaded: Builder = point.load()
            return loaded
    raise UnknownKindError(kind, offered.names)
