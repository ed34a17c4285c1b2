"""The actions on single resources and on their order."""

from publisher.sandbox.documents import document_of, documents_of, text_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata import files, storage
from publisher.sandbox.udata.access import need_edit
from publisher.sandbox.udata.datasets import last_update, merged_extras, need_read, sent_extras
from publisher.sandbox.udata.refusals import Wrong, broken, invalid_model, refused
from publisher.sandbox.udata.request import Answer, ApiRequest
from publisher.sandbox.udata.resource_form import is_hosted, refuse_wrong
from publisher.sandbox.udata.values import OF_RESOURCE, checked_extras
from publisher.sandbox.udata.views import Views, address


def held(request: ApiRequest) -> Document:
    """Return the resource of the path. Raises `Refusal`."""
    named = (one for one in documents_of(request.dataset, "resources") if one["id"] == request.parts["rid"])
    found = next(named, None)
    if found is None:
        raise refused(404, "Resource does not exist")
    return found


def keep(request: ApiRequest, resources: list[Document]) -> None:
    """Store other resources of the dataset of the path."""
    found = request.dataset | {"resources": resources, "modified": request.now}
    storage.store_dataset(request.database, found | {"last_update": last_update(found)})


def put_first(request: ApiRequest, resource: Document) -> None:
    """Store a new resource before all others."""
    keep(request, [resource, *documents_of(request.dataset, "resources")])


def put_in_place(request: ApiRequest, resource: Document) -> None:
    """Replace the resource of an id; the time of the dataset's last change stays."""
    every = [resource if one["id"] == resource["id"] else one for one in documents_of(request.dataset, "resources")]
    found = request.dataset | {"resources": every}
    storage.store_dataset(request.database, found | {"last_update": last_update(found)})


def create(request: ApiRequest) -> Answer:
    """Add a resource with an address elsewhere."""
    need_edit(request)
    found = refuse_wrong(request, request.form(), {})
    if is_hosted(found):
        raise refused(400, "This endpoint only supports remote resources")
    put_first(request, found)
    return 201, Views(request).resource(found)


def show(request: ApiRequest) -> Answer:
    """Return one resource."""
    need_read(request)
    return 200, Views(request).resource(held(request))


def update(request: ApiRequest) -> Answer:
    """Change a resource. Here, unlike in the list of a dataset, null removes a checksum and a schema."""
    need_edit(request)
    before, sent = held(request), request.form()
    found = refuse_wrong(request, sent, before)
    if sent.get("filetype") and sent["filetype"] != before["filetype"]:
        raise refused(400, "Cannot modify filetype after creation")
    erasable = ("schema",) if is_hosted(before) else ("schema", "checksum")
    found |= {name: None for name in erasable if name in sent and not sent[name]}
    found["modified"] = request.now
    put_in_place(request, found)
    return 200, Views(request).resource(found)


def delete(request: ApiRequest) -> Answer:
    """Remove a resource and its file."""
    need_edit(request)
    gone = held(request)
    files.forget(request, text_of(gone, "file"))
    keep(request, [one for one in documents_of(request.dataset, "resources") if one["id"] != gone["id"]])
    return 204, None


def reorder(request: ApiRequest) -> Answer:
    """Change the order of the resources, which must all be named; no timestamp changes."""
    need_edit(request)
    sent = request.json()
    if not isinstance(sent, list | dict):
        raise broken()
    known = {str(one["id"]): one for one in documents_of(request.dataset, "resources")}
    if len(sent) != len(known):
        raise refused(400, f"All resources must be reordered, you provided {len(sent)} out of {len(known)}")
    if any(isinstance(one, dict) and "id" not in one for one in sent):
        raise refused(400, "Each resource must have an 'id' field")
    names = [str(one["id"] if isinstance(one, dict) else one) for one in sent]
    if set(names) != set(known):
        raise refused(400, f"Resource ids must match existing ones in dataset, ie: {set(known)}")
    found = [known[name] for name in names]
    storage.store_dataset(request.database, request.dataset | {"resources": found})
    views = Views(request)
    return 200, [views.resource(one) for one in found]


def merge_extras(request: ApiRequest) -> Answer:
    """Change some extras of a resource, through version 2 of the API; no timestamp changes."""
    sent = sent_extras(request)
    before = held(request)
    extras = merged_extras(request, document_of(before, "extras"), sent, OF_RESOURCE)
    try:
        checked_extras(extras, OF_RESOURCE)
    except Wrong as wrong:
        says = wrong.says
        errors = says if isinstance(says, dict) else {}
        raise invalid_model(errors, "Unsupported types" if errors else str(says[0])) from wrong
    every = documents_of(request.dataset, "resources")
    found = [one | {"extras": extras} if one["id"] == before["id"] else one for one in every]
    storage.store_dataset(request.database, request.dataset | {"resources": found})
    return 200, extras


def show_extras(request: ApiRequest) -> Answer:
    """Return the extras of a resource."""
    need_read(request)
    return 200, document_of(held(request), "extras")


def where(request: ApiRequest, rid: str) -> str:
    """Return the address to which a resource's permanent address redirects. Raises `Refusal`."""
    found = storage.resource_at(request.database, rid)
    if found is None:
        raise refused(404, "Resource not found")
    return address(request, found)
