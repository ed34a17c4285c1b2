"""How a run resolves drift and conflicts, and which amounts of writes need a permission."""

from collections.abc import Callable, Iterable

import pytest

from publisher.model.change import Change, ChangeKind, FieldPath
from publisher.model.guards import Allowed, GuardKind, Guards, Limit
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey, ResourceId
from publisher.model.plan import (
    Blocked,
    BlockReason,
    Create,
    HeldBack,
    Item,
    Same,
    Step,
    Update,
    UpdateKind,
)
from publisher.model.values import File
from publisher.sync.compare.conflicts import OnConflict, OnDrift, ResolutionPolicy, ResolvedChanges, resolve
from publisher.sync.plan.guard import amounts, guard
from publisher.sync.plan.orphans import archive_orphan
from tests.unit.builders import CATALOG, NAMED, applied, dataset, desired, marker
from tests.unit.cases import creation_of

# ---- resolution of drift and conflicts

MOVED = Change(FieldPath("title"), ChangeKind.CHANGE, "A", "B")
TAKEN_OVER = Change(FieldPath("license"), ChangeKind.TAKEOVER, "A", "B")
DRIFTED = Change(FieldPath("description"), ChangeKind.DRIFT, "A", "B")
CLASHED = Change(FieldPath("hvd"), ChangeKind.CONFLICT, "A", "B")
ALL = (MOVED, DRIFTED, TAKEN_OVER, CLASHED)


@pytest.mark.parametrize(
    ("policy", "settled"),
    [
        (ResolutionPolicy(), ResolvedChanges((MOVED, TAKEN_OVER), (DRIFTED,), (CLASHED,))),
        (ResolutionPolicy(OnDrift.REVERT), ResolvedChanges((MOVED, DRIFTED, TAKEN_OVER), (), (CLASHED,))),
        (ResolutionPolicy(conflict=OnConflict.MANIFEST), ResolvedChanges((MOVED, TAKEN_OVER, CLASHED), (DRIFTED,), ())),
        (ResolutionPolicy(conflict=OnConflict.PORTAL), ResolvedChanges((MOVED, TAKEN_OVER), (DRIFTED, CLASHED), ())),
        (
            ResolutionPolicy(OnDrift.REVERT, OnConflict.PORTAL),
            ResolvedChanges((MOVED, DRIFTED, TAKEN_OVER), (CLASHED,), ()),
        ),
    ],
)
def test_differences_are_sorted_by_what_a_person_chose(policy: ResolutionPolicy, settled: ResolvedChanges) -> None:
    assert resolve(ALL, policy) == settled


def test_by_default_catalogue_edits_are_kept_conflicts_block_and_nothing_is_pruned() -> None:
    assert ResolutionPolicy() == ResolutionPolicy(OnDrift.KEEP, OnConflict.BLOCK, prune=False)


# ---- guards


def create_of(key: str) -> Create:
    """Return a step that creates an entry."""
    return Create(creation=creation_of(desired(key=DatasetKey(key)), dataset(), {}, NAMED))


def archive_of(key: str) -> Update:
    """Return a step that hides an entry."""
    return archive_orphan(applied(dataset()), marker(key=key))


def takeover_of(key: str) -> Update:
    """Return a step that replaces values of the catalogue."""
    return Update(edit=archive_of(key).edit, changes=(TAKEN_OVER,), kind=UpdateKind.TAKEOVER)


def loss_of(before: File, after: File) -> Update:
    """Return a step that uploads a file again."""
    change = Change(FieldPath("file", ResourceId("csv")), ChangeKind.CHANGE, before, after)
    return Update(edit=archive_of("bron/1").edit, changes=(change,))


def rows_lost_in(key: str) -> Update:
    """Return a step after which a file has one row less."""
    return loss_of(File(9, "sha256:a", 2, 3), File(9, "sha256:b", 1, 3))


def column_lost_in(key: str) -> Update:
    """Return a step after which a file has one column less."""
    return loss_of(File(9, "sha256:a", 2, 3), File(9, "sha256:b", 2, 2))


def mark_lost_in(key: str) -> Update:
    """Return a step after which a dataset is no longer marked as high-value data."""
    change = Change(FieldPath("hvd"), ChangeKind.CHANGE, "mobility", None)
    return Update(edit=archive_of(key).edit, changes=(change,))


