"""Which differences of a plan are edits made in a catalogue, and which of them are left out."""

from dataclasses import replace

import pytest

from publisher.model.change import ORDER, WHOLE, Change, ChangeKind, FieldPath
from publisher.model.drift import DriftedEntry, DriftKind, drifted_entries, is_ignorable, not_compared
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey, ResourceId
from publisher.model.plan import Blocked, BlockReason, Conflict, Drift, EntryDeleted, Item, Plan, Same, Step
from publisher.model.values import Withheld
from tests.unit.builders import CATALOG, applied, dataset, remote_resource, resource

ENTRY = applied(dataset(resource("csv")))
EDIT = Change(FieldPath("title"), ChangeKind.DRIFT, "Eux", "Nous")
EXTRA = Change(FieldPath("extras.insee"), ChangeKind.DRIFT, "1", "2")
ORDERED = Change(FieldPath(ORDER), ChangeKind.DRIFT, ("b", "a"), ("a", "b"))
IN_RESOURCE = Change(FieldPath("title", ResourceId("csv")), ChangeKind.DRIFT, "Eux", "Nous")
REMOVED = Change(FieldPath(WHOLE, ResourceId("csv")), ChangeKind.DRIFT, None, "Tableau")
OURS = Change(FieldPath("license"), ChangeKind.TAKEOVER, "lov2", "odc-odbl")


def drifted(step: Step, *ignored: str, lists: bool = True) -> tuple[DriftedEntry, ...]:
    """Return the edited entries of a plan with one step."""
    plan = Plan(items=(Item(DatasetKey("bron/wc"), CATALOG, "Toilettes", step),), orphans=(), readings={})
    return drifted_entries(plan, ignored, lambda _key, _catalog: lists)


def test_edits_are_named_and_takeovers_are_not() -> None:
    (entry,) = drifted(Drift(entry=ENTRY, kept=(EDIT, OURS)))
    assert (entry.kind, entry.changes) == (DriftKind.EDITED, (EDIT,))
    assert drifted(Drift(entry=ENTRY, kept=(OURS,))) == drifted(Same(entry=ENTRY)) == drifted(Same()) == ()


def test_a_conflict_and_a_deletion_are_kinds_of_drift() -> None:
    both = Change(FieldPath("title"), ChangeKind.CONFLICT, "Eux", "Nous")
    assert [entry.kind for entry in drifted(Conflict(entry=ENTRY, changes=(both, EDIT)))] == [DriftKind.CONFLICT]
    assert [entry.kind for entry in drifted(EntryDeleted(entry=ENTRY))] == [DriftKind.DELETED]


@pytest.mark.parametrize(
    ("ignored", "left"),
    [
        ("title", (EXTRA, ORDERED, IN_RESOURCE, REMOVED)),
        ("extras", (EDIT, ORDERED, IN_RESOURCE, REMOVED)),
        ("extras.insee", (EDIT, ORDERED, IN_RESOURCE, REMOVED)),
        ("resources", (EDIT, EXTRA)),
        ("resources.order", (EDIT, EXTRA, IN_RESOURCE, REMOVED)),
        ("resources.title", (EDIT, EXTRA, ORDERED, REMOVED)),
        ("resources.added", (EDIT, EXTRA, ORDERED, IN_RESOURCE, REMOVED)),
    ],
)
def test_what_is_ignored_is_left_out(ignored: str, left: tuple[Change, ...]) -> None:
    step = Drift(entry=ENTRY, kept=(EDIT, EXTRA, ORDERED, IN_RESOURCE, REMOVED))
    assert is_ignorable(ignored)
    assert [entry.changes for entry in drifted(step, ignored)] == [left]


def test_a_resource_that_the_catalogue_alone_has_is_named_where_the_manifest_has_a_list() -> None:
    entry = applied(dataset(resource("csv")))
    more = (*entry.resources, remote_resource(resource("autre", title="Notice"), "remote-9"))
    step = Same(entry=replace(entry, resources=more))
    (edited,) = drifted(step)
    assert [(change.observed, change.desired) for change in edited.changes] == [("Notice", None)]
    assert drifted(step, "resources.added") == drifted(step, "resources") == drifted(step, lists=False) == ()


def test_names_that_are_no_field() -> None:
    assert not any(map(is_ignorable, ("titre", "extras.", "resources.size", "")))


def test_an_entry_that_cannot_be_compared_is_listed() -> None:
    def item(why: BlockReason) -> Item:
        step = Blocked(why=why, reason=message("blocked"), fix=message("blocked"))
        return Item(DatasetKey("bron/wc"), CatalogName(CATALOG), "Toilettes", step)

    items = tuple(map(item, (BlockReason.NEWER_MARKER, BlockReason.NAME_TAKEN)))
    assert not_compared(Plan(items=items, orphans=(), readings={})) == items[:1]


def test_while_a_run_is_unfinished_no_resource_is_said_to_be_added() -> None:
    """The marker does not know the id of ours yet: it may be this one."""
    entry = applied(dataset(resource("csv")))
    assert entry.marker is not None
    last = entry.last_applied
    unknown = replace(last, resources=tuple(replace(each, remote_id=None) for each in last.resources))
    started = replace(entry, marker=replace(entry.marker, last_applied=unknown))

    assert drifted(Same(entry=started)) == ()


def test_the_title_of_an_added_resource_of_a_private_entry_is_not_shown() -> None:
    more = (*ENTRY.resources, remote_resource(resource("autre", title="Notice interne"), "remote-9"))

    (edited,) = drifted(Same(entry=replace(ENTRY, resources=more, withheld=True)))

    assert [change.observed for change in edited.changes] == [Withheld()]
