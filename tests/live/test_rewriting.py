"""A CKAN with a plug-in that rewrites values: the run reports it once, and never takes it for an edit.

The plug-in (`tests/servers/ckan/plugin`) is active only in organizations of a certain name.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .manifest_folder import NOTHING_WAITS, PLAIN, CkanFolder
from .portal import Json, Portal, ids_of, named

PLUGIN = "rewriting"
AWAKE = "reecrit-"

CSV, CARTE = PLAIN["resources"]
MARKED: Json = {
    "description": "<p>Emplacement <b>exact</b> des toilettes.</p>",
    "resources": [{**CSV, "description": "Une ligne par <em>toilette</em>."}, CARTE],
}
"""Values that the plug-in rewrites."""

REWRITTEN = {"description", "resources.csv.description", "resources.csv.format", "resources.carte.format"}
PLAIN_NOTES, PLAIN_LINE = "Emplacement exact des toilettes.", "Une ligne par toilette."


@pytest.fixture
def organization(portal: Portal) -> Iterator[str]:
    """Provide an organization where the plug-in is active."""
    if PLUGIN not in portal.call("status_show").get("extensions", []):
        pytest.skip(f"this CKAN has no plug-in {PLUGIN!r} that rewrites what is published (tests/servers has)")
    name = portal.make_organization(AWAKE)
    yield name
    portal.purge_organization(name)


def synced(ckan_folder: CkanFolder, *arguments: str) -> set[str]:
    """Sync the one manifest, and return the fields that the catalogue is reported to have rewritten."""
    outcomes = ckan_folder.sync("--format", "json", *arguments).document["outcomes"]
    assert [outcome["result"] for outcome in outcomes] == ["done"]
    return set(outcomes[0]["rewritten"])


def words_of(entry: Json) -> tuple[str, str, list[str]]:
    """Return the values that the plug-in rewrites: the description, that of the table, and the formats."""
    formats = [resource["format"] for resource in entry["resources"]]
    return entry["notes"], named(entry, CSV["title"])["description"], formats


def expect_quiet(ckan_folder: CkanFolder) -> None:
    """Assert that nothing is pending, that no field is shown as changed, and that a further sync writes nothing."""
    before = ckan_folder.show()
    assert ckan_folder.step()["step"] == "same"
    ckan_folder.pending(NOTHING_WAITS)
    ckan_folder.sync()
    assert ckan_folder.show() == before


def test_what_the_catalogue_rewrites_is_reported_and_recorded(ckan_folder: CkanFolder) -> None:
    ckan_folder.write(**MARKED)

    assert synced(ckan_folder) == REWRITTEN

    assert words_of(ckan_folder.show()) == (PLAIN_NOTES, PLAIN_LINE, ["Tableau CSV", "Carte"])
    expect_quiet(ckan_folder)


def test_an_agent_reads_which_fields_were_rewritten(ckan_folder: CkanFolder) -> None:
    ckan_folder.write(**MARKED)

    ckan_folder.sync().expect_words(*REWRITTEN, "stored in another form by the catalogue (not a problem)")


@pytest.mark.parametrize(
    ("change", "path", "rewritten"),
    [
        ({"title": "Autre titre"}, "title", set()),
        ({"description": "<p>Texte <i>neuf</i>.</p>"}, "description", {"description"}),
        ({"description": "Texte neuf, sans balise."}, "description", set()),
        (
            {"resources": [{**CSV, "description": "Une ligne par <b>lieu</b>."}, CARTE]},
            "resources.csv.description",
            {"resources.csv.description"},
        ),
        ({"resources": [MARKED["resources"][0], {**CARTE, "title": "Plan"}]}, "resources.carte.title", set()),
        (
            {"resources": [{**MARKED["resources"][0], "format": "geojson"}, CARTE]},
            "resources.csv.format",
            {"resources.csv.format"},
        ),
    ],
    ids=["title", "description", "plain description", "resource", "beside", "format"],
)
def test_a_change_of_the_manifest_changes_just_that(
    ckan_folder: CkanFolder, change: Json, path: str, rewritten: set[str]
) -> None:
    ckan_folder.write(**MARKED)
    ckan_folder.sync()
    before = ckan_folder.show()

    ckan_folder.write(**{**MARKED, **change})
    assert ckan_folder.changes() == {path: "change"}
    assert synced(ckan_folder) == rewritten

    after = ckan_folder.show()
    assert ids_of(after) == ids_of(before)
    untouched = [name for name in ("title", "notes") if name != {"description": "notes"}.get(path, path)]
    assert [after[name] for name in untouched] == [before[name] for name in untouched]
    expect_quiet(ckan_folder)


def test_an_edit_in_the_catalogue_is_still_seen(ckan_folder: CkanFolder) -> None:
    name = ckan_folder.write(**MARKED)
    ckan_folder.sync()
    before = ckan_folder.show()

    ckan_folder.portal.patch(name, notes="Texte du portail")
    ckan_folder.portal.edit_resource(named(ckan_folder.show(), CARTE["title"]), format="KML")

    assert ckan_folder.changes() == {"description": "drift", "resources.carte.format": "drift"}
    ckan_folder.pending(NOTHING_WAITS)
    ckan_folder.sync()
    assert ckan_folder.show()["notes"] == "Texte du portail", "drift is kept"

    ckan_folder.sync("--drift", "revert")
    assert words_of(ckan_folder.show()) == words_of(before)
    expect_quiet(ckan_folder)


def test_the_catalogue_and_the_manifest_both_moved(ckan_folder: CkanFolder) -> None:
    name = ckan_folder.write(**MARKED)
    ckan_folder.sync()
    ckan_folder.portal.patch(name, notes="Texte du portail")
    ckan_folder.write(**{**MARKED, "description": "<p>Texte du manifeste</p>"})

    assert ckan_folder.changes() == {"description": "conflict"}
    ckan_folder.sync(code=3)
    assert ckan_folder.show()["notes"] == "Texte du portail"

    assert synced(ckan_folder, "--on-conflict", "manifest") == {"description"}
    assert ckan_folder.show()["notes"] == "Texte du manifeste"
    expect_quiet(ckan_folder)


def test_files_where_the_catalogue_rewrites_formats(ckan_folder: CkanFolder) -> None:
    file = ckan_folder.manifests / ckan_folder.producer / "tableau.csv"
    file.write_bytes(b"a;b\n1;2\n")
    tableau = {"id": "csv", "title": "Tableau", "path": file.name, "format": "csv", "description": "Des <b>lignes</b>."}
    ckan_folder.write(**{**MARKED, "resources": [tableau, CARTE]})

    assert synced(ckan_folder) >= REWRITTEN
    table = named(ckan_folder.show(), "Tableau")
    assert (table["format"], table["description"]) == ("Tableau CSV", "Des lignes.")
    assert ckan_folder.portal.download(table) == b"a;b\n1;2\n"
    expect_quiet(ckan_folder)

    file.write_bytes(b"a;b\n1;2\n3;4\n")
    assert ckan_folder.changes() == {"resources.csv.file": "change"}
    ckan_folder.sync()
    after = named(ckan_folder.show(), "Tableau")
    assert (after["id"], after["format"]) == (table["id"], "Tableau CSV")
    assert ckan_folder.portal.download(after) == b"a;b\n1;2\n3;4\n"
    expect_quiet(ckan_folder)
