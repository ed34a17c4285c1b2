"""The portal whose address is in the environment still answers as in the recorded exchanges."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.sandbox.exchanges import exchange_module, recorded_answers, run_exchange

OWN_FIELDS = {"ckan_schema": "service_producteur", "ckan_dcat": "qualified_attribution"}
"""For each kind of exchange, a field by which the schema of the recorded portal is recognised."""


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind in OWN_FIELDS for name in exchange_module(kind).EXCHANGES]
)
def test_the_portal_answers_as_recorded(schema: dict[str, Any], kind: str, name: str) -> None:
    if OWN_FIELDS[kind] not in {field["field_name"] for field in schema["dataset_fields"]}:
        pytest.skip("recorded from a portal with another schema")
    module = exchange_module(kind)

    answers = run_exchange(module, name, module.server_in(os.environ))

    assert answers == recorded_answers(kind, name)
