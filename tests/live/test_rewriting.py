"""A CKAN with a plug-in of its own, which rewrites what it is sent: that is told once, and never taken for an edit.

The plug-in (`tests/servers/ckan/plugin`) is awake in organizations of a certain name alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .portal import Json, Portal, ids_of, named
from .workshop import NOTHING_WAITS, PLAIN, Workshop

PLUGIN = "rewriting"
AWAKE = "reecrit-"

CSV, CARTE = PLAIN["resources"]
MARKED: Json = {
    "description": "<p>Emplacement <b>exact</b> des toilettes.</p>",
    "resources": [{**CSV, "description": "Une ligne par <em>toilette</em>."}, CARTE],
}
"""What the plug-in has something to do with."""

REWRITTEN = {"description", "resources.csv.description", "resources.csv.format", "resources.carte.format"}
PLAIN_NOTES, PLAIN_LINE = "Emplacement exact des toilettes.", "Une ligne par toilette."


@pytest.fixture
def organization(portal: Portal) -> Iterator[str]:
    """An organization where the plug-in is awake."""
    if PLUGIN not in portal.call("status_show").get("extensions", []):
        pytest.skip(f"this CKAN has no plug-in {PLUGIN!r} that rewrites what is published (tests/servers has)")
    name = portal.make_organization(AWAKE)
    yield name
    portal.purge_organization(name)


def synced(workshop: Workshop, *arguments: str) -> set[str]:
    """Sync the one manifest; the fields that the portal is said to have rewritten."""
    outcomes = workshop.sync("--format", "json", *arguments).document["outcomes"]
    assert [outcome["result"] for outcome in outcomes] == ["done"]
    return set(outcomes[0]["rewritten"])


def words_of(entry: Json) -> tuple[str, str, list[str]]:
    """What the plug-in rewrites: the description, that of the table, and the formats."""
    formats = [resource["format"] for resource in entry["resources"]]
    return entry["notes"], named(entry, CSV["title"])["description"], formats


def expect_quiet(workshop: Workshop) -> None:
    """Assert that nothing waits, nothing is shown as moved, and that a further sync writes nothing."""
    before = workshop.show()
    assert workshop.step()["step"] == "same"
    workshop.pending(NOTHING_WAITS)
    workshop.sync()
    assert workshop.show() == before


def test_what_the_portal_rewrites_is_told_and_remembered(workshop: Workshop) -> None:
    workshop.write(**MARKED)

    assert synced(workshop) == REWRITTEN

    assert words_of(workshop.show()) == (PLAIN_NOTES, PLAIN_LINE, ["Tableau CSV", "Carte"])
    expect_quiet(workshop)


def test_an_agent_reads_which_fields_were_rewritten(workshop: Workshop) -> None:
    workshop.write(**MARKED)

    workshop.sync().expect_words(*REWRITTEN, "stored in another form by the catalogue (not a problem)")


@pytest.mark.parametrize(
    ("change", "path", "told"),
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
    workshop: Workshop, change: Json, path: str, rewritten: set[str]
) -> None:
    workshop.write(**MARKED)
    workshop.sync()
    before = workshop.show()

    workshop.write(**{**MARKED, **change})
    assert workshop.changes() == {path: "change"}
    assert synced(workshop) == rewritten

    after = workshop.show()
    assert ids_of(after) == ids_of(before)
    untouched = [name for name in ("title", "notes") if name != {"description": "notes"}.get(path, path)]
    assert [after[name] for name in untouched] == [before[name] for name in untouched]
    expect_quiet(workshop)


def test_an_edit_on_the_portal_is_still_seen(workshop: Workshop) -> None:
    name = workshop.write(**MARKED)
    workshop.sync()
    before = workshop.show()

    workshop.portal.patch(name, notes="Texte du portail")
    workshop.portal.edit_resource(named(workshop.show(), CARTE["title"]), format="KML")

    assert workshop.changes() == {"description": "drift", "resources.carte.format": "drift"}
    workshop.pending(NOTHING_WAITS)
    workshop.sync()
    assert workshop.show()["notes"] == "Texte du portail", "drift is kept"

    workshop.sync("--drift", "revert")
    assert words_of(workshop.show()) == words_of(before)
    expect_quiet(workshop)


def test_the_portal_and_the_manifest_both_moved(workshop: Workshop) -> None:
    name = workshop.write(**MARKED)
    workshop.sync()
    workshop.portal.patch(name, notes="Texte du portail")
    workshop.write(**{**MARKED, "description": "<p>Texte du manifeste</p>"})

    assert workshop.changes() == {"description": "conflict"}
    workshop.sync(code=3)
    assert workshop.show()["notes"] == "Texte du portail"

    assert synced(workshop, "--on-conflict", "manifest") == {"description"}
    assert workshop.show()["notes"] == "Texte du manifeste"
    expect_quiet(workshop)


def test_files_where_the_portal_rewrites_formats(workshop: Workshop) -> None:
    file = workshop.manifests / workshop.producer / "tableau.csv"
    file.write_bytes(b"a;b\n1;2\n")
    tableau = {"id": "csv", "title": "Tableau", "path": file.name, "format": "csv", "description": "Des <b>lignes</b>."}
    workshop.write(**{**MARKED, "resources": [tableau, CARTE]})

    assert synced(workshop) >= REWRITTEN
    table = named(workshop.show(), "Tableau")
    assert (table["format"], table["description"]) == ("Tableau CSV", "Des lignes.")
    assert workshop.portal.download(table) == b"a;b\n1;2\n"
    expect_quiet(workshop)

    file.write_bytes(b"a;b\n1;2\n3;4\n")
    assert workshop.changes() == {"resources.csv.file": "change"}
    workshop.sync()
    after = named(workshop.show(), "Tableau")
    assert (after["id"], after["format"]) == (table["id"], "Tableau CSV")
    assert workshop.portal.download(after) == b"a;b\n1;2\n3;4\n"
    expect_quiet(workshop)
