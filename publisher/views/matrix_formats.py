"""The matrix of producers, themes and catalogues as text, Markdown and CSV."""

import csv
import io
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Final

from publisher.locale import _, language
from publisher.model.names import ProducerId
from publisher.views.matrix import CellState, Matrix
from publisher.views.plan_text import WIDTH
from publisher.views.safe_text import clip, escaped, printable

SIGNS: Final = {
    CellState.STUCK: "!",
    CellState.TO_CREATE: "+",
    CellState.TO_CHANGE: "~",
    CellState.EDITED: "≈",
    CellState.SCHEDULED: "…",
    CellState.DRAFT: "○",
    CellState.PRIVATE: "◐",
    CellState.ARCHIVED: "▪",
    CellState.PUBLISHED: "✔",
    CellState.LEFT_OUT: "−",
    CellState.NOT_ASKED: " ",
    CellState.NONE: "·",
}
NAME_SIZE: Final = 26
"""Columns of a producer's name on a terminal."""

_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet read a cell as a formula."""


def words() -> Mapping[CellState, str]:
    """Return a word for each state."""
    return {
        CellState.STUCK: _("blocked"),
        CellState.TO_CREATE: _("to be created"),
        CellState.TO_CHANGE: _("to be changed"),
        CellState.EDITED: _("edited in the catalogue"),
        CellState.SCHEDULED: _("publication on a later day"),
        CellState.DRAFT: _("draft"),
        CellState.PRIVATE: _("private"),
        CellState.ARCHIVED: _("archived"),
        CellState.PUBLISHED: _("published"),
        CellState.LEFT_OUT: _("not for this catalogue"),
        CellState.NOT_ASKED: "",
        CellState.NONE: _("no manifest"),
    }


Labels = Mapping[str, Mapping[str, str]]
"""Label of each theme, by language."""


def matrix_text(matrix: Matrix, labels: Labels) -> str:
    """Return a row for each producer and a column for each theme; a cell has a sign for each catalogue.

    A legend follows.
    """
    width = max(2, len(matrix.catalogs))
    numbers = [str(number) for number, _theme in enumerate(matrix.themes, 1)]
    rows = [_line(name, [_signs(matrix, producer, theme) for theme in matrix.themes], width)
            for producer, name in matrix.producers.items()]  # fmt: skip
    themes = [f"{number:>4}  {_label(theme, labels)}" for number, theme in zip(numbers, matrix.themes, strict=True)]
    used = _used(matrix) - {CellState.NOT_ASKED}
    signs = [f"{sign:>4}  {words()[standing]}" for standing, sign in SIGNS.items() if standing in used]
    order = _("In each cell, in this order: {catalogs}.").format(catalogs=", ".join(matrix.catalogs))
    return "\n".join([_line("", numbers, width), *rows, "", *themes, "", order, *signs])


def _line(name: str, cells: Iterable[str], width: int) -> str:
    texts = list(cells)
    gap = 2 if NAME_SIZE + len(texts) * (width + 2) <= WIDTH else 1
    return (
        f"{clip(name, NAME_SIZE - 1):<{NAME_SIZE}}" + "".join(f"{' ' * gap}{text:<{width}}" for text in texts)
    ).rstrip()


def _signs(matrix: Matrix, producer: ProducerId, theme: str | None) -> str:
    return "".join(SIGNS[matrix.at(producer, theme, catalog)] for catalog in matrix.catalogs)


def _used(matrix: Matrix) -> frozenset[CellState]:
    places = product(matrix.producers, matrix.themes, matrix.catalogs)
    return frozenset(matrix.at(producer, theme, catalog) for producer, theme, catalog in places)


def matrix_rows(matrix: Matrix, labels: Labels) -> list[list[str]]:
    """Return a head, then a row in words for each producer and catalogue."""
    head = [_("producer"), _("catalogue"), *(_label(theme, labels) for theme in matrix.themes)]
    rows = [
        [printable(name), catalog, *(words()[matrix.at(producer, theme, catalog)] for theme in matrix.themes)]
        for producer, name in matrix.producers.items()
        for catalog in matrix.catalogs
    ]
    return [head, *rows]


def matrix_markdown(matrix: Matrix, labels: Labels) -> str:
    """Return the rows as a Markdown table."""
    head, *rows = [[escaped(cell) for cell in row] for row in matrix_rows(matrix, labels)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def matrix_csv(matrix: Matrix, labels: Labels) -> bytes:
    """Return the rows as a CSV file that a spreadsheet opens by a double click, a French Excel too.

    Excel needs semicolons between cells and a byte order mark for UTF-8. A cell that looks like a formula is made
    text, because names come from manifests.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([_inert(cell) for cell in row] for row in matrix_rows(matrix, labels))
    return text.getvalue().encode("utf-8-sig")


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell


def _label(theme: str | None, labels: Labels) -> str:
    if theme is None:
        return _("without a theme")
    label_by_language = labels.get(theme, {})
    return printable(label_by_language.get(language().value) or next(iter(label_by_language.values()), theme))
