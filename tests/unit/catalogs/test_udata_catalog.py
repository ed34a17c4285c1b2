"""udata as a catalogue: which calls are made, and what each answer means."""

import json
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
import responses

from publisher.catalogs.base import DeletesDuplicates, UpdatesWithoutReread, builder
from publisher.catalogs.errors import (
    CatalogError,
    Denied,
    EntryChanged,
    OutcomeUnknown,
    Redirected,
    Refused,
    Unavailable,
    Unreachable,
)
from publisher.catalogs.retry import TRIES
from publisher.catalogs.transport import Transport
from publisher.catalogs.udata import build
from publisher.catalogs.udata.catalog import PAGE, UdataCatalog
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.catalog import Access, RenamedOrganization
from publisher.model.dataset import Dataset
from publisher.model.values import Contact, RoleContact, State

from .fake_network import Network, head
from .samples import CATALOG, CONFIG, KEY, REPOSITORY, TOKEN, FakeClock, Json, creation, desired, edit, needs
from .udata_samples import API, BRON, MARKED, URL, document, entry, hosted, link

NO_CACHE = Cache(None)
ID = document()["id"]
ENTRY_PATH, LIST = f"datasets/{ID}/", "organizations/bron/datasets/"
CREATION = creation(Dataset(title="T"))
STATES = {"me/": {"slug": "robot", "organizations": [BRON | {"permissions": {"private": True, "edit": True}}]},
          "site/": {"version": "17.18.0"}, "datasets/licenses/": [{"id": "lov2"}],
          "datasets/frequencies/": [{"id": "annual"}], "spatial/granularities/": [{"id": "fr:commune"}],
          "datasets/schemas/": [{"name": "a/b", "versions": [{"version_name": "1.0"}]}]}  # fmt: skip


def catalog(clock: FakeClock, token: str | None = TOKEN, **changes: Any) -> UdataCatalog:
    config = replace(CONFIG, **({"kind": "udata", "url": URL} | changes))
    return build(config, Transport(config, clock.clock()), token)


def gives(method: str, path: str, reply: object = None, status: int = 200, **more: Any) -> None:
    responses.add(method, API + path, json=reply, status=status, **more)


def ready() -> None:
    for path, reply in STATES.items():
        gives("GET", path, reply)


def sent(number: int = -1) -> Json:
    body: Json = json.loads(responses.calls[number].request.body or "")
    return body


def calls() -> list[str]:
    return [f"{call.request.method} {str(call.request.url).removeprefix(API)}" for call in responses.calls]


def page(*documents: Json, following: str | None = None) -> Json:
    return {"data": list(documents), "next_page": following, "page": 1, "total": len(documents)}


def test_udata_is_found_through_its_entry_point() -> None:
    assert builder("udata") is build


# ---- check


@responses.activate
def test_check_reports_server_account_write_access_and_vocabulary(clock: FakeClock) -> None:
    ready()
    gives("GET", "spatial/zone/fr:commune:69029/", {"id": "fr:commune:69029"})
    gives("GET", "spatial/zone/x:y/", {"message": "no"}, 404)
    requirements = needs("bron", zones=["fr:commune:69029@1942-01-01", "x:y"])
    assert catalog(clock).check(requirements, NO_CACHE) == Access(
        catalog=CATALOG,
        software="udata 17.18.0",
        user="robot",
        organizations=frozenset({"bron", BRON["id"]}),
        writable=frozenset({"bron", BRON["id"]}),
        licenses=frozenset({"lov2"}),
        frequencies=frozenset({"annual"}),
        schemas={"a/b": frozenset({"1.0"})},
        granularities=frozenset({"fr:commune"}),
        zones=frozenset({"fr:commune:69029"}),
    )
    assert {call.request.headers["X-API-KEY"] for call in responses.calls} == {TOKEN}


@responses.activate
def test_a_member_who_may_not_edit_may_not_write(clock: FakeClock) -> None:
    ready()
    account = {"slug": "robot", "organizations": [BRON | {"permissions": {"private": False}}]}
    responses.replace("GET", API + "me/", json=account)
    access = catalog(clock).check(needs("bron"), NO_CACHE)
    assert (access.organizations, access.writable) == (frozenset({"bron", BRON["id"]}), frozenset())


