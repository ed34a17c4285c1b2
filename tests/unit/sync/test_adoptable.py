"""Entries that may be adopted, and the marker that the adoption writes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.model.catalog import Traits
from publisher.model.change import ChangeKind
from publisher.model.dataset import Dataset, RemoteResource, Resource, values_of
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.marker import Marker, SentFile
from publisher.model.names import RemoteId, ResourceId
from publisher.model.plan import Blocked, BlockReason, Create, Step, Update, UpdateKind
from publisher.model.projection import Projection
from publisher.model.values import UNMANAGED, File, State, digest
from publisher.sync.compare.conflicts import ResolutionPolicy
from publisher.sync.compare.diff import diff
from publisher.sync.compare.pairing import pair
from publisher.sync.steps.adoptable import (
    AdoptableEntry,
    adoptable,
    entry_to_adopt,
    match_resources,
    reason_not_adoptable,
)
from publisher.sync.steps.case import Case
from publisher.sync.steps.decide import decide
from publisher.sync.steps.entry_index import index_entries
from tests.unit.builders import (
    KEY,
    OTHER_REPOSITORY,
    REPOSITORY,
    access,
    dataset,
    desired,
    digests,
    entry,
    marker,
    resource,
    with_every_resource_field,
)
from tests.unit.cases import update_kind

from .dataset_runs import KINDS, LIKE_UDATA, NAME, measured_file, measured_resource, our_ids

ADOPT = f"To adopt it: publisher adopt {KEY} --catalog grandlyon"


def foreign_resource(content: Resource, remote: str, address: str | None = None) -> RemoteResource:
    """Return a resource without our id."""
    return RemoteResource(RemoteId(remote), with_every_resource_field(content), None, address)


def marker_for(desired_dataset: DesiredDataset, entry: Entry) -> Marker:
    """Return the marker that adopting an entry writes."""
    candidate = adoptable(desired_dataset, entry)
    assert isinstance(candidate, AdoptableEntry)
    return candidate.edit.marker


def adopted(desired_dataset: DesiredDataset, entry: Entry) -> Entry:
    """Return the entry after its adoption."""
    return replace(entry, marker=marker_for(desired_dataset, entry))


def step(desired_dataset: DesiredDataset, *entries: Entry, traits: Traits = LIKE_UDATA, **fields: Any) -> Step:
    """Return the step for a manifest and these entries."""
    values: dict[str, Any] = {"name": NAME if traits.unique_names else None, "lookup": None} | fields
    case = Case(
        desired=desired_dataset,
        projection=Projection(desired_dataset.content),
        entry_index=index_entries(REPOSITORY, entries),
        traits=traits,
        our_ids=our_ids(desired_dataset.content),
        access=access(),
        **values,
    )
    return decide(case, ResolutionPolicy())


# ---- the entry to adopt


def test_the_entry_that_the_manifest_names_is_meant_by_its_id_or_its_name() -> None:
    catalog_entry = entry(name="ancienne")
    entry_index = index_entries(REPOSITORY, [catalog_entry, entry(name="autre")])
    assert entry_to_adopt(desired(entry="id-ancienne"), entry_index, None) == catalog_entry
    assert entry_to_adopt(desired(entry="ancienne"), entry_index, None) == catalog_entry


def test_where_the_named_entry_is_not_there_no_other_is_taken_for_it() -> None:
    assert entry_to_adopt(desired(entry="zzz"), index_entries(REPOSITORY, [entry(name=NAME)]), NAME) is None


def test_else_the_one_of_our_name_is_meant_else_the_only_one_of_our_title() -> None:
    same_name, same_title, unrelated = (
        entry(name=NAME),
        entry(name="jumelle"),
        entry(dataset(title="Autre"), name="autre"),
    )
    assert entry_to_adopt(desired(), index_entries(REPOSITORY, [same_title, same_name, unrelated]), NAME) == same_name
    assert entry_to_adopt(desired(), index_entries(REPOSITORY, [same_title, unrelated]), NAME) == same_title
    assert entry_to_adopt(desired(), index_entries(REPOSITORY, [same_title, unrelated]), None) == same_title
    assert entry_to_adopt(desired(), index_entries(REPOSITORY, [unrelated]), None) is None


def test_of_two_with_our_title_none_is_meant() -> None:
    two = [entry(name="a"), entry(name="b")]
    assert entry_to_adopt(desired(), index_entries(REPOSITORY, two), None) is None
    for second in (replace(two[1], deleted=True), replace(two[1], marker=marker())):
        assert entry_to_adopt(desired(), index_entries(REPOSITORY, [two[0], second]), None) == two[0]


# ---- reasons against an adoption


def test_an_entry_without_a_marker_in_our_organization_is_fit() -> None:
    assert reason_not_adoptable(desired(), entry()) is None
    assert reason_not_adoptable(desired(organization="org-1"), entry()) is None


@pytest.mark.parametrize(
    ("catalog_entry", "why", "text"),
    [
        (
            entry(marker=marker(repository=OTHER_REPOSITORY)),
            BlockReason.OTHER_REPOSITORY,
            "belongs to another repository",
        ),
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
def test_an_entry_that_is_not_ours_to_adopt_is_blocked(catalog_entry: Entry, why: BlockReason, text: str) -> None:
    refused = reason_not_adoptable(desired(), catalog_entry)
    assert isinstance(refused, Blocked)
    assert refused.why is why
    assert text in str(refused.reason)


def test_the_fix_shows_what_to_write_where_another_tool_has_stopped_and_is_enough() -> None:
    catalog_entry = entry(name="ancienne", foreign="inspire = x")
    refused = reason_not_adoptable(desired(), catalog_entry)
    assert isinstance(refused, Blocked)
    assert str(refused.fix) == (
        "If the other tool has stopped, write under `catalogs:` of manifests/bron/toilettes.yml:1:1:"
        " grandlyon: {entry: id-ancienne, foreign: accept}"
    )
    assert reason_not_adoptable(desired(accepts_foreign=True), catalog_entry) is None


def test_accepting_a_foreign_entry_accepts_no_other_organization() -> None:
    elsewhere = entry(organization="metropole", organization_id="o", foreign="x")
    refused = reason_not_adoptable(desired(accepts_foreign=True), elsewhere)
    assert isinstance(refused, Blocked)
    assert refused.why is BlockReason.ORGANIZATION


# ---- the plan before and after an adoption


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
    desired_dataset = desired(dataset(description="B"), entry="id-ancienne")
    catalog_entry = adopted(desired_dataset, entry(dataset(description="A"), name="ancienne"))
    assert update_kind(step(desired_dataset, catalog_entry)) is UpdateKind.CHANGE


def test_an_entry_that_a_harvester_rewrites_is_not_written_even_if_it_is_ours() -> None:
    desired_dataset = desired(dataset(description="B"))
    catalog_entry = replace(
        adopted(desired_dataset, entry(dataset(description="A"))), harvested="harvest.backend = DCAT"
    )
    blocked = step(desired_dataset, catalog_entry)
    assert isinstance(blocked, Blocked)
    assert blocked.why is BlockReason.FOREIGN
    assert isinstance(step(replace(desired_dataset, accepts_foreign=True), catalog_entry), Update)


def test_without_a_proposal_a_title_that_is_free_makes_a_new_entry() -> None:
    assert isinstance(step(desired(), entry(dataset(title="Autre"))), Create)


# ---- the marker


def test_the_marker_records_the_entry_as_it_is_and_no_field_that_is_not_managed() -> None:
    desired_dataset = desired(dataset(description="Nous", license=None, extras={"x": "1"}))
    catalog_entry = entry(dataset(title="Leur titre", description="Eux", license="lov2", hvd="mobility"))
    new_marker = marker_for(desired_dataset, catalog_entry)
    assert new_marker == marker(new_marker.last_applied)
    assert new_marker.last_applied is not None
    assert new_marker.last_applied.fields == digests(
        title="Leur titre", description="Eux", license="lov2", state=State.PUBLISHED, **{"extras.x": None}
    )


def test_an_ignored_field_is_not_recorded() -> None:
    desired_dataset = desired(dataset(description="Nous"), ignored=frozenset({"description"}))
    last_applied = marker_for(desired_dataset, entry(dataset(description="Eux"))).last_applied
    assert last_applied is not None
    assert "description" not in last_applied.fields


TEXTS = st.sampled_from(["1", "2", None])


@given(observed_text=TEXTS, desired_text=TEXTS | st.just(UNMANAGED), title=st.sampled_from(["A", "B"]))
def test_afterwards_every_difference_is_a_change_of_ours_and_nothing_is_taken_over(
    observed_text: Any, desired_text: Any, title: str
) -> None:
    desired_dataset = desired(dataset(title=title, description=desired_text))
    catalog_entry = adopted(desired_dataset, entry(dataset(title="A", description=observed_text)))
    changes = diff(desired_dataset.content, catalog_entry, catalog_entry.last_applied, {}, frozenset())
    assert {change.kind for change in changes} <= {ChangeKind.CHANGE}
    assert {str(change.path) for change in changes} == {
        name
        for name, value in values_of(desired_dataset.content).items()
        if values_of(catalog_entry.content).get(name) != value
    }


@pytest.mark.parametrize("traits", KINDS.values(), ids=KINDS)
def test_an_entry_that_holds_what_we_want_is_the_same_once_it_is_ours(traits: Traits) -> None:
    content = dataset(resource("csv"), resource("wfs"), description="A")
    catalog_entry = entry(dataset(description="A"), name=NAME)
    catalog_entry = replace(
        catalog_entry, resources=tuple(foreign_resource(resource, f"x-{resource.id}") for resource in content.resources)
    )
    assert type(step(desired(content), adopted(desired(content), catalog_entry), traits=traits)).__name__ == "Same"


# ---- the resources


def test_a_resource_is_ours_by_its_address_else_as_the_only_one_of_its_title() -> None:
    by_address = foreign_resource(resource("x", title="Autre", url="https://a.example/1"), "r1")
    by_title = foreign_resource(resource("y", title="Carte", url="https://b.example/2"), "r2")
    catalog_entry = replace(entry(), resources=(by_title, by_address, foreign_resource(resource("z"), "r3")))
    first = resource("csv", title="Tableau", url="https://a.example/1")
    two = resource("map", title="Carte", url="https://c.example/3")
    assert match_resources([first, two], catalog_entry) == {first: by_address, two: by_title}


def test_of_two_with_one_title_none_is_ours_and_of_two_with_one_address_the_first() -> None:
    duplicates = tuple(
        foreign_resource(resource("x", title="T", url="https://a.example/1"), f"r{number}") for number in (1, 2)
    )
    catalog_entry = replace(entry(), resources=duplicates)
    assert match_resources([resource("csv", title="T", url="https://other.example/")], catalog_entry) == {}
    addressed = resource("csv", title="Z", url="https://a.example/1")
    assert match_resources([addressed], catalog_entry) == {addressed: duplicates[0]}


def test_a_resource_is_matched_once() -> None:
    only = foreign_resource(resource("x", title="T", url="https://a.example/1"), "r1")
    catalog_entry = replace(entry(), resources=(only,))
    first, second = (resource(name, title="T", url="https://a.example/1") for name in ("a", "b"))
    assert match_resources([first, second], catalog_entry) == {first: only}


def test_an_address_goes_before_a_title_whatever_the_order() -> None:
    foreign = foreign_resource(resource("x", title="T", url="https://a.example/1"), "r1")
    titled, addressed = resource("a", title="T", url="https://z.example/"), resource("b", url="https://a.example/1")
    assert match_resources([titled, addressed], replace(entry(), resources=(foreign,))) == {addressed: foreign}


def test_a_file_is_never_taken_for_an_address_of_the_same_title(tmp_path: Path) -> None:
    hosted = measured_resource(measured_file(tmp_path), LIKE_UDATA)
    link = foreign_resource(resource("x", title="Tableau"), "r1")
    hosted_file = RemoteResource(
        RemoteId("r2"), replace(with_every_resource_field(hosted), file=File(3, "sha1:zz")), None, "https://x.example/f"
    )
    catalog_entry = replace(entry(), resources=(link, hosted_file))
    assert match_resources([hosted], catalog_entry) == {hosted: hosted_file}
    assert match_resources([resource("y", title="Tableau", url="https://z.example/")], catalog_entry).keys() == {
        resource("y", title="Tableau", url="https://z.example/")
    }


def adopting_file(folder: Path, file: File) -> tuple[DesiredDataset, Entry]:
    """Return a manifest with a file, and an adopted entry with a file of the same title."""
    desired_dataset = desired(dataset(measured_resource(measured_file(folder), LIKE_UDATA)))
    foreign = RemoteResource(
        RemoteId("r1"),
        replace(with_every_resource_field(desired_dataset.content.resources[0]), file=file),
        None,
        "https://x.example/f",
    )
    return desired_dataset, adopted(desired_dataset, replace(entry(name=NAME), resources=(foreign,)))


def test_a_file_that_is_there_byte_for_byte_is_not_sent_again(tmp_path: Path) -> None:
    data = measured_file(tmp_path)
    desired_dataset, entry = adopting_file(tmp_path, File(data.size, f"sha1:{data.sha1}"))
    (last_applied,) = entry.last_applied.resources
    assert last_applied.sent == SentFile(data.sha256, data.size, data.rows, data.columns)
    assert type(step(desired_dataset, entry)).__name__ == "Same"


def test_another_file_is_replaced_in_place_as_a_change_of_ours(tmp_path: Path) -> None:
    desired_dataset, entry = adopting_file(tmp_path, File(3, "sha1:zz"))
    (last_applied,) = entry.last_applied.resources
    assert (last_applied.sent, last_applied.remote_id) == (None, "r1")
    update = step(desired_dataset, entry)
    assert isinstance(update, Update)
    assert update.kind is UpdateKind.CHANGE
    assert [str(change.path) for change in update.changes] == ["resources.csv.file"]
    assert [resource_write.remote_id for resource_write in update.edit.uploads] == ["r1"]


def test_a_resource_that_is_not_there_is_added_and_others_stay_theirs() -> None:
    desired_dataset = desired(dataset(resource("csv"), resource("new")))
    catalog_entry = replace(
        entry(), resources=(foreign_resource(resource("csv"), "r1"), foreign_resource(resource("X"), "r9"))
    )
    catalog_entry = adopted(desired_dataset, catalog_entry)
    assert [(last_applied.id, last_applied.remote_id) for last_applied in catalog_entry.last_applied.resources] == [
        ("csv", "r1")
    ]
    update = step(desired_dataset, catalog_entry)
    assert isinstance(update, Update)
    assert update.kind is not UpdateKind.TAKEOVER
    assert [resource_write.remote_id for resource_write in update.edit.resource_writes or ()] == ["r1", None, "r9"]


def test_a_resource_is_recorded_as_it_is() -> None:
    desired_dataset = desired(dataset(resource("csv", title="Nous", url="https://a.example/1", mime=None)))
    foreign = foreign_resource(
        resource("x", title="Eux", url="https://a.example/1", mime="text/csv", format="csv"), "r1"
    )
    catalog_entry = adopted(desired_dataset, replace(entry(), resources=(foreign,)))
    assert catalog_entry.last_applied.resources[0].fields == {
        "title": digest("Eux"), "url": digest("https://a.example/1"), "mime": digest("text/csv"),
    }  # fmt: skip
    paired = pair(desired_dataset.content.resources, catalog_entry, catalog_entry.last_applied, {})
    assert paired == {ResourceId("csv"): foreign}


def test_a_manifest_without_a_list_of_resources_records_none() -> None:
    silent = Dataset(title="T", state=State.PUBLISHED, manages_resources=False)
    catalog_entry = adopted(desired(silent), replace(entry(), resources=(foreign_resource(resource("x"), "r1"),)))
    assert catalog_entry.last_applied.resources == ()
