"""Measure a data file: its size, checksums, rows and columns. Memory does not grow with the file."""

import hashlib
from pathlib import Path
from typing import Final

from publisher.manifests.findings_collector import shown
from publisher.model.files import MeasuredFile
from publisher.model.findings import ManifestError, Position
from publisher.model.messages import message
from publisher.model.system_errors import reason_of
from publisher.rules.data_files import MISSING_DATA_FILE
from publisher.safe_open import open_regular
from publisher.tables.text_rows import size_of_table
from publisher.tables.text_survey import Surveyor

CHUNK: Final = 1 << 20
"""Bytes."""

TABLES: Final = frozenset({".csv", ".tsv"})


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
    surveyor = Surveyor() if path.suffix.lower() in TABLES else None
    status = path.stat()
    size = 0
    with open_regular(path) as file:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            sha256.update(chunk)
            sha1.update(chunk)
            if surveyor is not None:
                surveyor.feed(chunk)
    rows, columns = size_of_table(path, surveyor.survey()) if surveyor is not None else (None, None)
    return MeasuredFile(
        path=path,
        size=size,
        sha256=sha256.hexdigest(),
        sha1=sha1.hexdigest(),
        changed=status.st_mtime_ns,
        rows=rows,
        columns=columns,
    )
