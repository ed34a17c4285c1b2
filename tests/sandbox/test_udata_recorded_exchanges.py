"""The sandbox's udata gives the recorded answers of the real one."""

from collections.abc import Iterator

import pytest

from publisher.sandbox.udata import Udata
from tests.sandbox import udata_exchanges
from tests.sandbox.catalogs import ADMIN, EDITOR, MEMBER, STRANGER, UDATA_SEED, served_catalog
from tests.sandbox.exchanges import Server, recorded_answers, run_exchange


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Serve a udata of the sandbox on loopback."""
    with served_catalog(Udata(), UDATA_SEED) as url:
        yield Server(url, {"member": MEMBER, "editor": EDITOR, "admin": ADMIN, "stranger": STRANGER})


@pytest.mark.parametrize("name", udata_exchanges.EXCHANGES)
def test_sandbox_answers_as_udata_does(server: Server, name: str) -> None:
    assert run_exchange(udata_exchanges, name, server) == recorded_answers("udata", name)
