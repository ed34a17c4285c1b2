"""What a run does about the portal's moves, and what it does only after a person said so."""

from collections.abc import Callable, Iterable

import pytest

from publisher.model.change import Change, Path, Verdict
from publisher.model.manifest import Guards, Limit
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey, ResourceId
from publisher.model.plan import Archive, Blocked, Create, HeldBack, Item, Restore, Same, Step, Takeover, Update, Why
from publisher.model.values import File
from publisher.sync.edits import creation
from publisher.sync.guard import Allowed, Kind, amounts, guard
from publisher.sync.plan import archive_orphan
from publisher.sync.policy import OnConflict, OnDrift, Policy, Settled, settle
from tests.unit.builders import CATALOG, NAMED, applied, dataset, marker, wanted

# ---- policy

MOVED = Change(Path("title"), Verdict.CHANGE, "A", "B")
TAKEN_OVER = Change(Path("license"), Verdict.TAKEOVER, "A", "B")
DRIFTED = Change(Path("description"), Verdict.DRIFT, "A", "B")
CLASHED = Change(Path("hvd"), Verdict.CONFLICT, "A", "B")
ALL = (MOVED, DRIFTED, TAKEN_OVER, CLASHED)


@pytest.mark.parametrize(
    ("policy", "settled"),
    [
        (Policy(), Settled((MOVED, TAKEN_OVER), (DRIFTED,), (CLASHED,))),
        (Policy(OnDrift.REVERT), Settled((MOVED, DRIFTED, TAKEN_OVER), (), (CLASHED,))),
        (Policy(conflict=OnConflict.MANIFEST), Settled((MOVED, TAKEN_OVER, CLASHED), (DRIFTED,), ())),
        (Policy(conflict=OnConflict.PORTAL), Settled((MOVED, TAKEN_OVER), (DRIFTED, CLASHED), ())),
        (Policy(OnDrift.REVERT, OnConflict.PORTAL), Settled((MOVED, DRIFTED, TAKEN_OVER), (CLASHED,), ())),
    ],
)
def test_differences_are_sorted_by_what_a_person_chose(policy: Policy, settled: Settled) -> None:
    assert settle(ALL, policy) == settled


def test_by_default_portal_edits_are_kept_conflicts_block_and_nothing_is_pruned() -> None:
    assert Policy() == Policy(OnDrift.KEEP, OnConflict.BLOCK, prune=False)


# ---- guards


def create_of(key: str) -> Create:
    """A step that makes an entry."""
    return Create(creation=creation(wanted(key=DatasetKey(key)), dataset(), {}, NAMED))


def archive_of(key: str) -> Archive:
    """A step that hides an entry."""
    return archive_orphan(applied(dataset()), marker(key=key))


def takeover_of(key: str) -> Takeover:
    """A step that replaces portal values."""
    return Takeover(edit=archive_of(key).edit, changes=(TAKEN_OVER,))


def loss_of(before: File, after: File) -> Update:
    """A step that sends a file again."""
    change = Change(Path("file", ResourceId("csv")), Verdict.CHANGE, before, after)
    return Update(edit=archive_of("bron/1").edit, changes=(change,))


def rows_lost_in(key: str) -> Update:
    """A step after which a file has a row less."""
    return loss_of(File(9, "sha256:a", 2, 3), File(9, "sha256:b", 1, 3))


def column_lost_in(key: str) -> Update:
    """A step after which a file has a column less."""
    return loss_of(File(9, "sha256:a", 2, 3), File(9, "sha256:b", 2, 2))


STEPS: dict[Kind, Callable[[str], Step]] = {
    Kind.CREATES: create_of,
    Kind.HIDINGS: archive_of,
    Kind.TAKEOVERS: takeover_of,
    Kind.ROWS: rows_lost_in,
    Kind.COLUMNS: column_lost_in,
}


