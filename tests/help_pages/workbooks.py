"""Workbooks with a mistake that no text shows: a second sheet, merged cells, a file that is cut."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

WRONG: Final = "manifests/clairval/parcs-2024.xlsx"
"""The workbook of the first example; that of the second has another name."""
_SHEET: Final = "xl/worksheets/sheet1.xml"
_BOOK: Final = "xl/workbook.xml"


def _edited(part: str, before: str, after: str) -> Callable[[Path], None]:
    """Return what replaces a text in one part of the workbook."""

    def edit(root: Path) -> None:
        file = root / WRONG
        if file.exists():
            with ZipFile(file) as archive:
                parts = {name: archive.read(name).decode() for name in archive.namelist()}
            assert before in parts[part]
            parts[part] = parts[part].replace(before, after)
            with ZipFile(file, "w") as archive:
                for name, text in parts.items():
                    archive.writestr(name, text)

    return edit


def _second_sheet(name: str, state: str) -> Callable[[Path], None]:
    sheet = f'<sheet name="{name}" sheetId="2" state="{state}" r:id="rId1"/></sheets>'
    return _edited(_BOOK, "</sheets>", sheet)


def _cut(root: Path) -> None:
    file = root / WRONG
    if file.exists():
        os.truncate(file, file.stat().st_size // 2)


def _too_large(root: Path) -> None:
    file = root / WRONG
    if file.exists():
        with ZipFile(file, "a", ZIP_DEFLATED) as archive, archive.open("xl/sharedStrings.xml", "w") as part:
            for _ in range(101):
                part.write(b" " * 1_000_000)


WORKBOOKS: Final[Mapping[str, Callable[[Path], None]]] = {
    "PUB650": _cut,
    "PUB651": _second_sheet("2023", "visible"),
    "PUB652": _second_sheet("brouillon", "hidden"),
    "PUB653": _edited(
        _SHEET, "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>'
    ),
    "PUB654": _edited(_SHEET, "<v>12500</v>", "<f>5*2500</f>"),
    "PUB655": _too_large,
}
"""By the id of the rule, what makes the workbook of its first example wrong."""
