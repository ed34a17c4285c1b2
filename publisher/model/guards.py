"""The limits of the guards: how much one run may do without being asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import assert_never


class GuardKind(Enum):
    """What a guard counts. The values are those of `--allow KIND=N`."""

    CREATES = "creates"
    TAKEOVERS = "takeovers"
    HIDINGS = "hidings"
    ROWS = "rows"
    COLUMNS = "columns"
    HVD = "hvd"


Allowed = Mapping[GuardKind, int]
"""Limits that a person raised for one run."""


@dataclass(frozen=True)
class Limit:
    """How many of one kind are allowed, for each producer and for a whole run."""

    producer: int
    run: int


@dataclass(frozen=True)
class Guards:
    """The limits, and their defaults.

    They are counts, not shares: a producer has eight datasets, and a share of eight protects nothing.
    """

    creates: Limit = Limit(producer=10, run=100)
    takeovers: Limit = Limit(producer=5, run=20)
    hidings: Limit = Limit(producer=1, run=5)
    rows: Limit = Limit(producer=5, run=50)
    """Rows that tables lose."""
    columns: Limit = Limit(producer=0, run=0)
    """Columns that tables lose."""
    hvd: Limit = Limit(producer=0, run=0)
    """Datasets that lose the mark of high-value data: a duty to report them depends on it."""

    def limit(self, kind: GuardKind) -> Limit:
        """Return the limit of one kind."""
        match kind:
            case GuardKind.CREATES:
                return self.creates
            case GuardKind.TAKEOVERS:
                return self.takeovers
            case GuardKind.HIDINGS:
                return self.hidings
            case GuardKind.ROWS:
                return self.rows
            case GuardKind.COLUMNS:
                return self.columns
            case GuardKind.HVD:
                return self.hvd
            case _:
                assert_never(kind)
