"""The files that udata hosts: sent whole or in chunks, served to every caller with the address."""

from collections.abc import Iterable
from datetime import timedelta
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from publisher.sandbox.documents import text_of
from publisher.sandbox.hosted_files import hosted
from publisher.sandbox.interface import Call
from publisher.sandbox.store import CHUNK_SIZE, Document
from publisher.sandbox.udata import slugs
from publisher.sandbox.udata.refusals import Refusal, broken, nowhere, refused
from publisher.sandbox.udata.request import ApiRequest
from publisher.sandbox.udata.timestamps import stored_timestamp
from publisher.sandbox.udata.vocabularies import MIMES, ending, file_format, mime

FILE, CHUNK = "file", "chunk"
_INERT: Final = frozenset({"text/plain", "text/csv", "application/json", "image/png", "image/jpeg", "image/gif"})
"""Types that a browser shows without running anything."""

_NUMBERS: Final = {
    "partindex": "Chunked uploads only: the zero-based index of the part being sent",
    "totalparts": (
        "The number of parts the file is split into. Above 1, the upload is chunked: send each part, then a last"
        " request without `file` to assemble them."
    ),
    "chunksize": "Chunked uploads only: the size in bytes of the part being sent, checked against the received one",
}


def receive(request: ApiRequest) -> Document | None:
    """Store a file and return its fields; None for a chunk that others follow. Raises `Refusal`."""
    file, numbers = request.call.request.files.get("file"), _numbers(request)
    total = numbers["totalparts"] or 0
    if total <= 1:
        if file is None:
            raise _failed("Missing file parameter")
        return _keep(request, file.filename or "", file.stream)
    name = request.call.request.form.get("uuid", "None")
    if file is not None:
        _keep_chunk(request, f"{name}/{numbers['partindex']}", file, numbers["chunksize"])
        return None
    filename = request.call.request.form.get("filename")
    if filename is None:
        raise broken()
    chunks = [f"{name}/{index}" for index in range(total)]
    return _assemble(request, filename, chunks)


def _numbers(request: ApiRequest) -> dict[str, int | None]:
    numbers: dict[str, int | None] = {}
    for name, about in _NUMBERS.items():
        text = request.call.request.form.get(name)
        try:
            numbers[name] = None if text is None else int(text)
        except ValueError as error:
            errors = {name: f"{about} {error}"}
            raise Refusal(400, {"errors": errors, "message": "Input payload validation failed"}) from error
    return numbers


def _failed(why: str) -> Refusal:
    return Refusal(400, {"error": why, "message": "", "success": False})


def _keep_chunk(request: ApiRequest, name: str, file: FileStorage, size: int | None) -> None:
    file.stream.seek(0, 2)
    if file.stream.tell() != size:
        raise _failed("Chunk size mismatch")
    if request.database.get(CHUNK, name) is not None:
        raise broken()  # udata fails for a chunk that it has already
    file.stream.seek(0)
    request.database.store_file(f"{CHUNK}/{name}", file.stream)
    request.database.put(CHUNK, name, {"size": size})


def _assemble(request: ApiRequest, filename: str, chunks: list[str]) -> Document:
    _refuse_name(request, slugs.file_name(filename))
    if any(request.database.get(CHUNK, name) is None for name in chunks):
        raise broken()
    with _joined(request.database.bytes_of(f"{CHUNK}/{name}") for name in chunks) as file:
        fields = _keep(request, filename, file)
    for name in chunks:
        request.database.remove(CHUNK, name)
        request.database.remove_file(f"{CHUNK}/{name}")
    return fields


def _joined(chunks: Iterable[IO[bytes]]) -> IO[bytes]:
    """Return chunks as one file, in memory only while it is small."""
    file = SpooledTemporaryFile(CHUNK_SIZE)  # noqa: SIM115 - the caller closes it
    for chunk in chunks:
        with chunk:
            copyfileobj(chunk, file)
    file.seek(0)
    return file


def _refuse_name(request: ApiRequest, name: str) -> None:
    if ending(name) not in MIMES:
        where = f"{request.url}/api/1/datasets/extensions/"
        raise refused(400, f"This file type is not allowed.The allowed file type list is available at {where}")


def _keep(request: ApiRequest, filename: str, stream: IO[bytes]) -> Document:
    """Store a file."""
    name = slugs.file_name(filename)
    _refuse_name(request, name)
    place = _place(request, name)
    stored_file = request.database.store_file(place, stream)
    request.database.put(FILE, place, {"size": stored_file.size, "moment": request.now})
    return {
        "checksum": {"type": "sha1", "value": stored_file.sha1},
        "file": place,
        "filesize": stored_file.size,
        "format": file_format(name),
        "mime": mime(name),
        "modified": request.now,
        "title": name,
        "url": "",
    }


def _place(request: ApiRequest, name: str) -> str:
    """Return the path of a file, with the second of its arrival. udata fails for two of one name in one second.

    A sandbox is faster than a server: where the dataset was written in between, the second is counted up.
    """
    second, slug = request.call.now, text_of(request.dataset, "slug")
    while entry := request.database.get(FILE, place := f"{slug}/{second:%Y%m%d-%H%M%S}/{name}"):
        if stored_timestamp(text_of(entry, "moment")) == request.dataset["modified"]:
            raise broken()
        second += timedelta(seconds=1)
    return place


def forget(request: ApiRequest, place: str) -> None:
    """Remove a file, if it exists."""
    if place:
        request.database.remove(FILE, place)
        request.database.remove_file(place)


def serve(call: Call, place: str) -> Response:
    """Return the bytes of a file. A type that a browser might run is sent as a download."""
    if call.database.get(FILE, place) is None:
        raise nowhere()
    name = place.rpartition("/")[2]
    response = hosted(call.database.bytes_of(place), mime(name), name, _INERT)
    response.mimetype = mime(name)  # of a text, with its charset
    return response
