"""The refusals of each catalogue: status and body become an error, without HTTP."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.catalogs.api import DETAIL_LIMIT, Account
from publisher.catalogs.ckan.refusals import ActionCall
from publisher.catalogs.ckan.refusals import refusal as ckan_refusal
from publisher.catalogs.errors import (
    AlreadyExists,
    CatalogError,
    Denied,
    EntryChanged,
    NotFound,
    Refused,
    TooLarge,
    Unreachable,
)
from publisher.catalogs.refused_fields import SentDocument
from publisher.catalogs.udata.refusals import RestCall
from publisher.catalogs.udata.refusals import refusal as udata_refusal

from .samples import CATALOG, TOKEN, URL

ACCOUNT = Account(CATALOG, URL, TOKEN, "GRANDLYON_TOKEN")


def ckan(status: int, body: str, account: Account = ACCOUNT) -> CatalogError | NotFound:
    return ckan_refusal(status, body, ActionCall(action="package_create"), account)


def ckan_error(status: int, kind: str, **error: object) -> CatalogError | NotFound:
    return ckan(status, json.dumps({"success": False, "error": {"__type": kind, **error}}))


def udata(status: int, body: str, method: str = "PUT") -> CatalogError | NotFound:
    return udata_refusal(status, body, RestCall(method=method, path="datasets/x/"), ACCOUNT)


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
    assert what == "grandlyon refuses the entry: description: trop “long”"
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
        ('{"errors": {"title": ["é"]}, "message": "m"}', "title: é"),
        ('{"message": "m"}', "m"),
        ('{"error": "e"}', "e"),
        ('{"other": 1}', '{"other": 1}'),
        ('["a"]', '["a"]'),
        ("no JSON", "no JSON"),
    ],
)
def test_udatas_words_are_shown(body: str, shown: str) -> None:
    assert words(udata(400, body))[0] == f"grandlyon refuses the entry: {shown}"


# ---- the fields of the manifest that are meant

SENT = SentDocument(
    document={
        "name": "wc-bron",
        "extras": [{"key": "frequency"}, {"key": "service"}, {"key": "publisher_base"}],
        "resources": [{"id": "u-1"}, {"id": "u-2"}],
    },
    ids={"u-1": "csv", "u-2": "carte"},
)


def fields(error: CatalogError | NotFound) -> tuple[type[Exception], str, tuple[str, ...]]:
    """Return the class of an error, what follows the name of the catalogue, and the fields that are meant."""
    assert isinstance(error, CatalogError)
    return type(error), str(error.what).removeprefix("grandlyon refuses the entry: "), error.paths


@pytest.mark.parametrize(
    ("errors", "what", "paths"),
    [
        ({"notes": ["Missing value"]}, "description: Missing value", ("description",)),
        ({"maintainer_email": ["no"]}, "contact.email: no", ("contact.email",)),
        (
            {"owner_org": ["Organization does not exist"]},
            "organization: Organization does not exist",
            ("organization",),
        ),
        ({"tags": ['Tag "a" is short', "x"]}, 'keywords: Tag "a" is short; x', ("keywords",)),
        (
            {"extras": [{}, {"key": ["There is a schema field"]}]},
            "extras.service: There is a schema field",
            ("extras.service",),
        ),
        ({"extras": [{"value": ["no"]}, {}, {}]}, "frequency: no", ("frequency",)),
        ({"extras": [{}, {}, {}, {"key": ["x"]}]}, "extras: x", ("extras",)),
        ({"extras": "odd"}, "extras: odd", ("extras",)),
        (
            {"resources": [{}, {"url": ["Missing value"]}]},
            "resources.carte.url: Missing value",
            ("resources.carte.url",),
        ),
        (
            {"resources": [{"name": ["a"], "conforms_to": ["b"]}]},
            "resources.csv.title: a; resources.csv.schema: b",
            ("resources.csv.title", "resources.csv.schema"),
        ),
        ({"resources": [{}, {}, {"url": ["x"]}]}, "resources.url: x", ("resources.url",)),
        ({"local_field": ["Missing value"]}, "local_field: Missing value", ("local_field",)),
        ({"name": ["too short"]}, "slug: too short", ("slug",)),
    ],
)
def test_ckans_keys_become_the_fields_of_the_manifest(
    errors: dict[str, object], what: str, paths: tuple[str, ...]
) -> None:
    body = json.dumps({"success": False, "error": {"__type": "Validation Error", **errors}})
    sent = replace(SENT, document={**SENT.document, "name": "a"})
    error = ckan_refusal(409, body, ActionCall(action="package_create", sent=sent), ACCOUNT)
    assert fields(error) == (Refused, what, paths)


@pytest.mark.parametrize(
    ("name", "words", "expected"),
    [
        ("wc-bron", "That URL is already in use.", AlreadyExists),
        ("wc-bron", "Cette URL est déjà utilisée.", AlreadyExists),
        ("a", "Doit contenir au moins 2 caractères", Refused),
        ("new", "That name cannot be used", Refused),
        ("Été", "Must be purely lowercase alphanumeric", Refused),
        ("x" * 101, "Name must be a maximum of 100 characters long", Refused),
    ],
)
def test_a_name_is_used_where_its_form_leaves_no_other_reason(name: str, words: str, expected: type[Exception]) -> None:
    """CKAN says it in the language of the portal."""
    body = json.dumps({"success": False, "error": {"__type": "Validation Error", "name": [words]}})
    call = ActionCall(action="package_create", sent=SentDocument(document={"name": name}))
    assert type(ckan_refusal(409, body, call, ACCOUNT)) is expected


@pytest.mark.parametrize(
    ("said", "expected", "what"),
    [
        ("File upload too large", TooLarge, "the file wc.csv is larger than grandlyon takes (12.3 MB)"),
        (
            "File upload too large (max 10 MB)",
            TooLarge,
            "the file wc.csv is larger than grandlyon takes (12.3 MB; at most 10 MB)",
        ),
        ("Unsupported type", Refused, "grandlyon refuses the file wc.csv: Unsupported type"),
    ],
)
def test_a_file_that_ckan_refuses_is_named(said: str, expected: type[Exception], what: str) -> None:
    body = json.dumps({"success": False, "error": {"__type": "Validation Error", "upload": [said]}})
    call = ActionCall(action="package_revise", file="wc.csv", size=12_345_678)
    error = ckan_refusal(409, body, call, ACCOUNT)
    assert (type(error), words(error)[0]) == (expected, what)


UDATA_SENT = SentDocument(
    document={"resources": [{"id": "u-1"}, {"filetype": "remote"}]}, ids={"u-1": "csv"}, order=("csv", "carte")
)


@pytest.mark.parametrize(
    ("path", "errors", "what", "paths"),
    [
        ("datasets/", {"tags": ["short"]}, "keywords: short", ("keywords",)),
        ("datasets/", {"spatial": {"zones": ["x"]}}, "spatial: x", ("spatial",)),
        (
            "datasets/",
            {"extras": {"datafairOrigin": "not an address"}},
            "extras.datafairOrigin: not an address",
            ("extras.datafairOrigin",),
        ),
        ("datasets/", {"extras": {"publisher_language": "x"}}, "language: x", ("language",)),
        ("datasets/", {"resources": [{}, {"url": ["x"]}]}, "resources.carte.url: x", ("resources.carte.url",)),
        ("datasets/", {"resources": {"0": {"checksum": ["x"]}}}, "resources.csv.path: x", ("resources.csv.path",)),
        ("datasets/", {"title": []}, '{"title": []}', ()),
        (
            "contacts/",
            {"email": ["x"], "name": ["y"]},
            "contact.email: x; contact.name: y",
            ("contact.email", "contact.name"),
        ),
    ],
)
def test_udatas_keys_become_the_fields_of_the_manifest(
    path: str, errors: dict[str, object], what: str, paths: tuple[str, ...]
) -> None:
    call = RestCall(method="POST", path=path, sent=UDATA_SENT)
    error = udata_refusal(400, json.dumps({"errors": errors, "message": "no"}), call, ACCOUNT)
    assert fields(error) == (Refused, what, paths)


@pytest.mark.parametrize(
    ("recognised", "fix"),
    [
        (False, "Check `url` in catalogs.yml; `publisher doctor` shows which server answers at that address."),
        (True, f"Run the command again later. If this stays so, show this message to the administrators of {URL}."),
    ],
)
def test_an_odd_answer_is_no_wrong_address_once_the_catalogue_has_answered(*, recognised: bool, fix: str) -> None:
    ckan_call = ActionCall(action="package_search", recognised=recognised)
    udata_call = RestCall(method="GET", path="datasets/", recognised=recognised)
    for error in (ckan_refusal(400, "{}", ckan_call, ACCOUNT), udata_refusal(400, "{}", udata_call, ACCOUNT)):
        assert words(error)[1] == fix


# ---- as CKAN 2.12.0 and udata 17.18.0 answered


@pytest.mark.parametrize(
    ("errors", "paths"),
    [
        ({"extras": [{}, {"key": ["There is a schema field with the same name"]}, {}]}, ("extras.service",)),
        ({"extras": [{}, {"key": ["Missing value"]}]}, ("extras.service",)),
        ({"extras_validation": ['Duplicate key "a"']}, ("extras",)),
        ({"maintainer_email": ["Email nope is not a valid format"]}, ("contact.email",)),
        ({"tags": ['Tag "a" length is less than minimum 2']}, ("keywords",)),
        ({"resources": [{}, {"last_modified": ["Date format incorrect"]}]}, ("resources.carte.path",)),
        ({"name": ["Must be at least 2 characters long", 'Name "a" length is less than minimum 2']}, ("slug",)),
    ],
)
def test_answers_of_a_real_ckan(errors: dict[str, object], paths: tuple[str, ...]) -> None:
    body = json.dumps({"success": False, "error": {**errors, "__type": "Validation Error"}})
    sent = replace(SENT, document={**SENT.document, "name": "a"})
    assert fields(ckan_refusal(409, body, ActionCall(action="package_create", sent=sent), ACCOUNT))[2] == paths


@pytest.mark.parametrize(
    ("path", "reply", "what", "paths"),
    [
        (
            "datasets/",
            {"errors": {"spatial": {"zones": ["GeoID(s) inconnu(s): nulle:part"]}}},
            "spatial: GeoID(s) inconnu(s): nulle:part",
            ("spatial",),
        ),
        (
            "datasets/",
            {"errors": {"resources": [{}, {"url": ['URL invalide "http://192.168.1.1/a"']}]}},
            'resources.carte.url: URL invalide "http://192.168.1.1/a"',
            ("resources.carte.url",),
        ),
        (
            "datasets/",
            {"errors": {"temporal_coverage": ["Incapable de comprendre la date"]}},
            "temporal: Incapable de comprendre la date",
            ("temporal",),
        ),
        (
            "datasets/",
            {"message": "'parfois' is not a valid UpdateFrequency"},
            "'parfois' is not a valid UpdateFrequency",
            (),
        ),
        (
            "contacts/",
            {"errors": {"email": "Invalid email address"}, "message": "Invalid email address"},
            "contact.email: Invalid email address",
            ("contact.email",),
        ),
    ],
)
def test_answers_of_a_real_udata(path: str, reply: dict[str, object], what: str, paths: tuple[str, ...]) -> None:
    call = RestCall(method="POST", path=path, sent=UDATA_SENT)
    assert fields(udata_refusal(400, json.dumps(reply), call, ACCOUNT)) == (Refused, what, paths)


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
