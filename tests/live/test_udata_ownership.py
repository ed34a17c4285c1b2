"""Whose entry it is on udata: what is not ours is never touched, what is ours is never lost nor doubled."""

from __future__ import annotations

from .both import Both
from .portal import Json
from .udata_portal import ids_of
from .workshop import NOTHING_WAITS


def published(both: Both, **fields: object) -> Json:
    """The entry of a plain manifest, just published."""
    both.write("toilettes", **fields)
    both.sync()
    return both.show()


def expect_held_off(alone: Both, why: str, *advice: str) -> None:
    """Assert that the plan says what stands in the way, and that a sync and its flags leave everything as it is."""
    before = alone.udata.entries(alone.udata_organization)
    step = alone.step()
    assert (step["step"], step["why"]) == ("blocked", why)
    alone.sync(code=3).expect_words(*advice)
    alone.sync("--drift", "revert", "--on-conflict", "manifest", "--prune", code=3)
    assert alone.udata.entries(alone.udata_organization) == before


def test_extras_replaced_and_resources_made_anew_by_another_tool(alone: Both) -> None:
    entry = published(alone)
    new_resources = [
        {"title": resource["title"], "url": resource["url"], "filetype": "remote"} for resource in entry["resources"]
    ]
    alone.udata.put(entry["id"], extras={}, resources=new_resources)

    expect_held_off(alone, "title-taken", entry["slug"], "publisher adopt")


def test_a_marker_copied_to_another_entry(alone: Both) -> None:
    entry = published(alone)
    copy = alone.udata.create(alone.udata_organization, title="Une copie", extras=entry["extras"])

    expect_held_off(alone, "doubled", entry["slug"], copy["slug"])

    alone.udata.replace_extras(copy["id"], {})
    alone.expect_settled(1)


def test_an_entry_deleted_on_the_portal(alone: Both) -> None:
    entry = published(alone)
    alone.udata.delete(entry["id"])

    assert alone.step()["step"] == "drift"
    alone.sync()
    assert alone.entries() == []
    alone.pending(NOTHING_WAITS).expect_words("--drift revert")

    alone.sync("--drift", "revert")
    assert alone.show()["id"] == entry["id"]
    assert ids_of(alone.show()) == ids_of(entry)
    assert alone.udata.seen(entry["id"])
    alone.expect_settled(1)


def test_both_edit(alone: Both) -> None:
    entry = published(alone)
    alone.udata.put(entry["id"], title="Titre du portail", frequency="weekly")
    alone.write(title="Titre du manifeste", description="Autre texte.")

    assert alone.step()["step"] == "conflict"
    alone.sync(code=3).expect_words("Titre du portail", "Titre du manifeste", "--on-conflict")
    assert (alone.show()["title"], alone.show()["description"]) == ("Titre du portail", entry["description"])

    alone.sync("--on-conflict", "manifest")
    assert (alone.show()["title"], alone.show()["frequency"]) == ("Titre du manifeste", "weekly")
    alone.expect_settled(1)
