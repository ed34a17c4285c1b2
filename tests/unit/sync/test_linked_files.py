"""Files that one catalogue stores and another links to: their addresses, and which step depends on which."""

from dataclasses import replace
from pathlib import Path

import pytest

from publisher.model.change import Change, ChangeKind, FieldPath
from publisher.model.dataset import Dataset, Resource
from publisher.model.entry import Entry
from publisher.model.manifest import Mode
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey, ResourceId, Revision
from publisher.model.outcome import Done, NotDone
from publisher.model.plan import Blocked, BlockReason, Conflict, Create, Drift, HeldBack, Item, Same, Step, Update
from publisher.model.values import UNMANAGED, AddressAfterApply, File, State, digest
from publisher.sync.compare.conflicts import OnConflict, OnDrift, ResolutionPolicy
from publisher.sync.plan.selection import Selection
from publisher.sync.steps.linked_files import (
    UNKNOWN_FILES,
    SourceFiles,
    StoredFile,
    file_addresses,
    files_after,
    fill_in_addresses,
    hold_until_files_are_there,
    lists_files,
    resources_without_address,
    with_links,
)
from tests.unit.builders import (
    CATALOG,
    KEY,
    applied,
    config,
    dataset,
    edited,
    entry,
    marker,
    resource,
)
from tests.unit.fake_catalog import FakeCatalog, Fault, doubtful, unavailable

from .dataset_runs import (
    LIKE_CKAN,
    LIKE_UDATA,
    NAME,
    DatasetRuns,
    contents,
    create_entry,
    file,
    measured_file,
    measured_resource,
    only_entry,
    outcome_classes,
    planned_creation,
    planned_edit,
    write_file,
)

SOURCE, OTHER = CATALOG, CatalogName("datagouv")
OLD, NEW = "a;b\n1;2\n", "a;b\n3;4\n5;6\n"
CSV, JSON = ResourceId("csv"), ResourceId("json")


def two_catalogs(folder: Path) -> tuple[DatasetRuns, FakeCatalog, FakeCatalog]:
    """Return a catalogue that stores files, and one that links to them; the second comes first in the configuration."""
    keeps, lists = FakeCatalog(traits=LIKE_CKAN), FakeCatalog(name=OTHER, traits=LIKE_UDATA)
    return DatasetRuns(folder, lists, keeps, configs=(config(OTHER, links_to=SOURCE), config(SOURCE))), keeps, lists


def content(folder: Path, text: str = OLD, **fields: object) -> Dataset:
    return dataset(file(write_file(folder / "wc.csv", text)), **fields)


def address(keeps: FakeCatalog) -> str:
    return str(only_entry(keeps).resources[0].address)


# ---- both catalogues in one run


def test_the_file_goes_to_one_catalogue_and_its_address_to_the_other_in_one_run(tmp_path: Path) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    assert outcome_classes(runs.sync(content(tmp_path))) == {SOURCE: "Done", OTHER: "Done"}
    assert contents(keeps) == [("Tableau", OLD)]
    assert contents(lists) == [("Tableau", address(keeps))]
    assert not any(line.startswith("upload") for line in lists.log)
    assert only_entry(lists).content.state is State.PUBLISHED


def test_the_checksum_of_the_file_is_sent_with_its_address(tmp_path: Path) -> None:
    runs, _, lists = two_catalogs(tmp_path)
    data = measured_file(tmp_path, OLD)
    runs.sync(content(tmp_path))
    assert only_entry(lists).resources[0].content.file == File(data.size, f"sha256:{data.sha256}")


def test_a_second_run_has_nothing_to_do(tmp_path: Path) -> None:
    runs, _, _ = two_catalogs(tmp_path)
    runs.sync(content(tmp_path))
    assert runs.steps(content(tmp_path)) == {SOURCE: "Same", OTHER: "Same"}


def test_a_new_content_under_a_new_address_reaches_the_list_in_the_same_run(tmp_path: Path) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    runs.sync(content(tmp_path))
    before = address(keeps)
    keeps.addresses = lambda remote: f"https://data.example.org/{remote}/wc-2.csv"
    runs.sync(content(tmp_path, NEW))
    assert before != address(keeps)
    assert contents(lists) == [("Tableau", address(keeps))]
    assert runs.steps(content(tmp_path, NEW)) == {SOURCE: "Same", OTHER: "Same"}


