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
    kept = sum("publisher_key" in extras_of(entry) for entry in on_ckan)
    return kept + sum("publisher_key" in entry["extras"] for entry in both.entries())


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
    both.run("adopt", key, "--yes").expect_exit(0).expect_words("already adopted", "Nothing was written")
    assert (both.ckan.show(here), both.udata.show(there)) == after


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
