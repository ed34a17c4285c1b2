"""The pages say what these catalogues do, and the plan says what is lost."""

from __future__ import annotations

import re

import pytest

from tests.live.two_catalogs import TwoCatalogFolder

from .observe import faults, observe
from .page import pages
from .probes import PROBES


@pytest.mark.timeout(600)  # some two hundred entries are made
def test_the_pages_and_the_plan_say_what_the_catalogues_keep(two_catalogs: TwoCatalogFolder) -> None:
    report = observe(two_catalogs)

    assert faults(report) == []
    lost_ids = {probe.id for probe, observed in report.rows if any(value.messages["en"] for value in observed.values())}
    assert {probe.id for probe in PROBES if probe.advice is not None} == lost_ids, "advice is for what is lost"
    for path, text in pages(report).items():
        assert unversioned(path.read_text(encoding="utf-8")) == unversioned(text), "make docs"


def unversioned(page: str) -> list[str]:
    """Return the lines of a page, whatever version of the catalogues answered."""
    return re.sub(r"(CKAN|udata) \d[\d.]*", r"\1", page).splitlines()
