"""A dataset that may not be public before a day (`from:`): until then nothing of it is written. Pure.

A private entry would not do: some catalogues let everybody read the files of private entries.
"""

from collections.abc import Iterable
from datetime import date

from publisher.model.entry import Entry
from publisher.model.plan import (
    Blocked,
    Create,
    EntryDeleted,
    MarkerUpdate,
    Scheduled,
    Step,
    Update,
    UpdateKind,
    entry_of,
)
from publisher.model.values import State
from publisher.sync.steps import blocked
from publisher.sync.steps.case import Case
from publisher.sync.steps.hiding import hiding_part


def until_its_day(case: Case, step: Step, today: date) -> Step:
    """Return the step; before the day of its manifest, what of it may be done.

    That is to hide the entry. An entry that the public sees all the same is blocked: a person decides. What would block
    the publication is told before its day.
    """
    day = case.desired.public_from
    if day is None or day <= today or isinstance(step, Blocked | EntryDeleted):
        return step
    if isinstance(step, Update) and step.kind is UpdateKind.ARCHIVE:
        return hiding_part(step) or step
    if (entry := _public_entry(case, step)) is not None:
        return blocked.public_too_early(case.desired, entry, day)
    match step:
        case Create() | Update():
            return Scheduled(step=step, day=day)
        case MarkerUpdate():
            return step.without_write
        case _:
            return step


def _public_entry(case: Case, step: Step) -> Entry | None:
    """Return an entry of the dataset that the public sees; None where there is none."""
    entries: Iterable[Entry | None] = (entry_of(step), *case.entry_index.owned(case.desired))
    return next((entry for entry in entries if entry is not None and _is_public(case, entry)), None)


def _is_public(case: Case, entry: Entry) -> bool:
    state = entry.content.state
    return not entry.deleted and (state is State.PUBLISHED or (state is State.ARCHIVED and case.traits.archives))
