"""A portal's edits come into the manifests: line by line, with comments and order as they were."""

from __future__ import annotations

from difflib import unified_diff

import yaml

from .both import CKAN, UDATA, Both
from .workshop import Ran, Workshop

TEXT = """\
# Source : le service des espaces verts.
title: "Parcs de la commune"  # validé le 3 mars
description: >-
  Une liste.
  Sur deux lignes.
keywords: [accessibilité, jardins]  # à compléter
license: lov2    # par le conseil
contact: {name: Service SIG, email: sig@example.org}

resources:
  # le tableau
  - id: csv
    title: Tableau  # court
    url: https://example.org/a.csv
    type: main
    format: csv
    description: Un tableau.
  # la carte
  - {id: carte, title: Carte, url: https://example.org/b.geojson, type: api, format: geojson}
"""


def write(desk: Workshop | Both, text: str = TEXT) -> None:
    """The manifest, as its author wrote it."""
    path = desk.manifests / desk.producer / "parcs.yml"
    path.write_bytes(text.encode())


def read(desk: Workshop | Both) -> str:
    """The manifest."""
    return (desk.manifests / desk.producer / "parcs.yml").read_bytes().decode()


def published(desk: Workshop | Both, text: str = TEXT) -> None:
    """The manifest, published."""
    write(desk, text)
    desk.sync()


def pull(desk: Workshop | Both, *arguments: str, code: int = 0) -> Ran:
    """`publisher pull`, of the one dataset."""
    return desk.run("pull", desk.key("parcs"), "--yes", *arguments).expect_exit(code)


def edits(desk: Workshop | Both, before: str = TEXT) -> list[str]:
    """The lines that went and came."""
    lines = unified_diff(before.splitlines(), read(desk).splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


# ---- CKAN


def test_texts_edited_on_ckan(workshop: Workshop) -> None:
    published(workshop)
    workshop.portal.patch(workshop.name("parcs"), title="Parcs et jardins", notes="Une phrase.\r\n\r\nUne autre.")
    ran = pull(workshop).expect_words("2 edits made in a catalogue", "Then: publisher plan")
    assert edits(workshop) == [
        '-title: "Parcs de la commune"  # validé le 3 mars',
        "-description: >-",
        "-  Une liste.",
        "-  Sur deux lignes.",
        "+title: Parcs et jardins  # validé le 3 mars",
        "+description: |-",
        "+  Une phrase.",
        "+",
        "+  Une autre.",
    ]
    assert "+title: Parcs et jardins" in ran.err
    workshop.pending(0)
    assert workshop.step("parcs")["step"] == "remember"


def test_everything_edited_on_ckan(workshop: Workshop) -> None:
    published(workshop)
    name = workshop.name("parcs")
    workshop.portal.patch(
        name,
        license_id="odc-odbl",
        maintainer="",
        maintainer_email="",
        tags=[{"name": "accessibilité"}, {"name": "squares"}],
    )
    first, second = workshop.portal.show(name)["resources"]
    workshop.portal.call("resource_patch", workshop.portal.editor, id=first["id"], description="", name="Table")
    workshop.portal.call("resource_patch", workshop.portal.editor, id=second["id"], name="Carte, en ligne")
    workshop.portal.reorder(name, [second["id"], first["id"]])

    pull(workshop)

    assert yaml.safe_load(read(workshop)) == {
        "title": "Parcs de la commune",
        "description": "Une liste. Sur deux lignes.",
        "keywords": ["accessibilité", "squares"],
        "license": "odc-odbl",
        "clear": ["contact"],
        "resources": [
            {
                "id": "carte",
                "title": "Carte, en ligne",
                "url": "https://example.org/b.geojson",
                "type": "api",
                "format": "geojson",
            },
            {
                "id": "csv",
                "title": "Table",
                "url": "https://example.org/a.csv",
                "type": "main",
                "format": "csv",
                "clear": ["description"],
            },
        ],
    }
    assert "# le tableau\n  - id: csv\n    title: Table  # court\n" in read(workshop)
    assert "  # la carte\n  - {id: carte" in read(workshop)
    workshop.pending(0)
    assert workshop.step("parcs")["step"] == "remember"


def test_a_conflict_is_settled_for_the_portal(workshop: Workshop) -> None:
    published(workshop)
    workshop.portal.patch(workshop.name("parcs"), title="Titre du portail")
    write(workshop, TEXT.replace("Parcs de la commune", "Titre du manifeste"))
    workshop.pending(2)
    pull(workshop)
    assert "title: Titre du portail  # validé le 3 mars\n" in read(workshop)
    workshop.pending(0)


def test_the_next_edit_after_a_pull_is_no_conflict(workshop: Workshop) -> None:
    published(workshop)
    workshop.portal.patch(workshop.name("parcs"), title="Parcs et jardins", private=False)
    pull(workshop)
    workshop.pending(0).expect_words("1 marker to update")
    before = workshop.show("parcs")

    workshop.sync().expect_words("1 of 1 entries done", "already equal; marker to update")

    after = workshop.show("parcs")
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"extras", "metadata_modified"}, "the marker alone was written"
    workshop.sync().expect_words("Nothing to do")
    write(workshop, read(workshop).replace("Parcs et jardins", "Parcs, jardins et squares"))
    assert workshop.changes("parcs") == {"title": "change"}


