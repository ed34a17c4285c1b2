"""What was edited in the catalogues since our last write: shown by `drift`, taken in by `pull`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .manifest_folder import CkanFolder
from .portal import Json
from .two_catalogs import CKAN, UDATA, TwoCatalogFolder

MANY = 60
"""Edited datasets, each in both catalogues."""

TEXT = """\
# Relevé n° {n}, par le service des espaces verts.
title: "Jeu de données {n}"  # validé le 3 mars
description: >-
  Emplacement et horaires du jeu {n},
  relevés par la voirie.
keywords: [accessibilité, jardins]  # à compléter
license: lov2    # par le conseil
contact: {{name: Service SIG, email: sig@example.org}}
temporal: {{start: 2020-01-01, end: 2023-12-31}}

resources:
  # le tableau
  - id: csv
    title: Tableau {n}  # court
    url: https://example.org/{n}.csv
    type: main
    format: csv
    description: Un tableau.
  # la carte
  - {{id: carte, title: Carte {n}, url: https://example.org/{n}.geojson, format: geojson}}
"""


def stem_of(number: int) -> str:
    """Return the stem of a manifest."""
    return f"jeu-{number:03}"


def path_of(folder: CkanFolder | TwoCatalogFolder, stem: str) -> Path:
    """Return the file of a manifest."""
    return folder.manifests / folder.producer / f"{stem}.yml"


def published(folder: CkanFolder | TwoCatalogFolder, count: int = 1) -> list[str]:
    """Write and publish manifests, and return their stems."""
    for number in range(count):
        path_of(folder, stem_of(number)).write_text(TEXT.format(n=number), encoding="utf-8")
    folder.guards = {name: {"producer": 1000, "run": 1000} for name in ("creates", "takeovers")}
    folder.write_settings()
    folder.sync()
    return [stem_of(number) for number in range(count)]


def drift(folder: CkanFolder | TwoCatalogFolder, *arguments: str, code: int = 2) -> Json:
    """Run `publisher drift`, and return the result as data."""
    return folder.run("drift", folder.producer, "--format", "json", *arguments).expect_exit(code).document


def edits_in(document: Json) -> dict[tuple[str, str], dict[str, tuple[Any, Any]]]:
    """Return the old and the new value of each field, by dataset and catalogue."""
    return {
        (entry["key"], entry["catalog"]): {
            change["path"]: (change["old"], change["new"]) for change in entry["changes"]
        }
        for entry in document["entries"]
    }


# ---- both catalogues


def edit_by_hand(folder: TwoCatalogFolder, number: int, *, entry: Json) -> dict[str, tuple[Any, Any]]:
    """Edit a dataset in the same way in both catalogues; return what `drift` must say of it. `entry`: that of udata."""
    name = folder.name(stem_of(number))
    kind = number % 5
    if kind == 0:
        folder.ckan.patch(name, title=f"Titre {number}")
        folder.udata.put(entry["id"], title=f"Titre {number}")
        return {"title": (f"Jeu de données {number}", f"Titre {number}")}
    if kind == 1:
        text = f"Une phrase.\n\nUne autre, {number}."
        folder.ckan.patch(name, notes=text)
        folder.udata.put(entry["id"], description=text)
        before = f"Emplacement et horaires du jeu {number}, relevés par la voirie."
        return {"description": (before, text)}
    if kind == 2:
        folder.ckan.patch(name, license_id="odc-odbl")
        folder.udata.put(entry["id"], license="odc-odbl")
        return {"license": ("lov2", "odc-odbl")}
    resources = folder.ckan.show(name)["resources"]
    if kind == 3:
        folder.ckan.call("resource_patch", folder.ckan.editor, id=resources[0]["id"], name="Table")
        folder.udata.edit_resource(entry["id"], entry["resources"][0], title="Table")
        return {"resources.csv.title": (f"Tableau {number}", "Table")}
    folder.ckan.delete_resource(resources[1]["id"])
    folder.udata.delete_resource(entry["id"], entry["resources"][1]["id"])
    return {"resources.carte": (f"Carte {number}", None)}


def test_many_edits_are_named_and_one_pull_brings_them_in(two_catalogs: TwoCatalogFolder) -> None:
    published(two_catalogs, MANY)
    assert drift(two_catalogs, code=0)["entries"] == []
    entries = {entry["extras"]["publisher_key"]: entry for entry in two_catalogs.entries()}
    expected: dict[tuple[str, str], dict[str, tuple[Any, Any]]] = {}
    for number in range(MANY):
        key = two_catalogs.key(stem_of(number))
        edits = edit_by_hand(two_catalogs, number, entry=entries[key])
        expected |= {(key, catalog): edits for catalog in (CKAN, UDATA)}

    document = drift(two_catalogs)
    text = two_catalogs.run("drift").expect_exit(2)

    assert edits_in(document) == expected
    assert document["counts"] == {
        "compared": 2 * MANY, "edited": 2 * MANY, "conflict": 0, "deleted": 0, "fields": 2 * MANY, "not_compared": 0,
    }  # fmt: skip
    assert all(entry["last_changed"]["at"].startswith("20") for entry in document["entries"])
    assert all(f"≈ {two_catalogs.key(stem_of(number))} · " in text.out for number in range(MANY))
    assert text.out.count('→ "odc-odbl"') == 1, "equal edits are listed once"
    text.expect_words("To copy the edits into the manifests: publisher pull")

    two_catalogs.run("pull", "--yes").expect_exit(0).expect_words("Then: publisher plan")

    for number in range(MANY):
        pulled = path_of(two_catalogs, stem_of(number)).read_text(encoding="utf-8")
        kept = ["# Relevé n°", "# validé le 3 mars", "# à compléter", "# par le conseil", "# le tableau", "# court"]
        assert [comment for comment in kept if comment not in pulled] == []
    two_catalogs.pending(0)
    assert drift(two_catalogs, code=0)["entries"] == []


def test_values_edited_differently_are_both_named_and_left_to_a_person(two_catalogs: TwoCatalogFolder) -> None:
    published(two_catalogs)
    two_catalogs.ckan.patch(two_catalogs.name("jeu-000"), title="Titre de CKAN")
    two_catalogs.udata.put(two_catalogs.show("jeu-000")["id"], title="Titre d'udata", license="odc-odbl")

    edits = edits_in(drift(two_catalogs))
    assert edits[two_catalogs.key("jeu-000"), CKAN] == {"title": ("Jeu de données 0", "Titre de CKAN")}
    assert edits[two_catalogs.key("jeu-000"), UDATA] == {
        "title": ("Jeu de données 0", "Titre d'udata"), "license": ("lov2", "odc-odbl"),
    }  # fmt: skip

    pulled = two_catalogs.run("pull", "--yes").expect_exit(3)
    pulled.expect_words("ckan was edited differently", "publisher pull --catalog ckan")
    drift(two_catalogs)
    two_catalogs.run("pull", "--catalog", CKAN, "--yes").expect_exit(0)
    assert "title: Titre de CKAN  # validé" in path_of(two_catalogs, "jeu-000").read_text(encoding="utf-8")
    assert drift(two_catalogs)["counts"]["conflict"] == 1, "both sides of udata's title have moved"


# ---- one catalogue


def test_edits_of_every_kind_are_named(ckan_folder: CkanFolder) -> None:
    published(ckan_folder)
    name = ckan_folder.name("jeu-000")
    ckan_folder.portal.patch(name, notes="Autre texte.", private=True, tags=[{"name": "jardins"}, {"name": "squares"}])
    resources = ckan_folder.portal.show(name)["resources"]
    ckan_folder.portal.delete_resource(resources[1]["id"])
    ckan_folder.portal.add_resource(name, name="Notice", url="https://example.org/notice.pdf")
    path = path_of(ckan_folder, "jeu-000")
    path.write_text(
        path.read_text(encoding="utf-8").replace("  relevés par la voirie.", "  relevés."), encoding="utf-8"
    )

    (entry,) = drift(ckan_folder)["entries"]

    assert (entry["kind"], entry["producer"], entry["title"]) == ("conflict", ckan_folder.producer, "Jeu de données 0")
    changes = {change["path"]: (change["kind"], change["old"], change["new"]) for change in entry["changes"]}
    added = next(path for path, change in changes.items() if change[0] == "added")
    assert changes == {
        "description": ("conflict", "Emplacement et horaires du jeu 0, relevés.", "Autre texte."),
        "keywords": ("drift", ["accessibilité", "jardins"], ["jardins", "squares"]),
        "state": ("drift", "published", "private"),
        "resources.carte": ("drift", "Carte 0", None),
        added: ("added", None, "Notice"),
    }
    ckan_folder.run("drift").expect_exit(2).expect_words(
        "(edited in the manifest, too)", 'only in the catalogue: "Notice"', "published → private", "1 conflict",
        "publisher sync --drift revert --on-conflict manifest",
    )  # fmt: skip


def test_what_is_ignored_does_not_count(ckan_folder: CkanFolder) -> None:
    published(ckan_folder)
    name = ckan_folder.name("jeu-000")
    ckan_folder.portal.patch(name, title="Titre du portail")
    ckan_folder.portal.add_resource(name, name="Notice", url="https://example.org/notice.pdf")

    assert drift(ckan_folder, "--ignore", "title")["counts"]["fields"] == 1
    named = ckan_folder.run("drift", "--ignore", "title").expect_exit(2)
    named.expect_words("publisher drift --ignore title --ignore resources.added")
    assert "publisher pull" not in named.out, "a pull would change nothing"
    assert drift(ckan_folder, "--ignore", "title", "--ignore", "resources.added", code=0)["entries"] == []
    assert drift(ckan_folder, "--ignore", "title", "--ignore", "resources", code=0)["drifted"] is False


def test_a_deleted_entry_is_named_and_restored(two_catalogs: TwoCatalogFolder) -> None:
    published(two_catalogs)
    two_catalogs.ckan.delete(two_catalogs.name("jeu-000"))
    two_catalogs.udata.delete(two_catalogs.show("jeu-000")["id"])

    ran = two_catalogs.run("drift").expect_exit(2)

    ran.expect_words("deleted in the catalogue", "2 entries deleted", "publisher sync --drift revert")
    assert "publisher pull" not in ran.out
    two_catalogs.sync("--drift", "revert")
    drift(two_catalogs, code=0)


def test_without_a_token_the_same_is_named(ckan_folder: CkanFolder) -> None:
    published(ckan_folder)
    ckan_folder.portal.patch(ckan_folder.name("jeu-000"), title="Titre du portail")
    ckan_folder.run("drift", token="").expect_exit(2).expect_words("Titre du portail")
    calls = drift(ckan_folder)["catalogs"]
    assert all(reading["calls"] <= 8 for reading in calls.values()), calls


def test_a_public_output_has_no_value_of_a_private_entry(ckan_folder: CkanFolder) -> None:
    published(ckan_folder)
    name = ckan_folder.name("jeu-000")
    ckan_folder.portal.patch(name, title="Titre secret", private=True)
    ckan_folder.portal.add_resource(name, name="Notice secrète", url="https://example.org/notice.pdf")
    for result_format in ("text", "json", "markdown"):
        ran = ckan_folder.run("drift", "--public-output", "--format", result_format).expect_exit(2)
        assert "secr" not in ran.output, ran.output
        assert ckan_folder.portal.url not in ran.output
        ran.expect_words("title")


def test_late_data_are_named_where_asked(ckan_folder: CkanFolder) -> None:
    stem = published(ckan_folder)[0]
    path = path_of(ckan_folder, stem)
    text = path.read_text(encoding="utf-8").replace("license:", "frequency: monthly\nlicense:")
    path.write_text(text.replace("    type: main", "    modified: 2024-01-31\n    type: main"), encoding="utf-8")
    ckan_folder.sync()

    drift(ckan_folder, code=0)
    (late,) = drift(ckan_folder, "--late")["late"]

    assert (late["key"], late["frequency"], late["updated"]) == (ckan_folder.key(stem), "monthly", "2024-01-31")
    assert late["days"] > 600
    ckan_folder.run("drift", "--late", lang="fr").expect_exit(2).expect_words("jours de retard")
