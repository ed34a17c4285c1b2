"""udata's documents to the model and back. Pure: no call is made here.

The map of fields, and what udata does to what it is given, are described in docs/udata.md.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from types import MappingProxyType
from typing import Final, cast

from publisher.catalogs.documents import (
    Document,
    block_of,
    line_of,
    list_of,
    marker_extras,
    marker_in,
    table_of,
    text_of,
)
from publisher.catalogs.udata.words import (
    DROPPED_EXTRAS,
    FIELD_EXTRAS,
    HVD,
    HVD_TAG,
    ISSUED,
    LANDING_PAGE,
    LANGUAGE,
    NOTHING_SAID,
    OWN_ID,
    THEME,
)
from publisher.model.dataset import Dataset, RemoteResource, Resource, ResourceWrite
from publisher.model.entry import Entry
from publisher.model.marker import MARKER_KEYS
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
)
from publisher.model.vocabulary import canonical_format

MASK: Final = (
    "data{id,slug,title,description,tags,license,frequency,temporal_coverage,spatial,contact_points{id,name,email,role},"
    "private,archived,deleted,extras,harvest,internal,page,organization{id,slug,name},"
    "resources{id,title,description,url,filetype,type,format,mime,checksum,filesize,schema,extras}},next_page"
)
"""`X-Fields` of a bulk read: all that `decode` looks at."""

SHAPE: Final = "(geom)"
"""Stands for a shape drawn on the portal."""

CONTACT: Final = "contact"
"""The role, among those of contact points, of whom reusers may write to."""


class NotADataset(ValueError):
    """The document is not one that udata gives for a dataset."""


# ---- from udata


def decode(document: object, catalog: CatalogName, foreign: Iterable[str] = ()) -> Entry:
    """An entry from a dataset document. Raises `NotADataset`."""
    if not isinstance(document, dict) or not isinstance(document.get("id"), str):
        raise NotADataset(type(document).__name__)
    extras, organization, internal = (table_of(document, name) for name in ("extras", "organization", "internal"))
    backend = text_of(table_of(document, "harvest"), "backend")
    resources = tuple(_held(resource) for resource in list_of(document, "resources"))
    return Entry(
        catalog=catalog,
        id=RemoteId(document["id"]),
        name=text_of(document, "slug") or document["id"],
        address=text_of(document, "page") or document["id"],
        organization=text_of(organization, "slug"),
        organization_id=text_of(organization, "id"),
        organization_title=text_of(organization, "name"),
        revision=_revision(internal, resources),
        content=_content(document, extras),
        resources=resources,
        marker=marker_in(extras),
        foreign=next((f"{name} = {extras[name]}" for name in foreign if name in extras), None),
        harvested=f"harvest.backend = {backend}" if backend else None,
        deleted=document.get("deleted") is not None,
        created=_moment(internal, "created_at_internal"),
        native=document,
    )


def _content(document: Document, extras: Document) -> Dataset:
    return Dataset(
        title=line_of(document, "title"),
        description=block_of(document, "description"),
        keywords=canonical_words([tag for tag in _texts(document, "tags") if tag != HVD_TAG]),
        license=_said(document, "license"),
        frequency=_said(document, "frequency"),
        temporal=_period(table_of(document, "temporal_coverage")),
        spatial=_zones(table_of(document, "spatial")),
        contact=_contact(list_of(document, "contact_points")),
        theme=text_of(extras, THEME),
        hvd=text_of(extras, HVD),
        language=text_of(extras, LANGUAGE),
        issued=text_of(extras, ISSUED),
        landing_page=text_of(extras, LANDING_PAGE),
        state=_state(document),
        extras=MappingProxyType(
            {
                name: canonical_text(str(value)) or None
                for name, value in extras.items()
                if name not in FIELD_EXTRAS | MARKER_KEYS
            }
        ),
    )


def _held(document: Document) -> RemoteResource:
    remote, hosted = RemoteId(str(document.get("id"))), document.get("filetype") == "file"
    own = text_of(table_of(document, "extras"), OWN_ID)
    content = Resource(
        id=ResourceId(remote),
        title=line_of(document, "title"),
        description=block_of(document, "description"),
        url=None if hosted else text_of(document, "url"),
        file=_file(document),
        format=canonical_format(text_of(document, "format") or "") or None,
        mime=text_of(document, "mime"),
        type=text_of(document, "type"),
        schema=_schema(table_of(document, "schema")),
    )
    return RemoteResource(remote, content, RemoteId(own) if own else None, text_of(document, "url") if hosted else None)


def _file(document: Document) -> File | None:
    checksum, size = table_of(document, "checksum"), document.get("filesize")
    kind, value = text_of(checksum, "type"), text_of(checksum, "value")
    if value is None and not isinstance(size, int):
        return None
    return File(size if isinstance(size, int) else None, f"{kind}:{value}" if value else None)


def _state(document: Document) -> State:
    if document.get("archived") is not None:
        return State.ARCHIVED
    return State.DRAFT if document.get("private") else State.PUBLISHED


def _period(document: Document) -> Period | None:
    start, end = (text_of(document, name) for name in ("start", "end"))
    return Period(start and start[:10], end and end[:10]) if start or end else None


def _zones(document: Document) -> tuple[str, ...] | None:
    """The zones; a shape that was drawn on the portal is a value, too, though none of ours."""
    drawn = (SHAPE,) if document.get("geom") is not None else None
    return tuple(_texts(document, "zones")) or drawn


def _contact(points: Iterable[Document]) -> Contact | None:
    """Whom reusers may write to; where there are several, all of them, which equals nothing of ours."""
    found = [point for point in points if _is_contact(point)]
    if not found:
        return None
    names, emails = ([text for one in found if (text := line_of(one, name))] for name in ("name", "email"))
    return Contact(" · ".join(names) or None, " · ".join(emails) or None)


def _is_contact(point: Document) -> bool:
    return point.get("role") in (None, CONTACT)


def _schema(document: Document) -> SchemaRef | None:
    name, version, url = (text_of(document, part) for part in ("name", "version", "url"))
    return SchemaRef(name, version, url) if name or url else None


def _said(document: Document, name: str) -> str | None:
    """A word that says something: udata shows one also where nothing was said."""
    found = text_of(document, name)
    return None if found in NOTHING_SAID else found


def _revision(internal: Document, resources: tuple[RemoteResource, ...]) -> Revision:
    """The moment of the last write, and what the resources are: an edit of one on the portal moves no moment."""
    seen = hashlib.blake2b(repr(resources).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return Revision(f"{_moment(internal, 'last_modified_internal')} {seen}")


def _moment(document: Document, name: str) -> str:
    """A moment to the millisecond: the reply to a write has more digits than later reads, which drop a zero."""
    text = text_of(document, name) or ""
    try:
        return datetime.fromisoformat(text).isoformat(timespec="milliseconds")
    except ValueError:
        return text


def _texts(document: Document, name: str) -> list[str]:
    found = document.get(name)
    return [str(one) for one in found] if isinstance(found, list) else []


# ---- to udata


def encode_creation(creation: EntryCreation, organization: str, contact: str | None) -> Document:
    """The document of `POST /datasets/`: the whole entry, marker included, private. Files follow."""
    extras = {name: value for name, value in _extras_to_set(creation.content).items() if value is not None}
    return {
        "organization": organization,
        **_fields(creation.content, contact, {}, ""),
        "private": True,
        "extras": extras | marker_extras(creation.marker),
        "resources": [
            _new_resource(resource_write)
            for resource_write in creation.resource_writes
            if not resource_write.content.hosted
        ],
    }


def encode_edit(edit: EntryEdit, contact: str | None, now: str) -> Document:
    """The document of `PUT /datasets/{id}/`: what changes, and what udata would erase or turn if it were left out.

    Those are `tags`, `temporal_coverage` and `private`. Extras and resources are replaced whole: each is sent with what
    others put there.
    """
    native = cast("Document", edit.entry.native)
    document: Document = {
        "tags": native.get("tags") or [],
        "temporal_coverage": native.get("temporal_coverage"),
        "private": bool(native.get("private")),
        **_fields(edit.content, contact, native, now),
        "extras": _merged_extras(native, edit),
    }
    if edit.entry.deleted:
        document["deleted"] = None
    if edit.resource_writes is not None:
        document["resources"] = list(_merged_resources(native, edit.resource_writes))
    return document


def _fields(content: Dataset, contact: str | None, native: Document, now: str) -> Document:
    """The managed fields that udata has a place of its own for."""
    plain = {
        "title": content.title,
        "description": content.description,
        "license": content.license,
        "frequency": content.frequency,
    }
    fields: Document = {name: value for name, value in plain.items() if value is not UNMANAGED}
    if content.keywords is not UNMANAGED:
        fields["tags"] = [*(content.keywords or ()), *(tag for tag in _texts(native, "tags") if tag == HVD_TAG)]
    if content.temporal is not UNMANAGED:
        period = content.temporal
        fields["temporal_coverage"] = {"start": period.start, "end": period.end} if period else None
    if content.spatial is not UNMANAGED:
        fields["spatial"] = _spatial(content.spatial, table_of(native, "spatial"))
    if content.contact is not UNMANAGED:
        others = [point.get("id") for point in list_of(native, "contact_points") if not _is_contact(point)]
        fields["contact_points"] = [*([contact] if contact else []), *others] or None
    return fields | _state_fields(content, native, now)


def _spatial(zones: tuple[str, ...] | None, held: Document) -> Document:
    """Zones take the place of a shape: udata refuses both together."""
    granularity = text_of(held, "granularity")
    kept = {"granularity": granularity} if granularity and zones else {}
    drawn = {"geom": None} if held.get("geom") is not None else {}
    return {"zones": list(zones) if zones else None, **kept, **drawn}


def _state_fields(content: Dataset, native: Document, now: str) -> Document:
    match content.state:
        case State.PUBLISHED:
            return {"private": False, "archived": None}
        case State.DRAFT:
            return {"private": True, "archived": None}
        case State.ARCHIVED:
            return {"archived": native.get("archived") or now}
        case _:
            return {}


def _extras_to_set(content: Dataset) -> dict[str, str | None]:
    """The managed fields that udata keeps as extras; None removes one."""
    named = {
        THEME: content.theme,
        HVD: content.hvd,
        LANGUAGE: content.language,
        ISSUED: content.issued,
        LANDING_PAGE: content.landing_page,
    }
    return {**content.extras, **{name: value for name, value in named.items() if value is not UNMANAGED}}


def _merged_extras(native: Document, edit: EntryEdit) -> Document:
    """All extras as they should be: those of others as they are, ours set or removed, the marker last applied.

    Those that are udata's own are kept by udata itself.
    """
    changed = _extras_to_set(edit.content)
    held = {name: value for name, value in table_of(native, "extras").items() if not DROPPED_EXTRAS.fullmatch(name)}
    kept = {name: value for name, value in held.items() if changed.get(name, value) is not None}
    ours = {name: value for name, value in changed.items() if value is not None}
    return kept | ours | marker_extras(edit.marker)


def _merged_resources(native: Document, resource_writes: Iterable[ResourceWrite]) -> Iterable[Document]:
    """The list in its order. What is left out of a resource that udata knows stays; a file to come is not there yet."""
    held = {str(document.get("id")): document for document in list_of(native, "resources")}
    for resource_write in resource_writes:
        known = held.get(resource_write.remote_id or "")
        if known is not None:
            yield {
                "id": resource_write.remote_id,
                **_resource_fields(resource_write.content),
                **_listed_file(known, resource_write),
                **_tagged(known, resource_write),
            }
        elif not resource_write.content.hosted:
            yield _new_resource(resource_write)


def _tagged(known: Document, resource_write: ResourceWrite) -> Document:
    """The extras of a resource with our id among them, where it is missing."""
    extras = table_of(known, "extras")
    return (
        {}
        if resource_write.our_id is None or extras.get(OWN_ID) == resource_write.our_id
        else {"extras": {**extras, OWN_ID: resource_write.our_id}}
    )


def _new_resource(resource_write: ResourceWrite) -> Document:
    extras = {"extras": {OWN_ID: resource_write.our_id}}
    return {
        "filetype": "remote",
        **_resource_fields(resource_write.content),
        **_checksum(resource_write.content),
        **extras,
    }


def _listed_file(known: Document, resource_write: ResourceWrite) -> Document:
    """What is said of a file that lies elsewhere; of one that udata keeps, udata says it."""
    return {} if known.get("filetype") == "file" else _checksum(resource_write.content)


def _checksum(content: Resource) -> Document:
    if not isinstance(content.file, File):
        return {}
    kind, _colon, value = (content.file.checksum or "").partition(":")
    return {"filesize": content.file.size, "checksum": {"type": kind, "value": value}}


def _resource_fields(content: Resource) -> Document:
    plain = {
        "title": content.title,
        "description": content.description,
        "url": content.url,
        "format": content.format,
        "mime": content.mime,
        "type": content.type,
    }
    fields: Document = {name: value for name, value in plain.items() if value is not UNMANAGED}
    if content.schema is not UNMANAGED:
        schema = content.schema or SchemaRef()  # only an empty one clears: null has no effect
        fields["schema"] = {"name": schema.name, "version": schema.version, "url": schema.url}
    return fields
