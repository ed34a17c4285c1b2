"""`package_revise`: change parts of a dataset, if it is still as the caller has read it."""

import copy
import json
from typing import Final

from publisher.sandbox.ckan import revise_parts
from publisher.sandbox.ckan.access import require_groups, require_write
from publisher.sandbox.ckan.datasets import found, replace
from publisher.sandbox.ckan.refusals import Invalid
from publisher.sandbox.ckan.revise_parts import Unfit, named
from publisher.sandbox.ckan.session import Session
from publisher.sandbox.ckan.views import shown
from publisher.sandbox.documents import document_of
from publisher.sandbox.store import Document

_EXTEND: Final = "extend"


def package_revise(session: Session, given: Document) -> Document:
    """Match, filter and update a dataset, in this order."""
    match, patterns, update = _read(given)
    match_at, update_at = _prefixed(given, "match__"), _prefixed(given, "update__")
    reference = match_at.get("id") or match.get("id") or match_at.get("name") or match.get("name")
    if reference is None:
        raise Invalid({"match__id": "Missing value"})
    package = found(session, reference)
    original = shown(session, package)
    _require_match(original, match, match_at)
    revised = copy.deepcopy(original)
    revised.pop("metadata_modified")
    revise_parts.strip(revised, patterns)
    revised["id"] = original["id"]
    _merge(revised, update, update_at)
    require_write(session, package)
    require_groups(session, revised, ())
    result: Document = {"package": replace(session, package, revised)}
    revise_parts.strip(result, _patterns(given, "include"))
    return result


def _read(given: Document) -> tuple[Document, list[str], Document]:
    errors: Document = {}
    for name in ("match", "update"):
        if given.get(name) is not None and not isinstance(_json(given[name]), dict):
            errors[name] = ["Must be a dict"]
    for name in ("filter", "include"):
        listed = _listed(given.get(name))
        if listed is not None and not isinstance(listed, list):
            errors[name] = ["Not a list"]
    if errors:
        raise Invalid(errors)
    return _document(given, "match"), _patterns(given, "filter"), _document(given, "update")


def _document(given: Document, name: str) -> Document:
    return document_of({name: _json(given.get(name))}, name)


def _json(value: object) -> object:
    """Return the value of a text that is JSON, since forms contain only texts; others unchanged."""
    if not isinstance(value, str):
        return value
    try:
        read: object = json.loads(value)
    except ValueError:
        return value
    return read


def _listed(value: object) -> object:
    if not isinstance(value, str):
        return value
    read = _json(value)
    return value.split(",") if read is value else read


def _patterns(given: Document, name: str) -> list[str]:
    found_list = _listed(given.get(name))
    return [str(one) for one in found_list] if isinstance(found_list, list) else []


def _prefixed(given: Document, prefix: str) -> Document:
    return {name.removeprefix(prefix): _json(value) for name, value in given.items() if name.startswith(prefix)}


def _require_match(original: Document, match: Document, match_at: Document) -> None:
    far = revise_parts.unmatched(original, match)
    for key, value in sorted(match_at.items()):
        try:
            far += revise_parts.unmatched_at(original, key, value)
        except Unfit:
            far.append((key,))
    if far:
        raise Invalid({"match": [named(path) for path in far]})


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
