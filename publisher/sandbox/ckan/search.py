"""`package_search`: the datasets that a query finds among those that the caller may see."""

from collections.abc import Iterable
from typing import Final

from publisher.sandbox.ckan import fields
from publisher.sandbox.ckan.access import can_read
from publisher.sandbox.ckan.query import ANY_TEXT, BadSyntax, Matches, Terms, parsed, words
from publisher.sandbox.ckan.refusals import BadQuery, BadSearch, Invalid
from publisher.sandbox.ckan.session import Session
from publisher.sandbox.ckan.views import shown
from publisher.sandbox.documents import document_of, documents_of, list_of, text_of
from publisher.sandbox.store import Document

ROWS: Final = 10
ROWS_MAX: Final = 1000
SORT: Final = "score desc, metadata_modified desc"

_PARAMETERS: Final = frozenset(
    {
        "q", "fq", "fq_list", "fl", "rows", "sort", "start", "facet", "facet.field", "facet.limit", "facet.mincount",
        "include_private", "include_drafts", "include_deleted", "use_default_schema", "qf", "mm", "tie", "df", "q.op",
        "defType", "extras", "wt",
    }
)  # fmt: skip
_INDEXED: Final = (
    "id", "name", "title", "notes", "url", "author", "author_email", "maintainer", "maintainer_email", "license_id",
    "owner_org", "creator_user_id", "state", "type", "version",
)  # fmt: skip
_TEXTS: Final = frozenset({"title", "notes", "author", "author_email", "maintainer", "maintainer_email"})
"""Fields that are searched by single words; the others by their whole value."""


def package_search(session: Session, arguments: Document) -> Document:
    """Return a page of the datasets that a query finds."""
    rows = min(_number(arguments, "rows", ROWS), ROWS_MAX)
    start = _number(arguments, "start", 0)
    unknown = [name for name in arguments if name not in _PARAMETERS and not name.startswith("ext_")]
    if unknown:
        raise BadQuery(f"Invalid search parameters: {unknown}")
    sort = text_of(arguments, "sort") or SORT
    packages = _matching_packages(session, arguments, _matches(arguments))
    page = _sorted(packages, sort)[start : start + rows]
    return {
        "count": len(packages),
        "facets": {},
        "results": [_reduced(shown(session, package), arguments) for package in page],
        "search_facets": {},
        "sort": sort,
    }


def _number(arguments: Document, name: str, default: int) -> int:
    value = arguments.get(name)
    if value is None or value == "":
        return default
    try:
        number = fields.integer(value)
    except fields.InvalidValue as error:
        more = ["Please enter an integer value"] if name == "rows" else []
        raise Invalid({name: [str(error), *more]}) from None
    if number is None or number < 0:
        raise Invalid({name: ["Must be a natural number"]})
    return number


def _matches(arguments: Document) -> Matches:
    """Return the condition of a query, with those that CKAN puts around it."""
    states = ["active", *(["draft"] if fields.flag(arguments.get("include_drafts")) else [])]
    public = "" if fields.flag(arguments.get("include_private")) else "+capacity:public "
    query = text_of(arguments, "q").strip()
    condition = f"{public}{text_of(arguments, 'fq')} +state:({' OR '.join(states)})"
    try:
        filters = parsed(condition)
        matches = parsed(query) if query and query != "*:*" else None
    except BadSyntax as error:
        raise BadSearch(f"SOLR returned an error running query: {error}") from None
    return lambda terms: filters(terms) and (matches is None or matches(terms))


def _matching_packages(session: Session, arguments: Document, matches: Matches) -> list[Document]:
    names = {group_id: str(group["name"]) for group_id, group in session.groups.items()}
    asks_text = bool(text_of(arguments, "q"))
    return [
        package
        for package in session.database.all("package")
        if package["state"] != "deleted"
        and can_read(session, package)
        and matches(_terms(session, package, names, with_text=asks_text))
    ]


def _terms(session: Session, package: Document, names: dict[str, str], *, with_text: bool) -> Terms:
    """Return the terms of a dataset in the index; an extra is also found by its own name, unless a field has it."""
    terms: dict[str, frozenset[str]] = {}
    for key, value in document_of(package, "extras").items():
        terms[key] = frozenset({str(value)})
        terms[f"extras_{key}"] = words(str(value))
    for name in _INDEXED:
        value = package[name]
        terms[name] = _words_of(name, value)
    groups = session.groups_of_packages.get(str(package["id"]), [])
    terms |= {
        "organization": frozenset({names.get(str(package["owner_org"]), "")}),
        "groups": frozenset(names[group_id] for group_id in groups),
        "tags": frozenset(str(name) for name in list_of(package, "tags")),
        "capacity": frozenset({"private" if package["private"] else "public"}),
        "dataset_type": frozenset({"dataset"}),
        "entity_type": frozenset({"package"}),
        "res_format": frozenset(text_of(resource, "format") for resource in documents_of(package, "resources")),
        "res_url": frozenset(text_of(resource, "url") for resource in documents_of(package, "resources")),
    }
    return terms | {ANY_TEXT: _all_words(package)} if with_text else terms


def _words_of(name: str, value: object) -> frozenset[str]:
    if not isinstance(value, str) or not value:
        return frozenset()
    return words(value) if name in _TEXTS else frozenset({value})


def _all_words(package: Document) -> frozenset[str]:
    texts: list[object] = [package["name"], package["title"], package["notes"], *list_of(package, "tags")]
    texts += document_of(package, "extras").values()
    return words(" ".join(str(text) for text in texts if text))


def _sorted(packages: list[Document], sort: str) -> list[Document]:
    for part in reversed([part.split() for part in sort.split(",") if part.strip()]):
        if len(part) != 2 or part[1].lower() not in ("asc", "desc"):
            raise BadQuery('Invalid "sort" parameter')
        packages = _sorted_by(packages, part[0].removesuffix("_string"), reverse=part[1].lower() == "desc")
    return packages


def _sorted_by(packages: list[Document], name: str, *, reverse: bool) -> list[Document]:
    """Sort datasets; those without a value come last. There is no `score`: all are found equally well."""
    with_value = [package for package in packages if package.get(name)]
    without_value = [package for package in packages if not package.get(name)]
    return sorted(with_value, key=lambda package: str(package[name]), reverse=reverse) + without_value


def _reduced(document: Document, arguments: Document) -> Document:
    """Return a dataset with the fields that `fl` names, if it names any."""
    names = list(_names(arguments.get("fl")))
    return {name: document[name] for name in names if name in document} if names else document


def _names(value: object) -> Iterable[str]:
    items = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return [name for item in items for name in str(item).replace(",", " ").split()]
