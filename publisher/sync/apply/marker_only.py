"""Writing markers alone: entries are adopted or let go, one after the other; one failure stops one entry."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from publisher.catalogs.base import Catalog
from publisher.catalogs.errors import CatalogError, EntryChanged, OutcomeUnknown
from publisher.catalogs.retry import retrying
from publisher.catalogs.stop_request import Stopped, StoppedAtOnce
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName
from publisher.model.public_output import entry_for_public, without_addresses
from publisher.sync.apply import write_entry
from publisher.sync.apply.journal import CONTINUES, STOPPED, STOPPED_DURING
from publisher.sync.apply.refused_places import refused_places
from publisher.sync.apply.unknown_outcome import is_unknown, look_after
from publisher.sync.apply.uploads import Sleep, WriteOptions
from publisher.sync.plan.adoption import AdoptionCandidate
from publisher.sync.plan.release import ReleaseCandidate
from publisher.sync.steps.adoptable import AdoptableEntry

C = TypeVar("C", bound=AdoptionCandidate | ReleaseCandidate)


@dataclass(frozen=True)
class MarkerOutcome(Generic[C]):
    """The outcome for one entry."""

    candidate: C
    entry: Entry | None
    """The entry afterwards; None where it was not done."""
    what: Message | None = None
    """Why it was not done."""
    fix: Message | None = None


def adopt_entries(
    catalogs: Mapping[CatalogName, Catalog], candidates: Sequence[AdoptionCandidate], options: WriteOptions
) -> tuple[MarkerOutcome[AdoptionCandidate], ...]:
    """Write the marker into each entry; return the outcomes in the order of the candidates."""
    return _in_turn(candidates, lambda candidate: _adopt(catalogs[candidate.catalog], candidate, options), options)


def release_entries(
    catalogs: Mapping[CatalogName, Catalog], candidates: Sequence[ReleaseCandidate], options: WriteOptions
) -> tuple[MarkerOutcome[ReleaseCandidate], ...]:
    """Remove the marker of each entry; return the outcomes in the order of the candidates."""
    return _in_turn(
        candidates, lambda candidate: _release(catalogs[candidate.catalog], candidate, options.sleep), options
    )


def _in_turn(
    candidates: Sequence[C], write: Callable[[C], Entry], options: WriteOptions
) -> tuple[MarkerOutcome[C], ...]:
    """Write each marker in its turn. After a request to stop, no further entry is begun."""
    outcomes: list[MarkerOutcome[C]] = []
    try:
        for candidate in candidates:
            if options.stop.requested:
                break
            outcomes.append(_outcome(candidate, write, public=options.public))
    except StoppedAtOnce:
        outcomes.append(MarkerOutcome(candidates[len(outcomes)], None, STOPPED_DURING, CONTINUES))
    missing = candidates[len(outcomes) :]
    what = message("not started: the run was interrupted")
    return (*outcomes, *(MarkerOutcome(candidate, None, what) for candidate in missing))


def _outcome(candidate: C, write: Callable[[C], Entry], *, public: bool) -> MarkerOutcome[C]:
    """Write one marker; return the outcome, as it may be shown."""
    try:
        entry = write(candidate)
    except CatalogError as error:
        texts = refused_places(error, _desired(candidate)), error.fix
        what, fix = (without_addresses(text) if public and text else text for text in texts)
        return MarkerOutcome(candidate, None, what, fix)
    except Stopped:
        return MarkerOutcome(candidate, None, STOPPED, CONTINUES)
    return MarkerOutcome(candidate, entry_for_public(entry) if public else entry)


def _desired(candidate: AdoptionCandidate | ReleaseCandidate) -> DesiredDataset | None:
    """Return the dataset whose manifest may have what a catalogue refuses; an entry that is let go has none."""
    result = candidate.result if isinstance(candidate, AdoptionCandidate) else None
    return result.edit.desired if isinstance(result, AdoptableEntry) else None


def _adopt(catalog: Catalog, candidate: AdoptionCandidate, options: WriteOptions) -> Entry:
    """Write the marker into an entry; return the entry afterwards. Raises `CatalogError`."""
    if not isinstance(candidate.result, AdoptableEntry):
        raise TypeError(type(candidate.result).__name__)
    return write_entry.update(catalog, candidate.result.edit, options).entry


def _release(catalog: Catalog, candidate: ReleaseCandidate, sleep: Sleep) -> Entry:
    """Remove the marker of an entry; return the entry afterwards. Raises `CatalogError`."""
    entry = candidate.entry
    if entry is None:
        raise TypeError("there is an entry")

    def attempt() -> Entry:
        try:
            return catalog.release(entry)
        except (OutcomeUnknown, EntryChanged) as error:
            current = look_after(error, lambda: catalog.reread(entry))
            if current is not None and current.marker is None:
                return current
            raise

    return retrying(is_unknown, sleep)(attempt)
