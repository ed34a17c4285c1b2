"""Files that move: into a catalogue and out of it, between datasets, and on the portal."""

from __future__ import annotations

import secrets
import time
import urllib.request
from dataclasses import dataclass

import pytest

from . import portal as on_ckan
from . import udata_portal as on_udata
from .both import CKAN, UDATA, Both
from .counting import Fault, Kind, Relay
from .portal import Json
from .test_files import UPLOADED, Uploads, one_file, uploads
from .workshop import WAITS

__all__ = ["uploads"]  # a fixture

ADDRESS = "https://example.org/tableau.csv"
OLD, NEW, THEIRS = b"id;nom\n1;a\n2;b\n", b"id;nom\n1;a\n2;c\n", b"id;nom\n1;portail\n"


def linked(both: Both, url: str = ADDRESS) -> None:
    """The dataset with an address in place of the file."""
    both.write(resources=[{"id": "csv", "title": "Tableau", "url": url, "format": "csv"}])
    (both.manifests / both.producer / "tableau.csv").unlink(missing_ok=True)


@dataclass
class Place:
    """One of the two catalogues, as a person at its portal sees the plain dataset."""

    both: Both
    name: str

    def resource(self, title: str = "Tableau") -> Json:
        """A resource of the entry."""
        if self.name == CKAN:
            return on_ckan.named(self.both.show_ckan(), title)
        return on_udata.named(self.both.show(), title)

    def content(self, title: str = "Tableau") -> bytes:
        """What its file holds."""
        portal = self.both.ckan if self.name == CKAN else self.both.udata
        return portal.download(self.resource(title))

    def replace(self, content: bytes, title: str = "Tableau") -> None:
        """A person puts another file there, in the portal's form of the resource."""
        resource = self.resource(title)
        if self.name == CKAN:
            _upload_in_ckans_form(self.both, resource, content)
        else:
            time.sleep(1.1)  # udata fails (500) when a name comes twice within one second, and a person is slower
            self.both.udata.upload(self.both.show()["id"], content, "tableau.csv", resource["id"])
            self.both.udata.edit_resource(self.both.show()["id"], self.resource("tableau.csv"), title=title)


def _upload_in_ckans_form(both: Both, resource: Json, content: bytes) -> None:
    """CKAN's form sends its own fields; the hash of the old file stays."""
    edge = secrets.token_hex(8)
    fields = {name: str(resource.get(name) or "") for name in on_ckan.FORM_FIELDS} | {"url_type": "upload"}
    body = "".join(f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items())
    body += f'--{edge}\r\nContent-Disposition: form-data; name="upload"; filename="tableau.csv"\r\n\r\n'
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}", "Authorization": both.ckan.editor}
    request_body = body.encode() + content + f"\r\n--{edge}--\r\n".encode()
    url = f"{both.ckan.url}/api/3/action/resource_update"
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
        urllib.request.Request(url, request_body, headers), timeout=60
    ).close()


@pytest.fixture(params=[CKAN, UDATA])
def place(request: pytest.FixtureRequest, both: Both) -> Place:
    """Each of the two catalogues."""
    return Place(both, str(request.param))


# ---- between a file and an address


def test_an_address_becomes_a_file(both: Both) -> None:
    linked(both)
    both.sync()
    before = [Place(both, name).resource() for name in (CKAN, UDATA)]
    one_file(both, content=OLD)

    both.pending(WAITS).expect_words("a new resource replaces it: its address changes")
    both.sync()

    both.expect_settled(1)
    after = [Place(both, name).resource() for name in (CKAN, UDATA)]
    assert after[0]["id"] == before[0]["id"]
    assert after[1]["id"] != before[1]["id"]
    assert [resource["url"] for resource in after if resource["url"] == ADDRESS] == []


def test_a_file_becomes_an_address(both: Both) -> None:
    one_file(both, content=OLD)
    both.sync()
    before = [Place(both, name).resource() for name in (CKAN, UDATA)]
    linked(both)

    both.pending(WAITS).expect_words("a new resource replaces it: its address changes")
    both.sync()

    both.expect_settled(1)
    after = [Place(both, name).resource() for name in (CKAN, UDATA)]
    assert [resource["url"] for resource in after] == [ADDRESS, ADDRESS]
    assert after[0]["id"] == before[0]["id"]
    assert after[1]["id"] != before[1]["id"]
    assert (after[0]["hash"], after[0]["size"], after[1]["checksum"]) == ("", None, None)


