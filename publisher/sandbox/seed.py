"""The first content of a catalogue: organizations, and users with their roles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Role(Enum):
    """A role in an organization. CKAN knows no partial editor."""

    ADMIN = "admin"
    EDITOR = "editor"
    PARTIAL_EDITOR = "partial_editor"


@dataclass(frozen=True)
class Organization:
    """A publisher in the catalogue."""

    name: str
    """CKAN's name, udata's slug."""
    title: str


@dataclass(frozen=True)
class User:
    """A user with a token."""

    name: str
    token: str = field(repr=False)
    administrator: bool = False
    """Whether they administer the whole catalogue."""
    roles: Mapping[str, Role] = field(default_factory=dict)
    """Roles by name of organization."""


@dataclass(frozen=True)
class Seed:
    """The first content of a catalogue. Adding it again changes nothing that was created or changed since."""

    organizations: tuple[Organization, ...]
    users: tuple[User, ...]
    schema: Mapping[str, object] | None = None
    """The copy of the schema that a CKAN portal declares for its datasets; None where none is saved."""
    chosen_schema: Mapping[str, object] | None = None
    """A schema in its place, which stays until the sandbox is emptied; None leaves the one that was chosen before."""
    zones: frozenset[str] | None = None
    """Ids of the zones that a udata knows; None for every id of the usual form, since a sandbox has no gazetteer."""
