"""The part of an update that takes something from the public: it waits for nothing. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from publisher.model.change import WHOLE, Change, ChangeKind, FieldPath
from publisher.model.dataset import Dataset, Resource, ResourceWrite, only
from publisher.model.entry import Entry
from publisher.model.marker import LastApplied, Marker
from publisher.model.names import RemoteId, ResourceId
from publisher.model.plan import EntryEdit, Step, Update, UpdateKind
from publisher.model.values import State, digest

STATE = FieldPath("state")


def hiding_part(step: Step) -> Update | None:
    """Return the update that hides an entry, and removes links to files of another catalogue, and nothing else.

    None where a step does neither.
    """
    if not isinstance(step, Update):
        return None
    hides = step.kind is UpdateKind.ARCHIVE
    removed = _removed_links(step)
    changes = tuple(
        change
        for change in step.changes
        if (hides and change.path == STATE) or (change.path.field == WHOLE and change.path.resource in removed)
    )
    if not changes:
        return None
    kind = UpdateKind.ARCHIVE if hides else UpdateKind.CHANGE
    return Update(edit=_narrowed(step.edit, changes, frozenset(removed.values())), changes=changes, kind=kind)


def hides_only(step: Step) -> bool:
    """Return whether a step hides something and changes nothing else."""
    hiding = hiding_part(step)
    return hiding is not None and isinstance(step, Update) and hiding.changes == step.changes


def removes_links(step: Step) -> bool:
    """Return whether a step removes a link to a file that another catalogue keeps."""
    return isinstance(step, Update) and bool(_removed_links(step))


def on_entry(step: Step, entry: Entry) -> Step:
    """Return an update as one of the entry as it is after a part of it was written."""
    return replace(step, edit=replace(step.edit, entry=entry)) if isinstance(step, Update) else step


def archive_edit(entry: Entry, marker: Marker) -> EntryEdit:
    """Return the write that hides an entry of ours from the public, with this marker's key."""
    last = marker.last_applied or LastApplied()
    fields = dict(last.fields) | {"state": digest(State.ARCHIVED)}
    return EntryEdit(
        desired=None,
        entry=entry,
        content=Dataset(state=State.ARCHIVED),
        resource_writes=None,
        marker=Marker(marker.repository, marker.key, LastApplied(fields, last.echoes, last.resources)),
    )


def removing_links(step: Update) -> Update:
    """Return an update of an entry's state that also removes its links to files of another catalogue."""
    entry = step.edit.entry
    links = links_in(entry)
    if not links:
        return step
    titles = {resource.remote_id: resource.content.title for resource in entry.resources}
    removals = (
        Change(FieldPath(WHOLE, name), ChangeKind.CHANGE, str(titles.get(remote_id) or name), None)
        for name, remote_id in links.items()
    )
    removed = frozenset(links.values())
    last = _last_applied(entry, step.edit.content.state, removed)
    edit = replace(
        step.edit,
        resource_writes=_others(entry, removed),
        marker=replace(step.edit.marker, last_applied=last),
    )
    return replace(step, edit=edit, changes=(*step.changes, *removals))


def _removed_links(step: Update) -> dict[ResourceId, RemoteId]:
    """Return the remote ids of the links that are removed, by our id."""
    gone = {change.path.resource for change in step.changes if change.path.field == WHOLE and change.desired is None}
    return {name: remote_id for name, remote_id in links_in(step.edit.entry).items() if name in gone}


def links_in(entry: Entry) -> dict[ResourceId, RemoteId]:
    """Return the remote ids of links to files of another catalogue, by our id: of addresses, they alone have a file."""
    return {
        last.id: last.remote_id
        for last in entry.last_applied.resources
        if last.remote_id is not None and {"url", "file"} <= set(last.fields)
    }


def _narrowed(edit: EntryEdit, changes: Iterable[Change], removed: frozenset[RemoteId]) -> EntryEdit:
    """Return the edit that writes these changes alone; its marker records nothing else."""
    entry = edit.entry
    fields = [change.path.field for change in changes if change.path.resource is None]
    last = _last_applied(entry, edit.content.state if fields else None, removed)
    return replace(
        edit,
        content=only(edit.content, fields),
        resource_writes=_others(entry, removed) if removed else None,
        removals=(),
        marker=replace(edit.marker, key=entry.marker.key if entry.marker else edit.marker.key, last_applied=last),
    )


def _last_applied(entry: Entry, state: object, removed: frozenset[RemoteId]) -> LastApplied:
    last = entry.last_applied
    applied = {"state": digest(state)} if isinstance(state, State) else {}
    resources = tuple(resource for resource in last.resources if resource.remote_id not in removed)
    return LastApplied({**last.fields, **applied}, last.echoes, resources)


def _others(entry: Entry, removed: frozenset[RemoteId]) -> tuple[ResourceWrite, ...]:
    return tuple(
        ResourceWrite(resource.remote_id, Resource(id=resource.content.id), our_id=resource.our_id)
        for resource in entry.resources
        if resource.remote_id not in removed
    )
