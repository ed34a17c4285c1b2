"""Who acts where a step is not done, or a catalogue cannot be read. Pure."""

from typing import Final

from publisher.catalogs.errors import AnsweredInstead, CatalogError, Denied, Refused
from publisher.model.actor import Actor
from publisher.model.plan import Blocked, BlockReason, Conflict, EntryDeleted, HeldBack, HeldBy, Step

_MENDED_IN_THE_MANIFEST: Final = frozenset({BlockReason.RENAMED, BlockReason.NO_ENTRY})
"""The dataset lacks `previously:`, or names an entry that does not exist."""


def who_mends(error: CatalogError) -> Actor:
    """Return who acts after an error of a catalogue's call."""
    match error:
        case Refused():
            return Actor.PRODUCER
        case Denied() | AnsweredInstead():
            return Actor.TEAM
        case _:
            return Actor.NEXT_RUN


def who_decides(step: Step) -> Actor | None:
    """Return who acts on a step that waits; None where it waits for nobody."""
    match step:
        case Blocked(why=why):
            return Actor.PRODUCER if why in _MENDED_IN_THE_MANIFEST else Actor.TEAM
        case Conflict() | EntryDeleted() | HeldBack(by=HeldBy.GUARD | HeldBy.MODE):
            return Actor.TEAM
        case HeldBack(by=HeldBy.FILES | HeldBy.PLAN_FILE):
            return Actor.NEXT_RUN
        case _:
            return None
