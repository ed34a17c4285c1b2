"""A file that a run replaces is not lost: git has its bytes, or the folder of the run has. A rollback finds them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .counting import Relay
from .portal import Json
from .test_rollback import DESCRIPTION, FILE_AFTER, FILE_BEFORE, commit
from .two_catalogs import CKAN, LINK, UDATA, UPLOAD, TwoCatalogFolder

RESOURCE = {"id": "csv", "title": "Places en tableau", "path": "places.csv"}
BY_HAND = "nom,places\nMairie,12\nGare,13\nHalle,14\n"


def with_file(folder: TwoCatalogFolder, content: str, **fields: object) -> None:
    """Write a manifest with a file of this content; CKAN's form, with which people replace it, keeps all of it."""
    folder.put_file("places.csv", content)
    folder.write("places", title="Places", description=DESCRIPTION, resources=[RESOURCE], **fields)


@pytest.fixture
def published(two_catalogs: TwoCatalogFolder) -> TwoCatalogFolder:
    """Publish a dataset with a file, from a commit, to two catalogues that each keep the file."""
    two_catalogs.write_settings(files=UPLOAD)
    with_file(two_catalogs, FILE_BEFORE)
    commit(two_catalogs)
    two_catalogs.sync()
    return two_catalogs


def replace_by_hand(folder: TwoCatalogFolder, catalog: str, content: str = BY_HAND) -> None:
    """Put another file in the place of ours, in a catalogue."""
    if catalog == CKAN:
        folder.ckan.replace_file(folder.show_ckan("places")["resources"][0], content.encode())
    else:
        entry = str(folder.show("places")["id"])
        (resource,) = folder.show("places")["resources"]
        folder.udata.upload(entry, content.encode(), resource=str(resource["id"]))
        folder.udata.edit_resource(entry, folder.show("places")["resources"][0], title=resource["title"])


def bytes_in(folder: TwoCatalogFolder, catalog: str) -> str:
    """Return the content of the file that a catalogue has."""
    if catalog == CKAN:
        return folder.ckan.download(folder.show_ckan("places")["resources"][0]).decode()
    return folder.udata.download(folder.show("places")["resources"][0]).decode()


def data_file(folder: TwoCatalogFolder) -> Path:
    """Return the path of the dataset's file."""
    return folder.manifests / folder.producer / "places.csv"


def overwrite(folder: TwoCatalogFolder, *arguments: str) -> None:
    """Publish another file, from a commit, over whatever the catalogues have."""
    with_file(folder, FILE_AFTER)
    commit(folder)
    folder.run("sync", "--yes", "--on-conflict", "manifest", *arguments).expect_exit(0)


def replaced(folder: TwoCatalogFolder) -> dict[str, list[Json]]:
    """Return what the latest run replaced, by catalogue."""
    document = folder.run("runs", "show", "latest", "--format", "json").document
    return {step["catalog"]: step["replaced"] for step in document["steps"]}


def kept_files(folder: TwoCatalogFolder) -> list[Path]:
    """Return the files that runs kept."""
    return sorted(path for path in (folder.root / ".publisher/runs").glob("*/replaced/**/*") if path.is_file())


@pytest.mark.parametrize("catalog", [CKAN, UDATA])
def test_a_file_replaced_by_hand_and_overwritten_comes_back(published: TwoCatalogFolder, catalog: str) -> None:
    replace_by_hand(published, catalog)
    overwrite(published, "--catalog", catalog)
    assert bytes_in(published, catalog) == FILE_AFTER

    (kept,) = kept_files(published)
    assert kept.read_text(encoding="utf-8") == BY_HAND
    shown = published.run("runs", "show", "latest").expect_exit(0)
    shown.expect_words(f"the file of csv that was there ({len(BY_HAND)} bytes) is kept: .publisher/runs/")
    assert str(kept.relative_to(published.root)) in shown.out

    ran = published.run("rollback", "latest", "--catalog", catalog, "--yes").expect_exit(0)

    ran.expect_words(f"↶ manifests/{published.producer}/places.csv")
    assert bytes_in(published, catalog) == BY_HAND
    assert data_file(published).read_text(encoding="utf-8") == BY_HAND
    published.run("plan", "--catalog", catalog, "--exit-code").expect_exit(0)
    published.run("rollback", "latest", "--catalog", catalog, "--yes").expect_exit(0)
    assert bytes_in(published, catalog) == FILE_AFTER


def test_the_same_file_put_into_both_catalogues_comes_back_in_both(published: TwoCatalogFolder) -> None:
    for catalog in (CKAN, UDATA):
        replace_by_hand(published, catalog)
    overwrite(published)

    published.run("rollback", "latest", "--yes").expect_exit(0)

    assert [bytes_in(published, catalog) for catalog in (CKAN, UDATA)] == [BY_HAND, BY_HAND]
    published.expect_settled(1)


