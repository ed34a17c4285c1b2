"""Entries that exist already and become ours: which may, and what the marker then remembers."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.model.change import Verdict
from publisher.model.dataset import Dataset, Held, Resource, values_of
from publisher.model.entry import Entry
from publisher.model.marker import Sent
from publisher.model.names import RemoteId, ResourceId
from publisher.model.plan import Blocked, Create, Takeover, Update, Why
from publisher.model.traits import Traits
from publisher.model.values import UNMANAGED, File, State, digest
from publisher.model.wanted import Projection, Wanted
from publisher.sync.adoption import candidate, marker_for, matched, unfit
from publisher.sync.diff import diff, pair
from publisher.sync.plan import Case, decide
from publisher.sync.policy import Policy
from publisher.sync.shelf import shelve
from tests.unit.builders import (
    KEY,
    REPOSITORY,
    STRANGER,
    access,
    dataset,
    digests,
    entry,
    everything_of,
    marker,
    resource,
    wanted,
)

from .bench import BOTH, LIKE_UDATA, NAME, chosen, measured, ready

ADOPT = f"publisher adopt {KEY} --catalog grandlyon"


def theirs(content: Resource, remote: str, address: str | None = None) -> Held:
    """A resource of somebody else."""
    return Held(RemoteId(remote), everything_of(content), None, address)


def adopted(one: Wanted, found: Entry) -> Entry:
    """The entry with the marker that adopting it writes."""
    return replace(found, marker=marker_for(one, one.content, found))


def step(one: Wanted, *entries: Entry, traits: Traits = LIKE_UDATA, **fields: Any) -> object:
    """The step for a manifest."""
    given: dict[str, Any] = {"name": NAME if traits.unique_names else None, "found": None} | fields
    case = Case(
        wanted=one, projection=Projection(one.content), shelf=shelve(REPOSITORY, entries), traits=traits,
        chosen=chosen(one.content), access=access(), **given,
    )  # fmt: skip
    return decide(case, Policy())


# ---- which entry is meant


def test_the_entry_that_the_manifest_names_is_meant_by_its_id_or_its_name() -> None:
    found = entry(name="ancienne")
    shelf = shelve(REPOSITORY, [found, entry(name="autre")])
    assert candidate(wanted(entry="id-ancienne"), shelf, None) == found
    assert candidate(wanted(entry="ancienne"), shelf, None) == found


def test_where_the_named_entry_is_not_there_no_other_is_taken_for_it() -> None:
    assert candidate(wanted(entry="zzz"), shelve(REPOSITORY, [entry(name=NAME)]), NAME) is None


def test_else_the_one_of_our_name_is_meant_else_the_only_one_of_our_title() -> None:
    ours, twin, far = entry(name=NAME), entry(name="jumelle"), entry(dataset(title="Autre"), name="autre")
    assert candidate(wanted(), shelve(REPOSITORY, [twin, ours, far]), NAME) == ours
    assert candidate(wanted(), shelve(REPOSITORY, [twin, far]), NAME) == twin
    assert candidate(wanted(), shelve(REPOSITORY, [twin, far]), None) == twin
    assert candidate(wanted(), shelve(REPOSITORY, [far]), None) is None


def test_of_two_with_our_title_none_is_meant() -> None:
    two = [entry(name="a"), entry(name="b")]
    assert candidate(wanted(), shelve(REPOSITORY, two), None) is None
    assert candidate(wanted(), shelve(REPOSITORY, [two[0], replace(two[1], deleted=True)]), None) == two[0]
    assert candidate(wanted(), shelve(REPOSITORY, [two[0], replace(two[1], marker=marker())]), None) == two[0]


# ---- why not


def test_an_entry_without_a_marker_in_our_organization_is_fit() -> None:
    assert unfit(wanted(), entry()) is None
    assert unfit(wanted(organization="org-1"), entry()) is None


@pytest.mark.parametrize(
    ("found", "why", "said"),
    [
        (entry(marker=marker(repository=STRANGER)), Why.OTHER_REPOSITORY, "belongs to another repository"),
        (entry(marker=marker(key="bron/autre")), Why.NAME_TAKEN, "is not linked to this manifest"),
        (entry(deleted=True), Why.DELETED_FOREIGN, "a deleted entry, not linked to this manifest"),
        (entry(organization="metropole", organization_id="o"), Why.ORGANIZATION, "in the organization metropole"),
        (entry(foreign="inspire = x"), Why.FOREIGN, "is managed by another tool: inspire = x"),
        (entry(harvested="harvest.backend = DCAT"), Why.FOREIGN, "by another tool: harvest.backend = DCAT"),
    ],
    ids=["another repository", "another dataset", "deleted", "organization", "foreign", "harvested"],
)
def test_an_entry_that_is_somebody_elses_is_not(found: Entry, why: Why, said: str) -> None:
    refused = unfit(wanted(), found)
    assert isinstance(refused, Blocked)
    assert refused.why is why
    assert said in str(refused.reason)


def test_what_to_write_where_another_tool_has_stopped_is_told_and_is_enough() -> None:
    found = entry(name="ancienne", foreign="inspire = x")
    refused = unfit(wanted(), found)
    assert isinstance(refused, Blocked)
    assert str(refused.fix) == (
        "If the other tool has stopped, write under `catalogs:` of manifests/bron/toilettes.yml:1:1:"
        " grandlyon: {entry: id-ancienne, foreign: accept}"
    )
    assert unfit(wanted(accepts_foreign=True), found) is None


def test_accepting_a_foreign_entry_accepts_no_other_organization() -> None:
    refused = unfit(wanted(accepts_foreign=True), entry(organization="metropole", organization_id="o", foreign="x"))
    assert isinstance(refused, Blocked)
    assert refused.why is Why.ORGANIZATION


# ---- what a plan says before and after


def test_a_manifest_that_names_an_entry_makes_no_second_one() -> None:
    blocked = step(wanted(entry="id-ancienne"), entry(dataset(title="Autre"), name="ancienne"))
    assert isinstance(blocked, Blocked)
    assert (blocked.why, str(blocked.fix)) == (Why.TO_ADOPT, ADOPT)


def test_a_manifest_that_names_an_entry_that_is_not_there_makes_none_either() -> None:
    blocked = step(wanted(entry="zzz"))
    assert isinstance(blocked, Blocked)
    assert blocked.why is Why.NO_ENTRY
    assert str(blocked.reason) == "the organization ville-de-bron has no entry zzz"


def test_an_entry_that_is_ours_already_needs_no_name_any_more() -> None:
    one = wanted(dataset(description="B"), entry="id-ancienne")
    found = adopted(one, entry(dataset(description="A"), name="ancienne"))
    assert type(step(one, found)) is Update


def test_an_entry_that_a_harvester_rewrites_is_not_written_even_if_it_is_ours() -> None:
    one = wanted(dataset(description="B"))
    found = replace(adopted(one, entry(dataset(description="A"))), harvested="harvest.backend = DCAT")
    blocked = step(one, found)
    assert isinstance(blocked, Blocked)
    assert blocked.why is Why.FOREIGN
    assert isinstance(step(replace(one, accepts_foreign=True), found), Update)


def test_without_a_proposal_a_title_that_is_free_makes_a_new_entry() -> None:
    assert isinstance(step(wanted(), entry(dataset(title="Autre"))), Create)


# ---- what is remembered


def test_the_marker_remembers_the_entry_as_it_stands_and_nothing_that_is_not_managed() -> None:
    one = wanted(dataset(description="Nous", license=None, extras={"x": "1"}))
    found = entry(dataset(title="Leur titre", description="Eux", license="lov2", hvd="mobility"))
    made = marker_for(one, one.content, found)
    assert made == marker(made.base)
    assert made.base is not None
    assert made.base.fields == digests(
        title="Leur titre", description="Eux", license="lov2", state=State.PUBLISHED, **{"extras.x": None}
    )


def test_an_ignored_field_is_not_remembered() -> None:
    one = wanted(dataset(description="Nous"), ignored=frozenset({"description"}))
    base = marker_for(one, one.content, entry(dataset(description="Eux"))).base
    assert base is not None
    assert "description" not in base.fields


TEXTS = st.sampled_from(["1", "2", None])


@given(theirs_is=TEXTS, ours=TEXTS | st.just(UNMANAGED), title=st.sampled_from(["A", "B"]))
def test_afterwards_every_difference_is_a_change_of_ours_and_nothing_is_taken_over(
    theirs_is: Any, ours: Any, title: str
) -> None:
    one = wanted(dataset(title=title, description=ours))
    found = adopted(one, entry(dataset(title="A", description=theirs_is)))
    changes = diff(one.content, found, found.base, {}, frozenset())
    assert {change.verdict for change in changes} <= {Verdict.CHANGE}
    assert {str(change.path) for change in changes} == {
        name for name, value in values_of(one.content).items() if values_of(found.content).get(name) != value
    }


@pytest.mark.parametrize("traits", BOTH.values(), ids=BOTH)
def test_an_entry_that_holds_what_we_want_is_the_same_once_it_is_ours(traits: Traits) -> None:
    content = dataset(resource("csv"), resource("wfs"), description="A")
    found = entry(dataset(description="A"), name=NAME)
    found = replace(found, resources=tuple(theirs(one, f"x-{one.id}") for one in content.resources))
    assert type(step(wanted(content), adopted(wanted(content), found), traits=traits)).__name__ == "Same"


# ---- its resources


def test_a_resource_is_ours_by_its_address_else_as_the_only_one_of_its_title() -> None:
    by_address = theirs(resource("x", title="Autre", url="https://a.example/1"), "r1")
    by_title = theirs(resource("y", title="Carte", url="https://b.example/2"), "r2")
    found = replace(entry(), resources=(by_title, by_address, theirs(resource("z"), "r3")))
    one = resource("csv", title="Tableau", url="https://a.example/1")
    two = resource("map", title="Carte", url="https://c.example/3")
    assert matched([one, two], found) == {one: by_address, two: by_title}


def test_of_two_with_one_title_none_is_ours_and_of_two_with_one_address_the_first() -> None:
    twins = tuple(theirs(resource("x", title="T", url="https://a.example/1"), f"r{number}") for number in (1, 2))
    found = replace(entry(), resources=twins)
    assert matched([resource("csv", title="T", url="https://other.example/")], found) == {}
    one = resource("csv", title="Z", url="https://a.example/1")
    assert matched([one], found) == {one: twins[0]}


def test_a_resource_is_matched_once() -> None:
    only = theirs(resource("x", title="T", url="https://a.example/1"), "r1")
    found = replace(entry(), resources=(only,))
    first, second = (resource(name, title="T", url="https://a.example/1") for name in ("a", "b"))
    assert matched([first, second], found) == {first: only}


def test_an_address_goes_before_a_title_whatever_the_order() -> None:
    held = theirs(resource("x", title="T", url="https://a.example/1"), "r1")
    titled, addressed = resource("a", title="T", url="https://z.example/"), resource("b", url="https://a.example/1")
    assert matched([titled, addressed], replace(entry(), resources=(held,))) == {addressed: held}


def test_a_file_is_never_taken_for_an_address_of_the_same_title(tmp_path: Path) -> None:
    ours = ready(measured(tmp_path), LIKE_UDATA)
    link = theirs(resource("x", title="Tableau"), "r1")
    kept = Held(RemoteId("r2"), replace(everything_of(ours), file=File(3, "sha1:zz")), None, "https://x.example/f")
    found = replace(entry(), resources=(link, kept))
    assert matched([ours], found) == {ours: kept}
    assert matched([resource("y", title="Tableau", url="https://z.example/")], found).keys() == {
        resource("y", title="Tableau", url="https://z.example/")
    }


def adopting_file(folder: Path, there: File) -> tuple[Wanted, Entry]:
    """A manifest with a file, and an entry with one of the same title, adopted."""
    one = wanted(dataset(ready(measured(folder), LIKE_UDATA)))
    kept = Held(
        RemoteId("r1"),
        replace(everything_of(one.content.resources[0]), file=there),
        None,
        "https://x.example/f",
    )
    return one, adopted(one, replace(entry(name=NAME), resources=(kept,)))


def test_a_file_that_is_there_byte_for_byte_is_not_sent_again(tmp_path: Path) -> None:
    data = measured(tmp_path)
    one, found = adopting_file(tmp_path, File(data.size, f"sha1:{data.sha1}"))
    (base,) = found.base.resources
    assert base.sent == Sent(data.sha256, data.size, data.rows, data.columns)
    assert type(step(one, found)).__name__ == "Same"


def test_another_file_is_replaced_in_place_as_a_change_of_ours(tmp_path: Path) -> None:
    one, found = adopting_file(tmp_path, File(3, "sha1:zz"))
    (base,) = found.base.resources
    assert (base.sent, base.remote) == (None, "r1")
    update = step(one, found)
    assert type(update) is Update
    assert [str(change.path) for change in update.changes] == ["resources.csv.file"]
    assert [slot.remote for slot in update.edit.uploads] == ["r1"]


def test_a_resource_that_is_not_there_is_added_and_others_stay_theirs() -> None:
    one = wanted(dataset(resource("csv"), resource("new")))
    found = replace(entry(), resources=(theirs(resource("csv"), "r1"), theirs(resource("X"), "r9")))
    found = adopted(one, found)
    assert [(base.id, base.remote) for base in found.base.resources] == [("csv", "r1")]
    update = step(one, found)
    assert isinstance(update, Update)
    assert not isinstance(update, Takeover)
    assert [slot.remote for slot in update.edit.slots or ()] == ["r1", None, "r9"]


def test_a_resource_is_remembered_as_it_stands() -> None:
    one = wanted(dataset(resource("csv", title="Nous", url="https://a.example/1", mime=None)))
    held = theirs(resource("x", title="Eux", url="https://a.example/1", mime="text/csv", format="csv"), "r1")
    found = adopted(one, replace(entry(), resources=(held,)))
    assert found.base.resources[0].fields == {
        "title": digest("Eux"), "url": digest("https://a.example/1"), "mime": digest("text/csv"),
    }  # fmt: skip
    pairs = pair(one.content.resources, found, found.base, {})
    assert pairs == {ResourceId("csv"): held}


def test_a_manifest_without_a_list_of_resources_remembers_none() -> None:
    silent = Dataset(title="T", state=State.PUBLISHED, manages_resources=False)
    found = adopted(wanted(silent), replace(entry(), resources=(theirs(resource("x"), "r1"),)))
    assert found.base.resources == ()
