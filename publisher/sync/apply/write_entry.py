"""Writing one entry so that it is written once, whatever the network does. A doubt is settled by looking."""

from dataclasses import dataclass, replace

from publisher.catalogs.base import Catalog, UpdatesWithoutReread
from publisher.catalogs.errors import AlreadyExists, EntryChanged, OutcomeUnknown
from publisher.catalogs.retry import retrying
from publisher.model.dataset import Dataset, RemoteResource, ResourceWrite, values_of, values_of_resource
from publisher.model.entry import Entry
from publisher.model.plan import EntryCreation, EntryEdit
from publisher.sync.apply import uploads
from publisher.sync.apply.doubt import is_doubtful, look
from publisher.sync.apply.uploads import WriteOptions
from publisher.sync.apply.write_sequence import first_creation, first_edit, in_one_call, last_edit, placed, remotes_in
from publisher.sync.compare.marker import with_echoes
from publisher.sync.plan.edit_builder import marker_only


@dataclass(frozen=True)
class WrittenEntry:
    """An entry as the catalogue gave it back after its last write."""

    entry: Entry
    rewritten: tuple[str, ...] = ()
    """Fields that the catalogue stores in a form of its own."""


@dataclass(frozen=True)
class StagedWrite:
    """An entry that was made, private: one call makes it whole."""

    entry: Entry
    last: EntryEdit
    rewritten: tuple[str, ...]


def begin(catalog: Catalog, planned: EntryCreation, write_options: WriteOptions) -> StagedWrite | WrittenEntry:
    """Make an entry; whole where one call does it, else private and all but whole. Raises `CatalogError`."""
    if in_one_call(planned, catalog.traits):
        return _with_echoes(catalog, planned, _create(catalog, planned, write_options), write_options)
    entry = _create(catalog, first_creation(planned), write_options)
    entry, sent = uploads.send(catalog, entry, planned.uploads, write_options)
    last, rewritten = last_edit(planned, entry, remotes_in(entry, planned, sent))
    return StagedWrite(entry, last, rewritten)


def finish(catalog: Catalog, begun: StagedWrite, write_options: WriteOptions) -> WrittenEntry:
    """Make an entry whole that was just read again, unchanged. Raises `CatalogError`."""
    done = _with_echoes(catalog, begun.last, _write(catalog, begun.last, write_options, just_read=True), write_options)
    return WrittenEntry(done.entry, tuple(dict.fromkeys((*begun.rewritten, *done.rewritten))))


def update(catalog: Catalog, planned: EntryEdit, write_options: WriteOptions) -> WrittenEntry:
    """Change an entry; after a doubt, again only when a look says that nothing happened. Raises `CatalogError`."""
    if not planned.uploads:
        return _with_echoes(catalog, planned, _write(catalog, planned, write_options), write_options)
    entry = _write(catalog, first_edit(planned), write_options)
    entry, sent = uploads.send(catalog, entry, planned.uploads, write_options)
    last, rewritten = last_edit(planned, entry, remotes_in(entry, planned, sent))
    return finish(catalog, StagedWrite(entry, last, rewritten), write_options)


def _create(catalog: Catalog, planned: EntryCreation, write_options: WriteOptions) -> Entry:
    """Make an entry; after a doubt, only when a look says that it is not there."""

    def attempt() -> Entry:
        try:
            return catalog.create(planned)
        except (OutcomeUnknown, AlreadyExists) as doubt:
            found = look(doubt, lambda: catalog.look_up(planned.desired))
            if isinstance(found, Entry) and not found.deleted and found.marker == planned.marker:
                return found
            raise

    return retrying(is_doubtful, write_options.sleep)(attempt)


def _write(catalog: Catalog, planned: EntryEdit, write_options: WriteOptions, *, just_read: bool = False) -> Entry:
    def attempt() -> Entry:
        try:
            if just_read and isinstance(catalog, UpdatesWithoutReread):
                return catalog.update_without_reread(planned)
            return catalog.update(planned)
        except (OutcomeUnknown, EntryChanged) as doubt:
            found = look(doubt, lambda: catalog.reread(planned.entry))
            if found is not None and landed(planned, found):
                return found
            if isinstance(doubt, OutcomeUnknown) and found is not None and found.revision != planned.entry.revision:
                raise EntryChanged(catalog.name, doubt.what, doubt.fix) from doubt
            raise

    return retrying(is_doubtful, write_options.sleep)(attempt)


def landed(planned: EntryEdit, found: Entry) -> bool:
    """Whether an entry is as a write would leave it: the marker says so, and the written values.

    Both are asked, so that an edit of the portal right after ours is never taken for what the catalogue made of ours.
    """
    return (
        found.marker == planned.marker
        and not found.deleted
        and found.revision != planned.entry.revision
        and _holds(planned.content, planned.resource_writes, found)
    )


def _holds(content: Dataset, resource_writes: tuple[ResourceWrite, ...] | None, found: Entry) -> bool:
    held = values_of(found.content)
    if any(held.get(name) != value for name, value in values_of(content).items()):
        return False
    if resource_writes is None:
        return True
    if len(resource_writes) != len(found.resources):
        return False
    return all(
        _slot_holds(resource_write, one) for resource_write, one in zip(resource_writes, found.resources, strict=True)
    )


def _slot_holds(resource_write: ResourceWrite, held: RemoteResource) -> bool:
    """Whether a resource is as sent. Bytes are compared where they are sent, never here."""
    values = values_of_resource(held.content)
    desired = ((name, value) for name, value in values_of_resource(resource_write.content).items() if name != "file")
    return resource_write.remote_id in (None, held.remote_id) and all(
        values.get(name) == value for name, value in desired
    )


def _with_echoes(
    catalog: Catalog, planned: EntryCreation | EntryEdit, reply: Entry, write_options: WriteOptions
) -> WrittenEntry:
    """What only the reply tells joins the marker: the ids of new resources, and the form in which a value is stored.

    Where that differs from the form that was sent it would be an eternal drift.
    """
    sent = replace(
        planned.content, resources=tuple(resource_write.content for resource_write in planned.resource_writes or ())
    )
    told = placed(planned.marker, remotes_in(reply, planned, {}))
    marker, rewritten = with_echoes(told, sent, reply)
    if marker == planned.marker:
        return WrittenEntry(reply, rewritten)
    return WrittenEntry(_write(catalog, marker_only(planned, reply, marker), write_options, just_read=True), rewritten)