@responses.activate
def test_an_organization_that_is_not_ours_is_read_once_and_its_entries_are_kept_for_the_bulk_read(
    clock: FakeClock,
) -> None:
    ready()
    gives("GET", "organizations/lyon/datasets/", page(document()))
    gives("GET", "organizations/atlantis/datasets/", {"message": "no"}, 404)
    udata = catalog(clock, None)
    access = udata.check(needs("lyon", "atlantis"), NO_CACHE)
    assert (access.user, access.organizations) == (None, frozenset({"lyon"}))
    before = len(responses.calls)
    assert len(udata.observe(["lyon"])) == 1
    assert len(responses.calls) == before
    udata.observe(["lyon"])
    assert len(responses.calls) == before + 1, "what was kept is used once"


@responses.activate
def test_what_rarely_changes_is_asked_once_and_zones_as_they_come(clock: FakeClock, tmp_path: Path) -> None:
    ready()
    for zone in ("a:b", "c:d"):
        gives("GET", f"spatial/zone/{zone}/", {"id": zone})
    cache = Cache(tmp_path)
    catalog(clock).check(needs("bron", zones=["a:b"]), cache)
    access = catalog(clock).check(needs("bron", zones=["a:b", "c:d"]), cache)
    assert access.zones == {"a:b", "c:d"}
    assert [calls().count(f"GET {path}") for path in ("site/", "spatial/zone/a:b/", "spatial/zone/c:d/", "me/")] == [
        1,
        1,
        1,
        2,
    ]


# ---- reading


@responses.activate
def test_an_organization_is_read_in_one_call_with_all_that_is_looked_at(clock: FakeClock) -> None:
    gives("GET", LIST, page(document(link()), document(deleted="2026-01-01", id="x", private=True)))
    entries = catalog(clock).observe(["bron"])
    assert [(observed.id, observed.deleted, observed.content.state) for observed in entries] == [
        (ID, False, State.PUBLISHED),
        ("x", True, State.PRIVATE),
    ]
    assert calls() == [f"GET {LIST}?page_size=500&page=1"]
    assert "temporal_coverage" in str(responses.calls[0].request.headers["X-Fields"])


@responses.activate
def test_pages_are_followed_to_the_last(clock: FakeClock) -> None:
    """Pages are read by number: behind a proxy the address of the next page may be another."""
    for number in (1, 2, 3):
        following = "http://inner:7000/next" if number < 3 else None
        matcher = responses.matchers.query_param_matcher({"page_size": "500", "page": str(number)})
        gives("GET", LIST, page(document(id=f"n{number}"), following=following), match=[matcher])
    assert [observed.id for observed in catalog(clock).observe(["bron"])] == ["n1", "n2", "n3"]


@responses.activate
@pytest.mark.parametrize("reply", [{}, {"data": None}, {"message": "odd"}, {"data": "x"}, [], None, "x"])
def test_an_answer_without_a_list_is_not_an_organization_without_entries(clock: FakeClock, reply: object) -> None:
    """Otherwise everything would be created a second time: udata refuses no duplicate."""
    gives("GET", LIST, reply)
    with pytest.raises(CatalogError):
        catalog(clock).observe(["bron"])


@responses.activate
def test_an_organization_that_is_gone_has_no_entries_and_none_is_no_call(clock: FakeClock) -> None:
    gives("GET", LIST, {"message": "gone"}, 410)
    assert catalog(clock).observe(["bron"]) == ()
    assert catalog(clock).observe([]) == ()
    assert len(responses.calls) == 1


@responses.activate
def test_a_harvested_entry_says_so(clock: FakeClock) -> None:
    gives("GET", ENTRY_PATH, document(harvest={"backend": "CKAN", "domain": "data.grandlyon.com", "remote_id": "x"}))
    observed = catalog(clock).reread(entry())
    assert observed is not None
    assert observed.harvested == "harvest.backend = CKAN"


def test_nothing_hinders_a_creation(clock: FakeClock) -> None:
    assert catalog(clock).look_up(desired()) is None


@responses.activate
@pytest.mark.parametrize("status", [404, 410])
def test_an_entry_that_is_gone_cannot_be_reread(clock: FakeClock, status: int) -> None:
    gives("GET", ENTRY_PATH, {"message": "gone"}, status)
    assert catalog(clock).reread(entry()) is None


FORMER_LIST = f"organizations/mairie/datasets/?page_size={PAGE}&page=1"


def redirects(path: str, target: str) -> None:
    responses.add("GET", API + path, status=308, headers={"Location": target})


@responses.activate
def test_the_former_name_of_an_organization_leads_to_it(clock: FakeClock) -> None:
    ready()
    redirects(FORMER_LIST, "/api/1/organizations/bron/datasets/?page_size=500&page=1")
    gives("GET", "organizations/bron/", {"id": BRON["id"], "slug": "bron"})
    access = catalog(clock).check(needs("mairie"), NO_CACHE)
    assert access.renamed == {"mairie": RenamedOrganization(BRON["id"], "bron")}
    assert "mairie" not in access.organizations


