"""The table of fields that each kind of catalogue has: one row per field of the model, and what is done with all rows.

A row says where a field is kept there, and how it is written, read and normalised. Writing, reading, normalising, the
reserved names of extras and the table in the documentation all follow from the rows. Pure.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import Final, Generic, TypeAlias, TypeVar, cast

from publisher.catalogs.documents import Document
from publisher.model.catalog import Access
from publisher.model.dataset import Dataset, Resource
from publisher.model.files import DataFile
from publisher.model.marker import LastApplied, ResourceLastApplied, is_marker_key
from publisher.model.messages import Message
from publisher.model.projection import Loss
from publisher.model.values import (
    AccessTerms,
    AddressAfterApply,
    Contact,
    File,
    Managed,
    Period,
    RoleContact,
    SchemaRef,
    State,
    Unmanaged,
    Value,
    canonical_text,
)

V = TypeVar("V")
Source = TypeVar("Source", Dataset, Resource)

TextReader: TypeAlias = Callable[[Mapping[str, object], str], str | None]
"""Reads a text of a document by its key."""

EMPTY_DOCUMENT: Final[Mapping[str, object]] = MappingProxyType({})
NO_IDS: Final[Mapping[RoleContact, str]] = MappingProxyType({})


class Place(Enum):
    """Where a catalogue keeps a field."""

    NATIVE = "native"
    """Under keys of the document itself."""
    EXTRA = "extra"
    """Under keys of the document's extras."""
    UPLOAD = "upload"
    """Under keys of the resource, written by the call that sends its bytes and by no other."""


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a field is read from, and what some fields need besides their value to be written."""

    document: Mapping[str, object] = field(default_factory=lambda: EMPTY_DOCUMENT)
    """The catalogue's document of the entry or the resource; empty while there is none yet."""
    extras: Mapping[str, object] = field(default_factory=lambda: EMPTY_DOCUMENT)
    """The extras of that document by key."""
    last_applied: LastApplied | None = None
    last_part: ResourceLastApplied | None = None
    """What was last applied to the resource."""
    contact_ids: Mapping[RoleContact, str] = field(default_factory=lambda: NO_IDS)
    """The catalogue's id of each contact that is written."""
    today: str = ""
    """ISO date."""
    usable_groups: frozenset[str] | None = None
    """Ids of the groups that the account may put an entry into, and take it off; None where that is not known."""


@dataclass(frozen=True, kw_only=True)
class ProjectionContext:
    """What some fields need besides their value to be normalised."""

    access: Access
    hvd: str | None = None
    """The category of the dataset, where it is high-value data."""
    access_type: str | None = None
    """Who may use the dataset, where that is managed: a word of `ACCESS_TYPES`."""
    contact: Contact | None = None
    """The first contact that the catalogue will hold of ours."""
    data: DataFile | None = None
    """The bytes of the resource, where they are ours to send."""


@dataclass(frozen=True)
class Projected(Generic[V]):
    """A value as the catalogue will keep it, with what is lost."""

    value: Managed[V]
    losses: tuple[Message, ...] = ()


def kept_as_sent(value: Managed[V], _context: ProjectionContext) -> Projected[V]:
    """Return the value as it is: the catalogue keeps it as it is sent."""
    return Projected(value)


def never(_context: Context) -> bool:
    """Return False: no former version wrote the field in another form."""
    return False


def no_keys(_context: Context) -> Document:
    """Return no keys: what is left out stays as it is."""
    return {}


@dataclass(frozen=True)
class Field(Generic[V]):
    """One row: a field of the model in one kind of catalogue."""

    name: str
    """The field's name in the model and in manifests."""
    keys: tuple[str, ...]
    """The keys that hold it there."""
    encode: Callable[[V | None, Context], Document]
    """Give the keys to write for a value. None clears; an extra whose value is None is removed."""
    decode: Callable[[Context], V | None]
    """Read the canonical value; None where there is none."""
    project: Callable[[Managed[V], ProjectionContext], Projected[V]] = kept_as_sent
    """Give the value that `decode` will read after `encode` wrote this one, and what is lost."""
    place: Place = Place.NATIVE
    extra_keys: tuple[str, ...] = ()
    """Of `keys`, those that are keys of extras though the others are not."""
    keep: Callable[[Context], Document] = no_keys
    """Give the keys that an edit must repeat where the field does not change: left out, they would be erased."""
    is_former: Callable[[Context], bool] = never
    """Tell whether the document holds the value in the form in which a former version of this program wrote it."""
    former_extras: tuple[str, ...] = ()
    """Extras in which former versions kept it: removed when it is written."""
    remarks: str = ""
    """What an author should know of it, in Markdown."""

    def place_of(self, key: str) -> Place:
        """Return where a key is."""
        return Place.EXTRA if key in self.extra_keys else self.place

    def encoded(self, source: Dataset | Resource, context: Context) -> Document:
        """Return the keys to write for this field of a dataset or a resource."""
        value = cast("Managed[V]", getattr(source, self.name))
        if isinstance(value, Unmanaged):
            return self.keep(context) if context.document else {}  # a new entry has nothing to repeat
        return self.encode(value, context)

    def decoded(self, context: Context) -> Value:
        """Return the canonical value that the catalogue's document holds."""
        return cast("Value", self.decode(context))

    def projected(
        self, source: Dataset | Resource, context: ProjectionContext
    ) -> tuple[Value | Unmanaged, tuple[Message, ...]]:
        """Return the value of this field as the catalogue will keep it, and what is lost."""
        projected = self.project(cast("Managed[V]", getattr(source, self.name)), context)
        return cast("Value | Unmanaged", projected.value), projected.losses


