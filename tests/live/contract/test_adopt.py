"""Entries that people and suppliers made: they become ours without a change that anybody sees, or are left alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.live.backends import MARKER
from tests.live.contract.place import CATALOG, Place
from tests.live.contract.samples import moved
from tests.live.counting import Relay
from tests.live.portal import Json, settled
from tests.live.workshop import NOTHING_WAITS, PLAIN, Ran

TITLE = PLAIN["title"]
MOVING = frozenset({"metadata_modified", "last_modified", "last_update", "internal", "quality"})
"""What every write changes by itself."""
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


ELSEWHERE = {"ckan": ("has no entry", "Correct `entry:`"), "udata": ("the manifest says",)}
"""By kind, what is said of an entry of another organization: CKAN's are looked for in the producer's own."""


def made(place: Place, title: str = TITLE, **fields: Any) -> str:
    """An entry made by hand; its id."""
    return place.backend.make_foreign(title, **{**HAND_MADE, **fields})


def supplied(place: Place, **catalog: object) -> str:
    """The manifest that describes what the supplier's tool made; its key."""
    resources = [{"id": resource["format"], **{name: resource[name] for name in ("title", "url", "format")}}
                 for resource in SUPPLIED["resources"]]  # fmt: skip
    return place.write(
        "marches-publics", title=SUPPLIED["title"], description=SUPPLIED["description"], keywords=None, license=None,
        frequency="mensuelle", temporal={"start": "2024-01-01", "end": "2024-12-31"}, resources=resources,
        catalogs={CATALOG: catalog},
    )  # fmt: skip


def adopt(place: Place, *arguments: str, code: int = 0) -> Ran:
    """`publisher adopt`."""
    return place.run("adopt", *arguments, "--yes").expect_exit(code)


def bare(value: Any) -> Any:
    """A value without what every write moves, and without the marker."""
    if isinstance(value, dict):
        return {name: bare(part) for name, part in value.items() if name not in MOVING and name not in MARKER}
    return [bare(part) for part in value] if isinstance(value, list) else value


def public(place: Place, entry: str) -> Any:
    """What reusers see of an entry, to the last field."""
    return bare(settled(place.backend.document(entry)))


def markers(place: Place) -> int:
    """How many entries carry one."""
    return sum("publisher_key" in entry.marker for entry in place.backend.all())


def expect_refused(place: Place, key: str, *words: str, code: int = 3) -> None:
    """Assert that an adoption is refused, and touches nothing."""
    before = place.backend.entries()
    adopt(place, key, code=code).expect_words(*words)
    assert place.backend.entries() == before


# ---- adopted


def test_an_entry_made_by_hand_is_adopted_as_it_is(place: Place) -> None:
    entry = made(place)
    before = public(place, entry)
    key = place.write()
    place.sync(code=3).expect_words(f"publisher adopt {key} --catalog {CATALOG}")
    assert markers(place) == 0

    adopt(place, key).expect_words("1 entry to adopt", "1 of 1 entries adopted")

    assert public(place, entry) == before
    assert place.read().id == entry
    marked = place.backend.entries()
    adopt(place, key).expect_words("already adopted", "Nothing was written")
    assert place.backend.entries() == marked


def test_an_adopted_entry_is_then_brought_to_the_manifest(place: Place) -> None:
    entry = made(place, name=f"toilettes-{place.producer}")
    before = place.backend.read(entry)
    adopt(place, place.write())

    place.sync()

    place.expect_settled(1)
    assert (place.read().id, place.read().ids) == (entry, before.ids)
    assert place.read().extras == {"fournisseur": "Société X"}
    assert len(place.backend.all()) == 1


def test_the_differences_are_shown_and_nothing_is_written_without_a_yes(place: Place) -> None:
    made(place)
    before = place.backend.entries()
    key = place.write()

    place.run("adopt", key).expect_exit(64).expect_words(
        "1 entry to adopt", "adopt http", "Fait à la main", "+ toilettes", "− commodites", "--yes"
    )

    assert place.backend.entries() == before


def test_an_edit_of_the_manifest_then_changes_that_alone(place: Place) -> None:
    entry = made(place, description=PLAIN["description"], keywords=("toilettes",), license="lov2")
    adopt(place, place.write(keywords=["toilettes"]))
    place.pending(NOTHING_WAITS)
    before = place.backend.read(entry)
    place.write(keywords=["toilettes"], title="Toilettes publiques de la ville")

    assert place.changes() == {"title": "change"}
    place.sync()

    assert moved(before, place.read()) == {"title"}


def test_a_portal_edit_after_the_adoption_is_drift(place: Place) -> None:
    """The base is what was observed: what the manifest never applied is still told from what the portal moved."""
    entry = made(place, keywords=("toilettes",))
    adopt(place, place.write(keywords=["toilettes"], description=HAND_MADE["description"], license=None))
    place.backend.edit(entry, description="Texte du portail")

    assert place.changes() == {"description": "drift"}


def test_an_entry_of_another_title_is_named_by_the_manifest(place: Place) -> None:
    entry = made(place, "WC de la ville")
    key = place.write(catalogs={CATALOG: {"entry": entry}})
    place.sync(code=3).expect_words("must be adopted first", f"publisher adopt {key} --catalog {CATALOG}")

    adopt(place, key)
    place.sync()

    assert [(seen.id, seen.title) for seen in place.backend.all()] == [(entry, TITLE)]
    place.expect_settled(1)


