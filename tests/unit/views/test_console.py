"""The stream to which text goes, and its form in a terminal."""

import contextlib
import io
from collections.abc import Callable

import pytest

from publisher.views import console


class Terminal(io.StringIO):
    """A terminal that records what is printed."""

    def isatty(self) -> bool:
        return True

    def shows(self, act: Callable[[], None]) -> str:
        """Return what a function prints."""
        with contextlib.redirect_stdout(self):
            act()
        return self.getvalue()


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Return a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Terminal()


def test_results_go_to_stdout_and_the_rest_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    console.out("résultat")
    console.note("remarque")

    assert capsys.readouterr() == ("résultat\n", "remarque\n")


def test_a_log_has_no_colour(capsys: pytest.CaptureFixture[str]) -> None:
    console.out("  + bron/wc · create")

    assert capsys.readouterr().out == "  + bron/wc · create\n"


@pytest.mark.parametrize("text", ["[red]gras[/red]", "[/]", "[link=https://x.example]a[/link]", ":smile:", "[[x]]"])
def test_markup_stays_text_at_a_terminal(screen: Terminal, text: str) -> None:
    assert screen.shows(lambda: console.out(text)) == f"{text}\n"


def test_colour_repeats_the_sign_of_a_line(screen: Terminal) -> None:
    plus, bang, end = screen.shows(lambda: console.out("  + bron/wc\n  ! lyon/wc\nfin")).splitlines()

    assert plus == "\x1b[32m  + bron/wc\x1b[0m"
    assert bang == "\x1b[1;31m  ! lyon/wc\x1b[0m"
    assert end == "fin"


def test_no_colour_where_it_is_not_wanted(screen: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    text = screen.shows(lambda: console.out("  + bron/wc"))

    assert "32m" not in text
    assert "+ bron/wc" in text


def test_a_long_line_is_left_to_the_terminal_to_wrap(screen: Terminal) -> None:
    assert screen.shows(lambda: console.out("x" * 200)) == "x" * 200 + "\n"


def test_a_table_is_parted_by_tabs_in_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    console.table(["a", "b"], [["1", "2"], ["[red]", ""]])

    assert capsys.readouterr().out == "a\tb\n1\t2\n[red]\t\n"


def test_a_table_at_a_terminal_shows_every_cell_and_no_markup(screen: Terminal) -> None:
    text = screen.shows(lambda: console.table(["dataset", "state"], [["bron/wc", "[red]x[/red]"]]))

    assert "bron/wc" in text
    assert "[red]x[/red]" in text


def test_a_table_that_is_too_wide_leaves_out_its_last_column(screen: Terminal) -> None:
    row = ["bron/wc", "https://data.example.org/" + "x" * 80]
    text = screen.shows(lambda: console.table(["dataset", "address"], [row]))

    assert "bron/wc" in text
    assert "https" not in text
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80


def test_there_is_no_bar_in_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    with console.progress(3) as advance:
        advance()

    assert capsys.readouterr() == ("", "")


# ---- the width of lines


FINDING = "a.yml:3:1  PUB201 error\n    license: LO2\n             ^^^\n    Unknown licence."


def test_a_finding_has_the_colour_of_its_severity_on_the_word_and_below_the_line(screen: Terminal) -> None:
    head, line, carets, what = screen.shows(lambda: console.out(FINDING)).splitlines()

    assert head == "a.yml:3:1  PUB201 \x1b[1;31merror\x1b[0m"
    assert line == "    license: LO2"
    assert carets == "\x1b[1;31m             ^^^\x1b[0m"
    assert what == "    Unknown licence."


def test_a_finding_says_the_same_without_colour(screen: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    text = screen.shows(lambda: console.out(FINDING))

    assert "31m" not in text
    assert "error" in text


@pytest.mark.parametrize(("columns", "width"), [("60", 80), ("80", 80), ("100", 100), ("120", 120), ("200", 120)])
def test_a_text_at_a_terminal_has_its_width_within_limits(
    screen: Terminal, monkeypatch: pytest.MonkeyPatch, columns: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    lines = screen.shows(lambda: console.out_text("mot " * 100)).splitlines()

    assert width - 4 < max(map(len, lines)) <= width


@pytest.mark.parametrize(("columns", "width"), [(None, 100), ("80", 80), ("120", 120), ("x", 100), ("5", 40)])
def test_a_text_in_a_log_has_a_hundred_columns_or_those_that_are_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str | None, width: int
) -> None:
    monkeypatch.delenv("COLUMNS")
    if columns is not None:
        monkeypatch.setenv("COLUMNS", columns)
    console.out_text("mot " * 100)
    console.note("mot " * 100)

    for text in capsys.readouterr():
        assert width - 4 < max(map(len, text.splitlines())) <= width


def test_a_document_is_never_broken(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    console.out_in("json", "mot " * 100)

    assert len(capsys.readouterr().out.splitlines()) == 1
