"""What data.gouv.fr lists of files on CKAN follows what the public finds there; and what hides waits for nothing."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable

import pytest

from . import portal as on_ckan
from .contract.test_named_commands import command_after
from .counting import relaying
from .manifest_folder import NOTHING_WAITS, WAITS
from .portal import Json
from .test_files import one_file
from .test_links import NEW, OLD, sha256
from .two_catalogs import CKAN, LINK, UDATA, TwoCatalogFolder
from .udata_portal import titles_of

PLAN = {"id": "plan", "title": "Plan", "url": "https://example.org/plan.pdf", "format": "pdf"}
FILE = {"id": "csv", "title": "Tableau", "path": "tableau.csv"}


@pytest.fixture
def linking(two_catalogs: TwoCatalogFolder) -> TwoCatalogFolder:
    """Provide manifests for both catalogues, where udata lists the files that CKAN keeps."""
    two_catalogs.write_settings(files=LINK)
    return two_catalogs


def published(linking: TwoCatalogFolder, description: str = "Texte.") -> None:
    """Publish a dataset with a file and an address."""
    linking.put_file("tableau.csv", OLD)
    linking.write(resources=[FILE, PLAN], description=description)
    linking.sync()
    assert titles_of(linking.show()) == ["Tableau", "Plan"]


def file_on_ckan(linking: TwoCatalogFolder) -> Json:
    """Return the resource of the file on CKAN."""
    return on_ckan.named(linking.show_ckan(), "Tableau")


def linked(linking: TwoCatalogFolder) -> Json | None:
    """Return the link on udata, if it is listed."""
    return next((resource for resource in linking.show()["resources"] if resource["title"] == "Tableau"), None)


def status(url: str) -> int:
    """Return the status of an address as a stranger gets it."""
    try:
        with urllib.request.urlopen(url, timeout=20) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        return error.code


def expect_no_dead_link(linking: TwoCatalogFolder, stem: str = "toilettes") -> None:
    """Assert that each file on CKAN which a public page of udata lists can be read by a stranger."""
    entry = linking.show(stem)
    if entry["private"]:
        return
    addresses = [resource["url"] for resource in entry["resources"] if "/download/" in resource["url"]]
    assert [url for url in addresses if status(url) != 200] == []


def expect_nothing_to_do(linking: TwoCatalogFolder) -> None:
    """Assert that nothing is pending, that a sync ends with 0, and that it writes nothing."""
    linking.pending(NOTHING_WAITS)
    linking.sync().expect_words("Nothing to do")


# ---- a file that somebody deleted or replaced on CKAN


def test_a_file_deleted_on_ckan_leaves_udata_and_comes_back_with_it(linking: TwoCatalogFolder) -> None:
    published(linking)
    linking.ckan.delete_resource(file_on_ckan(linking)["id"])

    linking.pending(WAITS).expect_words("resources.csv", "its file was deleted in ckan", "--drift revert")
    linking.sync()

    assert titles_of(linking.show()) == ["Plan"]
    expect_nothing_to_do(linking)
    linking.sync("--drift", "revert")
    assert titles_of(linking.show()) == ["Tableau", "Plan"]
    linking.expect_settled(1)


def test_the_only_file_deleted_on_ckan(linking: TwoCatalogFolder) -> None:
    one_file(linking, content=OLD)
    linking.sync()
    linking.ckan.delete_resource(file_on_ckan(linking)["id"])

    linking.sync()

    assert titles_of(linking.show()) == []
    expect_nothing_to_do(linking)
    linking.sync("--drift", "revert")
    linking.expect_settled(1)


def test_a_link_edited_on_udata_leaves_with_its_file(linking: TwoCatalogFolder) -> None:
    published(linking)
    link = linked(linking)
    assert link is not None
    linking.udata.edit_resource(linking.show()["id"], link, title="Retouché")
    linking.ckan.delete_resource(file_on_ckan(linking)["id"])

    linking.sync()

    assert titles_of(linking.show()) == ["Plan"]
    expect_nothing_to_do(linking)


def test_an_entry_deleted_on_ckan_takes_its_links_along(linking: TwoCatalogFolder) -> None:
    published(linking)
    linking.ckan.delete(linking.name("toilettes"))

    linking.pending(WAITS).expect_words("its file was deleted in ckan")
    linking.sync()

    assert titles_of(linking.show()) == ["Plan"]
    expect_nothing_to_do(linking)
    linking.write(resources=[FILE, PLAN], description="Autre texte.")
    linking.sync()
    assert linking.show()["description"] == "Autre texte.", "udata has the change that CKAN's deletion does not concern"
    expect_nothing_to_do(linking)
    linking.sync("--drift", "revert")
    linking.expect_settled(1)


@pytest.mark.parametrize("name", ["Remplace.csv", "tableau.csv"])
def test_a_file_replaced_on_ckan_is_listed_as_it_is_there(linking: TwoCatalogFolder, name: str) -> None:
    published(linking)
    before = linked(linking)
    assert before is not None
    linking.ckan.replace_file(file_on_ckan(linking), NEW, name)

    linking.sync()

    link = linked(linking)
    assert link is not None
    assert (link["url"], link["checksum"], link["filesize"]) == (file_on_ckan(linking)["url"], None, len(NEW))
    assert link["id"] == before["id"], "the address that reusers know on udata stays"
    expect_nothing_to_do(linking)
    linking.sync("--drift", "revert")
    link = linked(linking)
    assert link is not None
    assert (link["checksum"], link["filesize"], link["id"]) == (sha256(OLD), len(OLD), before["id"])
    linking.expect_settled(1)


def test_a_file_replaced_on_ckan_by_an_address_is_listed_as_that(linking: TwoCatalogFolder) -> None:
    published(linking)
    resource = file_on_ckan(linking)
    linking.ckan.edit_resource(resource, url="https://example.org/ailleurs.csv", url_type="")

    linking.sync()

    link = linked(linking)
    assert link is not None
    assert (link["url"], link["checksum"], link["filesize"]) == ("https://example.org/ailleurs.csv", None, None)
    expect_nothing_to_do(linking)
    linking.sync("--drift", "revert")
    linking.expect_settled(1)


def test_a_new_dataset_whose_ckan_entry_was_deleted_is_not_made_half_on_udata(linking: TwoCatalogFolder) -> None:
    one_file(linking, content=OLD)
    linking.sync("--catalog", CKAN)
    linking.ckan.delete(linking.name("toilettes"))

    expect_nothing_to_do(linking)

    assert linking.entries() == []


# ---- what hides


def test_an_entry_hidden_by_hand_on_ckan_is_listed_by_no_link(linking: TwoCatalogFolder) -> None:
    published(linking)
    linking.ckan.patch(linking.name("toilettes"), private=True)

    linking.pending(WAITS).expect_words("the entry that has its file is not public in ckan")
    linking.sync()

    assert titles_of(linking.show()) == ["Plan"]
    expect_no_dead_link(linking)
    expect_nothing_to_do(linking)
    linking.sync("--drift", "revert")
    assert titles_of(linking.show()) == ["Tableau", "Plan"]
    linking.expect_settled(1)


def test_a_private_dataset_lists_its_file_where_nobody_reads_it(linking: TwoCatalogFolder) -> None:
    """Both entries can be looked at as they will be; published, they keep their ids and addresses."""
    linking.put_file("tableau.csv", OLD)
    linking.write(resources=[FILE, PLAN], description="Texte.", state="private")
    linking.sync().expect_words("2 of 2 entries done")

    before, on_ckan_before = linking.show(), linking.show_ckan()
    assert (before["private"], on_ckan_before["private"]) == (True, True)
    assert (titles_of(before), status(file_on_ckan(linking)["url"])) == (["Tableau", "Plan"], 403)
    expect_nothing_to_do(linking)

    linking.write(resources=[FILE, PLAN], description="Texte.")
    linking.sync()

    after = linking.show()
    assert (after["private"], linking.show_ckan()["private"]) == (False, False)
    assert (after["id"], linking.show_ckan()["id"]) == (before["id"], on_ckan_before["id"])
    assert [(resource["id"], resource["url"]) for resource in after["resources"]] == [
        (resource["id"], resource["url"]) for resource in before["resources"]
    ]
    expect_no_dead_link(linking)
    linking.expect_settled(1)


@pytest.mark.parametrize("resources", [[FILE, PLAN], [FILE]], ids=["beside an address", "alone"])
def test_a_file_that_is_private_on_ckan_alone_is_not_listed_in_public(
    linking: TwoCatalogFolder, resources: list[Json]
) -> None:
    linking.put_file("tableau.csv", OLD)
    linking.write(resources=resources, description="Texte.", catalogs={CKAN: {"state": "private"}})

    linking.sync().expect_words("is not public in ckan" if PLAN in resources else "none of its files can be read")

    assert linking.show_ckan()["private"]
    assert [titles_of(entry) for entry in linking.entries()] == ([["Plan"]] if PLAN in resources else [])
    expect_nothing_to_do(linking)
    linking.write(resources=resources, description="Texte.")
    linking.sync()
    assert "Tableau" in titles_of(linking.show())
    expect_no_dead_link(linking)
    linking.expect_settled(1)


def test_a_file_that_is_public_on_ckan_is_listed_in_a_private_entry(linking: TwoCatalogFolder) -> None:
    linking.put_file("tableau.csv", OLD)
    linking.write(resources=[FILE], description="Texte.", catalogs={UDATA: {"state": "private"}})
    linking.sync()

    entry = linking.show()
    assert (entry["private"], linking.show_ckan()["private"], titles_of(entry)) == (True, False, ["Tableau"])
    expect_nothing_to_do(linking)


@pytest.mark.parametrize("state", ["draft", "archived", "private"])
def test_two_sides_that_hide_are_no_conflict(linking: TwoCatalogFolder, state: str) -> None:
    published(linking)
    linking.ckan.patch(linking.name("toilettes"), private=True)

    linking.write(resources=[FILE, PLAN], description="Texte.", state=state)
    linking.sync()

    assert linking.show_ckan()["private"]
    entry = linking.show()
    assert (entry["private"], bool(entry["archived"])) == (state != "archived", state == "archived")
    expect_no_dead_link(linking)
    expect_nothing_to_do(linking)
    linking.write(resources=[FILE, PLAN], description="Texte.")
    linking.sync()
    assert titles_of(linking.show()) == ["Tableau", "Plan"]
    expect_no_dead_link(linking)
    linking.expect_settled(1)


def test_archiving_takes_the_link_off_and_publishing_brings_it_back(linking: TwoCatalogFolder) -> None:
    published(linking)

    linking.write(resources=[FILE, PLAN], description="Texte.", state="archived")
    linking.pending(WAITS).expect_words("resources.csv", "the entry that has its file is not public in ckan")
    linking.sync()

    assert titles_of(linking.show()) == ["Plan"]
    assert not linking.show()["private"], "udata shows what is archived"
    expect_no_dead_link(linking)
    expect_nothing_to_do(linking)
    linking.write(resources=[FILE, PLAN], description="Texte.")
    linking.sync()
    assert titles_of(linking.show()) == ["Tableau", "Plan"]
    linking.expect_settled(1)


def conflict_on_ckan(linking: TwoCatalogFolder) -> None:
    """Change a text on both sides."""
    linking.ckan.patch(linking.name("toilettes"), notes="Texte du portail.")


def observed_on_ckan(linking: TwoCatalogFolder) -> None:
    """Forbid every write to CKAN."""
    linking.write_settings(settings={CKAN: {"mode": "observe"}})


@pytest.mark.parametrize("stuck", [conflict_on_ckan, observed_on_ckan])
def test_a_hiding_on_udata_waits_for_nothing_on_ckan(
    linking: TwoCatalogFolder, stuck: Callable[[TwoCatalogFolder], None]
) -> None:
    published(linking, description="Avant.")
    stuck(linking)

    linking.write(resources=[FILE, PLAN], description="Après.", state="draft")
    linking.sync(code=3)

    assert linking.show()["private"]


DEAD = "its links lead to files that the public cannot read in ckan"


@pytest.mark.parametrize("replaced", [False, True], ids=["hidden", "file gone"])
def test_a_withdrawn_entry_that_links_to_nothing_is_said_as_long_as_it_is_so(
    linking: TwoCatalogFolder, replaced: bool
) -> None:
    published(linking)
    linking.write(resources=[FILE, PLAN], description="Texte.", catalogs={UDATA: False})
    assert DEAD not in linking.run("plan").output
    if replaced:
        (linking.manifests / linking.producer / "tableau.csv").unlink()
        linking.write(resources=[PLAN], description="Texte.", catalogs={UDATA: False})
    else:
        linking.write(resources=[FILE, PLAN], description="Texte.", state="archived", catalogs={UDATA: False})

    for _ in range(2):
        linking.run("plan").expect_words("published, and withdrawn by", DEAD)
        linking.sync()
    linking.run("status").expect_words(DEAD)
    linking.sync("--prune")
    assert titles_of(linking.show()) == ["Plan"]
    assert DEAD not in linking.run("plan").output


def test_an_entry_without_manifest_whose_files_were_hidden_apart_is_said(linking: TwoCatalogFolder) -> None:
    without_manifest(linking)
    linking.sync("--catalog", CKAN, "--prune")
    linking.run("plan").expect_words(DEAD)
    linking.sync().expect_words(DEAD)


def without_manifest(linking: TwoCatalogFolder) -> None:
    """Publish a dataset with a link, then remove its manifest and its file."""
    published(linking)
    (linking.manifests / linking.producer / "tableau.csv").unlink()
    (linking.manifests / linking.producer / "toilettes.yml").unlink()
    linking.write("autre", title="Un autre jeu")


def test_an_entry_without_manifest_that_is_archived_lists_no_hidden_file(linking: TwoCatalogFolder) -> None:
    without_manifest(linking)

    linking.sync("--prune")

    entry = linking.show()
    assert (titles_of(entry), bool(entry["archived"]), entry["private"]) == (["Plan"], True, False)
    expect_no_dead_link(linking)
    linking.put_file("tableau.csv", OLD)
    linking.write(resources=[FILE, PLAN], description="Texte.")
    linking.sync()
    assert titles_of(linking.show()) == ["Tableau", "Plan"]
    linking.expect_settled(2)


@pytest.mark.parametrize("prune", [True, False])
def test_hiding_on_ckan_alone_names_the_command_that_takes_the_link_off(linking: TwoCatalogFolder, prune: bool) -> None:
    if prune:
        without_manifest(linking)
    else:
        published(linking)
        linking.write(resources=[FILE, PLAN], description="Texte.", state="archived")
    flags = ["--prune"] if prune else []

    shown = linking.sync("--catalog", CKAN, *flags)

    named = command_after(shown, "udata may go on listing its files")
    linking.run(*named, "--yes").expect_exit(0)
    assert titles_of(linking.show()) == ["Plan"]
    expect_no_dead_link(linking)


@pytest.mark.parametrize("content", [OLD, NEW], ids=["same file", "new file"])
@pytest.mark.parametrize("state", ["draft", "private", "archived"])
def test_udata_stops_listing_a_file_before_ckan_hides_it(linking: TwoCatalogFolder, state: str, content: bytes) -> None:
    """The test looks at udata each time CKAN is about to be written."""
    published(linking)
    linking.put_file("tableau.csv", content)
    linking.write(resources=[FILE, PLAN], description="Texte.", state=state)

    with relaying(linking.ckan.url) as relay:
        linking.write_settings(urls={CKAN: relay.url})
        seen: list[bool] = []

        def look() -> None:
            entry = linking.show()
            seen.append(bool(entry["private"]) or titles_of(entry) == ["Plan"])
            relay.before["package_revise"] = look

        relay.before["package_revise"] = look
        linking.sync()
    linking.write_settings(urls={})

    assert seen
    assert all(seen)
    expect_nothing_to_do(linking)


def test_a_file_that_leaves_the_manifest_leaves_udata_first(linking: TwoCatalogFolder) -> None:
    published(linking)
    (linking.manifests / linking.producer / "tableau.csv").unlink()
    linking.write(resources=[PLAN], description="Texte.")
    seen: list[list[str]] = []

    with relaying(linking.ckan.url) as relay:
        linking.write_settings(urls={CKAN: relay.url})
        relay.before["package_revise"] = lambda: seen.append(titles_of(linking.show()))
        linking.sync()
    linking.write_settings(urls={})

    assert seen == [["Plan"]]
    expect_nothing_to_do(linking)


# ---- every pair of states


STATES = ("published", "draft", "private", "archived")
PUBLIC, PRIVATE, ARCHIVED = "public", "private", "archived"


CONFLICTS = {
    CKAN: {
        ("draft", PUBLIC, "archived"),
        ("private", PUBLIC, "archived"),
        ("archived", PUBLIC, "draft"),
        ("archived", PUBLIC, "private"),
    },
    UDATA: {
        ("draft", PUBLIC, "archived"),
        ("private", PUBLIC, "archived"),
        ("archived", PUBLIC, "draft"),
        ("archived", PUBLIC, "private"),
        ("draft", ARCHIVED, "published"),
        ("private", ARCHIVED, "published"),
        ("archived", PRIVATE, "published"),
    },
}
"""Where one side publishes what the other hides: the manifest's state before, the edit by hand, the state after."""