def test_there_and_back(both: Both) -> None:
    one_file(both, content=OLD)
    both.sync()
    linked(both)
    both.sync()
    one_file(both, content=OLD)
    both.sync()

    both.expect_settled(1)


def test_an_address_stays_until_the_file_is_there(both: Both, ckan_relay: Relay, udata_relay: Relay) -> None:
    linked(both)
    both.sync()
    one_file(both, content=OLD)
    ckan_relay.faults = [Fault(Kind.BAD_GATEWAY, "package_revise", about=UPLOADED)]
    udata_relay.faults = [Fault(Kind.BAD_GATEWAY, "POST datasets/{}/upload")]

    both.sync(code=3).expect_words("0 of 2 entries done")

    assert [Place(both, name).resource()["url"] for name in (CKAN, UDATA)] == [ADDRESS, ADDRESS]
    ckan_relay.faults, udata_relay.faults = [], []
    both.sync()
    both.expect_settled(1)


# ---- between datasets, and away


def test_a_file_moves_to_another_dataset(both: Both) -> None:
    """A removal here and a creation there."""
    both.put_file("a.csv", OLD)
    both.put_file("b.csv", NEW)
    first, second = ({"id": name, "title": name.upper(), "path": f"{name}.csv"} for name in ("a", "b"))
    both.write("un", title="Un", resources=[first, second])
    both.write("deux", title="Deux")
    both.sync()
    both.write("un", title="Un", resources=[first])
    both.write("deux", title="Deux", resources=[second])

    both.sync()

    both.expect_settled(2)
    assert (on_udata.titles_of(both.show("un")), on_udata.titles_of(both.show("deux"))) == (["A"], ["B"])


def test_a_file_that_left_the_manifest_leaves_the_portals(both: Both) -> None:
    both.put_file("a.csv", OLD)
    both.put_file("b.csv", NEW)
    first, second = ({"id": name, "title": name.upper(), "path": f"{name}.csv"} for name in ("a", "b"))
    both.write(resources=[first, second])
    both.sync()
    both.write(resources=[first])
    (both.manifests / both.producer / "b.csv").unlink()

    both.sync()

    both.expect_settled(1)
    assert on_udata.titles_of(both.show()) == ["A"]
    assert [resource["name"] for resource in both.show_ckan()["resources"]] == ["A"]


# ---- moved on the portal


def test_a_file_replaced_on_the_portal_is_kept(both: Both, place: Place) -> None:
    one_file(both, content=OLD)
    both.sync()
    place.replace(THEIRS)

    assert both.changes(catalog=place.name) == {"resources.csv.file": "drift"}
    both.sync().expect_words("Nothing to do")

    assert place.content() == THEIRS


def test_a_file_replaced_on_the_portal_is_sent_again_on_demand(both: Both, place: Place) -> None:
    one_file(both, content=OLD)
    both.sync()
    before = place.resource()["id"]
    place.replace(THEIRS)

    both.sync("--drift", "revert")

    assert (place.content(), place.resource()["id"]) == (OLD, before)
    both.expect_settled(1)


def test_a_file_replaced_on_both_sides_is_a_conflict(both: Both, place: Place) -> None:
    one_file(both, content=OLD)
    both.sync()
    place.replace(THEIRS)
    one_file(both, content=NEW)

    assert both.changes(catalog=place.name) == {"resources.csv.file": "conflict"}
    both.sync(code=3)
    assert place.content() == THEIRS
    both.sync("--on-conflict", "manifest")

    assert place.content() == NEW
    both.expect_settled(1)


def test_the_portals_file_may_win(both: Both, place: Place) -> None:
    one_file(both, content=OLD)
    both.sync()
    place.replace(THEIRS)
    one_file(both, content=NEW)

    both.sync("--on-conflict", "portal")

    assert place.content() == THEIRS
    assert both.changes(catalog=place.name) == {"resources.csv.file": "drift"}


def test_udata_has_the_new_file_of_the_manifest_already(both: Both, uploads: Uploads) -> None:
    one_file(both, content=OLD)
    both.sync()
    Place(both, UDATA).replace(NEW)
    one_file(both, content=NEW)
    uploads.forget()

    both.sync()

    assert uploads.counted() == (1, 0)
    both.expect_settled(1)
