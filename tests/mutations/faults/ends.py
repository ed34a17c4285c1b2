"""Faults at both ends: what is read from manifests, and what people and their journals are told."""

from tests.mutations.fault import Fault, live, unit

CONVERT = "publisher/manifests/to_dataset.py"
MARKER = "publisher/model/marker.py"

ENDS = (
    Fault(
        id="yaml-types",
        loss="The postcode 01230 becomes 664, the version 1.10 becomes 1.1, and the word `no` becomes False.",
        file="publisher/manifests/read_yaml.py",
        piece="return Text(node.value, at, blank=",
        planted="return Text(str(yaml.safe_load(node.value)) if plain else node.value, at, blank=",
        tests=unit("test_a_plain_value_stays_the_text_that_was_written"),
    ),
    Fault(
        id="absent-is-cleared",
        loss="A field that a manifest does not mention is emptied on the portal, with the work that is in it.",
        file=CONVERT,
        piece="return UNMANAGED if value is None else value",
        planted="return value",
        tests=live("test_what_the_manifest_leaves_out_stays", "test_clear_empties_and_absent_keeps"),
    ),
    Fault(
        id="no-list-is-an-empty-list",
        loss="A manifest without a list of resources removes those that it made.",
        file=CONVERT,
        piece="manages_resources=shape.resources is not None,",
        planted="manages_resources=True,",
        tests=live("test_no_list_of_resources_leaves_all"),
    ),
    Fault(
        id="keywords-replace",
        loss="A keyword of one's own removes those that the theme brings to every dataset.",
        file="publisher/manifests/layers.py",
        piece="case Items(), Items() if name in UNITED:",
        planted="case Items(), Items() if name in UNITED and not upper.items:",
        tests=unit("test_keywords_of_all_layers_unite_without_doubles"),
    ),
    Fault(
        id="left-out-is-published",
        loss="A dataset that is kept out of a catalogue is published there.",
        file="publisher/model/manifest.py",
        piece="return self.overrides.get(catalog, self.content)",
        planted="return self.overrides.get(catalog) or self.content",
        tests=unit("test_a_dataset_is_kept_out_of_a_catalogue"),
    ),
    Fault(
        id="accents-as-typed",
        loss="A text that was typed on a Mac, or comes back with other line ends, is drift for ever.",
        file="publisher/model/values.py",
        piece='lines = unicodedata.normalize("NFC", text).replace("\\r\\n", "\\n").replace("\\r", "\\n").split("\\n")',
        planted='lines = unicodedata.normalize("NFC", text).split("\\n")',
        tests=unit("test_a_text_has_line_feeds_composed_accents_and_no_blanks_at_the_ends"),
    ),
    Fault(
        id="large-base-cut",
        loss="A marker that does not fit is cut: the next run cannot read it, and every field is a takeover.",
        file="publisher/sync/plan/blocked.py",
        piece="    if size <= BASE_LIMIT:\n        return None\n    return Blocked(\n        why=Why.MARKER_TOO_LARGE",
        planted="    if size:\n        return None\n    return Blocked(\n        why=Why.MARKER_TOO_LARGE",
        tests=unit("test_an_entry_with_too_many_resources_for_its_marker_is_not_created"),
    ),
    Fault(
        id="base-of-another-version",
        loss="After an update of the program every text seems edited on the portal, in every entry.",
        file=MARKER,
        piece='if not isinstance(document, dict) or document.get("v") != NORMALISER_VERSION:',
        planted='if not isinstance(document, dict) or "v" not in document:',
        tests=unit("test_what_this_version_did_not_write_is_none"),
    ),
    Fault(
        id="token-told",
        loss="A server that repeats what it was sent puts our token into logs, journals and comments.",
        file="publisher/catalogs/api.py",
        piece='return (text.replace(self.token, "***") if self.token else text)[:DETAIL_LIMIT]',
        planted="return text[:DETAIL_LIMIT]",
        tests=unit("test_a_server_that_repeats_the_token_does_not_make_us_say_it"),
    ),
    Fault(
        id="intent-after-the-call",
        loss="A run that is killed while it writes leaves no trace of what it was about to do.",
        file="publisher/sync/apply/run.py",
        piece=(
            "        self.journal.intent(item)\n"
            "        written = attempt(item, self.journal, lambda: self._write(item))\n"
        ),
        planted=(
            "        written = attempt(item, self.journal, lambda: self._write(item))\n"
            "        self.journal.intent(item)\n"
        ),
        tests=unit("test_the_intent_is_written_before_the_call_and_the_outcome_after_it"),
    ),
    Fault(
        id="retry-forgets-choices",
        loss="A run that is taken up again decides otherwise than the person did who started it.",
        file="publisher/cli/apply.py",
        piece="left.pairs, choices if choices.flags() else left.choices, None",
        planted="left.pairs, choices, None",
        tests=live("test_a_retry_keeps_the_choices_of_the_run"),
    ),
    Fault(
        id="observe-writes",
        loss="A catalogue that is only to be adopted into, or looked at, is written to.",
        file="publisher/sync/plan/make_plan.py",
        piece="if mode is Mode.MANAGE or not isinstance",
        planted="if mode is not Mode.OBSERVE or not isinstance",
        tests=live("test_only_the_mode_manage_writes"),
    ),
    Fault(
        id="approved-by-name",
        loss="A plan that was approved lets through whatever its datasets have become since.",
        file="publisher/sync/plan/plan_file.py",
        piece="if fingerprints.get((item.key, item.catalog)) == fingerprint(item.step):",
        planted="if (item.key, item.catalog) in fingerprints:",
        tests=live("test_a_manifest_that_moved_holds_its_step_back"),
    ),
    Fault(
        id="drift-not-shown",
        loss="An edit of the portal is kept and never mentioned: manifest and portal part ways unseen.",
        file="publisher/views/plan_text.py",
        piece='        case Drift():\n            return "≈"\n',
        planted="        case Drift():\n            return None\n",
        tests=live("test_an_edit_that_is_kept_is_shown_with_the_portals_words"),
    ),
    Fault(
        id="partly-done-is-done",
        loss="A run that failed for one dataset ends green: nobody looks.",
        file="publisher/cli/write.py",
        piece="return Exit.PARTLY if failed or made.stuck or",
        planted="return Exit.PARTLY if made.stuck or",
        tests=live("test_one_failure_stops_one_entry"),
    ),
    Fault(
        id="not-begun-is-done",
        loss="A run that was stopped half way ends green, with no word of how to go on.",
        file="publisher/model/outcome.py",
        piece="return any(not isinstance(outcome, Done) for outcome in self.outcomes)",
        planted="return any(isinstance(outcome, Failed) for outcome in self.outcomes)",
        tests=live("test_an_interrupt_says_what_was_not_done"),
    ),
)
