"""Files that one catalogue keeps and another lists: what is listed of them, and which step waits for which. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import Final

from publisher.model.commands import command
from publisher.model.dataset import Dataset, RemoteResource, Resource, ResourceWrite
from publisher.model.entry import Entry
from publisher.model.files import MeasuredFile
from publisher.model.marker import LastApplied, Marker, ResourceLastApplied
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, DatasetKey, ResourceId
from publisher.model.plan import (
    Conflict,
    Create,
    Drift,
    EntryDeleted,
    EntryEdit,
    HeldBack,
    HeldBy,
    Item,
    MarkerUpdate,
    Orphan,
    Same,
    Step,
    Update,
    UpdateKind,
)
from publisher.model.projection import Loss
from publisher.model.values import UNMANAGED, AddressAfterApply, File, Managed, State, digest
from publisher.sync.steps.hiding import hiding_part, links_in

Addresses = Mapping[ResourceId, str]
"""The addresses at which a catalogue keeps the files of one dataset."""

Items = Mapping[tuple[DatasetKey, CatalogName], Item]


class Missing(Enum):
    """Why the public finds no file of ours in the catalogue that keeps it."""

    DELETED = "deleted"
    NOT_PUBLIC = "not public"


@dataclass(frozen=True)
class StoredFile:
    """A file as the catalogue that keeps it has it."""

    address: str | AddressAfterApply
    content: Managed[File]
    """The file that we sent; UNMANAGED: that of the manifest. One that somebody put in its place has a size, and a
    checksum where the catalogue computes one; None: nothing is known of its bytes."""


@dataclass(frozen=True)
class SourceFiles:
    """The files of one dataset in the catalogue that keeps them, after its step. Others are known after apply."""

    by_id: Mapping[ResourceId, StoredFile | Missing] = field(default_factory=lambda: MappingProxyType({}))
    missing: Missing | None = None
    """Why the public finds none of them."""

    def get(self, resource_id: ResourceId, *, readable: bool) -> StoredFile | Missing | None:
        """Return a file, or why an entry does not list it; None: its address is known after apply.

        An entry that the public does not read may list a file that the public cannot read.
        """
        if self.missing is Missing.DELETED or (self.missing and readable):
            return self.missing
        return self.by_id.get(resource_id)


UNKNOWN_FILES: Final = SourceFiles()
"""Nothing is known before the step of the other catalogue is done."""


@dataclass(frozen=True)
class LinkedContent:
    """A dataset with an address in place of each file."""

    content: Dataset
    losses: tuple[Loss, ...] = ()
    """The files that are not listed, and why."""


# ---- while planning


def with_links(
    content: Dataset, source: CatalogName, files: SourceFiles = UNKNOWN_FILES, *, readable: bool = True
) -> LinkedContent:
    """Return the content with an address in place of each file, and without the files that the public cannot read.

    `readable`: whether the public will see the entry that lists them.
    """
    resources: list[Resource] = []
    losses: list[Loss] = []
    for resource in content.resources:
        if not isinstance(resource.data, MeasuredFile):
            resources.append(resource)
            continue
        stored = files.get(resource.id, readable=readable)
        if isinstance(stored, Missing):
            losses.append(Loss(f"resources.{resource.id}", _missing_text(stored, source)))
        else:
            resources.append(_linked(resource, resource.data, source, stored))
    listed = {resource.id for resource in resources}
    unlisted = frozenset(resource.id for resource in content.resources if resource.id not in listed)
    return LinkedContent(replace(content, resources=tuple(resources), unlisted=unlisted), tuple(losses))


def _linked(resource: Resource, data: MeasuredFile, source: CatalogName, stored: StoredFile | None) -> Resource:
    known = stored or StoredFile(AddressAfterApply(source), UNMANAGED)
    file = data.content("sha256") if known.content is UNMANAGED else known.content
    return replace(resource, url=known.address, file=file, data=None)


def _missing_text(missing: Missing, source: CatalogName) -> Message:
    match missing:
        case Missing.DELETED:
            return message(
                "not listed here: its file was deleted in {catalog} (to put it back: --drift revert)", catalog=source
            )
        case Missing.NOT_PUBLIC:
            return message(
                "not listed here while the entry that has its file is not public in {catalog}", catalog=source
            )


def lists_files(content: Dataset) -> bool:
    """Return whether some resources are files of ours that another catalogue keeps."""
    return any(isinstance(resource.data, MeasuredFile) for resource in content.resources)


def unless_nothing_to_list(step: Step, linked: LinkedContent, source: CatalogName) -> Step:
    """Return the step; nothing to do where an entry would be created without any of its resources."""
    if not isinstance(step, Create) or not linked.losses or linked.content.resources:
        return step
    return Same(message("not created: none of its files can be read in {catalog}", catalog=source))


def files_after(step: Step, *, hides_files: bool) -> SourceFiles:
    """Return the files that a step leaves in the catalogue that keeps them.

    `hides_files`: whether that catalogue lets the public read the files of public entries alone.
    """
    match step:
        case EntryDeleted():
            return SourceFiles(missing=Missing.DELETED)
        case Same(entry=Entry() as entry) | Drift(entry=entry):
            if entry.deleted:
                return SourceFiles(missing=Missing.DELETED)
            return _files_of(entry, entry.content.state, hides_files)
        case Conflict(entry=entry, changes=changes):
            # A file in conflict is not known before a person has chosen; the others, and the state, stay as they are.
            return _without(_files_of(entry, entry.content.state, hides_files), {c.path.resource for c in changes})
        case Create(creation=creation):
            return SourceFiles(missing=_missing(creation.content.state, hides_files))
        case Update(edit=edit) | MarkerUpdate(edit=edit):
            state = edit.entry.content.state if edit.content.state is UNMANAGED else edit.content.state
            new_ids = {write.content.id for write in edit.resource_writes or () if write.data is not None or write.new}
            return _without(_files_of(edit.entry, state, hides_files), new_ids)
        case _:
            return UNKNOWN_FILES


def _without(files: SourceFiles, ids: Collection[ResourceId | None]) -> SourceFiles:
    return replace(files, by_id={name: file for name, file in files.by_id.items() if name not in ids})


def _files_of(entry: Entry, state: object, hides_files: bool) -> SourceFiles:
    resources = {resource.remote_id: resource for resource in entry.resources}
    stored = {
        last.id: _stored(last, resources.get(last.remote_id))
        for last in entry.last_applied.resources
        if last.remote_id is not None and "file" in last.fields and not last.pending
    }
    return SourceFiles(stored, _missing(state, hides_files))


def _missing(state: object, hides_files: bool) -> Missing | None:
    return Missing.NOT_PUBLIC if hides_files and state is not State.PUBLISHED else None


def _stored(last: ResourceLastApplied, remote: RemoteResource | None) -> StoredFile | Missing:
    """Return what is there of a file that we sent: it, another that somebody put in its place, or nothing."""
    if remote is None:
        return Missing.DELETED
    observed = remote.content.file if isinstance(remote.content.file, File) else None
    if remote.address is None:
        url = remote.content.url
        return StoredFile(url, None) if isinstance(url, str) and url else Missing.DELETED
    if digest(observed) in (last.fields.get("file"), last.echoes.get("file")):
        sent = last.sent
        return StoredFile(remote.address, File(sent.size, f"sha256:{sent.sha256}") if sent else UNMANAGED)
    return StoredFile(remote.address, _without_moment(observed) if observed else None)


def _without_moment(file: File) -> File | None:
    """Return a file with its checksum; the moment of its upload is none."""
    if file.kind != "modified":
        return file
    return File(file.size, None) if file.size is not None else None


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

    What hides waits for nothing: of a step that is held back, the part that hides is done.
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
    if will_be_written or (source is not None and _is_settled(source.step)):
        return item
    hiding = hiding_part(item.step)
    if hiding is not None:
        return replace(item, step=hiding)
    reason = message("it depends on {catalog}, which stores its files", catalog=item.waits_for)
    fix = message("Settle this first: {command}", command=command("plan", item.key, "--catalog", item.waits_for))
    return replace(item, step=HeldBack(step=item.step, reason=reason, fix=fix, by=HeldBy.FILES))


def _is_settled(step: Step) -> bool:
    """Return whether a step leaves an entry and its files as they are, deleted ones included, and asks nothing."""
    return isinstance(step, Drift | EntryDeleted | MarkerUpdate) or (isinstance(step, Same) and step.entry is not None)


def readable_addresses(entries: Iterable[Entry], items: Iterable[Item], *, hides_files: bool) -> frozenset[str]:
    """Return the addresses of the resources that the public reads in one catalogue once these items are done."""
    edits = {item.step.edit.entry.id: item.step.edit for item in items if isinstance(item.step, Update)}
    return frozenset(
        address for entry in entries for address in _readable_in(entry, edits.get(entry.id), hides_files=hides_files)
    )


def _readable_in(entry: Entry, edit: EntryEdit | None, *, hides_files: bool) -> Iterable[str]:
    state = entry.content.state if edit is None or edit.content.state is UNMANAGED else edit.content.state
    if entry.deleted or (hides_files and state is not State.PUBLISHED):
        return
    writes = edit.resource_writes if edit is not None else None
    kept = None if writes is None else {write.remote_id for write in writes}
    for resource in entry.resources:
        address = resource.address or resource.content.url
        if isinstance(address, str) and (kept is None or resource.remote_id in kept):
            yield address


def with_dead_links(orphan: Orphan, source: CatalogName, readable: Collection[str]) -> Orphan:
    """Return the orphan, marked where the public reads it and cannot read some file that it links to."""
    if orphan.entry.content.state is not State.PUBLISHED:
        return orphan
    links = frozenset(links_in(orphan.entry).values())
    urls = (resource.content.url for resource in orphan.entry.resources if resource.remote_id in links)
    return replace(orphan, dead_links=source) if any(url not in readable for url in urls) else orphan


def with_note_of_links(item: Item, lists: CatalogName, flags: Sequence[str]) -> Item:
    """Return the item with a note where it hides files that a catalogue which is not selected may go on listing.

    What hides waits for nothing, so it is done all the same. `flags`: the options of the command for that catalogue.
    """
    step = item.step
    if not isinstance(step, Update) or step.kind is not UpdateKind.ARCHIVE or not file_addresses(step.edit.entry):
        return item
    note = message("{catalog} may go on listing its files, which the public cannot read any more: {command}",
                   catalog=lists, command=command("sync", *flags, "--catalog", lists))  # fmt: skip
    return replace(item, notes=(*item.notes, note))


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
