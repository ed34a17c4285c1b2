"""What is left of a manifest whose dataset was withdrawn for good: when, why, and its former keys. No value of it."""

from publisher.manifests.findings_collector import FindingsCollector
from publisher.manifests.shapes import TombstoneShape
from publisher.manifests.tree_with_positions import Table
from publisher.model.findings import Position
from publisher.model.manifest import Tombstone
from publisher.model.names import DatasetKey

KEY = "withdrawn"
"""The key that makes a manifest a tombstone."""


def is_tombstone(own: Table) -> bool:
    """Return whether a file says that its dataset was withdrawn for good."""
    return KEY in own.keys_at


def read_tombstone(key: DatasetKey, own: Table, collector: FindingsCollector) -> Tombstone | None:
    """Return what a file says of a withdrawn dataset; None where it cannot be used, with the findings why."""
    shape = collector.shape(own, TombstoneShape)
    if shape is None:
        return None
    return Tombstone(
        key=key,
        at=Position(own.at.file),
        date=shape.withdrawn.date,
        reason=shape.withdrawn.reason,
        previously=tuple(map(DatasetKey, shape.previously)),
    )
