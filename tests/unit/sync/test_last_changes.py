"""Who changed an entry is asked where that may be said; data are late where the public waits for them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest

from publisher.model.drift import DriftedEntry, DriftKind, LastChange
from publisher.model.entry import Entry
from publisher.model.names import DatasetKey, RemoteId
from publisher.model.plan import Item, Plan, Same
from publisher.model.values import State
from publisher.sync.plan import last_changes
from publisher.sync.plan.last_changes import late_data, with_last_changes
from tests.unit.builders import CATALOG, KEY, applied, dataset
from tests.unit.fake_catalog import FakeCatalog

ENTRY: Final = applied(dataset())
NOW: Final = datetime(2026, 11, 28, tzinfo=UTC)


class Dated(FakeCatalog):
    """A catalogue that says who changed an entry last, and when its data were updated."""

    def last_change(self, entry: Entry) -> LastChange:
        self.log.append(f"last_change {entry.id}")
        return LastChange(entry.id)

    def data_updated(self, _entry: Entry) -> datetime:
        return datetime(2024, 1, 31, tzinfo=UTC)


def drifted(entry: Entry) -> DriftedEntry:
    return DriftedEntry(Item(DatasetKey(KEY), CATALOG, "Toilettes", Same(entry=entry)), DriftKind.EDITED, entry)


def test_the_catalogue_is_asked_of_each_entry() -> None:
    fake = Dated()
    entries = [drifted(replace(ENTRY, id=RemoteId(name))) for name in "abc"]

    dated = with_last_changes(entries, {CATALOG: fake})

    assert [entry.last_change for entry in dated] == [LastChange("a"), LastChange("b"), LastChange("c")]


def test_of_an_entry_that_is_not_public_nobody_is_named() -> None:
    fake = Dated()

    (entry,) = with_last_changes([drifted(replace(ENTRY, withheld=True))], {CATALOG: fake})

    assert (entry.last_change, fake.log) == (None, [])


def test_of_very_many_entries_the_first_ones_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(last_changes, "ASKED", 2)
    fake = Dated()

    dated = with_last_changes([drifted(ENTRY)] * 3, {CATALOG: fake})

    assert [entry.last_change is None for entry in dated] == [False, False, True]
    assert len(fake.log) == 2


@pytest.mark.parametrize(
    ("entry", "is_late"),
    [
        (ENTRY, True),
        (replace(ENTRY, content=replace(ENTRY.content, state=State.PRIVATE)), False),
        (replace(ENTRY, content=replace(ENTRY.content, state=State.ARCHIVED)), False),
        (replace(ENTRY, deleted=True), False),
    ],
    ids=["published", "private", "archived", "deleted"],
)
def test_data_are_late_where_the_public_waits_for_them(entry: Entry, is_late: bool) -> None:
    plan = Plan(items=(Item(DatasetKey(KEY), CATALOG, "Toilettes", Same(entry=entry)),), orphans=(), readings={})

    late = late_data(plan, {CATALOG: Dated()}, {(DatasetKey(KEY), CATALOG): "monthly"}, NOW)

    assert [(data.updated, data.days) for data in late] == ([("2024-01-31", 1000)] if is_late else [])
    assert late_data(plan, {CATALOG: Dated()}, {}, NOW) == ()
