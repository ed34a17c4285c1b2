"""Files that are moved: into a catalogue and out of it, between datasets, and by people in the catalogue."""

from __future__ import annotations

import secrets
import time
import urllib.request
from dataclasses import dataclass

import pytest

from . import portal as on_ckan
from . import udata_portal as on_udata
from .counting import Fault, FaultKind, Relay
from .manifest_folder import WAITS
from .portal import Json
from .test_files import UPLOADED, Uploads, one_file, uploads
from .two_catalogs import CKAN, UDATA, TwoCatalogFolder

__all__ = ["uploads"]  # a fixture

ADDRESS = "https://example.org/tableau.csv"
OLD, NEW, THEIRS = b"id;nom\n1;a\n2;b\n", b"id;nom\n1;a\n2;c\n", b"id;nom\n1;portail\n"


def linked(two_catalogs: TwoCatalogFolder, url: str = ADDRESS) -> None:
    """Write the dataset with an address in place of the file."""
    two_catalogs.write(resources=[{"id": "csv", "title": "Tableau", "url": url, "format": "csv"}])
    (two_catalogs.manifests / two_catalogs.producer / "tableau.csv").unlink(missing_ok=True)


@dataclass
class OneCatalog:
    """The plain dataset in one of the two catalogues, as a person reads and edits it."""

    two_catalogs: TwoCatalogFolder
    name: str

    def resource(self, title: str = "Tableau") -> Json:
        """Return the resource of this title."""
        if self.name == CKAN:
            return on_ckan.named(self.two_catalogs.show_ckan(), title)
        return on_udata.named(self.two_catalogs.show(), title)

    def content(self, title: str = "Tableau") -> bytes:
        """Return the bytes of the resource's file."""
        portal = self.two_catalogs.ckan if self.name == CKAN else self.two_catalogs.udata
        return portal.download(self.resource(title))

    def replace(self, content: bytes, title: str = "Tableau") -> None:
        """Replace a file as a person does, in the catalogue's form of the resource."""
        resource = self.resource(title)
        if self.name == CKAN:
            _upload_in_ckans_form(self.two_catalogs, resource, content)
        else:
            time.sleep(1.1)  # udata fails (500) when a name comes twice within one second, and a person is slower
            self.two_catalogs.udata.upload(self.two_catalogs.show()["id"], content, "tableau.csv", resource["id"])
            self.two_catalogs.udata.edit_resource(
                self.two_catalogs.show()["id"], self.resource("tableau.csv"), title=title
            )


def _upload_in_ckans_form(two_catalogs: TwoCatalogFolder, resource: Json, content: bytes) -> None:
    """Upload in CKAN's form, which sends its own fields; the hash of the old file stays."""
    edge = secrets.token_hex(8)
    fields = {name: str(resource.get(name) or "") for name in on_ckan.FORM_FIELDS} | {"url_type": "upload"}
    body = "".join(f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items())
    body += f'--{edge}\r\nContent-Disposition: form-data; name="upload"; filename="tableau.csv"\r\n\r\n'
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}", "Authorization": two_catalogs.ckan.editor}
    request_body = body.encode() + content + f"\r\n--{edge}--\r\n".encode()
    url = f"{two_catalogs.ckan.url}/api/3/action/resource_update"
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
        urllib.request.Request(url, request_body, headers), timeout=60
    ).close()


@pytest.fixture(params=[CKAN, UDATA])
def catalog(request: pytest.FixtureRequest, two_catalogs: TwoCatalogFolder) -> OneCatalog:
    """Provide each of the two catalogues."""
    return OneCatalog(two_catalogs, str(request.param))


# ---- between a file and an address


def test_an_address_becomes_a_file(two_catalogs: TwoCatalogFolder) -> None:
    linked(two_catalogs)
    two_catalogs.sync()
    before = [OneCatalog(two_catalogs, name).resource() for name in (CKAN, UDATA)]
    one_file(two_catalogs, content=OLD)

    two_catalogs.pending(WAITS).expect_words("a new resource replaces it: its address changes")
    two_catalogs.sync()

    two_catalogs.expect_settled(1)
    after = [OneCatalog(two_catalogs, name).resource() for name in (CKAN, UDATA)]
    assert after[0]["id"] == before[0]["id"]
    assert after[1]["id"] != before[1]["id"]
    assert [resource["url"] for resource in after if resource["url"] == ADDRESS] == []


def test_a_file_becomes_an_address(two_catalogs: TwoCatalogFolder) -> None:
    one_file(two_catalogs, content=OLD)
    two_catalogs.sync()
    before = [OneCatalog(two_catalogs, name).resource() for name in (CKAN, UDATA)]
    linked(two_catalogs)

    two_catalogs.pending(WAITS).expect_words("a new resource replaces it: its address changes")
    two_catalogs.sync()

    two_catalogs.expect_settled(1)
    after = [OneCatalog(two_catalogs, name).resource() for name in (CKAN, UDATA)]
    assert [resource["url"] for resource in after] == [ADDRESS, ADDRESS]
    assert after[0]["id"] == before[0]["id"]
    assert after[1]["id"] != before[1]["id"]
    assert (after[0]["hash"], after[0]["size"], after[1]["checksum"]) == ("", None, None)


