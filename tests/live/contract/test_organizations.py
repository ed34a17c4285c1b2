"""An organization that was renamed in the catalogue is the same one: nothing is made again, moved or blocked for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.live.contract.catalog_folder import CATALOG, CatalogFolder
from tests.live.manifest_folder import NOTHING_WAITS, WAITS


@pytest.fixture
def renaming(folder: CatalogFolder) -> Iterator[CatalogFolder]:
    """Provide a folder whose producer publishes in an organization that the test may rename."""
    folder.backend.organization = folder.backend.make_organization()
    folder.write_settings()
    yield folder
    folder.backend.drop_organization(folder.backend.organization)


def named_by(folder: CatalogFolder, how: str) -> str:
    """Write the organization into producer.yml by its name or its id, and return what is written."""
    backend = folder.backend
    written = backend.organization if how == "name" else backend.organization_id()
    folder.write_producer(folder.producer, written)
    return written


def rename(folder: CatalogFolder) -> str:
    """Rename the organization in the catalogue, and return its new name. From now on the test asks by its id."""
    backend = folder.backend
    backend.organization = backend.organization_id()
    return backend.rename_organization(backend.organization)


def place(folder: CatalogFolder) -> str:
    """Return the place that names the organization."""
    return f"manifests/{folder.producer}/producer.yml:3:"


@pytest.mark.parametrize("how", ["name", "id"])
def test_a_renamed_organization_changes_nothing_and_is_said_once(renaming: CatalogFolder, how: str) -> None:
    written = named_by(renaming, how)
    renaming.write_many(2)
    renaming.sync()
    entries = renaming.backend.entries()
    before = {entry.id: entry for entry in renaming.backend.all()}

    new = rename(renaming)

    ran = renaming.pending(NOTHING_WAITS).expect_words("2 unchanged")
    told = f"the organization “{written}” of {CATALOG} is now called “{new}”"
    assert ran.words.count(told) == (1 if how == "name" else 0)
    if how == "name":
        id_ = renaming.backend.organization
        ran.expect_words(place(renaming), f"Write {new} here in place of {written}; or {id_}: this id stays")
    renaming.sync().expect_words("Nothing to do")
    assert {entry.id: entry for entry in renaming.backend.all()} == before
    assert renaming.backend.entries().keys() == entries.keys()


def test_the_run_goes_on_with_the_former_name(renaming: CatalogFolder) -> None:
    """An entry is changed, a new one is made beside it, and one is withdrawn: all in the organization as it is now."""
    named_by(renaming, "name")
    changed, *_others = [renaming.published(stem, title=f"Jeu {stem}") for stem in ("a", "b")]
    rename(renaming)
    renaming.write("a", title="Autre titre")
    renaming.write("c", title="Jeu c")
    renaming.remove("b")

    renaming.pending(WAITS).expect_words("1 to create, 1 to change", "1 entry that no manifest publishes")
    renaming.sync("--prune").expect_words("3 of 3 entries done")

    states = {entry.title: entry.state for entry in renaming.backend.all()}
    archived = renaming.backend.traits.archived
    assert states == {"Autre titre": "public", "Jeu c": "public", "Jeu b": archived}
    assert renaming.backend.read(changed.id).title == "Autre titre"
    renaming.pending(NOTHING_WAITS)


def test_the_other_commands_go_on_too(renaming: CatalogFolder) -> None:
    """What is asked for by the former name: the state, the check, the edits of the catalogue, the link of an entry."""
    written = named_by(renaming, "name")
    entry = renaming.published()
    foreign = renaming.backend.make_foreign("Autre jeu", organization=renaming.backend.organization)
    new = rename(renaming)
    told = f"the organization “{written}” of {CATALOG} is now called “{new}”"

    renaming.run("status").expect_exit(0).expect_words(entry.name, told)
    renaming.run("doctor").expect_exit(0).expect_words(f"may write to {new}", told)
    renaming.backend.edit(entry.id, description="Texte du catalogue.")
    renaming.run("pull", renaming.key("toilettes"), "--yes").expect_exit(0).expect_words(told)
    assert renaming.changes() == {}
    renaming.write("autre", title="Autre jeu", catalogs={CATALOG: {"entry": foreign}})
    renaming.run("adopt", renaming.key("autre"), "--yes").expect_exit(0).expect_words(told)
    assert renaming.read("autre").id == foreign
    renaming.remove("autre")
    renaming.run("release", renaming.key("autre"), "--yes").expect_exit(0)
    assert "publisher_key" not in renaming.backend.read(foreign).marker


def test_entries_are_imported_by_the_former_name(renaming: CatalogFolder) -> None:
    written = named_by(renaming, "name")
    renaming.published()
    renaming.backend.make_foreign("Autre jeu", organization=renaming.backend.organization)
    new = rename(renaming)

    ran = renaming.run("import", renaming.producer, "--catalog", CATALOG).expect_exit(0)

    ran.expect_words("1 to adopt", f"the organization “{written}” of {CATALOG} is now called “{new}”")
    assert len(list((renaming.manifests / renaming.producer).glob("*.yml"))) == 3


def test_the_warning_in_french(renaming: CatalogFolder) -> None:
    written = named_by(renaming, "name")
    renaming.published()
    new = rename(renaming)

    ran = renaming.run("plan", lang="fr").expect_exit(0)

    ran.expect_words(f"l'organisation « {written} » de {CATALOG} s'appelle maintenant « {new} »", place(renaming))


def test_a_name_that_another_organization_took_is_no_rename(renaming: CatalogFolder, other_organization: str) -> None:
    """The entry is in one organization and the manifest names another: that is a real move, for a person to do."""
    named_by(renaming, "name")
    renaming.published()
    before = renaming.backend.entries()
    renaming.write_producer(renaming.producer, other_organization)

    step = renaming.step()

    assert (step["step"], step["why"]) == ("blocked", "organization")
    renaming.sync(code=3).expect_words(renaming.backend.organization, other_organization, "in the catalogue")
    assert renaming.backend.entries() == before
