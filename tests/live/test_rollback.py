"""A rollback puts back what a run changed, in the manifests and on both portals, and leaves what was edited since."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from .manifest_folder import NOTHING_WAITS
from .portal import Json
from .two_catalogs import LINK, TwoCatalogFolder

FILE_BEFORE, FILE_AFTER = "nom,places\nMairie,2\nGare,3\nParc,4\n", "nom,places\nMairie,0\n"
DESCRIPTION = "Lieux relevés par la voirie, avec leurs horaires et leur accès, pour que chacun en trouve un."


def git(folder: TwoCatalogFolder, *arguments: str) -> None:
    """Run git in the folder of the tool."""
    identity = ("-c", "user.name=Essai", "-c", "user.email=essai@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=folder.root, check=True, capture_output=True)


def commit(folder: TwoCatalogFolder) -> None:
    """Commit everything but the folder of the tool, as a merge does."""
    (folder.root / ".gitignore").write_text(".publisher/\n", encoding="utf-8")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Version")


def with_file(folder: TwoCatalogFolder, content: str, **fields: object) -> None:
    """Write a manifest with a file of this content."""
    folder.put_file("places.csv", content)
    resource = {"id": "csv", "title": "Places en tableau", "path": "places.csv", "type": "main"}
    folder.write("places", title="Places", description=DESCRIPTION, resources=[resource], **fields)


def ckan_values(folder: TwoCatalogFolder, stem: str) -> Json:
    """Return what the public sees of an entry on CKAN, the bytes of its files included."""
    entry = folder.show_ckan(stem)
    names = ("title", "notes", "license_id", "private", "name")
    resources = [(r["id"], r["name"], r["url"].rpartition("/")[2]) for r in entry["resources"]]
    files = [folder.ckan.download(r) for r in entry["resources"] if r.get("url_type") == "upload"]
    tags = sorted(tag["name"] for tag in entry["tags"])
    return {**{name: entry[name] for name in names}, "tags": tags, "resources": resources, "files": files}


def udata_values(folder: TwoCatalogFolder, stem: str) -> Json:
    """Return what the public sees of an entry on udata."""
    entry = folder.show(stem)
    names = ("id", "title", "description", "license", "private", "archived", "tags")
    resources = [(r["id"], r["title"], r["filesize"], r["format"]) for r in entry["resources"]]
    return {**{name: entry[name] for name in names}, "resources": resources}


def both(folder: TwoCatalogFolder, stems: list[str]) -> list[Json]:
    """Return what both portals show of some entries."""
    return [values(folder, stem) for stem in stems for values in (ckan_values, udata_values)]


@pytest.fixture
def published(two_catalogs: TwoCatalogFolder) -> TwoCatalogFolder:
    """Publish three datasets, one of them with a file, from a commit."""
    folder = two_catalogs
    folder.write_settings(files=LINK)
    with_file(folder, FILE_BEFORE)
    for stem in ("parcs", "toilettes"):
        folder.write(stem, title=stem.capitalize(), description=f"{DESCRIPTION} {stem}", keywords=[stem, "ville"])
    commit(folder)
    folder.sync()
    return folder


STEMS = ["parcs", "places", "toilettes"]


def spoil(folder: TwoCatalogFolder) -> None:
    """Publish other titles, a licence, other keywords and a shorter file, from a commit."""
    with_file(folder, FILE_AFTER, license="odc-odbl")
    for stem in ("parcs", "toilettes"):
        folder.write(stem, title=f"XX {stem}", description=f"{DESCRIPTION} {stem}", license="odc-odbl", keywords=[stem])
    commit(folder)
    folder.sync()


def test_what_a_merge_spoiled_is_as_it_was(published: TwoCatalogFolder) -> None:
    before = both(published, STEMS)
    spoil(published)
    spoiled = both(published, STEMS)
    assert all(one != other for one, other in zip(before, spoiled, strict=True))

    seen = published.run("runs", "diff", "latest").expect_exit(0)
    seen.expect_words(
        'title "Parcs" → "XX parcs"', 'license "lov2" → "odc-odbl"', "resources.csv.file 34 bytes → 20 bytes"
    )
    ran = published.run("rollback", "latest", "--yes").expect_exit(0)

    ran.expect_words(f"↶ manifests/{published.producer}/places.csv", "Commit them, or the next sync")
    assert both(published, STEMS) == before
    assert (published.manifests / published.producer / "places.csv").read_text(encoding="utf-8") == FILE_BEFORE
    published.expect_settled(3)
    commit(published)
    published.run("sync", "--yes").expect_exit(0).expect_words("Nothing to do")

    published.run("rollback", "latest", "--yes").expect_exit(0)
    assert both(published, STEMS) == spoiled
    published.expect_settled(3)


def test_an_entry_that_somebody_edited_since_is_left_and_named(published: TwoCatalogFolder) -> None:
    spoil(published)
    published.ckan.call("package_patch", id=published.name("parcs"), title="Corrigé à la main")

    ran = published.run("rollback", "latest", "--yes").expect_exit(3)

    ran.expect_words(f"{published.key('parcs')} · ckan · conflict")
    assert published.show_ckan("parcs")["title"] == "Corrigé à la main"
    assert published.show("parcs")["title"] == "Parcs"
    assert published.show_ckan("toilettes")["title"] == "Toilettes"


def test_an_edit_that_no_run_published_is_not_published_with_it(published: TwoCatalogFolder) -> None:
    spoil(published)
    path = published.manifests / published.producer / "parcs.yml"
    path.write_text(path.read_text(encoding="utf-8") + "# Relu en mairie.\nfrequency: annual\n", encoding="utf-8")

    ran = published.run("rollback", "latest", "--yes").expect_exit(3)

    ran.expect_words("it would also write what the run did not: frequency", f"publisher plan {published.key('parcs')}")
    text = path.read_text(encoding="utf-8")
    assert "# Relu en mairie.\nfrequency: annual\n" in text
    assert "title: Parcs\n" in text
    assert published.show_ckan("parcs")["title"] == "XX parcs"
    assert published.show_ckan("toilettes")["title"] == "Toilettes"
    published.sync()
    assert published.show_ckan("parcs")["title"] == "Parcs"
    published.pending(NOTHING_WAITS)


def test_a_comment_that_was_written_since_stays(published: TwoCatalogFolder) -> None:
    spoil(published)
    path = published.manifests / published.producer / "parcs.yml"
    path.write_text("# Relu en mairie.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")

    published.run("rollback", "latest", published.key("parcs"), "--yes").expect_exit(0)

    assert path.read_text(encoding="utf-8").startswith("# Relu en mairie.\n")
    assert published.show_ckan("parcs")["title"] == "Parcs"


def test_values_that_only_a_portal_had_come_back_from_the_journal(published: TwoCatalogFolder) -> None:
    """The run replaced a licence that somebody had chosen on the portal, and that no manifest gave."""
    published.ckan.call("package_patch", id=published.name("parcs"), license_id="cc-by")
    words = ["parcs", "ville"]
    published.write("parcs", title="Parcs", description=f"{DESCRIPTION} parcs", keywords=words, license="odc-odbl")
    commit(published)
    published.run("sync", "--yes", "--on-conflict", "manifest").expect_exit(0)
    assert published.show_ckan("parcs")["license_id"] == "odc-odbl"

    published.run("rollback", "latest", "--catalog", "ckan", "--yes").expect_exit(0)

    assert published.show_ckan("parcs")["license_id"] == "cc-by"
    published.run("plan", "--catalog", "ckan", "--exit-code").expect_exit(0)


def test_an_entry_that_the_run_made_is_hidden(published: TwoCatalogFolder) -> None:
    published.write("marches", title="Marchés", description=f"{DESCRIPTION} marches")
    commit(published)
    published.sync()

    published.run("rollback", "latest", "--yes").expect_exit(0)

    assert published.show_ckan("marches")["private"] is True
    assert published.show("marches")["archived"] is not None
    text = (published.manifests / published.producer / "marches.yml").read_text(encoding="utf-8")
    assert "state: archived\n" in text
    published.pending(NOTHING_WAITS)


def test_a_part_of_a_run_is_put_back_alone(published: TwoCatalogFolder) -> None:
    before = both(published, STEMS)
    spoil(published)
    spoiled = both(published, STEMS)

    published.run("rollback", "latest", published.key("parcs"), "--yes").expect_exit(0)

    assert both(published, STEMS) == before[:2] + spoiled[2:]


def test_what_a_shared_file_spoiled_is_named_where_a_manifest_cannot_undo_it(published: TwoCatalogFolder) -> None:
    (published.manifests / "defaults.yml").write_text("keywords: [faux]\n", encoding="utf-8")
    commit(published)
    published.sync()
    assert "faux" in both(published, ["parcs"])[0]["tags"]

    ran = published.run("rollback", "latest", "--yes").expect_exit(3)

    ran.expect_words("its value does not come from the manifest, but from a theme, defaults.yml or producer.yml")
    assert "faux" in both(published, ["parcs"])[0]["tags"]


def test_without_git_the_journal_gives_the_values(two_catalogs: TwoCatalogFolder) -> None:
    two_catalogs.write("parcs", title="Parcs", description=DESCRIPTION, keywords=["parcs"])
    two_catalogs.sync()
    before = both(two_catalogs, ["parcs"])
    two_catalogs.write("parcs", title="XX", description=DESCRIPTION, keywords=["autre"], license="lov2")
    two_catalogs.sync()

    ran = two_catalogs.run("rollback", "latest", "--yes", "--format", "json").expect_exit(0)

    assert json.loads(ran.out)["run"]
    assert both(two_catalogs, ["parcs"]) == before
    two_catalogs.pending(NOTHING_WAITS)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "give a run, such as: publisher rollback latest; see publisher runs"),
        (("2001",), "there is no run “2001” in .publisher/runs."),
        (("latest", "zzz/*"), "the run wrote none of these; its datasets: "),
        (("latest", "--sandbox"), "the run was made on the real catalogues: leave out --sandbox"),
    ],
)
def test_a_rollback_of_nothing_is_refused(
    published: TwoCatalogFolder, arguments: tuple[str, ...], message: str
) -> None:
    published.run("rollback", *arguments, "--yes").expect_exit(64).expect_words(message)
    published.pending(NOTHING_WAITS)


def test_in_an_empty_folder_a_rollback_writes_nothing(published: TwoCatalogFolder) -> None:
    """A run has its datasets, so it needs no `--allow-empty`; and it archives nothing that lost its manifest since."""
    spoil(published)
    spoiled = both(published, STEMS)
    for path in (published.manifests / published.producer).iterdir():
        if path.name != "producer.yml":
            path.unlink()

    ran = published.run("rollback", "latest", "--yes").expect_exit(3)
    published.run("rollback", "latest", "--yes", "--prune").expect_exit(64)

    ran.expect_words("! no manifest any more, and the entries stay as they are: ")
    assert both(published, STEMS) == spoiled


def test_a_run_of_the_sandbox_is_put_back_there(two_catalogs: TwoCatalogFolder) -> None:
    two_catalogs.write("parcs", title="Parcs", description=DESCRIPTION)
    two_catalogs.run("sync", "--yes", "--sandbox").expect_exit(0)
    two_catalogs.write("parcs", title="XX", description=DESCRIPTION)
    two_catalogs.run("sync", "--yes", "--sandbox").expect_exit(0)

    two_catalogs.run("rollback", "latest", "--yes").expect_exit(64).expect_words("in the sandbox: add --sandbox")
    two_catalogs.run("rollback", "latest", "--yes", "--sandbox").expect_exit(0)

    text = (two_catalogs.manifests / two_catalogs.producer / "parcs.yml").read_text(encoding="utf-8")
    assert "title: Parcs\n" in text
    two_catalogs.run("plan", "--sandbox", "--exit-code").expect_exit(0)


def test_what_held_it_back_names_the_same_run_with_the_option(published: TwoCatalogFolder) -> None:
    """“latest” would be the rollback itself, once a part of it is written."""
    spoil(published)
    published.write_settings(guards={"rows": {"producer": 0, "run": 0}, "takeovers": {"producer": 0, "run": 0}})
    run = published.run("runs", "--format", "json").document["runs"][0]["run"]
    published.ckan.call("package_patch", id=published.name("parcs"), title="Corrigé à la main")

    ran = published.run("rollback", "latest", "--yes").expect_exit(3)

    ran.expect_words(f"publisher rollback {run} --on-conflict manifest")
    published.run("rollback", run, "--on-conflict", "manifest", "--yes").expect_exit(0)
    assert published.show_ckan("parcs")["title"] == "Parcs"


# ---- from the history alone


def lose_the_journals(folder: TwoCatalogFolder) -> str:
    """Record the history, then remove the folder of the tool, as a runner does; return the history's file."""
    folder.run("runs", "record", "historique.jsonl").expect_exit(0)
    shutil.rmtree(folder.root / ".publisher")
    return "historique.jsonl"