def test_an_address_from_the_manifest_depends_on_no_other_catalogue(tmp_path: Path) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    keeps.fail(f"create {KEY}", Fault(unavailable()))
    linked_only = dataset(resource("wfs"))
    assert outcome_classes(runs.sync(linked_only)) == {SOURCE: "Failed", OTHER: "Done"}
    assert contents(lists) == [("Fichier wfs", "https://files.example.org/wfs")]


# ---- dependencies


@pytest.mark.parametrize("call", [f"create {KEY}", f"upload {NAME} csv", f"update {NAME}"])
def test_where_the_first_fails_the_list_is_not_touched_and_says_why(tmp_path: Path, call: str) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    keeps.fail(call, Fault(unavailable()))
    report = runs.sync(content(tmp_path))
    assert outcome_classes(report) == {SOURCE: "Failed", OTHER: "NotDone"}
    (waiting,) = (outcome for outcome in report.outcomes if isinstance(outcome, NotDone))
    assert str(waiting.why) == "it depends on grandlyon, where its step was not done"
    assert lists.writes == []
    assert outcome_classes(runs.sync(content(tmp_path))) == {SOURCE: "Done", OTHER: "Done"}
    assert contents(lists) == [("Tableau", address(keeps))]


def test_a_lost_reply_of_the_first_is_settled_before_the_second(tmp_path: Path) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    keeps.fail(f"upload {NAME} csv", Fault(doubtful(), late=True))
    assert outcome_classes(runs.sync(content(tmp_path))) == {SOURCE: "Done", OTHER: "Done"}
    assert contents(lists) == [("Tableau", address(keeps))]


def test_where_the_first_is_only_observed_the_second_is_held_back(tmp_path: Path) -> None:
    runs, _, lists = two_catalogs(tmp_path)
    runs.configs = (config(OTHER, links_to=SOURCE), config(SOURCE, mode=Mode.OBSERVE))
    plan = runs.plan(content(tmp_path))
    (held_step,) = (item.step for item in plan.items if item.catalog == OTHER)
    assert isinstance(held_step, HeldBack)
    assert str(held_step.reason) == "it depends on grandlyon, which stores its files"
    assert str(held_step.fix) == "Settle this first: publisher plan bron/toilettes --catalog grandlyon"
    runs.apply(plan)
    assert lists.writes == []


def test_where_the_first_is_blocked_the_second_is_held_back(tmp_path: Path) -> None:
    runs, keeps, _ = two_catalogs(tmp_path)
    keeps.put(entry(dataset(title="Autre"), name=NAME))
    assert runs.steps(content(tmp_path)) == {SOURCE: "Blocked", OTHER: "HeldBack"}


def test_where_the_first_is_in_conflict_the_second_is_held_back(tmp_path: Path) -> None:
    runs, keeps, _ = two_catalogs(tmp_path)
    runs.sync(content(tmp_path))
    keeps.put(edited(only_entry(keeps), description="Portail"))
    now = content(tmp_path, description="Nous")
    assert runs.steps(now) == {SOURCE: "Takeover", OTHER: "Update"}
    runs.sync(content(tmp_path, description="Avant"))
    keeps.put(edited(only_entry(keeps), description="Portail"))
    assert runs.steps(now) == {SOURCE: "Conflict", OTHER: "HeldBack"}


def test_a_kept_edit_in_the_first_catalogue_does_not_hold_back_the_second(tmp_path: Path) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    runs.sync(content(tmp_path, description="A"))
    keeps.put(edited(only_entry(keeps), description="Portail"))
    lists.put(edited(only_entry(lists), description=None))
    now = content(tmp_path, description="A")
    assert runs.steps(now, policy=ResolutionPolicy(OnDrift.KEEP)) == {SOURCE: "Drift", OTHER: "Drift"}
    assert runs.steps(content(tmp_path, description="A", license="lov2")) == {SOURCE: "Update", OTHER: "Update"}


@pytest.mark.parametrize("text", [OLD, NEW], ids=["the same file", "a new file"])
def test_files_of_an_entry_that_was_deleted_in_the_catalogue_are_not_listed_elsewhere(
    tmp_path: Path, text: str
) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    runs.sync(content(tmp_path), selection=Selection(catalogs=(SOURCE,)))
    keeps.put(replace(only_entry(keeps), deleted=True))
    assert runs.steps(content(tmp_path, text)) == {SOURCE: "EntryDeleted", OTHER: "Same"}
    runs.sync(content(tmp_path, text))
    assert lists.writes == []


# ---- the second catalogue alone


