"""The checks that national schemas name. What they find is what a naive reading of their definition finds."""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pytest
from stdnum.fr import siren, siret

from publisher.data_files.table_schema.check_rows import check_rows
from publisher.data_files.table_schema.custom_checks import is_siret
from publisher.data_files.table_schema.schema_issue import IssueKind
from publisher.data_files.table_schema.table_schema import TableSchema
from tests.unit.data_files.table_schema.tables import field, rows, schema

HEAD_OFFICE, POST_OFFICE = "35600000000048", "35600000049837"


def checked_by(*checks: tuple[str, Mapping[str, object]], fields: Sequence[Mapping[str, object]]) -> TableSchema:
    """Return a schema with these custom checks."""
    return schema(*fields, custom_checks=[{"name": name, "params": params} for name, params in checks])


def found(text: str, checked: TableSchema) -> list[tuple[int, str | None, IssueKind]]:
    """Return what the check finds in a CSV text below its header."""
    return [(issue.row, issue.column, issue.kind) for issue in check_rows(rows(text), checked)]


# ---- SIRET

SIRET = checked_by(("french-siret-value", {"column": "siret"}), fields=[field("siret"), field("nom")])


def _bare(text: str) -> str:
    return text.replace(" ", "").replace(".", "")


def naive_siret(text: str) -> bool:
    """Return whether a text is a SIRET, as INSEE and La Poste define it, digit by digit."""
    digits = [int(character) for character in _bare(text) if character in "0123456789"]
    if len(digits) != 14 or len(digits) != len(_bare(text)):
        return False

    def luhn(number: list[int]) -> bool:
        total = 0
        for place, digit in enumerate(reversed(number), 1):
            doubled = digit * 2 if place % 2 == 0 else digit
            total += doubled - 9 if doubled > 9 else doubled
        return total % 10 == 0

    if not luhn(digits[:9]):
        return False
    of_la_poste = digits[:9] == [3, 5, 6, 0, 0, 0, 0, 0, 0] and digits[9:] != [0, 0, 0, 4, 8]
    return sum(digits) % 5 == 0 if of_la_poste else luhn(digits)


def numbers(count: int) -> list[str]:
    """Return numbers near SIRETs: right ones, ones with a wrong digit, and those of La Poste."""
    draw = random.Random(5)
    made = [
        HEAD_OFFICE,
        POST_OFFICE,
        "",
        "3560000000004",
        "3560000000004A",
        "356 000 000 00048",
        "356.000.000.00048",
        "٣٥٦٠٠٠٠٠٠٠٠٠٤٨",
    ]
    for _number in range(count):
        start = "356000000" if draw.random() < 0.2 else siren_with(f"{draw.randrange(10**8):08}")
        made.append(f"{start}{draw.randrange(10**5):05}")
        made.append(siren_with_nic(start, draw.randrange(10**4)))
    return made


def siren_with(start: str) -> str:
    """Return a SIREN that starts with these eight digits."""
    return next(start + str(digit) for digit in range(10) if siren.is_valid(start + str(digit)))


def siren_with_nic(start: str, nic: int) -> str:
    """Return a SIRET of a SIREN."""
    return next(f"{start}{nic:04}{digit}" for digit in range(10) if siret.is_valid(f"{start}{nic:04}{digit}"))


def test_a_siret_is_one_by_the_definition_and_by_stdnum() -> None:
    some = numbers(600)
    right = [number for number in some if is_siret(number)]

    assert right == [number for number in some if naive_siret(number)]
    assert right == [number for number in some if siret.is_valid(number)]
    assert {HEAD_OFFICE, POST_OFFICE, "356 000 000 00048"} < set(right)
    assert 600 < len(right) < len(some) - 300


def test_wrong_sirets_are_found_and_empty_cells_are_not() -> None:
    text = f"siret,nom\n{HEAD_OFFICE},a\n35600000000049,b\n,c\n{POST_OFFICE},d\n1234,e\n"

    assert found(text, SIRET) == [(3, "siret", IssueKind.SIRET), (6, "siret", IssueKind.SIRET)]


def test_a_check_whose_column_is_missing_is_left_out() -> None:
    assert found("nom\na\n", SIRET) == [(1, "siret", IssueKind.MISSING_LABEL)]


# ---- one of two

EITHER = [field("idBeneficiaire"), field("rnaBeneficiaire"), field("n", "integer")]


@pytest.mark.parametrize("first", ["column1", "column"])
def test_one_of_two_cells_is_required(first: str) -> None:
    checked = checked_by(("one-of-required", {first: "idBeneficiaire", "column2": "rnaBeneficiaire"}), fields=EITHER)
    text = "idBeneficiaire,rnaBeneficiaire,n\n1,,1\n,W1,2\n1,W1,3\n,,4\n"

    assert found(text, checked) == [(5, "idBeneficiaire", IssueKind.ONE_OF_REQUIRED)]


def test_where_one_column_is_missing_the_other_is_required() -> None:
    checked = checked_by(
        ("one-of-required", {"column1": "idBeneficiaire", "column2": "rnaBeneficiaire"}), fields=EITHER
    )

    assert found("rnaBeneficiaire,n\nW1,1\n,2\n", checked) == [
        (1, "idBeneficiaire", IssueKind.MISSING_LABEL),
        (3, "rnaBeneficiaire", IssueKind.ONE_OF_REQUIRED),
    ]
    assert found("n\n1\n", checked) == [
        (1, "idBeneficiaire", IssueKind.MISSING_LABEL),
        (1, "rnaBeneficiaire", IssueKind.MISSING_LABEL),
        (1, None, IssueKind.ONE_OF_REQUIRED),
    ]