def test_the_history_alone_brings_back_what_git_has(published: TwoCatalogFolder) -> None:
    before = both(published, STEMS)
    spoil(published)
    history = lose_the_journals(published)

    seen = published.run("runs", "diff", "latest", "--history", history).expect_exit(0)
    seen.expect_words(f"{published.key('parcs')}", "title (the values are those of the commits)")
    published.run("rollback", "latest", "--history", history, "--yes").expect_exit(0)

    assert both(published, STEMS) == before
    published.expect_settled(3)


def test_the_history_names_what_the_portal_alone_had(published: TwoCatalogFolder) -> None:
    published.ckan.call("package_patch", id=published.name("parcs"), license_id="cc-by")
    words = ["parcs", "ville"]
    published.write("parcs", title="Parcs", description=f"{DESCRIPTION} parcs", keywords=words, license="odc-odbl")
    commit(published)
    published.run("sync", "--yes", "--on-conflict", "manifest").expect_exit(0)
    history = lose_the_journals(published)

    ran = published.run("rollback", "latest", "--history", history, "--yes").expect_exit(3)

    ran.expect_words(
        "only the catalogue had the former value, and the journal of the run no longer exists: ckan · license"
    )
    assert published.show("parcs")["license"] == "lov2"


def test_a_history_has_a_line_for_each_entry_and_no_value(published: TwoCatalogFolder) -> None:
    spoil(published)
    published.run("runs", "record", "h.jsonl").expect_exit(0).expect_words("12 lines added to the history")
    published.run("runs", "record", "h.jsonl").expect_exit(0).expect_words("0 lines added to the history")

    text = (published.root / "h.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert sorted({(line["key"], line["catalog"]) for line in lines}) == sorted(
        (published.key(stem), catalog) for stem in STEMS for catalog in ("ckan", "udata")
    )
    assert all(len(line["commit"]) == 40 and line["by"] and line["at"] for line in lines)
    assert "XX" not in text
    assert DESCRIPTION not in text
    assert lines[-1]["fields"]["title"][0] != lines[-1]["fields"]["title"][1]
    listed = published.run("runs", "--history", "h.jsonl", "--format", "json").document["runs"]
    assert len(listed) == 2


