"""The content of a write, and the marker that it records."""

from dataclasses import replace
from types import MappingProxyType

from publisher.model.change import Change
from publisher.model.dataset import Dataset, Resource, ResourceWrite
from publisher.model.entry import Entry
from publisher.model.marker import LastApplied
from publisher.model.names import RemoteId, ResourceId
from publisher.model.plan import EntryEdit
from publisher.model.values import UNMANAGED, digest
from publisher.sync.apply.write_sequence import marker_edit
from publisher.sync.compare.conflicts import OnConflict, OnDrift, ResolutionPolicy, resolve
from publisher.sync.compare.diff import diff
from publisher.sync.compare.marker import with_echoes
from publisher.sync.compare.pairing import pair
from tests.unit.builders import (
    NAMED,
    NAMELESS,
    applied,
    base_of,
    created_entry,
    dataset,
    desired,
    digests,
    edited,
    entry,
    marker,
    remote_id_of,
    remote_resource,
    resource,
    resource_base,
    updated_entry,
)
from tests.unit.cases import creation_of, edit_of

DEFAULT = ResolutionPolicy()
REVERT = ResolutionPolicy(OnDrift.REVERT)
PORTAL = ResolutionPolicy(conflict=OnConflict.PORTAL)


def planned_edit(content: Dataset, entry: Entry, policy: ResolutionPolicy = DEFAULT, *ignored: str) -> EntryEdit:
    """Return the edit that settles every difference between a manifest's content and an entry of ours."""
    last_applied = entry.marker.last_applied if entry.marker and entry.marker.last_applied else LastApplied()
    our_ids = {resource.id: remote_id_of(resource.id) for resource in content.resources}
    paired = pair(content.resources, entry, last_applied, our_ids)
    changes: tuple[Change, ...] = diff(content, entry, last_applied, paired, frozenset(ignored))
    settled = resolve(changes, policy)
    assert settled.conflicts == ()
    return edit_of(desired(content, ignored=frozenset(ignored)), content, entry, paired, settled, our_ids, NAMED)


def last_applied_after(
    content: Dataset, entry: Entry, policy: ResolutionPolicy = DEFAULT, *ignored: str
) -> LastApplied:
    """Return the last applied state in the marker after that edit."""
    remembered = planned_edit(content, entry, policy, *ignored).marker.last_applied
    assert remembered is not None
    return remembered


def ids(made_edit: EntryEdit) -> list[str | None]:
    """Return the remote ids of a write's resources, in their order."""
    assert made_edit.resource_writes is not None
    return [resource_write.remote_id for resource_write in made_edit.resource_writes]


# ---- an edit sends the changes alone


def test_only_the_fields_that_change_are_sent() -> None:
    entry = applied(dataset(description="A", license="lov2", extras={"x": "1", "y": "1"}))
    content = dataset(description="B", license="lov2", extras={"x": "2", "y": "1"})
    edit = planned_edit(content, entry)
    assert edit.content == Dataset(description="B", extras={"x": "2"})
    assert edit.resource_writes is None
    assert edit.desired == desired(content)
    assert edit.entry == entry


def test_a_cleared_field_is_sent_as_empty() -> None:
    edit = planned_edit(dataset(license=None), applied(dataset(license="lov2")))
    assert edit.content == Dataset(license=None)


def test_kept_drift_is_not_sent() -> None:
    entry = edited(applied(dataset(description="A", license="lov2")), description="Portail")
    assert planned_edit(dataset(description="A", license="odc-by"), entry).content == Dataset(license="odc-by")


def test_reverted_drift_is_sent() -> None:
    entry = edited(applied(dataset(description="A")), description="Portail")
    assert planned_edit(dataset(description="A"), entry, REVERT).content == Dataset(description="A")


def test_an_ignored_field_is_not_sent() -> None:
    entry = applied(dataset(description="A", license="lov2"))
    edit = planned_edit(dataset(description="B", license="odc-by"), entry, ResolutionPolicy(), "description")
    assert edit.content == Dataset(license="odc-by")


