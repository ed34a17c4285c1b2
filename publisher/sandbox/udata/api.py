"""The API: which function answers which path, who is let in, and how refusals look."""

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
from publisher.sandbox.site import Call
from publisher.sandbox.store import Document, Drawer
from publisher.sandbox.udata import (
    contacts,
    datasets,
    files,
    masks,
    people,
    resources,
    shapes,
    shelf,
    uploads,
    words,
    zones,
)
from publisher.sandbox.udata.ask import Answer, Ask
from publisher.sandbox.udata.masks import Shape
from publisher.sandbox.udata.refusals import UNAUTHORIZED, Refusal, missing, nowhere, refused
from publisher.sandbox.udata.slugs import slug

MASK: Final = "X-Fields"
TOKEN: Final = "X-API-KEY"  # noqa: S105 - the name of a header
FILES: Final = "resources/"
"""Below which the files lie."""

Function = Callable[[Ask], Answer]


@dataclass(frozen=True)
class Route:
    """What answers one method of one path."""

    function: Function
    shape: Shape | None = None
    """Of the answer, where a mask may choose fields of it."""
    public: bool = False
    """Whether one need not say who one is."""


def _site(_ask: Ask) -> Answer:
    return 200, {"feed_size": 20, "id": "default", "keywords": ["opendata", "udata"], "metrics": {}, "title": "uData",
                 "version": words.VERSION}  # fmt: skip


def _zone(ask: Ask) -> Answer:
    name = ask.parts["zone"]
    if not zones.exists(ask.drawer, name):
        raise missing()
    return 200, zones.feature(name)


def _told(told: Callable[[], object]) -> Function:
    return lambda _ask: (200, told())


def _public(function: Function, shape: Shape | None = None) -> Route:
    return Route(function, shape, public=True)


