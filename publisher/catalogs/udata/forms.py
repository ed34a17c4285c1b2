"""Files as forms: whole, or in chunks where a file is large. No more than a chunk is in memory at a time."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

from requests_toolbelt import MultipartEncoder

from publisher.model.files import MeasuredFile

CHUNK: Final = 4_000_000
"""Bytes of one chunk."""

WHOLE_LIMIT: Final = 20_000_000
"""Bytes. A larger file is sent in chunks: a proxy in front may refuse a large form."""

BINARY: Final = "application/octet-stream"


@dataclass(frozen=True)
class Form:
    """One form to send."""

    fields: Mapping[str, str]
    file: BinaryIO | bytes | None
    name: str

    def encoder(self) -> MultipartEncoder:
        """Return the form as a stream, from its beginning."""
        parts: dict[str, object] = dict(self.fields)
        if self.file is not None:
            if not isinstance(self.file, bytes):
                self.file.seek(0)
            parts["file"] = (self.name, self.file, BINARY)
        return MultipartEncoder(parts)


def forms(data: MeasuredFile, file: BinaryIO) -> Iterator[Form]:
    """Yield the forms that send a file; the reply to the last one describes the resource."""
    if data.size <= WHOLE_LIMIT:
        yield Form({}, file, data.name)
        return
    total = -(-data.size // CHUNK)
    common = {"uuid": str(uuid.uuid4()), "filename": data.name, "totalparts": str(total)}
    for index in range(total):
        chunk = file.read(CHUNK)
        position = {"partindex": str(index), "partbyteoffset": str(index * CHUNK), "chunksize": str(len(chunk))}
        yield Form(common | position, chunk, data.name)
    yield Form(common, None, data.name)
