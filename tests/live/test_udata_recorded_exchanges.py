"""The udata whose address is in the environment still answers as in the recorded exchanges."""

import os

import pytest

from tests.sandbox import udata_talks
from tests.sandbox.talking import answers_of, hold

from .udata_portal import UdataPortal

RECORDED = "17.18.0"


@pytest.mark.parametrize("name", udata_talks.TALKS)
def test_udata_answers_as_recorded(udata: UdataPortal, name: str) -> None:
    version = udata.call("GET", "site/")["version"]
    if version != RECORDED:
        pytest.skip(f"recorded from udata {RECORDED}; this is {version}")
    assert hold(udata_talks, name, udata_talks.server_in(os.environ)) == answers_of("udata", name)
