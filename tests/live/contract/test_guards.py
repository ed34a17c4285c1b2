"""Unusual changes are held back, with the option that lets them pass once."""

from __future__ import annotations

import pytest

from tests.live.backends import PUBLIC
from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.manifest_folder import NOTHING_WAITS, PERSON_DECIDES

NONE = {"producer": 0, "run": 0}


def guard(folder: CatalogFolder, **limits: object) -> None:
    """Write limits into catalogs.yml."""
    folder.guards = limits
    folder.write_settings()


def states(folder: CatalogFolder) -> list[str]:
    """Return the state of each entry."""
    return [entry.state for entry in folder.backend.all()]


def test_creates_are_guarded(folder: CatalogFolder) -> None:
    guard(folder, creates={"producer": 2, "run": 10})
    folder.write_many(3)

    folder.sync(code=3).expect_words("--allow creates=3")
    assert folder.backend.entries() == {}

    folder.sync("--allow", "creates=3")
    folder.expect_settled(3)


@pytest.mark.parametrize("state", ["draft", "private"])
def test_hidings_are_guarded(folder: CatalogFolder, state: str) -> None:
    guard(folder, hidings=NONE)
    folder.write_many(2)
    folder.sync()
    folder.write_many(2, state=state)

    folder.pending(PERSON_DECIDES).expect_words("--allow hidings=2")
    folder.sync(code=3)
    assert states(folder) == [PUBLIC, PUBLIC]

    folder.sync("--allow", "hidings=2")
    assert PUBLIC not in states(folder)
    folder.expect_settled(2)


def test_publishing_what_was_private_is_not_a_hiding(folder: CatalogFolder) -> None:
    guard(folder, hidings=NONE, creates={"producer": 2, "run": 2})
    folder.write_many(2, state="private")
    folder.sync()
    folder.write_many(2)

    folder.sync()

    assert states(folder) == [PUBLIC, PUBLIC]
    folder.expect_settled(2)


def test_private_entries_count_as_creations(folder: CatalogFolder) -> None:
    guard(folder, creates=NONE)
    folder.write_many(2, state="private")

    folder.sync(code=3).expect_words("--allow creates=2")

    assert folder.backend.entries() == {}


def test_pruning_is_guarded(folder: CatalogFolder) -> None:
    guard(folder, hidings=NONE)
    folder.write_many(3)
    folder.sync()
    for stem in ("jeu-00", "jeu-01"):
        folder.remove(stem)

    folder.sync("--prune", code=3).expect_words("--allow hidings=2")

    assert states(folder) == [PUBLIC] * 3
    folder.pending(PERSON_DECIDES, "--prune")
    folder.pending(NOTHING_WAITS)
    folder.sync("--prune", "--allow", "hidings=2")
    assert states(folder).count(PUBLIC) == 1


def test_the_usual_limits_hold_where_nothing_is_said(folder: CatalogFolder) -> None:
    """Two of two entries hidden at once is unusual, also for a producer of two datasets."""
    folder.write_many(2)
    folder.sync()
    folder.drop_guards()
    folder.write_many(2, state="archived")

    folder.sync(code=3).expect_words("--allow hidings=2")

    assert states(folder) == [PUBLIC, PUBLIC]


def rows(count: int, columns: int = 3) -> str:
    """Return a table of this size."""
    return "".join(";".join(f"{row}-{column}" for column in range(columns)) + "\n" for row in range(count + 1))


def table(folder: CatalogFolder, content: str) -> None:
    """Write a dataset with a table."""
    folder.put_file("tableau.csv", content)
    folder.write(resources=[{"id": "csv", "title": "Tableau", "path": "tableau.csv"}])


def test_a_table_that_loses_a_column_is_held_back(folder: CatalogFolder) -> None:
    guard(folder, columns=NONE)
    table(folder, rows(20, columns=4))
    folder.published("autre", title="Autre jeu")
    table(folder, rows(20, columns=3))
    folder.write("autre", title="Nouveau titre")

    folder.sync(code=3).expect_words("4 → 3 columns", "lose 1 column", "--allow columns=1")
    assert folder.backend.download(folder.read().resources[0]) == rows(20, columns=4).encode()
    assert folder.read("autre").title == "Nouveau titre", "one dataset is held back, not the others"
    folder.sync("--allow", "columns=1")

    folder.expect_settled(2)


def test_a_table_that_loses_many_rows_is_held_back(folder: CatalogFolder) -> None:
    guard(folder, rows={"producer": 5, "run": 50})
    for count in (100, 96, 200):
        table(folder, rows(count))
        folder.sync()
    table(folder, rows(3))

    folder.sync(code=3).expect_words("200 → 3 rows", "197 rows", "--allow rows=197")
    assert folder.backend.download(folder.read().resources[0]) == rows(200).encode()
    folder.sync("--allow", "rows=197")

    folder.expect_settled(1)


