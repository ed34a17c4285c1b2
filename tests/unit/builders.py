"""Builders of model values with defaults: a test names only the fields that matter to it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from publisher.model.catalog import Access, Traits
from publisher.model.dataset import (
    DATASET_FIELDS,
    RESOURCE_FIELDS,
    Dataset,
    RemoteResource,
    Resource,
    ResourceWrite,
    values_of,
    values_of_resource,
)
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.findings import Position
from publisher.model.guards import Guards
from publisher.model.manifest import CatalogConfig, Manifest, ManifestSet, Mode, Producer
from publisher.model.marker import Digests, LastApplied, Marker, ResourceLastApplied
from publisher.model.names import CatalogName, DatasetKey, ProducerId, RemoteId, Repository, ResourceId, Revision
from publisher.model.plan import EntryCreation, EntryEdit
from publisher.model.values import UNMANAGED, State, Value, digest

REPOSITORY: Final = Repository("metropole/open-data")
OTHER_REPOSITORY: Final = Repository("someone/else")
CATALOG: Final = CatalogName("grandlyon")
KEY: Final = DatasetKey("bron/toilettes")
ORGANIZATION: Final = "ville-de-bron"
TITLE: Final = "Toilettes publiques"
NO_BASE: Final = LastApplied()
NAMED: Final = Traits(
    unique_names=True, takes_ids=True, switches=True, archives=False, hides_files=True, overwrites_files=True
)
"""The traits of CKAN."""
NAMELESS: Final = Traits(
    unique_names=False, takes_ids=False, switches=False, archives=True, hides_files=False, overwrites_files=False
)
"""The traits of udata."""


def at(file: str = "manifests/bron/toilettes.yml", line: int = 1) -> Position:
    """Return a position in a file."""
    return Position(file, line)


# ---- the content of a dataset


def resource(name: str = "csv", **fields: Any) -> Resource:
    """Return a resource with a title and an address."""
    values: dict[str, Any] = {"title": f"Fichier {name}", "url": f"https://files.example.org/{name}"} | fields
    return Resource(id=ResourceId(name), **values)


def dataset(*resources: Resource, **fields: Any) -> Dataset:
    """Return a published dataset with a title; every other field is unmanaged."""
    values: dict[str, Any] = {"title": TITLE, "state": State.PUBLISHED} | fields
    return Dataset(resources=resources, **values)


def with_every_field(content: Dataset) -> Dataset:
    """Return the content as a catalogue returns it: an empty field is None, no field is unmanaged, no resources."""
    return replace(content, resources=(), **_empty_fields(content, DATASET_FIELDS))


def with_every_resource_field(content: Resource) -> Resource:
    """Return the resource as a catalogue returns it: an empty field is None, no field is unmanaged."""
    return replace(content, data=None, **_empty_fields(content, RESOURCE_FIELDS))


def _empty_fields(content: Dataset | Resource, names: Iterable[str]) -> dict[str, Any]:
    return {name: None for name in names if getattr(content, name) is UNMANAGED}


# ---- the content of a catalogue


def remote_id_of(name: str) -> RemoteId:
    """Return the id that a resource of ours has in the tests' catalogue."""
    return RemoteId(f"remote-{name}")


def remote_resource(content: Resource | str, remote_id: str | None = None) -> RemoteResource:
    """Return a resource as a catalogue that takes our ids stores it; a text is the id of a resource with defaults."""
    local = resource(content) if isinstance(content, str) else content
    our_id = RemoteId(remote_id) if remote_id else remote_id_of(local.id)
    return RemoteResource(our_id, with_every_resource_field(local), our_id, download(our_id) if local.hosted else None)


def download(remote_id: RemoteId) -> str:
    """Return the address of the file of a resource."""
    return f"https://data.example.org/download/{remote_id}"


def digests(**values: Value) -> Digests:
    """Return the digests of these values, by field."""
    return MappingProxyType({name: digest(value) for name, value in values.items()})


def resource_base(
    content: Resource, remote_id: str | None = None, echoes: Digests | None = None
) -> ResourceLastApplied:
    """Return what the marker says of a resource that was applied with this content."""
    applied_id = RemoteId(remote_id) if remote_id else remote_id_of(content.id)
    return ResourceLastApplied(content.id, applied_id, digests(**values_of_resource(content)), echoes or digests())


