"""All checks of a table in one pass: each row is shown to each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from publisher.data_files.code_checks import code_check, company_number_check, rounded_check
from publisher.data_files.column_checks import ColumnChecks
from publisher.data_files.coordinate_check import CoordinateCheck
from publisher.data_files.damage_check import DamageCheck
from publisher.data_files.date_check import date_check
from publisher.data_files.decimal_check import DecimalCheck
from publisher.data_files.header_check import SAMPLE, header_findings, looks_like_data, missing_header
from publisher.data_files.row_check import DescribesColumns, RowCheck, reading_everything
from publisher.data_files.row_shape_check import RowShapeCheck
from publisher.data_files.table_place import TablePlace
from publisher.model.findings import Finding, RowUnit

_GUESSING = (ColumnChecks, DecimalCheck)
"""The checks that guess from the name of a column: a description of the column makes them needless."""
COLUMN_KINDS = (rounded_check, code_check, company_number_check, date_check)


class TableWalk:
    """Shows the rows of a table to the checks, and collects what they find.

    The checks of this package see whole rows alone, those handed in every row, filled up to the width of the header.
    `free_names`: whether the producer chooses the names of the columns, and no schema does.
    """

    def __init__(
        self,
        place: TablePlace,
        further: Sequence[RowCheck] = (),
        *,
        damage: bool = True,
        tabular: bool = True,
        free_names: bool = True,
    ) -> None:
        self._place = place
        self._shape = RowShapeCheck(place)
        self._tabular = tabular
        self._free_names = free_names
        self._damage: Sequence[RowCheck] = (DamageCheck(place),) if damage else ()
        self._by_name: Sequence[RowCheck] = (
            ColumnChecks(place, COLUMN_KINDS), CoordinateCheck(place), DecimalCheck(place),
        )  # fmt: skip
        self._further = further
        self._describing = [check for check in further if isinstance(check, DescribesColumns)]
        self._reading_all = reading_everything(further)
        self._width = 0

    SAMPLE = SAMPLE
    """Rows below the header that `header` is shown, to see whether it is one."""

    def header(self, row: int, names: Sequence[str], sample: Sequence[Sequence[str]]) -> list[Finding]:
        """Return the findings about the header."""
        self._width = len(names)
        findings: list[Finding] = []
        if not self._tabular:
            pass
        elif looks_like_data(names, sample):
            findings += missing_header(self._place, row, names, sample)
            self._by_name = ()
        else:
            findings += header_findings(self._place, row, names, free_names=self._free_names)
        for check in self._further:
            findings += self._in_place(check.header(row, names))
        described = {name for check in self._describing for name in check.described}
        to_guess = ["" if name in described else name for name in names]
        for check in self._own():
            findings += check.header(row, to_guess if isinstance(check, _GUESSING) else names)
        return findings

    def row(self, row: int, cells: Sequence[str]) -> list[Finding]:
        """Return the findings about a row below the header."""
        findings: list[Finding] = []
        if self._tabular and (more := self._shape.row(row, cells)):
            findings += more
        if len(cells) == self._width:
            for check in self._by_name:
                if more := check.row(row, cells):
                    findings += more
        for check in self._damage:
            if more := check.row(row, cells):
                findings += more
        if self._further:
            whole = cells if len(cells) >= self._width else [*cells, *[""] * (self._width - len(cells))]
            for check in self._further:
                if more := check.row(row, cells if check in self._describing else whole):
                    findings += self._in_place(more)
        return findings

    def text(self, row: int, text: str, unit: RowUnit = RowUnit.LINE) -> list[Finding]:
        """Return the findings about a text that is no row of the table."""
        return [finding for check in self._reading_all for finding in check.text(row, text, unit)]

    def broken(self) -> None:
        """Note that a row could not be read."""
        self._shape.broken()

    def end(self) -> Iterable[Finding]:
        """Yield the findings about the table as a whole."""
        for check in self._own():
            yield from check.end()
        for check in self._further:
            yield from self._in_place(check.end())

    def _own(self) -> Sequence[RowCheck]:
        return (*([self._shape] if self._tabular else []), *self._damage, *self._by_name)

    def _in_place(self, findings: Iterable[Finding]) -> Iterable[Finding]:
        """Return findings of checks that were handed in, with what a row is called in this file."""
        unit = self._place.unit
        if unit is RowUnit.LINE:
            return findings
        return [
            replace(finding, cell=replace(finding.cell, unit=unit)) if finding.cell else finding for finding in findings
        ]
