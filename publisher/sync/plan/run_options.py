"""A person's choices for one run, as flags to type again and as a document to keep with a plan or a journal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from publisher.sync.compare.conflicts import OnConflict, OnDrift, ResolutionPolicy
from publisher.sync.plan.guard import Allowed, GuardKind


@dataclass(frozen=True)
class RunOptions:
    """What becomes of the portal's moves, and how far the guards were raised."""

    policy: ResolutionPolicy = field(default_factory=ResolutionPolicy)
    allowed: Allowed = field(default_factory=dict)

    def flags(self) -> list[str]:
        """What to type to choose the same again; nothing for what is chosen anyway."""
        chosen, usual = self.policy, ResolutionPolicy()
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


DEFAULT_OPTIONS: Final = RunOptions()
"""What is chosen when nobody says otherwise."""


def options_from(document: object) -> RunOptions:
    """The choices of a document. Raises `ValueError`, `KeyError` or `TypeError` where it is none."""
    if not isinstance(document, Mapping):
        raise TypeError(type(document).__name__)
    policy = ResolutionPolicy(
        OnDrift(document["drift"]), OnConflict(document["on_conflict"]), prune=document["prune"] is True
    )
    return RunOptions(policy, {GuardKind(kind): int(n) for kind, n in dict(document["allow"]).items()})
