"""What is said of a cell that does not fit: its rule, what is wrong, what to do. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from publisher.data_files.table_schema.custom_checks import is_siret
from publisher.data_files.table_schema.expected_form import (
    allowed_words,
    form_of,
    form_of_pattern,
    form_of_type,
    probably_meant,
)
from publisher.data_files.table_schema.schema_issue import IssueKind, SchemaField, SchemaIssue
from publisher.model.messages import Message, message
from publisher.model.vocabulary import closest, listed
from publisher.rules import table_schema as rules
from publisher.rules.rule import Rule

LONGEST: Final = 60
_VALUE: Final = message("Write the value, which the service knows; no sign or word in its place, such as “-”.")
"""Characters of a value that is quoted."""
_ANY: Final = SchemaField("")
_SMALLER: Final = frozenset({IssueKind.MAXIMUM, IssueKind.EXCLUSIVE_MAXIMUM, IssueKind.MAX_LENGTH})
_RELATIONS: Final[Mapping[str, Message]] = MappingProxyType({
    ">": message("greater than (or later than)"),
    ">=": message("at least (or not earlier than)"),
    "==": message("equal to"),
    "<=": message("at most (or not later than)"),
    "<": message("less than (or earlier than)"),
})  # fmt: skip


@dataclass(frozen=True)
class CellText:
    """What is said of a cell."""

    what: Message
    fix: Message | None = None


def quoted(issue: SchemaIssue, *, shows: bool) -> Message:
    """Return the value of a cell as the subject of a sentence; where it may be personal, only that it is one."""
    text = str(issue.value)
    if not shows or not text.strip():
        return message("the value")
    return message("“{value}”", value=text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")


def text_of(issue: SchemaIssue, *, shows: bool) -> CellText:
    """Return what is said of a cell. `shows`: whether its value may be shown."""
    return _TEXTS[issue.kind](issue, shows)


def _wrong_type(issue: SchemaIssue, shows: bool) -> CellText:
    field = issue.field or _ANY
    what = message("{value} is not {form}", value=quoted(issue, shows=shows), form=form_of_type(field))
    if field.type == "string" and field.format == "default" and not isinstance(issue.value, str):
        fix = message(
            "The workbook has a number or a date here: give the column the format “Text”, then type it again."
        )
        return CellText(what, fix)
    return CellText(what, _correction(issue, shows))


def _correction(issue: SchemaIssue, shows: bool, form: Message | None = None) -> Message | None:
    """Return what to write instead, where it can be known; else an example of the schema, where the form has none."""
    field = issue.field or _ANY
    meant = probably_meant(str(issue.value), field) if issue.value is not None else None
    if meant is not None and shows:
        return message("Write {value}", value=meant)
    if field.example and (form is None or "example" not in dict(form.params)):
        return message("Example: {example}", example=field.example)
    return None


def _empty(issue: SchemaIssue, _shows: bool) -> CellText:
    field = issue.field or _ANY
    has_form = field.type != "string" or field.format != "default" or {"enum", "pattern"} & set(field.constraints)
    fix = message("Fill it in with {form}.", form=form_of(field)) if has_form else _VALUE
    return CellText(message("the cell is empty, and the schema requires a value"), fix)


def _not_on_the_list(issue: SchemaIssue, shows: bool) -> CellText:
    field = issue.field or _ANY
    what = message("{value} is not one of the values that the schema allows", value=quoted(issue, shows=shows))
    words = allowed_words(field)
    meant = probably_meant(str(issue.value), field)
    if meant is not None and shows:
        return CellText(what, message("Write {value}", value=meant))
    near = closest(str(issue.value), words) if shows else None
    if near is not None:
        return CellText(what, message("Did you mean “{near}”? Allowed values: {words}", near=near, words=listed(words)))
    return CellText(what, message("Allowed values: {words}", words=listed(words)))


def _wrong_form(issue: SchemaIssue, shows: bool) -> CellText:
    field = issue.field or _ANY
    form = form_of_pattern(str(issue.constraint), field.example)
    return CellText(
        message("{value} is not {form}", value=quoted(issue, shows=shows), form=form), _correction(issue, shows, form)
    )


def _out_of_bounds(issue: SchemaIssue, shows: bool) -> CellText:
    value, limit = quoted(issue, shows=shows), issue.constraint
    match issue.kind:
        case IssueKind.MINIMUM:
            what = message("{value} is less than {limit}, the least that the schema allows", value=value, limit=limit)
        case IssueKind.MAXIMUM:
            what = message("{value} is more than {limit}, the most that the schema allows", value=value, limit=limit)
        case IssueKind.EXCLUSIVE_MINIMUM:
            what = message("{value} is not more than {limit}", value=value, limit=limit)
        case _:
            what = message("{value} is not less than {limit}", value=value, limit=limit)
    return CellText(what, _correction(issue, shows))


def _wrong_length(issue: SchemaIssue, _shows: bool) -> CellText:
    size, limit = len(str(issue.value)), issue.constraint
    if issue.kind is IssueKind.MAX_LENGTH:
        what = message("the text has {size} characters; the schema allows at most {limit}", size=size, limit=limit)
        return CellText(what, message("Shorten it."))
    what = message("the text has {size} characters; the schema asks for at least {limit}", size=size, limit=limit)
    return CellText(what, _correction(issue, False))


def _other_constraint(issue: SchemaIssue, shows: bool) -> CellText:
    what = message("{value} does not keep a limit of the schema", value=quoted(issue, shows=shows))
    return CellText(what, _correction(issue, shows))


def _not_unique(issue: SchemaIssue, shows: bool) -> CellText:
    columns = ", ".join(issue.columns)
    if issue.same_as is None:
        what = message("nothing tells this row from others: {columns} must be filled", columns=columns)
        return CellText(what, message("Fill them in with a value that no other row has."))
    what = message(
        "{value} is already in row {row}, and {columns} must tell each row from all others",
        value=quoted(issue, shows=shows), row=issue.same_as, columns=columns,
    )  # fmt: skip
    return CellText(what, message("If these are two things, give each another value; if it is one, keep one row."))


def _wrong_siret(issue: SchemaIssue, shows: bool) -> CellText:
    value, bare = quoted(issue, shows=shows), re.sub(r"[\s.]", "", str(issue.value))
    again = message("Copy it again from an official document, such as annuaire-entreprises.data.gouv.fr.")
    if shows and is_siret(f"0{bare}"):
        fix = message("Write {value} (a spreadsheet takes away the zero at the beginning).", value=f"0{bare}")
        return CellText(message("{value} is not a SIRET: a digit is missing", value=value), fix)
    if re.fullmatch(r"\d[.,]?\d*E\+?\d+", str(issue.value).strip(), re.IGNORECASE):
        fix = message(
            "Digits are lost: copy the whole number from an official document, such as "
            "annuaire-entreprises.data.gouv.fr, into a column with the format “Text”."
        )
        return CellText(message("{value} is a SIRET that a spreadsheet has shortened", value=value), fix)
    if re.fullmatch(r"\d{9}0{5}", bare):
        what = message(
            "{value} is not a SIRET: it ends in five zeros, where the number of the establishment belongs", value=value
        )
        return CellText(what, again)
    if re.fullmatch(r"\d{14}", bare):
        return CellText(message("{value} is not a SIRET: its check digits are wrong", value=value), again)
    if re.fullmatch(r"\d{9}", bare):
        return CellText(message("{value} has 9 digits, as a SIREN; a SIRET has 14", value=value), again)
    return CellText(message("{value} is not a SIRET, which has 14 digits", value=value), again)


def _one_of_required(issue: SchemaIssue, _shows: bool) -> CellText:
    columns = ", ".join(issue.columns)
    if issue.column is None:
        what = message("the schema requires one of the columns {columns}, and none is there", columns=columns)
        return CellText(what, message("Add one of them."))
    fix = message("Fill in one of them with the value that the service gives; no word such as “unknown”.")
    return CellText(message("of the cells {columns}, none is filled", columns=columns), fix)


def _wrong_years(issue: SchemaIssue, shows: bool) -> CellText:
    form = (
        message("a year, or two years, the second one later, such as 2023/2024")
        if issue.constraint
        else message("two years, the second one later, such as 2023/2024")
    )
    return CellText(message("{value} is not {form}", value=quoted(issue, shows=shows), form=form))


def _incoherent(issue: SchemaIssue, _shows: bool) -> CellText:
    columns = ", ".join(issue.columns)
    what = message("this cell is empty, although others of {columns} are filled", columns=columns)
    return CellText(what, message("Fill in all of them, or none."))


def _wrong_comparison(issue: SchemaIssue, shows: bool) -> CellText:
    assert isinstance(issue.constraint, tuple)  # noqa: S101 - the check has made it
    sign, other = issue.constraint
    column, second = issue.columns
    if not shows:
        what = message("{column} must be {relation} {second}", column=column, relation=_RELATIONS[sign], second=second)
        return CellText(what, message("Correct one of the two."))
    what = message(
        "{column} is {value}, and must be {relation} {second}, which is {other}",
        column=column, value=str(issue.value), relation=_RELATIONS[sign], second=second, other=str(other),
    )  # fmt: skip
    return CellText(what, message("Correct one of the two."))


_TEXTS: Final[Mapping[IssueKind, Callable[[SchemaIssue, bool], CellText]]] = MappingProxyType({
    IssueKind.TYPE: _wrong_type,
    IssueKind.REQUIRED: _empty,
    IssueKind.ENUM: _not_on_the_list,
    IssueKind.PATTERN: _wrong_form,
    IssueKind.MINIMUM: _out_of_bounds,
    IssueKind.MAXIMUM: _out_of_bounds,
    IssueKind.EXCLUSIVE_MINIMUM: _out_of_bounds,
    IssueKind.EXCLUSIVE_MAXIMUM: _out_of_bounds,
    IssueKind.MIN_LENGTH: _wrong_length,
    IssueKind.MAX_LENGTH: _wrong_length,
    IssueKind.OTHER_CONSTRAINT: _other_constraint,
    IssueKind.UNIQUE: _not_unique,
    IssueKind.PRIMARY_KEY: _not_unique,
    IssueKind.SIRET: _wrong_siret,
    IssueKind.ONE_OF_REQUIRED: _one_of_required,
    IssueKind.YEAR_INTERVAL: _wrong_years,
    IssueKind.COHESIVE_COLUMNS: _incoherent,
    IssueKind.COMPARE_COLUMNS: _wrong_comparison,
})  # fmt: skip

RULE_OF: Final[Mapping[IssueKind, Rule]] = MappingProxyType({
    IssueKind.TYPE: rules.WRONG_CELL_TYPE,
    IssueKind.REQUIRED: rules.REQUIRED_CELL,
    IssueKind.ENUM: rules.NOT_ON_THE_LIST,
    IssueKind.PATTERN: rules.WRONG_FORM,
    IssueKind.MINIMUM: rules.OUT_OF_BOUNDS,
    IssueKind.MAXIMUM: rules.OUT_OF_BOUNDS,
    IssueKind.EXCLUSIVE_MINIMUM: rules.OUT_OF_BOUNDS,
    IssueKind.EXCLUSIVE_MAXIMUM: rules.OUT_OF_BOUNDS,
    IssueKind.MIN_LENGTH: rules.OUT_OF_BOUNDS,
    IssueKind.MAX_LENGTH: rules.OUT_OF_BOUNDS,
    IssueKind.OTHER_CONSTRAINT: rules.OUT_OF_BOUNDS,
    IssueKind.UNIQUE: rules.NOT_UNIQUE,
    IssueKind.PRIMARY_KEY: rules.NOT_UNIQUE,
    IssueKind.SIRET: rules.WRONG_SIRET,
    IssueKind.ONE_OF_REQUIRED: rules.ONE_OF_REQUIRED,
    IssueKind.YEAR_INTERVAL: rules.WRONG_YEARS,
    IssueKind.COHESIVE_COLUMNS: rules.COHESIVE_CELLS,
    IssueKind.COMPARE_COLUMNS: rules.WRONG_COMPARISON,
})  # fmt: skip
"""The rule that a cell breaks. The order is that of the causes: of a cell, only the first one is said."""
