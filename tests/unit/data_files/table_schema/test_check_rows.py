"""What does not fit in a table is what `frictionless validate` says, at the rows that an author sees."""

import os
import random
import re
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from frictionless import Dialect, Error, Schema, errors
from frictionless.resources import TableResource

from publisher.data_files.table_schema.check_rows import NumberedRow, Pairing, check_rows
from publisher.data_files.table_schema.schema_issue import IssueKind, SchemaIssue
from publisher.data_files.table_schema.table_schema import (
    NotATableSchema,
    TableSchema,
    UnreadableSchema,
    read_table_schema,
)
from tests.unit.data_files.table_schema.tables import field, rows, schema

Found = tuple[int, str | None, str]

KINDS = schema(
    field("id", unique=True, required=True),
    field("jour", "date"),
    field("montant", "number", minimum=0, maximum="1000"),
    field("nature", enum=["numéraire", "nature"]),
    field("siret", pattern=r"^\d{14}$"),
    field("objet", minLength=3, maxLength=8),
    field("vrai", "boolean"),
    field("annee", "year"),
    field("n", "integer", minimum=1),
    field("site", "string"),
    primaryKey=["id"],
)
CELLS = {
    "id": ["a", "b", "c", "d", ""],
    "jour": ["2024-05-31", "31/05/2024", "", "2024-02-30"],
    "montant": ["12", "12,5", "-1", "1001", " 7 ", "", "NaN", "1 000"],
    "nature": ["numéraire", "nature", "Nature", "", "autre"],
    "siret": ["35600000000048", "1234", "", "35600000000048\n"],
    "objet": ["abc", "ab", "abcdefghi", "", "a\nb"],
    "vrai": ["true", "1", "oui", ""],
    "annee": ["2024", "24", "", "20240"],
    "n": ["1", "0", "1.0", "", "x"],
    "site": ["", "x", "é;,"],
}


def by_frictionless(source: Sequence[Sequence[object]], checked: TableSchema) -> list[Found]:
    """Return the errors of frictionless: row, column and kind."""
    document = {key: value for key, value in checked.document.items() if key != "custom_checks"}
    dialect = Dialect(header=True, header_rows=[1])  # else it guesses, by the number of cells
    data = [list(row) for row in source]
    resource = TableResource(data=data, schema=Schema.from_descriptor(document), dialect=dialect)
    report = resource.validate(limit_errors=10**9)
    return sorted((_found(error) for error in report.tasks[0].errors), key=str)


def _found(error: Error) -> Found:
    kind, column = error.type, getattr(error, "field_name", None)
    if isinstance(error, errors.ConstraintError):
        constraint = re.search(r'constraint "(\w+)"', error.note)
        assert constraint
        kind = f"{kind}/{constraint[1]}"
    if isinstance(error, errors.ExtraLabelError):
        column = error.label
    if isinstance(error, errors.ExtraCellError):
        column = None
    row = error.row_number if isinstance(error, errors.RowError) else 1  # an error of the header
    return row, column, kind


def found(source: Iterator[NumberedRow], checked: TableSchema, pairing: Pairing = Pairing.BY_POSITION) -> list[Found]:
    """Return what the check finds: row, column and kind."""
    return sorted(((i.row, i.column, i.kind.value) for i in check_rows(source, checked, pairing)), key=str)


def random_table(seed: int) -> list[list[str]]:
    """Return a table with a good header, most of whose cells fit, and rows that are blank, too long or too short."""
    draw = random.Random(seed)
    names = list(CELLS)
    table = [names]
    for _row in range(draw.randint(0, 12)):
        cells = [draw.choice(CELLS[name]) if draw.random() < 0.4 else CELLS[name][0] for name in names]
        match draw.randint(0, 9):
            case 0:
                cells = [""] * len(names)
            case 1:
                cells = cells[: draw.randint(0, len(cells))]
            case 2:
                cells += ["", "x"][: draw.randint(1, 2)]
            case 3:
                cells[0] = draw.choice("efgh")
        table.append(cells)
    return table