@responses.activate
def test_the_entries_of_a_renamed_organization_are_read_by_its_former_name(clock: FakeClock) -> None:
    redirects(FORMER_LIST, f"{API}organizations/bron/datasets/")
    gives("GET", "organizations/bron/", {"id": BRON["id"], "slug": "bron"})
    gives("GET", f"organizations/{BRON['id']}/datasets/", page(document()))
    assert [observed.id for observed in catalog(clock).observe(["mairie"])] == [ID]


@responses.activate
@pytest.mark.parametrize(
    "target",
    [
        "https://autre.example.org/api/1/organizations/bron/datasets/",
        "/api/1/organizations/mairie/datasets/",
        "/connexion",
    ],
)
def test_another_redirection_shows_no_renamed_organization(clock: FakeClock, target: str) -> None:
    ready()
    redirects(FORMER_LIST, target)
    with pytest.raises(Redirected):
        catalog(clock).check(needs("mairie"), NO_CACHE)


@responses.activate
@pytest.mark.parametrize("badges", [[], ["public-service"], ["certified"]])
def test_high_value_data_are_reported_of_certified_public_services_alone(clock: FakeClock, badges: list[str]) -> None:
    gives("GET", "organizations/bron/", {"name": "Ville de Bron", "badges": [{"kind": badge} for badge in badges]})
    why = catalog(clock).why_not_reported("bron")
    assert str(why) == (
        "the platform does not report the high-value data (`hvd:`) of Ville de Bron to data.europa.eu, since it "
        f"does so for certified public services alone: ask the support of {URL} for the certification"
    )


@responses.activate
def test_high_value_data_of_a_certified_public_service_are_reported(clock: FakeClock) -> None:
    badges = [{"kind": badge} for badge in ("certified", "public-service", "local-authority")]
    gives("GET", "organizations/bron/", {"name": "Ville de Bron", "badges": badges})
    assert catalog(clock).why_not_reported("bron") is None


# ---- writing


@responses.activate
def test_an_entry_is_created_private_in_one_call_for_an_organization_by_its_id(clock: FakeClock) -> None:
    gives("GET", "organizations/bron/", BRON)
    gives("POST", "datasets/", document(private=True), 201)
    udata = catalog(clock)
    created = udata.create(CREATION)
    udata.create(CREATION)
    assert created.content.state is State.PRIVATE
    assert calls() == ["GET organizations/bron/", "POST datasets/", "POST datasets/"]
    assert (sent()["organization"], sent()["private"]) == (BRON["id"], True)
    assert sent()["extras"]["publisher_repository"] == REPOSITORY


@responses.activate
def test_an_update_checks_the_revision_and_then_writes(clock: FakeClock) -> None:
    gives("GET", ENTRY_PATH, document())
    gives("PUT", ENTRY_PATH, document(title="Nouveau"))
    assert catalog(clock).update(edit(entry(), Dataset(title="Nouveau"))).content.title == "Nouveau"
    assert calls() == [f"GET {ENTRY_PATH}", f"PUT {ENTRY_PATH}"]
    assert set(sent()) == {"title", "tags", "temporal_coverage", "private", "extras"}


@responses.activate
def test_an_entry_that_was_edited_meanwhile_is_not_written(clock: FakeClock) -> None:
    gives("GET", ENTRY_PATH, document(internal={"last_modified_internal": "2026-11-23T13:00:00.000000+00:00"}))
    with pytest.raises(EntryChanged, match="the entry was changed after it was read"):
        catalog(clock).update(edit(entry(), Dataset(title="Nouveau")))
    assert calls() == [f"GET {ENTRY_PATH}"]


@responses.activate
def test_what_was_just_read_or_is_deleted_is_not_read_again(clock: FakeClock) -> None:
    gives("PUT", ENTRY_PATH, document())
    catalog(clock).update_without_reread(edit(entry(), Dataset(title="N")))
    catalog(clock).update(edit(entry(deleted="2026-01-01"), Dataset(title="N")))
    assert calls() == [f"PUT {ENTRY_PATH}"] * 2
    assert sent()["deleted"] is None


@responses.activate
@pytest.mark.parametrize("status", [404, 410])
def test_an_entry_that_is_gone_when_it_is_written_has_changed(clock: FakeClock, status: int) -> None:
    gives("PUT", ENTRY_PATH, {"message": "gone"}, status)
    with pytest.raises(EntryChanged, match="the entry no longer exists"):
        catalog(clock).update_without_reread(edit(entry()))


