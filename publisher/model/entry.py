"""The entries of a catalogue, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from publisher.model.dataset import Dataset, RemoteResource
from publisher.model.marker import LastApplied, Marker
from publisher.model.names import CatalogName, DatasetKey, RemoteId, Repository, Revision


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of a catalogue."""

    catalog: CatalogName
    id: RemoteId
    name: str
    """The name in its address."""
    address: str
    """The address of its page."""
    organization: str | None
    """Name of its organization in the catalogue."""
    organization_id: str | None
    organization_title: str | None = None
    """Title of its organization in the catalogue."""
    revision: Revision
    content: Dataset
    """Every field managed, the empty ones None; without the resources."""
    resources: tuple[RemoteResource, ...]
    former: frozenset[str] = frozenset()
    """Fields that the catalogue has in the form in which a former version of this program wrote them."""
    marker: Marker | None
    """The marker that says whose entry it is."""
    copied_marker: Marker | None = None
    """The marker of the entry of which this is a copy: one that a harvester made, or a deleted duplicate."""
    foreign: str | None = None
    """The sign that another tool manages it, such as an extra and its value."""
    harvested: str | None = None
    """The sign that a harvester rewrites it."""
    deleted: bool = False
    withheld: bool = False
    """Whether the output is public and the entry is not: its address and its values are not shown."""
    created: str = ""
    """When it was created (ISO). Compare it only within one catalogue."""
    native: Mapping[str, object] = field(repr=False, compare=False, default_factory=dict)
    """The catalogue's own document. Only its adapter reads it."""

    def copies_from(self, repository: Repository) -> DatasetKey | None:
        """Return the dataset of a repository of whose entry this is a copy; None where it is none."""
        copied = self.copied_marker
        return copied.key if copied is not None and copied.repository == repository else None

    def is_in(self, organization: str) -> bool:
        """Return whether it is in the organization with this name or id."""
        return organization in (self.organization, self.organization_id)

    @property
    def last_applied(self) -> LastApplied:
        """What was last applied; empty without a readable marker."""
        return (self.marker and self.marker.last_applied) or LastApplied()


@dataclass(frozen=True)
class HiddenEntry:
    """An entry that has the name, and that the token may not read."""

    name: str


LookupResult = Entry | HiddenEntry | None
"""The result of a look-up: an entry, one that may not be read, or none."""
