"""A repository of manifests, read and merged: the desired state, before any catalogue is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from enum import Enum
from pathlib import Path
from types import MappingProxyType

from publisher.model.acceptance import Acceptance
from publisher.model.area import Area
from publisher.model.communes import NO_COMMUNES, Communes
from publisher.model.dataset import KEYS_WITHIN, LISTED_PREFIXES, Dataset
from publisher.model.findings import Position
from publisher.model.guards import Guards
from publisher.model.names import CatalogName, DatasetKey, ProducerId, Repository
from publisher.model.values import canonical_line

AcceptedEntries = frozenset[tuple[str, DatasetKey]]
"""Entries, by id or name, each with the key, or a former key, of the manifest that accepts it."""


class Mode(Enum):
    """What the tool may do in a catalogue: read, also write markers, or publish."""

    OBSERVE = "observe"
    ADOPT = "adopt"
    MANAGE = "manage"


@dataclass(frozen=True, kw_only=True)
class CatalogConfig:
    """A catalogue as `catalogs.yml` describes it. Seconds for times, calls per second for the rate, bytes for sizes."""

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
    accepted: AcceptedEntries = frozenset()
    """The harvested entries that manifests take for theirs all the same (`entry:` with `foreign: accept`)."""
    call_timeout: float | None = None
    """For a whole call, from the connection to the last byte of the reply; None: three read timeouts."""
    reply_limit: int = 64_000_000
    """Of a reply, as received and unpacked."""
    header_limit: int = 32_000
    """Of the headers of a reply."""
    ca: Path | None = None
    """The certificates of an authority to trust besides the usual ones."""
    token_header: str | None = None
    """The header that carries the token; None: that of the kind."""
    basic_auth_env: str | None = None
    """The variable with the user name and the password for a server in front (HTTP Basic); None: there is none."""
    basic_auth_at: Position | None = field(default=None, compare=False)
    """Where that variable is named."""
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Fields of the catalogue's own schema, each with the manifest's field that it holds."""
    fields_at: Mapping[str, Position] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    token_expires: date | None = None
    """The first day on which the token does not work any more; None: nobody wrote it down."""
    schema_file: Path | None = None
    """The saved copy of the catalogue's own schema; it may be absent."""

    @property
    def call_seconds(self) -> float:
        """How long a whole call may take."""
        return self.call_timeout or 3 * self.read_timeout


@dataclass(frozen=True)
class Adoption:
    """The existing entry that a manifest proposes to adopt."""

    entry: str | None = None
    """Its id or name in the catalogue."""
    accepts_foreign: bool = False
    at: Position | None = field(default=None, compare=False)
    """Where the manifest names it."""


@dataclass(frozen=True, kw_only=True)
class Producer:
    """A producer of datasets: a commune, a metropolis, any body."""

    id: ProducerId
    name: str
    organizations: Mapping[CatalogName, str]
    organizations_at: Mapping[CatalogName, Position]
    at: Position
    area: Area | None = None
    """Where the places of its data lie."""
    insee: str | None = None
    siren: str | None = None
    siret: str | None = None
    editors: tuple[str, ...] = ()
    """The GitHub accounts that may speak for it."""
    values_at: Mapping[str, Position] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    """Where each value of its file stands."""

    def organization_in(self, catalog: CatalogConfig) -> str | None:
        """Return the organization it publishes to: its own, else the catalogue's; None where there is none."""
        return self.organizations.get(catalog.name, catalog.organization)


