"""What makes a planned write recognisable: a plan that was approved confirms exactly these writes, and no others."""

from typing import Final

from publisher.model.marker import Base, encode_base
from publisher.model.plan import Create, Update
from publisher.model.values import digest

FORMAT_VERSION: Final = 1
"""Of saved plans and of every JSON result."""


def fingerprint(step: Create | Update) -> str:
    """The same for the same writes on the same version of the entry, and for nothing else."""
    match step:
        case Create(creation=made):
            parts = ["create", made.wanted.organization, encode_base(made.marker.base or Base())]
        case Update(edit=made):
            paths = ",".join(sorted(str(change.path) for change in step.changes))
            base = encode_base(made.marker.base or Base())
            parts = [type(step).__name__, made.entry.id, made.entry.revision, paths, base]
    return digest(tuple(parts))
