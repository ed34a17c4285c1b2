"""Entries that a harvester made: they may carry a copy of our marker, and are never ours because of it.

CKAN's harvester leaves extras on what it makes. udata sets `harvest`, which its API does not take: a relay adds it to
the replies, as udata gives it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.live.backends import PUBLIC, CatalogEntry
from tests.live.contract.catalog_folder import CATALOG, CatalogFolder
from tests.live.counting import Relay
from tests.live.manifest_folder import NOTHING_WAITS, PERSON_DECIDES, PLAIN

TITLE = PLAIN["title"]
CKAN_SIGN = {"harvest_source_id": "moissonneur"}
UDATA_SIGN = {"backend": "CKAN", "source_id": "5f0", "remote_id": "abc"}


@dataclass
class Harvest:
    """What a harvester did in the catalogue of a test."""

    folder: CatalogFolder
    relay: Relay

    def copy(self, of: CatalogEntry | None = None, title: str = TITLE) -> str:
        """Make an entry as a harvester does, with the marker of ours; return its id."""
        return self.made(of.marker if of else self.marker(), title)

    def made(self, extras: dict[str, str], title: str = TITLE) -> str:
        """Make an entry as a harvester does, with these extras; return its id."""
        sign = CKAN_SIGN if self.folder.backend.kind == "ckan" else {}
        entry = self.folder.backend.make_foreign(title, extras={**extras, **sign})
        self.mark(entry)
        return entry

    def marker(self) -> dict[str, str]:
        """Return the marker that our entry has in the harvester's source."""
        return {
            "publisher_repository": self.folder.repository,
            "publisher_key": self.folder.key("toilettes"),
            "publisher_base": '{"f":{},"v":1}',
        }

    def mark(self, entry: str) -> None:
        """Let every reply of udata say that a harvester made the entry."""
        if self.folder.backend.kind == "ckan":
            return
        for call in ("GET organizations/{}/datasets", "GET me/org_datasets", "GET datasets/{}", "PUT datasets/{}"):
            self.relay.rewrites[call] = _with_harvest(entry, self.relay.rewrites.get(call))


def _with_harvest(entry: str, before: Callable[[bytes], bytes] | None) -> Callable[[bytes], bytes]:
    def rewritten(content: bytes) -> bytes:
        document = json.loads(before(content) if before else content)
        datasets = document if isinstance(document, list) else document.get("data", [document])
        for dataset in datasets:
            if dataset.get("id") == entry:
                dataset["harvest"] = UDATA_SIGN
        return json.dumps(document).encode()

    return rewritten


@pytest.fixture
def harvest(folder: CatalogFolder, folder_relay: Relay) -> Harvest:
    """Provide the harvester of the catalogue."""
    return Harvest(folder, folder_relay)


def test_published_first_then_harvested(folder: CatalogFolder, harvest: Harvest) -> None:
    """The copy is in nobody's way, and named by `status`."""
    ours = folder.published()
    copy = harvest.copy(ours, title="Toilettes moissonnées")
    before = folder.backend.document(copy)

    folder.pending(NOTHING_WAITS)
    folder.write(description="Autre texte.")
    folder.sync()

    assert folder.backend.read(ours.id).description == "Autre texte."
    assert folder.backend.document(copy) == before
    folder.pending(NOTHING_WAITS)
    (document,) = folder.plan()["copies"]
    assert (document["kind"], document["key"]) == ("harvested", folder.key("toilettes"))
    folder.run("status").expect_exit(0).expect_words(
        "1 copy of an entry of ours, made by a harvester", folder.backend.read(copy).name
    )


