"""Faults in what is said to CKAN, and in what is made of its answers."""

from tests.mutations.fault import Fault, live, unit

WIRE = "publisher/catalogs/ckan/wire.py"
CATALOG = "publisher/catalogs/ckan/catalog.py"
FIELDS = "publisher/catalogs/ckan/fields.py"
RESOURCES = "publisher/catalogs/ckan/resource_fields.py"

CKAN = (
    Fault(
        id="ckan-resources-without-ids",
        loss="Each change gives every resource a new id: addresses that reusers keep break, and downloads with them.",
        file=WIRE,
        piece="yield document | encode_fields(",
        planted='yield {k: v for k, v in document.items() if k != "id"} | encode_fields(',
        tests=live("test_each_change_is_named_and_made", "test_everything_at_once"),
    ),
    Fault(
        id="ckan-new-resources-without-ids",
        loss="CKAN chooses the ids of new resources: the marker does not know them, and the next run doubles them.",
        file=WIRE,
        piece='return {"id": resource_write.remote_id, "url": "",',
        planted='return {"url": "",',
        tests=live("test_a_resource_that_comes_back_is_the_same"),
    ),
    Fault(
        id="ckan-hash-trusted",
        loss="A file that somebody replaces on the portal goes unseen: the form there leaves the old hash.",
        file=RESOURCES,
        piece=(
            '    modified = text_of(context.document, "last_modified") or ""\n'
            '    return File(size if isinstance(size, int) else None, f"modified:{modified}")'
        ),
        planted=(
            '    checksum = text_of(context.document, "hash") or ""\n'
            '    return File(size if isinstance(size, int) else None, f"sha256:{checksum}")'
        ),
        tests=live("test_a_file_of_the_same_size_put_there_on_the_portal_is_seen"),
    ),
    Fault(
        id="ckan-hash-not-sent",
        loss="Reusers compare a new file with the checksum of the old one: CKAN keeps that unless it is told.",
        file=RESOURCES,
        piece='{"hash": (file.checksum or "").partition(":")[2], "size": file.size}',
        planted='{"size": file.size}',
        tests=live("test_one_changed_byte_sends_one_file"),
    ),
    Fault(
        id="ckan-address-stays-upload",
        loss="An address that replaces a file is cut to its last part: a broken link.",
        file=RESOURCES,
        piece='{"url_type": "", "hash": "", "size": ""}',
        planted='{"hash": "", "size": ""}',
        tests=live("test_a_file_becomes_an_address"),
    ),
    Fault(
        id="ckan-extras-replaced",
        loss="What other tools keep in the extras of an entry is erased with our next change.",
        file=WIRE,
        piece="merge_extras(_extras(native), extras, edit.marker)",
        planted="merge_extras({}, extras, edit.marker)",
        tests=live("test_what_others_added_stays"),
    ),
    Fault(
        id="ckan-tags-merged",
        loss="A keyword that is taken out of the manifest stays on the portal: CKAN merges lists by position.",
        file=WIRE,
        piece="for key, value in update.items() if isinstance(value, list))",
        planted='for key, value in update.items() if isinstance(value, list) and key != "tags")',
        tests=live("test_each_change_is_named_and_made", "test_clear_empties_and_absent_keeps"),
    ),
    Fault(
        id="ckan-groups-sent",
        loss="An entry that somebody put into a group can be changed no more by an editor who is no member of it.",
        file=WIRE,
        piece='"filter": ["-groups", *lists]',
        planted='"filter": [*lists]',
        tests=live("test_an_entry_in_a_group_can_be_changed_and_stays_there"),
    ),
    Fault(
        id="ckan-match-forgotten",
        loss="An edit of the portal between plan and write is overwritten, as a plain package_update would.",
        file=WIRE,
        piece='return {"id": entry.id, "metadata_modified": entry.revision, "state"',
        planted='return {"id": entry.id, "state"',
        tests=live("test_an_edit_between_plan_and_write_is_not_lost"),
    ),
    Fault(
        id="ckan-marker-after-creation",
        loss="A run that dies between two calls leaves an entry without a marker, that no later run dares touch.",
        file=WIRE,
        piece="_listed(merge_extras({}, extras, creation.marker))",
        planted="_listed({key: value for key, value in extras.items() if value is not None})",
        tests=live("test_a_kill_in_the_middle_of_creates", "test_creates_survive"),
    ),
    Fault(
        id="ckan-private-is-draft",
        loss="What was archived is taken for a draft: every plan has something to do, for ever.",
        file=FIELDS,
        piece="return State.ARCHIVED if archived else State.DRAFT",
        planted="return State.DRAFT",
        tests=live("test_draft_and_archived_are_told_apart"),
    ),
    Fault(
        id="ckan-private-unseen",
        loss="Entries that are private are not read: a manifest that is published again finds nothing to change.",
        file=CATALOG,
        piece='query |= {"include_private": True, "include_drafts": True}',
        planted='query |= {"include_drafts": True}',
        tests=live("test_an_entry_is_hidden_and_shown_again", "test_draft_and_archived_are_told_apart"),
    ),
    Fault(
        id="ckan-one-page",
        loss="On a portal with a low ceiling only the first page is read: known entries would be made again.",
        file=CATALOG,
        piece="if not documents or not isinstance(count, int) or len(entries) >= count:",
        planted="if len(documents) < PAGE:",
        tests=unit("test_pages_are_counted_by_what_came_when_the_server_caps_them"),
    ),
    Fault(
        id="ckan-bad-token-is-anonymous",
        loss="With a token that has expired the plan shows creations of entries that exist, and no word of why.",
        file=CATALOG,
        piece="raise self.api.account.unknown_token() from error",
        planted='return ""',
        tests=live("test_a_wrong_token"),
    ),
)
