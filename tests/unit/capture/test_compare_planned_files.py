"""What a plan changes in its files, row by row: from git without a call, else from the catalogue, else a reason."""

import subprocess
from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from publisher.capture import published_files
from publisher.capture.compare_planned_files import row_changes
from publisher.model.catalog import Traits
from publisher.model.names import CatalogName, DatasetKey, ResourceId
from publisher.model.plan import EntryEdit, HeldBack, Item, Plan, Step, Update
from publisher.model.row_changes import NotCompared, RowChanges, RowComparison, WhyNotCompared
from tests.unit.builders import CATALOG, KEY, dataset
from tests.unit.fake_catalog import FakeCatalog, Fault, as_catalog, unavailable
from tests.unit.sync.dataset_runs import (
    LIKE_CKAN,
    LIKE_UDATA,
    create_entry,
    measured_file,
    measured_resource,
    only_entry,
    planned_edit,
)
from tests.unit.sync.test_replaced_files import OURS, both_kinds, put_by_hand

OLD, NEW = "id;nom\n1;a\n2;b\n", "id;nom\n1;a\n2;c\n3;d\n"
PLACE = KEY, ResourceId("csv")


class Case:
    """A published file, and a plan that replaces it."""

    def __init__(self, folder: Path, fake: FakeCatalog, old: str = OLD, new: str = NEW, name: str = "a.csv") -> None:
        self.folder = folder
        self.fake = fake
        create_entry(fake, dataset(measured_resource(measured_file(folder, old, name), fake.traits)))
        fake.log.clear()
        self.new = new
        self.name = name

    def edit(self) -> EntryEdit:
        content = dataset(measured_resource(measured_file(self.folder, self.new, self.name), self.fake.traits))
        edit = planned_edit(content, only_entry(self.fake), self.fake.traits, OURS)
        assert isinstance(edit, EntryEdit)
        return edit

    @property
    def fetch(self) -> str:
        return f"fetch {only_entry(self.fake).resources[0].remote_id}"


def plan_of(*steps: tuple[Step, CatalogName]) -> Plan:
    return Plan(tuple(Item(KEY, catalog, "Titre", step) for step, catalog in steps), (), {})


def compared(
    *cases: tuple[FakeCatalog, Step], seconds: int = 0
) -> Mapping[tuple[DatasetKey, ResourceId], RowComparison]:
    clock = count(0, seconds)
    plan = plan_of(*((step, fake.name) for fake, step in cases))
    return row_changes(plan, {fake.name: as_catalog(fake) for fake, _ in cases}, lambda: float(next(clock)))


def result_of(case: Case, edit: EntryEdit | None = None, seconds: int = 0) -> RowComparison:
    step = Update(edit=edit or case.edit(), changes=())
    return compared((case.fake, step), seconds=seconds)[PLACE]


def counts(result: RowComparison) -> tuple[int, int, int, int]:
    assert isinstance(result, RowChanges), result
    return result.added, result.removed, result.changed, result.unchanged


def why(result: RowComparison) -> tuple[WhyNotCompared, str]:
    assert isinstance(result, NotCompared), result
    return result.why, str(result.reason)


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Essai", "-c", "user.email=essai@example.org")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)


def commit_all(folder: Path) -> None:
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "x")


@both_kinds
def test_what_was_sent_from_a_commit_costs_no_call(tmp_path: Path, traits: Traits) -> None:
    case = Case(tmp_path, FakeCatalog(traits=traits))
    commit_all(tmp_path)
    assert counts(result_of(case)) == (1, 0, 1, 1)
    assert case.fake.log == []


@both_kinds
def test_what_git_does_not_have_is_downloaded(tmp_path: Path, traits: Traits) -> None:
    case = Case(tmp_path, FakeCatalog(traits=traits))
    assert counts(result_of(case)) == (1, 0, 1, 1)
    assert case.fake.log == [case.fetch]


@both_kinds
def test_a_file_that_somebody_put_there_is_what_is_published(tmp_path: Path, traits: Traits) -> None:
    case = Case(tmp_path, FakeCatalog(traits=traits))
    commit_all(tmp_path)
    put_by_hand(case.fake, "id;nom\n9;z\n")
    assert counts(result_of(case)) == (3, 1, 0, 0)
    assert case.fake.log == [case.fetch]


def test_a_step_that_is_held_back_is_compared_too(tmp_path: Path) -> None:
    case = Case(tmp_path, FakeCatalog(traits=LIKE_CKAN))
    update = Update(edit=case.edit(), changes=())
    held = HeldBack(step=update, reason=unavailable().what, fix=unavailable().what)
    assert counts(compared((case.fake, held))[PLACE]) == (1, 0, 1, 1)


def test_without_a_replaced_file_nothing_is_asked(tmp_path: Path) -> None:
    case = Case(tmp_path, FakeCatalog(traits=LIKE_CKAN), new=OLD)
    edit = planned_edit(
        dataset(measured_resource(measured_file(tmp_path, OLD, "a.csv"), LIKE_CKAN), title="Autre"),
        only_entry(case.fake),
        LIKE_CKAN,
        OURS,
    )
    assert compared((case.fake, Update(edit=edit, changes=()))) == {}
    assert case.fake.log == []


