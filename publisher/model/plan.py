"""A plan: for each dataset and catalogue one step, which says what would happen there and why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import Final, Literal

from publisher.model.change import Change, ChangeKind
from publisher.model.dataset import Dataset, ResourceWrite
from publisher.model.desired import DesiredDataset, Loss
from publisher.model.entry import Access, Entry
from publisher.model.marker import Marker
from publisher.model.messages import Message
from publisher.model.names import CatalogName, DatasetKey


@dataclass(frozen=True, kw_only=True)
class EntryCreation:
    """An entry to make, whole, with its marker, in one call."""

    desired: DesiredDataset
    content: Dataset
    resource_writes: tuple[ResourceWrite, ...]
    marker: Marker

    @property
    def uploads(self) -> tuple[ResourceWrite, ...]:
        """The resources whose bytes are to be sent."""
        return tuple(resource_write for resource_write in self.resource_writes if resource_write.data is not None)


@dataclass(frozen=True, kw_only=True)
class EntryEdit:
    """What to write into an entry that exists: the fields that change, and nothing else."""

    desired: DesiredDataset | None
    """None for an entry that no manifest names any more."""
    entry: Entry
    """As it was when the plan was made."""
    content: Dataset
    """The changed fields alone are managed."""
    resource_writes: tuple[ResourceWrite, ...] | None
    """The whole list of resources in its new order; None: the list stays as it is."""
    marker: Marker
    leaving: tuple[ResourceWrite, ...] = ()
    """The resources that go, each with the id of ours that it had."""

    @property
    def uploads(self) -> tuple[ResourceWrite, ...]:
        """The resources whose bytes are to be sent."""
        return tuple(resource_write for resource_write in self.resource_writes or () if resource_write.data is not None)


class BlockReason(Enum):
    """Why a step is blocked."""

    NAME_TAKEN = "name-taken"
    IDS_TAKEN = "ids-taken"
    TITLE_TAKEN = "title-taken"
    OTHER_REPOSITORY = "other-repository"
    SECOND_WRITER = "second-writer"
    DOUBLED = "doubled"
    HIDDEN = "hidden"
    DELETED_FOREIGN = "deleted-foreign"
    ORGANIZATION = "organization"
    NO_RIGHT = "no-right"
    MARKER_TOO_LARGE = "marker-too-large"
    FOREIGN = "foreign"
    TO_ADOPT = "to-adopt"
    NO_ENTRY = "no-entry"


@dataclass(frozen=True, kw_only=True)
class Create:
    """The catalogue has no such entry."""

    creation: EntryCreation


@dataclass(frozen=True, kw_only=True)
class Update:
    """The manifest moved."""

    edit: EntryEdit
    changes: tuple[Change, ...]
    kept: tuple[Change, ...] = ()
    """Differences left alone: drift of the portal."""


@dataclass(frozen=True, kw_only=True)
class Takeover(Update):
    """The manifest would replace portal values that we never applied."""


@dataclass(frozen=True, kw_only=True)
class Archive(Update):
    """The entry leaves the public's sight."""


@dataclass(frozen=True, kw_only=True)
class Restore(Update):
    """The entry was deleted on the portal; it comes back under the same id."""


@dataclass(frozen=True, kw_only=True)
class MarkerUpdate(Update):
    """Both sides have come to the same value: the marker alone is written.

    It would else remember a value that nobody has any more, and take the manifest's next move for a conflict.
    """

    @property
    def otherwise(self) -> "Same | Drift":
        """What is to be done where the marker may not be written."""
        entry = self.edit.entry
        return Drift(entry=entry, kept=self.kept) if self.kept else Same(entry=entry)


@dataclass(frozen=True)
class Same:
    """Nothing to do."""

    note: Message | None = None
    entry: Entry | None = None


@dataclass(frozen=True, kw_only=True)
class Drift:
    """The portal moved, and its values are kept."""

    entry: Entry
    kept: tuple[Change, ...]
    """Empty when the entry itself was deleted on the portal."""


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Both moved: a person must choose."""

    entry: Entry
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """Something stands in the way that the tool must not settle by itself."""

    why: BlockReason
    reason: Message
    fix: Message


@dataclass(frozen=True, kw_only=True)
class HeldBack:
    """A step that would be taken, but for a guard or the catalogue's mode."""

    step: "Write"
    reason: Message
    fix: Message


