"""The three-way difference between a manifest, an entry, and what was last applied to it. Pure.

For each field: no difference when the manifest's value is what the catalogue holds, whatever was last applied; `change`
when the manifest's value changed, `drift` when the catalogue's did, `conflict` when both did. Where nothing is recorded
as applied, filling an empty field is a `change`, and replacing any other value is a `takeover`. Where nobody changed a
value, it is a `form` if the catalogue has it as a former version of this program wrote it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from publisher.model.change import ORDER, WHOLE, Change, ChangeKind, FieldPath
from publisher.model.dataset import Dataset, RemoteResource, Resource, values_of, values_of_resource
from publisher.model.entry import Entry
from publisher.model.marker import NOTHING, Digests, LastApplied, ResourceLastApplied
from publisher.model.names import Digest
from publisher.model.values import (
    PRIVATE_STATES,
    UNMANAGED,
    File,
    Groups,
    State,
    Value,
    applied_groups,
    digest,
    group_names,
    with_ours_alone,
)
from publisher.sync.compare.pairing import PairedResources

_PRIVATE_DIGESTS: Final = frozenset(digest(state) for state in PRIVATE_STATES)


@dataclass(frozen=True)
class _Applied:
    """What was last applied to the fields of a dataset or of a resource."""

    fields: Digests = field(default_factory=lambda: NOTHING)
    echoes: Digests = field(default_factory=lambda: NOTHING)

    def was_edited(self, name: str, observed: Value) -> bool:
        """Return whether the catalogue holds neither the value applied nor its own form of it (the echo)."""
        return digest(observed) not in (self.fields.get(name), self.echoes.get(name))


def compare_field(desired: Value, observed: Value, fields: Digests, echoes: Digests, name: str) -> ChangeKind | None:
    """Return what kind of difference a field shows; None when nothing is to be done."""
    if desired == observed:
        return None
    applied = fields.get(name)
    if isinstance(desired, Groups) or isinstance(observed, Groups):
        return _compare_groups(desired, observed, applied, echoes.get(name))
    if applied is None:
        return ChangeKind.CHANGE if observed is None else ChangeKind.TAKEOVER
    edited_in_manifest = applied != digest(desired)
    edited_in_catalogue = _Applied(fields, echoes).was_edited(name, observed)
    if edited_in_manifest:
        return ChangeKind.CONFLICT if edited_in_catalogue else ChangeKind.CHANGE
    return ChangeKind.DRIFT if edited_in_catalogue else None


def _compare_groups(desired: Value, observed: Value, applied: Digest | None, echo: Digest | None) -> ChangeKind | None:
    """Return what kind of difference groups show, each by itself: putting a dataset into one replaces nothing.

    `observed`: those alone that are ours. So it is an edit in the catalogue if one that was applied is gone, and the
    manifest still wants it.
    """
    wanted, present, before = group_names(desired), group_names(observed), applied_groups(applied)
    edited_in_catalogue = bool((wanted & before) - present) and digest(observed) != echo
    if (wanted - before - present) or (present - wanted):
        return ChangeKind.CONFLICT if edited_in_catalogue else ChangeKind.CHANGE
    return ChangeKind.DRIFT if edited_in_catalogue else None


def diff(
    desired: Dataset, entry: Entry, last_applied: LastApplied, paired: PairedResources, ignored: frozenset[str]
) -> tuple[Change, ...]:
    """Return every difference between a dataset and an entry, in the order in which a person reads them."""
    return (
        *_field_changes(desired, entry, last_applied, ignored),
        *_resource_changes(desired.resources, last_applied, paired),
        *(_removals(desired, last_applied, paired) if desired.manages_resources else ()),
        *_order_change(desired.resources, entry, last_applied, paired),
    )


def has_outdated_marker(
    desired: Dataset, entry: Entry, last_applied: LastApplied, paired: PairedResources, ignored: frozenset[str]
) -> bool:
    """Return whether a value is the same in manifest and catalogue, but not the one last applied.

    Or whether a resource has another id in the catalogue than the marker says, or none there: a run was interrupted, or
    two wrote at once. Nothing else would find the resource once an edit in the catalogue removes our id from it.
    """
    managed = {name: value for name, value in values_of(desired).items() if name not in ignored}
    comparisons = [(managed, values_of(entry.content), last_applied.fields)]
    for resource in desired.resources:
        last = last_applied.resource(resource.id)
        if resource.id in paired and last is not None and not last.pending:
            if last.remote_id != paired[resource.id].remote_id:
                return True
            observed = values_of_resource(paired[resource.id].content)
            comparisons.append((values_of_resource(resource), observed, last.fields))
    return any(
        value == as_manifest_says(value, observed.get(name), applied.get(name))
        and applied.get(name) not in (None, digest(value))
        for values, observed, applied in comparisons
        for name, value in values.items()
    )


def _field_changes(
    desired: Dataset, entry: Entry, last_applied: LastApplied, ignored: frozenset[str]
) -> Iterable[Change]:
    observed = values_of(entry.content)
    for name, value in values_of(desired).items():
        if name in ignored and not _creation_was_interrupted(name, entry, last_applied):
            continue
        current = as_manifest_says(value, observed.get(name), last_applied.fields.get(name))
        kind = compare_field(value, current, _applied_alike(value, last_applied.fields), last_applied.echoes, name)
        if kind is ChangeKind.CONFLICT and _both_hide(name, value, current):
            kind = ChangeKind.CHANGE
        if kind is None and name in entry.former:
            kind = ChangeKind.FORM
        if kind is not None:
            yield Change(FieldPath(name), kind, current, value)


def as_manifest_says(desired: Value, observed: Value, applied: Digest | None = None) -> Value:
    """Return the observed value, as far as the manifest speaks of it. `applied`: what was last applied.

    Of groups those alone that are ours. Of an entry that is private, the state of the manifest where that is private,
    too: catalogues have `draft` and `private` alike, so there is nothing to write for the other word.
    """
    if isinstance(observed, Groups):
        return with_ours_alone(observed, desired, applied)
    return desired if desired in PRIVATE_STATES and observed in PRIVATE_STATES else observed


def _applied_alike(desired: Value, applied: Digests) -> Digests:
    """Return what was last applied; where that is `draft` or `private`, the one of them that the manifest says now."""
    if desired in PRIVATE_STATES and applied.get("state") in _PRIVATE_DIGESTS:
        return {**applied, "state": digest(desired)}
    return applied


def _both_hide(name: str, desired: Value, observed: Value) -> bool:
    """Return whether manifest and catalogue both take the entry from the public, each in its way: nothing to ask."""
    return name == "state" and desired is not State.PUBLISHED and observed is not State.PUBLISHED


def _creation_was_interrupted(name: str, entry: Entry, last_applied: LastApplied) -> bool:
    """Return whether an interrupted run left this entry private: it is published even where `state` is ignored."""
    draft = digest(State.DRAFT)
    return name == "state" and last_applied.fields.get(name) == draft and entry.content.state is State.DRAFT


def _resource_changes(
    desired: Iterable[Resource], last_applied: LastApplied, paired: PairedResources
) -> Iterable[Change]:
    for resource in desired:
        last = last_applied.resource(resource.id)
        if resource.id in paired:
            yield from _changes_in_resource(resource, paired[resource.id], last)
        elif last is None or last.pending:
            yield Change(FieldPath(WHOLE, resource.id), ChangeKind.CHANGE, None, _title(resource))
        else:
            yield _removed_in_catalogue(resource, last)


def _changes_in_resource(
    desired: Resource, remote: RemoteResource, last: ResourceLastApplied | None
) -> Iterable[Change]:
    """Return the differences of one resource.

    While an upload is pending, every difference is ours to finish, and the file is sent again.
    """
    desired_values, observed_values = values_of_resource(desired), values_of_resource(remote.content)
    for name, value in desired_values.items():
        kind, old = _resource_field(name, desired_values, observed_values, remote.content, last)
        if kind is None and name in remote.former:
            kind = ChangeKind.FORM
        if kind is not None:
            # Of a file that somebody put in the place of ours nobody counted the rows.
            counted = _with_counts(old, last) if kind is ChangeKind.CHANGE else old
            yield Change(FieldPath(name, desired.id), kind, counted, value)
    if last is not None and last.pending and desired.file is UNMANAGED:
        yield _pending_cleared(last)


def _resource_field(
    name: str,
    desired: Mapping[str, Value],
    observed: Mapping[str, Value],
    resource: Resource,
    last: ResourceLastApplied | None,
) -> tuple[ChangeKind | None, Value]:
    """Return the kind of difference of one field of a resource, and the catalogue's value."""
    value, current = desired[name], observed.get(name)
    if last is not None and (last.pending or _was_applied_to_replaced_resource(last, resource)):
        return (ChangeKind.CHANGE if value != current or name == "file" else None), current
    applied = _Applied(last.fields, last.echoes) if last else _Applied()
    replaced = _replaced_source(name, desired, applied.fields)
    if replaced and applied.was_edited(replaced, observed.get(replaced)):
        return ChangeKind.CONFLICT, observed.get(replaced)
    return compare_field(value, current, applied.fields, applied.echoes, name), current


