"""What was edited in the catalogues since our last write, by entry. Pure: it is read off a plan."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import PurePath
from typing import Final

from publisher.model.change import ORDER, WHOLE, Change, ChangeKind, FieldPath
from publisher.model.dataset import DATASET_FIELDS, EXTRA_PREFIX, RESOURCE_FIELDS
from publisher.model.entry import Entry
from publisher.model.findings import Finding
from publisher.model.names import CatalogName, DatasetKey, ResourceId, producer_of
from publisher.model.plan import Blocked, BlockReason, EntryDeleted, Item, Plan, changes_of, entry_of
from publisher.model.token_expiry import ExpiringToken
from publisher.model.values import Value, Withheld

RESOURCES: Final = "resources"
ADDED: Final = "resources.added"
"""Stands among the ignored fields for the resources that the catalogue alone has."""

IGNORABLE: Final = (
    *DATASET_FIELDS,
    "extras",
    RESOURCES,
    ADDED,
    f"{RESOURCES}.{ORDER}",
    *(f"{RESOURCES}.{name}" for name in RESOURCE_FIELDS),
)
"""What can be left out of the result; besides, each extra by its name (`extras.KEY`)."""

EDITS: Final = frozenset({ChangeKind.DRIFT, ChangeKind.CONFLICT})
"""The kinds of change that begin with an edit in the catalogue."""

NOT_COMPARED: Final = frozenset({
    BlockReason.SECOND_WRITER,
    BlockReason.NEWER_MARKER,
    BlockReason.ORGANIZATION,
    BlockReason.DUPLICATES,
    BlockReason.HIDDEN,
    BlockReason.NO_RIGHT,
    BlockReason.PUBLIC_TOO_EARLY,
})  # fmt: skip
"""Why the entry of a dataset of ours may have edits that nobody sees."""


class DriftKind(Enum):
    """What happened to an entry. The values are the names in JSON."""

    EDITED = "edited"
    """Values were edited in the catalogue alone."""
    CONFLICT = "conflict"
    """Of at least one value, the manifest changed, too."""
    DELETED = "deleted"
    """The entry was deleted in the catalogue."""


@dataclass(frozen=True)
class LastChange:
    """When an entry was last changed in its catalogue, by whatever write, and who did it, where that is said."""

    at: str
    """ISO date and time in UTC."""
    by: str | None = None


@dataclass(frozen=True)
class DriftedEntry:
    """An entry that was edited in its catalogue since our last write."""

    item: Item
    kind: DriftKind
    entry: Entry
    changes: tuple[Change, ...] = ()
    """`desired` is the value of the manifest, `observed` the present one of the catalogue."""
    last_change: LastChange | None = None

    @property
    def key(self) -> DatasetKey:
        """The dataset."""
        return self.item.key

    @property
    def catalog(self) -> CatalogName:
        """The catalogue."""
        return self.item.catalog


@dataclass(frozen=True)
class LateData:
    """An entry whose data are late against their frequency."""

    key: DatasetKey
    catalog: CatalogName
    frequency: str
    updated: str
    """ISO date of the last update of the data."""
    days: int
    """How many days they are late."""


@dataclass(frozen=True, kw_only=True)
class DriftResult:
    """All that `publisher drift` says."""

    plan: Plan
    entries: tuple[DriftedEntry, ...]
    not_compared: tuple[Item, ...] = ()
    """Of datasets that are blocked: each step is `Blocked`."""
    late: tuple[LateData, ...] | None = None
    """None where nobody asked."""
    links: tuple[Finding, ...] | None = None
    """The dead links; None where nobody asked."""
    tokens: tuple[ExpiringToken, ...] = ()
    """They are named, and no reason for an exit code: nothing of the data is to be seen to."""

    @property
    def is_clean(self) -> bool:
        """Return whether there is nothing to see to, of what was asked for."""
        return not (self.entries or self.late or self.links)


def of_producer(result: DriftResult, producer: str) -> DriftResult:
    """Return what a result says of one producer; of what lies outside a producer's folder, that folder is the name."""
    return replace(
        result,
        entries=tuple(entry for entry in result.entries if producer_of(entry.key) == producer),
        not_compared=tuple(item for item in result.not_compared if producer_of(item.key) == producer),
        late=tuple(late for late in result.late or () if producer_of(late.key) == producer),
        links=tuple(link for link in result.links or () if folder_of(link) == producer),
        tokens=(),
    )


def producers_in(result: DriftResult) -> tuple[str, ...]:
    """Return the producers of which a result says something, in order."""
    keys = (entry.key for part in (result.entries, result.not_compared, result.late or ()) for entry in part)
    return tuple(sorted({*map(producer_of, keys), *map(folder_of, result.links or ())}))


def folder_of(link: Finding) -> str:
    """Return the name of the folder in which a dead link stands: that of its producer, else that of the manifests."""
    return PurePath(link.at.file).parent.name


def drifted_entries(
    plan: Plan, ignored: Collection[str], manages_resources: Callable[[DatasetKey, CatalogName], bool]
) -> tuple[DriftedEntry, ...]:
    """Return the entries with edits that are not ignored, in the order of the plan."""
    drifted = (_drifted(item, ignored, lists=manages_resources(item.key, item.catalog)) for item in plan.items)
    return tuple(entry for entry in drifted if entry is not None)


def not_compared(plan: Plan) -> tuple[Item, ...]:
    """Return the items of our entries that could not be compared, or that nobody may see."""
    return tuple(item for item in plan.items if isinstance(item.step, Blocked) and item.step.why in NOT_COMPARED)


def is_ignorable(name: str) -> bool:
    """Return whether a name says what to leave out."""
    return name in IGNORABLE or (name.startswith(EXTRA_PREFIX) and name != EXTRA_PREFIX)


def is_addition(change: Change) -> bool:
    """Return whether it is a resource that the catalogue alone has."""
    return change.path.field == WHOLE and change.desired is None and change.kind is ChangeKind.DRIFT


def _drifted(item: Item, ignored: Collection[str], *, lists: bool) -> DriftedEntry | None:
    entry = entry_of(item.step)
    if entry is None:
        return None
    if isinstance(item.step, EntryDeleted):
        return DriftedEntry(item, DriftKind.DELETED, entry)
    edits = (change for change in changes_of(item.step) if change.kind in EDITS)
    added = _added_resources(entry) if lists else ()
    changes = tuple(change for change in (*edits, *added) if not _is_ignored(change, ignored))
    if not changes:
        return None
    both = any(change.kind is ChangeKind.CONFLICT for change in changes)
    return DriftedEntry(item, DriftKind.CONFLICT if both else DriftKind.EDITED, entry, changes)


def _added_resources(entry: Entry) -> Iterable[Change]:
    """Yield the resources that the catalogue alone has. None is known while a run is unfinished."""
    recorded = [resource.remote_id for resource in entry.last_applied.resources]
    if entry.marker is None or None in recorded:
        return
    for resource in entry.resources:
        if resource.remote_id not in recorded:
            title: Value = resource.content.title if isinstance(resource.content.title, str) else resource.remote_id
            path = FieldPath(WHOLE, ResourceId(resource.remote_id))
            yield Change(path, ChangeKind.DRIFT, Withheld() if entry.withheld else title, None)


def _is_ignored(change: Change, ignored: Collection[str]) -> bool:
    field, in_resources = change.path.field, change.path.resource is not None or change.path.field == ORDER
    if in_resources:
        return RESOURCES in ignored or f"{RESOURCES}.{field}" in ignored or (ADDED in ignored and is_addition(change))
    return field in ignored or ("extras" in ignored and field.startswith(EXTRA_PREFIX))
