"""From what is wanted and what is there to a step for each dataset. Pure: nothing is asked, nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass

from publisher.model.change import Change, Path, Verdict
from publisher.model.dataset import Dataset
from publisher.model.entry import Access, Entry, Found, Hidden
from publisher.model.marker import Base, Marker
from publisher.model.messages import Message, message
from publisher.model.names import DatasetKey
from publisher.model.plan import (
    Archive,
    Conflict,
    Create,
    Drift,
    Edit,
    Remember,
    Restore,
    Same,
    Step,
    Takeover,
    Update,
    Why,
)
from publisher.model.traits import Traits
from publisher.model.values import State, digest
from publisher.model.wanted import Projection, Wanted
from publisher.sync import blocks
from publisher.sync.adoption import unfit
from publisher.sync.diff import Pairs, agreed, diff, pair
from publisher.sync.edits import Chosen, creation, edit
from publisher.sync.policy import OnDrift, Policy, Settled, settle
from publisher.sync.shelf import Shelf
from publisher.sync.twins import stays


@dataclass(frozen=True, kw_only=True)
class Case:
    """Everything that is known about one dataset in one catalogue."""

    wanted: Wanted
    projection: Projection
    shelf: Shelf
    found: Found
    """What a look at the name told, where the bulk read had nothing."""
    name: str | None
    """The name a new entry would get."""
    chosen: Chosen
    traits: Traits
    access: Access

    @property
    def content(self) -> Dataset:
        """What the catalogue should hold."""
        return self.projection.content


def decide(case: Case, policy: Policy) -> Step:
    """The step for one dataset in one catalogue."""
    found = case.shelf.owned(case.wanted)
    live = _one_of(case, tuple(entry for entry in found if not entry.deleted))
    if len(live) == 1:
        step = _existing(case, live[0], policy)
    elif any(not entry.deleted for entry in found):
        step = blocks.doubled(entry for entry in found if not entry.deleted)
    elif found:
        step = _deleted(case, min(found, key=lambda entry: entry.created), policy)
    else:
        step = _absent(case, policy)
    return _permitted(case, _unharvested(case, step))


def _one_of(case: Case, live: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entry that is meant, where several carry our key; as many as there are where nobody can tell.

    By its name where names are unique; but one that carries a former key is no copy: it was published before. Else a
    broken run may have left drafts that nobody ever saw: the one that the public sees is meant, or the one that every
    run would keep.
    """
    if len(live) < 2:
        return live
    if case.traits.unique_names:
        formerly = any(entry.marker and entry.marker.key != case.wanted.key for entry in live)
        return live if formerly else tuple(entry for entry in live if entry.name == case.name)
    seen = tuple(entry for entry in live if entry.content.state is not State.DRAFT)
    kept = stays(live)
    return seen if seen or kept is None else (kept,)


def needs_look(wanted: Wanted, shelf: Shelf, name: str | None) -> bool:
    """Whether the bulk read leaves open what stands under a dataset's name."""
    return (
        name is not None
        and wanted.content.state is State.PUBLISHED
        and not shelf.owned(wanted)
        and name not in shelf.by_name
    )


# ---- an entry of ours exists


def _existing(case: Case, entry: Entry, policy: Policy) -> Step:
    if not entry.is_in(case.wanted.organization):
        return blocks.other_organization(case.wanted, entry)
    pairs = pair(case.content.resources, entry, entry.base, case.chosen)
    changes = diff(case.content, entry, entry.base, pairs, case.wanted.ignored)
    settled = settle((*_renamed(case.wanted, entry), *changes), policy)
    if settled.conflicts:
        return Conflict(entry=entry, changes=settled.conflicts)
    if settled.applied or any(change.verdict is Verdict.CONFLICT for change in settled.kept):
        return _write(entry, edit(case.wanted, case.content, entry, pairs, settled, case.chosen, case.traits), settled)
    return _unchanged(case, entry, pairs, settled)


def _unchanged(case: Case, entry: Entry, pairs: Pairs, settled: Settled) -> Step:
    """Nothing to bring to the portal; the marker alone may have something to learn."""
    planned = edit(case.wanted, case.content, entry, pairs, settled, case.chosen, case.traits)
    found = Remember(edit=planned, changes=(), kept=settled.kept)
    learns = agreed(case.content, entry, entry.base, pairs, case.wanted.ignored)
    refused = blocks.marker_too_large(planned.marker) or blocks.no_right(case.wanted, case.access)
    return found if learns and not refused and isinstance(_unharvested(case, found), Remember) else found.otherwise


def _renamed(wanted: Wanted, entry: Entry) -> Iterable[Change]:
    """The manifest's file was renamed: the marker must follow."""
    if entry.marker and entry.marker.key != wanted.key:
        yield Change(Path("key"), Verdict.CHANGE, entry.marker.key, wanted.key)


def _write(entry: Entry, planned: Edit, settled: Settled) -> Step:
    if too_large := blocks.marker_too_large(planned.marker):
        return too_large
    if _hides(entry, settled.applied):
        kind: type[Update] = Archive
    elif any(change.verdict is Verdict.TAKEOVER for change in settled.applied):
        kind = Takeover
    else:
        kind = Update
    return kind(edit=planned, changes=settled.applied, kept=settled.kept)


def _hides(entry: Entry, applied: Iterable[Change]) -> bool:
    return entry.content.state is State.PUBLISHED and any(change.path == Path("state") for change in applied)


