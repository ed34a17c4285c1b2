"""A plan as plain text: summary first, one paragraph per dataset, every line readable in 80 columns and in a log."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from textwrap import wrap
from typing import Final

from publisher.locale import _, ngettext
from publisher.model.change import Change
from publisher.model.names import CatalogName
from publisher.model.plan import (
    Archive,
    Blocked,
    Conflict,
    Create,
    Drift,
    HeldBack,
    Item,
    Orphan,
    Plan,
    Reading,
    Remember,
    Restore,
    Same,
    Step,
    Takeover,
    Update,
)
from publisher.views.text import change_text, clip, files_text, loss_lines, printable, seconds_text, verdict_text

TIE: Final = "\x00"
"""Stands for a blank at which a line is not broken."""

WIDTH: Final = 80
"""Columns of a terminal, and of a log that nobody needs to scroll sideways."""

MANY: Final = 4
"""So many entries with losses are counted, too."""


def plan_text(plan: Plan, command: str | None) -> str:
    """The whole plan. `command` is what would carry it out; None where that is about to happen."""
    parts = [head_text(plan)]
    if body := items_lines(plan.items):
        parts.append("\n".join(body))
    if plan.orphans:
        parts.append("\n".join(orphan_lines(plan.orphans)))
    if notes := [*held_lines(plan), *_advice_lines(plan), *_losses_line(plan)]:
        parts.append("\n".join(notes))
    parts.append("\n".join([counts_text(plan), *([_next_text(plan, command)] if command else [])]))
    return "\n\n".join(parts)


def head_text(plan: Plan) -> str:
    """Who was asked, and what asking cost."""
    count = ngettext("Plan for {n} dataset", "Plan for {n} datasets", len({item.key for item in plan.items}))
    readings = [_reading_text(name, reading) for name, reading in plan.readings.items()]
    if len(readings) == 1:
        return f"{count} · {readings[0]}"
    return "\n".join([count, *(f"  {reading}" for reading in readings)])


def _reading_text(name: CatalogName, reading: Reading) -> str:
    calls = ngettext("{n} call", "{n} calls", reading.calls)
    parts = [reading.access.software, calls, seconds_text(reading.seconds)]
    return printable(f"{name} ({', '.join([*parts, *([] if reading.access.user else [_('without a token')])])})")


def items_lines(items: Iterable[Item]) -> list[str]:
    """The lines of each dataset; catalogues where the same is to be done are named together."""
    return [line for _key, group in groupby(items, key=lambda item: item.key) for line in _dataset_lines(group)]


def _dataset_lines(items: Iterable[Item]) -> Iterable[str]:
    alike: dict[tuple[str, ...], list[Item]] = {}
    for item in items:
        if mark_of(item.step) is not None:
            alike.setdefault((step_text(item.step), *_details(item.step), *loss_lines(item.losses, 6)), []).append(item)
    for (what, *details), those in alike.items():
        names = ", ".join(item.catalog for item in those)
        yield f"  {mark_of(those[0].step)} {those[0].key} · {names} · {what}"
        yield from details


def mark_of(step: Step) -> str | None:
    """A sign for a step, that colour may underline; None where nothing happens."""
    match step:
        case Create():
            return "+"
        case Archive():
            return "−"
        case Remember():
            return "="
        case Update():
            return "~"
        case Drift():
            return "≈"
        case Conflict() | Blocked():
            return "!"
        case HeldBack():
            return mark_of(step.step)
        case Same():
            return None


def step_text(step: Step) -> str:  # noqa: C901 - one line for each kind
    """A step in a word or two."""
    match step:
        case Create(creation=made):
            resources = ngettext("{n} resource", "{n} resources", len(made.slots))
            files = files_text(made.slots)
            return ", ".join([_("create"), resources, *([files] if files else [])])
        case Archive():
            return _("hide from the public")
        case Restore():
            return _("restore: it was deleted in the catalogue")
        case Takeover():
            return _("change, replacing values of the catalogue")
        case Remember():
            return _("already equal; marker to update")
        case Update():
            return _("change")
        case Drift():
            return _drift_text(step)
        case Conflict():
            return _("conflict: edited in the manifest and in the catalogue")
        case Blocked():
            return _("blocked")
        case HeldBack(step=held):
            return f"{step_text(held)} ({_('held back')})"
        case Same(note=note):
            return str(note) if note else _("nothing to do")


def _drift_text(step: Drift) -> str:
    if step.kept:
        return _("edited in the catalogue: kept")
    return _("deleted in the catalogue: left as it is")


def why_lines(step: Step) -> list[str]:
    """Why a step is blocked, and what to do."""
    return _details(step) if isinstance(step, Blocked) else []


def _details(step: Step) -> list[str]:
    match step:
        case Update():
            kept = [_change_line(change, noted=True) for change in step.kept]
            return [*(_change_line(change, noted=True) for change in step.changes), *_moved_lines(step), *kept]
        case Drift():
            return [_change_line(change) for change in step.kept]
        case Conflict():
            return [_change_line(change) for change in step.changes]
        case Blocked(reason=reason, fix=fix):
            return [f"      {printable(str(reason))}", f"      {printable(str(fix))}"]
        case HeldBack(step=held):
            return _details(held)
        case Create() | Same():
            return []


def _moved_lines(step: Update) -> Iterable[str]:
    """Resources that another takes the place of: where the catalogue cannot turn a file into an address, or back."""
    for slot in step.edit.slots or ():
        last = step.edit.entry.base.resource(slot.content.id)
        if slot.new and slot.remote is None and last is not None and last.remote is not None and not last.pending:
            yield f"      resources.{slot.content.id}  {_('a new resource replaces it: its address changes')}"


def _change_line(change: Change, *, noted: bool = False) -> str:
    note = verdict_text(change) if noted else ""
    line = f"      {printable(str(change.path)):<12}  {change_text(change)}"
    return f"{line}   ({note})" if note else line


def held_lines(plan: Plan) -> list[str]:
    """Why steps are held back, each reason once, and how to go on."""
    held = [item.step for item in plan.items if isinstance(item.step, HeldBack)]
    reasons = dict.fromkeys((str(step.reason), str(step.fix)) for step in held)
    return [
        line
        for reason, fix in reasons
        for line in (f"  ! {_('held back')}{_(': ')}{printable(reason)}", f"      {printable(fix)}")
    ]


def _advice_lines(plan: Plan) -> list[str]:
    """What may be done about the portal's own edits: said once."""
    lines = [f"  ? {_unseen_text(name)}" for name in _blind(plan)]
    if any(isinstance(item.step, Drift) for item in plan.items):
        lines.append(f"  ≈ {_('To restore the values of the manifests: --drift revert')}")
    if any(isinstance(item.step, Conflict) for item in plan.items):
        lines.append(f"  ! {_('To settle a conflict: --on-conflict manifest or --on-conflict portal')}")
    return lines


