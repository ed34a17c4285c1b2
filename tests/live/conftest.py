"""What the live tests need: a portal, an organization of the test's own, and a folder of manifests."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from .counting import Relay, relaying
from .portal import Portal
from .workshop import Workshop

HERE = Path(__file__).parent
NEEDED = ("CKAN_URL", "CKAN_TOKEN", "CKAN_ADMIN_TOKEN")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, and skip it where no catalogue was named."""
    missing = ", ".join(name for name in NEEDED if not os.environ.get(name))
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.live)
            if missing:
                item.add_marker(pytest.mark.skip(reason=f"no catalogue to test on: {missing} not set"))


@pytest.fixture(scope="session")
def portal() -> Portal:
    """The portal, with the accounts that the tests play."""
    url, editor, admin = (os.environ[name] for name in NEEDED)
    return Portal(url.rstrip("/"), editor, admin, os.environ.get("CKAN_STRANGER_TOKEN", ""))


@pytest.fixture
def organization(portal: Portal) -> Iterator[str]:
    """An organization of the test's own, purged with all it holds."""
    name = portal.make_organization()
    yield name
    portal.purge_organization(name)


@pytest.fixture
def workshop(tmp_path: Path, portal: Portal, organization: str) -> Workshop:
    """A folder of manifests for one producer, who publishes in the test's organization."""
    mark = secrets.token_hex(4)
    return Workshop(
        root=tmp_path,
        portal=portal,
        organization=organization,
        repository=f"essais-{mark}",
        producer=f"ville-{mark}",
        url=portal.url,
        token=portal.editor,
    )


@pytest.fixture
def relay(workshop: Workshop) -> Iterator[Relay]:
    """A relay that counts and spoils calls; the workshop speaks to the portal through it."""
    with relaying(workshop.portal.url) as made:
        workshop.url = made.url
        workshop.furnish()
        yield made
