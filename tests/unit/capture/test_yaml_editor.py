"""Edits of a manifest's text: every line that is not edited stays as it was written."""

from __future__ import annotations

from difflib import unified_diff

import pytest
import yaml

from publisher.capture.yaml_editor import YamlEditor, YamlPath
from publisher.capture.yaml_writer import YamlValue
from publisher.manifests.read_yaml import LOADER

TEXT = """\
# Source : le service des espaces verts.
title: "Parcs de la commune"  # validé le 3 mars
description: >-
  Une liste.
  Sur deux lignes.

# La licence est décidée.
license: lov2    # par le conseil
keywords: [parcs, 'jardins']  # à compléter
temporal: {start: 2020-01-01, end: 2024-12-31}
contact:
  # le service
  name: Service SIG
  email: sig@example.org
clear: [hvd]
resources:
  # le tableau
  - id: csv
    title: Tableau  # court
    url: https://example.org/a.csv
    description: |-
      Ligne.
      # pas un commentaire
  # la carte
  - {id: carte, title: Carte, url: https://example.org/b}

  - title: Sans ordre
    id: api
    url: https://example.org/c
# fin
"""


def edited(before: YamlEditor, after: YamlEditor) -> list[str]:
    """Return the removed and the added lines."""
    lines = unified_diff(before.text.splitlines(), after.text.splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


SETS: list[tuple[YamlPath, YamlValue, list[str]]] = [
    (
        ("title",),
        "Parcs: la liste",
        ['-title: "Parcs de la commune"  # validé le 3 mars', "+title: 'Parcs: la liste'  # validé le 3 mars"],
    ),
    (("license",), "odc-odbl", ["-license: lov2    # par le conseil", "+license: odc-odbl    # par le conseil"]),
    (
        ("keywords",),
        ["parcs", "squares"],
        ["-keywords: [parcs, 'jardins']  # à compléter", "+keywords: [parcs, squares]  # à compléter"],
    ),
    (
        ("description",),
        "Courte.",
        ["-description: >-", "-  Une liste.", "-  Sur deux lignes.", "+description: Courte."],
    ),
    (
        ("description",),
        "Deux\nlignes.",
        ["-description: >-", "-  Une liste.", "-  Sur deux lignes.", "+description: |-", "+  Deux", "+  lignes."],
    ),
    (
        ("license",),
        "à\nb",
        ["-license: lov2    # par le conseil", "+# par le conseil", "+license: |-", "+  à", "+  b"],
    ),
    (("temporal", "end"), "2025-12-31", [
        "-temporal: {start: 2020-01-01, end: 2024-12-31}", "+temporal: {start: 2020-01-01, end: '2025-12-31'}",
    ]),
    (("contact", "email"), "b@example.org", ["-  email: sig@example.org", "+  email: b@example.org"]),
    (("frequency",), "annual", ["+frequency: annual"]),
    (("extras", "origine"), "x", ["+extras: {origine: x}"]),
    (("resources", "csv", "title"), "Table", ["-    title: Tableau  # court", "+    title: Table  # court"]),
    (("resources", "csv", "format"), "csv", ["+    format: csv"]),
    (
        ("resources", "csv", "description"),
        "Court.",
        ["-    description: |-", "-      Ligne.", "-      # pas un commentaire", "+    description: Court."],
    ),
    (
        ("resources", "carte", "title"),
        "Carte, en ligne",
        [
            "-  - {id: carte, title: Carte, url: https://example.org/b}",
            "+  - {id: carte, title: 'Carte, en ligne', url: https://example.org/b}",
        ],
    ),
    (
        ("resources", "carte", "description"),
        "Deux\nlignes",
        [
            "-  - {id: carte, title: Carte, url: https://example.org/b}",
            '+  - {id: carte, title: Carte, url: https://example.org/b, description: "Deux\\nlignes"}',
        ],
    ),
    (("catalogs", "udata", "title"), "Autre", ["+catalogs: {udata: {title: Autre}}"]),
]  # fmt: skip


@pytest.mark.parametrize(("way", "value", "lines"), SETS)
def test_a_value_is_set(way: YamlPath, value: YamlValue, lines: list[str]) -> None:
    expect_set(TEXT, way, value, lines)


def expect_set(text: str, way: YamlPath, value: YamlValue, lines: list[str]) -> None:
    """Assert that the value is set, and that no other line was removed or added."""
    before = YamlEditor(text)
    after = before.set(way, value)
    assert edited(before, after) == lines
    assert reached(after, way) == value


def reached(manuscript: YamlEditor, way: YamlPath) -> object:
    """Return the value that a YAML reader finds at a path, with dates as text."""
    node = yaml.load(manuscript.text, Loader=LOADER)
    for step in way:
        node = next(item for item in node if item["id"] == step) if isinstance(node, list) else node[step]
    return node


REMOVALS: list[tuple[YamlPath, list[str]]] = [
    (("title",), ['-title: "Parcs de la commune"  # validé le 3 mars']),
    (("description",), ["-description: >-", "-  Une liste.", "-  Sur deux lignes."]),
    (("contact", "name"), ["-  name: Service SIG"]),
    (("temporal", "end"), ["-temporal: {start: 2020-01-01, end: 2024-12-31}", "+temporal: {start: 2020-01-01}"]),
    (("temporal", "start"), ["-temporal: {start: 2020-01-01, end: 2024-12-31}", "+temporal: {end: 2024-12-31}"]),
    (("resources", "api", "title"), ["-  - title: Sans ordre", "-    id: api", "+  - id: api"]),
    (("nothing",), []),
]


@pytest.mark.parametrize(("way", "lines"), REMOVALS)
def test_a_value_is_removed(way: YamlPath, lines: list[str]) -> None:
    before = YamlEditor(TEXT)
    after = before.remove(way)
    assert edited(before, after) == lines
    assert not after.has(way)


def test_a_group_that_would_be_empty_goes() -> None:
    before = YamlEditor("title: T\nextras:\n  # d'où\n  origine: x\nlicense: lov2\n")
    assert before.remove(("extras", "origine")).text == "title: T\nlicense: lov2\n"


def test_resources_change_places_with_their_comments() -> None:
    after = YamlEditor(TEXT).reorder_resources(["api", "csv", "carte"])
    head, tail = TEXT.split("resources:\n")
    csv, rest = tail.split("  # la carte\n")
    carte, api = rest.split("\n\n", 1)
    assert after.text == f"{head}resources:\n" + "\n" + api.removesuffix("# fin\n") + csv + "  # la carte\n" + carte + (
        "\n# fin\n"
    )


def test_a_resource_goes_with_its_comment() -> None:
    before = YamlEditor(TEXT)
    after = before.remove_resource("carte")
    assert edited(before, after) == ["-  # la carte", "-  - {id: carte, title: Carte, url: https://example.org/b}"]
    assert "resources: []\n# fin\n" in after.remove_resource("csv").remove_resource("api").text


def test_resources_between_brackets_change_places() -> None:
    before = YamlEditor("title: T\nresources: [{id: a, title: A}, {id: b, title: B}]\n")
    assert before.reorder_resources(["b", "a"]).text == "title: T\nresources: [{id: b, title: B}, {id: a, title: A}]\n"


def test_a_file_without_a_line_feed_at_its_end() -> None:
    assert YamlEditor("title: T").set(("license",), "lov2").text == "title: T\nlicense: lov2\n"


def test_lists_are_read() -> None:
    assert YamlEditor(TEXT).list_items(("clear",)) == ("hvd",)
    assert YamlEditor(TEXT).list_items(("title",)) == ()


LISTS = """\
title: T
keywords:  # tous
  # décidé
  - parcs   # le mot
  - arbres  # fin
contact:
  name: SIG  # le service
  email: a@example.org  # l'adresse
spatial:
  zones: [
    fr:commune:69029, # Bron
    fr:commune:69266 # Villeurbanne
  ]
extras:
  '2024': oui
catalogs:
  udata:
    resources:
      # le premier
      - id: x
        title: X
      # le second
      - id: "y"
        title: Y
"""

LINES: list[tuple[YamlPath, YamlValue, list[str]]] = [
    (("keywords",), ["parcs", "arbres", "été, hiver"], ["+  - 'été, hiver'"]),
    (("keywords",), ["arbres"], ["-  - parcs   # le mot"]),
    (("keywords",), ["parcs", "voirie"], ["-  - arbres  # fin", "+  - voirie"]),
    (
        ("keywords",),
        ["arbres", "parcs"],
        [
            "-keywords:  # tous", "-  # décidé", "-  - parcs   # le mot", "-  - arbres  # fin",
            "+# tous", "+# décidé", "+# le mot", "+keywords: [arbres, parcs]  # fin",
        ],
    ),
    (
        ("contact",),
        {"name": "SIG", "email": "b@example.org"},
        ["-  email: a@example.org  # l'adresse", "+  email: b@example.org  # l'adresse"],
    ),
    (("contact",), {"email": "a@example.org"}, ["-  name: SIG  # le service"]),
    (
        ("spatial",),
        {"zones": ["fr:commune:69029", "fr:epci:200046977"]},
        [
            "-  zones: [", "-    fr:commune:69029, # Bron", "-    fr:commune:69266 # Villeurbanne", "-  ]",
            "+  # Bron", "+  # Villeurbanne", "+  zones: ['fr:commune:69029', 'fr:epci:200046977']",
        ],
    ),
    (
        ("spatial",),
        {"zones": ["fr:commune:69029", "fr:commune:69266", "fr:epci:200046977"]},
        ["-    fr:commune:69266 # Villeurbanne", "+    fr:commune:69266, 'fr:epci:200046977' # Villeurbanne"],
    ),
    (("extras", "2024"), "non", ["-  '2024': oui", "+  '2024': non"]),
    (("extras", "n° a: b"), "x", ["+  'n° a: b': x"]),
]  # fmt: skip


@pytest.mark.parametrize(("way", "value", "lines"), LINES)
def test_comments_among_the_lines_of_a_value_stay(way: YamlPath, value: YamlValue, lines: list[str]) -> None:
    expect_set(LISTS, way, value, lines)


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="libyaml alone takes a tab for a blank, here as in manifests")
@pytest.mark.parametrize(("value", "text"), [("U", "title:\tU\t# fin\n"), ("à\nb", "# fin\ntitle: |-\n  à\n  b\n")])
def test_tabs_after_a_key_and_a_value(value: YamlValue, text: str) -> None:
    assert YamlEditor("title:\tT\t# fin\n").set(("title",), value).text == text


