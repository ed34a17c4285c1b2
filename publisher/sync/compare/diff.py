"""The three-way difference between a manifest, an entry, and what was last applied to it. Pure.

For each field: `same` when the manifest's value is what the catalogue holds, whatever was last applied; `change` when
the manifest moved, `drift` when the portal did, `conflict` when both did. Without a trace of what was last applied, an
empty field is ours to fill, and any other value would be taken over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from publisher.model.change import ORDER, WHOLE, Change, ChangeKind, Path
from publisher.model.dataset import Dataset, RemoteResource, Resource, values_of, values_of_resource
from publisher.model.entry import Entry
from publisher.model.marker import NOTHING, Digests, LastApplied, ResourceLastApplied
from publisher.model.names import RemoteId, ResourceId
from publisher.model.values import UNMANAGED, File, State, Value, digest

PairedResources = Mapping[ResourceId, RemoteResource]
"""Our resources as the catalogue holds them, by our id."""


def compare_field(wanted: Value, held: Value, base: Digests, echoes: Digests, name: str) -> ChangeKind | None:
    """Who moved this field; None when nothing is to be done."""
    if wanted == held:
        return None
    applied = base.get(name)
    if applied is None:
        return ChangeKind.CHANGE if held is None else ChangeKind.TAKEOVER
    manifest_moved = applied != digest(wanted)
    portal_moved = _has_moved(held, base, echoes, name)
    if manifest_moved:
        return ChangeKind.CONFLICT if portal_moved else ChangeKind.CHANGE
    return ChangeKind.DRIFT if portal_moved else None


def _has_moved(held: Value, base: Digests, echoes: Digests, name: str) -> bool:
    """Whether the portal holds neither what was applied nor what it made of that."""
    return digest(held) not in (base.get(name), echoes.get(name))


def pair(
    wanted: Sequence[Resource], entry: Entry, base: LastApplied, chosen: Mapping[ResourceId, RemoteId]
) -> PairedResources:
    """Which of the entry's resources are ours.

    Each by the id that the marker remembers; else a file that a broken run has sent; else by the id that we would give.
    """
    by_remote = {one.remote: one for one in entry.resources}
    hosted = {one.id: one.hosted for one in wanted}
    found: dict[ResourceId, RemoteResource] = {}
    for one in dict.fromkeys((*hosted, *(one.id for one in base.resources))):
        last = base.resource(one)
        held = by_remote.get(last.remote) if last and last.remote else None
        held = held or _claimed(last, entry, found.values()) or _carrier(chosen.get(one), hosted.get(one), entry)
        if held is not None:
            found[one] = held
    return found


def _carrier(own: RemoteId | None, hosted: bool | None, entry: Entry) -> RemoteResource | None:
    """The resource that carries our id; where a broken run has left two, the one of the kind that is wanted."""
    carriers = [one for one in entry.resources if own is not None and one.own == own]
    alike = [one for one in carriers if (one.address is not None) == hosted]
    return next(iter(alike or carriers), None)


def _claimed(last: ResourceLastApplied | None, entry: Entry, taken: Iterable[RemoteResource]) -> RemoteResource | None:
    """A file without an id of ours whose content is the one that was being sent: ours, not another."""
    if last is None or not last.pending or last.remote is not None:
        return None
    sent, others = last.fields.get("file"), {one.remote for one in taken}
    free = (one for one in entry.resources if one.own is None and one.address and one.remote not in others)
    return next((one for one in free if digest(values_of_resource(one.content).get("file")) == sent), None)


def diff(
    wanted: Dataset, entry: Entry, base: LastApplied, pairs: PairedResources, ignored: frozenset[str]
) -> tuple[Change, ...]:
    """Every difference that is somebody's move, in the order a person reads them."""
    return (
        *_fields(wanted, entry, base, ignored),
        *_resources(wanted.resources, base, pairs),
        *(_removals(wanted.resources, base, pairs) if wanted.manages_resources else ()),
        *_order(wanted.resources, entry, base, pairs),
    )


def has_outdated_marker(
    wanted: Dataset, entry: Entry, base: LastApplied, pairs: PairedResources, ignored: frozenset[str]
) -> bool:
    """Whether both sides have come to a value that is not the one last applied."""
    mine = {name: value for name, value in values_of(wanted).items() if name not in ignored}
    sides = [(mine, values_of(entry.content), base.fields)]
    for one in wanted.resources:
        last = base.resource(one.id)
        if one.id in pairs and last is not None and not last.pending:
            sides.append((values_of_resource(one), values_of_resource(pairs[one.id].content), last.fields))
    return any(
        value == held.get(name) and last.get(name) not in (None, digest(value))
        for wants, held, last in sides
        for name, value in wants.items()
    )


def _fields(wanted: Dataset, entry: Entry, base: LastApplied, ignored: frozenset[str]) -> Iterable[Change]:
    held = values_of(entry.content)
    for name, value in values_of(wanted).items():
        left = name in ignored and not _is_begun(name, entry, base)
        verdict = None if left else compare_field(value, held.get(name), base.fields, base.echoes, name)
        if verdict is not None:
            yield Change(Path(name), verdict, held.get(name), value)


