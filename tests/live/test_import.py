"""Importing hundreds of entries: they are adopted, then nothing is pending and no entry has changed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

import pytest

from .existing_entries import (
    ckan_entries,
    load_into_ckan,
    send_to_udata,
    spoil_ckan,
    spoil_udata,
    udata_entries,
)
from .manifest_folder import CommandResult
from .portal import Json, extras_of, settled
from .run_notes import Note
from .two_catalogs import CKAN, UDATA, TwoCatalogFolder

COUNT = 350
"""Of each kind of catalogue."""

LONG = 900
"""Seconds: each entry costs a read and a write, on a busy server."""

MOVING = ("metadata_modified", "last_modified", "last_update", "internal", "quality", "metrics")
"""Fields with the moment of a write, and counters."""

pytestmark = pytest.mark.timeout(1_200)


def imported(two_catalogs: TwoCatalogFolder, catalog: str, *arguments: str, code: int = 0) -> CommandResult:
    """Run `publisher import` for the first producer, whose folder has only its organizations."""
    return two_catalogs.run("import", two_catalogs.producer, "--catalog", catalog, *arguments).expect_exit(code)


def counts(ran: CommandResult) -> Json:
    """Return the number of imported entries of each sort."""
    sorts: Json = ran.document["counts"]
    return {sort: count for sort, count in sorts.items() if count}


def adopt(two_catalogs: TwoCatalogFolder, catalog: str) -> CommandResult:
    """Run `publisher adopt` for everything."""
    return two_catalogs.run("adopt", two_catalogs.producer, "--catalog", catalog, "--yes", seconds=LONG).expect_exit(0)


def public(entry: Json) -> Any:
    """Return an entry without the marker and without the moments and counts that the server writes."""
    document = {name: value for name, value in settled(entry).items() if name not in MOVING}
    document["extras"] = {key: value for key, value in document["extras"].items() if not key.startswith("publisher_")}
    return json.loads(json.dumps(document, sort_keys=True))


def changed(before: dict[str, Json], after: dict[str, Json]) -> list[str]:
    """Return the differences that the public would see, entry by entry."""
    assert before.keys() == after.keys()
    pairs = {name: (public(before[name]), public(after[name])) for name in before}
    return [
        f"{name} {part}: {old.get(part)!r} → {new.get(part)!r}"
        for name, (old, new) in pairs.items()
        for part in sorted(old.keys() | new.keys())
        if old.get(part) != new.get(part)
    ]


def import_summary(sorts: Mapping[str, Collection[object]]) -> str:
    """Return one line that says what was imported."""
    sizes = ", ".join(f"{len(names)} {sort}" for sort, names in sorts.items())
    return f"{COUNT} existing entries ({sizes}); the exact ones adopted, 0 pending, 0 public differences"


# ---- hundreds


def test_hundreds_of_ckans_entries(two_catalogs: TwoCatalogFolder, note: Note) -> None:
    entries = list(ckan_entries(COUNT, two_catalogs.organization))
    sorts = spoil_ckan(entries)
    load_into_ckan(two_catalogs.ckan, entries, two_catalogs.root)
    before = {entry["name"]: entry for entry in two_catalogs.ckan.entries(two_catalogs.organization)}
    assert len(before) == COUNT

    ran = imported(two_catalogs, CKAN, "--format", "json")

    assert counts(ran) == {sort: len(names) for sort, names in sorts.items()}
    two_catalogs.run("validate").expect_exit(0)
    adopt(two_catalogs, CKAN).expect_words(f"{len(sorts['exact'])} of {len(sorts['exact'])} entries adopted")
    two_catalogs.pending(0, "--catalog", CKAN)
    after = {entry["name"]: entry for entry in two_catalogs.ckan.entries(two_catalogs.organization)}
    assert changed(before, after) == []
    other_names = [name for sort, names in sorts.items() if sort != "exact" for name in names]
    assert [after[name] for name in other_names] == [before[name] for name in other_names]
    keyed = {name for name, entry in after.items() if "publisher_key" in extras_of(entry)}
    assert keyed == set(sorts["exact"])
    note(f"CKAN: {import_summary(sorts)}")


def test_hundreds_of_udatas_entries(two_catalogs: TwoCatalogFolder, note: Note) -> None:
    contact = two_catalogs.udata.make_contact(two_catalogs.udata_organization, "Service SIG", "sig@example.org")
    entries = list(udata_entries(COUNT, contact))
    sorts = spoil_udata(entries)
    ids = send_to_udata(two_catalogs.udata, two_catalogs.udata_organization, entries)
    before = {entry["id"]: entry for entry in two_catalogs.udata.entries(two_catalogs.udata_organization)}
    assert len(before) == COUNT

    ran = imported(two_catalogs, UDATA, "--format", "json")

    assert counts(ran) == {sort: len(places) for sort, places in sorts.items()}
    two_catalogs.run("validate").expect_exit(0)
    adopt(two_catalogs, UDATA).expect_words(f"{len(sorts['exact'])} of {len(sorts['exact'])} entries adopted")
    two_catalogs.pending(0, "--catalog", UDATA)
    after = {entry["id"]: entry for entry in two_catalogs.udata.entries(two_catalogs.udata_organization)}
    assert changed(before, after) == []
    other_ids = [ids[position] for sort, positions in sorts.items() if sort != "exact" for position in positions]
    assert [after[name] for name in other_ids] == [before[name] for name in other_ids]
    keyed = {name for name, entry in after.items() if "publisher_key" in entry["extras"]}
    assert keyed == {ids[position] for position in sorts["exact"]}
    note(f"udata: {import_summary(sorts)}")


# ---- one by one


def create_by_hand(two_catalogs: TwoCatalogFolder, **fields: object) -> Json:
    """Create an entry on udata as others do, and return it."""
    document: Json = {"title": "Parcs de la commune", "description": "Une liste des parcs.", **fields}
    return two_catalogs.udata.create(two_catalogs.udata_organization, **document)


def manifest(two_catalogs: TwoCatalogFolder, producer: str, stem: str) -> str:
    """Return the text of a manifest."""
    return (two_catalogs.manifests / producer / f"{stem}.yml").read_text(encoding="utf-8")


def test_a_producer_that_has_no_folder_yet(udata_folder: TwoCatalogFolder) -> None:
    entry = create_by_hand(udata_folder, license="lov2", tags=["parcs"])
    udata_folder.run("import", "nouvelle", "--catalog", UDATA).expect_exit(64).expect_words("--organization")

    ran = udata_folder.run("import", "nouvelle", "--catalog", UDATA, "--organization", udata_folder.udata_organization)

    ran.expect_exit(0).expect_words(
        "1 entry, 1 to adopt", "2 files written", "publisher adopt nouvelle --catalog udata"
    )
    text = manifest(udata_folder, "nouvelle", "producer")
    assert (
        text
        == f"name: {udata_folder.udata.call('GET', f'organizations/{udata_folder.udata_organization}/')['name']}\n"
        + (f"organization: {{udata: {udata_folder.udata_organization}}}\n")
    )
    assert manifest(udata_folder, "nouvelle", "parcs-de-la-commune") == (
        f"# Written by `publisher import` from {entry['page']}\n"
        "title: Parcs de la commune\n"
        "description: Une liste des parcs.\n"
        "keywords: [parcs]\n"
        "license: lov2\n"
        f"catalogs: {{udata: {{entry: {entry['id']}}}}}\n"
    )
    udata_folder.run("adopt", "nouvelle", "--catalog", UDATA, "--yes").expect_exit(0)
    udata_folder.pending(0)


def test_a_dry_run_writes_nothing(udata_folder: TwoCatalogFolder) -> None:
    create_by_hand(udata_folder)
    imported(udata_folder, UDATA, "--dry-run").expect_words("1 manifest would be written.")
    assert [path.name for path in (udata_folder.manifests / udata_folder.producer).iterdir()] == ["producer.yml"]


def test_a_second_import_writes_what_is_new(udata_folder: TwoCatalogFolder) -> None:
    create_by_hand(udata_folder)
    imported(udata_folder, UDATA).expect_words("1 to adopt")
    first = manifest(udata_folder, udata_folder.producer, "parcs-de-la-commune")
    create_by_hand(udata_folder, title="Marchés")

    imported(udata_folder, UDATA).expect_words(
        "2 entries, 1 to adopt, 1 already known", "it is named in", "1 file written"
    )

    assert manifest(udata_folder, udata_folder.producer, "parcs-de-la-commune") == first
    assert "title: Marchés\n" in manifest(udata_folder, udata_folder.producer, "marches")
    adopt(udata_folder, UDATA)
    imported(udata_folder, UDATA).expect_words("2 entries, 2 already known", "already adopted", "Nothing to write.")


def test_an_entry_with_the_title_of_a_manifest_is_a_persons_to_name(udata_folder: TwoCatalogFolder) -> None:
    entry = create_by_hand(udata_folder, title="Toilettes publiques")
    udata_folder.write()
    ran = imported(udata_folder, UDATA).expect_words("1 ambiguous", f"catalogs: {{udata: {{entry: {entry['id']}}}}}")
    ran.expect_words(f"{udata_folder.key('toilettes')} has this title")


def test_a_broken_manifest_may_be_the_entrys_own(udata_folder: TwoCatalogFolder) -> None:
    entry = create_by_hand(udata_folder)
    path = udata_folder.manifests / udata_folder.producer / "parcs.yml"
    path.write_text(f"title: Parcs\nlicense: nope\ncatalogs: {{udata: {{entry: {entry['id']}}}}}\n", encoding="utf-8")
    imported(udata_folder, UDATA, code=1).expect_words("parcs.yml:2")
    assert {file.name for file in path.parent.iterdir()} == {"producer.yml", "parcs.yml"}


def test_an_entry_named_by_one_manifest_is_not_kept_by_another_that_has_its_own(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write(title="Parcs de la commune")
    udata_folder.sync()
    created = create_by_hand(udata_folder)
    entry = {"catalogs": {UDATA: {"entry": created["id"]}}}
    udata_folder.write("autres", title="Autres parcs", **entry)
    ran = udata_folder.run("adopt", udata_folder.key("autres"), "--catalog", UDATA, "--yes").expect_exit(0)
    ran.expect_words(udata_folder.key("autres"))


def test_what_the_layers_give_and_the_entry_lacks_is_cleared(udata_folder: TwoCatalogFolder) -> None:
    (udata_folder.manifests / "defaults.yml").write_text(
        "language: fr\nkeywords: [commune]\nextras: {origine: x}\n", encoding="utf-8"
    )
    udata_folder.write_producer(udata_folder.producer, contact={"name": "Service SIG", "email": "sig@example.org"})
    create_by_hand(udata_folder, tags=["parcs"])

    imported(udata_folder, UDATA).expect_words("1 to adopt")

    text = manifest(udata_folder, udata_folder.producer, "parcs-de-la-commune")
    assert "clear: [contact, language, extras.origine]\nignore: [keywords]\n" in text
    adopt(udata_folder, UDATA)
    udata_folder.pending(0)


def test_a_file_that_the_catalogue_keeps_stays_there(udata_folder: TwoCatalogFolder) -> None:
    entry = create_by_hand(udata_folder)
    udata_folder.udata.add_resource(
        entry["id"], title="Adresse", url="https://example.org/a.csv", type="main", format="csv"
    )
    udata_folder.udata.upload(entry["id"], b"a;b\n1;2\n")
    before = udata_folder.udata.show(entry["id"])["resources"]
    udata_folder.udata.reorder(
        entry["id"],
        [resource["id"] for resource in sorted(before, key=lambda resource: str(resource["filetype"] == "file"))],
    )

    imported(udata_folder, UDATA).expect_words("managed only in the catalogue: 1 resource")

    text = manifest(udata_folder, udata_folder.producer, "parcs-de-la-commune")
    assert "# 1 resource is managed only in the catalogue\n" in text
    assert "    url: https://example.org/a.csv\n" in text
    adopt(udata_folder, UDATA)
    udata_folder.pending(0)
    assert len(udata_folder.udata.show(entry["id"])["resources"]) == 2


def test_a_text_that_no_yaml_file_may_hold_is_left_to_the_catalogue(udata_folder: TwoCatalogFolder) -> None:
    entry = create_by_hand(udata_folder, description="Avec un caractère\x07 invisible.")
    imported(udata_folder, UDATA).expect_words("managed only in the catalogue: description")
    adopt(udata_folder, UDATA)
    udata_folder.pending(0)
    assert udata_folder.udata.show(entry["id"])["description"] == "Avec un caractère\x07 invisible."


def test_an_organization_that_is_not_there(udata_folder: TwoCatalogFolder) -> None:
    ran = udata_folder.run("import", "nouvelle", "--catalog", UDATA, "--organization", "nulle-part")
    ran.expect_exit(64).expect_words("udata has no organization “nulle-part”")
    assert not (udata_folder.manifests / "nouvelle").exists()


def test_another_organization_than_the_producers(udata_folder: TwoCatalogFolder) -> None:
    ran = udata_folder.run(
        "import", udata_folder.producer, "--catalog", UDATA, "--organization", "grand-lyon"
    ).expect_exit(64)
    ran.expect_words("producer.yml does not name this organization", "udata: grand-lyon")


def test_a_private_entry_stays_private(udata_folder: TwoCatalogFolder) -> None:
    entry = create_by_hand(udata_folder, private=True)
    imported(udata_folder, UDATA)
    assert "\nstate: private\n" in manifest(udata_folder, udata_folder.producer, "parcs-de-la-commune")

    adopt(udata_folder, UDATA)

    udata_folder.run("plan", "--exit-code").expect_exit(0).expect_words("1 unchanged")
    assert udata_folder.udata.show(entry["id"])["private"]


def test_without_a_token_private_entries_are_not_seen(udata_folder: TwoCatalogFolder) -> None:
    create_by_hand(udata_folder)
    create_by_hand(udata_folder, title="Caché", private=True)
    ran = udata_folder.run("import", udata_folder.producer, "--catalog", UDATA, token="").expect_exit(0)
    ran.expect_words("1 entry, 1 to adopt", "private entries cannot be seen")


def test_an_import_in_french(udata_folder: TwoCatalogFolder) -> None:
    create_by_hand(udata_folder)
    ran = udata_folder.run("import", udata_folder.producer, "--catalog", UDATA, lang="fr").expect_exit(0)
    ran.expect_words("1 fiche", "Ensuite")
    assert manifest(udata_folder, udata_folder.producer, "parcs-de-la-commune").startswith(
        "# Écrit par `publisher import`"
    )
