"""Findings: what is wrong in a manifest, where, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from publisher.model.messages import Message


@dataclass(frozen=True, order=True)
class Position:
    """A place in a text file of the repository; line and column are counted from 1."""

    file: str
    """The path as a person would type it in the current folder, with forward slashes."""
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Severity(Enum):
    """An error keeps a manifest from being published; a warning does not, and advice makes a dataset better."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class RowUnit(Enum):
    """What the rows of a data file are called: lines of a text or a sheet, objects of a map, records of a list."""

    LINE = "line"
    FEATURE = "feature"
    RECORD = "record"


@dataclass(frozen=True, order=True)
class Cell:
    """A place in a data file, as an author sees it in the program that shows the file."""

    row: int
    """From 1. Of a text, the line on which the row starts, so that the header is line 1; of a workbook, the row of the
    sheet; of GeoJSON and JSON, the number of the object."""
    column: str | None = None
    """The name in the header, or the property; None where the whole row is meant."""
    unit: RowUnit = RowUnit.LINE


@dataclass(frozen=True)
class Replace:
    """A repair of a manifest: the text that starts at the finding's position becomes another one."""

    before: str
    """Empty for a text that is inserted."""
    after: str


@dataclass(frozen=True)
class Reencode:
    """A repair of a data file: its text is written as UTF-8."""

    encoding: str
    """The encoding that it has, by its Python name."""


Repair = Replace | Reencode
"""What `validate --fix` does about a finding. Only what no author would want otherwise is a repair."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, with its position and what to do. Its rule makes it (`publisher.rules.rule.Rule.at`)."""

    rule: str
    """Stable id, such as `PUB201`."""
    severity: Severity
    at: Position
    what: Message
    fix: Message | None = None
    given: str | None = None
    """The text at that position, to underline."""
    secret: bool = False
    """The line may hold a password or a token: it is not shown."""
    count: int = 1
    """How many findings it stands for: several where a file has more than are shown one by one."""
    cell: Cell | None = None
    """The place in a data file; the line of its position is then the row."""
    repair: Repair | None = None
    """What `validate --fix` does about it."""

    @property
    def sort_key(self) -> tuple[Position, str, str]:
        """The order of findings, the same in every language; two with the same key say the same thing."""
        return self.at, self.rule, self.what.in_english()


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by their severity, each kind in the order given."""
    order = list(Severity)
    return sorted(findings, key=lambda finding: order.index(finding.severity))


def has_error(findings: Iterable[Finding]) -> bool:
    """Return whether one of the findings keeps something from being published."""
    return any(finding.severity is Severity.ERROR for finding in findings)


class ManifestError(Exception):
    """Manifests cannot be used; the error carries every finding."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings = findings
