"""Faults in how a run writes: in doubt, in several calls, beside other runs, and held back."""

from tests.mutations.fault import Fault, live, unit

CONVERGE = "publisher/sync/apply/write_entry.py"
GUARD = "publisher/sync/plan/guard.py"
PUBLISH = "publisher/sync/apply/publish_new_entries.py"
STAGES = "publisher/sync/apply/write_sequence.py"
TRANSPORT = "publisher/catalogs/transport.py"
UPLOADS = "publisher/sync/apply/uploads.py"

WRITING = (
    Fault(
        id="create-resent-unseen",
        loss="A creation whose reply was lost is made a second time, where a catalogue takes a title twice.",
        file=CONVERGE,
        piece="except (Doubtful, Taken) as doubt:",
        planted="except Taken as doubt:",
        tests=live("test_creates_survive"),
    ),
    Fault(
        id="write-resent-by-transport",
        loss="Every write that broke is sent again at once, by the layer that cannot look: entries are doubled.",
        file=TRANSPORT,
        piece="return retrying(_was_not_sent, self.clock.sleep)(call)",
        planted="return retrying(_is_fault, self.clock.sleep)(call)",
        tests=live("test_creates_survive"),
    ),
    Fault(
        id="retry-after-ignored",
        loss="A portal that asks for a pause is hammered on, and shuts us out.",
        file="publisher/catalogs/retry.py",
        piece="return seconds + 0.1 if seconds is not None else _growing(state)",
        planted="return _growing(state) if seconds is None else min(seconds, _growing(state))",
        tests=unit("test_what_the_server_asks_for_is_waited_for_and_a_little_more"),
    ),
    Fault(
        id="redirections-followed",
        loss="The token goes wherever a redirection leads, and a write that is redirected becomes a read.",
        file=TRANSPORT,
        piece="stream=True, allow_redirects=False, timeout=",
        planted="stream=True, timeout=",
        tests=live("test_a_redirect_of_udata_is_not_followed_and_takes_no_token_along"),
    ),
    Fault(
        id="update-in-doubt-overwrites",
        loss="After a lost reply an update is sent again over what somebody wrote in between.",
        file=CONVERGE,
        piece="if isinstance(doubt, Doubtful) and found is not None and found.revision != planned.entry.revision:",
        planted="if found is None:",
        tests=unit("test_an_edit_of_the_portal_while_our_reply_was_lost_is_never_overwritten"),
    ),
    Fault(
        id="echo-not-noted",
        loss="The form in which a portal stores a value is not noted: it looks edited in every later plan.",
        file=CONVERGE,
        piece="    if marker == planned.marker:\n        return Written(reply, rewritten)\n",
        planted="    if told == planned.marker:\n        return Written(reply, rewritten)\n",
        tests=unit("test_what_the_catalogue_rewrites_is_remembered_with_one_write_of_the_marker"),
    ),
    Fault(
        id="base-ahead-of-bytes",
        loss="The marker says that a file is there before it went: after a kill the old one stays for ever.",
        file=STAGES,
        piece="resources = tuple(_pending(one) if one.id in pending else one for one in final.resources)",
        planted="resources = final.resources",
        tests=live("test_a_kill_while_a_file_is_replaced"),
    ),
    Fault(
        id="base-ahead-of-publication",
        loss="The marker says that an entry is public before it is: after a kill it stays private, as if by choice.",
        file=STAGES,
        piece="marker=_begun(planned, Base(), State.DRAFT))",
        planted="marker=_begun(planned, Base(), UNMANAGED))",
        tests=live("test_a_kill_while_an_entry_is_made"),
    ),
    Fault(
        id="published-before-whole",
        loss="The public sees an entry whose files are not there yet.",
        file=STAGES,
        piece="draft = replace(planned.content, state=State.DRAFT)",
        planted="draft = planned.content",
        tests=live("test_nobody_sees_an_entry_before_its_files_are_there"),
    ),
    Fault(
        id="title-of-the-file",
        loss="A replaced file turns the title that people read into a file name: udata does so with every upload.",
        file=STAGES,
        piece="    if title is UNMANAGED and slot.remote is not None:",
        planted="    if title is UNMANAGED and slot.new:",
        tests=live("test_nothing_of_a_resource_is_lost_when_its_file_is_replaced"),
    ),
    Fault(
        id="upload-in-doubt-believed",
        loss="A file whose sending broke is taken for sent: the portal has the old bytes under the new date.",
        file=UPLOADS,
        piece="if isinstance(doubt, Doubtful) and _arrived(entry, found, slot, data):",
        planted="if isinstance(doubt, Doubtful) and _place(entry, found, slot, data):",
        tests=live("test_a_file_of_the_same_size_whose_sending_failed_is_sent_again"),
    ),
    Fault(
        id="arrival-not-checked",
        loss="A file that arrives cut short is reported as published.",
        file=UPLOADS,
        piece="if held is None or not _same_bytes(held, data):",
        planted="if held is None:",
        tests=unit("test_a_file_that_arrives_with_another_size_is_refused"),
    ),
    Fault(
        id="file-changed-meanwhile",
        loss="A file that an editor saves while a run goes on is sent half old, half new.",
        file=UPLOADS,
        piece="        _refuse_changed(catalog, data)\n",
        planted="",
        tests=unit("test_a_file_that_changed_since_it_was_read_is_not_sent"),
    ),
    Fault(
        id="links-do-not-say-what-they-wait-for",
        loss="A dataset that waits for the other portal does not say so: nobody knows what to settle first.",
        file="publisher/sync/apply/run.py",
        piece=(
            "        if not isinstance(first, Done):\n"
            '            return NotDone(item, message("it waits for {catalog}, where its step was not done",'
            " catalog=item.after))\n"
            "        ready = links.resolved(item.step, links.addresses_in(first.entry), item.after)\n"
        ),
        planted=(
            "        known = links.addresses_in(first.entry) if isinstance(first, Done) else links.NOWHERE\n"
            "        ready = links.resolved(item.step, known, item.after)\n"
        ),
        tests=live("test_udata_waits_where_ckan_fails"),
    ),
    Fault(
        id="list-before-the-files",
        loss="data.gouv.fr never lists a new file in the run that brings it: its address is asked for too early.",
        file="publisher/sync/apply/run.py",
        piece="for item in sorted(items, key=lambda one: one.after is not None):",
        planted="for item in sorted(items, key=lambda one: one.after is None):",
        tests=live("test_udata_lists_the_file_that_ckan_keeps"),
    ),
    Fault(
        id="links-do-not-wait-for-a-block",
        loss="data.gouv.fr tells of a new file where the portal that keeps it was not allowed to take it.",
        file="publisher/sync/plan/waiting.py",
        piece="    if done or will_be_done:\n",
        planted="    if first is not None:\n",
        tests=live("test_udata_waits_where_a_guard_holds_ckan_back", "test_udata_waits_where_ckan_is_blocked"),
    ),
    Fault(
        id="linked-checksum-forgotten",
        loss="A new file at the same address goes unnoticed on data.gouv.fr.",
        file="publisher/sync/plan/linked_files.py",
        piece='url=known.get(one.id) or Later(source), file=one.data.content("sha256"), data=None)',
        planted="url=known.get(one.id) or Later(source), data=None)",
        tests=live("test_a_new_file_at_the_same_address_is_told_to_udata"),
    ),
    Fault(
        id="guard-off-for-small",
        loss="A commune of eight datasets can lose them all in one run: the guard thinks so few are no matter.",
        file=GUARD,
        piece="    found = tuple(items)\n    counts",
        planted="    found = tuple(items)\n    if len(found) < 10:\n        return found\n    counts",
        tests=live("test_hidings_are_guarded"),
    ),
    Fault(
        id="guard-of-rows-backwards",
        loss="A file that loses most of its rows goes through; one that grows is held back.",
        file=GUARD,
        piece="return max(0, before - after) if before",
        planted="return max(0, after - before) if before",
        tests=live("test_a_table_that_loses_many_rows_is_held_back"),
    ),
    Fault(
        id="twin-not-removed",
        loss="Two runs at once leave two entries of one dataset, one of them private for ever.",
        file=PUBLISH,
        piece="        catalog.delete_duplicate(mine)\n",
        planted="        pass\n",
        tests=unit("test_of_two_private_twins_the_earlier_stays_and_only_ours_is_ever_removed"),
    ),
    Fault(
        id="twin-of-others-removed",
        loss="A run deletes an entry that another one made, and may have published.",
        file=PUBLISH,
        piece=(
            "    if keep.id == mine.id:\n"
            "        return judge(one, mine)\n"
            "    if isinstance(catalog, DeletesDuplicates):\n"
            "        catalog.delete_duplicate(mine)\n"
        ),
        planted=(
            "    for other in found:\n"
            "        if other.id != keep.id and isinstance(catalog, DeletesDuplicates):\n"
            "            catalog.delete_duplicate(other)\n"
            "    if keep.id == mine.id:\n"
            "        return judge(one, mine)\n"
        ),
        tests=live("test_a_twin_that_others_made_is_left_to_them"),
    ),
    Fault(
        id="last-look-left-out",
        loss="A twin that appears while ours is published stays: the public sees the dataset twice.",
        file=PUBLISH,
        piece="last = _look(catalog, left, lambda one, _found: entries[one.item.key], journal, workers)",
        planted="last = [entries[one.item.key] for one in left]",
        tests=unit("test_a_twin_that_appears_while_ours_is_published_is_seen_by_the_last_look"),
    ),
    Fault(
        id="published-over-an-edit",
        loss="What somebody writes into a new entry before it is published is overwritten.",
        file=PUBLISH,
        piece="        if found.revision != one.begun.entry.revision:\n",
        planted="        if found.marker != one.begun.entry.marker:\n",
        tests=live("test_a_new_entry_edited_before_it_is_published"),
    ),
)
