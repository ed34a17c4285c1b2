"""Small builders for the words of the model: a test names only what it is about."""

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
STRANGER: Final = Repository("someone/else")
CATALOG: Final = CatalogName("grandlyon")
KEY: Final = DatasetKey("bron/toilettes")
ORGANIZATION: Final = "ville-de-bron"
TITLE: Final = "Toilettes publiques"
NO_BASE: Final = LastApplied()
NAMED: Final = Traits(unique_names=True, takes_ids=True, switches=True)
"""As CKAN is."""
NAMELESS: Final = Traits(unique_names=False, takes_ids=False, switches=False)
"""As udata is."""


def at(file: str = "manifests/bron/toilettes.yml", line: int = 1) -> Position:
    """A place in a file."""
    return Position(file, line)


# ---- content


def resource(name: str = "csv", **fields: Any) -> Resource:
    """A resource with a title and an address."""
    given: dict[str, Any] = {"title": f"Fichier {name}", "url": f"https://files.example.org/{name}"} | fields
    return Resource(id=ResourceId(name), **given)


def dataset(*resources: Resource, **fields: Any) -> Dataset:
    """A published dataset with a title; everything else is unmanaged."""
    given: dict[str, Any] = {"title": TITLE, "state": State.PUBLISHED} | fields
    return Dataset(resources=resources, **given)


def everything(content: Dataset) -> Dataset:
    """The content as a catalogue gives it: every field managed, the empty ones None, no resources."""
    return replace(content, resources=(), **_emptied(content, DATASET_FIELDS))


def everything_of(content: Resource) -> Resource:
    """The resource as a catalogue gives it: every field managed, the empty ones None."""
    return replace(content, data=None, **_emptied(content, RESOURCE_FIELDS))


def _emptied(content: Dataset | Resource, names: Iterable[str]) -> dict[str, Any]:
    return {name: None for name in names if getattr(content, name) is UNMANAGED}


# ---- what a catalogue holds


def remote(name: str) -> RemoteId:
    """The id that a resource of ours has in the tests' catalogue."""
    return RemoteId(f"remote-{name}")


def held(content: Resource | str, at_remote: str | None = None) -> RemoteResource:
    """A resource as a catalogue that takes our ids holds it."""
    found = resource(content) if isinstance(content, str) else content
    known = RemoteId(at_remote) if at_remote else remote(found.id)
    return RemoteResource(known, everything_of(found), known, download(known) if found.hosted else None)


def download(at_remote: RemoteId) -> str:
    """Where a catalogue keeps the bytes of a resource."""
    return f"https://data.example.org/download/{at_remote}"


def digests(**values: Value) -> Digests:
    """Digests of values by field name."""
    return MappingProxyType({name: digest(value) for name, value in values.items()})


def resource_base(
    content: Resource, at_remote: str | None = None, echoes: Digests | None = None
) -> ResourceLastApplied:
    """What the marker remembers of a resource that was applied as it is here."""
    known = RemoteId(at_remote) if at_remote else remote(content.id)
    return ResourceLastApplied(content.id, known, digests(**values_of_resource(content)), echoes or digests())


def base_of(content: Dataset, echoes: Digests | None = None) -> LastApplied:
    """What the marker remembers after this content was applied."""
    fields = {name: digest(value) for name, value in values_of(content).items()}
    return LastApplied(fields, echoes or digests(), tuple(resource_base(one) for one in content.resources))


def marker(last_applied: LastApplied | None = NO_BASE, key: str = KEY, repository: str = REPOSITORY) -> Marker:
    """A marker of ours."""
    return Marker(Repository(repository), DatasetKey(key), last_applied)


def entry(content: Dataset | None = None, **fields: Any) -> Entry:
    """An entry of the organization that holds this content; without a marker unless one is given."""
    found = content or dataset()
    name = str(fields.get("name", "toilettes-bron"))
    given: dict[str, Any] = {
        "catalog": CATALOG,
        "id": RemoteId(f"id-{name}"),
        "name": name,
        "address": f"https://data.example.org/dataset/{name}",
        "organization": ORGANIZATION,
        "organization_id": "org-1",
        "revision": Revision("1"),
        "content": everything(found),
        "resources": tuple(held(one) for one in found.resources),
        "marker": None,
    }
    return Entry(**given | fields)


def applied(content: Dataset, **fields: Any) -> Entry:
    """An entry of ours that holds what was last applied to it: this content."""
    return entry(content, **{"marker": marker(base_of(content))} | fields)


def edited(found: Entry, **fields: Any) -> Entry:
    """The entry after somebody edited it on the portal."""
    return replace(found, content=replace(found.content, **fields), revision=Revision(f"{found.revision}'"))


def named_as_sent(resource_write: ResourceWrite) -> RemoteId:
    """The id of a new resource, where we choose it."""
    return resource_write.remote_id or remote(resource_write.content.id)


