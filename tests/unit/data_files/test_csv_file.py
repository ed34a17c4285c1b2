"""The checks of CSV files: each fires on its mistake, on the very row, and keeps silent on a clean file."""

from dataclasses import replace
from pathlib import Path

import pytest

from publisher.data_files.check_file import check_file
from publisher.model.findings import Reencode, Severity
from publisher.model.values import SchemaRef
from publisher.rules.data_content import NOT_UTF8
from publisher.rules.registry import RULES

from .checked import CLEAN, file_of, findings_in, places

HEAD = "id,nom,ville\n"
LONG_NAME = "x" * 64


def rows(*lines: str, head: str = HEAD) -> str:
    return head + "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize(
    "content",
    [
        CLEAN,
        "\ufeff" + CLEAN,
        CLEAN.replace("\n", "\r\n"),
        CLEAN.replace('"Parc, jardin"', '"Parc\net ""jardin"""'),
        'id;nom;prix\n1;a;"1,5"\n2;b;2,5\n',
        "commune,2019,2020,2021\nBron,1,2,3\nLyon,4,5,6\n",
        "commune,0,5,10,15\nBron,1,2,3,4\nLyon,4,5,6,7\n",
        "id,dates_ouverture\n1,du 1er mai au 30 septembre\n",
        "nom\nBron\n\nLyon\n",
        "id,nom\n1,Total\n2,Source du Rhône\n3,Somme\n",
        "departement,nom\n09,a\n2A,b\n974,c\n",
        "code_postal,pays\n1300,Belgique\n",
        "id,siret\n1,35600000049837\n",
        "id,date\n1,2024\n2,2024-05\n3,2024-05-01T10:00:00Z\n4,2024-05-01/2024-06-01\n",
        'nom,horaires\na,"lun;mar;mer"\nb,"lun;mar;mer"\nc,"lun;mar;mer"\n',
        "",
    ],
)  # fmt: skip
def test_a_clean_table_has_no_finding(tmp_path: Path, content: str) -> None:
    assert places(tmp_path, content) == ([] if content else ["PUB605 1"])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (rows("1,a,b", "2,a", "3,a,b,c"), ["PUB614 3", "PUB614 4"]),
        (rows("1,a,b", "", ",,", "2,a,b"), ["PUB615 3"]),
        (rows("1,a,b", "", ""), ["PUB616 3"]),
        (rows("1,a,b", ",,", ",,"), ["PUB615 3"]),
        ("id, nom,ville \n1,a,b\n", ["PUB639 1  nom", "PUB639 1 ville "]),
        ("id,EQUIP_LAT,EQUIP_LONG\n1,45.7,4.8\n2,4.8,45.7\n", ["PUB626 3 EQUIP_LAT"]),
        (rows(), ["PUB606 1"]),
        ("id,,ville\n1,a,b\n", ["PUB607 1"]),
        ("id,nom,,,\n1,a,,,\n", ["PUB607 1"]),
        ("id,nom,nom\n1,a,b\n", ["PUB608 1 nom"]),
        (f"id,{LONG_NAME}\n1,a\n", [f"PUB609 1 {LONG_NAME}"]),
        ("1,a,69029\n2,b,69123\n3,c,69266\n", ["PUB611 1"]),
        ("Bron,2024-01-01,x\nLyon,2024-01-02,y\n", ["PUB611 1"]),
        ("Liste des parcs;;\n;;\nid;nom;ville\n1;a;b\n2;a;b\n", ["PUB612 1"]),
        ("Liste des parcs\n\n" + rows("1,a,b", "2,a,b"), ["PUB612 1"]),
        ("\n" + rows("1,a,b"), ["PUB612 1"]),
        ("sep=;\nid;nom\n1;a\n", ["PUB612 1"]),
        (rows("1,a,b", "Total,,12"), ["PUB613 3"]),
        (rows("1,a,b", "", "Source : mairie"), ["PUB613 4"]),
        (rows('1,"a,b', "2,a,b", "3,a,b"), ["PUB617 2 nom"]),
        (rows("1,a,b", '2,"a "b" c",d', '3,"a",b'), ["PUB617 3"]),
        (rows('1,"a,b', "2,a,b", '3,"c",b', "4,a"), ["PUB617 2 nom", "PUB614 5"]),
        (rows("1,a,b", '2,b",c'), ["PUB618 3"]),
        ("a\tb\n1\t2\n", ["PUB619 1"]),
        ("a|b\n1|2\n", ["PUB619 1"]),
        ("id;nom;ville\n1,a,b\n2,a,b\n", ["PUB620 1"]),
        (rows("1,a,b", "2," + "x" * 1_300_000 + ",b"), ["PUB621 3"]),
        ("id,code_insee\n1,1004\n2,69029\n", ["PUB622 2 code_insee"]),
        ("id,departement\nx,9\n", ["PUB622 2 departement"]),
        ("id,Code Postal\n1,1300\n", ["PUB622 2 Code Postal"]),
        ("id,code_insee\n1,69 029\n", ["PUB634 2 code_insee"]),
        ("id,insee\n1,1004\n2,69029\n", ["PUB622 2 insee"]),
        ("id,telephone\n1,612345678\n2,06 12 34 56 78\n3,115\n", ["PUB622 2 telephone"]),
        ('id,siret\n1,"2,16900E+13"\n', ["PUB623 2 siret"]),
        ("id,siret\n1,21690123100012\n2,216901231\n3,\n", ["PUB633 2 siret", "PUB633 3 siret"]),
        ("id,siren\n1,216901231\n2,216901232\n", ["PUB633 3 siren"]),
        ("id,siren\n1,5520554\n", ["PUB633 2 siren"]),
        ("id,siret\n1,5410706500010\n", ["PUB622 2 siret"]),
        ("id,date_maj\n1,01/02/2024\n2,02/02/2024\n", ["PUB624 2 date_maj"]),
        ("id,date_maj\n1,31/05/2024\n2,05/31/2024\n", ["PUB624 3 date_maj", "PUB624 2 date_maj"]),
        ("id,date_maj\n1,2024-01-01\n2,02/02/2024\n3,2024-02-30\n", ["PUB624 4 date_maj", "PUB624 3 date_maj"]),
        ('id,prix\n1,1.5\n2,"2,5"\n3,3.5\n', ["PUB625 3 prix"]),
        ("id,lat,lon\n1,45.7,4.8\n2,4.8,45.7\n", ["PUB626 3 lat"]),
        ("id,lat,lon\n1,45.7,4.8\n2,48.7,4.8\n", ["PUB627 3 lat"]),
        ("id,lat,lon\n1,48.7,4.8\n2,48.7,4.8\n", ["PUB628 2 lat"]),
        ("id,lat,lon\n1,4.8,45.7\n2,4.8,45.7\n", ["PUB626 2 lat"]),
        ("id,lat,lon\n1,45.7,4.8\n2,0,0\n", ["PUB629 3 lat"]),
        ("id,lat,lon\n1,6519000,842000\n", ["PUB637 2 lat"]),
        ("id,lat,lon\n1,inf,nan\n2,45.7,4.8\n", []),
        (rows("1,#REF!,b", "2,#N/A,b"), ["PUB630 2 nom", "PUB630 3 nom"]),
        (rows("1,a\x07,b"), ["PUB631 2 nom"]),
        (rows("1,a\0,b"), ["PUB631 2 nom"]),
        (rows("1,CafÃ©,b"), ["PUB603 2 nom"]),
        (rows("1,caf\ufffd,b"), ["PUB603 2 nom"]),
        ("id,nom\n1,a\r2,b\n3,c\n", ["PUB632 2"]),
    ],
)  # fmt: skip
def test_a_mistake_is_found_on_its_row(tmp_path: Path, content: str, expected: list[str]) -> None:
    assert places(tmp_path, content) == expected