def base_of(content: Dataset, echoes: Digests | None = None) -> LastApplied:
    """Return what the marker says after this content was applied."""
    fields = {name: digest(value) for name, value in values_of(content).items()}
    return LastApplied(fields, echoes or digests(), tuple(resource_base(resource) for resource in content.resources))


def marker(last_applied: LastApplied | None = NO_BASE, key: str = KEY, repository: str = REPOSITORY) -> Marker:
    """Return a marker of our repository."""
    return Marker(Repository(repository), DatasetKey(key), last_applied)


def entry(content: Dataset | None = None, **fields: Any) -> Entry:
    """Return an entry of the organization with this content; it has no marker unless a test passes one."""
    stored = content or dataset()
    name = str(fields.get("name", "toilettes-bron"))
    values: dict[str, Any] = {
        "catalog": CATALOG,
        "id": RemoteId(f"id-{name}"),
        "name": name,
        "address": f"https://data.example.org/dataset/{name}",
        "organization": ORGANIZATION,
        "organization_id": "org-1",
        "revision": Revision("1"),
        "content": with_every_field(stored),
        "resources": tuple(remote_resource(resource) for resource in stored.resources),
        "marker": None,
    }
    return Entry(**values | fields)


def applied(content: Dataset, **fields: Any) -> Entry:
    """Return an entry of ours whose content is the last applied one."""
    return entry(content, **{"marker": marker(base_of(content))} | fields)


def edited(entry: Entry, **fields: Any) -> Entry:
    """Return the entry after an edit in the catalogue."""
    return replace(entry, content=replace(entry.content, **fields), revision=Revision(f"{entry.revision}'"))


def sent_id(resource_write: ResourceWrite) -> RemoteId:
    """Return the id of a new resource in a catalogue that takes our ids."""
    return resource_write.remote_id or remote_id_of(resource_write.content.id)


def updated_entry(
    edit: EntryEdit,
    *,
    revision: str = "2",
    traits: Traits = NAMED,
    new_id: Callable[[ResourceWrite], RemoteId] = sent_id,
) -> Entry:
    """Return the entry after a catalogue applied an edit without a change of its own."""
    before = edit.entry
    values = values_of(edit.content)
    fields: dict[str, Any] = {field: value for field, value in values.items() if not field.startswith("extras.")}
    extras = {key: value for key, value in (dict(before.content.extras) | dict(edit.content.extras)).items()
              if value is not None}  # fmt: skip
    return replace(
        before,
        content=replace(before.content, **fields, extras=extras),
        resources=before.resources
        if edit.resource_writes is None
        else stored_resources(edit.resource_writes, before.resources, traits, new_id),
        marker=edit.marker,
        revision=Revision(revision),
        deleted=False,
    )


def stored_resources(
    resource_writes: Iterable[ResourceWrite],
    before: Iterable[RemoteResource],
    traits: Traits,
    new_id: Callable[[ResourceWrite], RemoteId],
) -> tuple[RemoteResource, ...]:
    """Return the resources of an entry after a write of its list; uploads of files are separate calls."""
    by_id = {resource.remote_id: resource for resource in before}
    resources = (
        _changed(by_id[resource_write.remote_id], resource_write, traits)
        if resource_write.remote_id in by_id
        else _added(resource_write, traits, new_id)
        for resource_write in resource_writes
    )
    return tuple(resource for resource in resources if resource is not None)


def _added(
    resource_write: ResourceWrite, traits: Traits, new_id: Callable[[ResourceWrite], RemoteId]
) -> RemoteResource | None:
    """Return a new resource; before its upload, a file has no address, or (on udata) there is no resource."""
    if resource_write.content.hosted and not traits.takes_ids:
        return None
    remote_id = new_id(resource_write)
    content = with_every_resource_field(resource_write.content)
    if traits.takes_ids:
        return RemoteResource(remote_id, replace(content, file=None), remote_id)
    return RemoteResource(remote_id, content, resource_write.our_id)


