"""What a write sends, and what the marker remembers of it."""

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


def planned(content: Dataset, found: Entry, policy: ResolutionPolicy = DEFAULT, *ignored: str) -> EntryEdit:
    """The edit that settles every difference between a manifest's content and an entry of ours."""
    last_applied = found.marker.last_applied if found.marker and found.marker.last_applied else LastApplied()
    chosen = {one.id: remote_id_of(one.id) for one in content.resources}
    paired = pair(content.resources, found, last_applied, chosen)
    changes: tuple[Change, ...] = diff(content, found, last_applied, paired, frozenset(ignored))
    settled = resolve(changes, policy)
    assert settled.conflicts == ()
    return edit_of(desired(content, ignored=frozenset(ignored)), content, found, paired, settled, chosen, NAMED)


def base_after(content: Dataset, found: Entry, policy: ResolutionPolicy = DEFAULT, *ignored: str) -> LastApplied:
    """What the marker remembers after that edit."""
    remembered = planned(content, found, policy, *ignored).marker.last_applied
    assert remembered is not None
    return remembered


def ids(made_edit: EntryEdit) -> list[str | None]:
    """The remote ids that a write sends, in their order."""
    assert made_edit.resource_writes is not None
    return [resource_write.remote_id for resource_write in made_edit.resource_writes]


# ---- an edit sends what changes


def test_only_the_fields_that_change_are_sent() -> None:
    found = applied(dataset(description="A", license="lov2", extras={"x": "1", "y": "1"}))
    content = dataset(description="B", license="lov2", extras={"x": "2", "y": "1"})
    sent = planned(content, found)
    assert sent.content == Dataset(description="B", extras={"x": "2"})
    assert sent.resource_writes is None
    assert sent.desired == desired(content)
    assert sent.entry == found


def test_a_cleared_field_is_sent_as_empty() -> None:
    sent = planned(dataset(license=None), applied(dataset(license="lov2")))
    assert sent.content == Dataset(license=None)


def test_kept_drift_is_not_sent() -> None:
    found = edited(applied(dataset(description="A", license="lov2")), description="Portail")
    assert planned(dataset(description="A", license="odc-by"), found).content == Dataset(license="odc-by")


def test_reverted_drift_is_sent() -> None:
    found = edited(applied(dataset(description="A")), description="Portail")
    assert planned(dataset(description="A"), found, REVERT).content == Dataset(description="A")


def test_an_ignored_field_is_not_sent() -> None:
    found = applied(dataset(description="A", license="lov2"))
    sent = planned(dataset(description="B", license="odc-by"), found, ResolutionPolicy(), "description")
    assert sent.content == Dataset(license="odc-by")


def test_only_the_resource_fields_that_change_are_sent_and_unchanged_resources_keep_their_place() -> None:
    found = applied(dataset(resource("a", title="A"), resource("b")))
    sent = planned(dataset(resource("a", title="Nouveau"), resource("b")), found)
    assert sent.content == Dataset()
    assert sent.resource_writes == (
        ResourceWrite(remote_id_of("a"), Resource(id=ResourceId("a"), title="Nouveau"), our_id=remote_id_of("a")),
        ResourceWrite(remote_id_of("b"), Resource(id=ResourceId("b")), our_id=remote_id_of("b")),
    )


def test_kept_drift_of_a_resource_is_not_sent() -> None:
    found = applied(dataset(resource("a", title="A", url="u")))
    found = replace(found, resources=(remote_resource(resource("a", title="Portail", url="u")),))
    sent = planned(dataset(resource("a", title="A", url="v")), found)
    assert sent.resource_writes == (
        ResourceWrite(remote_id_of("a"), Resource(id=ResourceId("a"), url="v"), our_id=remote_id_of("a")),
    )


def test_a_field_of_the_dataset_alone_leaves_the_list_of_resources_as_it_is() -> None:
    found = applied(dataset(resource("a"), description="A"))
    assert planned(dataset(resource("a"), description="B"), found).resource_writes is None


def test_a_new_resource_is_sent_whole_in_its_place_with_the_id_that_we_choose() -> None:
    found = applied(dataset(resource("a"), resource("b")))
    new = resource("new", format="csv")
    sent = planned(dataset(resource("a"), new, resource("b")), found)
    assert ids(sent) == ["remote-a", "remote-new", "remote-b"]
    assert sent.resource_writes is not None
    assert sent.resource_writes[1] == ResourceWrite(remote_id_of("new"), new, new=True, our_id=remote_id_of("new"))


