"""Places in the table of one file, and the names of its columns compared as people mean them."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from publisher.model.area import Area
from publisher.model.findings import Cell, Finding, RowUnit
from publisher.model.messages import Message
from publisher.rules.rule import Rule

SHOWN: Final = 80
"""Characters of a value that a message repeats."""
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


@dataclass(frozen=True)
class TablePlace:
    """The table of a file: makes findings about its rows and cells."""

    file: str
    """Its path as a person would type it."""
    area: Area | None = None
    """Where the producer's data can lie."""
    unit: RowUnit = RowUnit.LINE

    def finding(self, rule: Rule, row: int, column: str | None, what: Message, fix: Message | None = None) -> Finding:
        """Return the finding of a rule about a cell, or about a whole row."""
        return rule.in_file(self.file, Cell(row, column or None, self.unit), what, fix)


def shown_value(value: str) -> str:
    """Return a value as a message repeats it."""
    return value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"


def without_accents(text: str) -> str:
    """Return a text in ASCII where its letters have accents alone."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of the name of a column: `dateConvention` and `Date de convention` have the word `date`."""
    return tuple(word.lower() for word in _WORD.findall(without_accents(name)))


def plain_name(name: str) -> str:
    """Return the name of a column in lower case, without accents and without what stands between words."""
    return "".join(words_of(name))
