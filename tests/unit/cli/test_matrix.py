"""`publisher status --matrix`: producer × theme × catalogue, on a terminal, in Markdown and for a spreadsheet."""

import csv
import io

import pytest

from tests.unit.fake_catalog import FakeCatalog

from .conftest import DATASET, PRODUCER, Shell

THEMES = """\
parcs: {label: {fr: Parcs, en: Parks}}
wc: {label: {fr: Toilettes, en: Toilets}}
"""


@pytest.fixture
def programme(shell: Shell, managed: FakeCatalog) -> Shell:
    """Write two producers: one dataset published, one draft, one without a theme, one in no catalogue."""
    shell.write("themes.yml", THEMES)
    shell.write("bron/wc.yml", DATASET + "theme: wc\n")
    shell.write("bron/divers.yml", DATASET.replace("Toilettes publiques", "Divers"))
    assert shell("sync", "--yes").code == 0
    shell.write("bron/parcs.yml", DATASET.replace("Toilettes publiques", "Parcs") + "theme: parcs\nstate: draft\n")
    shell.write("corbas/producer.yml", PRODUCER.replace("Bron", "=Corbas"))
    shell.write("corbas/wc.yml", DATASET.replace("Toilettes", "Cabines") + "theme: wc\ncatalogs: {grandlyon: false}\n")
    return shell


def test_on_a_terminal(programme: Shell) -> None:
    ran = programme("status", "--matrix")

    assert ran.code == 0
    assert ran.out.splitlines() == [
        "                            1   2   3",
        "Bron                        ○   ✔   ✔",
        "=Corbas                     ·   −   ·",
        "",
        "   1  Parks",
        "   2  Toilets",
        "   3  without a theme",
        "",
        "In each cell, in this order: grandlyon.",
        "   ○  draft",
        "   ✔  published",
        "   −  not for this catalogue",
        "   ·  no manifest",
    ]


def test_what_most_needs_a_person_is_shown(programme: Shell) -> None:
    programme.write("bron/wc.yml", DATASET.replace("publiques", "neuves") + "theme: wc\n")
    programme.write("bron/wc2.yml", DATASET.replace("Toilettes publiques", "Autres") + "theme: wc\n")

    lines = programme("status", "--matrix", "bron").out.splitlines()

    assert lines[1].split() == ["Bron", "○", "+", "✔"]
    assert not any("Corbas" in line for line in lines)


def test_as_markdown(programme: Shell) -> None:
    assert programme("status", "--matrix", "--format", "markdown").out.splitlines() == [
        "| producer | catalogue | Parks | Toilets | without a theme |",
        "| --- | --- | --- | --- | --- |",
        "| Bron | grandlyon | draft | published | published |",
        "| =Corbas | grandlyon | no manifest | not for this catalogue | no manifest |",
    ]


def test_a_spreadsheet_opens_it(programme: Shell) -> None:
    """A French Excel needs a byte order mark and semicolons, and must not compute a cell."""
    content = programme("status", "--matrix", "--format", "csv").out.encode()

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 3
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")) == [
        ["producer", "catalogue", "Parks", "Toilets", "without a theme"],
        ["Bron", "grandlyon", "draft", "published", "published"],
        ["'=Corbas", "grandlyon", "no manifest", "not for this catalogue", "no manifest"],
    ]


@pytest.mark.parametrize("arguments", [("--format", "csv"), ("--matrix", "--format", "json")])
def test_forms_that_do_not_go_together(programme: Shell, arguments: tuple[str, ...]) -> None:
    ran = programme("status", *arguments)

    assert (ran.code, ran.out) == (64, "")
    assert "--format csv needs --matrix; --format json does not go with --matrix" in ran.err


def test_what_a_selection_leaves_out_is_not_said_to_be_missing(programme: Shell) -> None:
    lines = programme("status", "--matrix", "*/wc").out.splitlines()

    assert [line.split() for line in lines[:3]] == [["1"], ["Bron", "✔"], ["=Corbas", "−"]]
    assert lines[4] == "   1  Toilets"


def test_what_is_private_is_there(programme: Shell) -> None:
    programme.write("bron/wc.yml", DATASET + "theme: wc\nstate: private\n")
    before = programme("status", "--matrix", "bron/wc", "--format", "markdown").out.splitlines()[-1]
    assert programme("sync", "--yes").code == 0

    assert before == "| Bron | grandlyon | to be changed |"
    ran = programme("status", "--matrix", "bron/wc", "--format", "markdown")
    assert ran.out.splitlines()[-1] == "| Bron | grandlyon | private |"
    assert "◐  private" in programme("status", "--matrix").out


def test_what_is_archived_is_not_called_a_draft(programme: Shell) -> None:
    programme.write("bron/wc.yml", DATASET + "theme: wc\nstate: archived\n")
    assert programme("sync", "--yes").code == 0

    ran = programme("status", "--matrix", "bron/wc", "--format", "markdown")

    assert ran.out.splitlines()[-1] == "| Bron | grandlyon | archived |"
