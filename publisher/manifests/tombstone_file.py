"""What is left of a manifest whose dataset was withdrawn for good: when, why, and its former keys. No value of it."""

import re
from typing import Final

from publisher.manifests.findings_collector import FindingsCollector
from publisher.manifests.shapes import TombstoneShape
from publisher.manifests.tree_with_positions import Table
from publisher.model.findings import Position
from publisher.model.manifest import Tombstone
from publisher.model.messages import message
from publisher.model.names import DatasetKey
from publisher.rules.structure import UNKNOWN_KEY, WRONG_TYPE

KEY: Final = "withdrawn"
"""The key that makes a manifest a tombstone."""

_PERSONAL: Final = re.compile(r"@|(?<!\d)(?:\+33[ .-]?|0)[1-9](?:[ .-]?\d{2}){4}(?!\d)")
"""An e-mail address, or a French telephone number."""


def is_personal(reason: str) -> bool:
    """Return whether a reason names a way to reach a person: it is as public as the repository."""
    return _PERSONAL.search(reason) is not None


def is_tombstone(own: Table) -> bool:
    """Return whether a file says that its dataset was withdrawn for good."""
    return KEY in own.keys_at


def read_tombstone(key: DatasetKey, own: Table, collector: FindingsCollector) -> Tombstone | None:
    """Return what a file says of a withdrawn dataset; None where it cannot be used, with the findings why."""
    values = own.keys_at.keys() - TombstoneShape.model_fields.keys()
    for name in sorted(values):
        what = message("a dataset that was withdrawn keeps no values: “{key}” has no place here", key=name)
        collector.add(UNKNOWN_KEY.at(own.keys_at[name], what, message("Remove this line."), name))
    node = own.values.get(KEY)
    if node is not None and not isinstance(node, Table):
        collector.expect_table(node, f"{KEY}: {{date: 2026-12-31, reason: …}}")
        return None
    shape = collector.shape(own, TombstoneShape) if not values else None
    if shape is None:
        return None
    if is_personal(shape.withdrawn.reason):
        what = message("the reason has an e-mail address or a telephone number, and everybody can read it")
        at = node.keys_at.get("reason", node.at) if isinstance(node, Table) else own.at
        collector.add(WRONG_TYPE.at(at, what, message("Write the number of the request in its place."), "reason"))
    return Tombstone(
        key=key,
        at=Position(own.at.file),
        date=shape.withdrawn.date,
        reason=shape.withdrawn.reason,
        previously=tuple(map(DatasetKey, shape.previously)),
    )
