"""The CKAN whose address is in the environment still answers as in the recorded exchanges."""

import json
import os
from typing import Any

import pytest

from tests.sandbox import ckan_exchanges
from tests.sandbox.exchanges import recorded_answers, run_exchange

from .portal import Portal

RECORDED = "2.12.0"
PLUGINS = ["rewriting", "image_view"]
"""The test servers' plug-ins (`tests/servers/ckan`): they change no answer of the exchanges, but are listed."""


def without_the_plugins(answers: object) -> Any:
    """Return the answers as a CKAN without plug-ins gives them, where it has these plug-ins alone."""
    return json.loads(json.dumps(answers).replace(f'"extensions": {json.dumps(PLUGINS)}', '"extensions": []'))


@pytest.mark.parametrize("name", ckan_exchanges.EXCHANGES)
def test_ckan_answers_as_recorded(portal: Portal, name: str) -> None:
    version = portal.call("status_show")["ckan_version"]
    if version != RECORDED:
        pytest.skip(f"recorded from CKAN {RECORDED}; this is {version}")
    held = run_exchange(ckan_exchanges, name, ckan_exchanges.server_in(os.environ))
    assert without_the_plugins(held) == recorded_answers("ckan", name)
