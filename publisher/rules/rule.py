"""A rule, and the family it belongs to."""

from dataclasses import dataclass
from enum import Enum

from publisher.model.findings import Cell, Finding, Position, Repair, Severity
from publisher.model.messages import Message, message


class Family(Enum):
    """What a rule is about: the headings of `docs/rules.md`, in their order."""

    SYNTAX = message("Syntax and names of files")
    STRUCTURE = message("Keys and types")
    VALUES = message("Values")
    CATALOGS = message("What a catalogue accepts")
    DATA_FILES = message("Data files")
    BETWEEN_MANIFESTS = message("Between manifests")
    METADATA = message("What a dataset says")
    RESOURCES = message("Resources and addresses")
    LINKS = message("Links")
    CONTENT = message("Content of data files")
    PERSONAL_DATA = message("Personal data")
    QUALITY = message("Quality")

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

    @property
    def waivable(self) -> bool:
        """Whether a manifest may accept what the rule finds, with a reason.

        An error keeps out what a catalogue would refuse or a reader misunderstand; only those about a link or about the
        content of a file may be accepted, because the file may be another body's. Personal data never are.
        """
        if self.family is Family.PERSONAL_DATA:
            return False
        return self.severity is not Severity.ERROR or self.family in (Family.LINKS, Family.CONTENT)

    def at(
        self,
        position: Position,
        what: Message,
        fix: Message | None = None,
        given: str | None = None,
        *,
        secret: bool = False,
        repair: Repair | None = None,
    ) -> Finding:
        """Return the finding of this rule at a position; `Finding` says what the other values mean."""
        return Finding(self.id, self.severity, position, what, fix, given, secret, repair=repair)

    def in_file(
        self, file: str, cell: Cell, what: Message, fix: Message | None = None, *, repair: Repair | None = None
    ) -> Finding:
        """Return the finding of this rule in a data file, whose path is as a person would type it."""
        at = Position(file, cell.row)
        return Finding(self.id, self.severity, at, what, fix, cell=cell, repair=repair)
