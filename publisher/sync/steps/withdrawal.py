"""The step for a dataset that was withdrawn for good: each of its entries is emptied and hidden. Pure.

A step of this kind names no change: what an entry had must stand in no plan, journal or report.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from publisher.model.catalog import Access
from publisher.model.dataset import cleared
from publisher.model.entry import Entry
from publisher.model.manifest import Tombstone
from publisher.model.marker import WITHDRAWN, LastApplied, Marker
from publisher.model.messages import message
from publisher.model.names import Repository
from publisher.model.plan import Blocked, EntryEdit, Same, Update, UpdateKind
from publisher.model.values import UNMANAGED, State, digest
from publisher.sync.steps import blocked
from publisher.sync.steps.decide import blocked_by_newer_marker

TITLE: Final = "Jeu de données retiré (withdrawn dataset)"
DESCRIPTION: Final = "Ce jeu de données a été retiré. This dataset was withdrawn."
"""What an entry has that catalogues do not let be empty. Its readers are the members of its organization."""


def step_for_withdrawal(
    tombstone: Tombstone, repository: Repository, owned: Iterable[Entry], access: Access
) -> Update | Blocked | Same:
    """Return the step that empties and hides all entries of a withdrawn dataset; `owned` has one at least."""
    entries = tuple(owned)
    if newer := blocked_by_newer_marker(entries):
        return newer
    marker = Marker(repository, tombstone.key, LastApplied({WITHDRAWN: digest(WITHDRAWN)}))
    left = [entry for entry in entries if not is_withdrawn(entry)]
    if not left:
        return Same(message("withdrawn on {date}", date=tombstone.date), entries[0])
    if obstacle := next(filter(None, (blocked.no_right_to(entry, access) for entry in left)), None):
        return obstacle
    first, *others = (_emptying(entry, marker) for entry in left)
    return Update(edit=first, changes=(), kind=UpdateKind.WITHDRAW, hides=tuple(others))


def is_withdrawn(entry: Entry) -> bool:
    """Return whether an entry was emptied and hidden, and still is."""
    hidden = entry.deleted or entry.content.state is not State.PUBLISHED
    return entry.last_applied.withdrawn and hidden and not entry.resources and entry.content.title == TITLE


def _emptying(entry: Entry, marker: Marker) -> EntryEdit:
    """Return the write that leaves of an entry its place and its marker, but the groups that list it."""
    content = replace(
        cleared(entry.content), title=TITLE, description=DESCRIPTION, state=State.PRIVATE, groups=UNMANAGED
    )
    return EntryEdit(desired=None, entry=entry, content=content, resource_writes=(), marker=marker)
