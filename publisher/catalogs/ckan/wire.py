"""CKAN's documents to the model and back. Pure: no call is made here.

The map of fields, and what CKAN does to what it is given, are described in docs/ckan.md.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, cast

from publisher.catalogs.ckan.words import FIELD_EXTRAS
from publisher.catalogs.documents import Document, block_of, line_of, list_of, marker_extras, marker_in, text_of
from publisher.model.dataset import Dataset, RemoteResource, Resource, ResourceWrite
from publisher.model.entry import Entry
from publisher.model.files import MeasuredFile
from publisher.model.marker import MARKER_KEYS, LastApplied
from publisher.model.names import CatalogName, RemoteId, ResourceId, Revision
from publisher.model.plan import EntryCreation, EntryEdit
from publisher.model.values import (
    UNMANAGED,
    Contact,
    File,
    Period,
    SchemaRef,
    State,
    canonical_text,
    canonical_words,
    digest,
)
from publisher.model.vocabulary import DATA_THEMES, FREQUENCIES, HVD_CATEGORIES, SCHEMAS, canonical_format

Extras = dict[str, str]

HARVEST_EXTRAS: Final = ("harvest_source_id", "harvest_object_id")
"""Extras that ckanext-harvest leaves on what it rewrites."""


class Upload(NamedTuple):
    """A form with one file in it."""

    fields: Mapping[str, str]
    part: str
    """Name of the field that the file is in."""
    name: str
    """Name of the file."""


_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})T00:00:00(?:\.0+)?(?:Z|\+00:00)?")
_ARCHIVED: Final = digest(State.ARCHIVED)


class NotADataset(ValueError):
    """The document is not one that CKAN gives for a dataset."""


# ---- from CKAN


def decode(document: object, catalog: CatalogName, url: str, foreign: Iterable[str] = ()) -> Entry:
    """An entry from a whole dataset document. Raises `NotADataset`."""
    if not isinstance(document, dict) or not isinstance(document.get("id"), str):
        raise NotADataset(type(document).__name__)
    extras = _extras(document)
    marker = marker_in(extras)
    organization = document.get("organization")
    return Entry(
        catalog=catalog,
        id=RemoteId(document["id"]),
        name=text_of(document, "name") or document["id"],
        address=f"{url}/dataset/{document.get('name') or document['id']}",
        organization=text_of(organization, "name") if isinstance(organization, dict) else None,
        organization_id=text_of(document, "owner_org"),
        organization_title=text_of(organization, "title") if isinstance(organization, dict) else None,
        revision=Revision(text_of(document, "metadata_modified") or ""),
        content=_content(document, extras, marker.last_applied if marker else None),
        resources=tuple(_held(resource) for resource in list_of(document, "resources")),
        marker=marker,
        foreign=next((f"{name} = {extras[name]}" for name in foreign if name in extras), None),
        harvested=next((f"{name} = {extras[name]}" for name in HARVEST_EXTRAS if name in extras), None),
        deleted=document.get("state") == "deleted",
        created=text_of(document, "metadata_created") or "",
        native=document,
    )


def _content(document: Document, extras: Extras, last_applied: LastApplied | None) -> Dataset:
    return Dataset(
        title=line_of(document, "title"),
        description=block_of(document, "notes"),
        keywords=canonical_words([str(tag.get("name", "")) for tag in list_of(document, "tags")]),
        license=text_of(document, "license_id"),
        frequency=_known(extras.get("frequency"), FREQUENCIES.from_uri),
        temporal=_period(extras),
        spatial=(extras["spatial_uri"],) if extras.get("spatial_uri") else None,
        contact=_contact(document),
        theme=_theme(extras.get("theme")),
        hvd=_known(extras.get("hvd_category"), HVD_CATEGORIES.from_uri),
        language=extras.get("language") or None,
        issued=_day(extras.get("issued")),
        landing_page=text_of(document, "url"),
        state=_state(document, last_applied),
        extras=MappingProxyType(
            {
                name: canonical_text(value) or None
                for name, value in extras.items()
                if name not in FIELD_EXTRAS | MARKER_KEYS
            }
        ),
    )


def _held(document: Document) -> RemoteResource:
    remote = RemoteId(str(document.get("id")))
    schema = text_of(document, "conforms_to")
    hosted = document.get("url_type") == "upload"
    content = Resource(
        id=ResourceId(remote),
        title=line_of(document, "name"),
        description=block_of(document, "description"),
        url=None if hosted else text_of(document, "url"),
        file=_file(document) if hosted else None,
        format=canonical_format(text_of(document, "format") or "") or None,
        mime=text_of(document, "mimetype"),
        type=text_of(document, "resource_type"),
        schema=decode_schema(schema) if schema else None,
    )
    return RemoteResource(remote, content, remote, text_of(document, "url") if hosted else None)


def _file(document: Document) -> File:
    """What CKAN says of bytes that it keeps. Its `hash` is anybody's word; the moment of the upload is its own."""
    size = document.get("size")
    return File(size if isinstance(size, int) else None, f"modified:{text_of(document, 'last_modified') or ''}")


