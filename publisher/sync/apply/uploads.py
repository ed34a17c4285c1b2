"""Sending the bytes of files, one call each, and making sure that they arrived."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from publisher.catalogs.base import Catalog
from publisher.catalogs.errors import EntryChanged, OutcomeUnknown, Refused
from publisher.catalogs.retry import retrying
from publisher.model.dataset import RemoteResource, ResourceWrite
from publisher.model.entry import Entry
from publisher.model.files import MeasuredFile
from publisher.model.messages import message
from publisher.model.names import RemoteId, ResourceId
from publisher.model.values import File
from publisher.sync.apply.doubt import is_doubtful, look

Sleep = Callable[[float], None]


@dataclass(frozen=True)
class WriteOptions:
    """How a run writes."""

    sleep: Sleep
    verify: bool = False
    """Whether each file that was sent is downloaded again and compared."""


def send(
    catalog: Catalog, entry: Entry, resource_writes: Iterable[ResourceWrite], write_options: WriteOptions
) -> tuple[Entry, dict[ResourceId, RemoteId]]:
    """Send files into an entry; the entry afterwards, and the resource that each file is in. Raises `CatalogError`."""
    sent: dict[ResourceId, RemoteId] = {}
    for resource_write in resource_writes:
        data = resource_write.data
        if data is None:
            continue
        _refuse_changed(catalog, data)
        entry, held = _send_one(catalog, entry, resource_write, data, write_options)
        if write_options.verify:
            _verify(catalog, held, data)
        sent[resource_write.content.id] = held.remote_id
    return entry, sent


def _send_one(
    catalog: Catalog, entry: Entry, resource_write: ResourceWrite, data: MeasuredFile, write_options: WriteOptions
) -> tuple[Entry, RemoteResource]:
    """Send one file; again after a doubt, unless a look says that it arrived."""
    latest = entry

    def attempt() -> Entry:
        nonlocal latest
        try:
            return catalog.upload(latest, resource_write, data)
        except (OutcomeUnknown, EntryChanged) as doubt:
            found = look(doubt, lambda: catalog.reread(entry))
            if found is None or found.marker != entry.marker:
                raise EntryChanged(catalog.name, doubt.what, doubt.fix) from doubt
            if isinstance(doubt, OutcomeUnknown) and _arrived(entry, found, resource_write, data):
                return found
            latest = found if isinstance(doubt, OutcomeUnknown) else latest
            raise

    after = retrying(is_doubtful, write_options.sleep)(attempt)
    held = _place(entry, after, resource_write, data)
    if held is None or not _same_bytes(held, data):
        what = message("the file {name} did not arrive whole: it has {size} bytes", name=data.name, size=data.size)
        raise Refused(catalog.name, what, message("Run the command again: the file will be sent again."))
    return after, held


def _arrived(before: Entry, after: Entry, resource_write: ResourceWrite, data: MeasuredFile) -> bool:
    """Whether a file whose reply was lost is there: its bytes, where the catalogue tells, else other bytes of its size.

    For a catalogue that tells nothing of the bytes, the moment of the change says that it took some.
    """
    held = _place(before, after, resource_write, data)
    last = next((one for one in before.resources if held and one.remote_id == held.remote_id), None)
    changed = last is None or held is None or last.content.file != held.content.file
    return held is not None and changed and _same_bytes(held, data)


def _place(before: Entry, after: Entry, resource_write: ResourceWrite, data: MeasuredFile) -> RemoteResource | None:
    """Where the file is: in the resource we named, else in one that was not there before."""
    if resource_write.remote_id is not None:
        return next((one for one in after.resources if one.remote_id == resource_write.remote_id), None)
    known = {one.remote_id for one in before.resources}
    fresh = (one for one in after.resources if one.remote_id not in known and one.address is not None)
    return next((one for one in fresh if _same_bytes(one, data)), None)


def _same_bytes(held: RemoteResource, data: MeasuredFile) -> bool:
    found = held.content.file
    if not isinstance(found, File) or found.size != data.size:
        return False
    return found.kind not in ("sha1", "sha256") or found in (data.content("sha1"), data.content("sha256"))


def _refuse_changed(catalog: Catalog, data: MeasuredFile) -> None:
    """A file that changed since it was read is another file."""
    try:
        found = data.path.stat()
        same = (found.st_size, found.st_mtime_ns) == (data.size, data.changed)
    except FileNotFoundError:
        same = False
    if not same:
        what = message("the file {name} changed while the run went on", name=data.name)
        raise Refused(catalog.name, what, message("Run the command again."))


def _verify(catalog: Catalog, held: RemoteResource, data: MeasuredFile) -> None:
    """Download a file and compare it with ours."""
    seen = hashlib.sha256()
    for chunk in catalog.fetch(held):
        seen.update(chunk)
    if seen.hexdigest() != data.sha256:
        what = message("the file {name}, downloaded again, is not the one that was sent", name=data.name)
        raise Refused(catalog.name, what, message("Run the command again: the file will be sent again."))
