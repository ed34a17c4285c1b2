"""`publisher drift` against a catalogue in memory: exit codes, options, formats."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from publisher.model.drift import LastChange
from publisher.model.entry import Entry
from publisher.model.findings import Finding, Position
from publisher.model.messages import message
from publisher.rules.links import DEAD_LINK, NO_ANSWER
from tests.unit.builders import edited
from tests.unit.fake_catalog import FakeCatalog, Fault, unavailable

from .conftest import CATALOGS, DATASET, PRODUCER, Shell, dataset_of


def edit(catalog: FakeCatalog, **fields: str) -> None:
    """Edit the one entry of the catalogue by hand."""
    (entry_id,) = catalog.entries
    catalog.entries[entry_id] = edited(catalog.entries[entry_id], **fields)


@pytest.fixture
def published(shell: Shell, managed: FakeCatalog) -> FakeCatalog:
    """Return the catalogue with the one dataset published."""
    assert shell("sync", "--yes").code == 0
    managed.log.clear()
    return managed


def test_nothing_was_edited(shell: Shell, published: FakeCatalog) -> None:
    ran = shell("drift")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-1] == "Nothing was edited in the catalogues since our last write."
    assert published.writes == []


def test_an_edit_has_both_values_and_the_commands_to_type_next(shell: Shell, published: FakeCatalog) -> None:
    edit(published, title="Du portail")
    ran = shell("drift", "bron", "--catalog", "grandlyon", "--exclude", "bron/x*")
    selected = "bron --catalog grandlyon --exclude 'bron/x*'"
    assert ran.code == 2
    assert ran.out.splitlines()[2:] == [
        "",
        "bron",
        "  ≈ bron/wc · grandlyon",
        '      title         "Toilettes publiques" → "Du portail"',
        "",
        "1 entry edited in its catalogue, 1 field",
        f"To copy the edits into the manifests:  publisher pull {selected}",
        f"To restore the values of the manifests:  publisher sync {selected} --drift revert",
    ]
    assert published.writes == []


def test_a_change_of_the_manifest_is_no_drift(shell: Shell, published: FakeCatalog) -> None:
    shell.write("bron/wc.yml", DATASET.replace("Toilettes publiques", "Toilettes gratuites"))
    assert shell("drift").code == 0


def test_a_conflict_is_marked_and_hides_no_other_edit(shell: Shell, published: FakeCatalog) -> None:
    edit(published, title="Du portail", description="Du portail aussi")
    shell.write("bron/wc.yml", DATASET.replace("Toilettes publiques", "Toilettes gratuites"))
    ran = shell("drift", "--format", "json")
    (entry,) = json.loads(ran.out)["entries"]
    assert ran.code == 2
    assert entry["kind"] == "conflict"
    assert [(change["path"], change["kind"]) for change in entry["changes"]] == [
        ("title", "conflict"), ("description", "drift"),
    ]  # fmt: skip
    assert (entry["changes"][0]["old"], entry["changes"][0]["new"]) == ("Toilettes gratuites", "Du portail")


def test_the_keys_of_the_result_never_change(shell: Shell, published: FakeCatalog) -> None:
    edit(published, title="Du portail")
    document = json.loads(shell("drift", "--late", "--format", "json").out)
    (entry,) = document["entries"]
    assert document.keys() == {
        "format_version", "drifted", "entries", "not_compared", "catalogs", "counts", "late",
    }  # fmt: skip
    assert entry.keys() == {
        "key", "producer", "catalog", "title", "address", "kind", "changes", "last_changed",
    }  # fmt: skip
    assert entry["changes"][0].keys() == {"path", "kind", "old", "new"}
    assert document["counts"].keys() == {"compared", "edited", "conflict", "deleted", "fields", "not_compared"}


def test_an_ignored_field_counts_in_nothing(shell: Shell, published: FakeCatalog) -> None:
    edit(published, title="Du portail")
    ran = shell("drift", "--ignore", "title", "--ignore", "resources")
    assert ran.code == 0
    assert "Du portail" not in ran.out


def test_an_unknown_field_is_wrong_usage(shell: Shell, published: FakeCatalog) -> None:
    ran = shell("drift", "--ignore", "titel")
    assert (ran.code, ran.out) == (64, "")
    assert "there is no field “titel”; did you mean “title”?" in ran.err
    assert published.log == []


def test_a_catalogue_that_cannot_be_read(shell: Shell, published: FakeCatalog) -> None:
    published.fail("check", Fault(unavailable()))
    assert shell("drift").code == 1


def test_who_and_when_where_the_catalogue_says_it(
    shell: Shell, published: FakeCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def last_change(_catalog: FakeCatalog, _entry: Entry) -> LastChange:
        return LastChange("2026-11-27T10:12:00+00:00", "Jean Dupont")

    monkeypatch.setattr(FakeCatalog, "last_change", last_change, raising=False)
    monkeypatch.setattr(FakeCatalog, "data_updated", lambda _catalog, _entry: None, raising=False)
    edit(published, title="Du portail")
    assert "bron/wc · grandlyon · entry last changed on 2026-11-27 10:12 UTC by Jean Dupont" in shell("drift").out


def test_late_data_count_only_where_they_are_asked_for(
    shell: Shell, published: FakeCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    updated = datetime(2024, 1, 31, tzinfo=UTC)
    monkeypatch.setattr(FakeCatalog, "last_change", lambda _catalog, _entry: None, raising=False)
    monkeypatch.setattr(FakeCatalog, "data_updated", lambda _catalog, _entry: updated, raising=False)
    shell.write("bron/wc.yml", DATASET + "frequency: monthly\n")
    shell("sync", "--yes")

    assert shell("drift").code == 0
    ran = shell("drift", "--late")
    assert ran.code == 2
    assert "⚠ bron/wc · grandlyon · monthly · last update on 2024-01-31 · " in ran.out
    shell.write("bron/wc.yml", DATASET + "frequency: irregular\n")
    assert shell("drift", "--late").code == 0


def test_dead_links_count_only_where_they_are_asked_for(
    shell: Shell, published: FakeCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Position("manifests/bron/wc.yml", 4, 3)
    findings: tuple[Finding, ...] = (
        DEAD_LINK.at(place, message("removed")), NO_ANSWER.at(place, message("draft")),
    )  # fmt: skip
    monkeypatch.setattr("publisher.cli.drift.link_findings", lambda _workspace: findings)
    assert shell("drift").code == 0
    ran = shell("drift", "--links", "--format", "json")
    assert ran.code == 2
    assert [link["rule"] for link in json.loads(ran.out)["links"]] == ["PUB580"]
    assert "### " in shell("drift", "--links", "--format", "markdown").out


def test_an_entry_that_cannot_be_compared_is_said(shell: Shell, published: FakeCatalog) -> None:
    (entry,) = published.entries.values()
    published.entries[entry.id] = replace(entry, marker=None)
    ran = shell("drift")
    assert ran.code == 3
    assert "  ! bron/wc · grandlyon · not compared" in ran.out


# ---- as files, for the issues of a repository


def files_in(folder: str) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
            for path in Path(folder).rglob("*.md")}  # fmt: skip


def test_each_producer_with_something_to_see_to_has_a_file(shell: Shell, published: FakeCatalog) -> None:
    shell.write("lyon/producer.yml", PRODUCER.replace("Bron", "Lyon"))
    shell.write("lyon/parcs.yml", dataset_of("Parcs"))
    shell("sync", "--yes")
    edited_one = next(entry for entry in published.entries.values() if entry.content.title == "Parcs")
    published.entries[edited_one.id] = edited(edited_one, title="Du <portail> @maire")
    ran = shell("drift", "--catalog", "grandlyon", "--out", "nuit", "--format", "markdown")

    files = files_in("nuit")
    assert ran.code == 2
    assert files.keys() == {"report.md", "producers/lyon.md"}
    assert files["report.md"] in ran.out
    lines = files["producers/lyon.md"].splitlines()
    assert lines[0] == "### 1 entry edited in its catalogue, 1 field"
    assert "Du &lt;portail&gt; @\u200bmaire" in lines[3]
    assert lines[-2].endswith("publisher pull lyon --catalog grandlyon")


def test_where_nothing_was_edited_there_is_the_report_alone(shell: Shell, published: FakeCatalog) -> None:
    assert shell("drift", "--out", "nuit").code == 0
    assert files_in("nuit").keys() == {"report.md"}


def test_the_file_of_a_producer_is_the_same_every_day(
    shell: Shell, published: FakeCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise its issue would change every night: it has no days, and no cost of reading."""
    updated = datetime(2024, 1, 31, tzinfo=UTC)
    monkeypatch.setattr(FakeCatalog, "last_change", lambda _catalog, _entry: None, raising=False)
    monkeypatch.setattr(FakeCatalog, "data_updated", lambda _catalog, _entry: updated, raising=False)
    shell.write("bron/wc.yml", DATASET + "frequency: monthly\n")
    shell("sync", "--yes")
    shell("drift", "--late", "--out", "nuit")
    text = files_in("nuit")["producers/bron.md"]

    assert "⚠ bron/wc · grandlyon · monthly · last update on 2024-01-31\n" in text
    assert "calls" not in text


