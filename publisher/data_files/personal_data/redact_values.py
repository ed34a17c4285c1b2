"""Take the values of columns with personal data out of the findings of other rules."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from publisher.data_files.personal_data.values import year_of_day
from publisher.model.commands import Again, Command
from publisher.model.findings import Finding
from publisher.model.messages import Message, message
from publisher.rules.registry import is_about_persons

Parameter = str | Message | Command | Again
HIDDEN: Final = message("hidden value")
_NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})
_VALUES: Final = frozenset({"value", "values", "given", "other", "text"})
"""Parameters of messages in which the content of a cell may stand."""
_NAMES: Final = frozenset({"name", "names", "near", "example", "examples", "column", "columns", "second"})
"""Those in which the name of a column may stand: it is a value where the table has no header."""


def redacted(
    findings: Iterable[Finding], columns: Set[str], hidden_names: Mapping[str, str] = _NO_NAMES
) -> tuple[Finding, ...]:
    """Return findings without the values of these columns.

    Those about no column have no value at all then, and those about other columns none with letters and no date: in a
    row that lost a cell, a name stands in another column.
    `hidden_names`: names of columns that are values themselves, each with what stands in their place.
    """
    if not columns:
        return tuple(findings)
    return tuple(_redacted(finding, columns, hidden_names) for finding in findings)


def _redacted(finding: Finding, columns: Set[str], hidden_names: Mapping[str, str]) -> Finding:
    if is_about_persons(finding):
        return finding
    cell = finding.cell
    column = cell.column if cell else None
    if cell is not None and column is not None and column in hidden_names:
        cell = replace(cell, column=hidden_names[column])
    hides_all = bool(hidden_names) or column is None or column in columns
    hidden = _VALUES | _NAMES if hidden_names else _VALUES if column is None else _VALUES | {"near"}

    def without_values(text: Message) -> Message:
        params = tuple((name, hiding(name, value)) for name, value in text.params)
        return replace(text, params=params)

    def hiding(name: str, value: Parameter) -> Parameter:
        if isinstance(value, Message):
            return HIDDEN if name in hidden and hides_all else without_values(value)
        return HIDDEN if name in hidden and (hides_all or _may_be_personal(str(value))) else value

    given = None if hides_all or _may_be_personal(finding.given or "") else finding.given
    fix = without_values(finding.fix) if finding.fix else None
    return replace(finding, cell=cell, what=without_values(finding.what), fix=fix, given=given)


def _may_be_personal(value: str) -> bool:
    """Return whether a value has letters, or is a date; codes and numbers of other columns may be shown."""
    return any(map(str.isalpha, value)) or year_of_day(value.strip("“”\"' ")) is not None
