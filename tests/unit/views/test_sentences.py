"""Messages as sentences, names at their start, plurals, losses with their place."""

from dataclasses import replace

import pytest

from publisher.model.change import Change, ChangeKind, FieldPath
from publisher.model.findings import Finding, Position, Severity
from publisher.model.messages import Message, message
from publisher.model.projection import Loss, placed
from publisher.model.values import File
from publisher.views.change_text import change_text, loss_lines
from publisher.views.findings import findings_text
from publisher.views.sentences import clause, sentence
from tests.unit.builders import dataset, desired

NAME_FIRST = message("{catalog} answers nothing", catalog="ckan")


@pytest.mark.parametrize(
    ("what", "text"),
    [
        (message("unknown licence"), "Unknown licence."),
        (NAME_FIRST, "ckan answers nothing."),
        (message("{what}; {end}", what=NAME_FIRST, end="nothing is known"), "ckan answers nothing; nothing is known."),
        (message("{what}; {end}", what=message("it answered"), end="again"), "It answered; again."),
        (message("are you sure?"), "Are you sure?"),
    ],
)  # fmt: skip
def test_a_sentence_begins_with_a_capital_unless_a_name_is_first(what: Message, text: str) -> None:
    assert sentence(what) == text


@pytest.mark.parametrize(
    ("what", "text"),
    [
        (message("Run the command again."), "run the command again."),
        (message("CKAN answers."), "CKAN answers."),
        (message("{name} is closed", name="Bron"), "Bron is closed"),
    ],
)
def test_a_clause_begins_without_a_capital_unless_a_name_is_first(what: Message, text: str) -> None:
    assert clause(what) == text


def test_a_finding_keeps_the_name_of_a_catalogue() -> None:
    finding = Finding("PUB216", Severity.ERROR, Position("a.yml"), NAME_FIRST)

    assert findings_text([finding], lambda _position: None).splitlines()[1] == "    ckan answers nothing."


def table(rows: int, columns: int, size: int) -> File:
    """Return a file with these numbers."""
    return File(size, f"sha256:{rows}", rows, columns)


@pytest.mark.usefixtures("in_french")
@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ((3, 2, 10), (1, 1, 10), "3 → 1 ligne, 2 → 1 colonne"),
        ((0, 1, 10), (2, 3, 12), "0 → 2 lignes, 1 → 3 colonnes, 10 octets → 12 octets"),
    ],
)
def test_rows_and_columns_are_counted_in_the_right_number(
    before: tuple[int, int, int], after: tuple[int, int, int], text: str
) -> None:
    change = Change(FieldPath("file"), ChangeKind.CHANGE, table(*before), table(*after))

    assert change_text(change).startswith(text)


@pytest.mark.usefixtures("in_french")
def test_an_absent_value_is_said_in_words() -> None:
    assert change_text(Change(FieldPath("title"), ChangeKind.CHANGE, None, "T")) == '(vide) → "T"'


@pytest.mark.usefixtures("in_french")
def test_a_value_that_is_written_in_another_form_shows_no_difference() -> None:
    change = Change(FieldPath("language"), ChangeKind.FORM, "fr", "fr")
    assert change_text(change) == "même valeur, sous sa forme actuelle"


def test_a_loss_names_the_line_of_its_value_and_what_to_do() -> None:
    at = Position("manifests/bron/wc.yml", 12, 3)
    known = replace(desired(dataset()), place=lambda path: at if path == "extras.custom:x" else desired(dataset()).at)
    losses = placed(
        [Loss("extras.custom:x", message("unknown licence"), message("remove it")), Loss("title", message("x"))], known
    )

    assert [loss.at for loss in losses] == [at, None]
    assert loss_lines(losses, 2) == [
        "  ∅ loss in extras.custom:x: unknown licence",
        "      manifests/bron/wc.yml:12:3: remove it",
        "  ∅ loss in title: x",
    ]