def test_a_key_that_needs_quotes_between_braces() -> None:
    after = YamlEditor("title: T\nextras: {a: b}\n").set(("extras", "n°: 1"), {"x: y": "z"})
    assert reached(after, ("extras", "n°: 1")) == {"x: y": "z"}


def test_some_resources_change_places_and_the_others_stay() -> None:
    after = YamlEditor(TEXT).reorder_resources(["api", "csv"])
    assert after.resource_ids() == ("api", "carte", "csv")
    assert after.reorder_resources(["elsewhere", "csv", "api"]).resource_ids() == ("csv", "carte", "api")


def test_resources_of_one_catalogue_change_places() -> None:
    before, top = YamlEditor(LISTS), ("catalogs", "udata")
    head, first = LISTS.split("      # le premier\n")
    x, y = first.split("      # le second\n")
    assert before.reorder_resources(["y", "x"], top).text == f"{head}      # le second\n{y}      # le premier\n{x}"
    assert before.remove_resource("x", top).resource_ids(top) == ("y",)
    assert before.reorder_resources(["y", "x"]).text == LISTS


def test_resources_change_places_in_a_file_without_a_line_feed_at_its_end() -> None:
    before = YamlEditor("title: T\nresources:\n  - id: a\n    title: A\n  - id: b\n    title: B")
    assert before.reorder_resources(["b", "a"]).text == (
        "title: T\nresources:\n  - id: b\n    title: B\n  - id: a\n    title: A\n"
    )
    assert YamlEditor("keywords:\n- a").set(("keywords",), ["a", "b"]).text == "keywords:\n- a\n- b\n"
