"""Workbooks: sheets, merged cells, formulas, and the same checks of rows as for CSV."""

import builtins
import datetime
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from publisher.data_files import workbook_file
from publisher.data_files.check_file import check_file
from publisher.model.findings import Severity

from .checked import file_of, findings_in, places

HEAD = ("id", "nom", "code_insee", "date_maj")
ROWS = ((1, "Mairie", "69029", datetime.datetime(2024, 1, 31)), (2, "École", "01004", datetime.datetime(2024, 2, 29)))


def workbook(*rows: tuple[Any, ...], change: Callable[[Workbook], object] = lambda _book: None) -> bytes:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def hide_second(book: Workbook) -> None:
    book.create_sheet("brouillon").sheet_state = "hidden"


def test_a_clean_workbook_has_no_finding(tmp_path: Path) -> None:
    assert places(tmp_path, workbook(HEAD, *ROWS), "x.xlsx") == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (workbook(HEAD, *ROWS, change=lambda book: book.create_sheet("autre")), ["PUB651 1"]),
        (workbook(HEAD, *ROWS, change=hide_second), ["PUB652 1"]),
        (workbook(HEAD, *ROWS, change=lambda book: book.active.merge_cells("B2:B3")), ["PUB653 2"]),
        (workbook(HEAD, *ROWS, (3, "=A2+1", "69029")), ["PUB654 4"]),
        (workbook(("Liste des mairies",), (), HEAD, *ROWS), ["PUB612 1"]),
        (workbook(HEAD, (1, "a", 1004)), ["PUB622 2 code_insee"]),
        (workbook(HEAD, (1, "a", "69029", "01/02/2024")), ["PUB624 2 date_maj"]),
        (workbook(HEAD, *ROWS, (3, "#REF!", "69029")), ["PUB630 4 nom"]),
        (workbook(HEAD, *ROWS, (), *ROWS), ["PUB615 4"]),
        (workbook(HEAD, *ROWS, (3, "a", "69029", None, "en trop")), ["PUB614 4"]),
        (workbook(("id", None, "nom"), (1, 2, "a")), ["PUB607 1"]),
        (workbook(HEAD), ["PUB606 1"]),
        (workbook(), ["PUB605 1"]),
        (b"PK\x03\x04 this is no archive [Content_Types].xml", ["PUB650 1"]),
        (workbook(HEAD, *ROWS)[:-200], ["PUB650 1"]),
    ],
)  # fmt: skip
def test_a_mistake_is_found_on_its_row(tmp_path: Path, content: bytes, expected: list[str]) -> None:
    assert places(tmp_path, content, "x.xlsx") == expected


def test_rows_beyond_the_size_that_a_sheet_claims_are_checked(tmp_path: Path) -> None:
    whole = io.BytesIO(workbook(HEAD, *ROWS, (3, "a", 1004)))
    with ZipFile(whole) as archive, ZipFile(tmp_path / "x.xlsx", "w") as claiming:
        for name in archive.namelist():
            claiming.writestr(name, archive.read(name).replace(b'ref="A1:D4"', b'ref="A1:D2"'))

    content = (tmp_path / "x.xlsx").read_bytes()
    assert content != whole.getvalue()
    assert places(tmp_path, content, "x.xlsx") == ["PUB622 4 code_insee"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (69029, "69029"),
        (69029.0, "69029"),
        (21690123100011.0, "21690123100011"),
        (12.5, "12.5"),
        (True, "true"),
        (datetime.datetime(2024, 1, 31), "2024-01-31"),
        (datetime.datetime(2024, 1, 31, 12, 30), "2024-01-31 12:30:00"),
    ],
)
def test_the_value_of_a_cell_is_what_a_csv_file_has(value: object, text: str) -> None:
    assert workbook_file.cell_text(value) == text


def test_an_archive_that_is_no_workbook_is_said_so(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "x")

    assert places(tmp_path, (tmp_path / "a.zip").read_bytes(), "x.xlsx") == ["PUB650 1"]


def test_without_openpyxl_the_cells_are_not_checked_and_it_says_how_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing = builtins.__import__

    def without_openpyxl(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] == "openpyxl":
            raise ImportError(name)
        return importing(name, *args, **kwargs)

    content = workbook(HEAD, (1, "a", 1004), change=hide_second)
    monkeypatch.setattr(builtins, "__import__", without_openpyxl)
    hidden, unchecked = findings_in(tmp_path, content, "x.xlsx")

    assert (hidden.rule, unchecked.rule, unchecked.severity) == ("PUB652", "PUB655", Severity.ADVICE)
    assert str(unchecked.fix) == "Install it with: pip install 'opendata-publisher[data]'"


def test_a_workbook_that_does_not_fit_into_memory_is_not_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_file, "MOST_TEXT", 10)
    content = io.BytesIO(workbook(HEAD, *ROWS))
    with ZipFile(content, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", "<sst>" + " " * 20 + "</sst>")

    assert places(tmp_path, content.getvalue(), "x.xlsx") == ["PUB655 1"]


def test_progress_adds_up_to_the_size_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(workbook(HEAD, *ROWS))
    steps: list[int] = []
    check_file(file_of(path), advance=steps.append)

    assert sum(steps) == path.stat().st_size
