"""`package_revise`: change parts of a dataset, if it is still as the caller has read it."""

import copy
from typing import Final

from publisher.sandbox.ckan import revise_parts
from publisher.sandbox.ckan.access import require_groups, require_write
from publisher.sandbox.ckan.datasets import readable_package, replace
from publisher.sandbox.ckan.refusals import Invalid, naming_document
from publisher.sandbox.ckan.revise_parts import Unfit, path_name
from publisher.sandbox.ckan.session import Session
from publisher.sandbox.ckan.views import shown
from publisher.sandbox.documents import document_of, json_value
from publisher.sandbox.store import Document

_EXTEND: Final = "extend"


def package_revise(session: Session, arguments: Document) -> Document:
    """Match, filter and update a dataset, in this order."""
    match, patterns, update = _read(arguments)
    match_at, update_at = _prefixed(arguments, "match__"), _prefixed(arguments, "update__")
    reference = match_at.get("id") or match.get("id") or match_at.get("name") or match.get("name")
    if reference is None:
        raise Invalid({"match__id": "Missing value"})
    package = readable_package(session, reference)
    original = shown(session, package)
    _require_match(original, match, match_at)
    revised = copy.deepcopy(original)
    revised.pop("metadata_modified")
    revise_parts.strip(revised, patterns)
    revised["id"] = original["id"]
    _merge(revised, update, update_at)
    require_write(session, package)
    require_groups(session, revised, ())
    with naming_document(arguments):
        result: Document = {"package": replace(session, package, revised)}
    revise_parts.strip(result, _patterns(arguments, "include"))
    return result


def _read(arguments: Document) -> tuple[Document, list[str], Document]:
    errors: Document = {}
    for name in ("match", "update"):
        if arguments.get(name) is not None and not isinstance(json_value(arguments[name]), dict):
            errors[name] = ["Must be a dict"]
    for name in ("filter", "include"):
        listed = _listed(arguments.get(name))
        if listed is not None and not isinstance(listed, list):
            errors[name] = ["Not a list"]
    if errors:
        raise Invalid(errors)
    return _document(arguments, "match"), _patterns(arguments, "filter"), _document(arguments, "update")


def _document(arguments: Document, name: str) -> Document:
    return document_of({name: json_value(arguments.get(name))}, name)


def _listed(value: object) -> object:
    if not isinstance(value, str):
        return value
    parsed = json_value(value)
    return value.split(",") if parsed is value else parsed


def _patterns(arguments: Document, name: str) -> list[str]:
    patterns = _listed(arguments.get(name))
    return [str(pattern) for pattern in patterns] if isinstance(patterns, list) else []


def _prefixed(arguments: Document, prefix: str) -> Document:
    return {
        name.removeprefix(prefix): json_value(value) for name, value in arguments.items() if name.startswith(prefix)
    }


def _require_match(original: Document, match: Document, match_at: Document) -> None:
    mismatches = revise_parts.unmatched(original, match)
    for key, value in sorted(match_at.items()):
        try:
            mismatches += revise_parts.unmatched_at(original, key, value)
        except Unfit:
            mismatches.append((key,))
    if mismatches:
        raise Invalid({"match": [path_name(path) for path in mismatches]})


def _merge(revised: Document, update: Document, update_at: Document) -> None:
    try:
        revise_parts.merge(revised, copy.copy(update))
    except Unfit as error:
        raise Invalid({"update": [str(error)]}) from None
    for key, value in sorted(update_at.items(), key=lambda item: (not item[0].endswith(_EXTEND), item[0])):
        try:
            revise_parts.merge_at(revised, key, value)
        except Unfit as error:
            raise Invalid({key: [str(error)]}) from None