Write = Create | Update
Step = Create | Update | Same | Drift | Conflict | Blocked | HeldBack


@dataclass(frozen=True)
class Item:
    """One line of a plan."""

    key: DatasetKey
    catalog: CatalogName
    title: str
    step: Step
    losses: tuple[Loss, ...] = ()
    waits_for: CatalogName | None = None
    """The catalogue that keeps the files which this step lists: its step comes first."""

    def with_step(self, step: Step) -> "Item":
        """The same line with another step."""
        return replace(self, step=step)


@dataclass(frozen=True)
class Reading:
    """What a catalogue said of itself while the plan was made, and what asking cost."""

    access: Access
    calls: int
    seconds: float


@dataclass(frozen=True)
class Orphan:
    """An entry of ours that no manifest names any more."""

    catalog: CatalogName
    entry: Entry


@dataclass(frozen=True)
class Plan:
    """What would be done, and everything that would not, with its reason."""

    items: tuple[Item, ...]
    orphans: tuple[Orphan, ...]
    readings: Mapping[CatalogName, Reading]

    @property
    def writes(self) -> tuple[Item, ...]:
        """What applying this plan would write."""
        return tuple(item for item in self.items if isinstance(item.step, Update | Create))

    @property
    def waiting(self) -> tuple[Item, ...]:
        """What applying this plan would not write, though something is to be said of it."""
        return tuple(item for item in self.items if not isinstance(item.step, Update | Create | Same))

    @property
    def pending(self) -> bool:
        """Whether something waits: a write, a block, a conflict, a held step."""
        return any(not isinstance(item.step, Same | Drift | MarkerUpdate) for item in self.items)

    @property
    def stuck(self) -> bool:
        """Whether something waits for a person."""
        return any(isinstance(item.step, Conflict | Blocked | HeldBack) for item in self.items)

    @property
    def drifted(self) -> bool:
        """Whether a portal's edits are kept."""
        return any(kept_of(item.step) for item in self.items)


StepName = Literal[
    "create", "update", "takeover", "archive", "restore", "remember", "same", "drift", "conflict", "blocked", "heldback"
]
"""The name of a step in journals, saved plans and JSON results. Readers rely on it: it never changes."""

_STEP_NAMES: Final[Mapping[type[Step], StepName]] = MappingProxyType({
    Create: "create",
    Update: "update",
    Takeover: "takeover",
    Archive: "archive",
    Restore: "restore",
    MarkerUpdate: "remember",
    Same: "same",
    Drift: "drift",
    Conflict: "conflict",
    Blocked: "blocked",
    HeldBack: "heldback",
})  # fmt: skip


def step_name(step: Step) -> StepName:
    """Return the stable name of a step, for journals and JSON."""
    return _STEP_NAMES[type(step)]


def entry_of(step: Step) -> Entry | None:
    """Return the existing entry of a step, as it was read; None where the step has none."""
    match step:
        case Update() | MarkerUpdate():
            return step.edit.entry
        case Same() | Drift() | Conflict():
            return step.entry
        case HeldBack():
            return entry_of(step.step)
        case Create() | Blocked():
            return None


def kept_of(step: Step) -> bool:
    """Whether the step leaves a portal's edit in place."""
    return isinstance(step, Drift) or (isinstance(step, Update) and bool(step.kept))


def changes_of(step: Step) -> tuple[Change, ...]:
    """The differences a step speaks of, kept ones last."""
    match step:
        case Update():
            return step.changes + step.kept
        case Drift():
            return step.kept
        case Conflict():
            return step.changes
        case HeldBack():
            return changes_of(step.step)
        case Create() | Same() | Blocked():
            return ()


def takeovers_of(step: Step) -> tuple[Change, ...]:
    """The portal values a step would replace without ever having applied them."""
    return tuple(change for change in changes_of(step) if change.verdict is ChangeKind.TAKEOVER)
