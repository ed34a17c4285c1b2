"""Take the values of columns with personal data out of the findings of other rules."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from publisher.model.findings import Finding
from publisher.model.messages import Message, message
from publisher.rules.registry import RULES
from publisher.rules.rule import Family

HIDDEN: Final = message("hidden value")
_NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})
_VALUES: Final = frozenset({"value", "values", "given", "other", "text"})
"""Parameters of messages in which the content of a cell may stand."""
_NAMES: Final = frozenset({"name", "names", "near", "example", "examples", "column", "columns", "second"})
"""Those in which the name of a column may stand: it is a value where the table has no header."""


def redacted(
    findings: Iterable[Finding], columns: Set[str], hidden_names: Mapping[str, str] = _NO_NAMES
) -> tuple[Finding, ...]:
    """Return findings without the values of these columns; those about no column have no value at all then.

    `hidden_names`: names of columns that are values themselves, each with what stands in their place.
    """
    if not columns:
        return tuple(findings)
    return tuple(_redacted(finding, columns, hidden_names) for finding in findings)


def _redacted(finding: Finding, columns: Set[str], hidden_names: Mapping[str, str]) -> Finding:
    rule, cell = RULES.get(finding.rule), finding.cell
    column = cell.column if cell else None
    is_own = rule is not None and rule.family is Family.PERSONAL_DATA
    if is_own or not (hidden_names or column is None or column in columns):
        return finding
    if cell is not None and column is not None and column in hidden_names:
        cell = replace(cell, column=hidden_names[column])
    hidden = _VALUES | _NAMES if hidden_names else _VALUES if column is None else _VALUES | {"near"}
    fix = _without_values(finding.fix, hidden) if finding.fix else None
    return replace(finding, cell=cell, what=_without_values(finding.what, hidden), fix=fix, given=None)


def _without_values(text: Message, hidden: Set[str]) -> Message:
    params = (
        (
            name,
            HIDDEN if name in hidden else _without_values(value, hidden) if isinstance(value, Message) else value,
        )
        for name, value in text.params
    )
    return replace(text, params=tuple(params))
