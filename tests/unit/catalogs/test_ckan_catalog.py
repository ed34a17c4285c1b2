"""CKAN as a catalogue: which calls are made, and what each reply means."""

import json
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
import responses

from publisher.catalogs.ckan import build
from publisher.catalogs.ckan.catalog import CkanCatalog
from publisher.catalogs.ckan.wire import decode
from publisher.catalogs.errors import (
    AlreadyExists,
    CatalogError,
    Denied,
    EntryChanged,
    NotFound,
    OutcomeUnknown,
    Refused,
    Unavailable,
    Unreachable,
)
from publisher.catalogs.retry import TRIES
from publisher.catalogs.transport import USER_AGENT, Transport
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.catalog import Access
from publisher.model.dataset import Dataset, Resource, ResourceWrite
from publisher.model.entry import Entry, HiddenEntry
from publisher.model.names import RemoteId, Repository

from .fake_network import Network, head
from .samples import (
    CATALOG,
    CONFIG,
    TOKEN,
    URL,
    FakeClock,
    Json,
    creation,
    desired,
    document,
    edit,
    needs,
    recorded,
    remote,
    rid,
)

NO_CACHE = Cache(None)
LICENSES = [{"id": "odc-odbl"}, {"id": "lov2", "title": "Licence Ouverte 2.0"}]
BRON = {"id": "org-1", "name": "bron", "title": "Bron"}


def catalog(clock: FakeClock, token: str | None = TOKEN, **changes: Any) -> CkanCatalog:
    config = replace(CONFIG, **changes)
    built = build(config, Transport(config, clock.clock()), token)
    built.groups.learn(None, "CKAN 2.12.0")
    return built


def address(action: str) -> str:
    return f"{URL}/api/action/{action}"


def gives(action: str, result: object) -> None:
    responses.post(address(action), json={"success": True, "result": result})


def says_no(action: str, status: int, kind: str, **error: object) -> None:
    body = {"success": False, "error": {"__type": kind, **error}}
    responses.post(address(action), json=body, status=status)


def not_found(action: str) -> None:
    says_no(action, 404, "Not Found Error", message="Not found")


def denied(action: str) -> None:
    says_no(action, 403, "Authorization Error", message="Access denied: no right")


def invalid(action: str, **errors: object) -> None:
    says_no(action, 409, "Validation Error", **errors)


def sent(number: int = 0) -> Json:
    body: Json = json.loads(responses.calls[number].request.body or "")
    return body


def actions() -> list[str]:
    return [str(call.request.url).removeprefix(address("")) for call in responses.calls]


def ready(user: str = "editor") -> None:
    gives("user_show", {"name": user})
    gives("organization_list_for_user", [BRON])
    gives("status_show", {"ckan_version": "2.12.0"})
    gives("license_list", LICENSES)
    gives("group_list", ["environnement", "mobilite"])
    gives("organization_list", ["bron", "lyon"])


def entry() -> Entry:

    return decode(recorded(), CATALOG, URL)


# ---- check


@responses.activate
def test_check_reports_server_account_and_write_access(clock: FakeClock) -> None:
    ready()
    assert catalog(clock).check(needs("bron"), NO_CACHE) == Access(
        catalog=CATALOG,
        software="CKAN 2.12.0",
        user="editor",
        organizations=frozenset({"bron", "org-1"}),
        writable=frozenset({"bron", "org-1"}),
        licenses=frozenset({"lov2", "odc-odbl"}),
    )
    assert actions() == ["user_show", "organization_list_for_user", "status_show", "license_list", "group_list"]
    assert sent(0) == {}
    assert sent(1) == {"permission": "create_dataset"}


@responses.activate
def test_every_call_carries_the_token_and_names_our_software(clock: FakeClock) -> None:
    ready()
    catalog(clock).check(needs("bron"), NO_CACHE)
    assert {call.request.headers["Authorization"] for call in responses.calls} == {TOKEN}
    assert {call.request.headers["User-Agent"] for call in responses.calls} == {USER_AGENT}


