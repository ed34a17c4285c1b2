"""The format of a file against its content and its size."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from publisher.data_files.file_kind import FileKind
from publisher.data_files.file_to_check import FileToCheck
from publisher.model.findings import Cell, Finding
from publisher.model.messages import Message, message
from publisher.rules.data_content import CLOSED_FORMAT, EMPTY_FILE, OTHER_CONTENT, TOO_LARGE_FOR_PREVIEW

_TEXTS: Final = frozenset({FileKind.TEXT})
_ZIPS: Final = frozenset({FileKind.ZIP, FileKind.XLSX, FileKind.ODS})
CONTENTS: Final[dict[str, frozenset[FileKind]]] = {
    "csv": _TEXTS,
    "tsv": _TEXTS,
    "json": frozenset({FileKind.JSON, FileKind.TEXT}),
    "geojson": frozenset({FileKind.JSON, FileKind.TEXT}),
    "xlsx": frozenset({FileKind.XLSX, FileKind.ZIP}),
    "xls": frozenset({FileKind.OLD_OFFICE}),
    "ods": frozenset({FileKind.ODS, FileKind.ZIP}),
    "pdf": frozenset({FileKind.PDF}),
    "parquet": frozenset({FileKind.PARQUET}),
    "zip": _ZIPS,
    "gz": frozenset({FileKind.GZIP}),
    "xml": frozenset({FileKind.XML, FileKind.HTML}),
    "kml": frozenset({FileKind.XML}),
    "gml": frozenset({FileKind.XML}),
    "gpx": frozenset({FileKind.XML}),
}
"""What the content of a file of this format can be. Other formats are not looked into."""
_EXTENSION_OF: Final[dict[FileKind, str]] = {
    FileKind.XLSX: "xlsx", FileKind.ODS: "ods", FileKind.OLD_OFFICE: "xls", FileKind.PDF: "pdf",
    FileKind.GZIP: "gz", FileKind.PARQUET: "parquet", FileKind.ZIP: "zip", FileKind.JSON: "json",
    FileKind.XML: "xml",
}  # fmt: skip
_MB: Final = 1_000_000
LARGEST: Final[dict[str, float]] = {"csv": 100, "tsv": 100, "geojson": 100, "xlsx": 12.5, "xls": 50, "parquet": 50}
"""Megabytes of a file above which data.gouv.fr makes no preview and no API (guides.data.gouv.fr)."""


def format_of(file: FileToCheck) -> str:
    """Return the format by which a file is checked: that of its name, else that of its resource."""
    return format_by_name(file.path, file.format)


def format_by_name(path: Path, format_declared: str | None) -> str:
    """Return the format by which a file is read: that of its name, else the declared one; an empty text without any."""
    extension = path.suffix.lower().removeprefix(".")
    declared = (format_declared or "").lower()
    if extension == "json" and declared == "geojson":
        return declared
    return extension if extension in CONTENTS else declared


def content_findings(file: FileToCheck, kind: FileKind) -> Iterator[Finding]:
    """Yield the finding about a file that contains something else than its name and its resource say."""
    expected = format_of(file)
    if kind is FileKind.EMPTY:
        yield EMPTY_FILE.in_file(file.shown, Cell(1), message("the file is empty"), message("Export the data again."))
    elif expected in CONTENTS and kind not in CONTENTS[expected]:
        what = message(
            "the name of the file ends in .{format}, and its content is {kind}", format=expected, kind=kind.title
        )
        yield OTHER_CONTENT.in_file(file.shown, Cell(1), what, _fix(kind, expected))


def _fix(kind: FileKind, expected: str) -> Message:
    if kind is FileKind.HTML:
        return message("Download the file again: a page was saved in its place, such as that of a login or an error.")
    if expected in ("csv", "tsv") and kind in (FileKind.XLSX, FileKind.OLD_OFFICE, FileKind.ODS):
        return message(
            "Open it in Excel or LibreOffice, then save it as “CSV UTF-8”: renaming a file does not convert it."
        )
    if kind in _EXTENSION_OF:
        return message("Export the data as {expected}, or name the file .{extension} in the folder and in `path:`.",
                       expected=expected, extension=_EXTENSION_OF[kind])  # fmt: skip
    return message("Export the data again as {expected}.", expected=expected)


def size_findings(file: FileToCheck) -> Iterator[Finding]:
    """Yield the findings about a file that is too large for a preview, and about a format that few programs read."""
    name = format_of(file)
    size = file.path.stat().st_size / _MB
    limit = LARGEST.get(name)
    if limit is not None and size > limit:
        what = message(
            "the file has {size} MB: above {limit} MB data.gouv.fr makes neither a preview nor an API of it",
            size=f"{size:.0f}", limit=f"{limit:g}",
        )  # fmt: skip
        fix = message("If reusers need them, publish it in parts, such as one file per year.")
        yield TOO_LARGE_FOR_PREVIEW.in_file(file.shown, Cell(1), what, fix)
    if name == "xls":
        what = message("the old Excel format (.xls) is closed, and its content is not checked")
        fix = message("Publish the table as CSV (UTF-8), or as .xlsx.")
        yield CLOSED_FORMAT.in_file(file.shown, Cell(1), what, fix)
