"""Responses with hosted files, for every kind of catalogue: an uploaded file must not run as a page."""

from collections.abc import Collection
from typing import IO, Final

from werkzeug.wrappers import Response
from werkzeug.wsgi import FileWrapper

_CHUNK_SIZE: Final = 1 << 16
"""Bytes that are read at once."""


def hosted(file: IO[bytes], kind: str, name: str, inert: Collection[str]) -> Response:
    """Return a file as a response. A browser might run types that are not in `inert`: they are sent as downloads."""
    size = file.seek(0, 2)
    file.seek(0)
    response = Response(FileWrapper(file, _CHUNK_SIZE), content_type=kind, direct_passthrough=True)
    response.content_length = size
    response.headers.set("Content-Disposition", "inline" if kind in inert else "attachment", filename=name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox"
    return response