def _replaced_source(name: str, desired: Mapping[str, Value], applied: Digests) -> str | None:
    """Return the field that goes away where an address takes the place of a file, or a file that of an address."""
    other = {"url": "file", "file": "url"}.get(name)
    return other if other in applied and other not in desired and name not in applied else None


def _was_applied_to_replaced_resource(last: ResourceLastApplied, observed: Resource) -> bool:
    """Return whether the values were applied to the resource that replaces this one: a run was interrupted between."""
    was_hosted = "file" in last.fields and "url" not in last.fields
    return last.remote_id is None and was_hosted != observed.hosted


def _pending_cleared(last: ResourceLastApplied) -> Change:
    """Return the change that clears `pending` for a file that left the manifest."""
    return Change(FieldPath("file", last.id), ChangeKind.CHANGE, None, None)


def _with_counts(observed: Value, last: ResourceLastApplied | None) -> Value:
    """Return a hosted file with the rows and columns that were counted when it was sent."""
    if isinstance(observed, File) and last is not None and last.sent is not None:
        return replace(observed, rows=last.sent.rows, columns=last.sent.columns)
    return observed


def _removed_in_catalogue(desired: Resource, last: ResourceLastApplied) -> Change:
    """Return the difference for a resource of ours that was removed in the catalogue."""
    edited = any(last.fields.get(name) != digest(value) for name, value in values_of_resource(desired).items())
    kind = ChangeKind.CONFLICT if edited else ChangeKind.DRIFT
    return Change(FieldPath(WHOLE, desired.id), kind, None, _title(desired))


