"""What is wrong, where, and what to do: the one shape of every complaint about a manifest."""

from dataclasses import dataclass
from enum import Enum

from publisher.model.messages import Message
from publisher.model.source import Position


class Severity(Enum):
    """An error keeps a manifest from being published; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One complaint, with its place and its remedy."""

    rule: str
    """Stable id, such as `PUB201`."""
    severity: Severity
    at: Position
    what: Message
    fix: Message | None = None
    given: str | None = None
    """The text at that place, to underline."""
    secret: bool = False
    """The line may hold a password or a token: it is not shown."""

    @property
    def sort_key(self) -> tuple[Position, str, str]:
        """The order of findings, the same in every language; two with the same key say the same thing."""
        return self.at, self.rule, self.what.in_english()


class ManifestError(Exception):
    """Manifests that cannot be used; carries every finding."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings = findings
