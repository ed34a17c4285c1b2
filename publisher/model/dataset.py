"""A dataset in the form in which a manifest and a catalogue are compared."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Final, cast

from publisher.model.files import DataFile, MeasuredFile
from publisher.model.names import RemoteId, ResourceId
from publisher.model.values import (
    UNMANAGED,
    AccessTerms,
    AddressAfterApply,
    Contact,
    File,
    Groups,
    Managed,
    Period,
    RoleContact,
    SchemaRef,
    State,
    Value,
)

NO_EXTRAS: Final[Mapping[str, str | None]] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A file or an address of a dataset. Formats are canonical ids (`csv`, `geojson`), types those of udata.

    A resource whose bytes a catalogue keeps has a `file` and no `url`: its address is the catalogue's affair. One that
    lies elsewhere has a `url`, and a `file` where its content is known.
    """

    id: ResourceId
    title: Managed[str] = UNMANAGED
    description: Managed[str] = UNMANAGED
    url: Managed[str | AddressAfterApply] = UNMANAGED
    file: Managed[File] = UNMANAGED
    format: Managed[str] = UNMANAGED
    mime: Managed[str] = UNMANAGED
    type: Managed[str] = UNMANAGED
    schema: Managed[SchemaRef] = UNMANAGED
    issued: Managed[str] = UNMANAGED
    """ISO date of its first publication."""
    modified: Managed[str] = UNMANAGED
    """ISO date of the last change of its data."""
    extras: Mapping[str, str | None] = field(default_factory=lambda: NO_EXTRAS, hash=False)
    """The listed keys alone are managed; None clears one."""
    data: DataFile | None = None
    """The file to send, if any. Not compared: `file` is."""

    @property
    def hosted(self) -> bool:
        """Return whether the catalogue keeps the file itself."""
        return isinstance(self.file, File) and self.url in (None, UNMANAGED)


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A dataset's public content. `UNMANAGED` fields are left as the catalogue has them."""

    title: Managed[str] = UNMANAGED
    description: Managed[str] = UNMANAGED
    keywords: Managed[tuple[str, ...]] = UNMANAGED
    license: Managed[str] = UNMANAGED
    frequency: Managed[str] = UNMANAGED
    temporal: Managed[Period] = UNMANAGED
    spatial: Managed[tuple[str, ...]] = UNMANAGED
    granularity: Managed[str] = UNMANAGED
    """The unit of territory that one record describes, such as `fr:commune`. A manifest has it within `spatial`."""
    contact: Managed[Contact] = UNMANAGED
    contacts: Managed[tuple[RoleContact, ...]] = UNMANAGED
    """Further contacts, in their order."""
    theme: Managed[str] = UNMANAGED
    """Code of the European data-theme vocabulary, such as `ENVI`."""
    hvd: Managed[str] = UNMANAGED
    language: Managed[str] = UNMANAGED
    issued: Managed[str] = UNMANAGED
    landing_page: Managed[str] = UNMANAGED
    version: Managed[str] = UNMANAGED
    access: Managed[AccessTerms] = UNMANAGED
    groups: Managed[Groups] = UNMANAGED
    """Of a manifest, the groups that it lists; of an entry, all that it is in."""
    state: Managed[State] = UNMANAGED
    extras: Mapping[str, str | None] = field(default_factory=lambda: NO_EXTRAS)
    """The listed keys alone are managed; None clears one."""
    resources: tuple[Resource, ...] = ()
    manages_resources: bool = True
    """Whether resources of ours that are not in the list are removed. False where a manifest has no list at all."""
    unlisted: frozenset[ResourceId] = frozenset()
    """Resources of the manifest that are left out for now: the catalogue that keeps their file has none to read."""


@dataclass(frozen=True)
class RemoteResource:
    """A resource as a catalogue holds it."""

    remote_id: RemoteId
    content: Resource
    our_id: RemoteId | None = None
    """Our id of it; None for a resource that somebody else added."""
    address: str | None = None
    """The address of its file, where the catalogue keeps it."""
    former: frozenset[str] = frozenset()
    """Fields in the form in which a former version of this program wrote them."""

    @property
    def file_size(self) -> int | None:
        """Return the size of its file in bytes, where the catalogue says it."""
        return self.content.file.size if isinstance(self.content.file, File) else None


