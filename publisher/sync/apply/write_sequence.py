"""The calls that write one entry, as a list of steps made before the first call; and the marker at each. Pure.

One call is enough where no file is sent and the entry may be seen at once. Otherwise the first call writes the metadata
only, with a marker that names the pending files. Then each file is sent. The last call clears `pending` and lets the
public see a new entry.

A new resource of an entry that exists is made by the call that sends its file, so that the public never finds one
without an address. Where that call gives the resource a title and a place of the catalogue's own, the next call puts
them right, before another file is sent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from publisher.model.catalog import Traits
from publisher.model.dataset import EMPTY, Dataset, RemoteResource, Resource, ResourceWrite, only_resource
from publisher.model.entry import Entry
from publisher.model.marker import LastApplied, Marker, ResourceLastApplied
from publisher.model.names import RemoteId, ResourceId
from publisher.model.plan import EntryCreation, EntryEdit
from publisher.model.values import PRIVATE_STATES, UNMANAGED, Managed, State, digest
from publisher.sync.compare.marker import RemoteIds, with_echoes, with_remote_ids

EntryWrite = EntryCreation | EntryEdit

NO_IDS: Final[RemoteIds] = MappingProxyType({})


@dataclass(frozen=True)
class CreateEntry:
    """The first call for a new entry."""

    creation: EntryCreation


@dataclass(frozen=True)
class UpdateEntry:
    """The first call for an entry that exists."""

    edit: EntryEdit


@dataclass(frozen=True)
class SendFile:
    """The call that sends one file."""

    resource_write: ResourceWrite


@dataclass(frozen=True)
class SettleFile:
    """The call after a file that others follow, where the catalogue gave its resource another title and place."""


@dataclass(frozen=True)
class FinishEntry:
    """The call after the files: titles, the marker without `pending`, and for a new entry its publication."""

    whole: bool = False
    """Whether every value is sent again: without a lock, another run may have written to the new entry meanwhile."""


@dataclass(frozen=True)
class RecordReply:
    """A write of the marker alone, where the last reply shows an id or an echo that it lacks."""


LaterStep = SendFile | SettleFile | FinishEntry | RecordReply


@dataclass(frozen=True)
class WriteSteps:
    """The steps that write one entry, in their order."""

    first: CreateEntry | UpdateEntry
    later: tuple[LaterStep, ...]


def write_steps(planned: EntryWrite, traits: Traits, run: str | None = None) -> WriteSteps:
    """Return the steps that write an entry. `run`: the run, by which it knows an entry that it is making."""
    files = tuple(SendFile(resource_write) for resource_write in _placed_uploads(planned))
    one_call: tuple[LaterStep, ...] = (RecordReply(),)
    finish = FinishEntry(whole=isinstance(planned, EntryCreation) and not traits.unique_names)
    several_calls: tuple[LaterStep, ...] = (*_sent_in_turn(files, planned, traits), finish, RecordReply())
    if isinstance(planned, EntryCreation):
        if not files and traits.unique_names:
            return WriteSteps(CreateEntry(planned), one_call)
        made_by = None if traits.unique_names else run
        return WriteSteps(CreateEntry(_draft_creation(planned, made_by)), several_calls)
    if not files:
        return WriteSteps(UpdateEntry(planned), one_call)
    return WriteSteps(UpdateEntry(_metadata_edit(planned)), several_calls)


def _placed_uploads(planned: EntryWrite) -> Iterable[ResourceWrite]:
    """Yield the resources whose file is sent, each with the one that it follows."""
    previous: RemoteId | None = None
    for write in planned.resource_writes or ():
        if write.data is not None:
            yield replace(write, follows=previous)
        previous = write.remote_id or previous


def _sent_in_turn(files: Sequence[SendFile], planned: EntryWrite, traits: Traits) -> Iterable[LaterStep]:
    """Yield the steps that send files; in an entry that the public may see, each is settled before the next."""
    seen = isinstance(planned, EntryEdit) and planned.entry.content.state not in PRIVATE_STATES
    for place, file in enumerate(files, start=1):
        yield file
        if seen and not traits.takes_ids and place < len(files):
            yield SettleFile()


def _draft_creation(planned: EntryCreation, run: str | None) -> EntryCreation:
    """Return the first call for a new entry: private, and without the bytes of its files."""
    marker = first_marker(planned)
    return replace(
        planned,
        content=replace(planned.content, state=State.DRAFT),
        resource_writes=tuple(_without_bytes(write) for write in planned.resource_writes),
        marker=replace(marker, last_applied=replace(marker.last_applied or LastApplied(), run=run)),
    )


def _metadata_edit(planned: EntryEdit) -> EntryEdit:
    """Return the first call: metadata only. A new entry stays private; a resource that will be replaced stays.

    A new resource with a file is not listed before its bytes are there.
    """
    listed = (write for write in planned.resource_writes or () if not (write.new and write.data is not None))
    writes = tuple(_without_bytes(write) for write in listed)
    return replace(
        planned,
        content=replace(planned.content, state=UNMANAGED) if _publishes(planned) else planned.content,
        resource_writes=(*writes, *planned.removals),
        marker=first_marker(planned),
    )


def last_edit(
    planned: EntryWrite, entry: Entry, sent: RemoteIds, *, whole: bool = False
) -> tuple[EntryEdit, tuple[str, ...]]:
    """Return the call after the files, and the names of the fields that the catalogue has rewritten.

    Sending a file may have changed its resource's title: every title that was there, or is desired, is written again.
    `sent`: the resources in which the files are. `whole`: every other value is written again, too.
    """
    titles, remote_ids = _titles(planned), remote_ids_in(entry, planned) | dict(sent)
    marker, rewritten = marker_after_reply(planned, entry, sent, state_was_sent=False)
    edit = EntryEdit(
        desired=planned.desired,
        entry=entry,
        content=planned.content if whole else Dataset(state=_last_state(planned)),
        resource_writes=tuple(
            _last_write(write, remote_ids, titles, whole=whole) for write in planned.resource_writes or ()
        )
        if planned.uploads or whole
        else None,
        marker=marker,
    )
    return edit, rewritten


def settling_edit(planned: EntryEdit, entry: Entry, sent: RemoteIds) -> EntryEdit:
    """Return the call after a file that others follow: titles and order are put right, the others stay pending."""
    edit, _rewritten = last_edit(planned, entry, sent)
    waiting = {write.content.id for write in planned.uploads if write.content.id not in sent}
    not_made = {write.content.id for write in planned.uploads if write.new} & waiting
    writes = tuple(write for write in edit.resource_writes or () if write.content.id not in not_made)
    last, first = edit.marker.last_applied or LastApplied(), first_marker(planned).last_applied or LastApplied()
    settled = {resource.id: resource for resource in last.resources if resource.id not in waiting}
    resources = tuple(settled.get(resource.id, resource) for resource in first.resources)
    marker = replace(edit.marker, last_applied=replace(first, resources=resources))
    return replace(edit, content=EMPTY, resource_writes=(*writes, *planned.removals), marker=marker)


def marker_edit(written: EntryWrite, entry: Entry, marker: Marker) -> EntryEdit:
    """Return a write of the marker, and of nothing else."""
    return EntryEdit(desired=written.desired, entry=entry, content=EMPTY, resource_writes=None, marker=marker)


def _publishes(planned: EntryWrite) -> bool:
    """Return whether the last call lets the public see the entry."""
    was_public = isinstance(planned, EntryEdit) and planned.entry.content.state is State.PUBLISHED
    return planned.content.state is State.PUBLISHED and not was_public


def _last_state(planned: EntryWrite) -> Managed[State]:
    """Return the state that the last call writes: of what is published, and of a new entry."""
    return planned.content.state if _publishes(planned) or isinstance(planned, EntryCreation) else UNMANAGED


def _without_bytes(write: ResourceWrite) -> ResourceWrite:
    """Return the write of a resource without its bytes; a new one keeps `file`, to announce its upload."""
    if write.data is None:
        return write
    content = replace(write.content, data=None)
    return replace(write, content=content if write.new else replace(content, file=UNMANAGED))


def _last_write(
    write: ResourceWrite, remote_ids: RemoteIds, titles: Mapping[RemoteId, Managed[str]], *, whole: bool
) -> ResourceWrite:
    remote_id = remote_ids.get(write.content.id, write.remote_id)
    if write.data is None and whole:
        return replace(write, remote_id=remote_id, new=False)
    if write.data is None:
        return ResourceWrite(remote_id, Resource(id=write.content.id), our_id=write.our_id)
    title = write.content.title
    if title is UNMANAGED and write.remote_id is not None:
        title = titles.get(write.remote_id, UNMANAGED)
    content = replace(write.content, file=UNMANAGED, data=None, title=title)
    return ResourceWrite(remote_id, content, our_id=write.our_id)


def _titles(planned: EntryWrite) -> Mapping[RemoteId, Managed[str]]:
    resources: tuple[RemoteResource, ...] = planned.entry.resources if isinstance(planned, EntryEdit) else ()
    return {resource.remote_id: resource.content.title for resource in resources}


# ---- the marker


def first_marker(planned: EntryWrite) -> Marker:
    """Return the marker while files are pending. A resource that will be removed stays in it until it is removed."""
    last, final = LastApplied(), planned.marker.last_applied or LastApplied()
    state: Managed[State] = State.DRAFT
    if isinstance(planned, EntryEdit):
        last = planned.entry.last_applied
        state = planned.entry.content.state if _publishes(planned) else UNMANAGED
    pending = {write.content.id for write in planned.uploads}
    resources = tuple(_pending(resource) if resource.id in pending else resource for resource in final.resources)
    named = {resource.id for resource in resources}
    leaving = tuple(resource for resource in last.resources if resource.id not in named)
    fields = dict(final.fields) | ({"state": digest(state)} if isinstance(state, State) else {})
    return replace(planned.marker, last_applied=LastApplied(fields, final.echoes, (*resources, *leaving)))


def _pending(resource: ResourceLastApplied) -> ResourceLastApplied:
    echoes = {name: echo for name, echo in resource.echoes.items() if name != "file"}
    return replace(resource, pending=True, echoes=echoes)


def marker_after_reply(
    written: EntryWrite, reply: Entry, sent: RemoteIds = NO_IDS, *, state_was_sent: bool = True
) -> tuple[Marker, tuple[str, ...]]:
    """Return the marker with everything that only a reply shows, and the names of the fields that were rewritten.

    These are the ids of new resources, and the form in which values are stored. `sent`: the id of the resource that has
    each file.
    """
    resources = tuple(_comparable(write) for write in written.resource_writes or ())
    content = written.content if state_was_sent else replace(written.content, state=UNMANAGED)
    marker = with_remote_ids(written.marker, remote_ids_in(reply, written) | dict(sent))
    return with_echoes(marker, replace(content, resources=resources), reply)


def remote_ids_in(reply: Entry, written: EntryWrite) -> dict[ResourceId, RemoteId]:
    """Return the id of each of our resources in a reply; of two with the same id of ours, the new one's."""
    before = {resource.remote_id for resource in written.entry.resources} if isinstance(written, EntryEdit) else set()
    new = [resource for resource in reply.resources if resource.our_id is not None and resource.remote_id not in before]
    by_our_id = {resource.our_id: resource.remote_id for resource in new}
    ids: dict[ResourceId, RemoteId] = {}
    for write in written.resource_writes or ():
        remote_id = write.remote_id or (by_our_id.get(write.our_id) if write.our_id else None)
        if remote_id is not None:
            ids[write.content.id] = remote_id
    return ids


def _comparable(write: ResourceWrite) -> Resource:
    """Return what a reply can be compared with: of a resource whose file was sent, that file alone."""
    return write.content if write.data is None else only_resource(write.content, ["file"])
