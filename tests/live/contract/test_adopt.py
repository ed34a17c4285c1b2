"""Adopting entries of people and suppliers: they become ours without a visible change, or are left alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.live.contract.catalog_folder import CATALOG, CatalogFolder
from tests.live.contract.samples import changed_paths
from tests.live.counting import Relay
from tests.live.independent_base import is_marker
from tests.live.manifest_folder import NOTHING_WAITS, PERSON_DECIDES, PLAIN, CommandResult
from tests.live.portal import Json, settled

TITLE = PLAIN["title"]
MOVING = frozenset({"metadata_modified", "last_modified", "last_update", "internal", "quality"})
"""Fields that every write changes."""
HAND_MADE: Json = {
    "description": "Fait à la main, *décrit* en Markdown.\r\n\r\n- un\r\n- deux",
    "keywords": ("commodites", "plein-air"),
    "extras": {"fournisseur": "Société X"},
    "resources": (
        {"title": "Tableau", "url": "https://example.org/toilettes.csv", "format": "csv", "type": "main"},
        {"title": "Carte", "url": "https://example.org/toilettes.geojson", "format": "geojson", "type": "main"},
    ),
}
SUPPLIED: Json = {
    "title": "Marchés publics de la collectivité",
    "description": "Pour répondre à ses besoins, elle doit conclure un marché public.\nL’arrêté du 14 avril.",
    "frequency": "monthly",
    "temporal": ("2024-01-01", "2024-12-31"),
    "extras": {
        "inspire:identifier": "ae2c2441-2afa-4f95-a8a8-b09fa449aced",
        "inspire:resource_identifier": "https://example.org/geonetwork/srv/api/records/ae2c2441",
    },
    "resources": tuple(
        {"title": "Marchés publics", "url": f"https://example.org/marches/{name}", "format": kind, "type": "other"}
        for name, kind in (("all.json", "json"), ("all.csv", "csv"), ("marches.xml", "xml"))
    ),
}
"""An entry that a supplier's tool made: three resources of one title."""


def create_by_hand(folder: CatalogFolder, title: str = TITLE, **fields: Any) -> str:
    """Create an entry by hand, and return its id."""
    return folder.backend.make_foreign(title, **{**HAND_MADE, **fields})


def supplied(folder: CatalogFolder, **catalog: object) -> str:
    """Write the manifest that describes the supplier's entry, and return its key."""
    resources = [{"id": resource["format"], **{name: resource[name] for name in ("title", "url", "format")}}
                 for resource in SUPPLIED["resources"]]  # fmt: skip
    return folder.write(
        "marches-publics", title=SUPPLIED["title"], description=SUPPLIED["description"], keywords=None, license=None,
        frequency="mensuelle", temporal={"start": "2024-01-01", "end": "2024-12-31"}, resources=resources,
        catalogs={CATALOG: catalog},
    )  # fmt: skip


def adopt(folder: CatalogFolder, *arguments: str, code: int = 0) -> CommandResult:
    """Run `publisher adopt`."""
    return folder.run("adopt", *arguments, "--yes").expect_exit(code)


def bare(value: Any) -> Any:
    """Return a value without the parts that every write changes, and without the marker."""
    if isinstance(value, dict):
        return {name: bare(part) for name, part in value.items() if name not in MOVING and not is_marker(name)}
    return [bare(part) for part in value] if isinstance(value, list) else value


def public(folder: CatalogFolder, entry: str) -> Any:
    """Return the entry as reusers see it, to the last field."""
    return bare(settled(folder.backend.document(entry)))


def markers(folder: CatalogFolder) -> int:
    """Return how many entries carry a marker."""
    return sum("publisher_key" in entry.marker for entry in folder.backend.all())


def expect_refused(folder: CatalogFolder, key: str, *words: str, code: int = 3) -> None:
    """Assert that an adoption is refused and writes nothing."""
    before = folder.backend.entries()
    adopt(folder, key, code=code).expect_words(*words)
    assert folder.backend.entries() == before


# ---- adopted


def test_an_entry_made_by_hand_is_adopted_as_it_is(folder: CatalogFolder) -> None:
    entry = create_by_hand(folder)
    before = public(folder, entry)
    key = folder.write()
    folder.sync(code=3).expect_words(f"publisher adopt {key} --catalog {CATALOG}")
    assert markers(folder) == 0

    adopt(folder, key).expect_words("1 entry to adopt", "1 of 1 entries adopted")

    assert public(folder, entry) == before
    assert folder.read().id == entry
    marked = folder.backend.entries()
    adopt(folder, key).expect_words("already adopted", "Nothing was written")
    assert folder.backend.entries() == marked


