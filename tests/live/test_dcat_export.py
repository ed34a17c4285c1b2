"""What ckanext-dcat exports of our entries; skipped on a CKAN that exports no DCAT."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest

from tests.live.portal import Portal

_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


@pytest.fixture(scope="session")
def catalog_address(portal: Portal) -> str:
    """Provide the address of the catalogue in DCAT, without its extension; where there is none, skip the test."""
    address = f"{portal.url}/catalog"
    try:
        with _open(f"{address}.ttl", timeout=60):
            return address
    except urllib.error.HTTPError as error:
        with error:
            if error.code != 404:
                raise
        pytest.skip("this CKAN exports no DCAT")


def test_the_catalog_is_exported(catalog_address: str) -> None:
    with _open(f"{catalog_address}.ttl", timeout=60) as reply:
        assert "dcat:Catalog" in reply.read().decode()
