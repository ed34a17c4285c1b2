"""Remove what this machine keeps of a dataset: journals, copies, caches. Then look whether anything is left."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree
from typing import Final

from publisher.cli.local_files import STATE, reported_if_unwritable
from publisher.cli.past_runs import FOLDER
from publisher.manifests.data_file_checks import paths_in
from publisher.manifests.dataset_file import read_own, values_per_catalogue
from publisher.manifests.findings_collector import FindingsCollector
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
    def of(cls, lines: Iterable[str], files: Sequence[Path], root: Path, elsewhere: str) -> "Traces":
        """Return those of a manifest's lines and of the files of a dataset, below the folder `root`."""
        texts = (line.partition(": ")[2] or line for line in lines if not line.lstrip().startswith("#"))
        present = [file for file in files if file.is_file()]
        names = tuple(file.relative_to(root).as_posix() for file in files)
        return cls(
            texts=_long_ones(texts),
            elsewhere="\n".join((elsewhere, *names)).encode(),
            names=names,
            checksums=frozenset((file.stat().st_size, _sha256(file)) for file in present if file.suffix != ".yml"),
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

    Raises `click.ClickException` where a file cannot be written.
    """
    with reported_if_unwritable(STATE):
        forget_in_journals(FOLDER, keys)
        for key in keys:
            delete_kept_files(FOLDER, key)
        for run in STATE.glob(f"{COPIES}/*"):
            _forget_copies(run, keys, traces.names)
        for cache in CACHES:
            if cache.is_dir():
                rmtree(cache)
            else:
                cache.unlink(missing_ok=True)
        own, files = traces.own_texts, sorted(STATE.rglob("*"))
        return [file for file in files if file.is_file() and _has_some(file, own, traces.checksums)]


def _forget_copies(run: Path, keys: Iterable[DatasetKey], names: Iterable[str]) -> None:
    """Delete the copies of a dataset's files that a run has kept, also of the files that its manifest named then."""
    manifests = [run / f"{key}.yml" for key in keys]
    former = [manifest.parent / name for manifest in manifests for name in data_files_in(manifest)]
    for file in (*manifests, *former, *(run / name for name in names)):
        file.unlink(missing_ok=True)


def data_files_in(manifest: Path) -> list[str]:
    """Return the data files that a manifest names; none where there is no such file, or it cannot be read."""
    own = read_own(manifest, FindingsCollector()) if manifest.exists() else None
    tables = (own, *values_per_catalogue(own)) if own else ()
    return list(dict.fromkeys(node.text for table in tables for node in paths_in(table)))


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