def after(
    planned: EntryEdit,
    *,
    revision: str = "2",
    traits: Traits = NAMED,
    name: Callable[[ResourceWrite], RemoteId] = named_as_sent,
) -> Entry:
    """The entry after a catalogue took an edit, word for word."""
    before = planned.entry
    given = values_of(planned.content)
    fields: dict[str, Any] = {name: value for name, value in given.items() if not name.startswith("extras.")}
    extras = {name: value for name, value in (dict(before.content.extras) | dict(planned.content.extras)).items()
              if value is not None}  # fmt: skip
    return replace(
        before,
        content=replace(before.content, **fields, extras=extras),
        resources=before.resources
        if planned.resource_writes is None
        else kept(planned.resource_writes, before.resources, traits, name),
        marker=planned.marker,
        revision=Revision(revision),
        deleted=False,
    )


def kept(
    resource_writes: Iterable[ResourceWrite],
    before: Iterable[RemoteResource],
    traits: Traits,
    name: Callable[[ResourceWrite], RemoteId],
) -> tuple[RemoteResource, ...]:
    """The resources that a catalogue has once it took a list; the bytes of files are no part of it."""
    known = {one.remote_id: one for one in before}
    found = (
        _changed(known[resource_write.remote_id], resource_write, traits)
        if resource_write.remote_id in known
        else _added(resource_write, traits, name)
        for resource_write in resource_writes
    )
    return tuple(one for one in found if one is not None)


def _added(
    resource_write: ResourceWrite, traits: Traits, name: Callable[[ResourceWrite], RemoteId]
) -> RemoteResource | None:
    """A new resource; a file to come has no address yet, or is not there at all."""
    if resource_write.content.hosted and not traits.takes_ids:
        return None
    given = name(resource_write)
    content = everything_of(resource_write.content)
    if traits.takes_ids:
        return RemoteResource(given, replace(content, file=None), given)
    return RemoteResource(given, content, resource_write.our_id)


def _changed(there: RemoteResource, resource_write: ResourceWrite, traits: Traits) -> RemoteResource:
    """A resource after a write. An address replaces a file where a resource can switch; no list brings bytes."""
    values: dict[str, Any] = dict(values_of_resource(resource_write.content))
    own = there.our_id if traits.takes_ids else resource_write.our_id or there.our_id
    if there.address is not None and ("url" not in values or not traits.switches):
        values |= {"url": None, "file": there.content.file}
        return RemoteResource(there.remote_id, replace(there.content, **values), own, there.address)
    if traits.takes_ids:
        values["file"] = None
    return RemoteResource(there.remote_id, replace(there.content, **values), own)


def made(planned: EntryCreation, name: str, *, traits: Traits = NAMED, **fields: Any) -> Entry:
    """The entry that a catalogue makes of a creation, word for word; private where a second one is not refused."""
    content = planned.content if traits.unique_names else replace(planned.content, state=State.DRAFT)
    extras = {key: value for key, value in content.extras.items() if value is not None}
    given: dict[str, Any] = {
        "name": name,
        "resources": kept(planned.resource_writes, (), traits, fields.pop("give", named_as_sent)),
        "marker": planned.marker,
    }
    return entry(replace(content, extras=extras), **given | fields)


# ---- what is wanted, and where


def desired(content: Dataset | None = None, **fields: Any) -> DesiredDataset:
    """A dataset as the tests' catalogue is asked to hold it."""
    given: dict[str, Any] = {
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
    return DesiredDataset(**given | fields)


def access(**fields: Any) -> Access:
    """A catalogue where we may write to our organization."""
    given: dict[str, Any] = {
        "catalog": CATALOG,
        "software": "Fake 1.0",
        "user": "robot",
        "organizations": frozenset({ORGANIZATION}),
        "writable": frozenset({ORGANIZATION}),
    }
    return Access(**given | fields)


def config(name: str = CATALOG, **fields: Any) -> CatalogConfig:
    """A catalogue that is written to."""
    given: dict[str, Any] = {
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
    return CatalogConfig(**given | fields)


def manifest(key: str = KEY, content: Dataset | None = None, **fields: Any) -> Manifest:
    """A manifest."""
    given: dict[str, Any] = {
        "key": DatasetKey(key),
        "at": at(f"manifests/{key}.yml"),
        "theme": None,
        "content": content or dataset(title=f"Titre de {key}"),
    }
    return Manifest(**given | fields)


def producer(name: str, organizations: Mapping[CatalogName, str] | None = None) -> Producer:
    """A producer; its organization is `ville-de-<name>` in the tests' catalogue."""
    known = {CATALOG: f"ville-de-{name}"} if organizations is None else organizations
    return Producer(
        id=ProducerId(name),
        name=f"Ville de {name.title()}",
        organizations=known,
        organizations_at={one: at(f"manifests/{name}/producer.yml", 4) for one in known},
        at=at(f"manifests/{name}/producer.yml"),
    )


def manifests(*found: Manifest, **fields: Any) -> ManifestSet:
    """A repository of manifests, with the producers its keys speak of."""
    names = sorted({one.key.partition("/")[0] for one in found})
    given: dict[str, Any] = {
        "root": Path("manifests"),
        "repository": REPOSITORY,
        "catalogs": (config(),),
        "guards": Guards(),
        "themes": {},
        "producers": {ProducerId(name): producer(name) for name in names},
        "manifests": found,
    }
    return ManifestSet(**given | fields)