def test_a_pull_in_mode_observe_writes_no_marker(workshop: Workshop) -> None:
    published(workshop)
    workshop.portal.patch(workshop.name("parcs"), title="Parcs et jardins")
    pull(workshop)
    before = workshop.show("parcs")
    workshop.settings = {"mode": "observe"}
    workshop.furnish()
    workshop.pending(0)
    workshop.sync().expect_words("Nothing to do")
    assert workshop.show("parcs") == before


def test_a_resource_deleted_on_the_portal_leaves_the_manifest(workshop: Workshop) -> None:
    published(workshop)
    workshop.portal.delete_resource(workshop.portal.show(workshop.name("parcs"))["resources"][0]["id"])
    pull(workshop)
    assert "csv" not in read(workshop)
    assert "# le tableau" not in read(workshop)
    assert "  # la carte\n  - {id: carte" in read(workshop)
    workshop.pending(0)


def test_an_entry_hidden_on_the_portal_becomes_a_draft(workshop: Workshop) -> None:
    published(workshop)
    workshop.portal.patch(workshop.name("parcs"), private=True)
    pull(workshop)
    assert edits(workshop) == ["+state: draft"]
    workshop.pending(0)


def test_line_ends_of_windows_stay(workshop: Workshop) -> None:
    published(workshop, TEXT.replace("\n", "\r\n"))
    workshop.portal.patch(workshop.name("parcs"), title="Parcs et jardins")
    pull(workshop)
    assert read(workshop) == TEXT.replace('"Parcs de la commune"', "Parcs et jardins").replace("\n", "\r\n")


def test_what_a_layer_gives_is_left_to_a_person(workshop: Workshop) -> None:
    (workshop.manifests / "defaults.yml").write_text("keywords: [commune]\n", encoding="utf-8")
    published(workshop)
    workshop.portal.patch(workshop.name("parcs"), tags=[{"name": "jardins"}], title="Parcs et jardins")
    ran = pull(workshop, code=3).expect_words("keywords", "its value does not come from the manifest")
    assert ran.out.startswith("✔")
    assert edits(workshop) == [
        '-title: "Parcs de la commune"  # validé le 3 mars',
        "+title: Parcs et jardins  # validé le 3 mars",
    ]


def test_what_no_manifest_can_say_is_left_to_a_person(workshop: Workshop) -> None:
    published(workshop)
    workshop.portal.patch(workshop.name("parcs"), notes="", license_id="licence-maison")
    pull(workshop, code=3).expect_words(
        "a dataset must have this field", "a manifest cannot express it", "Nothing was written"
    )
    assert read(workshop) == TEXT


def test_nothing_to_bring(workshop: Workshop) -> None:
    published(workshop)
    pull(workshop).expect_words("No catalogue was edited")
    assert read(workshop) == TEXT
    workshop.run("pull").expect_exit(64).expect_words("publisher pull PRODUCER/DATASET")


