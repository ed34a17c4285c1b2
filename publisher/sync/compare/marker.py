"""What the marker remembers after a write: a digest of each field as applied, and of what the catalogue made of it."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from publisher.model.change import FieldPath
from publisher.model.dataset import Dataset, Resource, ResourceWrite, values_of, values_of_resource
from publisher.model.entry import Entry
from publisher.model.files import MeasuredFile
from publisher.model.marker import NOTHING, Digests, LastApplied, Marker, ResourceLastApplied, SentFile
from publisher.model.names import Digest, ResourceId
from publisher.model.values import File, Value, digest


def first_last_applied(
    content: Dataset, ignored: frozenset[str], resource_writes: tuple[ResourceWrite, ...]
) -> LastApplied:
    """The base of an entry that is made whole."""
    slot_of = {resource_write.content.id: resource_write for resource_write in resource_writes}
    return next_last_applied(content, ignored, LastApplied(), slot_of, frozenset())


def next_last_applied(
    whole: Dataset,
    ignored: frozenset[str],
    last: LastApplied,
    resource_writes: Mapping[ResourceId, ResourceWrite],
    applied: frozenset[FieldPath],
) -> LastApplied:
    """The base after a write.

    Every managed field is recorded as the manifest has it. That is what was applied, or what agrees already; for a
    drift that is kept it is what was recorded before; and where a person let the portal win a conflict, it makes a
    drift of it, about which nobody is asked again.
    """
    values = {name: value for name, value in values_of(whole).items() if name not in ignored}
    echoes = _still(last.echoes, values, applied, None)
    if not whole.manages_resources:
        return LastApplied(_digests(values), echoes, last.resources)
    resources = (_resource_base(one, last, resource_writes.get(one.id), applied) for one in whole.resources)
    return LastApplied(_digests(values), echoes, tuple(one for one in resources if one is not None))


def _resource_base(
    desired: Resource, last: LastApplied, resource_write: ResourceWrite | None, applied: frozenset[FieldPath]
) -> ResourceLastApplied | None:
    before = last.resource(desired.id)
    if resource_write is None and before is None:
        return None
    remote = resource_write.remote_id if resource_write else before.remote_id if before else None
    values = values_of_resource(desired)
    echoes = (
        _still(before.echoes, values, applied, desired.id)
        if before and not (resource_write and resource_write.new)
        else NOTHING
    )
    return ResourceLastApplied(desired.id, remote, _digests(values), echoes, sent_of(desired))


def sent_of(desired: Resource) -> SentFile | None:
    """What the marker says of a file that we send."""
    found = desired.data
    if not isinstance(found, MeasuredFile) or not desired.hosted:
        return None
    return SentFile(found.sha256, found.size, found.rows, found.columns)


def _still(
    echoes: Digests, values: Mapping[str, Value], applied: frozenset[FieldPath], resource: ResourceId | None
) -> Digests:
    """The echoes of what is not sent again."""
    kept = {name: echo for name, echo in echoes.items() if name in values and FieldPath(name, resource) not in applied}
    return MappingProxyType(kept)


def _digests(values: Mapping[str, Value]) -> Digests:
    return MappingProxyType({name: digest(value) for name, value in values.items()})


# ---- echoes


def with_echoes(marker: Marker, sent: Dataset, reply: Entry) -> tuple[Marker, tuple[str, ...]]:
    """The marker with what the catalogue made of our values, and the fields concerned."""
    last_applied = marker.last_applied or LastApplied()
    names: list[str] = []
    echoes = _echoes(values_of(sent), values_of(reply.content), last_applied.fields, last_applied.echoes, "", names)
    held = {one.remote_id: values_of_resource(one.content) for one in reply.resources}
    desired = {one.id: values for one in sent.resources if (values := values_of_resource(one))}
    resources = tuple(
        replace(
            one,
            echoes=_echoes(desired[one.id], held[one.remote_id], one.fields, one.echoes, f"resources.{one.id}.", names),
        )
        if one.id in desired and one.remote_id is not None and one.remote_id in held
        else one
        for one in last_applied.resources
    )
    return replace(marker, last_applied=LastApplied(last_applied.fields, echoes, resources)), tuple(names)


def _echoes(
    desired: Mapping[str, Value],
    held: Mapping[str, Value],
    applied: Digests,
    last: Digests,
    prefix: str,
    names: list[str],
) -> Digests:
    """Digests of the values that differ from what was just recorded as applied."""
    found: dict[str, Digest] = {name: echo for name, echo in last.items() if name not in desired}
    for name, value in desired.items():
        if applied.get(name) == digest(value) and held.get(name) != value:
            found[name] = digest(held.get(name))
            if not _another_word(value, held.get(name)):
                names.append(prefix + name)
    return MappingProxyType(found)


def _another_word(sent: Value, held: Value) -> bool:
    """Whether a catalogue tells the content of a file in a way of its own: that is no other content."""
    return isinstance(sent, File) and isinstance(held, File) and sent.kind != held.kind
