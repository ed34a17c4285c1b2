"""What an author reads of a table that does not follow its schema: the place, what is wrong, and what to write."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from publisher.data_files.file_to_check import FileToCheck
from publisher.data_files.repeated_findings import MOST
from publisher.data_files.row_check import RowCheck
from publisher.data_files.table_schema import field_readers
from publisher.data_files.table_schema.check_rows import TableCheck
from publisher.data_files.table_schema.schema_findings import SchemaCheck, schema_check, schema_findings
from publisher.data_files.table_schema.schema_library import FetchFailed, SchemaLibrary
from publisher.data_files.table_schema.table_schema import TableSchema
from publisher.model.findings import Cell, Finding, Position, Severity
from publisher.model.messages import message
from publisher.model.names import DatasetKey, ResourceId
from publisher.model.values import SchemaRef
from tests.unit.data_files.table_schema.tables import field, rows, schema

SHOWN = "manifests/bron/subventions.csv"
INSEE = r"^([013-9]\d|2[AB1-9])\d{3}$"


def findings(text: str, checked: TableSchema) -> list[Finding]:
    """Return the findings about a CSV text."""
    return findings_of_rows([cells for _, cells in rows(text)], checked)


def findings_of_rows(table: Sequence[Sequence[object]], checked: TableSchema) -> list[Finding]:
    """Return the findings about a table."""
    check = SchemaCheck(TableCheck(checked), SHOWN)
    made = list(check.header(1, table[0]))
    for number, cells in enumerate(table[1:], 2):
        made += check.row(number, cells)
    return [*made, *check.end()]


def texts(finding: Finding) -> tuple[str, str, str | None]:
    """Return the rule of a finding, what it says, and what to do."""
    return finding.rule, finding.what.in_english(), finding.fix.in_english() if finding.fix else None


@pytest.mark.parametrize(
    ("described", "cell", "rule", "what", "fix"),
    [
        # types
        (
            field("c", "date"),
            "31/05/2024",
            "PUB688",
            "“31/05/2024” is not a date written like 2024-05-31",
            "Write 2024-05-31",
        ),
        (field("c", "date"), "2024-02-30", "PUB688", "“2024-02-30” is not a date written like 2024-05-31", None),
        (
            {**field("c", "date"), "format": "%d/%m/%Y"},
            "2024-5",
            "PUB688",
            "“2024-5” is not a date written like 31/05/2024",
            None,
        ),
        (
            field("c", "datetime"),
            "31/05/2024",
            "PUB688",
            "“31/05/2024” is not a date with a time, written like 2024-05-31T14:30:00Z",
            None,
        ),
        (field("c", "time"), "14h", "PUB688", "“14h” is not a time of day written like 14:30:00", None),
        (
            field("c", "number"),
            "1 234,5 €",
            "PUB688",
            "“1 234,5 €” is not a number with a decimal point, without spaces and without unit, such as 12.5",
            "Write 1234.5",
        ),
        (
            field("c", "integer"),
            "12.0",
            "PUB688",
            "“12.0” is not a whole number, without spaces and without unit",
            "Write 12",
        ),
        (
            field("c", "integer"),
            "1.234.567",
            "PUB688",
            "“1.234.567” is not a whole number, without spaces and without unit",
            "Write 1234567",
        ),
        (
            field("c", "integer"),
            "12,5",
            "PUB688",
            "“12,5” is not a whole number, without spaces and without unit",
            None,
        ),
        (
            field("c", "integer"),
            "douze",
            "PUB688",
            "“douze” is not a whole number, without spaces and without unit",
            None,
        ),
        (
            field("c", "integer", "12"),
            "x",
            "PUB688",
            "“x” is not a whole number, without spaces and without unit",
            "Example: 12",
        ),
        (field("c", "year"), "24", "PUB688", "“24” is not a year in four digits", None),
        (field("c", "yearmonth"), "05/2024", "PUB688", "“05/2024” is not a month written like 2024-05", None),
        (field("c", "boolean"), "Oui", "PUB688", "“Oui” is not one of the words true / false", "Write true"),
        (
            {**field("c", "boolean"), "trueValues": ["oui"], "falseValues": ["non"]},
            "no",
            "PUB688",
            "“no” is not one of the words oui / non",
            "Write non",
        ),
        (
            field("c", "geopoint"),
            "ici",
            "PUB688",
            "“ici” is not a longitude and a latitude, in this order, such as 1.5,47.25",
            None,
        ),
        (
            {**field("c", "geopoint"), "format": "array"},
            "ici",
            "PUB688",
            "“ici” is not a longitude and a latitude, in this order, such as [1.5, 47.25]",
            None,
        ),
        (field("c", "duration"), "ici", "PUB688", "“ici” is not a value of the type “duration”", None),
        (
            {**field("site"), "format": "uri"},
            "www.bron.fr",
            "PUB688",
            "“www.bron.fr” is not a whole address, which begins with https://",
            "Write https://www.bron.fr",
        ),
        # constraints
        (
            field("c", "number", required=True),
            "",
            "PUB689",
            "the cell is empty, and the schema requires a value",
            "Fill it in with a number with a decimal point, without spaces and without unit, such as 12.5.",
        ),
        (
            field("c", required=True),
            "",
            "PUB689",
            "the cell is empty, and the schema requires a value",
            "Write the value, which the service knows; no sign or word in its place, such as “-”.",
        ),
        (
            field("c", required=True, enum=["a", "b"]),
            "",
            "PUB689",
            "the cell is empty, and the schema requires a value",
            "Fill it in with one of the allowed values (a, b).",
        ),
        (
            field("c", enum=["Numéraire", "nature"]),
            "numeraire",
            "PUB690",
            "“numeraire” is not one of the values that the schema allows",
            "Write Numéraire",
        ),
        (
            field("c", enum=["numéraire", "nature"]),
            "naturre",
            "PUB690",
            "“naturre” is not one of the values that the schema allows",
            "Did you mean “nature”? Allowed values: numéraire, nature",
        ),
        (
            field("c", enum=["a", "b"]),
            "zzz",
            "PUB690",
            "“zzz” is not one of the values that the schema allows",
            "Allowed values: a, b",
        ),
        (
            field("c", pattern=INSEE),
            "6929",
            "PUB691",
            "“6929” is not the INSEE code of a commune (5 characters)",
            "Write 06929",
        ),
        (field("c", pattern=INSEE), "Bron", "PUB691", "“Bron” is not the INSEE code of a commune (5 characters)", None),
        (
            field("c", pattern=r"^W\d{9}$"),
            "w123456789",
            "PUB691",
            "“w123456789” is not an RNA number: W, then 9 digits",
            "Write W123456789",
        ),
        (
            field("c", pattern=r"^[0-9]{14}$"),
            "356 000 000 00048",
            "PUB691",
            "“356 000 000 00048” is not a number of 14 digits",
            "Write 35600000000048",
        ),
        (
            field("c", pattern=r"^\d-P$", example="1-P"),
            "P",
            "PUB691",
            "“P” is not a text of the form that the schema describes, such as 1-P",
            None,
        ),
        (field("c", pattern=r"^\d-P$"), "P", "PUB691", r"“P” is not a text of the form ^\d-P$", None),
        (
            field("c", "number", minimum=0),
            "-1",
            "PUB692",
            "“-1” is less than 0, the least that the schema allows",
            None,
        ),
        (
            field("c", "number", maximum="1", example="0.45"),
            "45",
            "PUB692",
            "“45” is more than 1, the most that the schema allows",
            "Example: 0.45",
        ),
        (field("c", "number", exclusiveMinimum=0), "0", "PUB692", "“0” is not more than 0", None),
        (field("c", "number", exclusiveMaximum=9), "9", "PUB692", "“9” is not less than 9", None),
        (
            field("c", maxLength=3),
            "abcd",
            "PUB692",
            "the text has 4 characters; the schema allows at most 3",
            "Shorten it.",
        ),
        (field("c", minLength=3), "ab", "PUB692", "the text has 2 characters; the schema asks for at least 3", None),
        # what is not shown
        ({**field("courriel"), "format": "email"}, "a@@b.fr", "PUB688", "the value is not an e-mail address", None),
        (
            field("tel", pattern=r"^\+33\d{9}$"),
            "06 12 34 56 78",
            "PUB691",
            r"the value is not a text of the form ^\+33\d{9}$",
            None,
        ),
        (
            field("dateNaissance", "date"),
            "31/05/1980",
            "PUB688",
            "the value is not a date written like 2024-05-31",
            None,
        ),
        (
            field("c", enum=["a"]),
            "Écrire à x@y.fr",
            "PUB690",
            "the value is not one of the values that the schema allows",
            "Allowed values: a",
        ),
        (
            field("c", enum=["a"]),
            "1 85 05 69 123 456 78",
            "PUB690",
            "the value is not one of the values that the schema allows",
            "Allowed values: a",
        ),
        (
            field("c", "integer"),
            "x" * 80,
            "PUB688",
            f"“{'x' * 59}…” is not a whole number, without spaces and without unit",
            None,
        ),
    ],
)
def test_what_is_said_of_a_cell(
    described: Mapping[str, object], cell: str, rule: str, what: str, fix: str | None
) -> None:
    name = str(described["name"])
    second = {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json"}
    (finding,) = findings_of_rows([[name, "n"], [cell, "x"]], schema(described, field("n"), **second))

    assert texts(finding) == (rule, what, fix)
    assert finding.severity is Severity.ERROR
    assert (finding.at, finding.cell) == (Position(SHOWN, 2), Cell(2, name))


def test_a_number_in_a_column_of_texts_of_a_workbook() -> None:
    (finding,) = findings_of_rows([["siret"], [35600000000048]], schema(field("siret", pattern=r"^\d{14}$")))

    assert texts(finding) == (
        "PUB688",
        "“35600000000048” is not a text",
        "The workbook has a number or a date here: give the column the format “Text”, then type it again.",
    )


def test_values_that_must_be_unique() -> None:
    checked = schema(field("id", unique=True), field("n"))
    (finding,) = findings("id,n\na,1\nb,2\na,3\n", checked)

    assert texts(finding) == (
        "PUB693",
        "“a” is already in row 2, and id must tell each row from all others",
        "If these are two things, give each another value; if it is one, keep one row.",
    )


def test_keys_of_several_columns() -> None:
    checked = schema(field("a"), field("b"), field("n"), primaryKey=["a", "b"])
    double, empty = findings("a,b,n\n1,2,x\n1,2,y\n,,z\n1,,w\n", checked)

    assert double.what.in_english() == "“1, 2” is already in row 2, and a, b must tell each row from all others"
    assert texts(empty) == (
        "PUB693",
        "nothing tells this row from others: a, b must be filled",
        "Fill them in with a value that no other row has.",
    )


def custom(name: str, *fields: Mapping[str, object], **params: object) -> TableSchema:
    """Return a schema with one custom check."""
    given = {key.replace("_", "-"): value for key, value in params.items()}
    return schema(*fields, custom_checks=[{"name": name, "params": given}])


@pytest.mark.parametrize(
    ("siret", "what", "fix"),
    [
        ("35600000000049", "“35600000000049” is not a SIRET: its check digits are wrong", None),
        ("3560000000004", "“3560000000004” is not a SIRET, which has 14 digits", None),
        (
            "5410706500010",
            "“5410706500010” is not a SIRET: a digit is missing",
            "Write 05410706500010 (a spreadsheet takes away the zero at the beginning).",
        ),
        (
            "3,56E+13",
            "“3,56E+13” is a SIRET that a spreadsheet has shortened",
            "Digits are lost: copy the whole number from an official document, such as annuaire-entreprises.data."
            "gouv.fr, into a column with the format “Text”.",
        ),
        ("356000000", "“356000000” has 9 digits, as a SIREN; a SIRET has 14", None),
        (
            "35600000000000",
            "“35600000000000” is not a SIRET: it ends in five zeros, where the number of the establishment belongs",
            None,
        ),
        ("Mme X", "the value is not a SIRET, which has 14 digits", None),
    ],
)
def test_what_is_said_of_a_siret(siret: str, what: str, fix: str | None) -> None:
    checked = custom("french-siret-value", field("idBeneficiaire"), column="idBeneficiaire")
    (finding,) = findings_of_rows([["idBeneficiaire"], [siret]], checked)

    again = "Copy it again from an official document, such as annuaire-entreprises.data.gouv.fr."
    assert texts(finding) == ("PUB694", what, fix or again)


def test_what_is_said_of_the_other_custom_checks() -> None:
    either = custom("one-of-required", field("a"), field("b"), field("n"), column1="a", column2="b")
    years = custom("year-interval-value", field("a"), column="a", allow_year_only="yes")
    two_years = custom("year-interval-value", field("a"), column="a")
    together = custom("cohesive-columns-value", field("a"), field("b"), column="a", othercolumns=["b"])
    compared = custom("compare-columns-value", field("a", "date"), field("b", "date"), column="a", op=">=", column2="b")
    made = [
        *findings("a,b,n\n,,1\n", either),
        *findings("n\n1\n", either)[-1:],
        *findings("a\n2024/2023\n", years),
        *findings("a\n2024\n", two_years),
        *findings("a,b\nx,\n", together),
        *findings("a,b\n2024-05-30,2024-05-31\n", compared),
    ]

    assert [texts(finding) for finding in made] == [
        (
            "PUB695",
            "of the cells a, b, none is filled",
            "Fill in one of them with the value that the service gives; no word such as “unknown”.",
        ),
        ("PUB695", "the schema requires one of the columns a, b, and none is there", "Add one of them."),
        ("PUB696", "“2024/2023” is not a year, or two years, the second one later, such as 2023/2024", None),
        ("PUB696", "“2024” is not two years, the second one later, such as 2023/2024", None),
        ("PUB697", "this cell is empty, although others of a, b are filled", "Fill in all of them, or none."),
        (
            "PUB698",
            "a is 2024-05-30, and must be at least (or not earlier than) b, which is 2024-05-31",
            "Correct one of the two.",
        ),
    ]


# ---- columns

COLUMNS = schema(field("nom", required=True), field("adresse"), field("code_insee", required=True), field("ouvert"))


def test_columns_that_are_missing_or_further() -> None:
    made = findings("nom,couleur\nx,rouge\n", COLUMNS)

    assert [(finding.severity, *texts(finding)) for finding in made] == [
        (Severity.ERROR, "PUB684", "the column “code_insee”, which the schema requires, is missing",
         "Add a column named code_insee"),
        (Severity.ADVICE, "PUB685", "the file lacks columns of its schema, which are not required: adresse, ouvert",
         "Add them, empty where nothing is known: then every reuser reads the file in the same way."),
        (Severity.ADVICE, "PUB686", "the schema has no such columns: couleur",
         "They may stay, after the columns of the schema; programs that follow the schema do not read them."),
    ]  # fmt: skip


def test_a_column_under_another_name_is_said_once() -> None:
    made = findings("Nom,adresses,CODE INSEE,ouvert\nx,y,01004,z\n", COLUMNS)

    assert [(finding.rule, finding.cell, finding.fix and finding.fix.in_english()) for finding in made] == [
        ("PUB684", Cell(1, "Nom"), "If it is the same, name it nom"),
        ("PUB685", Cell(1, "adresses"), "If it is the same, name it adresse"),
        ("PUB684", Cell(1, "CODE INSEE"), "If it is the same, name it code_insee"),
    ]


def test_another_order_is_advice_and_the_cells_are_checked_by_name() -> None:
    order, cell = findings("code_insee,nom,adresse,ouvert\n01004,,x,y\n", COLUMNS)

    assert (order.severity, *texts(order)) == (
        Severity.ADVICE, "PUB687", "the columns are in another order than in the schema",
        "The order of the schema: nom, adresse, code_insee, ouvert",
    )  # fmt: skip
    assert (cell.rule, cell.cell) == ("PUB689", Cell(2, "nom"))


def test_a_file_of_another_schema_has_one_finding() -> None:
    (finding,) = findings("x,y\n1,2\n", COLUMNS)

    assert (finding.rule, finding.what.in_english()) == ("PUB684", "no column of the schema is in this file")


# ---- one cause, one message


def test_a_broken_row_is_left_to_the_checks_of_every_table() -> None:
    checked = schema(field("a", "integer", required=True), field("b", "integer", required=True))

    assert findings("a,b\nx,y,z\nx\n,\n1,2\n", checked) == []


def test_of_a_cell_the_first_cause_is_said() -> None:
    checked = custom("french-siret-value", field("siret", pattern=r"^\d{14}$"), field("n"), column="siret")

    assert [finding.rule for finding in findings("siret,n\n12,x\n", checked)] == ["PUB691"]


def test_beyond_twenty_of_a_rule_one_stands_for_the_others() -> None:
    text = "n,d\n" + "".join(f"x{number},2024-05-31\n" for number in range(100)) + "1,hier\n"
    made = findings(text, schema(field("n", "integer"), field("d", "date")))

    assert [finding.count for finding in made] == [1] * MOST + [81]
    assert made[-1].at.line == 22


# ---- schemas that cannot be used


def file_with(ref: SchemaRef | None) -> FileToCheck:
    """Return a file whose resource declares this schema."""
    return FileToCheck(
        path=Path("subventions.csv"),
        shown=SHOWN,
        key=DatasetKey("bron/subventions"),
        resource=ResourceId("csv"),
        at=Position("manifests/bron/subventions.yml", 5, 11),
        schema_at=Position("manifests/bron/subventions.yml", 6, 20),
        format="csv",
        schema=ref,
        area=None,
    )


def test_a_file_without_a_schema_has_no_check() -> None:
    assert schema_check(file_with(None), SchemaLibrary([], None)) is None
    assert list(schema_findings(file_with(None), SchemaLibrary([], None))) == []


def test_a_schema_of_the_folder_checks_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "bron" / "parcs" / "1.0.0"
    folder.mkdir(parents=True)
    (folder / "schema.json").write_text('{"fields": [{"name": "n", "type": "integer"}]}', encoding="utf-8")
    file, library = file_with(SchemaRef("bron/parcs", "1.0.0")), SchemaLibrary([tmp_path], None)
    check = schema_check(file, library)
    assert check is not None
    row_check: RowCheck = check

    assert list(schema_findings(file, library)) == []
    assert list(row_check.header(1, ["n"])) == []
    assert [finding.rule for finding in row_check.row(2, ["x"])] == ["PUB688"]
    assert list(row_check.end()) == []


def test_a_file_without_rows_is_not_checked() -> None:
    file = replace(file_with(SchemaRef("scdl/subventions", "2.1.1")), path=Path("carte.pdf"), format="pdf")

    assert schema_check(file, SchemaLibrary([], None)) is None
    assert list(schema_findings(file, SchemaLibrary([], None))) == []


def test_of_a_map_nothing_is_said_of_a_schema_for_maps() -> None:
    file = replace(file_with(ADDRESS), path=Path("carte.geojson"), format="geojson")

    assert list(schema_findings(file, SchemaLibrary([], None, lambda _url: b"{}"))) == []


def test_where_the_extra_is_not_installed_a_warning_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(field_readers, "find_spec", lambda _name: None)
    file, library = file_with(SchemaRef("scdl/subventions", "2.1.1")), SchemaLibrary([], None)
    (finding,) = schema_findings(file, library)

    assert schema_check(file, library) is None
    assert (finding.severity, finding.at, *texts(finding)) == (
        Severity.WARNING,
        Position("manifests/bron/subventions.yml", 5, 11),
        "PUB680",
        "this file was not checked against its schema scdl/subventions 2.1.1",
        "Install what checks it: pip install 'opendata-publisher[data]'",
    )
    assert library.digest(SchemaRef("scdl/subventions", "2.1.1")) == "not installed"


def unread(ref: SchemaRef, pages: Mapping[str, bytes] | None) -> tuple[Severity, str, str, str | None]:
    """Return the finding about a schema that cannot be used, where these pages are on the web."""

    def fetch(url: str) -> bytes:
        if url not in (pages or {}):
            raise FetchFailed(message("it answered 404"))
        return (pages or {})[url]

    file, library = file_with(ref), SchemaLibrary([], None, None if pages is None else fetch)
    (finding,) = schema_findings(file, library)
    assert schema_check(file, library) is None
    return (finding.severity, *texts(finding))


LISTING = {
    "https://schema.data.gouv.fr/schemas/schemas.json": b"""{"schemas": [{"name": "scdl/subventions", "versions": [
    {"version_name": "2.1.1", "schema_url": "https://schema.data.gouv.fr/x.json"}]}]}"""
}
ADDRESS = SchemaRef(url="https://example.org/s.json")


@pytest.mark.parametrize(
    ("ref", "pages", "expected"),
    [
        (
            SchemaRef("scdl/subventions", "2.1.1"),
            None,
            (
                Severity.ADVICE,
                "PUB681",
                "the schema scdl/subventions 2.1.1 is not on this machine: the file was not checked against it",
                "To fetch it once: publisher validate --fetch-schemas",
            ),
        ),
        (
            ADDRESS,
            {},
            (
                Severity.ADVICE,
                "PUB681",
                "the schema https://example.org/s.json could not be fetched, so the file was not "
                "checked against it: it answered 404",
                "Check that there is a network, then run the command again.",
            ),
        ),
        (
            SchemaRef("scdl/subvention", "2.1.1"),
            LISTING,
            (
                Severity.ERROR,
                "PUB682",
                "schema.data.gouv.fr has no schema scdl/subvention: the file was not checked",
                "Did you mean “scdl/subventions”?",
            ),
        ),
        (
            SchemaRef("bron/xyz", "2.1.1"),
            LISTING,
            (
                Severity.ERROR,
                "PUB682",
                "schema.data.gouv.fr has no schema bron/xyz: the file was not checked",
                "Take the name from schema.data.gouv.fr.",
            ),
        ),
        (
            SchemaRef("scdl/subventions", "3"),
            LISTING,
            (
                Severity.ERROR,
                "PUB682",
                "schema.data.gouv.fr has no such version of the schema: scdl/subventions 3",
                "Its versions: 2.1.1",
            ),
        ),
        (
            ADDRESS,
            {"https://example.org/s.json": b"{}"},
            (
                Severity.ADVICE,
                "PUB683",
                "the schema https://example.org/s.json describes something else than a table: the file was not checked",
                "Declare it for the resource whose file follows it.",
            ),
        ),
        (
            ADDRESS,
            {"https://example.org/s.json": b'{"fields": [{"name": "n", "type": "nombre"}]}'},
            (
                Severity.ADVICE,
                "PUB683",
                'the schema https://example.org/s.json cannot be used: field type "nombre" is not supported',
                "Tell those who publish the schema.",
            ),
        ),
    ],
)
def test_what_is_said_of_a_schema_that_cannot_be_used(
    ref: SchemaRef, pages: Mapping[str, bytes] | None, expected: tuple[Severity, str, str, str]
) -> None:
    assert unread(ref, pages) == expected
