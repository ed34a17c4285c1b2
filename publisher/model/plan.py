"""A plan: one step for each dataset in each catalogue, with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Literal, assert_never

from publisher.model.catalog import Access
from publisher.model.change import Change, ChangeKind
from publisher.model.dataset import Dataset, ResourceWrite
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.findings import Finding, Position
from publisher.model.marker import Marker
from publisher.model.messages import Message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.projection import Loss
from publisher.model.quality import QualityChange


@dataclass(frozen=True, kw_only=True)
class EntryCreation:
    """The write that creates an entry, with its marker."""

    desired: DesiredDataset
    content: Dataset
    resource_writes: tuple[ResourceWrite, ...]
    marker: Marker

    @property
    def uploads(self) -> tuple[ResourceWrite, ...]:
        """The resources whose file is sent."""
        return tuple(resource_write for resource_write in self.resource_writes if resource_write.data is not None)


@dataclass(frozen=True, kw_only=True)
class EntryEdit:
    """The write that changes an entry: the fields that change, and nothing else."""

    desired: DesiredDataset | None
    """None for an orphan."""
    entry: Entry
    """As it was when the plan was made."""
    content: Dataset
    """The changed fields alone are managed."""
    resource_writes: tuple[ResourceWrite, ...] | None
    """The whole list of resources in its new order; None: the list stays as it is."""
    marker: Marker
    removals: tuple[ResourceWrite, ...] = ()
    """The resources that are removed, each with our id of it."""

    @property
    def uploads(self) -> tuple[ResourceWrite, ...]:
        """The resources whose file is sent."""
        return tuple(resource_write for resource_write in self.resource_writes or () if resource_write.data is not None)


class BlockReason(Enum):
    """Why a step is blocked."""

    NAME_TAKEN = "name-taken"
    IDS_TAKEN = "ids-taken"
    TITLE_TAKEN = "title-taken"
    OTHER_REPOSITORY = "other-repository"
    SECOND_WRITER = "second-writer"
    DUPLICATES = "doubled"
    HIDDEN = "hidden"
    DELETED_FOREIGN = "deleted-foreign"
    ORGANIZATION = "organization"
    NO_RIGHT = "no-right"
    NEWER_MARKER = "newer-marker"
    FOREIGN = "foreign"
    TO_ADOPT = "to-adopt"
    NO_ENTRY = "no-entry"
    NO_MANIFEST = "no-manifest"
    RENAMED = "renamed"
    WITHDRAWN = "withdrawn"
    PUBLIC_TOO_EARLY = "public-too-early"


@dataclass(frozen=True, kw_only=True)
class Create:
    """The catalogue has no such entry."""

    creation: EntryCreation


class UpdateKind(Enum):
    """What an update does to an entry, beyond its fields. The values are the names in JSON."""

    CHANGE = "update"
    """It writes what the manifest changed."""
    TAKEOVER = "takeover"
    """It also replaces values of the catalogue that we never applied."""
    ARCHIVE = "archive"
    """It hides a published entry from the public."""
    RESTORE = "restore"
    """It brings back, under the same id, an entry that was deleted in the catalogue."""
    WITHDRAW = "withdraw"
    """It empties and hides the entry for good. It names no change: no value of it is to be shown or recorded."""


@dataclass(frozen=True, kw_only=True)
class Update:
    """Fields or resources of an entry are written."""

    edit: EntryEdit
    changes: tuple[Change, ...]
    kept: tuple[Change, ...] = ()
    """Differences left alone: drift of the catalogue."""
    kind: UpdateKind = UpdateKind.CHANGE
    hides: tuple[EntryEdit, ...] = ()
    """Other entries of the same dataset, hidden before this one is written. Without changes they alone are written."""


@dataclass(frozen=True, kw_only=True)
class MarkerUpdate:
    """Manifest and catalogue came to the same value: the marker alone is written.

    Otherwise it would record a value that neither side has any more, and the manifest's next change would be taken for
    a conflict. Nothing is pending because of it.
    """

    edit: EntryEdit
    kept: tuple[Change, ...] = ()

    @property
    def without_write(self) -> "Same | Drift":
        """The step where the marker may not be written."""
        entry = self.edit.entry
        return Drift(entry=entry, kept=self.kept) if self.kept else Same(entry=entry)


@dataclass(frozen=True)
class Same:
    """Nothing to do."""

    note: Message | None = None
    entry: Entry | None = None


@dataclass(frozen=True, kw_only=True)
class Drift:
    """Values were edited in the catalogue, and are kept."""

    entry: Entry
    kept: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class EntryDeleted:
    """An entry of ours was deleted in the catalogue, and stays deleted. JSON calls it a drift, too."""

    entry: Entry
    waiting: tuple[Change, ...] = ()
    """What the manifest changed since: it is written once the entry is restored."""


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Manifest and catalogue changed the same value: a person must choose."""

    entry: Entry
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """A write that the tool must not decide by itself."""

    why: BlockReason
    reason: Message
    fix: Message


