"""A catalogue, as data: what its kind can do, and what we may do there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from publisher.model.names import CatalogName

DeclaredExtras = Mapping[str, frozenset[str]]
"""The values that an extra may have, by its name; an empty set: any text."""


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What a kind of catalogue can do."""

    unique_names: bool
    """Whether it refuses a second entry of the same name. Where it does not, an entry is created private, and published
    only after a search for duplicates made by another run."""
    takes_ids: bool
    """Whether it takes the ids that we choose for resources. Where it does not, they carry them as an extra."""
    switches: bool
    """Whether a resource can change from a file that the catalogue keeps to an address elsewhere, and back."""
    archives: bool
    """Whether it has a state of its own for archived entries, in which the public still reads them. Where it has none,
    an archived entry is private."""
    hides_files: bool
    """Whether the public reads the files of public entries alone."""
    overwrites_files: bool
    """Whether a file that is sent to a resource takes the place of its former bytes. Where it does not, these stay."""


@dataclass(frozen=True)
class RenamedOrganization:
    """An organization to which a former name of it leads."""

    id: str
    name: str
    """Its present name."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """The software at a catalogue's address, our account, and our rights."""

    catalog: CatalogName
    software: str
    """Such as `CKAN 2.12.0`."""
    user: str | None
    """The account of the token; None without a token: then only public entries are read."""
    organizations: frozenset[str]
    """Names and ids of the organizations that exist, as far as the catalogue lists them."""
    writable: frozenset[str]
    """Names and ids of the organizations that the account may write to."""
    renamed: Mapping[str, RenamedOrganization] = field(default_factory=dict)
    """The organizations that we asked for by a former name, where the catalogue leads from that to them."""
    licenses: frozenset[str] = frozenset()
    """Ids of the licences that the server knows; empty where it does not list them."""
    frequencies: frozenset[str] = frozenset()
    granularities: frozenset[str] = frozenset()
    """Units of territory that a record may describe, as the server names them."""
    zones: frozenset[str] = frozenset()
    """The zones of our datasets that the server knows."""
    schemas: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Versions of each schema that the server knows."""
    declared_extras: Mapping[str, DeclaredExtras] = field(default_factory=dict)
    """By organization, the extras that it declares, where the catalogue takes no others of that kind."""


@dataclass(frozen=True)
class DeclaredByPortal:
    """The names of extras that the schema of a portal declares as fields."""

    dataset: frozenset[str] = frozenset()
    resource: frozenset[str] = frozenset()


@dataclass(frozen=True)
class AskedField:
    """A field of a portal's own schema that every entry has there."""

    name: str
    label: str
    choices: tuple[str, ...] = ()
    """The values it may have; empty: any."""


@dataclass(frozen=True, kw_only=True)
class SchemaReport:
    """What the schema of a portal means for manifests."""

    about: str
    """What the portal says of its schema."""
    held: tuple[str, ...]
    """The fields of manifests that have a place of their own in it."""
    asked: tuple[AskedField, ...]
    """What every dataset must have there besides: extras give it."""
    asked_of_resources: tuple[AskedField, ...]
    is_copy_current: bool | None
    """Whether the saved copy is the present schema; None where none is saved."""
