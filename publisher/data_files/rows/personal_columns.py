"""The columns whose values no comparison shows: a row may be removed because it had personal data."""

from collections.abc import Iterable

from publisher.data_files.personal_data.personal_check import PersonalCheck
from publisher.data_files.rows.read_rows import NoRowsError, StoredTable
from publisher.data_files.table_place import TablePlace
from publisher.model.messages import message
from publisher.model.row_changes import WhyNotCompared


def personal_columns(table: StoredTable, places: Iterable[int]) -> frozenset[str]:
    """Return the columns in which these rows of a table may have personal data, accepted or not.

    Raises `NoRowsError` for a table without header whose first row has some, and `OSError`.
    """
    check = PersonalCheck(TablePlace(""))
    check.header(1, table.names)
    if check.hidden_names and check.columns:
        reason = message("it has no header, and its first row may have personal data")
        raise NoRowsError(WhyNotCompared.UNREADABLE, reason)
    for number, place in enumerate(places, 2):
        cells = table.rows.cells(place)
        check.row(number, [*cells, *[""] * (len(table.names) - len(cells))])
    return check.columns