_V1, _V2 = "/api/1", "/api/2"
_D, _O = f"{_V1}/datasets", f"{_V1}/organizations"
_R = f"{_D}/<dataset>/resources"
ROUTES: Final[dict[tuple[str, str], Route]] = {
    ("GET", f"{_V1}/site/"): _public(_site, shapes.SITE),
    ("GET", f"{_V1}/me/"): Route(people.me, shapes.ME),
    ("GET", f"{_V1}/me/org_datasets/"): Route(datasets.of_the_caller, shapes.DATASET),
    ("GET", f"{_V1}/spatial/zone/<zone>/"): _public(_zone),
    ("POST", f"{_V1}/contacts/"): Route(contacts.create, shapes.CONTACT),
    ("GET", f"{_D}/licenses/"): _public(_told(words.licenses), shapes.TERM),
    ("GET", f"{_D}/frequencies/"): _public(_told(words.frequencies), shapes.TERM),
    ("GET", f"{_D}/schemas/"): _public(_told(words.listed_schemas), shapes.SCHEMA),
    ("GET", f"{_D}/extensions/"): _public(_told(lambda: sorted(words.MIMES))),
    ("GET", f"{_D}/"): _public(datasets.listed, shapes.page_of(shapes.DATASET)),
    ("POST", f"{_D}/"): Route(datasets.create, shapes.DATASET),
    ("GET", f"{_D}/<dataset>/"): _public(datasets.show, shapes.DATASET),
    ("PUT", f"{_D}/<dataset>/"): Route(datasets.update, shapes.DATASET),
    ("DELETE", f"{_D}/<dataset>/"): Route(datasets.delete),
    ("POST", f"{_D}/<dataset>/upload/"): Route(uploads.create, shapes.RESOURCE),
    ("POST", f"{_R}/"): Route(resources.create, shapes.RESOURCE),
    ("PUT", f"{_R}/"): Route(resources.reorder, shapes.RESOURCE),
    ("GET", f"{_R}/<rid>/"): _public(resources.show, shapes.RESOURCE),
    ("PUT", f"{_R}/<rid>/"): Route(resources.update, shapes.RESOURCE),
    ("DELETE", f"{_R}/<rid>/"): Route(resources.delete),
    ("POST", f"{_R}/<rid>/upload/"): Route(uploads.replace, shapes.RESOURCE),
    ("POST", f"{_O}/"): Route(people.create, shapes.ORGANIZATION),
    ("GET", f"{_O}/<organization>/"): _public(people.show, shapes.ORGANIZATION),
    ("DELETE", f"{_O}/<organization>/"): Route(people.delete),
    ("GET", f"{_O}/<organization>/datasets/"): _public(datasets.of_organization, shapes.page_of(shapes.DATASET)),
    ("GET", f"{_O}/<organization>/contacts/"): _public(people.contacts, shapes.page_of(shapes.CONTACT)),
    ("POST", f"{_O}/<organization>/membership/"): Route(people.request_membership, shapes.REQUEST),
    ("POST", f"{_O}/<organization>/membership/<rid>/accept/"): Route(people.accept_membership, shapes.MEMBER),
    ("PUT", f"{_O}/<organization>/member/<user>/"): Route(people.change_member, shapes.MEMBER),
    ("PUT", f"{_O}/<organization>/member/<user>/assignments/"): Route(people.assign),
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
    """Answer a call; None where the path is none of the API's, and no file's."""
    try:
        if call.path.startswith(FILES):
            return files.serve(call, call.path.removeprefix(FILES))
        return _routed(call) if call.path.startswith("api/") else None
    except Refusal as refusal:
        return _json(refusal.status, refusal.body)
    finally:
        call.request.close()  # the files of a form that lie on the disk


def _json(status: int, body: object) -> Response:
    text = "" if body is None else json.dumps(body, sort_keys=True)
    response = Response(text, status=status, mimetype="application/json")
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="uData"'
    return response


def _routed(call: Call) -> Response:
    whole = urlsplit(call.url)
    adapter = _MAP.bind(whole.netloc, script_name=f"{whole.path}/", url_scheme=whole.scheme)
    try:
        endpoint, parts = adapter.match(f"/{call.path}", method=call.request.method)
    except RequestRedirect as moved:
        return redirect(moved.new_url, 308)
    except MethodNotAllowed as error:
        raise refused(405, "The method is not allowed for the requested URL.") from error
    except NotFound as error:
        raise nowhere() from error
    ask = Ask(call, parts={name: str(value) for name, value in parts.items()})
    return _lasting(ask) if endpoint == _LASTING else _answered(ask, str(endpoint))


def _lasting(ask: Ask) -> Response:
    return redirect(resources.where(_with_ids(ask), ask.parts["rid"]), 302)


def _answered(ask: Ask, endpoint: str) -> Response:
    method, _space, path = endpoint.partition(" ")
    route = ROUTES[method, path]
    found = _placed(_with_ids(ask), path)
    if isinstance(found, str):
        return redirect(found, 308)
    user = _caller(ask)
    if user is None and not route.public:
        raise refused(401, UNAUTHORIZED)
    status, body = route.function(replace(found, user=user))
    return _json(status, _masked(ask, body, route.shape))


def _with_ids(ask: Ask) -> Ask:
    """The ids of the path as they are kept. Raises `Refusal` for one that cannot be."""
    if "rid" not in ask.parts:
        return ask
    try:
        return replace(ask, parts={**ask.parts, "rid": str(UUID(ask.parts["rid"].strip()))})
    except ValueError as error:
        raise missing() from error


def _placed(ask: Ask, path: str) -> Ask | str:
    """The call with what its path names; where that has another name now, the path with it. Raises `Refusal`."""
    for kind, find in (("dataset", shelf.dataset_named), ("organization", _organization_named)):
        if kind not in ask.parts:
            continue
        found = find(ask.drawer, ask.parts[kind])
        if found is None:
            raise missing()
        if isinstance(found, str):
            parts = {**ask.parts, kind: found}
            return urlsplit(ask.url).path + _filled(path, parts)
        ask = replace(ask, dataset=found) if kind == "dataset" else replace(ask, organization=found)
    return ask


def _organization_named(drawer: Drawer, name: str) -> Document | str | None:
    found = shelf.organization_named(drawer, name)
    other = None if found else shelf.organization_named(drawer, slug(name))
    return text_of(other, "slug") if other else found


def _filled(path: str, parts: dict[str, str]) -> str:
    for name, value in parts.items():
        path = path.replace(f"<{name}>", value)
    return path


def _caller(ask: Ask) -> Document | None:
    """Whose call it is; None for the public's. Raises `Refusal` for a token that is nobody's, wherever it comes."""
    token = ask.call.request.headers.get(TOKEN)
    if not token:
        return None
    user = shelf.user_of_token(ask.drawer, token)
    if user is None:
        raise refused(401, "Invalid API token")
    return user


def _masked(ask: Ask, body: object, shape: Shape | None) -> object:
    said = ask.call.request.headers.get(MASK)
    if not said or shape is None:
        return body
    mask = masks.parsed(said)
    masks.check(mask, shape)
    return masks.shown(body, mask)
