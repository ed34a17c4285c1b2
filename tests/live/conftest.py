"""Fixtures of the live tests: a catalogue, an organization for each test, and a folder of manifests."""

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
    """Mark every test of this folder, skip it where no catalogue is named, and start the longest first."""
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
    """Provide a function that keeps a line for the end of the run, whichever process the test is in."""
    return partial(record_property, COUNTED)


def _speaks_to_ckan(item: pytest.Item) -> bool:
    """Return whether a test needs a CKAN, by a fixture or by one of its parameters."""
    if not isinstance(item, pytest.Function):
        return True
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return "portal" in item.fixturenames or any(value == CKAN for value in parameters)


@pytest.fixture(scope="session")
def portal() -> Portal:
    """Provide the CKAN, with the accounts of the tests."""
    url, editor, admin = (os.environ[name] for name in NEEDED)
    portal = Portal(url.rstrip("/"), editor, admin, os.environ.get("CKAN_STRANGER_TOKEN", ""))
    portal.make_usual_groups()
    return portal


@pytest.fixture(scope="session")
def dcat_catalog(portal: Portal) -> str:
    """Provide the address of what the CKAN exports in DCAT, without its extension; where it does not, skip the test."""
    if not portal.exports_dcat():
        pytest.skip("this CKAN exports no DCAT")
    return f"{portal.url}/catalog"


@pytest.fixture
def organization(portal: Portal) -> Iterator[str]:
    """Provide an organization for this test alone; it is purged with all it holds."""
    name = portal.make_organization()
    yield name
    portal.purge_organization(name)


@pytest.fixture
def ckan_folder(tmp_path: Path, portal: Portal, organization: str) -> CkanFolder:
    """Provide a folder of manifests of one producer, who publishes in the test's organization on CKAN."""
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
    """Provide a relay in front of CKAN that counts and spoils calls; the manifests of `ckan_folder` go through it."""
    with relaying(ckan_folder.portal.url) as relay:
        ckan_folder.url = relay.url
        ckan_folder.write_settings()
        yield relay


@pytest.fixture(scope="session")
def udata() -> UdataPortal:
    """Provide the udata, with the accounts of the tests; without one, skip the test."""
    missing = ", ".join(name for name in NEEDED_OF_UDATA if not os.environ.get(name))
    if missing:
        pytest.skip(f"no udata to test on: {missing} not set")
    url, token, admin, editor, stranger = (os.environ[name] for name in NEEDED_OF_UDATA)
    return UdataPortal(url.rstrip("/"), token, admin, editor, stranger)


@pytest.fixture
def udata_python() -> str:
    """Provide the Python in which the test's own udata runs."""
    path = os.environ.get("UDATA_PYTHON", "")
    if not path:
        pytest.skip("UDATA_PYTHON is not set: the harvester runs in the environment of a udata on this machine")
    return path


@pytest.fixture
def udata_organization(udata: UdataPortal) -> Iterator[str]:
    """Provide an organization on udata for this test alone; it is deleted with all it holds."""
    slug = udata.make_organization()
    yield slug
    udata.delete_organization(slug)


@pytest.fixture
def two_catalogs(
    tmp_path: Path, portal: Portal, organization: str, udata: UdataPortal, udata_organization: str
) -> TwoCatalogFolder:
    """Provide a folder of manifests of one producer, who publishes in the test's organizations in both catalogues."""
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
    """Provide a folder of manifests of one producer, who publishes on udata alone."""
    mark = secrets.token_hex(4)
    return TwoCatalogFolder(tmp_path, f"essais-{mark}", f"ville-{mark}", udata, udata_organization)


@pytest.fixture
def ckan_relay(two_catalogs: TwoCatalogFolder) -> Iterator[Relay]:
    """Provide a relay in front of CKAN that counts and spoils calls; the manifests of `two_catalogs` go through it."""
    with relaying(two_catalogs.ckan.url) as relay:
        two_catalogs.write_settings(urls={**two_catalogs.urls, CKAN: relay.url})
        yield relay


@pytest.fixture
def udata_relay(two_catalogs: TwoCatalogFolder) -> Iterator[Relay]:
    """Provide a relay in front of udata for `two_catalogs`. It counts calls by route: `PUT datasets/{}`."""
    with relaying(two_catalogs.udata.url, route) as relay:
        two_catalogs.write_settings(urls={**two_catalogs.urls, UDATA: relay.url})
        yield relay


@pytest.fixture
def udata_folder_relay(udata_folder: TwoCatalogFolder) -> Iterator[Relay]:
    """Provide a relay in front of udata; the manifests of `udata_folder` go through it."""
    with relaying(udata_folder.udata.url, route) as relay:
        udata_folder.write_settings(urls={UDATA: relay.url})
        yield relay


@pytest.fixture(params=[CKAN, UDATA])
def backend(request: pytest.FixtureRequest) -> Backend:
    """Provide a catalogue of each kind, with an organization for this test alone."""
    if request.param == CKAN:
        return CkanBackend(request.getfixturevalue("portal"), request.getfixturevalue("organization"))
    return UdataBackend(request.getfixturevalue("udata"), request.getfixturevalue("udata_organization"))


@pytest.fixture
def folder(tmp_path: Path, backend: Backend) -> CatalogFolder:
    """Provide a folder of manifests of one producer, who publishes in the test's organization of that catalogue."""
    mark = secrets.token_hex(4)
    return CatalogFolder(root=tmp_path, repository=f"essais-{mark}", producer=f"ville-{mark}", backend=backend)


@pytest.fixture
def folder_relay(folder: CatalogFolder) -> Iterator[Relay]:
    """Provide a relay in front of the catalogue; the manifests go through it. It counts calls by `backend.calls`."""
    with relaying(folder.backend.url, folder.backend.calls.naming) as relay:
        folder.address = relay.url
        folder.write_settings()
        yield relay


@pytest.fixture
def other_organization(backend: Backend) -> Iterator[str]:
    """Provide a second organization, where the tool's user may write."""
    name = backend.make_organization()
    yield name
    backend.drop_organization(name)
