"""CKAN's documents to the model and back. Pure: no call is made here.

The fields are in `publisher.catalogs.ckan.fields`; docs/ckan.md describes them, and what CKAN does to what it is sent.
`places`: where this CKAN keeps them, if it has a schema of its own.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from publisher.catalogs.ckan.fields import DATASET_ROWS
from publisher.catalogs.ckan.groups import NO_GROUPS
from publisher.catalogs.ckan.names_and_tags import EXTRA_LIMIT
from publisher.catalogs.ckan.repeated_fields import chosen_by_the_portal, repeated_by, without_repeated
from publisher.catalogs.ckan.resource_extras import decode_resource_extras, given_extras, without_cleared
from publisher.catalogs.ckan.resource_fields import RESOURCE_ROWS, corrected, sent_media_type
from publisher.catalogs.ckan.schema.places import BARE, FieldPlaces, plain_extras
from publisher.catalogs.ckan.stored_files import is_hosted
from publisher.catalogs.ckan.withdrawal import clearing_the_rest
from publisher.catalogs.documents import (
    Document,
    dataset_document,
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
    Context,
    Place,
    decode_content,
    decode_fields,
    encode_extras,
    encode_fields,
    former_fields,
)
from publisher.model.dataset import Dataset, RemoteResource, Resource, ResourceWrite, values_of
from publisher.model.entry import Entry
from publisher.model.files import MeasuredFile
from publisher.model.manifest import AcceptedEntries
from publisher.model.marker import LastApplied, ResourceLastApplied
from publisher.model.names import CatalogName, RemoteId, ResourceId, Revision
from publisher.model.plan import EntryCreation, EntryEdit

HARVEST_EXTRAS: Final = ("harvest_source_id", "harvest_object_id")
"""Extras that ckanext-harvest leaves on what it rewrites."""

NEW: Final = Context()

_ABSENT: Final = {"mimetype": ""}
"""What an existing resource may lack. CKAN guesses a media type for a changed one without that key, and a portal whose
schema declares it leaves it out where it is empty (`package_update` of CKAN 2.12)."""


class Upload(NamedTuple):
    """A form with one file in it."""

    fields: Mapping[str, str]
    part: str
    """Name of the field that the file is in."""
    name: str
    """Name of the file."""


# ---- from CKAN


def decode(
    document: object,
    catalog: CatalogName,
    url: str,
    foreign: Iterable[str] = (),
    accepted: AcceptedEntries = frozenset(),
    places: FieldPlaces = BARE,
) -> Entry:
    """Return the entry of a whole dataset document. Raises `NotADataset`."""
    entry_id, native = dataset_document(document)
    plain, extras = places.plain(native)
    organization = table_of(native, "organization")
    name, harvested = text_of(native, "name") or entry_id, first_extra(extras, HARVEST_EXTRAS)
    marker, copied_marker = own_and_copied_marker(marker_in(extras), harvested, (entry_id, name), accepted)
    context = Context(document=plain, extras=extras, last_applied=marker.last_applied if marker else None)
    parts = _parts(context.last_applied)
    return Entry(
        catalog=catalog,
        id=entry_id,
        name=name,
        address=f"{url}/dataset/{native.get('name') or entry_id}",
        organization=text_of(organization, "name"),
        organization_id=text_of(native, "owner_org"),
        organization_title=text_of(organization, "title"),
        revision=Revision(text_of(native, "metadata_modified") or ""),
        content=decode_content(DATASET_ROWS, context),
        resources=tuple(_decode_resource(places.plain_resource(item), parts) for item in list_of(native, "resources")),
        former=former_fields(DATASET_ROWS, context) - chosen_by_the_portal(places) | _left_behind(native, places),
        marker=marker,
        copied_marker=copied_marker,
        foreign=first_extra(extras, foreign),
        harvested=harvested,
        deleted=native.get("state") == "deleted",
        created=text_of(native, "metadata_created") or "",
        native=native,
    )


def _left_behind(native: Document, places: FieldPlaces) -> frozenset[str]:
    """Return the fields that lie where a bare CKAN has them: the portal got its schema later."""
    keys = places.left_behind(native).keys()
    return frozenset(row.name for row in DATASET_ROWS if keys & frozenset(row.keys)) if keys else frozenset()


Parts = Mapping[RemoteId | None, ResourceLastApplied]
"""What was last applied to each resource of ours."""


def _parts(last_applied: LastApplied | None) -> Parts:
    return {part.remote_id: part for part in last_applied.resources} if last_applied else {}


def _decode_resource(document: Document, parts: Parts) -> RemoteResource:
    remote_id = RemoteId(str(document.get("id")))
    context = Context(document=document, last_part=parts.get(remote_id))
    extras = without_repeated(decode_resource_extras(document), context.last_part)
    empty = Resource(id=ResourceId(remote_id), extras=extras)
    content = decode_fields(RESOURCE_ROWS, empty, context)
    address = text_of(document, "url") if is_hosted(document) else None
    return RemoteResource(remote_id, content, remote_id, address, former_fields(RESOURCE_ROWS, context))


# ---- to CKAN


def encode_creation(creation: EntryCreation, name: str, places: FieldPlaces = BARE) -> Document:
    """Return the document of `package_create`: the whole entry, marker included."""
    fields, extras = encode_content(creation.content, places)
    repeated = repeated_by(creation.content, creation.content, values_of(creation.content), places)
    parts = _parts(creation.marker.last_applied)
    return {
        "name": name,
        "owner_org": creation.desired.organization,
        **fields,
        "extras": _listed(merge_extras({}, extras, creation.marker, EXTRA_LIMIT)),
        "resources": [
            repeated.added_to(_new_resource(write, places), parts.get(write.remote_id))
            for write in creation.resource_writes
        ],
    }


def encode_content(content: Dataset, places: FieldPlaces) -> tuple[Document, dict[str, str | None]]:
    """Return the fields and the extras of a new entry, without its resources; None: an extra that is not there."""
    return places.placed(
        encode_fields(DATASET_ROWS, content, NEW), encode_extras(DATASET_ROWS, content, NEW), native={}
    )


def encode_edit(
    edit: EntryEdit,
    places: FieldPlaces = BARE,
    usable_groups: frozenset[str] | None = None,
    kept_groups: Sequence[str] = (NO_GROUPS,),
) -> Document:
    """Return the document of `package_revise`: only if nobody wrote since, only what changes.

    CKAN would merge lists (tags, extras, resources) by position, so each list that is sent is first filtered away, and
    is sent whole, with the items of others as they are.

    `usable_groups`: ids of the groups that our account may use, where they change. `kept_groups`: the patterns that
    leave groups alone where they do not change (`PortalGroups.patterns_to_keep`).
    """
    native = dict(edit.entry.native)
    document, plain = places.plain(native)
    context = Context(
        document=document, extras=plain, last_applied=edit.entry.last_applied, usable_groups=usable_groups
    )
    fields, extras = places.placed(
        encode_fields(DATASET_ROWS, edit.content, context), encode_extras(DATASET_ROWS, edit.content, context), native
    )
    merged = merge_extras(plain_extras(native), extras, edit.marker, EXTRA_LIMIT)
    update: Document = {**fields, "extras": _listed(merged)}
    if edit.entry.deleted:
        update["state"] = "active"
    resources = _edited_resources(edit, places)
    if resources is not None:
        update["resources"] = resources
    if (edit.marker.last_applied or LastApplied()).withdrawn:
        update = clearing_the_rest(update, native, places)
    lists = [f"-{key}" for key, value in update.items() if isinstance(value, list)]
    kept = () if "groups" in update else kept_groups
    return {"match": _match(edit.entry), "filter": [*kept, *lists], "update": update}


def _edited_resources(edit: EntryEdit, places: FieldPlaces) -> list[Document] | None:
    """Return the whole list of resources, ours with what they repeat of the dataset; None where it stays as it is.

    What they repeat of a field that is not written is only kept true: nothing is added that the plan does not name.
    """
    present, writes = list_of(edit.entry.native, "resources"), edit.resource_writes
    listed = present if writes is None else list(_merged_resources(edit.entry, writes, places))
    last_applied = edit.marker.last_applied or LastApplied()
    fields = values_of(edit.content) if writes is None else last_applied.fields
    repeated = repeated_by(edit.content, edit.entry.content, fields, places)
    kept = repeated_by(edit.content, edit.entry.content, edit.entry.last_applied.fields, places)
    parts = _parts(last_applied)
    resources = [
        kept.corrected_in(repeated.added_to(resource, part), part)
        if (part := parts.get(RemoteId(str(resource.get("id")))))
        else resource
        for resource in listed
    ]
    return None if writes is None and resources == present else resources


def encode_release(entry: Entry, kept_groups: Sequence[str] = (NO_GROUPS,)) -> Document:
    """Return the document of `package_revise` that removes our marker: only if nobody wrote since."""
    extras = without_marker(plain_extras(entry.native))
    return {"match": _match(entry), "filter": [*kept_groups, "-extras"], "update": {"extras": _listed(extras)}}


def encode_upload(
    entry: Entry,
    resource_write: ResourceWrite,
    data: MeasuredFile,
    places: FieldPlaces = BARE,
    kept_groups: Sequence[str] = (NO_GROUPS,),
) -> Upload:
    """Return the form of `package_revise` for the bytes of one resource: with files it takes flat texts alone.

    A new resource comes with the whole list in that same call: nobody finds it without an address.
    """
    resource = f"update__resources__{resource_write.remote_id}__"
    documents = list_of(entry.native, "resources")
    present = next((document for document in documents if str(document.get("id")) == resource_write.remote_id), None)
    is_new = resource_write.new and present is None
    content = Resource(id=resource_write.content.id, file=data.content("sha256"))
    context = Context(document=present or {}, last_part=_parts(entry.last_applied).get(resource_write.remote_id))
    fields = encode_fields(RESOURCE_ROWS, content, NEW, Place.UPLOAD) | sent_media_type(context, data.name)
    return Upload(
        fields={
            "match": json.dumps(_match(entry)),
            "filter": json.dumps([*kept_groups, *(["-resources"] if is_new else [])]),
            **({"update": json.dumps({"resources": _with_new(entry, resource_write, places)})} if is_new else {}),
            **{f"{resource}{key}": str(value) for key, value in fields.items()},
        },
        part=f"{resource}upload",
        name=data.name,
    )


def _with_new(entry: Entry, resource_write: ResourceWrite, places: FieldPlaces) -> list[Document]:
    """Return the list of resources with a new one in its place; as the last one where that is not known."""
    documents = list_of(entry.native, "resources")
    repeated = repeated_by(entry.content, entry.content, entry.last_applied.fields, places)
    part = _parts(entry.last_applied).get(resource_write.remote_id)
    ids = [None, *(str(document.get("id")) for document in documents)]
    place = ids.index(resource_write.follows) if resource_write.follows in ids else len(documents)
    return [*documents[:place], repeated.added_to(_new_resource(resource_write, places), part), *documents[place:]]


def _match(entry: Entry) -> Document:
    """Return what must still hold for a write to count: a deletion leaves `metadata_modified` as it is."""
    state = entry.native.get("state", "active")
    return {"id": entry.id, "metadata_modified": entry.revision, "state": state}


def _listed(extras: Mapping[str, object]) -> list[Document]:
    return [{"key": key, "value": value} for key, value in extras.items()]


def _merged_resources(
    entry: Entry, resource_writes: Iterable[ResourceWrite], places: FieldPlaces
) -> Iterable[Document]:
    """Yield the whole list. Each existing resource is sent whole: CKAN clears the fields that are left out."""
    documents = {str(document.get("id")): document for document in list_of(entry.native, "resources")}
    parts = _parts(entry.last_applied)
    for resource_write in resource_writes:
        document = documents.get(resource_write.remote_id or "")
        if document is None:
            yield _new_resource(resource_write, places)
        else:
            last_part = parts.get(resource_write.remote_id)
            context = Context(document=places.plain_resource(document), last_part=last_part)
            fields = corrected(context) | encode_fields(RESOURCE_ROWS, resource_write.content, context)
            extras = resource_write.content.extras
            placed = places.placed_resource(fields | given_extras(extras))
            present = _ABSENT | document if placed else document
            yield without_cleared({**present, **placed}, extras)


def _new_resource(resource_write: ResourceWrite, places: FieldPlaces) -> Document:
    """Return a resource to create. It has no address while its bytes are still to come."""
    return {"id": resource_write.remote_id, "url": "", **encode_resource(resource_write.content, places)}


def encode_resource(content: Resource, places: FieldPlaces) -> Document:
    """Return the fields and the extras of a new resource."""
    return places.placed_resource(encode_fields(RESOURCE_ROWS, content, NEW) | given_extras(content.extras))