def test_a_list_alone_reads_the_first_and_writes_nothing_there(tmp_path: Path) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    runs.sync(content(tmp_path))
    before, keeps.log[:] = dict(keeps.entries), []
    now = content(tmp_path, description="Nouveau")
    only = Selection(catalogs=(OTHER,))
    assert runs.steps(now, selection=only) == {OTHER: "HeldBack"}
    runs.sync(now, selection=only)
    assert (keeps.writes, keeps.entries) == ([], before)
    assert only_entry(lists).content.description is None


def test_a_list_alone_is_written_where_the_first_has_everything(tmp_path: Path) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    runs.sync(content(tmp_path), selection=Selection(catalogs=(SOURCE,)))
    assert lists.writes == []
    keeps.log.clear()
    assert outcome_classes(runs.sync(content(tmp_path), selection=Selection(catalogs=(OTHER,)))) == {OTHER: "Done"}
    assert keeps.writes == []
    assert contents(lists) == [("Tableau", address(keeps))]


def test_a_list_alone_is_held_back_where_the_first_has_not_even_the_entry(tmp_path: Path) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    assert runs.steps(content(tmp_path), selection=Selection(catalogs=(OTHER,))) == {OTHER: "HeldBack"}
    runs.sync(content(tmp_path), selection=Selection(catalogs=(OTHER,)))
    assert keeps.writes == lists.writes == []


def test_a_retried_run_for_the_second_catalogue_alone_finds_the_address(tmp_path: Path) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    lists.fail(f"create {KEY}", Fault(unavailable()))
    assert outcome_classes(runs.sync(content(tmp_path))) == {SOURCE: "Done", OTHER: "Failed"}
    again = Selection(dataset_catalogs=frozenset({(DatasetKey(KEY), OTHER)}))
    assert outcome_classes(runs.sync(content(tmp_path), selection=again)) == {OTHER: "Done"}
    assert contents(lists) == [("Tableau", address(keeps))]


# ---- functions for addresses


def entry_with_file(folder: Path) -> Entry:
    """Return an entry that stores the file `csv`."""
    return create_entry(FakeCatalog(), dataset(measured_resource(measured_file(folder), LIKE_CKAN), resource("wfs")))


def test_an_entry_tells_the_addresses_of_the_files_that_it_keeps(tmp_path: Path) -> None:
    entry = entry_with_file(tmp_path)
    assert file_addresses(entry) == {"csv": entry.resources[0].address}
    assert file_addresses(replace(entry, marker=None)) == {}
    assert file_addresses(replace(entry, resources=())) == {}


def known_after(step: Step) -> set[ResourceId]:
    return set(files_after(step, hides_files=True).by_id)


def test_a_step_that_changes_nothing_tells_the_files_that_there_are(tmp_path: Path) -> None:
    entry = entry_with_file(tmp_path)
    drift = (Change(FieldPath("title"), ChangeKind.DRIFT, "A", "B"),)
    steps: list[Step] = [Same(entry=entry), Drift(entry=entry, kept=drift), Conflict(entry=entry, changes=())]
    assert [known_after(step) for step in steps] == [{"csv"}] * 3
    blocked = Blocked(why=BlockReason.HIDDEN, reason=message("x"), fix=message("y"))
    held_back = HeldBack(
        step=Create(creation=planned_creation(dataset(), LIKE_CKAN)), reason=message("x"), fix=message("y")
    )
    assert [files_after(step, hides_files=True) for step in (Same(), blocked, held_back)] == [UNKNOWN_FILES] * 3


def test_an_update_tells_all_files_but_those_it_sends(tmp_path: Path) -> None:
    entry = entry_with_file(tmp_path)
    other = dataset(measured_resource(measured_file(tmp_path, NEW), LIKE_CKAN), resource("wfs"))
    same = dataset(measured_resource(measured_file(tmp_path, OLD), LIKE_CKAN), resource("wfs"), description="B")
    assert known_after(Update(edit=planned_edit(other, entry, LIKE_CKAN), changes=())) == set()
    assert known_after(Update(edit=planned_edit(same, entry, LIKE_CKAN), changes=())) == {"csv"}


