"""The edits made in catalogues since our last write, as text: by producer, those of equal entries once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar, assert_never

from publisher.locale import _, ngettext
from publisher.model.change import WHOLE, Change, ChangeKind
from publisher.model.drift import (
    RESOURCES,
    DriftedEntry,
    DriftKind,
    DriftResult,
    LateData,
    folder_of,
    is_addition,
)
from publisher.model.findings import Finding
from publisher.model.names import DatasetKey, producer_of
from publisher.model.plan import Blocked, Item
from publisher.views.change_text import change_text, value_text
from publisher.views.drift_json import counts_of
from publisher.views.plan_text import reading_text
from publisher.views.remark_text import renamed_lines
from publisher.views.safe_text import clip, printable
from publisher.views.token_text import renewal_text, token_text

T = TypeVar("T")


@dataclass(frozen=True)
class DriftCommands:
    """The commands that settle edits; None where one settles nothing."""

    pull: str | None = None
    revert: str | None = None
    without_added: str | None = None
    """The same command without the resources that the catalogues alone have: neither of the others changes them."""


@dataclass(frozen=True)
class ProducerPart:
    """What a result says of one producer."""

    producer: str
    entries: tuple[DriftedEntry, ...]
    late: tuple[LateData, ...]
    links: tuple[Finding, ...]


def drift_text(result: DriftResult, commands: DriftCommands) -> str:
    """Return the whole result: what was read, the edits by producer, what else was asked for, the counts."""
    parts = [drift_head(result), *(text for text in _sections(result) if text)]
    if remarks := [*renamed_lines(result.plan.renamed), *not_compared_lines(result.not_compared)]:
        parts.append("\n".join(remarks))
    if result.tokens:
        parts.append("\n".join(token_lines(result)))
    parts.append("\n".join([summary_text(result), *next_lines(commands)]))
    return "\n\n".join(parts)


def drift_head(result: DriftResult) -> str:
    """Return the number of datasets that were compared, and the cost of reading each catalogue."""
    datasets = ngettext("{n} dataset compared", "{n} datasets compared", len({item.key for item in result.plan.items}))
    return "\n".join([datasets, *(f"  {reading_text(*reading)}" for reading in result.plan.readings.items())])


def _sections(result: DriftResult) -> Iterable[str]:
    for part in by_producer(result):
        groups = (line for group in groups_of(part.entries) for line in _group_lines(group))
        others = (f"  ⚠ {printable(text)}" for text in (*map(late_text, part.late), *map(link_text, part.links)))
        yield "\n".join([printable(part.producer), *groups, *others])


def by_producer(result: DriftResult) -> tuple[ProducerPart, ...]:
    """Return the result by producer; of what lies outside a producer's folder, by that folder."""
    entries = _grouped(result.entries, lambda entry: producer_of(entry.key))
    late = _grouped(result.late or (), lambda entry: producer_of(entry.key))
    links = _grouped(result.links or (), folder_of)
    return tuple(
        ProducerPart(name, entries.get(name, ()), late.get(name, ()), links.get(name, ()))
        for name in sorted({*entries, *late, *links})
    )


def _grouped(items: Iterable[T], key: Callable[[T], str]) -> Mapping[str, tuple[T, ...]]:
    grouped: dict[str, list[T]] = {}
    for item in items:
        grouped.setdefault(key(item), []).append(item)
    return {name: tuple(group) for name, group in grouped.items()}


def groups_of(entries: Iterable[DriftedEntry]) -> tuple[tuple[DriftedEntry, ...], ...]:
    """Return the entries in groups whose edits read the same."""
    groups: dict[tuple[str, ...], tuple[DriftedEntry, ...]] = {}
    for entry in entries:
        text = (entry.kind.value, *edit_lines(entry))
        groups[text] = (*groups.get(text, ()), entry)
    return tuple(groups.values())


def _group_lines(group: Sequence[DriftedEntry]) -> Iterable[str]:
    mark = "!" if group[0].kind is DriftKind.CONFLICT else "≈"
    yield from (f"  {mark} {head_of(entries)}" for entries in by_head(group))
    yield from (f"      {line}" for line in edit_lines(group[0]))


def by_head(group: Iterable[DriftedEntry]) -> Iterable[tuple[DriftedEntry, ...]]:
    """Return the entries of a dataset together, where the same is to be said of them."""
    heads: dict[tuple[DatasetKey, str], tuple[DriftedEntry, ...]] = {}
    for entry in group:
        place = (entry.key, last_change_text(entry))
        heads[place] = (*heads.get(place, ()), entry)
    return heads.values()


def head_of(entries: Sequence[DriftedEntry]) -> str:
    """Return the dataset, its catalogues and the last change of these entries, on one line."""
    catalogs = ", ".join(entry.catalog for entry in entries)
    parts = [entries[0].key, catalogs, kind_text(entries[0].kind), last_change_text(entries[0])]
    return printable(" · ".join(part for part in parts if part))


