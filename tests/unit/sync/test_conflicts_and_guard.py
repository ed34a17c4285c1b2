"""How a run resolves drift and conflicts, and which amounts of writes need a permission."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from publisher.model.change import WHOLE, Change, ChangeKind, FieldPath
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
from publisher.model.values import File, State
from publisher.sync.compare.conflicts import OnConflict, OnDrift, ResolutionPolicy, ResolvedChanges, resolve
from publisher.sync.compare.marker import with_protection
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


def change_of(key: str) -> Update:
    """Return a step that changes a field."""
    return Update(edit=archive_of(key).edit, changes=(MOVED,))


def license_changed_in(key: str) -> Update:
    """Return a step after which a published dataset has another licence."""
    change = Change(FieldPath("license"), ChangeKind.CHANGE, "lov2", "odc-odbl")
    return Update(edit=archive_of(key).edit, changes=(change,))


def taken_from_protected(key: str) -> Update:
    """Return a step that takes a resource from a dataset that its manifest protects."""
    change = Change(FieldPath(WHOLE, ResourceId("csv")), ChangeKind.CHANGE, "Tableau", None)
    return Update(edit=replace(archive_of(key).edit, desired=desired(protected=True)), changes=(change,))


STEPS: dict[GuardKind, Callable[[str], Step]] = {
    GuardKind.CREATES: create_of,
    GuardKind.CHANGES: change_of,
    GuardKind.LICENSES: license_changed_in,
    GuardKind.HIDINGS: archive_of,
    GuardKind.TAKEOVERS: takeover_of,
    GuardKind.ROWS: rows_lost_in,
    GuardKind.COLUMNS: column_lost_in,
    GuardKind.HVD: mark_lost_in,
    GuardKind.PROTECTED: taken_from_protected,
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
PLENTY = Limit(producer=99, run=99)
UNLIMITED = Guards(**{kind.value: PLENTY for kind in GuardKind})
UNLIMITED_BUT_PROTECTED = replace(UNLIMITED, protected=Guards().protected)
NONE_ALLOWED: Allowed = {}


def only(kind: GuardKind, limit: Limit = TWO) -> Guards:
    """Return guards of which one alone holds anything back."""
    return replace(UNLIMITED, **{kind.value: limit})


@pytest.mark.parametrize("kind", GuardKind)
def test_a_run_within_the_limits_goes_through(kind: GuardKind) -> None:
    planned_items = items(kind, "bron/1", "bron/2", "vaulx/1")
    assert guard(planned_items, only(kind), NONE_ALLOWED) == tuple(planned_items)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (GuardKind.CREATES, "guard: 3 datasets of bron would be created (limit 2)"),
        (GuardKind.CHANGES, "guard: 3 datasets of bron would be changed (limit 2)"),
        (GuardKind.LICENSES, "guard: the licence of 3 published datasets of bron would change (limit 2)"),
        (GuardKind.TAKEOVERS, "guard: values of the catalogue would be replaced for 3 datasets of bron (limit 2)"),
        (GuardKind.HIDINGS, "guard: 3 datasets of bron would be hidden (limit 2)"),
        (GuardKind.ROWS, "guard: files of bron would lose 3 rows (limit 2)"),
        (GuardKind.COLUMNS, "guard: files of bron would lose 3 columns (limit 2)"),
        (GuardKind.HVD, "guard: datasets of bron would lose the mark of high-value data: 3 (limit 2)"),
        (
            GuardKind.PROTECTED,
            "guard: 3 protected datasets of bron would be hidden, or lose a resource, rows, columns, their licence or "
            "their mark of high-value data (limit 2)",
        ),
    ],
)
def test_a_producer_over_its_limit_is_held_back_whole_with_what_to_type(kind: GuardKind, reason: str) -> None:
    before = items(kind, "bron/1", "bron/2", "bron/3")
    for item, guarded in zip(before, guard(before, only(kind), NONE_ALLOWED), strict=True):
        assert isinstance(guarded.step, HeldBack)
        assert guarded.step.step == item.step
        assert str(guarded.step.reason) == reason
        assert str(guarded.step.fix) == f"If this is intended: publisher sync --allow {kind.value}=3"


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (GuardKind.CREATES, "guard: 4 datasets would be created in one run (limit 3)"),
        (GuardKind.CHANGES, "guard: 4 datasets would be changed in one run (limit 3)"),
        (GuardKind.LICENSES, "guard: the licence of 4 published datasets would change in one run (limit 3)"),
        (GuardKind.TAKEOVERS, "guard: values of the catalogue would be replaced for 4 datasets in one run (limit 3)"),
        (GuardKind.HIDINGS, "guard: 4 datasets would be hidden in one run (limit 3)"),
        (GuardKind.ROWS, "guard: files would lose 4 rows in one run (limit 3)"),
        (GuardKind.COLUMNS, "guard: files would lose 4 columns in one run (limit 3)"),
        (GuardKind.HVD, "guard: datasets would lose the mark of high-value data in one run: 4 (limit 3)"),
        (
            GuardKind.PROTECTED,
            "guard: 4 protected datasets would be hidden, or lose a resource, rows, columns, their licence or their "
            "mark of high-value data in one run (limit 3)",
        ),
    ],
)
def test_a_run_over_its_limit_is_held_back_whole(kind: GuardKind, reason: str) -> None:
    guarded = guard(items(kind, "a/1", "b/1", "c/1", "d/1"), only(kind), NONE_ALLOWED)
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
        [*items(GuardKind.CREATES, *keys("bron", 3)), *items(GuardKind.HIDINGS, "bron/x")],
        only(GuardKind.CREATES),
        NONE_ALLOWED,
    )
    assert held_keys(guarded) == keys("bron", 3)


def test_allowing_one_kind_allows_no_other() -> None:
    planned_items = [*items(GuardKind.CREATES, *keys("bron", 3)), *items(GuardKind.HIDINGS, *keys("vaulx", 3))]
    guards = replace(only(GuardKind.CREATES), hidings=TWO)
    assert held_keys(guard(planned_items, guards, {GuardKind.CREATES: 3})) == keys("vaulx", 3)


def test_a_dataset_counts_once_however_many_catalogues_it_goes_to() -> None:
    planned_items = [
        *items(GuardKind.CREATES, "bron/1", "bron/2"),
        *items(GuardKind.CREATES, "bron/1", "bron/2", catalog="datagouv"),
    ]
    assert held_keys(guard(planned_items, only(GuardKind.CREATES), NONE_ALLOWED)) == []


def test_what_is_held_back_already_or_writes_nothing_does_not_count() -> None:
    idle: list[Step] = [
        Same(),
        Blocked(why=BlockReason.HIDDEN, reason=message("x"), fix=message("y")),
        HeldBack(step=create_of("bron/9"), reason=message("mode"), fix=message("y")),
    ]
    idle_items = [Item(DatasetKey(f"bron/{number}"), CATALOG, "Titre", step) for number, step in enumerate(idle)]
    planned_items = [*idle_items, *items(GuardKind.CREATES, "bron/a", "bron/b")]
    assert guard(planned_items, only(GuardKind.CREATES), NONE_ALLOWED) == tuple(planned_items)


def test_the_form_of_a_former_version_is_no_change() -> None:
    """A new version of the program may write the form of every entry again: nobody changed anything."""
    form = Change(FieldPath("license"), ChangeKind.FORM, "lov2", "lov2")
    assert amounts(Update(edit=archive_of("bron/1").edit, changes=(form,))) == {}


def test_all_datasets_of_a_commune_may_change_at_once_and_those_of_all_communes_not() -> None:
    commune = items(GuardKind.CHANGES, *keys("bron", 12))
    assert held_keys(guard(commune, Guards(), NONE_ALLOWED)) == []

    everything = [
        *commune,
        *(item for number in range(14) for item in items(GuardKind.CHANGES, *keys(f"c{number}", 8))),
    ]
    guarded = guard(everything, Guards(), NONE_ALLOWED)
    assert len(held_keys(guarded)) == len(everything) == 124
    assert isinstance(guarded[0].step, HeldBack)
    assert str(guarded[0].step.reason) == "guard: 124 datasets would be changed in one run (limit 50)"
    assert str(guarded[0].step.fix) == "If this is intended: publisher sync --allow changes=124"
    assert held_keys(guard(everything, Guards(), {GuardKind.CHANGES: 124})) == []


@pytest.mark.parametrize(
    ("observed", "desired_license", "is_counted"),
    [("lov2", "odc-odbl", True), ("lov2", None, True), (None, "lov2", False)],
)
def test_a_licence_that_changes_or_goes_is_counted_and_a_first_one_is_not(
    observed: str | None, desired_license: str | None, is_counted: bool
) -> None:
    change = Change(FieldPath("license"), ChangeKind.CHANGE, observed, desired_license)
    counted = amounts(Update(edit=archive_of("bron/1").edit, changes=(change,)))
    assert (GuardKind.LICENSES in counted) is is_counted


def test_the_licence_of_an_entry_that_the_public_does_not_see_is_not_counted() -> None:
    step = license_changed_in("bron/1")
    private = replace(step.edit.entry, content=replace(step.edit.entry.content, state=State.PRIVATE))
    assert GuardKind.LICENSES not in amounts(replace(step, edit=replace(step.edit, entry=private)))


def test_a_step_that_exceeds_two_limits_names_both_and_the_options_of_both() -> None:
    change = Change(FieldPath("hvd"), ChangeKind.CHANGE, "mobility", None)
    step = Update(edit=archive_of("bron/1").edit, changes=(*column_lost_in("bron/1").changes, change))
    planned_items = [Item(DatasetKey("bron/1"), CATALOG, "Titre", step)]

    (item,) = guard(planned_items, Guards(), NONE_ALLOWED)
    assert isinstance(item.step, HeldBack)
    assert str(item.step.reason) == (
        "guard: files would lose 1 column in one run (limit 0); "
        "guard: datasets would lose the mark of high-value data in one run: 1 (limit 0)"
    )
    assert str(item.step.fix) == "If this is intended: publisher sync --allow columns=1 --allow hvd=1"
    assert held_keys(guard(planned_items, Guards(), {GuardKind.COLUMNS: 1, GuardKind.HVD: 1})) == []


# ---- shares


DATASET_KINDS = [kind for kind in GuardKind if kind not in (GuardKind.ROWS, GuardKind.COLUMNS)]
PUBLISHED = [DatasetKey(key) for key in (*keys("bron", 10), *keys("vaulx", 10))]


@pytest.mark.parametrize("kind", DATASET_KINDS)
def test_a_share_of_the_published_datasets_of_a_producer_holds_above_it_and_not_at_it(kind: GuardKind) -> None:
    guards = only(kind, Limit(99, 99, producer_share=20))
    assert held_keys(guard(items(kind, *keys("bron", 2)), guards, NONE_ALLOWED, PUBLISHED)) == []

    guarded = guard([*items(kind, *keys("bron", 3)), *items(kind, *keys("vaulx", 2))], guards, NONE_ALLOWED, PUBLISHED)
    assert held_keys(guarded) == keys("bron", 3)
    assert isinstance(guarded[0].step, HeldBack)
    assert "3" in str(guarded[0].step.reason)
    assert "(limit 20\u00a0% of 10)" in str(guarded[0].step.reason)
    assert str(guarded[0].step.fix) == f"If this is intended: publisher sync --allow {kind.value}=5"


@pytest.mark.parametrize("kind", DATASET_KINDS)
def test_a_share_of_all_published_datasets_holds_above_it_and_not_at_it(kind: GuardKind) -> None:
    guards = only(kind, Limit(99, 99, run_share=20))
    two_and_two = [*items(kind, *keys("bron", 2)), *items(kind, *keys("vaulx", 2))]
    assert held_keys(guard(two_and_two, guards, NONE_ALLOWED, PUBLISHED)) == []

    five = [*two_and_two, *items(kind, "corbas/0")]
    guarded = guard(five, guards, NONE_ALLOWED, PUBLISHED)
    assert len(held_keys(guarded)) == 5
    assert isinstance(guarded[0].step, HeldBack)
    assert "(limit 20\u00a0% of 20)" in str(guarded[0].step.reason)
    assert held_keys(guard(five, guards, {kind: 5}, PUBLISHED)) == []


def test_of_a_producer_without_published_datasets_there_is_no_share() -> None:
    guards = only(GuardKind.CREATES, Limit(99, 99, producer_share=0, run_share=0))
    assert held_keys(guard(items(GuardKind.CREATES, *keys("bron", 8)), guards, NONE_ALLOWED)) == []


@pytest.mark.parametrize(
    ("kind", "before", "at_limit", "above", "reason"),
    [
        (
            GuardKind.ROWS,
            File(9, "a", 10, 10),
            File(9, "b", 8, 10),
            File(9, "b", 7, 10),
            "guard: a file would lose 3 of its 10 rows (limit 20\u00a0%)",
        ),
        (
            GuardKind.COLUMNS,
            File(9, "a", 10, 10),
            File(9, "b", 10, 8),
            File(9, "b", 10, 7),
            "guard: a file would lose 3 of its 10 columns (limit 20\u00a0%)",
        ),
    ],
)
def test_the_share_that_one_table_may_lose_holds_above_it_and_not_at_it(
    kind: GuardKind, before: File, at_limit: File, above: File, reason: str
) -> None:
    guards = only(kind, Limit(99, 99, producer_share=20))
    planned_items = [
        Item(DatasetKey(f"bron/{number}"), CATALOG, "Titre", loss_of(before, after))
        for number, after in enumerate((at_limit, above))
    ]
    guarded = guard(planned_items, guards, NONE_ALLOWED)
    assert held_keys(guarded) == ["bron/1"]
    assert isinstance(guarded[1].step, HeldBack)
    assert str(guarded[1].step.reason) == reason
    assert str(guarded[1].step.fix) == f"If this is intended: publisher sync --allow {kind.value}=5"
    assert held_keys(guard(planned_items, guards, {kind: 5})) == []


def test_of_two_tables_the_one_that_loses_the_larger_share_is_named() -> None:
    large, small = loss_of(File(9, "a", 100, 3), File(9, "b", 70, 3)), loss_of(File(9, "a", 4, 3), File(9, "b", 0, 3))
    step = replace(large, changes=(*large.changes, *small.changes))
    (item,) = guard(
        [Item(DatasetKey("bron/1"), CATALOG, "Titre", step)],
        only(GuardKind.ROWS, Limit(99, 99, producer_share=20)),
        NONE_ALLOWED,
    )
    assert isinstance(item.step, HeldBack)
    assert str(item.step.reason) == "guard: a file would lose 4 of its 4 rows (limit 20\u00a0%)"


def test_the_share_of_a_run_is_one_of_the_rows_of_all_tables_that_lose_some() -> None:
    guards = only(GuardKind.ROWS, Limit(99, 99, run_share=20))
    one, three = (loss_of(File(9, "a", 10, 3), File(9, "b", rows, 3)) for rows in (9, 7))
    at_limit, above = ((one, three), (three, three))
    for steps, count in ((at_limit, 0), (above, 2)):
        planned_items = [Item(DatasetKey(f"c{n}/x"), CATALOG, "Titre", step) for n, step in enumerate(steps)]
        guarded = guard(planned_items, guards, NONE_ALLOWED)
        assert len(held_keys(guarded)) == count
    assert isinstance(guarded[0].step, HeldBack)
    assert str(guarded[0].step.reason) == "guard: files would lose 6 rows in one run (limit 20\u00a0% of 20)"


@pytest.mark.parametrize(("rows", "is_held"), [(5, False), (4, True)])
def test_a_short_table_may_lose_half_of_its_rows(rows: int, is_held: bool) -> None:
    """Five rows are all that it has: their number alone would let it be emptied."""
    step = loss_of(File(9, "a", 9 if rows == 4 else 10, 3), File(9, "b", rows, 3))
    guarded = guard([Item(DatasetKey("bron/1"), CATALOG, "Titre", step)], Guards(), NONE_ALLOWED)
    assert bool(held_keys(guarded)) is is_held


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
    assert amounts(loss_of(before, after)) == {GuardKind.CHANGES: 1}


def test_rows_and_columns_of_all_the_files_of_a_dataset_are_counted_together() -> None:
    rows, columns = rows_lost_in("x").changes[0], column_lost_in("x").changes[0]
    step = Update(edit=archive_of("bron/1").edit, changes=(rows, columns, rows))
    assert amounts(step) == {GuardKind.CHANGES: 1, GuardKind.ROWS: 2, GuardKind.COLUMNS: 1}


def test_a_restore_that_replaces_catalogue_values_counts_as_a_takeover() -> None:
    restore = Update(edit=archive_of("bron/1").edit, changes=(MOVED, TAKEN_OVER), kind=UpdateKind.RESTORE)
    assert GuardKind.TAKEOVERS in amounts(restore)


def test_the_first_limits_protect_a_commune_of_eight_datasets() -> None:
    hidden = guard(items(GuardKind.HIDINGS, "bron/1", "bron/2"), Guards(), NONE_ALLOWED)
    assert held_keys(hidden) == ["bron/1", "bron/2"]
    assert held_keys(guard(items(GuardKind.HIDINGS, "bron/1"), Guards(), NONE_ALLOWED)) == []
    assert held_keys(guard(items(GuardKind.TAKEOVERS, *keys("bron", 6)), Guards(), NONE_ALLOWED)) == keys("bron", 6)
    assert held_keys(guard(items(GuardKind.CREATES, *keys("bron", 8)), Guards(), NONE_ALLOWED)) == []


# ---- protected datasets


def step_with(change: Change, *, protected: bool = False, protected_before: bool = False) -> Update:
    """Return a step with one change, on an entry that its manifest protects now or protected before."""
    edit = archive_of("bron/1").edit
    last = with_protection(edit.entry.last_applied, protected=protected_before)
    protected_entry = replace(edit.entry, marker=marker(last, key="bron/1"))
    return Update(edit=replace(edit, desired=desired(protected=protected), entry=protected_entry), changes=(change,))


CSV = ResourceId("csv")
TAKEN = {
    "archived": Change(FieldPath("state"), ChangeKind.CHANGE, State.PRIVATE, State.ARCHIVED),
    "licence": Change(FieldPath("license"), ChangeKind.CHANGE, "lov2", "odc-odbl"),
    "no licence": Change(FieldPath("license"), ChangeKind.CHANGE, "lov2", None),
    "hvd": Change(FieldPath("hvd"), ChangeKind.CHANGE, "mobility", None),
    "resource": Change(FieldPath(WHOLE, CSV), ChangeKind.CHANGE, "Tableau", None),
    "a row": rows_lost_in("x").changes[0],
    "a column": column_lost_in("x").changes[0],
}
GIVEN = {
    "title": MOVED,
    "first licence": Change(FieldPath("license"), ChangeKind.CHANGE, None, "lov2"),
    "resource": Change(FieldPath(WHOLE, CSV), ChangeKind.CHANGE, None, "Tableau"),
    "rows": loss_of(File(9, "a", 2, 3), File(9, "b", 20, 3)).changes[0],
    "published": Change(FieldPath("state"), ChangeKind.CHANGE, State.PRIVATE, State.PUBLISHED),
}


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("what", TAKEN)
def test_nothing_is_taken_from_a_protected_dataset_also_by_the_change_that_lifts_the_protection(
    what: str, before: bool
) -> None:
    step = step_with(TAKEN[what], protected=not before, protected_before=before)
    planned_items = [Item(DatasetKey("bron/1"), CATALOG, "Titre", step)]

    (item,) = guard(planned_items, UNLIMITED_BUT_PROTECTED, NONE_ALLOWED)
    assert isinstance(item.step, HeldBack)
    assert str(item.step.fix) == "If this is intended: publisher sync --allow protected=1"
    assert held_keys(guard(planned_items, UNLIMITED_BUT_PROTECTED, {GuardKind.PROTECTED: 1})) == []


@pytest.mark.parametrize("what", TAKEN)
def test_what_is_taken_from_another_dataset_does_not_count_as_protected(what: str) -> None:
    assert GuardKind.PROTECTED not in amounts(step_with(TAKEN[what]))


@pytest.mark.parametrize("what", GIVEN)
def test_a_protected_dataset_may_change_and_grow(what: str) -> None:
    assert GuardKind.PROTECTED not in amounts(step_with(GIVEN[what], protected=True, protected_before=True))


def test_a_protected_entry_is_not_pruned() -> None:
    """Its manifest is gone: the marker alone says that it was protected."""
    protected = replace(
        applied(dataset()), marker=marker(with_protection(applied(dataset()).last_applied, protected=True))
    )
    assert protected.marker is not None
    step = archive_orphan(protected, protected.marker)
    assert amounts(step)[GuardKind.PROTECTED] == 1
    assert GuardKind.PROTECTED not in amounts(archive_of("bron/1"))


def test_a_protected_entry_is_hidden_by_no_other_entry_of_its_dataset() -> None:
    hide = step_with(TAKEN["archived"], protected_before=True).edit
    assert amounts(Update(edit=archive_of("bron/1").edit, changes=(), hides=(hide,)))[GuardKind.PROTECTED] == 1


# ---- in French


FRENCH = [
    (GuardKind.CREATES, "3 jeux de données de bron seraient créés", "4 jeux de données seraient créés"),
    (GuardKind.CHANGES, "3 jeux de données de bron seraient modifiés", "4 jeux de données seraient modifiés"),
    (GuardKind.TAKEOVERS, "3 jeux de données de bron", "4 jeux de données"),
    (GuardKind.HIDINGS, "3 jeux de données de bron", "4 jeux de données"),
    (
        GuardKind.LICENSES,
        "la licence de 3 jeux de données publiés de bron changerait",
        "la licence de 4 jeux de données publiés changerait",
    ),
    (GuardKind.ROWS, "des fichiers de bron perdraient 3 lignes", "des fichiers perdraient 4 lignes"),
    (GuardKind.COLUMNS, "des fichiers de bron perdraient 3 colonnes", "des fichiers perdraient 4 colonnes"),
    (GuardKind.HVD, "bron", "forte valeur"),
    (
        GuardKind.PROTECTED,
        "3 jeux de données protégés de bron seraient dépubliés, ou perdraient une ressource",
        "4 jeux de données protégés seraient dépubliés, ou perdraient une ressource",
    ),
]


@pytest.mark.usefixtures("in_french")
@pytest.mark.parametrize(("kind", "of_producer", "of_run"), FRENCH)
def test_each_guard_names_figure_limit_and_option_in_french(kind: GuardKind, of_producer: str, of_run: str) -> None:
    by_producer = guard(items(kind, "bron/1", "bron/2", "bron/3"), only(kind), NONE_ALLOWED)[0].step
    by_run = guard(items(kind, "a/1", "b/1", "c/1", "d/1"), only(kind), NONE_ALLOWED)[0].step
    for step, words, count, limit in ((by_producer, of_producer, 3, 2), (by_run, of_run, 4, 3)):
        assert isinstance(step, HeldBack)
        reason = str(step.reason).replace("\u00a0", " ")
        assert reason.startswith("garde-fou : ")
        assert words in reason
        assert str(count) in reason
        assert f"limite : {limit})" in reason
        assert str(step.fix).endswith(f"publisher sync --allow {kind.value}={count}")


@pytest.mark.usefixtures("in_french")
def test_shares_are_named_in_french() -> None:
    guards = only(GuardKind.CHANGES, Limit(99, 99, producer_share=20))
    by_share = guard(items(GuardKind.CHANGES, *keys("bron", 3)), guards, NONE_ALLOWED, PUBLISHED)[0].step
    table = Item(DatasetKey("bron/1"), CATALOG, "Titre", loss_of(File(9, "a", 3, 3), File(9, "b", 1, 3)))
    by_table = guard([table], Guards(), NONE_ALLOWED)[0].step
    reasons = [str(step.reason).replace("\u00a0", " ") for step in (by_share, by_table) if isinstance(step, HeldBack)]
    assert reasons == [
        "garde-fou : 3 jeux de données de bron seraient modifiés (limite : 20 % de 10)",
        "garde-fou : un fichier perdrait 2 de ses 3 lignes (limite : 50 %)",
    ]
