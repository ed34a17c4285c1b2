"""Adopting entries of people and suppliers: they become ours without a visible change, or are left alone."""

from __future__ import annotations

from typing import Any

from .independent_base import is_marker
from .portal import Json, extras_of
from .two_catalogs import TwoCatalogFolder

MOVING = frozenset({"metadata_modified", "last_modified", "last_update", "internal", "quality"})
"""Fields that every write changes."""

HAND_MADE = "Fait à la main, *décrit* en Markdown.\r\n\r\n- un\r\n- deux"


def create_on_udata(two_catalogs: TwoCatalogFolder, **fields: object) -> Json:
    """Create an entry by hand on udata, with the plain manifest's title, and return it."""
    resources = [
        {"title": title, "url": f"https://example.org/{file}", "format": kind, "type": "main", "filetype": "remote"}
        for title, file, kind in (("Tableau", "toilettes.csv", "csv"), ("Carte", "toilettes.geojson", "geojson"))
    ]
    document = {"title": "Toilettes publiques", "description": HAND_MADE, "tags": ["commodites", "plein-air"]}
    return two_catalogs.udata.create(two_catalogs.udata_organization, **{**document, "resources": resources, **fields})


def create_on_ckan(two_catalogs: TwoCatalogFolder, **fields: object) -> Json:
    """Create an entry by hand on CKAN, under the name that ours would have, and return it."""
    resources = [
        {"name": title, "url": f"https://example.org/{file}", "format": kind, "description": "À la main"}
        for title, file, kind in (("Tableau", "toilettes.csv", "CSV"), ("Carte", "toilettes.geojson", "GeoJSON"))
    ]
    document = {
        "name": two_catalogs.name("toilettes"),
        "owner_org": two_catalogs.organization,
        "title": "Toilettes publiques",
        "notes": HAND_MADE,
        "tags": [{"name": "commodités"}],
        "extras": [{"key": "fournisseur", "value": "Société X"}],
    }
    return two_catalogs.ckan.create(**{**document, "resources": resources, **fields})


def bare(value: Any) -> Any:
    """Return a value without the parts that every write changes, and without the marker."""
    if isinstance(value, dict):
        return {name: bare(part) for name, part in value.items() if name not in MOVING and not is_marker(name)}
    return [bare(part) for part in value] if isinstance(value, list) else value


def public(entry: Json) -> Json:
    """Return the entry as reusers see it; CKAN keeps extras in any order."""
    extras = extras_of(entry) if isinstance(entry["extras"], list) else entry["extras"]
    document: Json = bare({**entry, "extras": extras})
    return document


def markers(two_catalogs: TwoCatalogFolder) -> int:
    """Return how many entries carry a marker."""
    on_ckan = two_catalogs.ckan.entries(two_catalogs.organization) if two_catalogs.portal else []
    count = sum("publisher_key" in extras_of(entry) for entry in on_ckan)
    return count + sum("publisher_key" in entry["extras"] for entry in two_catalogs.entries())


def test_entries_made_by_hand_are_adopted_as_they_are(two_catalogs: TwoCatalogFolder) -> None:
    ckan_id, udata_id = create_on_ckan(two_catalogs)["id"], create_on_udata(two_catalogs)["id"]
    before = two_catalogs.ckan.show(ckan_id), two_catalogs.udata.show(udata_id)
    key = two_catalogs.write()
    two_catalogs.sync(code=3).expect_words(
        f"publisher adopt {key} --catalog ckan", f"publisher adopt {key} --catalog udata"
    )
    assert markers(two_catalogs) == 0

    two_catalogs.run("adopt", key, "--yes").expect_exit(0).expect_words("2 entries to adopt", "2 of 2 entries adopted")

    after = two_catalogs.ckan.show(ckan_id), two_catalogs.udata.show(udata_id)
    assert [public(entry) for entry in after] == [public(entry) for entry in before]
    assert markers(two_catalogs) == 2
    two_catalogs.run("adopt", key, "--yes").expect_exit(0).expect_words("already adopted", "Nothing was written")
    assert (two_catalogs.ckan.show(ckan_id), two_catalogs.udata.show(udata_id)) == after


def test_a_file_that_the_catalogue_has_already_is_not_sent_again(udata_folder: TwoCatalogFolder) -> None:
    entry = udata_folder.udata.create(udata_folder.udata_organization, title="Toilettes publiques")
    resource = udata_folder.udata.upload(entry["id"], b"a;b\n1;2\n", "tableau.csv")
    udata_folder.udata.edit_resource(entry["id"], resource, title="Tableau")
    udata_folder.put_file("tableau.csv", b"a;b\n1;2\n")
    key = udata_folder.write(resources=[{"id": "csv", "title": "Tableau", "path": "tableau.csv"}])
    before = udata_folder.udata.show(entry["id"])

    udata_folder.run("adopt", key, "--yes").expect_exit(0)
    assert "resources.csv.file" not in udata_folder.changes()
    udata_folder.sync()

    udata_folder.expect_settled()
    pair = [
        [entry_then["resources"][0][name] for name in ("id", "url", "latest")]
        for entry_then in (before, udata_folder.show())
    ]
    assert pair[0] == pair[1]


def test_many_are_adopted_from_a_file(two_catalogs: TwoCatalogFolder) -> None:
    lines = ["# clé, catalogue, fiche", ""]
    for n in range(3):
        udata_entry = two_catalogs.udata.create(two_catalogs.udata_organization, title=f"Ancien titre {n}")
        ckan_entry = two_catalogs.ckan.create(
            name=f"ancien-{n}-{two_catalogs.producer}", title=f"Ancien {n}", owner_org=two_catalogs.organization
        )
        key = two_catalogs.write(f"jeu-{n:02}", title=f"Jeu {n}")
        lines += [f"{key} udata {udata_entry['id']}", f"{key};ckan;{ckan_entry['name'] if n else ckan_entry['id']}"]
    (two_catalogs.root / "fiches.txt").write_text("\n".join(lines))

    two_catalogs.run("adopt", "--from", "fiches.txt", "--yes").expect_exit(0).expect_words("6 of 6 entries adopted")
    two_catalogs.sync()

    two_catalogs.pending(0)
    for entries in (two_catalogs.ckan.entries(two_catalogs.organization), two_catalogs.entries()):
        assert sorted(entry["title"] for entry in entries) == ["Jeu 0", "Jeu 1", "Jeu 2"]