def test_a_file_becomes_its_address_or_one_known_after_apply(tmp_path: Path) -> None:
    data = measured_file(tmp_path)
    bare = Resource(id=CSV, title="T", data=data)
    csv = SourceFiles({CSV: StoredFile("https://x.example/a.csv", UNMANAGED)})
    other = SourceFiles({JSON: StoredFile("https://x.example/b.json", UNMANAGED)})
    with_address = with_links(dataset(bare), SOURCE, csv).content
    without_address = with_links(dataset(bare), SOURCE, other).content
    assert with_address.resources[0].url == "https://x.example/a.csv"
    assert without_address.resources[0].url == AddressAfterApply(SOURCE)
    assert with_address.resources[0].data is None
    assert with_address.resources[0].file == File(data.size, f"sha256:{data.sha256}")
    assert (lists_files(dataset(bare)), lists_files(dataset(resource()))) == (True, False)
    assert with_links(dataset(resource()), SOURCE).content == dataset(resource())


def promised(folder: Path) -> Dataset:
    """Return a dataset with an address that is known after apply, and one that is known."""
    bare = Resource(id=CSV, title="T", data=measured_file(folder))
    return with_links(dataset(bare, resource("wfs")), SOURCE).content


def test_an_address_known_after_apply_is_filled_in_the_write_and_in_the_marker(tmp_path: Path) -> None:
    desired = promised(tmp_path)
    step = Create(creation=planned_creation(desired, LIKE_UDATA))
    assert resources_without_address(step) == {CSV}
    ready_now = fill_in_addresses(step, {CSV: "https://x.example/a.csv"}, SOURCE)
    assert isinstance(ready_now, Create)
    assert resources_without_address(ready_now) == frozenset()
    assert [resource_write.content.url for resource_write in ready_now.creation.resource_writes] == [
        "https://x.example/a.csv",
        "https://files.example.org/wfs",
    ]
    last_applied = ready_now.creation.marker.last_applied
    assert last_applied is not None
    assert [resource.fields["url"] for resource in last_applied.resources] == [
        digest("https://x.example/a.csv"),
        digest("https://files.example.org/wfs"),
    ]


def test_an_address_known_after_apply_is_filled_in_an_update_too_and_an_unknown_one_stays(tmp_path: Path) -> None:
    entry = applied(dataset(resource("wfs")))
    step = Update(edit=planned_edit(promised(tmp_path), entry, LIKE_UDATA), changes=())
    assert resources_without_address(step) == {CSV}
    assert fill_in_addresses(step, {JSON: "x"}, SOURCE) == step
    after = fill_in_addresses(step, {CSV: "https://x.example/a.csv"}, SOURCE)
    assert resources_without_address(after) == frozenset()
    assert isinstance(after, Update)


def test_what_sends_no_resource_waits_for_nothing() -> None:
    step = Update(edit=planned_edit(dataset(description="B"), applied(dataset(description="A")), LIKE_CKAN), changes=())
    assert resources_without_address(step) == resources_without_address(Same()) == frozenset()
    assert fill_in_addresses(step, {CSV: "x"}, SOURCE) == step


# ---- the function that holds back steps


def item(step: Step, catalog: CatalogName, after: CatalogName | None = None) -> Item:
    return Item(DatasetKey(KEY), catalog, "Titre", step, waits_for=after)


def test_nothing_that_waits_is_done_before_a_first_step_that_was_not_even_planned() -> None:
    write = Create(creation=planned_creation(dataset(), LIKE_UDATA))
    (held_item,) = hold_until_files_are_there([item(write, OTHER, SOURCE)], {})
    assert isinstance(held_item.step, HeldBack)


def test_what_is_blocked_itself_keeps_its_own_reason() -> None:
    blocked = Blocked(why=BlockReason.HIDDEN, reason=message("x"), fix=message("y"))
    for step in (blocked, Same(), Conflict(entry=entry(marker=marker()), changes=())):
        assert hold_until_files_are_there([item(step, OTHER, SOURCE)], {}) == (item(step, OTHER, SOURCE),)


def test_a_write_in_the_same_run_is_waited_for_and_not_held_back() -> None:
    write = Create(creation=planned_creation(dataset(), LIKE_UDATA))
    write_items = (item(write, SOURCE), item(write, OTHER, SOURCE))
    assert hold_until_files_are_there(write_items, {}) == write_items
    assert isinstance(
        hold_until_files_are_there(write_items[1:], {(DatasetKey(KEY), SOURCE): write_items[0]})[0].step, HeldBack
    )


def test_the_outcome_of_the_second_catalogue_has_the_address_of_the_file(tmp_path: Path) -> None:
    runs, keeps, _ = two_catalogs(tmp_path)
    report = runs.sync(content(tmp_path))
    outcomes = [outcome for outcome in report.outcomes if isinstance(outcome, Done) and outcome.item.catalog == OTHER]
    assert [outcome.entry.resources[0].content.url for outcome in outcomes] == [address(keeps)]


