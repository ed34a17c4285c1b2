"""The stand-in for Solr: what a query finds, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.servers.ckan.solr import BadRequest
from tests.servers.ckan.solr.__main__ import update
from tests.servers.ckan.solr.answers import select
from tests.servers.ckan.solr.dates import read_date, show_date
from tests.servers.ckan.solr.dismax import needed_of
from tests.servers.ckan.solr.index import Index
from tests.servers.ckan.solr.query import find
from tests.servers.ckan.solr.schema import read_schema

SCHEMA = """
<schema>
  <uniqueKey>id</uniqueKey>
  <fields>
    <field name="id" type="string" required="true"/>
    <field name="_version_" type="string"/>
    <field name="title" type="text_general"/>
    <field name="tags" type="string" multiValued="true"/>
    <field name="organization" type="string"/>
    <field name="size" type="pint"/>
    <field name="moved" type="pdate"/>
    <field name="text" type="text_general" multiValued="true" stored="false"/>
    <field name="indexed" type="pdate" default="NOW"/>
    <dynamicField name="extras_*" type="string"/>
  </fields>
  <copyField source="title" dest="text"/>
  <copyField source="extras_*" dest="text"/>
</schema>
"""

DOCUMENTS: list[dict[str, Any]] = [
    {"id": "a", "title": "Toilettes publiques", "tags": ["eau", "l eau"], "organization": "lyon", "size": 1},
    {"id": "b", "title": "Points d'eau", "tags": ["eau"], "organization": "bron", "size": 20, "extras_code": "x:1"},
    {"id": "c", "title": "Arbres publics", "organization": "lyon", "size": 300, "moved": "2024-02-29T10:00:00.5Z"},
    {"id": "d", "title": "Publiques, toilettes", "organization": "lyon-2", "moved": "2023-01-01T00:00:00+02:00"},
]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    (tmp_path / "schema.xml").write_text(SCHEMA)
    filled = Index(read_schema(tmp_path / "schema.xml"))
    for document in DOCUMENTS:
        filled.add(document)
    return filled


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("*:*", "abcd"),
        ("organization:lyon", "ac"),
        ("organization:lyon*", "acd"),
        ("organization:ly?n", "ac"),
        ("organization:(lyon OR bron)", "abc"),
        ("organization:(lyon bron)", "abc"),
        ("+organization:lyon +tags:eau", "a"),
        ("organization:lyon AND tags:eau", "a"),
        ("organization:lyon -tags:eau", "c"),
        ("organization:lyon AND NOT tags:eau", "c"),
        ("-tags:eau", "cd"),
        ('tags:"l eau"', "a"),
        (r"tags:l\ eau", "a"),
        ('title:"toilettes publiques"', "a"),
        ("title:toilettes", "ad"),
        ("title:(toilettes AND publiques)", "ad"),
        ("toilettes", "ad"),
        ('extras_code:"x:1"', "b"),
        (r"extras_code:x\:1", "b"),
        ("size:[1 TO 20]", "ab"),
        ("size:{1 TO 20]", "b"),
        ("size:[2 TO *]", "bc"),
        ("size:-1", ""),
        ("moved:[2024-01-01T00:00:00Z TO NOW]", "c"),
        ('moved:"2022-12-31T22:00:00Z"', "d"),
        ("tags:*", "ab"),
        ("title:toilettes^4 OR size:300", "acd"),
        ("(organization:lyon OR organization:bron) AND size:[2 TO *]", "bc"),
        ("", ""),
    ],
)
def test_what_a_query_finds(index: Index, query: str, keys: str) -> None:
    assert "".join(sorted(find(index, query))) == keys


def test_words_must_all_be_there_where_the_operator_is_and(index: Index) -> None:
    assert set(find(index, "toilettes arbres", operator="AND")) == set()
    assert set(find(index, "toilettes arbres")) == {"a", "c", "d"}
    assert set(find(index, "organization:lyon OR tags:eau", operator="AND")) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("zzz:1", "undefined field zzz"),
        ("title:(a", "Cannot parse"),
        ("title:a)", "Cannot parse"),
        ("title:", "Cannot parse"),
        ("a AND", "Cannot parse"),
        ("organization:lyon:bron:1", "Cannot parse"),
        ('title:"a', "Cannot parse"),
        ("moved:[yesterday TO *]", "Invalid Date String"),
        ("moved:[2024-02-30T00:00:00Z TO *]", "Invalid Date String"),
        ("size:many", "Invalid Number"),
    ],
)
def test_what_is_refused(index: Index, query: str, message: str) -> None:
    with pytest.raises(BadRequest, match=message):
        find(index, query)


# ---- documents


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"title": "Sans clé"}, "missing required field: id"),
        ({"id": "x", "zzz": 1}, "undefined field zzz"),
        ({"id": "x", "title": ["a", "b"]}, "multiple values"),
        ({"id": "x", "title": {"set": "a"}}, "atomic update: set"),
        ({"id": "x", "extras_long": "é" * 16_384}, "immense term"),
        ({"id": "x", "size": "many"}, "Invalid Number"),
    ],
)
def test_a_document_that_is_refused_leaves_no_trace(index: Index, document: dict[str, Any], message: str) -> None:
    with pytest.raises(BadRequest, match=message):
        index.add(document)

    assert set(index.documents) == set("abcd")


def test_a_document_of_the_same_key_replaces_the_other(index: Index) -> None:
    index.add({"id": "a", "title": "Bancs", "organization": "bron"})

    assert "a" not in find(index, "toilettes OR tags:eau OR organization:lyon")
    assert set(find(index, "organization:bron")) == {"a", "b"}


def test_documents_are_taken_out(index: Index) -> None:
    update(index, b"<delete><id>a</id></delete>")
    update(index, b"<delete><query>+organization:bron</query></delete>")
    update(index, b"<commit/>")

    assert set(index.documents) == {"c", "d"}
    assert index.postings["tags"] == {}
    with pytest.raises(BadRequest, match="unsupported XML update <add>"):
        update(index, b"<add/>")


# ---- answers


def shown(index: Index, **parameters: str) -> str:
    answer = select(index, {name.replace("__", "."): [value] for name, value in parameters.items()})
    return "".join(document["id"] for document in answer["response"]["docs"])


def test_pages_in_order(index: Index) -> None:
    assert shown(index, sort="size desc") == "cbad", "without a size: last"
    assert shown(index, sort="size asc") == "abcd"
    assert shown(index, sort="organization asc, size desc") == "bcad"
    assert shown(index, sort="size asc", rows="2", start="1") == "bc"
    assert shown(index, rows="0") == ""
    assert select(index, {"rows": ["0"]})["response"]["numFound"] == 4


@pytest.mark.parametrize(
    "parameters", [{"sort": "size"}, {"sort": "size up"}, {"sort": "tags asc"}, {"start": "-1"}, {"q": "{!term f=id}a"}]
)
def test_pages_that_are_refused(index: Index, parameters: dict[str, str]) -> None:
    with pytest.raises(BadRequest):
        shown(index, **parameters)


def test_filters_and_fields(index: Index) -> None:
    answer = select(index, {"q": ["eau"], "fq": ["organization:bron", "size:20"], "fl": ["id,title"]})

    assert answer["response"]["docs"] == [{"id": "b", "title": "Points d'eau"}]


def test_facets(index: Index) -> None:
    parameters = {"facet": ["true"], "facet.field": ["organization"], "facet.mincount": ["1"], "rows": ["0"]}

    assert select(index, parameters)["facet_counts"]["facet_fields"] == {
        "organization": ["lyon", 2, "bron", 1, "lyon-2", 1]
    }  # fmt: skip


def test_words_in_several_fields(index: Index) -> None:
    parameters = {"defType": "dismax", "qf": "title^4 tags", "mm": "100%"}

    assert sorted(shown(index, q="publiques toilettes", **parameters)) == ["a", "d"]
    assert shown(index, q="eau -points", **parameters) == "a"
    assert shown(index, q="+eau points", **parameters) == "b"
    assert shown(index, q='"toilettes publiques"', **parameters) == "a"
    assert shown(index, q="eau", **parameters) == "ba", "in the title it weighs more"


@pytest.mark.parametrize(
    ("rule", "count", "needed"),
    [("2", 3, 2), ("2", 1, 1), ("-1", 3, 2), ("75%", 4, 3), ("-25%", 4, 3), ("2<-1 5<80%", 2, 2),
     ("2<-1 5<80%", 3, 2), ("2<-1 5<80%", 10, 8), ("", 3, 3)],
)  # fmt: skip
def test_how_many_words_are_needed(rule: str, count: int, needed: int) -> None:
    assert needed_of(rule, count) == needed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2024-02-29T10:00:00Z", "2024-02-29T10:00:00Z"),
        ("2024-02-29T10:00:00.1234Z", "2024-02-29T10:00:00.123Z"),
        ("2024-02-29T10:00:00+02:00", "2024-02-29T08:00:00Z"),
        ("2024-02-29T10:11:12Z/DAY", "2024-02-29T00:00:00Z"),
        ("2024-03-31T10:11:12Z-1MONTH/MONTH", "2024-02-01T00:00:00Z"),
        ("2024-02-29T10:11:12Z+1YEAR", "2025-02-28T10:11:12Z"),
        ("2024-02-29T23:59:59Z+2SECONDS/HOUR", "2024-03-01T00:00:00Z"),
    ],
)
def test_dates(text: str, shown: str) -> None:
    assert show_date(read_date(text)) == shown
