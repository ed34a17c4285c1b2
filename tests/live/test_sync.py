"""What a sync publishes: the manifests of this repository, and names that CKAN cuts."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from .independent_check import compare
from .manifest_folder import NOTHING_WAITS, CkanFolder
from .udata_portal import UdataPortal

REPOSITORY = Path(__file__).parents[2]


def published(folder: Path, catalog: str) -> int:
    """Return how many manifests of a folder are published in a catalogue."""
    files = (file for file in folder.glob("*/*.yml") if file.name != "producer.yml")
    documents = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]
    return len(
        [
            document
            for document in documents
            if document["state"] == "published" and document.get("catalogs", {}).get(catalog) is not False
        ]
    )


def test_the_manifests_of_this_repository(
    ckan_folder: CkanFolder, udata: UdataPortal, udata_organization: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(ckan_folder.manifests)
    shutil.copytree(REPOSITORY / "manifests", ckan_folder.manifests)
    for file in ckan_folder.manifests.rglob("*.yml"):
        text = file.read_text(encoding="utf-8")
        text = re.sub(r"(?m)^repository: .*$", f"repository: {ckan_folder.repository}", text)
        text = re.sub(r"(?m)^organization: .*$", f"organization: {{grandlyon: {ckan_folder.organization}}}", text)
        if file.parent != ckan_folder.manifests and file.name != "producer.yml":
            text += (
                f"slug: {file.stem}-{file.parent.name}-{ckan_folder.repository}\n"  # names are unique in a catalogue
            )
        file.write_text(text, encoding="utf-8")
    env = {
        "PUBLISHER_GRANDLYON_URL": ckan_folder.portal.url,
        "PUBLISHER_GRANDLYON_MODE": "manage",
        "PUBLISHER_GRANDLYON_TOKEN": ckan_folder.token,
        "PUBLISHER_DATAGOUV_URL": udata.url,
        "PUBLISHER_DATAGOUV_MODE": "manage",
        "PUBLISHER_DATAGOUV_TOKEN": udata.token,
        "PUBLISHER_DATAGOUV_ORGANIZATION": udata_organization,
    }

    ckan_folder.run("sync", "--yes", env=env).expect_exit(0)

    assert len(ckan_folder.entries()) == published(ckan_folder.manifests, "grandlyon") > 0
    assert len(udata.live(udata_organization)) == published(ckan_folder.manifests, "datagouv") > 0
    assert ckan_folder.differences("grandlyon") == []
    ckan = {"link_token": ckan_folder.token, "link_url": ckan_folder.portal.url}
    monkeypatch.setenv("PUBLISHER_DATAGOUV_ORGANIZATION", udata_organization)
    assert compare(ckan_folder.manifests, "datagouv", udata.url, udata.token, kind="udata", **ckan).differences == []
    ckan_folder.run("plan", "--exit-code", env=env).expect_exit(NOTHING_WAITS)


def test_a_long_name_is_cut(ckan_folder: CkanFolder) -> None:
    ckan_folder.write("x" * 120)
    ckan_folder.write("x" * 121, title="Un autre")

    ckan_folder.sync()

    assert [len(entry["name"]) for entry in ckan_folder.entries()] == [100, 100]
    ckan_folder.expect_settled(2)