@responses.activate
def test_an_organization_may_be_wanted_by_its_id(clock: FakeClock) -> None:
    ready()
    catalog(clock).check(needs("org-1"), NO_CACHE)
    assert "organization_list" not in actions()


@responses.activate
def test_the_public_asks_neither_who_it_is_nor_where_it_may_write(clock: FakeClock) -> None:
    ready()
    access = catalog(clock, None).check(needs("bron"), NO_CACHE)
    assert (access.user, access.writable, access.organizations) == (None, frozenset(), frozenset({"bron"}))
    assert actions() == ["status_show", "license_list", "group_list", "organization_list"]
    assert all("Authorization" not in call.request.headers for call in responses.calls)


@responses.activate
@pytest.mark.parametrize("answer", [not_found, denied])
def test_a_bad_token_is_reported_before_anything_is_planned(clock: FakeClock, answer: Callable[[str], None]) -> None:
    """CKAN treats a bad token as anonymous (200 everywhere): only `user_show` without id shows it."""
    answer("user_show")
    with pytest.raises(Denied) as caught:
        catalog(clock).check(needs("bron"), NO_CACHE)
    assert str(caught.value.what) == f"{URL} does not know the token in GRANDLYON_TOKEN"
    assert "GRANDLYON_TOKEN" in str(caught.value.fix)
    assert actions() == ["user_show"]


@responses.activate
def test_an_organization_that_is_not_ours_is_looked_up_in_the_list(clock: FakeClock) -> None:
    ready()
    access = catalog(clock).check(needs("bron", "lyon"), NO_CACHE)
    assert access.organizations == {"bron", "org-1", "lyon"}
    assert access.writable == {"bron", "org-1"}
    assert actions()[-1] == "organization_list"


@responses.activate
@pytest.mark.parametrize("answer", [not_found, denied])
def test_an_organization_that_is_in_no_list_is_requested_by_itself(
    clock: FakeClock, answer: Callable[[str], None]
) -> None:
    ready()
    answer("organization_show")
    access = catalog(clock).check(needs("bron", "atlantis"), NO_CACHE)
    assert "atlantis" not in access.organizations
    assert actions()[-2:] == ["organization_list", "organization_show"]
    assert sent(-1) == {"id": "atlantis", "include_users": False, "include_groups": False}


@responses.activate
def test_an_organization_wanted_by_its_id_exists_when_it_is_shown(clock: FakeClock) -> None:
    ready()
    gives("organization_show", {"id": "org-9", "name": "lyon"})
    assert "org-9" in catalog(clock).check(needs("org-9"), NO_CACHE).organizations


@responses.activate
def test_the_present_name_of_an_organization_is_told_by_its_id(clock: FakeClock) -> None:
    gives("organization_show", {"id": "org-9", "name": "lyon", "state": "active"})
    gives("organization_show", {"id": "org-8", "name": "bron", "state": "deleted"})
    not_found("organization_show")
    ckan = catalog(clock)
    assert [ckan.present_name(name) for name in ("org-9", "org-8", "org-7")] == ["lyon", None, None]


@responses.activate
def test_what_rarely_changes_is_asked_once(clock: FakeClock, tmp_path: Any) -> None:
    ready()
    first = catalog(clock).check(needs("bron"), Cache(tmp_path))
    second = catalog(clock).check(needs("bron"), Cache(tmp_path))
    assert first == second
    assert actions().count("status_show") == 1
    assert actions().count("license_list") == 1
    assert actions().count("user_show") == 2


@responses.activate
def test_a_version_that_is_not_read_is_a_question_mark(clock: FakeClock) -> None:
    ready()
    responses.replace(responses.POST, address("status_show"), json={"success": True, "result": {}})
    assert catalog(clock).check(needs("bron"), NO_CACHE).software == "CKAN ?"


