"""An earlier run: who started it, its steps, what became of each, and the values before and after."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Final

from publisher.model.change import ORDER, WHOLE, Change, FieldPath
from publisher.model.names import CatalogName, DatasetKey, ResourceId
from publisher.model.replaced_file import ReplacedFile
from publisher.model.run_origin import UNKNOWN_ORIGIN, RunOrigin

Digests = Mapping[str, tuple[str | None, str | None]]
"""The digest of each field before and after; None where it had no value."""


class PastResult(Enum):
    """What became of a step. The values are the names in JSON."""

    DONE = "done"
    FAILED = "failed"
    NOT_DONE = "not-done"
    """It was not begun."""
    UNKNOWN = "unknown"
    """It was begun, and the journal ends before its outcome: the run was killed, or the disk was full."""


WRITTEN: Final = (PastResult.DONE, PastResult.UNKNOWN)
"""The results of a step that wrote its entry, or may have."""


@dataclass(frozen=True)
class PastStep:
    """One dataset in one catalogue."""

    key: DatasetKey
    catalog: CatalogName
    step: str
    """One of the names of `StepName`."""
    result: PastResult = PastResult.NOT_DONE
    what: str | None = None
    """Why it was not done, in English as journals have it."""
    entry: str | None = None
    """The id of the entry."""
    address: str | None = None
    changes: tuple[Change, ...] = ()
    """The differences that it wrote, or was to write: those that it left in place are not among them."""
    digests: Digests = field(default_factory=lambda: MappingProxyType({}), hash=False)
    """In place of the differences, where the run is known from the history alone."""
    replaced: tuple[ReplacedFile, ...] = ()
    """The files of the catalogue that it replaced or removed."""

    def replaced_file(self, resource: ResourceId) -> ReplacedFile | None:
        """Return the file of a resource that it replaced; None where it replaced none."""
        return next((file for file in self.replaced if file.resource == resource), None)


@dataclass(frozen=True)
class PastRun:
    """One run, as its journal tells it."""

    name: str
    steps: tuple[PastStep, ...]
    at: datetime | None = None
    """When it began; None where neither the journal nor its name says it."""
    origin: RunOrigin = UNKNOWN_ORIGIN
    sandbox: bool = False

    def count(self, results: Iterable[PastResult]) -> int:
        """Return how many steps ended in one of these ways."""
        return sum(step.result in frozenset(results) for step in self.steps)


def last_writes(runs: Iterable[PastRun]) -> Mapping[tuple[DatasetKey, CatalogName], PastRun]:
    """Return, for each dataset and catalogue, the run that wrote its entry last. `runs`: the latest first."""
    writes: dict[tuple[DatasetKey, CatalogName], PastRun] = {}
    for run in runs:
        for step in run.steps:
            if step.result in WRITTEN:
                writes.setdefault((step.key, step.catalog), run)
    return writes


def paths_of(step: PastStep) -> frozenset[str]:
    """Return the paths of what a step wrote."""
    return frozenset((*(str(change.path) for change in step.changes), *step.digests))


def is_within(path: FieldPath, paths: Collection[str]) -> bool:
    """Return whether a path is one of these, or of a resource that one of them is about."""
    if path.resource is None:
        return str(path) in paths or path.field == ORDER
    whole = str(FieldPath(WHOLE, path.resource))
    return any(other == whole or other.startswith(f"{whole}.") for other in paths)