def kind_text(kind: DriftKind) -> str:
    """Return what happened to an entry, where its fields do not say it; else an empty text."""
    match kind:
        case DriftKind.EDITED | DriftKind.CONFLICT:
            return ""
        case DriftKind.DELETED:
            return _("deleted in the catalogue")
        case _:
            assert_never(kind)


def last_change_text(drifted: DriftedEntry) -> str:
    """Return when the entry was last changed, and by whom where the catalogue says it; else an empty text."""
    if drifted.last_change is None:
        return ""
    day, _letter, time = drifted.last_change.at.partition("T")
    when = f"{day} {time[:5]} UTC"
    if drifted.last_change.by is None:
        return _("entry last changed on {when}").format(when=when)
    return _("entry last changed on {when} by {who}").format(when=when, who=clip(drifted.last_change.by))


def edit_lines(drifted: DriftedEntry) -> list[str]:
    """Return each edited field: the value of the manifest, then the present one of the catalogue."""
    return [f"{path_text(change):<12}  {edit_text(change)}" for change in drifted.changes]


def path_text(change: Change) -> str:
    """Return the name of an edited field. A resource that the catalogue alone has, has no id of ours."""
    return RESOURCES if is_addition(change) else printable(str(change.path))


def edit_text(change: Change) -> str:
    """Return an edit on one line, without the name of its field."""
    text = _edit_text(change)
    both = change.kind is ChangeKind.CONFLICT
    return f"{text}   ({_('edited in the manifest, too')})" if both else text


def _edit_text(change: Change) -> str:
    if is_addition(change):
        return _("only in the catalogue: {title}").format(title=clip(value_text(change.observed)))
    if change.path.field == WHOLE and change.desired is None:
        title = clip(value_text(change.observed))
        return _("removed from the manifest, edited in the catalogue: {title}").format(title=title)
    # `change_text` reads from the catalogue to the manifest, as a write does.
    return change_text(replace(change, kind=ChangeKind.CHANGE, observed=change.desired, desired=change.observed))


def late_text(late: LateData) -> str:
    """Return an entry with late data, on one line."""
    return f"{late_since_text(late)} · {ngettext('{n} day late', '{n} days late', late.days)}"


def late_since_text(late: LateData) -> str:
    """Return an entry with late data, on one line that is the same every day."""
    updated = _("last update on {date}").format(date=late.updated)
    return f"{late.key} · {late.catalog} · {late.frequency} · {updated}"


def link_text(link: Finding) -> str:
    """Return a dead link and its place, on one line."""
    return f"{link.at} · {link.rule} · {link.what}"


def not_compared_lines(items: Iterable[Item]) -> list[str]:
    """Return the entries of which no edit can be seen: why, and what to do."""
    lines: list[str] = []
    for item in items:
        if isinstance(item.step, Blocked):
            reasons = (f"      {printable(str(text))}" for text in (item.step.reason, item.step.fix))
            lines += [f"  ! {item.key} · {item.catalog} · {_('not compared')}", *reasons]
    return lines


def summary_text(result: DriftResult) -> str:
    """Return how much was edited, on one line."""
    counts, late, links = counts_of(result), len(result.late or ()), len(result.links or ())
    texts = [
        (ngettext("{n} entry edited in its catalogue", "{n} entries edited in their catalogue", counts["edited"]),
         counts["edited"]),
        (ngettext("{n} conflict", "{n} conflicts", counts["conflict"]), counts["conflict"]),
        (ngettext("{n} entry deleted", "{n} entries deleted", counts["deleted"]), counts["deleted"]),
        (ngettext("{n} field", "{n} fields", counts["fields"]), counts["fields"]),
        (ngettext("{n} not compared", "{n} not compared", counts["not_compared"]), counts["not_compared"]),
        (ngettext("{n} entry with late data", "{n} entries with late data", late), late),
        (ngettext("{n} dead link", "{n} dead links", links), links),
    ]  # fmt: skip
    listed = [text for text, count in texts if count]
    if not result.entries:
        listed.insert(0, _("Nothing was edited in the catalogues since our last write."))
        return " ".join([listed[0], ", ".join(listed[1:])]).strip()
    return ", ".join(listed)


def token_lines(result: DriftResult) -> list[str]:
    """Return the tokens that expire soon, and what to do."""
    return [line for token in result.tokens for line in (f"! {token_text(token)}", f"    {renewal_text(token)}")]


def next_lines(commands: DriftCommands) -> list[str]:
    """Return the commands that settle the edits."""
    pull = [f"{_('To copy the edits into the manifests:')}  {commands.pull}"] if commands.pull else []
    revert = [f"{_('To restore the values of the manifests:')}  {commands.revert}"] if commands.revert else []
    added = (
        [f"{_('To leave out the resources that only the catalogue has:')}  {commands.without_added}"]
        if commands.without_added
        else []
    )
    return [*pull, *revert, *added]
