"""What a sync publishes: the manifests of this repository, and names that CKAN cuts."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from .independent_check import compare
from .udata_portal import UdataPortal
from .workshop import NOTHING_WAITS, Workshop

REPOSITORY = Path(__file__).parents[2]


def published(folder: Path, catalog: str) -> int:
    """How many manifests of a folder are published in a catalogue."""
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
    workshop: Workshop, udata: UdataPortal, udata_organization: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(workshop.manifests)
    shutil.copytree(REPOSITORY / "manifests", workshop.manifests)
    for file in workshop.manifests.rglob("*.yml"):
        text = file.read_text(encoding="utf-8")
        text = re.sub(r"(?m)^repository: .*$", f"repository: {workshop.repository}", text)
        text = re.sub(r"(?m)^organization: .*$", f"organization: {{grandlyon: {workshop.organization}}}", text)
        if file.parent != workshop.manifests and file.name != "producer.yml":
            text += f"slug: {file.stem}-{file.parent.name}-{workshop.repository}\n"  # names are unique on a portal
        file.write_text(text, encoding="utf-8")
    env = {
        "PUBLISHER_GRANDLYON_URL": workshop.portal.url,
        "PUBLISHER_GRANDLYON_MODE": "manage",
        "PUBLISHER_GRANDLYON_TOKEN": workshop.token,
        "PUBLISHER_DATAGOUV_URL": udata.url,
        "PUBLISHER_DATAGOUV_MODE": "manage",
        "PUBLISHER_DATAGOUV_TOKEN": udata.token,
        "PUBLISHER_DATAGOUV_ORGANIZATION": udata_organization,
    }

    workshop.run("sync", "--yes", env=env).expect_exit(0)

    assert len(workshop.entries()) == published(workshop.manifests, "grandlyon") > 0
    assert len(udata.live(udata_organization)) == published(workshop.manifests, "datagouv") > 0
    assert workshop.differences("grandlyon") == []
    ckan = {"link_token": workshop.token, "link_url": workshop.portal.url}
    monkeypatch.setenv("PUBLISHER_DATAGOUV_ORGANIZATION", udata_organization)
    assert compare(workshop.manifests, "datagouv", udata.url, udata.token, kind="udata", **ckan).differences == []
    workshop.run("plan", "--exit-code", env=env).expect_exit(NOTHING_WAITS)


def test_a_long_name_is_cut(workshop: Workshop) -> None:
    workshop.write("x" * 120)
    workshop.write("x" * 121, title="Un autre")

    workshop.sync()

    assert [len(entry["name"]) for entry in workshop.entries()] == [100, 100]
    workshop.expect_settled(2)
