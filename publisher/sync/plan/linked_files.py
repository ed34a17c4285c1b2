"""Files that one catalogue keeps and another lists: their addresses, and which step waits for which. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from publisher.model.dataset import Dataset, Resource, ResourceWrite
from publisher.model.entry import Entry
from publisher.model.files import MeasuredFile
from publisher.model.marker import LastApplied, Marker
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey, ResourceId
from publisher.model.plan import Create, Drift, HeldBack, Item, MarkerUpdate, Same, Step, Update
from publisher.model.values import AddressAfterApply, File, digest

Addresses = Mapping[ResourceId, str]
"""The addresses at which a catalogue keeps the files of one dataset."""

NO_ADDRESSES: Addresses = {}

Items = Mapping[tuple[DatasetKey, CatalogName], Item]


# ---- while planning


def with_addresses(content: Dataset, source: CatalogName, known: Addresses) -> Dataset:
    """Return the content with an address in place of each file: a known one, or one that follows after apply."""
    return replace(content, resources=tuple(_with_address(resource, source, known) for resource in content.resources))


def _with_address(resource: Resource, source: CatalogName, known: Addresses) -> Resource:
    if not isinstance(resource.data, MeasuredFile):
        return resource
    url = known.get(resource.id) or AddressAfterApply(source)
    return replace(resource, url=url, file=resource.data.content("sha256"), data=None)


def lists_files(content: Dataset) -> bool:
    """Return whether some resources are files of ours that another catalogue keeps."""
    return any(isinstance(resource.file, File) and not resource.hosted for resource in content.resources)


def addresses_unchanged_by(step: Step) -> Addresses:
    """Return the addresses of the files that a step leaves as they are."""
    match step:
        case Same(entry=entry) | Drift(entry=entry):
            return file_addresses(entry) if entry and not entry.deleted else NO_ADDRESSES
        case Update(edit=edit) | MarkerUpdate(edit=edit):
            sent = {write.content.id for write in edit.uploads}
            return {
                resource_id: address
                for resource_id, address in file_addresses(edit.entry).items()
                if resource_id not in sent
            }
        case _:
            return NO_ADDRESSES


def file_addresses(entry: Entry) -> Addresses:
    """Return the addresses at which an entry keeps its files, by our ids."""
    by_remote_id = {resource.remote_id: resource.address for resource in entry.resources}
    addresses = {
        resource.id: by_remote_id.get(resource.remote_id)
        for resource in entry.last_applied.resources
        if resource.remote_id is not None
    }
    return {resource_id: address for resource_id, address in addresses.items() if address is not None}


def hold_until_files_are_there(items: Iterable[Item], planned: Items) -> tuple[Item, ...]:
    """Return the items, with those held back whose files will not be in the catalogue that is to keep them.

    `planned` has the items of every catalogue that was read, also of those that were not selected.
    """
    items = tuple(items)
    selected = {(item.key, item.catalog): item for item in items}
    return tuple(_held_back_if_files_missing(item, selected, planned) for item in items)


def _held_back_if_files_missing(item: Item, selected: Items, planned: Items) -> Item:
    if item.waits_for is None or not isinstance(item.step, Create | Update):
        return item
    place = (item.key, item.waits_for)
    source = selected.get(place) or planned.get(place)
    will_be_written = place in selected and isinstance(selected[place].step, Create | Update)
    if will_be_written or (source is not None and _has_files(source.step)):
        return item
    reason = message("it depends on {catalog}, which stores its files", catalog=item.waits_for)
    fix = message("Settle this first: publisher plan {key} --catalog {catalog}", key=item.key, catalog=item.waits_for)
    return replace(item, step=HeldBack(step=item.step, reason=reason, fix=fix))


def _has_files(step: Step) -> bool:
    """Return whether a step leaves an entry as it is, with its files: one that exists, and was not deleted."""
    unchanged = step.without_write if isinstance(step, MarkerUpdate) else step
    return isinstance(unchanged, Same | Drift) and unchanged.entry is not None and not unchanged.entry.deleted


# ---- while applying, once the other catalogue's step is done


def resources_without_address(step: Step) -> frozenset[ResourceId]:
    """Return the resources whose address is not known yet."""
    return frozenset(write.content.id for write in _writes(step) if isinstance(write.content.url, AddressAfterApply))


def fill_in_addresses(step: Step, known: Addresses, source: CatalogName) -> Step:
    """Return the step with the addresses that are known now of files that the catalogue `source` keeps."""
    match step:
        case Create(creation=creation):
            writes, marker = _filled_in(creation.resource_writes, known), _marker_with(creation.marker, known, source)
            return Create(creation=replace(creation, resource_writes=writes, marker=marker))
        case Update(edit=edit) | MarkerUpdate(edit=edit):
            filled = None if edit.resource_writes is None else _filled_in(edit.resource_writes, known)
            marker = _marker_with(edit.marker, known, source)
            return replace(step, edit=replace(edit, resource_writes=filled, marker=marker))
        case _:
            return step


def _writes(step: Step) -> tuple[ResourceWrite, ...]:
    match step:
        case Create(creation=creation):
            return creation.resource_writes
        case Update(edit=edit):
            return edit.resource_writes or ()
        case _:
            return ()


def _filled_in(writes: Iterable[ResourceWrite], known: Addresses) -> tuple[ResourceWrite, ...]:
    return tuple(_with_known_address(write, known) for write in writes)


def _with_known_address(write: ResourceWrite, known: Addresses) -> ResourceWrite:
    address = known.get(write.content.id)
    if not isinstance(write.content.url, AddressAfterApply) or address is None:
        return write
    return replace(write, content=replace(write.content, url=address))


def _marker_with(marker: Marker, known: Addresses, source: CatalogName) -> Marker:
    """Return the marker with the known addresses in place of those that were to follow."""
    digest_to_replace, last = digest(AddressAfterApply(source)), marker.last_applied or LastApplied()
    resources = tuple(
        replace(resource, fields={**resource.fields, "url": digest(known[resource.id])})
        if resource.fields.get("url") == digest_to_replace and resource.id in known
        else resource
        for resource in last.resources
    )
    return replace(marker, last_applied=replace(last, resources=resources))
