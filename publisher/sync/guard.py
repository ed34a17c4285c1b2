"""Guards: what a run may do only after a person said so once. Pure.

Counts, not shares: a producer has eight datasets, and a share of eight protects nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from publisher.model.manifest import Guards, Limit
from publisher.model.messages import Message, message
from publisher.model.names import ProducerId, producer_of
from publisher.model.plan import Archive, Create, HeldBack, Item, Step, Update, takeovers_of


class Kind(Enum):
    """What is counted."""

    CREATES = "creates"
    TAKEOVERS = "takeovers"
    HIDINGS = "hidings"


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


def kind_of(step: Step) -> Kind | None:
    """What a step counts as."""
    match step:
        case Create():
            return Kind.CREATES
        case Archive():
            return Kind.HIDINGS
        case Update() if takeovers_of(step):
            return Kind.TAKEOVERS
        case _:
            return None


def _count(items: Iterable[Item], kind: Kind) -> _Count:
    """A dataset counts once, however many catalogues it goes to."""
    keys = {item.key for item in items if kind_of(item.step) is kind}
    return _Count(kind, Counter(producer_of(key) for key in keys), len(keys))


def _guarded(item: Item, counts: Mapping[Kind, _Count], guards: Guards, allowed: Allowed) -> Item:
    kind = kind_of(item.step)
    if kind is None or not isinstance(item.step, Create | Update):
        return item
    limit = _limit(guards, kind, allowed)
    count, producer = counts[kind], producer_of(item.key)
    if count.run > limit.run:
        reason = _over_run(kind, count.run, limit.run)
    elif count.producers[producer] > limit.producer:
        reason = _over_producer(kind, count.producers[producer], limit.producer, producer)
    else:
        return item
    fix = message("If this is wanted, add: --allow {kind}={n}", kind=kind.value, n=count.run)
    return replace(item, step=HeldBack(step=item.step, reason=reason, fix=fix))


def _limit(guards: Guards, kind: Kind, allowed: Allowed) -> Limit:
    if kind in allowed:
        return Limit(producer=allowed[kind], run=allowed[kind])
    return {Kind.CREATES: guards.creates, Kind.TAKEOVERS: guards.takeovers, Kind.HIDINGS: guards.hidings}[kind]


def _over_run(kind: Kind, count: int, limit: int) -> Message:
    match kind:
        case Kind.CREATES:
            return message("guard: {n} datasets would be created in one run (limit {limit})", n=count, limit=limit)
        case Kind.TAKEOVERS:
            return message(
                "guard: portal values of {n} datasets would be replaced in one run (limit {limit})",
                n=count,
                limit=limit,
            )
        case Kind.HIDINGS:
            return message("guard: {n} datasets would be hidden in one run (limit {limit})", n=count, limit=limit)


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
                "guard: portal values of {n} datasets of {producer} would be replaced (limit {limit})",
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