def test_ours_come_first_then_the_portals_own_in_their_order() -> None:
    found = applied(dataset(resource("a"), resource("b")))
    found = replace(
        found, resources=(remote_resource("X"), remote_resource("a"), remote_resource("Y"), remote_resource("b"))
    )
    sent = planned(dataset(resource("b"), resource("a"), resource("new")), found)
    assert ids(sent) == ["remote-b", "remote-a", "remote-new", "remote-X", "remote-Y"]
    assert sent.resource_writes is not None
    assert sent.resource_writes[-1] == ResourceWrite(remote_id_of("Y"), Resource(id=ResourceId("Y")))


def test_a_removed_resource_is_gone_and_no_other_is() -> None:
    found = applied(dataset(resource("a"), resource("gone"), resource("b")))
    found = replace(found, resources=(*found.resources, remote_resource("X")))
    assert ids(planned(dataset(resource("a"), resource("b")), found)) == ["remote-a", "remote-b", "remote-X"]


def test_removing_the_last_resource_sends_an_empty_list() -> None:
    assert planned(dataset(), applied(dataset(resource("a")))).resource_writes == ()


def test_a_removed_resource_that_the_portal_changed_can_be_left_to_the_portal() -> None:
    found = applied(dataset(resource("a"), resource("gone")))
    found = replace(found, resources=(remote_resource("a"), remote_resource(resource("gone", title="Portail"))))
    sent = planned(dataset(resource("a", title="Nouveau")), found, PORTAL)
    assert ids(sent) == ["remote-a", "remote-gone"]


def test_the_portals_order_is_kept_and_new_resources_come_last_of_ours() -> None:
    found = applied(dataset(resource("a"), resource("b"), resource("c")))
    found = replace(
        found, resources=(remote_resource("X"), remote_resource("c"), remote_resource("a"), remote_resource("b"))
    )
    content = dataset(resource("new"), resource("a"), resource("b"), resource("c"))
    assert ids(planned(content, found)) == ["remote-c", "remote-a", "remote-b", "remote-new", "remote-X"]


def test_the_portals_order_is_reverted_on_demand() -> None:
    found = applied(dataset(resource("a"), resource("b")))
    found = replace(found, resources=(remote_resource("b"), remote_resource("a")))
    assert ids(planned(dataset(resource("a"), resource("b")), found, REVERT)) == ["remote-a", "remote-b"]


def test_a_resource_that_the_portal_deleted_stays_away_when_that_is_kept() -> None:
    found = applied(dataset(resource("a"), resource("gone")))
    found = replace(found, resources=(remote_resource("a"),))
    assert ids(planned(dataset(resource("a", title="B"), resource("gone")), found)) == ["remote-a"]


def test_a_resource_that_the_portal_deleted_comes_back_on_demand_under_the_id_it_had() -> None:
    content = dataset(resource("a"))
    last_applied = LastApplied(base_of(content).fields, digests(), (resource_base(resource("a"), "former-id"),))
    sent = planned(content, entry(dataset(), marker=marker(last_applied)), REVERT)
    assert sent.resource_writes == (
        ResourceWrite(RemoteId("former-id"), resource("a"), new=True, our_id=remote_id_of("a")),
    )


def test_a_write_of_the_marker_alone_sends_nothing_else() -> None:
    content, found = dataset(resource("a"), description="A"), applied(dataset())
    for before in (planned(content, found), creation_of(desired(content), content, {}, NAMED)):
        sent = marker_edit(before, found, marker(key="bron/autre"))
        assert (sent.content, sent.resource_writes) == (Dataset(), None)
        assert (sent.entry, sent.marker, sent.desired) == (found, marker(key="bron/autre"), desired(content))


# ---- a creation is whole


def test_a_creation_remembers_everything_it_sends() -> None:
    content = dataset(resource("a"), resource("b"), description="A", contact=None, extras={"x": "1"})
    chosen = {one.id: remote_id_of(one.id) for one in content.resources}
    new = creation_of(desired(content), content, chosen, NAMED)
    assert new.marker == marker(base_of(content))
    assert [resource_write.new for resource_write in new.resource_writes] == [True, True]


def test_a_creation_sends_ignored_fields_once_and_does_not_remember_them() -> None:
    content = dataset(description="A")
    new = creation_of(desired(content, ignored=frozenset({"description"})), content, {}, NAMED)
    assert new.content.description == "A"
    assert new.marker == marker(base_of(dataset()))


def test_resources_whose_id_the_catalogue_chooses_carry_ours_and_are_remembered_without_theirs() -> None:
    content = dataset(resource("a"))
    new = creation_of(desired(content), content, {ResourceId("a"): RemoteId("our-uuid")}, NAMELESS)
    assert new.resource_writes == (ResourceWrite(None, resource("a"), new=True, our_id=RemoteId("our-uuid")),)
    assert new.marker.last_applied is not None
    assert new.marker.last_applied.resources == (replace(resource_base(resource("a")), remote_id=None),)