Row: TypeAlias = (
    Field[str]
    | Field[tuple[str, ...]]
    | Field[tuple[RoleContact, ...]]
    | Field[Period]
    | Field[Contact]
    | Field[AccessTerms]
    | Field[State]
    | Field[SchemaRef]
    | Field[File]
    | Field[str | AddressAfterApply]
)
Rows: TypeAlias = tuple[Row, ...]


def encode_fields(rows: Rows, source: Dataset | Resource, context: Context, place: Place = Place.NATIVE) -> Document:
    """Return the keys to write at this place for the managed fields; of a key that rows share each writes its part."""
    document: Document = {}
    for row in rows:
        for key, value in row.encoded(source, context).items():
            if row.place_of(key) is place:
                document[key] = _joined(document.get(key), value)
    return document


def _joined(part: object, value: object) -> object:
    """Return the list or the document that two rows write; else what the second one writes."""
    if isinstance(part, list) and isinstance(value, list):
        return [*part, *value]
    return {**part, **value} if isinstance(part, dict) and isinstance(value, dict) else value


def encode_extras(rows: Rows, content: Dataset, context: Context) -> dict[str, str | None]:
    """Return the extras to write for a dataset: the listed ones, and the fields kept as extras; None removes one."""
    written = (row for row in rows if not isinstance(getattr(content, row.name), Unmanaged))
    former = {key: None for row in written for key in row.former_extras}
    fields = encode_fields(rows, content, context, Place.EXTRA)
    return {**content.extras, **former, **{key: None if value is None else str(value) for key, value in fields.items()}}


def decode_fields(rows: Rows, source: Source, context: Context) -> Source:
    """Return the dataset or the resource with each field of the table as the catalogue's document holds it."""
    values = {row.name: row.decoded(context) for row in rows}
    return replace(source, **values)  # type: ignore[arg-type]  # each row is of its field's type: its test says so


def decode_content(rows: Rows, context: Context) -> Dataset:
    """Return a dataset's content, each field managed, with the extras that hold neither a field nor the marker."""
    reserved = extra_keys(rows)
    others = {key: value for key, value in context.extras.items() if key not in reserved and not is_marker_key(key)}
    extras = {key: canonical_text(str(value)) or None for key, value in others.items()}
    return decode_fields(rows, Dataset(extras=MappingProxyType(extras)), context)


def former_fields(rows: Rows, context: Context) -> frozenset[str]:
    """Return the fields that a document holds in the form in which a former version of this program wrote them."""
    return frozenset(row.name for row in rows if row.is_former(context))


def project_fields(
    rows: Rows, source: Source, context: ProjectionContext, prefix: str = ""
) -> tuple[Source, tuple[Loss, ...]]:
    """Return the dataset or the resource as the catalogue will keep it, and the losses, each under its field's path."""
    projected = {row.name: row.projected(source, context) for row in rows}
    values = {name: value for name, (value, _losses) in projected.items()}
    losses = tuple(Loss(prefix + name, what) for name, (_value, messages) in projected.items() for what in messages)
    return replace(source, **values), losses  # type: ignore[arg-type]  # as above


def extra_keys(rows: Rows) -> frozenset[str]:
    """Return the keys of extras that hold fields of the model: no manifest may use them for extras of its own."""
    return frozenset(
        key
        for row in rows
        for key in (*(key for key in row.keys if row.place_of(key) is Place.EXTRA), *row.former_extras)
    )


def native_keys(rows: Rows) -> Iterable[str]:
    """Return the keys of the document itself that hold fields of the model, in the order of the rows."""
    return dict.fromkeys(key for row in rows for key in row.keys if row.place_of(key) is not Place.EXTRA)
