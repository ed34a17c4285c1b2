"""The portal `local` whose address is in the environment still answers as in the recorded exchanges."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.sandbox import ckan_schema_exchanges
from tests.sandbox.exchanges import recorded_answers, run_exchange

RECORDED_FIELD = "service_producteur"
"""A field by which the schema of the recorded portal is recognised."""


@pytest.mark.parametrize("name", ckan_schema_exchanges.EXCHANGES)
def test_the_portal_answers_as_recorded(schema: dict[str, Any], name: str) -> None:
    if RECORDED_FIELD not in {field["field_name"] for field in schema["dataset_fields"]}:
        pytest.skip("recorded from the portal local; this is another one")

    answers = run_exchange(ckan_schema_exchanges, name, ckan_schema_exchanges.server_in(os.environ))

    assert answers == recorded_answers("ckan_schema", name)
