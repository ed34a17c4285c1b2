"""Personal data that no row of the table has: above it, beside it, in a broken row, in another sheet or format."""

import json
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from publisher.data_files import workbook_file
from publisher.data_files.check_file import check_file
from publisher.data_files.json_stream import CHUNK
from publisher.data_files.personal_data.personal_check import PersonalCheck
from publisher.data_files.personal_data.redact_values import redacted
from publisher.data_files.table_place import TablePlace
from publisher.model.findings import Finding

from .checked import file_of

ADDRESS = "jeanne.quantin@gmail.com"
PHONE = "06 12 34 56 78"
TABLE = "id,ville\n1,Bron\n2,Lyon\n"
PERSON = {"nom": "Quantin", "prenom": "Jeanne", "courriel": ADDRESS}
POINT = {"type": "Point", "coordinates": [4.9, 45.7]}


def findings(path: Path) -> tuple[Finding, ...]:
    check = PersonalCheck(TablePlace(path.name))
    return redacted(check_file(file_of(path), (check,)), check.columns, check.hidden_names)


def personal(path: Path) -> list[str]:
    """Return the rule, the row and the column of the findings about personal data; check that no value is shown."""
    every = findings(path)
    shown = " ".join(f"{finding.what} {finding.fix} {finding.given} {finding.cell}" for finding in every)
    assert "quantin" not in shown.lower()
    assert PHONE not in shown
    cells = [(finding.rule, finding.cell) for finding in every if finding.rule.startswith("PUB70")]
    return [f"{rule} {cell.row} {cell.column or '-'}" for rule, cell in cells if cell]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f"Contact : {ADDRESS}\n\n{TABLE}", ["PUB702 1 -"]),
        (f"Titre\nContact : {PHONE}\nSource\n{TABLE}", ["PUB703 2 -"]),
        (f"{TABLE}3,Caluire,{ADDRESS},{PHONE}\n", ["PUB702 4 #3", "PUB703 4 #4"]),
        (f'{TABLE}3,"{ADDRESS}\n4,Corbas\n', ["PUB702 4 -"]),
        (f'{TABLE}3,"{ADDRESS}"x\n4,Corbas\n', ["PUB702 4 -"]),
        (f"{TABLE}3,{'x' * 1_100_000}\n4,{ADDRESS}\n", ["PUB702 5 -"]),
        (f"{TABLE}3,{'x' * 1_100_000} {ADDRESS}\n", ["PUB702 4 -"]),
        (TABLE + f'3,"{"x" * 400_000}\n' * 25 + f"4,{ADDRESS}\n", ["PUB702 29 -"]),
        ("\n" * 5000 + f"{TABLE}3,{ADDRESS}\n", ["PUB702 5004 ville"]),
    ],
)
def test_what_a_text_file_has_beside_its_table_is_read(tmp_path: Path, content: str, expected: list[str]) -> None:
    path = tmp_path / "x.csv"
    path.write_text(content, encoding="utf-8")

    assert personal(path) == expected


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (PERSON, ["PUB702 1 -"]),
        ({"columns": ["nom"], "records": [PERSON]}, ["PUB702 2 courriel"]),
        ({"donnees": {"lignes": [PERSON]}}, ["PUB702 1 -"]),
        ({"records": [{"id": 1}], "contact": PERSON}, ["PUB702 1 -"]),
        ([["nom", "courriel"], ["Quantin", ADDRESS]], ["PUB702 2 -"]),
        ([[PERSON]], ["PUB702 1 -"]),
        ([ADDRESS], ["PUB702 1 -"]),
        (ADDRESS, ["PUB702 1 -"]),
        ([*({f"c{n}": 1} for n in range(1100)), PERSON], ["PUB702 1101 -"]),
    ],
)
def test_what_is_no_record_is_read(tmp_path: Path, document: object, expected: list[str]) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(document), encoding="utf-8")

    assert personal(path) == expected


@pytest.mark.parametrize(
    "document",
    [
        {"type": "Feature", "geometry": POINT, "properties": PERSON},
        {"type": "FeatureCollection", "features": [], "contact": PERSON},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": POINT, "contact": PERSON}]},
        {"type": "FeatureCollection", "features": [{"geometry": POINT, "properties": None, "courriel": ADDRESS}]},
    ],
)
def test_what_no_property_has_is_read(tmp_path: Path, document: Mapping[str, object]) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")

    assert personal(path) == ["PUB702 1 -"]


def test_the_value_that_a_doubled_key_had_first_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(f'[{{"id": 1, "lieu": {{"a": "{ADDRESS}", "a": "Bron"}}}}]', encoding="utf-8")

    assert personal(path) == ["PUB702 1 -"]


def test_what_follows_a_mistake_in_json_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"id": 1}\n' + json.dumps(PERSON) + "\n" + "x" * (2 * CHUNK), encoding="utf-8")

    assert personal(path) == ["PUB702 2 -"]


@pytest.mark.parametrize("name", ["x.txt", "x.xml", "x.kml", "x.vcf", "x", "x.csv"])
def test_a_text_of_another_format_is_read_line_by_line(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(f"<?xml version='1.0'?>\n<a>\n{ADDRESS}\n{PHONE}</a>\n", encoding="utf-16")

    assert personal(path) == ["PUB702 3 -", "PUB703 4 -"]


@pytest.mark.parametrize("state", ["visible", "hidden"])
def test_every_sheet_of_a_workbook_is_read(tmp_path: Path, state: str) -> None:
    book, path = Workbook(), tmp_path / "x.xlsx"
    book.active.append(("id", "ville"))
    book.active.append((1, "Bron"))
    sheet = book.create_sheet("suivi")
    sheet.sheet_state = state
    for row in (("nom", "prenom", "naissance", "courriel"), ("Quantin", "Jeanne", "1954-03-12", ADDRESS)):
        sheet.append(row)
    book.save(path)

    assert personal(path) == ["PUB701 2 naissance", "PUB702 2 courriel"]
    assert any("in the sheet “suivi”" in finding.what.in_english() for finding in findings(path))


def test_a_workbook_whose_cells_are_not_read_is_read_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book, path = Workbook(), tmp_path / "x.xlsx"
    for row in (("id", "courriel"), (1, ADDRESS)):
        book.active.append(row)
    book.save(path)
    with ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", "<sst>" + " " * 20 + "</sst>")
    monkeypatch.setattr(workbook_file, "MOST_TEXT", 10)

    assert personal(path) == ["PUB702 1 -"]


@pytest.mark.parametrize(
    "content",
    [
        f"Contact : mairie@bron.fr 04 72 00 00 00\n\n{TABLE}",
        f"{TABLE}3,Caluire,155016912345699\n",
        f'{TABLE}3,"née de Bron\n',
    ],
)
def test_what_is_ordinary_stays_so_outside_the_table(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(content, encoding="utf-8")

    assert personal(path) == []


def test_a_first_row_that_is_too_long_is_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("x" * 1_100_000 + f"\n1,{ADDRESS}\n", encoding="utf-8")

    assert personal(path) == ["PUB702 2 -"]
