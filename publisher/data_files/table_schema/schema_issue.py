"""What does not fit in a table, as the check of its schema says it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum


class IssueKind(Enum):
    """What is wrong. Values: the types of error of frictionless, with the name of the constraint, or a custom check."""

    TYPE = "type-error"
    REQUIRED = "constraint-error/required"
    ENUM = "constraint-error/enum"
    PATTERN = "constraint-error/pattern"
    MINIMUM = "constraint-error/minimum"
    MAXIMUM = "constraint-error/maximum"
    EXCLUSIVE_MINIMUM = "constraint-error/exclusiveMinimum"
    EXCLUSIVE_MAXIMUM = "constraint-error/exclusiveMaximum"
    MIN_LENGTH = "constraint-error/minLength"
    MAX_LENGTH = "constraint-error/maxLength"
    OTHER_CONSTRAINT = "constraint-error"
    UNIQUE = "unique-error"
    PRIMARY_KEY = "primary-key"

    MISSING_LABEL = "missing-label"
    EXTRA_LABEL = "extra-label"
    INCORRECT_LABEL = "incorrect-label"
    BLANK_LABEL = "blank-label"
    DUPLICATE_LABEL = "duplicate-label"
    LABEL_ORDER = "label-order"
    """The columns are all there, in another order. Frictionless says it of each column, as an incorrect label."""
    BLANK_ROW = "blank-row"
    EXTRA_CELL = "extra-cell"
    MISSING_CELL = "missing-cell"
    SOURCE = "source-error"

    SIRET = "french-siret-value"
    ONE_OF_REQUIRED = "one-of-required"
    YEAR_INTERVAL = "year-interval-value"
    COHESIVE_COLUMNS = "cohesive-columns-value"
    COMPARE_COLUMNS = "compare-columns-value"


STRUCTURE = frozenset({
    IssueKind.BLANK_LABEL, IssueKind.DUPLICATE_LABEL, IssueKind.BLANK_ROW, IssueKind.EXTRA_CELL,
    IssueKind.MISSING_CELL, IssueKind.SOURCE,
})  # fmt: skip
"""What is wrong with the table as such, whatever its schema: other checks say it, of every table."""


@dataclass(frozen=True)
class SchemaField:
    """A field of a Table Schema."""

    name: str
    type: str = "any"
    format: str = "default"
    example: str | None = None
    constraints: Mapping[str, object] = field(default_factory=dict, compare=False)
    words: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """How a truth value is written: those that are true, and those that are false."""
    accepts: Callable[[str], bool] = field(default=lambda _text: False, compare=False, repr=False)
    """Returns whether a cell with this text fits."""

    @property
    def required(self) -> bool:
        """Whether no cell may be empty."""
        return self.constraints.get("required") is True


@dataclass(frozen=True)
class SchemaIssue:
    """One cell, row or column that does not fit."""

    row: int
    """As the author's program shows it; that of the header for what is wrong with a column."""
    column: str | None
    """The name in the header; of a missing column, the name in the schema."""
    kind: IssueKind
    value: object = None
    """What the cell holds: a text, or the typed value of a workbook."""
    constraint: object = None
    """What the schema asks for: the value of the constraint, or what the custom check compares with."""
    field: SchemaField | None = field(default=None, compare=False)
    """The field of the schema that the column has."""
    same_as: int | None = None
    """The row that has the same value, where it must be unique."""
    columns: tuple[str, ...] = ()
    """The columns that a check compares."""
