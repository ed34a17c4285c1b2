"""The resources of an entry: ids, order and resources of others stay; ours go when the manifest says so."""

from __future__ import annotations

import pytest

from tests.live.backends import Backend
from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.contract.samples import changed_paths
from tests.live.manifest_folder import NOTHING_WAITS, PLAIN
from tests.live.portal import Json

CSV, CARTE = PLAIN["resources"]
NOTICE: Json = {"id": "notice", "title": "Notice", "url": "https://example.org/notice.pdf", "type": "documentation"}
THEIRS: Json = {"title": "Du portail", "url": "https://example.org/portail.csv", "type": "other", "format": "csv"}

LISTS: dict[str, tuple[list[Json], list[Json], set[str]]] = {
    # what is first published, what the manifest then lists, and the paths that this changes
    "one more": ([CSV, CARTE], [CSV, CARTE, NOTICE], {"resources.notice"}),
    "one more, first": ([CSV, CARTE], [NOTICE, CSV, CARTE], {"resources.notice"}),
    "one less": ([CSV, CARTE], [CARTE], {"resources.csv"}),
    "from one to two": ([CSV], [NOTICE, CSV], {"resources.notice"}),
    "another order": ([CSV, CARTE, NOTICE], [NOTICE, CSV, CARTE], {"resources.order"}),
    "one less, and another order": ([CSV, CARTE, NOTICE], [NOTICE, CSV], {"resources.carte", "resources.order"}),
    "from none": ([], [CSV, CARTE], {"resources.csv", "resources.carte"}),
    "to none": ([CSV, CARTE], [], {"resources.csv", "resources.carte"}),
    "all others": ([CSV, CARTE], [NOTICE], {"resources.csv", "resources.carte", "resources.notice"}),
}


@pytest.mark.parametrize("others", [False, True], ids=["alone", "beside others"])
def test_the_list_follows_the_manifest(folder: CatalogFolder, others: bool) -> None:
    """Resources that stay keep their ids, and those that were added in the catalogue come last, unchanged."""
    stems = {name: f"liste-{n}" for n, name in enumerate(LISTS)}
    for name, (first, _then, _paths) in LISTS.items():
        folder.write(stems[name], title=name, resources=first)
    folder.sync()
    if others:
        for stem in stems.values():
            folder.backend.add_resource(folder.key(stem), **THEIRS)
    before = {name: folder.read(stem) for name, stem in stems.items()}
    for name, (_first, then, _paths) in LISTS.items():
        folder.write(stems[name], title=name, resources=then)

    verdicts = {
        step["key"]: {change["path"]: change["verdict"] for change in step["changes"]}
        for step in folder.plan()["steps"]
    }
    assert verdicts == {folder.key(stems[name]): dict.fromkeys(LISTS[name][2], "change") for name in LISTS}
    folder.sync()

    for name, (_first, then, _paths) in LISTS.items():
        after = folder.read(stems[name])
        added = [resource for resource in before[name].resources if resource.title == THEIRS["title"]]
        assert after.titles == [*(resource["title"] for resource in then), *(resource.title for resource in added)], (
            name
        )
        by_title = {resource.title: resource for resource in before[name].resources}
        assert all(
            by_title[resource.title] == resource for resource in after.resources if resource.title in by_title
        ), name
    folder.expect_settled(len(LISTS))


def test_no_list_of_resources_leaves_all(folder: CatalogFolder) -> None:
    before = folder.published()

    folder.write(resources=None, title="Autre titre")
    folder.sync()

    assert changed_paths(before, folder.read()) == {"title"}
    folder.expect_settled(1)


def test_everything_at_once(folder: CatalogFolder) -> None:
    before = folder.published()
    contact = {"name": "SIG", "email": "sig@example.org"}
    folder.write(title="Nouveau", keywords=["eau"], resources=[NOTICE, {**CARTE, "title": "Plan"}], contact=contact)
    assert set(folder.changes()) == {
        "title", "keywords", "contact", "resources.csv", "resources.notice", "resources.carte.title",
    }  # fmt: skip

    folder.sync()

    after = folder.read()
    assert after.titles == ["Notice", "Plan"]
    assert after.named("Plan").id == before.named("Carte").id
    folder.expect_settled(1)


def test_a_resource_that_moves_to_another_dataset(folder: CatalogFolder) -> None:
    """A removal here and a creation there."""
    moving = folder.published(resources=[CSV, NOTICE]).named("Notice").id
    folder.published("plans", title="Plans", resources=[CARTE])
    folder.write(resources=[CSV])
    folder.write("plans", title="Plans", resources=[CARTE, NOTICE])
    assert (folder.changes(), folder.changes("plans")) == (
        {"resources.notice": "change"},
        {"resources.notice": "change"},
    )

    folder.sync()

    assert (folder.read().titles, folder.read("plans").titles) == (["Tableau"], ["Carte", "Notice"])
    assert moving not in folder.read("plans").ids
    folder.expect_settled(2)


# ---- what others do to ours


def test_a_resource_of_ours_deleted_in_the_catalogue_is_drift(folder: CatalogFolder) -> None:
    before = folder.published()
    folder.backend.delete_resource(before.id, "Tableau")

    assert folder.changes() == {"resources.csv": "drift"}
    folder.pending(NOTHING_WAITS)
    folder.write(title="Autre titre")
    folder.sync()
    assert folder.read().titles == ["Carte"], "left as it is"

    folder.sync("--drift", "revert")
    assert folder.read().titles == before.titles
    folder.expect_settled(1)


