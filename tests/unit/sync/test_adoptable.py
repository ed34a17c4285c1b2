"""Entries that exist already and become ours: which may, and what the marker then remembers."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.model.change import ChangeKind
from publisher.model.dataset import Dataset, RemoteResource, Resource, values_of
from publisher.model.desired import DesiredDataset, Projection
from publisher.model.entry import Entry
from publisher.model.marker import Marker, SentFile
from publisher.model.names import RemoteId, ResourceId
from publisher.model.plan import Blocked, BlockReason, Create, Step, Update, UpdateKind
from publisher.model.traits import Traits
from publisher.model.values import UNMANAGED, File, State, digest
from publisher.sync.compare.conflicts import ResolutionPolicy
from publisher.sync.compare.diff import diff
from publisher.sync.compare.pairing import pair
from publisher.sync.plan.adoptable import (
    AdoptableEntry,
    adoptable,
    entry_to_adopt,
    match_resources,
    reason_not_adoptable,
)
from publisher.sync.plan.case import Case
from publisher.sync.plan.decide import decide
from publisher.sync.plan.entry_index import index_entries
from tests.unit.builders import (
    KEY,
    REPOSITORY,
    STRANGER,
    access,
    dataset,
    desired,
    digests,
    entry,
    everything_of,
    marker,
    resource,
)
from tests.unit.cases import update_kind

from .runs import BOTH, LIKE_UDATA, NAME, chosen, measured, ready

ADOPT = f"publisher adopt {KEY} --catalog grandlyon"


def theirs(content: Resource, remote: str, address: str | None = None) -> RemoteResource:
    """A resource of somebody else."""
    return RemoteResource(RemoteId(remote), everything_of(content), None, address)


def marker_for(one: DesiredDataset, found: Entry) -> Marker:
    """The marker that adopting an entry writes."""
    candidate = adoptable(one, found)
    assert isinstance(candidate, AdoptableEntry)
    return candidate.edit.marker


def adopted(one: DesiredDataset, found: Entry) -> Entry:
    """The entry with the marker that adopting it writes."""
    return replace(found, marker=marker_for(one, found))


def step(one: DesiredDataset, *entries: Entry, traits: Traits = LIKE_UDATA, **fields: Any) -> Step:
    """The step for a manifest."""
    given: dict[str, Any] = {"name": NAME if traits.unique_names else None, "lookup": None} | fields
    case = Case(
        desired=one, projection=Projection(one.content), entry_index=index_entries(REPOSITORY, entries), traits=traits,
        our_ids=chosen(one.content), access=access(), **given,
    )  # fmt: skip
    return decide(case, ResolutionPolicy())


# ---- which entry is meant


def test_the_entry_that_the_manifest_names_is_meant_by_its_id_or_its_name() -> None:
    found = entry(name="ancienne")
    entry_index = index_entries(REPOSITORY, [found, entry(name="autre")])
    assert entry_to_adopt(desired(entry="id-ancienne"), entry_index, None) == found
    assert entry_to_adopt(desired(entry="ancienne"), entry_index, None) == found


def test_where_the_named_entry_is_not_there_no_other_is_taken_for_it() -> None:
    assert entry_to_adopt(desired(entry="zzz"), index_entries(REPOSITORY, [entry(name=NAME)]), NAME) is None


def test_else_the_one_of_our_name_is_meant_else_the_only_one_of_our_title() -> None:
    ours, twin, far = entry(name=NAME), entry(name="jumelle"), entry(dataset(title="Autre"), name="autre")
    assert entry_to_adopt(desired(), index_entries(REPOSITORY, [twin, ours, far]), NAME) == ours
    assert entry_to_adopt(desired(), index_entries(REPOSITORY, [twin, far]), NAME) == twin
    assert entry_to_adopt(desired(), index_entries(REPOSITORY, [twin, far]), None) == twin
    assert entry_to_adopt(desired(), index_entries(REPOSITORY, [far]), None) is None


def test_of_two_with_our_title_none_is_meant() -> None:
    two = [entry(name="a"), entry(name="b")]
    assert entry_to_adopt(desired(), index_entries(REPOSITORY, two), None) is None
    for other in (replace(two[1], deleted=True), replace(two[1], marker=marker())):
        assert entry_to_adopt(desired(), index_entries(REPOSITORY, [two[0], other]), None) == two[0]


# ---- why not


def test_an_entry_without_a_marker_in_our_organization_is_fit() -> None:
    assert reason_not_adoptable(desired(), entry()) is None
    assert reason_not_adoptable(desired(organization="org-1"), entry()) is None


@pytest.mark.parametrize(
    ("found", "why", "said"),
    [
        (entry(marker=marker(repository=STRANGER)), BlockReason.OTHER_REPOSITORY, "belongs to another repository"),
        (entry(marker=marker(key="bron/autre")), BlockReason.NAME_TAKEN, "is not linked to this manifest"),
        (entry(deleted=True), BlockReason.DELETED_FOREIGN, "a deleted entry, not linked to this manifest"),
        (
            entry(organization="metropole", organization_id="o"),
            BlockReason.ORGANIZATION,
            "in the organization metropole",
        ),
        (entry(foreign="inspire = x"), BlockReason.FOREIGN, "is managed by another tool: inspire = x"),
        (entry(harvested="harvest.backend = DCAT"), BlockReason.FOREIGN, "by another tool: harvest.backend = DCAT"),
    ],
    ids=["another repository", "another dataset", "deleted", "organization", "foreign", "harvested"],
)
def test_an_entry_that_is_somebody_elses_is_not(found: Entry, why: BlockReason, said: str) -> None:
    refused = reason_not_adoptable(desired(), found)
    assert isinstance(refused, Blocked)
    assert refused.why is why
    assert said in str(refused.reason)


def test_what_to_write_where_another_tool_has_stopped_is_told_and_is_enough() -> None:
    found = entry(name="ancienne", foreign="inspire = x")
    refused = reason_not_adoptable(desired(), found)
    assert isinstance(refused, Blocked)
    assert str(refused.fix) == (
        "If the other tool has stopped, write under `catalogs:` of manifests/bron/toilettes.yml:1:1:"
        " grandlyon: {entry: id-ancienne, foreign: accept}"
    )
    assert reason_not_adoptable(desired(accepts_foreign=True), found) is None


def test_accepting_a_foreign_entry_accepts_no_other_organization() -> None:
    elsewhere = entry(organization="metropole", organization_id="o", foreign="x")
    refused = reason_not_adoptable(desired(accepts_foreign=True), elsewhere)
    assert isinstance(refused, Blocked)
    assert refused.why is BlockReason.ORGANIZATION


# ---- what a plan says before and after


def test_a_manifest_that_names_an_entry_makes_no_second_one() -> None:
    blocked = step(desired(entry="id-ancienne"), entry(dataset(title="Autre"), name="ancienne"))
    assert isinstance(blocked, Blocked)
    assert (blocked.why, str(blocked.fix)) == (BlockReason.TO_ADOPT, ADOPT)


def test_a_manifest_that_names_an_entry_that_is_not_there_makes_none_either() -> None:
    blocked = step(desired(entry="zzz"))
    assert isinstance(blocked, Blocked)
    assert blocked.why is BlockReason.NO_ENTRY
    assert str(blocked.reason) == "the organization ville-de-bron has no entry zzz"


def test_an_entry_that_is_ours_already_needs_no_name_any_more() -> None:
    one = desired(dataset(description="B"), entry="id-ancienne")
    found = adopted(one, entry(dataset(description="A"), name="ancienne"))
    assert update_kind(step(one, found)) is UpdateKind.CHANGE


def test_an_entry_that_a_harvester_rewrites_is_not_written_even_if_it_is_ours() -> None:
    one = desired(dataset(description="B"))
    found = replace(adopted(one, entry(dataset(description="A"))), harvested="harvest.backend = DCAT")
    blocked = step(one, found)
    assert isinstance(blocked, Blocked)
    assert blocked.why is BlockReason.FOREIGN
    assert isinstance(step(replace(one, accepts_foreign=True), found), Update)


def test_without_a_proposal_a_title_that_is_free_makes_a_new_entry() -> None:
    assert isinstance(step(desired(), entry(dataset(title="Autre"))), Create)


# ---- what is remembered


def test_the_marker_remembers_the_entry_as_it_stands_and_nothing_that_is_not_managed() -> None:
    one = desired(dataset(description="Nous", license=None, extras={"x": "1"}))
    found = entry(dataset(title="Leur titre", description="Eux", license="lov2", hvd="mobility"))
    made = marker_for(one, found)
    assert made == marker(made.last_applied)
    assert made.last_applied is not None
    assert made.last_applied.fields == digests(
        title="Leur titre", description="Eux", license="lov2", state=State.PUBLISHED, **{"extras.x": None}
    )


def test_an_ignored_field_is_not_remembered() -> None:
    one = desired(dataset(description="Nous"), ignored=frozenset({"description"}))
    last_applied = marker_for(one, entry(dataset(description="Eux"))).last_applied
    assert last_applied is not None
    assert "description" not in last_applied.fields


TEXTS = st.sampled_from(["1", "2", None])


@given(theirs_is=TEXTS, ours=TEXTS | st.just(UNMANAGED), title=st.sampled_from(["A", "B"]))
def test_afterwards_every_difference_is_a_change_of_ours_and_nothing_is_taken_over(
    theirs_is: Any, ours: Any, title: str
) -> None:
    one = desired(dataset(title=title, description=ours))
    found = adopted(one, entry(dataset(title="A", description=theirs_is)))
    changes = diff(one.content, found, found.last_applied, {}, frozenset())
    assert {change.kind for change in changes} <= {ChangeKind.CHANGE}
    assert {str(change.path) for change in changes} == {
        name for name, value in values_of(one.content).items() if values_of(found.content).get(name) != value
    }


@pytest.mark.parametrize("traits", BOTH.values(), ids=BOTH)
def test_an_entry_that_holds_what_we_want_is_the_same_once_it_is_ours(traits: Traits) -> None:
    content = dataset(resource("csv"), resource("wfs"), description="A")
    found = entry(dataset(description="A"), name=NAME)
    found = replace(found, resources=tuple(theirs(one, f"x-{one.id}") for one in content.resources))
    assert type(step(desired(content), adopted(desired(content), found), traits=traits)).__name__ == "Same"


# ---- its resources


def test_a_resource_is_ours_by_its_address_else_as_the_only_one_of_its_title() -> None:
    by_address = theirs(resource("x", title="Autre", url="https://a.example/1"), "r1")
    by_title = theirs(resource("y", title="Carte", url="https://b.example/2"), "r2")
    found = replace(entry(), resources=(by_title, by_address, theirs(resource("z"), "r3")))
    one = resource("csv", title="Tableau", url="https://a.example/1")
    two = resource("map", title="Carte", url="https://c.example/3")
    assert match_resources([one, two], found) == {one: by_address, two: by_title}


def test_of_two_with_one_title_none_is_ours_and_of_two_with_one_address_the_first() -> None:
    twins = tuple(theirs(resource("x", title="T", url="https://a.example/1"), f"r{number}") for number in (1, 2))
    found = replace(entry(), resources=twins)
    assert match_resources([resource("csv", title="T", url="https://other.example/")], found) == {}
    one = resource("csv", title="Z", url="https://a.example/1")
    assert match_resources([one], found) == {one: twins[0]}


def test_a_resource_is_matched_once() -> None:
    only = theirs(resource("x", title="T", url="https://a.example/1"), "r1")
    found = replace(entry(), resources=(only,))
    first, second = (resource(name, title="T", url="https://a.example/1") for name in ("a", "b"))
    assert match_resources([first, second], found) == {first: only}


def test_an_address_goes_before_a_title_whatever_the_order() -> None:
    held = theirs(resource("x", title="T", url="https://a.example/1"), "r1")
    titled, addressed = resource("a", title="T", url="https://z.example/"), resource("b", url="https://a.example/1")
    assert match_resources([titled, addressed], replace(entry(), resources=(held,))) == {addressed: held}


def test_a_file_is_never_taken_for_an_address_of_the_same_title(tmp_path: Path) -> None:
    ours = ready(measured(tmp_path), LIKE_UDATA)
    link = theirs(resource("x", title="Tableau"), "r1")
    kept = RemoteResource(
        RemoteId("r2"), replace(everything_of(ours), file=File(3, "sha1:zz")), None, "https://x.example/f"
    )
    found = replace(entry(), resources=(link, kept))
    assert match_resources([ours], found) == {ours: kept}
    assert match_resources([resource("y", title="Tableau", url="https://z.example/")], found).keys() == {
        resource("y", title="Tableau", url="https://z.example/")
    }


def adopting_file(folder: Path, there: File) -> tuple[DesiredDataset, Entry]:
    """A manifest with a file, and an entry with one of the same title, adopted."""
    one = desired(dataset(ready(measured(folder), LIKE_UDATA)))
    kept = RemoteResource(
        RemoteId("r1"),
        replace(everything_of(one.content.resources[0]), file=there),
        None,
        "https://x.example/f",
    )
    return one, adopted(one, replace(entry(name=NAME), resources=(kept,)))


def test_a_file_that_is_there_byte_for_byte_is_not_sent_again(tmp_path: Path) -> None:
    data = measured(tmp_path)
    one, found = adopting_file(tmp_path, File(data.size, f"sha1:{data.sha1}"))
    (last_applied,) = found.last_applied.resources
    assert last_applied.sent == SentFile(data.sha256, data.size, data.rows, data.columns)
    assert type(step(one, found)).__name__ == "Same"


def test_another_file_is_replaced_in_place_as_a_change_of_ours(tmp_path: Path) -> None:
    one, found = adopting_file(tmp_path, File(3, "sha1:zz"))
    (last_applied,) = found.last_applied.resources
    assert (last_applied.sent, last_applied.remote_id) == (None, "r1")
    update = step(one, found)
    assert isinstance(update, Update)
    assert update.kind is UpdateKind.CHANGE
    assert [str(change.path) for change in update.changes] == ["resources.csv.file"]
    assert [resource_write.remote_id for resource_write in update.edit.uploads] == ["r1"]


def test_a_resource_that_is_not_there_is_added_and_others_stay_theirs() -> None:
    one = desired(dataset(resource("csv"), resource("new")))
    found = replace(entry(), resources=(theirs(resource("csv"), "r1"), theirs(resource("X"), "r9")))
    found = adopted(one, found)
    assert [(last_applied.id, last_applied.remote_id) for last_applied in found.last_applied.resources] == [
        ("csv", "r1")
    ]
    update = step(one, found)
    assert isinstance(update, Update)
    assert update.kind is not UpdateKind.TAKEOVER
    assert [resource_write.remote_id for resource_write in update.edit.resource_writes or ()] == ["r1", None, "r9"]


def test_a_resource_is_remembered_as_it_stands() -> None:
    one = desired(dataset(resource("csv", title="Nous", url="https://a.example/1", mime=None)))
    held = theirs(resource("x", title="Eux", url="https://a.example/1", mime="text/csv", format="csv"), "r1")
    found = adopted(one, replace(entry(), resources=(held,)))
    assert found.last_applied.resources[0].fields == {
        "title": digest("Eux"), "url": digest("https://a.example/1"), "mime": digest("text/csv"),
    }  # fmt: skip
    paired = pair(one.content.resources, found, found.last_applied, {})
    assert paired == {ResourceId("csv"): held}


def test_a_manifest_without_a_list_of_resources_remembers_none() -> None:
    silent = Dataset(title="T", state=State.PUBLISHED, manages_resources=False)
    found = adopted(desired(silent), replace(entry(), resources=(theirs(resource("x"), "r1"),)))
    assert found.last_applied.resources == ()