DATASET_FIELDS: Final = tuple(
    f.name for f in fields(Dataset) if f.name not in ("extras", "resources", "manages_resources", "unlisted")
)
RESOURCE_FIELDS: Final = tuple(f.name for f in fields(Resource) if f.name not in ("id", "extras", "data"))
EXTRA_PREFIX: Final = "extras."
LISTED_PREFIXES: Final = ("groups.", "keywords.")
"""Of paths that name an item of a list by its text."""
KEYS_WITHIN: Final = MappingProxyType({"spatial": "spatial.zones", "granularity": "spatial.granularity"})
"""Fields of which a manifest has the value within a group."""
EMPTY: Final = Dataset()


def values_of(dataset: Dataset) -> dict[str, Value]:
    """Return the managed fields of a dataset by name, without its resources; extras as `extras.<key>`."""
    return _managed(dataset, DATASET_FIELDS) | _values_of_extras(dataset.extras)


def values_of_resource(resource: Resource) -> dict[str, Value]:
    """Return the managed fields of a resource by name; extras as `extras.<key>`."""
    return _managed(resource, RESOURCE_FIELDS) | _values_of_extras(resource.extras)


def _managed(source: Dataset | Resource, names: Iterable[str]) -> dict[str, Value]:
    values = {name: getattr(source, name) for name in names}
    return {name: cast("Value", value) for name, value in values.items() if value is not UNMANAGED}


def _values_of_extras(extras: Mapping[str, str | None]) -> dict[str, Value]:
    return {EXTRA_PREFIX + name: value for name, value in extras.items()}


def only(dataset: Dataset, names: Iterable[str]) -> Dataset:
    """Return the dataset with only these fields managed (extras as `extras.<key>`), and no resources."""
    managed = frozenset(names)
    absent = {name: UNMANAGED for name in DATASET_FIELDS if name not in managed}
    return replace(dataset, **absent, extras=_only_extras(dataset.extras, managed), resources=())  # type: ignore[arg-type]


def cleared(dataset: Dataset) -> Dataset:
    """Return the dataset with every field that has a value cleared, and its extras; no resources."""
    fields = {name: None for name in DATASET_FIELDS if getattr(dataset, name) not in (None, UNMANAGED)}
    return replace(EMPTY, **fields, extras=MappingProxyType(dict.fromkeys(dataset.extras)))  # type: ignore[arg-type]


def only_resource(resource: Resource, names: Iterable[str]) -> Resource:
    """Return the resource with only these fields managed; its file stays with its field `file`."""
    managed = frozenset(names)
    absent = {name: UNMANAGED for name in RESOURCE_FIELDS if name not in managed}
    data, extras = resource.data if "file" in managed else None, _only_extras(resource.extras, managed)
    return replace(resource, **absent, extras=extras, data=data)  # type: ignore[arg-type]


def _only_extras(extras: Mapping[str, str | None], managed: Collection[str]) -> Mapping[str, str | None]:
    return MappingProxyType({name: value for name, value in extras.items() if EXTRA_PREFIX + name in managed})


@dataclass(frozen=True)
class ResourceWrite:
    """One item of the list of resources that a write sends: a resource that exists, or a new one."""

    remote_id: RemoteId | None
    """None: the catalogue chooses the id."""
    content: Resource
    """What to set; fields that are not managed stay as they are."""
    new: bool = field(default=False)
    our_id: RemoteId | None = None
    """The id that we give it: its id in the catalogue, or an extra there."""
    follows: RemoteId | None = None
    """For a new resource that comes with its file: the resource after which it is listed; None: it is the first."""

    @property
    def data(self) -> MeasuredFile | None:
        """The file to send, if any."""
        return self.content.data if isinstance(self.content.data, MeasuredFile) and self.content.hosted else None