def test_another_order_in_the_catalogue_is_drift(folder: CatalogFolder) -> None:
    before = folder.published()
    folder.backend.reorder(before.id, before.ids[::-1])

    assert folder.changes() == {"resources.order": "drift"}
    folder.pending(NOTHING_WAITS)
    folder.write(title="Autre titre")
    folder.sync()
    assert folder.read().ids == before.ids[::-1], "left as it is"
    folder.sync("--drift", "revert")

    assert folder.read().ids == before.ids
    folder.expect_settled(1)


def test_a_resource_that_left_the_manifest_and_moved_in_the_catalogue_is_a_conflict(folder: CatalogFolder) -> None:
    entry = folder.published().id
    folder.backend.edit_resource(entry, "Carte", title="Carte du portail")
    folder.write(resources=[CSV])

    assert folder.changes() == {"resources.carte": "conflict"}
    folder.sync(code=3)
    assert folder.read().titles == ["Tableau", "Carte du portail"]

    folder.sync("--on-conflict", "manifest")
    assert folder.read().titles == ["Tableau"]
    folder.expect_settled(1)


def test_drift_of_a_resource_stays_while_another_changes(folder: CatalogFolder) -> None:
    entry = folder.published().id
    folder.backend.edit_resource(entry, "Carte", title="Carte du portail")
    folder.write(resources=[{**CSV, "title": "Données"}, CARTE, NOTICE])
    assert folder.changes() == {
        "resources.csv.title": "change", "resources.carte.title": "drift", "resources.notice": "change",
    }  # fmt: skip

    folder.sync()

    assert folder.read().titles == ["Données", "Carte du portail", "Notice"]
    assert folder.changes() == {"resources.carte.title": "drift"}
    folder.sync("--drift", "revert")
    folder.expect_settled(1)


def test_the_form_of_a_resource_loses_what_it_does_not_show(folder: CatalogFolder) -> None:
    schema = {"name": "scdl/budget", "version": "0.8.1"}
    more = {"mime": "application/x-tableau", "schema": schema, "issued": "2024-01-01", "modified": "2025-01-01"}
    before = folder.published(resources=[{**CSV, **more, "extras": {"note": "x"}}, CARTE])
    folder.backend.edit_as_form(before.id, "Tableau", description="Relu sur le portail")

    erased = {"extras.note" if name == "extras" else name for name in folder.backend.traits.erased_by_form}
    assert folder.changes() == {f"resources.csv.{name}": "drift" for name in erased}
    folder.pending(NOTHING_WAITS)
    folder.sync("--drift", "revert")

    assert changed_paths(before, folder.read()) == {"resources.csv.description"}, "the manifest says nothing of it"
    folder.expect_settled(1)


# ---- what others added


def test_what_others_added_stays(folder: CatalogFolder) -> None:
    backend, entry = folder.backend, folder.published(extras={"code": "1"}).id
    backend.add_resource(entry, **THEIRS)
    backend.edit(entry, extras={"moissonneur": "a, b", "clé accentuée": "é\n🌍"}, landing_page="https://example.org/p")
    backend.edit(entry, contact=("Mairie", "mairie@example.org", ""), temporal=("2020-01-01", "2021-12-31"))
    before = folder.read()
    folder.pending(NOTHING_WAITS)

    folder.write(extras={"code": "2"}, resources=[CARTE, NOTICE, CSV], title="Autre titre")
    folder.sync()

    after = folder.read()
    assert after.titles == ["Carte", "Notice", "Tableau", "Du portail"]
    assert after.named("Du portail") == before.named("Du portail")
    assert changed_paths(before, after) == {"title", "extras", "resources"}
    assert after.extras == {**before.extras, "code": "2"}
    folder.expect_settled(1)


def test_a_file_uploaded_in_the_catalogue_can_still_be_downloaded(folder: CatalogFolder) -> None:
    content = "é;1\n".encode()
    file_id = folder.backend.add_file(folder.published().id, "Fichier", content)
    before = folder.read().named(file_id)
    folder.write(resources=[CARTE, CSV, NOTICE], title="Autre titre")

    folder.sync()

    after = folder.read().resources[-1]
    assert after == before
    assert folder.backend.download(after) == content
    folder.expect_settled(1)


def test_what_the_manifest_says_nothing_of_stays(folder: CatalogFolder) -> None:
    entry = folder.published().id
    schema = {"name": "scdl/budget", "version": "0.8.1"}
    folder.backend.edit_resource(entry, "Tableau", description="Du portail.", mime="text/x-t", schema=schema)
    before = folder.read()
    folder.write(resources=[{**CSV, "title": "Données"}, CARTE])
    assert folder.changes() == {"resources.csv.title": "change"}

    folder.sync()

    assert changed_paths(before, folder.read()) == {"resources.csv.title"}
    folder.expect_settled(1)


def test_formats_and_addresses_in_other_forms(folder: CatalogFolder) -> None:
    forms = ("GeoJSON", "CSV", "Excel", "text/csv", "SHP", "wfs", "ESRI Shapefile", "parquet")
    resources = [
        {"id": f"r{n}", "title": f"R {n}", "url": f"https://example.org/é?a=b&c={n}#d", "format": form}
        for n, form in enumerate(forms)
    ]
    folder.published(resources=resources)

    folder.expect_settled(1)
    folder.sync().expect_words("Nothing to do")


def test_resources_without_a_list_of_ours_are_not_read_as_ours(folder: CatalogFolder) -> None:
    """A resource of others with the title and the address of one of ours is not taken for ours."""
    folder.published(resources=[CSV])
    backend: Backend = folder.backend
    same_address = backend.add_resource(folder.read().id, **{name: CARTE[name] for name in ("title", "url", "format")})

    folder.write(resources=[CSV, CARTE])
    folder.sync()

    assert len(folder.read().resources) == 3
    assert folder.read().resources[-1].id == same_address
    folder.expect_settled(1)