# ---- what is listed follows what is there


def replaced(keeps: FakeCatalog, size: int = 99) -> None:
    """Put another file in the place of ours, as a person does on CKAN."""
    stored = only_entry(keeps)
    (first, *others) = stored.resources
    file = File(size, "modified:2026-02-02")
    other = replace(first, content=replace(first.content, file=file), address="https://data.example.org/autre.csv")
    keeps.put(replace(stored, resources=(other, *others), revision=Revision("replaced")))


def without_file(keeps: FakeCatalog) -> None:
    """Remove our resources, as a person does."""
    keeps.put(replace(only_entry(keeps), resources=(), revision=Revision("removed")))


def test_a_file_replaced_in_the_first_catalogue_is_listed_as_it_is_there(tmp_path: Path) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    runs.sync(content(tmp_path))
    replaced(keeps)
    assert runs.steps(content(tmp_path)) == {SOURCE: "Drift", OTHER: "Update"}
    runs.sync(content(tmp_path))
    listed = only_entry(lists).resources[0].content
    assert (listed.url, listed.file) == ("https://data.example.org/autre.csv", File(99, None))
    assert runs.steps(content(tmp_path)) == {SOURCE: "Drift", OTHER: "Same"}


def test_a_file_removed_from_the_first_catalogue_leaves_the_list_and_returns(tmp_path: Path) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    runs.sync(content(tmp_path))
    without_file(keeps)
    plan = runs.plan(content(tmp_path))
    (step,) = (item for item in plan.items if item.catalog == OTHER)
    assert [str(loss.what) for loss in step.losses] == [
        "not listed here: its file was deleted in grandlyon (to put it back: --drift revert)"
    ]
    assert outcome_classes(runs.sync(content(tmp_path))) == {OTHER: "Done"}
    assert contents(lists) == []
    assert runs.steps(content(tmp_path)) == {SOURCE: "Drift", OTHER: "Same"}
    runs.sync(content(tmp_path), policy=ResolutionPolicy(OnDrift.REVERT))
    assert contents(lists) == [("Tableau", address(keeps))]
    assert runs.steps(content(tmp_path)) == {SOURCE: "Same", OTHER: "Same"}


def test_a_list_edited_by_hand_is_no_reason_to_keep_a_dead_link_but_another_address_is(tmp_path: Path) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    runs.sync(content(tmp_path))
    without_file(keeps)
    stored = only_entry(lists)
    (link,) = stored.resources
    retitled = replace(link.content, title="Autre")
    moved = replace(link.content, url="https://example.org/x")
    for now, expected in ((retitled, "Update"), (moved, "Conflict")):
        lists.put(replace(stored, resources=(replace(link, content=now),)))
        assert runs.steps(content(tmp_path))[OTHER] == expected


def test_files_of_an_entry_that_is_not_public_are_not_listed_in_public(tmp_path: Path) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    runs.sync(content(tmp_path))
    keeps.put(edited(only_entry(keeps), state=State.DRAFT))
    runs.sync(content(tmp_path))
    assert contents(lists) == []
    assert runs.steps(content(tmp_path)) == {SOURCE: "Drift", OTHER: "Same"}
    runs.sync(content(tmp_path), policy=ResolutionPolicy(OnDrift.REVERT))
    assert contents(lists) == [("Tableau", address(keeps))]


def test_an_entry_that_nobody_reads_keeps_its_link(tmp_path: Path) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    runs.sync(content(tmp_path))
    link = only_entry(lists).resources[0].remote_id
    runs.sync(content(tmp_path, state=State.DRAFT))
    assert [resource.remote_id for resource in only_entry(lists).resources] == [link]
    runs.sync(content(tmp_path))
    assert [resource.remote_id for resource in only_entry(lists).resources] == [link]
    assert contents(lists) == [("Tableau", address(keeps))]


def test_a_file_that_is_created_private_is_listed_in_a_private_entry_alone(tmp_path: Path) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    runs.sync(content(tmp_path, state=State.PRIVATE))
    assert {entry.content.state for entry in (only_entry(keeps), only_entry(lists))} == {State.PRIVATE}
    assert contents(lists) == [("Tableau", address(keeps))]
    link = only_entry(lists).resources[0].remote_id
    runs.sync(content(tmp_path))
    assert {entry.content.state for entry in (only_entry(keeps), only_entry(lists))} == {State.PUBLISHED}
    assert [resource.remote_id for resource in only_entry(lists).resources] == [link]


