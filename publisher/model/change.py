"""What differs between a manifest and an entry, field by field."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from publisher.model.names import ResourceId
from publisher.model.values import Value, plain

WHOLE: Final = "*"
"""The field of a path that means the resource itself: made, or removed."""

ORDER: Final = "order"
"""The field of the path that means the order of our resources."""


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
    """Who moved: nobody is not a difference and has no verdict."""

    CHANGE = "change"
    """The manifest."""
    DRIFT = "drift"
    """The portal."""
    CONFLICT = "conflict"
    """Both."""
    TAKEOVER = "takeover"
    """Nobody knows: we never applied this field, and the portal holds another value."""


@dataclass(frozen=True)
class Change:
    """One difference."""

    path: FieldPath
    kind: ChangeKind
    observed: Value
    """What the catalogue holds."""
    desired: Value
    """What the manifest wants."""

    def document(self) -> dict[str, object]:
        """The difference as journals and JSON results hold it."""
        return {
            "path": str(self.path),
            "verdict": self.kind.value,
            "before": plain(self.observed),
            "after": plain(self.desired),
        }
