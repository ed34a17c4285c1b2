"""What disappears from the manifests is named: a producer's folder, or all of them."""

from __future__ import annotations

import shutil

from tests.live.backends import PUBLIC
from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.manifest_folder import NOTHING_WAITS, PLAIN, WAITS


def two_producers(folder: CatalogFolder, other_organization: str) -> tuple[str, str]:
    """Publish a dataset of each of two producers, and return their keys."""
    folder.published("budget")
    first, own = folder.producer, folder.backend.organization
    folder.producer = f"b{first}"
    folder.write_producer(folder.producer, other_organization)
    folder.write("arbres", title="Arbres", resources=PLAIN["resources"][:1])
    folder.sync()
    key = folder.key("arbres")
    folder.producer, folder.backend.organization = first, own
    return folder.key("budget"), key


def test_the_entries_of_a_removed_folder_are_named_and_pruned(folder: CatalogFolder, other_organization: str) -> None:
    _kept, gone = two_producers(folder, other_organization)
    shutil.rmtree(folder.manifests / gone.partition("/")[0])

    folder.pending(NOTHING_WAITS).expect_words(gone, f"publisher release {gone}", "--prune")
    folder.sync().expect_words("Nothing to do", gone)
    (orphan,) = folder.plan()["orphans"]
    assert orphan["key"] == gone
    assert folder.plan(folder.producer)["orphans"] == [], "another producer is selected"

    saved = folder.root / "plan.json"
    folder.run("plan", "--out", str(saved)).expect_exit(0)
    folder.run("apply", str(saved), "--yes").expect_exit(0).expect_words("Nothing to do", f"publisher release {gone}")
    folder.run("plan", "--prune", "--out", str(saved)).expect_exit(0)
    folder.run("apply", str(saved), "--yes").expect_exit(0).expect_words("1 of 1 entries done")
    assert folder.plan()["orphans"] == []


def test_the_entry_of_a_removed_folder_can_be_let_go(folder: CatalogFolder, other_organization: str) -> None:
    _kept, gone = two_producers(folder, other_organization)
    shutil.rmtree(folder.manifests / gone.partition("/")[0])

    folder.run("release", gone, "--yes").expect_exit(0).expect_words("1 of 1 entries let go")

    assert folder.plan()["orphans"] == []


def test_a_folder_without_any_manifest_is_refused_unless_asked_for(folder: CatalogFolder) -> None:
    entry = folder.published("budget")
    shutil.rmtree(folder.manifests / folder.producer)

    for command in (["plan"], ["sync", "--yes"], ["sync", "--yes", "--prune"]):
        folder.run(*command).expect_exit(1).expect_words("manifests has no manifest", "--allow-empty")
    assert folder.backend.read(entry.id).state == PUBLIC

    folder.pending(NOTHING_WAITS, "--allow-empty").expect_words(f"publisher release {folder.key('budget')}")
    folder.pending(WAITS, "--allow-empty", "--prune").expect_words("1 to hide")
    folder.sync("--allow-empty", "--prune")
    assert folder.backend.read(entry.id).state == folder.backend.traits.archived
