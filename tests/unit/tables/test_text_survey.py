"""The encoding of a file: named only where it is sure, for `--fix` converts by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.tables.text_survey import Surveyor, TextSurvey

WORDS = st.sampled_from(
    [
        "été",
        "à",
        "la",
        "mairie",
        "de",
        "Lyon",
        "où",
        "l’école",
        "coûte",
        "10",
        "€",
        "naïf",
        "cœur",
        "ÉTÉ",
        "œuvre",
        "°C",
        "«",
        "guillemets",
        "»",
        "Noël",
        "créé",
        "Île",
    ]
)


def survey(content: bytes) -> TextSurvey:
    surveyor = Surveyor()
    surveyor.feed(content)
    return surveyor.survey()


@pytest.mark.parametrize("text", ["ville,créé\n", "a,à\n", "Noël — de\n", "l’été\n", "Été\n", "nom,°C\n", "île\n"])
def test_a_short_text_of_excel_is_recognized(text: str) -> None:
    read = survey(text.encode("cp1252"))

    assert (read.encoding, read.known, read.mixed) == ("cp1252", True, False)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Noël\n", "cp850"),
        ("Noël\n", "mac-roman"),
        ("Marché de Noël\n" * 9, "cp850"),
        ("Noël\n" * 9, "cp850"),
        ("× Noël\n", "cp850"),
        ("naïf Š\n", "cp1252"),
    ],
)
def test_a_wrong_encoding_is_never_sure(text: str, encoding: str) -> None:
    read = survey(text.encode(encoding))

    assert not read.known or read.encoding == encoding


@given(st.lists(WORDS, min_size=2, max_size=12), st.sampled_from(["cp1252", "cp850"]))
def test_what_is_sure_loses_no_letter(words: list[str], encoding: str) -> None:
    text = "nom\n" + " ".join(words) + "\n"
    read = survey(text.encode(encoding, "ignore"))

    if read.known and not read.mixed:
        assert text.encode(encoding, "ignore").decode(read.encoding) == text.encode(encoding, "ignore").decode(encoding)


@pytest.mark.parametrize("text", ["ville,créé", "une bonté", "à"])
def test_a_letter_at_the_very_end_does_not_make_two_files_of_one(text: str) -> None:
    assert not survey(text.encode("cp1252")).mixed