@responses.activate
def test_a_contact_is_created_or_found_once(clock: FakeClock) -> None:
    gives("POST", "contacts/", {"id": "c-1"}, 201)
    gives("PUT", ENTRY_PATH, document())
    udata = catalog(clock)
    for _ in range(2):
        udata.update_without_reread(edit(entry(), Dataset(contact=Contact("A", "a@x.org"))))
    assert calls() == ["POST contacts/", f"PUT {ENTRY_PATH}", f"PUT {ENTRY_PATH}"]
    assert sent(0) == {
        "name": "A", "email": "a@x.org", "contact_form": None, "role": "contact", "organization": BRON["id"]
    }  # fmt: skip
    assert sent()["contact_points"] == ["c-1"]


@responses.activate
def test_each_further_contact_is_created_or_found_once(clock: FakeClock) -> None:
    gives("POST", "contacts/", {"id": "c-1"}, 201)
    gives("PUT", ENTRY_PATH, document())
    udata = catalog(clock)
    contacts = (RoleContact("publisher", "Ville"), RoleContact("creator", email="a@x.org"))
    for _ in range(2):
        udata.update_without_reread(edit(entry(), Dataset(contacts=contacts)))
    assert calls() == ["POST contacts/", "POST contacts/", f"PUT {ENTRY_PATH}", f"PUT {ENTRY_PATH}"]
    assert sent(1) == {
        "name": None, "email": "a@x.org", "contact_form": None, "role": "creator", "organization": BRON["id"]
    }  # fmt: skip


@responses.activate
@pytest.mark.parametrize(
    ("content", "path"),
    [
        (Dataset(contact=Contact(None, None, "https://x")), "contact.form"),
        (Dataset(contacts=(RoleContact("creator", form="https://x"),)), "contacts"),
    ],
)
def test_a_refused_form_is_named_by_its_field(clock: FakeClock, content: Dataset, path: str) -> None:
    gives("POST", "contacts/", {"errors": {"contact_form": "URL invalide"}, "message": "m"}, 400)
    with pytest.raises(Refused, match=f"{path}: URL invalide"):
        catalog(clock).update_without_reread(edit(entry(), content))


@responses.activate
@pytest.mark.parametrize("status", [200, 404, 410])
def test_a_duplicate_is_deleted_and_one_that_is_gone_is_no_error(clock: FakeClock, status: int) -> None:
    gives("PUT", ENTRY_PATH, document() if status == 200 else {"message": "gone"}, status)
    catalog(clock).delete_duplicate(entry())
    assert calls() == [f"PUT {ENTRY_PATH}"]


@responses.activate
def test_a_deleted_duplicate_keeps_no_files_and_a_note_in_place_of_its_marker(
    clock: FakeClock,
) -> None:
    duplicate = entry(link("r-1"), hosted("r-2"), private=True, tags=["wc"], extras={**MARKED, "maison": "x"})
    responses.delete(f"{API}{ENTRY_PATH}resources/r-2/", status=204)
    gives("PUT", ENTRY_PATH, document())

    catalog(clock).delete_duplicate(duplicate)

    assert calls() == [f"DELETE {ENTRY_PATH}resources/r-2/", f"PUT {ENTRY_PATH}"]
    assert (sent()["extras"], sent()["private"], sent()["tags"]) == (
        {"maison": "x", "publisher_duplicate_of": f"{REPOSITORY} {KEY}"},
        True,
        ["wc"],
    )
    assert sent()["deleted"]
    left = entry(extras=sent()["extras"], deleted=sent()["deleted"])
    assert (left.marker, left.copies_from(REPOSITORY)) == (None, KEY)


def create(udata: UdataCatalog) -> object:
    udata._organizations["bron"] = "org-1"
    return udata.create(CREATION)


def update(udata: UdataCatalog) -> object:
    return udata.update_without_reread(edit(entry(), Dataset(title="N")))


both = pytest.mark.parametrize(("act", "method", "path"), [(create, "POST", "datasets/"), (update, "PUT", ENTRY_PATH)])