# ---- the marker after a write


def test_what_was_written_is_remembered_as_written() -> None:
    content = dataset(resource("a", title="B"), resource("new"), description="B", license=None)
    found = applied(dataset(resource("a", title="A"), resource("gone"), description="A", license="lov2"))
    assert base_after(content, found) == base_of(content)


def test_what_both_sides_agree_on_is_remembered_too() -> None:
    found = edited(applied(dataset(description="A")), description="B", license="lov2")
    content = dataset(description="B", license="lov2", hvd="mobility")
    assert base_after(content, found) == base_of(content)


def test_kept_drift_is_remembered_as_last_applied() -> None:
    found = edited(applied(dataset(description="A", license="lov2")), description="Portail")
    content = dataset(description="A", license="odc-by")
    assert base_after(content, found) == base_of(content)


def test_a_conflict_left_to_the_portal_is_a_drift_from_then_on() -> None:
    found = edited(applied(dataset(description="A", license="lov2")), description="Portail")
    remembered = base_after(dataset(description="Nous", license="odc-by"), found, PORTAL)
    assert remembered.fields["description"] == digest("Nous")
    assert remembered.fields["license"] == digest("odc-by")


def test_a_field_that_left_the_manifest_is_forgotten() -> None:
    found = applied(dataset(description="A", license="lov2", extras={"x": "1"}))
    assert base_after(dataset(license="odc-by"), found) == base_of(dataset(license="odc-by"))


def test_an_ignored_field_is_forgotten() -> None:
    found = applied(dataset(description="A", license="lov2"))
    remembered = base_after(dataset(description="A", license="odc-by"), found, ResolutionPolicy(), "description")
    assert remembered == base_of(dataset(license="odc-by"))


def test_a_resource_that_the_portal_deleted_is_remembered_while_that_is_kept() -> None:
    content = dataset(resource("a"), resource("b"), title="Nouveau titre")
    found = applied(dataset(resource("a"), resource("b")))
    found = replace(found, resources=(remote_resource("b"),))
    assert base_after(content, found) == base_of(content)


def test_a_resource_gone_on_both_sides_is_forgotten() -> None:
    found = applied(dataset(resource("a"), resource("gone")))
    found = replace(found, resources=(remote_resource("a"),))
    content = dataset(resource("a"), title="Nouveau titre")
    assert base_after(content, found) == base_of(content)


def test_a_removed_resource_that_was_left_to_the_portal_is_the_portals_own_from_then_on() -> None:
    found = applied(dataset(resource("gone"), resource("a")))
    found = replace(found, resources=(remote_resource(resource("gone", title="Portail")), remote_resource("a")))
    content = dataset(resource("a"), title="Nouveau titre")
    remembered = base_after(content, found, PORTAL)
    assert remembered.resources == (resource_base(resource("a")),)


def test_a_resource_keeps_the_id_that_the_marker_remembers() -> None:
    last_applied = LastApplied(base_of(dataset()).fields, digests(), (resource_base(resource("a"), "former-id"),))
    found = entry(dataset(), marker=marker(last_applied), resources=(remote_resource(resource("a"), "former-id"),))
    content = dataset(resource("a", title="B"))
    remembered = base_after(content, found)
    assert remembered.resources == (resource_base(resource("a", title="B"), "former-id"),)


def test_a_resource_that_comes_back_is_remembered_as_new() -> None:
    echoes = digests(format="csv")
    content = dataset(resource("a", format="CSV"))
    last_applied = LastApplied(
        base_of(content).fields, digests(), (resource_base(content.resources[0], echoes=echoes),)
    )
    remembered = base_after(content, entry(dataset(), marker=marker(last_applied)), REVERT)
    assert remembered.resources == (resource_base(content.resources[0]),)


def test_a_resource_of_ours_that_the_marker_did_not_know_is_remembered_from_now_on() -> None:
    content = dataset(resource("a"), title="Nouveau titre")
    found = entry(dataset(resource("a")), marker=marker(base_of(dataset())))
    assert base_after(content, found) == base_of(content)


def test_the_order_is_remembered_as_the_manifest_gives_it() -> None:
    found = applied(dataset(resource("a"), resource("b")))
    assert base_after(dataset(resource("b"), resource("a")), found) == base_of(dataset(resource("b"), resource("a")))


