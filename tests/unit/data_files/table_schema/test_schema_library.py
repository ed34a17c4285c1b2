"""Where schemas come from, and what is said where there is none."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from publisher.data_files.table_schema.schema_library import (
    CATALOGUE,
    DAY,
    FetchFailed,
    SchemaLibrary,
    Unread,
    UnreadSchema,
)
from publisher.data_files.table_schema.table_schema import TableSchema
from publisher.model.messages import message
from publisher.model.values import SchemaRef

NATIONAL = "https://schema.data.gouv.fr/schemas/"
SUBSIDIES = SchemaRef("scdl/subventions", "2.1.1")
OLD, NEW = f"{NATIONAL}scdl/subventions/2.1.0/schema.json", f"{NATIONAL}scdl/subventions/2.1.1/schema.json"
LISTING = {
    "schemas": [
        {"name": "scdl/subventions", "versions": [
            {"version_name": "2.1.0", "schema_url": OLD}, {"version_name": "2.1.1", "schema_url": NEW},
        ]},
        {"name": "etalab/schema-bal", "versions": [
            {"version_name": "1.4.0", "schema_url": f"{NATIONAL}etalab/schema-bal/1.4.0/schema.yml"},
        ]},
    ]
}  # fmt: skip


def document(name: str) -> bytes:
    """Return a schema whose only field has this name."""
    return json.dumps({"fields": [{"name": name}]}).encode()


class Web:
    """Addresses with what is at them. It notes which were asked for."""

    def __init__(self, pages: Mapping[str, bytes]) -> None:
        self.pages = dict(pages)
        self.asked: list[str] = []

    def __call__(self, url: str) -> bytes:
        self.asked.append(url)
        if url not in self.pages:
            raise FetchFailed(message("it answered 404"))
        return self.pages[url]


@pytest.fixture
def web() -> Web:
    return Web({CATALOGUE: json.dumps(LISTING).encode(), OLD: document("old"), NEW: document("new")})


def write(folder: Path, path: str, content: bytes) -> Path:
    """Write a file, with its folders."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return folder


def names(schema: TableSchema | UnreadSchema) -> tuple[str, ...]:
    """Return the names of the fields of a schema."""
    assert isinstance(schema, TableSchema), schema
    return schema.names


def test_a_schema_of_the_national_catalogue_is_fetched_once_for_good(tmp_path: Path, web: Web) -> None:
    for _run in range(2):
        assert names(SchemaLibrary([], tmp_path, web).schema(SUBSIDIES)) == ("new",)
    assert web.asked == [CATALOGUE, NEW]

    late = SchemaLibrary([], tmp_path, None, now=lambda: 4e9)
    assert names(late.schema(SUBSIDIES)) == ("new",)


def test_without_a_version_the_last_one_is_taken(tmp_path: Path, web: Web) -> None:
    assert names(SchemaLibrary([], tmp_path, web).schema(SchemaRef("scdl/subventions"))) == ("new",)


@pytest.mark.parametrize("last", ["2.1.0/schema.json", "2.1.0"])
def test_an_address_in_the_national_catalogue_is_its_name(tmp_path: Path, web: Web, last: str) -> None:
    ref = SchemaRef(url=f"{NATIONAL}scdl/subventions/{last}")

    assert names(SchemaLibrary([], tmp_path, web).schema(ref)) == ("old",)


def test_the_folder_of_manifests_comes_first_then_the_copy(tmp_path: Path, web: Web) -> None:
    own = write(tmp_path / "own", "scdl/subventions/2.1.1/schema.json", document("own"))
    copy = write(tmp_path / "copy", "scdl/subventions/2.1.1/schema.json", document("copy"))
    write(copy, "scdl/subventions/2.1.0/schema-subventions.json", document("copied"))
    library = SchemaLibrary([own, copy], None, web)

    assert names(library.schema(SUBSIDIES)) == ("own",)
    assert names(library.schema(SchemaRef("scdl/subventions", "2.1.0"))) == ("copied",)
    assert web.asked == []


def test_of_a_folder_the_highest_version_is_taken(tmp_path: Path) -> None:
    for version in ("1.9.0", "1.10.0", "1.2"):
        write(tmp_path, f"a/b/{version}/schema.json", document(version))

    assert names(SchemaLibrary([tmp_path], None).schema(SchemaRef("a/b"))) == ("1.10.0",)


def test_an_address_that_ends_as_a_file_of_the_folder_is_that_file(tmp_path: Path, web: Web) -> None:
    folder = write(tmp_path, "bron/parcs/1.0.0/schema.json", document("here"))
    ref = SchemaRef(url="https://github.example/x/raw/main/manifests/schemas/bron/parcs/1.0.0/schema.json")

    assert names(SchemaLibrary([folder], None, web).schema(ref)) == ("here",)


@pytest.mark.parametrize(
    "ref",
    [
        SchemaRef("../b", "1"), SchemaRef("../..", "1"), SchemaRef("a/b", ".."), SchemaRef("a/b", "../../../b/1"),
        SchemaRef("/b", "1"), SchemaRef("a", "1"), SchemaRef(url="https://x.example/../../b/1/schema.json"),
        SchemaRef(url="https://x.example/a/b/1/secret.txt"), SchemaRef(url="https://x.example/"),
    ],
)  # fmt: skip
def test_nothing_leads_out_of_a_folder(tmp_path: Path, ref: SchemaRef) -> None:
    folder = tmp_path / "x" / "schemas"
    for path in ("1/schema.json", "x/b/1/schema.json"):
        write(tmp_path, path, document("secret"))
    for path in ("b/1/schema.json", "a/1/schema.json", "a/schema.json", "a/b/1/secret.txt", "schema.json"):
        write(folder, path, document("secret"))

    unread = SchemaLibrary([folder], None).schema(ref)

    assert isinstance(unread, UnreadSchema)


