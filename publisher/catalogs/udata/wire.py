"""udata's documents to the model and back. Pure: no call is made here.

The fields are in `publisher.catalogs.udata.fields`; docs/udata.md describes them, and what udata does to what it is
sent.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from publisher.catalogs.documents import (
    Document,
    dataset_document,
    duplicate_extras,
    duplicate_of,
    first_extra,
    list_of,
    marker_in,
    merge_extras,
    own_and_copied_marker,
    table_of,
    text_of,
    without_marker,
)
from publisher.catalogs.field_table import (
    NO_IDS,
    Context,
    decode_content,
    decode_fields,
    encode_extras,
    encode_fields,
    former_fields,
    native_keys,
)
from publisher.catalogs.udata.contact_points import completed
from publisher.catalogs.udata.fields import DATASET_ROWS
from publisher.catalogs.udata.limits import DROPPED_EXTRAS, OWN_ID
from publisher.catalogs.udata.resource_extras import decode_resource_extras, encode_resource_extras
from publisher.catalogs.udata.resource_fields import RESOURCE_ROWS, is_hosted
from publisher.model.catalog import DeclaredExtras
from publisher.model.dataset import EMPTY, Dataset, RemoteResource, Resource, ResourceWrite, values_of_resource
from publisher.model.entry import Entry
from publisher.model.manifest import AcceptedEntries
from publisher.model.names import CatalogName, RemoteId, ResourceId, Revision
from publisher.model.plan import EntryCreation, EntryEdit
from publisher.model.values import UNMANAGED, RoleContact, fingerprint

PARTS: Final = {"contact_points": "{id,name,email,contact_form,role}"}
"""The keys to ask for within a key."""

_KEYS: Final = ",".join(key + PARTS.get(key, "") for key in native_keys(DATASET_ROWS))
_RESOURCE_KEYS: Final = ",".join(native_keys(RESOURCE_ROWS))

HARVEST_SIGNS: Final = ("backend", "source_id", "source_url", "domain", "remote_id")
"""Keys of `harvest` that say which harvester rewrites an entry, those first that tell most."""

DATASET_MASK: Final = (
    f"id,slug,{_KEYS},deleted,extras,harvest,internal,page,quality,organization{{id,slug,name}},"
    f"resources{{id,{_RESOURCE_KEYS},extras,last_modified}}"
)
"""`X-Fields` of one dataset: all that `decode` looks at, and what the score of quality depends on."""

MARKER_MASK: Final = "id,extras,organization{id,slug}"
"""`X-Fields` that show whose entry a dataset is."""

PAGE_MASK: Final = f"data{{{DATASET_MASK}}},next_page"
"""`X-Fields` of a page of datasets."""


# ---- from udata


def decode(
    document: object, catalog: CatalogName, foreign: Iterable[str] = (), accepted: AcceptedEntries = frozenset()
) -> Entry:
    """Return the entry of a dataset document. Raises `NotADataset`."""
    entry_id, native = dataset_document(document)
    extras, organization, internal = (table_of(native, key) for key in ("extras", "organization", "internal"))
    name, harvested = text_of(native, "slug") or entry_id, _harvested(native)
    marker, copied_marker = own_and_copied_marker(marker_in(extras), harvested, (entry_id, name), accepted)
    resources = tuple(_decode_resource(resource) for resource in list_of(native, "resources"))
    context = Context(document=native, extras=extras, last_applied=marker.last_applied if marker else None)
    return Entry(
        catalog=catalog,
        id=entry_id,
        name=name,
        address=text_of(native, "page") or entry_id,
        organization=text_of(organization, "slug"),
        organization_id=text_of(organization, "id"),
        organization_title=text_of(organization, "name"),
        revision=_revision(internal, resources),
        content=decode_content(DATASET_ROWS, context),
        resources=resources,
        former=former_fields(DATASET_ROWS, context),
        marker=marker,
        copied_marker=copied_marker or duplicate_of(extras),
        foreign=first_extra(extras, foreign),
        harvested=harvested,
        deleted=native.get("deleted") is not None,
        created=_moment(internal, "created_at_internal"),
        native=native,
    )


def declared_extras(organization: Document) -> DeclaredExtras:
    """Return the custom extras that an organization declares for texts, with the values that they may have."""
    declared = list_of(table_of(organization, "extras"), "custom")
    texts = {str(extra.get("title")): frozenset[str]() for extra in declared if extra.get("type") == "str"}
    choices = ((str(extra.get("title")), extra.get("choices")) for extra in declared if extra.get("type") == "choice")
    return texts | {title: frozenset(map(str, values)) for title, values in choices if isinstance(values, list)}


def _harvested(native: Document) -> str | None:
    """Return the first sign of a harvester in `harvest`, which udata alone sets."""
    harvest = table_of(native, "harvest")
    signs = ((key, text_of(harvest, key)) for key in HARVEST_SIGNS)
    return next((f"harvest.{key} = {text}" for key, text in signs if text), None)


def _decode_resource(document: Document) -> RemoteResource:
    remote_id, our_id = RemoteId(str(document.get("id"))), text_of(table_of(document, "extras"), OWN_ID)
    empty = Resource(id=ResourceId(remote_id), extras=decode_resource_extras(document))
    context = Context(document=document, extras=table_of(document, "extras"))
    content = decode_fields(RESOURCE_ROWS, empty, context)
    address = text_of(document, "url") if is_hosted(document) else None
    return RemoteResource(remote_id, content, RemoteId(our_id) if our_id else None, address)


def _revision(internal: Document, resources: tuple[RemoteResource, ...]) -> Revision:
    """Return the moment of the last write, and a fingerprint of the resources: edits of them do not change it."""
    seen = fingerprint(tuple(part for resource in resources for part in _seen(resource)))
    return Revision(f"{_moment(internal, 'last_modified_internal')} {seen}")


def _seen(resource: RemoteResource) -> Iterable[str]:
    """Yield everything of a resource that an edit may change, in a form that depends on no name in this code."""
    yield from (resource.remote_id, resource.our_id or "", resource.address or "")
    for name, value in sorted(values_of_resource(resource.content).items()):
        yield f"{name}={fingerprint(value)}"


def _moment(document: Document, key: str) -> str:
    """Return a moment to the millisecond: the reply to a write has more digits than later reads, which drop a zero."""
    text = text_of(document, key) or ""
    try:
        return datetime.fromisoformat(text).isoformat(timespec="milliseconds")
    except ValueError:
        return text


# ---- to udata


def encode_creation(
    creation: EntryCreation, organization: str, contacts: Mapping[RoleContact, str] = NO_IDS
) -> Document:
    """Return the document of `POST /datasets/`: the whole entry, marker included, private. Files follow.

    `contacts`: the id of each contact point that is written.
    """
    context = Context(contact_ids=contacts)
    extras = encode_extras(DATASET_ROWS, creation.content, context)
    return {
        "organization": organization,
        **_encode_fields(creation.content, context),
        "private": True,
        "extras": merge_extras({}, extras, creation.marker),
        "resources": [
            _new_resource(resource_write)
            for resource_write in creation.resource_writes
            if not resource_write.content.hosted
        ],
    }


def _encode_fields(content: Dataset, context: Context) -> Document:
    """Return the keys to write for the fields of a dataset."""
    return completed(encode_fields(DATASET_ROWS, content, context), content, context.document)


def encode_edit(edit: EntryEdit, contacts: Mapping[RoleContact, str], today: str) -> Document:
    """Return the document of `PUT /datasets/{id}/`: what changes, and the fields that udata would erase if left out.

    Extras and resources are replaced whole: each is sent with what others put there. udata itself keeps the extras that
    are its own.
    """
    native = edit.entry.native
    context = Context(document=native, contact_ids=contacts, today=today)
    existing = {key: value for key, value in table_of(native, "extras").items() if not DROPPED_EXTRAS.fullmatch(key)}
    document = {
        **_encode_fields(edit.content, context),
        "extras": merge_extras(existing, encode_extras(DATASET_ROWS, edit.content, context), edit.marker),
    }
    if edit.entry.deleted:
        document["deleted"] = None
    if edit.resource_writes is not None:
        document["resources"] = list(_merged_resources(native, edit.resource_writes))
    return document


def encode_release(entry: Entry) -> Document:
    """Return the document of `PUT /datasets/{id}/` that removes our marker, and our ids of the resources."""
    native = entry.native
    extras = {key: value for key, value in table_of(native, "extras").items() if not DROPPED_EXTRAS.fullmatch(key)}
    document: Document = {
        **_encode_fields(EMPTY, Context(document=native)),
        "extras": without_marker(extras),
    }
    resources = [
        {
            "id": resource.get("id"),
            **encode_fields(RESOURCE_ROWS, Resource(id=ResourceId("")), Context(document=resource)),
            "extras": {key: value for key, value in table_of(resource, "extras").items() if key != OWN_ID},
        }
        for resource in list_of(native, "resources")
    ]
    return document | ({"resources": resources} if resources else {})


def encode_deletion(entry: Entry, moment: str) -> Document:
    """Return the document of `PUT /datasets/{id}/` that deletes a duplicate, softly, and replaces its marker.

    The call that deletes cannot do the second, and a deleted entry takes no change any more.
    """
    native = entry.native
    extras = {key: value for key, value in table_of(native, "extras").items() if not DROPPED_EXTRAS.fullmatch(key)}
    unchanged = _encode_fields(EMPTY, Context(document=native))
    return {**unchanged, "extras": without_marker(extras) | duplicate_extras(entry.marker), "deleted": moment}


def _merged_resources(native: Mapping[str, object], resource_writes: Iterable[ResourceWrite]) -> Iterable[Document]:
    """Yield the list in its order. udata keeps the fields that are left out; a file to come is not listed yet."""
    documents = {str(document.get("id")): document for document in list_of(native, "resources")}
    for resource_write in resource_writes:
        document = documents.get(resource_write.remote_id or "")
        if document is not None:
            fields = encode_fields(RESOURCE_ROWS, resource_write.content, Context(document=document))
            yield {"id": resource_write.remote_id, **fields, **encode_resource_extras(document, resource_write)}
        elif not resource_write.content.hosted:
            yield _new_resource(resource_write)


def without_checksums(edit: EntryEdit) -> Iterable[tuple[str, Document]]:
    """Yield the id and the whole document of each resource that loses its checksum.

    The call for an entry ignores an empty checksum, and the one for a resource does not. It clears what is left out.
    """
    documents = {str(document.get("id")): document for document in list_of(edit.entry.native, "resources")}
    for resource_write in edit.resource_writes or ():
        document, file = documents.get(resource_write.remote_id or ""), resource_write.content.file
        if document is None or is_hosted(document) or not document.get("checksum") or file is UNMANAGED:
            continue
        if file is None or file.checksum is None:
            fields = encode_fields(RESOURCE_ROWS, resource_write.content, Context(document=document))
            extras = encode_resource_extras(document, resource_write)
            yield str(document.get("id")), {**document, **fields, **extras, "checksum": None}


def _new_resource(resource_write: ResourceWrite) -> Document:
    fields = encode_fields(RESOURCE_ROWS, resource_write.content, Context())
    return {"filetype": "remote", **fields, **encode_resource_extras({}, resource_write)}
