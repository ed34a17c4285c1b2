"""Pages of results: filters, order, and the addresses of the previous and next pages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final
from urllib.parse import quote

from publisher.sandbox.documents import document_of, documents_of, list_of, text_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata import storage
from publisher.sandbox.udata.access import organization_permissions, role_in
from publisher.sandbox.udata.refusals import UNAUTHORIZED, Refusal, missing, refused
from publisher.sandbox.udata.request import ApiRequest

SORTS: Final = {"title": "title", "created": "created", "last_update": "last_update", "reuses": "", "followers": "",
                "views": ""}  # fmt: skip
_BOOLEANS: Final = {"true": True, "1": True, "on": True, "false": False, "0": False}
_SORT_HELP: Final = "The field (and direction) on which sorting apply"
_HIDDEN_HELP: Final = (
    "If set to true, it will filter on {name} datasets only. If set to false, it will exclude {name} datasets. User"
    " must be authenticated and results are limited to user visibility"
)
_HEX: Final = frozenset("0123456789abcdefABCDEF")

Filter = Callable[[Document], bool]


def page_of(
    request: ApiRequest, found: Sequence[Document], shown: Callable[[Document], Document], size: int = 20
) -> Document:
    """Return one page of documents. Raises `Refusal`."""
    number, size = _positive(request, "page", 1), _positive(request, "page_size", size)
    part = found[(number - 1) * size : number * size]
    if not part and number > 1:
        raise missing()
    return {
        "data": [shown(one) for one in part],
        "next_page": _page_address(request, number + 1) if number * size < len(found) else None,
        "page": number,
        "page_size": size,
        "previous_page": _page_address(request, number - 1) if number > 1 else None,
        "total": len(found),
    }


def _positive(request: ApiRequest, name: str, default: int) -> int:
    said = request.call.request.args.get(name)
    if said is None:
        return default
    about = "The page to fetch" if name == "page" else "The page size to fetch"
    try:
        number = int(said)
    except ValueError as error:
        raise _misspelt(name, f"{about} {said} is not a valid integer") from error
    if number < 1:
        raise _misspelt(name, f"{about} Invalid {name}: {number}. {name} must be a positive integer")
    return number


def _misspelt(name: str, text: str) -> Refusal:
    return Refusal(400, {"errors": {name: text}, "message": "Input payload validation failed"})


def _page_address(request: ApiRequest, number: int) -> str:
    """Return the address of a page, with the query; the page number stays at its position."""
    asked = dict(request.call.request.args.lists()) | {"page": [str(number)]}
    query = "&".join(f"{quote(name)}={quote(value, safe='/:')}" for name, found in asked.items() for value in found)
    slug = text_of(request.organization, "slug")
    place = f"organizations/{slug}/{request.call.path.rstrip('/').rpartition('/')[2]}" if slug else "datasets"
    return f"{request.url}/api/1/{place}/?{query}"


def in_order(request: ApiRequest, found: Iterable[Document], default: str) -> list[Document]:
    """Sort documents as the query asks. Raises `Refusal`."""
    said = request.call.request.args.get("sort")
    if said is not None and said.removeprefix("-") not in SORTS:
        raise _misspelt("sort", f"{_SORT_HELP} The value '{said}' is not a valid choice for 'sort'.")
    order = said or default
    name = SORTS.get(order.removeprefix("-"))
    made = list(found)
    return sorted(made, key=lambda one: text_of(one, name), reverse=order.startswith("-")) if name else made


def of_organization(request: ApiRequest) -> list[Document]:
    """Return the datasets of the organization of the path, deleted and archived ones too, private ones to members."""
    for name in ("featured", "archived", "deleted", "private"):
        _boolean(request, name)
    sees = organization_permissions(request, request.organization)["private"]
    every = request.database.of_organization(storage.DATASET, text_of(request.organization, "id"))
    return in_order(request, (one for one in every if sees or not one.get("private")), "")


def of_the_caller(request: ApiRequest) -> list[Document]:
    """Return the datasets of the caller and of all their organizations; the newest is last."""
    mine = {str(one["id"]) for one in request.database.all(storage.ORGANIZATION) if _is_mine(request, one)}
    return [one for one in request.database.all(storage.DATASET) if _is_owned(one, mine, request.me)]


def _is_mine(request: ApiRequest, organization: Document) -> bool:
    return bool(role_in(organization, request.me)) and not organization.get("deleted")


def _is_owned(dataset: Document, organizations: set[str], user: str) -> bool:
    return dataset.get("organization") in organizations or (bool(user) and dataset.get("owner") == user)


def visible(request: ApiRequest) -> list[Document]:
    """Return all datasets that the caller sees and the query selects. Raises `Refusal`."""
    filters = _filters(request)
    mine = {str(one["id"]) for one in request.database.all(storage.ORGANIZATION) if _is_mine(request, one)}
    every = request.database.all(storage.DATASET)
    if not request.is_administrator:
        every = [one for one in every if _is_public(one) or _is_owned(one, mine, request.me)]
    found = (one for one in every if all(keeps(one) for keeps in filters))
    return in_order(request, found, "" if request.call.request.args.get("q") else "-created")


def _is_public(dataset: Document) -> bool:
    return not (dataset.get("private") or dataset.get("archived") or dataset.get("deleted"))


def _filters(request: ApiRequest) -> list[Filter]:
    args = request.call.request.args
    made: Mapping[str, Callable[[str], Filter]] = {
        "q": _has_words,
        "tag": _has_tag,
        "license": partial(_equals, "license"),
        "geozone": _has_zone,
        "format": _has_format,
        "schema": partial(_has_schema, "name"),
        "schema_version": partial(_has_schema, "version"),
    }
    found = [make(said) for name, make in made.items() for said in args.getlist(name) if said]
    found += [_equals(name, said) for name in ("organization", "owner") if (said := _identifier(request, name))]
    found += [_nothing] if _boolean(request, "featured") else []
    hidden = {name: _members_boolean(request, name) for name in ("archived", "deleted", "private")}
    return found + [_is_set(name, wanted) for name, wanted in hidden.items() if wanted is not None]


def _identifier(request: ApiRequest, name: str) -> str:
    said = request.call.request.args.get(name) or ""
    if said and (len(said) != 24 or set(said) - _HEX):
        raise refused(400, f"{name.capitalize()} arg must be an identifier")
    return said


def _boolean(request: ApiRequest, name: str) -> bool | None:
    said = request.call.request.args.get(name)
    if said is None:
        return None
    if said.lower() not in _BOOLEANS:
        about = _HIDDEN_HELP.format(name=name)
        if name == "featured":
            about = about.partition(" User must")[0]
        raise _misspelt(name, f"{about} Invalid literal for boolean(): {said}")
    return _BOOLEANS[said.lower()]


def _members_boolean(request: ApiRequest, name: str) -> bool | None:
    """Return the value of a filter that the public may not use."""
    said = _boolean(request, name)
    if said is not None and request.user is None:
        raise refused(401, UNAUTHORIZED)
    return said


def _equals(name: str, said: str) -> Filter:
    return lambda one: one.get(name) == said


def _is_set(name: str, said: bool) -> Filter:
    return lambda one: bool(one.get(name)) is said


def _nothing(_dataset: Document) -> bool:
    return False


def _has_tag(said: str) -> Filter:
    return lambda one: said in list_of(one, "tags")


def _has_words(said: str) -> Filter:
    words = said.lower().split()
    return lambda one: all(word in text_of(one, "title").lower() for word in words)


def _has_zone(said: str) -> Filter:
    return lambda one: said in list_of(document_of(one, "spatial"), "zones")


def _has_format(said: str) -> Filter:
    return lambda one: any(inner.get("format") == said for inner in documents_of(one, "resources"))


def _has_schema(name: str, said: str) -> Filter:
    return lambda one: any(document_of(inner, "schema").get(name) == said for inner in documents_of(one, "resources"))
