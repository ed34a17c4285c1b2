"""A rule, and the family it belongs to."""

from dataclasses import dataclass
from enum import Enum

from publisher.model.findings import Finding, Position, Severity
from publisher.model.messages import Message, message


class Family(Enum):
    """What a rule is about: the headings of `docs/rules.md`, in their order."""

    SYNTAX = message("Syntax and names of files")
    STRUCTURE = message("Keys and types")
    VALUES = message("Values")
    CATALOGS = message("What a catalogue accepts")
    DATA_FILES = message("Data files")
    BETWEEN_MANIFESTS = message("Between manifests")

    @property
    def title(self) -> Message:
        """The heading of the family."""
        return self.value


@dataclass(frozen=True)
class Rule:
    """One thing that manifests must satisfy. It makes the findings about what does not satisfy it."""

    id: str
    """Stable, such as `PUB201`: authors search for it, and programs read it in JSON."""
    family: Family
    asks: Message
    """What the rule asks for, in one sentence."""
    severity: Severity = Severity.ERROR

    def at(
        self,
        position: Position,
        what: Message,
        fix: Message | None = None,
        given: str | None = None,
        *,
        secret: bool = False,
    ) -> Finding:
        """Return the finding of this rule at a position; `Finding` says what the other values mean."""
        return Finding(self.id, self.severity, position, what, fix, given, secret)
