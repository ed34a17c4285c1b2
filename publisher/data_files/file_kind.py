"""What a file is by its first bytes, whatever its name says."""

import re
from enum import Enum
from pathlib import Path
from typing import Final

from publisher.model.messages import Message, message
from publisher.safe_open import open_regular

START: Final = 4096
"""Bytes that are looked at."""


class FileKind(Enum):
    """A kind of content, and what it is called."""

    EMPTY = message("an empty file")
    HTML = message("a web page (HTML)")
    ZIP = message("a ZIP archive")
    XLSX = message("an Excel workbook (.xlsx)")
    ODS = message("a LibreOffice sheet (.ods)")
    OLD_OFFICE = message("an old Excel workbook (.xls)")
    PDF = message("a PDF document")
    GZIP = message("a compressed file (gzip)")
    PARQUET = message("a Parquet file")
    IMAGE = message("an image")
    XML = message("an XML document")
    JSON = message("a JSON file")
    BINARY = message("a file that is no text")
    TEXT = message("a text file")

    @property
    def title(self) -> Message:
        """What a reader calls it."""
        return self.value


_SIGNATURES: Final[tuple[tuple[bytes, FileKind], ...]] = (
    (b"%PDF-", FileKind.PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.OLD_OFFICE),
    (b"\x1f\x8b", FileKind.GZIP),
    (b"PAR1", FileKind.PARQUET),
    (b"\x89PNG", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"GIF8", FileKind.IMAGE),
)
_HTML: Final = re.compile(
    rb"(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|script|table|div)\b", re.IGNORECASE | re.DOTALL
)
_XML: Final = re.compile(rb"<\?xml\b|<[A-Za-z][\w.-]*:?[\w.-]*[\s>/]")
_JSON: Final = re.compile(rb"\{\s*(\"|\})|\[\s*[\[{\]]")
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def kind_of(path: Path) -> FileKind:
    """Return the kind of a file. Raises `OSError`."""
    with open_regular(path) as file:
        start = file.read(START)
    return kind_of_start(start)


def kind_of_start(start: bytes) -> FileKind:
    """Return the kind of a file that starts with these bytes: with all of them where they are fewer than `START`."""
    for signature, kind in _SIGNATURES:
        if start.startswith(signature):
            return kind
    if start[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _archive(start)
    text = start[3:] if start.startswith(_MARKS[0]) else start.replace(b"\0", b"")
    if start.startswith(_MARKS[1:]):
        text = text[2:]
    text = text.lstrip()
    if not text:
        return FileKind.EMPTY if len(start) < START else FileKind.TEXT
    if _HTML.match(text):
        return FileKind.HTML
    if _XML.match(text):
        return FileKind.XML
    if _JSON.match(text):
        return FileKind.JSON
    return FileKind.BINARY if _is_binary(start) else FileKind.TEXT


def _archive(start: bytes) -> FileKind:
    """Return the kind of an archive: office programs write their own names first."""
    if b"mimetypeapplication/vnd.oasis.opendocument" in start:
        return FileKind.ODS
    return (
        FileKind.XLSX if b"[Content_Types].xml" in start or b"xl/" in start or b"_rels/.rels" in start else FileKind.ZIP
    )


def _is_binary(start: bytes) -> bool:
    """Return whether much of a file is neither a text of one byte a character, nor UTF-16."""
    if start.startswith(_MARKS[1:]):
        return False
    odd, even = start[1::2].count(0), start[::2].count(0)
    if max(odd, even) > len(start) * 0.3 and not min(odd, even):
        return False
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\v\x1b" for byte in start)
    return controls > len(start) * 0.1
