"""`from:` in a manifest: nothing of the dataset is in the catalogue before midnight of that day, where we are."""

from __future__ import annotations

from tests.live.backends import PRIVATE, PUBLIC
from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.manifest_folder import NOTHING_WAITS, PERSON_DECIDES, WAITS

BEFORE, MIDNIGHT = "2027-01-14T23:59:59+01:00", "2027-01-15T00:00:00+01:00"
"""The last moment of the day before, and the first of the day, in Paris. In UTC both are on the day before."""
DAY = "2027-01-15"
FILE = "nom,adresse\nPlace,1 rue\n"


def waiting(folder: CatalogFolder, day: str = DAY, **fields: object) -> None:
    """Write a manifest with a day of publication, on the eve of the usual one."""
    folder.timezone, folder.clock = "Europe/Paris", BEFORE
    folder.write_settings()
    folder.put_manifest("toilettes", {"from": day, **fields})


def test_nothing_is_there_before_midnight_and_all_of_it_afterwards(folder: CatalogFolder) -> None:
    folder.put_file("toilettes.csv", FILE)
    waiting(folder, resources=[{"id": "csv", "title": "Tableau", "path": "toilettes.csv"}])

    folder.pending(NOTHING_WAITS).expect_words("publication on 15 January 2027", "1 publication on a later day")
    folder.run("plan", lang="fr").expect_exit(0).expect_words("publication prévue le 15 janvier 2027")
    folder.run("status").expect_exit(0).expect_words("absent", "publication on 15 January 2027")
    folder.run("status", "--matrix").expect_exit(0).expect_words("… publication on a later day")
    folder.sync().expect_words("Nothing to do.", "publication on 15 January 2027")
    folder.sync(folder.key("toilettes")).expect_words("publication on 15 January 2027")
    assert (folder.step()["step"], folder.step()["publication_day"]) == ("same", DAY)
    assert folder.backend.documents() == [], "no entry, and so no file that somebody could read"

    folder.clock = MIDNIGHT
    folder.pending(WAITS).expect_words("create, 1 resource, 1 file")
    folder.sync().expect_words("1 of 1 entries done")

    entry = folder.read()
    assert (entry.state, folder.backend.is_public(entry.id)) == (PUBLIC, True)
    assert folder.backend.download(entry.resources[0]) == FILE.encode()
    assert DAY not in str(folder.backend.document(entry.id)), "the day itself is written nowhere"
    folder.expect_settled(1)


def test_without_a_time_zone_the_day_begins_at_midnight_in_greenwich(folder: CatalogFolder) -> None:
    waiting(folder)
    folder.timezone, folder.clock = "", MIDNIGHT
    folder.write_settings()

    folder.pending(NOTHING_WAITS)
    folder.clock = "2027-01-15T00:00:00+00:00"
    folder.pending(WAITS)


def test_a_saved_plan_publishes_nothing_that_it_did_not_show(folder: CatalogFolder) -> None:
    waiting(folder)
    folder.write("jardins", title="Jardins")
    folder.run("plan", "--out", "plan.json").expect_exit(0)
    folder.clock = MIDNIGHT

    folder.run("apply", "plan.json", "--yes").expect_exit(0).expect_words("1 of 1 entries done")

    assert [entry.marker["publisher_key"] for entry in folder.backend.all()] == [folder.key("jardins")]
    folder.sync()
    folder.expect_settled(2)


def test_a_day_that_is_put_off_stops_a_saved_plan(folder: CatalogFolder) -> None:
    waiting(folder)
    folder.clock = MIDNIGHT
    folder.run("plan", "--out", "plan.json").expect_exit(0)
    waiting(folder, day="2027-02-01")
    folder.clock = MIDNIGHT

    folder.run("apply", "plan.json", "--yes").expect_exit(0).expect_words("publication on 1 February 2027")

    assert folder.backend.documents() == []


def test_an_entry_that_is_public_too_early_is_hidden_until_its_day(folder: CatalogFolder) -> None:
    public = folder.published()
    waiting(folder)

    blocked = folder.pending(PERSON_DECIDES)
    blocked.expect_words("is public, and manifests/", "says `from:` 15 January 2027", "delete the line `from:`")
    folder.sync(code=3)
    assert folder.backend.is_public(public.id)

    waiting(folder, title="Autre titre", state="private")
    assert folder.changes() == {"state": "change"}
    folder.sync()
    assert (folder.read().state, folder.read().title) == (PRIVATE, public.title)

    waiting(folder, title="Autre titre")
    folder.pending(NOTHING_WAITS).expect_words("publication on 15 January 2027", "Autre titre")
    folder.sync()
    assert not folder.backend.is_public(public.id)
    folder.clock = MIDNIGHT
    folder.sync()

    assert (folder.read().id, folder.read().title, folder.read().state) == (public.id, "Autre titre", PUBLIC)
    folder.expect_settled(1)


def test_an_entry_may_be_public_where_the_day_is_taken_out(folder: CatalogFolder) -> None:
    folder.published()
    waiting(folder)
    folder.pending(PERSON_DECIDES)

    folder.write()

    folder.pending(NOTHING_WAITS)


def test_drift_says_what_cannot_be_compared(folder: CatalogFolder) -> None:
    folder.published()
    waiting(folder)

    folder.run("drift").expect_exit(3).expect_words("is public, and manifests/")


def test_an_entry_that_is_adopted_waits_as_it_is(folder: CatalogFolder) -> None:
    foreign = folder.backend.make_foreign("Toilettes publiques", state=PRIVATE)
    waiting(folder, catalogs={"portail": {"entry": foreign}})
    folder.pending(PERSON_DECIDES).expect_words("must be adopted first")

    folder.run("adopt", folder.key("toilettes"), "--yes").expect_exit(0)

    folder.pending(NOTHING_WAITS).expect_words("publication on 15 January 2027")
    folder.sync()
    assert not folder.backend.is_public(foreign)
    folder.clock = MIDNIGHT
    folder.sync()
    assert folder.backend.is_public(foreign)


def test_pull_takes_in_what_was_edited_while_it_waits(folder: CatalogFolder) -> None:
    folder.published(state="private")
    folder.backend.edit(folder.key("toilettes"), description="Un autre texte.")
    waiting(folder)

    folder.run("pull", folder.key("toilettes"), "--yes").expect_exit(0)

    manifest = (folder.manifests / f"{folder.key('toilettes')}.yml").read_text(encoding="utf-8")
    assert "Un autre texte." in manifest
    assert DAY in manifest
    folder.pending(NOTHING_WAITS)


def test_prune_leaves_what_waits(folder: CatalogFolder) -> None:
    private = folder.published(state="private")
    waiting(folder)

    folder.sync("--prune")

    assert folder.read() == private
