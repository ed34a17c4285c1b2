"""Datasets: create, read, change and delete them, and their extras through version 2 of the API."""

from publisher.sandbox.documents import document_of, documents_of, text_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata import result_pages, storage
from publisher.sandbox.udata.access import may_read, need_edit, organization_of, role_in
from publisher.sandbox.udata.dataset_form import EDITED, dataset_of, refuse_custom
from publisher.sandbox.udata.refusals import DELETED, Wrong, missing, refused, unstorable
from publisher.sandbox.udata.request import Answer, ApiRequest
from publisher.sandbox.udata.values import OF_DATASET, Reserved, checked_extras
from publisher.sandbox.udata.views import Views


def listed(request: ApiRequest) -> Answer:
    """Return all datasets that the caller sees."""
    return 200, result_pages.page_of(request, result_pages.visible(request), Views(request).dataset)


def of_organization(request: ApiRequest) -> Answer:
    """Return the datasets of an organization."""
    return 200, result_pages.page_of(request, result_pages.of_organization(request), Views(request).dataset)


def of_the_caller(request: ApiRequest) -> Answer:
    """Return the datasets of the caller and of their organizations."""
    views = Views(request)
    return 200, [views.dataset(one) for one in result_pages.of_the_caller(request)]


def create(request: ApiRequest) -> Answer:
    """Create a dataset. A partial editor is assigned to it, from the next call on."""
    found = dataset_of(request, request.form(), {})
    found["id"] = storage.new_id()
    found |= {"created": request.now, "modified": request.now}
    found["slug"] = storage.new_slug(request.database, {"id": found["id"]}, text_of(found, "title"))
    found["last_update"] = last_update(found)
    storage.store_dataset(request.database, found)
    answer = Views(request).dataset(found)
    _assign(request, found)
    return 201, answer


def _assign(request: ApiRequest, dataset: Document) -> None:
    organization = organization_of(request, dataset)
    if organization and role_in(organization, request.me) == "partial_editor":
        assigned = document_of(organization, "assigned")
        held = assigned.get(request.me)
        mine = [*(held if isinstance(held, list) else []), dataset["id"]]
        storage.store_organization(request.database, organization | {"assigned": assigned | {request.me: mine}})


def last_update(dataset: Document) -> object:
    """Return the time of the last change of a resource; of the dataset, where it has none."""
    moments = [text_of(one, "modified") for one in documents_of(dataset, "resources")]
    return max(moments) if moments else dataset["modified"]


def need_read(request: ApiRequest) -> None:
    """Raise `Refusal` unless the caller sees the dataset of the path."""
    if may_read(request, request.dataset):
        return
    if request.dataset.get("deleted") and not request.dataset.get("private"):
        raise refused(410, DELETED)
    raise missing()


def show(request: ApiRequest) -> Answer:
    """Return one dataset."""
    need_read(request)
    return 200, Views(request).dataset(request.dataset)


def update(request: ApiRequest) -> Answer:
    """Change a dataset; a deleted one can only be restored."""
    sent = request.document()
    if request.dataset.get("deleted") and sent.get("deleted", True) is not None:
        raise refused(410, DELETED)
    need_edit(request)
    found = dataset_of(request, request.form(), request.dataset)
    found = found | {
        "modified": request.now,
        "slug": storage.new_slug(request.database, request.dataset, text_of(found, "title")),
    }
    found["last_update"] = last_update(found)
    storage.store_dataset(request.database, found)
    is_read_anew = any(found.get(name) != request.dataset.get(name) for name in EDITED)
    return 200, Views(request).dataset(storage.as_stored(found) if is_read_anew else found)


def delete(request: ApiRequest) -> Answer:
    """Delete a dataset; administrators and members of its organization still see it."""
    if request.dataset.get("deleted"):
        raise refused(410, DELETED)
    need_edit(request)
    storage.store_dataset(request.database, request.dataset | {"deleted": request.now, "modified": request.now})
    return 204, None


# ---- extras, version 2


def show_extras(request: ApiRequest) -> Answer:
    """Return the extras of a dataset."""
    need_read(request)
    return 200, document_of(request.dataset, "extras")


def sent_extras(request: ApiRequest) -> Document:
    """Return the extras to merge. Raises `Refusal`."""
    sent = request.json()
    if not isinstance(sent, dict):
        raise refused(400, "Wrong payload format, dict expected")
    if request.dataset.get("deleted"):
        raise refused(410, DELETED)
    need_edit(request)
    return sent


def merged_extras(request: ApiRequest, held: Document, sent: Document, reserved: Reserved) -> Document:
    """Return extras with others merged into them; null removes one. Raises `Refusal` for udata's own extras."""
    own = [name for name in sent if reserved.has(name)]
    if own and not request.is_administrator:
        raise refused(400, f"Extras keys reserved to platform services: {', '.join(own)}")
    return {name: value for name, value in (held | sent).items() if sent.get(name, value) is not None}


def merge_extras(request: ApiRequest) -> Answer:
    """Change some extras of a dataset; the time of its last change stays."""
    extras = merged_extras(request, document_of(request.dataset, "extras"), sent_extras(request), OF_DATASET)
    found, name = request.dataset | {"extras": extras}, request.dataset["id"]
    refuse_custom(found, name)
    try:
        checked_extras(extras, OF_DATASET)
    except Wrong as wrong:
        raise _unstorable_extras(name, wrong.says) from wrong
    storage.store_dataset(request.database, found | {"last_update": last_update(found)})
    return 200, extras


def _unstorable_extras(name: object, says: object) -> Exception:
    if isinstance(says, dict):
        text = " ".join(f"{field}.{why}" for field, why in says.items())
        return unstorable("Dataset", name, {"extras": says}, text, "extras")
    text = str(says[0]) if isinstance(says, list) else ""
    return unstorable("Dataset", name, {"extras": text}, text, "extras")
