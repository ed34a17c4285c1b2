"""Canonical values: the one form in which a manifest's value and a catalogue's value are compared."""

import hashlib
import json
import unicodedata
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Final, Literal, TypeAlias, TypeVar

from publisher.model.messages import message
from publisher.model.names import CatalogName, Digest

DIGEST_LENGTH: Final = 8
"""Characters of a digest."""

_BETWEEN_GROUPS: Final = "."
"""No name of a group has it."""


class Unmanaged(Enum):
    """The type of `UNMANAGED`."""

    MARK = "unmanaged"


UNMANAGED: Final = Unmanaged.MARK
"""The manifest does not have this field: the catalogue keeps its value."""

T = TypeVar("T")
Managed: TypeAlias = T | Literal[Unmanaged.MARK] | None
"""A value; `None` for a field that is managed and empty; `UNMANAGED` for one that is not managed."""


class State(Enum):
    """Whether the public sees an entry."""

    PUBLISHED = "published"
    DRAFT = "draft"
    """Not created where it is absent; an entry that exists becomes private. A new entry is one until it is whole."""
    PRIVATE = "private"
    """Created, and seen by the members of its organization alone."""
    ARCHIVED = "archived"


CREATED_STATES: Final = frozenset({State.PUBLISHED, State.PRIVATE})
"""The states in which an entry that is absent is created."""
PRIVATE_STATES: Final = frozenset({State.DRAFT, State.PRIVATE})
"""The states of an entry that its organization alone sees, in every catalogue; these have the two alike."""


@dataclass(frozen=True)
class Period:
    """The period that a dataset covers."""

    start: str | None
    """An ISO date; the catalogue's own text where that is no date."""
    end: str | None

    def __str__(self) -> str:
        return f"{self.start or '…'} – {self.end or '…'}"


@dataclass(frozen=True)
class Contact:
    """The contact for reusers."""

    name: str | None
    email: str | None
    form: str | None = None
    """The address of a form to write with."""

    def __str__(self) -> str:
        return " · ".join(part for part in (self.name, self.email, self.form) if part)


CONTACT_ROLE: Final = "contact"
"""The role of whom reusers may write to. The first contact of it is a field of its own."""


@dataclass(frozen=True)
class RoleContact:
    """A further contact, in a role."""

    role: str
    """A word of `CONTACT_ROLES`."""
    name: str | None = None
    email: str | None = None
    form: str | None = None

    @property
    def contact(self) -> Contact:
        """The contact without its role."""
        return Contact(self.name, self.email, self.form)

    def __str__(self) -> str:
        return f"{self.role}: {self.contact}"


@dataclass(frozen=True)
class AccessTerms:
    """Who may use the data, and why not everybody may."""

    type: str
    """A word of `ACCESS_TYPES`; the catalogue's own where it has another."""
    category: str | None = None
    """The category of the reason: a word of `ACCESS_REASONS`; the catalogue's own where it has another."""
    reason: str | None = None

    def __str__(self) -> str:
        return " · ".join(part for part in (self.type, self.category, self.reason) if part)


class Groups(tuple[str, ...]):
    """Names of groups of a catalogue that a dataset is in, sorted.

    A group is a thing of the catalogue, and anybody with the right puts datasets into it. So a manifest manages those
    groups alone that it lists, and those that it listed before: see `with_ours_alone`.
    """

    __slots__ = ()


@dataclass(frozen=True)
class SchemaRef:
    """The schema a resource follows: a name (and version) of the national catalogue, or an address."""

    name: str | None = None
    version: str | None = None
    url: str | None = None

    def __str__(self) -> str:
        return self.url or " ".join(part for part in (self.name, self.version) if part)


@dataclass(frozen=True)
class File:
    """The content of a file, as far as two contents can be distinguished."""

    size: int | None
    """Bytes."""
    checksum: str | None
    """`sha256:…` or `sha1:…`; `modified:…` with a time, where a catalogue has no checksum of the file."""
    rows: int | None = field(default=None, compare=False)
    """Rows of a table, without its header; None for another file, or where they were not counted."""
    columns: int | None = field(default=None, compare=False)

    @property
    def kind(self) -> str:
        """The kind of its checksum: `sha256`, `sha1` or `modified`."""
        return (self.checksum or "").partition(":")[0]

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.size, self.checksum) if part is not None)