@dataclass(frozen=True, kw_only=True)
class Origin:
    """A merged value as written, and its place in the files."""

    path: str
    text: str
    at: Position
    comment: str | None = None
    """What follows it on its line, as a comment that may be meant for a part of the text."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """One dataset, merged from its manifest and the layers under it."""

    key: DatasetKey
    at: Position
    theme: str | None
    content: Dataset
    """What every catalogue should hold, unless `overrides` says otherwise."""
    overrides: Mapping[CatalogName, Dataset | None] = field(default_factory=lambda: MappingProxyType({}))
    """Per catalogue: the whole content with its overrides applied; None: not published there."""
    adoptions: Mapping[CatalogName, Adoption] = field(default_factory=lambda: MappingProxyType({}))
    ignored: frozenset[str] = frozenset()
    """Fields left to the catalogue once the entry exists."""
    previously: tuple[DatasetKey, ...] = ()
    slug: str | None = None
    exceptions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Ids of the rules from which the dataset may depart, each with the reason."""
    min_quality: float | None = None
    """The quality score that its entry should have, where it is published, from 0 to 1."""
    protected: bool = False
    """Whether nothing is taken from its entries without a person's word (`protect: true`)."""
    public_from: date | None = None
    """The first day on which a catalogue may show it (`from:`); None where it says none."""
    origins: tuple[Origin, ...] = ()
    origins_in: Mapping[CatalogName, tuple[Origin, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Per catalogue with overrides: likewise, with these applied."""

    def accepted_in(self, catalog: CatalogName) -> AcceptedEntries:
        """Return the entry of this catalogue that it takes for its own though another tool manages it."""
        adoption = self.adoptions.get(catalog, Adoption())
        if adoption.entry is None or not adoption.accepts_foreign:
            return frozenset()
        return frozenset((adoption.entry, key) for key in (self.key, *self.previously))

    def content_for(self, catalog: CatalogName) -> Dataset | None:
        """Return what this catalogue should hold; None where the dataset is not published there."""
        return self.overrides.get(catalog, self.content)

    def place(self, path: str) -> Position:
        """Return where a field is written; the manifest's first line where no layer has it."""
        return _place(path, self.origins) or self.at

    def place_in(self, catalog: CatalogName, path: str) -> Position:
        """Return where a field is written for one catalogue."""
        return _place(path, self.origins_in.get(catalog, self.origins)) or self.at


def _place(path: str, origins: Iterable[Origin]) -> Position | None:
    """Return where a field is written, or one of the `groups` or `keywords` by its text."""
    path = path if path == "spatial" else KEYS_WITHIN.get(path, path)
    below, prefix = f"{path}.", next((prefix for prefix in LISTED_PREFIXES if path.startswith(prefix)), None)
    for origin in origins:
        is_item = prefix and origin.path.startswith(prefix) and canonical_line(origin.text) == path.removeprefix(prefix)
        if origin.path == path or origin.path.startswith(below) or is_item:
            return origin.at
    return None


@dataclass(frozen=True, kw_only=True)
class Tombstone:
    """What is left of the manifest of a dataset that was withdrawn for good: none of its values."""

    key: DatasetKey
    at: Position
    date: str
    """ISO date of the withdrawal."""
    reason: str
    previously: tuple[DatasetKey, ...] = ()

    @property
    def keys(self) -> tuple[DatasetKey, ...]:
        """Every key that its entries may have."""
        return (self.key, *self.previously)


@dataclass(frozen=True, kw_only=True)
class ManifestSet:
    """Everything that a folder of manifests contains."""

    root: Path
    repository: Repository
    catalogs: tuple[CatalogConfig, ...]
    guards: Guards
    themes: Mapping[str, Mapping[str, str]]
    """Label of each theme, by language."""
    producers: Mapping[ProducerId, Producer]
    manifests: tuple[Manifest, ...]
    communes: Communes = NO_COMMUNES
    """Those of the territory, where the folder has a list of them."""
    broken: frozenset[DatasetKey] = frozenset()
    """Keys of manifests that could not be read: their entries are not orphans."""
    tombstones: tuple[Tombstone, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    """Files with personal data that may be published as they are."""
    timezone: tzinfo = UTC
    """Where the days of `from:` begin."""

    @property
    def keys(self) -> frozenset[DatasetKey]:
        """The keys of all manifests, those of invalid ones and of withdrawn datasets included."""
        valid = (manifest.key for manifest in self.manifests)
        return self.broken.union(valid, (tombstone.key for tombstone in self.tombstones))