@pytest.mark.parametrize("seed", range(60))
def test_the_same_is_found_as_by_frictionless(seed: int) -> None:
    table = random_table(seed)

    assert found(iter(enumerate(table, 1)), KINDS) == by_frictionless(table, KINDS)
    assert found(iter(enumerate(table, 1)), KINDS, Pairing.BY_NAME) == by_frictionless(table, KINDS)


@pytest.mark.parametrize(
    "change",
    [
        lambda header: header[:-2],
        lambda header: [*header, "plus"],
        lambda header: [header[1], header[0], *header[2:]],
        lambda header: [*header[:3], "", *header[4:]],
        lambda header: [*header[:3], header[0], *header[4:]],
        lambda header: [*header[:3], "Nature", *header[4:]],
        lambda header: [f" {header[0]} ", *header[1:]],
    ],
)
def test_the_same_is_found_in_a_header(change: Callable[[list[str]], list[str]]) -> None:
    table = [change(list(CELLS)), *random_table(3)[1:]]

    assert found(iter(enumerate(table, 1)), KINDS) == by_frictionless(table, KINDS)


def test_typed_cells_of_a_workbook_are_checked_as_frictionless_does() -> None:
    table: list[list[object]] = [
        list(CELLS),
        ["a", None, 12.5, "nature", 35600000000048, "abc", True, 2024, 1, None],
        ["b", 1, "1", 1, *[""] * 6],
    ]

    assert found(iter(enumerate(table, 1)), KINDS) == by_frictionless(table, KINDS)


def test_500_planted_errors_are_found_beyond_the_limit_of_frictionless() -> None:
    wrong = {"jour": "31/05/2024", "montant": "12,5", "nature": "autre", "siret": "1", "annee": "24"}
    table = [list(CELLS)]
    planted = []
    for number in range(2, 6002):
        cells = [str(number) if name == "id" else CELLS[name][0] for name in CELLS]
        if number % 4 == 0:
            name = list(wrong)[number % len(wrong)]
            cells[list(CELLS).index(name)] = wrong[name]
            planted.append((number, name))
        table.append(cells)

    issues = found(iter(enumerate(table, 1)), KINDS, Pairing.BY_NAME)

    assert len(planted) == 1500
    assert sorted((row, column) for row, column, _ in issues) == planted


# ---- rows and columns as an author sees them


def test_a_row_has_the_line_on_which_it_starts() -> None:
    text = 'nom,n\n"deux\nlignes",1\n"x",faux\n\n"a\n\nb\n",2\n"c",1.5\n'
    checked = schema(field("nom"), field("n", "integer"))

    assert found(rows(text), checked) == [
        (10, "n", "type-error"),
        (4, "n", "type-error"),
        (5, None, "blank-row"),
    ]


def test_the_row_that_has_the_same_value_is_named_by_its_line() -> None:
    text = 'id\n"a\n"\nb\nb\n'
    (issue,) = check_rows(rows(text), schema(field("id", unique=True)))

    assert (issue.row, issue.same_as, issue.kind) == (5, 4, IssueKind.UNIQUE)


def test_columns_find_their_fields_by_name() -> None:
    checked = schema(field("a", "integer"), field("b"), field("c", "date"))
    issues = list(check_rows(rows("c,b,d,a\n2024-05-31,x,?,1\nx,y,?,2\n"), checked))

    assert [(issue.row, issue.column, issue.kind) for issue in issues] == [
        (1, "d", IssueKind.EXTRA_LABEL),
        (1, None, IssueKind.LABEL_ORDER),
        (3, "c", IssueKind.TYPE),
    ]


def test_of_two_columns_with_one_name_the_first_has_the_field() -> None:
    issues = list(check_rows(rows("n,n\n1,x\ny,2\n"), schema(field("n", "integer"))))

    assert [(issue.row, issue.column, issue.kind) for issue in issues] == [
        (1, "n", IssueKind.DUPLICATE_LABEL),
        (3, "n", IssueKind.TYPE),
    ]


