"""A token goes to the origin of its catalogue alone: on real servers that record the headers of each request."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import requests

from publisher.catalogs.ckan import build as build_ckan
from publisher.catalogs.errors import Unavailable, Unreachable
from publisher.catalogs.udata import build as build_udata
from publisher.model.dataset import RemoteResource, Resource
from publisher.model.names import RemoteId, ResourceId
from publisher.model.values import File

from .raw_server import RawServer, head, raw_server, reply, sends
from .test_hostile_servers import transport_to

TOKEN = "eyJ-secret-of-the-catalogue"
TEXT = b"a;b\n1;2\n"


@pytest.fixture
def other() -> Iterator[RawServer]:
    """Serve the file to everybody, at another origin than the catalogue's."""
    with raw_server(sends(reply(TEXT, Content_Type="text/csv"))) as server:
        yield server


def resource_at(address: str) -> RemoteResource:
    content = Resource(id=ResourceId("csv"), file=File(len(TEXT), "sha256:x"), url=None)
    return RemoteResource(RemoteId("r-1"), content, address=address)


def download_from_ckan(url: str, address: str) -> bytes:
    transport = transport_to(url)
    return b"".join(build_ckan(transport.session.config, transport, TOKEN).fetch(resource_at(address)))


def redirecting(target: str) -> bytes:
    return head("302 Found", Location=target, Content_Length=0) + b"\r\n"


# ---- downloads


def test_a_file_at_the_catalogues_origin_is_asked_for_with_the_token() -> None:
    with raw_server(sends(reply(TEXT, Content_Type="text/csv"))) as home:
        assert download_from_ckan(home.url, f"{home.url}/files/wc.csv") == TEXT
    assert home.headers()["authorization"] == TOKEN


def test_a_file_at_another_host_is_asked_for_without_the_token(other: RawServer) -> None:
    assert download_from_ckan("http://localhost:1", f"{other.url}/files/wc.csv") == TEXT
    assert TOKEN.encode() not in other.heads[0]


def test_the_same_host_with_another_port_or_scheme_gets_no_token(other: RawServer) -> None:
    port = other.url.rpartition(":")[2]
    for url in ("http://127.0.0.1:1", f"https://127.0.0.1:{port}", f"http://user:pass@127.0.0.1:{int(port) - 1}"):
        assert download_from_ckan(url, f"{other.url}/files/wc.csv") == TEXT
    assert not any(TOKEN.encode() in request for request in other.heads)


@pytest.mark.parametrize("trick", ["http://{home}@{other}/wc.csv", "http://{other}\\@{home}/wc.csv",
                                   "http://{other}#@{home}/wc.csv", "http://{other}?@{home}/wc.csv"])  # fmt: skip
def test_an_address_that_only_looks_like_the_catalogues_gets_no_token(trick: str, other: RawServer) -> None:
    with raw_server(sends(reply(TEXT, Content_Type="text/csv"))) as home:
        address = trick.format(home=home.url.removeprefix("http://"), other=other.url.removeprefix("http://"))
        assert download_from_ckan(home.url, address) == TEXT
    assert home.heads == []
    assert TOKEN.encode() not in other.heads[0]


def test_a_redirection_takes_no_token_along(other: RawServer) -> None:
    """As a CKAN does that keeps its files in a cloud."""
    with raw_server(sends(redirecting(f"{other.url}/signed?signature=x"))) as home:
        assert download_from_ckan(home.url, f"{home.url}/files/wc.csv") == TEXT
    assert home.headers()["authorization"] == TOKEN
    assert other.paths == ["/signed?signature=x"]
    assert TOKEN.encode() not in other.heads[0]


def test_a_file_whose_address_names_the_catalogue_otherwise_is_asked_for_at_its_own_address(other: RawServer) -> None:
    """`ckan.site_url` may say http, or another name: the file is in this CKAN all the same."""
    with raw_server(sends(reply(TEXT, Content_Type="text/csv"))) as home:
        address = f"{other.url}/dataset/d-1/resource/r-1/download/wc.csv"
        assert download_from_ckan(home.url, address) == TEXT
    assert home.paths == ["/dataset/d-1/resource/r-1/download/wc.csv"]
    assert home.headers()["authorization"] == TOKEN
    assert other.heads == []


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "404 Not Found"])
def test_a_file_that_cannot_be_read_without_the_token_is_explained(status: str) -> None:
    with raw_server(sends(reply(b"", status))) as private, pytest.raises(Unavailable) as caught:
        download_from_ckan("https://localhost", f"{private.url}/files/wc.csv?key=abc")
    assert str(caught.value.what) == (
        f"{private.url}/files/wc.csv cannot be downloaded: it answered {status[:3]}; "
        "the token was not sent there, because it is for https://localhost alone"
    )
    assert str(caught.value.fix) == (
        "If that is another address of the same catalogue, write it as `url` in catalogs.yml; "
        "else run the command again without --verify."
    )