def _changed(before: RemoteResource, resource_write: ResourceWrite, traits: Traits) -> RemoteResource:
    """Return a resource after a write; an address replaces a file only where a resource can switch."""
    values: dict[str, Any] = dict(values_of_resource(resource_write.content))
    our_id = before.our_id if traits.takes_ids else resource_write.our_id or before.our_id
    if before.address is not None and ("url" not in values or not traits.switches):
        values |= {"url": None, "file": before.content.file}
        return RemoteResource(before.remote_id, replace(before.content, **values), our_id, before.address)
    if traits.takes_ids:
        values["file"] = None
    return RemoteResource(before.remote_id, replace(before.content, **values), our_id)


def created_entry(creation: EntryCreation, name: str, *, traits: Traits = NAMED, **fields: Any) -> Entry:
    """Return the entry of a creation; it is private in a catalogue without unique names."""
    content = creation.content if traits.unique_names else replace(creation.content, state=State.DRAFT)
    extras = {key: value for key, value in content.extras.items() if value is not None}
    values: dict[str, Any] = {
        "name": name,
        "resources": stored_resources(creation.resource_writes, (), traits, fields.pop("new_id", sent_id)),
        "marker": creation.marker,
    }
    return entry(replace(content, extras=extras), **values | fields)


# ---- the inputs of a plan


def desired(content: Dataset | None = None, **fields: Any) -> DesiredDataset:
    """Return a dataset as it should be in the tests' catalogue."""
    values: dict[str, Any] = {
        "repository": REPOSITORY,
        "catalog": CATALOG,
        "key": KEY,
        "previously": (),
        "organization": ORGANIZATION,
        "organization_at": at("manifests/bron/producer.yml", 4),
        "slug": None,
        "content": content or dataset(),
        "ignored": frozenset(),
        "at": at(),
    }
    return DesiredDataset(**values | fields)


def access(**fields: Any) -> Access:
    """Return the access of an account that may write to our organization."""
    values: dict[str, Any] = {
        "catalog": CATALOG,
        "software": "Fake 1.0",
        "user": "robot",
        "organizations": frozenset({ORGANIZATION}),
        "writable": frozenset({ORGANIZATION}),
    }
    return Access(**values | fields)


def config(name: str = CATALOG, **fields: Any) -> CatalogConfig:
    """Return the configuration of a catalogue in the mode `manage`."""
    values: dict[str, Any] = {
        "name": CatalogName(name),
        "kind": "fake",
        "url": "https://data.example.org",
        "token_env": "TOKEN",
        "mode": Mode.MANAGE,
        "organization": None,
        "rate": 100.0,
        "concurrency": 2,
        "connect_timeout": 1.0,
        "read_timeout": 1.0,
        "foreign": (),
        "at": at("manifests/catalogs.yml", 3),
    }
    return CatalogConfig(**values | fields)


def manifest(key: str = KEY, content: Dataset | None = None, **fields: Any) -> Manifest:
    """Return a manifest."""
    values: dict[str, Any] = {
        "key": DatasetKey(key),
        "at": at(f"manifests/{key}.yml"),
        "theme": None,
        "content": content or dataset(title=f"Titre de {key}"),
    }
    return Manifest(**values | fields)


def producer(name: str, organizations: Mapping[CatalogName, str] | None = None) -> Producer:
    """Return a producer; its organization is `ville-de-<name>` in the tests' catalogue."""
    names = {CATALOG: f"ville-de-{name}"} if organizations is None else organizations
    return Producer(
        id=ProducerId(name),
        name=f"Ville de {name.title()}",
        organizations=names,
        organizations_at={catalog: at(f"manifests/{name}/producer.yml", 4) for catalog in names},
        at=at(f"manifests/{name}/producer.yml"),
    )


def manifests(*content: Manifest, **fields: Any) -> ManifestSet:
    """Return a repository of manifests, with the producers that occur in the keys."""
    names = sorted({manifest.key.partition("/")[0] for manifest in content})
    values: dict[str, Any] = {
        "root": Path("manifests"),
        "repository": REPOSITORY,
        "catalogs": (config(),),
        "guards": Guards(),
        "themes": {},
        "producers": {ProducerId(name): producer(name) for name in names},
        "manifests": content,
    }
    return ManifestSet(**values | fields)
