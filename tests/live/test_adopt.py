"""Entries that people and suppliers made: they become ours without a change that anybody sees, or are left alone."""

from __future__ import annotations

from typing import Any

import pytest

from .both import UDATA, Both
from .counting import Relay
from .portal import Json, extras_of, ids_of
from .test_files_faults import Gate

MARKER = ("publisher_repository", "publisher_key", "publisher_base")
MOVING = frozenset({"metadata_modified", "last_modified", "last_update", "internal", "quality"})
"""What every write changes by itself."""

HAND_MADE = "Fait à la main, *décrit* en Markdown.\r\n\r\n- un\r\n- deux"
MARCHES: Json = {
    "title": "Marchés publics de la Métropole de Lyon",
    "description": (
        "Pour répondre à ses besoins en matière de travaux, de fournitures et de services, la Métropole de Lyon doit "
        "conclure un marché public.\nLes données fixées dans l’arrêté du 14 avril 2017 doivent être publiées."
    ),
    "frequency": "monthly",
    "temporal_coverage": {"start": "2024-01-01", "end": "2024-12-31"},
    "tags": [],
    "extras": {
        "inspire:identifier": "ae2c2441-2afa-4f95-a8a8-b09fa449aced",
        "inspire:resource_identifier": "https://data.grandlyon.com/geonetwork/srv/api/records/ae2c2441",
    },
    "resources": [
        {"title": "Marchés publics de la Métropole de Lyon", "description": f"{name}", "type": "other",
         "filetype": "remote", "format": kind, "url": f"https://data.grandlyon.com/fr/datapusher/ws/marches/{name}"}
        for name, kind in (("all.json", "json"), ("all.csv", "csv"), ("marches_publics.xml", "xml"))
    ],
}  # fmt: skip
"""What is public of an entry of data.gouv.fr that a supplier's tool made: three resources of one title."""


def marches(both: Both, **catalogs: object) -> str:
    """The manifest that describes it; its key."""
    resources = [{"id": one["format"], "title": one["title"], "url": one["url"], "format": one["format"]}
                 for one in MARCHES["resources"]]  # fmt: skip
    return both.write(
        "marches-publics",
        title=MARCHES["title"],
        description=MARCHES["description"],
        keywords=None,
        license=None,
        frequency="monthly",
        temporal={"start": "2024-01-01", "end": "2024-12-31"},
        resources=resources,
        catalogs=catalogs,
    )


def made_on_udata(both: Both, **fields: object) -> Json:
    """An entry made by hand on udata, as the plain manifest's title has it."""
    resources = [
        {"title": title, "url": f"https://example.org/{file}", "format": kind, "type": "main", "filetype": "remote"}
        for title, file, kind in (("Tableau", "toilettes.csv", "csv"), ("Carte", "toilettes.geojson", "geojson"))
    ]
    plain = {"title": "Toilettes publiques", "description": HAND_MADE, "tags": ["commodites", "plein-air"]}
    return both.udata.create(both.udata_organization, **{**plain, "resources": resources, **fields})


def made_on_ckan(both: Both, **fields: object) -> Json:
    """An entry made by hand on CKAN, under the name that ours would have."""
    resources = [
        {"name": title, "url": f"https://example.org/{file}", "format": kind, "description": "À la main"}
        for title, file, kind in (("Tableau", "toilettes.csv", "CSV"), ("Carte", "toilettes.geojson", "GeoJSON"))
    ]
    plain = {
        "name": both.name("toilettes"),
        "owner_org": both.organization,
        "title": "Toilettes publiques",
        "notes": HAND_MADE,
        "tags": [{"name": "commodités"}],
        "extras": [{"key": "fournisseur", "value": "Société X"}],
    }
    return both.ckan.create(**{**plain, "resources": resources, **fields})


def bare(value: Any) -> Any:
    """A value without what every write moves, and without the marker."""
    if isinstance(value, dict):
        return {name: bare(one) for name, one in value.items() if name not in MOVING and name not in MARKER}
    return [bare(one) for one in value] if isinstance(value, list) else value


def public(entry: Json) -> Json:
    """What reusers see of an entry; CKAN keeps extras in any order."""
    extras = extras_of(entry) if isinstance(entry["extras"], list) else entry["extras"]
    found: Json = bare({**entry, "extras": extras})
    return found


def markers(both: Both) -> int:
    """How many entries carry one."""
    on_ckan = both.ckan.entries(both.organization) if both.portal else []
    kept = sum("publisher_key" in extras_of(one) for one in on_ckan)
    return kept + sum("publisher_key" in one["extras"] for one in both.entries())


def expect_untouched(both: Both, *before: Json) -> None:
    """Assert that entries of udata are as they were."""
    assert [both.udata.show(one["id"]) for one in before] == list(before)


def refused(both: Both, key: str, *words: str, code: int = 3) -> None:
    """Assert that an adoption is refused, and marks nothing."""
    before = markers(both)
    both.run("adopt", key, "--yes").expect_exit(code).expect_words(*words)
    assert markers(both) == before


# ---- adopted


