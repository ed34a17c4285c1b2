"""What CKAN accepts as names and tags."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.catalogs.ckan.fields import FIELD_EXTRAS
from publisher.catalogs.ckan.names_and_tags import RESERVED_NAMES, SCHEMA_FIELDS, dataset_name, tag
from publisher.model.names import DatasetKey

from .samples import KEY

_TAG = re.compile(r"[\w \-.]*$", re.UNICODE)
"""CKAN 2.12, logic/validators.py, tag_name_validator."""


# ---- names


def test_a_name_is_the_stem_and_the_producer() -> None:
    assert dataset_name(DatasetKey("bron/toilettes"), None) == "toilettes-bron"


def test_a_slug_is_the_name() -> None:
    assert dataset_name(DatasetKey("bron/toilettes"), "wc-publics") == "wc-publics"


@pytest.mark.parametrize("length", [99, 100])
def test_a_name_within_the_limit_is_whole(length: int) -> None:
    slug = "a" * length
    assert dataset_name(KEY, slug) == slug


def test_a_longer_name_is_cut_with_a_hash_that_never_changes() -> None:
    key = DatasetKey("saint-cyr-au-mont-d-or/" + "emplacements-" * 8)
    name = dataset_name(key, None)
    assert name == ("emplacements-" * 8)[:91] + "-" + name[-8:]
    assert len(name) == 100
    assert name.endswith("-36a65691")
    assert re.fullmatch(r"[a-z0-9_-]{2,100}", name)


def test_names_that_differ_only_in_what_is_cut_differ() -> None:
    long = "a" * 120
    names = {dataset_name(DatasetKey(f"bron/{long}{end}"), None) for end in ("", "b", "c")}
    assert len(names) == 3


def test_a_slug_is_cut_like_any_name() -> None:
    assert dataset_name(KEY, "s" * 101) == "s" * 91 + "-" + dataset_name(KEY, "s" * 101)[-8:]
    assert len(dataset_name(KEY, "s" * 101)) == 100


@given(st.from_regex(r"[a-z0-9][a-z0-9_-]{0,150}/[a-z0-9][a-z0-9_-]{0,150}", fullmatch=True))
def test_every_key_gives_a_name_that_ckan_accepts(key: str) -> None:
    assert re.fullmatch(r"[a-z0-9_-]{2,100}", dataset_name(DatasetKey(key), None))


def test_the_names_that_ckan_keeps_are_known() -> None:
    assert frozenset({"new", "edit", "search"}) == RESERVED_NAMES


# ---- tags


@pytest.mark.parametrize(
    ("keyword", "expected"),
    [
        ("toilettes", "toilettes"),
        ("l'eau", "l eau"),
        ("l’eau", "l eau"),
        ("eau, air", "eau air"),
        ("eau/air", "eau air"),
        ("eau: air", "eau air"),
        ("eau & air", "eau air"),
        ("20 %", "20"),
        ("eau (potable)", "eau potable"),
        ("n°", "n"),
        ("e\u0301cole", "école"),
        ("école", "école"),
        ("🚻 toilettes", "toilettes"),
        ("open_data-2.0", "open_data-2.0"),
        ("a\nb", "a b"),
        ("a\tb", "a b"),
        ("a\u00a0b", "a b"),
        ("  a   b  ", "a b"),
        ("x" * 100, "x" * 100),
        ("ab", "ab"),
        ("水道", "水道"),
    ],
)
def test_a_keyword_becomes_what_ckan_accepts(keyword: str, expected: str) -> None:
    result = tag(keyword)
    assert result is None if len(expected) < 2 else result == expected


@pytest.mark.parametrize("keyword", ["", " ", "a", "é", "e\u0301", "🚻", "'", "%", "a'", "x" * 101, "(,)"])
def test_a_keyword_of_which_no_tag_is_left_is_none(keyword: str) -> None:
    assert tag(keyword) is None


@given(st.text())
def test_every_tag_is_one_that_ckan_accepts_and_stays_itself(keyword: str) -> None:
    result = tag(keyword)
    if result is not None:
        assert _TAG.match(result)
        assert 2 <= len(result) <= 100
        assert result == result.strip()
        assert tag(result) == result


# ---- extras that CKAN refuses


def test_every_field_of_ckans_schema_is_known() -> None:
    """CKAN 2.12, logic/schema: an extra named like a key of `default_create_package_schema` is refused with 409."""
    schema = {
        "__before", "id", "name", "title", "author", "author_email", "maintainer", "maintainer_email", "license_id",
        "notes", "url", "version", "state", "type", "owner_org", "private", "__extras", "__junk", "resources", "tags",
        "tag_string", "plugin_data", "extras", "save", "return_to", "relationships_as_object",
        "relationships_as_subject", "groups", "metadata_modified",
    }  # fmt: skip
    assert schema - SCHEMA_FIELDS == set()


def test_no_field_of_the_model_is_kept_under_a_name_that_ckan_refuses() -> None:
    assert frozenset() == FIELD_EXTRAS & SCHEMA_FIELDS
