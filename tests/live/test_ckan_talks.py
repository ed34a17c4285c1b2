"""The CKAN whose address is in the environment still answers as it did when the conversations were recorded."""

import os

import pytest

from tests.sandbox import ckan_talks
from tests.sandbox.talking import answers_of, hold

from .portal import Portal

RECORDED = "2.12.0"


@pytest.mark.parametrize("name", ckan_talks.TALKS)
def test_ckan_answers_as_recorded(portal: Portal, name: str) -> None:
    version = portal.call("status_show")["ckan_version"]
    if version != RECORDED:
        pytest.skip(f"recorded from CKAN {RECORDED}; this is {version}")
    assert hold(ckan_talks, name, ckan_talks.server_in(os.environ)) == answers_of("ckan", name)
