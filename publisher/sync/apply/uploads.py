"""Sending the bytes of a file, in one call, and making sure that they arrived."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from secrets import token_hex

from publisher.catalogs.base import Catalog
from publisher.catalogs.errors import EntryChanged, OutcomeUnknown, Refused
from publisher.catalogs.retry import retrying
from publisher.catalogs.stop_request import StopRequest
from publisher.model.dataset import RemoteResource, ResourceWrite
from publisher.model.entry import Entry
from publisher.model.files import MeasuredFile
from publisher.model.messages import message
from publisher.model.names import RemoteId
from publisher.model.values import File
from publisher.sync.apply.unknown_outcome import is_unknown, look_after

Sleep = Callable[[float], None]


@dataclass(frozen=True)
class WriteOptions:
    """How a run writes."""

    sleep: Sleep
    verify: bool = False
    """Whether each file that was sent is downloaded again and compared."""
    stop: StopRequest = field(default_factory=StopRequest)
    """Whether no further entry is to be begun."""
    public: bool = False
    """Whether everybody can read the journal and the outcomes."""
    run: str = field(default_factory=partial(token_hex, 4))
    """Tells the entries that this run makes from those that another makes at the same time."""


def send_file(
    catalog: Catalog, entry: Entry, resource_write: ResourceWrite, options: WriteOptions
) -> tuple[Entry, RemoteId]:
    """Send a file into an entry; return the entry afterwards, and the id of the file's resource.

    Raises `CatalogError`.
    """
    data = resource_write.data
    if data is None:
        raise TypeError(f"{resource_write.content.id} has no file to send")
    _refuse_changed_file(catalog, data)
    latest = entry

    def attempt() -> Entry:
        """Send the file; again after an unknown outcome, unless a read shows that it arrived."""
        nonlocal latest
        try:
            return catalog.upload(latest, resource_write, data)
        except (OutcomeUnknown, EntryChanged) as error:
            current = look_after(error, lambda: catalog.reread(entry))
            if current is None or current.marker != entry.marker:
                raise EntryChanged(catalog.name, error.what, error.fix) from error
            if isinstance(error, OutcomeUnknown):
                if _arrived(entry, current, resource_write, data):
                    return current
                latest = current
            raise

    after = retrying(is_unknown, options.sleep)(attempt)
    resource = _checked(catalog, _resource_with_file(entry, after, resource_write, data), data)
    if options.verify:
        _verify(catalog, resource, data)
    return after, resource.remote_id


def _checked(catalog: Catalog, resource: RemoteResource | None, data: MeasuredFile) -> RemoteResource:
    """Return the resource that has the file. Raises `Refused` where it has not, or has other bytes."""
    if resource is None or not _has_same_bytes(resource, data):
        what = message("the upload of {name} ({size} bytes) is incomplete or altered", name=data.name, size=data.size)
        raise Refused(catalog.name, what, message("Run the command again: the file will be sent again."))
    return resource


def _arrived(before: Entry, after: Entry, resource_write: ResourceWrite, data: MeasuredFile) -> bool:
    """Return whether a file whose reply was lost is there: its checksum, else another file than before, of its size.

    Where a catalogue returns no checksum, the moment of the change shows that it took a file.
    """
    resource = _resource_with_file(before, after, resource_write, data)
    if resource is None:
        return False
    previous = next((other for other in before.resources if other.remote_id == resource.remote_id), None)
    changed = previous is None or previous.content.file != resource.content.file
    return changed and _has_same_bytes(resource, data)


def _resource_with_file(
    before: Entry, after: Entry, resource_write: ResourceWrite, data: MeasuredFile
) -> RemoteResource | None:
    """Return the resource that the file was sent to; without an id, a new resource with its bytes."""
    if resource_write.remote_id is not None:
        return next((resource for resource in after.resources if resource.remote_id == resource_write.remote_id), None)
    before_ids = {resource.remote_id for resource in before.resources}
    new = (
        resource
        for resource in after.resources
        if resource.remote_id not in before_ids and resource.address is not None
    )
    return next((resource for resource in new if _has_same_bytes(resource, data)), None)


def _has_same_bytes(resource: RemoteResource, data: MeasuredFile) -> bool:
    file = resource.content.file
    if not isinstance(file, File) or file.size != data.size:
        return False
    return file.kind not in ("sha1", "sha256") or file in (data.content("sha1"), data.content("sha256"))


def _refuse_changed_file(catalog: Catalog, data: MeasuredFile) -> None:
    """Refuse a file that was changed since it was measured. Raises `Refused`."""
    try:
        stat = data.path.stat()
        same = (stat.st_size, stat.st_mtime_ns) == (data.size, data.changed)
    except FileNotFoundError:
        same = False
    if not same:
        what = message("the file {name} changed during the run", name=data.name)
        raise Refused(catalog.name, what, message("Run the command again."))


def _verify(catalog: Catalog, resource: RemoteResource, data: MeasuredFile) -> None:
    """Download a file and compare it with ours. Raises `Refused`."""
    downloaded, size = hashlib.sha256(), 0
    for chunk in catalog.fetch(resource):
        downloaded.update(chunk)
        size += len(chunk)
        if size > data.size:  # another file, perhaps without end
            break
    if size != data.size or downloaded.hexdigest() != data.sha256:
        what = message(
            "the file {name}, downloaded from the catalogue, differs from the one that was sent", name=data.name
        )
        raise Refused(catalog.name, what, message("Run the command again: the file will be sent again."))