def test_entries_made_by_hand_are_adopted_as_they_are(both: Both) -> None:
    here, there = made_on_ckan(both)["id"], made_on_udata(both)["id"]
    before = both.ckan.show(here), both.udata.show(there)
    key = both.write()
    both.sync(code=3).expect_words(f"publisher adopt {key} --catalog ckan", f"publisher adopt {key} --catalog udata")
    assert markers(both) == 0

    both.run("adopt", key, "--yes").expect_exit(0).expect_words("2 entries to adopt", "2 of 2 entries adopted")

    after = both.ckan.show(here), both.udata.show(there)
    assert [public(one) for one in after] == [public(one) for one in before]
    assert markers(both) == 2
    both.run("adopt", key, "--yes").expect_exit(0).expect_words("is ours already", "Nothing was written")
    assert (both.ckan.show(here), both.udata.show(there)) == after


def test_an_adopted_entry_is_then_brought_to_the_manifest(both: Both) -> None:
    here, there = made_on_ckan(both), made_on_udata(both)
    both.run("adopt", both.write(), "--yes").expect_exit(0)

    both.sync()

    both.expect_settled(1)
    for before, after in ((here, both.show_ckan()), (there, both.show())):
        assert (after["id"], ids_of(after)) == (before["id"], ids_of(before))
    assert (len(both.ckan.entries(both.organization)), len(both.entries())) == (1, 1)
    assert extras_of(both.show_ckan())["fournisseur"] == "Société X"


def test_the_differences_are_shown_and_nothing_is_written_without_a_yes(both: Both) -> None:
    there = both.udata.show(made_on_udata(both)["id"])
    both.write()

    both.run("adopt", both.key("toilettes"), "--catalog", "udata").expect_exit(64).expect_words(
        "1 entry to adopt", "adopt http", "Fait à la main", "+ toilettes", "− commodites", "--yes"
    )

    expect_untouched(both, there)


def test_an_edit_of_the_manifest_then_changes_that_alone(alone: Both) -> None:
    there = made_on_udata(alone, description="Emplacement des toilettes publiques de la commune.",
                          tags=["toilettes", "accessibilite"], license="lov2")  # fmt: skip
    alone.write()
    alone.run("adopt", alone.key("toilettes"), "--yes").expect_exit(0)
    alone.pending(0)
    before = alone.udata.show(there["id"])
    alone.write(title="Toilettes publiques de la ville")

    assert alone.changes() == {"title": "change"}
    alone.sync()

    one, other = bare(before), bare(alone.udata.show(there["id"]))
    assert {name for name in one if one[name] != other[name]} <= {"title", "slug", "page", "uri"}


def test_a_file_that_the_portal_has_already_is_not_sent_again(alone: Both) -> None:
    there = alone.udata.create(alone.udata_organization, title="Toilettes publiques")
    sent = alone.udata.upload(there["id"], b"a;b\n1;2\n", "tableau.csv")
    alone.udata.edit_resource(there["id"], sent, title="Tableau")
    alone.put_file("tableau.csv", b"a;b\n1;2\n")
    key = alone.write(resources=[{"id": "csv", "title": "Tableau", "path": "tableau.csv"}])
    before = alone.udata.show(there["id"])

    alone.run("adopt", key, "--yes").expect_exit(0)
    assert "resources.csv.file" not in alone.changes()
    alone.sync()

    alone.expect_settled()
    pair = [[one["resources"][0][name] for name in ("id", "url", "latest")] for one in (before, alone.show())]
    assert pair[0] == pair[1]


def test_an_entry_of_another_title_is_named_by_the_manifest(alone: Both) -> None:
    there = made_on_udata(alone, title="WC de la ville")
    key = alone.write(catalogs={UDATA: {"entry": there["id"]}})
    alone.sync(code=3).expect_words("is to be adopted first", f"publisher adopt {key} --catalog udata")

    alone.run("adopt", key, "--yes").expect_exit(0)
    alone.sync()

    assert [(one["id"], one["title"]) for one in alone.entries()] == [(there["id"], "Toilettes publiques")]
    alone.expect_settled()


def test_many_are_adopted_from_a_file(both: Both) -> None:
    lines = ["# clé, catalogue, fiche", ""]
    for n in range(3):
        there = both.udata.create(both.udata_organization, title=f"Ancien titre {n}")
        here = both.ckan.create(name=f"ancien-{n}-{both.producer}", title=f"Ancien {n}", owner_org=both.organization)
        key = both.write(f"jeu-{n:02}", title=f"Jeu {n}")
        lines += [f"{key} udata {there['id']}", f"{key};ckan;{here['name'] if n else here['id']}"]
    (both.root / "fiches.txt").write_text("\n".join(lines))

    both.run("adopt", "--from", "fiches.txt", "--yes").expect_exit(0).expect_words("6 of 6 entries adopted")
    both.sync()

    both.pending(0)
    for found in (both.ckan.entries(both.organization), both.entries()):
        assert sorted(one["title"] for one in found) == ["Jeu 0", "Jeu 1", "Jeu 2"]


# ---- what a supplier's tool made