def test_only_the_resource_fields_that_change_are_sent_and_unchanged_resources_keep_their_place() -> None:
    entry = applied(dataset(resource("a", title="A"), resource("b")))
    edit = planned_edit(dataset(resource("a", title="Nouveau"), resource("b")), entry)
    assert edit.content == Dataset()
    assert edit.resource_writes == (
        ResourceWrite(remote_id_of("a"), Resource(id=ResourceId("a"), title="Nouveau"), our_id=remote_id_of("a")),
        ResourceWrite(remote_id_of("b"), Resource(id=ResourceId("b")), our_id=remote_id_of("b")),
    )


def test_kept_drift_of_a_resource_is_not_sent() -> None:
    entry = applied(dataset(resource("a", title="A", url="u")))
    entry = replace(entry, resources=(remote_resource(resource("a", title="Portail", url="u")),))
    edit = planned_edit(dataset(resource("a", title="A", url="v")), entry)
    assert edit.resource_writes == (
        ResourceWrite(remote_id_of("a"), Resource(id=ResourceId("a"), url="v"), our_id=remote_id_of("a")),
    )


def test_a_field_of_the_dataset_alone_leaves_the_list_of_resources_as_it_is() -> None:
    entry = applied(dataset(resource("a"), description="A"))
    assert planned_edit(dataset(resource("a"), description="B"), entry).resource_writes is None


def test_a_new_resource_is_sent_whole_in_its_place_with_the_id_that_we_choose() -> None:
    entry = applied(dataset(resource("a"), resource("b")))
    new = resource("new", format="csv")
    edit = planned_edit(dataset(resource("a"), new, resource("b")), entry)
    assert ids(edit) == ["remote-a", "remote-new", "remote-b"]
    assert edit.resource_writes is not None
    assert edit.resource_writes[1] == ResourceWrite(remote_id_of("new"), new, new=True, our_id=remote_id_of("new"))


def test_ours_come_first_then_the_catalogues_own_in_their_order() -> None:
    entry = applied(dataset(resource("a"), resource("b")))
    entry = replace(
        entry, resources=(remote_resource("X"), remote_resource("a"), remote_resource("Y"), remote_resource("b"))
    )
    edit = planned_edit(dataset(resource("b"), resource("a"), resource("new")), entry)
    assert ids(edit) == ["remote-b", "remote-a", "remote-new", "remote-X", "remote-Y"]
    assert edit.resource_writes is not None
    assert edit.resource_writes[-1] == ResourceWrite(remote_id_of("Y"), Resource(id=ResourceId("Y")))


def test_a_removed_resource_is_gone_and_no_other_is() -> None:
    entry = applied(dataset(resource("a"), resource("gone"), resource("b")))
    entry = replace(entry, resources=(*entry.resources, remote_resource("X")))
    assert ids(planned_edit(dataset(resource("a"), resource("b")), entry)) == ["remote-a", "remote-b", "remote-X"]


def test_removing_the_last_resource_sends_an_empty_list() -> None:
    assert planned_edit(dataset(), applied(dataset(resource("a")))).resource_writes == ()


def test_a_removed_resource_that_the_catalogue_changed_can_be_left_to_the_catalogue() -> None:
    entry = applied(dataset(resource("a"), resource("gone")))
    entry = replace(entry, resources=(remote_resource("a"), remote_resource(resource("gone", title="Portail"))))
    edit = planned_edit(dataset(resource("a", title="Nouveau")), entry, PORTAL)
    assert ids(edit) == ["remote-a", "remote-gone"]


def test_the_catalogues_order_is_kept_and_new_resources_come_last_of_ours() -> None:
    entry = applied(dataset(resource("a"), resource("b"), resource("c")))
    entry = replace(
        entry, resources=(remote_resource("X"), remote_resource("c"), remote_resource("a"), remote_resource("b"))
    )
    content = dataset(resource("new"), resource("a"), resource("b"), resource("c"))
    assert ids(planned_edit(content, entry)) == ["remote-c", "remote-a", "remote-b", "remote-new", "remote-X"]