def test_an_issue_has_the_value_and_what_the_schema_asks_for() -> None:
    (issue,) = check_rows(rows("n\n12\n"), schema(field("n", "integer", maximum=10)))

    assert issue == SchemaIssue(2, "n", IssueKind.MAXIMUM, "12", 10)
    assert issue.field is not None
    assert issue.field.accepts("9")
    assert not issue.field.accepts("11")


def test_an_empty_file_is_no_fault() -> None:
    assert [issue.kind for issue in check_rows(iter(()), KINDS)] == [IssueKind.SOURCE]


# ---- schemas


def test_an_example_that_does_not_fit_its_field_keeps_nothing_from_being_checked() -> None:
    checked = schema(field("n", "integer", example="douze"))

    assert found(rows("n\nx\n"), checked) == [(2, "n", "type-error")]


def test_frictionless_is_not_shown_the_profile_of_a_schema() -> None:
    checked = schema(field("n", "integer"), **{"$schema": "https://example.org/never-asked.json"})

    assert found(rows("n\nx\n"), checked) == [(2, "n", "type-error")]


@pytest.mark.parametrize(
    "fields",
    [
        [field("n", "nombre")],
        [field("n", pattern="(")],
        [field("n", "integer", minimum="x", enum=3)],
        [field("n"), field("n")],
    ],
)
def test_a_schema_that_contradicts_itself_is_refused(fields: list[dict[str, object]]) -> None:
    with pytest.raises(UnreadableSchema):
        list(check_rows(rows("n\n1\n"), schema(*fields)))


@pytest.mark.parametrize("content", [b"{}", b"[]", b'{"properties": {}}', b'{"fields": []}', b'{"fields": {}}', b"3"])
def test_what_describes_no_table_is_no_table_schema(content: bytes) -> None:
    with pytest.raises(NotATableSchema):
        read_table_schema(content)


@pytest.mark.parametrize("content", [b"", b"<html>", b"\xff", b'{"fields": [3]}', b'{"fields": [{}]}', b"[" * 100_000])
def test_what_cannot_be_read_is_no_schema(content: bytes) -> None:
    with pytest.raises(UnreadableSchema):
        read_table_schema(content)


# ---- memory


def test_memory_does_not_grow_with_the_table() -> None:
    checked = schema(field("n", "integer"), field("nom"))

    def peak(count: int) -> int:
        tracemalloc.start()
        table = ((number, ["x" if number % 3 == 0 else str(number), f"nom {number}"]) for number in range(2, count))
        for _issue in check_rows(_with_header(table), checked):
            pass
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    peak(5_000)
    assert peak(60_000) < peak(6_000) + 100_000


def _with_header(table: Iterator[NumberedRow]) -> Iterator[NumberedRow]:
    yield 1, ["n", "nom"]
    yield from table


# ---- the national schemas, where the environment names a folder with their files and examples


def test_the_same_is_found_in_the_examples_of_national_schemas() -> None:
    """`PUBLISHER_SCHEMA_EXAMPLES`: a folder in which each folder has a `schema.json` and examples as CSV."""
    root = os.environ.get("PUBLISHER_SCHEMA_EXAMPLES")
    if root is None:
        pytest.skip("PUBLISHER_SCHEMA_EXAMPLES is not set")
    for path in Path(root).rglob("schema.json"):
        whole = read_table_schema(path.read_bytes())
        plain = {key: value for key, value in whole.document.items() if key != "custom_checks"}  # frictionless has none
        checked = replace(whole, document=plain)
        for example in path.parent.rglob("*.csv"):
            table = [cells for _, cells in rows(example.read_text("utf-8-sig", "replace"))]
            assert found(iter(enumerate(table, 1)), checked) == by_frictionless(table, checked), example
