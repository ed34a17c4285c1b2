"""Changes of a manifest or in a catalogue: what the plan says of them, and what a sync does."""

from __future__ import annotations

import hashlib

import pytest

from .manifest_folder import NOTHING_WAITS, PLAIN, WAITS, CkanFolder
from .portal import Json, Portal, extras_of, ids_of

CSV, CARTE = PLAIN["resources"]
VIEWS = "image_view"
NOTICE = {"id": "notice", "title": "Notice", "url": "https://example.org/notice.pdf", "type": "documentation"}


def test_a_resource_that_comes_back_is_the_same(ckan_folder: CkanFolder) -> None:
    ckan_folder.write()
    ckan_folder.sync()
    before = ckan_folder.show()
    ckan_folder.write(resources=[CARTE])
    ckan_folder.sync()

    ckan_folder.write()
    assert ckan_folder.changes() == {"resources.csv": "change"}
    ckan_folder.sync()

    assert ids_of(ckan_folder.show()) == ids_of(before)
    ckan_folder.expect_settled(1)


def test_a_title_edited_in_the_catalogue_is_kept(ckan_folder: CkanFolder) -> None:
    name = ckan_folder.write()
    ckan_folder.sync()
    before = ckan_folder.portal.patch(name, title="Titre du portail")

    assert ckan_folder.changes() == {"title": "drift"}
    ckan_folder.pending(NOTHING_WAITS).expect_words("Titre du portail", "--drift revert")
    ckan_folder.run("plan", "--fail-on", "drift").expect_exit(2)
    ckan_folder.sync().expect_words("Nothing to do")
    ckan_folder.sync("--fail-on", "drift", code=3)

    assert ckan_folder.show() == before
    ckan_folder.pending(NOTHING_WAITS)


def test_what_others_added_stays(ckan_folder: CkanFolder) -> None:
    name = ckan_folder.write(extras={"code": "1"})
    ckan_folder.sync()
    added = ckan_folder.portal.add_resource(
        name, name="Ajout", url="https://example.org/ajout", note="perso", hash="abc"
    )
    ckan_folder.portal.set_extras(name, moissonneur="a, b", **{"clé accentuée": "é\n🌍"})
    ckan_folder.portal.patch(name, author="Un auteur", version="2")
    ckan_folder.pending(NOTHING_WAITS)

    ckan_folder.write(extras={"code": "2"}, resources=[CARTE, NOTICE, CSV], title="Autre titre")
    ckan_folder.sync()

    after = ckan_folder.show()
    assert [resource["name"] for resource in after["resources"]] == [CARTE["title"], "Notice", CSV["title"], "Ajout"]
    stable = {key: value for key, value in added.items() if key not in ("position", "metadata_modified")}
    assert {key: after["resources"][-1][key] for key in stable} == stable
    extras = extras_of(after)
    assert (extras["moissonneur"], extras["clé accentuée"], extras["code"]) == ("a, b", "é\n🌍", "2")
    assert (after["author"], after["version"]) == ("Un auteur", "2")
    ckan_folder.expect_settled(1)


def test_an_entry_in_a_group_can_be_changed_and_stays_there(ckan_folder: CkanFolder) -> None:
    """The group belongs to the administrators of the catalogue: the editor is no member of it."""
    ckan_folder.write()
    ckan_folder.sync()
    group = f"groupe-{ckan_folder.producer}"
    ckan_folder.portal.make_group(group, ckan_folder.show()["id"])
    ckan_folder.write(title="Autre titre", resources=[CARTE, CSV])
    try:
        ckan_folder.sync()

        assert [entry_group["name"] for entry_group in ckan_folder.show()["groups"]] == [group]
        ckan_folder.expect_settled(1)
    finally:
        ckan_folder.portal.call("group_purge", id=group)


def test_an_update_changes_nothing_it_was_not_asked_to(ckan_folder: CkanFolder) -> None:
    """The catalogue's values of unmanaged fields survive: licence, contact, landing page, extras of our map."""
    name = ckan_folder.write(license=None, keywords=None)
    ckan_folder.sync()
    ckan_folder.portal.patch(name, license_id="odc-odbl", maintainer="Portail", url="https://example.org/p")
    ckan_folder.portal.patch(name, tags=[{"name": "portail"}])
    ckan_folder.portal.set_extras(name, frequency="mensuel", spatial_uri="ailleurs", theme="libre")
    before = ckan_folder.show()
    ckan_folder.pending(NOTHING_WAITS)

    ckan_folder.write(license=None, keywords=None, title="Autre titre")
    ckan_folder.sync()

    after = ckan_folder.show()
    fields = ("license_id", "maintainer", "url", "notes", "tags", "private", "owner_org", "resources")
    strip = {"metadata_modified"}
    for field in fields:
        assert _without(after[field], strip) == _without(before[field], strip), field
    for key in ("frequency", "spatial_uri", "theme"):
        assert extras_of(after)[key] == extras_of(before)[key]
    ckan_folder.expect_settled(1)


