"""A person's choices for one run, as flags to type again and as a document to keep with a plan or a journal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from publisher.sync.compare.conflicts import OnConflict, OnDrift, Policy
from publisher.sync.plan.guard import Allowed, Kind


@dataclass(frozen=True)
class Choices:
    """What becomes of the portal's moves, and how far the guards were raised."""

    policy: Policy = field(default_factory=Policy)
    allowed: Allowed = field(default_factory=dict)

    def flags(self) -> list[str]:
        """What to type to choose the same again; nothing for what is chosen anyway."""
        chosen, usual = self.policy, Policy()
        flags = ["--drift", chosen.drift.value] if chosen.drift is not usual.drift else []
        flags += ["--on-conflict", chosen.conflict.value] if chosen.conflict is not usual.conflict else []
        flags += ["--prune"] if chosen.prune else []
        return flags + [part for kind, n in self.allowed.items() for part in ("--allow", f"{kind.value}={n}")]

    def document(self) -> dict[str, object]:
        """The choices as JSON holds them."""
        return {
            "drift": self.policy.drift.value,
            "on_conflict": self.policy.conflict.value,
            "prune": self.policy.prune,
            "allow": {kind.value: n for kind, n in self.allowed.items()},
        }


USUAL: Final = Choices()
"""What is chosen when nobody says otherwise."""


def choices_from(document: object) -> Choices:
    """The choices of a document. Raises `ValueError`, `KeyError` or `TypeError` where it is none."""
    if not isinstance(document, Mapping):
        raise TypeError(type(document).__name__)
    policy = Policy(OnDrift(document["drift"]), OnConflict(document["on_conflict"]), prune=document["prune"] is True)
    return Choices(policy, {Kind(kind): int(n) for kind, n in dict(document["allow"]).items()})
