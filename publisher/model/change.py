"""What differs between a manifest and an entry, field by field."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from publisher.model.names import ResourceId
from publisher.model.values import Value, Withheld, plain

WHOLE: Final = "*"
"""The field of a path that stands for the whole resource: added, or removed."""

ORDER: Final = "order"
"""The field of the path that stands for the order of our resources."""


@dataclass(frozen=True, order=True)
class FieldPath:
    """A field of a dataset, or of one of its resources."""

    field: str
    resource: ResourceId | None = None

    def __str__(self) -> str:
        if self.resource is None:
            return "resources.order" if self.field == ORDER else self.field
        return f"resources.{self.resource}" + ("" if self.field == WHOLE else f".{self.field}")


class ChangeKind(Enum):
    """Who changed a value since it was last applied."""

    CHANGE = "change"
    """The manifest alone."""
    DRIFT = "drift"
    """The catalogue alone."""
    CONFLICT = "conflict"
    """Both."""
    TAKEOVER = "takeover"
    """Unknown: this field was never applied, and the catalogue has another value."""
    FORM = "form"
    """Nobody: the catalogue has the value as a former version of this program wrote it."""


@dataclass(frozen=True)
class Change:
    """One difference."""

    path: FieldPath
    kind: ChangeKind
    observed: Value
    """The catalogue's value."""
    desired: Value
    """The manifest's value."""

    def document(self) -> dict[str, object]:
        """Return the difference as journals and JSON results have it; `recorded_change` reads it back.

        A hidden value is a text in the reader's language: `withheld` names where one stands.
        """
        values = {"before": self.observed, "after": self.desired}
        withheld = [name for name, value in values.items() if isinstance(value, Withheld)]
        return {
            "path": str(self.path),
            "verdict": self.kind.value,
            **{name: plain(value) for name, value in values.items()},
            **({"withheld": withheld} if withheld else {}),
        }