@responses.activate
@both
@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (400, {"errors": {"tags": ["too short"]}, "message": "x"}, Refused, "keywords: too short"),
        (400, {"message": "Invalid"}, Refused, "Invalid"),
        (415, {"message": "HTML"}, Refused, "HTML"),
        (423, {"message": "read-only"}, Refused, "read-only"),
        (401, {"message": "Invalid API Key"}, Denied, f"{URL} does not know the token in GRANDLYON_TOKEN"),
        (403, {"message": "no right"}, Denied, f"{URL} does not allow this call: no right"),
        (409, {"message": "DOI"}, EntryChanged, "refuses it for now: DOI"),
    ],
)  # fmt: skip
def test_a_clear_no_is_reported_in_udatas_words_and_not_argued_with(
    clock: FakeClock, act: Callable[[UdataCatalog], object], method: str, path: str, status: int, body: Json,
    kind: type[CatalogError], words: str,
) -> None:  # fmt: skip
    gives(method, path, body, status)
    with pytest.raises(kind) as caught:
        act(catalog(clock))
    assert words in str(caught.value)
    assert len(responses.calls) == 1


@responses.activate
@both
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_write_that_breaks_has_an_unknown_outcome_and_not_sent_again(
    clock: FakeClock, act: Callable[[UdataCatalog], object], method: str, path: str, status: int
) -> None:
    responses.add(method, API + path, body="<html>", status=status, content_type="text/html")
    with pytest.raises(OutcomeUnknown):
        act(catalog(clock))
    assert len(responses.calls) == 1


@responses.activate
@both
@pytest.mark.parametrize("body", ['{"id": "x", "ti', "", "{"])
def test_a_reply_that_was_cut_has_an_unknown_outcome(
    clock: FakeClock, act: Callable[[UdataCatalog], object], method: str, path: str, body: str
) -> None:
    """udata may well have done what was asked."""
    responses.add(method, API + path, body=body, content_type="application/json")
    with pytest.raises(OutcomeUnknown):
        act(catalog(clock))


@responses.activate
@pytest.mark.parametrize("reply", [None, [], "text", {}, {"id": None}])
def test_an_answer_of_another_shape_is_a_catalogue_error(clock: FakeClock, reply: object) -> None:
    for method, path in (("POST", "datasets/"), ("PUT", ENTRY_PATH), ("GET", ENTRY_PATH)):
        gives(method, path, reply)
    for act in (create, update, lambda udata: udata.reread(entry())):
        with pytest.raises(CatalogError):
            act(catalog(clock))


@responses.activate
def test_a_catalogue_that_is_down_is_asked_again_and_given_up(clock: FakeClock) -> None:
    responses.get(API + LIST, status=502, body="<html>Bad gateway")
    with pytest.raises(Unavailable, match="it answered 502"):
        catalog(clock).observe(["bron"])
    assert len(responses.calls) == TRIES


@responses.activate
def test_a_page_instead_of_data_is_another_server(clock: FakeClock) -> None:
    responses.get(API + ENTRY_PATH, status=404, body="<html>", content_type="text/html")
    with pytest.raises(Unreachable, match="is not the expected catalogue"):
        catalog(clock).reread(entry())


# ---- secrets


@responses.activate
@pytest.mark.parametrize("status", [400, 401, 403, 409, 415, 500, 302])
def test_no_error_carries_the_token(clock: FakeClock, status: int) -> None:
    gives("PUT", ENTRY_PATH, {"message": f"X-API-KEY: {TOKEN}"}, status)
    with pytest.raises(CatalogError) as caught:
        update(catalog(clock))
    assert TOKEN not in "".join(traceback.format_exception(caught.value))
    assert TOKEN not in f"{caught.value.what} {caught.value.fix}"


@responses.activate
def test_no_fault_of_the_network_carries_the_token(clock: FakeClock) -> None:
    responses.put(API + ENTRY_PATH, body=requests.ReadTimeout("x"))
    with pytest.raises(OutcomeUnknown) as caught:
        update(catalog(clock))
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("token", [f"{TOKEN}\nand more", f"{TOKEN}€"])
def test_a_token_that_no_header_can_carry_is_denied_and_not_shown(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    Network(monkeypatch, clock).answers(head("404 Not Found", Content_Length="2"), b"{}")
    with pytest.raises(Denied) as caught:
        catalog(clock, token, url="http://udata.example.org").check(needs("bron"), NO_CACHE)
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


# ---- pure


def test_the_pure_part_makes_no_call(clock: FakeClock) -> None:
    udata = catalog(clock)
    assert (udata.name, udata.name_for(desired()), udata.calls) == (CATALOG, None, 0)
    assert (udata.traits.unique_names, udata.traits.takes_ids, udata.traits.switches) == (False, False, False)


def test_udata_offers_what_a_catalogue_without_unique_names_and_locks_needs(clock: FakeClock) -> None:
    udata = catalog(clock)
    assert isinstance(udata, DeletesDuplicates)
    assert isinstance(udata, UpdatesWithoutReread)