def test_of_two_files_neither_is_chosen_and_the_kept_one_is_named(published: TwoCatalogFolder) -> None:
    """The manifest has one file for both catalogues, and only one of them had another."""
    replace_by_hand(published, CKAN)
    overwrite(published)

    ran = published.run("rollback", "latest", "--yes").expect_exit(3)

    (kept,) = kept_files(published)
    ran.expect_words("udata was edited differently. To choose the catalogue to follow: publisher rollback ")
    ran.expect_words(f"the file that was there is kept: {kept.relative_to(published.root)}")
    assert [bytes_in(published, catalog) for catalog in (CKAN, UDATA)] == [FILE_AFTER, FILE_AFTER]
    published.run("rollback", "latest", "--catalog", CKAN, "--yes").expect_exit(0)
    assert [bytes_in(published, catalog) for catalog in (CKAN, UDATA)] == [BY_HAND, FILE_AFTER]


def test_a_catalogue_that_links_gets_the_file_of_the_other(two_catalogs: TwoCatalogFolder) -> None:
    two_catalogs.write_settings(files=LINK)
    with_file(two_catalogs, FILE_BEFORE)
    commit(two_catalogs)
    two_catalogs.sync()
    replace_by_hand(two_catalogs, CKAN)
    overwrite(two_catalogs)

    two_catalogs.run("rollback", "latest", "--yes").expect_exit(0)

    assert bytes_in(two_catalogs, CKAN) == BY_HAND
    two_catalogs.expect_settled(1)


@pytest.mark.parametrize("catalog", [CKAN, UDATA])
def test_a_file_that_adoption_found_and_a_sync_replaced_comes_back(
    two_catalogs: TwoCatalogFolder, catalog: str
) -> None:
    two_catalogs.write_settings(files=UPLOAD)
    with_file(two_catalogs, FILE_AFTER)
    commit(two_catalogs)
    key = two_catalogs.key("places")
    two_catalogs.sync("--catalog", catalog)
    if catalog == CKAN:
        two_catalogs.ckan.replace_file(two_catalogs.show_ckan("places")["resources"][0], BY_HAND.encode())
        two_catalogs.ckan.set_extras(two_catalogs.name("places"), **dict.fromkeys(
            ("publisher_repository", "publisher_key", "publisher_base")))  # fmt: skip
    else:
        replace_by_hand(two_catalogs, UDATA)
        extras = two_catalogs.show("places")["extras"]
        others = {name: value for name, value in extras.items() if not name.startswith("publisher_")}
        two_catalogs.udata.replace_extras(str(two_catalogs.show("places")["id"]), others)
    two_catalogs.run("adopt", key, "--catalog", catalog, "--yes").expect_exit(0)

    two_catalogs.run("sync", "--catalog", catalog, "--yes", "--on-conflict", "manifest").expect_exit(0)
    assert bytes_in(two_catalogs, catalog) == FILE_AFTER
    two_catalogs.run("rollback", "latest", "--catalog", catalog, "--yes").expect_exit(0)

    assert bytes_in(two_catalogs, catalog) == BY_HAND


def test_a_file_that_no_commit_has_is_kept_and_comes_back(published: TwoCatalogFolder) -> None:
    with_file(published, BY_HAND)
    published.sync()
    assert {catalog: files[0]["bytes"] for catalog, files in replaced(published).items()} == {CKAN: "git", UDATA: "git"}
    with_file(published, FILE_AFTER)
    published.sync()
    assert {catalog: files[0]["bytes"] for catalog, files in replaced(published).items()} == {
        CKAN: "kept", UDATA: "kept"
    }  # fmt: skip

    published.run("rollback", "latest", "--yes").expect_exit(0)

    assert [bytes_in(published, catalog) for catalog in (CKAN, UDATA)] == [BY_HAND, BY_HAND]
    published.expect_settled(1)


def test_what_an_older_commit_has_comes_back_from_there(published: TwoCatalogFolder) -> None:
    """Between two runs, two commits changed the file: the one before the run's own never was in a catalogue."""
    with_file(published, BY_HAND)
    commit(published)
    overwrite(published)
    assert kept_files(published) == []
    first, _last = sorted(
        (published.root / ".publisher/runs").glob("*.jsonl"), key=lambda path: path.stat().st_mtime_ns
    )
    first.unlink()

    published.run("rollback", "latest", "--yes").expect_exit(0)

    assert [bytes_in(published, catalog) for catalog in (CKAN, UDATA)] == [FILE_BEFORE, FILE_BEFORE]


def test_the_file_of_a_private_entry_is_kept_with_the_token(published: TwoCatalogFolder) -> None:
    with_file(published, FILE_BEFORE, state="private")
    commit(published)
    published.sync()
    replace_by_hand(published, CKAN)
    with_file(published, FILE_AFTER, state="private")
    commit(published)

    published.run("sync", "--yes", "--on-conflict", "manifest", "--catalog", CKAN).expect_exit(0)

    (kept,) = kept_files(published)
    assert kept.read_text(encoding="utf-8") == BY_HAND


