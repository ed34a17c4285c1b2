"""Whose entry it is on udata: what is not ours is never touched, what is ours is never lost nor doubled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .both import Both
from .portal import Json
from .udata_portal import UdataPortal, ids_of, named
from .workshop import NOTHING_WAITS, PLAIN

TITLE = PLAIN["title"]
OTHER_EXTRAS = {"outil": "passerelle"}


@pytest.fixture
def elsewhere(udata: UdataPortal) -> Iterator[str]:
    """A second organization."""
    slug = udata.make_organization()
    yield slug
    udata.delete_organization(slug)


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


# ---- entries of others


def test_an_entry_of_somebody_else_with_our_title(alone: Both) -> None:
    before = alone.udata.create(alone.udata_organization, title=TITLE)
    alone.write()

    expect_held_off(alone, "title-taken", before["slug"], "publisher adopt")

    alone.write(title="Autre titre")
    alone.sync()
    assert alone.udata.show(before["id"])["title"] == TITLE
    alone.expect_settled()


def test_a_private_entry_of_somebody_else_with_our_title(alone: Both) -> None:
    alone.udata.create(alone.udata_organization, title=TITLE, private=True)
    alone.write()

    expect_held_off(alone, "title-taken", "publisher adopt")


def test_a_deleted_entry_of_somebody_else_is_no_obstacle(alone: Both) -> None:
    before = alone.udata.create(alone.udata_organization, title=TITLE)
    alone.udata.delete(before["id"])
    alone.write()

    alone.sync()

    assert alone.udata.show(before["id"])["deleted"] is not None
    alone.expect_settled(1)


def test_our_title_in_another_organization_is_no_obstacle(alone: Both, elsewhere: str) -> None:
    before = alone.udata.create(elsewhere, title=TITLE)
    alone.write()

    alone.sync()

    assert alone.udata.show(before["id"])["extras"] == {}
    alone.expect_settled(1)


def test_a_marker_of_another_repository(alone: Both) -> None:
    entry = published(alone)
    alone.udata.set_extras(entry["id"], publisher_repository="depot-voisin")

    expect_held_off(alone, "other-repository", "depot-voisin")


def test_extras_replaced_by_another_tool(alone: Both) -> None:
    """A PUT replaces extras whole: our marker goes with them."""
    entry = published(alone)
    alone.udata.replace_extras(entry["id"], OTHER_EXTRAS)
    assert [one["extras"] for one in alone.entries()] == [OTHER_EXTRAS]

    expect_held_off(alone, "second-writer", entry["slug"], "publisher_repository", "publisher_key")


def test_extras_replaced_and_resources_made_anew_by_another_tool(alone: Both) -> None:
    entry = published(alone)
    anew = [{"title": one["title"], "url": one["url"], "filetype": "remote"} for one in entry["resources"]]
    alone.udata.put(entry["id"], extras={}, resources=anew)

    expect_held_off(alone, "title-taken", entry["slug"], "publisher adopt")


def test_a_marker_put_back_by_hand_is_ours_again(alone: Both) -> None:
    entry = published(alone, extras={"code": "1"})
    extras = entry["extras"]
    alone.udata.replace_extras(entry["id"], OTHER_EXTRAS)
    alone.udata.set_extras(
        entry["id"], publisher_repository=extras["publisher_repository"], publisher_key=extras["publisher_key"]
    )

    assert alone.changes() == {"extras.code": "change"}
    alone.sync()

    assert alone.show()["id"] == entry["id"]
    assert alone.show()["extras"]["outil"] == "passerelle"
    alone.expect_settled(1)


def test_a_marker_copied_to_another_entry(alone: Both) -> None:
    entry = published(alone)
    copy = alone.udata.create(alone.udata_organization, title="Une copie", extras=entry["extras"])

    expect_held_off(alone, "doubled", entry["slug"], copy["slug"])

    alone.udata.replace_extras(copy["id"], {})
    alone.expect_settled(1)


def test_a_copy_that_was_deleted_is_no_obstacle(alone: Both) -> None:
    entry = published(alone)
    copy = alone.udata.create(alone.udata_organization, title="Une copie", extras=entry["extras"])
    alone.udata.delete(copy["id"])

    alone.expect_settled(1)


# ---- entries of ours that were deleted, archived, edited


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


def test_an_entry_deleted_on_the_portal_whose_manifest_moved(alone: Both) -> None:
    entry = published(alone)
    alone.udata.delete(entry["id"])
    alone.write(title="Autre titre", resources=[PLAIN["resources"][0]])

    alone.sync()
    assert alone.entries() == []
    alone.sync("--drift", "revert")

    assert (alone.show()["id"], alone.show()["title"]) == (entry["id"], "Autre titre")
    alone.expect_settled(1)


def test_archived_and_back(alone: Both) -> None:
    entry = published(alone)
    alone.write(state="archived")
    alone.sync()
    assert alone.show()["archived"] is not None
    alone.pending(NOTHING_WAITS)
    alone.write(state="archived", title="Autre titre")
    alone.sync()
    assert (alone.show()["archived"] is not None, alone.show()["title"]) == (True, "Autre titre")
    alone.expect_settled(1)

    alone.write()
    alone.sync()

    assert (alone.show()["id"], alone.show()["archived"]) == (entry["id"], None)
    assert alone.udata.seen(entry["id"])
    alone.expect_settled(1)


def test_archived_from_a_draft(alone: Both) -> None:
    published(alone)
    for state in ("draft", "archived", "draft", "published"):
        alone.write(state=state)
        alone.sync()
        alone.expect_settled(1)


def test_an_entry_archived_on_the_portal_is_drift(alone: Both) -> None:
    entry = published(alone)
    alone.udata.put(entry["id"], archived="2026-01-01T00:00:00+00:00")

    assert alone.changes() == {"state": "drift"}
    alone.write(title="Autre titre")
    alone.sync()
    assert alone.show()["archived"] is not None
    alone.sync("--drift", "revert")
    assert alone.show()["archived"] is None
    alone.expect_settled(1)


def test_a_title_edited_on_the_portal_is_kept(alone: Both) -> None:
    entry = published(alone)
    alone.udata.put(entry["id"], title="Titre du portail")

    assert alone.changes() == {"title": "drift"}
    alone.pending(NOTHING_WAITS).expect_words("Titre du portail", "--drift revert")
    alone.write(description="Autre texte.")
    alone.sync()
    assert (alone.show()["title"], alone.show()["description"]) == ("Titre du portail", "Autre texte.")

    alone.sync("--drift", "revert")
    assert alone.show()["title"] == TITLE
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


def test_every_field_edited_on_the_portal_is_drift_and_can_be_reverted(alone: Both) -> None:
    zones, contact = {"zones": ["fr:commune:69029"]}, {"name": "SIG", "email": "sig@example.org"}
    period = {"start": "2023-01-01", "end": "2024-12-31"}
    entry = published(alone, frequency="annual", temporal=period, spatial=zones, contact=contact)
    point = alone.udata.make_contact(alone.udata_organization, "Mairie", "mairie@example.org")
    alone.udata.put(
        entry["id"], description="Du portail.", tags=["portail"], license="odc-odbl", frequency="daily",
        temporal_coverage={"start": "2020-01-01", "end": "2021-01-01"}, spatial={"zones": ["fr:region:84"]},
        contact_points=[point],
    )  # fmt: skip

    names = {"description", "keywords", "license", "frequency", "temporal", "spatial", "contact"}
    assert alone.changes() == dict.fromkeys(names, "drift")
    edited = alone.show()
    alone.sync()
    assert alone.show() == edited

    alone.sync("--drift", "revert")
    alone.expect_settled(1)


# ---- between a plan and its application


def planned(alone: Both) -> str:
    """A saved plan."""
    alone.run("plan", "--out", "plan.json").expect_exit(0)
    return "plan.json"


def test_an_edit_between_plan_and_apply_is_not_overwritten(alone: Both) -> None:
    entry = published(alone)
    alone.write(title="Titre du manifeste")
    plan = planned(alone)
    alone.udata.put(entry["id"], title="Titre du portail")

    alone.run("apply", plan, "--yes").expect_exit(3)

    assert alone.show()["title"] == "Titre du portail"


def test_a_resource_edited_between_plan_and_apply_is_not_overwritten(alone: Both) -> None:
    """udata moves the revision of the entry with its resources."""
    entry = published(alone)
    csv, carte = PLAIN["resources"]
    alone.write(resources=[{**csv, "title": "Du manifeste"}, carte])
    plan = planned(alone)
    alone.udata.edit_resource(entry["id"], named(entry, "Tableau"), title="Du portail")

    alone.run("apply", plan, "--yes").expect_exit(3)

    assert named(alone.show(), "Du portail")["id"] == named(entry, "Tableau")["id"]
