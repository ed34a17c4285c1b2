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
"""Keys of documents, each with its score."""

LONGEST_TERM = 32_766
VERSION = "_version_"
"""The field that numbers documents in the order in which they were written."""


class Index:
    """All documents. Writers and readers take turns by its `lock`."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.lock = threading.RLock()
        self.documents: dict[str, Document] = {}
        """The stored fields of each document, by key."""
        self.terms: dict[str, dict[str, list[Term]]] = {}
        """The terms of each document's fields, in their order."""
        self.postings: dict[str, dict[Term, set[str]]] = {}
        """The keys of the documents, by field and term."""
        self._count = 0

    # ---- writing

    def add(self, document: Mapping[str, Any]) -> None:
        """Add a document, in place of one with the same key. Raises `BadRequest`."""
        texts = self._texts(document)
        with self.lock:
            self._count += 1
            texts[VERSION] = [str(self._count)]
        full = {name: (self.schema.field(name), values) for name, values in self._with_copies(texts).items()}
        key = texts[self.schema.key][0]
        terms = {name: _terms(field, values, key) for name, (field, values) in full.items() if field.indexed}
        stored = {name: _stored(field, values) for name, (field, values) in full.items() if field.stored}
        self._put(key, stored, terms)

    def _put(self, key: str, stored: Document, terms: dict[str, list[Term]]) -> None:
        with self.lock:
            self.remove(key)
            self.documents[key], self.terms[key] = stored, terms
            for name, field_terms in terms.items():
                postings = self.postings.setdefault(name, {})
                for term in field_terms:
                    postings.setdefault(term, set()).add(key)

    def _texts(self, document: Mapping[str, Any]) -> dict[str, list[str]]:
        """Return the values of a document as texts, with the defaults of its fields."""
        key = document.get(self.schema.key)
        texts: dict[str, list[str]] = {}
        for name, value in document.items():
            values = _flat(value)
            if len(values) > 1 and not self.schema.field(name).multiple:
                message = f"multiple values encountered for non multiValued field {name}: {values!r}"
                raise BadRequest(f"ERROR: [doc={key}] {message}")
            if values and self.schema.field(name):
                texts[name] = values
        for name, field in self.schema.fields.items():
            if field.required and name not in texts:
                raise BadRequest(f"[doc={key}] missing required field: {name}")
            if field.default == "NOW":
                texts.setdefault(name, [show_date(time.time_ns() // 1_000_000)])
        return texts

    def _with_copies(self, texts: Mapping[str, list[str]]) -> dict[str, list[str]]:
        full = {name: list(values) for name, values in texts.items()}
        for name, values in texts.items():
            for to in self.schema.copied_to(name):
                full.setdefault(to, []).extend(values)
        return full

    def remove(self, key: str) -> None:
        """Remove a document, if the index has it."""
        with self.lock:
            self.documents.pop(key, None)
            for name, field_terms in self.terms.pop(key, {}).items():
                postings = self.postings[name]
                for term in set(field_terms):
                    postings[term].discard(key)
                    if not postings[term]:
                        del postings[term]

    # ---- looking up

    def everything(self) -> Hits:
        """Return all documents."""
        return dict.fromkeys(self.documents, 1.0)

    def having(self, name: str, value: str, *, quoted: bool = False) -> Hits:
        """Return the documents with a value in a field; `*` and `?` are wildcards if unquoted. Raises `BadRequest`."""
        if (name, value) == ("*", "*"):
            return self.everything()
        field, postings = self.schema.field(name), self.postings.get(name, {})
        if not quoted and value == "*":
            return _hits(postings.values())
        if not quoted and re.search(r"(?<!\\)[*?]", value):
            pattern = _wildcards(fold(value.lower()) if field.type in TEXTS else value)
            return _hits(keys for term, keys in postings.items() if isinstance(term, str) and pattern.fullmatch(term))
        query_terms = terms_of(field.type, unescaped(value), stored=False)
        keys = self.with_all(name, query_terms)
        if len(query_terms) > 1 and field.type in TEXTS:
            keys = {key for key in keys if _holds_run(self.terms[key].get(name, []), query_terms)}
        return dict.fromkeys(keys, 1.0)

    def with_all(self, name: str, query_terms: list[Term]) -> set[str]:
        """Return the keys of the documents that have all these terms in a field; none if there are no terms."""
        postings = self.postings.get(name, {})
        sets = [postings.get(term, set()) for term in query_terms]
        return set.intersection(*sets) if sets else set()

    def between(self, name: str, low: str, high: str, *, with_low: bool, with_high: bool) -> Hits:
        """Return the documents with a value in a range; `*` is no bound. Raises `BadRequest`."""
        field = self.schema.field(name)
        least, most = _bound(field, low), _bound(field, high)

        def is_in_range(term: Any) -> bool:
            above = least is None or term > least or (with_low and term == least)
            return bool(above and (most is None or term < most or (with_high and term == most)))

        return _hits(keys for term, keys in self.postings.get(name, {}).items() if is_in_range(term))


def unescaped(text: str) -> str:
    """Return a text without its escaping backslashes."""
    return re.sub(r"\\(.)", r"\1", text)


def _flat(value: Any) -> list[str]:
    """Return a value as a list of texts: lists are flattened, null is empty."""
    if value is None:
        return []
    if isinstance(value, dict):
        raise BadRequest(f"Unknown operation for the an atomic update: {next(iter(value), '')}")
    if isinstance(value, list):
        return [text for item in value for text in _flat(item)]
    return [str(value).lower() if isinstance(value, bool) else str(value)]


def _terms(field: Field, values: list[str], document: str) -> list[Term]:
    terms = [term for value in values for term in terms_of(field.type, value, stored=True)]
    if any(isinstance(term, str) and len(term.encode("utf-8", "replace")) > LONGEST_TERM for term in terms):
        raise BadRequest(
            f"Exception writing document id {document} to the index; possible analysis error: Document contains at "
            f'least one immense term in field="{field.name}" (whose UTF8 encoding is longer than the max length '
            f"{LONGEST_TERM}), all of which were skipped."
        )
    return terms


def _stored(field: Field, values: list[str]) -> Any:
    shown: list[Any] = list(values)
    if field.type in DATES:
        shown = [show_date(read_date(value)) for value in values]
    elif field.type in INTEGERS:
        shown = [int(value) for value in values]
    return shown if field.multiple else shown[0]


def _hits(sets: Iterable[set[str]]) -> Hits:
    return dict.fromkeys((key for keys in sets for key in keys), 1.0)


def _wildcards(value: str) -> re.Pattern[str]:
    signs = {"*": ".*", "?": "."}
    return re.compile("".join(signs.get(sign) or re.escape(sign) for sign in value), re.DOTALL)


def _holds_run(terms: list[Term], phrase: list[Term]) -> bool:
    """Return whether the terms contain the phrase, one term after another."""
    size = len(phrase)
    return any(terms[i : i + size] == phrase for i in range(len(terms) - size + 1))


def _bound(field: Field, value: str) -> Term | None:
    if value == "*":
        return None
    if field.type in TEXTS:
        return unescaped(value).lower()
    return terms_of(field.type, unescaped(value), stored=False)[0]
