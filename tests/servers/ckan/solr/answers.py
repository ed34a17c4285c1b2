"""`/select`: a query with its filters, order, page, fields and facets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from . import BadRequest
from .dismax import find_words
from .index import VERSION, Document, Hits, Index
from .query import find
from .schema import matches

Parameters = Mapping[str, list[str]]
"""The arguments of a request."""

_SYNTAX = re.compile(r":| OR | AND |\*")
"""The signs by which `edismax` reads a query by the classic rules."""


def select(index: Index, parameters: Parameters) -> Document:
    """Return the answer to a search. Raises `BadRequest`."""
    for text in [_last(parameters, "q"), *parameters.get("fq", [])]:
        if text.lstrip().startswith("{!"):
            raise BadRequest(f"stand-in: local params are not supported: {text}")
    with index.lock:
        hits = _filtered(index, parameters, _searched(index, parameters))
        keys = _ordered(index, hits, _last(parameters, "sort") or "score desc")
        start, rows = _natural(parameters, "start", 0), _natural(parameters, "rows", 10)
        documents = [_shown(index.documents[key], hits[key], parameters) for key in keys[start : start + rows]]
        answer: Document = {
            "responseHeader": {"status": 0, "QTime": 0},
            "response": {"numFound": len(keys), "start": start, "numFoundExact": True, "docs": documents},
        }
        if _last(parameters, "facet") in ("true", "True", "on", "1"):
            answer["facet_counts"] = {
                "facet_queries": {},
                "facet_fields": {
                    name: _facet(index, name, set(keys), parameters) for name in parameters.get("facet.field", [])
                },
                "facet_ranges": {},
                "facet_intervals": {},
                "facet_heatmaps": {},
            }
    return answer


def _last(parameters: Parameters, name: str, default: str = "") -> str:
    return (parameters.get(name) or [default])[-1]


def _natural(parameters: Parameters, name: str, default: int) -> int:
    number = int(_last(parameters, name) or default)
    if number < 0:
        raise BadRequest(f"'{name}' parameter cannot be negative")
    return number


def _searched(index: Index, parameters: Parameters) -> Hits:
    query, manner = _last(parameters, "q").strip(), _last(parameters, "defType", "lucene")
    if query in ("", "*:*"):
        return index.everything()
    if manner == "dismax" or (manner == "edismax" and not _SYNTAX.search(query)):
        return find_words(index, query, _last(parameters, "qf") or "text", _last(parameters, "mm") or "100%")
    return find(index, query, _last(parameters, "df") or "text", _last(parameters, "q.op") or "OR")


def _filtered(index: Index, parameters: Parameters, hits: Hits) -> Hits:
    for text in parameters.get("fq", []):
        if text.strip():
            matching = find(index, text, _last(parameters, "df") or "text", _last(parameters, "q.op") or "OR")
            hits = {key: score for key, score in hits.items() if key in matching}
    return hits


def _ordered(index: Index, hits: Hits, order: str) -> list[str]:
    """Return the keys in the requested order; among equals, the document that was written first comes first."""
    keys = sorted(hits, key=lambda key: int(index.documents[key][VERSION]))
    for part in reversed([part.split() for part in order.split(",") if part.strip()]):
        if len(part) != 2 or part[1].lower() not in ("asc", "desc"):
            message = f"Can't determine a Sort Order (asc or desc) in sort spec '{order}', pos={len(part[0])}"
            raise BadRequest(message)
        keys = _sorted_by(index, hits, keys, part[0], falling=part[1].lower() == "desc")
    return keys


def _sorted_by(index: Index, hits: Hits, keys: list[str], name: str, *, falling: bool) -> list[str]:
    if name == "score":
        return sorted(keys, key=lambda key: hits[key], reverse=falling)
    if index.schema.field(name).multiple:
        raise BadRequest(f"can not sort on multivalued field: {name}")
    first = max if falling else min
    filled = [key for key in keys if index.terms[key].get(name)]
    empty = [key for key in keys if not index.terms[key].get(name)]
    return sorted(filled, key=lambda key: first(index.terms[key][name]), reverse=falling) + empty


def _shown(document: Document, score: float, parameters: Parameters) -> Document:
    """Return the requested fields of a document."""
    names = [name for part in parameters.get("fl", []) for name in re.split(r"[,\s]+", part) if name] or ["*"]
    shown: dict[str, Any] = {}
    for pattern in names:
        shown |= {name: value for name, value in document.items() if matches(pattern, name)}
    return shown | ({"score": score} if "score" in names else {})


def _facet(index: Index, name: str, keys: set[str], parameters: Parameters) -> list[Any]:
    """Return how many documents have each term of a field: `[term, count, term, count, ...]`, the most common first."""
    limit = int(_last(parameters, f"f.{name}.facet.limit") or _last(parameters, "facet.limit") or 100)
    least = int(_last(parameters, "facet.mincount") or 0)
    counts = {str(term): len(holders & keys) for term, holders in index.postings.get(name, {}).items()}
    common = sorted((-count, term) for term, count in counts.items() if count >= least)
    return [part for count, term in common[: limit if limit >= 0 else None] for part in (term, -count)]
