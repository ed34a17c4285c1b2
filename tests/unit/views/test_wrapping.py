"""Lines broken at words: the indentation is kept, and what is to be pasted stays whole."""

import pytest

from publisher.model.commands import command
from publisher.model.messages import message
from publisher.views.wrapping import wrapped, wrapped_message


def test_a_line_is_broken_at_words_and_keeps_its_indentation() -> None:
    assert wrapped("    " + "mot " * 12, 24).splitlines() == ["    mot mot mot mot mot"] * 2 + ["    mot mot"]


def test_what_follows_a_sign_is_below_the_text() -> None:
    assert wrapped("✘ un deux trois quatre", 13) == "✘ un deux\n  trois\n  quatre"


def test_a_short_line_and_a_blank_one_stay() -> None:
    assert wrapped("un\n\n  deux", 10) == "un\n\n  deux"


def test_a_line_in_columns_stays() -> None:
    line = "bron/wc      publié      rien à faire"

    assert wrapped(line, 20) == line


@pytest.mark.parametrize(
    "whole",
    [
        "`path: toilettes publiques.csv`",
        "publisher adopt bron/wc --catalog grandlyon --manifests essais",
        "publisher --lang en sync bron --allow creates=5 --yes",
        "https://example.org/a-very-long-address-with-hyphens/and/slashes.csv",
    ],
)
def test_a_command_an_address_and_a_piece_of_code_stay_whole(whole: str) -> None:
    lines = wrapped(f"Il faut lancer ceci : {whole}", 30).splitlines()

    assert [line.strip() for line in lines if whole in line] == [whole]


def test_the_values_of_a_message_stay_whole_and_its_lists_are_broken_after_a_comma() -> None:
    text = message("Write: {example}", example='title: "Toilettes de l\'école"')
    assert wrapped_message(str(text), text, 4, 24) == '    Write:\n    title: "Toilettes de l\'école"'

    text = message("Allowed values: {known}", known="un mot, deux mots, trois mots")
    assert wrapped_message(str(text), text, 4, 30).splitlines() == [
        "    Allowed values: un mot,",
        "    deux mots, trois mots",
    ]

    text = message("Then: {command}", command=command("adopt", "bron/wc", "--catalog", "grandlyon"))
    assert wrapped_message(str(text), text, 4, 24) == ("    Then:\n    publisher adopt bron/wc --catalog grandlyon")


def test_no_break_spaces_are_kept() -> None:
    assert wrapped("Valeurs admises\u00a0: annuelle", 16) == "Valeurs\n  admises\u00a0:\n  annuelle"
