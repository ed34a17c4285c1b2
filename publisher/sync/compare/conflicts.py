"""What to do about the portal's own moves: the choices a person makes for one run."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from publisher.model.change import Change, ChangeKind


class OnDrift(Enum):
    """What becomes of a value that was edited on the portal."""

    KEEP = "keep"
    REVERT = "revert"


class OnConflict(Enum):
    """What becomes of an entry whose manifest and portal both moved."""

    BLOCK = "block"
    MANIFEST = "manifest"
    PORTAL = "portal"


@dataclass(frozen=True)
class ResolutionPolicy:
    """The choices of one run."""

    drift: OnDrift = OnDrift.KEEP
    conflict: OnConflict = OnConflict.BLOCK
    prune: bool = False
    """Archive entries of ours that no manifest names any more."""


@dataclass(frozen=True)
class ResolvedChanges:
    """Differences, sorted by what is to be done about them."""

    applied: tuple[Change, ...]
    kept: tuple[Change, ...]
    conflicts: tuple[Change, ...]


def resolve(changes: Iterable[Change], policy: ResolutionPolicy) -> ResolvedChanges:
    """Sort differences by what the policy makes of them."""
    applied: list[Change] = []
    kept: list[Change] = []
    conflicts: list[Change] = []
    for change in changes:
        match change.verdict:
            case ChangeKind.CHANGE | ChangeKind.TAKEOVER:
                applied.append(change)
            case ChangeKind.DRIFT:
                (applied if policy.drift is OnDrift.REVERT else kept).append(change)
            case ChangeKind.CONFLICT:
                _choose(policy.conflict, applied, kept, conflicts).append(change)
            case _:
                assert_never(change.verdict)
    return ResolvedChanges(tuple(applied), tuple(kept), tuple(conflicts))


def _choose(choice: OnConflict, applied: list[Change], kept: list[Change], conflicts: list[Change]) -> list[Change]:
    match choice:
        case OnConflict.MANIFEST:
            return applied
        case OnConflict.PORTAL:
            return kept
        case OnConflict.BLOCK:
            return conflicts
