"""The outcome of each step of a plan that was applied."""

from dataclasses import dataclass

from publisher.model.actor import Actor
from publisher.model.entry import Entry
from publisher.model.messages import Message
from publisher.model.plan import Item
from publisher.model.replaced_file import ReplacedFile


@dataclass(frozen=True)
class Done:
    """The step was carried out, and the catalogue's reply was read."""

    item: Item
    entry: Entry
    rewritten: tuple[str, ...] = ()
    """Fields that the catalogue stores in another form than the one sent."""
    by_other_run: bool = False
    """Whether another run wrote the entry at the same time, as its manifest wants it."""
    replaced: tuple[ReplacedFile, ...] = ()
    """The files of the catalogue that it replaced or removed."""

    @property
    def raced(self) -> bool:
        """Whether somebody else wrote the entry at the same time, so that the step was not done."""
        return False


@dataclass(frozen=True)
class Failed:
    """The step was not carried out, or its outcome is unknown."""

    item: Item
    what: Message
    fix: Message | None
    raced: bool = False
    """Whether somebody else wrote the entry at the same time."""
    actor: Actor = Actor.NEXT_RUN


@dataclass(frozen=True)
class NotDone:
    """The step was not started, or another run carries it out."""

    item: Item
    why: Message | None = None
    """None where the run was interrupted before."""
    raced: bool = False
    """Whether somebody else wrote the entry, or one that it depends on, at the same time."""


Outcome = Done | Failed | NotDone


@dataclass(frozen=True)
class Report:
    """The outcomes of one run."""

    run: str
    journal: str
    """Path of the journal."""
    outcomes: tuple[Outcome, ...]
    seconds: float
    why_incomplete: Message | None = None
    """Why lines of the journal are missing; None where none is."""

    @property
    def failed(self) -> bool:
        """Whether some step was not carried out."""
        return any(not isinstance(outcome, Done) for outcome in self.outcomes)