def test_names_that_are_hard_for_programs_are_one_piece_of_advice(tmp_path: Path) -> None:
    (advice,) = findings_in(tmp_path, "Nom,Date de début,id\na,,c\n")

    assert (advice.rule, advice.severity) == ("PUB610", Severity.ADVICE)
    assert str(advice.fix) == "Names that programs read without effort: Nom → nom, Date de début → date_de_debut"


def test_names_that_a_schema_asks_for_are_not_criticised(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Nom du lieu\nBron\n")
    assert [finding.rule for finding in check_file(file_of(path))] == ["PUB610"]
    assert check_file(replace(file_of(path), schema=SchemaRef("etalab/x", None))) == ()


def test_the_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    assert findings_in(tmp_path, "\ufeff" + CLEAN) == ()


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman", "cp850", "utf-16", "utf-16-le", "utf-16-be"])
def test_another_encoding_is_named_and_its_repair_known(tmp_path: Path, encoding: str) -> None:
    third = "" if encoding == "cp850" else "3,Œuvre où ça\n"
    content = f"id,nom\n1,a\n2,École élémentaire « Été » à côté\n{third}"
    (finding,) = findings_in(tmp_path, content.encode(encoding))

    assert finding.rule == NOT_UTF8.id
    assert finding.repair == Reencode(encoding)
    assert finding.at.line == (1 if encoding.startswith("utf") else 3)


def test_an_encoding_that_is_not_sure_is_not_converted(tmp_path: Path) -> None:
    (finding,) = findings_in(tmp_path, b"id,nom\n1,\x8d\x81\x9d\n")

    assert (finding.rule, finding.repair) == ("PUB601", None)


def test_lines_of_two_encodings_are_not_converted(tmp_path: Path) -> None:
    (finding,) = findings_in(tmp_path, "id,nom\n1,é\n".encode() + "2,é\n".encode("cp1252"))

    assert (finding.rule, finding.at.line, finding.repair) == ("PUB602", 3, None)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<!DOCTYPE html>\n<html></html>", "a web page (HTML)"),
        (b"\n <html lang='fr'>", "a web page (HTML)"),
        (b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0[Content_Types].xml", "an Excel workbook (.xlsx)"),
        (b"PK\x03\x04\x14\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "a LibreOffice sheet (.ods)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "an old Excel workbook (.xls)"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b'{"type": "FeatureCollection"}', "a JSON file"),
        (b"\x1f\x8b\x08", "a compressed file (gzip)"),
        (b"<?xml version='1.0'?><a/>", "an XML document"),
    ],
)  # fmt: skip
def test_another_content_under_the_name_of_a_table_is_found(tmp_path: Path, content: bytes, kind: str) -> None:
    (finding,) = findings_in(tmp_path, content)

    assert finding.rule == "PUB604"
    assert str(finding.what) == f"the name of the file ends in .csv, and its content is {kind}"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("x.xlsx", CLEAN, ["PUB604 1"]),
        ("x.pdf", CLEAN, ["PUB604 1"]),
        ("x.xls", "<html><table>", ["PUB604 1"]),
        ("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", ["PUB636 1"]),
        ("x.pdf", b"%PDF-1.7", []),
        ("x.tsv", "a\tb\n1\t2\n", []),
    ],
)
def test_content_is_held_to_the_extension(tmp_path: Path, name: str, content: str | bytes, expected: list[str]) -> None:
    assert places(tmp_path, content, name) == expected


