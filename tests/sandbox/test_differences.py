"""The deliberate differences between the sandbox and the real servers: the page lists all of them."""

import pytest

from tests.sandbox import ckan_client, udata_client

from .conftest import ROOT

FIELDS = {**ckan_client.DIFFERENCES, **udata_client.DIFFERENCES}


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_is_not_compared_is_documented_with_its_reason(field: str) -> None:
    lines = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8").splitlines()

    assert any(f"`{field}`" in line and line.endswith(FIELDS[field]) for line in lines)


def test_the_other_differences_are_documented() -> None:
    page = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")

    assert [difference for difference in udata_client.OTHER_DIFFERENCES if difference not in page] == []


def test_the_list_is_short() -> None:
    """A field that is not compared could hide a fault."""
    assert len(FIELDS) <= 15