@pytest.mark.parametrize("line", ["{}", "[]", '{"format_version": 2}', "a"])
def test_a_file_that_is_no_history_is_refused_and_stays(two_catalogs: TwoCatalogFolder, line: str) -> None:
    (two_catalogs.root / "h.jsonl").write_text(f"{line}\n", encoding="utf-8")

    for arguments in (("runs", "--history", "h.jsonl"), ("runs", "record", "h.jsonl")):
        two_catalogs.run(*arguments).expect_exit(64).expect_words("h.jsonl, line 1: this is no line of a history")
    assert (two_catalogs.root / "h.jsonl").read_text(encoding="utf-8") == f"{line}\n"


def test_a_long_run_is_reported_by_producer(two_catalogs: TwoCatalogFolder) -> None:
    two_catalogs.write_many(40)

    ran = two_catalogs.run("sync", "--yes").expect_exit(0)

    ran.expect_words(f"✔ {two_catalogs.producer} · 80 entries (create 80)")
    assert "jeu-00" not in ran.out
    named = next(line for line in ran.out.splitlines() if line.startswith("Every entry, with its address:"))
    listed = two_catalogs.run(*named.partition("publisher ")[2].split()).expect_exit(0)
    assert listed.out.count("✔") == 80


@pytest.mark.parametrize("is_committed", [True, False])
def test_an_older_run_is_put_back_but_not_what_a_newer_one_changed(
    published: TwoCatalogFolder, is_committed: bool
) -> None:
    spoil(published)
    older = published.run("runs", "--format", "json").document["runs"][0]["run"]
    words = {"description": f"{DESCRIPTION} parcs", "keywords": ["parcs"], "license": "odc-odbl"}
    published.write("parcs", title="Parcs de la ville", **words)
    if is_committed:
        commit(published)
    published.sync()

    ran = published.run("rollback", older, "--yes").expect_exit(3)

    ran.expect_words("the manifest has another value by now, which stays")
    assert published.show_ckan("parcs")["title"] == "Parcs de la ville"
    assert published.show_ckan("parcs")["license_id"] == "lov2"
    assert published.show("parcs")["title"] == "Parcs de la ville"
    assert published.show_ckan("toilettes")["title"] == "Toilettes"
    published.pending(NOTHING_WAITS)


