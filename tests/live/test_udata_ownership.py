"""Ownership on udata: entries of others are never changed, and ours are never lost nor duplicated."""

from __future__ import annotations

from .manifest_folder import NOTHING_WAITS
from .portal import Json
from .two_catalogs import TwoCatalogFolder
from .udata_portal import ids_of


def published(two_catalogs: TwoCatalogFolder, **fields: object) -> Json:
    """Publish a plain manifest, and return its entry."""
    two_catalogs.write("toilettes", **fields)
    two_catalogs.sync()
    return two_catalogs.show()


def expect_blocked(udata_folder: TwoCatalogFolder, why: str, *advice: str) -> None:
    """Assert that the plan says why an entry blocks ours, and that a sync with any flag leaves everything as it is."""
    before = udata_folder.udata.entries(udata_folder.udata_organization)
    step = udata_folder.step()
    assert (step["step"], step["why"]) == ("blocked", why)
    udata_folder.sync(code=3).expect_words(*advice)
    udata_folder.sync("--drift", "revert", "--on-conflict", "manifest", "--prune", code=3)
    assert udata_folder.udata.entries(udata_folder.udata_organization) == before


def test_extras_replaced_and_resources_made_anew_by_another_tool(udata_folder: TwoCatalogFolder) -> None:
    entry = published(udata_folder)
    new_resources = [
        {"title": resource["title"], "url": resource["url"], "filetype": "remote"} for resource in entry["resources"]
    ]
    udata_folder.udata.put(entry["id"], extras={}, resources=new_resources)

    expect_blocked(udata_folder, "title-taken", entry["slug"], "publisher adopt")


def test_a_marker_copied_to_another_entry(udata_folder: TwoCatalogFolder) -> None:
    entry = published(udata_folder)
    copy = udata_folder.udata.create(udata_folder.udata_organization, title="Une copie", extras=entry["extras"])

    expect_blocked(udata_folder, "doubled", entry["slug"], copy["slug"])

    udata_folder.udata.replace_extras(copy["id"], {})
    udata_folder.expect_settled(1)


def test_an_entry_deleted_in_the_catalogue(udata_folder: TwoCatalogFolder) -> None:
    entry = published(udata_folder)
    udata_folder.udata.delete(entry["id"])

    assert udata_folder.step()["step"] == "drift"
    udata_folder.sync()
    assert udata_folder.entries() == []
    udata_folder.pending(NOTHING_WAITS).expect_words("--drift revert")

    udata_folder.sync("--drift", "revert")
    assert udata_folder.show()["id"] == entry["id"]
    assert ids_of(udata_folder.show()) == ids_of(entry)
    assert udata_folder.udata.is_public(entry["id"])
    udata_folder.expect_settled(1)


def test_both_edit(udata_folder: TwoCatalogFolder) -> None:
    entry = published(udata_folder)
    udata_folder.udata.put(entry["id"], title="Titre du portail", frequency="weekly")
    udata_folder.write(title="Titre du manifeste", description="Autre texte.")

    assert udata_folder.step()["step"] == "conflict"
    udata_folder.sync(code=3).expect_words("Titre du portail", "Titre du manifeste", "--on-conflict")
    assert (udata_folder.show()["title"], udata_folder.show()["description"]) == (
        "Titre du portail",
        entry["description"],
    )

    udata_folder.sync("--on-conflict", "manifest")
    assert (udata_folder.show()["title"], udata_folder.show()["frequency"]) == ("Titre du manifeste", "weekly")
    udata_folder.expect_settled(1)