def test_the_catalogues_order_is_reverted_on_demand() -> None:
    entry = applied(dataset(resource("a"), resource("b")))
    entry = replace(entry, resources=(remote_resource("b"), remote_resource("a")))
    assert ids(planned_edit(dataset(resource("a"), resource("b")), entry, REVERT)) == ["remote-a", "remote-b"]


def test_a_resource_deleted_in_the_catalogue_stays_deleted_when_drift_is_kept() -> None:
    entry = applied(dataset(resource("a"), resource("gone")))
    entry = replace(entry, resources=(remote_resource("a"),))
    assert ids(planned_edit(dataset(resource("a", title="B"), resource("gone")), entry)) == ["remote-a"]


def test_a_resource_that_the_catalogue_deleted_comes_back_on_demand_under_the_id_it_had() -> None:
    content = dataset(resource("a"))
    last_applied = LastApplied(base_of(content).fields, digests(), (resource_base(resource("a"), "former-id"),))
    edit = planned_edit(content, entry(dataset(), marker=marker(last_applied)), REVERT)
    assert edit.resource_writes == (
        ResourceWrite(RemoteId("former-id"), resource("a"), new=True, our_id=remote_id_of("a")),
    )


def test_a_write_of_the_marker_alone_sends_nothing_else() -> None:
    content, catalog_entry = dataset(resource("a"), description="A"), applied(dataset())
    for before in (planned_edit(content, catalog_entry), creation_of(desired(content), content, {}, NAMED)):
        edit = marker_edit(before, catalog_entry, marker(key="bron/autre"))
        assert (edit.content, edit.resource_writes) == (Dataset(), None)
        assert (edit.entry, edit.marker, edit.desired) == (catalog_entry, marker(key="bron/autre"), desired(content))


# ---- a creation is complete


def test_a_creation_records_everything_it_sends() -> None:
    content = dataset(resource("a"), resource("b"), description="A", contact=None, extras={"x": "1"})
    our_ids = {resource.id: remote_id_of(resource.id) for resource in content.resources}
    new = creation_of(desired(content), content, our_ids, NAMED)
    assert new.marker == marker(base_of(content))
    assert [resource_write.new for resource_write in new.resource_writes] == [True, True]


def test_a_creation_sends_ignored_fields_once_and_does_not_record_them() -> None:
    content = dataset(description="A")
    new = creation_of(desired(content, ignored=frozenset({"description"})), content, {}, NAMED)
    assert new.content.description == "A"
    assert new.marker == marker(base_of(dataset()))


def test_resources_whose_id_the_catalogue_chooses_carry_our_id_and_are_recorded_without_the_remote_id() -> None:
    content = dataset(resource("a"))
    new = creation_of(desired(content), content, {ResourceId("a"): RemoteId("our-uuid")}, NAMELESS)
    assert new.resource_writes == (ResourceWrite(None, resource("a"), new=True, our_id=RemoteId("our-uuid")),)
    assert new.marker.last_applied is not None
    assert new.marker.last_applied.resources == (replace(resource_base(resource("a")), remote_id=None),)


# ---- the marker after a write


def test_what_was_written_is_recorded_as_written() -> None:
    content = dataset(resource("a", title="B"), resource("new"), description="B", license=None)
    entry = applied(dataset(resource("a", title="A"), resource("gone"), description="A", license="lov2"))
    assert last_applied_after(content, entry) == base_of(content)


def test_a_value_equal_on_both_sides_is_recorded_too() -> None:
    entry = edited(applied(dataset(description="A")), description="B", license="lov2")
    content = dataset(description="B", license="lov2", hvd="mobility")
    assert last_applied_after(content, entry) == base_of(content)


def test_kept_drift_is_recorded_as_last_applied() -> None:
    entry = edited(applied(dataset(description="A", license="lov2")), description="Portail")
    content = dataset(description="A", license="odc-by")
    assert last_applied_after(content, entry) == base_of(content)


def test_a_conflict_left_to_the_catalogue_is_a_drift_from_then_on() -> None:
    entry = edited(applied(dataset(description="A", license="lov2")), description="Portail")
    remembered = last_applied_after(dataset(description="Nous", license="odc-by"), entry, PORTAL)
    assert remembered.fields["description"] == digest("Nous")
    assert remembered.fields["license"] == digest("odc-by")


