"""One reader of tables: rows with their lines, whatever the quotes; what it counts is what the checks see."""

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.tables import text_rows
from publisher.tables.dialect import Dialect
from publisher.tables.text_rows import Break, BrokenRow, TextTable, dialect_of_file, size_of_table, survey_of


def read(
    path: Path, content: str | bytes, width: int | None = None
) -> tuple[list[tuple[int, list[str]]], list[BrokenRow]]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    broken: list[BrokenRow] = []
    table = TextTable(path, dialect_of_file(path, survey_of(path)), broken.append)
    table.width = width
    return list(table.rows()), broken


def test_a_row_has_the_line_on_which_it_starts(tmp_path: Path) -> None:
    rows, broken = read(tmp_path / "a.csv", 'a,b\n"1\n2",3\r\n4,5\n')

    assert rows == [(1, ["a", "b"]), (2, ["1\n2", "3"]), (4, ["4", "5"])]
    assert broken == []


@pytest.mark.parametrize("block", [8, 16, 64])
def test_rows_across_blocks_are_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(text_rows, "CHUNK", block)
    cells = [[str(n), "é\n" * (n % 5), f'x "{n}"'] for n in range(50)]
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(cells)
    rows, broken = read(path, path.read_bytes(), 3)

    assert [row for _, row in rows] == cells
    assert broken == []


def test_one_forgotten_quote_leaves_the_other_rows(tmp_path: Path) -> None:
    rows, broken = read(tmp_path / "a.csv", 'a,b\n1,"x\n2,y\n3,"z"\n', 2)

    assert rows == [(1, ["a", "b"]), (3, ["2", "y"]), (4, ["3", "z"])]
    assert broken == [BrokenRow(2, Break.OPEN_QUOTE, 4, '1,"x\n')]


def test_a_quote_open_to_the_end_of_a_large_file_is_found_in_bounded_memory(tmp_path: Path) -> None:
    rows, broken = read(tmp_path / "a.csv", 'a,b\n1,"x\n' + "2,yyyyyyyyyyyyyyyyyyyyyyyyyyyyy\n" * 60_000, 2)

    assert len(rows) == 60_001
    assert [(row.line, row.why) for row in broken] == [(2, Break.OPEN_QUOTE)]
    assert broken[0].last < 40_000


@pytest.mark.parametrize(
    ("content", "delimiter", "line"),
    [
        ("a,b\n1,2\n", ",", 1),
        ('nom;lat\na;"4,5"\nb;4,5\nc;4,5\n', ";", 1),
        ("id,nom,h\n1,a,lun;mar\n2,b,lun;mar\n", ",", 1),
        ("Titre\n\na;b;c\n1;2;3\n", ";", 3),
        ("Titre;;\na;b;c\n1;2;3\n", ";", 2),
        ('"a;b","c;d"\n"1;2","3;4"\n', ",", 1),
        ("a\n1\n", ",", 1),
    ],
)
def test_several_rows_decide_on_the_delimiter_and_the_header(
    tmp_path: Path, content: str, delimiter: str, line: int
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content)
    dialect = dialect_of_file(path, survey_of(path))

    assert (dialect.delimiter, dialect.header_line) == (delimiter, line)


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\ufeff"), max_size=8), min_size=3, max_size=3
        ),
        min_size=2,
    )
)
def test_what_a_program_writes_is_read_as_it_was(cells: list[list[str]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows(cells)
        survey = survey_of(path)
        table = TextTable(path, Dialect(survey.encoding, ",", 1))
        table.width = 3
        assert survey.is_utf8
        assert [row for _, row in table.rows()] == cells


def test_title_lines_do_not_count_and_rows_with_open_quotes_do(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('Titre;;\na;b;c\n1;2;3\n4;"5;6\n7;8;9\n;;\n')

    assert size_of_table(path, survey_of(path)) == (3, 3)


def test_a_table_with_a_row_that_is_too_long_has_no_size(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a;b\n1;" + "2" * 1_400_000)

    assert size_of_table(path, survey_of(path)) == (None, None)
