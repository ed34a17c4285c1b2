"""What a plan says beside its steps, as text: settings without effect, private entries, former names."""

from collections.abc import Iterable

from publisher.locale import _
from publisher.model.entry import Entry
from publisher.model.findings import Finding
from publisher.model.plan import HeldBack, Item, Plan, Step, Update, UpdateKind, entry_of
from publisher.model.values import UNMANAGED, State
from publisher.views.safe_text import printable

MANY = 4
"""At most so many lines; `publisher status` has them all."""


def remark_lines(plan: Plan) -> list[str]:
    """Return all that a plan says beside its steps."""
    return [*renamed_lines(plan.renamed), *note_lines(plan.items), *private_lines(plan.items)]


def renamed_lines(renamed: Iterable[Finding]) -> list[str]:
    """Return where a former name of an organization is written, and what to write there."""
    return [
        f"  ? {printable(str(finding.at))}  {printable(str(finding.what))}\n      {printable(str(finding.fix))}"
        for finding in renamed
    ]


def note_lines(items: Iterable[Item]) -> list[str]:
    """Return the settings of manifests that have no effect."""
    return [f"  ∅ {item.key} · {item.catalog} · {printable(str(note))}" for item in items for note in item.notes]


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
    if entry is None or entry.deleted or entry.withheld or _is_withdrawal(step, entry):
        return None
    return entry if _state_after(step, entry) is State.PRIVATE else None


def _is_withdrawal(step: Step, entry: Entry) -> bool:
    """Return whether an entry is withdrawn for good, or about to be: nobody waits for its publication."""
    return entry.last_applied.withdrawn or (isinstance(step, Update) and step.kind is UpdateKind.WITHDRAW)


def _state_after(step: Step, entry: Entry) -> object:
    if isinstance(step, HeldBack):
        return entry.content.state
    desired = step.edit.content.state if isinstance(step, Update) else UNMANAGED
    return entry.content.state if desired is UNMANAGED else desired
