"""Measure a data file: its size, checksums, rows and columns. Memory does not grow with the file."""

import csv
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from publisher.manifests.findings_collector import shown
from publisher.model.files import MeasuredFile
from publisher.model.findings import ManifestError, Position
from publisher.model.messages import message
from publisher.model.system_errors import reason_of
from publisher.rules.data_files import MISSING_DATA_FILE
from publisher.safe_open import open_regular

CHUNK: Final = 1 << 20
"""Bytes."""

TABLES: Final = frozenset({".csv", ".tsv"})
LONGEST: Final = 1 << 20
"""Characters of a line and of a cell, which may hold a geometry: nothing longer is kept in memory to be counted."""


def measured_file(path: Path) -> MeasuredFile:
    """Measure a data file. Raises `ManifestError` for one that cannot be read."""
    try:
        return measure(path)
    except OSError as error:
        what = message("the file cannot be read: {why}", why=reason_of(error))
        raise ManifestError((MISSING_DATA_FILE.at(Position(shown(path)), what),)) from error


def measure(path: Path) -> MeasuredFile:
    """Return the measures of a file, which is read from end to end. Raises `OSError`."""
    sha256, sha1 = hashlib.sha256(), hashlib.sha1(usedforsecurity=False)
    status = path.stat()
    size = 0
    with open_regular(path) as file:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            sha256.update(chunk)
            sha1.update(chunk)
    rows, columns = _counts(path) if path.suffix.lower() in TABLES else (None, None)
    return MeasuredFile(
        path=path,
        size=size,
        sha256=sha256.hexdigest(),
        sha1=sha1.hexdigest(),
        changed=status.st_mtime_ns,
        rows=rows,
        columns=columns,
    )


def _counts(path: Path) -> tuple[int | None, int | None]:
    """Return the rows without the header and the columns of the header; None where the table cannot be read."""
    try:
        lines = csv.reader(_lines(path), delimiter=_delimiter(path))
        csv.field_size_limit(LONGEST)
        header = next(lines, [])
        return sum(1 for line in lines if line), len(header)
    except csv.Error:
        return None, None


def _lines(path: Path) -> Iterator[str]:
    """Yield the text line by line. Latin-1 reads any byte, and a delimiter is the same byte in every usual encoding."""
    with open_regular(path) as opened, io.TextIOWrapper(opened, encoding="latin-1", newline="") as file:
        while line := file.readline(LONGEST):
            if len(line) == LONGEST:
                raise csv.Error("a line without end")
            yield line.replace("\0", "")


def _delimiter(path: Path) -> str:
    first = next(_lines(path), "")
    return max(";,\t|", key=first.count)
