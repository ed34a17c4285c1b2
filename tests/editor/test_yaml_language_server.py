"""What VS Code shows in a manifest, with the settings and the schemas of this repository."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .language_server import ROOT, LanguageServer

HEAD = "title: Parcs\ndescription: Les parcs de la commune.\n"


@pytest.fixture(scope="module")
def editor() -> Iterator[LanguageServer]:
    with LanguageServer(ROOT) as server:
        yield server


def problems(editor: LanguageServer, path: str, text: str) -> list[tuple[int, str]]:
    """Return the line of each problem that the editor shows, and its text."""
    return [(problem["range"]["start"]["line"] + 1, problem["message"]) for problem in editor.open(path, text)]


# ---- what it completes


def test_a_key_is_completed_with_its_french_description(editor: LanguageServer) -> None:
    proposal = editor.complete("manifests/bron/a.yml", f"{HEAD}freq|")["frequency"]

    assert proposal["documentation"].startswith("Fréquence de mise à jour\u00a0: annuelle, trimestrielle")
    assert proposal["insertText"] == "frequency: "


@pytest.mark.parametrize(
    ("lines", "value", "label"),
    [
        ("license: |", "lov2", "Licence Ouverte 2.0"),
        ("frequency: |", "annual", "Annuelle"),
        ("state: |", "private", "fiche créée, que seule l'organisation voit"),
        ("catalogs:\n  datagouv: |", "false", "pas publié dans ce catalogue"),
        ("resources:\n  - id: a\n    type: |", "main", "Fichier principal"),
        ("contacts:\n  - name: a\n    role: |", "creator", "Créateur"),
    ],
)
def test_the_values_of_a_key_are_proposed_with_their_meaning(
    editor: LanguageServer, lines: str, value: str, label: str
) -> None:
    assert editor.complete("manifests/bron/a.yml", HEAD + lines)[value]["documentation"] == label


@pytest.mark.parametrize(
    ("path", "text", "keys"),
    [
        ("bron/a.yml", f"{HEAD}resources:\n  - id: a\n    |", {"title", "url", "path", "format", "schema"}),
        ("bron/a.yml", f"{HEAD}catalogs:\n  datagouv:\n    |", {"entry", "title", "license"}),
        ("bron/producer.yml", "name: Bron\n|", {"siren", "insee", "organization", "contact", "defaults"}),
        ("catalogs.yml", "repository: a\ncatalogs:\n  portail:\n    |", {"kind", "url", "mode", "token_env"}),
        ("themes.yml", "parcs:\n  |", {"label", "keywords", "eu_theme"}),
        ("defaults.yml", "|", {"language", "license", "keywords"}),
        ("personal-data.yml", "- |", {"key", "resource", "reason", "sha256"}),
    ],
)
def test_the_keys_of_each_file_are_proposed(editor: LanguageServer, path: str, text: str, keys: set[str]) -> None:
    proposals = set(editor.complete(f"manifests/{path}", text))

    assert keys <= proposals
    assert "slug" not in proposals


def test_the_meaning_of_a_key_is_shown_under_the_pointer(editor: LanguageServer) -> None:
    shown = editor.hover("manifests/bron/a.yml", f"{HEAD}lic|ense: lov2\n")

    assert "Licence de réutilisation, décidée par le producteur" in shown.replace("\u00a0", " ")


# ---- what it complains of


@pytest.mark.parametrize(
    ("path", "text", "line", "message"),
    [
        ("bron/a.yml", f"{HEAD}licence: lov2\n", 3, "La propriété licence n'est pas autorisée."),
        ("bron/a.yml", f"{HEAD}keywords: parcs\n", 3, 'Incorrect type. Expected "array".'),
        ("bron/a.yml", f"{HEAD}frequency: quand il pleut\n", 3, "fréquence inconnue"),
        ("bron/a.yml", f"{HEAD}license: copyleft\n", 3, "licence inconnue"),
        ("bron/a.yml", f"{HEAD}issued: 31/12/2026\n", 3, "ce n'est pas une date"),
        ("bron/a.yml", f"{HEAD}issued: 2026\n", 3, "ce n'est pas une date"),
        ("bron/a.yml", f"{HEAD}resources:\n  - {{id: A b, title: a, path: a.csv}}\n", 4, "ce nom n'est pas utilisable"),
        ("bron/a.yml", "description: Les parcs.\n", 1, 'Missing property "title".'),
        ("bron/producer.yml", "name: Bron\ntitle: a\n", 2, "La propriété title n'est pas autorisée."),
        ("defaults.yml", "title: a\n", 1, "La propriété title n'est pas autorisée."),
        (
            "catalogs.yml",
            "repository: a\ncatalogs: {a: {kind: ckan, url: 'https://a.fr', mode: b}}\n",
            2,
            "mode inconnu",
        ),
    ],
)
def test_a_fault_is_shown_on_its_line(editor: LanguageServer, path: str, text: str, line: int, message: str) -> None:
    shown = problems(editor, f"manifests/{path}", text)

    assert (line, message) in [(number, text.replace("\u00a0", " ")) for number, text in shown]


def test_a_resource_without_data_is_shown(editor: LanguageServer) -> None:
    ((line, message),) = problems(editor, "manifests/bron/a.yml", f"{HEAD}resources:\n  - {{id: a, title: a}}\n")

    assert line == 4
    assert message.startswith("cette ressource n'a ni")


@pytest.mark.parametrize("folder", sorted({path.parent for path in (ROOT / "manifests").rglob("*.yml")}), ids=str)
def test_nothing_is_shown_in_the_manifests_of_this_repository(editor: LanguageServer, folder: Path) -> None:
    files = sorted(folder.glob("*.yml"))
    shown = {file.name: problems(editor, file.relative_to(ROOT).as_posix(), file.read_text("utf-8")) for file in files}

    assert {name: found for name, found in shown.items() if found} == {}
