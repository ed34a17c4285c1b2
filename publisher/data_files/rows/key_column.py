"""The column that names the rows of two tables: its cells are filled, and unique in each of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Final

from publisher.data_files.rows.pair_rows import Digest, PairedRows, pair_by_key
from publisher.data_files.rows.read_rows import StoredTable
from publisher.data_files.table_place import words_of

LONGEST: Final = 100
"""Bytes of a key: a longer text is a description."""
MOST_TRIED: Final = 12
"""Columns that are looked at."""
_MOST_KEYS: Final = 3
"""Columns that are compared as keys."""
_SAMPLE: Final = 100
"""Changed rows whose cells are counted."""
_FEWEST_SHARED: Final = 10
"""One of so many rows of the shorter table must have a key of the other one: else the keys were all written anew."""
_NAMES: Final = ("id", "identifiant", "uid", "uuid", "code", "ref", "reference", "numero", "siret", "gid", "fid")


@dataclass(frozen=True)
class KeyColumn:
    """A key, and the rows as it pairs them."""

    name: str
    paired: PairedRows


def key_column(
    tables: tuple[StoredTable, StoredTable],
    digests: tuple[Sequence[Digest], Sequence[Digest]],
    common: Sequence[str],
    differing_cells: Callable[[int, int], int],
) -> KeyColumn | None:
    """Return the key under which the fewest cells differ; None without one. Swapped tables have the same key.

    Numbers that each export gives anew are unique, too, and make every cell of their rows differ. Raises `OSError`.
    """
    before, after = tables
    candidates = sorted(
        set(common) - before.unseen - after.unseen,
        key=lambda name: (_rank(name), before.names.index(name) + after.names.index(name), name),
    )
    keys = []
    for name in candidates[:MOST_TRIED]:
        paired = _paired(tables, digests, name)
        if paired is not None:
            keys.append(KeyColumn(name, paired))
        if len(keys) == _MOST_KEYS:
            break
    if len(keys) < 2:
        return keys[0] if keys else None
    return min(keys, key=lambda key: _cost(key.paired, digests, len(common), differing_cells))


def _cost(
    paired: PairedRows,
    digests: tuple[Sequence[Digest], Sequence[Digest]],
    width: int,
    differing_cells: Callable[[int, int], int],
) -> float:
    """Return about how many cells differ. Of many changed rows, some are looked at, the same for swapped tables."""
    before, after = digests
    sample = nsmallest(_SAMPLE, paired.changed, key=lambda pair: sorted((before[pair[0]], after[pair[1]])))
    mean = sum(differing_cells(*pair) for pair in sample) / max(1, len(sample))
    return (len(paired.removed) + len(paired.added)) * width + len(paired.changed) * mean


def _paired(
    tables: tuple[StoredTable, StoredTable], digests: tuple[Sequence[Digest], Sequence[Digest]], name: str
) -> PairedRows | None:
    keys_before = _unique(tables[0], name)
    keys_after = _unique(tables[1], name) if keys_before else None
    if not keys_before or not keys_after:
        return None
    paired = pair_by_key(*digests, keys_before, keys_after)
    shared = paired.unchanged + len(paired.changed)
    return paired if shared * _FEWEST_SHARED >= min(len(keys_before), len(keys_after)) else None


def _rank(name: str) -> int:
    """Return the place of a name among those that keys have; a name with such a word comes after them."""
    words = words_of(name)
    if len(words) == 1 and words[0] in _NAMES:
        return _NAMES.index(words[0])
    return len(_NAMES) + (not set(words) & set(_NAMES))


def _unique(table: StoredTable, name: str) -> list[bytes] | None:
    """Return the cells of a column; None where one of them is empty, long, or there twice. Raises `OSError`."""
    seen: set[bytes] = set()
    keys = []
    for cell in _cells(table, table.names.index(name)):
        if not cell or len(cell) > LONGEST or cell in seen:
            return None
        seen.add(cell)
        keys.append(cell)
    return keys


def _cells(table: StoredTable, place: int) -> Iterator[bytes]:
    for row in table.rows.all_bytes():
        cells = row.split(b"\0", place + 1)
        yield cells[place] if place < len(cells) else b""
