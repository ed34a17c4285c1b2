"""A catalogue, as data: what its kind can do, and what we may do there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from publisher.model.names import CatalogName


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What a kind of catalogue can do."""

    unique_names: bool
    """Whether it refuses a second entry of the same name. Where it does not, an entry is made private, and published
    only after a look whether another run has made it, too."""
    takes_ids: bool
    """Whether it takes the ids that we choose for resources. Where it does not, they carry them as an extra."""
    switches: bool
    """Whether a resource can change from a file that the catalogue keeps to an address elsewhere, and back."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who answers at a catalogue's address, and what we may do there."""

    catalog: CatalogName
    software: str
    """Such as `CKAN 2.12.0`."""
    user: str | None
    """Who the token belongs to; None: we read as the public does."""
    organizations: frozenset[str]
    """Names and ids of the organizations that exist, as far as we were told."""
    writable: frozenset[str]
    """Names and ids of those we may write to."""
    licenses: frozenset[str] = frozenset()
    """Ids of the licences the server knows; empty: it would not say."""
    frequencies: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()
    """Those of the wanted zones that the server knows."""
    schemas: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Versions of each schema that the server knows."""
