"""Datasets: create, read, change and delete them, and their extras through version 2 of the API."""

from publisher.sandbox.documents import document_of, text_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata import result_pages, storage
from publisher.sandbox.udata.access import may_read, need_edit, organization_of, role_in
from publisher.sandbox.udata.dataset_form import EDITED, dataset_of, refuse_custom
from publisher.sandbox.udata.quality import last_update, renewed
from publisher.sandbox.udata.refusals import DELETED, InvalidValue, missing, refused, unstorable
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
    return 200, [views.dataset(dataset) for dataset in result_pages.of_the_caller(request)]


def create(request: ApiRequest) -> Answer:
    """Create a dataset. A partial editor is assigned to it, from the next call on."""
    dataset = dataset_of(request, request.form(), {})
    dataset["id"] = storage.new_id()
    dataset |= {"created": request.now, "modified": request.now}
    dataset["slug"] = storage.new_slug(request.database, {"id": dataset["id"]}, text_of(dataset, "title"))
    dataset["last_update"] = last_update(dataset)
    storage.store_dataset(request.database, dataset)
    answer = Views(request).dataset(dataset)
    _assign(request, dataset)
    return 201, answer


def _assign(request: ApiRequest, dataset: Document) -> None:
    organization = organization_of(request, dataset)
    if organization and role_in(organization, request.me) == "partial_editor":
        assigned = document_of(organization, "assigned")
        former_ids = assigned.get(request.me)
        dataset_ids = [*(former_ids if isinstance(former_ids, list) else []), dataset["id"]]
        storage.store_organization(request.database, organization | {"assigned": assigned | {request.me: dataset_ids}})


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
    payload = request.document()
    if request.dataset.get("deleted") and payload.get("deleted", True) is not None:
        raise refused(410, DELETED)
    need_edit(request)
    dataset = dataset_of(request, request.form(), request.dataset)
    dataset = dataset | {
        "modified": request.now,
        "slug": storage.new_slug(request.database, request.dataset, text_of(dataset, "title")),
    }
    dataset["last_update"] = last_update(dataset)
    storage.store_dataset(request.database, dataset)
    is_read_anew = any(dataset.get(name) != request.dataset.get(name) for name in EDITED)
    return 200, Views(request).dataset(storage.as_stored(dataset) if is_read_anew else dataset)


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
    payload = request.json()
    if not isinstance(payload, dict):
        raise refused(400, "Wrong payload format, dict expected")
    if request.dataset.get("deleted"):
        raise refused(410, DELETED)
    need_edit(request)
    return payload


def merged_extras(request: ApiRequest, extras: Document, changes: Document, reserved: Reserved) -> Document:
    """Return extras with others merged into them; null removes one. Raises `Refusal` for udata's own extras."""
    reserved_names = [name for name in changes if reserved.has(name)]
    if reserved_names and not request.is_administrator:
        raise refused(400, f"Extras keys reserved to platform services: {', '.join(reserved_names)}")
    return {name: value for name, value in (extras | changes).items() if changes.get(name, value) is not None}


def merge_extras(request: ApiRequest) -> Answer:
    """Change some extras of a dataset; the time of its last change stays."""
    extras = merged_extras(request, document_of(request.dataset, "extras"), sent_extras(request), OF_DATASET)
    dataset, name = request.dataset | {"extras": extras}, request.dataset["id"]
    refuse_custom(dataset, name)
    try:
        checked_extras(extras, OF_DATASET)
    except InvalidValue as error:
        raise _unstorable_extras(name, error.errors) from error
    storage.store_dataset(request.database, renewed(dataset))
    return 200, extras


def _unstorable_extras(name: object, errors: object) -> Exception:
    if isinstance(errors, dict):
        text = " ".join(f"{field}.{why}" for field, why in errors.items())
        return unstorable("Dataset", name, {"extras": errors}, text, "extras")
    text = str(errors[0]) if isinstance(errors, list) else ""
    return unstorable("Dataset", name, {"extras": text}, text, "extras")
