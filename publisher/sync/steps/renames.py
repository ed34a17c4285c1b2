"""Datasets that moved: a manifest was renamed, and nothing says so. Pure.

An entry of ours whose key no manifest names, and a dataset without an entry that has its title, its name, its file or
an address of it, are one dataset. To create it would publish it a second time.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from publisher.model.dataset import Resource
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.files import MeasuredFile
from publisher.model.manifest import ManifestSet
from publisher.model.names import DatasetKey, stem_of
from publisher.model.values import File
from publisher.sync.steps.entry_index import EntryIndex


class Sign(Enum):
    """What shows that an entry and a dataset are the same. The strongest first."""

    TITLE = "title"
    FILE = "file"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True)
class NewDataset:
    """A dataset without an entry, as a catalogue would hold it."""

    desired: DesiredDataset
    title: object
    name: str | None
    """The name that its entry would have; None where the catalogue chooses it."""

    @property
    def traces(self) -> frozenset[str]:
        """The checksums of its files and the addresses of its resources."""
        return frozenset(trace for resource in self.desired.content.resources for trace in _traces(resource))


@dataclass(frozen=True)
class Rename:
    """An entry without a manifest, and the dataset that it seems to be."""

    former: DatasetKey
    entry: Entry
    new: NewDataset
    signs: frozenset[Sign]

    @property
    def rank(self) -> tuple[int, bool, DatasetKey]:
        """Its place among several: the lowest has the most signs."""
        return -len(self.signs), stem_of(self.former) != stem_of(self.new.desired.key), self.former


Renames = Mapping[DatasetKey, Rename]
"""By the present key of the dataset."""


def keys_named(manifests: ManifestSet) -> frozenset[DatasetKey]:
    """Return every key that a manifest has or had, those of invalid manifests included."""
    former = {key for manifest in manifests.manifests for key in manifest.previously}
    former |= {key for tombstone in manifests.tombstones for key in tombstone.previously}
    return manifests.keys | former


def find_renames(index: EntryIndex, named: frozenset[DatasetKey], new: Iterable[NewDataset]) -> Renames:
    """Return the datasets that seem to be an entry of ours which no manifest names."""
    formers = [entry for key, entries in index.by_key.items() if key not in named for entry in entries]
    formers = [entry for entry in formers if not entry.deleted and entry.harvested is None]
    new = tuple(new)
    telling = _telling_traces(index, named, formers, new)
    renames: dict[DatasetKey, Rename] = {}
    for dataset in new:
        matches = [rename for entry in formers if (rename := _rename(entry, dataset, telling)) is not None]
        if matches:
            renames[dataset.desired.key] = min(matches, key=lambda rename: rename.rank)
    return renames


def _telling_traces(
    index: EntryIndex, named: frozenset[DatasetKey], formers: Iterable[Entry], new: Iterable[NewDataset]
) -> frozenset[str]:
    """Return the files and addresses that one entry and one dataset have: others are shared, as a service's are."""
    lost = Counter(trace for entry in formers for trace in traces_of(entry))
    wanted = Counter(trace for dataset in new for trace in dataset.traces)
    current = (entry for key, entries in index.by_key.items() if key in named for entry in entries)
    shared = {trace for entry in current for trace in traces_of(entry)}
    return frozenset(trace for trace, count in lost.items() if count == wanted[trace] == 1) - shared


def _rename(entry: Entry, new: NewDataset, telling: frozenset[str]) -> Rename | None:
    signs = frozenset(_signs(entry, new, telling))
    return Rename(entry.marker.key, entry, new, signs) if signs and entry.marker else None


def _signs(entry: Entry, new: NewDataset, telling: frozenset[str]) -> Iterable[Sign]:
    same = traces_of(entry) & new.traces & telling
    if any(trace.startswith("sha256:") for trace in same):
        yield Sign.FILE
    if not entry.is_in(new.desired.organization):
        return
    if entry.content.title in (new.title, new.desired.content.title):
        yield Sign.TITLE
    if any(not trace.startswith("sha256:") for trace in same):
        yield Sign.ADDRESS
    if new.name is not None and entry.name == new.name:
        yield Sign.NAME


def traces_of(entry: Entry) -> frozenset[str]:
    """Return the checksums of the files that we sent to an entry, and the addresses of its resources."""
    sent = {f"sha256:{last.sent.sha256}" for last in entry.last_applied.resources if last.sent}
    return frozenset(sent).union(trace for resource in entry.resources for trace in _traces(resource.content))


def _traces(resource: Resource) -> Iterable[str]:
    if isinstance(resource.data, MeasuredFile):
        yield f"sha256:{resource.data.sha256}"
    if isinstance(resource.file, File) and resource.file.kind == "sha256":
        yield str(resource.file.checksum)
    if isinstance(resource.url, str) and not resource.hosted:
        yield resource.url