def test_an_entry_that_cannot_be_compared_is_in_the_file_of_its_producer(shell: Shell, published: FakeCatalog) -> None:
    (entry,) = published.entries.values()
    published.entries[entry.id] = replace(entry, marker=None)
    assert shell("drift", "--out", "nuit").code == 3
    assert "bron/wc · grandlyon · not compared" in files_in("nuit")["producers/bron.md"]


def test_a_dead_link_of_a_shared_file_is_in_that_of_the_folder(
    shell: Shell, published: FakeCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings = (DEAD_LINK.at(Position("manifests/defaults.yml", 4, 3), message("removed")),)
    monkeypatch.setattr("publisher.cli.drift.link_findings", lambda _workspace: findings)
    shell("drift", "--links", "--out", "nuit")
    assert "removed" in files_in("nuit")["producers/manifests.md"]


def test_files_of_an_earlier_result_are_not_mixed_with_these(shell: Shell, published: FakeCatalog) -> None:
    Path("nuit").mkdir()
    Path("nuit/reste.md").touch()
    ran = shell("drift", "--out", "nuit")
    assert (ran.code, "--out" in ran.err, "nuit is not empty" in ran.err) == (64, True, True)
    assert published.log == []


def test_a_catalogue_that_cannot_be_read_leaves_no_report(shell: Shell, published: FakeCatalog) -> None:
    published.fail("check", Fault(unavailable()))
    assert shell("drift", "--out", "nuit").code == 1
    assert not Path("nuit").exists()


# ---- tokens that expire


@pytest.mark.parametrize(("day", "verb"), [("2020-01-31", "expired"), ("{soon}", "expires")])
def test_a_token_that_expires_is_named_and_no_edit(shell: Shell, published: FakeCatalog, day: str, verb: str) -> None:
    day = day.format(soon=(datetime.now(UTC) + timedelta(days=9)).date())
    shell.write("catalogs.yml", CATALOGS + f"    token_expires: {day}\n")
    ran = shell("drift", "--out", "nuit")

    assert ran.code == 0
    assert f"! grandlyon: the token in PUBLISHER_TOKEN {verb} on {day}" in ran.out
    assert f"PUBLISHER\\_TOKEN {verb} on {day}" in files_in("nuit")["tokens.md"]
    document = json.loads(shell("drift", "--format", "json").out)
    assert document["tokens"] == [
        {"catalog": "grandlyon", "variable": "PUBLISHER_TOKEN", "expires": day, "has_expired": verb == "expired"}
    ]


def test_a_token_that_works_for_long_is_not_named(shell: Shell, published: FakeCatalog) -> None:
    shell.write("catalogs.yml", CATALOGS + "    token_expires: 2999-01-31\n")
    assert "token" not in shell("drift").out


# ---- and their way into a public pull request


def test_edits_of_entries_that_are_not_public_can_be_left_out_of_a_pull(shell: Shell, published: FakeCatalog) -> None:
    shell.write("bron/wc.yml", DATASET + "state: private\n")
    shell.write("bron/parcs.yml", dataset_of("Parcs"))
    assert shell("sync", "--yes", "--allow", "hidings=1").code == 0
    for entry in tuple(published.entries.values()):
        published.entries[entry.id] = edited(entry, description=f"Du portail : {entry.content.title} et leur usage.")

    ran = shell("pull", "--yes", "--public-entries")
    assert "1 dataset left out: its entry is not public" in ran.err
    assert "Du portail" not in Path("manifests/bron/wc.yml").read_text(encoding="utf-8")
    assert "Du portail" in Path("manifests/bron/parcs.yml").read_text(encoding="utf-8")
    assert shell("pull", "--yes").code == 0
    assert "Du portail" in Path("manifests/bron/wc.yml").read_text(encoding="utf-8")