# ---- what hides goes first, and waits for nothing


@pytest.mark.parametrize("state", [State.DRAFT, State.PRIVATE, State.ARCHIVED])
@pytest.mark.parametrize("text", [OLD, NEW], ids=["the same file", "a new file"])
def test_the_list_is_hidden_before_the_file(tmp_path: Path, state: State, text: str) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    runs.sync(content(tmp_path))
    plan = runs.plan(content(tmp_path, text, state=state))
    seen: list[tuple[object, int]] = []

    def look(_call: str) -> Fault:
        listed = only_entry(lists)
        return Fault(None, then=lambda: seen.append((listed.content.state, len(listed.resources))))

    keeps.fault_for = look
    runs.apply(plan)
    assert {seen_state for seen_state, _n in seen} == {state}
    assert {n for _state, n in seen} == {0 if state is State.ARCHIVED else 1}
    assert runs.steps(content(tmp_path, text, state=state)) == {SOURCE: "Same", OTHER: "Same"}


def test_what_is_published_again_comes_after_its_file(tmp_path: Path) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    runs.sync(content(tmp_path))
    runs.sync(content(tmp_path, state=State.ARCHIVED))
    keeps.fail(f"update {NAME}", Fault(unavailable()))
    assert outcome_classes(runs.sync(content(tmp_path))) == {SOURCE: "Failed", OTHER: "NotDone"}
    assert only_entry(lists).content.state is State.ARCHIVED
    runs.sync(content(tmp_path))
    assert contents(lists) == [("Tableau", address(keeps))]


def test_a_hiding_waits_for_no_conflict_of_the_other_catalogue(tmp_path: Path) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    runs.sync(content(tmp_path, description="Avant"))
    keeps.put(edited(only_entry(keeps), description="Portail"))
    now = content(tmp_path, NEW, description="Nous", state=State.DRAFT)
    assert runs.steps(now) == {SOURCE: "Conflict", OTHER: "Archive"}
    runs.sync(now)
    assert only_entry(lists).content.state is State.DRAFT
    assert only_entry(lists).content.description == "Avant", "the rest waits"
    assert runs.steps(now) == {SOURCE: "Conflict", OTHER: "HeldBack"}
    runs.sync(now, policy=ResolutionPolicy(conflict=OnConflict.MANIFEST))
    assert runs.steps(now) == {SOURCE: "Same", OTHER: "Same"}


def test_a_hiding_goes_on_where_the_other_catalogue_fails(tmp_path: Path) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    runs.sync(content(tmp_path))
    now = content(tmp_path, NEW, state=State.DRAFT)
    keeps.fail(f"update {NAME}", Fault(unavailable()))
    report = runs.sync(now)
    assert outcome_classes(report) == {SOURCE: "Failed", OTHER: "NotDone"}
    (waiting,) = (outcome for outcome in report.outcomes if isinstance(outcome, NotDone))
    assert str(waiting.why).startswith("only what hides was written: the rest depends on grandlyon")
    assert only_entry(lists).content.state is State.DRAFT
    assert outcome_classes(runs.sync(now)) == {SOURCE: "Done", OTHER: "Done"}
    assert runs.steps(now) == {SOURCE: "Same", OTHER: "Same"}


def test_the_file_is_hidden_even_where_the_list_cannot_be(tmp_path: Path) -> None:
    runs, keeps, lists = two_catalogs(tmp_path)
    runs.sync(content(tmp_path))
    lists.fail(f"update {NAME}", Fault(unavailable()))
    now = content(tmp_path, state=State.ARCHIVED)
    assert outcome_classes(runs.sync(now)) == {SOURCE: "Done", OTHER: "Failed"}
    assert only_entry(keeps).content.state is State.ARCHIVED
    runs.sync(now)
    assert contents(lists) == []


def test_a_file_that_is_not_listed_is_told_while_something_is_written_and_its_rows_are_not_guessed(
    tmp_path: Path,
) -> None:
    runs, keeps, _ = two_catalogs(tmp_path)
    runs.sync(content(tmp_path))
    replaced(keeps)
    (kept,) = (item.step for item in runs.plan(content(tmp_path)).items if item.catalog == SOURCE)
    assert isinstance(kept, Drift)
    assert [getattr(change.observed, "rows", 0) for change in kept.kept] == [None]
    without_file(keeps)
    runs.sync(content(tmp_path))
    assert [item.losses for item in runs.plan(content(tmp_path)).items] == [(), ()]