STEPS: dict[GuardKind, Callable[[str], Step]] = {
    GuardKind.CREATES: create_of,
    GuardKind.HIDINGS: archive_of,
    GuardKind.TAKEOVERS: takeover_of,
    GuardKind.ROWS: rows_lost_in,
    GuardKind.COLUMNS: column_lost_in,
    GuardKind.HVD: mark_lost_in,
}


def items(kind: GuardKind, *keys: str, catalog: str = CATALOG) -> list[Item]:
    """Return items of a plan with the same kind of step for each of these datasets."""
    return [Item(DatasetKey(key), CatalogName(catalog), "Titre", STEPS[kind](key)) for key in keys]


def keys(producer: str, count: int) -> list[str]:
    """Return keys of a producer's datasets."""
    return [f"{producer}/{number}" for number in range(count)]


def held_keys(planned_items: Iterable[Item]) -> list[str]:
    """Return the keys of the datasets that are held back."""
    return [item.key for item in planned_items if isinstance(item.step, HeldBack)]


TWO = Limit(producer=2, run=3)
TWO_AND_THREE = Guards(creates=TWO, takeovers=TWO, hidings=TWO, rows=TWO, columns=TWO, hvd=TWO)
NONE_ALLOWED: Allowed = {}


@pytest.mark.parametrize("kind", GuardKind)
def test_a_run_within_the_limits_goes_through(kind: GuardKind) -> None:
    planned_items = items(kind, "bron/1", "bron/2", "vaulx/1")
    assert guard(planned_items, TWO_AND_THREE, NONE_ALLOWED) == tuple(planned_items)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (GuardKind.CREATES, "guard: 3 datasets of bron would be created (limit 2)"),
        (GuardKind.TAKEOVERS, "guard: values of the catalogue would be replaced for 3 datasets of bron (limit 2)"),
        (GuardKind.HIDINGS, "guard: 3 datasets of bron would be hidden (limit 2)"),
        (GuardKind.ROWS, "guard: files of bron would lose 3 rows (limit 2)"),
        (GuardKind.COLUMNS, "guard: files of bron would lose 3 columns (limit 2)"),
        (GuardKind.HVD, "guard: datasets of bron would lose the mark of high-value data: 3 (limit 2)"),
    ],
)
def test_a_producer_over_its_limit_is_held_back_whole_with_what_to_type(kind: GuardKind, reason: str) -> None:
    before = items(kind, "bron/1", "bron/2", "bron/3")
    for item, guarded in zip(before, guard(before, TWO_AND_THREE, NONE_ALLOWED), strict=True):
        assert isinstance(guarded.step, HeldBack)
        assert guarded.step.step == item.step
        assert str(guarded.step.reason) == reason
        assert str(guarded.step.fix) == f"If this is intended: publisher sync --allow {kind.value}=3"


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (GuardKind.CREATES, "guard: 4 datasets would be created in one run (limit 3)"),
        (GuardKind.TAKEOVERS, "guard: values of the catalogue would be replaced for 4 datasets in one run (limit 3)"),
        (GuardKind.HIDINGS, "guard: 4 datasets would be hidden in one run (limit 3)"),
        (GuardKind.ROWS, "guard: files would lose 4 rows in one run (limit 3)"),
        (GuardKind.COLUMNS, "guard: files would lose 4 columns in one run (limit 3)"),
        (GuardKind.HVD, "guard: datasets would lose the mark of high-value data in one run: 4 (limit 3)"),
    ],
)
def test_a_run_over_its_limit_is_held_back_whole(kind: GuardKind, reason: str) -> None:
    guarded = guard(items(kind, "a/1", "b/1", "c/1", "d/1"), TWO_AND_THREE, NONE_ALLOWED)
    assert held_keys(guarded) == ["a/1", "b/1", "c/1", "d/1"]
    assert [str(item.step.reason) for item in guarded if isinstance(item.step, HeldBack)] == [reason] * 4


def test_one_producer_over_its_limit_does_not_hold_back_another() -> None:
    guards = Guards(creates=Limit(producer=2, run=100))
    guarded = guard(items(GuardKind.CREATES, *keys("bron", 3), *keys("vaulx", 2)), guards, NONE_ALLOWED)
    assert held_keys(guarded) == keys("bron", 3)


