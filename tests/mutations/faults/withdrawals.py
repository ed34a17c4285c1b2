"""Faults in a withdrawal: something of a dataset stays where the tool could remove it, or something brings it back."""

from tests.mutations.edits import Rewrite
from tests.mutations.fault import Fault, live, unit

WITHDRAWALS = (
    Fault(
        id="withdrawn-not-hidden-first",
        loss="A portal that refuses the emptying goes on showing the entry to everybody.",
        function="withdraw",
        room="sync/apply",
        edit=Rewrite("update(A, hiding, B).entry", "planned.entry"),
        tests=live("test_one_that_fails_midway_has_hidden_the_entry_and_is_completed"),
    ),
    Fault(
        id="withdrawn-keeps-its-resources",
        loss="The addresses of the files stay in the entry, and the bytes with the portal.",
        function="_emptying",
        edit=Rewrite("EntryEdit(desired=None, entry=A, content=B, resource_writes=(), marker=C)",
                     "EntryEdit(desired=None, entry=A, content=B, resource_writes=None, marker=C)"),
        tests=unit("test_an_entry_is_emptied_hidden_and_marked"),
    ),
    Fault(
        id="withdrawn-leaves-author",
        loss="CKAN goes on holding the name and address of a person, in fields that no manifest has.",
        function="clearing_the_rest",
        edit=Rewrite("FREE | A - NATIVE", "A - NATIVE"),
        tests=live("test_a_withdrawn_dataset_is_hidden_and_empty_and_nothing_of_it_stays_here"),
    ),
    Fault(
        id="withdrawn-edited-since-is-left",
        loss="Somebody fills the entry again, and no sync takes it out.",
        function="is_withdrawn",
        edit=Rewrite("A.last_applied.withdrawn and B and C and D", "A.last_applied.withdrawn"),
        tests=unit("test_what_somebody_did_to_it_since_is_undone"),
    ),
    Fault(
        id="withdrawn-published-again",
        loss="A manifest that git brings back publishes the dataset again.",
        function="decide",
        room="sync/steps",
        edit=Rewrite("A or _blocked_by_withdrawal(B, C)", "A"),
        tests=unit("test_a_manifest_in_its_place_is_blocked_also_one_that_names_it_as_its_former_key"),
    ),
    Fault(
        id="withdrawn-orphan",
        loss="A deleted tombstone goes unsaid, and with --prune nothing says why the entry is there.",
        function="missing_tombstones",
        edit=Rewrite("A is not None and B not in C", "False"),
        tests=unit("test_a_missing_tombstone_blocks_and_the_entry_is_no_orphan"),
    ),
    Fault(
        id="withdrawn-in-journals",
        loss="The values stay in the journals of this machine, in the reasons of failures and in addresses.",
        function="KEPT",
        room="sync/history",
        edit=Rewrite("('run', 'event', 'key', 'catalog', 'step', 'result', 'entry', 'revision')",
                     "('run', 'event', 'key', 'catalog', 'step', 'result', 'entry', 'revision', 'what', 'changes')"),
        tests=unit("test_journals_keep_of_it_what_ran_and_when"),
    ),
    Fault(
        id="withdrawn-unguarded",
        loss="A pull request with twenty tombstones empties twenty entries unasked.",
        function="_hidden",
        room="sync/plan",
        edit=Rewrite("A is UpdateKind.WITHDRAW", "False"),
        tests=unit("test_the_guards_count_it_where_the_entry_is_public"),
    ),
    Fault(
        id="withdrawn-copies-stay",
        loss="The copies that a rollback made keep the data file of the request.",
        function="_forget_copies",
        edit=Rewrite("(*A, *B, *C)", "(*B, *C)"),
        tests=live("test_copies_of_an_earlier_rollback_go_too"),
    ),
)  # fmt: skip
