"""What a catalogue holds, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from publisher.model.dataset import Dataset, RemoteResource
from publisher.model.marker import LastApplied, Marker
from publisher.model.names import CatalogName, RemoteId, Revision


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of a catalogue."""

    catalog: CatalogName
    id: RemoteId
    name: str
    """What the catalogue's addresses carry."""
    address: str
    """Where a person sees it."""
    organization: str | None
    """Name of the organization there."""
    organization_id: str | None
    organization_title: str | None = None
    """What the catalogue calls the organization, for people."""
    revision: Revision
    content: Dataset
    """Every field managed, the empty ones None; without the resources."""
    resources: tuple[RemoteResource, ...]
    marker: Marker | None
    foreign: str | None = None
    """What says that another tool looks after it."""
    harvested: str | None = None
    """The harvester that rewrites it."""
    deleted: bool = False
    created: str = ""
    """When the catalogue made it (ISO); to be compared with others of the same catalogue alone."""
    native: Mapping[str, object] = field(repr=False, compare=False, default_factory=dict)
    """The catalogue's own document, for its adapter alone."""

    def is_in(self, organization: str) -> bool:
        """Whether it is in the organization of this name or id."""
        return organization in (self.organization, self.organization_id)

    @property
    def last_applied(self) -> LastApplied:
        """What we last applied; nothing where no marker tells."""
        return (self.marker and self.marker.last_applied) or LastApplied()


@dataclass(frozen=True)
class HiddenEntry:
    """An entry exists under the name, and may not be read."""

    name: str


LookupResult = Entry | HiddenEntry | None
"""What one look at a name tells."""
