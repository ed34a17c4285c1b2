"""The documents of a core, found by the terms of their fields."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any

from . import BadRequest
from .analysis import DATES, INTEGERS, TEXTS, Term, fold, terms_of
from .dates import read_date, show_date
from .schema import Field, Schema

Document = dict[str, Any]
Hits = dict[str, float]
"""Keys of documents, with what speaks for each."""

LONGEST_TERM = 32_766
VERSION = "_version_"
"""Counts up with every document that comes: what was written last comes last."""


class Index:
    """All documents. Writers and readers take turns by its `lock`."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.lock = threading.RLock()
        self.documents: dict[str, Document] = {}
        """What each document gives back, by key."""
        self.terms: dict[str, dict[str, list[Term]]] = {}
        """The terms of each document's fields, in their order."""
        self.places: dict[str, dict[Term, set[str]]] = {}
        """By field and term, the documents."""
        self._count = 0

    # ---- writing

    def add(self, document: Mapping[str, Any]) -> None:
        """Take a document in, in the place of one of the same key. Raises `BadRequest`."""
        given = self._given(document)
        with self.lock:
            self._count += 1
            given[VERSION] = [str(self._count)]
        full = {name: (self.schema.field(name), values) for name, values in self._with_copies(given).items()}
        key = given[self.schema.key][0]
        terms = {name: _terms(field, values, key) for name, (field, values) in full.items() if field.indexed}
        stored = {name: _stored(field, values) for name, (field, values) in full.items() if field.stored}
        self._put(key, stored, terms)

    def _put(self, key: str, stored: Document, terms: dict[str, list[Term]]) -> None:
        with self.lock:
            self.remove(key)
            self.documents[key], self.terms[key] = stored, terms
            for name, found in terms.items():
                places = self.places.setdefault(name, {})
                for term in found:
                    places.setdefault(term, set()).add(key)

    def _given(self, document: Mapping[str, Any]) -> dict[str, list[str]]:
        """The values of a document as texts, complete."""
        key = document.get(self.schema.key)
        given: dict[str, list[str]] = {}
        for name, value in document.items():
            values = _flat(value)
            if len(values) > 1 and not self.schema.field(name).multiple:
                told = f"multiple values encountered for non multiValued field {name}: {values!r}"
                raise BadRequest(f"ERROR: [doc={key}] {told}")
            if values and self.schema.field(name):
                given[name] = values
        for name, field in self.schema.fields.items():
            if field.required and name not in given:
                raise BadRequest(f"[doc={key}] missing required field: {name}")
            if field.default == "NOW":
                given.setdefault(name, [show_date(time.time_ns() // 1_000_000)])
        return given

    def _with_copies(self, given: Mapping[str, list[str]]) -> dict[str, list[str]]:
        full = {name: list(values) for name, values in given.items()}
        for name, values in given.items():
            for to in self.schema.copied_to(name):
                full.setdefault(to, []).extend(values)
        return full

    def remove(self, key: str) -> None:
        """Take a document out, if it is there."""
        with self.lock:
            self.documents.pop(key, None)
            for name, found in self.terms.pop(key, {}).items():
                places = self.places[name]
                for term in set(found):
                    places[term].discard(key)
                    if not places[term]:
                        del places[term]

    # ---- looking up

    def everything(self) -> Hits:
        """All documents."""
        return dict.fromkeys(self.documents, 1.0)

    def having(self, name: str, value: str, *, quoted: bool = False) -> Hits:
        """Documents with a value in a field; unless it is quoted, `*` and `?` are wildcards. Raises `BadRequest`."""
        if (name, value) == ("*", "*"):
            return self.everything()
        field, places = self.schema.field(name), self.places.get(name, {})
        if not quoted and value == "*":
            return _hits(places.values())
        if not quoted and re.search(r"(?<!\\)[*?]", value):
            pattern = _wildcards(fold(value.lower()) if field.type in TEXTS else value)
            return _hits(keys for term, keys in places.items() if isinstance(term, str) and pattern.fullmatch(term))
        wanted = terms_of(field.type, unescaped(value), stored=False)
        keys = self.with_all(name, wanted)
        if len(wanted) > 1 and field.type in TEXTS:
            keys = {key for key in keys if _holds_run(self.terms[key].get(name, []), wanted)}
        return dict.fromkeys(keys, 1.0)

    def with_all(self, name: str, wanted: list[Term]) -> set[str]:
        """Keys of the documents that have each of these terms in a field; none, where none is wanted."""
        places = self.places.get(name, {})
        sets = [places.get(term, set()) for term in wanted]
        return set.intersection(*sets) if sets else set()

    def between(self, name: str, low: str, high: str, *, with_low: bool, with_high: bool) -> Hits:
        """Documents with a value in a range; `*` is no bound. Raises `BadRequest`."""
        field = self.schema.field(name)
        least, most = _bound(field, low), _bound(field, high)

        def inside(term: Any) -> bool:
            above = least is None or term > least or (with_low and term == least)
            return bool(above and (most is None or term < most or (with_high and term == most)))

        return _hits(keys for term, keys in self.places.get(name, {}).items() if inside(term))


def unescaped(text: str) -> str:
    """A text without the backslashes that protect its signs."""
    return re.sub(r"\\(.)", r"\1", text)


def _flat(value: Any) -> list[str]:
    """A value as texts: lists are laid open, null is nothing."""
    if value is None:
        return []
    if isinstance(value, dict):
        raise BadRequest(f"Unknown operation for the an atomic update: {next(iter(value), '')}")
    if isinstance(value, list):
        return [text for one in value for text in _flat(one)]
    return [str(value).lower() if isinstance(value, bool) else str(value)]


def _terms(field: Field, values: list[str], document: str) -> list[Term]:
    found = [term for value in values for term in terms_of(field.type, value, stored=True)]
    if any(isinstance(term, str) and len(term.encode("utf-8", "replace")) > LONGEST_TERM for term in found):
        raise BadRequest(
            f"Exception writing document id {document} to the index; possible analysis error: Document contains at "
            f'least one immense term in field="{field.name}" (whose UTF8 encoding is longer than the max length '
            f"{LONGEST_TERM}), all of which were skipped."
        )
    return found


def _stored(field: Field, values: list[str]) -> Any:
    shown: list[Any] = list(values)
    if field.type in DATES:
        shown = [show_date(read_date(one)) for one in values]
    elif field.type in INTEGERS:
        shown = [int(one) for one in values]
    return shown if field.multiple else shown[0]


def _hits(sets: Iterable[set[str]]) -> Hits:
    return dict.fromkeys((key for keys in sets for key in keys), 1.0)


def _wildcards(value: str) -> re.Pattern[str]:
    signs = {"*": ".*", "?": "."}
    return re.compile("".join(signs.get(sign) or re.escape(sign) for sign in value), re.DOTALL)


def _holds_run(terms: list[Term], wanted: list[Term]) -> bool:
    """Whether the terms stand one after another, as in a phrase."""
    size = len(wanted)
    return any(terms[i : i + size] == wanted for i in range(len(terms) - size + 1))


def _bound(field: Field, value: str) -> Term | None:
    if value == "*":
        return None
    if field.type in TEXTS:
        return unescaped(value).lower()
    return terms_of(field.type, unescaped(value), stored=False)[0]
