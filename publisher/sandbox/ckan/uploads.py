"""Uploaded files: their names, and the fields of their resources."""

import posixpath
import re
from dataclasses import dataclass
from typing import IO, Final

from werkzeug.datastructures import FileStorage

from publisher.sandbox.ckan.licenses_and_formats import guessed_type, guessed_type_at
from publisher.sandbox.documents import text_of
from publisher.sandbox.store import Database, Document

_SIZES: Final = range(3, 101)
_LONGEST_EXTENSION: Final = 21
_LETTERS: Final = str.maketrans(
    dict(zip("àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ", "aaaaaaceeeeiiiinoooooouuuuyy", strict=True))
    | {"æ": "ae", "ð": "th", "þ": "th", "ß": "ss"}
)


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    """The name as CKAN stores it: the last part of the file's address."""
    stream: IO[bytes]
    size: int


def stored_name(name: str) -> str:
    """Return the stored name of an uploaded file: small letters without accents; others are dropped."""
    plain = posixpath.basename(name).lower().strip().translate(_LETTERS)
    plain = re.sub(r"-+", "-", re.sub(r"[^a-z0-9_. -]", "", plain).replace(" ", "-"))
    stem, extension = posixpath.splitext(plain)
    extension = extension[:_LONGEST_EXTENSION]
    shortest = max(1, _SIZES.start - len(extension))
    return stem.ljust(shortest, "_")[: _SIZES.stop - 1 - len(extension)] + extension


@dataclass(frozen=True)
class FileChange:
    """The change of a resource's file."""

    upload: Upload | None
    clears: bool
    """Whether the present file is removed."""


def take_file(resource: Document, moment: str) -> FileChange:
    """Take the file out of a resource that is being written, and set the resource's fields of it."""
    file, clear = resource.pop("upload", None), resource.pop("clear_upload", None)
    upload = _upload(file)
    if upload is not None:
        resource |= {"url": upload.name, "url_type": "upload", "last_modified": moment}
    elif clear:
        resource["url_type"] = ""
    if "mimetype" not in resource:
        url = text_of(resource, "url")
        resource["mimetype"] = guessed_type(upload.name) if upload else guessed_type_at(url)
    if upload is not None:
        resource["size"] = upload.size
    return FileChange(upload, clears=upload is None and bool(clear))


def store_change(database: Database, resource_id: str, change: FileChange) -> None:
    """Store the bytes of a file by the id of its resource, or remove them."""
    if change.upload is not None:
        stored_file = database.store_file(resource_id, change.upload.stream)
        database.put("file", resource_id, {"size": stored_file.size})
    elif change.clears:
        database.remove_file(resource_id)
        database.remove("file", resource_id)


def _upload(file: object) -> Upload | None:
    if not isinstance(file, FileStorage) or not file.filename:
        return None
    size = file.stream.seek(0, 2)
    file.stream.seek(0)
    return Upload(stored_name(file.filename), file.stream, size)
