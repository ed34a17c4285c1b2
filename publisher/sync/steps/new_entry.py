"""The step for a dataset of which the bulk read has no entry of ours: a creation, unless another entry is in the way.

Pure.
"""

from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry, HiddenEntry
from publisher.model.messages import Message, message
from publisher.model.plan import Blocked, BlockReason, Create, Same, Step
from publisher.model.values import CREATED_STATES, State
from publisher.sync.compare.conflicts import ResolutionPolicy
from publisher.sync.steps import blocked
from publisher.sync.steps.adoptable import free_with_title, reason_not_adoptable
from publisher.sync.steps.case import Case
from publisher.sync.steps.deleted_entry import step_for_deleted_entry
from publisher.sync.steps.edit_builder import build_creation
from publisher.sync.steps.entry_index import EntryIndex
from publisher.sync.steps.existing_entry import step_for_existing_entry


def needs_look_up(desired: DesiredDataset, index: EntryIndex, name: str | None) -> bool:
    """Return whether the catalogue must be asked what has a dataset's name: the bulk read does not show it."""
    return (
        name is not None
        and desired.content.state in CREATED_STATES
        and not any(_is_current(desired, entry) for entry in index.owned(desired))
        and name not in index.by_name
    )


def _is_current(desired: DesiredDataset, entry: Entry) -> bool:
    """Return whether an entry of ours is public or has the present key: a hidden one may be a former entry."""
    has_present_key = entry.marker is not None and entry.marker.key == desired.key
    return has_present_key or entry.content.state is State.PUBLISHED or entry.deleted


def step_without_own_entry(case: Case, policy: ResolutionPolicy) -> Step:
    """Return the step for a dataset without an entry of ours in the bulk read."""
    if case.desired.entry is not None:
        if isinstance(case.lookup, Entry) and case.is_ours(case.lookup):
            return _step_for_entry_with_name(case, case.lookup, policy)
        return _proposed_for_adoption(case, case.desired.entry)
    if case.content.state not in CREATED_STATES:
        return Same(message("{state}, not published", state=_state_text(case)))
    entry = case.entry_index.by_name.get(case.name or "") or case.lookup
    if isinstance(entry, HiddenEntry):
        return blocked.hidden(entry)
    if entry is not None:
        return _step_for_entry_with_name(case, entry, policy)
    obstacle = _entry_with_our_resources(case) or _entry_with_our_title(case)
    return obstacle or Create(creation=build_creation(case))


def _entry_with_our_resources(case: Case) -> Blocked | None:
    """Block a creation where an entry has resources with our ids: it lost its marker, or the ids cannot be reused."""
    by_resource = case.entry_index.by_resource
    entry = next((by_resource[our_id] for our_id in case.our_ids.values() if our_id in by_resource), None)
    if entry is not None and entry.marker is None:
        return blocked.second_writer(case.desired, entry)
    if entry is not None and case.traits.takes_ids:
        return blocked.place_taken(case.desired, entry, BlockReason.IDS_TAKEN)
    return None


def _entry_with_our_title(case: Case) -> Blocked | None:
    """Block a creation where entries that are not ours have the title, in the same organization."""
    free = free_with_title(case.desired, case.entry_index)
    if len(free) > 1 and all(entry.harvested is None for entry in free):
        return blocked.title_of_several(case.desired, free)
    entries = case.entry_index.by_title.get((case.desired.organization, case.content.title), ())
    entry = next((entry for entry in entries if not entry.deleted and not case.is_ours(entry)), None)
    return blocked.place_taken(case.desired, entry, BlockReason.TITLE_TAKEN) if entry is not None else None


def _proposed_for_adoption(case: Case, name: str) -> Blocked:
    """Return the block for a manifest that names an existing entry: a person must adopt it."""
    entry = case.entry_index.by_id.get(name) or case.entry_index.by_name.get(name)
    if entry is None:
        return blocked.no_entry(case.desired, name)
    return reason_not_adoptable(case.desired, entry) or blocked.to_adopt(case.desired, entry)


def _step_for_entry_with_name(case: Case, entry: Entry, policy: ResolutionPolicy) -> Step:
    """Return the step where an entry has the dataset's name: it may be ours, deleted, or somebody else's."""
    desired = case.desired
    if entry.marker is not None and case.is_ours(entry):
        if entry.marker.key not in (desired.key, *desired.previously):
            return blocked.place_taken(desired, entry, BlockReason.NAME_TAKEN)
        step = step_for_deleted_entry if entry.deleted else step_for_existing_entry
        return step(case, entry, policy)
    our_ids = case.our_ids.values()
    if entry.marker is None and any(resource.remote_id in our_ids for resource in entry.resources):
        return blocked.second_writer(desired, entry)
    return blocked.place_taken(desired, entry, BlockReason.DELETED_FOREIGN if entry.deleted else BlockReason.NAME_TAKEN)


def _state_text(case: Case) -> Message:
    match case.content.state:
        case State.DRAFT:
            return message("draft")
        case State.ARCHIVED:
            return message("archived")
        case _:
            return message("without a state")
