"""The matrix of producers, themes and catalogues: for a terminal, for Markdown, and for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Final

from publisher.locale import _, language
from publisher.model.matrix import Matrix, Standing
from publisher.model.names import ProducerId
from publisher.views.plan_markdown import escaped
from publisher.views.plan_text import WIDTH
from publisher.views.text import clip, printable

SIGNS: Final = {
    Standing.STUCK: "!",
    Standing.TO_CREATE: "+",
    Standing.TO_CHANGE: "~",
    Standing.EDITED: "≈",
    Standing.DRAFT: "○",
    Standing.ARCHIVED: "▪",
    Standing.PUBLISHED: "✔",
    Standing.LEFT_OUT: "−",
    Standing.NOT_ASKED: " ",
    Standing.NONE: "·",
}
NAME_SIZE: Final = 26
"""Columns of a producer's name on a terminal."""

_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings that a spreadsheet would take for a formula."""


def words() -> Mapping[Standing, str]:
    """A word for each standing."""
    return {
        Standing.STUCK: _("blocked"),
        Standing.TO_CREATE: _("to be created"),
        Standing.TO_CHANGE: _("to be changed"),
        Standing.EDITED: _("edited in the catalogue"),
        Standing.DRAFT: _("draft"),
        Standing.ARCHIVED: _("archived"),
        Standing.PUBLISHED: _("published"),
        Standing.LEFT_OUT: _("not for this catalogue"),
        Standing.NOT_ASKED: "",
        Standing.NONE: _("no manifest"),
    }


Labels = Mapping[str, Mapping[str, str]]
"""Label of each theme, by language."""


def matrix_text(found: Matrix, labels: Labels) -> str:
    """A row for each producer, a column for each theme, in each cell a sign for each catalogue; then what they mean."""
    width = max(2, len(found.catalogs))
    numbers = [str(place) for place, _theme in enumerate(found.themes, 1)]
    rows = [_line(name, [_signs(found, producer, theme) for theme in found.themes], width)
            for producer, name in found.producers.items()]  # fmt: skip
    themes = [f"{number:>4}  {_label(theme, labels)}" for number, theme in zip(numbers, found.themes, strict=True)]
    used = _used(found) - {Standing.NOT_ASKED}
    signs = [f"{sign:>4}  {words()[standing]}" for standing, sign in SIGNS.items() if standing in used]
    order = _("In each cell, in this order: {catalogs}.").format(catalogs=", ".join(found.catalogs))
    return "\n".join([_line("", numbers, width), *rows, "", *themes, "", order, *signs])


def _line(name: str, cells: Iterable[str], width: int) -> str:
    texts = list(cells)
    gap = 2 if NAME_SIZE + len(texts) * (width + 2) <= WIDTH else 1
    return (
        f"{clip(name, NAME_SIZE - 1):<{NAME_SIZE}}" + "".join(f"{' ' * gap}{text:<{width}}" for text in texts)
    ).rstrip()


def _signs(found: Matrix, producer: ProducerId, theme: str | None) -> str:
    return "".join(SIGNS[found.at(producer, theme, catalog)] for catalog in found.catalogs)


def _used(found: Matrix) -> frozenset[Standing]:
    places = product(found.producers, found.themes, found.catalogs)
    return frozenset(found.at(producer, theme, catalog) for producer, theme, catalog in places)


def matrix_rows(found: Matrix, labels: Labels) -> list[list[str]]:
    """A head, then a row in words for each producer and catalogue."""
    head = [_("producer"), _("catalogue"), *(_label(theme, labels) for theme in found.themes)]
    rows = [
        [printable(name), catalog, *(words()[found.at(producer, theme, catalog)] for theme in found.themes)]
        for producer, name in found.producers.items()
        for catalog in found.catalogs
    ]
    return [head, *rows]


def matrix_markdown(found: Matrix, labels: Labels) -> str:
    """The rows as a Markdown table."""
    head, *rows = [[escaped(cell) for cell in row] for row in matrix_rows(found, labels)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def matrix_csv(found: Matrix, labels: Labels) -> bytes:
    """The rows as a file that a spreadsheet opens by a double click, a French Excel too.

    It takes semicolons between cells, and knows UTF-8 by the mark at the beginning. A cell that looks like a formula
    is made text: names come from manifests.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([_inert(cell) for cell in row] for row in matrix_rows(found, labels))
    return text.getvalue().encode("utf-8-sig")


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell


def _label(theme: str | None, labels: Labels) -> str:
    if theme is None:
        return _("without a theme")
    spoken = labels.get(theme, {})
    return printable(spoken.get(language().value) or next(iter(spoken.values()), theme))