def _state(document: Document, last_applied: LastApplied | None) -> State:
    """Archived and draft are both private; what we last applied tells them apart."""
    if not document.get("private"):
        return State.PUBLISHED
    archived = last_applied is not None and last_applied.fields.get("state") == _ARCHIVED
    return State.ARCHIVED if archived else State.DRAFT


def _period(extras: Extras) -> Period | None:
    start, end = _day(extras.get("temporal_start")), _day(extras.get("temporal_end"))
    return Period(start, end) if start or end else None


def _contact(document: Document) -> Contact | None:
    name, email = line_of(document, "maintainer"), text_of(document, "maintainer_email")
    return Contact(name, email) if name or email else None


def _theme(text: str | None) -> str | None:
    """One theme: ckanext-dcat keeps a JSON list of URIs. Anything else stays as it is."""
    if not text:
        return None
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError):
        listed = [text]
    if isinstance(listed, list) and len(listed) == 1 and isinstance(listed[0], str):
        return DATA_THEMES.from_uri(listed[0])
    return text


def decode_schema(text: str) -> SchemaRef:
    """A schema from `conforms_to`: one of the national catalogue, or any other address."""
    parts = text.removeprefix(SCHEMAS).split("/")
    if text.startswith(SCHEMAS) and len(parts) in (2, 3) and all(parts):
        return SchemaRef(name="/".join(parts[:2]), version=parts[2] if len(parts) == 3 else None)
    return SchemaRef(url=text)


def _known(text: str | None, read: Callable[[str], str]) -> str | None:
    return read(text) if text else None


def _day(text: str | None) -> str | None:
    if not text:
        return None
    midnight = _DAY.fullmatch(text)
    return midnight[1] if midnight else text


def _extras(document: Document) -> Extras:
    found = ((item.get("key"), item.get("value")) for item in list_of(document, "extras"))
    return {str(key): "" if value is None else str(value) for key, value in found}


# ---- to CKAN


def encode_creation(creation: EntryCreation, name: str) -> Document:
    """The document of `package_create`: the whole entry, marker included."""
    extras = {key: value for key, value in _extras_to_set(creation.content).items() if value is not None}
    return {
        "name": name,
        "owner_org": creation.desired.organization,
        **_native_fields(creation.content),
        "extras": _listed(extras | marker_extras(creation.marker)),
        "resources": [_new_resource(resource_write) for resource_write in creation.resource_writes],
    }


def encode_edit(edit: EntryEdit) -> Document:
    """The document of `package_revise`: only if nobody wrote since, only what changes.

    Lists (tags, extras, resources) would be merged by position, so each that is sent is first filtered away; and each
    is sent whole, with the items of others as they are. Groups that are sent need a member's rights in each, and groups
    left out stay: they are always left out.
    """
    native = cast("Document", edit.entry.native)
    update: Document = {**_native_fields(edit.content), "extras": _listed(_merged_extras(native, edit))}
    if edit.entry.deleted:
        update["state"] = "active"
    if edit.resource_writes is not None:
        update["resources"] = list(_merged_resources(native, edit.resource_writes))
    return {
        "match": _match(edit.entry),
        "filter": ["-groups", *(f"-{name}" for name in ("tags", "extras", "resources") if name in update)],
        "update": update,
    }


def encode_upload(entry: Entry, resource_write: ResourceWrite, data: MeasuredFile) -> Upload:
    """The form fields of `package_revise` for the bytes of one resource, as flat texts: it takes no others with files.

    The hash is sent each time: CKAN keeps that of the last file otherwise.
    """
    resource = f"update__resources__{resource_write.remote_id}__"
    return Upload(
        fields={
            "match": json.dumps(_match(entry)),
            "filter": json.dumps(["-groups"]),
            f"{resource}hash": data.sha256,
            f"{resource}size": str(data.size),
        },
        part=f"{resource}upload",
        name=data.name,
    )


