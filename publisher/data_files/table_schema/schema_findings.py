"""Findings about a table that does not follow its schema, or whose schema cannot be used."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, assert_never

from publisher.data_files.file_to_check import FileToCheck
from publisher.data_files.formats import format_of
from publisher.data_files.repeated_findings import MOST
from publisher.data_files.table_schema.cell_texts import RULE_OF, text_of
from publisher.data_files.table_schema.check_rows import TableCheck
from publisher.data_files.table_schema.field_readers import is_installed
from publisher.data_files.table_schema.header_texts import header_texts
from publisher.data_files.table_schema.personal_cells import may_be_shown
from publisher.data_files.table_schema.schema_issue import STRUCTURE, IssueKind, SchemaIssue
from publisher.data_files.table_schema.schema_library import SchemaLibrary, Unread, UnreadSchema
from publisher.model.commands import command
from publisher.model.findings import Cell, Finding
from publisher.model.messages import Message, message
from publisher.model.vocabulary import closest, listed
from publisher.rules import table_schema as rules
from publisher.rules.rule import Rule

_TABLES: Final = frozenset({"csv", "tsv", "xlsx"})
_WITH_ROWS: Final = _TABLES | {"geojson", "json"}
"""The formats of files that have rows, or objects with properties."""
_HEADER: Final = frozenset({
    IssueKind.MISSING_LABEL, IssueKind.EXTRA_LABEL, IssueKind.INCORRECT_LABEL, IssueKind.LABEL_ORDER,
})  # fmt: skip
_BROKEN_ROW: Final = frozenset({IssueKind.EXTRA_CELL, IssueKind.MISSING_CELL})
_ORDER: Final = {kind: place for place, kind in enumerate(RULE_OF)}

Shows = Callable[[str | None, object], bool]
"""Returns whether the value of a cell of a column may be shown: it is not personal."""


def schema_findings(file: FileToCheck, library: SchemaLibrary) -> Iterator[Finding]:
    """Yield the finding about the schema of a file that cannot be checked against it."""
    if file.schema is None or format_of(file) not in _WITH_ROWS:
        return
    if not is_installed():
        yield _not_installed(file)
    elif isinstance(schema := library.schema(file.schema), UnreadSchema) and not _is_of_no_use(file, schema):
        yield _unread(file, schema)


def schema_check(file: FileToCheck, library: SchemaLibrary, shows: Shows = may_be_shown) -> "SchemaCheck | None":
    """Return the check of the rows of a file; None where its resource declares no schema that can be used."""
    if file.schema is None or format_of(file) not in _WITH_ROWS or not is_installed():
        return None
    schema = library.schema(file.schema)
    return None if isinstance(schema, UnreadSchema) else SchemaCheck(TableCheck(schema), file.shown, shows)


def _is_of_no_use(file: FileToCheck, schema: UnreadSchema) -> bool:
    """Return whether nothing is to be said of a schema: a map may well follow one that describes no table."""
    return schema.why is Unread.NOT_A_TABLE_SCHEMA and format_of(file) not in _TABLES


class SchemaCheck:
    """Shows the rows of a table to the check of its schema, and makes the findings that a reader needs.

    What is wrong with a table whatever its schema is left to the checks of every table. So are the cells of a row that
    has too many or too few: they have probably moved. Of each rule `MOST` findings are made; one more, at the end,
    stands for the others, which are not kept.
    """

    def __init__(self, table: TableCheck, shown: str, shows: Shows = may_be_shown) -> None:
        self.described: frozenset[str] = frozenset()
        self._table = table
        self._shown = shown
        self._shows = shows
        self._made = Counter[Rule]()
        self._further: dict[Rule, SchemaIssue] = {}

    def header(self, row: int, names: Sequence[object]) -> Iterable[Finding]:
        """Return the findings about the header, which stands in this row."""
        issues = self._table.header(row, names)
        self.described = self._table.described
        texts = header_texts([issue for issue in issues if issue.kind in _HEADER], self._table.fields)
        for text in texts:
            finding = text.rule.in_file(self._shown, Cell(row, text.column), text.what, text.fix)
            yield replace(finding, count=text.count)
        if sum(issue.kind is IssueKind.MISSING_LABEL for issue in issues) < self._table.fields:
            yield from self._cells(issue for issue in issues if issue.kind in RULE_OF)

    def row(self, row: int, cells: Sequence[object]) -> Iterable[Finding]:
        """Return the findings about one row below the header."""
        issues = self._table.row(row, cells)
        return list(self._cells(_causes(issues))) if issues else ()

    def end(self) -> Iterable[Finding]:
        """Return for each rule the finding that stands for those that were not made."""
        return [replace(self._finding(issue), count=self._made[rule] - MOST) for rule, issue in self._further.items()]

    def _cells(self, issues: Iterable[SchemaIssue]) -> Iterator[Finding]:
        for issue in issues:
            rule = RULE_OF[issue.kind]
            self._made[rule] += 1
            if self._made[rule] <= MOST:
                yield self._finding(issue)
            else:
                self._further.setdefault(rule, issue)

    def _finding(self, issue: SchemaIssue) -> Finding:
        text = text_of(issue, shows=self._shows(issue.column, issue.value))
        cell = Cell(issue.row, issue.column)
        return RULE_OF[issue.kind].in_file(self._shown, cell, text.what, text.fix)


def _causes(issues: Sequence[SchemaIssue]) -> Iterable[SchemaIssue]:
    """Return the issues of a row that are causes, one for each cell."""
    if any(issue.kind in _BROKEN_ROW for issue in issues):
        return ()
    by_cell: dict[str | None, SchemaIssue] = {}
    for issue in sorted((i for i in issues if i.kind not in STRUCTURE), key=lambda issue: _ORDER[issue.kind]):
        by_cell.setdefault(issue.column or next(iter(issue.columns), None), issue)
    return by_cell.values()


def _not_installed(file: FileToCheck) -> Finding:
    what = message("this file was not checked against its schema {schema}", schema=file.schema)
    fix = message("Install what checks it: pip install 'opendata-publisher[data]'")
    return rules.SCHEMA_CHECK_NOT_INSTALLED.at(file.at, what, fix)


def _unread(file: FileToCheck, schema: UnreadSchema) -> Finding:
    """Return the finding about a schema that cannot be used."""
    name = file.schema.name if file.schema and schema.why is Unread.UNKNOWN_NAME else file.schema
    rule, what, fix = _texts_of_unread(str(name), schema)
    return rule.at(file.schema_at, what, fix)


def _texts_of_unread(name: str, schema: UnreadSchema) -> tuple[Rule, Message, Message | None]:
    match schema.why:
        case Unread.OFFLINE:
            what = message(
                "the schema {schema} is not on this machine: the file was not checked against it", schema=name
            )
            fix = message("To fetch it once: {command}", command=command("validate", "--fetch-schemas"))
            return rules.SCHEMA_NOT_READ, what, fix
        case Unread.FAILED:
            what = message(
                "the schema {schema} could not be fetched, so the file was not checked against it: {why}",
                schema=name, why=schema.detail,
            )  # fmt: skip
            return rules.SCHEMA_NOT_READ, what, message("Check that there is a network, then run the command again.")
        case Unread.UNKNOWN_NAME:
            what = message("schema.data.gouv.fr has no schema {schema}: the file was not checked", schema=name)
            near = closest(name, schema.known)
            fix = (
                message("Did you mean “{near}”?", near=near)
                if near
                else message("Take the name from schema.data.gouv.fr.")
            )
            return rules.UNKNOWN_SCHEMA, what, fix
        case Unread.UNKNOWN_VERSION:
            what = message("schema.data.gouv.fr has no such version of the schema: {schema}", schema=name)
            return rules.UNKNOWN_SCHEMA, what, message("Its versions: {versions}", versions=listed(schema.known))
        case Unread.NOT_A_TABLE_SCHEMA:
            what = message(
                "the schema {schema} describes something else than a table: the file was not checked", schema=name
            )
            return rules.UNUSABLE_SCHEMA, what, message("Declare it for the resource whose file follows it.")
        case Unread.CONTRADICTORY:
            what = message("the schema {schema} cannot be used: {why}", schema=name, why=schema.detail)
            return rules.UNUSABLE_SCHEMA, what, message("Tell those who publish the schema.")
    assert_never(schema.why)
