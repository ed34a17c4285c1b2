"""The step for an entry of ours that exists. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from publisher.model.change import Change, ChangeKind, FieldPath
from publisher.model.dataset import only
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.plan import Conflict, EntryEdit, MarkerUpdate, Step, Update, UpdateKind
from publisher.model.values import Managed, State
from publisher.sync.compare.conflicts import ResolutionPolicy, ResolvedChanges, resolve
from publisher.sync.compare.diff import diff, has_outdated_marker
from publisher.sync.compare.pairing import PairedResources, pair
from publisher.sync.steps import blocked
from publisher.sync.steps.case import Case
from publisher.sync.steps.edit_builder import build_edit


def step_for_existing_entry(case: Case, entry: Entry, policy: ResolutionPolicy) -> Step:
    """Return the step that brings an entry to what its manifest says, as far as the policy allows."""
    if not entry.is_in(case.desired.organization):
        return blocked.other_organization(case.desired, entry)
    paired = pair(case.content.resources, entry, entry.last_applied, case.our_ids)
    changes = diff(case.content, entry, entry.last_applied, paired, case.desired.ignored)
    resolved = resolve((*_key_change(case.desired, entry), *changes), policy)
    if resolved.conflicts:
        return Conflict(entry=entry, changes=resolved.conflicts)
    edit = build_edit(case, entry, paired, resolved)
    # A conflict that the catalogue won changes no field, but the marker must record the decision.
    if resolved.applied or any(change.kind is ChangeKind.CONFLICT for change in resolved.kept):
        kind = _update_kind(entry, resolved)
        return Update(edit=edit, changes=resolved.applied, kept=resolved.kept, kind=kind)
    return _without_changes(case, edit, paired, resolved)


def state_after(desired: DesiredDataset, owned: Iterable[Entry], policy: ResolutionPolicy) -> Managed[State]:
    """Return the state of a dataset's entry after its step, as far as the policy lets the state be written."""
    entry = next((entry for entry in owned if not entry.deleted), None)
    if entry is None:
        return desired.content.state
    content = replace(only(desired.content, ["state"]), manages_resources=False)
    changes = diff(content, entry, entry.last_applied, {}, desired.ignored)
    return desired.content.state if resolve(changes, policy).applied else entry.content.state


def _key_change(desired: DesiredDataset, entry: Entry) -> Iterable[Change]:
    """Return the change of the marker's key for a manifest that was renamed."""
    if entry.marker and entry.marker.key != desired.key:
        yield Change(FieldPath("key"), ChangeKind.CHANGE, entry.marker.key, desired.key)


def _update_kind(entry: Entry, resolved: ResolvedChanges) -> UpdateKind:
    # A published entry that becomes a draft is hidden like an archived one: both ask for the same care.
    state_changes = any(change.path == FieldPath("state") for change in resolved.applied)
    if state_changes and entry.content.state is State.PUBLISHED:
        return UpdateKind.ARCHIVE
    if any(change.kind is ChangeKind.TAKEOVER for change in resolved.applied):
        return UpdateKind.TAKEOVER
    return UpdateKind.CHANGE


def _without_changes(case: Case, edit: EntryEdit, paired: PairedResources, resolved: ResolvedChanges) -> Step:
    """Return the step where no field is written: an update of the marker where it is outdated and may be written."""
    entry = edit.entry
    update = MarkerUpdate(edit=edit, kept=resolved.kept)
    outdated = has_outdated_marker(case.content, entry, entry.last_applied, paired, case.desired.ignored)
    outdated = outdated or entry.last_applied.protected != case.desired.protected
    obstacle = blocked.no_right(case.desired, case.access) or blocked.rewritten_by_harvester(case.desired, entry)
    if outdated and not obstacle:
        return update
    return update.without_write