def test_there_and_back(two_catalogs: TwoCatalogFolder) -> None:
    one_file(two_catalogs, content=OLD)
    two_catalogs.sync()
    linked(two_catalogs)
    two_catalogs.sync()
    one_file(two_catalogs, content=OLD)
    two_catalogs.sync()

    two_catalogs.expect_settled(1)


def test_an_address_stays_until_the_file_is_there(
    two_catalogs: TwoCatalogFolder, ckan_relay: Relay, udata_relay: Relay
) -> None:
    linked(two_catalogs)
    two_catalogs.sync()
    one_file(two_catalogs, content=OLD)
    ckan_relay.faults = [Fault(FaultKind.BAD_GATEWAY, "package_revise", about=UPLOADED)]
    udata_relay.faults = [Fault(FaultKind.BAD_GATEWAY, "POST datasets/{}/upload")]

    two_catalogs.sync(code=3).expect_words("0 of 2 entries done")

    assert [OneCatalog(two_catalogs, name).resource()["url"] for name in (CKAN, UDATA)] == [ADDRESS, ADDRESS]
    ckan_relay.faults, udata_relay.faults = [], []
    two_catalogs.sync()
    two_catalogs.expect_settled(1)


# ---- between datasets, and away


def test_a_file_moves_to_another_dataset(two_catalogs: TwoCatalogFolder) -> None:
    """A removal here and a creation there."""
    two_catalogs.put_file("a.csv", OLD)
    two_catalogs.put_file("b.csv", NEW)
    first, second = ({"id": name, "title": name.upper(), "path": f"{name}.csv"} for name in ("a", "b"))
    two_catalogs.write("un", title="Un", resources=[first, second])
    two_catalogs.write("deux", title="Deux")
    two_catalogs.sync()
    two_catalogs.write("un", title="Un", resources=[first])
    two_catalogs.write("deux", title="Deux", resources=[second])

    two_catalogs.sync()

    two_catalogs.expect_settled(2)
    assert (on_udata.titles_of(two_catalogs.show("un")), on_udata.titles_of(two_catalogs.show("deux"))) == (
        ["A"],
        ["B"],
    )


def test_a_file_that_left_the_manifest_leaves_the_catalogues(two_catalogs: TwoCatalogFolder) -> None:
    two_catalogs.put_file("a.csv", OLD)
    two_catalogs.put_file("b.csv", NEW)
    first, second = ({"id": name, "title": name.upper(), "path": f"{name}.csv"} for name in ("a", "b"))
    two_catalogs.write(resources=[first, second])
    two_catalogs.sync()
    two_catalogs.write(resources=[first])
    (two_catalogs.manifests / two_catalogs.producer / "b.csv").unlink()

    two_catalogs.sync()

    two_catalogs.expect_settled(1)
    assert on_udata.titles_of(two_catalogs.show()) == ["A"]
    assert [resource["name"] for resource in two_catalogs.show_ckan()["resources"]] == ["A"]


# ---- moved in the catalogue


def test_a_file_replaced_in_the_catalogue_is_kept(two_catalogs: TwoCatalogFolder, catalog: OneCatalog) -> None:
    one_file(two_catalogs, content=OLD)
    two_catalogs.sync()
    catalog.replace(THEIRS)

    assert two_catalogs.changes(catalog=catalog.name) == {"resources.csv.file": "drift"}
    two_catalogs.sync().expect_words("Nothing to do")

    assert catalog.content() == THEIRS


def test_a_file_replaced_in_the_catalogue_is_sent_again_on_demand(
    two_catalogs: TwoCatalogFolder, catalog: OneCatalog
) -> None:
    one_file(two_catalogs, content=OLD)
    two_catalogs.sync()
    before = catalog.resource()["id"]
    catalog.replace(THEIRS)

    two_catalogs.sync("--drift", "revert")

    assert (catalog.content(), catalog.resource()["id"]) == (OLD, before)
    two_catalogs.expect_settled(1)


def test_a_file_replaced_on_both_sides_is_a_conflict(two_catalogs: TwoCatalogFolder, catalog: OneCatalog) -> None:
    one_file(two_catalogs, content=OLD)
    two_catalogs.sync()
    catalog.replace(THEIRS)
    one_file(two_catalogs, content=NEW)

    assert two_catalogs.changes(catalog=catalog.name) == {"resources.csv.file": "conflict"}
    two_catalogs.sync(code=3)
    assert catalog.content() == THEIRS
    two_catalogs.sync("--on-conflict", "manifest")

    assert catalog.content() == NEW
    two_catalogs.expect_settled(1)


def test_the_file_of_the_catalogue_may_win(two_catalogs: TwoCatalogFolder, catalog: OneCatalog) -> None:
    one_file(two_catalogs, content=OLD)
    two_catalogs.sync()
    catalog.replace(THEIRS)
    one_file(two_catalogs, content=NEW)

    two_catalogs.sync("--on-conflict", "portal")

    assert catalog.content() == THEIRS
    assert two_catalogs.changes(catalog=catalog.name) == {"resources.csv.file": "drift"}


def test_udata_has_the_new_file_of_the_manifest_already(two_catalogs: TwoCatalogFolder, uploads: Uploads) -> None:
    one_file(two_catalogs, content=OLD)
    two_catalogs.sync()
    OneCatalog(two_catalogs, UDATA).replace(NEW)
    one_file(two_catalogs, content=NEW)
    uploads.forget()

    two_catalogs.sync()

    assert uploads.counted() == (1, 0)
    two_catalogs.expect_settled(1)
