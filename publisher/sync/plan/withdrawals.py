"""The datasets that were withdrawn for good, in one catalogue. Pure."""

from collections.abc import Collection, Iterable

from publisher.model.catalog import Access
from publisher.model.manifest import Tombstone
from publisher.model.names import DatasetKey
from publisher.model.plan import Item
from publisher.sync.steps import blocked
from publisher.sync.steps.entry_index import EntryIndex
from publisher.sync.steps.withdrawal import step_for_withdrawal


def withdrawal_items(tombstones: Iterable[Tombstone], index: EntryIndex, access: Access) -> Iterable[Item]:
    """Yield the item of each withdrawn dataset with entries here. It shows the key alone: titles are values, too."""
    for tombstone in tombstones:
        owned = [entry for key in tombstone.keys for entry in index.by_key.get(key, ())]
        if owned:
            step = step_for_withdrawal(tombstone, index.repository, owned, access)
            yield Item(tombstone.key, access.catalog, tombstone.key, step)


def missing_tombstones(index: EntryIndex, known: Collection[DatasetKey], access: Access) -> Iterable[Item]:
    """Yield a blocked item for each withdrawn dataset of which no file says so any more. `known`: keys of manifests."""
    for key, entries in index.by_key.items():
        entry = next((entry for entry in entries if entry.last_applied.withdrawn), None)
        if entry is not None and key not in known:
            yield Item(key, access.catalog, key, blocked.withdrawn(key, entry))
