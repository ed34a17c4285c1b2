"""Entries without a manifest: each is named with what can be done, and can be let go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.live.backends import PUBLIC
from tests.live.contract.catalog_folder import CATALOG, CatalogFolder
from tests.live.contract.samples import changed_paths
from tests.live.manifest_folder import NOTHING_WAITS, PERSON_DECIDES, PLAIN

CSV = PLAIN["resources"][0]
WITHDRAWN: dict[str, Any] = {"catalogs": {CATALOG: False}}


def test_a_withdrawn_catalogue_is_said_with_the_manifest_and_the_commands(folder: CatalogFolder) -> None:
    entry = folder.published()
    folder.published("autre", title="Autre", resources=[{**CSV, "url": "https://example.org/autre.csv"}])
    folder.write(**WITHDRAWN)
    key = folder.key("toilettes")

    for arguments in ([], [key], [folder.producer]):
        folder.pending(NOTHING_WAITS, *arguments).expect_words(
            f"manifests/{key}.yml", f"`catalogs: {{{CATALOG}: false}}`", entry.name, "--prune",
            f"publisher release {key} --catalog {CATALOG}",
        )  # fmt: skip
        folder.sync(*arguments).expect_words(f"publisher release {key}", entry.name)
    folder.run("status").expect_exit(0).expect_words(f"publisher release {key}", entry.name)
    folder.run("status", "--format", "markdown").expect_exit(0).expect_words(f"publisher release {key}")
    folder.run("plan", key, "--format", "markdown").expect_exit(0).expect_words(f"publisher release {key}")
    (orphan,) = folder.plan(key)["orphans"]
    assert (orphan["key"], orphan["withdrawn_by"], orphan["name"]) == (key, f"manifests/{key}.yml", entry.name)
    folder.sync("--prune", key)
    assert folder.read().state == folder.backend.traits.archived
    folder.pending(NOTHING_WAITS)


@pytest.mark.parametrize("withdrawn", [False, True])
def test_an_entry_that_is_let_go_stays_and_is_not_mentioned_any_more(folder: CatalogFolder, withdrawn: bool) -> None:
    folder.put_file("t.csv", "a,b\n1,2\n")
    hosted = {"id": "donnees", "title": "Données", "path": "t.csv"}
    entry = folder.published(resources=[CSV, hosted], extras={"code": "1"})
    key, note = folder.key("toilettes"), Path(folder.manifests / folder.producer / "t.csv")
    folder.run("release", key, "--yes").expect_exit(3).expect_words(f"manifests/{key}.yml", "publishes it", entry.name)
    assert folder.backend.read(entry.id) == entry
    if withdrawn:
        folder.write(resources=[CSV, hosted], extras={"code": "1"}, **WITHDRAWN)
    else:
        folder.remove()
        note.unlink()

    folder.run("release", key).expect_exit(64).expect_words("--yes", entry.name)
    ran = folder.run("release", key, "--catalog", CATALOG, "--yes").expect_exit(0)
    ran.expect_words("1 of 1 entries let go", entry.name)

    after = folder.backend.read(entry.id)
    assert (changed_paths(entry, after), after.state, after.extras) == (set(), PUBLIC, {"code": "1"})
    assert after.marker == {}
    assert "publisher" not in folder.backend.entries()[entry.id].replace("publisher_name", "")
    empty = () if withdrawn else ("--allow-empty",)
    assert folder.plan(*empty)["orphans"] == []
    folder.sync("--prune", *empty).expect_words("Nothing to do")
    folder.run("release", key, "--yes").expect_exit(0).expect_words("no entry carries this key", "Nothing was written")

    note.write_text("a,b\n1,2\n", encoding="utf-8")
    folder.write(resources=[CSV, hosted], extras={"code": "1"})
    folder.pending(PERSON_DECIDES).expect_words("1 blocked", f"publisher adopt {key} --catalog {CATALOG}")
    folder.run("adopt", key, "--catalog", CATALOG, "--yes").expect_exit(0)
    folder.run("sync", "--yes", "--allow", "takeovers=9").expect_exit(0)
    assert folder.backend.read(entry.id).name == entry.name
    assert len(folder.backend.all()) == 1
    folder.expect_settled(1)


def test_another_dataset_of_the_same_address_is_published_after_the_release(folder: CatalogFolder) -> None:
    folder.published("budget")
    folder.remove("budget")
    folder.write("comptes", title="Comptes", resources=[CSV])
    old = folder.key("budget")
    folder.sync(code=3).expect_words(f"publisher release {old}")

    folder.run("release", old, "--yes").expect_exit(0)
    folder.sync()

    assert sorted(entry.title for entry in folder.backend.all()) == ["Comptes", PLAIN["title"]]
    folder.pending(NOTHING_WAITS)


def test_a_key_that_a_manifest_had_is_not_let_go(folder: CatalogFolder) -> None:
    folder.published("budget")
    folder.remove("budget")
    folder.write("comptes", previously=[folder.key("budget")])

    folder.run("release", folder.key("budget"), "--yes").expect_exit(3).expect_words("previously:", "comptes.yml")

    folder.sync()
    folder.expect_settled(1)