def _blind(plan: Plan) -> list[CatalogName]:
    """Catalogues that were read as the public reads them, where something would be created."""
    made = {item.catalog for item in plan.items if kind_of(item.step) == "create"}
    return [name for name, reading in plan.readings.items() if reading.access.user is None and name in made]


def _unseen_text(name: CatalogName) -> str:
    text = _("{catalog}: without a token, private entries cannot be seen; an entry to create may already exist")
    return text.format(catalog=name)


def _losses_line(plan: Plan) -> list[str]:
    """How many entries hold less than their manifest says: those told above are counted where they are many.

    Unchanged ones are told each time, and never at length.
    """
    lossy = [item for item in plan.items if item.losses]
    same = sum(mark_of(item.step) is None for item in lossy)
    changed = len(lossy) - same
    above = ngettext("{n} entry with losses, listed above", "{n} entries with losses, listed above", changed)
    told = ngettext(
        "{n} unchanged dataset is stored with losses", "{n} unchanged datasets are stored with losses", same
    )
    return [
        *([f"  ∅ {above}"] if changed >= MANY else []),
        *([f"  ∅ {told} ({_('see publisher show KEY')})"] if same else []),
    ]


def orphan_lines(orphans: Iterable[Orphan]) -> list[str]:
    """Entries of ours that no manifest names any more."""
    return [line for orphan in orphans for line in _orphan(orphan)]


def _orphan(orphan: Orphan) -> list[str]:
    entry = orphan.entry
    name = entry.marker.key if entry.marker else entry.name
    advice = f"{clip(entry.address, 200)} ({_('to archive it: --prune')})"
    return [f"  ? {printable(name)} · {orphan.catalog} · {_('its manifest was removed or renamed')}", f"      {advice}"]


def counts_text(plan: Plan) -> str:
    """How much there is of each kind of step."""
    kinds = Counter(kind_of(item.step) for item in plan.items)
    counts = [
        (ngettext("{n} to create", "{n} to create", kinds["create"]), kinds["create"]),
        (ngettext("{n} to change", "{n} to change", kinds["change"]), kinds["change"]),
        (ngettext("{n} to hide", "{n} to hide", kinds["archive"]), kinds["archive"]),
        (ngettext("{n} marker to update", "{n} markers to update", kinds["remember"]), kinds["remember"]),
        (ngettext("{n} unchanged", "{n} unchanged", kinds["same"]), kinds["same"]),
        (ngettext("{n} draft not published", "{n} drafts not published", kinds["absent"]), kinds["absent"]),
        (ngettext("{n} drift kept", "{n} drifts kept", kinds["drift"]), kinds["drift"]),
        (ngettext("{n} conflict", "{n} conflicts", kinds["conflict"]), kinds["conflict"]),
        (ngettext("{n} blocked", "{n} blocked", kinds["blocked"]), kinds["blocked"]),
        (
            ngettext(
                "{n} entry whose manifest was removed or renamed",
                "{n} entries whose manifest was removed or renamed",
                len(plan.orphans),
            ),
            len(plan.orphans),
        ),
    ]
    told = ", ".join(_unbroken(text) for text, count in counts if count) or _("no dataset")
    held = sum(isinstance(item.step, HeldBack) for item in plan.items)
    whole = f"{told} · {_unbroken(ngettext('{n} held back', '{n} held back', held))}" if held else told
    return "\n".join(line.replace(TIE, " ") for line in wrap(whole, WIDTH))


def _unbroken(text: str) -> str:
    return text.replace(" ", TIE)


def kind_of(step: Step) -> str:
    """The kind a step counts as."""
    match step:
        case Create():
            return "create"
        case Archive():
            return "archive"
        case Remember():
            return "remember"
        case Update():
            return "change"
        case Same(note=note):
            return "absent" if note else "same"
        case Drift():
            return "drift"
        case Conflict():
            return "conflict"
        case Blocked():
            return "blocked"
        case HeldBack():
            return kind_of(step.step)


def _next_text(plan: Plan, command: str) -> str:
    if plan.writes:
        return f"{_('Nothing has been written. To do this:')}  {command}"
    if plan.stuck:
        return _("Nothing will be written until the lines marked with ! are settled.")
    return _("Nothing to do.")