# ---- only what the run wrote, and only where it is still so


def describe(folder: TwoCatalogFolder, **fields: object) -> None:
    """Write the manifest of the parks."""
    fields = {"title": "Parcs", "description": f"{DESCRIPTION} parcs", "keywords": ["parcs", "ville"], **fields}
    folder.write("parcs", **fields)


def test_a_second_rollback_does_not_bring_back_what_the_first_put_back(published: TwoCatalogFolder) -> None:
    spoil(published)
    published.run("rollback", "latest", "--yes").expect_exit(0)
    commit(published)
    describe(published, frequency="monthly")
    commit(published)
    published.sync()

    published.run("rollback", "latest", "--yes").expect_exit(0)

    assert published.show_ckan("parcs")["title"] == published.show("parcs")["title"] == "Parcs"
    assert published.show("parcs")["frequency"] in (None, "unknown", "notPlanned")
    published.pending(NOTHING_WAITS)


def test_good_edits_that_another_machine_published_stay(published: TwoCatalogFolder) -> None:
    """Their journal is not on this machine."""
    better = f"{DESCRIPTION} Les parcs sont fermés la nuit."
    describe(published, description=better)
    commit(published)
    published.sync()
    newest = max(runs_of(published), key=lambda path: path.stat().st_mtime_ns)
    newest.unlink()
    describe(published, description=better, title="XX")
    commit(published)
    published.sync()

    published.run("rollback", "latest", "--yes").expect_exit(0)

    assert published.show_ckan("parcs")["title"] == "Parcs"
    assert published.show_ckan("parcs")["notes"] == better
    assert better in yaml.safe_load((published.manifests / published.producer / "parcs.yml").read_text())["description"]


