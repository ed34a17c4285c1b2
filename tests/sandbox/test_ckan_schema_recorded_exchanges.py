"""The sandbox's CKAN with a schema gives the recorded answers of a portal that has it."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from publisher.sandbox.ckan import Ckan
from tests.sandbox import ckan_schema_exchanges
from tests.sandbox.catalogs import ADMIN, CKAN_SEED, EDITOR, LOCAL_SCHEMA, STRANGER, served_catalog
from tests.sandbox.exchanges import Server, recorded_answers, run_exchange


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Serve a CKAN of the sandbox that has the schema of the test servers' portal `local`."""
    schema = json.loads(LOCAL_SCHEMA.read_text(encoding="utf-8"))
    with served_catalog(Ckan(), replace(CKAN_SEED, schema=schema)) as url:
        yield Server(url, {"editor": EDITOR, "admin": ADMIN, "stranger": STRANGER})


@pytest.mark.parametrize("name", ckan_schema_exchanges.EXCHANGES)
def test_sandbox_answers_as_a_portal_with_a_schema_does(server: Server, name: str) -> None:
    assert run_exchange(ckan_schema_exchanges, name, server) == recorded_answers("ckan_schema", name)