def _removals(desired: Dataset, last_applied: LastApplied, paired: PairedResources) -> Iterable[Change]:
    """Return the resources of ours that left the manifest; a conflict where the catalogue's was edited meanwhile.

    A link whose file is gone leads nowhere: it is a conflict only where somebody gave it another address.
    """
    ids_in_manifest = {resource.id for resource in desired.resources}
    for last in last_applied.resources:
        if last.id in ids_in_manifest:
            continue
        if last.id in paired:
            content = paired[last.id].content
            edited = _was_edited(content, last, ["url"] if last.id in desired.unlisted else last.fields)
            kind = ChangeKind.CONFLICT if edited else ChangeKind.CHANGE
            yield Change(FieldPath(WHOLE, last.id), kind, _title(content), None)
        elif last.pending:
            yield _pending_cleared(last)


def _was_edited(observed: Resource, last: ResourceLastApplied, names: Iterable[str]) -> bool:
    """Return whether fields of a resource were edited in the catalogue. One with a pending upload is ours to finish."""
    values, applied = values_of_resource(observed), _Applied(last.fields, last.echoes)
    return not last.pending and any(applied.was_edited(name, values.get(name)) for name in names)


def _order_change(
    desired: Sequence[Resource], entry: Entry, last_applied: LastApplied, paired: PairedResources
) -> Iterable[Change]:
    """Compare the order of the resources that both sides have; new and removed ones do not count."""
    our_id_of = {resource.remote_id: our_id for our_id, resource in paired.items()}
    in_manifest = [resource.id for resource in desired if resource.id in paired]
    in_catalogue = [
        our_id_of[resource.remote_id]
        for resource in entry.resources
        if our_id_of.get(resource.remote_id) in in_manifest
    ]
    if in_manifest == in_catalogue:
        return
    last = [resource.id for resource in last_applied.resources if resource.id in in_manifest]
    if any(resource.pending for resource in last_applied.resources):
        # An interrupted upload may have put its resource anywhere: this order is no edit of a person.
        last = in_catalogue
    edited_in_manifest = [resource_id for resource_id in in_manifest if resource_id in last] != last
    edited_in_catalogue = [resource_id for resource_id in in_catalogue if resource_id in last] != last
    kind = _order_kind(edited_in_manifest, edited_in_catalogue)
    yield Change(FieldPath(ORDER), kind, tuple(in_catalogue), tuple(in_manifest))


def _order_kind(edited_in_manifest: bool, edited_in_catalogue: bool) -> ChangeKind:
    if edited_in_manifest and edited_in_catalogue:
        return ChangeKind.CONFLICT
    return ChangeKind.DRIFT if edited_in_catalogue else ChangeKind.CHANGE


def _title(resource: Resource) -> str:
    return resource.title if isinstance(resource.title, str) else resource.id
