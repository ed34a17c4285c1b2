"""The schema of the CKAN that is tested; where it has none, the tests of this folder are skipped."""

from __future__ import annotations

from typing import Any

import pytest

from tests.live.portal import Portal, PortalError


@pytest.fixture(scope="session")
def schema(portal: Portal) -> dict[str, Any]:
    """Provide the schema that the CKAN has for datasets; without one, skip the test."""
    try:
        answer: dict[str, Any] = portal.call("scheming_dataset_schema_show", type="dataset")
    except PortalError as error:
        if error.status not in (400, 404):
            raise
        pytest.skip("this CKAN has no schema of its own")
    return answer
