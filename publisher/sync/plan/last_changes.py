"""What catalogues say of the dates of entries: when an edited one was last changed, and which data are late."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Final

from publisher.catalogs.base import Catalog, TellsChanges
from publisher.model.drift import DriftedEntry, LastChange, LateData
from publisher.model.lateness import days_late
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.plan import Item, Plan, entry_of
from publisher.model.values import State

ASKED: Final = 500
"""Of so many edited entries at most the catalogues are asked who changed them last: each takes a call."""

AT_ONCE: Final = 4
"""Calls at the same time."""

Frequencies = Mapping[tuple[DatasetKey, CatalogName], str]
"""The frequency that the manifest of a dataset declares for a catalogue."""


def with_last_changes(
    entries: Iterable[DriftedEntry], catalogs: Mapping[CatalogName, Catalog]
) -> tuple[DriftedEntry, ...]:
    """Return the entries, each with its last change where its catalogue says it. Raises `CatalogError`.

    Nothing is said of entries that are not public in a public output.
    """
    listed = tuple(entries)
    asked, others = listed[:ASKED], listed[ASKED:]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        changes = tuple(pool.map(lambda entry: _last_change(entry, catalogs[entry.catalog]), asked))
    dated = (replace(entry, last_change=change) for entry, change in zip(asked, changes, strict=True))
    return (*dated, *others)


def _last_change(drifted: DriftedEntry, catalog: Catalog) -> LastChange | None:
    if drifted.entry.withheld or not isinstance(catalog, TellsChanges):
        return None
    return catalog.last_change(drifted.entry)


def late_data(
    plan: Plan, catalogs: Mapping[CatalogName, Catalog], frequencies: Frequencies, now: datetime
) -> tuple[LateData, ...]:
    """Return the published entries whose data are late against the frequency of their manifest."""
    late = (_late(item, catalogs[item.catalog], frequencies.get((item.key, item.catalog)), now) for item in plan.items)
    return tuple(entry for entry in late if entry is not None)


def _late(item: Item, catalog: Catalog, frequency: str | None, now: datetime) -> LateData | None:
    entry = entry_of(item.step)
    if entry is None or frequency is None or not isinstance(catalog, TellsChanges):
        return None
    if entry.deleted or entry.content.state is not State.PUBLISHED:
        return None
    updated = catalog.data_updated(entry)
    days = days_late(frequency, updated, now) if updated else 0
    return LateData(item.key, item.catalog, frequency, updated.date().isoformat(), days) if updated and days else None
