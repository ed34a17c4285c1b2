"""From what is wanted and what is there to a step for each dataset. Pure: nothing is asked, nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass

from publisher.model.change import Change, ChangeKind, FieldPath
from publisher.model.dataset import Dataset
from publisher.model.desired import DesiredDataset, Projection
from publisher.model.entry import Access, Entry, HiddenEntry, LookupResult
from publisher.model.marker import LastApplied, Marker
from publisher.model.messages import message
from publisher.model.names import DatasetKey
from publisher.model.plan import (
    Archive,
    BlockReason,
    Conflict,
    Create,
    Drift,
    EntryEdit,
    MarkerUpdate,
    Restore,
    Same,
    Step,
    Takeover,
    Update,
)
from publisher.model.traits import Traits
from publisher.model.values import State, digest
from publisher.sync.compare.conflicts import OnDrift, ResolutionPolicy, ResolvedChanges, resolve
from publisher.sync.compare.diff import PairedResources, diff, has_outdated_marker, pair
from publisher.sync.plan import blocked
from publisher.sync.plan.adoptable import unfit
from publisher.sync.plan.duplicates import stays
from publisher.sync.plan.edit_builder import OurIds, creation, edit
from publisher.sync.plan.entry_index import EntryIndex


@dataclass(frozen=True, kw_only=True)
class Case:
    """Everything that is known about one dataset in one catalogue."""

    desired: DesiredDataset
    projection: Projection
    entry_index: EntryIndex
    found: LookupResult
    """What a look at the name told, where the bulk read had nothing."""
    name: str | None
    """The name a new entry would get."""
    chosen: OurIds
    traits: Traits
    access: Access

    @property
    def content(self) -> Dataset:
        """What the catalogue should hold."""
        return self.projection.content


def decide(case: Case, policy: ResolutionPolicy) -> Step:
    """The step for one dataset in one catalogue."""
    found = case.entry_index.owned(case.desired)
    live = _one_of(case, tuple(entry for entry in found if not entry.deleted))
    if len(live) == 1:
        step = _existing(case, live[0], policy)
    elif any(not entry.deleted for entry in found):
        step = blocked.doubled(entry for entry in found if not entry.deleted)
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
        formerly = any(entry.marker and entry.marker.key != case.desired.key for entry in live)
        return live if formerly else tuple(entry for entry in live if entry.name == case.name)
    seen = tuple(entry for entry in live if entry.content.state is not State.DRAFT)
    kept = stays(live)
    return seen if seen or kept is None else (kept,)


def needs_look(desired: DesiredDataset, entry_index: EntryIndex, name: str | None) -> bool:
    """Whether the bulk read leaves open what stands under a dataset's name."""
    return (
        name is not None
        and desired.content.state is State.PUBLISHED
        and not entry_index.owned(desired)
        and name not in entry_index.by_name
    )


# ---- an entry of ours exists


def _existing(case: Case, entry: Entry, policy: ResolutionPolicy) -> Step:
    if not entry.is_in(case.desired.organization):
        return blocked.other_organization(case.desired, entry)
    paired = pair(case.content.resources, entry, entry.last_applied, case.chosen)
    changes = diff(case.content, entry, entry.last_applied, paired, case.desired.ignored)
    settled = resolve((*_renamed(case.desired, entry), *changes), policy)
    if settled.conflicts:
        return Conflict(entry=entry, changes=settled.conflicts)
    if settled.applied or any(change.verdict is ChangeKind.CONFLICT for change in settled.kept):
        return _write(
            entry, edit(case.desired, case.content, entry, paired, settled, case.chosen, case.traits), settled
        )
    return _unchanged(case, entry, paired, settled)


def _unchanged(case: Case, entry: Entry, paired: PairedResources, settled: ResolvedChanges) -> Step:
    """Nothing to bring to the portal; the marker alone may have something to learn."""
    planned = edit(case.desired, case.content, entry, paired, settled, case.chosen, case.traits)
    found = MarkerUpdate(edit=planned, changes=(), kept=settled.kept)
    learns = has_outdated_marker(case.content, entry, entry.last_applied, paired, case.desired.ignored)
    refused = blocked.marker_too_large(planned.marker) or blocked.no_right(case.desired, case.access)
    return found if learns and not refused and isinstance(_unharvested(case, found), MarkerUpdate) else found.otherwise


def _renamed(desired: DesiredDataset, entry: Entry) -> Iterable[Change]:
    """The manifest's file was renamed: the marker must follow."""
    if entry.marker and entry.marker.key != desired.key:
        yield Change(FieldPath("key"), ChangeKind.CHANGE, entry.marker.key, desired.key)


def _write(entry: Entry, planned: EntryEdit, settled: ResolvedChanges) -> Step:
    if too_large := blocked.marker_too_large(planned.marker):
        return too_large
    if _hides(entry, settled.applied):
        kind: type[Update] = Archive
    elif any(change.verdict is ChangeKind.TAKEOVER for change in settled.applied):
        kind = Takeover
    else:
        kind = Update
    return kind(edit=planned, changes=settled.applied, kept=settled.kept)


def _hides(entry: Entry, applied: Iterable[Change]) -> bool:
    return entry.content.state is State.PUBLISHED and any(change.path == FieldPath("state") for change in applied)


# ---- no entry of ours was found


