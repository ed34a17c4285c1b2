"""The files that runs kept before they replaced them: `<runs>/<run>/replaced/<producer>/<dataset>/<resource>-<sha>`."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePath
from tempfile import mkstemp
from typing import Final, TypeVar

from publisher.model.names import DatasetKey, ResourceId

FOLDER: Final = "replaced"
"""Within the folder of a run."""
SHOWN: Final = 12
"""Characters of a SHA-256 in the name of a file."""


P = TypeVar("P", bound=PurePath)


class TooLargeError(Exception):
    """A file is larger than it may be."""


def kept_folder(runs: P, run: str, key: DatasetKey) -> P:
    """Return the folder with the files of a dataset that a run kept."""
    return runs / run / FOLDER / key


def kept_path(runs: P, run: str, key: DatasetKey, resource: ResourceId, sha256: str) -> P:
    """Return where a run keeps a file of this content."""
    return kept_folder(runs, run, key) / f"{resource}-{sha256[:SHOWN]}"


def kept_files(runs: Path, key: DatasetKey) -> tuple[Path, ...]:
    """Return the files of one dataset that any run kept."""
    return tuple(path for path in sorted(runs.glob(f"*/{FOLDER}/{key}/*")) if path.is_file())


def delete_kept_files(runs: Path, key: DatasetKey) -> int:
    """Delete the files of one dataset that any run kept, and return how many. Raises `OSError`."""
    files = kept_files(runs, key)
    for path in files:
        path.unlink()
    for folder in {path.parent for path in files}:
        with suppress(OSError):  # something else is in it
            folder.rmdir()
    return len(files)


def keep(folder: Path, chunks: Iterable[bytes], most: int) -> tuple[Path, int, str]:
    """Write bytes into a draft in a folder, on the disk; return the draft, its size and its SHA-256.

    Raises `TooLargeError` for more bytes than `most`, `OSError`, and whatever the chunks raise: no draft stays then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, name = mkstemp(dir=folder, prefix=".", suffix=".part")
    sha256, size = hashlib.sha256(), 0
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - of a descriptor
            for chunk in _at_most(most, chunks):
                size += len(chunk)
                sha256.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name), size, sha256.hexdigest()


def _at_most(most: int, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the chunks. Raises `TooLargeError` once they have more bytes than these."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise TooLargeError
        yield chunk
