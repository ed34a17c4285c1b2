"""Sending the bytes of files, one call each, and making sure that they arrived."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from publisher.catalogs.base import Catalog
from publisher.catalogs.errors import Doubtful, Moved, Refused
from publisher.catalogs.retry import patient
from publisher.model.dataset import Held, Slot
from publisher.model.entry import Entry
from publisher.model.files import Measured
from publisher.model.messages import message
from publisher.model.names import RemoteId, ResourceId
from publisher.model.values import File
from publisher.sync.doubt import is_doubtful, look

Sleep = Callable[[float], None]


@dataclass(frozen=True)
class Care:
    """How a run writes."""

    sleep: Sleep
    verify: bool = False
    """Whether each file that was sent is downloaded again and compared."""


def send(catalog: Catalog, entry: Entry, slots: Iterable[Slot], care: Care) -> tuple[Entry, dict[ResourceId, RemoteId]]:
    """Send files into an entry; the entry afterwards, and the resource that each file is in. Raises `CatalogError`."""
    sent: dict[ResourceId, RemoteId] = {}
    for slot in slots:
        data = slot.data
        if data is None:
            continue
        _refuse_changed(catalog, data)
        entry, held = _send_one(catalog, entry, slot, data, care)
        if care.verify:
            _verify(catalog, held, data)
        sent[slot.content.id] = held.remote
    return entry, sent


def _send_one(catalog: Catalog, entry: Entry, slot: Slot, data: Measured, care: Care) -> tuple[Entry, Held]:
    """Send one file; again after a doubt, unless a look says that it arrived."""
    latest = entry

    def attempt() -> Entry:
        nonlocal latest
        try:
            return catalog.upload(latest, slot, data)
        except (Doubtful, Moved) as doubt:
            found = look(doubt, lambda: catalog.reread(entry))
            if found is None or found.marker != entry.marker:
                raise Moved(catalog.name, doubt.what, doubt.fix) from doubt
            if isinstance(doubt, Doubtful) and _arrived(entry, found, slot, data):
                return found
            latest = found if isinstance(doubt, Doubtful) else latest
            raise

    after = patient(is_doubtful, care.sleep)(attempt)
    held = _place(entry, after, slot, data)
    if held is None or not _same_bytes(held, data):
        what = message("the upload of {name} is incomplete: {size} bytes arrived", name=data.name, size=data.size)
        raise Refused(catalog.name, what, message("Run the command again: the file will be sent again."))
    return after, held


def _arrived(before: Entry, after: Entry, slot: Slot, data: Measured) -> bool:
    """Whether a file whose reply was lost is there: its bytes, where the catalogue tells, else other bytes of its size.

    For a catalogue that tells nothing of the bytes, the moment of the change says that it took some.
    """
    held = _place(before, after, slot, data)
    last = next((one for one in before.resources if held and one.remote == held.remote), None)
    changed = last is None or held is None or last.content.file != held.content.file
    return held is not None and changed and _same_bytes(held, data)


def _place(before: Entry, after: Entry, slot: Slot, data: Measured) -> Held | None:
    """Where the file is: in the resource we named, else in one that was not there before."""
    if slot.remote is not None:
        return next((one for one in after.resources if one.remote == slot.remote), None)
    known = {one.remote for one in before.resources}
    fresh = (one for one in after.resources if one.remote not in known and one.address is not None)
    return next((one for one in fresh if _same_bytes(one, data)), None)


def _same_bytes(held: Held, data: Measured) -> bool:
    found = held.content.file
    if not isinstance(found, File) or found.size != data.size:
        return False
    return found.kind not in ("sha1", "sha256") or found in (data.content("sha1"), data.content("sha256"))


def _refuse_changed(catalog: Catalog, data: Measured) -> None:
    """A file that changed since it was read is another file."""
    try:
        found = data.path.stat()
        same = (found.st_size, found.st_mtime_ns) == (data.size, data.changed)
    except FileNotFoundError:
        same = False
    if not same:
        what = message("the file {name} changed during the run", name=data.name)
        raise Refused(catalog.name, what, message("Run the command again."))


def _verify(catalog: Catalog, held: Held, data: Measured) -> None:
    """Download a file and compare it with ours."""
    seen = hashlib.sha256()
    for chunk in catalog.fetch(held):
        seen.update(chunk)
    if seen.hexdigest() != data.sha256:
        what = message(
            "the file {name}, downloaded from the catalogue, differs from the one that was sent", name=data.name
        )
        raise Refused(catalog.name, what, message("Run the command again: the file will be sent again."))