def test_another_address_is_asked_again_after_a_day(tmp_path: Path) -> None:
    url = "https://example.org/parcs.json"
    web = Web({url: document("first")})
    ref, now = SchemaRef(url=url), tmp_path.stat().st_mtime
    assert names(SchemaLibrary([], tmp_path, web, lambda: now).schema(ref)) == ("first",)
    web.pages[url] = document("second")

    assert names(SchemaLibrary([], tmp_path, web, lambda: now + 3600).schema(ref)) == ("first",)
    assert names(SchemaLibrary([], tmp_path, web, lambda: now + DAY + 3600).schema(ref)) == ("second",)


def test_where_the_address_fails_what_was_there_last_is_used(tmp_path: Path) -> None:
    url = "https://example.org/parcs.json"
    web = Web({url: document("first")})
    SchemaLibrary([], tmp_path, web).schema(SchemaRef(url=url))
    del web.pages[url]

    assert names(SchemaLibrary([], tmp_path, web, lambda: 4e9).schema(SchemaRef(url=url))) == ("first",)
    assert names(SchemaLibrary([], tmp_path, None, lambda: 4e9).schema(SchemaRef(url=url))) == ("first",)


def test_without_a_network_what_is_not_kept_is_not_read(tmp_path: Path) -> None:
    for ref in (SUBSIDIES, SchemaRef("scdl/subventions"), SchemaRef(url="https://example.org/x.json")):
        assert SchemaLibrary([], tmp_path).schema(ref) == UnreadSchema(Unread.OFFLINE)


@pytest.mark.parametrize(
    ("ref", "why", "known"),
    [
        (SchemaRef("scdl/subvention", "2.1.1"), Unread.UNKNOWN_NAME, ("scdl/subventions", "etalab/schema-bal")),
        (SchemaRef("scdl/subventions", "9.9"), Unread.UNKNOWN_VERSION, ("2.1.1", "2.1.0")),
        (SchemaRef("etalab/schema-bal", "1.4.0"), Unread.NOT_A_TABLE_SCHEMA, ()),
    ],
)
def test_what_the_national_catalogue_has_not_is_said(
    tmp_path: Path, web: Web, ref: SchemaRef, why: Unread, known: tuple[str, ...]
) -> None:
    assert SchemaLibrary([], tmp_path, web).schema(ref) == UnreadSchema(why, known=known)


def test_an_address_without_a_schema_is_said(tmp_path: Path) -> None:
    web = Web({"https://example.org/page": b"<html>", "https://example.org/geo.json": b'{"type": "object"}'})
    library = SchemaLibrary([], tmp_path, web)
    absent, page, other = (
        library.schema(SchemaRef(url=f"https://example.org/{name}")) for name in ("absent", "page", "geo.json")
    )

    assert absent == UnreadSchema(Unread.FAILED, message("it answered 404"))
    assert isinstance(page, UnreadSchema)
    assert page.why is Unread.CONTRADICTORY
    assert other == UnreadSchema(Unread.NOT_A_TABLE_SCHEMA)
    assert [path.read_bytes() for path in tmp_path.glob("*.json")] == [b'{"type": "object"}'], "a page is not kept"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff"])
def test_a_broken_cache_is_no_fault(tmp_path: Path, web: Web, content: bytes) -> None:
    SchemaLibrary([], tmp_path, web).schema(SUBSIDIES)
    for path in tmp_path.glob("*.json"):
        path.write_bytes(content)

    assert names(SchemaLibrary([], tmp_path, web).schema(SUBSIDIES)) == ("new",)
    assert len(web.asked) == 4


def test_a_listing_that_is_none_is_no_fault(tmp_path: Path) -> None:
    for listing in (b"[]", b'{"schemas": 3}', b'{"schemas": [3, {"name": "a/b", "versions": [{}]}]}'):
        unread = SchemaLibrary([], None, Web({CATALOGUE: listing})).schema(SUBSIDIES)
        assert isinstance(unread, UnreadSchema)
        assert unread.why is Unread.UNKNOWN_NAME


def test_without_a_place_to_keep_schemas_they_are_fetched_each_time(tmp_path: Path, web: Web) -> None:
    (tmp_path / "file").write_text("a file", encoding="utf-8")
    for cache in (None, tmp_path / "file"):
        library = SchemaLibrary([], cache, web)
        assert names(library.schema(SUBSIDIES)) == names(library.schema(SUBSIDIES)) == ("new",)
    assert len(web.asked) == 4


def test_the_digest_changes_with_the_schema_and_with_why_there_is_none(tmp_path: Path) -> None:
    digests = {SchemaLibrary([tmp_path], None).digest(SUBSIDIES)}
    for name in ("a", "b"):
        write(tmp_path, "scdl/subventions/2.1.1/schema.json", document(name))
        digests.add(SchemaLibrary([tmp_path], None).digest(SUBSIDIES))

    assert len(digests) == 3