def test_a_large_file_gets_no_preview(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    with path.open("wb") as file:
        file.write(b"PAR1")
        file.truncate(50_000_001)
    (finding,) = check_file(file_of(path))
    assert (finding.rule, finding.severity) == ("PUB635", Severity.ADVICE)


def test_twenty_findings_of_a_rule_are_shown_and_the_rest_is_counted(tmp_path: Path) -> None:
    findings = findings_in(tmp_path, rows(*["1,a"] * 50, "1,a,b"))

    assert [finding.at.line for finding in findings] == list(range(2, 23))
    assert [finding.count for finding in findings] == [1] * 20 + [30]
    assert str(findings[-1].what) == "from here on, 30 more places with the same mistake"


def test_the_rows_after_an_open_quote_are_checked(tmp_path: Path) -> None:
    content = "id,nom,siret\n" + '1,"Mairie,21690123100011\n' + "2,École,21690123100011\n" * 30 + "3,Parc,1\n"

    assert places(tmp_path, content) == ["PUB617 2 nom", "PUB633 33 siret"]


def test_rows_are_numbered_as_an_editor_does(tmp_path: Path) -> None:
    assert places(tmp_path, 'id,nom\n1,"a\nb\nc"\n2\n') == ["PUB614 5"]


def test_progress_adds_up_to_the_size_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(CLEAN * 5000)
    steps: list[int] = []
    check_file(file_of(path), advance=steps.append)

    assert sum(steps) == path.stat().st_size
    assert len(steps) > 2


@pytest.mark.usefixtures("in_french")
def test_a_finding_reads_in_french(tmp_path: Path) -> None:
    (finding,) = findings_in(tmp_path, "id,code_insee\n1,1004\n")

    assert str(finding.what).replace("\u00a0", " ") == (
        "« 1004 » est trop court pour un code INSEE de commune (5 caractères) : le zéro du début est perdu, "
        "sans doute « 01004 »"
    )


def test_every_value_is_a_parameter_of_its_own(tmp_path: Path) -> None:
    (finding,) = findings_in(tmp_path, "id,siret\n1,21690123100012\n")

    assert dict(finding.what.params)["value"] == "21690123100012"
    assert "21690123100012" not in finding.what.text + str(finding.fix)


def test_the_rules_of_tables_have_their_severity() -> None:
    errors = {"601", "602", "604", "605", "607", "608", "611", "612", "614", "617", "620", "623", "626", "628", "637"}
    advice = {"610", "616", "619", "635", "636"}
    tables = {name[3:]: rule.severity for name, rule in RULES.items() if "PUB601" <= name < "PUB650"}

    assert {name for name, severity in tables.items() if severity is Severity.ERROR} == errors
    assert {name for name, severity in tables.items() if severity is Severity.ADVICE} == advice


def test_a_table_below_many_empty_lines_is_no_empty_file(tmp_path: Path) -> None:
    rules = [finding.rule for finding in findings_in(tmp_path, "\n" * 5000 + "id,nom\n1,a\n2,b\n")]

    assert "PUB605" not in rules
    assert "PUB612" in rules


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("1,a,b,c", 'A value has the delimiter in it: put the whole of it in double quotes ("…")'),
        ("1,a,b,,", "Delete the empty cells at the end of the row."),
        ("1,a", "Add the missing cells: a delimiter for each"),
        ('1,"a,b\nc"', "A double quote may have taken in the cells behind it"),
    ],
)
def test_what_to_do_about_a_row_depends_on_its_cells(tmp_path: Path, line: str, advice: str) -> None:
    (finding,) = findings_in(tmp_path, rows("0,a,b", line, "2,a,b"))

    assert str(finding.fix).startswith(advice)


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("MÃ©diathÃ¨que", "Write “Médiathèque”. Where many cells are like this"),
        ("M\ufffddiathèque", "Export the original again"),
    ],
)
def test_letters_that_were_decoded_wrongly_are_written_right_where_they_are_known(
    tmp_path: Path, value: str, advice: str
) -> None:
    (finding,) = findings_in(tmp_path, rows(f"1,{value},b"))

    assert str(finding.fix).startswith(advice)