Write = Create | Update | MarkerUpdate
"""The steps that write to a catalogue."""


class HeldBy(Enum):
    """What holds a write back."""

    GUARD = "guard"
    MODE = "mode"
    """Of the catalogue, or the want of a token: no write at all goes there."""
    FILES = "files"
    """Of another catalogue, which will not be there."""
    PLAN_FILE = "plan-file"
    """The write is not the one that was approved."""


@dataclass(frozen=True, kw_only=True)
class HeldBack:
    """A write that a guard, the catalogue's mode or an approved plan does not allow."""

    step: Create | Update
    reason: Message
    fix: Message
    by: HeldBy = HeldBy.GUARD


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """A write that is for a later day (`from:`): nothing is pending, and nobody is asked.

    JSON calls it `same`, with its day.
    """

    step: Create | Update
    day: date
    """The first day on which it may be written."""


Step = Create | Update | MarkerUpdate | Same | Drift | EntryDeleted | Conflict | Blocked | HeldBack | Scheduled


@dataclass(frozen=True)
class Item:
    """One dataset in one catalogue, and its step."""

    key: DatasetKey
    catalog: CatalogName
    title: str
    step: Step
    losses: tuple[Loss, ...] = ()
    waits_for: CatalogName | None = None
    """The catalogue that keeps the files which this step lists: its step comes first."""
    notes: tuple[Message, ...] = ()
    """Settings of the manifest that have no effect on the entry, and what the step leaves behind elsewhere."""
    quality: QualityChange | None = None
    """None where the catalogue has no score for it, or where it is not shown."""

    def with_step(self, step: Step) -> "Item":
        """Return the same item with another step."""
        return replace(self, step=step)


@dataclass(frozen=True)
class Reading:
    """The account and rights in a catalogue, and how many calls and seconds the reading took."""

    access: Access
    calls: int
    seconds: float
    renamed: tuple[Finding, ...] = ()
    """A warning for each place that names an organization by a former name."""


@dataclass(frozen=True)
class Orphan:
    """An entry of ours that no manifest names any more."""

    catalog: CatalogName
    entry: Entry
    renamed_to: DatasetKey | None = None
    """The dataset that it seems to be now: one of the same title, name, file or address."""
    withdrawn_by: Position | None = None
    """The manifest that has its key, and does not publish it in this catalogue."""
    new_folder: str | None = None
    """The folder that its producer's folder, which is gone, seems to be now."""
    dead_links: CatalogName | None = None
    """The catalogue with files that it links to, and that the public cannot read there once the plan is carried out."""

    @property
    def marker(self) -> Marker:
        """Its marker, which is ours."""
        if self.entry.marker is None:
            raise TypeError("an orphan carries our marker")
        return self.entry.marker

    @property
    def key(self) -> DatasetKey:
        """The key that its marker names."""
        return self.entry.marker.key if self.entry.marker else DatasetKey(self.entry.name)


class CopyKind(Enum):
    """How an entry that is not ours came to our marker. The values are the names in JSON."""

    HARVESTED = "harvested"
    """A harvester copied an entry of ours with its extras."""
    DELETED = "deleted-duplicate"
    """Two runs at once made two entries, and one of them was deleted."""


@dataclass(frozen=True)
class EntryCopy:
    """An entry with the marker of a dataset that has, or could have, an entry of its own. No run writes to it."""

    catalog: CatalogName
    key: DatasetKey
    entry: Entry
    kind: CopyKind


