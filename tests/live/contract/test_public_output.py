"""What everybody can read shows nothing that only a catalogue knows of an entry that is not public."""

from __future__ import annotations

import json

import pytest

from tests.live.backends import PRIVATE
from tests.live.contract.catalog_folder import CATALOG, CatalogFolder
from tests.live.manifest_folder import PLAIN, CommandResult

SECRET = "Nom du riverain concerné"
HIDDEN = "(hidden: the entry is not public)"
IN_ACTIONS = {"GITHUB_ACTIONS": "true"}


def hidden_with_an_edit(folder: CatalogFolder) -> str:
    """Make an entry of ours private, edit its description in the catalogue, and return its name in addresses."""
    entry = folder.published()
    folder.write(state="draft")
    folder.sync()
    folder.backend.edit(entry.id, description=SECRET)
    return str(entry.name)


def run_in_public(folder: CatalogFolder, *arguments: str) -> CommandResult:
    """Run a command as GitHub Actions does."""
    return folder.run(*arguments, env=IN_ACTIONS)


def expect_hidden(ran: CommandResult, *secrets: str) -> None:
    """Assert that an output has the placeholder, and none of the secrets."""
    assert HIDDEN in ran.words.replace("\\", "")
    assert [secret for secret in secrets if secret in ran.output] == []


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
@pytest.mark.parametrize("arguments", [("plan",), ("plan", "--drift", "revert"), ("status",)])
def test_a_plan_in_public_hides_the_values_and_the_address_of_an_entry_that_is_not(
    folder: CatalogFolder, arguments: tuple[str, ...], form: str
) -> None:
    name = hidden_with_an_edit(folder)

    in_public = run_in_public(folder, *arguments, "--format", form).expect_exit(0)
    at_home = folder.run(*arguments, "--format", form).expect_exit(0)
    told = run_in_public(folder, *arguments, "--format", form, "--no-public-output").expect_exit(0)

    expect_hidden(in_public, SECRET, f"/{name}")
    shown = SECRET if arguments[0] == "plan" else f"/{name}"
    assert shown in at_home.output
    assert shown in told.output


def test_a_plan_file_made_in_public_hides_them_and_can_be_applied(folder: CatalogFolder) -> None:
    name = hidden_with_an_edit(folder)

    run_in_public(folder, "plan", "--drift", "revert", "--out", "plan.json").expect_exit(0)
    text = (folder.root / "plan.json").read_text(encoding="utf-8")
    assert SECRET not in text
    assert f"/{name}" not in text

    folder.run("apply", "plan.json", "--yes").expect_exit(0)
    assert folder.read().description == PLAIN["description"]


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_a_run_in_public_hides_them_in_its_summary_and_its_journal(folder: CatalogFolder, form: str) -> None:
    name = hidden_with_an_edit(folder)

    ran = run_in_public(folder, "sync", "--yes", "--drift", "revert", "--format", form).expect_exit(0)

    expect_hidden(ran, SECRET, f"/{name}")
    journals = (folder.root / ".publisher" / "runs").glob("*.jsonl")
    latest = max(journals, key=lambda file: file.stat().st_mtime_ns).read_text(encoding="utf-8")
    assert '"result": "done"' in latest
    assert PLAIN["description"] in latest, "the manifest's value is public already"
    assert SECRET not in latest
    assert f"/{name}" not in latest
    assert folder.read().description == PLAIN["description"]


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_a_private_entry_made_in_public_has_no_address_there(folder: CatalogFolder, form: str) -> None:
    folder.write(state="private")

    planned = run_in_public(folder, "plan", "--format", form).expect_exit(0)
    made = run_in_public(folder, "sync", "--yes", "--format", form).expect_exit(0)

    entry = folder.read()
    assert (entry.state, folder.backend.is_public(entry.id)) == (PRIVATE, False)
    expect_hidden(made, f"/{entry.name}", entry.id)
    later = [run_in_public(folder, *arguments, "--format", form) for arguments in (("plan",), ("status",))]
    for ran in (planned, *later):
        assert [secret for secret in (f"/{entry.name}", entry.id) if secret in ran.output] == []
    folder.backend.edit(entry.id, description=SECRET)
    expect_hidden(run_in_public(folder, "plan", "--format", form).expect_exit(0), SECRET, f"/{entry.name}")


def test_a_public_entry_is_shown_in_full(folder: CatalogFolder) -> None:
    entry = folder.published()
    folder.backend.edit(entry.id, description=SECRET)

    ran = run_in_public(folder, "plan").expect_exit(0)

    assert SECRET in ran.out
    assert HIDDEN not in ran.output


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_entry_of_others_that_blocks_a_dataset_is_not_named(folder: CatalogFolder, form: str) -> None:
    entry = folder.backend.make_foreign(PLAIN["title"], state=PRIVATE)
    (name,) = (other.name for other in folder.backend.all() if other.id == entry)
    folder.write()

    ran = run_in_public(folder, "plan", "--format", form).expect_exit(0)

    expect_hidden(ran, f"/{name}", entry)
    assert "publisher adopt" in ran.out


def test_an_adoption_in_public_hides_the_values_of_an_entry_that_is_not(folder: CatalogFolder) -> None:
    entry = folder.backend.make_foreign(PLAIN["title"], state=PRIVATE, description=SECRET)
    (name,) = (other.name for other in folder.backend.all() if other.id == entry)
    folder.write()

    ran = run_in_public(folder, "adopt", folder.key("toilettes"), "--yes").expect_exit(0)

    expect_hidden(ran, SECRET, f"/{name}")
    assert folder.read().id == entry


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_import_in_public_names_no_entry_that_is_not(folder: CatalogFolder, form: str) -> None:
    folder.backend.make_foreign(SECRET, state=PRIVATE)

    ran = run_in_public(folder, "import", folder.producer, "--catalog", CATALOG, "--format", form).expect_exit(0)

    expect_hidden(ran, SECRET, "nom-du-riverain")


def test_a_pull_in_public_writes_the_edit_and_does_not_print_it(folder: CatalogFolder) -> None:
    hidden_with_an_edit(folder)

    ran = run_in_public(folder, "pull", folder.key("toilettes"), "--yes").expect_exit(0)

    expect_hidden(ran, SECRET)
    assert SECRET in (folder.manifests / folder.producer / "toilettes.yml").read_text(encoding="utf-8")


def test_json_in_public_keeps_its_keys(folder: CatalogFolder) -> None:
    hidden_with_an_edit(folder)

    in_public = run_in_public(folder, "plan", "--format", "json").document
    at_home = folder.run("plan", "--format", "json").document

    assert in_public.keys() == at_home.keys()
    assert in_public["steps"][0].keys() == at_home["steps"][0].keys()
    (change,) = in_public["steps"][0]["changes"]
    assert change["before"] == HIDDEN
    assert change["after"] == PLAIN["description"]
    assert json.dumps(in_public) != json.dumps(at_home)