def test_an_adopted_entry_is_then_brought_to_the_manifest(folder: CatalogFolder) -> None:
    entry = create_by_hand(folder, name=f"toilettes-{folder.producer}")
    before = folder.backend.read(entry)
    adopt(folder, folder.write())

    folder.sync()

    folder.expect_settled(1)
    assert (folder.read().id, folder.read().ids) == (entry, before.ids)
    assert folder.read().extras == {"fournisseur": "Société X"}
    assert len(folder.backend.all()) == 1


def test_the_differences_are_shown_and_nothing_is_written_without_a_yes(folder: CatalogFolder) -> None:
    create_by_hand(folder)
    before = folder.backend.entries()
    key = folder.write()

    folder.run("adopt", key).expect_exit(64).expect_words(
        "1 entry to adopt", "adopt http", "Fait à la main", "+ toilettes", "− commodites", "--yes"
    )

    assert folder.backend.entries() == before


def test_an_edit_of_the_manifest_then_changes_that_alone(folder: CatalogFolder) -> None:
    entry = create_by_hand(folder, description=PLAIN["description"], keywords=("toilettes",), license="lov2")
    adopt(folder, folder.write(keywords=["toilettes"]))
    folder.pending(NOTHING_WAITS)
    before = folder.backend.read(entry)
    folder.write(keywords=["toilettes"], title="Toilettes publiques de la ville")

    assert folder.changes() == {"title": "change"}
    folder.sync()

    assert changed_paths(before, folder.read()) == {"title"}


def test_a_catalogue_edit_after_the_adoption_is_drift(folder: CatalogFolder) -> None:
    """The base is the observed state: values never applied are still distinguished from edits in the catalogue."""
    entry = create_by_hand(folder, keywords=("toilettes",))
    adopt(folder, folder.write(keywords=["toilettes"], description=HAND_MADE["description"], license=None))
    folder.backend.edit(entry, description="Texte du portail")

    assert folder.changes() == {"description": "drift"}


def test_an_entry_of_another_title_is_named_by_the_manifest(folder: CatalogFolder) -> None:
    entry = create_by_hand(folder, "WC de la ville")
    key = folder.write(catalogs={CATALOG: {"entry": entry}})
    folder.sync(code=3).expect_words("must be adopted first", f"publisher adopt {key} --catalog {CATALOG}")

    adopt(folder, key)
    folder.sync()

    assert [(seen.id, seen.title) for seen in folder.backend.all()] == [(entry, TITLE)]
    folder.expect_settled(1)


def test_many_are_adopted_from_a_file(folder: CatalogFolder) -> None:
    lines = ["# clé, catalogue, fiche", ""]
    for n, sign in enumerate((" ", ";", " ")):
        entry = create_by_hand(folder, f"Ancien titre {n}", name=f"jeu-{n:02}-{folder.producer}")
        name = folder.backend.read(entry).name if n else entry
        lines.append(sign.join((folder.write(f"jeu-{n:02}", title=f"Jeu {n}"), CATALOG, name)))
    (folder.root / "fiches.txt").write_text("\n".join(lines))

    adopt(folder, "--from", "fiches.txt").expect_words("3 of 3 entries adopted")
    folder.sync()

    assert sorted(entry.title for entry in folder.backend.all()) == ["Jeu 0", "Jeu 1", "Jeu 2"]
    folder.expect_settled(3)


def test_an_entry_of_another_tool_is_adopted_only_where_the_manifest_accepts_it(folder: CatalogFolder) -> None:
    entry = folder.backend.make_foreign(**SUPPLIED)
    before = public(folder, entry)
    key = supplied(folder, entry=entry)

    expect_refused(folder, key, "managed by another tool", "inspire:resource_identifier", "foreign: accept")
    folder.sync(code=3)
    supplied(folder, entry=entry, foreign="accept")
    adopt(folder, key).expect_words("no difference from the manifest")

    assert public(folder, entry) == before
    assert markers(folder) == 1
    folder.pending(NOTHING_WAITS)


# ---- refused


