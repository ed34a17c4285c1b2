"""The limits of the guards: how much one run may do without being asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import assert_never


class GuardKind(Enum):
    """What a guard counts. The values are those of `--allow KIND=N`."""

    CREATES = "creates"
    CHANGES = "changes"
    TAKEOVERS = "takeovers"
    HIDINGS = "hidings"
    LICENSES = "licenses"
    ROWS = "rows"
    COLUMNS = "columns"
    HVD = "hvd"
    PROTECTED = "protected"


Allowed = Mapping[GuardKind, int]
"""Limits that a person raised for one run."""


@dataclass(frozen=True)
class Limit:
    """How much of one kind is allowed, for each producer and for a whole run: counts, and shares beside them.

    Shares are percentages: of the published datasets; of the rows or columns that tables had. For a producer each table
    counts by itself, since a large table would hide what a small one loses. None: no limit.
    """

    producer: int
    run: int
    producer_share: int | None = None
    run_share: int | None = None


@dataclass(frozen=True)
class Guards:
    """The limits, and their defaults.

    For datasets they are counts: a producer has eight datasets, and a share of eight protects nothing. For rows there
    is a share besides: five rows are little of a long table, and all that a short one has.
    """

    creates: Limit = Limit(producer=10, run=100)
    changes: Limit = Limit(producer=25, run=50)
    """Datasets with fields or resources that change: all those of a commune, not those of all communes."""
    takeovers: Limit = Limit(producer=5, run=20)
    hidings: Limit = Limit(producer=1, run=5)
    licenses: Limit = Limit(producer=1, run=5)
    """Published datasets whose licence changes or goes: what reusers may do depends on it."""
    rows: Limit = Limit(producer=5, run=50, producer_share=50)
    """Rows that tables lose."""
    columns: Limit = Limit(producer=0, run=0)
    """Columns that tables lose."""
    hvd: Limit = Limit(producer=0, run=0)
    """Datasets that lose the mark of high-value data: a duty to report them depends on it."""
    protected: Limit = Limit(producer=0, run=0)
    """Datasets with `protect: true` from which something is taken. No setting raises it, a person's word alone."""

    def limit(self, kind: GuardKind) -> Limit:
        """Return the limit of one kind."""
        match kind:
            case GuardKind.CREATES:
                return self.creates
            case GuardKind.CHANGES:
                return self.changes
            case GuardKind.TAKEOVERS:
                return self.takeovers
            case GuardKind.HIDINGS:
                return self.hidings
            case GuardKind.LICENSES:
                return self.licenses
            case GuardKind.ROWS:
                return self.rows
            case GuardKind.COLUMNS:
                return self.columns
            case GuardKind.HVD:
                return self.hvd
            case GuardKind.PROTECTED:
                return self.protected
            case _:
                assert_never(kind)