@dataclass(frozen=True)
class Plan:
    """The step for each dataset in each catalogue, the orphans, and the copies of entries of ours."""

    items: tuple[Item, ...]
    orphans: tuple[Orphan, ...]
    readings: Mapping[CatalogName, Reading]
    copies: tuple[EntryCopy, ...] = ()
    managed: frozenset[CatalogName] = frozenset()
    """The catalogues in mode manage: in the others nothing is written, whatever is decided."""

    @property
    def renamed(self) -> tuple[Finding, ...]:
        """A warning for each place that names an organization by a former name."""
        return tuple(finding for reading in self.readings.values() for finding in reading.renamed)

    @property
    def writes(self) -> tuple[Item, ...]:
        """The items that applying this plan writes."""
        return tuple(item for item in self.items if isinstance(item.step, Write))

    @property
    def waiting(self) -> tuple[Item, ...]:
        """The items that applying this plan does not write, and that are to be reported."""
        return tuple(item for item in self.items if not isinstance(item.step, Write | Same))

    @property
    def pending(self) -> bool:
        """Whether there is a write other than of markers, a block, a conflict or a held step."""
        return any(isinstance(item.step, Create | Update | Conflict | Blocked | HeldBack) for item in self.items)

    @property
    def stuck(self) -> bool:
        """Whether a person must decide something."""
        return any(isinstance(item.step, Conflict | Blocked | HeldBack) for item in self.items)

    @property
    def drifted(self) -> bool:
        """Whether edits made in a catalogue are kept."""
        return any(keeps_drift(item.step) for item in self.items)


StepName = Literal[
    "create",
    "update",
    "takeover",
    "archive",
    "restore",
    "withdraw",
    "remember",
    "same",
    "drift",
    "conflict",
    "blocked",
    "heldback",
]
"""The name of a step in journals, saved plans and JSON results. Readers rely on it: it never changes."""


def step_name(step: Step) -> StepName:
    """Return the step's stable name, for journals, plan files and JSON."""
    match step:
        case Create():
            return "create"
        case Update(kind=kind):
            return _update_name(kind)
        case MarkerUpdate():
            return "remember"
        case Same() | Scheduled():
            return "same"
        case Drift() | EntryDeleted():
            return "drift"
        case Conflict():
            return "conflict"
        case Blocked():
            return "blocked"
        case HeldBack():
            return "heldback"
        case _:
            assert_never(step)


def _update_name(kind: UpdateKind) -> StepName:
    match kind:
        case UpdateKind.CHANGE:
            return "update"
        case UpdateKind.TAKEOVER:
            return "takeover"
        case UpdateKind.ARCHIVE:
            return "archive"
        case UpdateKind.RESTORE:
            return "restore"
        case UpdateKind.WITHDRAW:
            return "withdraw"
        case _:
            assert_never(kind)


def entry_of(step: Step) -> Entry | None:
    """Return the existing entry of a step, as it was read; None where the step has none."""
    match step:
        case Update() | MarkerUpdate():
            return step.edit.entry
        case Same() | Drift() | EntryDeleted() | Conflict():
            return step.entry
        case HeldBack() | Scheduled():
            return entry_of(step.step)
        case Create() | Blocked():
            return None
        case _:
            assert_never(step)


def keeps_drift(step: Step) -> bool:
    """Return whether the step leaves an edit of the catalogue in place."""
    return isinstance(step, Drift | EntryDeleted) or bool(kept_in(step))


def kept_in(step: Step) -> tuple[Change, ...]:
    """Return the differences that a step leaves as they are in the catalogue."""
    match step:
        case Update() | MarkerUpdate() | Drift():
            return step.kept
        case HeldBack() | Scheduled():
            return kept_in(step.step)
        case Create() | Same() | EntryDeleted() | Conflict() | Blocked():
            return ()
        case _:
            assert_never(step)


def changes_of(step: Step) -> tuple[Change, ...]:
    """Return the differences of a step, kept ones last."""
    match step:
        case Update():
            return step.changes + step.kept
        case MarkerUpdate() | Drift():
            return step.kept
        case Conflict():
            return step.changes
        case HeldBack() | Scheduled():
            return changes_of(step.step)
        case Create() | Same() | EntryDeleted() | Blocked():
            return ()
        case _:
            assert_never(step)


def takeovers_of(step: Step) -> tuple[Change, ...]:
    """Return the catalogue's values that a step would replace without ever having applied them."""
    return tuple(change for change in changes_of(step) if change.kind is ChangeKind.TAKEOVER)