def test_an_entry_of_another_organization(folder: CatalogFolder, other_organization: str) -> None:
    entry = create_by_hand(folder, organization=other_organization)
    before = folder.backend.document(entry)
    key = folder.write(catalogs={CATALOG: {"entry": entry}})

    expect_refused(folder, key, "has no entry", "Correct `entry:`", folder.backend.organization)

    assert folder.backend.document(entry) == before


def test_an_unknown_entry(folder: CatalogFolder) -> None:
    key = folder.write(catalogs={CATALOG: {"entry": "65271c20a80b3f04010e71ff"}})

    expect_refused(folder, key, "has no entry 65271c20a80b3f04010e71ff", "toilettes.yml")


def test_an_entry_that_two_manifests_name(folder: CatalogFolder) -> None:
    entry = create_by_hand(folder)
    for stem in ("toilettes", "wc"):
        folder.write(stem, catalogs={CATALOG: {"entry": entry}})

    expect_refused(folder, folder.key("toilettes"), "PUB410", entry, code=1)


def test_an_entry_that_two_lines_of_a_file_name(folder: CatalogFolder) -> None:
    entry = create_by_hand(folder, "Autre")
    keys = [folder.write(stem, title=stem) for stem in ("toilettes", "autre")]
    (folder.root / "fiches.txt").write_text("".join(f"{key} {CATALOG} {entry}\n" for key in keys))
    before = folder.backend.entries()

    adopt(folder, "--from", "fiches.txt", code=3).expect_words("is also claimed by")

    assert folder.backend.entries() == before


def test_an_entry_of_another_repository(folder: CatalogFolder) -> None:
    owned = {"publisher_repository": "autre-depot", "publisher_key": folder.key("toilettes")}
    entry = create_by_hand(folder, extras=owned)

    expect_refused(
        folder, folder.write(catalogs={CATALOG: {"entry": entry}}), "belongs to another repository: autre-depot"
    )


@pytest.mark.parametrize("mode", ["observe", "adopt", "manage"])
def test_the_mode_says_what_may_be_done(folder: CatalogFolder, mode: str) -> None:
    before = folder.backend.read(create_by_hand(folder))
    key = folder.write()
    folder.settings = {"mode": mode}
    folder.write_settings()

    ran = folder.run("adopt", key, "--yes")

    if mode == "observe":
        ran.expect_exit(1).expect_words("mode observe", "nothing was written")
    else:
        ran.expect_exit(0)
        folder.sync(code=0 if mode == "manage" else 3)
    assert markers(folder) == (mode != "observe")
    assert (folder.backend.read(before.id).description != before.description) is (mode == "manage")


def test_without_the_right_to_write_there(folder: CatalogFolder) -> None:
    create_by_hand(folder)
    before = folder.backend.entries()
    key = folder.write()

    folder.run("adopt", key, "--yes", token=folder.backend.stranger).expect_exit(3).expect_words(
        folder.backend.organization, "editor"
    )

    assert folder.backend.entries() == before


def test_nothing_to_adopt(folder: CatalogFolder) -> None:
    expect_refused(folder, folder.write(), "there is nothing to adopt", "Nothing was written", code=0)

    assert folder.backend.entries() == {}


def test_entries_of_one_title_are_not_guessed(folder: CatalogFolder) -> None:
    ids = [create_by_hand(folder), create_by_hand(folder)]
    before = folder.backend.entries()
    key = folder.write(title=TITLE)
    asked = (*ids, "several entries have this title", f"{CATALOG}: {{entry: ID}}", f"publisher adopt {key}")

    folder.pending(PERSON_DECIDES).expect_words(*asked)
    folder.run("adopt", key, "--yes").expect_words(*asked, "Nothing was written")
    assert folder.backend.entries() == before

    folder.write(title=TITLE, catalogs={CATALOG: {"entry": ids[1]}})
    adopt(folder, key)
    assert folder.step()["step"] in ("update", "takeover")


def test_an_edit_between_looking_and_writing_is_not_lost(folder: CatalogFolder, folder_relay: Relay) -> None:
    entry = create_by_hand(folder)
    key = folder.write()
    when = folder.backend.calls.last_check
    folder_relay.before[when] = lambda: folder.backend.edit(entry, description="Texte du portail")

    adopt(folder, key, code=3).expect_words("the entry was changed")

    assert folder.backend.read(entry).description == "Texte du portail"
    assert markers(folder) == 0