def _without(value: object, names: set[str]) -> object:
    if isinstance(value, list):
        return [_without(part, names) for part in value]
    return {key: part for key, part in value.items() if key not in names} if isinstance(value, dict) else value


def test_a_save_in_the_catalogue_that_changes_nothing_is_no_obstacle(ckan_folder: CkanFolder) -> None:
    """CKAN 2.10 and 2.11 then change the entry's moment, and do not update their search index."""
    name = ckan_folder.write()
    ckan_folder.sync()
    ckan_folder.portal.patch(name, private=False)
    ckan_folder.write(title="Autre titre")

    ckan_folder.sync()

    assert ckan_folder.show()["title"] == "Autre titre"
    ckan_folder.expect_settled(1)


@pytest.fixture
def portal_with_views(portal: Portal) -> None:
    """Skip where the CKAN draws no view of pictures: the sandbox has neither views nor vocabularies."""
    if VIEWS not in portal.call("status_show").get("extensions", []):
        pytest.skip(f"this CKAN has no plug-in {VIEWS!r} (tests/servers has)")


@pytest.mark.usefixtures("portal_with_views")
def test_tags_of_a_vocabulary_stay_the_portals(ckan_folder: CkanFolder) -> None:
    """Named by the manifest or not, there before or added later: an edit of the keywords leaves them whole."""
    name = ckan_folder.write(keywords=["eau", "toilettes"])
    ckan_folder.sync()
    with ckan_folder.portal.vocabulary("eau", "territoire") as vocabulary_id:
        theirs = [{"name": word, "vocabulary_id": vocabulary_id} for word in ("eau", "territoire")]
        ckan_folder.portal.patch(name, tags=[{"name": "eau"}, {"name": "toilettes"}, *theirs])
        ckan_folder.pending(NOTHING_WAITS)

        for keywords in (["eau", "hygiène"], ["hygiène"], None):
            ckan_folder.write(keywords=keywords, title=f"Sanisettes {len(keywords or ())}")
            ckan_folder.sync()
            tags = ckan_folder.show()["tags"]
            assert sorted(tag["name"] for tag in tags if tag["vocabulary_id"] == vocabulary_id) == ["eau", "territoire"]
            free = sorted(tag["name"] for tag in tags if tag["vocabulary_id"] is None)
            assert free == sorted(keywords or ["hygiène"])
            ckan_folder.pending(NOTHING_WAITS)
        ckan_folder.portal.patch(name, tags=[])


@pytest.mark.usefixtures("portal_with_views")
def test_a_resource_that_is_added_later_has_the_views_of_one_that_was_created(ckan_folder: CkanFolder) -> None:
    picture = {"title": "Vue", "url": "https://example.org/vue.png", "format": "png"}
    ckan_folder.write(resources=[{**picture, "id": "avant"}])
    ckan_folder.sync()
    ckan_folder.write(resources=[{**picture, "id": "avant"}, CSV, {**picture, "id": "apres"}])
    ckan_folder.sync()

    before, csv, after = (
        ckan_folder.portal.call("resource_view_list", id=resource["id"]) for resource in ckan_folder.show()["resources"]
    )
    own = ("id", "resource_id", "package_id")
    assert [without(view, own) for view in after] == [without(view, own) for view in before]
    assert ([view["view_type"] for view in before], csv) == (["image_view"], [])
    ckan_folder.expect_settled(1)


def test_what_former_versions_wrote_is_brought_over(ckan_folder: CkanFolder) -> None:
    """One plan says it; then nothing waits. No file is sent again."""
    content = b"id;nom\n1;a\n"
    (ckan_folder.manifests / ckan_folder.producer).mkdir(exist_ok=True)
    (ckan_folder.manifests / ckan_folder.producer / "tableau.csv").write_bytes(content)
    file = {"id": "csv", "title": "Tableau", "path": "tableau.csv", "type": "update"}
    name = ckan_folder.write(resources=[file, CARTE], hvd="mobilité")
    ckan_folder.sync()
    resources = ckan_folder.show()["resources"]
    assert (resources[0]["hash"], resources[0]["mimetype"], resources[0]["resource_type"]) == ("", "text/csv", "file")
    sha256 = hashlib.sha256(content).hexdigest()
    former = {**resources[0], "hash": sha256, "mimetype": "", "resource_type": "update", "publisher_type": ""}
    ckan_folder.portal.patch(name, resources=[former, resources[1]])
    ckan_folder.portal.set_extras(name, applicable_legislation="")

    forms = {"hvd": "form", "resources.csv.file": "form", "resources.csv.type": "form"}
    assert ckan_folder.changes() == forms
    ckan_folder.pending(WAITS).expect_words("same value, in its present form")
    ckan_folder.sync()

    moved = ("metadata_modified", "last_modified", "position")
    assert [without(resource, moved) for resource in ckan_folder.show()["resources"]] == [
        without(resource, moved) for resource in resources
    ]
    ckan_folder.expect_settled(1)


def without(document: Json, names: tuple[str, ...]) -> Json:
    """Return a document without some of its keys."""
    return {key: value for key, value in document.items() if key not in names}