# ---- observe


@responses.activate
def test_all_entries_of_the_organizations_are_read_in_one_call(clock: FakeClock) -> None:
    gives("package_search", {"count": 1, "results": [recorded()]})
    entries = catalog(clock).observe(["lyon", "bron"])
    assert entries == (entry(),)
    assert sent() == {
        "fq": '(organization:("bron" OR "lyon") OR owner_org:("bron" OR "lyon"))',
        "sort": "name asc",
        "rows": 1000,
        "start": 0,
        "include_private": True,
        "include_drafts": True,
    }
    assert len(responses.calls) == 1


@responses.activate
def test_the_public_does_not_ask_for_private_entries(clock: FakeClock) -> None:
    gives("package_search", {"count": 0, "results": []})
    assert catalog(clock, None).observe(["bron"]) == ()
    assert set(sent()) == {"fq", "sort", "rows", "start"}


@responses.activate
def test_no_organization_is_no_call(clock: FakeClock) -> None:
    assert catalog(clock).observe([]) == ()


@responses.activate
def test_pages_are_counted_by_what_came_when_the_server_caps_them(clock: FakeClock) -> None:
    stored = [document(id=f"id-{n}", name=f"n{n}") for n in range(5)]

    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        start = json.loads(request.body or "")["start"]
        result = {"count": 5, "results": stored[start : start + 2]}
        return 200, {}, json.dumps({"success": True, "result": result})

    responses.add_callback(responses.POST, address("package_search"), answer, content_type="application/json")
    entries = catalog(clock).observe(["bron"])
    assert [entry.name for entry in entries] == ["n0", "n1", "n2", "n3", "n4"]
    assert [sent(n)["start"] for n in range(len(responses.calls))] == [0, 2, 4]


@responses.activate
def test_a_page_without_entries_ends_the_reading(clock: FakeClock) -> None:
    gives("package_search", {"count": 3, "results": []})
    assert catalog(clock).observe(["bron"]) == ()
    assert len(responses.calls) == 1


@responses.activate
def test_foreign_patterns_of_the_configuration_are_looked_for(clock: FakeClock) -> None:
    reply = document([("inspire:resource_identifier", "urn:x")])
    gives("package_search", {"count": 1, "results": [reply]})
    assert catalog(clock).observe(["bron"])[0].foreign == "inspire:resource_identifier = urn:x"


@responses.activate
def test_a_page_that_shows_the_marker_is_told_with_the_setting_that_hides_it(clock: FakeClock) -> None:
    """It is read as a visitor reads it: without a token, and of a public entry alone."""
    gives("package_search", {"count": 1, "results": [document(name="wc-bron")]})
    responses.get(f"{URL}/dataset/wc-bron", body="<th>publisher_repository</th><td>depot</td>")

    assert catalog(clock).setting_to_hide_marker(Repository("depot")) == "package_hide_extras"

    search, page = responses.calls
    assert json.loads(search.request.body or "") == {"fq": 'publisher_repository:"depot"', "rows": 1}
    assert "Authorization" not in page.request.headers


@pytest.mark.parametrize(
    ("count", "status", "body"), [(0, 200, ""), (1, 200, "<th>frequency</th>"), (1, 403, "publisher_repository")]
)
@responses.activate
def test_nothing_is_asked_of_an_administrator_where_no_page_shows_the_marker(
    clock: FakeClock, count: int, status: int, body: str
) -> None:
    gives("package_search", {"count": count, "results": [document(name="wc-bron")] * count})
    if count:
        responses.get(f"{URL}/dataset/wc-bron", body=body, status=status)

    assert catalog(clock).setting_to_hide_marker(Repository("depot")) is None


@responses.activate
def test_a_search_that_ckan_refuses_is_reported_in_its_words(clock: FakeClock) -> None:
    says_no("package_search", 409, "Search Query Error", message="Search Query is invalid: 'Invalid rows'")
    with pytest.raises(Refused, match="Invalid rows"):
        catalog(clock).observe(["bron"])


