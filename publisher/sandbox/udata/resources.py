"""The actions on single resources and on their order."""

from publisher.sandbox.documents import document_of, documents_of, text_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata import files, storage
from publisher.sandbox.udata.access import need_edit
from publisher.sandbox.udata.datasets import merged_extras, need_read, sent_extras
from publisher.sandbox.udata.quality import renewed
from publisher.sandbox.udata.refusals import InvalidValue, broken, invalid_model, refused
from publisher.sandbox.udata.request import Answer, ApiRequest
from publisher.sandbox.udata.resource_form import checked_resource, is_hosted
from publisher.sandbox.udata.values import OF_RESOURCE, checked_extras
from publisher.sandbox.udata.views import Views, address


def resource_in_path(request: ApiRequest) -> Document:
    """Return the resource of the path. Raises `Refusal`."""
    matches = (
        resource for resource in documents_of(request.dataset, "resources") if resource["id"] == request.parts["rid"]
    )
    resource = next(matches, None)
    if resource is None:
        raise refused(404, "Resource does not exist")
    return resource


def store_resources(request: ApiRequest, resources: list[Document]) -> None:
    """Store other resources of the dataset of the path."""
    dataset = request.dataset | {"resources": resources, "modified": request.now}
    storage.store_dataset(request.database, renewed(dataset))


def put_first(request: ApiRequest, resource: Document) -> None:
    """Store a new resource before all others."""
    store_resources(request, [resource, *documents_of(request.dataset, "resources")])


def put_in_place(request: ApiRequest, resource: Document) -> None:
    """Replace the resource of an id; the time of the dataset's last change stays."""
    resources = [
        resource if entry["id"] == resource["id"] else entry for entry in documents_of(request.dataset, "resources")
    ]
    dataset = request.dataset | {"resources": resources}
    storage.store_dataset(request.database, renewed(dataset))


def create(request: ApiRequest) -> Answer:
    """Add a resource with an address elsewhere."""
    need_edit(request)
    resource = checked_resource(request, request.form(), {})
    if is_hosted(resource):
        raise refused(400, "This endpoint only supports remote resources")
    put_first(request, resource)
    return 201, Views(request).resource(resource)


def show(request: ApiRequest) -> Answer:
    """Return one resource."""
    need_read(request)
    return 200, Views(request).resource(resource_in_path(request))


def update(request: ApiRequest) -> Answer:
    """Change a resource. Here, unlike in the list of a dataset, null removes a checksum and a schema."""
    need_edit(request)
    former_resource, payload = resource_in_path(request), request.form()
    resource = checked_resource(request, payload, former_resource)
    if payload.get("filetype") and payload["filetype"] != former_resource["filetype"]:
        raise refused(400, "Cannot modify filetype after creation")
    erasable = ("schema",) if is_hosted(former_resource) else ("schema", "checksum")
    resource |= {name: None for name in erasable if name in payload and not payload[name]}
    resource["modified"] = request.now
    put_in_place(request, resource)
    return 200, Views(request).resource(resource)


def delete(request: ApiRequest) -> Answer:
    """Remove a resource and its file."""
    need_edit(request)
    resource = resource_in_path(request)
    files.forget(request, text_of(resource, "file"))
    store_resources(
        request, [entry for entry in documents_of(request.dataset, "resources") if entry["id"] != resource["id"]]
    )
    return 204, None


def reorder(request: ApiRequest) -> Answer:
    """Change the order of the resources, which must all be named; no timestamp changes."""
    need_edit(request)
    payload = request.json()
    if not isinstance(payload, list | dict):
        raise broken()
    stored_resources = {str(resource["id"]): resource for resource in documents_of(request.dataset, "resources")}
    if len(payload) != len(stored_resources):
        raise refused(
            400, f"All resources must be reordered, you provided {len(payload)} out of {len(stored_resources)}"
        )
    if any(isinstance(item, dict) and "id" not in item for item in payload):
        raise refused(400, "Each resource must have an 'id' field")
    names = [str(item["id"] if isinstance(item, dict) else item) for item in payload]
    if set(names) != set(stored_resources):
        raise refused(400, f"Resource ids must match existing ones in dataset, ie: {set(stored_resources)}")
    resources = [stored_resources[name] for name in names]
    storage.store_dataset(request.database, request.dataset | {"resources": resources})
    views = Views(request)
    return 200, [views.resource(resource) for resource in resources]


def merge_extras(request: ApiRequest) -> Answer:
    """Change some extras of a resource, through version 2 of the API; no timestamp changes."""
    changes = sent_extras(request)
    resource = resource_in_path(request)
    extras = merged_extras(request, document_of(resource, "extras"), changes, OF_RESOURCE)
    try:
        checked_extras(extras, OF_RESOURCE)
    except InvalidValue as error:
        detail = error.errors
        errors = detail if isinstance(detail, dict) else {}
        raise invalid_model(errors, "Unsupported types" if errors else str(detail[0])) from error
    resources = documents_of(request.dataset, "resources")
    updated_resources = [entry | {"extras": extras} if entry["id"] == resource["id"] else entry for entry in resources]
    storage.store_dataset(request.database, renewed(request.dataset | {"resources": updated_resources}))
    return 200, extras


def show_extras(request: ApiRequest) -> Answer:
    """Return the extras of a resource."""
    need_read(request)
    return 200, document_of(resource_in_path(request), "extras")


def redirect_target(request: ApiRequest, rid: str) -> str:
    """Return the address to which a resource's permanent address redirects. Raises `Refusal`."""
    resource = storage.resource_at(request.database, rid)
    if resource is None:
        raise refused(404, "Resource not found")
    return address(request, resource)
