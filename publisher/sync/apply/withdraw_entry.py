"""Emptying an entry for good: hidden first, then its files are overwritten, then everything in it is removed."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from publisher.catalogs.base import Catalog
from publisher.catalogs.errors import CatalogError
from publisher.catalogs.faults import HttpFault
from publisher.model.dataset import RemoteResource, Resource, ResourceWrite, only
from publisher.model.entry import Entry
from publisher.model.files import MeasuredFile
from publisher.model.plan import EntryEdit
from publisher.sync.apply.uploads import WriteOptions, send_file
from publisher.sync.apply.write_entry import WrittenEntry, update

NAME: Final = "retrait.txt"
CONTENT: Final = b"Fichier retir\xc3\xa9. This file was withdrawn.\n"
"""What takes the place of the bytes of a file."""
REMOVED: Final = (401, 403, 404, 410)
"""The answers of a server that gives no file."""


def withdraw(catalog: Catalog, planned: EntryEdit, options: WriteOptions) -> WrittenEntry:
    """Hide an entry, whatever becomes of the rest; overwrite its files where the catalogue allows it; then empty it.

    Raises `CatalogError`, marked `partly` after the first call. The next run begins again: nothing is undone.
    """
    marker = planned.entry.marker or planned.marker
    hiding = replace(planned, content=only(planned.content, ["state"]), resource_writes=None, marker=marker)
    entry = update(catalog, hiding, options).entry
    try:
        if catalog.traits.overwrites_files:
            entry = _overwrite(catalog, entry, options)
        return update(catalog, replace(planned, entry=entry), options)
    except CatalogError as error:
        error.partly = True
        raise


def _overwrite(catalog: Catalog, entry: Entry, options: WriteOptions) -> Entry:
    """Put other bytes in place of those of each file; return the entry afterwards. Raises `CatalogError`."""
    with _blank_file() as blank:
        for file in entry.resources:
            if file.address is not None:
                content = Resource(id=file.content.id, file=blank.content("sha256"), data=blank)
                write = ResourceWrite(file.remote_id, content, our_id=file.our_id)
                entry, _remote_id = send_file(catalog, entry, write, options)
    return entry


class FileState(Enum):
    """Whether the bytes of a file can still be read at the address that they had."""

    REMOVED = "removed"
    READABLE = "readable"
    UNKNOWN = "unknown"
    """The catalogue gave no answer."""


def state_of_file(catalog: Catalog, resource: RemoteResource) -> FileState:
    """Ask for the bytes of a file that a catalogue kept: one call."""
    try:
        return FileState.UNKNOWN if next(catalog.fetch(resource), None) is None else FileState.READABLE
    except CatalogError as error:
        fault = error.__cause__
        is_refusal = isinstance(fault, HttpFault) and fault.status in REMOVED
        return FileState.REMOVED if is_refusal else FileState.UNKNOWN


@contextmanager
def _blank_file() -> Iterator[MeasuredFile]:
    """Yield the file that takes the place of others."""
    with TemporaryDirectory() as folder:
        path = Path(folder, NAME)
        path.write_bytes(CONTENT)
        yield MeasuredFile(
            path=path,
            size=len(CONTENT),
            sha256=hashlib.sha256(CONTENT).hexdigest(),
            sha1=hashlib.sha1(CONTENT, usedforsecurity=False).hexdigest(),
            changed=path.stat().st_mtime_ns,
        )
