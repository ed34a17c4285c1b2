"""A manifest renamed by `mv` alone, with a file that one catalogue keeps and the other lists."""

from __future__ import annotations

from .manifest_folder import NOTHING_WAITS
from .portal import Json
from .two_catalogs import LINK, TwoCatalogFolder

HOSTED: Json = {"title": "Budget", "resources": [{"id": "csv", "title": "Budget primitif", "path": "budget.csv"}]}


def addresses(folder: TwoCatalogFolder) -> list[tuple[str, str]]:
    """Return the id and the address of every entry in both catalogues."""
    ckan = [(str(entry["id"]), str(entry["name"])) for entry in folder.ckan.entries(folder.organization)]
    udata = [(str(entry["id"]), str(entry["page"])) for entry in folder.entries()]
    return sorted(ckan + udata)


def test_a_renamed_manifest_stays_one_entry_in_both_catalogues(two_catalogs: TwoCatalogFolder) -> None:
    folder = two_catalogs
    folder.write_settings(files=LINK)
    folder.put_file("budget.csv", "poste,montant\nvoirie,2\n")
    folder.write("budget", **HOSTED)
    folder.sync()
    before = addresses(folder)
    old, new = folder.key("budget"), folder.key("budget-2024")
    (folder.manifests / f"{old}.yml").rename(folder.manifests / f"{new}.yml")

    blocked = folder.sync(code=3).expect_words(f"{new} · ckan · blocked", f"{new} · udata · blocked", "same title")
    assert blocked.output.count(f"publisher rename {old} {new} (this command adds the line `previously: [{old}]`") >= 2
    assert addresses(folder) == before
    folder.sync("--prune", code=3)
    assert addresses(folder) == before

    folder.run("rename", old, new).expect_exit(0).expect_words(f"publisher plan {new}")
    folder.sync().expect_words("2 of 2 entries done")
    assert addresses(folder) == before
    folder.pending(NOTHING_WAITS)
    folder.expect_settled(1)


def test_a_renamed_folder_stays_its_entries_in_both_catalogues(two_catalogs: TwoCatalogFolder) -> None:
    folder = two_catalogs
    folder.write_settings(files=LINK)
    folder.put_file("budget.csv", "poste,montant\nvoirie,2\n")
    folder.write("budget", **HOSTED)
    folder.write("arbres", title="Arbres")
    folder.sync()
    before = addresses(folder)
    old, new = folder.producer, f"{folder.producer}-bis"

    folder.run("rename", old, new).expect_exit(0)
    folder.producer = new
    folder.sync()

    assert addresses(folder) == before
    assert {entry["extras"]["publisher_key"] for entry in folder.entries()} == {f"{new}/budget", f"{new}/arbres"}
    folder.pending(NOTHING_WAITS)
