"""Bringing edits of a catalogue into the manifests: line by line, with comments and order as they were."""

from __future__ import annotations

from difflib import unified_diff

import yaml

from .manifest_folder import PERSON_DECIDES, CkanFolder, CommandResult
from .two_catalogs import CKAN, UDATA, TwoCatalogFolder

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


def write(folder: CkanFolder | TwoCatalogFolder, text: str = TEXT) -> None:
    """Write the manifest as its author wrote it."""
    path = folder.manifests / folder.producer / "parcs.yml"
    path.write_bytes(text.encode())


def read(folder: CkanFolder | TwoCatalogFolder) -> str:
    """Return the text of the manifest."""
    return (folder.manifests / folder.producer / "parcs.yml").read_bytes().decode()


def published(folder: CkanFolder | TwoCatalogFolder, text: str = TEXT) -> None:
    """Write and publish the manifest."""
    write(folder, text)
    folder.sync()


def pull(folder: CkanFolder | TwoCatalogFolder, *arguments: str, code: int = 0) -> CommandResult:
    """Run `publisher pull` for the one dataset."""
    return folder.run("pull", folder.key("parcs"), "--yes", *arguments).expect_exit(code)


def edits(folder: CkanFolder | TwoCatalogFolder, before: str = TEXT) -> list[str]:
    """Return the lines that were removed and added."""
    lines = unified_diff(before.splitlines(), read(folder).splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


# ---- CKAN


def test_texts_edited_on_ckan(ckan_folder: CkanFolder) -> None:
    published(ckan_folder)
    ckan_folder.portal.patch(ckan_folder.name("parcs"), title="Parcs et jardins", notes="Une phrase.\r\n\r\nUne autre.")
    ran = pull(ckan_folder).expect_words("2 edits made in a catalogue", "Then: publisher plan")
    assert edits(ckan_folder) == [
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
    ckan_folder.pending(0)
    assert ckan_folder.step("parcs")["step"] == "remember"


def test_everything_edited_on_ckan(ckan_folder: CkanFolder) -> None:
    published(ckan_folder)
    name = ckan_folder.name("parcs")
    ckan_folder.portal.patch(
        name,
        license_id="odc-odbl",
        maintainer="",
        maintainer_email="",
        tags=[{"name": "accessibilité"}, {"name": "squares"}],
    )
    first, second = ckan_folder.portal.show(name)["resources"]
    ckan_folder.portal.call("resource_patch", ckan_folder.portal.editor, id=first["id"], description="", name="Table")
    ckan_folder.portal.call("resource_patch", ckan_folder.portal.editor, id=second["id"], name="Carte, en ligne")
    ckan_folder.portal.reorder(name, [second["id"], first["id"]])

    pull(ckan_folder)

    assert yaml.safe_load(read(ckan_folder)) == {
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
    assert "# le tableau\n  - id: csv\n    title: Table  # court\n" in read(ckan_folder)
    assert "  # la carte\n  - {id: carte" in read(ckan_folder)
    ckan_folder.pending(0)
    assert ckan_folder.step("parcs")["step"] == "remember"


def test_a_conflict_is_settled_for_the_catalogue(ckan_folder: CkanFolder) -> None:
    published(ckan_folder)
    ckan_folder.portal.patch(ckan_folder.name("parcs"), title="Titre du portail")
    write(ckan_folder, TEXT.replace("Parcs de la commune", "Titre du manifeste"))
    ckan_folder.pending(PERSON_DECIDES)
    pull(ckan_folder)
    assert "title: Titre du portail  # validé le 3 mars\n" in read(ckan_folder)
    ckan_folder.pending(0)


def test_the_next_edit_after_a_pull_is_no_conflict(ckan_folder: CkanFolder) -> None:
    published(ckan_folder)
    ckan_folder.portal.patch(ckan_folder.name("parcs"), title="Parcs et jardins", private=False)
    pull(ckan_folder)
    ckan_folder.pending(0).expect_words("1 marker to update")
    before = ckan_folder.show("parcs")

    ckan_folder.sync().expect_words("1 of 1 entries done", "already equal; marker to update")

    after = ckan_folder.show("parcs")
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"extras", "metadata_modified"}, "the marker alone was written"
    ckan_folder.sync().expect_words("Nothing to do")
    write(ckan_folder, read(ckan_folder).replace("Parcs et jardins", "Parcs, jardins et squares"))
    assert ckan_folder.changes("parcs") == {"title": "change"}


def test_a_pull_in_mode_observe_writes_no_marker(ckan_folder: CkanFolder) -> None:
    published(ckan_folder)
    ckan_folder.portal.patch(ckan_folder.name("parcs"), title="Parcs et jardins")
    pull(ckan_folder)
    before = ckan_folder.show("parcs")
    ckan_folder.settings = {"mode": "observe"}
    ckan_folder.write_settings()
    ckan_folder.pending(0)
    ckan_folder.sync().expect_words("Nothing to do")
    assert ckan_folder.show("parcs") == before


def test_a_resource_deleted_in_the_catalogue_leaves_the_manifest(ckan_folder: CkanFolder) -> None:
    published(ckan_folder)
    ckan_folder.portal.delete_resource(ckan_folder.portal.show(ckan_folder.name("parcs"))["resources"][0]["id"])
    pull(ckan_folder)
    assert "csv" not in read(ckan_folder)
    assert "# le tableau" not in read(ckan_folder)
    assert "  # la carte\n  - {id: carte" in read(ckan_folder)
    ckan_folder.pending(0)


def test_an_entry_hidden_in_the_catalogue_becomes_private(ckan_folder: CkanFolder) -> None:
    published(ckan_folder)
    ckan_folder.portal.patch(ckan_folder.name("parcs"), private=True)
    pull(ckan_folder)
    assert edits(ckan_folder) == ["+state: private"]
    ckan_folder.pending(0)


def test_line_ends_of_windows_stay(ckan_folder: CkanFolder) -> None:
    published(ckan_folder, TEXT.replace("\n", "\r\n"))
    ckan_folder.portal.patch(ckan_folder.name("parcs"), title="Parcs et jardins")
    pull(ckan_folder)
    assert read(ckan_folder) == TEXT.replace('"Parcs de la commune"', "Parcs et jardins").replace("\n", "\r\n")


def test_what_a_layer_gives_is_left_to_a_person(ckan_folder: CkanFolder) -> None:
    (ckan_folder.manifests / "defaults.yml").write_text("keywords: [commune]\n", encoding="utf-8")
    published(ckan_folder)
    ckan_folder.portal.patch(ckan_folder.name("parcs"), tags=[{"name": "jardins"}], title="Parcs et jardins")
    ran = pull(ckan_folder, code=3).expect_words("keywords", "its value does not come from the manifest")
    assert ran.out.startswith("✔")
    assert edits(ckan_folder) == [
        '-title: "Parcs de la commune"  # validé le 3 mars',
        "+title: Parcs et jardins  # validé le 3 mars",
    ]


def test_what_no_manifest_can_say_is_left_to_a_person(ckan_folder: CkanFolder) -> None:
    published(ckan_folder)
    ckan_folder.portal.patch(ckan_folder.name("parcs"), notes="", license_id="licence-maison")
    pull(ckan_folder, code=3).expect_words(
        "a dataset must have this field", "a manifest cannot express it", "Nothing was written"
    )
    assert read(ckan_folder) == TEXT


def test_nothing_to_bring(ckan_folder: CkanFolder) -> None:
    published(ckan_folder)
    pull(ckan_folder).expect_words("No catalogue was edited")
    assert read(ckan_folder) == TEXT
    ckan_folder.run("pull").expect_exit(0).expect_words("No catalogue was edited")


def test_without_a_terminal_it_wants_yes(ckan_folder: CkanFolder) -> None:
    published(ckan_folder)
    ckan_folder.portal.patch(ckan_folder.name("parcs"), title="Parcs et jardins")
    ran = ckan_folder.run("pull", ckan_folder.key("parcs")).expect_exit(64).expect_words("--yes")
    assert "+title: Parcs et jardins" in ran.err
    assert read(ckan_folder) == TEXT


# ---- udata


def test_keywords_edited_on_udata_keep_the_authors_spelling(udata_folder: TwoCatalogFolder) -> None:
    published(udata_folder)
    udata_folder.udata.put(udata_folder.show("parcs")["id"], tags=["accessibilite", "squares"])
    pull(udata_folder)
    assert edits(udata_folder) == [
        "-keywords: [accessibilité, jardins]  # à compléter",
        "+keywords: [accessibilité, squares]  # à compléter",
    ]
    udata_folder.pending(0)


def test_everything_edited_on_udata(udata_folder: TwoCatalogFolder) -> None:
    published(udata_folder)
    entry = udata_folder.show("parcs")
    udata_folder.udata.put(
        entry["id"],
        title="Parcs et jardins",
        license=None,
        frequency="monthly",
        temporal_coverage={"start": "2020-01-01", "end": "2024-12-31"},
        contact_points=[
            udata_folder.udata.make_contact(udata_folder.udata_organization, "Mairie", "mairie@example.org")
        ],
    )
    udata_folder.udata.edit_resource(entry["id"], entry["resources"][0], title="Table", type="update")
    pull(udata_folder)
    assert edits(udata_folder) == [
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
    udata_folder.pending(0)


# ---- both


def test_an_edit_of_one_catalogue_goes_on_to_the_other(two_catalogs: TwoCatalogFolder) -> None:
    published(two_catalogs)
    two_catalogs.ckan.patch(two_catalogs.name("parcs"), title="Parcs et jardins")
    pull(two_catalogs)
    assert two_catalogs.changes(two_catalogs.key("parcs"), UDATA) == {"title": "change"}
    two_catalogs.sync()
    assert two_catalogs.show("parcs")["title"] == "Parcs et jardins"
    two_catalogs.expect_settled()


def test_two_catalogues_edited_otherwise(two_catalogs: TwoCatalogFolder) -> None:
    published(two_catalogs)
    two_catalogs.ckan.patch(two_catalogs.name("parcs"), title="Titre de CKAN")
    two_catalogs.udata.put(two_catalogs.show("parcs")["id"], title="Titre d'udata")
    pull(two_catalogs, code=3).expect_words("udata was edited differently", "ckan was edited differently", "--catalog")
    assert read(two_catalogs) == TEXT
    pull(two_catalogs, "--catalog", CKAN)
    assert "title: Titre de CKAN  #" in read(two_catalogs)


def test_a_value_of_one_catalogue_alone_is_edited_there(two_catalogs: TwoCatalogFolder) -> None:
    text = TEXT + "catalogs:\n  udata:\n    title: Titre pour udata  # plus long\n"
    published(two_catalogs, text)
    two_catalogs.udata.put(two_catalogs.show("parcs")["id"], title="Titre d'udata")
    pull(two_catalogs)
    assert edits(two_catalogs, text) == [
        "-    title: Titre pour udata  # plus long",
        "+    title: Titre d'udata  # plus long",
    ]
    two_catalogs.pending(0)


def test_a_file_replaced_in_the_catalogue_is_brought_by_hand(two_catalogs: TwoCatalogFolder) -> None:
    two_catalogs.put_file("parcs.csv", "a;b\n1;2\n")
    published(two_catalogs, TEXT.replace("url: https://example.org/a.csv", "path: parcs.csv"))
    before = read(two_catalogs)
    entry = two_catalogs.show("parcs")
    file = next(resource for resource in entry["resources"] if resource["filetype"] == "file")
    two_catalogs.udata.upload(entry["id"], b"a;b\n3;4\n", resource=file["id"])
    two_catalogs.udata.edit_resource(
        entry["id"], {**file, "url": two_catalogs.udata.show(entry["id"])["resources"][0]["url"]}, title="Tableau"
    )
    pull(two_catalogs, code=3).expect_words("pull does not copy files")
    assert read(two_catalogs) == before


def test_pull_in_french(ckan_folder: CkanFolder) -> None:
    published(ckan_folder)
    ckan_folder.portal.patch(ckan_folder.name("parcs"), title="Parcs et jardins")
    ran = ckan_folder.run("pull", ckan_folder.key("parcs"), "--yes", lang="fr").expect_exit(0)
    ran.expect_words("1 modification faite dans un catalogue", "Ensuite")
