"""Calls whose outcome is unknown, since the reply was lost: what a look at the entry shows. Pure but for the look."""

from collections.abc import Callable
from typing import TypeVar

from publisher.catalogs.errors import CatalogError, OutcomeUnknown, Unavailable
from publisher.model.dataset import RemoteResource, ResourceWrite, values_of, values_of_resource
from publisher.model.entry import Entry
from publisher.model.messages import message
from publisher.model.plan import EntryCreation, EntryEdit
from publisher.sync.compare.diff import as_manifest_says

R = TypeVar("R")


def is_unknown(error: BaseException) -> bool:
    """Return whether an error leaves open whether the call was carried out."""
    return isinstance(error, OutcomeUnknown)


def look_after(error: CatalogError, look: Callable[[], R]) -> R:
    """Return what a look shows. Raises `Unavailable` when it fails, too: then nothing is sent again."""
    try:
        return look()
    except CatalogError as look_error:
        what = message("{what}; it is not known whether the change was written", what=error.what)
        fix = message("Run the command again: it reads the entry before it writes.")
        raise Unavailable(look_error.catalog, what, fix) from look_error


def was_written(edit: EntryEdit, entry: Entry) -> bool:
    """Return whether an entry is as the edit would leave it: its marker, and the values.

    Both are compared, so that an edit in the catalogue right after ours is never taken for the catalogue's own form.
    """
    return (
        entry.marker == edit.marker
        and not entry.deleted
        and entry.revision != edit.entry.revision
        and has_values(edit, entry)
    )


def has_values(planned: EntryCreation | EntryEdit, entry: Entry) -> bool:
    """Return whether an entry has the values of a write, and its resources in their order."""
    observed = values_of(entry.content)
    planned_values = values_of(planned.content)
    if any(as_manifest_says(value, observed.get(name)) != value for name, value in planned_values.items()):
        return False
    if planned.resource_writes is None:
        return True
    if len(planned.resource_writes) != len(entry.resources):
        return False
    return all(
        _is_as_written(write, resource)
        for write, resource in zip(planned.resource_writes, entry.resources, strict=True)
    )


def _is_as_written(write: ResourceWrite, resource: RemoteResource) -> bool:
    """Return whether a resource has the values sent. Bytes are compared where they are sent, never here."""
    observed = values_of_resource(resource.content)
    sent = {name: value for name, value in values_of_resource(write.content).items() if name != "file"}
    same_id = write.remote_id in (None, resource.remote_id)
    return same_id and all(observed.get(name) == value for name, value in sent.items())
