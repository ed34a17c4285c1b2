"""The three-way difference between a manifest, an entry, and what was last applied to it. Pure.

For each field: `same` when the manifest's value is what the catalogue holds, whatever was last applied; `change` when
the manifest moved, `drift` when the portal did, `conflict` when both did. Without a trace of what was last applied, an
empty field is ours to fill, and any other value would be taken over.
"""

from collections.abc import Iterable, Mapping, Sequence

from publisher.model.change import ORDER, WHOLE, Change, Path, Verdict
from publisher.model.dataset import Dataset, Held, Resource, values_of, values_of_resource
from publisher.model.entry import Entry
from publisher.model.marker import NOTHING, Base, Digests, ResourceBase
from publisher.model.names import RemoteId, ResourceId
from publisher.model.values import Value, digest

Pairs = Mapping[ResourceId, Held]
"""Our resources as the catalogue holds them, by our id."""


def judge(wanted: Value, held: Value, base: Digests, echoes: Digests, name: str) -> Verdict | None:
    """Who moved this field; None when nothing is to be done."""
    if wanted == held:
        return None
    applied, seen = base.get(name), digest(held)
    if applied is None:
        return Verdict.CHANGE if held is None else Verdict.TAKEOVER
    manifest_moved = applied != digest(wanted)
    portal_moved = seen not in (applied, echoes.get(name))
    if manifest_moved:
        return Verdict.CONFLICT if portal_moved else Verdict.CHANGE
    return Verdict.DRIFT if portal_moved else None


def pair(wanted: Iterable[Resource], entry: Entry, base: Base, chosen: Mapping[ResourceId, RemoteId]) -> Pairs:
    """Which of the entry's resources are ours: by the id that the marker remembers, else by the id we would choose."""
    held = {one.remote: one for one in entry.resources}
    remotes = dict(chosen) | {one.id: one.remote for one in base.resources}
    known = {one.id for one in wanted} | {one.id for one in base.resources}
    return {one: held[remotes[one]] for one in known if one in remotes and remotes[one] in held}


def diff(wanted: Dataset, entry: Entry, base: Base, pairs: Pairs, ignored: frozenset[str]) -> tuple[Change, ...]:
    """Every difference that is somebody's move, in the order a person reads them."""
    return (
        *_fields(wanted, entry, base, ignored),
        *_resources(wanted.resources, base, pairs),
        *(_removals(wanted.resources, base, pairs) if wanted.manages_resources else ()),
        *_order(wanted.resources, entry, base, pairs),
    )


def _fields(wanted: Dataset, entry: Entry, base: Base, ignored: frozenset[str]) -> Iterable[Change]:
    held = values_of(entry.content)
    for name, value in values_of(wanted).items():
        verdict = None if name in ignored else judge(value, held.get(name), base.fields, base.echoes, name)
        if verdict is not None:
            yield Change(Path(name), verdict, held.get(name), value)


def _resources(wanted: Iterable[Resource], base: Base, pairs: Pairs) -> Iterable[Change]:
    for resource in wanted:
        last = base.resource(resource.id)
        if resource.id in pairs:
            yield from _resource(resource, pairs[resource.id].content, last)
        elif last is None:
            yield Change(Path(WHOLE, resource.id), Verdict.CHANGE, None, _title(resource))
        else:
            yield _missing(resource, last)


def _resource(wanted: Resource, held: Resource, last: ResourceBase | None) -> Iterable[Change]:
    base, echoes = (last.fields, last.echoes) if last else (NOTHING, NOTHING)
    values = values_of_resource(held)
    for name, value in values_of_resource(wanted).items():
        verdict = judge(value, values.get(name), base, echoes, name)
        if verdict is not None:
            yield Change(Path(name, wanted.id), verdict, values.get(name), value)


def _missing(wanted: Resource, last: ResourceBase) -> Change:
    """A resource of ours that somebody removed on the portal."""
    moved = any(last.fields.get(name) != digest(value) for name, value in values_of_resource(wanted).items())
    return Change(Path(WHOLE, wanted.id), Verdict.CONFLICT if moved else Verdict.DRIFT, None, _title(wanted))


def _removals(wanted: Iterable[Resource], base: Base, pairs: Pairs) -> Iterable[Change]:
    """Resources of ours that left the manifest; a conflict when the portal changed one meanwhile."""
    named = {resource.id for resource in wanted}
    for last in base.resources:
        if last.id in named or last.id not in pairs:
            continue
        held = values_of_resource(pairs[last.id].content)
        touched = any(
            digest(held.get(name)) not in (applied, last.echoes.get(name)) for name, applied in last.fields.items()
        )
        verdict = Verdict.CONFLICT if touched else Verdict.CHANGE
        yield Change(Path(WHOLE, last.id), verdict, _title(pairs[last.id].content), None)


def _order(wanted: Sequence[Resource], entry: Entry, base: Base, pairs: Pairs) -> Iterable[Change]:
    """The order of those of our resources that both sides have; new and removed ones do not count."""
    ours = {held.remote: one for one, held in pairs.items()}
    named = [resource.id for resource in wanted if resource.id in pairs]
    held = [ours[one.remote] for one in entry.resources if ours.get(one.remote) in named]
    if named == held:
        return
    last = [one.id for one in base.resources if one.id in named]
    common = set(last)
    manifest_moved = [one for one in named if one in common] != last
    portal_moved = [one for one in held if one in common] != last
    yield Change(Path(ORDER), _order_verdict(manifest_moved, portal_moved), tuple(held), tuple(named))


def _order_verdict(manifest_moved: bool, portal_moved: bool) -> Verdict:
    if manifest_moved and portal_moved:
        return Verdict.CONFLICT
    return Verdict.DRIFT if portal_moved else Verdict.CHANGE


def _title(resource: Resource) -> str:
    return resource.title if isinstance(resource.title, str) else resource.id
