"""What a catalogue of the sandbox has at first: organizations, and who may write there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Role(Enum):
    """What a member of an organization may do. CKAN knows no partial editor."""

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
    """Somebody with a token."""

    name: str
    token: str = field(repr=False)
    administrator: bool = False
    """Of the whole portal."""
    roles: Mapping[str, Role] = field(default_factory=dict)
    """By name of organization."""


@dataclass(frozen=True)
class Seed:
    """What is there before anybody publishes. Putting it in again changes nothing that people have made since."""

    organizations: tuple[Organization, ...]
    users: tuple[User, ...]
    zones: frozenset[str] | None = None
    """Ids of the zones that a udata knows. None: every id of the usual form, since a sandbox has no gazetteer."""
