"""The files of a catalogue that a write replaces or removes. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publisher.model.dataset import RemoteResource, ResourceWrite
from publisher.model.entry import Entry
from publisher.model.files import MeasuredFile
from publisher.model.marker import ResourceLastApplied, SentFile
from publisher.model.messages import Message, message
from publisher.model.names import ResourceId
from publisher.model.plan import EntryEdit, Step, Update
from publisher.model.replaced_file import LARGEST_KEPT
from publisher.model.values import File, digest


@dataclass(frozen=True)
class FormerFile:
    """A file that a catalogue keeps, and will not keep any more."""

    resource: ResourceId
    remote: RemoteResource
    sent: SentFile | None
    """What we sent, where that is what the catalogue still has; None where somebody may have put another file there."""
    successor: MeasuredFile | None
    """The file that takes its place; None where none does."""


def former_files(edit: EntryEdit) -> Iterator[FormerFile]:
    """Yield the hosted files that an edit replaces or removes; not those of ours that it only removes."""
    hosted = {remote.remote_id: remote for remote in edit.entry.resources if remote.address is not None}
    removals = {write.remote_id for write in edit.removals}
    for write in (*(edit.resource_writes or ()), *edit.removals):
        remote = hosted.get(write.remote_id) if write.remote_id is not None else None
        if remote is None or not (write.data or write.remote_id in removals or isinstance(write.content.url, str)):
            continue
        last = _last_applied(edit.entry, remote, write)
        sent = last.sent if last is not None and _is_as_sent(remote, last) else None
        if sent is None or write.data is not None:
            yield FormerFile(last.id if last else write.content.id, remote, sent, write.data)


def _last_applied(entry: Entry, remote: RemoteResource, write: ResourceWrite) -> ResourceLastApplied | None:
    resources = entry.last_applied.resources
    by_id = (resource for resource in resources if resource.remote_id == remote.remote_id)
    return next(by_id, entry.last_applied.resource(write.content.id))


def _is_as_sent(remote: RemoteResource, last: ResourceLastApplied) -> bool:
    """Return whether the catalogue has the file that we sent last.

    While an upload is pending, where the catalogue has no checksum, nobody knows: the marker has no echo of it then.
    """
    applied = (last.fields.get("file"), last.echoes.get("file"))
    return isinstance(remote.content.file, File) and digest(remote.content.file) in applied


def files_that_get_lost(step: Step) -> Iterable[Message]:
    """Yield a message for each file of somebody else's that a step replaces, and whose bytes no run will keep."""
    if not isinstance(step, Update):
        return
    for former in former_files(step.edit):
        if former.sent is not None:
            continue
        if step.edit.entry.withheld:
            yield message(
                "the file of {resource} in {catalog} is replaced, and not kept: the entry is not public, and everybody "
                "can read what this run keeps",
                resource=former.resource,
                catalog=step.edit.entry.catalog,
            )
        elif (former.remote.file_size or 0) > LARGEST_KEPT:
            yield message(
                "the file of {resource} in {catalog} is replaced, and not kept: it is larger than {limit} MB. To have "
                "it, download it now: {address}",
                resource=former.resource,
                catalog=step.edit.entry.catalog,
                limit=LARGEST_KEPT // 1_000_000,
                address=former.remote.address or "",
            )
