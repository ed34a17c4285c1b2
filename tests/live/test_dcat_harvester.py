"""What udata's DCAT harvester reads of our entries, as ckanext-dcat exports them; skipped on a CKAN without DCAT."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlencode

import pytest

from .manifest_folder import CkanFolder
from .portal import Json
from .rich_datasets import RICH, copy_repository, write_rich
from .udata_harvester import harvest

LOST = ("spatial", "hvd", "theme", "language", "version", "extras")
"""Fields that this harvester loses: it knows no territory by its URI, and keeps no extras."""


ENDINGS = ("xml", "jsonld")


@pytest.mark.timeout(400)
def test_the_dcat_harvester_takes_every_entry_twice_without_doubles(
    ckan_folder: CkanFolder, dcat_catalog: str, udata_python: str, tmp_path: Path
) -> None:
    keys = copy_repository(ckan_folder)
    names = write_rich(ckan_folder, 10)
    ckan_folder.sync()
    entries = {str(entry["id"]): entry for entry in ckan_folder.entries()}
    query = urlencode({"fq": f"organization:{ckan_folder.organization}"})
    assert len(entries) == len(keys) + len(names)

    for ending in ENDINGS:
        first, second = harvest(udata_python, tmp_path, "dcat", f"{dcat_catalog}.{ending}?{query}")

        for turn in (first, second):
            assert (turn["status"], turn["problems"]) == ("done", [])
            assert turn["items"] == dict.fromkeys(entries, "done")
        assert first["datasets"] == second["datasets"], "nothing doubles, nothing changes"
        harvested = {str(dataset["remote_id"]): dataset for dataset in second["datasets"]}
        assert harvested.keys() == entries.keys()
        for entry_id, entry in entries.items():
            expect_as_published(harvested[entry_id], entry)
            if entry["name"] in names:
                expect_rich(harvested[entry_id])


def expect_as_published(dataset: Json, entry: Json) -> None:
    """Assert that titles, description and addresses are those of CKAN; ckanext-dcat quotes signs in addresses."""
    assert (dataset["title"], dataset["description"]) == (entry["title"], entry["notes"])
    resources = {(resource["title"], unquote(resource["url"])) for resource in dataset["resources"]}
    assert resources == {(resource["name"], unquote(resource["url"])) for resource in entry["resources"]}


def expect_rich(dataset: Json) -> None:
    """Assert that every field is as the manifest has it, except those that the harvester loses."""
    assert dataset["license"] == RICH["license"]
    assert dataset["frequency"] == RICH["frequency"]
    assert dataset["temporal"] == [RICH["temporal"]["start"], RICH["temporal"]["end"]]
    assert dataset["issued"] == RICH["issued"]
    assert dataset["page"] == RICH["landing_page"]
    assert [RICH["contact"]["name"], RICH["contact"]["email"]] in dataset["contacts"]
    assert dataset["tags"] == ["accessibilite", "toilettes"], "the mark of high-value data is not among them"
    file = next(resource for resource in dataset["resources"] if resource["title"] == "Fichier")
    assert (file["format"], file["mime"], file["filesize"]) == ("csv", "text/csv", 15)
    assert file["schema"] == "https://schema.data.gouv.fr/schemas/scdl/equipements/0.1.5"
    assert "checksum" not in repr(file)
    assert set(LOST) < set(RICH)
    assert (dataset["zones"], set(dataset["extras"])) == ([], {"dcat"})
