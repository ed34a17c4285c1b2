"""What became of each step of a plan that was applied."""

from dataclasses import dataclass

from publisher.model.entry import Entry
from publisher.model.messages import Message
from publisher.model.plan import Item


@dataclass(frozen=True)
class Done:
    """The step was taken, and the catalogue's answer was read."""

    item: Item
    entry: Entry
    rewritten: tuple[str, ...] = ()
    """Fields that the catalogue stores in another form than the one sent."""


@dataclass(frozen=True)
class Failed:
    """The step was not taken, or nobody can tell."""

    item: Item
    what: Message
    fix: Message | None


@dataclass(frozen=True)
class NotDone:
    """The step was not begun, or was left to another run."""

    item: Item
    why: Message | None = None
    """None: the run ended before."""


Outcome = Done | Failed | NotDone


@dataclass(frozen=True)
class Report:
    """What a run did."""

    run: str
    journal: str
    """Path of the journal."""
    outcomes: tuple[Outcome, ...]
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether something was not done."""
        return any(not isinstance(outcome, Done) for outcome in self.outcomes)
