"""The udata whose address is in the environment still answers as in the recorded exchanges."""

import os

import pytest

from tests.sandbox import udata_exchanges
from tests.sandbox.exchanges import recorded_answers, run_exchange

from .udata_portal import UdataPortal

RECORDED = "17.18.0"


@pytest.mark.parametrize("name", udata_exchanges.EXCHANGES)
def test_udata_answers_as_recorded(udata: UdataPortal, name: str) -> None:
    version = udata.call("GET", "site/")["version"]
    if version != RECORDED:
        pytest.skip(f"recorded from udata {RECORDED}; this is {version}")
    assert run_exchange(udata_exchanges, name, udata_exchanges.server_in(os.environ)) == recorded_answers("udata", name)