def test_a_file_without_rows_is_left_out(tmp_path: Path) -> None:
    case = Case(tmp_path, FakeCatalog(traits=LIKE_CKAN), "%PDF-1", "%PDF-2", "a.pdf")
    assert compared((case.fake, Update(edit=case.edit(), changes=()))) == {}
    assert case.fake.log == []


def two(folder: Path, old: str = OLD) -> tuple[Case, Case]:
    second = FakeCatalog(name=CatalogName("datagouv"), traits=LIKE_UDATA)
    return Case(folder, FakeCatalog(traits=LIKE_CKAN)), Case(folder, second, old)


def result_of_both(*cases: Case) -> RowComparison:
    return compared(*((case.fake, Update(edit=case.edit(), changes=())) for case in cases))[PLACE]


def test_the_same_file_in_two_catalogues_is_compared_once(tmp_path: Path) -> None:
    first, second = two(tmp_path)
    result = result_of_both(first, second)
    assert counts(result) == (1, 0, 1, 1)
    assert isinstance(result, RowChanges)
    assert result.compared_with is None
    assert (first.fake.log, second.fake.log) == ([first.fetch], [])


def test_of_other_files_in_two_catalogues_it_says_which_was_compared(tmp_path: Path) -> None:
    first, second = two(tmp_path, "id;nom\n7;z\n")
    result = result_of_both(first, second)
    assert isinstance(result, RowChanges)
    assert result.compared_with == CATALOG


def test_where_the_first_catalogue_fails_the_second_is_asked(tmp_path: Path) -> None:
    first, second = two(tmp_path)
    first.fake.fail(first.fetch, Fault(unavailable()))
    result = result_of_both(first, second)
    assert counts(result) == (1, 0, 1, 1)


def test_a_catalogue_that_fails_is_a_reason(tmp_path: Path) -> None:
    case = Case(tmp_path, FakeCatalog(traits=LIKE_CKAN))
    edit = case.edit()
    case.fake.fail(case.fetch, Fault(unavailable()))
    assert why(result_of(case, edit)) == (
        WhyNotCompared.NOT_FETCHED,
        "the published file could not be read: it answered 503",
    )


def test_another_page_in_the_place_of_the_file_is_a_reason(tmp_path: Path) -> None:
    case = Case(tmp_path, FakeCatalog(traits=LIKE_CKAN))
    (remote,) = only_entry(case.fake).resources
    case.fake.bytes[remote.remote_id] = b"id;nom\nerror\n"
    assert why(result_of(case)) == (
        WhyNotCompared.NOT_FETCHED,
        "the published file could not be read: the catalogue gives another file than the one that was sent",
    )


def test_a_full_disk_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    case = Case(tmp_path, FakeCatalog(traits=LIKE_CKAN))
    monkeypatch.setattr(published_files, "keep", full)
    assert why(result_of(case))[1] == "the published file could not be read: the disk is full"


def test_a_file_above_the_limit_is_not_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case(tmp_path, FakeCatalog(traits=LIKE_CKAN))
    monkeypatch.setattr(published_files, "LARGEST", 5)
    assert why(result_of(case))[0] is WhyNotCompared.TOO_LARGE
    assert case.fake.log == []


def test_a_plan_downloads_so_much_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case(tmp_path, FakeCatalog(traits=LIKE_CKAN))
    monkeypatch.setattr(published_files.Budget.__init__, "__defaults__", (5,))
    assert why(result_of(case))[0] is WhyNotCompared.TOO_MANY


def test_comparisons_end_after_so_many_seconds(tmp_path: Path) -> None:
    case = Case(tmp_path, FakeCatalog(traits=LIKE_CKAN))
    assert why(result_of(case, seconds=121))[0] is WhyNotCompared.TOO_MANY
    assert case.fake.log == []


def test_of_an_entry_that_is_not_public_there_are_counts_alone(tmp_path: Path) -> None:
    case = Case(tmp_path, FakeCatalog(traits=LIKE_CKAN), "id;secret\n1;a\n2;b\n", "id;nom\n1;a\n3;c\n")
    edit = case.edit()
    withheld = replace(edit, entry=replace(edit.entry, withheld=True))
    result = result_of(case, withheld)
    assert counts(result) == (1, 1, 0, 1)
    assert isinstance(result, RowChanges)
    assert (result.withheld, result.key, result.columns_added) == (True, None, ("nom",))
    assert (result.first_added, result.first_removed, result.first_changed) == ((), (), ())
    assert "secret" not in repr(result)


def test_why_such_a_file_is_not_compared_stays_hidden(tmp_path: Path) -> None:
    case = Case(tmp_path, FakeCatalog(traits=LIKE_CKAN))
    edit = case.edit()
    case.fake.fail(case.fetch, Fault(unavailable()))
    withheld = replace(edit, entry=replace(edit.entry, withheld=True))
    assert why(result_of(case, withheld))[1] == "the entry is not public, and its file could not be compared"
