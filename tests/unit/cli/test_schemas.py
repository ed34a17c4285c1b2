"""Schemas as the commands see them: from the folder of manifests, a copy, the cache or the network."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import responses
from responses import RequestsMock

from .conftest import DATASET, Shell

NATIONAL = "https://schema.data.gouv.fr/schemas/"
FILE = f"{NATIONAL}scdl/parcs/1.0.0/schema.json"
LISTING = {"schemas": [{"name": "scdl/parcs", "versions": [{"version_name": "1.0.0", "schema_url": FILE}]}]}
SCHEMA = {
    "fields": [
        {"name": "nom"},
        {"name": "surface", "type": "number"},
        {"name": "siret", "constraints": {"pattern": "\\d{14}"}},
    ]
}
WITH_SCHEMA = DATASET + "  - {id: tableau, title: Tableau, path: wc.csv, schema: {name: scdl/parcs, version: 1.0.0}}\n"
TABLE = "nom,surface,siret\nParc,12.5,35600000000048\nSquare,12 ha,1234\n"
BY_NAME = ("PUB633", "wc.csv", 3)
"""What is found where no schema describes the column: its name tells that it has SIRETs."""
OFFLINE = [BY_NAME, ("PUB681", "wc.yml", 5)]
FOUND = [("PUB688", "wc.csv", 3), ("PUB691", "wc.csv", 3)]


@pytest.fixture
def with_schema(shell: Shell) -> Shell:
    """Return a shell with a data file that follows a schema of the national catalogue."""
    shell.write("bron/wc.yml", WITH_SCHEMA)
    shell.write("bron/wc.csv", TABLE)
    return shell


@pytest.fixture
def national() -> Iterator[RequestsMock]:
    """Yield the national catalogue of schemas."""
    with RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.get(f"{NATIONAL}schemas.json", json=LISTING)
        mock.get(FILE, json=SCHEMA)
        yield mock


def findings(shell: Shell, *words: str) -> list[tuple[str, str, int]]:
    """Return the rule, the file and the row of each finding about a file and its schema."""
    document = json.loads(shell("validate", *words, "--format", "json").out)
    return [
        (item["rule"], item["file"].rpartition("/")[2], item["line"])
        for item in document["findings"]
        if item["rule"].startswith("PUB6")
    ]


def test_without_a_network_the_file_is_checked_without_its_schema(with_schema: Shell) -> None:
    assert findings(with_schema) == OFFLINE
    assert "To fetch it once: publisher validate --fetch-schemas" in with_schema("validate").out


def test_schemas_are_fetched_when_asked_for(with_schema: Shell, national: RequestsMock) -> None:
    assert findings(with_schema) == OFFLINE
    assert findings(with_schema, "--fetch-schemas") == FOUND
    assert len(national.calls) == 2
    assert findings(with_schema) == FOUND, "it is on this machine now"
    assert findings(with_schema, "--fetch-schemas") == FOUND
    assert len(national.calls) == 2


def test_a_plan_fetches_them_and_refuses_what_does_not_fit(with_schema: Shell, national: RequestsMock) -> None:
    ran = with_schema("plan")

    assert ran.code == 1
    assert "“12 ha” is not a number" in ran.err


@responses.activate
def test_where_the_network_fails_the_file_is_not_checked(with_schema: Shell) -> None:
    responses.get(f"{NATIONAL}schemas.json", status=503)
    ran = with_schema("validate", "--fetch-schemas")

    assert ran.code == 0
    assert "The schema scdl/parcs 1.0.0 could not be fetched, so the file was not checked against it: " in ran.out
    assert len(responses.calls) == 1


def test_a_copy_of_the_schemas_is_used(with_schema: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "copie" / "scdl" / "parcs" / "1.0.0"
    folder.mkdir(parents=True)
    (folder / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")

    assert findings(with_schema, "--schemas", "copie") == FOUND
    assert with_schema("validate", "--schemas", "absent").code == 64


def test_a_schema_of_the_folder_of_manifests_is_used(with_schema: Shell) -> None:
    with_schema.write("schemas/scdl/parcs/1.0.0/schema.json", json.dumps(SCHEMA))
    assert findings(with_schema) == FOUND

    with_schema.write("schemas/scdl/parcs/1.0.0/schema.json", json.dumps({"fields": [{"name": "nom"}]}))
    assert findings(with_schema) == [("PUB686", "wc.csv", 1), BY_NAME], "another schema: the file is checked again"


def test_a_cell_that_the_schema_describes_is_said_once(with_schema: Shell) -> None:
    with_schema.write("schemas/scdl/parcs/1.0.0/schema.json", json.dumps(SCHEMA))
    about_siret = [item for item in findings(with_schema) if item[2] == 3]

    assert about_siret == FOUND


def test_the_schema_of_a_row_that_is_too_short_is_left(with_schema: Shell) -> None:
    with_schema.write("schemas/scdl/parcs/1.0.0/schema.json", json.dumps(SCHEMA))
    with_schema.write("bron/wc.csv", TABLE + "Jardin,x\n")

    assert findings(with_schema) == [*FOUND, ("PUB614", "wc.csv", 4)]
