"""What others read from our entries: udata's own harvester, as data.gouv.fr runs it, on a CKAN that we filled."""

from __future__ import annotations

from pathlib import Path

from .manifest_folder import CkanFolder
from .portal import Json
from .udata_harvester import harvest

TYPES = ("main", "update", "api", "documentation", "code", "other")
READ = ("main", "update", "api", "code", "other")
"""The types whose resources the harvester takes: it leaves documentation out, and says nothing."""
TABLE = "id;nom\n1;a\n"


def harvested(udata_python: str, url: str, organization: str, folder: Path) -> list[Json]:
    """Harvest an organization of a CKAN twice, and return what came of each turn."""
    return harvest(udata_python, folder, "ckan", url, organization)


def fill(folder: CkanFolder) -> None:
    """Publish datasets with every type of resource, addresses and files, and every field."""
    theirs = folder.manifests / folder.producer
    theirs.mkdir(exist_ok=True)
    for number in range(3):
        (theirs / f"tableau-{number}.csv").write_text(f"{TABLE}{number};b\n", encoding="utf-8")
        addresses = [
            {"id": word, "title": word.title(), "url": f"https://example.org/{number}/{word}.csv", "type": word}
            for word in TYPES
        ]
        file = {"id": "fichier", "title": "Fichier", "path": f"tableau-{number}.csv", "type": "main"}
        folder.write(
            f"jeu-{number}",
            title=f"Jeu {number}",
            frequency="annual",
            hvd="mobilité",
            temporal={"start": "2023-01-01", "end": "2024-12-31"},
            spatial={"zones": ["fr:commune:69029"]},
            language="fr",
            resources=[*addresses, file],
        )
    folder.sync()


def test_the_harvester_of_udata_takes_every_entry_twice_without_doubles(
    ckan_folder: CkanFolder, udata_python: str, tmp_path: Path
) -> None:
    fill(ckan_folder)
    ids = {entry["id"] for entry in ckan_folder.entries()}

    first, second = harvested(udata_python, ckan_folder.portal.url, ckan_folder.organization, tmp_path)

    for turn in (first, second):
        assert (turn["status"], turn["problems"]) == ("done", [])
        assert turn["items"] == dict.fromkeys(ids, "done")
    assert first["datasets"] == second["datasets"], "nothing doubles, nothing changes"
    assert {dataset["remote_id"] for dataset in second["datasets"]} == ids
    for dataset in second["datasets"]:
        assert (dataset["license"], dataset["frequency"]) == ("lov2", "annual")
        assert [resource["title"] for resource in dataset["resources"]] == [*map(str.title, READ), "Fichier"]
        assert (dataset["resources"][-1]["format"], dataset["resources"][-1]["mime"]) == ("csv", "text/csv")