def test_what_everybody_could_read_is_not_kept(published: TwoCatalogFolder) -> None:
    """Under GitHub Actions the journal is public, and this entry is not."""
    with_file(published, FILE_BEFORE, state="private")
    commit(published)
    published.sync()
    replace_by_hand(published, CKAN)
    with_file(published, FILE_AFTER, state="private")
    commit(published)
    public = {"GITHUB_ACTIONS": "true"}

    planned = published.run("plan", "--on-conflict", "manifest", "--catalog", CKAN, env=public)
    planned.expect_words("the file of csv in ckan is replaced, and not kept: the entry is not public")
    ran = published.run("sync", "--yes", "--on-conflict", "manifest", "--catalog", CKAN, env=public).expect_exit(0)

    ran.expect_words("is not kept: the entry is not public, and everybody can read what the run keeps")
    assert kept_files(published) == []
    published.run("rollback", "latest", "--yes").expect_exit(3).expect_words(
        "the journal does not have its former value"
    )


def test_only_a_file_that_git_does_not_have_costs_a_call(published: TwoCatalogFolder, ckan_relay: Relay) -> None:
    def downloads() -> int:
        count = sum(path.startswith("GET /dataset/") for path in ckan_relay.paths)
        ckan_relay.forget()
        return count

    published.write("places", title="Autres places", resources=[
        {"id": "csv", "title": "Places en tableau", "path": "places.csv", "type": "main"}])  # fmt: skip
    published.sync("--catalog", CKAN)
    assert downloads() == 0
    overwrite(published, "--catalog", CKAN)
    assert downloads() == 0
    replace_by_hand(published, CKAN)
    with_file(published, FILE_BEFORE)
    published.run("sync", "--yes", "--on-conflict", "manifest", "--catalog", CKAN).expect_exit(0)
    assert downloads() == 1


def test_bytes_that_were_deleted_since_are_said_to_be_missing(published: TwoCatalogFolder) -> None:
    replace_by_hand(published, CKAN)
    overwrite(published, "--catalog", CKAN)
    (kept,) = kept_files(published)
    kept.unlink()

    ran = published.run("rollback", "latest", "--yes").expect_exit(3)

    ran.expect_words("the file that the run kept no longer exists: .publisher/runs/")
    assert bytes_in(published, CKAN) == FILE_AFTER


def test_where_an_address_took_the_place_of_the_file_the_kept_one_is_named(published: TwoCatalogFolder) -> None:
    replace_by_hand(published, CKAN)
    linked = {**RESOURCE, "path": None, "url": "https://example.org/places.csv"}
    resource = {name: value for name, value in linked.items() if value}
    published.write("places", title="Places", description=DESCRIPTION, resources=[resource])
    data_file(published).unlink()
    published.run("sync", "--yes", "--on-conflict", "manifest", "--catalog", CKAN).expect_exit(0)

    (kept,) = kept_files(published)
    assert kept.read_text(encoding="utf-8") == BY_HAND
    ran = published.run("rollback", "latest", "--catalog", CKAN, "--yes").expect_exit(3)
    ran.expect_words(f"the file that was there is kept: {kept.relative_to(published.root)}")


def test_a_file_that_another_dataset_has_too_is_not_replaced_but_named(published: TwoCatalogFolder) -> None:
    published.write("autres", title="Autres places", description=f"{DESCRIPTION} Autres.", resources=[RESOURCE])
    commit(published)
    published.sync()
    replace_by_hand(published, CKAN)
    overwrite(published, "--catalog", CKAN)

    ran = published.run("rollback", "latest", published.key("places"), "--catalog", CKAN, "--yes").expect_exit(3)

    (kept,) = [path for path in kept_files(published) if path.parent.name == "places"]
    ran.expect_words(f"the dataset {published.key('autres')} has the same file: {published.producer}/places.csv")
    ran.expect_words(f"the file that was there is kept: {kept.relative_to(published.root)}")
    assert data_file(published).read_text(encoding="utf-8") == FILE_AFTER


def test_the_report_says_what_was_kept_in_every_format(published: TwoCatalogFolder) -> None:
    replace_by_hand(published, CKAN)
    with_file(published, FILE_AFTER)
    arguments = ("sync", "--yes", "--on-conflict", "manifest", "--catalog", CKAN)

    ran = published.run(*arguments, "--format", "json").expect_exit(0)

    (outcome,) = json.loads(ran.out)["outcomes"]
    (file,) = outcome["replaced"]
    assert (file["resource"], file["bytes"], file["size"]) == ("csv", "kept", len(BY_HAND))
    assert (published.root / file["file"]).read_text(encoding="utf-8") == BY_HAND
    replace_by_hand(published, CKAN)
    with_file(published, FILE_BEFORE)
    ran = published.run(*arguments, "--format", "markdown").expect_exit(0)
    assert "the file of csv that was there" in ran.out
