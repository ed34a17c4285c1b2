"""The entries that their organization alone sees, as text: where to look at them before they are published."""

from collections.abc import Iterable

from publisher.locale import _
from publisher.model.entry import Entry
from publisher.model.plan import HeldBack, Item, Step, Update, entry_of
from publisher.model.values import UNMANAGED, State
from publisher.views.safe_text import printable

MANY = 4
"""At most so many lines; `publisher status` has them all."""


def private_lines(items: Iterable[Item]) -> list[str]:
    """Return a line with the address of each entry that is private after its step, as far as it may be shown."""
    private = [(item, entry) for item in items if (entry := _private_entry(item.step)) is not None]
    text = _("private, seen by its organization alone:")
    lines = [f"  ◐ {item.key} · {item.catalog} · {text} {printable(entry.address)}" for item, entry in private[:MANY]]
    more = _("… and {n} more").format(n=len(private) - MANY)
    return [*lines, f"    {more}"] if len(private) > MANY else lines


def _private_entry(step: Step) -> Entry | None:
    """Return the entry of a step where it exists and is private afterwards; not where its address is withheld."""
    entry = entry_of(step)
    if entry is None or entry.deleted or entry.withheld:
        return None
    return entry if _state_after(step, entry) is State.PRIVATE else None


def _state_after(step: Step, entry: Entry) -> object:
    if isinstance(step, HeldBack):
        return entry.content.state
    desired = step.edit.content.state if isinstance(step, Update) else UNMANAGED
    return entry.content.state if desired is UNMANAGED else desired
