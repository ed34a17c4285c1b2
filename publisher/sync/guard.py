"""Guards: what a run may do only after a person said so once. Pure.

Counts, not shares: a producer has eight datasets, and a share of eight protects nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from publisher.model.manifest import Guards, Limit
from publisher.model.messages import Message, message
from publisher.model.names import DatasetKey, ProducerId, producer_of
from publisher.model.plan import Archive, Create, HeldBack, Item, Step, Update, takeovers_of
from publisher.model.values import File


class Kind(Enum):
    """What is counted."""

    CREATES = "creates"
    TAKEOVERS = "takeovers"
    HIDINGS = "hidings"
    ROWS = "rows"
    COLUMNS = "columns"


Allowed = Mapping[Kind, int]
"""Limits a person raised for this run."""


@dataclass(frozen=True)
class _Count:
    kind: Kind
    producers: Mapping[ProducerId, int]
    run: int


def guard(items: Iterable[Item], guards: Guards, allowed: Allowed) -> tuple[Item, ...]:
    """The items, with the steps that go over a limit held back, each with its reason."""
    found = tuple(items)
    counts = {kind: _count(found, kind) for kind in Kind}
    return tuple(_guarded(item, counts, guards, allowed) for item in found)


def amounts(step: Step) -> Mapping[Kind, int]:
    """What a step counts for."""
    match step:
        case Create():
            return {Kind.CREATES: 1}
        case Update():
            hidings = {Kind.HIDINGS: 1} if isinstance(step, Archive) else {}
            takeovers = {Kind.TAKEOVERS: 1} if takeovers_of(step) else {}
            return {**hidings, **takeovers, **_lost(step)}
        case _:
            return {}


def _lost(step: Update) -> Mapping[Kind, int]:
    """Rows and columns that files lose."""
    files = [(one.before, one.after) for one in step.changes]
    pairs = [(before, after) for before, after in files if isinstance(before, File) and isinstance(after, File)]
    rows = sum(_fewer(before.rows, after.rows) for before, after in pairs)
    columns = sum(_fewer(before.columns, after.columns) for before, after in pairs)
    return {kind: count for kind, count in ((Kind.ROWS, rows), (Kind.COLUMNS, columns)) if count}


def _fewer(before: int | None, after: int | None) -> int:
    return max(0, before - after) if before is not None and after is not None else 0


def _count(items: Iterable[Item], kind: Kind) -> _Count:
    """A dataset counts once, however many catalogues it goes to."""
    most: dict[DatasetKey, int] = {}
    for item in items:
        most[item.key] = max(most.get(item.key, 0), amounts(item.step).get(kind, 0))
    producers: Counter[ProducerId] = Counter()
    for key, count in most.items():
        producers[producer_of(key)] += count
    return _Count(kind, producers, sum(most.values()))


def _guarded(item: Item, counts: Mapping[Kind, _Count], guards: Guards, allowed: Allowed) -> Item:
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
        fix = message("If this is intended, add: --allow {kind}={n}", kind=kind.value, n=count.run)
        return replace(item, step=HeldBack(step=item.step, reason=reason, fix=fix))
    return item


def _limit(guards: Guards, kind: Kind, allowed: Allowed) -> Limit:
    if kind in allowed:
        return Limit(producer=allowed[kind], run=allowed[kind])
    limits = {
        Kind.CREATES: guards.creates,
        Kind.TAKEOVERS: guards.takeovers,
        Kind.HIDINGS: guards.hidings,
        Kind.ROWS: guards.rows,
        Kind.COLUMNS: guards.columns,
    }
    return limits[kind]


def _over_run(kind: Kind, count: int, limit: int) -> Message:
    match kind:
        case Kind.CREATES:
            return message("guard: {n} datasets would be created in one run (limit {limit})", n=count, limit=limit)
        case Kind.TAKEOVERS:
            return message(
                "guard: values of the catalogue would be replaced for {n} datasets in one run (limit {limit})",
                n=count,
                limit=limit,
            )
        case Kind.HIDINGS:
            return message("guard: {n} datasets would be hidden in one run (limit {limit})", n=count, limit=limit)
        case Kind.ROWS:
            return message("guard: files would lose {n} rows in one run (limit {limit})", n=count, limit=limit)
        case Kind.COLUMNS:
            return message("guard: files would lose {n} columns in one run (limit {limit})", n=count, limit=limit)


def _over_producer(kind: Kind, count: int, limit: int, producer: ProducerId) -> Message:
    match kind:
        case Kind.CREATES:
            return message(
                "guard: {n} datasets of {producer} would be created (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )
        case Kind.TAKEOVERS:
            return message(
                "guard: values of the catalogue would be replaced for {n} datasets of {producer} (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )
        case Kind.HIDINGS:
            return message(
                "guard: {n} datasets of {producer} would be hidden (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )
        case Kind.ROWS:
            return message(
                "guard: files of {producer} would lose {n} rows (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )
        case Kind.COLUMNS:
            return message(
                "guard: files of {producer} would lose {n} columns (limit {limit})",
                n=count,
                limit=limit,
                producer=producer,
            )