def items(kind: Kind, *keys: str, catalog: str = CATALOG) -> list[Item]:
    """Items of a plan that do the same to each of these datasets."""
    return [Item(DatasetKey(key), CatalogName(catalog), "Titre", STEPS[kind](key)) for key in keys]


def keys(producer: str, count: int) -> list[str]:
    """Keys of a producer's datasets."""
    return [f"{producer}/{number}" for number in range(count)]


def held_keys(found: Iterable[Item]) -> list[str]:
    """Keys of the datasets that are held back."""
    return [one.key for one in found if isinstance(one.step, HeldBack)]


TWO = Limit(producer=2, run=3)
TWO_AND_THREE = Guards(creates=TWO, takeovers=TWO, hidings=TWO, rows=TWO, columns=TWO)
NONE_ALLOWED: Allowed = {}


@pytest.mark.parametrize("kind", Kind)
def test_a_run_within_the_limits_goes_through(kind: Kind) -> None:
    found = items(kind, "bron/1", "bron/2", "vaulx/1")
    assert guard(found, TWO_AND_THREE, NONE_ALLOWED) == tuple(found)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Kind.CREATES, "guard: 3 datasets of bron would be created (limit 2)"),
        (Kind.TAKEOVERS, "guard: values of the catalogue would be replaced for 3 datasets of bron (limit 2)"),
        (Kind.HIDINGS, "guard: 3 datasets of bron would be hidden (limit 2)"),
        (Kind.ROWS, "guard: files of bron would lose 3 rows (limit 2)"),
        (Kind.COLUMNS, "guard: files of bron would lose 3 columns (limit 2)"),
    ],
)
def test_a_producer_over_its_limit_is_held_back_whole_with_what_to_type(kind: Kind, reason: str) -> None:
    before = items(kind, "bron/1", "bron/2", "bron/3")
    for given, one in zip(before, guard(before, TWO_AND_THREE, NONE_ALLOWED), strict=True):
        assert isinstance(one.step, HeldBack)
        assert one.step.step == given.step
        assert str(one.step.reason) == reason
        assert str(one.step.fix) == f"If this is intended, add: --allow {kind.value}=3"


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Kind.CREATES, "guard: 4 datasets would be created in one run (limit 3)"),
        (Kind.TAKEOVERS, "guard: values of the catalogue would be replaced for 4 datasets in one run (limit 3)"),
        (Kind.HIDINGS, "guard: 4 datasets would be hidden in one run (limit 3)"),
        (Kind.ROWS, "guard: files would lose 4 rows in one run (limit 3)"),
        (Kind.COLUMNS, "guard: files would lose 4 columns in one run (limit 3)"),
    ],
)
def test_a_run_over_its_limit_is_held_back_whole(kind: Kind, reason: str) -> None:
    found = guard(items(kind, "a/1", "b/1", "c/1", "d/1"), TWO_AND_THREE, NONE_ALLOWED)
    assert held_keys(found) == ["a/1", "b/1", "c/1", "d/1"]
    assert [str(one.step.reason) for one in found if isinstance(one.step, HeldBack)] == [reason] * 4


def test_one_producer_over_its_limit_does_not_hold_back_another() -> None:
    guards = Guards(creates=Limit(producer=2, run=100))
    found = guard(items(Kind.CREATES, *keys("bron", 3), *keys("vaulx", 2)), guards, NONE_ALLOWED)
    assert held_keys(found) == keys("bron", 3)


def test_what_to_type_covers_the_whole_run() -> None:
    guards = Guards(creates=Limit(producer=2, run=100))
    found = guard(items(Kind.CREATES, *keys("bron", 3), *keys("vaulx", 2)), guards, NONE_ALLOWED)
    assert isinstance(found[0].step, HeldBack)
    assert str(found[0].step.fix) == "If this is intended, add: --allow creates=5"
    assert held_keys(guard(items(Kind.CREATES, *keys("bron", 3), *keys("vaulx", 2)), guards, {Kind.CREATES: 5})) == []


def test_one_kind_over_its_limit_does_not_hold_back_another() -> None:
    found = guard([*items(Kind.CREATES, *keys("bron", 3)), *items(Kind.HIDINGS, "bron/x")], TWO_AND_THREE, NONE_ALLOWED)
    assert held_keys(found) == keys("bron", 3)


def test_allowing_one_kind_allows_no_other() -> None:
    found = [*items(Kind.CREATES, *keys("bron", 3)), *items(Kind.HIDINGS, *keys("vaulx", 3))]
    assert held_keys(guard(found, TWO_AND_THREE, {Kind.CREATES: 3})) == keys("vaulx", 3)


def test_a_dataset_counts_once_however_many_catalogues_it_goes_to() -> None:
    found = [*items(Kind.CREATES, "bron/1", "bron/2"), *items(Kind.CREATES, "bron/1", "bron/2", catalog="datagouv")]
    assert held_keys(guard(found, TWO_AND_THREE, NONE_ALLOWED)) == []


def test_what_is_held_back_already_or_writes_nothing_does_not_count() -> None:
    idle: list[Step] = [
        Same(),
        Blocked(why=Why.HIDDEN, reason=message("x"), fix=message("y")),
        HeldBack(step=create_of("bron/9"), reason=message("mode"), fix=message("y")),
    ]
    found = [Item(DatasetKey(f"bron/{number}"), CATALOG, "Titre", step) for number, step in enumerate(idle)]
    whole = [*found, *items(Kind.CREATES, "bron/a", "bron/b")]
    assert guard(whole, TWO_AND_THREE, NONE_ALLOWED) == tuple(whole)


def test_a_plain_update_is_not_counted() -> None:
    update = Update(edit=archive_of("bron/1").edit, changes=(MOVED,))
    found = [Item(DatasetKey(f"bron/{number}"), CATALOG, "Titre", update) for number in range(50)]
    assert amounts(update) == {}
    assert guard(found, TWO_AND_THREE, NONE_ALLOWED) == tuple(found)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (File(9, "a", 2, 3), File(9, "b", 2, 3)),
        (File(9, "a", 2, 3), File(99, "b", 20, 30)),
        (File(9, "a"), File(1, "b", 1, 1)),
        (File(9, "a", 2, 3), File(1, "b")),
    ],
)
def test_a_file_that_grows_or_that_nobody_counted_loses_nothing(before: File, after: File) -> None:
    assert amounts(loss_of(before, after)) == {}


def test_rows_and_columns_of_all_the_files_of_a_dataset_are_counted_together() -> None:
    one, two = rows_lost_in("x").changes[0], column_lost_in("x").changes[0]
    step = Update(edit=archive_of("bron/1").edit, changes=(one, two, one))
    assert amounts(step) == {Kind.ROWS: 2, Kind.COLUMNS: 1}


def test_a_restore_that_replaces_portal_values_counts_as_a_takeover() -> None:
    restore = Restore(edit=archive_of("bron/1").edit, changes=(MOVED, TAKEN_OVER))
    assert amounts(restore) == {Kind.TAKEOVERS: 1}


def test_the_first_limits_protect_a_commune_of_eight_datasets() -> None:
    hidden = guard(items(Kind.HIDINGS, "bron/1", "bron/2"), Guards(), NONE_ALLOWED)
    assert held_keys(hidden) == ["bron/1", "bron/2"]
    assert held_keys(guard(items(Kind.HIDINGS, "bron/1"), Guards(), NONE_ALLOWED)) == []
    assert held_keys(guard(items(Kind.TAKEOVERS, *keys("bron", 6)), Guards(), NONE_ALLOWED)) == keys("bron", 6)
    assert held_keys(guard(items(Kind.CREATES, *keys("bron", 8)), Guards(), NONE_ALLOWED)) == []
