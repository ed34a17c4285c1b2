"""Renames that nobody told: no entry is published twice, and the entry follows its manifest once it is told."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.live.backends import PUBLIC
from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.contract.interrupted_runs import killed_midway
from tests.live.contract.samples import changed_paths
from tests.live.counting import Relay
from tests.live.manifest_folder import NOTHING_WAITS, PERSON_DECIDES, PLAIN, WAITS

CSV, CARTE = PLAIN["resources"]
OTHER = {"id": "pdf", "title": "Autre", "url": "https://example.org/autre.pdf", "format": "pdf"}


def path_of(folder: CatalogFolder, stem: str) -> Path:
    """Return the path of a manifest."""
    return folder.manifests / folder.producer / f"{stem}.yml"


def move(folder: CatalogFolder, old: str, new: str) -> None:
    """Rename a manifest, as `mv` does."""
    path_of(folder, old).rename(path_of(folder, new))


def expect_one_dataset(folder: CatalogFolder, *arguments: str) -> None:
    """Assert that a sync with any flag writes nothing, and that the plan names both files and the way out."""
    before = folder.backend.entries()
    old, new = folder.key("budget"), folder.key("budget-2024")
    folder.pending(PERSON_DECIDES, *arguments).expect_words("1 blocked", old, f"publisher rename {old} {new}")
    folder.sync(*arguments, code=3).expect_words(
        old, f"{folder.producer}/budget-2024.yml", f"previously: [{old}]", f"publisher rename {old} {new}"
    )
    folder.sync("--prune", *arguments, code=3)
    assert folder.backend.entries() == before


def test_a_renamed_manifest_is_not_published_twice(folder: CatalogFolder) -> None:
    before = folder.published("budget")
    move(folder, "budget", "budget-2024")

    step = folder.step("budget-2024")
    assert (step["step"], step["why"]) == ("blocked", "renamed")
    expect_one_dataset(folder)
    expect_one_dataset(folder, folder.key("budget-2024"))

    folder.run("rename", folder.key("budget"), folder.key("budget-2024")).expect_exit(0)
    folder.sync()
    after = folder.read("budget-2024")
    assert (after.id, after.name, after.ids, after.state) == (before.id, before.name, before.ids, PUBLIC)
    assert changed_paths(before, after) == set()
    folder.expect_settled(1)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Budget 2024", "resources": [CSV]},
        {"resources": [OTHER]},
        {"title": "Budget 2024", "resources": [OTHER, {**CSV, "id": "tableau"}]},
    ],
)
def test_one_sign_is_enough(folder: CatalogFolder, fields: dict[str, object]) -> None:
    folder.published("budget")
    folder.remove("budget")
    folder.write("budget-2024", **fields)

    expect_one_dataset(folder)


def test_the_same_file_under_another_title_and_name(folder: CatalogFolder) -> None:
    folder.put_file("budget.csv", "poste,montant\n1,2\n")
    folder.published("budget", resources=[{"id": "csv", "title": "Données", "path": "budget.csv"}])
    folder.remove("budget")
    (folder.manifests / folder.producer / "budget.csv").rename(folder.manifests / folder.producer / "comptes.csv")
    folder.write("budget-2024", title="Comptes", resources=[{"id": "donnees", "title": "Table", "path": "comptes.csv"}])

    expect_one_dataset(folder)


def test_an_address_that_several_datasets_share_is_no_sign(folder: CatalogFolder) -> None:
    folder.published("budget", title="Budget", resources=[CSV])
    folder.published("arbres", title="Arbres", resources=[CSV])
    folder.remove("budget")
    folder.write("parcs", title="Parcs", resources=[CSV])

    folder.sync()

    assert sorted(entry.title for entry in folder.backend.all()) == ["Arbres", "Budget", "Parcs"]


@pytest.mark.parametrize("state", ["archived", "draft", "private"])
def test_a_hidden_entry_whose_manifest_was_renamed(folder: CatalogFolder, state: str) -> None:
    before = folder.published("budget")
    folder.write("budget", state=state)
    folder.sync()
    folder.remove("budget")
    folder.write("budget-2024")

    expect_one_dataset(folder)

    folder.run("rename", folder.key("budget"), folder.key("budget-2024")).expect_exit(0)
    folder.sync()
    assert (folder.read("budget-2024").id, folder.read("budget-2024").state) == (before.id, PUBLIC)
    folder.expect_settled(1)


def test_a_renamed_manifest_that_is_archived_at_once_is_not_pruned_but_named(folder: CatalogFolder) -> None:
    before = folder.published("budget")
    folder.remove("budget")
    folder.write("budget-2024", state="archived")

    folder.sync("--prune").expect_words(f"publisher rename {folder.key('budget')} {folder.key('budget-2024')}")

    assert folder.backend.read(before.id).state == PUBLIC


def test_a_renamed_manifest_outside_the_selection_keeps_its_entry_from_pruning(folder: CatalogFolder) -> None:
    before = folder.published("budget")
    folder.published("arbres", title="Arbres", resources=[OTHER])
    move(folder, "budget", "comptes")

    folder.sync("--prune", "--exclude", folder.key("comptes"))

    assert folder.backend.read(before.id).state == PUBLIC


def test_another_dataset_is_published_once_the_signs_are_gone(folder: CatalogFolder) -> None:
    folder.published("budget")
    folder.remove("budget")
    folder.write("budget-2024", resources=[OTHER])
    folder.sync(code=3).expect_words("change `title:` in", f"{folder.producer}/budget-2024.yml:1")

    folder.write("budget-2024", title="Budget 2024", resources=[OTHER])
    folder.sync()

    assert sorted(entry.title for entry in folder.backend.all()) == ["Budget 2024", PLAIN["title"]]


def test_a_renamed_folder_is_not_published_twice(folder: CatalogFolder) -> None:
    folder.put_file("table.csv", "a,b\n1,2\n")
    folder.write("arbres", title="Arbres", resources=[{"id": "csv", "title": "Table", "path": "table.csv"}])
    folder.write("budget")
    folder.sync()
    before = folder.backend.entries()
    before_renaming = {stem: folder.read(stem) for stem in ("arbres", "budget")}
    old, new = folder.producer, f"{folder.producer}-2"
    (folder.manifests / old).rename(folder.manifests / new)

    for arguments in ([], [new], ["--prune"]):
        folder.sync(*arguments, code=3).expect_words(
            "2 blocked" if not arguments else new, f"publisher rename {old} {new}"
        )
    assert folder.backend.entries() == before
    named = f"the folder {old} seems to be {new} now: publisher rename {old} {new}"
    for arguments in (["plan"], ["plan", "--format", "markdown"], ["status"]):
        assert " ".join(folder.run(*arguments).output.replace("\\", "").split()).count(named) == 1, arguments
    assert {orphan["fix"] for orphan in folder.plan()["orphans"]} == {named}

    folder.run("rename", old, new).expect_exit(0)
    folder.producer = new
    folder.sync()
    assert [changed_paths(entry, folder.read(stem)) for stem, entry in before_renaming.items()] == [set()] * 2
    folder.expect_settled(2)


# ---- the command


def git(folder: CatalogFolder, *arguments: str) -> str:
    """Run git in the folder of the manifests, and return its output."""
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
    return subprocess.run(command, cwd=folder.root, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("tracked", [False, True])
def test_the_command_moves_a_manifest_and_keeps_its_entry(folder: CatalogFolder, tracked: bool) -> None:
    before = folder.published("budget")
    if tracked:
        (folder.root / ".gitignore").write_text(".publisher/\n", encoding="utf-8")
        git(folder, "init", "-q")
        git(folder, "add", ".")
        git(folder, "commit", "-qm", "a")
    old, new = folder.key("budget"), folder.key("budget-2024")

    ran = folder.run("rename", old, new).expect_exit(0)

    ran.expect_words(f"manifests/{new}.yml", f"previously: [{old}]", f"publisher plan {new}")
    if tracked:
        assert f"R  manifests/{old}.yml -> manifests/{new}.yml" in git(folder, "status", "--short").replace("RM", "R ")
    folder.pending(WAITS).expect_words("1 to change")
    folder.sync()
    assert folder.read("budget-2024").id == before.id
    folder.expect_settled(1)
    folder.run("rename", new, old).expect_exit(0)
    folder.sync()
    assert (folder.read("budget").id, folder.pending(NOTHING_WAITS).code) == (before.id, 0)


# ---- `previously:` added after the harm


def published_twice(folder: CatalogFolder) -> None:
    """Publish one dataset under two keys, then name the former one."""
    folder.published("budget")
    folder.published("budget-2024", title="Budget 2024", resources=[OTHER])
    folder.write("budget-2024")
    folder.sync()
    folder.remove("budget")
    folder.write("budget-2024", previously=[folder.key("budget")])


def test_of_two_public_entries_the_earliest_stays_and_the_other_is_hidden(folder: CatalogFolder) -> None:
    published_twice(folder)
    former, other = folder.read("budget"), folder.read("budget-2024")

    folder.pending(WAITS).expect_words(
        "published twice; this entry stays, the earliest:",
        former.name,
        "this one is hidden from the public:",
        other.name,
    )
    assert [address.rpartition("/")[2] for address in folder.step("budget-2024")["hides"]] != []
    folder.sync("--allow", "hidings=0", code=3).expect_words("1 held back")
    folder.sync().expect_words("this one is hidden from the public:")

    stays, hidden = folder.backend.read(former.id), folder.backend.read(other.id)
    assert (stays.state, stays.name, stays.ids) == (PUBLIC, former.name, former.ids)
    assert stays.marker["publisher_key"] == folder.key("budget-2024")
    assert (hidden.state, hidden.marker["publisher_key"]) == (folder.backend.traits.archived, folder.key("budget"))
    folder.expect_settled(2)
    assert folder.plan()["orphans"] == []
    folder.sync("--prune").expect_words("Nothing to do")
    folder.write("budget-2024", title="Comptes", previously=[folder.key("budget")])
    folder.sync()
    assert folder.backend.read(former.id).title == "Comptes"
    folder.expect_settled(2)


def test_a_run_that_was_killed_between_the_two_is_completed(folder: CatalogFolder, folder_relay: Relay) -> None:
    published_twice(folder)
    former, other = folder.read("budget"), folder.read("budget-2024")

    killed_midway(folder, folder_relay, folder.backend.calls.write, 1)
    folder.sync()

    assert (folder.backend.read(former.id).state, folder.backend.read(other.id).state) == (
        PUBLIC, folder.backend.traits.archived,
    )  # fmt: skip
    assert folder.backend.read(former.id).marker["publisher_key"] == folder.key("budget-2024")
    folder.expect_settled(2)
