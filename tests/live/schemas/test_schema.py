"""The schema that a CKAN says it has."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.servers.ckan.portals import WITH_SCHEMA

FIELDS = {
    "dcat_ap_recommended": ("contact", "temporal_coverage"),
    "dcat_ap_full": ("access_rights", "applicable_legislation"),
    "local": ("service_producteur", "referents"),
}
"""Fields of datasets by which the schema of a portal is recognised."""


def test_the_schema_names_its_fields(schema: dict[str, Any]) -> None:
    fields = {field["field_name"] for field in schema["dataset_fields"]}

    assert {"title", "notes"} < fields


@pytest.mark.skipif(
    os.environ.get("CKAN_PORTAL") not in WITH_SCHEMA, reason="the portal is not one of the test servers'"
)
def test_the_portal_has_the_schema_that_it_is_named_for(schema: dict[str, Any]) -> None:
    fields = {field["field_name"] for field in schema["dataset_fields"]}

    assert set(FIELDS[os.environ["CKAN_PORTAL"]]) < fields