def test_datasets_that_change_are_guarded(folder: CatalogFolder) -> None:
    """What `publisher set '*'` changes at once is held back, and goes on with the option that the message names."""
    guard(folder, changes={"producer": 2, "run": 10})
    folder.write_many(3)
    folder.sync()
    folder.run("set", "*", "frequency=monthly", "--yes").expect_exit(0)

    folder.sync(code=3).expect_words("3 datasets of", "would be changed (limit 2)", "--allow changes=3")
    assert [entry.frequency for entry in folder.backend.all()].count("monthly") == 0

    folder.sync("--allow", "changes=3")
    folder.expect_settled(3)


def test_two_datasets_that_change_are_at_the_limit(folder: CatalogFolder) -> None:
    guard(folder, changes={"producer": 2, "run": 2})
    folder.write_many(3)
    folder.sync()
    folder.write_many(2, frequency="monthly")

    folder.sync()
    folder.expect_settled(3)


def test_a_share_of_the_published_datasets_is_guarded(folder: CatalogFolder) -> None:
    guard(folder, changes={"producer": 50, "run": 50, "producer_share": "50 %"})
    folder.write_many(4)
    folder.sync()
    folder.write_many(2, frequency="monthly")
    folder.sync()
    folder.write_many(3, frequency="weekly")

    folder.sync(code=3).expect_words("3 datasets of", "(limit 50 % of 4)", "--allow changes=3")

    folder.sync("--allow", "changes=3")
    folder.expect_settled(4)


def test_licences_of_published_datasets_are_guarded(folder: CatalogFolder) -> None:
    guard(folder, licenses={"producer": 1, "run": 1})
    folder.write_many(2, license="lov2")
    folder.sync()
    folder.write_many(1, license="odc-odbl")
    folder.sync()
    folder.write_many(2, license="odc-by")

    folder.sync(code=3).expect_words("the licence of 2 published datasets", "--allow licenses=2")
    assert sorted(str(entry.license) for entry in folder.backend.all()) == ["lov2", "odc-odbl"]

    folder.sync("--allow", "licenses=2")
    folder.expect_settled(2)


def test_a_short_table_that_loses_more_than_half_of_its_rows_is_held_back(folder: CatalogFolder) -> None:
    guard(folder, rows={"producer": 5, "run": 50, "producer_share": "50 %"})
    table(folder, rows(6))
    folder.sync()
    table(folder, rows(3))
    folder.sync()
    table(folder, rows(1))

    folder.sync(code=3).expect_words("a file would lose 2 of its 3 rows (limit 50 %)", "--allow rows=2")
    folder.sync("--allow", "rows=2")
    folder.expect_settled(1)


def test_a_protected_dataset_is_not_hidden(folder: CatalogFolder) -> None:
    """Not even by the change that takes `protect: true` out of the manifest."""
    folder.published(protect=True)
    folder.expect_settled(1)
    for protect in (True, None):
        folder.write(state="archived", protect=protect)
        folder.sync(code=3).expect_words("1 protected dataset", "--allow protected=1")
        assert states(folder) == [PUBLIC]

    folder.sync("--allow", "protected=1")
    assert states(folder) != [PUBLIC]
    folder.expect_settled(1)


def test_a_protected_dataset_is_not_pruned(folder: CatalogFolder) -> None:
    folder.published(protect=True)
    folder.published("autre", title="Autre jeu")
    folder.remove()

    folder.sync("--prune", code=3).expect_words("1 protected dataset", "--allow protected=1")
    assert states(folder) == [PUBLIC, PUBLIC]

    folder.sync("--prune", "--allow", "protected=1")
    assert states(folder).count(PUBLIC) == 1


def test_a_protected_dataset_loses_no_row_and_no_resource(folder: CatalogFolder) -> None:
    table(folder, rows(20))
    folder.write(protect=True, resources=[{"id": "csv", "title": "Tableau", "path": "tableau.csv"}])
    folder.sync()
    folder.put_file("tableau.csv", rows(19))
    folder.sync(code=3).expect_words("20 → 19 rows", "1 protected dataset", "--allow protected=1")
    folder.sync("--allow", "protected=1")

    folder.put_file("tableau.csv", rows(30))
    folder.sync()
    (folder.manifests / folder.producer / "tableau.csv").unlink()
    folder.write(protect=True, resources=[{"id": "wfs", "title": "Service", "url": "https://example.org/wfs"}])
    folder.sync(code=3).expect_words("1 protected dataset", "--allow protected=1")
    folder.sync("--allow", "protected=1")
    folder.expect_settled(1)


def test_protection_is_remembered_once_it_was_applied_and_forgotten_after_a_run_without_it(
    folder: CatalogFolder,
) -> None:
    folder.published()
    folder.write(protect=True)
    folder.pending(NOTHING_WAITS)
    folder.sync()
    folder.expect_settled(1)

    folder.write()
    folder.sync()
    folder.write(state="archived")
    folder.sync()
    assert states(folder) != [PUBLIC]