def test_a_field_that_left_the_manifest_is_forgotten() -> None:
    entry = applied(dataset(description="A", license="lov2", extras={"x": "1"}))
    assert last_applied_after(dataset(license="odc-by"), entry) == base_of(dataset(license="odc-by"))


def test_an_ignored_field_is_forgotten() -> None:
    entry = applied(dataset(description="A", license="lov2"))
    remembered = last_applied_after(
        dataset(description="A", license="odc-by"), entry, ResolutionPolicy(), "description"
    )
    assert remembered == base_of(dataset(license="odc-by"))


def test_a_resource_deleted_in_the_catalogue_stays_in_the_marker_while_drift_is_kept() -> None:
    content = dataset(resource("a"), resource("b"), title="Nouveau titre")
    entry = applied(dataset(resource("a"), resource("b")))
    entry = replace(entry, resources=(remote_resource("b"),))
    assert last_applied_after(content, entry) == base_of(content)


def test_a_resource_gone_on_both_sides_is_forgotten() -> None:
    entry = applied(dataset(resource("a"), resource("gone")))
    entry = replace(entry, resources=(remote_resource("a"),))
    content = dataset(resource("a"), title="Nouveau titre")
    assert last_applied_after(content, entry) == base_of(content)


def test_a_removed_resource_left_to_the_catalogue_is_not_ours_any_more() -> None:
    entry = applied(dataset(resource("gone"), resource("a")))
    entry = replace(entry, resources=(remote_resource(resource("gone", title="Portail")), remote_resource("a")))
    content = dataset(resource("a"), title="Nouveau titre")
    remembered = last_applied_after(content, entry, PORTAL)
    assert remembered.resources == (resource_base(resource("a")),)


def test_a_resource_keeps_the_id_that_the_marker_records() -> None:
    last_applied = LastApplied(base_of(dataset()).fields, digests(), (resource_base(resource("a"), "former-id"),))
    catalog_entry = entry(
        dataset(), marker=marker(last_applied), resources=(remote_resource(resource("a"), "former-id"),)
    )
    content = dataset(resource("a", title="B"))
    remembered = last_applied_after(content, catalog_entry)
    assert remembered.resources == (resource_base(resource("a", title="B"), "former-id"),)


def test_a_resource_that_comes_back_is_recorded_as_new() -> None:
    echoes = digests(format="csv")
    content = dataset(resource("a", format="CSV"))
    last_applied = LastApplied(
        base_of(content).fields, digests(), (resource_base(content.resources[0], echoes=echoes),)
    )
    remembered = last_applied_after(content, entry(dataset(), marker=marker(last_applied)), REVERT)
    assert remembered.resources == (resource_base(content.resources[0]),)


def test_a_resource_of_ours_missing_in_the_marker_is_recorded_from_now_on() -> None:
    content = dataset(resource("a"), title="Nouveau titre")
    catalog_entry = entry(dataset(resource("a")), marker=marker(base_of(dataset())))
    assert last_applied_after(content, catalog_entry) == base_of(content)


def test_the_order_is_recorded_as_the_manifest_gives_it() -> None:
    entry = applied(dataset(resource("a"), resource("b")))
    assert last_applied_after(dataset(resource("b"), resource("a")), entry) == base_of(
        dataset(resource("b"), resource("a"))
    )


def test_a_kept_order_is_recorded_as_last_applied() -> None:
    entry = applied(dataset(resource("a"), resource("b")))
    entry = replace(entry, resources=(remote_resource("b"), remote_resource("a")))
    content = dataset(resource("a"), resource("b"), title="Nouveau titre")
    assert last_applied_after(content, entry) == base_of(content)


def test_an_order_left_to_the_catalogue_is_a_drift_from_then_on() -> None:
    entry = applied(dataset(resource("a"), resource("b"), resource("c")))
    entry = replace(entry, resources=(remote_resource("c"), remote_resource("a"), remote_resource("b")))
    content = dataset(resource("b"), resource("a"), resource("c"), title="Nouveau titre")
    assert [resource.id for resource in last_applied_after(content, entry, PORTAL).resources] == ["b", "a", "c"]


