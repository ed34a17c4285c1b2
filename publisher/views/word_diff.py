"""Two versions of a text as one: which words went, which came, and the words around them. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from enum import Enum
from itertools import pairwise
from typing import Final

AROUND: Final = 6
"""Words that stay, shown on each side of a difference."""

MOST_STEPS: Final = 10_000_000
"""Pairs of equal words that are looked at: beyond, everything between the equal ends counts as replaced."""

_WORD: Final = re.compile(r"\s+|\w+|[^\w\s]")


class Mark(Enum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    CUT = "cut"
    """Words that stay, and are left out."""


@dataclass(frozen=True)
class Piece:
    """A piece of text."""

    mark: Mark
    text: str = ""


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """Return the differences between two texts in their order, each with a few words around it."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces = _joined(list(_pieces(old, new)))
    last = len(pieces) - 1
    return tuple(
        part
        for place, piece in enumerate(pieces)
        for part in (_shortened(piece, first=place == 0, last=place == last) if piece.mark is Mark.SAME else (piece,))
    )


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    start = _equal_words(old, new)
    end = _equal_words(old[start:][::-1], new[start:][::-1])
    yield Piece(Mark.SAME, "".join(old[:start]))
    yield from _middle(old[start : len(old) - end], new[start : len(new) - end])
    yield Piece(Mark.SAME, "".join(old[len(old) - end :]))


def _equal_words(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many words both begin with."""
    count = 0
    for first, second in zip(old, new, strict=False):
        if first != second:
            break
        count += 1
    return count


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    try:
        opcodes = _Matcher(None, old, new, autojunk=False).get_opcodes()
    except _TooManyStepsError:
        opcodes = [("replace", 0, len(old), 0, len(new))]
    for tag, a, b, c, d in opcodes:
        if tag == "equal":
            yield Piece(Mark.SAME, "".join(old[a:b]))
        else:
            yield Piece(Mark.REMOVED, "".join(old[a:b]))
            yield Piece(Mark.ADDED, "".join(new[c:d]))


class _TooManyStepsError(Exception):
    """The comparison of two texts takes too long: such as of long ones that have nothing in common but spaces."""


class _Matcher(SequenceMatcher[str]):
    """A comparison of words that ends after `MOST_STEPS`. Its search for the longest match is what takes time."""

    a: Sequence[str]
    b2j: Mapping[str, Sequence[int]]
    steps = 0

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        """Return the longest match of two parts. Raises `_TooManyStepsError`."""
        words = self.a[alo:ahi]
        self.steps += len(words) + sum(len(self.b2j.get(word, ())) for word in words)
        if self.steps > MOST_STEPS:
            raise _TooManyStepsError
        return super().find_longest_match(alo, ahi, blo, bhi)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces without empty ones; a lone space between two differences belongs to both."""
    filled = [piece for piece in pieces if piece.text]
    around = [None, *filled, None]
    spread: list[Piece] = []
    for (before, piece), (_piece, after) in pairwise(pairwise(around)):
        if piece is None:
            continue
        if piece.mark is Mark.SAME and piece.text.isspace() and before is not None and after is not None:
            spread += [Piece(Mark.REMOVED, piece.text), Piece(Mark.ADDED, piece.text)]
        else:
            spread.append(piece)
    return list(_runs(spread))


def _runs(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield what is removed, then what is added, once for each run of differences."""
    removed, added = "", ""
    for piece in pieces:
        match piece.mark:
            case Mark.REMOVED:
                removed += piece.text
            case Mark.ADDED:
                added += piece.text
            case _:
                yield from _difference(removed, added)
                removed, added = "", ""
                yield piece
    yield from _difference(removed, added)


def _difference(removed: str, added: str) -> Iterator[Piece]:
    yield from (Piece(mark, text) for mark, text in ((Mark.REMOVED, removed), (Mark.ADDED, added)) if text)


def _shortened(piece: Piece, *, first: bool, last: bool) -> Iterator[Piece]:
    """Yield the words of an equal piece that stand beside a difference."""
    words = _WORD.findall(piece.text)
    before, after = (0 if first else 2 * AROUND), (0 if last else 2 * AROUND)
    if len(words) <= before + after + 2:
        yield piece
        return
    if before:
        yield Piece(Mark.SAME, "".join(words[:before]))
    yield Piece(Mark.CUT)
    if after:
        yield Piece(Mark.SAME, "".join(words[-after:]))
