"""`publisher set`: edits of many manifests at once."""

from pathlib import Path

import pytest

from .conftest import DATASET, Shell

KEYWORDS = "# Mots-clés relus.\nkeywords: [toilettes, culture]  # à compléter\nspatial: {zones: ['fr:commune:69029']}\n"


def text(name: str) -> str:
    """Return the text of a manifest."""
    return (Path("manifests") / name).read_text(encoding="utf-8")


def test_only_the_named_lines_change(shell: Shell) -> None:
    shell.write("bron/wc.yml", DATASET + KEYWORDS)
    shell.write("bron/parcs.yml", DATASET.replace("Toilettes publiques", "Parcs"))
    ran = shell("set", "bron/*", "keywords+=accessibilité,culture", "license=lov2", "--yes")

    assert ran.code == 0
    assert text("bron/wc.yml") == (DATASET + KEYWORDS).replace(
        "culture]  # à compléter\n", "culture, accessibilité]  # à compléter\nlicense: lov2\n"
    )
    assert "keywords: [accessibilité, culture]\nlicense: lov2\n" in text("bron/parcs.yml")
    assert "Then:  publisher plan 'bron/*'" in ran.out
    assert shell("validate").code == 0


@pytest.mark.parametrize(
    ("edits", "line"),
    [
        (["keywords-=culture"], "keywords: [toilettes]  # à compléter"),
        (["keywords=parcs, squares"], "keywords: [parcs, squares]  # à compléter"),
        (["contact.email=parcs@example.org"], "contact: {email: parcs@example.org}"),
        (["spatial.zones+=fr:commune:69123"], "spatial: {zones: ['fr:commune:69029', 'fr:commune:69123']}"),
        (["temporal.start=2024-01-01"], "temporal: {start: '2024-01-01'}"),
        (["extras.note=a = b"], "extras: {note: a = b}"),
    ],
)
def test_an_edit_is_written_as_a_person_writes_it(shell: Shell, edits: list[str], line: str) -> None:
    shell.write("bron/wc.yml", DATASET + KEYWORDS)

    assert shell("set", "bron/wc", *edits, "--yes").code == 0
    assert line in text("bron/wc.yml").splitlines()


def test_resources_are_edited_one_or_all(shell: Shell) -> None:
    shell.write("bron/wc.yml", DATASET + "  - {id: pdf, title: Notice, url: 'https://example.org/a.pdf'}\n")
    shell("set", "bron", "resources.*.mime=text/csv", "resources.pdf.type=documentation", "--yes")

    assert text("bron/wc.yml").count("mime: text/csv") == 2
    assert text("bron/wc.yml").count("type: documentation") == 1


def test_a_line_is_removed_when_asked_for(shell: Shell) -> None:
    shell.write("bron/wc.yml", DATASET + KEYWORDS)

    assert shell("set", "bron/wc", "--remove", "keywords", "--yes").code == 0
    assert "keywords" not in text("bron/wc.yml")


def test_a_dry_run_shows_the_lines_and_writes_nothing(shell: Shell) -> None:
    ran = shell("set", "bron/wc", "license=lov2", "--dry-run")

    assert (ran.code, text("bron/wc.yml")) == (0, DATASET)
    assert "  +license: lov2" in ran.out.splitlines()


def test_without_a_terminal_and_without_yes_nothing_is_written(shell: Shell) -> None:
    assert shell("set", "bron/wc", "license=lov2").code == 64
    assert text("bron/wc.yml") == DATASET


@pytest.mark.parametrize(
    ("words", "code", "what"),
    [
        (["bron/wc", "license=LO2"], 1, "bron/wc would be invalid: unknown licence."),
        (["bron/wc", "licens=lov2"], 1, "bron/wc would be invalid: unknown key “licens”."),
        (["bron/wc", "license+=lov2"], 1, "license is not a list: write license=value."),
        (["bron/wc", "license="], 1, "license has no value here; to remove its line: --remove license."),
        (["bron/wc", "=x"], 1, "“=x” is not an edit: write field=value, field+=word or field-=word."),
        (["bron/wc", "resources.xls.type=main"], 1, "There is no resource “xls”; its resources are: csv."),
        (["bron/wc", "--remove", "title"], 1, "bron/wc would be invalid: “title” is missing."),
        (["license=lov2"], 64, "give keys and edits"),
        (["bron/wc"], 64, "give keys and edits"),
        (["bron/parcs", "license=lov2"], 64, "bron/parcs"),
    ],
)
def test_what_cannot_be_is_refused_before_a_line_is_written(
    shell: Shell, words: list[str], code: int, what: str
) -> None:
    shell.write("bron/squares.yml", DATASET.replace("Toilettes publiques", "Squares"))
    ran = shell("set", *words, "--yes")

    assert ran.code == code
    assert what in ran.err
    assert text("bron/wc.yml") == DATASET


def test_a_value_that_is_there_already_is_nothing_to_do(shell: Shell) -> None:
    shell.write("bron/wc.yml", DATASET + "license: lov2\n")
    ran = shell("set", "bron/wc", "license=lov2", "--yes")

    assert (ran.code, ran.out) == (0, "Nothing to do: the selected manifests have these values.\n")


def test_an_edit_made_while_the_question_waits_is_not_written_over(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def saved_by_another(_question: str, *, yes: bool) -> None:
        assert yes
        shell.write("bron/wc.yml", DATASET + "frequency: annual\n")

    monkeypatch.setattr("publisher.cli.set_.ask", saved_by_another)
    ran = shell("set", "bron/wc", "license=lov2", "--yes")

    assert ran.code == 1
    assert "manifests/bron/wc.yml has been changed in the meantime, and stays as it is." in ran.err
    assert text("bron/wc.yml") == DATASET + "frequency: annual\n"
