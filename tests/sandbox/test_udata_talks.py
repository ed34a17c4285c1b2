"""The sandbox's udata answers as the real one did when the conversations were recorded."""

from collections.abc import Iterator

import pytest

from publisher.sandbox.udata import Udata
from tests.sandbox import udata_talks
from tests.sandbox.portals import ADMIN, EDITOR, MEMBER, STRANGER, UDATA_SEED, one
from tests.sandbox.talking import Server, answers_of, hold


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A udata of the sandbox, on loopback."""
    with one(Udata(), UDATA_SEED) as url:
        yield Server(url, {"member": MEMBER, "editor": EDITOR, "admin": ADMIN, "stranger": STRANGER})


@pytest.mark.parametrize("name", udata_talks.TALKS)
def test_sandbox_answers_as_udata_does(server: Server, name: str) -> None:
    assert hold(udata_talks, name, server) == answers_of("udata", name)
