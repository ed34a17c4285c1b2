"""Files that one catalogue keeps and another lists: their addresses, known now or once the first has them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from publisher.model.dataset import Dataset, Resource, ResourceWrite
from publisher.model.entry import Entry
from publisher.model.files import MeasuredFile
from publisher.model.marker import LastApplied, Marker
from publisher.model.names import CatalogName, ResourceId
from publisher.model.plan import Create, Drift, Same, Step, Update
from publisher.model.values import AddressAfterApply, File, digest

Addresses = Mapping[ResourceId, str]
"""Where a catalogue keeps the files of one dataset."""

NOWHERE: Addresses = {}


def linked(content: Dataset, source: CatalogName, known: Addresses) -> Dataset:
    """The content with the address of each file in place of its bytes."""
    return replace(content, resources=tuple(_linked(one, source, known) for one in content.resources))


def _linked(one: Resource, source: CatalogName, known: Addresses) -> Resource:
    if not isinstance(one.data, MeasuredFile):
        return one
    return replace(one, url=known.get(one.id) or AddressAfterApply(source), file=one.data.content("sha256"), data=None)


def has_links(content: Dataset) -> bool:
    """Whether some of the resources are files of ours that another catalogue keeps."""
    return any(isinstance(one.file, File) and not one.hosted for one in content.resources)


def addresses_of(step: Step) -> Addresses:
    """The addresses that a step will not change."""
    match step:
        case Same(entry=entry) | Drift(entry=entry):
            return addresses_in(entry) if entry and not entry.deleted else NOWHERE
        case Update(edit=planned):
            sent = {resource_write.content.id for resource_write in planned.uploads}
            return {one: address for one, address in addresses_in(planned.entry).items() if one not in sent}
        case _:
            return NOWHERE


def addresses_in(entry: Entry) -> Addresses:
    """Where an entry keeps its files, by our ids."""
    held = {one.remote_id: one.address for one in entry.resources}
    found = {one.id: held.get(one.remote_id) for one in entry.last_applied.resources if one.remote_id is not None}
    return {one: address for one, address in found.items() if address is not None}


def waits_for(step: Step) -> frozenset[ResourceId]:
    """The resources whose address is not known yet."""
    return frozenset(
        resource_write.content.id
        for resource_write in _slots(step)
        if isinstance(resource_write.content.url, AddressAfterApply)
    )


def resolved(step: Step, known: Addresses, source: CatalogName) -> Step:
    """The step with the addresses that are known now, of files that this catalogue keeps."""
    match step:
        case Create(creation=planned):
            marker = _remembered(planned.marker, known, source)
            return Create(
                creation=replace(planned, resource_writes=_all_resolved(planned.resource_writes, known), marker=marker)
            )
        case Update(edit=planned):
            resource_writes = None if planned.resource_writes is None else _all_resolved(planned.resource_writes, known)
            marker = _remembered(planned.marker, known, source)
            return replace(step, edit=replace(planned, resource_writes=resource_writes, marker=marker))
        case _:
            return step


def _slots(step: Step) -> tuple[ResourceWrite, ...]:
    match step:
        case Create(creation=planned):
            return planned.resource_writes
        case Update(edit=planned):
            return planned.resource_writes or ()
        case _:
            return ()


def _all_resolved(resource_writes: Iterable[ResourceWrite], known: Addresses) -> tuple[ResourceWrite, ...]:
    return tuple(_resolved(resource_write, known) for resource_write in resource_writes)


def _resolved(resource_write: ResourceWrite, known: Addresses) -> ResourceWrite:
    address = known.get(resource_write.content.id)
    if not isinstance(resource_write.content.url, AddressAfterApply) or address is None:
        return resource_write
    return replace(resource_write, content=replace(resource_write.content, url=address))


def _remembered(marker: Marker, known: Addresses, source: CatalogName) -> Marker:
    """The marker with the addresses as the manifest means them; whether they are sent, or the portal keeps its own."""
    late, last_applied = digest(AddressAfterApply(source)), marker.last_applied or LastApplied()
    resources = tuple(
        replace(one, fields={**one.fields, "url": digest(known[one.id])})
        if one.fields.get("url") == late and one.id in known
        else one
        for one in last_applied.resources
    )
    return replace(marker, last_applied=replace(last_applied, resources=resources))
