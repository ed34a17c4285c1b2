"""Files on CKAN: how a hosted file is read, sent and downloaded again."""

import json
from pathlib import Path
from typing import Any

import pytest
import responses
from requests_toolbelt import MultipartDecoder

from publisher.catalogs.base import DeletesDuplicates, UpdatesWithoutReread
from publisher.catalogs.ckan import build
from publisher.catalogs.ckan.catalog import CkanCatalog
from publisher.catalogs.ckan.project import project
from publisher.catalogs.ckan.wire import decode, encode_creation
from publisher.catalogs.errors import Denied, EntryChanged, OutcomeUnknown, Refused, TooLarge
from publisher.catalogs.transport import Transport
from publisher.manifests.measure_file import measure
from publisher.model.dataset import EMPTY, Dataset, RemoteResource, Resource, ResourceWrite
from publisher.model.files import MeasuredFile
from publisher.model.values import UNMANAGED, File

from .samples import ACCESS, CATALOG, CONFIG, TOKEN, URL, FakeClock, creation, document, recorded, remote, resource, rid

REVISE = f"{URL}/api/action/package_revise"
ADDRESS = f"{URL}/dataset/x/resource/r-1/download/wc.csv"
SLOT = ResourceWrite(remote("r-1"), Resource(id=rid("csv")))
TEXT = b"a;b\n1;2\n"


def catalog(clock: FakeClock, token: str | None = TOKEN) -> CkanCatalog:
    built = build(CONFIG, Transport(CONFIG, clock.clock()), token)
    built.groups.learn(None, "CKAN 2.12.0")
    return built


@pytest.fixture
def data(tmp_path: Path) -> MeasuredFile:
    path = tmp_path / "wc.csv"
    path.write_bytes(TEXT)
    return measure(path)


def hosted_resource(**changes: Any) -> RemoteResource:
    """Return a resource whose file CKAN hosts, as it is read."""
    fields = {"url": ADDRESS, "url_type": "upload", "size": 8, "last_modified": "2026-11-23T12:00:00.1"} | changes
    return decode(document(resources=[resource("r-1", **fields)]), CATALOG, URL).resources[0]


def test_a_file_that_ckan_keeps_has_an_address_and_no_url_and_is_recognised_by_the_moment_it_came() -> None:
    resource = hosted_resource(hash="anybody's word")
    assert (resource.our_id, resource.address) == ("r-1", ADDRESS)
    assert (resource.content.url, resource.content.file) == (None, File(8, "modified:2026-11-23T12:00:00.1"))
    assert resource.content.hosted


@pytest.mark.parametrize("size", [None, "8", 1.5])
def test_a_size_that_is_none_is_not_read(size: object) -> None:
    assert hosted_resource(size=size).content.file == File(None, "modified:2026-11-23T12:00:00.1")


@pytest.mark.parametrize("kind", ["", None, "datastore", "other"])
def test_anything_else_is_an_address(kind: str | None) -> None:
    resource = hosted_resource(url_type=kind)
    assert (resource.address, resource.content.url, resource.content.file) == (None, ADDRESS, None)


def test_bytes_to_send_are_known_by_their_sha256_until_ckan_has_a_word_of_its_own(data: MeasuredFile) -> None:
    dataset = Dataset(resources=(Resource(id=rid("csv"), data=data),))
    (resource,) = project(dataset, ACCESS).content.resources
    assert isinstance(resource.file, File)
    assert (resource.file.size, resource.file.checksum, resource.file.rows) == (8, f"sha256:{data.sha256}", 1)
    assert (resource.data, resource.url) == (data, UNMANAGED)


def test_a_file_to_come_is_made_without_an_address(data: MeasuredFile) -> None:
    content = Resource(id=rid("csv"), title="T", file=File(8, "sha256:x"))
    sent = encode_creation(creation(EMPTY, (ResourceWrite(remote("r-1"), content, new=True),)), "x")
    assert sent["resources"] == [{"id": "r-1", "url": "", "name": "T"}]


# ---- sending


