"""A repository of manifests, read and merged: the desired state, before any catalogue is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import MappingProxyType

from publisher.model.dataset import Dataset
from publisher.model.findings import Position
from publisher.model.guards import Guards
from publisher.model.names import CatalogName, DatasetKey, ProducerId, Repository


class Mode(Enum):
    """What the tool may do in a catalogue."""

    OBSERVE = "observe"
    ADOPT = "adopt"
    MANAGE = "manage"


@dataclass(frozen=True, kw_only=True)
class CatalogConfig:
    """A catalogue as `catalogs.yml` describes it. Seconds for times, calls per second for the rate."""

    name: CatalogName
    kind: str
    url: str
    token_env: str | None
    mode: Mode
    organization: str | None
    rate: float
    concurrency: int
    connect_timeout: float
    read_timeout: float
    foreign: tuple[str, ...]
    """Extras whose presence says that an entry belongs to another tool."""
    at: Position
    links_to: CatalogName | None = None
    """The catalogue that keeps the files whose addresses are listed here; None: files are uploaded here."""


@dataclass(frozen=True)
class Adoption:
    """What a manifest says of an entry that exists already."""

    entry: str | None = None
    """Its id or name there."""
    accepts_foreign: bool = False
    at: Position | None = field(default=None, compare=False)
    """Where the manifest names it."""


@dataclass(frozen=True, kw_only=True)
class Producer:
    """Who publishes: a commune, a metropolis, any body."""

    id: ProducerId
    name: str
    organizations: Mapping[CatalogName, str]
    organizations_at: Mapping[CatalogName, Position]
    at: Position

    def organization_in(self, catalog: CatalogConfig) -> str | None:
        """Where it publishes in a catalogue: its own organization there, else the catalogue's; None: nowhere."""
        return self.organizations.get(catalog.name, catalog.organization)


@dataclass(frozen=True, kw_only=True)
class Origin:
    """A merged value, as written, and the place that gave it."""

    path: str
    text: str
    at: Position


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """One dataset as its author and the layers want it."""

    key: DatasetKey
    at: Position
    theme: str | None
    content: Dataset
    """What every catalogue should hold, unless `overrides` says otherwise."""
    overrides: Mapping[CatalogName, Dataset | None] = field(default_factory=lambda: MappingProxyType({}))
    """Per catalogue: the whole content with its overrides applied; None: not published there."""
    adoptions: Mapping[CatalogName, Adoption] = field(default_factory=lambda: MappingProxyType({}))
    ignored: frozenset[str] = frozenset()
    """Fields left to the portal once the entry exists."""
    previously: tuple[DatasetKey, ...] = ()
    slug: str | None = None
    origins: tuple[Origin, ...] = ()

    def content_for(self, catalog: CatalogName) -> Dataset | None:
        """What this catalogue should hold; None where the dataset is not published there."""
        return self.overrides.get(catalog, self.content)

    def place(self, path: str) -> Position:
        """Where a field was given; the manifest itself where no layer gave it."""
        below = f"{path}."
        return next((one.at for one in self.origins if one.path == path or one.path.startswith(below)), self.at)


@dataclass(frozen=True, kw_only=True)
class ManifestSet:
    """Everything a folder of manifests says."""

    root: Path
    repository: Repository
    catalogs: tuple[CatalogConfig, ...]
    guards: Guards
    themes: Mapping[str, Mapping[str, str]]
    """Label of each theme, by language."""
    producers: Mapping[ProducerId, Producer]
    manifests: tuple[Manifest, ...]
    broken: frozenset[DatasetKey] = frozenset()
    """Keys of manifests that could not be read: their entries are not orphans."""
