"""The sandbox's CKAN gives the recorded answers of the real one."""

from collections.abc import Iterator

import pytest

from publisher.sandbox.ckan import Ckan
from tests.sandbox import ckan_exchanges
from tests.sandbox.catalogs import ADMIN, CKAN_SEED, EDITOR, STRANGER, served_catalog
from tests.sandbox.exchanges import Server, recorded_answers, run_exchange


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Serve a CKAN of the sandbox on loopback."""
    with served_catalog(Ckan(), CKAN_SEED) as url:
        yield Server(url, {"editor": EDITOR, "admin": ADMIN, "stranger": STRANGER})


@pytest.mark.parametrize("name", ckan_exchanges.EXCHANGES)
def test_sandbox_answers_as_ckan_does(server: Server, name: str) -> None:
    assert run_exchange(ckan_exchanges, name, server) == recorded_answers("ckan", name)
