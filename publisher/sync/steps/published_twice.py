"""A dataset with two entries: a renamed manifest was published again before `previously:` named its former key. Pure.

The earliest public entry stays, since its address is known. The others are hidden, with a former key in their marker:
an entry with a former key that is not public, beside the dataset's own, is settled.
"""

from collections.abc import Sequence
from dataclasses import replace

from publisher.model.dataset import EMPTY
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.names import DatasetKey
from publisher.model.plan import Drift, EntryEdit, MarkerUpdate, Same, Step, Update
from publisher.model.values import State
from publisher.sync.compare.conflicts import ResolutionPolicy
from publisher.sync.steps import blocked
from publisher.sync.steps.case import Case, our_ids_in
from publisher.sync.steps.duplicates import entry_that_stays
from publisher.sync.steps.existing_entry import step_for_existing_entry
from publisher.sync.steps.hiding import archive_edit
from publisher.sync.steps.renames import traces_of


def current_entries(desired: DesiredDataset, owned: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries of a dataset without those that were hidden under a former key.

    Where there are no others, those with the latest former key are meant: `previously:` lists it last.
    """
    current = tuple(entry for entry in owned if not _is_hidden_former(desired, entry))
    if any(not entry.deleted or _key_of(entry) == desired.key for entry in current):
        return current
    hidden = [entry for entry in owned if _is_hidden_former(desired, entry)]
    latest = next((key for key in reversed(desired.previously) if any(_key_of(entry) == key for entry in hidden)), None)
    return tuple(entry for entry in hidden if _key_of(entry) == latest) or current


def _is_hidden_former(desired: DesiredDataset, entry: Entry) -> bool:
    return _key_of(entry) != desired.key and entry.content.state is not State.PUBLISHED and not entry.deleted


def _key_of(entry: Entry) -> DatasetKey | None:
    return entry.marker.key if entry.marker else None


def is_published_twice(case: Case, entries: Sequence[Entry]) -> bool:
    """Return whether several entries are one dataset under its former and its present key, and no copies."""
    ours = all(entry.is_in(case.desired.organization) and entry.harvested is None for entry in entries)
    return ours and len({_key_of(entry) for entry in entries}) == len(entries) > 1


def step_for_entry_published_twice(case: Case, entries: Sequence[Entry], policy: ResolutionPolicy) -> Step:
    """Return the step that hides all entries but one, and then brings that one to what the manifest says.

    Entries that nothing shows to be one dataset are blocked: a wrong `previously:` would hide another dataset.
    """
    if not _are_alike(case, entries):
        return blocked.different_entries(case.desired, entries)
    stays = entry_that_stays(entries)
    if stays is None:
        raise TypeError("there are entries")
    others = [entry for entry in entries if entry is not stays]
    case = replace(case, our_ids=our_ids_in(case.desired, stays, others))
    step = step_for_existing_entry(case, stays, policy)
    hides = tuple(_hide(case.desired, entry, stays) for entry in others)
    match step:
        case Update():
            return replace(step, hides=hides)
        case MarkerUpdate(edit=edit, kept=kept):
            return Update(edit=edit, changes=(), kept=kept, hides=hides)
        case Same() | Drift():
            kept = step.kept if isinstance(step, Drift) else ()
            return Update(edit=_unchanged(case.desired, stays), changes=(), kept=kept, hides=hides)
        case _:
            return step


def _are_alike(case: Case, entries: Sequence[Entry]) -> bool:
    """Return whether the entries have one title, or a file or an address that no other entry of ours has."""
    if len({str(entry.content.title) for entry in entries}) == 1:
        return True
    ours = [entry for same_key in case.entry_index.by_key.values() for entry in same_key]
    common = frozenset.intersection(*(traces_of(entry) for entry in entries))
    return any(sum(trace in traces_of(entry) for entry in ours) == len(entries) for trace in common)


def _hide(desired: DesiredDataset, entry: Entry, stays: Entry) -> EntryEdit:
    """Return the write that takes an entry out of the way: hidden, and with a former key of the dataset."""
    if entry.marker is None or stays.marker is None:
        raise TypeError("both entries carry our marker")
    former = stays.marker.key if entry.marker.key == desired.key else entry.marker.key
    marker = replace(entry.marker, key=former)
    if entry.content.state is State.PUBLISHED:
        return archive_edit(entry, marker)
    return EntryEdit(desired=None, entry=entry, content=EMPTY, resource_writes=None, marker=marker)


def _unchanged(desired: DesiredDataset, entry: Entry) -> EntryEdit:
    if entry.marker is None:
        raise TypeError("the entry carries our marker")
    return EntryEdit(desired=desired, entry=entry, content=EMPTY, resource_writes=None, marker=entry.marker)