def test_what_to_type_covers_the_whole_run() -> None:
    guards = Guards(creates=Limit(producer=2, run=100))
    guarded = guard(items(GuardKind.CREATES, *keys("bron", 3), *keys("vaulx", 2)), guards, NONE_ALLOWED)
    assert isinstance(guarded[0].step, HeldBack)
    assert str(guarded[0].step.fix) == "If this is intended: publisher sync --allow creates=5"
    assert (
        held_keys(guard(items(GuardKind.CREATES, *keys("bron", 3), *keys("vaulx", 2)), guards, {GuardKind.CREATES: 5}))
        == []
    )


def test_one_kind_over_its_limit_does_not_hold_back_another() -> None:
    guarded = guard(
        [*items(GuardKind.CREATES, *keys("bron", 3)), *items(GuardKind.HIDINGS, "bron/x")], TWO_AND_THREE, NONE_ALLOWED
    )
    assert held_keys(guarded) == keys("bron", 3)


def test_allowing_one_kind_allows_no_other() -> None:
    planned_items = [*items(GuardKind.CREATES, *keys("bron", 3)), *items(GuardKind.HIDINGS, *keys("vaulx", 3))]
    assert held_keys(guard(planned_items, TWO_AND_THREE, {GuardKind.CREATES: 3})) == keys("vaulx", 3)


def test_a_dataset_counts_once_however_many_catalogues_it_goes_to() -> None:
    planned_items = [
        *items(GuardKind.CREATES, "bron/1", "bron/2"),
        *items(GuardKind.CREATES, "bron/1", "bron/2", catalog="datagouv"),
    ]
    assert held_keys(guard(planned_items, TWO_AND_THREE, NONE_ALLOWED)) == []


def test_what_is_held_back_already_or_writes_nothing_does_not_count() -> None:
    idle: list[Step] = [
        Same(),
        Blocked(why=BlockReason.HIDDEN, reason=message("x"), fix=message("y")),
        HeldBack(step=create_of("bron/9"), reason=message("mode"), fix=message("y")),
    ]
    idle_items = [Item(DatasetKey(f"bron/{number}"), CATALOG, "Titre", step) for number, step in enumerate(idle)]
    planned_items = [*idle_items, *items(GuardKind.CREATES, "bron/a", "bron/b")]
    assert guard(planned_items, TWO_AND_THREE, NONE_ALLOWED) == tuple(planned_items)


def test_a_plain_update_is_not_counted() -> None:
    update = Update(edit=archive_of("bron/1").edit, changes=(MOVED,))
    planned_items = [Item(DatasetKey(f"bron/{number}"), CATALOG, "Titre", update) for number in range(50)]
    assert amounts(update) == {}
    assert guard(planned_items, TWO_AND_THREE, NONE_ALLOWED) == tuple(planned_items)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (File(9, "a", 2, 3), File(9, "b", 2, 3)),
        (File(9, "a", 2, 3), File(99, "b", 20, 30)),
        (File(9, "a"), File(1, "b", 1, 1)),
        (File(9, "a", 2, 3), File(1, "b")),
    ],
)
def test_a_file_that_grows_or_was_not_counted_loses_nothing(before: File, after: File) -> None:
    assert amounts(loss_of(before, after)) == {}


def test_rows_and_columns_of_all_the_files_of_a_dataset_are_counted_together() -> None:
    rows, columns = rows_lost_in("x").changes[0], column_lost_in("x").changes[0]
    step = Update(edit=archive_of("bron/1").edit, changes=(rows, columns, rows))
    assert amounts(step) == {GuardKind.ROWS: 2, GuardKind.COLUMNS: 1}


def test_a_restore_that_replaces_catalogue_values_counts_as_a_takeover() -> None:
    restore = Update(edit=archive_of("bron/1").edit, changes=(MOVED, TAKEN_OVER), kind=UpdateKind.RESTORE)
    assert amounts(restore) == {GuardKind.TAKEOVERS: 1}


def test_the_first_limits_protect_a_commune_of_eight_datasets() -> None:
    hidden = guard(items(GuardKind.HIDINGS, "bron/1", "bron/2"), Guards(), NONE_ALLOWED)
    assert held_keys(hidden) == ["bron/1", "bron/2"]
    assert held_keys(guard(items(GuardKind.HIDINGS, "bron/1"), Guards(), NONE_ALLOWED)) == []
    assert held_keys(guard(items(GuardKind.TAKEOVERS, *keys("bron", 6)), Guards(), NONE_ALLOWED)) == keys("bron", 6)
    assert held_keys(guard(items(GuardKind.CREATES, *keys("bron", 8)), Guards(), NONE_ALLOWED)) == []
