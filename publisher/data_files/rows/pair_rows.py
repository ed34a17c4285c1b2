"""Which rows of two tables belong together: by a key, or as whole rows. Pure; rows are digests. Time is linear."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Digest = bytes
Similar = Callable[[int, int], bool]
"""Returns whether a row of the first table may have become a row of the second one, given their places."""
Neighbour = tuple[Digest, int] | None
"""A row that both tables have, and which of its copies; None at an end of the table."""


@dataclass(frozen=True)
class PairedRows:
    """The rows of two tables, by their places in them."""

    removed: Sequence[int]
    added: Sequence[int]
    changed: Sequence[tuple[int, int]]
    """In the order of the second table."""
    unchanged: int
    reordered: bool
    """Whether both have the same rows, and not in the same order."""


def pair_by_key(
    before: Sequence[Digest], after: Sequence[Digest], keys_before: Sequence[bytes], keys_after: Sequence[bytes]
) -> PairedRows:
    """Pair rows that have the same key; keys are unique in each table."""
    places = {key: place for place, key in enumerate(keys_before)}
    present = frozenset(keys_after)
    pairs = [(places[key], place) for place, key in enumerate(keys_after) if key in places]
    changed = [pair for pair in pairs if before[pair[0]] != after[pair[1]]]
    removed = [place for place, key in enumerate(keys_before) if key not in present]
    added = [place for place, key in enumerate(keys_after) if key not in places]
    reordered = not (changed or removed or added) and any(first != second for first, second in pairs)
    return PairedRows(removed, added, changed, len(pairs) - len(changed), reordered)


def pair_whole_rows(before: Sequence[Digest], after: Sequence[Digest], similar: Similar) -> PairedRows:
    """Pair equal rows, then similar rows that stand at the same place between the same equal neighbours."""
    common = Counter(before) & Counter(after)
    gaps_before, gaps_after = _gaps(before, common), _gaps(after, common)
    pairs = (
        pair
        for gap, rows in gaps_after.items()
        for pair in zip(gaps_before.get(gap, ()), rows, strict=False)
        if similar(*pair)
    )
    changed = sorted(pairs, key=lambda pair: pair[1])
    in_first, in_second = {first for first, _ in changed}, {second for _, second in changed}
    removed = sorted(row for rows in gaps_before.values() for row in rows if row not in in_first)
    added = sorted(row for rows in gaps_after.values() for row in rows if row not in in_second)
    reordered = not (changed or removed or added) and list(before) != list(after)
    return PairedRows(removed, added, changed, common.total(), reordered)


def _gaps(rows: Sequence[Digest], common: Mapping[Digest, int]) -> Mapping[tuple[Neighbour, Neighbour], list[int]]:
    """Return the rows that the other table does not have, by the common rows before and after them.

    Of equal rows the first ones are those that both tables have.
    """
    gaps: defaultdict[tuple[Neighbour, Neighbour], list[int]] = defaultdict(list)
    for neighbours, places in _runs(rows, common):
        gaps[neighbours] += places
    return gaps


def _runs(
    rows: Sequence[Digest], common: Mapping[Digest, int]
) -> Iterator[tuple[tuple[Neighbour, Neighbour], list[int]]]:
    copies: Counter[Digest] = Counter()
    last: Neighbour = None
    run: list[int] = []
    for place, row in enumerate(rows):
        copies[row] += 1
        if copies[row] > common.get(row, 0):
            run.append(place)
            continue
        if run:
            yield (last, (row, copies[row])), run
            run = []
        last = row, copies[row]
    if run:
        yield (last, None), run
