"""A plan as plain text: summary first, then the lines of each dataset, 80 columns wide."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from textwrap import wrap
from typing import Final, assert_never

from publisher.locale import _, ngettext
from publisher.model.change import Change, ChangeKind
from publisher.model.commands import Again, command
from publisher.model.day_text import day_message
from publisher.model.names import CatalogName
from publisher.model.plan import (
    Blocked,
    BlockReason,
    Conflict,
    Create,
    Drift,
    EntryDeleted,
    EntryEdit,
    HeldBack,
    Item,
    MarkerUpdate,
    Plan,
    Reading,
    Same,
    Scheduled,
    Step,
    StepName,
    Update,
    UpdateKind,
    Write,
    keeps_drift,
    kept_in,
    step_name,
)
from publisher.model.values import State
from publisher.views.change_text import change_text, files_text, loss_lines, seconds_text, verdict_text
from publisher.views.orphan_text import orphan_lines
from publisher.views.quality_text import mean_scores_texts, quality_lines
from publisher.views.remark_text import remark_lines
from publisher.views.safe_text import printable

TIE: Final = "\x00"
"""Stands for a space at which a line is not broken."""

WIDTH: Final = 80
"""Columns of a line on a terminal and in a log."""

ALL_TOKENS: Final[Mapping[CatalogName, str]] = {}
"""No token is missing."""

MANY: Final = 4
"""From this number on, entries with losses are counted below the plan."""


def plan_text(plan: Plan, apply_command: str | None, missing_tokens: Mapping[CatalogName, str] = ALL_TOKENS) -> str:
    """Return the whole plan.

    `apply_command` would apply it; None where it is applied next. `missing_tokens`: the variable that should hold the
    token of a catalogue, for each that has none.
    """
    parts = [head_text(plan)]
    if body := items_lines(plan.items):
        parts.append("\n".join(body))
    if remarks := remark_lines(plan):
        parts.append("\n".join(remarks))
    if plan.orphans:
        parts.append("\n".join(orphan_lines(plan.orphans)))
    if notes := [*held_lines(plan), *_advice_lines(plan), *_losses_line(plan)]:
        parts.append("\n".join(notes))
    next_lines = [_next_text(plan, apply_command, missing_tokens)] if apply_command else []
    parts.append("\n".join([counts_text(plan), *next_lines]).strip())
    return "\n\n".join(part for part in parts if part)


def head_text(plan: Plan) -> str:
    """Return the number of datasets, and for each catalogue its software and the cost of reading it."""
    count = ngettext("Plan for {n} dataset", "Plan for {n} datasets", len({item.key for item in plan.items}))
    readings = [reading_text(name, reading) for name, reading in plan.readings.items()]
    if len(readings) == 1:
        return f"{count} · {readings[0]}"
    return "\n".join([count, *(f"  {reading}" for reading in readings)])


def reading_text(name: CatalogName, reading: Reading) -> str:
    """Return the software of a catalogue, and the cost of reading it."""
    calls = ngettext("{n} call", "{n} calls", reading.calls)
    parts = [reading.access.software, calls, seconds_text(reading.seconds)]
    return printable(f"{name} ({', '.join([*parts, *([] if reading.access.user else [_('without a token')])])})")


def items_lines(items: Iterable[Item]) -> list[str]:
    """Return the lines of each dataset. Catalogues with the same step share a line."""
    return [line for _key, group in groupby(items, key=lambda item: item.key) for line in _dataset_lines(group)]


def _dataset_lines(items: Iterable[Item]) -> Iterable[str]:
    items_by_text: dict[tuple[str, ...], list[Item]] = {}
    for item in items:
        if mark_of(item.step) is not None:
            lines = [*_details(item.step), *_kept_lines(item), *loss_lines(item.losses, 6)]
            items_by_text.setdefault((step_text(item.step), *lines), []).append(item)
    for (what, *details), alike_items in items_by_text.items():
        names = ", ".join(item.catalog for item in alike_items)
        yield f"  {mark_of(alike_items[0].step)} {alike_items[0].key} · {names} · {what}"
        yield from details
        yield from quality_lines(alike_items)


_MARKS: Final[Mapping[StepName, str]] = {
    "create": "+",
    "update": "~",
    "takeover": "~",
    "archive": "−",
    "restore": "~",
    "withdraw": "−",
    "remember": "=",
    "drift": "≈",
    "conflict": "!",
    "blocked": "!",
}
"""The sign of each step but `same`, and `heldback`, which has that of the step it holds."""


def mark_of(step: Step) -> str | None:
    """Return the sign of a step; None where nothing happens."""
    if isinstance(step, Scheduled):
        return "…"
    return mark_of(step.step) if isinstance(step, HeldBack) else _MARKS.get(step_name(step))


def step_text(step: Step) -> str:
    """Return a step in a few words."""
    match step:
        case Create():
            return _create_text(step)
        case Update(kind=kind):
            return _update_text(kind)
        case MarkerUpdate():
            return _("already equal; marker to update")
        case HeldBack():
            return f"{step_text(step.step)} ({_('held back')})"
        case Scheduled(day=day):
            return _("publication on {day}").format(day=day_message(day))
        case _:
            return _text_without_write(step)


def _text_without_write(step: Drift | EntryDeleted | Conflict | Blocked | Same) -> str:
    match step:
        case Drift():
            return kept_text()
        case EntryDeleted():
            return _("deleted in the catalogue: left as it is")
        case Conflict():
            return _("conflict: edited in the manifest and in the catalogue")
        case Blocked():
            return _("blocked")
        case Same(note=note):
            return str(note) if note else _("nothing to do")


def _create_text(step: Create) -> str:
    writes = step.creation.resource_writes
    files = files_text(writes)
    resources = ngettext("{n} resource", "{n} resources", len(writes))
    private = step.creation.content.state is State.PRIVATE
    return ", ".join([_("create (private)") if private else _("create"), resources, *([files] if files else [])])


def _update_text(kind: UpdateKind) -> str:
    match kind:
        case UpdateKind.CHANGE:
            return _("change")
        case UpdateKind.TAKEOVER:
            return _("change, replacing values of the catalogue")
        case UpdateKind.ARCHIVE:
            return _("hide from the public")
        case UpdateKind.RESTORE:
            return _("restore: it was deleted in the catalogue")
        case UpdateKind.WITHDRAW:
            return _("withdraw for good: emptied and hidden from the public")
        case _:
            assert_never(kind)


def kept_text() -> str:
    """Return what happens to an edit of the catalogue that a step leaves in place."""
    return _("edited in the catalogue: kept")


def drift_lines(items: Iterable[Item]) -> list[str]:
    """Return the edits of catalogues that writes leave in place."""
    return [
        line
        for item in items
        if isinstance(item.step, Write) and kept_in(item.step)
        for line in (f"  ≈ {item.key} · {item.catalog} · {kept_text()}", *_kept_details(item.step))
    ]


def _kept_lines(item: Item) -> list[str]:
    """Return the edits of the catalogue that a step leaves in place, beside what it writes."""
    if isinstance(item.step, Drift) or not kept_in(item.step):
        return []
    return [f"    ≈ {kept_text()}", *_kept_details(item.step)]


def _kept_details(step: Step) -> list[str]:
    return [_change_line(change, noted=change.kind is not ChangeKind.DRIFT) for change in kept_in(step)]


def newer_marker_lines(items: Iterable[Item]) -> list[str]:
    """Return the entries to which a newer version of the program has written, and what to do."""
    newer = [item for item in items if isinstance(item.step, Blocked) and item.step.why is BlockReason.NEWER_MARKER]
    return [
        line for item in newer for line in (f"  ! {item.key} · {item.catalog} · {_('blocked')}", *_details(item.step))
    ]


def why_lines(step: Step) -> list[str]:
    """Return why a step is blocked, or what waits for a deleted entry; nothing for other steps."""
    return _details(step) if isinstance(step, Blocked | EntryDeleted) else []


def _details(step: Step) -> list[str]:
    match step:
        case Update() | MarkerUpdate():
            changes = step.changes if isinstance(step, Update) else ()
            return [
                *(_change_line(change, noted=True) for change in changes),
                *replaced_resource_lines(step.edit),
                *hidden_lines(step),
            ]
        case Drift():
            return [_change_line(change) for change in step.kept]
        case Conflict():
            return [_change_line(change) for change in step.changes]
        case Blocked(reason=reason, fix=fix):
            return [f"      {printable(str(reason))}", f"      {printable(str(fix))}"]
        case HeldBack(step=write) | Scheduled(step=write):
            return _details(write)
        case EntryDeleted(waiting=waiting):
            return _waiting_lines(waiting)
        case Create() | Same():
            return []


def hidden_lines(step: Step) -> Iterable[str]:
    """Return which of several entries of the dataset stays, and which are hidden."""
    if isinstance(step, Update) and step.hides and step.kind is not UpdateKind.WITHDRAW:
        yield f"      {_('published twice; this entry stays, the earliest:')} {printable(step.edit.entry.address)}"
        for hide in step.hides:
            yield f"      {_('this one is hidden from the public:')} {printable(hide.entry.address)}"


def _waiting_lines(waiting: Iterable[Change]) -> list[str]:
    """Return the edits of a manifest that are not written, since its entry was deleted."""
    lines = [_change_line(change) for change in waiting]
    return (
        [f"      {_('edited in the manifest since; not written before the entry is restored:')}", *lines]
        if lines
        else []
    )


def replaced_resource_lines(edit: EntryEdit) -> Iterable[str]:
    """Return the resources that are replaced by a new one, whose address changes.

    A catalogue may not be able to turn an uploaded file into an address, or back.
    """
    for new in edit.resource_writes or ():
        last = edit.entry.last_applied.resource(new.content.id)
        if new.new and new.remote_id is None and last is not None and last.remote_id is not None and not last.pending:
            yield f"      resources.{new.content.id}  {_('a new resource replaces it: its address changes')}"


def _change_line(change: Change, *, noted: bool = False) -> str:
    note = verdict_text(change) if noted else ""
    line = f"      {printable(str(change.path)):<12}  {change_text(change)}"
    return f"{line}   ({note})" if note else line


def held_lines(plan: Plan) -> list[str]:
    """Return why steps are held back, each reason once, and what to do."""
    held_steps = [item.step for item in plan.items if isinstance(item.step, HeldBack)]
    reasons = dict.fromkeys((str(step.reason), str(step.fix)) for step in held_steps)
    return [
        line
        for reason, fix in reasons
        for line in (f"  ! {_('held back')}{_(': ')}{printable(reason)}", f"      {printable(fix)}")
    ]


def _advice_lines(plan: Plan) -> list[str]:
    """Return a warning for each catalogue read without a token, and the options that settle drift and conflicts."""
    lines = [f"  ? {_unseen_text(name)}" for name in _created_unseen(plan)]
    if plan.drifted:
        lines += [f"  ≈ {_('To restore the values of the manifests:')}", f"      {Again(('--drift', 'revert'))}"]
    if any(isinstance(item.step, Conflict) for item in plan.items):
        lines += [
            f"  ! {_('To settle a conflict, keep the value of the manifest or of the catalogue:')}",
            *(f"      {Again(('--on-conflict', side))}" for side in ("manifest", "portal")),
        ]
    return lines


def _created_unseen(plan: Plan) -> list[CatalogName]:
    """Return the catalogues that were read without a token and where an entry would be created."""
    creating = {item.catalog for item in plan.items if kind_of(item.step) == "create"}
    return [name for name, reading in plan.readings.items() if reading.access.user is None and name in creating]


def _unseen_text(name: CatalogName) -> str:
    text = _("{catalog}: without a token, private entries cannot be seen; an entry to create may already exist")
    return text.format(catalog=name)


def _losses_line(plan: Plan) -> list[str]:
    """Return how many entries lose a value of their manifest.

    Changed entries show their losses above, so they are counted only where they are many. Unchanged entries are
    always counted, and their losses are not shown.
    """
    lossy = [item for item in plan.items if item.losses]
    keys = [item.key for item in lossy if mark_of(item.step) is None][:MANY]
    same = sum(mark_of(item.step) is None for item in lossy)
    changed = len(lossy) - same
    changed_text = ngettext("{n} entry with losses, listed above", "{n} entries with losses, listed above", changed)
    unchanged_text = ngettext(
        "{n} unchanged entry is stored with losses", "{n} unchanged entries are stored with losses", same
    )
    return [
        *([f"  ∅ {changed_text}"] if changed >= MANY else []),
        *([f"  ∅ {unchanged_text} ({command('show', *dict.fromkeys(keys))})"] if same else []),
    ]


def counts_text(plan: Plan) -> str:
    """Return how many steps of each kind a plan has, and the mean quality; nothing for a plan without any."""
    kinds = counts_of(plan)
    counts = [
        (ngettext("{n} to create", "{n} to create", kinds["create"]), kinds["create"]),
        (ngettext("{n} to change", "{n} to change", kinds["change"]), kinds["change"]),
        (ngettext("{n} to hide", "{n} to hide", kinds["archive"]), kinds["archive"]),
        (ngettext("{n} marker to update", "{n} markers to update", kinds["remember"]), kinds["remember"]),
        (ngettext("{n} unchanged", "{n} unchanged", kinds["same"]), kinds["same"]),
        (ngettext("{n} draft not published", "{n} drafts not published", kinds["absent"]), kinds["absent"]),
        (
            ngettext("{n} publication on a later day", "{n} publications on a later day", kinds["scheduled"]),
            kinds["scheduled"],
        ),
        (ngettext("{n} drift kept", "{n} drifts kept", kinds["drift"]), kinds["drift"]),
        (ngettext("{n} conflict", "{n} conflicts", kinds["conflict"]), kinds["conflict"]),
        (ngettext("{n} blocked", "{n} blocked", kinds["blocked"]), kinds["blocked"]),
        (
            ngettext(
                "{n} entry that no manifest publishes",
                "{n} entries that no manifest publishes",
                len(plan.orphans),
            ),
            len(plan.orphans),
        ),
    ]
    counts_line = ", ".join(_unbroken(text) for text, count in counts if count)
    held_count = kinds["heldback"]
    held = [ngettext("{n} held back", "{n} held back", held_count)] if held_count else []
    parts = [counts_line, *map(_unbroken, [*held, *mean_scores_texts(plan)])]
    return "\n".join(line.replace(TIE, " ") for line in wrap(" · ".join(filter(None, parts)), WIDTH))


_KINDS: Final = (
    "create", "change", "archive", "remember", "same", "absent", "scheduled", "drift", "conflict", "blocked",
    "heldback", "orphans",
)  # fmt: skip


def counts_of(plan: Plan) -> Mapping[str, int]:
    """Return how many steps of each kind a plan has. A write that also keeps an edit counts as a drift, too."""
    kinds = Counter(kind_of(item.step) for item in plan.items)
    kinds["drift"] = sum(keeps_drift(item.step) for item in plan.items)
    kinds["heldback"] = sum(isinstance(item.step, HeldBack) for item in plan.items)
    kinds["orphans"] = len(plan.orphans)
    return {kind: kinds[kind] for kind in _KINDS}


def _unbroken(text: str) -> str:
    return text.replace(" ", TIE)


def kind_of(step: Step) -> str:
    """Return the kind that `counts_text` counts a step as."""
    match step:
        case HeldBack():
            return kind_of(step.step)
        case Same(note=note, entry=entry):
            return "absent" if note and entry is None else "same"
        case Scheduled():
            return "scheduled"
        case _:
            name = step_name(step)
            if name == "withdraw":
                return "archive"
            return "change" if name in ("update", "takeover", "restore") else name


def _next_text(plan: Plan, apply_command: str, missing_tokens: Mapping[CatalogName, str]) -> str:
    written = {item.catalog for item in plan.writes}
    if written and written <= missing_tokens.keys():
        variables = ", ".join(f"{missing_tokens[name]} ({name})" for name in sorted(written))
        text = _("Nothing has been written. To be able to write, set {variables} to an API token.")
        return text.format(variables=variables)
    if written:
        return f"{_('Nothing has been written. To do this:')}  {apply_command}"
    if plan.stuck:
        return _("Nothing will be written until the lines marked with ! are settled.")
    return _("Nothing to do.")
