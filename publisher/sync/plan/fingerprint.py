"""What makes a planned write recognisable: a plan that was approved confirms exactly these writes, and no others."""

from typing import Final

from publisher.model.dataset import Dataset, ResourceWrite, values_of, values_of_resource
from publisher.model.marker import LastApplied, encode_last_applied
from publisher.model.plan import Create, Update
from publisher.model.values import digest

FORMAT_VERSION: Final = 1
"""Of saved plans and of every JSON result."""


def fingerprint(step: Create | Update) -> str:
    """The same for the same writes on the same version of the entry, and for nothing else."""
    match step:
        case Create(creation=made):
            base = encode_last_applied(made.marker.base or LastApplied())
            parts = ["create", made.wanted.organization, made.wanted.slug or "", *_sent(made.content, made.slots), base]
        case Update(edit=made):
            paths = ",".join(sorted(str(change.path) for change in step.changes))
            base = encode_last_applied(made.marker.base or LastApplied())
            parts = [
                type(step).__name__,
                made.entry.id,
                made.entry.revision,
                paths,
                *_sent(made.content, made.slots or ()),
                base,
            ]
    return digest(tuple(parts))


def _sent(content: Dataset, slots: tuple[ResourceWrite, ...]) -> list[str]:
    """Every value that a write sends, ignored fields of a creation and resources without an id included."""
    fields = [f"{name}={digest(value)}" for name, value in sorted(values_of(content).items())]
    resources = [
        f"{slot.content.id}@{slot.remote}.{name}={digest(value)}"
        for slot in slots
        for name, value in sorted(values_of_resource(slot.content).items())
    ]
    return fields + resources
