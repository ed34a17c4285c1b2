"""A write that takes several calls: what goes first, what goes last. Pure.

First everything but the bytes, with a marker that says which files are on their way; then each file; last the marker
that says what was done, and, for an entry that is new, the state that lets the public see it.
"""

from collections.abc import Mapping
from dataclasses import replace

from publisher.model.dataset import EMPTY, Dataset, RemoteResource, Resource, ResourceWrite, only_resource
from publisher.model.entry import Entry
from publisher.model.marker import LastApplied, Marker, ResourceLastApplied
from publisher.model.names import RemoteId, ResourceId
from publisher.model.plan import EntryCreation, EntryEdit
from publisher.model.traits import Traits
from publisher.model.values import UNMANAGED, Managed, State, digest
from publisher.sync.compare.marker import with_echoes

RemoteIds = Mapping[ResourceId, RemoteId]
"""The ids that a catalogue gave to our resources."""


def in_one_call(planned: EntryCreation, traits: Traits) -> bool:
    """Whether an entry can be made, whole and seen by all, with one call."""
    return traits.unique_names and not planned.uploads


def first_creation(planned: EntryCreation) -> EntryCreation:
    """The entry, private, without the bytes of its files."""
    draft = replace(planned.content, state=State.DRAFT)
    slots = tuple(_without_bytes(slot) for slot in planned.slots)
    return replace(planned, content=draft, slots=slots, marker=_begun(planned, LastApplied(), State.DRAFT))


def first_edit(planned: EntryEdit) -> EntryEdit:
    """Everything but the bytes, and but letting the public see what is not whole. Nothing goes before its successor."""
    state = planned.entry.content.state
    content = replace(planned.content, state=UNMANAGED) if _publishes(planned) else planned.content
    slots = tuple(_without_bytes(slot) for slot in planned.slots or ())
    marker = _begun(planned, planned.entry.base, state if _publishes(planned) else None)
    return replace(planned, content=content, slots=(*slots, *planned.leaving), marker=marker)


def last_edit(
    planned: EntryCreation | EntryEdit, entry: Entry, remotes: RemoteIds
) -> tuple[EntryEdit, tuple[str, ...]]:
    """What makes the entry whole after its files were sent, and the fields that the catalogue stores in its own form.

    Sending a file may have changed its title: every title that was there, or is wanted, is written again.
    """
    titles = _titles(planned)
    sent = replace(planned.content, state=UNMANAGED, resources=tuple(_arrived(slot) for slot in planned.slots or ()))
    marker, rewritten = with_echoes(placed(planned.marker, remotes), sent, entry)
    finished = EntryEdit(
        wanted=planned.wanted,
        entry=entry,
        content=Dataset(state=State.PUBLISHED) if _publishes(planned) else EMPTY,
        slots=tuple(_finished(slot, remotes, titles) for slot in planned.slots or ()) if planned.uploads else None,
        marker=marker,
    )
    return finished, rewritten


def remotes_in(entry: Entry, planned: EntryCreation | EntryEdit, sent: RemoteIds) -> RemoteIds:
    """The id of each of our resources in an entry that was just written; of two that carry one id, the new one's."""
    before = {held.remote for held in planned.entry.resources} if isinstance(planned, EntryEdit) else set()
    fresh = [held for held in entry.resources if held.own is not None and held.remote not in before]
    by_own = {held.own: held.remote for held in fresh}
    found: dict[ResourceId, RemoteId] = {}
    for slot in planned.slots or ():
        remote = slot.remote or (by_own.get(slot.own) if slot.own else None)
        if remote is not None:
            found[slot.content.id] = remote
    return found | dict(sent)


def _arrived(slot: ResourceWrite) -> Resource:
    """What of a resource can be compared by now: of one whose bytes were sent, these; the last call writes the rest."""
    return slot.content if slot.data is None else only_resource(slot.content, ["file"])


def _publishes(planned: EntryCreation | EntryEdit) -> bool:
    """Whether the last call lets the public see the entry."""
    seen = isinstance(planned, EntryEdit) and planned.entry.content.state is State.PUBLISHED
    return planned.content.state is State.PUBLISHED and not seen


def _without_bytes(slot: ResourceWrite) -> ResourceWrite:
    """A resource that is there, without what only its bytes bring; a new one says that it will have some."""
    if slot.data is None:
        return slot
    content = replace(slot.content, data=None)
    return replace(slot, content=content if slot.new else replace(content, file=UNMANAGED))


def _begun(planned: EntryCreation | EntryEdit, before: LastApplied, state: Managed[State]) -> Marker:
    """The marker while files are on their way. What is to go stays in it until it is gone."""
    final = planned.marker.base or LastApplied()
    pending = {slot.content.id for slot in planned.uploads}
    resources = tuple(_pending(one) if one.id in pending else one for one in final.resources)
    named = {one.id for one in resources}
    leaving = tuple(one for one in before.resources if one.id not in named)
    fields = dict(final.fields) | ({"state": digest(state)} if isinstance(state, State) else {})
    return replace(planned.marker, base=LastApplied(fields, final.echoes, (*resources, *leaving)))


def _pending(one: ResourceLastApplied) -> ResourceLastApplied:
    return replace(one, pending=True, echoes={name: echo for name, echo in one.echoes.items() if name != "file"})


def placed(marker: Marker, remotes: RemoteIds) -> Marker:
    """The marker with the ids that the catalogue gave to resources."""
    base = marker.base or LastApplied()
    resources = tuple(replace(one, remote=remotes.get(one.id, one.remote)) for one in base.resources)
    return replace(marker, base=replace(base, resources=resources))


def _titles(planned: EntryCreation | EntryEdit) -> Mapping[RemoteId, Managed[str]]:
    held: tuple[RemoteResource, ...] = planned.entry.resources if isinstance(planned, EntryEdit) else ()
    return {one.remote: one.content.title for one in held}


def _finished(slot: ResourceWrite, remotes: RemoteIds, titles: Mapping[RemoteId, Managed[str]]) -> ResourceWrite:
    remote = remotes.get(slot.content.id, slot.remote)
    if slot.data is None:
        return ResourceWrite(remote, Resource(id=slot.content.id), own=slot.own)
    title = slot.content.title
    if title is UNMANAGED and slot.remote is not None:
        title = titles.get(slot.remote, UNMANAGED)
    content = replace(slot.content, file=UNMANAGED, data=None, title=title)
    return ResourceWrite(remote, content, own=slot.own)
