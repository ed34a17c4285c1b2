"""The three-way difference between a manifest, an entry, and what was last applied to it. Pure.

For each field: `same` when the manifest's value is what the catalogue holds, whatever was last applied; `change` when
the manifest moved, `drift` when the portal did, `conflict` when both did. Without a trace of what was last applied, an
empty field is ours to fill, and any other value would be taken over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from publisher.model.change import ORDER, WHOLE, Change, ChangeKind, FieldPath
from publisher.model.dataset import Dataset, RemoteResource, Resource, values_of, values_of_resource
from publisher.model.entry import Entry
from publisher.model.marker import NOTHING, Digests, LastApplied, ResourceLastApplied
from publisher.model.names import RemoteId, ResourceId
from publisher.model.values import UNMANAGED, File, State, Value, digest

PairedResources = Mapping[ResourceId, RemoteResource]
"""Our resources as the catalogue holds them, by our id."""


def compare_field(desired: Value, held: Value, last_applied: Digests, echoes: Digests, name: str) -> ChangeKind | None:
    """Who moved this field; None when nothing is to be done."""
    if desired == held:
        return None
    applied = last_applied.get(name)
    if applied is None:
        return ChangeKind.CHANGE if held is None else ChangeKind.TAKEOVER
    manifest_moved = applied != digest(desired)
    portal_moved = _has_moved(held, last_applied, echoes, name)
    if manifest_moved:
        return ChangeKind.CONFLICT if portal_moved else ChangeKind.CHANGE
    return ChangeKind.DRIFT if portal_moved else None


def _has_moved(held: Value, last_applied: Digests, echoes: Digests, name: str) -> bool:
    """Whether the portal holds neither what was applied nor what it made of that."""
    return digest(held) not in (last_applied.get(name), echoes.get(name))


def pair(
    desired: Sequence[Resource], entry: Entry, last_applied: LastApplied, chosen: Mapping[ResourceId, RemoteId]
) -> PairedResources:
    """Which of the entry's resources are ours.

    Each by the id that the marker remembers; else a file that a broken run has sent; else by the id that we would give.
    """
    by_remote = {one.remote_id: one for one in entry.resources}
    hosted = {one.id: one.hosted for one in desired}
    found: dict[ResourceId, RemoteResource] = {}
    for one in dict.fromkeys((*hosted, *(one.id for one in last_applied.resources))):
        last = last_applied.resource(one)
        held = by_remote.get(last.remote_id) if last and last.remote_id else None
        held = held or _claimed(last, entry, found.values()) or _carrier(chosen.get(one), hosted.get(one), entry)
        if held is not None:
            found[one] = held
    return found


def _carrier(own: RemoteId | None, hosted: bool | None, entry: Entry) -> RemoteResource | None:
    """The resource that carries our id; where a broken run has left two, the one of the kind that is wanted."""
    carriers = [one for one in entry.resources if own is not None and one.our_id == own]
    alike = [one for one in carriers if (one.address is not None) == hosted]
    return next(iter(alike or carriers), None)


def _claimed(last: ResourceLastApplied | None, entry: Entry, taken: Iterable[RemoteResource]) -> RemoteResource | None:
    """A file without an id of ours whose content is the one that was being sent: ours, not another."""
    if last is None or not last.pending or last.remote_id is not None:
        return None
    sent, others = last.fields.get("file"), {one.remote_id for one in taken}
    free = (one for one in entry.resources if one.our_id is None and one.address and one.remote_id not in others)
    return next((one for one in free if digest(values_of_resource(one.content).get("file")) == sent), None)


def diff(
    desired: Dataset, entry: Entry, last_applied: LastApplied, paired: PairedResources, ignored: frozenset[str]
) -> tuple[Change, ...]:
    """Every difference that is somebody's move, in the order a person reads them."""
    return (
        *_fields(desired, entry, last_applied, ignored),
        *_resources(desired.resources, last_applied, paired),
        *(_removals(desired.resources, last_applied, paired) if desired.manages_resources else ()),
        *_order(desired.resources, entry, last_applied, paired),
    )


def has_outdated_marker(
    desired: Dataset, entry: Entry, last_applied: LastApplied, paired: PairedResources, ignored: frozenset[str]
) -> bool:
    """Whether both sides have come to a value that is not the one last applied."""
    mine = {name: value for name, value in values_of(desired).items() if name not in ignored}
    sides = [(mine, values_of(entry.content), last_applied.fields)]
    for one in desired.resources:
        last = last_applied.resource(one.id)
        if one.id in paired and last is not None and not last.pending:
            sides.append((values_of_resource(one), values_of_resource(paired[one.id].content), last.fields))
    return any(
        value == held.get(name) and last.get(name) not in (None, digest(value))
        for wants, held, last in sides
        for name, value in wants.items()
    )


def _fields(desired: Dataset, entry: Entry, last_applied: LastApplied, ignored: frozenset[str]) -> Iterable[Change]:
    held = values_of(entry.content)
    for name, value in values_of(desired).items():
        left = name in ignored and not _is_begun(name, entry, last_applied)
        verdict = None if left else compare_field(value, held.get(name), last_applied.fields, last_applied.echoes, name)
        if verdict is not None:
            yield Change(FieldPath(name), verdict, held.get(name), value)


