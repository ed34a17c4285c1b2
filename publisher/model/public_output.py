"""Outputs that everybody can read: they do not show what only a catalogue knows of entries that are not public."""

from dataclasses import replace

from publisher.model.change import Change
from publisher.model.commands import Again, Command
from publisher.model.entry import Entry
from publisher.model.messages import Message
from publisher.model.outcome import Done, Failed, NotDone, Outcome
from publisher.model.plan import Conflict, Drift, HeldBack, Item, MarkerUpdate, Plan, Scheduled, Step, Update, entry_of
from publisher.model.quality import QualityChange
from publisher.model.values import State, Withheld


def entry_for_public(entry: Entry) -> Entry:
    """Return a public entry as it is; another one without its address and without the signs of other tools."""
    if entry.content.state is State.PUBLISHED and not entry.deleted:
        return entry
    text = str(Withheld())
    return replace(
        entry,
        withheld=True,
        address=text,
        foreign=text if entry.foreign is not None else None,
        harvested=text if entry.harvested is not None else None,
    )


def plan_for_public(plan: Plan) -> Plan:
    """Return the plan without the values of withheld entries. What it writes, and its fingerprints, stay the same."""
    return replace(plan, items=tuple(_item(item) for item in plan.items))


def _item(item: Item) -> Item:
    entry = entry_of(item.step)
    if entry is None or not entry.withheld:
        return item
    quality = QualityChange() if item.quality is not None else None
    return replace(item, step=_step(item.step), quality=quality)


def _step(step: Step) -> Step:
    match step:
        case Update():
            return replace(step, changes=changes_for_public(step.changes), kept=changes_for_public(step.kept))
        case MarkerUpdate() | Drift():
            return replace(step, kept=changes_for_public(step.kept))
        case Conflict():
            return replace(step, changes=changes_for_public(step.changes))
        case HeldBack(step=Update() as write) | Scheduled(step=Update() as write):
            changes, kept = changes_for_public(write.changes), changes_for_public(write.kept)
            return replace(step, step=replace(write, changes=changes, kept=kept))
        case _:
            return step


def changes_for_public(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Return the changes of a withheld entry: the manifest's values stay, but addresses, which a catalogue may give."""
    return tuple(
        replace(
            change,
            observed=Withheld() if _is_known_to_members(change) else change.observed,
            desired=Withheld() if change.path.field == "url" and change.desired is not None else change.desired,
        )
        for change in changes
    )


def _is_known_to_members(change: Change) -> bool:
    """Return whether the observed value is hidden. That the entry is not public is shown."""
    return change.observed is not None and change.path.field != "state"


def outcome_for_public(outcome: Outcome) -> Outcome:
    """Return an outcome without the address of an entry that is not public, or may not be."""
    match outcome:
        case Done(entry=entry):
            return replace(outcome, entry=entry_for_public(entry))
        case Failed(what=what, fix=fix):
            return replace(outcome, what=without_addresses(what), fix=without_addresses(fix) if fix else None)
        case NotDone(why=why):
            return replace(outcome, why=without_addresses(why) if why else None)


def without_addresses(text: Message) -> Message:
    """Return a message with its addresses hidden: what they lead to may not be public."""
    return replace(text, params=tuple((name, _parameter(name, value)) for name, value in text.params))


def _parameter(name: str, value: str | Message | Command | Again) -> str | Message | Command | Again:
    if name == "address":
        return str(Withheld())
    return without_addresses(value) if isinstance(value, Message) else value
