"""The refusals of each catalogue: status and body become an error, without HTTP."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.catalogs.api import DETAIL_LIMIT, Account
from publisher.catalogs.ckan.refusals import refusal as ckan_refusal
from publisher.catalogs.errors import AlreadyExists, CatalogError, Denied, EntryChanged, NotFound, Refused, Unreachable
from publisher.catalogs.udata.refusals import refusal as udata_refusal

from .samples import CATALOG, TOKEN, URL

ACCOUNT = Account(CATALOG, URL, TOKEN, "GRANDLYON_TOKEN")


def ckan(status: int, body: str, account: Account = ACCOUNT) -> CatalogError | NotFound:
    return ckan_refusal(status, body, "package_create", account)


def ckan_error(status: int, kind: str, **error: object) -> CatalogError | NotFound:
    return ckan(status, json.dumps({"success": False, "error": {"__type": kind, **error}}))


def udata(status: int, body: str, method: str = "PUT") -> CatalogError | NotFound:
    return udata_refusal(status, body, method, "datasets/x/", ACCOUNT)


def words(error: CatalogError | NotFound) -> tuple[str, str]:
    assert isinstance(error, CatalogError)
    return str(error.what), str(error.fix)


# ---- CKAN


@pytest.mark.parametrize(
    ("status", "kind", "error", "expected"),
    [
        (404, "Not Found Error", {"message": "Not found"}, NotFound),
        (403, "Authorization Error", {"message": "Access denied"}, Denied),
        (409, "Validation Error", {"match": ["metadata_modified"]}, EntryChanged),
        (409, "Validation Error", {"name": ["That URL is already in use."]}, AlreadyExists),
        (409, "Validation Error", {"resources": [{}, {"id": ["exists"]}]}, AlreadyExists),
        (409, "Validation Error", {"resources": [{"url": ["Missing value"]}]}, Refused),
        (409, "Validation Error", {"resources": "odd"}, Refused),
        (409, "Search Query Error", {"message": "Invalid rows"}, Refused),
        (400, "Some Other Error", {}, Refused),
    ],
)
def test_ckans_word_for_an_error_is_the_kind_of_ours(
    status: int, kind: str, error: dict[str, object], expected: type[Exception]
) -> None:
    assert type(ckan_error(status, kind, **error)) is expected


def test_ckans_words_are_shown_without_its_own_key() -> None:
    what, fix = words(ckan_error(409, "Validation Error", notes=["trop “long”"]))
    assert what == 'grandlyon refuses the entry: {"notes": ["trop “long”"]}'
    assert fix == "Correct the field named above, then run the command again."


def test_a_right_that_is_missing_names_the_action_and_the_token() -> None:
    body = json.dumps({"error": {"__type": "Authorization Error"}})
    assert words(ckan(403, body)) == (
        f"{URL} refuses the action package_create",
        "The token in GRANDLYON_TOKEN needs the editor role in the organization.",
    )
    assert words(ckan(403, body, replace(ACCOUNT, token=None)))[1] == (
        "Set the environment variable GRANDLYON_TOKEN to an API token."
    )


@pytest.mark.parametrize(
    "body", ['"Bad request"', "", "null", "[]", '{"error": true}', "{" * 20_000, '{"success": false}']
)
def test_what_ckan_never_says_is_refused_and_shown(body: str) -> None:
    error = ckan(400, body)
    assert type(error) is Refused
    what, _fix = words(error)
    assert what.startswith(f"{URL} gives an answer that is not CKAN's: package_create: 400 {body[:20]}")


# ---- udata


@pytest.mark.parametrize(
    ("status", "method", "expected"),
    [
        (404, "GET", NotFound),
        (410, "PUT", NotFound),
        (401, "GET", Denied),
        (403, "PUT", Denied),
        (400, "GET", Unreachable),
        (409, "GET", Unreachable),
        (409, "PUT", EntryChanged),
        (400, "POST", Refused),
        (413, "POST", Refused),
    ],
)
def test_udatas_status_is_the_kind_of_error(status: int, method: str, expected: type[Exception]) -> None:
    assert type(udata(status, '{"message": "no"}', method)) is expected


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('{"errors": {"title": ["é"]}, "message": "m"}', '{"title": ["é"]}'),
        ('{"message": "m"}', "m"),
        ('{"error": "e"}', "e"),
        ('{"other": 1}', '{"other": 1}'),
        ('["a"]', '["a"]'),
        ("no JSON", "no JSON"),
    ],
)
def test_udatas_words_are_shown(body: str, shown: str) -> None:
    assert words(udata(400, body))[0] == f"grandlyon refuses the entry: {shown}"


# ---- both


@given(st.integers(300, 499), st.text() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_no_refusal_ever_raises_an_error_of_its_own(status: int, body: str) -> None:
    assert isinstance(ckan(status, body), CatalogError | NotFound)
    assert isinstance(udata(status, body), CatalogError | NotFound)


@pytest.mark.parametrize("status", [400, 403, 409])
def test_a_token_that_is_repeated_is_not_shown_and_long_words_are_cut(status: int) -> None:
    long = "x" * 5000
    bodies = [
        json.dumps({"message": f"{TOKEN} {long}"}),
        json.dumps({"error": {"__type": "Validation Error", "notes": f"{TOKEN} {long}"}}),
        f"{TOKEN} {long}",
    ]
    for body in bodies:
        for error in (ckan(status, body), udata(status, body)):
            assert TOKEN not in str(error)
            assert len(str(error)) < DETAIL_LIMIT + 200


def test_an_account_shows_no_token() -> None:
    assert TOKEN not in repr(ACCOUNT)
