"""What the marker remembers after a write: a digest of each field as applied, and of what the catalogue made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from publisher.model.change import ORDER, WHOLE, Path
from publisher.model.dataset import Dataset, Resource, Slot, values_of, values_of_resource
from publisher.model.entry import Entry
from publisher.model.marker import NOTHING, Base, Digests, Marker, ResourceBase
from publisher.model.names import Digest, ResourceId
from publisher.model.values import Value, digest


@dataclass(frozen=True)
class Settlement:
    """Which differences a write applies, and which it leaves."""

    applied: frozenset[Path]
    kept: frozenset[Path]


def first_base(content: Dataset, ignored: frozenset[str], slots: tuple[Slot, ...]) -> Base:
    """The base of an entry that is made whole."""
    fields = {name: digest(value) for name, value in values_of(content).items() if name not in ignored}
    resources = (
        ResourceBase(slot.content.id, slot.remote, _digests(values_of_resource(slot.content)))
        for slot in slots
        if slot.remote is not None
    )
    return Base(MappingProxyType(fields), NOTHING, tuple(resources))


def next_base(
    whole: Dataset, ignored: frozenset[str], last: Base, remotes: Mapping[ResourceId, Slot], done: Settlement
) -> Base:
    """The base after a write: what is applied or already agrees is recorded, what is kept stays as last applied."""
    values = {name: value for name, value in values_of(whole).items() if name not in ignored}
    fields, echoes = _remember(values, last.fields, last.echoes, done, None)
    resources = [_next_resource(one, last, remotes, done) for one in whole.resources]
    gone = [one for one in last.resources if Path(WHOLE, one.id) in done.kept and one.id not in _ids(whole)]
    found = [one for one in resources if one is not None] + gone
    return Base(fields, echoes, tuple(_in_order(found, last, done)))


def _next_resource(
    wanted: Resource, last: Base, remotes: Mapping[ResourceId, Slot], done: Settlement
) -> ResourceBase | None:
    before = last.resource(wanted.id)
    slot = remotes.get(wanted.id)
    if slot is None or slot.remote is None:
        return before
    base, echoes = (before.fields, before.echoes) if before and not slot.new else (NOTHING, NOTHING)
    return ResourceBase(wanted.id, slot.remote, *_remember(values_of_resource(wanted), base, echoes, done, wanted.id))


def _remember(
    values: Mapping[str, Value], base: Digests, echoes: Digests, done: Settlement, resource: ResourceId | None
) -> tuple[Digests, Digests]:
    kept = {name for name in values if Path(name, resource) in done.kept}
    fields = {
        name: base[name] if name in kept else digest(values[name]) for name in values if name not in kept - set(base)
    }
    still = {name: echo for name, echo in echoes.items() if name in fields and Path(name, resource) not in done.applied}
    return MappingProxyType(fields), MappingProxyType(still)


def _in_order(resources: list[ResourceBase], last: Base, done: Settlement) -> list[ResourceBase]:
    """The manifest's order, unless the portal's was left in place: then the order last applied."""
    if Path(ORDER) not in done.kept:
        return resources
    places = {one.id: place for place, one in enumerate(last.resources)}
    found = sorted((one for one in resources if one.id in places), key=lambda one: places[one.id])
    for before, one in zip([None, *resources], resources, strict=False):
        if one.id not in places:
            found.insert(found.index(before) + 1 if before else 0, one)
    return found


def _ids(whole: Dataset) -> frozenset[ResourceId]:
    return frozenset(resource.id for resource in whole.resources)


def _digests(values: Mapping[str, Value]) -> Digests:
    return MappingProxyType({name: digest(value) for name, value in values.items()})


# ---- echoes


def with_echoes(marker: Marker, sent: Dataset, reply: Entry) -> tuple[Marker, tuple[str, ...]]:
    """The marker with what the catalogue made of our values, and the fields concerned."""
    base = marker.base or Base()
    names: list[str] = []
    echoes = _echoes(values_of(sent), values_of(reply.content), base.fields, base.echoes, "", names)
    held = {one.remote: values_of_resource(one.content) for one in reply.resources}
    wanted = {one.id: values for one in sent.resources if (values := values_of_resource(one))}
    resources = tuple(
        replace(
            one, echoes=_echoes(wanted[one.id], held[one.remote], one.fields, one.echoes, f"resources.{one.id}.", names)
        )
        if one.id in wanted and one.remote in held
        else one
        for one in base.resources
    )
    return replace(marker, base=Base(base.fields, echoes, resources)), tuple(names)


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
            names.append(prefix + name)
    return MappingProxyType(found)