def _is_begun(name: str, entry: Entry, last_applied: LastApplied) -> bool:
    """Whether a broken run has left the entry unseen: what it began is finished before the portal has its say."""
    draft = digest(State.DRAFT)
    return name == "state" and last_applied.fields.get(name) == draft and entry.content.state is State.DRAFT


def _resources(desired: Iterable[Resource], last_applied: LastApplied, paired: PairedResources) -> Iterable[Change]:
    for resource in desired:
        last = last_applied.resource(resource.id)
        if resource.id in paired:
            yield from _resource(resource, paired[resource.id].content, last)
        elif last is None or last.pending:
            yield Change(FieldPath(WHOLE, resource.id), ChangeKind.CHANGE, None, _title(resource))
        else:
            yield _missing(resource, last)


def _resource(desired: Resource, held: Resource, last: ResourceLastApplied | None) -> Iterable[Change]:
    """While a file is on its way every difference is ours to finish, and the file is sent again."""
    last_applied, echoes = (last.fields, last.echoes) if last else (NOTHING, NOTHING)
    values, wants = values_of_resource(held), values_of_resource(desired)
    for name, value in wants.items():
        there, gone = values.get(name), _gives_way(name, wants, last_applied)
        if last is not None and (last.pending or _is_of_another(last, held)):
            verdict = ChangeKind.CHANGE if value != there or name == "file" else None
        elif gone and _has_moved(values.get(gone), last_applied, echoes, gone):
            verdict, there = ChangeKind.CONFLICT, values.get(gone)
        else:
            verdict = compare_field(value, there, last_applied, echoes, name)
        if verdict is not None:
            yield Change(FieldPath(name, desired.id), verdict, _counted(there, last), value)
    if last is not None and last.pending and desired.file is UNMANAGED:
        yield _settling(last)


def _gives_way(name: str, wants: Mapping[str, Value], last_applied: Digests) -> str | None:
    """The file that an address takes the place of, or the address that a file does: the portal may have edited it."""
    other = {"url": "file", "file": "url"}.get(name)
    return other if other in last_applied and other not in wants and name not in last_applied else None


def _is_of_another(last: ResourceLastApplied, held: Resource) -> bool:
    """Whether what was applied went to a resource that takes this one's place: a broken run has left both."""
    hosted = "file" in last.fields and "url" not in last.fields
    return last.remote_id is None and hosted != held.hosted


def _settling(last: ResourceLastApplied) -> Change:
    """A file that was on its way is wanted no more: that is to be written down, or it would be ours for ever."""
    return Change(FieldPath("file", last.id), ChangeKind.CHANGE, None, None)


def _counted(held: Value, last: ResourceLastApplied | None) -> Value:
    """A file that the catalogue keeps, with the rows and columns that we counted when it was sent."""
    if isinstance(held, File) and last is not None and last.sent is not None:
        return replace(held, rows=last.sent.rows, columns=last.sent.columns)
    return held


def _missing(desired: Resource, last: ResourceLastApplied) -> Change:
    """A resource of ours that somebody removed on the portal."""
    moved = any(last.fields.get(name) != digest(value) for name, value in values_of_resource(desired).items())
    return Change(
        FieldPath(WHOLE, desired.id), ChangeKind.CONFLICT if moved else ChangeKind.DRIFT, None, _title(desired)
    )


def _removals(desired: Iterable[Resource], last_applied: LastApplied, paired: PairedResources) -> Iterable[Change]:
    """Resources of ours that left the manifest; a conflict when the portal changed one meanwhile."""
    named = {resource.id for resource in desired}
    for last in last_applied.resources:
        if last.id not in named and last.id not in paired and last.pending:
            yield _settling(last)
        if last.id in named or last.id not in paired:
            continue
        held = values_of_resource(paired[last.id].content)
        touched = not last.pending and any(
            _has_moved(held.get(name), last.fields, last.echoes, name) for name in last.fields
        )
        verdict = ChangeKind.CONFLICT if touched else ChangeKind.CHANGE
        yield Change(FieldPath(WHOLE, last.id), verdict, _title(paired[last.id].content), None)


def _order(
    desired: Sequence[Resource], entry: Entry, last_applied: LastApplied, paired: PairedResources
) -> Iterable[Change]:
    """The order of those of our resources that both sides have; new and removed ones do not count."""
    ours = {held.remote_id: one for one, held in paired.items()}
    named = [resource.id for resource in desired if resource.id in paired]
    held = [ours[one.remote_id] for one in entry.resources if ours.get(one.remote_id) in named]
    if named == held:
        return
    last = [one.id for one in last_applied.resources if one.id in named]
    if any(one.pending for one in last_applied.resources):  # a file that was just sent may be anywhere
        last = held
    common = set(last)
    manifest_moved = [one for one in named if one in common] != last
    portal_moved = [one for one in held if one in common] != last
    yield Change(FieldPath(ORDER), _order_verdict(manifest_moved, portal_moved), tuple(held), tuple(named))


def _order_verdict(manifest_moved: bool, portal_moved: bool) -> ChangeKind:
    if manifest_moved and portal_moved:
        return ChangeKind.CONFLICT
    return ChangeKind.DRIFT if portal_moved else ChangeKind.CHANGE


def _title(resource: Resource) -> str:
    return resource.title if isinstance(resource.title, str) else resource.id
