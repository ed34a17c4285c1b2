"""Numbers of one column with a comma and with a point: programs read one of them as text, or as thousands."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from publisher.data_files.repeated_findings import MOST
from publisher.data_files.table_place import TablePlace
from publisher.model.findings import Finding
from publisher.model.messages import message
from publisher.rules.data_content import MIXED_DECIMALS

SAMPLE: Final = 200
"""Rows that show which columns have numbers."""
_NUMBER: Final = re.compile(r"[-+]?\d+([.,]\d+)?")


@dataclass
class _Sign:
    """What is kept of the numbers with one decimal sign."""

    count: int = 0
    first: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class _Numbers:
    """The numbers of one column by their decimal sign."""

    name: str
    signs: dict[str, _Sign] = field(default_factory=lambda: {",": _Sign(), ".": _Sign()})

    def add(self, row: int, value: str) -> None:
        """Count a value that is a number with a decimal sign."""
        if (match := _NUMBER.fullmatch(value)) is None or match[1] is None:
            return
        sign = self.signs[match[1][0]]
        sign.count += 1
        if len(sign.first) < MOST:
            sign.first.append((row, value))


class DecimalCheck:
    """The decimal signs of the columns that have numbers in the first rows."""

    def __init__(self, place: TablePlace) -> None:
        self._place = place
        self._columns: dict[int, _Numbers] = {}
        self._rows = 0

    def header(self, row: int, names: Sequence[str]) -> Iterable[Finding]:
        """Start with all columns. No finding."""
        self._columns = {index: _Numbers(name) for index, name in enumerate(names)}
        return ()

    def row(self, row: int, cells: Sequence[str]) -> Iterable[Finding]:
        """Count the decimal signs of a row. No finding."""
        self._rows += 1
        for index, numbers in self._columns.items():
            value = cells[index]
            if "." in value or "," in value:
                numbers.add(row, value)
        if self._rows == SAMPLE:
            self._columns = {
                index: numbers
                for index, numbers in self._columns.items()
                if any(sign.count for sign in numbers.signs.values())
            }
        return ()

    def end(self) -> Iterator[Finding]:
        """Yield a finding for each number whose decimal sign is the rarer one of its column."""
        for numbers in self._columns.values():
            if all(sign.count for sign in numbers.signs.values()):
                yield from self._mixed(numbers)

    def _mixed(self, numbers: _Numbers) -> Iterator[Finding]:
        rare = min(numbers.signs, key=lambda sign: numbers.signs[sign].count)
        usual = "." if rare == "," else ","
        for row, value in numbers.signs[rare].first:
            what = message(
                "“{value}” has the decimal sign “{rare}”, and most numbers of this column have “{usual}”",
                value=value, rare=rare, usual=usual,
            )  # fmt: skip
            fix = message("Write all numbers of the column with a point: that is what most programs read.")
            yield self._place.finding(MIXED_DECIMALS, row, numbers.name, what, fix)