# ---- no entry of ours was found


def _absent(case: Case, policy: Policy) -> Step:
    wanted = case.wanted
    if wanted.entry is not None:
        if isinstance(case.found, Entry) and _ours(wanted, case.found):
            return _standing(case, case.found, policy)
        return _proposed(case, wanted.entry)
    if case.content.state is not State.PUBLISHED:
        return Same(message("{state}, not published", state=_state_word(case.content)))
    standing = case.shelf.by_name.get(case.name or "") or case.found
    if isinstance(standing, Hidden):
        return blocks.hidden(standing)
    if standing is not None:
        return _standing(case, standing, policy)
    known = [case.shelf.by_resource[remote] for remote in case.chosen.values() if remote in case.shelf.by_resource]
    if known and known[0].marker is None:
        return blocks.second_writer(wanted, known[0])
    if known and case.traits.takes_ids:
        return blocks.taken(wanted, known[0], Why.IDS_TAKEN)
    twins = case.shelf.by_title.get((wanted.organization, case.content.title), ())
    foreign = next((one for one in twins if not one.deleted and not _ours(wanted, one)), None)
    if foreign is not None:
        return blocks.taken(wanted, foreign, Why.TITLE_TAKEN)
    planned = creation(wanted, case.content, case.chosen, case.traits)
    return blocks.marker_too_large(planned.marker) or Create(creation=planned)


def _ours(wanted: Wanted, entry: Entry) -> bool:
    return entry.marker is not None and entry.marker.repository == wanted.repository


def _proposed(case: Case, name: str) -> Step:
    """The manifest names an entry that exists: it is a person's to adopt."""
    entry = case.shelf.by_id.get(name) or case.shelf.by_name.get(name)
    if entry is None:
        return blocks.no_entry(case.wanted, name)
    return unfit(case.wanted, entry) or blocks.to_adopt(case.wanted, entry)


def _state_word(content: Dataset) -> Message:
    match content.state:
        case State.DRAFT:
            return message("draft")
        case State.ARCHIVED:
            return message("archived")
        case _:
            return message("without a state")


def _standing(case: Case, entry: Entry, policy: Policy) -> Step:
    """Something stands under our name: whose is it?"""
    wanted = case.wanted
    if entry.marker is not None and entry.marker.repository == wanted.repository:
        if entry.marker.key not in (wanted.key, *wanted.previously):
            return blocks.taken(wanted, entry, Why.NAME_TAKEN)
        return _deleted(case, entry, policy) if entry.deleted else _existing(case, entry, policy)
    if entry.marker is None and any(held.remote in case.chosen.values() for held in entry.resources):
        return blocks.second_writer(wanted, entry)
    return blocks.taken(wanted, entry, Why.DELETED_FOREIGN if entry.deleted else Why.NAME_TAKEN)


def _deleted(case: Case, entry: Entry, policy: Policy) -> Step:
    """An entry of ours was deleted on the portal: that is drift of the whole entry."""
    if not entry.is_in(case.wanted.organization):
        return blocks.other_organization(case.wanted, entry)
    if policy.drift is OnDrift.KEEP:
        return Drift(entry=entry, kept=())
    pairs = pair(case.content.resources, entry, entry.base, case.chosen)
    settled = settle(diff(case.content, entry, entry.base, pairs, case.wanted.ignored), policy)
    if settled.conflicts:
        return Conflict(entry=entry, changes=settled.conflicts)
    planned = edit(case.wanted, case.content, entry, pairs, settled, case.chosen, case.traits)
    too_large = blocks.marker_too_large(planned.marker)
    return too_large or Restore(edit=planned, changes=settled.applied, kept=settled.kept)


# ---- entries that no manifest names


def orphans(shelf: Shelf, wanted: Iterable[Wanted], broken: frozenset[DatasetKey]) -> tuple[Entry, ...]:
    """Entries of ours, seen by the public, that no manifest names any more, readable or not."""
    named = broken.union(key for one in wanted for key in (one.key, *one.previously))
    return tuple(
        entry
        for key, entries in shelf.by_key.items()
        if key not in named
        for entry in entries
        if entry.content.state is State.PUBLISHED and not entry.deleted
    )


def archive_orphan(entry: Entry, marker: Marker) -> Archive:
    """Hide an entry that no manifest names any more. It is never deleted."""
    base = marker.base or Base()
    fields = dict(base.fields) | {"state": digest(State.ARCHIVED)}
    planned = Edit(
        wanted=None,
        entry=entry,
        content=Dataset(state=State.ARCHIVED),
        slots=None,
        marker=Marker(marker.repository, marker.key, Base(fields, base.echoes, base.resources)),
    )
    change = Change(Path("state"), Verdict.CHANGE, State.PUBLISHED, State.ARCHIVED)
    return Archive(edit=planned, changes=(change,))


# ---- what holds for both


def _unharvested(case: Case, step: Step) -> Step:
    """A harvester would rewrite what we write."""
    entry = step.edit.entry if isinstance(step, Update) else None
    if entry is None or entry.harvested is None or case.wanted.accepts_foreign:
        return step
    return blocks.foreign(case.wanted, entry, entry.harvested)


def _permitted(case: Case, step: Step) -> Step:
    """A step that writes, where the token may not."""
    return (blocks.no_right(case.wanted, case.access) or step) if isinstance(step, Update | Create) else step
