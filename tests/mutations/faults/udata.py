"""Faults in what is said to udata, and in what is made of its answers."""

from tests.mutations.fault import Fault, live, unit

WIRE = "publisher/catalogs/udata/wire.py"
CATALOG = "publisher/catalogs/udata/catalog.py"
FIELDS = "publisher/catalogs/udata/fields.py"
RESOURCES = "publisher/catalogs/udata/resource_fields.py"

UDATA = (
    Fault(
        id="udata-tags-left-out",
        loss="A change of any other field erases the keywords: udata clears `tags` that a PUT leaves out.",
        file=FIELDS,
        piece="        keep=_keep_keywords,\n",
        planted="",
        tests=live("test_what_the_manifest_leaves_out_stays"),
    ),
    Fault(
        id="udata-period-left-out",
        loss="A change of any other field erases the period that the data cover.",
        file=FIELDS,
        piece=", _encode_period, _decode_period, keep=_keep_period)",
        planted=", _encode_period, _decode_period)",
        tests=live("test_what_the_manifest_leaves_out_stays"),
    ),
    Fault(
        id="udata-private-null",
        loss="A change of any field publishes what was private: udata takes a null for public.",
        file=FIELDS,
        piece='return {"private": bool(context.document.get("private"))}',
        planted='return {"private": None}',
        tests=live("test_an_entry_made_private_on_the_portal_is_not_published_by_a_change"),
    ),
    Fault(
        id="udata-created-public",
        loss="The public sees a new entry before its files are there, and a twin of it where two runs make it.",
        file=WIRE,
        piece='        "private": True,\n',
        planted="",
        tests=unit("test_a_new_entry_is_private_whatever_it_is_to_become_and_has_its_marker"),
    ),
    Fault(
        id="udata-extras-replaced",
        loss="What other tools keep in the extras of an entry is erased with our next change.",
        file=WIRE,
        piece="merge_extras(existing, encode_extras(",
        planted="merge_extras({}, encode_extras(",
        tests=live("test_extras_of_others_stay"),
    ),
    Fault(
        id="udata-resources-without-ids",
        loss="Each change of a list makes all resources anew: their stable addresses and their statistics are lost.",
        file=WIRE,
        piece='yield {"id": resource_write.remote_id, **fields,',
        planted="yield {**fields,",
        tests=live("test_the_list_follows_the_manifest"),
    ),
    Fault(
        id="udata-resource-extras-replaced",
        loss="What others keep in the extras of a resource is erased when our id is put back there.",
        file=WIRE,
        piece='{"extras": {**extras, OWN_ID: our_id}}',
        planted='{"extras": {OWN_ID: our_id}}',
        tests=unit("test_our_id_is_added_to_the_extras_of_a_resource_that_lacks_it"),
    ),
    Fault(
        id="udata-other-contacts-removed",
        loss="A new contact address removes the publisher and the author that somebody named on the portal.",
        file=FIELDS,
        piece="[*([context.contact_id] if context.contact_id else []), *others] or None",
        planted="[context.contact_id] if context.contact_id else None",
        tests=live("test_contact_points_of_other_roles_stay"),
    ),
    Fault(
        id="udata-zones-not-cleared",
        loss="A territory that is cleared in the manifest stays on the portal: an empty list has no effect there.",
        file=FIELDS,
        piece='{"zones": list(zones) if zones else None, **kept, **no_shape}',
        planted='{"zones": list(zones or ()), **kept, **no_shape}',
        tests=live("test_every_field_can_be_cleared"),
    ),
    Fault(
        id="udata-schema-not-cleared",
        loss="A schema that is cleared in the manifest stays on the portal: null has no effect there.",
        file=RESOURCES,
        piece='return {"schema": {"name": parts.name, "version": parts.version, "url": parts.url}}',
        planted=(
            'return {"schema": {"name": parts.name, "version": parts.version, "url": parts.url} if schema else None}'
        ),
        tests=live("test_fields_of_a_resource_can_be_cleared"),
    ),
    Fault(
        id="udata-moment-as-it-comes",
        loss="An entry that nobody touched seems edited while it is made, once in a thousand times: a run that fails.",
        file=WIRE,
        piece='return datetime.fromisoformat(text).isoformat(timespec="milliseconds")',
        planted="return datetime.fromisoformat(text).isoformat()",
        tests=live("test_a_moment_of_a_whole_second_is_no_change"),
    ),
    Fault(
        id="udata-no-look-before-write",
        loss="An edit of the portal between plan and write is overwritten: udata has no lock of its own.",
        file=CATALOG,
        piece="        if not edit.entry.deleted:\n            self._refuse_changed(edit.entry)\n",
        planted="",
        tests=live("test_an_edit_while_the_sync_is_under_way_is_not_lost"),
    ),
    Fault(
        id="udata-empty-list",
        loss="The last resource never goes: an empty list has no effect on udata.",
        file=CATALOG,
        piece='        if document.get("resources") == []:\n            self._remove_resources(edit.entry)\n',
        planted="",
        tests=live("test_the_last_resource_goes"),
    ),
    Fault(
        id="udata-deleted-is-found",
        loss="After a lost reply an entry that somebody deleted is taken for the new one: nothing gets published.",
        file=CATALOG,
        piece="if entry.marker and not entry.deleted and entry.marker.names(",
        planted="if entry.marker and entry.marker.names(",
        tests=unit("test_the_entry_with_our_marker_is_found_deleted_ones_aside"),
    ),
)