def test_harvested_first(folder: CatalogFolder, harvest: Harvest) -> None:
    """The copy is not ours: nothing is written to it, and it is named as what it is."""
    copy = harvest.copy()
    before = folder.backend.entries()
    folder.write(description="Autre texte.")

    words = (folder.backend.read(copy).name, "is a harvested copy of", folder.key("toilettes"), f"{CATALOG}: false")
    folder.pending(PERSON_DECIDES).expect_words(*words)
    folder.sync(code=3).expect_words(*words)
    folder.sync("--drift", "revert", "--on-conflict", "manifest", "--prune", code=3)
    folder.run("adopt", folder.key("toilettes"), "--yes").expect_exit(3).expect_words("managed by another tool")

    assert folder.backend.entries() == before


def test_the_advice_for_a_copy_in_the_way_settles_it(folder: CatalogFolder, harvest: Harvest) -> None:
    harvest.copy()
    before = folder.backend.entries()
    folder.write(catalogs={CATALOG: False})

    folder.pending(NOTHING_WAITS)
    folder.sync("--prune")

    assert folder.backend.entries() == before


def test_a_harvested_copy_with_another_title_does_not_stop_a_creation(folder: CatalogFolder, harvest: Harvest) -> None:
    copy = harvest.copy(title="Toilettes moissonnées")
    before = folder.backend.document(copy)

    folder.write()
    folder.sync()

    assert folder.backend.document(copy) == before
    live = [entry for entry in folder.backend.all() if entry.id != copy]
    assert [(entry.title, entry.state) for entry in live] == [(TITLE, PUBLIC)]
    folder.pending(NOTHING_WAITS)


def test_pruning_archives_nothing_that_is_harvested(folder: CatalogFolder, harvest: Harvest) -> None:
    """Neither where the dataset is not published there, nor where its manifest is gone."""
    folder.published("autre", title="Autre jeu")
    copy = harvest.copy()
    before = folder.backend.entries()
    folder.write(catalogs={CATALOG: False})

    assert folder.plan()["orphans"] == []
    folder.sync("--prune")
    folder.remove()
    folder.sync("--prune")

    assert folder.backend.entries() == before
    assert folder.backend.read(copy).state == PUBLIC


def test_a_harvested_entry_with_our_title_and_no_marker(folder: CatalogFolder, harvest: Harvest) -> None:
    """No command is named that would be refused."""
    entry = harvest.made({})
    folder.write()

    shown = folder.pending(PERSON_DECIDES)

    shown.expect_words(folder.backend.read(entry).name, "a harvester rewrites it")
    assert "publisher adopt" not in shown.output


def test_an_import_says_what_a_copy_is(folder: CatalogFolder, harvest: Harvest) -> None:
    harvest.copy()

    shown = folder.run("import", folder.producer, "--catalog", CATALOG, "--dry-run")

    shown.expect_words("a harvested copy of", folder.key("toilettes"))


def test_an_accepted_harvested_entry_goes_on_being_ours(folder: CatalogFolder, harvest: Harvest) -> None:
    """The manifest names it by its id and accepts it: that, and not the marker, says that it is ours."""
    entry = harvest.made({})
    folder.write(catalogs={CATALOG: {"entry": entry, "foreign": "accept"}})
    folder.run("adopt", folder.key("toilettes"), "--yes").expect_exit(0)
    folder.sync()
    folder.pending(NOTHING_WAITS)

    folder.write(catalogs={CATALOG: {"entry": entry, "foreign": "accept"}}, description="Autre texte.")
    folder.sync()

    assert folder.backend.read(entry).description == "Autre texte."
    assert len(folder.backend.all()) == 1
    folder.pending(NOTHING_WAITS)
    copy = harvest.copy(folder.backend.read(entry), title="Toilettes moissonnées")
    folder.pending(NOTHING_WAITS)
    folder.write(description="Autre texte.")
    folder.pending(PERSON_DECIDES).expect_words("is a harvested copy of", f"{CATALOG}: false")
    assert folder.plan()["orphans"] == []
    assert {document["kind"] for document in folder.plan()["copies"]} == {"harvested"}
    assert folder.backend.read(copy).state == PUBLIC
