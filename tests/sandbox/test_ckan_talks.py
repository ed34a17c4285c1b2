"""The sandbox's CKAN answers as the real one did when the conversations were recorded."""

from collections.abc import Iterator

import pytest

from publisher.sandbox.ckan import Ckan
from tests.sandbox import ckan_talks
from tests.sandbox.portals import ADMIN, CKAN_SEED, EDITOR, STRANGER, one
from tests.sandbox.talking import Server, answers_of, hold


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A CKAN of the sandbox, on loopback."""
    with one(Ckan(), CKAN_SEED) as url:
        yield Server(url, {"editor": EDITOR, "admin": ADMIN, "stranger": STRANGER})


@pytest.mark.parametrize("name", ckan_talks.TALKS)
def test_sandbox_answers_as_ckan_does(server: Server, name: str) -> None:
    assert hold(ckan_talks, name, server) == answers_of("ckan", name)