def runs_of(folder: TwoCatalogFolder) -> list[Path]:
    """Return the journals."""
    return [*(folder.root / ".publisher" / "runs").glob("*.jsonl")]


def test_a_title_typed_since_stays(published: TwoCatalogFolder) -> None:
    spoil(published)
    describe(published, title="Titre tapé depuis", keywords=["parcs"], license="odc-odbl")

    ran = published.run("rollback", "latest", published.key("parcs"), "--yes").expect_exit(3)

    ran.expect_words("the manifest has another value by now, which stays")
    text = (published.manifests / published.producer / "parcs.yml").read_text(encoding="utf-8")
    assert "title: Titre tapé depuis\n" in text


def test_the_bytes_that_a_rollback_replaces_are_kept(published: TwoCatalogFolder) -> None:
    """Git never had them."""
    with_file(published, FILE_AFTER)
    published.sync()

    ran = published.run("rollback", "latest", "--yes").expect_exit(0)

    (copy,) = (published.root / ".publisher" / "before-rollback").rglob("places.csv")
    assert copy.read_text(encoding="utf-8") == FILE_AFTER
    ran.expect_words("copies are in .publisher/before-rollback/")
    assert ckan_values(published, "places")["files"] == [FILE_BEFORE.encode()]


def test_a_file_that_git_has_otherwise_is_not_sent(published: TwoCatalogFolder) -> None:
    with_file(published, FILE_AFTER)
    published.sync()
    git(published, "rm", "--quiet", "--cached", f"manifests/{published.producer}/places.csv")
    git(published, "commit", "--quiet", "--amend", "--message", "Sans le fichier")
    edit_commit_of_runs(published)

    ran = published.run("rollback", "latest", "--yes").expect_exit(3)

    ran.expect_words("git does not have its former file, or it was replaced since")
    assert ckan_values(published, "places")["files"] == [FILE_AFTER.encode()]


def edit_commit_of_runs(folder: TwoCatalogFolder) -> None:
    """Let the journals name the present commit."""
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder.root, check=True, capture_output=True, text=True)
    for path in sorted(runs_of(folder), key=lambda path: path.stat().st_mtime_ns):  # they stay in this order
        start, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
        document = {**json.loads(start), "commit": head.stdout.strip()}
        path.write_text("".join([json.dumps(document) + "\n", *rest]), encoding="utf-8")


def test_where_nothing_is_written_the_manifests_are_as_they_were(published: TwoCatalogFolder) -> None:
    spoil(published)
    texts = {path: path.read_bytes() for path in published.manifests.rglob("*") if path.is_file()}

    refused = published.run("rollback", "latest").expect_exit(64)
    refused.expect_words("no terminal to ask for confirmation", "The manifests are as they were before.")
    assert {path: path.read_bytes() for path in texts} == texts

    for stem in STEMS:
        published.ckan.call("package_patch", id=published.name(stem), title=f"À la main {stem}", license_id="cc-by")
    published.run("rollback", "latest", "--catalog", "ckan", "--yes").expect_exit(3)
    assert {path: path.read_bytes() for path in texts} == texts