# ---- years


@pytest.mark.parametrize("allowed", ["yes", "true", True, "no", None])
@pytest.mark.parametrize(
    "years", ["2023/2024", "2024/2023", "2024/2024", "2024", "24", "2023-2024", "2023/24", " 2023/2024", "٢٠٢٤"]
)
def test_years_are_a_year_or_two_in_their_order(allowed: object, years: str) -> None:
    checked = checked_by(("year-interval-value", {"column": "a", "allow-year-only": allowed}), fields=[field("a")])
    parts = years.split("/")
    plain = all(len(part) == 4 and set(part) <= set("0123456789") for part in parts)
    single = allowed in ("yes", "true", True)
    right = plain and (parts[0] < parts[1] if len(parts) == 2 else single)

    assert found(f'a\n"{years}"\n', checked) == ([] if right else [(2, "a", IssueKind.YEAR_INTERVAL)])


# ---- cells that belong together


def test_cells_that_belong_together_are_all_filled_or_all_empty() -> None:
    names = ["a", "b", "c"]
    checked = checked_by(
        ("cohesive-columns-value", {"column": "a", "othercolumns": ["b", "c"]}),
        fields=[field("n", "integer"), *map(field, names)],
    )
    for bits in range(8):
        cells = ["x" if bits >> place & 1 else "" for place in range(3)]
        empty = [name for name, cell in zip(names, cells, strict=True) if not cell]
        expected = [(2, empty[0], IssueKind.COHESIVE_COLUMNS)] if empty and len(empty) < 3 else []

        assert found(f"n,a,b,c\n1,{','.join(cells)}\n", checked) == expected


def test_a_cell_of_a_wrong_type_is_filled() -> None:
    checked = checked_by(
        ("cohesive-columns-value", {"column": "a", "othercolumns": ["b"]}),
        ("one-of-required", {"column1": "b", "column2": "c"}),
        fields=[field("a"), field("b", "integer"), field("c")],
    )

    assert found("a,b,c\nx,y,\n", checked) == [(2, "b", IssueKind.TYPE)]


# ---- comparisons

RELATIONS: Mapping[str, Callable[[float], bool]] = {
    ">": lambda difference: difference > 0,
    ">=": lambda difference: difference >= 0,
    "==": lambda difference: difference == 0,
    "<=": lambda difference: difference <= 0,
    "<": lambda difference: difference < 0,
}


@pytest.mark.parametrize("sign", RELATIONS)
def test_numbers_and_dates_are_compared(sign: str) -> None:
    numbers_checked = checked_by(
        ("compare-columns-value", {"column": "a", "op": sign, "column2": "b"}),
        fields=[field("a", "integer"), field("b", "number")],
    )
    dates_checked = checked_by(
        ("compare-columns-value", {"column": "a", "op": sign, "column2": "b"}),
        fields=[field("a", "date"), field("b", "date")],
    )
    for first, second in [(9, 10), (10, 9), (10, 10)]:
        days = [date(2024, 5, day) for day in (first, second)]
        expected = [] if RELATIONS[sign](first - second) else [(2, "a", IssueKind.COMPARE_COLUMNS)]

        assert found(f"a,b\n{first},{second}.0\n", numbers_checked) == expected
        assert found(f"a,b\n{days[0]},{days[1]}\n", dates_checked) == expected


@pytest.mark.parametrize(
    ("first", "second", "right"),
    [
        ("9", "10", False),  # numbers in texts are numbers
        ("b", "a", True),
        ("a", "b", False),
        ("10", "a", False),  # a number and a text do not compare
        ("", "10", True),
        ("10", "", True),
        ("NaN", "1", False),
    ],
)
def test_texts_are_compared_as_numbers_where_both_are(first: str, second: str, right: bool) -> None:
    checked = checked_by(
        ("compare-columns-value", {"column": "a", "op": ">=", "column2": "b"}),
        fields=[field("a"), field("b"), field("n")],
    )

    assert found(f"a,b,n\n{first},{second},x\n", checked) == ([] if right else [(2, "a", IssueKind.COMPARE_COLUMNS)])


@pytest.mark.parametrize(
    "checks",
    [
        [("compare-columns-value", {"column": "a", "op": "!=", "column2": "a"})],
        [("compare-columns-value", {"column": "a", "op": ">=", "column2": "absent"})],
        [("cohesive-columns-value", {"column": "a"})],
        [("cohesive-columns-value", {"column": "a", "othercolumns": ["absent"]})],
        [("year-interval-value", {"column": "absent"})],
        [("one-of-required", {"column1": "absent"})],
        [("nomenclature-actes-value", {"column": "a"})],
        [("french-siret-value", {})],
    ],
)
def test_a_check_that_cannot_be_made_is_left_out(checks: list[tuple[str, Mapping[str, object]]]) -> None:
    assert found("a\nx\n", checked_by(*checks, fields=[field("a")])) == []


@pytest.mark.parametrize("checks", [3, [3], [{"name": "french-siret-value"}], [{"name": "x", "params": 3}], {}])
def test_malformed_checks_are_left_out(checks: object) -> None:
    assert found("a\nx\n", schema(field("a"), custom_checks=checks)) == []


def test_empty_rows_are_not_shown_to_the_checks() -> None:
    checked = checked_by(("one-of-required", {"column1": "a", "column2": "b"}), fields=[field("a"), field("b")])

    assert found("a,b\n,\nx,\n", checked) == [(2, None, IssueKind.BLANK_ROW)]