@responses.activate
def test_a_file_is_sent_with_its_fields_and_only_if_the_entry_is_unchanged(
    clock: FakeClock, data: MeasuredFile
) -> None:
    responses.post(REVISE, json={"success": True, "result": {"package": recorded()}})
    entry = decode(recorded(), CATALOG, URL)
    assert catalog(clock).upload(entry, SLOT, data) == entry
    request = responses.calls[0].request
    assert isinstance(request.body, bytes)
    parts = MultipartDecoder(request.body, request.headers["Content-Type"]).parts
    sent = {part.headers[b"Content-Disposition"].decode().split('name="')[1].split('"')[0]: part for part in parts}
    assert json.loads(sent["match"].text) == {"id": entry.id, "metadata_modified": entry.revision, "state": "active"}
    assert json.loads(sent["filter"].text) == ["-groups"]
    assert sent["update__resources__r-1__hash"].text == "", "without an algorithm beside it, it stops harvesters"
    assert sent["update__resources__r-1__mimetype"].text == "text/csv"
    assert sent["update__resources__r-1__size"].text == "8"
    assert sent["update__resources__r-1__upload"].content == TEXT
    assert b'filename="wc.csv"' in sent["update__resources__r-1__upload"].headers[b"Content-Disposition"]
    assert request.headers["Authorization"] == TOKEN


@responses.activate
@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (409, {"__type": "Validation Error", "match": ["x"]}, EntryChanged),
        (409, {"__type": "Validation Error", "upload": ["too large"]}, Refused),
        (404, {"__type": "Not Found Error", "message": "no"}, EntryChanged),
        (403, {"__type": "Authorization Error", "message": "no"}, Denied),
        (502, {}, OutcomeUnknown),
    ],
)
def test_a_file_that_is_not_accepted_is_reported_and_not_sent_again(
    clock: FakeClock, data: MeasuredFile, status: int, error: dict[str, object], kind: type[Exception]
) -> None:
    responses.post(REVISE, json={"success": False, "error": error}, status=status)
    with pytest.raises(kind):
        catalog(clock).upload(decode(recorded(), CATALOG, URL), SLOT, data)
    assert len(responses.calls) == 1


@responses.activate
@pytest.mark.parametrize("body", ["", '{"success": true, "res', "{}"])
def test_a_reply_to_a_file_that_was_cut_has_an_unknown_outcome(clock: FakeClock, data: MeasuredFile, body: str) -> None:
    responses.post(REVISE, body=body, content_type="application/json")
    with pytest.raises(OutcomeUnknown):
        catalog(clock).upload(decode(recorded(), CATALOG, URL), SLOT, data)


@responses.activate
def test_a_file_of_a_private_entry_is_downloaded_with_the_token(clock: FakeClock) -> None:
    responses.get(ADDRESS, body=TEXT)
    assert b"".join(catalog(clock).fetch(hosted_resource())) == TEXT
    assert responses.calls[0].request.headers["Authorization"] == TOKEN


@responses.activate
def test_a_login_of_the_machine_does_not_replace_the_token_of_a_download(
    clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ~/.netrc that names the host, as many machines have."""
    (tmp_path / "netrc").write_text("machine ckan.example.org login u password p\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    responses.get(ADDRESS, body=TEXT)
    assert b"".join(catalog(clock).fetch(hosted_resource())) == TEXT
    assert responses.calls[0].request.headers["Authorization"] == TOKEN


def test_ckan_has_no_duplicates_to_delete_and_no_update_without_its_own_lock(clock: FakeClock) -> None:
    assert not isinstance(catalog(clock), DeletesDuplicates | UpdatesWithoutReread)


@responses.activate
def test_a_refused_file_is_that_of_its_resource(clock: FakeClock, data: MeasuredFile) -> None:
    error = {"__type": "Validation Error", "upload": ["File upload too large"]}
    responses.post(REVISE, json={"success": False, "error": error}, status=409)
    with pytest.raises(TooLarge) as caught:
        catalog(clock).upload(decode(document(), CATALOG, URL), SLOT, data)
    assert caught.value.paths == ("resources.csv.path",)
