"""What is said of the columns of a table that are not those of its schema. One cause, one message. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from publisher.data_files.table_schema.schema_issue import IssueKind, SchemaIssue
from publisher.model.messages import Message, message
from publisher.model.vocabulary import fold, listed
from publisher.rules import table_schema as rules
from publisher.rules.rule import Rule

_SIMILAR: Final = 0.8
"""Share of the letters that two names of one column have in common."""


@dataclass(frozen=True)
class ColumnText:
    """What is said of a column; of the header as a whole where it names none."""

    rule: Rule
    column: str | None
    what: Message
    fix: Message | None = None
    count: int = 1


def header_texts(issues: Sequence[SchemaIssue], fields: int) -> Iterator[ColumnText]:
    """Yield what is said of a header, of whose schema so many fields are known."""
    missing = [issue for issue in issues if issue.kind is IssueKind.MISSING_LABEL]
    extra = [str(issue.column) for issue in issues if issue.kind is IssueKind.EXTRA_LABEL]
    if len(missing) == fields:
        yield _nothing_fits(missing)
        return
    misnamed = _misnamed(missing, extra)
    yield from (_renamed(issue, misnamed[issue.column]) for issue in missing if issue.column in misnamed)
    yield from _missing([issue for issue in missing if issue.column not in misnamed])
    yield from _extra([column for column in extra if column not in misnamed.values()])
    yield from (_order(issue) for issue in issues if issue.kind is IssueKind.LABEL_ORDER)


def _nothing_fits(missing: Sequence[SchemaIssue]) -> ColumnText:
    names = listed([str(issue.column) for issue in missing])
    fix = message(
        "Does the resource name the right schema? Its columns are: {names}. They are to stand in the first row.",
        names=names,
    )
    what = message("no column of the schema is in this file")
    return ColumnText(rules.MISSING_REQUIRED_COLUMN, None, what, fix, count=len(missing))


def _misnamed(missing: Sequence[SchemaIssue], extra: Sequence[str]) -> dict[str | None, str]:
    """Return the missing columns that seem to be there under another name, each with that name."""
    free = list(extra)
    pairs: dict[str | None, str] = {}
    for issue in missing:
        near = get_close_matches(_plain(str(issue.column)), [_plain(name) for name in free], n=1, cutoff=_SIMILAR)
        if near:
            pairs[issue.column] = next(name for name in free if _plain(name) == near[0])
            free.remove(pairs[issue.column])
    return pairs


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", fold(name))


def _renamed(issue: SchemaIssue, name: str) -> ColumnText:
    required = issue.field is not None and issue.field.required
    rule = rules.MISSING_REQUIRED_COLUMN if required else rules.MISSING_OPTIONAL_COLUMN
    what = message("the schema has a column “{column}”, and the file “{name}”", column=issue.column, name=name)
    return ColumnText(rule, name, what, message("If it is the same, name it {column}", column=issue.column))


def _missing(missing: Sequence[SchemaIssue]) -> Iterator[ColumnText]:
    required = [str(issue.column) for issue in missing if issue.field is not None and issue.field.required]
    optional = [str(issue.column) for issue in missing if str(issue.column) not in required]
    for column in required:
        what = message("the column “{column}”, which the schema requires, is missing", column=column)
        yield ColumnText(
            rules.MISSING_REQUIRED_COLUMN, None, what, message("Add a column named {column}", column=column)
        )
    if optional:
        what = message(
            "the file lacks columns of its schema, which are not required: {columns}", columns=listed(optional)
        )
        fix = message("Add them, empty where nothing is known: then every reuser reads the file in the same way.")
        yield ColumnText(rules.MISSING_OPTIONAL_COLUMN, None, what, fix, count=len(optional))


def _extra(extra: Sequence[str]) -> Iterator[ColumnText]:
    if extra:
        what = message("the schema has no such columns: {columns}", columns=listed(extra))
        fix = message(
            "They may stay, after the columns of the schema; programs that follow the schema do not read them."
        )
        yield ColumnText(rules.COLUMN_NOT_IN_SCHEMA, extra[0], what, fix, count=len(extra))


def _order(issue: SchemaIssue) -> ColumnText:
    what = message("the columns are in another order than in the schema")
    fix = message("The order of the schema: {columns}", columns=", ".join(issue.columns))
    return ColumnText(rules.COLUMN_ORDER, None, what, fix)
