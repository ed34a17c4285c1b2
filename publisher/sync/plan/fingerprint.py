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
            last_applied = encode_last_applied(made.marker.last_applied or LastApplied())
            parts = [
                "create",
                made.desired.organization,
                made.desired.slug or "",
                *_sent(made.content, made.resource_writes),
                last_applied,
            ]
        case Update(edit=made):
            paths = ",".join(sorted(str(change.path) for change in step.changes))
            last_applied = encode_last_applied(made.marker.last_applied or LastApplied())
            parts = [
                type(step).__name__,
                made.entry.id,
                made.entry.revision,
                paths,
                *_sent(made.content, made.resource_writes or ()),
                last_applied,
            ]
    return digest(tuple(parts))


def _sent(content: Dataset, resource_writes: tuple[ResourceWrite, ...]) -> list[str]:
    """Every value that a write sends, ignored fields of a creation and resources without an id included."""
    fields = [f"{name}={digest(value)}" for name, value in sorted(values_of(content).items())]
    resources = [
        f"{resource_write.content.id}@{resource_write.remote_id}.{name}={digest(value)}"
        for resource_write in resource_writes
        for name, value in sorted(values_of_resource(resource_write.content).items())
    ]
    return fields + resources
