"""The resources of an entry: ids, order and what others put there stay; ours go when the manifest says so."""

from __future__ import annotations

import pytest

from tests.live.backends import Backend
from tests.live.contract.place import Place
from tests.live.contract.samples import moved
from tests.live.portal import Json
from tests.live.workshop import NOTHING_WAITS, PLAIN

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
def test_the_list_follows_the_manifest(place: Place, others: bool) -> None:
    """Those that stay keep their ids, and those that people added on the portal come last, as they were."""
    stems = {name: f"liste-{n}" for n, name in enumerate(LISTS)}
    for name, (first, _then, _paths) in LISTS.items():
        place.write(stems[name], title=name, resources=first)
    place.sync()
    if others:
        for stem in stems.values():
            place.backend.add_resource(place.key(stem), **THEIRS)
    before = {name: place.read(stem) for name, stem in stems.items()}
    for name, (_first, then, _paths) in LISTS.items():
        place.write(stems[name], title=name, resources=then)

    verdicts = {
        step["key"]: {change["path"]: change["verdict"] for change in step["changes"]} for step in place.plan()["steps"]
    }
    assert verdicts == {place.key(stems[name]): dict.fromkeys(LISTS[name][2], "change") for name in LISTS}
    place.sync()

    for name, (_first, then, _paths) in LISTS.items():
        after = place.read(stems[name])
        added = [resource for resource in before[name].resources if resource.title == THEIRS["title"]]
        assert after.titles == [*(resource["title"] for resource in then), *(resource.title for resource in added)], (
            name
        )
        by_title = {resource.title: resource for resource in before[name].resources}
        assert all(
            by_title[resource.title] == resource for resource in after.resources if resource.title in by_title
        ), name
    place.expect_settled(len(LISTS))


def test_no_list_of_resources_leaves_all(place: Place) -> None:
    before = place.published()

    place.write(resources=None, title="Autre titre")
    place.sync()

    assert moved(before, place.read()) == {"title"}
    place.expect_settled(1)


def test_everything_at_once(place: Place) -> None:
    before = place.published()
    contact = {"name": "SIG", "email": "sig@example.org"}
    place.write(title="Nouveau", keywords=["eau"], resources=[NOTICE, {**CARTE, "title": "Plan"}], contact=contact)
    assert set(place.changes()) == {
        "title", "keywords", "contact", "resources.csv", "resources.notice", "resources.carte.title",
    }  # fmt: skip

    place.sync()

    after = place.read()
    assert after.titles == ["Notice", "Plan"]
    assert after.named("Plan").id == before.named("Carte").id
    place.expect_settled(1)


def test_a_resource_that_moves_to_another_dataset(place: Place) -> None:
    """A removal here and a creation there."""
    moving = place.published(resources=[CSV, NOTICE]).named("Notice").id
    place.published("plans", title="Plans", resources=[CARTE])
    place.write(resources=[CSV])
    place.write("plans", title="Plans", resources=[CARTE, NOTICE])
    assert (place.changes(), place.changes("plans")) == ({"resources.notice": "change"}, {"resources.notice": "change"})

    place.sync()

    assert (place.read().titles, place.read("plans").titles) == (["Tableau"], ["Carte", "Notice"])
    assert moving not in place.read("plans").ids
    place.expect_settled(2)


# ---- what others do to ours


def test_a_resource_of_ours_deleted_on_the_portal_is_drift(place: Place) -> None:
    before = place.published()
    place.backend.delete_resource(before.id, "Tableau")

    assert place.changes() == {"resources.csv": "drift"}
    place.pending(NOTHING_WAITS)
    place.write(title="Autre titre")
    place.sync()
    assert place.read().titles == ["Carte"], "left as it is"

    place.sync("--drift", "revert")
    assert place.read().titles == before.titles
    place.expect_settled(1)


def test_another_order_on_the_portal_is_drift(place: Place) -> None:
    before = place.published()
    place.backend.reorder(before.id, before.ids[::-1])

    assert place.changes() == {"resources.order": "drift"}
    place.pending(NOTHING_WAITS)
    place.write(title="Autre titre")
    place.sync()
    assert place.read().ids == before.ids[::-1], "left as it is"
    place.sync("--drift", "revert")

    assert place.read().ids == before.ids
    place.expect_settled(1)


def test_a_resource_that_left_the_manifest_and_moved_on_the_portal_is_a_conflict(place: Place) -> None:
    entry = place.published().id
    place.backend.edit_resource(entry, "Carte", title="Carte du portail")
    place.write(resources=[CSV])

    assert place.changes() == {"resources.carte": "conflict"}
    place.sync(code=3)
    assert place.read().titles == ["Tableau", "Carte du portail"]

    place.sync("--on-conflict", "manifest")
    assert place.read().titles == ["Tableau"]
    place.expect_settled(1)


