"""The step for a dataset that was withdrawn for good: each of its entries is emptied and hidden. Pure.

A step of this kind names no change: what an entry had must stand in no plan, journal or report.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from publisher.model.catalog import Access
from publisher.model.dataset import cleared, values_of
from publisher.model.entry import Entry
from publisher.model.manifest import Tombstone
from publisher.model.marker import WITHDRAWN, LastApplied, Marker
from publisher.model.messages import message
from publisher.model.names import DatasetKey, Repository
from publisher.model.plan import Blocked, EntryEdit, Same, Update, UpdateKind
from publisher.model.values import UNMANAGED, State, digest
from publisher.sync.steps import blocked
from publisher.sync.steps.decide import blocked_by_newer_marker

TITLE: Final = "Jeu de données retiré (withdrawn dataset)"
DESCRIPTION: Final = "Ce jeu de données a été retiré. This dataset was withdrawn."
"""What an entry has that catalogues do not let be empty. Its readers are the members of its organization."""
LEFT: Final = frozenset({"state", "groups"})
"""Fields of which any value that hides the entry will do."""


def step_for_withdrawal(
    tombstone: Tombstone, repository: Repository, owned: Iterable[Entry], access: Access
) -> Update | Blocked | Same:
    """Return the step that empties and hides all entries of a withdrawn dataset; `owned` has one at least."""
    entries = tuple(owned)
    if newer := blocked_by_newer_marker(entries):
        return newer
    left = [entry for entry in entries if not is_withdrawn(entry)]
    if not left:
        return Same(message("withdrawn on {date}", date=tombstone.date), entries[0])
    if obstacle := next(filter(None, (blocked.no_right_to(entry, access) for entry in left)), None):
        return obstacle
    first, *others = (_emptying(entry, repository, tombstone.key) for entry in left)
    return Update(edit=first, changes=(), kind=UpdateKind.WITHDRAW, hides=tuple(others))


def is_withdrawn(entry: Entry) -> bool:
    """Return whether an entry was emptied and hidden, and still is."""
    hidden = entry.deleted or entry.content.state is not State.PUBLISHED
    return entry.last_applied.withdrawn and hidden and not entry.resources and not _filled_in(entry)


def not_emptied(before: Entry, now: Entry) -> tuple[str, ...]:
    """Return the fields of an emptied entry that still have the value that they had, and cannot have none."""
    former = values_of(before.content)
    present = {name: value for name, value in values_of(now.content).items() if name not in LEFT}
    return tuple(name for name, value in present.items() if value is not None and value == former.get(name))


def _filled_in(entry: Entry) -> bool:
    """Return whether a field has another value than the catalogue left in it when the entry was emptied."""
    last = entry.last_applied
    values = {name: value for name, value in values_of(entry.content).items() if name not in LEFT}
    return any(
        value is not None and digest(value) not in (last.fields.get(name), last.echoes.get(name))
        for name, value in values.items()
    )


def _emptying(entry: Entry, repository: Repository, key: DatasetKey) -> EntryEdit:
    """Return the write that leaves of an entry its place and its marker, but the groups that list it.

    The marker has the digest of each field that is emptied: what is filled in again is a difference.
    """
    content = replace(
        cleared(entry.content), title=TITLE, description=DESCRIPTION, state=State.PRIVATE, groups=UNMANAGED
    )
    fields = {name: digest(value) for name, value in values_of(content).items()}
    marker = Marker(repository, key, LastApplied({**fields, WITHDRAWN: digest(WITHDRAWN)}))
    return EntryEdit(desired=None, entry=entry, content=content, resource_writes=(), marker=marker)
