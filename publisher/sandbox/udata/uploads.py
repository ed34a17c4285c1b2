"""Uploads of files: as a new resource, or in place of an existing file."""

import uuid
from typing import Final

from publisher.sandbox.documents import text_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata import files, resources
from publisher.sandbox.udata.access import need_edit
from publisher.sandbox.udata.request import Answer, ApiRequest
from publisher.sandbox.udata.views import Views

MORE_TO_COME: Final[Document] = {"error": None, "message": "", "success": True}


def create(request: ApiRequest) -> Answer:
    """Create a resource from a file, before all others; its title is the file's name."""
    need_edit(request)
    fields = files.receive(request)
    if fields is None:
        return 200, MORE_TO_COME
    nothing: Document = {"description": None, "extras": {}, "schema": None}
    resource = {
        "id": str(uuid.uuid4()),
        "created": request.now,
        "filetype": "file",
        "type": "main",
        **nothing,
        **fields,
    }
    resources.put_first(request, resource)
    return 201, _answer(request, resource)


def replace(request: ApiRequest) -> Answer:
    """Replace the file of a resource, whose title becomes the file's name; a remote one stays remote."""
    need_edit(request)
    former_resource = resources.resource_in_path(request)
    fields = files.receive(request)
    if fields is None:
        return 200, MORE_TO_COME
    resource = former_resource | fields
    resources.put_in_place(request, resource)
    files.forget(request, text_of(former_resource, "file"))
    return 200, _answer(request, resource)


def _answer(request: ApiRequest, resource: Document) -> Document:
    return Views(request).resource(resource) | {"success": True}