def test_many_are_adopted_from_a_file(place: Place) -> None:
    lines = ["# clé, catalogue, fiche", ""]
    for n, sign in enumerate((" ", ";", " ")):
        entry = made(place, f"Ancien titre {n}", name=f"jeu-{n:02}-{place.producer}")
        name = place.backend.read(entry).name if n else entry
        lines.append(sign.join((place.write(f"jeu-{n:02}", title=f"Jeu {n}"), CATALOG, name)))
    (place.root / "fiches.txt").write_text("\n".join(lines))

    adopt(place, "--from", "fiches.txt").expect_words("3 of 3 entries adopted")
    place.sync()

    assert sorted(entry.title for entry in place.backend.all()) == ["Jeu 0", "Jeu 1", "Jeu 2"]
    place.expect_settled(3)


def test_an_entry_of_another_tool_is_adopted_only_where_the_manifest_accepts_it(place: Place) -> None:
    entry = place.backend.make_foreign(**SUPPLIED)
    before = public(place, entry)
    key = supplied(place, entry=entry)

    expect_refused(place, key, "managed by another tool", "inspire:resource_identifier", "foreign: accept")
    place.sync(code=3)
    supplied(place, entry=entry, foreign="accept")
    adopt(place, key).expect_words("no difference from the manifest")

    assert public(place, entry) == before
    assert markers(place) == 1
    place.pending(NOTHING_WAITS)


# ---- refused


def test_an_entry_of_another_organization(place: Place, beyond: str) -> None:
    entry = made(place, organization=beyond)
    before = place.backend.document(entry)
    key = place.write(catalogs={CATALOG: {"entry": entry}})

    expect_refused(place, key, *ELSEWHERE[place.backend.kind], place.backend.organization)

    assert place.backend.document(entry) == before


def test_an_unknown_entry(place: Place) -> None:
    key = place.write(catalogs={CATALOG: {"entry": "65271c20a80b3f04010e71ff"}})

    expect_refused(place, key, "has no entry 65271c20a80b3f04010e71ff", "toilettes.yml")


def test_an_entry_that_two_manifests_name(place: Place) -> None:
    entry = made(place)
    for stem in ("toilettes", "wc"):
        place.write(stem, catalogs={CATALOG: {"entry": entry}})

    expect_refused(place, place.key("toilettes"), "PUB410", entry, code=1)


def test_an_entry_that_two_lines_of_a_file_name(place: Place) -> None:
    entry = made(place, "Autre")
    keys = [place.write(stem, title=stem) for stem in ("toilettes", "autre")]
    (place.root / "fiches.txt").write_text("".join(f"{key} {CATALOG} {entry}\n" for key in keys))
    before = place.backend.entries()

    adopt(place, "--from", "fiches.txt", code=3).expect_words("is also claimed by")

    assert place.backend.entries() == before


def test_an_entry_of_another_repository(place: Place) -> None:
    owned = {"publisher_repository": "autre-depot", "publisher_key": place.key("toilettes")}
    entry = made(place, extras=owned)

    expect_refused(
        place, place.write(catalogs={CATALOG: {"entry": entry}}), "belongs to another repository: autre-depot"
    )


@pytest.mark.parametrize("mode", ["observe", "adopt", "manage"])
def test_the_mode_says_what_may_be_done(place: Place, mode: str) -> None:
    before = place.backend.read(made(place))
    key = place.write()
    place.settings = {"mode": mode}
    place.furnish()

    ran = place.run("adopt", key, "--yes")

    if mode == "observe":
        ran.expect_exit(1).expect_words("mode observe", "nothing was written")
    else:
        ran.expect_exit(0)
        place.sync(code=0 if mode == "manage" else 3)
    assert markers(place) == (mode != "observe")
    assert (place.backend.read(before.id).description != before.description) is (mode == "manage")


def test_without_the_right_to_write_there(place: Place) -> None:
    made(place)
    before = place.backend.entries()
    key = place.write()

    place.run("adopt", key, "--yes", token=place.backend.stranger).expect_exit(3).expect_words(
        place.backend.organization, "editor"
    )

    assert place.backend.entries() == before


def test_nothing_to_adopt(place: Place) -> None:
    expect_refused(place, place.write(), "there is nothing to adopt", "Nothing was written", code=0)

    assert place.backend.entries() == {}


def test_entries_of_one_title_are_not_guessed(place: Place) -> None:
    made(place)
    made(place)
    before = place.backend.entries()

    place.run("adopt", place.write(), "--yes").expect_words("Nothing was written")

    assert place.backend.entries() == before


def test_an_edit_between_looking_and_writing_is_not_lost(place: Place, place_relay: Relay) -> None:
    entry = made(place)
    key = place.write()
    when = place.backend.calls.last_chance
    place_relay.before[when] = lambda: place.backend.edit(entry, description="Texte du portail")

    adopt(place, key, code=3).expect_words("the entry was changed")

    assert place.backend.read(entry).description == "Texte du portail"
    assert markers(place) == 0