def _is_begun(name: str, entry: Entry, base: LastApplied) -> bool:
    """Whether a broken run has left the entry unseen: what it began is finished before the portal has its say."""
    draft = digest(State.DRAFT)
    return name == "state" and base.fields.get(name) == draft and entry.content.state is State.DRAFT


def _resources(wanted: Iterable[Resource], base: LastApplied, pairs: PairedResources) -> Iterable[Change]:
    for resource in wanted:
        last = base.resource(resource.id)
        if resource.id in pairs:
            yield from _resource(resource, pairs[resource.id].content, last)
        elif last is None or last.pending:
            yield Change(Path(WHOLE, resource.id), ChangeKind.CHANGE, None, _title(resource))
        else:
            yield _missing(resource, last)


def _resource(wanted: Resource, held: Resource, last: ResourceLastApplied | None) -> Iterable[Change]:
    """While a file is on its way every difference is ours to finish, and the file is sent again."""
    base, echoes = (last.fields, last.echoes) if last else (NOTHING, NOTHING)
    values, wants = values_of_resource(held), values_of_resource(wanted)
    for name, value in wants.items():
        there, gone = values.get(name), _gives_way(name, wants, base)
        if last is not None and (last.pending or _is_of_another(last, held)):
            verdict = ChangeKind.CHANGE if value != there or name == "file" else None
        elif gone and _has_moved(values.get(gone), base, echoes, gone):
            verdict, there = ChangeKind.CONFLICT, values.get(gone)
        else:
            verdict = compare_field(value, there, base, echoes, name)
        if verdict is not None:
            yield Change(Path(name, wanted.id), verdict, _counted(there, last), value)
    if last is not None and last.pending and wanted.file is UNMANAGED:
        yield _settling(last)


def _gives_way(name: str, wants: Mapping[str, Value], base: Digests) -> str | None:
    """The file that an address takes the place of, or the address that a file does: the portal may have edited it."""
    other = {"url": "file", "file": "url"}.get(name)
    return other if other in base and other not in wants and name not in base else None


def _is_of_another(last: ResourceLastApplied, held: Resource) -> bool:
    """Whether what was applied went to a resource that takes this one's place: a broken run has left both."""
    hosted = "file" in last.fields and "url" not in last.fields
    return last.remote is None and hosted != held.hosted


def _settling(last: ResourceLastApplied) -> Change:
    """A file that was on its way is wanted no more: that is to be written down, or it would be ours for ever."""
    return Change(Path("file", last.id), ChangeKind.CHANGE, None, None)


def _counted(held: Value, last: ResourceLastApplied | None) -> Value:
    """A file that the catalogue keeps, with the rows and columns that we counted when it was sent."""
    if isinstance(held, File) and last is not None and last.sent is not None:
        return replace(held, rows=last.sent.rows, columns=last.sent.columns)
    return held


def _missing(wanted: Resource, last: ResourceLastApplied) -> Change:
    """A resource of ours that somebody removed on the portal."""
    moved = any(last.fields.get(name) != digest(value) for name, value in values_of_resource(wanted).items())
    return Change(Path(WHOLE, wanted.id), ChangeKind.CONFLICT if moved else ChangeKind.DRIFT, None, _title(wanted))


def _removals(wanted: Iterable[Resource], base: LastApplied, pairs: PairedResources) -> Iterable[Change]:
    """Resources of ours that left the manifest; a conflict when the portal changed one meanwhile."""
    named = {resource.id for resource in wanted}
    for last in base.resources:
        if last.id not in named and last.id not in pairs and last.pending:
            yield _settling(last)
        if last.id in named or last.id not in pairs:
            continue
        held = values_of_resource(pairs[last.id].content)
        touched = not last.pending and any(
            _has_moved(held.get(name), last.fields, last.echoes, name) for name in last.fields
        )
        verdict = ChangeKind.CONFLICT if touched else ChangeKind.CHANGE
        yield Change(Path(WHOLE, last.id), verdict, _title(pairs[last.id].content), None)


def _order(wanted: Sequence[Resource], entry: Entry, base: LastApplied, pairs: PairedResources) -> Iterable[Change]:
    """The order of those of our resources that both sides have; new and removed ones do not count."""
    ours = {held.remote: one for one, held in pairs.items()}
    named = [resource.id for resource in wanted if resource.id in pairs]
    held = [ours[one.remote] for one in entry.resources if ours.get(one.remote) in named]
    if named == held:
        return
    last = [one.id for one in base.resources if one.id in named]
    if any(one.pending for one in base.resources):  # a file that was just sent may be anywhere
        last = held
    common = set(last)
    manifest_moved = [one for one in named if one in common] != last
    portal_moved = [one for one in held if one in common] != last
    yield Change(Path(ORDER), _order_verdict(manifest_moved, portal_moved), tuple(held), tuple(named))


def _order_verdict(manifest_moved: bool, portal_moved: bool) -> ChangeKind:
    if manifest_moved and portal_moved:
        return ChangeKind.CONFLICT
    return ChangeKind.DRIFT if portal_moved else ChangeKind.CHANGE


def _title(resource: Resource) -> str:
    return resource.title if isinstance(resource.title, str) else resource.id
