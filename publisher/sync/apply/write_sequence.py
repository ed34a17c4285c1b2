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
    resource_writes = tuple(_without_bytes(resource_write) for resource_write in planned.resource_writes)
    return replace(
        planned, content=draft, resource_writes=resource_writes, marker=_begun(planned, LastApplied(), State.DRAFT)
    )


def first_edit(planned: EntryEdit) -> EntryEdit:
    """Everything but the bytes, and but letting the public see what is not whole. Nothing goes before its successor."""
    state = planned.entry.content.state
    content = replace(planned.content, state=UNMANAGED) if _publishes(planned) else planned.content
    resource_writes = tuple(_without_bytes(resource_write) for resource_write in planned.resource_writes or ())
    marker = _begun(planned, planned.entry.last_applied, state if _publishes(planned) else None)
    return replace(planned, content=content, resource_writes=(*resource_writes, *planned.leaving), marker=marker)


def last_edit(
    planned: EntryCreation | EntryEdit, entry: Entry, remotes: RemoteIds
) -> tuple[EntryEdit, tuple[str, ...]]:
    """What makes the entry whole after its files were sent, and the fields that the catalogue stores in its own form.

    Sending a file may have changed its title: every title that was there, or is wanted, is written again.
    """
    titles = _titles(planned)
    sent = replace(
        planned.content,
        state=UNMANAGED,
        resources=tuple(_arrived(resource_write) for resource_write in planned.resource_writes or ()),
    )
    marker, rewritten = with_echoes(placed(planned.marker, remotes), sent, entry)
    finished = EntryEdit(
        desired=planned.desired,
        entry=entry,
        content=Dataset(state=State.PUBLISHED) if _publishes(planned) else EMPTY,
        resource_writes=tuple(
            _finished(resource_write, remotes, titles) for resource_write in planned.resource_writes or ()
        )
        if planned.uploads
        else None,
        marker=marker,
    )
    return finished, rewritten


def remotes_in(entry: Entry, planned: EntryCreation | EntryEdit, sent: RemoteIds) -> RemoteIds:
    """The id of each of our resources in an entry that was just written; of two that carry one id, the new one's."""
    before = {held.remote_id for held in planned.entry.resources} if isinstance(planned, EntryEdit) else set()
    fresh = [held for held in entry.resources if held.our_id is not None and held.remote_id not in before]
    by_own = {held.our_id: held.remote_id for held in fresh}
    found: dict[ResourceId, RemoteId] = {}
    for resource_write in planned.resource_writes or ():
        remote = resource_write.remote_id or (by_own.get(resource_write.our_id) if resource_write.our_id else None)
        if remote is not None:
            found[resource_write.content.id] = remote
    return found | dict(sent)


def _arrived(resource_write: ResourceWrite) -> Resource:
    """What of a resource can be compared by now: of one whose bytes were sent, these; the last call writes the rest."""
    return resource_write.content if resource_write.data is None else only_resource(resource_write.content, ["file"])


def _publishes(planned: EntryCreation | EntryEdit) -> bool:
    """Whether the last call lets the public see the entry."""
    seen = isinstance(planned, EntryEdit) and planned.entry.content.state is State.PUBLISHED
    return planned.content.state is State.PUBLISHED and not seen


def _without_bytes(resource_write: ResourceWrite) -> ResourceWrite:
    """A resource that is there, without what only its bytes bring; a new one says that it will have some."""
    if resource_write.data is None:
        return resource_write
    content = replace(resource_write.content, data=None)
    return replace(resource_write, content=content if resource_write.new else replace(content, file=UNMANAGED))


def _begun(planned: EntryCreation | EntryEdit, before: LastApplied, state: Managed[State]) -> Marker:
    """The marker while files are on their way. What is to go stays in it until it is gone."""
    final = planned.marker.last_applied or LastApplied()
    pending = {resource_write.content.id for resource_write in planned.uploads}
    resources = tuple(_pending(one) if one.id in pending else one for one in final.resources)
    named = {one.id for one in resources}
    leaving = tuple(one for one in before.resources if one.id not in named)
    fields = dict(final.fields) | ({"state": digest(state)} if isinstance(state, State) else {})
    return replace(planned.marker, last_applied=LastApplied(fields, final.echoes, (*resources, *leaving)))


def _pending(one: ResourceLastApplied) -> ResourceLastApplied:
    return replace(one, pending=True, echoes={name: echo for name, echo in one.echoes.items() if name != "file"})


def placed(marker: Marker, remotes: RemoteIds) -> Marker:
    """The marker with the ids that the catalogue gave to resources."""
    last_applied = marker.last_applied or LastApplied()
    resources = tuple(replace(one, remote_id=remotes.get(one.id, one.remote_id)) for one in last_applied.resources)
    return replace(marker, last_applied=replace(last_applied, resources=resources))


def _titles(planned: EntryCreation | EntryEdit) -> Mapping[RemoteId, Managed[str]]:
    held: tuple[RemoteResource, ...] = planned.entry.resources if isinstance(planned, EntryEdit) else ()
    return {one.remote_id: one.content.title for one in held}


def _finished(
    resource_write: ResourceWrite, remotes: RemoteIds, titles: Mapping[RemoteId, Managed[str]]
) -> ResourceWrite:
    remote = remotes.get(resource_write.content.id, resource_write.remote_id)
    if resource_write.data is None:
        return ResourceWrite(remote, Resource(id=resource_write.content.id), our_id=resource_write.our_id)
    title = resource_write.content.title
    if title is UNMANAGED and resource_write.remote_id is not None:
        title = titles.get(resource_write.remote_id, UNMANAGED)
    content = replace(resource_write.content, file=UNMANAGED, data=None, title=title)
    return ResourceWrite(remote, content, our_id=resource_write.our_id)