# ---- looking at one entry


@responses.activate
def test_a_lookup_looks_at_the_name_that_a_new_entry_would_get(clock: FakeClock) -> None:
    gives("package_show", recorded())
    assert catalog(clock).look_up(desired()) == entry()
    assert sent() == {"id": "toilettes-bron"}


@responses.activate
def test_a_lookup_looks_at_the_slug_where_there_is_one(clock: FakeClock) -> None:
    gives("package_show", recorded())
    catalog(clock).look_up(desired(slug="wc"))
    assert sent() == {"id": "wc"}


@responses.activate
def test_a_deleted_entry_is_found(clock: FakeClock) -> None:
    gives("package_show", recorded() | {"state": "deleted"})
    observed = catalog(clock).look_up(desired())
    assert isinstance(observed, Entry)
    assert observed.deleted is True


@responses.activate
def test_no_entry_of_that_name_is_none(clock: FakeClock) -> None:
    not_found("package_show")
    assert catalog(clock).look_up(desired()) is None


@responses.activate
def test_an_entry_that_may_not_be_read_is_hidden(clock: FakeClock) -> None:
    denied("package_show")
    assert catalog(clock).look_up(desired()) == HiddenEntry("toilettes-bron")


@responses.activate
def test_reread_asks_for_the_id(clock: FakeClock) -> None:
    gives("package_show", recorded())
    assert catalog(clock).reread(entry()) == entry()
    assert sent() == {"id": recorded()["id"]}


@responses.activate
@pytest.mark.parametrize("answer", [not_found, denied])
def test_an_entry_that_is_gone_or_hidden_cannot_be_reread(clock: FakeClock, answer: Callable[[str], None]) -> None:
    answer("package_show")
    assert catalog(clock).reread(entry()) is None


# ---- create


@responses.activate
def test_an_entry_is_created_in_one_call_and_its_reply_is_decoded(clock: FakeClock) -> None:
    gives("package_create", recorded())
    assert catalog(clock).create(creation(Dataset(title="T"))) == entry()
    assert actions() == ["package_create"]
    assert sent()["name"] == "toilettes-bron"
    assert sent()["title"] == "T"
    assert [extra["key"] for extra in sent()["extras"]] == ["publisher_repository", "publisher_key", "publisher_base"]


@responses.activate
def test_a_name_in_use_already_exists(clock: FakeClock) -> None:
    invalid("package_create", name=["That URL is already in use."])
    with pytest.raises(AlreadyExists, match="That URL is already in use"):
        catalog(clock).create(creation(Dataset(title="T")))
    assert len(responses.calls) == 1


@responses.activate
def test_ids_of_resources_in_use_already_exist(clock: FakeClock) -> None:
    invalid("package_create", resources=[{}, {"id": ["Resource id already exists."]}])
    with pytest.raises(AlreadyExists, match="Resource id already exists"):
        catalog(clock).create(creation(Dataset(title="T")))


@responses.activate
@pytest.mark.parametrize(
    ("errors", "words"),
    [
        ({"tags": ['Tag "l\'eau" can only contain alphanumeric characters']}, "l'eau"),
        ({"resources": [{}, {"url": ["Missing value"]}]}, "Missing value"),
        ({"resources": ["Missing value"]}, "Missing value"),
        ({"resources": "odd"}, "odd"),
        ({"maintainer_email": ["Email sig is not a valid format"]}, "Email sig is not a valid format"),
        ({"owner_org": ["L’organisation n’existe pas"]}, "L’organisation n’existe pas"),
    ],
)
def test_a_refusal_shows_ckans_own_words(clock: FakeClock, errors: Json, words: str) -> None:
    invalid("package_create", **errors)
    with pytest.raises(Refused) as caught:
        catalog(clock).create(creation(Dataset(title="T")))
    assert words.replace('"', '\\"') in str(caught.value)
    assert "__type" not in str(caught.value)
    assert str(caught.value.fix) == "Correct the field named above, then run the command again."
    assert len(responses.calls) == 1


