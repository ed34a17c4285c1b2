"""Entries that a manifest proposes to adopt, and files that one catalogue stores and another links to."""

import pytest

from publisher.model.manifest import Adoption
from publisher.model.names import CatalogName

from .folder import CATALOGS, Folder

PORTAL, OTHER = CatalogName("portail"), CatalogName("autre")
TWO = CATALOGS + "  autre:\n    kind: udata\n    url: https://autre.example.org\n    organization: bron\n"
KEEPERS = "files are uploaded, or linked from another catalogue"
WRITE = "Write `upload`, or `link:` with the name of the catalogue that stores the files."


def with_file(folder: Folder, more: str = "") -> None:
    """Write a manifest whose one resource is a file."""
    folder.write("bron/wc.csv", "a;b\n")
    folder.dataset(f"resources:\n  - {{id: csv, title: T, path: wc.csv}}\n{more}")


# ---- entries to adopt


def test_an_entry_to_adopt_is_named_for_one_catalogue(folder: Folder) -> None:
    folder.write("catalogs.yml", TWO)
    folder.dataset("catalogs: {autre: {entry: 5f3a}}\n")

    assert folder.manifest().adoptions == {OTHER: Adoption("5f3a")}


def test_an_entry_of_another_tool_is_accepted_by_name(folder: Folder) -> None:
    folder.dataset("catalogs: {portail: {entry: toilettes, foreign: accept}}\n")

    assert folder.manifest().adoptions == {PORTAL: Adoption("toilettes", accepts_foreign=True)}


@pytest.mark.parametrize(
    ("adoption", "accepted"),
    [
        ("{entry: toilettes, foreign: accept}", {("toilettes", "bron/wc"), ("toilettes", "bron/ancien")}),
        ("{entry: toilettes}", set()),
        ("{foreign: accept}", set()),
    ],
)
def test_a_catalogue_knows_the_harvested_entries_that_manifests_accept(
    folder: Folder, adoption: str, accepted: set[tuple[str, str]]
) -> None:
    folder.dataset(f"previously: [bron/ancien]\ncatalogs: {{portail: {adoption}}}\n")
    (catalog,) = folder.load().manifests.catalogs

    assert catalog.accepted == accepted


def test_naming_an_entry_changes_nothing_of_the_content(folder: Folder) -> None:
    folder.dataset("catalogs: {portail: {entry: x, title: Autre titre}}\n")
    manifest = folder.manifest()

    assert manifest.adoptions == {PORTAL: Adoption("x")}
    content = manifest.content_for(PORTAL)
    assert content is not None
    assert (manifest.content.title, content.title, content.extras) == ("Toilettes publiques", "Autre titre", {})


def test_a_manifest_that_names_none_adopts_none(folder: Folder) -> None:
    folder.dataset("catalogs: {portail: {title: Autre}}\n")

    assert folder.manifest().adoptions == {}


def test_foreign_can_only_be_accepted(folder: Folder) -> None:
    folder.dataset("catalogs: {portail: {entry: x, foreign: yes}}\n")

    assert folder.lines() == [
        "bron/wc.yml:3:41 PUB114 the only allowed value of `foreign:` is accept → Write "
        "`foreign: accept`, or remove the line."
    ]


def test_one_entry_is_named_by_one_manifest(folder: Folder) -> None:
    folder.dataset("catalogs: {portail: {entry: x}}\n", "bron/a.yml")
    folder.dataset("catalogs: {portail: {entry: x}}\n", "bron/b.yml")
    folder.dataset("catalogs: {portail: {entry: y}}\n", "bron/c.yml")

    assert folder.lines() == [
        f"bron/{name}.yml:3:29 PUB410 the entry “x” is also named in bron/{other}"
        " → One entry is one dataset: keep it in the manifest of this dataset, and delete it in the other."
        for name, other in (("a", "b"), ("b", "a"))
    ]


