"""Remove what this machine keeps of a dataset: journals, copies, caches. Then look whether anything is left."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree
from typing import Final

from publisher.capture.withdraw_manifest import Withdrawal, data_files_in
from publisher.cli.local_files import STATE
from publisher.cli.past_runs import FOLDER
from publisher.model.dataset import values_of, values_of_resource
from publisher.model.entry import Entry
from publisher.model.names import DatasetKey
from publisher.sync.apply.kept_files import delete_kept_files
from publisher.sync.history.forget import forget_in_journals

COPIES: Final = "before-*"
"""Folders of copies, one for each run (`publisher rollback`)."""
CACHES: Final = (STATE / "cache" / "files", STATE / "cache" / "links", STATE / "crash.log")
"""What is found out again when it is needed, and may quote a value."""
SHORTEST: Final = 12
"""Characters: a shorter text stands in many places, and tells of no dataset."""


@dataclass(frozen=True)
class Traces:
    """By what copies of a dataset are recognised."""

    texts: frozenset[bytes]
    """Lines of its manifest and of its entries."""
    elsewhere: bytes
    """The other manifests, and the names of the files: a line that stands there, too, tells nothing."""
    names: tuple[str, ...]
    """Its files, from the folder of the manifests."""
    checksums: frozenset[tuple[int, str]]
    """Sizes and SHA-256 of its data files."""

    @classmethod
    def of(cls, withdrawal: Withdrawal, root: Path) -> "Traces":
        """Return those of a dataset that is about to be withdrawn. `root`: the folder of manifests."""
        lines = (line for line in withdrawal.text.splitlines() if not line.lstrip().startswith("#"))
        files = (withdrawal.path, *withdrawal.files, *withdrawal.left)
        names = tuple(file.relative_to(root).as_posix() for file in files)
        others = (file for file in root.glob("*/*.yml") if file.is_file() and file != withdrawal.path)
        elsewhere = (file.read_text(encoding="utf-8", errors="replace") for file in others)
        return cls(
            texts=_long_ones(line.partition(": ")[2] or line for line in lines),
            elsewhere="\n".join((*withdrawal.tombstone.keys, *names, *elsewhere)).encode(),
            names=names,
            checksums=frozenset((file.stat().st_size, _sha256(file)) for file in withdrawal.files),
        )

    def with_entries(self, entries: Iterable[Entry]) -> "Traces":
        """Return these, and the texts of entries."""
        texts = (line for entry in entries for value in _values(entry) for line in value.splitlines())
        return replace(self, texts=self.texts | _long_ones(texts))

    @property
    def own_texts(self) -> frozenset[bytes]:
        """The texts that no other manifest has."""
        return frozenset(text for text in self.texts if text not in self.elsewhere)


def _long_ones(texts: Iterable[str]) -> frozenset[bytes]:
    stripped = (text.strip().strip("\"'").strip() for text in texts)
    return frozenset(text.encode() for text in stripped if len(text) >= SHORTEST)


def _values(entry: Entry) -> Iterator[str]:
    contents = [values_of(entry.content), *(values_of_resource(resource.content) for resource in entry.resources)]
    for content in contents:
        own = (value for name, value in content.items() if name in ("title", "description", "url") or "extras." in name)
        yield from (value for value in own if isinstance(value, str))


def forget_locally(keys: Collection[DatasetKey], traces: Traces) -> list[Path]:
    """Remove what the folder of the tool has of a dataset; return the files in which something of it is left.

    What cannot be removed raises nothing: it is among these files.
    """
    with suppress(OSError):
        forget_in_journals(FOLDER, keys)
    for key in keys:
        with suppress(OSError):
            delete_kept_files(FOLDER, key)
    for run in STATE.glob(f"{COPIES}/*"):
        _forget_copies(run, keys, traces.names)
    for cache in CACHES:
        with suppress(OSError):
            if cache.is_dir():
                rmtree(cache)
            else:
                cache.unlink(missing_ok=True)
    own, files = traces.own_texts, sorted(STATE.rglob("*"))
    return [file for file in files if file.is_file() and _has_some(file, own, traces.checksums)]


def _forget_copies(run: Path, keys: Iterable[DatasetKey], names: Iterable[str]) -> None:
    """Delete the copies of a dataset's files that a run has kept, also of the files that its manifest named then."""
    manifests = [run / f"{key}.yml" for key in keys]
    former = [file for manifest in manifests for file in data_files_in(manifest)]
    for file in (*former, *manifests, *(run / name for name in names)):
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _has_some(file: Path, texts: Iterable[bytes], checksums: Collection[tuple[int, str]]) -> bool:
    """Return whether a file has one of these texts, or is a data file with one of these checksums."""
    size = file.stat().st_size
    if any(size == known for known, _sha in checksums) and (size, _sha256(file)) in checksums:
        return True
    content = file.read_bytes()
    return any(text in content for text in texts)


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