def test_drift_of_a_resource_stays_while_another_changes(place: Place) -> None:
    entry = place.published().id
    place.backend.edit_resource(entry, "Carte", title="Carte du portail")
    place.write(resources=[{**CSV, "title": "Données"}, CARTE, NOTICE])
    assert place.changes() == {
        "resources.csv.title": "change", "resources.carte.title": "drift", "resources.notice": "change",
    }  # fmt: skip

    place.sync()

    assert place.read().titles == ["Données", "Carte du portail", "Notice"]
    assert place.changes() == {"resources.carte.title": "drift"}
    place.sync("--drift", "revert")
    place.expect_settled(1)


def test_the_form_of_a_resource_loses_what_it_does_not_show(place: Place) -> None:
    schema = {"name": "scdl/budget", "version": "0.8.1"}
    before = place.published(resources=[{**CSV, "mime": "application/x-tableau", "schema": schema}, CARTE])
    place.backend.edit_as_form(before.id, "Tableau", description="Relu sur le portail")

    erased = place.backend.expects.erased_by_form
    assert place.changes() == {f"resources.csv.{name}": "drift" for name in erased}
    place.pending(NOTHING_WAITS)
    place.sync("--drift", "revert")

    assert moved(before, place.read()) == {"resources.csv.description"}, "the manifest says nothing of it"
    place.expect_settled(1)


# ---- what others added


def test_what_others_added_stays(place: Place) -> None:
    backend, entry = place.backend, place.published(extras={"code": "1"}).id
    backend.add_resource(entry, **THEIRS)
    backend.edit(entry, extras={"moissonneur": "a, b", "clé accentuée": "é\n🌍"}, landing_page="https://example.org/p")
    backend.edit(entry, contact=("Mairie", "mairie@example.org"), temporal=("2020-01-01", "2021-12-31"))
    before = place.read()
    place.pending(NOTHING_WAITS)

    place.write(extras={"code": "2"}, resources=[CARTE, NOTICE, CSV], title="Autre titre")
    place.sync()

    after = place.read()
    assert after.titles == ["Carte", "Notice", "Tableau", "Du portail"]
    assert after.named("Du portail") == before.named("Du portail")
    assert moved(before, after) == {"title", "extras", "resources"}
    assert after.extras == {**before.extras, "code": "2"}
    place.expect_settled(1)


def test_a_file_uploaded_on_the_portal_can_still_be_downloaded(place: Place) -> None:
    content = "é;1\n".encode()
    file_id = place.backend.add_file(place.published().id, "Fichier", content)
    before = place.read().named(file_id)
    place.write(resources=[CARTE, CSV, NOTICE], title="Autre titre")

    place.sync()

    after = place.read().resources[-1]
    assert after == before
    assert place.backend.download(after) == content
    place.expect_settled(1)


def test_what_the_manifest_says_nothing_of_stays(place: Place) -> None:
    entry = place.published().id
    schema = {"name": "scdl/budget", "version": "0.8.1"}
    place.backend.edit_resource(entry, "Tableau", description="Du portail.", mime="text/x-t", schema=schema)
    before = place.read()
    place.write(resources=[{**CSV, "title": "Données"}, CARTE])
    assert place.changes() == {"resources.csv.title": "change"}

    place.sync()

    assert moved(before, place.read()) == {"resources.csv.title"}
    place.expect_settled(1)


def test_formats_and_addresses_in_other_forms(place: Place) -> None:
    forms = ("GeoJSON", "CSV", "Excel", "text/csv", "SHP", "wfs", "ESRI Shapefile", "parquet")
    resources = [
        {"id": f"r{n}", "title": f"R {n}", "url": f"https://example.org/é?a=b&c={n}#d", "format": form}
        for n, form in enumerate(forms)
    ]
    place.published(resources=resources)

    place.expect_settled(1)
    place.sync().expect_words("Nothing to do")


def test_resources_without_a_list_of_ours_are_not_read_as_ours(place: Place) -> None:
    """A resource of the portal with the title and the address of one of ours is not taken for it."""
    place.published(resources=[CSV])
    backend: Backend = place.backend
    same_address = backend.add_resource(place.read().id, **{name: CARTE[name] for name in ("title", "url", "format")})

    place.write(resources=[CSV, CARTE])
    place.sync()

    assert len(place.read().resources) == 3
    assert place.read().resources[-1].id == same_address
    place.expect_settled(1)
