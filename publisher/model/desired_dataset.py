"""What one catalogue should hold of one dataset."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from publisher.model.dataset import Dataset
from publisher.model.entry import Entry
from publisher.model.findings import Position
from publisher.model.names import CatalogName, DatasetKey, ProducerId, Repository, producer_of


@dataclass(frozen=True, kw_only=True)
class DesiredDataset:
    """A manifest as one catalogue should hold it."""

    repository: Repository
    catalog: CatalogName
    key: DatasetKey
    previously: tuple[DatasetKey, ...]
    organization: str
    """Name or id of the organization in the catalogue."""
    organization_at: Position
    organization_name: str | None = None
    """The present name of an organization that was renamed; `organization` is then its id."""
    slug: str | None
    content: Dataset
    ignored: frozenset[str]
    at: Position
    place: Callable[[str], Position] | None = field(default=None, compare=False, repr=False)
    """Returns where the manifest has a field."""
    entry: str | None = None
    """Id or name of an entry that the manifest proposes to adopt."""
    accepts_foreign: bool = False
    """Whether the manifest accepts an entry that another tool manages (`foreign: accept`)."""
    accepted_entry: str | None = None
    """Id or name of the entry that the manifest accepts so, though a harvester rewrites it."""
    min_quality: float | None = None
    """The quality score that a published dataset should have, from 0 to 1."""
    protected: bool = False
    """Whether nothing is taken from its entry without a person's word (`protect: true`)."""
    public_from: date | None = None
    """The first day on which the catalogue may show it (`from:`)."""

    @property
    def organization_shown(self) -> str:
        """The organization as a person knows it."""
        return self.organization_name or self.organization

    def places(self, path: str) -> Position:
        """Return where the manifest has a field, as precisely as is known."""
        return self.place(path) if self.place else self.at

    def accepts(self, entry: Entry) -> bool:
        """Return whether the manifest names this entry and accepts it though a harvester rewrites it."""
        return self.accepted_entry is not None and self.accepted_entry in (entry.id, entry.name)

    @property
    def producer(self) -> ProducerId:
        """The producer."""
        return producer_of(self.key)
