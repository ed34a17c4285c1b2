"""Files on udata: uploaded whole or in chunks, read afterwards, and downloaded again."""

import hashlib
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
import responses
from requests_toolbelt import MultipartDecoder, MultipartEncoder

from publisher.catalogs.errors import EntryChanged, OutcomeUnknown, Refused, TooLarge, Unavailable
from publisher.catalogs.transport import Transport
from publisher.catalogs.udata import forms
from publisher.catalogs.udata.catalog import UdataCatalog
from publisher.manifests.measure_file import measure
from publisher.model.dataset import Resource, ResourceWrite
from publisher.model.files import MeasuredFile
from publisher.model.names import RemoteId

from .samples import CONFIG, TOKEN, FakeClock, rid
from .udata_samples import API, URL, document, entry, hosted

ADDED_PATH, REPLACED_PATH = f"datasets/{document()['id']}/upload/", f"datasets/{document()['id']}/resources/r-2/upload/"
ENTRY_PATH = f"datasets/{document()['id']}/"
TEXT = b"a;b\n1;2\n"


def catalog(clock: FakeClock) -> UdataCatalog:
    config = replace(CONFIG, kind="udata", url=URL)
    return UdataCatalog(config, Transport(config, clock.clock()), TOKEN)


@pytest.fixture
def data(tmp_path: Path) -> MeasuredFile:
    path = tmp_path / "wc.csv"
    path.write_bytes(TEXT)
    return measure(path)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of three bytes, for files of more than six."""
    monkeypatch.setattr(forms, "CHUNK", 3)
    monkeypatch.setattr(forms, "WHOLE_LIMIT", 6)


class FormReceiver:
    """A fake of the upload address that stores the parts of each form."""

    def __init__(self, path: str, *statuses: int) -> None:
        self.forms: list[dict[str, Any]] = []
        self.statuses = list(statuses)
        responses.add_callback("POST", API + path, self, content_type="application/json")

    def __call__(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        body = request.body
        assert isinstance(body, bytes)
        parts = MultipartDecoder(body, request.headers["Content-Type"]).parts
        self.forms.append({_name(part.headers): part.content for part in parts})
        status = self.statuses.pop(0) if self.statuses else 201
        return status, {}, '{"id": "r-2", "success": true}' if status < 400 else '{"message": "no"}'


def _name(headers: Any) -> str:
    text: str = headers[b"Content-Disposition"].decode()
    return text.split('name="')[1].split('"', maxsplit=1)[0]


def resource_write(at: str | None = None) -> ResourceWrite:
    return ResourceWrite(RemoteId(at) if at else None, Resource(id=rid("csv"), title="Tableau"))


@responses.activate
def test_a_small_file_is_one_form_then_the_entry_is_read(clock: FakeClock, data: MeasuredFile) -> None:
    receiver = FormReceiver(ADDED_PATH)
    responses.get(API + ENTRY_PATH, json=document(hosted()))
    observed = catalog(clock).upload(entry(), resource_write(), data)
    assert [form["file"] for form in receiver.forms] == [TEXT]
    assert set(receiver.forms[0]) == {"file"}
    assert b'filename="wc.csv"' in (responses.calls[0].request.body or b"")
    assert [resource.address is not None for resource in observed.resources] == [True]
    sent = responses.calls[0].request
    assert sent.headers["X-API-KEY"] == TOKEN
    assert sent.headers["Content-Type"].startswith("multipart/form-data; boundary=")


@responses.activate
def test_a_new_content_goes_to_the_resource_that_has_the_old_one(clock: FakeClock, data: MeasuredFile) -> None:
    receiver = FormReceiver(REPLACED_PATH)
    responses.get(API + ENTRY_PATH, json=document(hosted()))
    catalog(clock).upload(entry(hosted()), resource_write("r-2"), data)
    assert len(receiver.forms) == 1


@responses.activate
@pytest.mark.usefixtures("small")
def test_a_large_file_goes_in_chunks_and_a_last_form_without_one(clock: FakeClock, data: MeasuredFile) -> None:
    receiver = FormReceiver(ADDED_PATH, 200, 200, 200, 201)
    responses.get(API + ENTRY_PATH, json=document(hosted()))
    catalog(clock).upload(entry(), resource_write(), data)
    *chunks, last = receiver.forms
    assert [form["file"] for form in chunks] == [b"a;b", b"\n1;", b"2\n"]
    assert [(form["partindex"], form["partbyteoffset"], form["chunksize"]) for form in chunks] == [
        (b"0", b"0", b"3"),
        (b"1", b"3", b"3"),
        (b"2", b"6", b"2"),
    ]
    assert set(last) == {"uuid", "filename", "totalparts"}
    assert (last["filename"], last["totalparts"]) == (b"wc.csv", b"3")
    assert len({form["uuid"] for form in receiver.forms}) == 1


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("size", [6, 7, 8, 9, 10])
def test_the_chunks_together_are_the_file(tmp_path: Path, size: int) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(bytes(range(size)))
    data = measure(path)
    with path.open("rb") as file:
        sent = [(form.fields, form.file if isinstance(form.file, bytes) else None) for form in forms.forms(data, file)]
    if size == 6:
        assert sent == [({}, None)]
        return
    chunks = sent[:-1]
    assert b"".join(chunk or b"" for _, chunk in chunks) == bytes(range(size))
    assert {fields["totalparts"] for fields, _ in sent} == {str(len(chunks))}
    assert len(chunks) > 1
    assert sent[-1][1] is None


def test_a_form_that_is_sent_again_begins_at_its_beginning() -> None:
    file = io.BytesIO(TEXT)
    form = forms.Form({}, file, "wc.csv")
    assert isinstance(form.encoder(), MultipartEncoder), "it is streamed"
    form.encoder().read()
    again = form.encoder()
    assert MultipartDecoder(again.read(), again.content_type).parts[0].content == TEXT


@responses.activate
def test_a_connection_that_never_stood_is_tried_again_with_the_whole_file(clock: FakeClock, data: MeasuredFile) -> None:
    responses.post(API + ADDED_PATH, body=requests.ConnectTimeout("x"))
    responses.post(API + ADDED_PATH, body=requests.ConnectTimeout("x"))
    receiver = FormReceiver(ADDED_PATH)
    responses.get(API + ENTRY_PATH, json=document(hosted()))
    catalog(clock).upload(entry(), resource_write(), data)
    assert [form["file"] for form in receiver.forms] == [TEXT]


@responses.activate
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Refused),
        (415, Refused),
        (404, EntryChanged),
        (410, EntryChanged),
        (500, OutcomeUnknown),
        (502, OutcomeUnknown),
    ],
)
def test_a_file_that_is_refused_lost_or_comes_too_late_is_reported(
    clock: FakeClock, data: MeasuredFile, status: int, kind: type[Exception]
) -> None:
    receiver = FormReceiver(ADDED_PATH, status)
    with pytest.raises(kind):
        catalog(clock).upload(entry(), resource_write(), data)
    assert len(receiver.forms) == len(responses.calls) == 1


@responses.activate
@pytest.mark.usefixtures("small")
def test_a_chunk_that_fails_ends_the_upload_with_an_unknown_outcome(clock: FakeClock, data: MeasuredFile) -> None:
    receiver = FormReceiver(ADDED_PATH, 200, 502)
    with pytest.raises(OutcomeUnknown):
        catalog(clock).upload(entry(), resource_write(), data)
    assert len(receiver.forms) == 2


@responses.activate
@pytest.mark.usefixtures("small")
def test_a_file_too_large_is_named_with_its_own_size_not_that_of_a_chunk(clock: FakeClock, tmp_path: Path) -> None:
    path = tmp_path / "wc.csv"
    path.write_bytes(b"x" * 2_000)
    responses.post(API + ADDED_PATH, status=413, body="<html>at most 1 kB</html>", content_type="text/html")
    udata = catalog(clock)
    udata.transport.session.recognised = True
    with pytest.raises(
        TooLarge, match=r"the file wc\.csv is larger than grandlyon takes \(2\.0 kB; at most 1 kB\)"
    ) as e:
        udata.upload(entry(), ResourceWrite(None, Resource(id=rid("csv"))), measure(path))
    assert e.value.paths == ("resources.csv.path",)


@responses.activate
def test_an_entry_that_is_gone_after_the_file_went_has_changed(clock: FakeClock, data: MeasuredFile) -> None:
    FormReceiver(ADDED_PATH)
    responses.get(API + ENTRY_PATH, json={"message": "gone"}, status=410)
    with pytest.raises(EntryChanged, match="the entry no longer exists"):
        catalog(clock).upload(entry(), resource_write(), data)


@responses.activate
def test_a_file_is_downloaded_from_its_address_without_the_token(clock: FakeClock) -> None:
    (resource,) = entry(hosted()).resources
    responses.get(resource.address or "", body=TEXT * 100)
    seen = hashlib.sha256()
    for piece in catalog(clock).fetch(resource):
        seen.update(piece)
    assert seen.hexdigest() == hashlib.sha256(TEXT * 100).hexdigest()
    assert "X-API-KEY" not in responses.calls[0].request.headers


@responses.activate
def test_a_file_that_cannot_be_downloaded_is_reported(clock: FakeClock) -> None:
    (resource,) = entry(hosted()).resources
    responses.get(resource.address or "", status=404)
    with pytest.raises(Unavailable, match="cannot be downloaded"):
        list(catalog(clock).fetch(resource))