def test_an_entry_of_another_tool_is_adopted_only_where_the_manifest_accepts_it(alone: Both) -> None:
    there = alone.udata.show(alone.udata.create(alone.udata_organization, **MARCHES)["id"])
    key = marches(alone, **{UDATA: {"entry": there["id"]}})

    refused(alone, key, "looked after by another tool", "inspire:resource_identifier", "foreign: accept")
    alone.sync(code=3)
    expect_untouched(alone, there)
    marches(alone, **{UDATA: {"entry": there["id"], "foreign": "accept"}})
    alone.run("adopt", key, "--yes").expect_exit(0).expect_words("nothing differs from the manifest")

    (after,) = alone.entries()
    assert public(alone.udata.show(after["id"])) == public(there)
    assert markers(alone) == 1
    alone.pending(0)


# ---- refused


def test_an_entry_of_another_organization(alone: Both) -> None:
    other = alone.udata.make_organization()
    there = alone.udata.show(alone.udata.create(other, title="Toilettes publiques")["id"])
    key = alone.write(catalogs={UDATA: {"entry": there["id"]}})

    refused(alone, key, f"the manifest says {alone.udata_organization}")

    expect_untouched(alone, there)
    alone.udata.delete_organization(other)


def test_an_unknown_entry(alone: Both) -> None:
    key = alone.write(catalogs={UDATA: {"entry": "65271c20a80b3f04010e71ff"}})

    refused(alone, key, "has no entry 65271c20a80b3f04010e71ff", "toilettes.yml")

    assert alone.udata.entries(alone.udata_organization) == []


def test_an_entry_that_two_manifests_name(alone: Both) -> None:
    there = alone.udata.show(made_on_udata(alone)["id"])
    for stem in ("toilettes", "wc"):
        alone.write(stem, catalogs={UDATA: {"entry": there["id"]}})

    refused(alone, alone.key("toilettes"), "PUB410", there["id"], code=1)

    expect_untouched(alone, there)


def test_an_entry_that_two_lines_of_a_file_name(alone: Both) -> None:
    there = alone.udata.show(made_on_udata(alone, title="Autre")["id"])
    keys = [alone.write(stem, title=stem) for stem in ("toilettes", "autre")]
    (alone.root / "fiches.txt").write_text("".join(f"{key} udata {there['id']}\n" for key in keys))

    alone.run("adopt", "--from", "fiches.txt", "--yes").expect_exit(3).expect_words("is claimed by")

    expect_untouched(alone, there)


def test_an_entry_of_another_repository(alone: Both) -> None:
    owned = {"publisher_repository": "autre-depot", "publisher_key": alone.key("toilettes")}
    there = alone.udata.show(made_on_udata(alone, extras=owned)["id"])
    key = alone.write(catalogs={UDATA: {"entry": there["id"]}})

    alone.run("adopt", key, "--yes").expect_exit(3).expect_words("belongs to another repository: autre-depot")

    expect_untouched(alone, there)


@pytest.mark.parametrize("mode", ["observe", "adopt", "manage"])
def test_the_mode_says_what_may_be_done(alone: Both, mode: str) -> None:
    there = made_on_udata(alone)
    key = alone.write()
    alone.furnish(settings={UDATA: {"mode": mode}})

    ran = alone.run("adopt", key, "--yes")

    if mode == "observe":
        ran.expect_exit(1).expect_words("mode observe", "nothing was written")
    else:
        ran.expect_exit(0)
        alone.run("sync", "--yes").expect_exit(0 if mode == "manage" else 3)
    assert markers(alone) == (mode != "observe")
    changed = alone.udata.show(there["id"])["description"] != there["description"]
    assert changed is (mode == "manage")


def test_without_the_right_to_write_there(alone: Both) -> None:
    there = alone.udata.show(made_on_udata(alone)["id"])
    key = alone.write()

    alone.run("adopt", key, "--yes", token=alone.udata.stranger).expect_exit(3).expect_words(
        alone.udata_organization, "editor"
    )

    expect_untouched(alone, there)


def test_nothing_to_adopt(alone: Both) -> None:
    refused(alone, alone.write(), "there is nothing to adopt", "Nothing was written", code=0)

    assert alone.udata.entries(alone.udata_organization) == []


def test_entries_of_one_title_are_not_guessed(alone: Both) -> None:
    ids = [made_on_udata(alone)["id"] for _ in range(2)]
    key = alone.write()
    before = [alone.udata.show(one) for one in ids]

    alone.run("adopt", key, "--yes").expect_words("Nothing was written")

    expect_untouched(alone, *before)


def test_an_edit_between_looking_and_writing_is_not_lost(alone: Both, alone_relay: Relay) -> None:
    there = made_on_udata(alone)
    key = alone.write()
    gate = Gate(forwarded=True)
    alone_relay.faults = gate.before("GET datasets/{}")

    with alone.start("adopt", key, "--yes") as process:
        assert gate.held.wait(30)
        alone.udata.put(there["id"], description="Texte du portail")
        gate.open()
        out, err = process.communicate(timeout=60)

    assert process.returncode == 3, out + err
    assert "somebody changed the entry" in out
    assert alone.udata.show(there["id"])["description"] == "Texte du portail"
    assert markers(alone) == 0
