"""The step for each dataset in each catalogue. Pure: nothing is asked, nothing is written."""

from collections.abc import Iterable
from dataclasses import replace

from publisher.model.entry import Entry
from publisher.model.names import DatasetKey
from publisher.model.plan import Blocked, Create, Step, Update
from publisher.sync.compare.conflicts import ResolutionPolicy
from publisher.sync.steps import blocked
from publisher.sync.steps.case import Case, our_ids_in
from publisher.sync.steps.deleted_entry import step_for_deleted_entry
from publisher.sync.steps.duplicates import candidates_for_case
from publisher.sync.steps.existing_entry import step_for_existing_entry
from publisher.sync.steps.new_entry import step_without_own_entry
from publisher.sync.steps.published_twice import (
    current_entries,
    is_published_twice,
    step_for_entry_published_twice,
)


def decide(case: Case, policy: ResolutionPolicy) -> Step:
    """Return the step for one dataset in one catalogue; a block where something forbids the write.

    That is a newer version of the program, a withdrawal, the token, or a harvester.
    """
    owned = (*case.entry_index.owned(case.desired), *_looked_up(case))
    obstacle = blocked_by_newer_marker(owned) or _blocked_by_withdrawal(case.desired.key, owned)
    return obstacle or _unless_forbidden(case, _unless_harvested(case, _step(case, policy)))


def blocked_by_newer_marker(owned: Iterable[Entry]) -> Blocked | None:
    """Return the block of a dataset to one of whose entries a newer version of the program has written, if any."""
    versions = ((entry, entry.marker.newer_version) for entry in owned if entry.marker)
    return next((blocked.newer_marker(entry, version) for entry, version in versions if version is not None), None)


def _blocked_by_withdrawal(key: DatasetKey, owned: Iterable[Entry]) -> Blocked | None:
    """Return the block of a dataset that was withdrawn for good, and has a manifest again."""
    entry = next((entry for entry in owned if entry.last_applied.withdrawn), None)
    return blocked.withdrawn(key, entry) if entry is not None else None


def _looked_up(case: Case) -> Iterable[Entry]:
    """Return the entry that a look-up showed, where it is of the dataset."""
    entry, keys = case.lookup, (case.desired.key, *case.desired.previously)
    if isinstance(entry, Entry) and entry.marker and case.is_ours(entry) and entry.marker.key in keys:
        yield entry


def _step(case: Case, policy: ResolutionPolicy) -> Step:
    everything = _owned(case)
    owned = current_entries(case.desired, everything)
    existing = tuple(entry for entry in owned if not entry.deleted)
    candidates = candidates_for_case(case, existing)
    if len(candidates) == 1:
        return step_for_existing_entry(_beside_others(case, candidates[0], everything), candidates[0], policy)
    if is_published_twice(case, candidates):
        return step_for_entry_published_twice(case, candidates, policy)
    if existing:
        return blocked.duplicates(existing)
    if owned:
        return step_for_deleted_entry(case, min(owned, key=lambda entry: entry.created), policy)
    return step_without_own_entry(case, policy)


def _owned(case: Case) -> tuple[Entry, ...]:
    """Return the entries with a key of the dataset, also one that a look-up alone shows: it was deleted."""
    owned, entry = case.entry_index.owned(case.desired), case.lookup
    if not owned or not isinstance(entry, Entry) or entry.marker is None or entry in owned:
        return owned
    return (*owned, entry) if entry.marker.names(case.desired.repository, case.desired.key) else owned


def _beside_others(case: Case, entry: Entry, owned: tuple[Entry, ...]) -> Case:
    """Return the case with ids of resources that no other entry of the dataset has."""
    others = [other for other in owned if other.id != entry.id]
    return replace(case, our_ids=our_ids_in(case.desired, entry, others)) if others else case


def _unless_harvested(case: Case, step: Step) -> Step:
    """Block an update of an entry whose harvester would undo it."""
    return (blocked.rewritten_by_harvester(case.desired, step.edit.entry) or step) if isinstance(step, Update) else step


def _unless_forbidden(case: Case, step: Step) -> Step:
    """Block a write where the token's user has no right to it."""
    return (blocked.no_right(case.desired, case.access) or step) if isinstance(step, Create | Update) else step
