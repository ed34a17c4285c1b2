"""Faults at both ends: what is read from manifests, and what people and their journals are told."""

from tests.mutations.edits import DropKey, Rewrite
from tests.mutations.fault import Fault, live, unit

MANIFESTS_AND_REPORTS = (
    Fault(
        id="yaml-types",
        loss="The postcode 01230 becomes 664, the version 1.10 becomes 1.1, and the word `no` becomes False.",
        function="node",
        edit=Rewrite(
            "A(B, C, blank=D if E else F)",
            "A(str(yaml.safe_load(B)) if E else B, C, blank=D if E else F)",
        ),
        tests=unit("test_a_plain_value_stays_the_text_that_was_written"),
    ),
    Fault(
        id="absent-is-cleared",
        loss="A field that a manifest does not mention is emptied on the portal, with the work that is in it.",
        function="_managed",
        edit=Rewrite("A if B is None else B", "B"),
        tests=live("test_what_the_manifest_leaves_out_stays", "test_clear_empties_and_absent_keeps"),
    ),
    Fault(
        id="no-list-is-an-empty-list",
        loss="A manifest without a list of resources removes those that it made.",
        function="dataset",
        edit=Rewrite("A is not None", "True"),
        tests=live("test_no_list_of_resources_leaves_all"),
    ),
    Fault(
        id="keywords-replace",
        loss="A keyword of one's own removes those that the theme brings to every dataset.",
        function="_value",
        room="manifests",
        edit=Rewrite("A in B", "False"),
        tests=unit("test_keywords_of_all_layers_unite_without_doubles"),
    ),
    Fault(
        id="left-out-is-published",
        loss="A dataset that is kept out of a catalogue is published there.",
        function="content_for",
        edit=Rewrite("A.get(B, C)", "A.get(B) or C"),
        tests=unit("test_a_dataset_is_kept_out_of_a_catalogue"),
    ),
    Fault(
        id="accents-as-typed",
        loss="A text that was typed on a Mac, or comes back with other line ends, is drift for ever.",
        function="canonical_text",
        edit=Rewrite('A.replace("\\r\\n", "\\n").replace("\\r", "\\n")', "A"),
        tests=unit("test_a_text_has_line_feeds_composed_accents_and_no_blanks_at_the_ends"),
    ),
    Fault(
        id="large-base-cut",
        loss="A marker that does not fit is cut: the next run cannot read it, and every field is a takeover.",
        function="marker_too_large",
        edit=Rewrite("A <= B", "True"),
        tests=unit("test_an_entry_with_too_many_resources_for_its_marker_is_not_created"),
    ),
    Fault(
        id="base-of-another-version",
        loss="After an update of the program every text seems edited on the portal, in every entry.",
        function="decode_last_applied",
        edit=Rewrite("A.get(B) != C", "B not in A"),
        tests=unit("test_what_this_version_did_not_write_is_none"),
    ),
    Fault(
        id="token-told",
        loss="A server that repeats what it was sent puts our token into logs, journals and comments.",
        function="Account.shown",
        edit=Rewrite("(A if B else C)[:D]", "C[:D]"),
        tests=unit("test_a_server_that_repeats_the_token_does_not_make_us_say_it"),
    ),
    Fault(
        id="no-intent",
        loss="A run that is killed while it writes leaves no trace of what it was about to do.",
        function="_write_item",
        edit=Rewrite("A.journal.intent(B)", "None"),
        tests=unit("test_the_intent_is_written_before_the_call_and_the_outcome_after_it"),
    ),
    Fault(
        id="retry-forgets-choices",
        loss="A run that is taken up again decides otherwise than the person did who started it.",
        function="_retry",
        edit=Rewrite("A if A.flags() else B", "A"),
        tests=live("test_a_retry_keeps_the_choices_of_the_run"),
    ),
    Fault(
        id="observe-writes",
        loss="A catalogue that is only to be adopted into, or looked at, is written to.",
        function="_unless_mode_forbids",
        edit=Rewrite("A is B.MANAGE", "A is not B.OBSERVE"),
        tests=live("test_only_the_mode_manage_writes"),
    ),
    Fault(
        id="approved-by-name",
        loss="A plan that was approved lets through whatever its datasets have become since.",
        function="_unless_unapproved",
        edit=Rewrite("A.get(B) == C", "B in A"),
        tests=live("test_a_manifest_that_moved_holds_its_step_back"),
    ),
    Fault(
        id="drift-not-shown",
        loss="An edit of the portal is kept and never mentioned: manifest and portal part ways unseen.",
        function="_MARKS",
        room="views",
        edit=DropKey("drift"),
        tests=live("test_an_edit_that_is_kept_is_shown_with_the_value_of_the_catalogue"),
    ),
    Fault(
        id="partly-done-is-done",
        loss="A run that failed for one dataset ends green: nobody looks.",
        function="_exit_code",
        edit=Rewrite("A or B or C", "B or C"),
        tests=live("test_one_failure_stops_one_entry"),
    ),
    Fault(
        id="not-begun-is-done",
        loss="A run that was stopped half way ends green, with no word of how to go on.",
        function="failed",
        edit=Rewrite("any(A)", "all(A)"),
        tests=live("test_an_interrupt_says_what_was_not_done"),
    ),
)
