"""The API: the function that answers each path, whether it needs a token, and the form of refusals."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, RequestRedirect, Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from publisher.sandbox.documents import text_of
from publisher.sandbox.interface import Call
from publisher.sandbox.store import Database, Document
from publisher.sandbox.udata import (
    contacts,
    datasets,
    fields,
    files,
    masks,
    organizations,
    resources,
    storage,
    uploads,
    vocabularies,
    zones,
)
from publisher.sandbox.udata.masks import Shape
from publisher.sandbox.udata.refusals import UNAUTHORIZED, Refusal, missing, nowhere, refused
from publisher.sandbox.udata.request import Answer, ApiRequest
from publisher.sandbox.udata.result_pages import page_of
from publisher.sandbox.udata.slugs import slug

MASK: Final = "X-Fields"
TOKEN: Final = "X-API-KEY"  # noqa: S105 - the name of a header
FILES: Final = "resources/"
"""The path below which the files are."""

Function = Callable[[ApiRequest], Answer]


@dataclass(frozen=True)
class Route:
    """The function that answers one method of one path."""

    function: Function
    shape: Shape | None = None
    """The fields of the answer from which a mask may choose; None where there is no mask."""
    public: bool = False
    """Whether it needs no token."""


def _site(_request: ApiRequest) -> Answer:
    return 200, {"feed_size": 20, "id": "default", "keywords": ["opendata", "udata"], "metrics": {}, "title": "uData",
                 "version": vocabularies.VERSION}  # fmt: skip


def _activities(request: ApiRequest) -> Answer:
    """Answer as a udata whose workers are not running: they write the list of who changed what."""
    return 200, page_of(request, (), lambda document: document)


def _zone(request: ApiRequest) -> Answer:
    name = request.parts["zone"]
    if not zones.exists(request.database, name):
        raise missing()
    return 200, zones.feature(name)


def _listing(values: Callable[[], object]) -> Function:
    return lambda _request: (200, values())


def _public(function: Function, shape: Shape | None = None) -> Route:
    return Route(function, shape, public=True)


_V1, _V2 = "/api/1", "/api/2"
_D, _O = f"{_V1}/datasets", f"{_V1}/organizations"
_R = f"{_D}/<dataset>/resources"
ROUTES: Final[dict[tuple[str, str], Route]] = {
    ("GET", f"{_V1}/site/"): _public(_site, fields.SITE),
    ("GET", f"{_V1}/activity/"): _public(_activities),
    ("GET", f"{_V1}/me/"): Route(organizations.me, fields.ME),
    ("GET", f"{_V1}/me/org_datasets/"): Route(datasets.of_the_caller, fields.DATASET),
    ("GET", f"{_V1}/spatial/zone/<zone>/"): _public(_zone),
    ("GET", f"{_V1}/spatial/granularities/"): _public(_listing(vocabularies.granularities), fields.LEVEL),
    ("POST", f"{_V1}/contacts/"): Route(contacts.create, fields.CONTACT),
    ("GET", f"{_D}/licenses/"): _public(_listing(vocabularies.licenses), fields.TERM),
    ("GET", f"{_D}/frequencies/"): _public(_listing(vocabularies.frequencies), fields.TERM),
    ("GET", f"{_D}/schemas/"): _public(_listing(vocabularies.listed_schemas), fields.SCHEMA),
    ("GET", f"{_D}/extensions/"): _public(_listing(lambda: sorted(vocabularies.MIMES))),
    ("GET", f"{_D}/"): _public(datasets.listed, fields.page_of(fields.DATASET)),
    ("POST", f"{_D}/"): Route(datasets.create, fields.DATASET),
    ("GET", f"{_D}/<dataset>/"): _public(datasets.show, fields.DATASET),
    ("PUT", f"{_D}/<dataset>/"): Route(datasets.update, fields.DATASET),
    ("DELETE", f"{_D}/<dataset>/"): Route(datasets.delete),
    ("POST", f"{_D}/<dataset>/upload/"): Route(uploads.create, fields.RESOURCE),
    ("POST", f"{_R}/"): Route(resources.create, fields.RESOURCE),
    ("PUT", f"{_R}/"): Route(resources.reorder, fields.RESOURCE),
    ("GET", f"{_R}/<rid>/"): _public(resources.show, fields.RESOURCE),
    ("PUT", f"{_R}/<rid>/"): Route(resources.update, fields.RESOURCE),
    ("DELETE", f"{_R}/<rid>/"): Route(resources.delete),
    ("POST", f"{_R}/<rid>/upload/"): Route(uploads.replace, fields.RESOURCE),
    ("POST", f"{_O}/"): Route(organizations.create, fields.ORGANIZATION),
    ("GET", f"{_O}/<organization>/"): _public(organizations.show, fields.ORGANIZATION),
    ("PUT", f"{_O}/<organization>/"): Route(organizations.rename, fields.ORGANIZATION),
    ("DELETE", f"{_O}/<organization>/"): Route(organizations.delete),
    ("GET", f"{_O}/<organization>/datasets/"): _public(datasets.of_organization, fields.page_of(fields.DATASET)),
    ("GET", f"{_O}/<organization>/contacts/"): _public(organizations.contacts, fields.page_of(fields.CONTACT)),
    ("POST", f"{_O}/<organization>/membership/"): Route(organizations.request_membership, fields.REQUEST),
    ("POST", f"{_O}/<organization>/membership/<rid>/accept/"): Route(organizations.accept_membership, fields.MEMBER),
    ("PUT", f"{_O}/<organization>/member/<user>/"): Route(organizations.change_member, fields.MEMBER),
    ("PUT", f"{_O}/<organization>/member/<user>/assignments/"): Route(organizations.assign),
    ("GET", f"{_V2}/datasets/<dataset>/extras/"): _public(datasets.show_extras),
    ("PUT", f"{_V2}/datasets/<dataset>/extras/"): Route(datasets.merge_extras),
    ("GET", f"{_V2}/datasets/<dataset>/resources/<rid>/extras/"): _public(resources.show_extras),
    ("PUT", f"{_V2}/datasets/<dataset>/resources/<rid>/extras/"): Route(resources.merge_extras),
}
_LASTING: Final = f"{_D}/r/<rid>"
_MAP: Final = Map([
    *(Rule(path, methods=[method], endpoint=f"{method} {path}") for method, path in ROUTES),
    Rule(_LASTING, methods=["GET"], endpoint=_LASTING),
])  # fmt: skip


def answer(call: Call) -> Response | None:
    """Answer a call; None where the path is neither of the API nor of a file."""
    try:
        if call.path.startswith(FILES):
            return files.serve(call, call.path.removeprefix(FILES))
        return _routed(call) if call.path.startswith("api/") else None
    except Refusal as refusal:
        return _json(refusal.status, refusal.body)
    finally:
        call.request.close()  # removes the temporary files of a form


def _json(status: int, body: object) -> Response:
    text = "" if body is None else json.dumps(body, sort_keys=True)
    response = Response(text, status=status, mimetype="application/json")
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="uData"'
    return response


def _routed(call: Call) -> Response:
    address = urlsplit(call.url)
    adapter = _MAP.bind(address.netloc, script_name=f"{address.path}/", url_scheme=address.scheme)
    try:
        endpoint, parts = adapter.match(f"/{call.path}", method=call.request.method)
    except RequestRedirect as moved:
        return redirect(moved.new_url, 308)
    except MethodNotAllowed as error:
        raise refused(405, "The method is not allowed for the requested URL.") from error
    except NotFound as error:
        raise nowhere() from error
    request = ApiRequest(call, parts={name: str(value) for name, value in parts.items()})
    return _lasting(request) if endpoint == _LASTING else _answered(request, str(endpoint))


def _lasting(request: ApiRequest) -> Response:
    return redirect(resources.redirect_target(_with_ids(request), request.parts["rid"]), 302)


def _answered(request: ApiRequest, endpoint: str) -> Response:
    method, _space, path = endpoint.partition(" ")
    route = ROUTES[method, path]
    outcome = _placed(_with_ids(request), path)
    if isinstance(outcome, str):
        return redirect(outcome, 308)
    user = _caller(request)
    if user is None and not route.public:
        raise refused(401, UNAUTHORIZED)
    status, body = route.function(replace(outcome, user=user))
    return _json(status, _masked(request, body, route.shape))


def _with_ids(request: ApiRequest) -> ApiRequest:
    """Return the ids of the path as they are stored. Raises `Refusal` for one that no document can have."""
    if "rid" not in request.parts:
        return request
    try:
        return replace(request, parts={**request.parts, "rid": str(UUID(request.parts["rid"].strip()))})
    except ValueError as error:
        raise missing() from error


def _placed(request: ApiRequest, path: str) -> ApiRequest | str:
    """Return the call with the documents that its path names; redirect from a former name. Raises `Refusal`."""
    for kind, find in (("dataset", storage.dataset_named), ("organization", _organization_named)):
        if kind not in request.parts:
            continue
        document = find(request.database, request.parts[kind])
        if document is None:
            raise missing()
        if isinstance(document, str):
            parts = {**request.parts, kind: document}
            return urlsplit(request.url).path + _filled(path, parts)
        request = replace(request, dataset=document) if kind == "dataset" else replace(request, organization=document)
    return request


def _organization_named(database: Database, name: str) -> Document | str | None:
    """Return an organization by id or slug; for a former or misspelt slug, the present slug."""
    organization = storage.organization_named(database, name)
    if organization is not None and name in (organization["id"], organization["slug"]):
        return organization
    moved_organization = organization or storage.organization_named(database, slug(name))
    return text_of(moved_organization, "slug") if moved_organization else None


def _filled(path: str, parts: dict[str, str]) -> str:
    for name, value in parts.items():
        path = path.replace(f"<{name}>", value)
    return path


def _caller(request: ApiRequest) -> Document | None:
    """Return the caller; None for the public. Raises `Refusal` for an unknown token."""
    token = request.call.request.headers.get(TOKEN)
    if not token:
        return None
    user = storage.user_of_token(request.database, token)
    if user is None:
        raise refused(401, "Invalid API token")
    return user


def _masked(request: ApiRequest, body: object, shape: Shape | None) -> object:
    header = request.call.request.headers.get(MASK)
    if not header or shape is None:
        return body
    mask = masks.parsed(header)
    masks.check(mask, shape)
    return masks.shown(body, mask)