@responses.activate
def test_a_long_refusal_is_cut(clock: FakeClock) -> None:
    invalid("package_create", notes=["x" * 5000])
    with pytest.raises(Refused) as caught:
        catalog(clock).create(creation(Dataset(title="T")))
    assert len(str(caught.value)) < 700


@responses.activate
@pytest.mark.parametrize(
    ("token", "fix"),
    [
        (TOKEN, "The token in GRANDLYON_TOKEN needs the editor role in the organization."),
        (None, "Set the environment variable GRANDLYON_TOKEN to an API token."),
    ],
)
def test_a_write_without_the_right_says_what_is_missing(clock: FakeClock, token: str | None, fix: str) -> None:
    denied("package_create")
    with pytest.raises(Denied) as caught:
        catalog(clock, token).create(creation(Dataset(title="T")))
    assert str(caught.value.what) == f"{URL} refuses the action package_create"
    assert str(caught.value.fix) == fix


@responses.activate
def test_without_a_variable_in_the_configuration_its_key_is_named(clock: FakeClock) -> None:
    denied("package_create")
    with pytest.raises(Denied) as caught:
        catalog(clock, None, token_env=None).create(creation(Dataset(title="T")))
    assert str(caught.value.fix) == "Set the environment variable token_env to an API token."


@responses.activate
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_create_that_breaks_has_an_unknown_outcome_and_not_sent_again(clock: FakeClock, status: int) -> None:
    responses.post(address("package_create"), json={"success": False}, status=status)
    with pytest.raises(OutcomeUnknown):
        catalog(clock).create(creation(Dataset(title="T")))
    assert len(responses.calls) == 1


@responses.activate
@pytest.mark.parametrize(
    "body", ['{"success": true, "result": {"id": "x", "na', "{}", "null", "[]", '{"success": true}']
)
def test_a_success_that_is_not_whole_has_an_unknown_outcome(clock: FakeClock, body: str) -> None:
    """A reply without length that is cut looks complete: CKAN may have carried out the request."""
    responses.post(address("package_create"), body=body, content_type="application/json")
    with pytest.raises(OutcomeUnknown):
        catalog(clock).create(creation(Dataset(title="T")))


@responses.activate
@pytest.mark.parametrize("result", [None, [], "text", {}, {"id": None}])
def test_a_success_that_is_no_dataset_is_a_catalogue_error(clock: FakeClock, result: object) -> None:
    gives("package_create", result)
    gives("package_revise", {"package": result})
    gives("package_show", result)
    calls: tuple[Callable[[], object], ...] = (
        lambda: catalog(clock).create(creation(Dataset(title="T"))),
        lambda: catalog(clock).update(edit(entry())),
        lambda: catalog(clock).reread(entry()),
    )
    for call in calls:
        with pytest.raises(CatalogError, match="not a CKAN dataset"):
            call()


@responses.activate
def test_a_reading_that_is_not_whole_is_asked_again(clock: FakeClock) -> None:
    responses.post(address("package_show"), body='{"success": true, "resu', content_type="application/json")
    gives("package_show", recorded())
    assert catalog(clock).look_up(desired()) == entry()


# ---- update


@responses.activate
def test_an_update_is_one_call_and_the_package_of_its_reply_is_decoded(clock: FakeClock) -> None:
    gives("package_revise", {"package": recorded()})
    assert catalog(clock).update(edit(entry(), Dataset(title="Nouveau"))) == entry()
    assert actions() == ["package_revise"]
    assert sent()["match"] == {
        "id": recorded()["id"],
        "metadata_modified": recorded()["metadata_modified"],
        "state": "active",
    }
    assert sent()["filter"] == ["-groups", "-extras"]
    assert sent()["update"]["title"] == "Nouveau"


