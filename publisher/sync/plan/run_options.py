"""The options of one run, as flags to type again, and as a document in a plan file or a journal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from publisher.model.guards import Allowed, GuardKind
from publisher.sync.compare.conflicts import OnConflict, OnDrift, ResolutionPolicy


@dataclass(frozen=True)
class RunOptions:
    """How drift and conflicts are resolved, and which guards are raised."""

    policy: ResolutionPolicy = field(default_factory=ResolutionPolicy)
    allowed: Allowed = field(default_factory=dict)

    def flags(self) -> list[str]:
        """Return the flags that give the same options; none for defaults."""
        policy, default = self.policy, ResolutionPolicy()
        flags = ["--drift", policy.drift.value] if policy.drift is not default.drift else []
        flags += ["--on-conflict", policy.conflict.value] if policy.conflict is not default.conflict else []
        flags += ["--prune"] if policy.prune else []
        return flags + [part for kind, n in self.allowed.items() for part in ("--allow", f"{kind.value}={n}")]

    def document(self) -> dict[str, object]:
        """Return the options as JSON has them."""
        return {
            "drift": self.policy.drift.value,
            "on_conflict": self.policy.conflict.value,
            "prune": self.policy.prune,
            "allow": {kind.value: n for kind, n in self.allowed.items()},
        }


DEFAULT_OPTIONS: Final = RunOptions()


def options_from(document: object) -> RunOptions:
    """Return the options of a document. Raises `ValueError`, `KeyError` or `TypeError` where it has none."""
    if not isinstance(document, Mapping):
        raise TypeError(type(document).__name__)
    prune, allowed = document["prune"], document["allow"]
    if not isinstance(prune, bool) or not isinstance(allowed, Mapping) or not all(map(_is_count, allowed.values())):
        raise TypeError("prune, allow")
    policy = ResolutionPolicy(OnDrift(document["drift"]), OnConflict(document["on_conflict"]), prune=prune)
    return RunOptions(policy, {GuardKind(kind): n for kind, n in allowed.items()})


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
