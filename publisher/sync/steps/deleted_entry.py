"""The step for an entry of ours that was deleted in the catalogue: a drift of the whole entry. Pure."""

from publisher.model.change import ChangeKind
from publisher.model.entry import Entry
from publisher.model.plan import Conflict, EntryDeleted, Step, Update, UpdateKind
from publisher.sync.compare.conflicts import OnDrift, ResolutionPolicy, resolve
from publisher.sync.compare.diff import diff
from publisher.sync.compare.pairing import pair
from publisher.sync.steps import blocked
from publisher.sync.steps.case import Case
from publisher.sync.steps.edit_builder import build_edit


def step_for_deleted_entry(case: Case, entry: Entry, policy: ResolutionPolicy) -> Step:
    """Return the step that leaves a deleted entry deleted, or restores it under the same id (`--drift revert`)."""
    if not entry.is_in(case.desired.organization):
        return blocked.other_organization(case.desired, entry)
    paired = pair(case.content.resources, entry, entry.last_applied, case.our_ids)
    changes = diff(case.content, entry, entry.last_applied, paired, case.desired.ignored)
    if policy.drift is OnDrift.KEEP:
        waiting = (ChangeKind.CHANGE, ChangeKind.CONFLICT)
        return EntryDeleted(entry=entry, waiting=tuple(change for change in changes if change.kind in waiting))
    resolved = resolve(changes, policy)
    if resolved.conflicts:
        return Conflict(entry=entry, changes=resolved.conflicts)
    edit = build_edit(case, entry, paired, resolved)
    return Update(edit=edit, changes=resolved.applied, kept=resolved.kept, kind=UpdateKind.RESTORE)