def _absent(case: Case, policy: ResolutionPolicy) -> Step:
    desired = case.desired
    if desired.entry is not None:
        if isinstance(case.found, Entry) and _ours(desired, case.found):
            return _standing(case, case.found, policy)
        return _proposed(case, desired.entry)
    if case.content.state is not State.PUBLISHED:
        return Same(message("{state}: not created where it does not exist", state=_state_word(case.content)))
    standing = case.entry_index.by_name.get(case.name or "") or case.found
    if isinstance(standing, HiddenEntry):
        return blocked.hidden(standing)
    if standing is not None:
        return _standing(case, standing, policy)
    known = [
        case.entry_index.by_resource[remote]
        for remote in case.chosen.values()
        if remote in case.entry_index.by_resource
    ]
    if known and known[0].marker is None:
        return blocked.second_writer(desired, known[0])
    if known and case.traits.takes_ids:
        return blocked.taken(desired, known[0], BlockReason.IDS_TAKEN)
    twins = case.entry_index.by_title.get((desired.organization, case.content.title), ())
    foreign = next((one for one in twins if not one.deleted and not _ours(desired, one)), None)
    if foreign is not None:
        return blocked.taken(desired, foreign, BlockReason.TITLE_TAKEN)
    planned = creation(desired, case.content, case.chosen, case.traits)
    return blocked.marker_too_large(planned.marker) or Create(creation=planned)


def _ours(desired: DesiredDataset, entry: Entry) -> bool:
    return entry.marker is not None and entry.marker.repository == desired.repository


def _proposed(case: Case, name: str) -> Step:
    """The manifest names an entry that exists: it is a person's to adopt."""
    entry = case.entry_index.by_id.get(name) or case.entry_index.by_name.get(name)
    if entry is None:
        return blocked.no_entry(case.desired, name)
    return unfit(case.desired, entry) or blocked.to_adopt(case.desired, entry)


def _state_word(content: Dataset) -> str:
    return content.state.value if isinstance(content.state, State) else ""


def _standing(case: Case, entry: Entry, policy: ResolutionPolicy) -> Step:
    """Something stands under our name: whose is it?"""
    desired = case.desired
    if entry.marker is not None and entry.marker.repository == desired.repository:
        if entry.marker.key not in (desired.key, *desired.previously):
            return blocked.taken(desired, entry, BlockReason.NAME_TAKEN)
        return _deleted(case, entry, policy) if entry.deleted else _existing(case, entry, policy)
    if entry.marker is None and any(held.remote_id in case.chosen.values() for held in entry.resources):
        return blocked.second_writer(desired, entry)
    return blocked.taken(desired, entry, BlockReason.DELETED_FOREIGN if entry.deleted else BlockReason.NAME_TAKEN)


def _deleted(case: Case, entry: Entry, policy: ResolutionPolicy) -> Step:
    """An entry of ours was deleted on the portal: that is drift of the whole entry."""
    if not entry.is_in(case.desired.organization):
        return blocked.other_organization(case.desired, entry)
    if policy.drift is OnDrift.KEEP:
        return Drift(entry=entry, kept=())
    paired = pair(case.content.resources, entry, entry.last_applied, case.chosen)
    settled = resolve(diff(case.content, entry, entry.last_applied, paired, case.desired.ignored), policy)
    if settled.conflicts:
        return Conflict(entry=entry, changes=settled.conflicts)
    planned = edit(case.desired, case.content, entry, paired, settled, case.chosen, case.traits)
    too_large = blocked.marker_too_large(planned.marker)
    return too_large or Restore(edit=planned, changes=settled.applied, kept=settled.kept)


# ---- entries that no manifest names


def orphans(
    entry_index: EntryIndex, desired: Iterable[DesiredDataset], broken: frozenset[DatasetKey]
) -> tuple[Entry, ...]:
    """Entries of ours, seen by the public, that no manifest names any more, readable or not."""
    named = broken.union(key for one in desired for key in (one.key, *one.previously))
    return tuple(
        entry
        for key, entries in entry_index.by_key.items()
        if key not in named
        for entry in entries
        if entry.content.state is State.PUBLISHED and not entry.deleted
    )


def archive_orphan(entry: Entry, marker: Marker) -> Archive:
    """Hide an entry that no manifest names any more. It is never deleted."""
    last_applied = marker.last_applied or LastApplied()
    fields = dict(last_applied.fields) | {"state": digest(State.ARCHIVED)}
    planned = EntryEdit(
        desired=None,
        entry=entry,
        content=Dataset(state=State.ARCHIVED),
        resource_writes=None,
        marker=Marker(marker.repository, marker.key, LastApplied(fields, last_applied.echoes, last_applied.resources)),
    )
    change = Change(FieldPath("state"), ChangeKind.CHANGE, State.PUBLISHED, State.ARCHIVED)
    return Archive(edit=planned, changes=(change,))


# ---- what holds for both


def _unharvested(case: Case, step: Step) -> Step:
    """A harvester would rewrite what we write."""
    entry = step.edit.entry if isinstance(step, Update) else None
    if entry is None or entry.harvested is None or case.desired.accepts_foreign:
        return step
    return blocked.foreign(case.desired, entry, entry.harvested)


def _permitted(case: Case, step: Step) -> Step:
    """A step that writes, where the token may not."""
    return (blocked.no_right(case.desired, case.access) or step) if isinstance(step, Update | Create) else step