@responses.activate
def test_an_entry_that_was_edited_meanwhile_has_changed(clock: FakeClock) -> None:
    invalid("package_revise", match=["metadata_modified"])
    gives("package_show", {**recorded(), "title": "Du portail", "metadata_modified": "2026-01-01T00:00:00"})
    with pytest.raises(EntryChanged, match="the entry was changed after it was read"):
        catalog(clock).update(edit(entry()))
    assert actions() == ["package_revise", "package_show"]


@responses.activate
def test_an_entry_whose_moment_alone_moved_is_changed_on_the_new_one(clock: FakeClock) -> None:
    now = {**recorded(), "metadata_modified": "2026-01-01T00:00:00"}
    invalid("package_revise", match=["metadata_modified"])
    gives("package_show", now)
    gives("package_revise", {"package": now})

    catalog(clock).update(edit(entry(), Dataset(title="Nouveau")))

    assert actions() == ["package_revise", "package_show", "package_revise"]
    assert sent(2)["match"]["metadata_modified"] == "2026-01-01T00:00:00"
    assert sent(2)["update"] == sent(0)["update"]


@responses.activate
def test_an_entry_whose_moment_moves_on_is_left_alone(clock: FakeClock) -> None:
    invalid("package_revise", match=["metadata_modified"])
    gives("package_show", {**recorded(), "metadata_modified": "2026-01-01T00:00:00"})
    with pytest.raises(EntryChanged):
        catalog(clock).update(edit(entry()))
    assert actions() == ["package_revise", "package_show", "package_revise"]


@responses.activate
def test_an_entry_that_is_gone_has_changed(clock: FakeClock) -> None:
    not_found("package_revise")
    not_found("package_show")
    with pytest.raises(EntryChanged, match="the entry no longer exists"):
        catalog(clock).update(edit(entry()))


@responses.activate
def test_an_update_that_ckan_refuses_shows_its_words(clock: FakeClock) -> None:
    invalid("package_revise", extras=[{"key": ["There is a schema field with the same name"]}])
    with pytest.raises(Refused, match="There is a schema field with the same name"):
        catalog(clock).update(edit(entry()))


@responses.activate
@pytest.mark.parametrize("result", [None, [], {}, {"package": None}])
def test_an_update_whose_reply_has_no_package_is_a_catalogue_error(clock: FakeClock, result: object) -> None:
    gives("package_revise", result)
    with pytest.raises(CatalogError):
        catalog(clock).update(edit(entry()))


# ---- replies that are not CKAN's


@responses.activate
def test_a_400_with_a_bare_string_is_refused_in_its_words(clock: FakeClock) -> None:
    body = "Bad request: JSON Error: Error decoding JSON data."
    responses.post(address("package_create"), json=body, status=400)
    responses.post(address("package_show"), json=body, status=400)
    calls: tuple[Callable[[], object], ...] = (
        lambda: catalog(clock).create(creation(Dataset(title="T"))),
        lambda: catalog(clock).look_up(desired()),
    )
    for call in calls:
        with pytest.raises(Refused, match="Bad request: JSON Error"):
            call()


@responses.activate
def test_a_page_instead_of_json_is_another_server(clock: FakeClock) -> None:
    for action in ("package_show", "package_create", "package_revise"):
        responses.post(address(action), body="<html>", status=404, content_type="text/html")
    calls: tuple[Callable[[], object], ...] = (
        lambda: catalog(clock).look_up(desired()),
        lambda: catalog(clock).create(creation(Dataset(title="T"))),
        lambda: catalog(clock).update(edit(entry())),
    )
    for call in calls:
        with pytest.raises(Unreachable, match="is not the expected catalogue: a web page answers instead"):
            call()