def state_on_udata(entry: Json) -> str:
    """Return the state of an entry on udata."""
    return ARCHIVED if entry["archived"] else PRIVATE if entry["private"] else PUBLIC


def stored_state(state: str, catalog: str) -> str:
    """Return the catalogue's state for a state of a manifest."""
    archived = PRIVATE if catalog == CKAN else ARCHIVED
    return {"published": PUBLIC, "draft": PRIVATE, "private": PRIVATE, "archived": archived}[state]


def edit_state(linking: TwoCatalogFolder, catalog: str, stem: str, state: str) -> None:
    """Set the state of an entry as a person does."""
    if catalog == CKAN:
        linking.ckan.patch(linking.name(stem), private=state != PUBLIC)
    else:
        archived = "2026-01-01" if state == ARCHIVED else None
        linking.udata.put(linking.show(stem)["id"], private=state == PRIVATE, archived=archived)


@pytest.mark.parametrize("catalog", [CKAN, UDATA])
def test_every_pair_of_states_leaves_no_dead_link(linking: TwoCatalogFolder, catalog: str) -> None:
    """The manifests go from each state to each, and somebody edits the state in one catalogue in between."""
    by_hand = (PUBLIC, PRIVATE) if catalog == CKAN else (PUBLIC, PRIVATE, ARCHIVED)
    cases = [(start, edit, then) for start in STATES for edit in by_hand for then in STATES]
    stems = {case: f"jeu-{number:02}" for number, case in enumerate(cases)}

    def write(stem: str, state: str) -> None:
        linking.put_file(f"{stem}.csv", OLD)
        resources = [{**FILE, "path": f"{stem}.csv"}, PLAN]
        linking.write(stem, title=f"Jeu {stem}", resources=resources, state=state)

    for state_of in (lambda _case: "published", lambda case: case[0]):
        for case, stem in stems.items():
            write(stem, state_of(case))
        linking.sync()
    for (start, edit, _then), stem in stems.items():
        if edit != stored_state(start, catalog):
            edit_state(linking, catalog, stem, edit)
    for case, stem in stems.items():
        write(stem, case[2])
    linking.sync(code=3)

    for (start, edit, then), stem in stems.items():
        both = (state_on_udata(linking.show(stem)), PRIVATE if linking.show_ckan(stem)["private"] else PUBLIC)
        hidden = stored_state(then, UDATA)
        if then != "published" and start == "published":
            assert both == (hidden, PRIVATE), ((start, edit, then), "what hides waits for nothing")
        if (start, edit, then) not in CONFLICTS[catalog]:
            expect_no_dead_link(linking, stem)
    steps = {(step["key"], step["catalog"]): step["step"] for step in linking.plan()["steps"]}
    pending = {place for place, step in steps.items() if step not in ("same", "drift")}
    conflicting = {
        (linking.key(stem), catalog)
        for (start, edit, then), stem in stems.items()
        if (start, edit, then) in CONFLICTS[catalog]
    }
    assert {place for place in pending if steps[place] == "conflict"} == conflicting
    assert {key for key, _catalog in pending} == {key for key, _catalog in conflicting}
