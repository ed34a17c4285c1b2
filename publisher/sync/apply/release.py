"""Letting entries go: the marker is removed, and nothing else is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publisher.catalogs.base import Catalog
from publisher.catalogs.errors import CatalogError, EntryChanged, OutcomeUnknown
from publisher.catalogs.retry import retrying
from publisher.model.entry import Entry
from publisher.model.messages import Message
from publisher.model.names import CatalogName
from publisher.sync.apply.unknown_outcome import is_unknown, look_after
from publisher.sync.apply.uploads import Sleep
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
    catalogs: Mapping[CatalogName, Catalog], candidates: Sequence[ReleaseCandidate], sleep: Sleep
) -> tuple[ReleaseOutcome, ...]:
    """Remove the marker of each entry, one after the other; one failure stops one entry."""
    return tuple(_release(catalogs[candidate.catalog], candidate, sleep) for candidate in candidates)


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
    return ReleaseOutcome(candidate, True)
