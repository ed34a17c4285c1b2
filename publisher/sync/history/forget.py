"""Take the values of datasets out of journals: what ran and when stays, what it wrote does not."""

import json
import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from publisher.model.json_text import json_document
from publisher.model.names import DatasetKey

KEPT: Final = ("run", "event", "key", "catalog", "step", "result", "entry", "revision")
"""What stays of a line about a dataset: no value, no text that may quote one, no address: titles make it."""


def forget_in_journals(folder: Path, keys: Collection[DatasetKey]) -> None:
    """Rewrite each journal of a folder without the values of these datasets. Raises `OSError`."""
    for file in sorted(folder.glob("*.jsonl")):
        lines = file.read_bytes().splitlines(keepends=True)
        rewritten = [_without_values(line, keys) for line in lines]
        if rewritten != lines:
            _replace(file, rewritten)


def _without_values(line: bytes, keys: Collection[DatasetKey]) -> bytes:
    """Return a line of a journal; one that is about such a dataset, or cut off in it, with its place alone."""
    document = json_document(line)
    if document.get("key") in keys:
        kept = {name: document[name] for name in KEPT if name in document}
        return json.dumps(kept, ensure_ascii=False).encode() + b"\n"
    cut_off = not document and any(json.dumps(key).encode() in line for key in keys)
    return b"" if cut_off else line


def _replace(file: Path, lines: Iterable[bytes]) -> None:
    """Replace a journal as a whole, with its moment: the latest one of a minute is known by it."""
    stat, new = file.stat(), file.with_suffix(".new")
    new.write_bytes(b"".join(lines))
    os.utime(new, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    new.replace(file)
