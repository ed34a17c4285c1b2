"""Entries that people and suppliers made: they become ours without a change that anybody sees, or are left alone."""

from __future__ import annotations

from typing import Any

from .both import Both
from .portal import Json, extras_of

MARKER = ("publisher_repository", "publisher_key", "publisher_base")
MOVING = frozenset({"metadata_modified", "last_modified", "last_update", "internal", "quality"})
"""What every write changes by itself."""

HAND_MADE = "Fait à la main, *décrit* en Markdown.\r\n\r\n- un\r\n- deux"


def made_on_udata(both: Both, **fields: object) -> Json:
    """An entry made by hand on udata, as the plain manifest's title has it."""
    resources = [
        {"title": title, "url": f"https://example.org/{file}", "format": kind, "type": "main", "filetype": "remote"}
        for title, file, kind in (("Tableau", "toilettes.csv", "csv"), ("Carte", "toilettes.geojson", "geojson"))
    ]
    document = {"title": "Toilettes publiques", "description": HAND_MADE, "tags": ["commodites", "plein-air"]}
    return both.udata.create(both.udata_organization, **{**document, "resources": resources, **fields})


def made_on_ckan(both: Both, **fields: object) -> Json:
    """An entry made by hand on CKAN, under the name that ours would have."""
    resources = [
        {"name": title, "url": f"https://example.org/{file}", "format": kind, "description": "À la main"}
        for title, file, kind in (("Tableau", "toilettes.csv", "CSV"), ("Carte", "toilettes.geojson", "GeoJSON"))
    ]
    document = {
        "name": both.name("toilettes"),
        "owner_org": both.organization,
        "title": "Toilettes publiques",
        "notes": HAND_MADE,
        "tags": [{"name": "commodités"}],
        "extras": [{"key": "fournisseur", "value": "Société X"}],
    }
    return both.ckan.create(**{**document, "resources": resources, **fields})


def bare(value: Any) -> Any:
    """A value without what every write moves, and without the marker."""
    if isinstance(value, dict):
        return {name: bare(part) for name, part in value.items() if name not in MOVING and name not in MARKER}
    return [bare(part) for part in value] if isinstance(value, list) else value


def public(entry: Json) -> Json:
    """What reusers see of an entry; CKAN keeps extras in any order."""
    extras = extras_of(entry) if isinstance(entry["extras"], list) else entry["extras"]
    document: Json = bare({**entry, "extras": extras})
    return document


def markers(both: Both) -> int:
    """How many entries carry one."""
    on_ckan = both.ckan.entries(both.organization) if both.portal else []
    count = sum("publisher_key" in extras_of(entry) for entry in on_ckan)
    return count + sum("publisher_key" in entry["extras"] for entry in both.entries())


def test_entries_made_by_hand_are_adopted_as_they_are(both: Both) -> None:
    ckan_id, udata_id = made_on_ckan(both)["id"], made_on_udata(both)["id"]
    before = both.ckan.show(ckan_id), both.udata.show(udata_id)
    key = both.write()
    both.sync(code=3).expect_words(f"publisher adopt {key} --catalog ckan", f"publisher adopt {key} --catalog udata")
    assert markers(both) == 0

    both.run("adopt", key, "--yes").expect_exit(0).expect_words("2 entries to adopt", "2 of 2 entries adopted")

    after = both.ckan.show(ckan_id), both.udata.show(udata_id)
    assert [public(entry) for entry in after] == [public(entry) for entry in before]
    assert markers(both) == 2
    both.run("adopt", key, "--yes").expect_exit(0).expect_words("already adopted", "Nothing was written")
    assert (both.ckan.show(ckan_id), both.udata.show(udata_id)) == after


def test_a_file_that_the_portal_has_already_is_not_sent_again(alone: Both) -> None:
    entry = alone.udata.create(alone.udata_organization, title="Toilettes publiques")
    resource = alone.udata.upload(entry["id"], b"a;b\n1;2\n", "tableau.csv")
    alone.udata.edit_resource(entry["id"], resource, title="Tableau")
    alone.put_file("tableau.csv", b"a;b\n1;2\n")
    key = alone.write(resources=[{"id": "csv", "title": "Tableau", "path": "tableau.csv"}])
    before = alone.udata.show(entry["id"])

    alone.run("adopt", key, "--yes").expect_exit(0)
    assert "resources.csv.file" not in alone.changes()
    alone.sync()

    alone.expect_settled()
    pair = [
        [entry_then["resources"][0][name] for name in ("id", "url", "latest")] for entry_then in (before, alone.show())
    ]
    assert pair[0] == pair[1]


def test_many_are_adopted_from_a_file(both: Both) -> None:
    lines = ["# clé, catalogue, fiche", ""]
    for n in range(3):
        udata_entry = both.udata.create(both.udata_organization, title=f"Ancien titre {n}")
        ckan_entry = both.ckan.create(
            name=f"ancien-{n}-{both.producer}", title=f"Ancien {n}", owner_org=both.organization
        )
        key = both.write(f"jeu-{n:02}", title=f"Jeu {n}")
        lines += [f"{key} udata {udata_entry['id']}", f"{key};ckan;{ckan_entry['name'] if n else ckan_entry['id']}"]
    (both.root / "fiches.txt").write_text("\n".join(lines))

    both.run("adopt", "--from", "fiches.txt", "--yes").expect_exit(0).expect_words("6 of 6 entries adopted")
    both.sync()

    both.pending(0)
    for entries in (both.ckan.entries(both.organization), both.entries()):
        assert sorted(entry["title"] for entry in entries) == ["Jeu 0", "Jeu 1", "Jeu 2"]