def test_a_kept_order_is_remembered_as_last_applied() -> None:
    found = applied(dataset(resource("a"), resource("b")))
    found = replace(found, resources=(remote_resource("b"), remote_resource("a")))
    content = dataset(resource("a"), resource("b"), title="Nouveau titre")
    assert base_after(content, found) == base_of(content)


def test_an_order_left_to_the_portal_is_a_drift_from_then_on() -> None:
    found = applied(dataset(resource("a"), resource("b"), resource("c")))
    found = replace(found, resources=(remote_resource("c"), remote_resource("a"), remote_resource("b")))
    content = dataset(resource("b"), resource("a"), resource("c"), title="Nouveau titre")
    assert [one.id for one in base_after(content, found, PORTAL).resources] == ["b", "a", "c"]


# ---- echoes: what the catalogue makes of our values


def test_an_echo_lasts_while_its_field_is_not_written() -> None:
    content = dataset(description="A", license="lov2")
    found = applied(content)
    echoed = replace(found, marker=marker(base_of(content, digests(description="a", license="LOV2"))))
    echoed = edited(echoed, description="a", license="LOV2")
    remembered = base_after(dataset(description="A", license="odc-by"), echoed)
    assert remembered.echoes == digests(description="a")


def test_an_echo_goes_with_its_field() -> None:
    content = dataset(description="A", license="lov2")
    echoed = replace(applied(content), marker=marker(base_of(content, digests(description="a"))))
    assert base_after(dataset(license="odc-by"), echoed).echoes == digests()


def test_an_echo_of_a_resource_lasts_while_its_field_is_not_written() -> None:
    before = resource("a", format="CSV", mime="A")
    last_applied = LastApplied(
        base_of(dataset()).fields, digests(), (resource_base(before, echoes=digests(format="csv", mime="a")),)
    )
    found = entry(
        dataset(), marker=marker(last_applied), resources=(remote_resource(resource("a", format="csv", mime="a")),)
    )
    remembered = base_after(dataset(resource("a", format="CSV", mime="B")), found)
    assert remembered.resources[0].echoes == digests(format="csv")


def test_a_reply_word_for_word_leaves_no_echo() -> None:
    content = dataset(resource("a"), description="A")
    sent = planned(content, applied(dataset()))
    assert with_echoes(sent.marker, content, updated_entry(sent)) == (sent.marker, ())


def test_a_reply_in_another_form_is_remembered_and_named() -> None:
    content = dataset(resource("a", format="CSV"), description="A", license="lov2")
    sent = planned(content, applied(dataset()))
    reply = edited(updated_entry(sent), description="a")
    reply = replace(reply, resources=(remote_resource(resource("a", format="csv")),))
    remembered, rewritten = with_echoes(sent.marker, content, reply)
    last_applied = base_of(content, digests(description="a"))
    with_format = replace(last_applied.resources[0], echoes=digests(format="csv"))
    assert remembered == marker(replace(last_applied, resources=(with_format,)))
    assert rewritten == ("description", "resources.a.format")


def test_a_field_that_the_catalogue_dropped_is_remembered_as_empty() -> None:
    content = dataset(description="A")
    sent = planned(content, applied(dataset()))
    remembered, rewritten = with_echoes(sent.marker, content, edited(updated_entry(sent), description=None))
    assert remembered.last_applied is not None
    assert remembered.last_applied.echoes == digests(description=None)
    assert rewritten == ("description",)


def test_an_ignored_field_in_another_form_is_nobodys_business() -> None:
    content = dataset(description="A")
    new = creation_of(desired(content, ignored=frozenset({"description"})), content, {}, NAMED)
    reply = edited(created_entry(new, "toilettes-bron"), description="a")
    assert with_echoes(new.marker, content, reply) == (new.marker, ())


def test_a_field_that_is_not_managed_leaves_no_echo() -> None:
    content = dataset()
    sent = planned(dataset(title="Nouveau titre"), applied(content))
    reply = edited(updated_entry(sent), description="Portail")
    assert with_echoes(sent.marker, dataset(title="Nouveau titre"), reply) == (sent.marker, ())


def test_a_resource_that_the_reply_lacks_keeps_what_was_remembered() -> None:
    content = dataset(resource("a"))
    sent = planned(content, applied(dataset()))
    reply = replace(updated_entry(sent), resources=())
    assert with_echoes(sent.marker, content, reply) == (sent.marker, ())


def test_what_was_given_is_not_changed() -> None:
    found = applied(dataset(resource("a"), description="A"))
    before = MappingProxyType(dict(vars(found)))
    planned(dataset(resource("b"), description=UNMANAGED), found)
    assert dict(vars(found)) == dict(before)
