"""A finding in a data file: its row and its column, as the author's program shows them."""

import pytest

from publisher.model.findings import Cell, Finding, Position, RowUnit, Severity
from publisher.model.messages import message
from publisher.views.findings import findings_text
from publisher.views.findings_markdown import findings_markdown
from publisher.views.json_results import findings_document

FILE = "manifests/bron/x.csv"


def finding(cell: Cell) -> Finding:
    return Finding("PUB601", Severity.ERROR, Position(FILE, cell.row), message("wrong"), cell=cell)


def row_of_the_file(position: Position) -> str:
    return "Zoé Dupont,1980-01-01"


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        (Cell(18, "code_insee"), "ligne 18, colonne « code_insee »"),
        (Cell(18), "ligne 18"),
        (Cell(3, "nom", RowUnit.FEATURE), "objet 3, propriété « nom »"),
        (Cell(3, "nom", RowUnit.RECORD), "enregistrement 3, propriété « nom »"),
    ],
)
@pytest.mark.usefixtures("in_french")
def test_its_place_is_a_row_and_a_column_and_the_row_is_not_repeated(cell: Cell, place: str) -> None:
    text = findings_text([finding(cell)], row_of_the_file).replace("\u00a0", " ").replace("\u202f", " ")

    assert text == f"{FILE} : {place}  PUB601 erreur\n    Wrong."


def test_markdown_names_the_same_place() -> None:
    text = findings_markdown([finding(Cell(18, "code_insee"))], 3, row_of_the_file)

    assert "| ✘ error | manifests/bron/x.csv: line 18, column “code\\_insee” | wrong | PUB601 |" in text
    assert "Dupont" not in text


def test_json_has_the_row_and_the_name_of_the_column() -> None:
    documents = findings_document([finding(Cell(18, "code_insee")), finding(Cell(18))], 3)["findings"]

    assert isinstance(documents, list)
    assert [(each["line"], each["row"], each["column_name"]) for each in documents] == [
        (18, 18, "code_insee"),
        (18, 18, None),
    ]


def test_a_finding_in_a_manifest_has_no_row() -> None:
    documents = findings_document([Finding("PUB201", Severity.ERROR, Position("a.yml", 3, 4), message("x"))], 3)

    assert "row" not in str(documents)
