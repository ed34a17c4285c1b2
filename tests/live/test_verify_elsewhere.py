"""`--verify` where a reply of CKAN names another host for a file: that host gets no token."""

from __future__ import annotations

import re

import pytest

from .counting import FalsePortal, Relay, Reply, answering
from .two_catalogs import CKAN, TwoCatalogFolder

CONTENT = b"a;b\n1;2\n"


def names(relay: Relay, portal: FalsePortal) -> None:
    """Let each reply about a file say that it is at the other host."""
    address = f"{portal.url}/files/tableau.csv?signature=abc".encode()
    relay.rewrites["package_revise"] = lambda body: re.sub(rb'https?://[^"]*/download/tableau\.csv', address, body)


@pytest.fixture
def one_file(two_catalogs: TwoCatalogFolder) -> TwoCatalogFolder:
    two_catalogs.put_file("tableau.csv", CONTENT)
    two_catalogs.write(resources=[{"id": "csv", "title": "Tableau", "path": "tableau.csv"}])
    return two_catalogs


def test_a_file_at_another_host_is_read_without_the_token(one_file: TwoCatalogFolder, ckan_relay: Relay) -> None:
    with answering(Reply(200, CONTENT, "text/csv")) as elsewhere:
        names(ckan_relay, elsewhere)
        one_file.sync("--verify", "--catalog", CKAN)

    assert elsewhere.tokens == [None]


def test_a_file_that_another_host_keeps_private_is_explained(one_file: TwoCatalogFolder, ckan_relay: Relay) -> None:
    with answering(Reply(403, b"no", "text/plain")) as elsewhere:
        names(ckan_relay, elsewhere)
        one_file.sync("--verify", "--catalog", CKAN, code=3).expect_words(
            f"{elsewhere.url}/files/tableau.csv cannot be downloaded: it answered 403; "
            f"the token was not sent there, because it is for {ckan_relay.url} alone",
            "else run the command again without --verify.",
        )
        one_file.sync("--catalog", CKAN)

    assert elsewhere.tokens == [None]
    assert one_file.show_ckan()["private"] is False
