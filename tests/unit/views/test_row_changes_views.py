"""The cells of a file are texts of others: none of them becomes markup, a mention or another line."""

import re

from publisher.model.findings import RowUnit
from publisher.model.messages import message
from publisher.model.row_changes import CellChange, ChangedRow, FileRow, NotCompared, RowChanges, WhyNotCompared
from publisher.views.row_changes_markdown import row_changes_markdown
from publisher.views.row_changes_text import row_changes_text, row_lines

from .row_samples import ALL, SEVERAL

HOSTILE = "a|b\n- [x](http://x) <img src=x> @all #1 `code` \x1b[31m \u202e ](y) </details>\r\n::error::"
TABLE = RowChanges(
    added=1,
    removed=1,
    changed=1,
    key=HOSTILE,
    columns_added=(HOSTILE,),
    columns_removed=(HOSTILE,),
    first_added=(FileRow(2, ((HOSTILE, HOSTILE),)),),
    first_removed=(FileRow(2, ((HOSTILE, HOSTILE),)),),
    first_changed=(ChangedRow(2, 2, HOSTILE, (CellChange(HOSTILE, HOSTILE, HOSTILE + "x"),)),),
)


def test_nothing_in_a_file_becomes_markup() -> None:
    text = row_changes_markdown(TABLE)
    assert [line[:5] for line in text.splitlines()[1:]] == ["  - `"] * 3
    assert not re.search(r"(?<!\\)[|\[\]]|<(?!br)|@\w|#\d|[\x1b\u202e]", text)
    assert text.count("`") - text.count("\\`") == 6


def test_nothing_in_a_file_becomes_another_line() -> None:
    lines = row_changes_text(TABLE)
    assert len(lines) == 4
    assert all(line.isprintable() for line in lines)


def test_a_long_cell_and_many_cells_are_cut() -> None:
    row = FileRow(2, tuple((f"{'c' * 500}{n}", "x" * 5000) for n in range(900)))
    (line,) = row_lines(RowChanges(added=1, first_added=(row,)))
    assert len(line.text) < 600
    assert line.text.endswith("… and 894 more")


def test_the_first_difference_of_a_long_cell_is_seen() -> None:
    cell = CellChange("note", "x" * 300 + "before", "x" * 300 + "after")
    (line,) = row_lines(RowChanges(changed=1, first_changed=(ChangedRow(2, 2, None, (cell,)),)))
    assert "before" in line.text
    assert "after" in line.text


def test_a_row_is_named_as_its_program_shows_it() -> None:
    changes = RowChanges(added=1, removed=1, unit=RowUnit.RECORD, former_unit=RowUnit.LINE,
                         first_added=(FileRow(3, ()),), first_removed=(FileRow(4, ()),))  # fmt: skip
    assert [line.text.partition(":")[0] for line in row_lines(changes)] == ["record 3", "line 4"]


def test_of_what_is_withheld_there_are_no_rows() -> None:
    withheld = ALL[7]
    text = row_changes_markdown(withheld)
    assert "8 rows added" in text
    assert not row_lines(withheld)
    assert not any(word in text for word in ("Moulin", "note", "identifiant"))


def test_why_rows_are_not_compared_is_escaped() -> None:
    result = NotCompared(WhyNotCompared.NOT_FETCHED, message("it is {x}", x="<b>\n"))
    assert row_changes_markdown(result) == "rows not compared: it is &lt;b&gt; "


def test_the_order_is_added_removed_changed() -> None:
    assert [line.sign for line in row_lines(SEVERAL)] == ["+", "+", "", "−", "~", "~"]
