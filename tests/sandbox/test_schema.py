"""`publisher sandbox` and `--sandbox` where a CKAN portal declares fields of its own, as a user runs them."""

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from .catalogs import LOCAL_SCHEMA
from .conftest import ManifestFolder
from .test_command import serving

SHOW = "scheming_dataset_schema_show?type=dataset"
DATASET = "rocheclaire/pistes"
MANIFEST = """\
title: Pistes cyclables
description: Les pistes cyclables de la commune.
keywords: [vélo]
frequency: annual
extras: {service_producteur: Voirie, categorie: mobilite}
resources: [{id: tableau, title: Tableau, url: "https://example.org/pistes.csv"}]
"""


def schema_of_datasets() -> dict[str, Any]:
    """Return the schema of the test servers' portal `local`, which here asks for nothing of resources."""
    schema: dict[str, Any] = json.loads(LOCAL_SCHEMA.read_text(encoding="utf-8"))
    return schema | {"resource_fields": []}


@pytest.fixture
def schema_file(tmp_path: Path) -> Path:
    """Write a whole reply of `scheming_dataset_schema_show` into a file."""
    file = tmp_path / "portail.json"
    file.write_text(json.dumps({"success": True, "result": schema_of_datasets()}), encoding="utf-8")
    return file


def result(address: str, call: str) -> Any:
    """Return the result of an action of the CKAN `atlas`, or the status where it is refused."""
    try:
        with urllib.request.urlopen(f"{address}atlas/api/3/action/{call}", timeout=10) as reply:
            return json.load(reply)["result"]
    except urllib.error.HTTPError as error:
        return error.code


def fields_of(answer: Any) -> set[str]:
    """Return the names of the fields of datasets of a schema."""
    return {field["field_name"] for field in answer["dataset_fields"]}


def test_the_copy_beside_catalogs_yml_is_the_schema_of_the_sandbox(valmere: ManifestFolder) -> None:
    copy = valmere.root / "manifests" / "atlas.schema.json"
    copy.write_text(json.dumps(schema_of_datasets()), encoding="utf-8")
    (valmere.root / "manifests" / f"{DATASET}.yml").write_text(MANIFEST, encoding="utf-8")

    valmere("sync", "--sandbox", "--yes", "--catalog", "atlas", DATASET)
    again = valmere("plan", "--sandbox", "--catalog", "atlas", DATASET)

    with serving(valmere.root) as (address, _process):
        [name] = result(address, "package_list")
        dataset = result(address, f"package_show?id={name}")
        with urllib.request.urlopen(f"{address}atlas/dataset/{name}", timeout=10) as reply:
            page = reply.read().decode()
        copy.unlink()
        with serving(valmere.root):
            status = result(address, SHOW)
    assert (dataset["service_producteur"], dataset["categorie"]) == ("Voirie", "mobilite")
    assert {"service_producteur", "categorie"}.isdisjoint(extra["key"] for extra in dataset["extras"])
    assert "Service producteur" in page
    assert "pending" not in again.out
    assert status == 400


def test_the_sandbox_refuses_what_the_portal_would(valmere: ManifestFolder, schema_file: Path) -> None:
    """The tool knows no copy of the schema; it asks the sandbox for it, as it asks the portal."""
    (valmere.root / "manifests" / f"{DATASET}.yml").write_text(MANIFEST.replace("mobilite", "voirie"), encoding="utf-8")

    with serving(valmere.root, "--schema", str(schema_file)):
        refused = valmere("plan", "--sandbox", "--catalog", "atlas", DATASET, code=1)

    assert "categorie" in refused.out + refused.err
    assert "amenagement" in refused.out + refused.err


def test_a_chosen_schema_stays_until_fresh(valmere: ManifestFolder, schema_file: Path) -> None:
    with serving(valmere.root, "--schema", str(schema_file)) as (address, _process):
        assert "service_producteur" in fields_of(result(address, SHOW))
        assert result(address, "status_show")["extensions"] == ["scheming_datasets"]
    schema_file.unlink()
    with serving(valmere.root) as (address, _process):
        assert "service_producteur" in fields_of(result(address, SHOW))
    with serving(valmere.root, "--fresh") as (address, _process):
        assert result(address, SHOW) == 400
        assert result(address, "status_show")["extensions"] == []


@pytest.mark.parametrize(
    ("content", "lang", "message"),
    [
        ("[]", "en", "portail.json has no schema of datasets: save what scheming_dataset_schema_show replies"),
        ('{"dataset_fields": []}', "fr", "portail.json ne contient aucun schéma de jeux de données : enregistrez-y "),
        (None, "en", "portail.json cannot be read: No such file or directory"),
    ],
)
def test_a_file_without_a_schema_is_refused(
    valmere: ManifestFolder, content: str | None, lang: str, message: str
) -> None:
    if content is not None:
        (valmere.root / "portail.json").write_text(content, encoding="utf-8")

    refused = valmere("sandbox", "--schema", "portail.json", code=64, lang=lang)

    assert message in " ".join(refused.err.split())
