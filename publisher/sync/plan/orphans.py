"""Entries of ours that no manifest names any more. They are reported; `--prune` archives them. Pure."""

from collections.abc import Iterable

from publisher.model.change import Change, ChangeKind, FieldPath
from publisher.model.dataset import Dataset
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.marker import LastApplied, Marker
from publisher.model.names import DatasetKey
from publisher.model.plan import EntryEdit, Item, Orphan, Update, UpdateKind
from publisher.model.values import State, digest
from publisher.sync.plan.entry_index import EntryIndex


def orphans(index: EntryIndex, desired: Iterable[DesiredDataset], broken: frozenset[DatasetKey]) -> tuple[Entry, ...]:
    """Return the published entries of ours that no manifest names. `broken`: keys of manifests that are invalid."""
    named = broken.union(key for dataset in desired for key in (dataset.key, *dataset.previously))
    return tuple(
        entry
        for key, entries in index.by_key.items()
        if key not in named
        for entry in entries
        if entry.content.state is State.PUBLISHED and not entry.deleted
    )


def archive_item(orphan: Orphan) -> Item:
    """Return the item that archives an orphan. Entries are never deleted."""
    entry = orphan.entry
    return Item(orphan.key, orphan.catalog, str(entry.content.title), archive_orphan(entry, orphan.marker))


def archive_orphan(entry: Entry, marker: Marker) -> Update:
    """Return the update that hides an entry from the public."""
    edit = archive_edit(entry, marker)
    change = Change(FieldPath("state"), ChangeKind.CHANGE, State.PUBLISHED, State.ARCHIVED)
    return Update(edit=edit, changes=(change,), kind=UpdateKind.ARCHIVE)


def archive_edit(entry: Entry, marker: Marker) -> EntryEdit:
    """Return the write that hides an entry of ours from the public, with this marker's key."""
    last = marker.last_applied or LastApplied()
    fields = dict(last.fields) | {"state": digest(State.ARCHIVED)}
    return EntryEdit(
        desired=None,
        entry=entry,
        content=Dataset(state=State.ARCHIVED),
        resource_writes=None,
        marker=Marker(marker.repository, marker.key, LastApplied(fields, last.echoes, last.resources)),
    )