@responses.activate
def test_a_page_after_the_first_answer_is_told_for_the_call_that_it_answers(clock: FakeClock) -> None:
    gives("user_show", {"name": "essai"})
    responses.post(address("organization_list_for_user"), body="<html>", status=403, content_type="text/html")
    with pytest.raises(Unreachable, match="refuses the call POST /api/action/organization_list_for_user"):
        catalog(clock).check(needs("bron"), NO_CACHE)


@responses.activate
def test_a_refused_field_is_named_as_in_the_manifest(clock: FakeClock) -> None:
    error = {"__type": "Validation Error", "resources": [{"url": ["Missing value"]}], "maintainer_email": ["no"]}
    responses.post(address("package_create"), json={"success": False, "error": error}, status=409)
    with pytest.raises(Refused) as caught:
        catalog(clock).create(
            creation(Dataset(title="T"), (ResourceWrite(remote("r-1"), Resource(id=rid("csv")), new=True),))
        )
    assert caught.value.paths == ("resources.csv.url", "contact.email")


@responses.activate
def test_a_socrata_catalogue_is_refused_and_not_misread(clock: FakeClock) -> None:
    responses.post(address("package_show"), json={"error": True, "message": "no such"}, status=404)
    with pytest.raises(Refused, match="an answer that is not CKAN's"):
        catalog(clock).look_up(desired())


@responses.activate
@pytest.mark.parametrize("result", [None, [], {}, "text", 3])
@pytest.mark.parametrize("action", ["user_show", "package_search", "organization_list", "status_show", "license_list"])
def test_an_answer_of_another_shape_is_a_catalogue_error_or_nothing(
    clock: FakeClock, action: str, result: object
) -> None:
    """Never a KeyError: a traceback says nothing to a municipal agent."""
    ready()
    gives("package_search", {"count": 0, "results": []})
    not_found("organization_show")
    responses.replace(responses.POST, address(action), json={"success": True, "result": result})
    ckan = catalog(clock)
    try:
        ckan.check(needs("lyon"), NO_CACHE)
        ckan.observe(["bron"])
    except CatalogError:
        pass


@responses.activate
def test_a_catalogue_that_is_down_is_unavailable(clock: FakeClock) -> None:
    responses.post(address("user_show"), status=502, body="<html>Bad gateway")
    with pytest.raises(Unavailable, match="it answered 502"):
        catalog(clock).check(needs("bron"), NO_CACHE)
    assert len(responses.calls) == TRIES


# ---- secrets


def traceback_of(error: BaseException) -> str:
    """Return everything that a traceback would show."""
    return "".join(traceback.format_exception(error))


@responses.activate
@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (403, json.dumps({"success": False, "error": {"__type": "Authorization Error", "message": "no"}}), "json"),
        (409, json.dumps({"success": False, "error": {"__type": "Validation Error", "notes": ["no"]}}), "json"),
        (400, '"Bad request"', "json"),
        (500, "", "html"),
        (302, "", "html"),
        (404, "<html>", "html"),
        (200, "{", "json"),
    ],
)
def test_no_error_carries_the_token(clock: FakeClock, status: int, body: str, kind: str) -> None:
    responses.post(address("package_create"), status=status, body=body, content_type=f"application/{kind}")
    with pytest.raises(CatalogError) as caught:
        catalog(clock).create(creation(Dataset(title="T")))
    assert TOKEN not in traceback_of(caught.value)
    assert TOKEN not in repr(caught.value)
    assert TOKEN not in f"{caught.value.what} {caught.value.fix}"


@responses.activate
@pytest.mark.parametrize(
    "error", [requests.ConnectionError("cut"), requests.ReadTimeout("x"), requests.ConnectTimeout("x")]
)
def test_no_fault_of_the_network_carries_the_token(clock: FakeClock, error: Exception) -> None:
    responses.post(address("package_create"), body=error)
    with pytest.raises(CatalogError) as caught:
        catalog(clock).create(creation(Dataset(title="T")))
    assert TOKEN not in traceback_of(caught.value)