def _match(entry: Entry) -> Document:
    """What must still hold for a write to count: a deletion on the portal leaves `metadata_modified` as it is."""
    native = cast("Document", entry.native)
    return {"id": entry.id, "metadata_modified": entry.revision, "state": native.get("state", "active")}


def _native_fields(content: Dataset) -> Document:
    """The managed fields that CKAN has a place of its own for. An empty text clears."""
    plain = {
        "title": content.title,
        "notes": content.description,
        "license_id": content.license,
        "url": content.landing_page,
    }
    fields: Document = {name: value or "" for name, value in plain.items() if value is not UNMANAGED}
    if content.contact is not UNMANAGED:
        contact = content.contact or Contact(None, None)
        fields |= {"maintainer": contact.name or "", "maintainer_email": contact.email or ""}
    if content.keywords is not UNMANAGED:
        fields["tags"] = [{"name": word} for word in content.keywords or ()]
    if content.state is not UNMANAGED:
        fields["private"] = content.state is not State.PUBLISHED
    return fields


def _extras_to_set(content: Dataset) -> dict[str, str | None]:
    """The managed fields that CKAN keeps as extras; None removes one."""
    extras: dict[str, str | None] = dict(content.extras)
    if content.frequency is not UNMANAGED:
        extras["frequency"] = FREQUENCIES.to_uri(content.frequency) if content.frequency else None
    if content.temporal is not UNMANAGED:
        period = content.temporal or Period(None, None)
        extras |= {"temporal_start": period.start, "temporal_end": period.end}
    if content.spatial is not UNMANAGED:
        extras["spatial_uri"] = content.spatial[0] if content.spatial else None
    if content.theme is not UNMANAGED:
        extras["theme"] = json.dumps([DATA_THEMES.to_uri(content.theme)]) if content.theme else None
    if content.hvd is not UNMANAGED:
        extras["hvd_category"] = HVD_CATEGORIES.to_uri(content.hvd) if content.hvd else None
    if content.language is not UNMANAGED:
        extras["language"] = content.language
    if content.issued is not UNMANAGED:
        extras["issued"] = content.issued
    return extras


def _merged_extras(native: Document, edit: EntryEdit) -> Extras:
    """All extras as they should be: those of others as they are, ours set or removed, the marker last applied."""
    changed = _extras_to_set(edit.content)
    kept = {name: value for name, value in _extras(native).items() if changed.get(name, value) is not None}
    ours = {name: value for name, value in changed.items() if value is not None}
    return kept | ours | marker_extras(edit.marker)


def _listed(extras: Mapping[str, str]) -> list[Document]:
    return [{"key": name, "value": value} for name, value in extras.items()]


def _merged_resources(native: Document, resource_writes: tuple[ResourceWrite, ...]) -> Iterable[Document]:
    """The whole list: a field left out of an existing resource would be cleared, so each goes back whole."""
    held = {str(document.get("id")): document for document in list_of(native, "resources")}
    for resource_write in resource_writes:
        known = held.get(resource_write.remote_id or "")
        yield (
            known | _resource_fields(resource_write.content) | _no_upload(resource_write)
            if known is not None
            else _new_resource(resource_write)
        )


def _no_upload(resource_write: ResourceWrite) -> Document:
    """An address that replaces an uploaded file: CKAN would keep its last part alone, and the file's hash."""
    return {} if resource_write.content.url is UNMANAGED else {"url_type": "", "hash": "", "size": ""}


def _new_resource(resource_write: ResourceWrite) -> Document:
    """A resource to make; one whose bytes follow has no address before."""
    return {"id": resource_write.remote_id, "url": "", **_resource_fields(resource_write.content)}


def _resource_fields(content: Resource) -> Document:
    plain = {
        "name": content.title,
        "description": content.description,
        "url": content.url,
        "format": content.format,
        "mimetype": content.mime,
        "resource_type": content.type,
    }
    fields: Document = {name: value or "" for name, value in plain.items() if value is not UNMANAGED}
    if content.schema is not UNMANAGED:
        fields["conforms_to"] = encode_schema(content.schema) if content.schema else ""
    return fields


def encode_schema(schema: SchemaRef) -> str:
    """A schema as an address: for one of the national catalogue, the folder of its files."""
    return schema.url or SCHEMAS + "/".join(part for part in (schema.name, schema.version) if part)
