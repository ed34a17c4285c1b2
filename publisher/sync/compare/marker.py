"""What the marker remembers after a write: a digest of each field as applied, and of what the catalogue made of it."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from publisher.model.change import Path
from publisher.model.dataset import Dataset, Resource, ResourceWrite, values_of, values_of_resource
from publisher.model.entry import Entry
from publisher.model.files import MeasuredFile
from publisher.model.marker import NOTHING, Digests, LastApplied, Marker, ResourceLastApplied, SentFile
from publisher.model.names import Digest, ResourceId
from publisher.model.values import File, Value, digest


def first_last_applied(content: Dataset, ignored: frozenset[str], slots: tuple[ResourceWrite, ...]) -> LastApplied:
    """The base of an entry that is made whole."""
    slot_of = {slot.content.id: slot for slot in slots}
    return next_last_applied(content, ignored, LastApplied(), slot_of, frozenset())


def next_last_applied(
    whole: Dataset,
    ignored: frozenset[str],
    last: LastApplied,
    slots: Mapping[ResourceId, ResourceWrite],
    applied: frozenset[Path],
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
    resources = (_resource_base(one, last, slots.get(one.id), applied) for one in whole.resources)
    return LastApplied(_digests(values), echoes, tuple(one for one in resources if one is not None))


def _resource_base(
    wanted: Resource, last: LastApplied, slot: ResourceWrite | None, applied: frozenset[Path]
) -> ResourceLastApplied | None:
    before = last.resource(wanted.id)
    if slot is None and before is None:
        return None
    remote = slot.remote if slot else before.remote if before else None
    values = values_of_resource(wanted)
    echoes = _still(before.echoes, values, applied, wanted.id) if before and not (slot and slot.new) else NOTHING
    return ResourceLastApplied(wanted.id, remote, _digests(values), echoes, sent_of(wanted))


def sent_of(wanted: Resource) -> SentFile | None:
    """What the marker says of a file that we send."""
    found = wanted.data
    if not isinstance(found, MeasuredFile) or not wanted.hosted:
        return None
    return SentFile(found.sha256, found.size, found.rows, found.columns)


def _still(
    echoes: Digests, values: Mapping[str, Value], applied: frozenset[Path], resource: ResourceId | None
) -> Digests:
    """The echoes of what is not sent again."""
    kept = {name: echo for name, echo in echoes.items() if name in values and Path(name, resource) not in applied}
    return MappingProxyType(kept)


def _digests(values: Mapping[str, Value]) -> Digests:
    return MappingProxyType({name: digest(value) for name, value in values.items()})


# ---- echoes


def with_echoes(marker: Marker, sent: Dataset, reply: Entry) -> tuple[Marker, tuple[str, ...]]:
    """The marker with what the catalogue made of our values, and the fields concerned."""
    base = marker.base or LastApplied()
    names: list[str] = []
    echoes = _echoes(values_of(sent), values_of(reply.content), base.fields, base.echoes, "", names)
    held = {one.remote: values_of_resource(one.content) for one in reply.resources}
    wanted = {one.id: values for one in sent.resources if (values := values_of_resource(one))}
    resources = tuple(
        replace(
            one, echoes=_echoes(wanted[one.id], held[one.remote], one.fields, one.echoes, f"resources.{one.id}.", names)
        )
        if one.id in wanted and one.remote is not None and one.remote in held
        else one
        for one in base.resources
    )
    return replace(marker, base=LastApplied(base.fields, echoes, resources)), tuple(names)


def _echoes(
    wanted: Mapping[str, Value],
    held: Mapping[str, Value],
    applied: Digests,
    last: Digests,
    prefix: str,
    names: list[str],
) -> Digests:
    """Digests of the values that differ from what was just recorded as applied."""
    found: dict[str, Digest] = {name: echo for name, echo in last.items() if name not in wanted}
    for name, value in wanted.items():
        if applied.get(name) == digest(value) and held.get(name) != value:
            found[name] = digest(held.get(name))
            if not _another_word(value, held.get(name)):
                names.append(prefix + name)
    return MappingProxyType(found)


def _another_word(sent: Value, held: Value) -> bool:
    """Whether a catalogue tells the content of a file in a way of its own: that is no other content."""
    return isinstance(sent, File) and isinstance(held, File) and sent.kind != held.kind
