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
    request: ApiRequest, documents: Sequence[Document], shown: Callable[[Document], Document], size: int = 20
) -> Document:
    """Return one page of documents. Raises `Refusal`."""
    number, size = _positive(request, "page", 1), _positive(request, "page_size", size)
    part = documents[(number - 1) * size : number * size]
    if not part and number > 1:
        raise missing()
    return {
        "data": [shown(document) for document in part],
        "next_page": _page_address(request, number + 1) if number * size < len(documents) else None,
        "page": number,
        "page_size": size,
        "previous_page": _page_address(request, number - 1) if number > 1 else None,
        "total": len(documents),
    }


def _positive(request: ApiRequest, name: str, default: int) -> int:
    text = request.call.request.args.get(name)
    if text is None:
        return default
    about = "The page to fetch" if name == "page" else "The page size to fetch"
    try:
        number = int(text)
    except ValueError as error:
        raise _misspelt(name, f"{about} {text} is not a valid integer") from error
    if number < 1:
        raise _misspelt(name, f"{about} Invalid {name}: {number}. {name} must be a positive integer")
    return number


def _misspelt(name: str, text: str) -> Refusal:
    return Refusal(400, {"errors": {name: text}, "message": "Input payload validation failed"})


def _page_address(request: ApiRequest, number: int) -> str:
    """Return the address of a page, with the query; the page number stays at its position."""
    arguments = dict(request.call.request.args.lists()) | {"page": [str(number)]}
    query = "&".join(
        f"{quote(name)}={quote(value, safe='/:')}" for name, values in arguments.items() for value in values
    )
    slug = text_of(request.organization, "slug")
    place = f"organizations/{slug}/{request.call.path.rstrip('/').rpartition('/')[2]}" if slug else "datasets"
    return f"{request.url}/api/1/{place}/?{query}"


def in_order(request: ApiRequest, documents: Iterable[Document], default: str) -> list[Document]:
    """Sort documents as the query asks. Raises `Refusal`."""
    text = request.call.request.args.get("sort")
    if text is not None and text.removeprefix("-") not in SORTS:
        raise _misspelt("sort", f"{_SORT_HELP} The value '{text}' is not a valid choice for 'sort'.")
    order = text or default
    name = SORTS.get(order.removeprefix("-"))
    items = list(documents)
    return sorted(items, key=lambda document: text_of(document, name), reverse=order.startswith("-")) if name else items


def of_organization(request: ApiRequest) -> list[Document]:
    """Return the datasets of the organization of the path, deleted and archived ones too, private ones to members."""
    for name in ("featured", "archived", "deleted", "private"):
        _boolean(request, name)
    is_member = organization_permissions(request, request.organization)["private"]
    datasets = request.database.of_organization(storage.DATASET, text_of(request.organization, "id"))
    return in_order(request, (dataset for dataset in datasets if is_member or not dataset.get("private")), "")


def of_the_caller(request: ApiRequest) -> list[Document]:
    """Return the datasets of the caller and of all their organizations; the newest is last."""
    organization_ids = {
        str(organization["id"])
        for organization in request.database.all(storage.ORGANIZATION)
        if _is_member(request, organization)
    }
    return [
        dataset for dataset in request.database.all(storage.DATASET) if _is_owned(dataset, organization_ids, request.me)
    ]


def _is_member(request: ApiRequest, organization: Document) -> bool:
    return bool(role_in(organization, request.me)) and not organization.get("deleted")


def _is_owned(dataset: Document, organizations: set[str], user: str) -> bool:
    return dataset.get("organization") in organizations or (bool(user) and dataset.get("owner") == user)


def visible(request: ApiRequest) -> list[Document]:
    """Return all datasets that the caller sees and the query selects. Raises `Refusal`."""
    filters = _filters(request)
    organization_ids = {
        str(organization["id"])
        for organization in request.database.all(storage.ORGANIZATION)
        if _is_member(request, organization)
    }
    datasets = request.database.all(storage.DATASET)
    if not request.is_administrator:
        datasets = [
            dataset for dataset in datasets if _is_public(dataset) or _is_owned(dataset, organization_ids, request.me)
        ]
    selected = (dataset for dataset in datasets if all(is_selected(dataset) for is_selected in filters))
    return in_order(request, selected, "" if request.call.request.args.get("q") else "-created")


def _is_public(dataset: Document) -> bool:
    return not (dataset.get("private") or dataset.get("archived") or dataset.get("deleted"))


def _filters(request: ApiRequest) -> list[Filter]:
    args = request.call.request.args
    makers: Mapping[str, Callable[[str], Filter]] = {
        "q": _has_words,
        "tag": _has_tag,
        "license": partial(_equals, "license"),
        "geozone": _has_zone,
        "format": _has_format,
        "schema": partial(_has_schema, "name"),
        "schema_version": partial(_has_schema, "version"),
    }
    filters = [make(value) for name, make in makers.items() for value in args.getlist(name) if value]
    filters += [_equals(name, value) for name in ("organization", "owner") if (value := _identifier(request, name))]
    filters += [_nothing] if _boolean(request, "featured") else []
    hidden = {name: _members_boolean(request, name) for name in ("archived", "deleted", "private")}
    return filters + [_is_set(name, value) for name, value in hidden.items() if value is not None]


def _identifier(request: ApiRequest, name: str) -> str:
    text = request.call.request.args.get(name) or ""
    if text and (len(text) != 24 or set(text) - _HEX):
        raise refused(400, f"{name.capitalize()} arg must be an identifier")
    return text


def _boolean(request: ApiRequest, name: str) -> bool | None:
    text = request.call.request.args.get(name)
    if text is None:
        return None
    if text.lower() not in _BOOLEANS:
        about = _HIDDEN_HELP.format(name=name)
        if name == "featured":
            about = about.partition(" User must")[0]
        raise _misspelt(name, f"{about} Invalid literal for boolean(): {text}")
    return _BOOLEANS[text.lower()]


def _members_boolean(request: ApiRequest, name: str) -> bool | None:
    """Return the value of a filter that the public may not use."""
    flag = _boolean(request, name)
    if flag is not None and request.user is None:
        raise refused(401, UNAUTHORIZED)
    return flag


def _equals(name: str, value: str) -> Filter:
    return lambda dataset: dataset.get(name) == value


def _is_set(name: str, value: bool) -> Filter:
    return lambda dataset: bool(dataset.get(name)) is value


def _nothing(_dataset: Document) -> bool:
    return False


def _has_tag(value: str) -> Filter:
    return lambda dataset: value in list_of(dataset, "tags")


def _has_words(text: str) -> Filter:
    words = text.lower().split()
    return lambda dataset: all(word in text_of(dataset, "title").lower() for word in words)


def _has_zone(value: str) -> Filter:
    return lambda dataset: value in list_of(document_of(dataset, "spatial"), "zones")


def _has_format(value: str) -> Filter:
    return lambda dataset: any(resource.get("format") == value for resource in documents_of(dataset, "resources"))


def _has_schema(name: str, value: str) -> Filter:
    return lambda dataset: any(
        document_of(resource, "schema").get(name) == value for resource in documents_of(dataset, "resources")
    )
