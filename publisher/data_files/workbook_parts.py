"""What a workbook (.xlsx) says of its sheets beside their cells, read from the XML in its archive as a stream."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

CHUNK: Final = 1 << 18
"""Bytes."""
_OVERLAP: Final = 1 << 14
"""Bytes of a chunk that are looked at again with the next one: a cell with its formula is shorter."""
_LARGEST_LIST: Final = 10_000_000
"""Bytes of the list of sheets: no workbook has a larger one."""
_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
SHARED_STRINGS: Final = "xl/sharedStrings.xml"
_MERGED: Final = re.compile(rb'<mergeCell ref="([A-Z]+\d+:[A-Z]+\d+)"')
_UNCOMPUTED: Final = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*><f\b(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>')


class BrokenWorkbookError(Exception):
    """The archive is not that of a workbook."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook."""

    name: str
    part: str
    """The name of its file in the archive."""
    hidden: bool


@dataclass(frozen=True)
class SheetRemarks:
    """What is unusual in a sheet: references such as `B2`."""

    merged: tuple[str, ...]
    uncomputed: tuple[str, ...]
    """Cells with a formula and without a value."""


def sheets_of(archive: ZipFile) -> tuple[Sheet, ...]:
    """Return the sheets in the order of their tabs. Raises `BrokenWorkbookError`, and as zipfile and the parser do."""
    targets = {
        relation.get("Id", ""): _part(relation.get("Target", "")) for relation in _tree(archive, _RELATIONS).iter()
    }
    sheets = []
    for element in _tree(archive, _WORKBOOK).iter():
        if _local(element.tag) == "sheet":
            relation = next((value for name, value in element.items() if _local(name) == "id"), "")
            hidden = element.get("state", "visible") != "visible"
            sheets.append(Sheet(element.get("name", ""), targets.get(relation, ""), hidden))
    if not sheets:
        raise BrokenWorkbookError
    return tuple(sheets)


def remarks_of(archive: ZipFile, sheet: Sheet, most: int) -> SheetRemarks:
    """Return what is unusual in a sheet, so many references of each kind at most."""
    merged: dict[str, None] = {}
    uncomputed: dict[str, None] = {}
    for text in _chunks(archive, sheet.part):
        for pattern, references in ((_MERGED, merged), (_UNCOMPUTED, uncomputed)):
            for match in pattern.finditer(text):
                if len(references) < most:
                    references[match[1].decode()] = None
    return SheetRemarks(tuple(merged), tuple(uncomputed))


def texts_of(archive: ZipFile) -> Iterator[str]:
    """Yield the XML of the workbook in pieces, each of which starts with the end of the one before it."""
    for part in archive.namelist():
        if part.startswith("xl/") and part.endswith(".xml"):
            for chunk in _chunks(archive, part):
                yield chunk.decode("utf-8", "replace")


def _chunks(archive: ZipFile, part: str) -> Iterator[bytes]:
    with archive.open(part) as file:
        tail = b""
        while chunk := file.read(CHUNK):
            yield tail + chunk
            tail = chunk[-_OVERLAP:]


def _tree(archive: ZipFile, part: str) -> Element:
    if part not in archive.namelist() or archive.getinfo(part).file_size > _LARGEST_LIST:
        raise BrokenWorkbookError
    return fromstring(archive.read(part))  # noqa: S314 (as above)


def _part(target: str) -> str:
    """Return the name in the archive of what a relation names."""
    return target.removeprefix("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _local(name: str) -> str:
    return name.rpartition("}")[2]