@responses.activate
@pytest.mark.parametrize("status", [400, 409])
def test_a_server_that_repeats_the_token_does_not_make_us_say_it(clock: FakeClock, status: int) -> None:
    message = f"Bad request: Authorization: {TOKEN}"
    body = message if status == 400 else {"success": False, "error": {"__type": "Validation Error", "notes": [message]}}
    responses.post(address("package_create"), json=body, status=status)
    with pytest.raises(CatalogError) as caught:
        catalog(clock).create(creation(Dataset(title="T")))
    assert TOKEN not in f"{caught.value} {caught.value.what} {caught.value.fix}"


@pytest.mark.parametrize("token", [f"{TOKEN}\nand more", f"{TOKEN}\r\nX-Header: 1", f"{TOKEN}€", f"{TOKEN}\u2028"])
def test_a_token_that_no_header_can_carry_is_denied_and_not_shown(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    """A secret is often pasted with a line break; requests would show it whole in its error."""
    network = Network(monkeypatch, clock)
    network.answers(head("404 Not Found", Content_Length="2"), b"{}")
    with pytest.raises(Denied) as caught:
        catalog(clock, token, url="http://ckan.example.org").check(needs("bron"), NO_CACHE)
    assert TOKEN not in traceback_of(caught.value)
    assert "GRANDLYON_TOKEN" in f"{caught.value.what} {caught.value.fix}"


# ---- the rest


@responses.activate
def test_calls_are_counted(clock: FakeClock) -> None:
    gives("package_show", recorded())
    ckan = catalog(clock)
    assert ckan.calls == 0
    ckan.look_up(desired())
    ckan.look_up(desired())
    assert ckan.calls == 2


@responses.activate
def test_a_read_of_what_is_not_there_is_not_found(clock: FakeClock) -> None:
    not_found("status_show")
    with pytest.raises(NotFound):
        catalog(clock).api.read("status_show")


def test_the_name_of_a_catalogue_is_that_of_its_configuration(clock: FakeClock) -> None:
    assert catalog(clock).name == CATALOG


# ---- views

VIEWS = "package_create_default_resource_views"


@responses.activate
def test_views_are_asked_for_the_new_resources_alone_in_one_call(clock: FakeClock) -> None:
    gives(VIEWS, [])
    resources = [{"id": "old", "url": "https://x.org/a"}, {"id": "new", "url": "https://x.org/b"}]
    observed = decode(document(resources=resources), CATALOG, URL)
    catalog(clock).make_views(observed, {RemoteId("new")})
    assert [call.request.url for call in responses.calls] == [address(VIEWS)]
    assert (sent()["package"]["id"], sent()["package"]["resources"]) == (observed.id, resources[1:])


@responses.activate
@pytest.mark.parametrize(("fails", "what"), [(not_found, "no longer exists"), (denied, VIEWS)])
def test_views_that_are_refused_are_said_and_the_entry_is_written(
    clock: FakeClock, fails: Callable[[str], None], what: str
) -> None:
    fails(VIEWS)
    with pytest.raises(Refused, match=f"it is written, but the views .*{what}"):
        catalog(clock).make_views(decode(document(), CATALOG, URL), {RemoteId("new")})


@responses.activate
@pytest.mark.parametrize("action", ["package_create", "package_revise"])
def test_after_a_refusal_the_schema_is_asked_for_again(clock: FakeClock, tmp_path: Path, action: str) -> None:
    """It may have changed since it was cached: the next plan says then what is wrong, with its line."""
    ready()
    says_no(action, 409, "Validation Error", notes=["Missing value"])
    ckan = catalog(clock)
    for _ in range(2):
        ckan.check(needs("bron"), Cache(tmp_path))
    with pytest.raises(Refused):
        _ = ckan.create(creation(Dataset())) if action == "package_create" else ckan.update(edit(entry(), Dataset()))

    ckan.check(needs("bron"), Cache(tmp_path))

    assert actions().count("status_show") == 2
