"""The guards: what exceeds a limit is held back until a person allows it once. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from publisher.model.change import FieldPath
from publisher.model.commands import Again
from publisher.model.guards import Allowed, GuardKind, Guards, Limit
from publisher.model.messages import Message, counted, message
from publisher.model.names import DatasetKey, ProducerId, producer_of
from publisher.model.plan import Create, HeldBack, Item, Step, Update, UpdateKind, takeovers_of
from publisher.model.values import File, State


@dataclass(frozen=True)
class _Count:
    kind: GuardKind
    producers: Mapping[ProducerId, int]
    run: int


def guard(items: Iterable[Item], guards: Guards, allowed: Allowed) -> tuple[Item, ...]:
    """Return the items, with the steps that exceed a limit held back, each with its reason."""
    items = tuple(items)
    counts = {kind: _count(items, kind) for kind in GuardKind}
    return tuple(_guarded(item, counts, guards, allowed) for item in items)


def amounts(step: Step) -> Mapping[GuardKind, int]:
    """Return how much a step counts for each guard."""
    match step:
        case Create():
            return {GuardKind.CREATES: 1}
        case Update(kind=kind):
            hidden = (kind is UpdateKind.ARCHIVE) + sum(hide.content.state is State.ARCHIVED for hide in step.hides)
            hidings = {GuardKind.HIDINGS: hidden} if hidden else {}
            takeovers = {GuardKind.TAKEOVERS: 1} if takeovers_of(step) else {}
            marks = {GuardKind.HVD: 1} if _loses_hvd(step) else {}
            return {**hidings, **takeovers, **_lost_rows_and_columns(step), **marks}
        case _:
            return {}


def _loses_hvd(step: Update) -> bool:
    """Return whether a dataset is no longer marked as high-value data."""
    return any(change.path == FieldPath("hvd") and change.desired is None for change in step.changes)


def _lost_rows_and_columns(step: Update) -> Mapping[GuardKind, int]:
    replaced = [
        (change.observed, change.desired)
        for change in step.changes
        if isinstance(change.observed, File) and isinstance(change.desired, File)
    ]
    rows = sum(_fewer(before.rows, after.rows) for before, after in replaced)
    columns = sum(_fewer(before.columns, after.columns) for before, after in replaced)
    return {kind: count for kind, count in ((GuardKind.ROWS, rows), (GuardKind.COLUMNS, columns)) if count}


def _fewer(before: int | None, after: int | None) -> int:
    return max(0, before - after) if before is not None and after is not None else 0


def _count(items: Iterable[Item], kind: GuardKind) -> _Count:
    """Count each dataset once, however many catalogues it goes to."""
    by_dataset: dict[DatasetKey, int] = {}
    for item in items:
        by_dataset[item.key] = max(by_dataset.get(item.key, 0), amounts(item.step).get(kind, 0))
    producers: Counter[ProducerId] = Counter()
    for key, count in by_dataset.items():
        producers[producer_of(key)] += count
    return _Count(kind, producers, sum(by_dataset.values()))


def _guarded(item: Item, counts: Mapping[GuardKind, _Count], guards: Guards, allowed: Allowed) -> Item:
    if not isinstance(item.step, Create | Update):
        return item
    for kind in amounts(item.step):
        limit, count, producer = _limit(guards, kind, allowed), counts[kind], producer_of(item.key)
        if count.run > limit.run:
            reason = _over_run(kind, count.run, limit.run)
        elif count.producers[producer] > limit.producer:
            reason = _over_producer(kind, count.producers[producer], limit.producer, producer)
        else:
            continue
        fix = message("If this is intended: {command}", command=Again(("--allow", f"{kind.value}={count.run}")))
        return replace(item, step=HeldBack(step=item.step, reason=reason, fix=fix))
    return item


def _limit(guards: Guards, kind: GuardKind, allowed: Allowed) -> Limit:
    return Limit(producer=allowed[kind], run=allowed[kind]) if kind in allowed else guards.limit(kind)


def _over_run(kind: GuardKind, count: int, limit: int) -> Message:
    match kind:
        case GuardKind.CREATES:
            return counted(
                "guard: {n} dataset would be created in one run (limit {limit})",
                "guard: {n} datasets would be created in one run (limit {limit})",
                n=count,
                limit=limit,
            )
        case GuardKind.TAKEOVERS:
            return counted(
                "guard: values of the catalogue would be replaced for {n} dataset in one run (limit {limit})",
                "guard: values of the catalogue would be replaced for {n} datasets in one run (limit {limit})",
                n=count,
                limit=limit,
            )
        case GuardKind.HIDINGS:
            return counted(
                "guard: {n} dataset would be hidden in one run (limit {limit})",
                "guard: {n} datasets would be hidden in one run (limit {limit})",
                n=count,
                limit=limit,
            )
        case GuardKind.ROWS:
            return counted(
                "guard: files would lose {n} row in one run (limit {limit})",
                "guard: files would lose {n} rows in one run (limit {limit})",
                n=count,
                limit=limit,
            )
        case GuardKind.COLUMNS:
            return counted(
                "guard: files would lose {n} column in one run (limit {limit})",
                "guard: files would lose {n} columns in one run (limit {limit})",
                n=count,
                limit=limit,
            )
        case GuardKind.HVD:
            return message(
                "guard: datasets would lose the mark of high-value data in one run: {n} (limit {limit})",
                n=count,
                limit=limit,
            )


def _over_producer(kind: GuardKind, count: int, limit: int, producer: ProducerId) -> Message:
    match kind:
        case GuardKind.CREATES:
            return counted(
                "guard: {n} dataset of {producer} would be created (limit {limit})",
                "guard: {n} datasets of {producer} would be created (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )
        case GuardKind.TAKEOVERS:
            return counted(
                "guard: values of the catalogue would be replaced for {n} dataset of {producer} (limit {limit})",
                "guard: values of the catalogue would be replaced for {n} datasets of {producer} (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )
        case GuardKind.HIDINGS:
            return counted(
                "guard: {n} dataset of {producer} would be hidden (limit {limit})",
                "guard: {n} datasets of {producer} would be hidden (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )
        case GuardKind.ROWS:
            return counted(
                "guard: files of {producer} would lose {n} row (limit {limit})",
                "guard: files of {producer} would lose {n} rows (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )
        case GuardKind.COLUMNS:
            return counted(
                "guard: files of {producer} would lose {n} column (limit {limit})",
                "guard: files of {producer} would lose {n} columns (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )
        case GuardKind.HVD:
            return message(
                "guard: datasets of {producer} would lose the mark of high-value data: {n} (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )
