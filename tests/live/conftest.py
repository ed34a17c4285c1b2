"""What the live tests need: a portal, an organization of the test's own, and a folder of manifests."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from .backends import Backend
from .contract.catalog_folder import CatalogFolder
from .contract.ckan import CkanBackend
from .contract.udata import UdataBackend
from .counting import Relay, relaying, route
from .manifest_folder import CkanFolder
from .portal import Portal
from .run_notes import COUNTED, Note, counted
from .two_catalogs import CKAN, UDATA, TwoCatalogFolder
from .udata_portal import UdataPortal

HERE = Path(__file__).parent
NEEDED = ("CKAN_URL", "CKAN_TOKEN", "CKAN_ADMIN_TOKEN")
NEEDED_OF_UDATA = ("UDATA_URL", "UDATA_TOKEN", "UDATA_ADMIN_TOKEN", "UDATA_EDITOR_TOKEN", "UDATA_STRANGER_TOKEN")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, skip it where no catalogue was named, and have the longest begin first."""
    items.sort(key=lambda item: "roundtrip" not in item.path.parts)
    missing = ", ".join(name for name in NEEDED if not os.environ.get(name))
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.live)
            if not _speaks_to_ckan(item):
                item.add_marker(pytest.mark.without_ckan)
            if missing:
                item.add_marker(pytest.mark.skip(reason=f"no catalogue to test on: {missing} not set"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the tests counted."""
    lines = list(counted(terminalreporter))
    if lines:
        terminalreporter.section("counted", "-")
    for line in lines:
        terminalreporter.write_line(line)


@pytest.fixture
def note(record_property: Callable[[str, object], None]) -> Note:
    """Keeps a line for the end of the run, whichever process the test is in."""
    return partial(record_property, COUNTED)


def _speaks_to_ckan(item: pytest.Item) -> bool:
    """Whether a test needs a CKAN: by a fixture, or as one of its parameters says."""
    if not isinstance(item, pytest.Function):
        return True
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return "portal" in item.fixturenames or any(value == CKAN for value in parameters)


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
def ckan_folder(tmp_path: Path, portal: Portal, organization: str) -> CkanFolder:
    """A folder of manifests for one producer, who publishes in the test's organization."""
    mark = secrets.token_hex(4)
    return CkanFolder(
        root=tmp_path,
        portal=portal,
        organization=organization,
        repository=f"essais-{mark}",
        producer=f"ville-{mark}",
        url=portal.url,
        token=portal.editor,
    )


@pytest.fixture
def relay(ckan_folder: CkanFolder) -> Iterator[Relay]:
    """A relay that counts and spoils calls; the workshop speaks to the portal through it."""
    with relaying(ckan_folder.portal.url) as made:
        ckan_folder.url = made.url
        ckan_folder.write_settings()
        yield made


@pytest.fixture(scope="session")
def udata() -> UdataPortal:
    """The udata, with the accounts that the tests play; without one, no test of it."""
    missing = ", ".join(name for name in NEEDED_OF_UDATA if not os.environ.get(name))
    if missing:
        pytest.skip(f"no udata to test on: {missing} not set")
    url, token, admin, editor, stranger = (os.environ[name] for name in NEEDED_OF_UDATA)
    return UdataPortal(url.rstrip("/"), token, admin, editor, stranger)


@pytest.fixture
def udata_organization(udata: UdataPortal) -> Iterator[str]:
    """An organization of the test's own on udata, deleted with all it holds."""
    slug = udata.make_organization()
    yield slug
    udata.delete_organization(slug)


@pytest.fixture
def two_catalogs(
    tmp_path: Path, portal: Portal, organization: str, udata: UdataPortal, udata_organization: str
) -> TwoCatalogFolder:
    """A folder of manifests for one producer, who publishes in the test's organizations on both portals."""
    mark = secrets.token_hex(4)
    return TwoCatalogFolder(
        root=tmp_path,
        repository=f"essais-{mark}",
        producer=f"ville-{mark}",
        udata=udata,
        udata_organization=udata_organization,
        portal=portal,
        organization=organization,
    )


@pytest.fixture
def udata_folder(tmp_path: Path, udata: UdataPortal, udata_organization: str) -> TwoCatalogFolder:
    """The same for udata alone."""
    mark = secrets.token_hex(4)
    return TwoCatalogFolder(tmp_path, f"essais-{mark}", f"ville-{mark}", udata, udata_organization)


@pytest.fixture
def ckan_relay(two_catalogs: TwoCatalogFolder) -> Iterator[Relay]:
    """A relay that counts and spoils calls in front of CKAN; the manifests for both go through it."""
    with relaying(two_catalogs.ckan.url) as made:
        two_catalogs.write_settings(urls={**two_catalogs.urls, CKAN: made.url})
        yield made


@pytest.fixture
def udata_relay(two_catalogs: TwoCatalogFolder) -> Iterator[Relay]:
    """A relay in front of udata; the manifests for both go through it. It counts calls by route: `PUT datasets/{}`."""
    with relaying(two_catalogs.udata.url, route) as made:
        two_catalogs.write_settings(urls={**two_catalogs.urls, UDATA: made.url})
        yield made


@pytest.fixture
def udata_folder_relay(udata_folder: TwoCatalogFolder) -> Iterator[Relay]:
    """A relay in front of udata; the manifests for udata alone go through it."""
    with relaying(udata_folder.udata.url, route) as made:
        udata_folder.write_settings(urls={UDATA: made.url})
        yield made


@pytest.fixture(params=[CKAN, UDATA])
def backend(request: pytest.FixtureRequest) -> Backend:
    """A catalogue of each kind, with an organization of the test's own."""
    if request.param == CKAN:
        return CkanBackend(request.getfixturevalue("portal"), request.getfixturevalue("organization"))
    return UdataBackend(request.getfixturevalue("udata"), request.getfixturevalue("udata_organization"))


@pytest.fixture
def folder(tmp_path: Path, backend: Backend) -> CatalogFolder:
    """A folder of manifests for one producer, who publishes in the test's organization of that catalogue."""
    mark = secrets.token_hex(4)
    return CatalogFolder(root=tmp_path, repository=f"essais-{mark}", producer=f"ville-{mark}", backend=backend)


@pytest.fixture
def folder_relay(folder: CatalogFolder) -> Iterator[Relay]:
    """A relay in front of the catalogue; the manifests go through it. It counts calls by `backend.calls`."""
    with relaying(folder.backend.url, folder.backend.calls.naming) as made:
        folder.address = made.url
        folder.write_settings()
        yield made


@pytest.fixture
def other_organization(backend: Backend) -> Iterator[str]:
    """A second organization, where the tool's user may write."""
    name = backend.make_organization()
    yield name
    backend.drop_organization(name)
