"""Where the sandbox differs from the real servers on purpose: the page says it, and says all of it."""

import pytest

from tests.sandbox import ckan_stage, udata_stage

from .conftest import ROOT

FIELDS = {**ckan_stage.DIFFERENCES, **udata_stage.DIFFERENCES}


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_is_not_compared_is_told_with_its_reason(field: str) -> None:
    lines = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8").splitlines()

    assert any(f"`{field}`" in line and line.endswith(FIELDS[field]) for line in lines)


def test_the_other_differences_are_told() -> None:
    page = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")

    assert [one for one in udata_stage.OTHER_DIFFERENCES if one not in page] == []


def test_the_list_is_short() -> None:
    """Each field here is one that a fault could hide in."""
    assert len(FIELDS) <= 15
