"""Entries of ours that no manifest names any more. They are reported; `--prune` archives them. Pure.

They are public, or private because a manifest wanted it. What a person or a draft hid from the public needs nobody.
"""

from collections.abc import Iterable

from publisher.model.change import Change, ChangeKind, FieldPath
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.marker import Marker
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.plan import Item, Orphan, Update, UpdateKind
from publisher.model.values import State, digest
from publisher.sync.steps.decide import blocked_by_newer_marker
from publisher.sync.steps.entry_index import EntryIndex
from publisher.sync.steps.hiding import archive_edit, removes_links, removing_links


def orphans(index: EntryIndex, desired: Iterable[DesiredDataset], others: frozenset[DatasetKey]) -> tuple[Entry, ...]:
    """Return the entries of ours that no manifest names any more.

    `others`: keys of manifests that are invalid, and of datasets that were withdrawn for good.
    """
    named = others.union(key for dataset in desired for key in (dataset.key, *dataset.previously))
    return tuple(
        entry
        for key, entries in index.by_key.items()
        if key not in named
        for entry in entries
        if not (entry.deleted or entry.last_applied.withdrawn)
        and (entry.content.state is State.PUBLISHED or _is_private_by_manifest(entry))
    )


def _is_private_by_manifest(entry: Entry) -> bool:
    return entry.content.state is State.PRIVATE and entry.last_applied.fields.get("state") == digest(State.PRIVATE)


def archive_item(orphan: Orphan, source: CatalogName | None) -> Item:
    """Return the item that archives an orphan, or blocks it. Entries are never deleted.

    `source`: the catalogue whose files its entry lists. There they are hidden, too, and the public still reads an
    archived entry of some catalogues: the links go before the files.
    """
    entry = orphan.entry
    if newer := blocked_by_newer_marker((entry,)):
        return Item(orphan.key, orphan.catalog, str(entry.content.title), newer)
    update = archive_orphan(entry, orphan.marker)
    # The public never saw a private entry, and does not see it once it is archived: its links may stay.
    step = removing_links(update) if source and update.kind is UpdateKind.ARCHIVE else update
    waits_for = source if removes_links(step) else None
    return Item(orphan.key, orphan.catalog, str(entry.content.title), step, waits_for=waits_for)


def archive_orphan(entry: Entry, marker: Marker) -> Update:
    """Return the update that archives an entry; it hides a published one from the public."""
    observed = entry.content.state if isinstance(entry.content.state, State) else None
    change = Change(FieldPath("state"), ChangeKind.CHANGE, observed, State.ARCHIVED)
    kind = UpdateKind.ARCHIVE if observed is State.PUBLISHED else UpdateKind.CHANGE
    return Update(edit=archive_edit(entry, marker), changes=(change,), kind=kind)
