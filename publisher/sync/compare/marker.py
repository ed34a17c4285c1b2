"""What the marker records after a write: digests of each field as applied, and of its stored form (the echo). Pure."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from publisher.model.change import FieldPath
from publisher.model.dataset import Dataset, Resource, ResourceWrite, values_of, values_of_resource
from publisher.model.entry import Entry
from publisher.model.files import MeasuredFile
from publisher.model.marker import NOTHING, PROTECTED, Digests, LastApplied, Marker, ResourceLastApplied, SentFile
from publisher.model.names import Digest, RemoteId, ResourceId
from publisher.model.values import File, Value, digest
from publisher.sync.compare.diff import as_manifest_says

RemoteIds = Mapping[ResourceId, RemoteId]
"""The ids that a catalogue gave to our resources."""


def first_last_applied(
    content: Dataset, ignored: frozenset[str], resource_writes: tuple[ResourceWrite, ...]
) -> LastApplied:
    """Return what is last applied to a new entry."""
    return next_last_applied(content, ignored, LastApplied(), resource_writes, frozenset())


def next_last_applied(
    content: Dataset,
    ignored: frozenset[str],
    last: LastApplied,
    resource_writes: tuple[ResourceWrite, ...],
    applied: frozenset[FieldPath],
) -> LastApplied:
    """Return what is last applied after a write.

    Every managed field is recorded with the manifest's value. For a field that was written or is the same on both sides
    that is what the catalogue holds. For a kept drift it is what was recorded before. Where a person let the catalogue
    win a conflict, the conflict becomes a drift, about which nobody is asked again.
    """
    values = {name: value for name, value in values_of(content).items() if name not in ignored}
    echoes = _echoes_of_unwritten_fields(last.echoes, values, applied, None)
    if not content.manages_resources:
        return LastApplied(_digests(values), echoes, last.resources)
    writes = {write.content.id: write for write in resource_writes}
    resources = (
        _resource_last_applied(resource, last, writes.get(resource.id), applied) for resource in content.resources
    )
    return LastApplied(_digests(values), echoes, tuple(resource for resource in resources if resource is not None))


def with_protection(last: LastApplied, *, protected: bool) -> LastApplied:
    """Return what is last applied, with the manifest's protection: it outlasts the manifest that gave it."""
    fields = {name: value for name, value in last.fields.items() if name != PROTECTED}
    return replace(last, fields=MappingProxyType({**fields, PROTECTED: digest(None)} if protected else fields))


def _resource_last_applied(
    desired: Resource, last: LastApplied, write: ResourceWrite | None, applied: frozenset[FieldPath]
) -> ResourceLastApplied | None:
    previous = last.resource(desired.id)
    if write is None and previous is None:
        return None
    remote_id = write.remote_id if write else previous.remote_id if previous else None
    values = values_of_resource(desired)
    same_resource = previous is not None and not (write and write.new)
    echoes = NOTHING
    if previous and same_resource:
        echoes = _echoes_of_unwritten_fields(previous.echoes, values, applied, desired.id)
    return ResourceLastApplied(desired.id, remote_id, _digests(values), echoes, sent_file(desired))


def sent_file(resource: Resource) -> SentFile | None:
    """Return what the marker records of a file that we send; None for a resource that is no such file."""
    data = resource.data
    if not isinstance(data, MeasuredFile) or not resource.hosted:
        return None
    return SentFile(data.sha256, data.size, data.rows, data.columns)


def recorded(marker: Marker) -> tuple[object, ...]:
    """Return what a marker records, without what the catalogue's replies added: ids and echoes."""
    last = marker.last_applied or LastApplied()
    parts = tuple((part.id, dict(part.fields), part.sent, part.pending) for part in last.resources)
    return marker.repository, marker.key, dict(last.fields), parts


def with_remote_ids(marker: Marker, remote_ids: RemoteIds) -> Marker:
    """Return the marker with the ids that the catalogue gave to resources."""
    last = marker.last_applied or LastApplied()
    resources = tuple(
        replace(resource, remote_id=remote_ids.get(resource.id, resource.remote_id)) for resource in last.resources
    )
    return replace(marker, last_applied=replace(last, resources=resources))


def _echoes_of_unwritten_fields(
    echoes: Digests, values: Mapping[str, Value], applied: frozenset[FieldPath], resource: ResourceId | None
) -> Digests:
    unwritten = {
        name: echo for name, echo in echoes.items() if name in values and FieldPath(name, resource) not in applied
    }
    return MappingProxyType(unwritten)


def _digests(values: Mapping[str, Value]) -> Digests:
    return MappingProxyType({name: digest(value) for name, value in values.items()})


# ---- echoes: the form in which a catalogue stores a value, where it is not the one sent


def with_echoes(marker: Marker, sent: Dataset, reply: Entry) -> tuple[Marker, tuple[str, ...]]:
    """Return the marker with the echoes that a reply shows, and the names of the fields that were rewritten.

    Without its echo, a value that the catalogue rewrites would be a drift at every plan.
    """
    last = marker.last_applied or LastApplied()
    values = values_of(sent)
    echoes = _new_echoes(values, values_of(reply.content), last.fields, last.echoes)
    rewritten = list(_rewritten(values, values_of(reply.content), last.fields))
    observed = {resource.remote_id: values_of_resource(resource.content) for resource in reply.resources}
    sent_resources = {
        resource.id: resource_values for resource in sent.resources if (resource_values := values_of_resource(resource))
    }
    resources: list[ResourceLastApplied] = []
    for resource in last.resources:
        observed_values = observed.get(resource.remote_id) if resource.remote_id is not None else None
        if resource.id not in sent_resources or observed_values is None:
            resources.append(resource)
            continue
        sent_values = sent_resources[resource.id]
        new_echoes = _new_echoes(sent_values, observed_values, resource.fields, resource.echoes)
        resources.append(replace(resource, echoes=new_echoes))
        names = _rewritten(sent_values, observed_values, resource.fields)
        rewritten += [f"resources.{resource.id}.{name}" for name in names]
    return replace(marker, last_applied=LastApplied(last.fields, echoes, tuple(resources))), tuple(rewritten)


def _new_echoes(sent: Mapping[str, Value], observed: Mapping[str, Value], applied: Digests, former: Digests) -> Digests:
    """Return the echoes of the fields sent now, beside those of the other fields."""
    echoes: dict[str, Digest] = {name: echo for name, echo in former.items() if name not in sent}
    echoes |= {
        name: digest(as_manifest_says(sent[name], observed.get(name)))
        for name in _stored_otherwise(sent, observed, applied)
    }
    return MappingProxyType(echoes)


def _rewritten(sent: Mapping[str, Value], observed: Mapping[str, Value], applied: Digests) -> list[str]:
    """Return the fields that the catalogue rewrote. A checksum of another kind does not count."""
    return [
        name
        for name in _stored_otherwise(sent, observed, applied)
        if not _is_other_checksum(sent[name], observed.get(name))
    ]


def _stored_otherwise(sent: Mapping[str, Value], observed: Mapping[str, Value], applied: Digests) -> list[str]:
    """Return the fields whose stored value differs from the one that was just sent and recorded."""
    return [
        name
        for name, value in sent.items()
        if applied.get(name) == digest(value) and as_manifest_says(value, observed.get(name)) != value
    ]


def _is_other_checksum(sent: Value, observed: Value) -> bool:
    return isinstance(sent, File) and isinstance(observed, File) and sent.kind != observed.kind