def test_a_download_that_redirects_for_ever_ends() -> None:
    with (
        raw_server(sends(redirecting("/again"))) as home,
        pytest.raises(Unavailable, match="redirects again and again"),
    ):
        download_from_ckan(home.url, f"{home.url}/files/wc.csv")
    assert len(home.heads) == 6


def test_a_file_that_goes_on_for_ever_is_cut() -> None:
    with raw_server(sends(head() + b"\r\n", bytes(1_000_000))) as home:
        transport = transport_to(home.url)
        pieces = build_ckan(transport.session.config, transport, TOKEN).fetch(resource_at(f"{home.url}/wc.csv"))
        with pytest.raises(Unavailable, match="the file is larger than"):
            b"".join(pieces)


def test_udata_sends_no_token_for_a_file(other: RawServer) -> None:
    transport = transport_to("http://localhost:1")
    catalog = build_udata(transport.session.config, transport, TOKEN)
    assert b"".join(catalog.fetch(resource_at(f"{other.url}/wc.csv"))) == TEXT
    assert TOKEN.encode() not in other.heads[0]


# ---- the session, whatever its caller does


@pytest.mark.parametrize("name", ["Authorization", "X-API-KEY", "X-CKAN-API-Key", "Cookie", "X-Anything"])
def test_no_header_with_a_token_leaves_for_another_origin(name: str) -> None:
    with raw_server(sends(reply(b"{}"))) as other:
        transport_to("http://localhost:1").session.post(f"{other.url}/x", headers={name: TOKEN}, json={"a": 1})
    assert TOKEN.encode() not in other.heads[0]
    assert other.headers()["content-type"] == "application/json"


@pytest.mark.parametrize("name", ["Authorization", "X-API-KEY"])
@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "307 Temporary Redirect"])
def test_a_redirection_of_a_call_is_reported_and_not_followed(name: str, status: str, other: RawServer) -> None:
    answer = head(status, Location=f"{other.url}/x?token=abc", Content_Length=0) + b"\r\n"
    with raw_server(sends(answer)) as home:
        transport = transport_to(home.url)
        with pytest.raises(Unreachable) as caught:
            transport.read(lambda: transport.session.get(f"{home.url}/x", headers={name: TOKEN}))
    assert home.headers()[name.lower()] == TOKEN
    assert other.heads == []
    assert f"it redirects to {other.url}/x" in str(caught.value.what)
    assert "abc" not in str(caught.value.what)


def test_an_address_with_a_foreign_alphabet_is_the_catalogues_own() -> None:
    session = transport_to("https://données.example.org").session
    prepared = requests.Request("GET", "https://DONNÉES.example.org:443/x").prepare().url
    assert session.is_home(prepared)
    assert not session.is_home("https://donnees.example.org/x")


# ---- addresses inside the network


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Resolve names as this mapping says."""
    names: dict[str, str] = {}
    monkeypatch.setattr(
        "publisher.catalogs.connection.addresses_of", lambda host, port: [names.get(host, host.strip("[]"))]
    )
    return names


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "inside"]
)
def test_a_reply_cannot_send_us_into_the_network(resolved: dict[str, str], address: str) -> None:
    resolved |= {"data.example.org": "93.184.215.14", "inside": "192.168.1.4"}
    with pytest.raises(Unavailable, match="that address is inside a private network"):
        download_from_ckan("https://data.example.org", f"http://{address}:9/wc.csv")


def test_a_catalogue_inside_the_network_may_keep_its_files_there(other: RawServer, resolved: dict[str, str]) -> None:
    resolved["data.interne"] = "10.0.0.2"
    assert download_from_ckan("https://data.interne", f"{other.url}/wc.csv") == TEXT


def test_a_host_with_many_dead_addresses_takes_no_longer_than_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each address has the connect timeout, all together the time of the call."""
    addresses = [f"127.0.0.{number}" for number in range(2, 22)]
    monkeypatch.setattr("publisher.catalogs.connection.addresses_of", lambda *_: addresses)
    with ExitStack() as sockets:
        full = sockets.enter_context(socket.create_server(("0.0.0.0", 0), backlog=0))
        port = full.getsockname()[1]
        for number in range(4):  # its queue is full: the next connection gets no answer
            waiting = sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex((addresses[number], port))
        transport = transport_to(f"http://127.0.0.1:{port}")
        start = time.monotonic()
        with pytest.raises(Unreachable, match="no answer in time"):
            transport.write(lambda: transport.session.get(f"{transport.url}/x"))
    assert time.monotonic() - start < 4 * (0.8 + 0.5)
