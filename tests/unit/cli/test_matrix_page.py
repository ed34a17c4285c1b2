"""`publisher matrix`: a page whose links open each manifest, or a new one, in GitHub's editor."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from publisher.views.manifest_links import LARGEST_PAGE, LONGEST_ADDRESS

from .conftest import DATASET, Shell

THEMES = "parcs:\n  label: {fr: Parcs | jardins, en: Parks}\necoles:\n  label: {fr: Écoles, en: Schools}\n"
URL = "https://github.com/exemple/donnees"
LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")


@pytest.fixture
def themed(shell: Shell) -> Shell:
    """Return a shell with two themes; Bron has a manifest of one of them, and one without a theme."""
    shell.write("themes.yml", THEMES)
    shell.write("bron/espaces-verts.yml", f"{DATASET}theme: parcs\nstate: draft\n".replace("publiques", "vertes"))
    return shell


def rows(page: str) -> list[list[str]]:
    """Return the cells of the table."""
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    return [re.split(r" (?<!\\)\| ", line.strip("| ") + " ") for line in lines]


def test_a_manifest_is_opened_in_the_editor_with_its_state(themed: Shell) -> None:
    head, _line, bron = rows(themed("matrix", "--repository-url", f"{URL}/").out)

    assert head[0] == "producer"
    assert head[1].replace("\\", "") in ("Parks", "Parks ")
    assert bron[0] == "Bron"
    assert bron[1] == f"[draft]({URL}/edit/main/manifests/bron/espaces-verts.yml)"
    assert bron[3].strip() == f"[wc]({URL}/edit/main/manifests/bron/wc.yml)"


def test_a_new_manifest_is_the_one_of_publisher_new(themed: Shell) -> None:
    page = themed("matrix", "--repository-url", URL).out
    ((_word, address),) = [(word, link) for word, link in LINK.findall(page) if "/new/" in link]
    query = parse_qs(urlsplit(address).query)

    assert len(address) < LONGEST_ADDRESS
    assert query["filename"] == ["manifests/bron/ecoles.yml"]
    assert themed("new", "bron", "ecoles").code == 0
    assert query["value"] == [Path("manifests/bron/ecoles.yml").read_text(encoding="utf-8")]


def test_a_page_of_the_repository_needs_no_address(themed: Shell) -> None:
    Path("docs").mkdir()
    ran = themed("matrix", "--out", "docs/matrix.md")

    assert (ran.code, ran.out) == (0, "Written: docs/matrix.md\n")
    assert "](../../../edit/main/manifests/bron/wc.yml)" in Path("docs/matrix.md").read_text(encoding="utf-8")
    themed("matrix", "--out", "matrix.md")
    assert "](../../edit/main/manifests/bron/wc.yml)" in Path("matrix.md").read_text(encoding="utf-8")


def test_in_a_workflow_the_address_is_known(themed: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.com")
    monkeypatch.setenv("GITHUB_REPOSITORY", "exemple/donnees")

    assert f"({URL}/edit/main/manifests/bron/wc.yml)" in themed("matrix").out


def test_without_an_address_what_to_add_is_said(themed: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    ran = themed("matrix")

    assert ran.code == 64
    assert "the address of the repository is missing: add --repository-url URL or --out FILE" in ran.err


def test_an_invalid_manifest_has_its_link(themed: Shell) -> None:
    themed.write("bron/ecoles.yml", "titre: x\n")
    page = themed("matrix", "--repository-url", URL).out

    assert f"[to look at]({URL}/edit/main/manifests/bron/ecoles.yml)" in page
    assert "/new/" not in page


def test_names_do_not_break_the_table(themed: Shell) -> None:
    themed.write("bron/producer.yml", "name: 'Bron | <b>[x](y)'\norganization: {grandlyon: bron}\n")
    page = themed("matrix", "--repository-url", URL).out

    assert len({line.replace("\\|", "").count("|") for line in page.splitlines() if line.startswith("|")}) == 1
    assert "[x](y)" not in page
    assert "<b>" not in page


def test_a_page_of_many_producers_stays_one_that_is_shown(themed: Shell) -> None:
    for number in range(60):
        themed.write(f"commune-{number}/producer.yml", f"name: Commune {number}\norganization: {{grandlyon: c}}\n")
        themed.write(f"commune-{number}/README.md", "")
    page = themed("matrix", "--repository-url", URL).out

    assert len(page) <= LARGEST_PAGE
    assert page.count("/new/main?filename=") == 121
    assert "value=title" in page
