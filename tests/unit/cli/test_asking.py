"""The question before a write: the answer may be in the language of the question."""

import io
import sys
from collections.abc import Callable

import click
import pytest

from publisher.cli.asking import ask

Type = Callable[[str], None]


class Terminal(io.StringIO):
    """A terminal at which a person types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Type:
    def at(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", Terminal(text))

    return at


@pytest.mark.parametrize("answer", ["y", "yes", "Y", " Yes "])
def test_a_yes_in_english(typed: Type, answer: str, capsys: pytest.CaptureFixture[str]) -> None:
    typed(f"{answer}\n")
    ask("Write 1 entry?", yes=False)

    captured = capsys.readouterr()
    assert "Write 1 entry? [y/N]: " in captured.err
    assert captured.out == ""


@pytest.mark.usefixtures("in_french")
@pytest.mark.parametrize("answer", ["o", "oui", "O", " Oui ", "y", "yes"])
def test_a_yes_in_french(typed: Type, answer: str, capsys: pytest.CaptureFixture[str]) -> None:
    typed(f"{answer}\n")
    ask("Écrire 1 fiche\u00a0?", yes=False)

    assert "Écrire 1 fiche\u00a0? [o/N]\u00a0: " in capsys.readouterr().err


@pytest.mark.parametrize("answer", ["", "n", "no", "N"])
def test_a_no_in_english(typed: Type, answer: str) -> None:
    typed(f"{answer}\n")
    with pytest.raises(click.Abort):
        ask("Write 1 entry?", yes=False)


@pytest.mark.usefixtures("in_french")
@pytest.mark.parametrize("answer", ["", "n", "non", "no"])
def test_a_no_in_french(typed: Type, answer: str) -> None:
    typed(f"{answer}\n")
    with pytest.raises(click.Abort):
        ask("Écrire 1 fiche ?", yes=False)


def test_another_answer_is_asked_again(typed: Type, capsys: pytest.CaptureFixture[str]) -> None:
    typed("o\nsure\ny\n")
    ask("Write 1 entry?", yes=False)

    stderr = capsys.readouterr().err
    assert stderr.count("Write 1 entry? [y/N]") == 3
    assert stderr.count("Answer y or n.") == 2


@pytest.mark.usefixtures("in_french")
def test_another_answer_is_asked_again_in_french(typed: Type, capsys: pytest.CaptureFixture[str]) -> None:
    typed("peut-être\nnon\n")
    with pytest.raises(click.Abort):
        ask("Écrire 1 fiche ?", yes=False)

    assert "Répondez o (oui) ou n (non)." in capsys.readouterr().err


def test_no_answer_at_all_is_a_no(typed: Type) -> None:
    typed("")
    with pytest.raises(click.Abort):
        ask("Write 1 entry?", yes=False)


def test_with_yes_there_is_no_question(typed: Type, capsys: pytest.CaptureFixture[str]) -> None:
    typed("")
    ask("Write 1 entry?", yes=True)

    assert capsys.readouterr().err == ""
