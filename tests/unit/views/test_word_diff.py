"""The words that differ between two texts, all of them, with those around them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.views.word_diff import Mark, Piece, word_diff

SIGNS = {Mark.REMOVED: "-", Mark.ADDED: "+"}
LONG = " ".join(f"mot{number}" for number in range(200))


def shown(before: str, after: str) -> str:
    return "".join(
        "…" if piece.mark is Mark.CUT else f"[{SIGNS[piece.mark]}{piece.text}]" if piece.mark in SIGNS else piece.text
        for piece in word_diff(before, after)
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Panneaux d'affichage", "Panneaux d'affichage libre", "Panneaux d'affichage[+ libre]"),
        ("Les toilettes de Bron", "Les parcs de Bron", "Les [-toilettes][+parcs] de Bron"),
        ("un deux trois", "un quatre cinq", "un [-deux trois][+quatre cinq]"),
        ("2023-01-01", "2024-01-01", "[-2023][+2024]-01-01"),
        ("", "Neuf", "[+Neuf]"),
        ("Ancien", "", "[-Ancien]"),
        ("même", "même", "même"),
        ("fin.", "fin", "fin[-.]"),
    ],
)
def test_the_words_that_differ(before: str, after: str, expected: str) -> None:
    assert shown(before, after) == expected


def test_every_change_of_a_long_text_is_shown_with_the_words_around_it() -> None:
    after = LONG.replace("mot20 ", "neuf ").replace("mot150 ", "")

    text = shown(LONG, after)

    assert "[-mot20][+neuf]" in text
    assert "[- mot150]" in text
    assert text.startswith("…mot14 ")
    assert text.count("…") == 3
    assert "mot100" not in text


@given(st.text("ab .\n", max_size=60), st.text("ab .\n", max_size=60))
def test_both_texts_can_be_read_where_nothing_is_cut(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    if Piece(Mark.CUT) in pieces:
        return

    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.REMOVED) == after


def test_two_huge_texts_without_a_common_word_take_no_time() -> None:
    before, after = ("a1 " * 50_000, "b2 " * 50_000)
    start = time.perf_counter()

    assert {piece.mark for piece in word_diff(before, after)} >= {Mark.REMOVED, Mark.ADDED}
    assert time.perf_counter() - start < 20


def test_two_long_texts_with_nothing_in_common_but_spaces_take_little_time() -> None:
    before, after = (" ".join(f"{letter}{number}" for number in range(1_000)) for letter in "ab")
    start = time.process_time()

    assert [piece.mark for piece in word_diff(before, after)] == [Mark.REMOVED, Mark.ADDED]
    assert time.process_time() - start < 10
