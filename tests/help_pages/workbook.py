"""A small XLSX workbook: one sheet, whose rows are those of a text like a CSV file."""

import csv
import io
import re
from typing import Final
from xml.sax.saxutils import escape
from zipfile import ZipFile, ZipInfo

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'

PARTS: Final = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="Feuil1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def workbook(text: str) -> bytes:
    """Return the workbook whose first sheet has the rows of a text. What looks like a number is one."""
    rows = enumerate(csv.reader(io.StringIO(text)), 1)
    body = "".join(f'<row r="{number}">{_cells(number, cells)}</row>' for number, cells in rows)
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        for name, content in {**PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            archive.writestr(ZipInfo(name), _HEAD + content)
    return target.getvalue()


def _cells(row: int, cells: list[str]) -> str:
    return "".join(_cell(f"{chr(ord('A') + column)}{row}", text) for column, text in enumerate(cells) if text)


def _cell(place: str, text: str) -> str:
    if re.fullmatch(r"-?[1-9]\d*(\.\d+)?|0(\.\d+)?", text, re.ASCII):
        return f'<c r="{place}"><v>{text}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
