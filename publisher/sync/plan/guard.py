"""The guards: what exceeds a limit is held back until a person allows it once. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from publisher.model.change import WHOLE, Change, ChangeKind, FieldPath
from publisher.model.commands import Again
from publisher.model.guards import Allowed, GuardKind, Guards, Limit
from publisher.model.messages import Message, message
from publisher.model.names import DatasetKey, ProducerId, producer_of
from publisher.model.plan import Create, HeldBack, Item, Step, Update, UpdateKind, takeovers_of
from publisher.model.values import File, State
from publisher.sync.plan.guard_messages import over_producer, over_run, over_table, share_of

TABLE_KINDS = (GuardKind.ROWS, GuardKind.COLUMNS)
"""What tables lose; the others count datasets."""


@dataclass(frozen=True)
class _Loss:
    """The rows or columns that a table loses, and those that it had."""

    count: int
    whole: int


@dataclass(frozen=True)
class _Figures:
    """How much of one kind a plan has, and what that is a share of. Each dataset counts once."""

    producers: Mapping[ProducerId, int]
    run: int
    wholes: Mapping[ProducerId, int]
    """Published datasets of each producer; empty for what tables lose."""
    whole: int
    """Published datasets; for what tables lose, the rows or columns that these tables had."""


def guard(
    items: Iterable[Item], guards: Guards, allowed: Allowed, published: Collection[DatasetKey] = frozenset()
) -> tuple[Item, ...]:
    """Return the items, with the steps that exceed a limit held back, each with its reasons.

    `published`: the datasets that the public sees now, as far as they were read.
    """
    items = tuple(items)
    figures = {kind: _figures(items, kind, published) for kind in GuardKind}
    limits = {kind: _limit(guards, kind, allowed) for kind in GuardKind}
    return tuple(_guarded(item, figures, limits) for item in items)


def amounts(step: Step) -> Mapping[GuardKind, int]:
    """Return how much a step counts for each guard."""
    match step:
        case Create():
            return {GuardKind.CREATES: 1}
        case Update():
            counts = {
                GuardKind.CHANGES: int(any(change.kind is not ChangeKind.FORM for change in step.changes)),
                GuardKind.TAKEOVERS: int(bool(takeovers_of(step))),
                GuardKind.HIDINGS: _hidden(step),
                GuardKind.LICENSES: int(_changes_license(step)),
                GuardKind.HVD: int(_loses_hvd(step)),
                GuardKind.PROTECTED: int(_is_protected(step) and _takes_something(step)),
                **{kind: sum(loss.count for loss in _losses(step, kind)) for kind in TABLE_KINDS},
            }
            return {kind: count for kind, count in counts.items() if count}
        case _:
            return {}


def _hidden(step: Update) -> int:
    if step.kind is UpdateKind.WITHDRAW:
        return sum(edit.entry.content.state is State.PUBLISHED for edit in (step.edit, *step.hides))
    return (step.kind is UpdateKind.ARCHIVE) + sum(hide.content.state is State.ARCHIVED for hide in step.hides)


def _is_protected(step: Update) -> bool:
    """Return whether the manifest protects an entry of a step, or did so when it was last applied.

    So a change that takes the protection away, or the manifest, cannot take anything else along.
    """
    edits = (step.edit, *step.hides)
    desired = step.edit.desired
    return (desired is not None and desired.protected) or any(edit.entry.last_applied.protected for edit in edits)


def _takes_something(step: Update) -> bool:
    """Return whether a step takes from the public, or from reusers, what an entry has."""
    tables = any(next(_losses(step, kind), None) for kind in TABLE_KINDS)
    return bool(_hidden(step)) or tables or _loses_hvd(step) or any(map(_takes, step.changes))


def _takes(change: Change) -> bool:
    if change.path == FieldPath("state"):
        return change.desired is State.ARCHIVED
    return (change.path.field == WHOLE and change.desired is None) or _is_other_license(change)


def _is_other_license(change: Change) -> bool:
    """Return whether a licence becomes another one, or goes. A new form of it is no change."""
    is_license = change.path == FieldPath("license") and change.observed is not None
    return is_license and change.kind is not ChangeKind.FORM


def _changes_license(step: Update) -> bool:
    """Return whether the licence of a published entry becomes another one, or goes."""
    return step.edit.entry.content.state is State.PUBLISHED and any(map(_is_other_license, step.changes))


def _loses_hvd(step: Update) -> bool:
    """Return whether a dataset is no longer marked as high-value data."""
    return any(change.path == FieldPath("hvd") and change.desired is None for change in step.changes)


def _losses(step: Step, kind: GuardKind) -> Iterator[_Loss]:
    """Yield what each table loses of its rows or of its columns."""
    for change in step.changes if isinstance(step, Update) else ():
        if isinstance(change.observed, File) and isinstance(change.desired, File):
            before, after = _size(change.observed, kind), _size(change.desired, kind)
            if before is not None and after is not None and after < before:
                yield _Loss(before - after, before)


def _size(file: File, kind: GuardKind) -> int | None:
    return file.rows if kind is GuardKind.ROWS else file.columns


def _figures(items: Iterable[Item], kind: GuardKind, published: Collection[DatasetKey]) -> _Figures:
    """Count each dataset once, however many catalogues it goes to."""
    counts: dict[DatasetKey, int] = {}
    wholes: dict[DatasetKey, int] = {}
    for item in items:
        counts[item.key] = max(counts.get(item.key, 0), amounts(item.step).get(kind, 0))
        wholes[item.key] = max(wholes.get(item.key, 0), sum(loss.whole for loss in _losses(item.step, kind)))
    producers: Counter[ProducerId] = Counter()
    for key, count in counts.items():
        producers[producer_of(key)] += count
    if kind in TABLE_KINDS:
        return _Figures(producers, sum(counts.values()), {}, sum(wholes.values()))
    return _Figures(producers, sum(counts.values()), Counter(map(producer_of, published)), len(published))


def _guarded(item: Item, figures: Mapping[GuardKind, _Figures], limits: Mapping[GuardKind, Limit]) -> Item:
    if not isinstance(item.step, Create | Update):
        return item
    counted_kinds = [kind for kind in GuardKind if kind in amounts(item.step)]
    reasons = {kind: _reason(item, kind, figures[kind], limits[kind]) for kind in counted_kinds}
    exceeded = {kind: reason for kind, reason in reasons.items() if reason is not None}
    if not exceeded:
        return item
    flags = tuple(("--allow", f"{kind.value}={figures[kind].run}") for kind in exceeded)
    fix = message("If this is intended: {command}", command=Again(flags[0], flags[1:]))
    return replace(item, step=HeldBack(step=item.step, reason=reduce(_both, exceeded.values()), fix=fix))


def _both(first: Message, second: Message) -> Message:
    return message("{first}; {second}", first=first, second=second)


def _limit(guards: Guards, kind: GuardKind, allowed: Allowed) -> Limit:
    """Return a limit; a number that a person allowed for this run takes the place of counts and shares."""
    return Limit(producer=allowed[kind], run=allowed[kind]) if kind in allowed else guards.limit(kind)


def _reason(item: Item, kind: GuardKind, figures: _Figures, limit: Limit) -> Message | None:
    """Return why a step is held back by the guard of one kind; None where it is not."""
    producer = producer_of(item.key)
    count = figures.producers[producer]
    if figures.run > limit.run:
        return over_run(kind, figures.run, limit.run)
    if count > limit.producer:
        return over_producer(kind, count, limit.producer, producer)
    if limit.run_share is not None and _exceeds(figures.run, figures.whole, limit.run_share):
        return over_run(kind, figures.run, share_of(limit.run_share, figures.whole))
    if limit.producer_share is None:
        return None
    if kind in TABLE_KINDS:
        return _over_table(item, kind, limit.producer_share)
    whole = figures.wholes.get(producer, 0)
    exceeds = _exceeds(count, whole, limit.producer_share)
    return over_producer(kind, count, share_of(limit.producer_share, whole), producer) if exceeds else None


def _over_table(item: Item, kind: GuardKind, percent: int) -> Message | None:
    losses = (loss for loss in _losses(item.step, kind) if _exceeds(loss.count, loss.whole, percent))
    worst = max(losses, key=lambda loss: loss.count / loss.whole, default=None)
    return over_table(kind, worst.count, worst.whole, percent) if worst else None


def _exceeds(count: int, whole: int, percent: int) -> bool:
    """Return whether a count is more than a share of a whole; of nothing there is no share."""
    return whole > 0 and count * 100 > percent * whole