def test_without_a_terminal_it_wants_yes(workshop: Workshop) -> None:
    published(workshop)
    workshop.portal.patch(workshop.name("parcs"), title="Parcs et jardins")
    ran = workshop.run("pull", workshop.key("parcs")).expect_exit(64).expect_words("--yes")
    assert "+title: Parcs et jardins" in ran.err
    assert read(workshop) == TEXT


# ---- udata


def test_keywords_edited_on_udata_keep_the_authors_spelling(alone: Both) -> None:
    published(alone)
    alone.udata.put(alone.show("parcs")["id"], tags=["accessibilite", "squares"])
    pull(alone)
    assert edits(alone) == [
        "-keywords: [accessibilité, jardins]  # à compléter",
        "+keywords: [accessibilité, squares]  # à compléter",
    ]
    alone.pending(0)


def test_everything_edited_on_udata(alone: Both) -> None:
    published(alone)
    entry = alone.show("parcs")
    alone.udata.put(
        entry["id"],
        title="Parcs et jardins",
        license=None,
        frequency="monthly",
        temporal_coverage={"start": "2020-01-01", "end": "2024-12-31"},
        contact_points=[alone.udata.make_contact(alone.udata_organization, "Mairie", "mairie@example.org")],
    )
    alone.udata.edit_resource(entry["id"], entry["resources"][0], title="Table", type="update")
    pull(alone)
    assert edits(alone) == [
        '-title: "Parcs de la commune"  # validé le 3 mars',
        "+title: Parcs et jardins  # validé le 3 mars",
        "-license: lov2    # par le conseil",
        "-contact: {name: Service SIG, email: sig@example.org}",
        "+contact: {name: Mairie, email: mairie@example.org}",
        "+clear: [license]",
        "-    title: Tableau  # court",
        "+    title: Table  # court",
        "-    type: main",
        "+    type: update",
    ]
    alone.pending(0)


# ---- both


def test_an_edit_of_one_portal_goes_on_to_the_other(both: Both) -> None:
    published(both)
    both.ckan.patch(both.name("parcs"), title="Parcs et jardins")
    pull(both)
    assert both.changes(both.key("parcs"), UDATA) == {"title": "change"}
    both.sync()
    assert both.show("parcs")["title"] == "Parcs et jardins"
    both.expect_settled()


def test_two_portals_edited_otherwise(both: Both) -> None:
    published(both)
    both.ckan.patch(both.name("parcs"), title="Titre de CKAN")
    both.udata.put(both.show("parcs")["id"], title="Titre d'udata")
    pull(both, code=3).expect_words("udata was edited differently", "ckan was edited differently", "--catalog")
    assert read(both) == TEXT
    pull(both, "--catalog", CKAN)
    assert "title: Titre de CKAN  #" in read(both)


def test_a_value_of_one_catalogue_alone_is_edited_there(both: Both) -> None:
    text = TEXT + "catalogs:\n  udata:\n    title: Titre pour udata  # plus long\n"
    published(both, text)
    both.udata.put(both.show("parcs")["id"], title="Titre d'udata")
    pull(both)
    assert edits(both, text) == [
        "-    title: Titre pour udata  # plus long",
        "+    title: Titre d'udata  # plus long",
    ]
    both.pending(0)


def test_a_file_replaced_on_the_portal_is_brought_by_hand(both: Both) -> None:
    both.put_file("parcs.csv", "a;b\n1;2\n")
    published(both, TEXT.replace("url: https://example.org/a.csv", "path: parcs.csv"))
    before = read(both)
    entry = both.show("parcs")
    file = next(resource for resource in entry["resources"] if resource["filetype"] == "file")
    both.udata.upload(entry["id"], b"a;b\n3;4\n", resource=file["id"])
    both.udata.edit_resource(
        entry["id"], {**file, "url": both.udata.show(entry["id"])["resources"][0]["url"]}, title="Tableau"
    )
    pull(both, code=3).expect_words("pull does not copy files")
    assert read(both) == before


def test_pull_in_french(workshop: Workshop) -> None:
    published(workshop)
    workshop.portal.patch(workshop.name("parcs"), title="Parcs et jardins")
    ran = workshop.run("pull", workshop.key("parcs"), "--yes", lang="fr").expect_exit(0)
    ran.expect_words("1 modification faite dans un catalogue", "Ensuite")