def test_the_same_id_in_two_catalogues_is_two_entries(folder: Folder) -> None:
    folder.write("catalogs.yml", TWO)
    folder.dataset("catalogs: {portail: {entry: x}}\n", "bron/a.yml")
    folder.dataset("catalogs: {autre: {entry: x}}\n", "bron/b.yml")

    assert folder.lines() == []


# ---- files that another catalogue stores


def test_a_catalogue_uploads_unless_it_lists_the_files_of_another(folder: Folder) -> None:
    folder.write("catalogs.yml", TWO + "    files: link:portail\n")
    ckan, other = folder.load().manifests.catalogs

    assert (ckan.links_to, other.links_to) == (None, PORTAL)


def test_upload_is_what_is_usual(folder: Folder) -> None:
    folder.write("catalogs.yml", TWO + "    files: upload\n")

    assert [catalog.links_to for catalog in folder.load().manifests.catalogs] == [None, None]


@pytest.mark.parametrize("word", ["link", "link:", "links:portail", "upload:portail", "link:Un Portail"])
def test_a_word_that_is_neither_is_reported(folder: Folder, word: str) -> None:
    folder.write("catalogs.yml", TWO + f"    files: '{word}'\n")

    assert folder.lines() == [f"catalogs.yml:10:12 PUB216 {KEEPERS} → {WRITE}"]


@pytest.mark.parametrize(("name", "allowed"), [("zzz", "portail"), ("autre", "portail")])
def test_a_catalogue_that_keeps_no_files_is_reported(folder: Folder, name: str, allowed: str) -> None:
    folder.write("catalogs.yml", TWO + f"    files: link:{name}\n")

    assert folder.lines() == [
        f"catalogs.yml:10:12 PUB216 “{name}” is not a catalogue that stores files → Catalogues that store "
        f"files: {allowed}"
    ]


def test_where_no_other_catalogue_stores_files_that_is_said(folder: Folder) -> None:
    folder.write("catalogs.yml", CATALOGS + "    files: link:nope\n")

    assert folder.lines() == [
        "catalogs.yml:6:12 PUB216 “nope” is not a catalogue that stores files → No other catalogue stores files: write"
        " `files: upload`, or delete this line."
    ]


def test_a_link_to_a_catalogue_whose_own_link_is_wrong_is_no_second_error(folder: Folder) -> None:
    folder.write("catalogs.yml", (TWO + "    files: link:portail\n").replace(
        "data.example.org\n", "data.example.org\n    files: link:nope\n", 1))  # fmt: skip

    assert [line.split()[0] for line in folder.lines()] == ["catalogs.yml:6:12"]


def test_two_catalogues_do_not_list_the_files_of_each_other(folder: Folder) -> None:
    folder.write("catalogs.yml", (TWO + "    files: link:portail\n").replace(
        "data.example.org\n", "data.example.org\n    files: link:autre\n", 1))  # fmt: skip

    assert [finding_line.split()[:2] for finding_line in folder.lines()] == [
        ["catalogs.yml:6:12", "PUB216"],
        ["catalogs.yml:11:12", "PUB216"],
    ]


def test_a_file_goes_to_the_catalogue_that_keeps_it(folder: Folder) -> None:
    folder.write("catalogs.yml", TWO + "    files: link:portail\n")
    with_file(folder, "catalogs: {portail: false}\n")

    assert folder.lines() == [
        "bron/wc.yml:4:31 PUB409 autre links to files stored in portail, where this dataset "
        "is not published → Withdraw it from autre, too (`autre: false`), give the address of the file "
        "(`url:`), or publish the dataset in portail."
    ]


def test_a_file_that_goes_to_both_is_good_and_so_is_one_that_goes_to_neither(folder: Folder) -> None:
    folder.write("catalogs.yml", TWO + "    files: link:portail\n")
    with_file(folder)
    assert folder.lines() == []
    with_file(folder, "catalogs: {portail: false, autre: false}\n")
    assert folder.lines() == []
