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

    @property
    def sort_key(self) -> tuple[Position, str, str]:
        """The order of findings, the same in every language; two with the same key say the same thing."""
        return self.at, self.rule, self.what.in_english()


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by their severity, each kind in the order given."""
    order = list(Severity)
    return sorted(findings, key=lambda finding: order.index(finding.severity))


class ManifestError(Exception):
    """Manifests cannot be used; the error carries every finding."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings = findings