# ---- echoes: values that the catalogue stores in another form


def test_an_echo_lasts_while_its_field_is_not_written() -> None:
    content = dataset(description="A", license="lov2")
    entry = applied(content)
    echoed = replace(entry, marker=marker(base_of(content, digests(description="a", license="LOV2"))))
    echoed = edited(echoed, description="a", license="LOV2")
    remembered = last_applied_after(dataset(description="A", license="odc-by"), echoed)
    assert remembered.echoes == digests(description="a")


def test_an_echo_goes_with_its_field() -> None:
    content = dataset(description="A", license="lov2")
    echoed = replace(applied(content), marker=marker(base_of(content, digests(description="a"))))
    assert last_applied_after(dataset(license="odc-by"), echoed).echoes == digests()


def test_an_echo_of_a_resource_lasts_while_its_field_is_not_written() -> None:
    before = resource("a", format="CSV", mime="A")
    last_applied = LastApplied(
        base_of(dataset()).fields, digests(), (resource_base(before, echoes=digests(format="csv", mime="a")),)
    )
    catalog_entry = entry(
        dataset(), marker=marker(last_applied), resources=(remote_resource(resource("a", format="csv", mime="a")),)
    )
    remembered = last_applied_after(dataset(resource("a", format="CSV", mime="B")), catalog_entry)
    assert remembered.resources[0].echoes == digests(format="csv")


def test_a_reply_word_for_word_leaves_no_echo() -> None:
    content = dataset(resource("a"), description="A")
    edit = planned_edit(content, applied(dataset()))
    assert with_echoes(edit.marker, content, updated_entry(edit)) == (edit.marker, ())


def test_a_reply_in_another_form_is_recorded_and_named() -> None:
    content = dataset(resource("a", format="CSV"), description="A", license="lov2")
    edit = planned_edit(content, applied(dataset()))
    reply = edited(updated_entry(edit), description="a")
    reply = replace(reply, resources=(remote_resource(resource("a", format="csv")),))
    remembered, rewritten = with_echoes(edit.marker, content, reply)
    last_applied = base_of(content, digests(description="a"))
    with_format = replace(last_applied.resources[0], echoes=digests(format="csv"))
    assert remembered == marker(replace(last_applied, resources=(with_format,)))
    assert rewritten == ("description", "resources.a.format")


def test_a_field_that_the_catalogue_dropped_is_recorded_as_empty() -> None:
    content = dataset(description="A")
    edit = planned_edit(content, applied(dataset()))
    remembered, rewritten = with_echoes(edit.marker, content, edited(updated_entry(edit), description=None))
    assert remembered.last_applied is not None
    assert remembered.last_applied.echoes == digests(description=None)
    assert rewritten == ("description",)


def test_an_ignored_field_in_another_form_leaves_no_echo() -> None:
    content = dataset(description="A")
    new = creation_of(desired(content, ignored=frozenset({"description"})), content, {}, NAMED)
    reply = edited(created_entry(new, "toilettes-bron"), description="a")
    assert with_echoes(new.marker, content, reply) == (new.marker, ())


def test_a_field_that_is_not_managed_leaves_no_echo() -> None:
    content = dataset()
    edit = planned_edit(dataset(title="Nouveau titre"), applied(content))
    reply = edited(updated_entry(edit), description="Portail")
    assert with_echoes(edit.marker, dataset(title="Nouveau titre"), reply) == (edit.marker, ())


def test_a_resource_that_the_reply_lacks_keeps_what_was_recorded() -> None:
    content = dataset(resource("a"))
    edit = planned_edit(content, applied(dataset()))
    reply = replace(updated_entry(edit), resources=())
    assert with_echoes(edit.marker, content, reply) == (edit.marker, ())


def test_what_was_given_is_not_changed() -> None:
    entry = applied(dataset(resource("a"), description="A"))
    before = MappingProxyType(dict(vars(entry)))
    planned_edit(dataset(resource("b"), description=UNMANAGED), entry)
    assert dict(vars(entry)) == dict(before)
