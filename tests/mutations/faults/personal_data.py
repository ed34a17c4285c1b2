"""Faults by which a person in a data file is shown, published, or accepted by somebody who may not."""

from tests.mutations.edits import ReplaceStatement, Rewrite
from tests.mutations.fault import Fault, unit

PERSONAL_DATA = (
    Fault(
        id="schema-shows-person",
        loss="A name or an address that does not follow its schema is printed, and stands in the log for all to read.",
        function="SchemaCheck._finding",
        edit=Rewrite("A._shows(B, C)", "True"),
        tests=unit("test_what_is_said_of_a_cell"),
    ),
    Fault(
        id="person-in-next-column",
        loss="In a row that lost a cell, a name stands under another heading, and is printed with the mistake there.",
        function="_redacted.hiding",
        edit=Rewrite("A or _may_be_personal(B)", "A"),
        tests=unit("test_a_name_or_a_date_is_hidden_in_every_column"),
    ),
    Fault(
        id="person-underlined",
        loss="The value of a person is taken out of a message and underlined below it.",
        function="_redacted",
        edit=Rewrite("None if A else B.given", "B.given"),
        tests=unit("test_the_value_of_a_personal_column_is_hidden_in_message_and_fix"),
    ),
    Fault(
        id="person-in-part-of-message",
        loss="A value of a person is printed where the message is made of several.",
        function="_redacted.hiding",
        edit=Rewrite("A if B else C(D)", "A if B else D"),
        tests=unit("test_the_value_of_a_personal_column_is_hidden_in_message_and_fix"),
    ),
    Fault(
        id="person-on-second-sheet",
        loss="A workbook with the addresses of persons on its second sheet is published.",
        function="_cells",
        room="workbook_file",
        edit=ReplaceStatement("if", "A.title != B.name"),
        tests=unit("test_every_sheet_of_a_workbook_is_read"),
    ),
    Fault(
        id="person-in-first-row",
        loss="Of a table without a header, the person in the first row is published.",
        function="PersonalCheck.header",
        edit=ReplaceStatement("call", "A.row(B, C)"),
        tests=unit("test_a_table_without_header_is_named_by_the_number_of_its_columns"),
    ),
    Fault(
        id="accepted-by-name",
        loss="Whoever was accepted once publishes any person afterwards, in a file of the same name.",
        function="_is_accepted",
        room="personal_data",
        edit=Rewrite("A == B and C == D.sha256 and E", "A == B and E"),
        tests=unit("test_an_entry_accepts_these_bytes_and_no_others"),
    ),
    Fault(
        id="accepted-for-every-resource",
        loss="A file that was accepted for one resource is published under another one, which nobody has looked at.",
        function="_is_accepted",
        room="personal_data",
        edit=Rewrite("(A, B) == C", "A == C[0]"),
        tests=unit("test_an_entry_for_one_resource_does_not_accept_another_with_the_same_file"),
    ),
    Fault(
        id="accepted-by-oneself",
        loss="Whoever adds a line to the file of acceptances accepts it in the same pull request.",
        function="_branch",
        room="reviewed_file",
        edit=ReplaceStatement("if", "not A", "return LATEST_COMMIT"),
        tests=unit("test_with_a_remote_its_default_branch_counts_and_not_a_local_commit"),
    ),
    Fault(
        id="persons-waived",
        loss="A manifest accepts by itself that it names natural persons.",
        function="Rule.waivable",
        edit=ReplaceStatement("if", "A is B.PERSONAL_DATA"),
        tests=unit("test_no_exception_of_a_manifest_accepts_them"),
    ),
    Fault(
        id="published-unchecked",
        loss="A file that is saved between check and upload is published with the persons that it has by then.",
        function="Workspace._measured",
        edit=Rewrite("A != B", "False"),
        tests=unit("test_bytes_that_were_not_checked_are_not_published"),
    ),
)
