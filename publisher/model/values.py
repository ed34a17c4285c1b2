"""Canonical values: the one form in which a manifest's value and a catalogue's value are compared."""

import hashlib
import json
import unicodedata
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Final, Literal, TypeAlias, TypeVar

from publisher.model.names import CatalogName, Digest

NORMALISER_VERSION: Final = 1
"""Raised whenever a canonical form changes: digests of another version are not compared."""


class Unmanaged(Enum):
    """The type of `UNMANAGED`."""

    MARK = "unmanaged"


UNMANAGED: Final = Unmanaged.MARK
"""The manifest does not speak of this field: the catalogue keeps what it has."""

T = TypeVar("T")
Managed: TypeAlias = T | Literal[Unmanaged.MARK] | None
"""A value; `None` for a field that is managed and empty; `UNMANAGED` for one that is not managed."""


class State(Enum):
    """Whether the public sees an entry."""

    PUBLISHED = "published"
    DRAFT = "draft"
    ARCHIVED = "archived"


@dataclass(frozen=True)
class Period:
    """What a dataset covers in time."""

    start: str | None
    """ISO date; what the catalogue holds, where that is no date."""
    end: str | None

    def __str__(self) -> str:
        return f"{self.start or '…'} – {self.end or '…'}"


@dataclass(frozen=True)
class Contact:
    """Whom reusers may write to."""

    name: str | None
    email: str | None

    def __str__(self) -> str:
        return " · ".join(part for part in (self.name, self.email) if part)


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
    """The content of a file: what tells it from another content."""

    size: int | None
    """Bytes."""
    checksum: str | None
    """`sha256:…`, `sha1:…`; or `modified:…`, a moment, where a catalogue says nothing better of what it keeps."""
    rows: int | None = field(default=None, compare=False)
    """Of a table, without its header; None where it is none, or where nobody counted."""
    columns: int | None = field(default=None, compare=False)

    @property
    def kind(self) -> str:
        """How its content is told from another: `sha256`, `modified`..."""
        return (self.checksum or "").partition(":")[0]

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.size, self.checksum) if part is not None)


@dataclass(frozen=True)
class AddressAfterApply:
    """An address that another catalogue gives while the plan is carried out."""

    catalog: CatalogName

    def __str__(self) -> str:
        return f"→ {self.catalog}"


Value = str | tuple[str, ...] | Period | Contact | SchemaRef | State | File | AddressAfterApply | None


def canonical_text(text: str) -> str:
    """NFC, line feeds only, no blanks at the ends: what portals and editors change without meaning to."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def canonical_line(text: str) -> str:
    """A text of one line: NFC, single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def canonical_words(words: tuple[str, ...] | list[str]) -> tuple[str, ...] | None:
    """Words as a set: each canonical, without doubles, sorted by code point; None when there are none."""
    return tuple(sorted({text for word in words if (text := canonical_line(word))})) or None


def plain(value: Value) -> object:
    """The value as JSON holds it."""
    match value:
        case None | str():
            return value
        case tuple():
            return list(value)
        case State():
            return value.value
        case Period() | Contact() | SchemaRef() | File() | AddressAfterApply():
            found = {one.name: getattr(value, one.name) for one in fields(value) if one.compare}
            return {name: part for name, part in found.items() if part is not None}


def digest(value: Value) -> Digest:
    """Eight bytes of BLAKE2b over the value's canonical JSON, in URL-safe base64 (11 characters)."""
    text = json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    hashed = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return Digest(urlsafe_b64encode(hashed).rstrip(b"=").decode("ascii"))


def shown(value: Value) -> str:
    """The value on one line, for a person."""
    match value:
        case None:
            return "∅"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case tuple():
            return ", ".join(value)
        case State():
            return value.value
        case Period() | Contact() | SchemaRef() | File() | AddressAfterApply():
            return str(value)