@dataclass(frozen=True)
class AddressAfterApply:
    """An address that is known after apply: another catalogue gives it."""

    catalog: CatalogName

    def __str__(self) -> str:
        return f"→ {self.catalog}"


@dataclass(frozen=True)
class Withheld:
    """Stands in public outputs for a value that only the members of an organization can see."""

    def __str__(self) -> str:
        return str(_NOT_PUBLIC)


_NOT_PUBLIC: Final = message("(hidden: the entry is not public)")

Value = (
    str
    | tuple[str, ...]
    | tuple[RoleContact, ...]
    | Period
    | Contact
    | AccessTerms
    | SchemaRef
    | State
    | File
    | AddressAfterApply
    | Withheld
    | None
)


def canonical_text(text: str) -> str:
    """Return a text in NFC, with line feeds only and no spaces at the ends: catalogues and editors change these."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def canonical_line(text: str) -> str:
    """Return a text as one line, in NFC, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def canonical_words(words: tuple[str, ...] | list[str]) -> tuple[str, ...] | None:
    """Return the words as a set: canonical, without duplicates, sorted by code point; None without words."""
    return tuple(sorted({text for word in words if (text := canonical_line(word))})) or None


def canonical_groups(names: Iterable[str]) -> Groups | None:
    """Return the names of groups as a set; None without names."""
    return Groups(sorted(set(names))) or None


def group_names(value: "Managed[Groups] | Value") -> frozenset[str]:
    """Return the names in a value of the field `groups`."""
    return frozenset(value) if isinstance(value, Groups) else frozenset()


def applied_groups(applied: Digest | None) -> frozenset[str]:
    """Return the names of the groups last applied, from what `digest` gave for them."""
    return frozenset() if applied in (None, digest(None)) else frozenset(applied.split(_BETWEEN_GROUPS))


def with_ours_alone(observed: Groups, desired: Value, applied: Digest | None) -> Groups | None:
    """Return those of the groups of an entry that the manifest lists, or listed before: others are the catalogue's."""
    ours = group_names(desired) | applied_groups(applied)
    return canonical_groups(name for name in observed if name in ours)


def plain(value: Value) -> object:
    """Return the value as JSON has it."""
    match value:
        case None | str():
            return value
        case tuple():
            return [_plain_parts(item) if isinstance(item, RoleContact) else item for item in value]
        case State():
            return value.value
        case Withheld():
            return str(value)
        case Period() | Contact() | AccessTerms() | SchemaRef() | File() | AddressAfterApply():
            return _plain_parts(value)


def _plain_parts(
    value: Period | Contact | RoleContact | AccessTerms | SchemaRef | File | AddressAfterApply,
) -> dict[str, object]:
    """Return the parts that count in a comparison, without those that are not there."""
    parts = {part.name: getattr(value, part.name) for part in fields(value) if part.compare}
    return {name: part for name, part in parts.items() if part is not None}


def digest(value: Value) -> Digest:
    """Return the first eight characters (48 bits) of a value's fingerprint, as a marker records it.

    A digest says whether a value is the one last applied. It fails where a value that was just edited has, by chance,
    the digest of the one before: one edit in 2**48. With a million edits a day, that is one in 770,000 years. Nobody
    gains by making such a value on purpose: who may edit the entry may edit its marker, too. Six bytes are eight
    characters without a rest, and every visitor of an entry's page sees them, for each field of each resource.

    Groups are recorded by their names: which ones left the manifest must be known, to be taken off the entry.
    """
    if isinstance(value, Groups):
        return Digest(_BETWEEN_GROUPS.join(value))
    return Digest(fingerprint(value)[:DIGEST_LENGTH])


def fingerprint(value: Value) -> str:
    """Return eight bytes of BLAKE2b over the value's canonical JSON, in URL-safe base64 (11 characters)."""
    text = json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    hashed = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return urlsafe_b64encode(hashed).rstrip(b"=").decode("ascii")


def shown(value: Value) -> str:
    """Return the value on one line, for a person."""
    match value:
        case None:
            return "∅"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case tuple():
            return ", ".join(map(str, value))
        case State():
            return value.value
        case Period() | Contact() | AccessTerms() | SchemaRef() | File() | AddressAfterApply() | Withheld():
            return str(value)
