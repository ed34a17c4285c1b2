"""How differences are resolved: what a person chose for drift and for conflicts in this run. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from publisher.model.change import Change, ChangeKind


class OnDrift(Enum):
    """What happens to a value that was edited in the catalogue."""

    KEEP = "keep"
    REVERT = "revert"


class OnConflict(Enum):
    """What happens to an entry whose manifest and catalogue changed the same value."""

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
    """Differences, by what is done about them."""

    applied: tuple[Change, ...]
    """Written to the catalogue."""
    kept: tuple[Change, ...]
    """Left as the catalogue has them."""
    conflicts: tuple[Change, ...]
    """To be decided by a person: the entry is not written."""


class _Resolution(Enum):
    APPLY = "apply"
    KEEP = "keep"
    BLOCK = "block"


def resolve(changes: Iterable[Change], policy: ResolutionPolicy) -> ResolvedChanges:
    """Return the differences by what the policy does about each."""
    resolutions = [(change, _resolution(change.kind, policy)) for change in changes]
    applied, kept, conflicts = (
        tuple(change for change, resolution in resolutions if resolution is resolution_kind)
        for resolution_kind in _Resolution
    )
    return ResolvedChanges(applied, kept, conflicts)


def _resolution(kind: ChangeKind, policy: ResolutionPolicy) -> _Resolution:
    match kind:
        case ChangeKind.CHANGE | ChangeKind.TAKEOVER | ChangeKind.FORM:
            return _Resolution.APPLY
        case ChangeKind.DRIFT:
            return _Resolution.APPLY if policy.drift is OnDrift.REVERT else _Resolution.KEEP
        case ChangeKind.CONFLICT:
            return _conflict_resolution(policy.conflict)
        case _:
            assert_never(kind)


def _conflict_resolution(choice: OnConflict) -> _Resolution:
    match choice:
        case OnConflict.MANIFEST:
            return _Resolution.APPLY
        case OnConflict.PORTAL:
            return _Resolution.KEEP
        case OnConflict.BLOCK:
            return _Resolution.BLOCK
        case _:
            assert_never(choice)
