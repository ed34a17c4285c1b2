"""Letting entries go: the marker is removed, and nothing else is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publisher.catalogs.base import Catalog
from publisher.catalogs.errors import CatalogError, EntryChanged, OutcomeUnknown
from publisher.catalogs.retry import retrying
from publisher.catalogs.stop_request import Stopped, StoppedAtOnce
from publisher.model.entry import Entry
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName
from publisher.sync.apply.journal import CONTINUES, STOPPED, STOPPED_DURING
from publisher.sync.apply.unknown_outcome import is_unknown, look_after
from publisher.sync.apply.uploads import Sleep, WriteOptions
from publisher.sync.plan.release import ReleaseCandidate


@dataclass(frozen=True)
class ReleaseOutcome:
    """The outcome for one entry."""

    candidate: ReleaseCandidate
    released: bool
    what: Message | None = None
    """Why it was not done."""
    fix: Message | None = None


def release_entries(
    catalogs: Mapping[CatalogName, Catalog], candidates: Sequence[ReleaseCandidate], options: WriteOptions
) -> tuple[ReleaseOutcome, ...]:
    """Remove the marker of each entry, one after the other; one failure stops one entry.

    After a request to stop, no further entry is begun.
    """
    outcomes: list[ReleaseOutcome] = []
    try:
        for candidate in candidates:
            if options.stop.requested:
                break
            outcomes.append(_release(catalogs[candidate.catalog], candidate, options.sleep))
    except StoppedAtOnce:
        outcomes.append(ReleaseOutcome(candidates[len(outcomes)], False, STOPPED_DURING, CONTINUES))
    missing = candidates[len(outcomes) :]
    what = message("not started: the run was interrupted")
    return (*outcomes, *(ReleaseOutcome(candidate, False, what) for candidate in missing))


def _release(catalog: Catalog, candidate: ReleaseCandidate, sleep: Sleep) -> ReleaseOutcome:
    entry = candidate.entry
    if entry is None:
        raise TypeError("there is an entry")

    def attempt() -> Entry:
        try:
            return catalog.release(entry)
        except (OutcomeUnknown, EntryChanged) as error:
            now = look_after(error, lambda: catalog.reread(entry))
            if now is not None and now.marker is None:
                return now
            raise

    try:
        retrying(is_unknown, sleep)(attempt)
    except CatalogError as error:
        return ReleaseOutcome(candidate, False, error.what, error.fix)
    except Stopped:
        return ReleaseOutcome(candidate, False, STOPPED, CONTINUES)
    return ReleaseOutcome(candidate, True)
