"""The sandbox's CKAN with a schema gives the recorded answers of the portal that has it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from publisher.sandbox.ckan import Ckan
from tests.sandbox import ckan_dcat_exchanges, ckan_schema_exchanges
from tests.sandbox.catalogs import ADMIN, CKAN_SEED, DCAT_SCHEMA, EDITOR, LOCAL_SCHEMA, STRANGER, served_catalog
from tests.sandbox.exchanges import Server, recorded_answers, run_exchange


@contextmanager
def served_portal(schema: Path) -> Iterator[Server]:
    """Serve a CKAN of the sandbox that has the schema of a file."""
    with served_catalog(Ckan(), replace(CKAN_SEED, schema=json.loads(schema.read_text(encoding="utf-8")))) as url:
        yield Server(url, {"editor": EDITOR, "admin": ADMIN, "stranger": STRANGER})


@pytest.fixture(scope="module")
def local() -> Iterator[Server]:
    """Serve one that has the schema of the test servers' portal `local`, as the portal replies it."""
    with served_portal(LOCAL_SCHEMA) as server:
        yield server


@pytest.fixture(scope="module")
def dcat() -> Iterator[Server]:
    """Serve one that has ckanext-dcat's schema `dcat_ap_full`, as `publisher doctor --save-schema` saves it."""
    with served_portal(DCAT_SCHEMA) as server:
        yield server


@pytest.mark.parametrize("name", ckan_schema_exchanges.EXCHANGES)
def test_sandbox_answers_as_a_portal_with_a_schema_of_its_own_does(local: Server, name: str) -> None:
    assert run_exchange(ckan_schema_exchanges, name, local) == recorded_answers("ckan_schema", name)


@pytest.mark.parametrize("name", ckan_dcat_exchanges.EXCHANGES)
def test_sandbox_answers_as_a_portal_with_the_schema_of_dcat_does(dcat: Server, name: str) -> None:
    assert run_exchange(ckan_dcat_exchanges, name, dcat) == recorded_answers("ckan_dcat", name)
