"""Real calls on loopback: one call as a server sees it, and that the command calls nobody inside a network."""

from __future__ import annotations

import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from publisher.links import call
from publisher.links.call import Answer, Calls, Target, TooSlow
from publisher.links.hosts import IpAddress
from tests.live.front_servers import make_certificates

from .conftest import ManifestFolder

HERE = ipaddress.IPv4Address("127.0.0.1")


class Handler(BaseHTTPRequestHandler):
    """Answers, and keeps what was asked."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[list[tuple[str, str, str | None, str | None]]] = []
    passwords: ClassVar[list[str]] = []

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, *, with_body: bool) -> None:
        self.asked.append((self.command, self.path, self.headers["Host"], self.headers["Range"]))
        self.passwords.extend(self.headers.get_all("Proxy-Authorization") or [])
        if self.path == "/drip":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            with suppress(OSError):
                while True:
                    self.wfile.write(b"X-A: b\r\n")
                    time.sleep(0.05)
        self.send_response(200)
        self.send_header("Content-Type", "text/csv")
        self.send_header("Content-Length", "10000000")
        self.end_headers()
        if with_body:
            self.wfile.write(b"a;b\n" * 1_000)

    def log_message(self, *_about: object) -> None:
        return


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    Handler.asked.clear()
    Handler.passwords.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def target(server: ThreadingHTTPServer, path: str = "/a.csv?b=1", scheme: str = "http") -> Target:
    return Target(scheme, "data.example.org", server.server_address[1], path)


def called(method: str, place: Target, address: IpAddress = HERE) -> Answer:
    return Calls({})(method, place, address, "opendata-publisher (test)")


def test_the_call_goes_to_the_given_address_with_the_name_and_reads_the_beginning_alone(
    server: ThreadingHTTPServer,
) -> None:
    answer = called("GET", target(server))

    assert (answer.status, answer.headers["content-type"]) == (200, "text/csv")
    assert answer.beginning == (b"a;b\n" * 512)
    port = server.server_address[1]
    assert Handler.asked == [("GET", "/a.csv?b=1", f"data.example.org:{port}", "bytes=0-2047")]


def test_head_reads_no_body(server: ThreadingHTTPServer) -> None:
    assert called("HEAD", target(server)).beginning is None
    assert [method for method, *_ in Handler.asked] == ["HEAD"]


def test_a_server_that_sends_a_byte_now_and_then_is_cut_off(
    server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call, "CALL_SECONDS", 0.5)
    start = time.monotonic()

    with pytest.raises(TooSlow):
        called("GET", target(server, "/drip"))
    assert time.monotonic() - start < 5


def test_a_port_where_nobody_listens_is_an_error_of_the_connection() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(OSError, match="refused"):
        called("HEAD", Target("http", "data.example.org", port, "/"))


def test_a_certificate_that_this_machine_does_not_trust_is_told_apart(
    server: ThreadingHTTPServer, tmp_path: Path
) -> None:
    certificates = make_certificates(tmp_path)
    server.socket = certificates.server.wrap_socket(server.socket, server_side=True)

    with pytest.raises(ssl.SSLCertVerificationError):
        called("HEAD", target(server, scheme="https"))


def test_a_proxy_gets_the_whole_address_and_its_password(
    server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", f"http://moi:secret@127.0.0.1:{server.server_address[1]}")
    place = Target("http", "data.example.org", 80, "/a.csv")

    assert Calls({})("HEAD", place, None, "t").status == 200
    assert Handler.asked == [("HEAD", "http://data.example.org/a.csv", "data.example.org", None)]
    assert Handler.passwords == ["Basic bW9pOnNlY3JldA=="]


# ---- the command


def test_the_command_calls_nobody_inside_a_network(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    port = server.server_address[1]
    folder = tmp_path / "manifests" / "bron"
    folder.mkdir(parents=True)
    catalogs = {"repository": "essais", "catalogs": {"portail": {"kind": "ckan", "url": "https://data.example.org"}}}
    (tmp_path / "manifests" / "catalogs.yml").write_text(json.dumps(catalogs), encoding="utf-8")
    (folder / "producer.yml").write_text("name: Bron\norganization: {portail: bron}\n", encoding="utf-8")
    (folder / "wc.yml").write_text(
        "title: Toilettes publiques\ndescription: Emplacements.\nresources:\n"
        "  - {id: a, title: A, url: 'http://127.0.0.1:8080/a.csv'}\n"
        f"  - {{id: b, title: B, url: 'http://2130706433:{port}/b.csv'}}\n"
        "  - {id: c, title: C, url: 'http://[::ffff:127.0.0.1]:8080/c.csv'}\n"
        "  - {id: d, title: D, url: 'https://example.org/{z}/{x}.png'}\n",
        encoding="utf-8",
    )

    done = ManifestFolder(tmp_path)("validate", "--check-links", lang="fr", code=1)

    assert "manifests/bron/wc.yml:4:28  PUB581 erreur" in done.out
    assert "127.0.0.1 est dans un réseau privé, vu d'ici : il n'a pas été appelé." in done.out.replace("\xa0", " ")
    assert "manifests/bron/wc.yml:5:28  PUB581 erreur" in done.out
    assert "manifests/bron/wc.yml:6:28  PUB581 erreur" in done.out
    assert "wc.yml:7" not in done.out
    assert "3 adresses vérifiées." in done.err
    assert Handler.asked == []


def test_certificates_that_are_not_there_are_said_in_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "manifests" / "bron"
    folder.mkdir(parents=True)
    catalogs = {"repository": "essais", "catalogs": {"portail": {"kind": "ckan", "url": "https://data.example.org"}}}
    (tmp_path / "manifests" / "catalogs.yml").write_text(json.dumps(catalogs), encoding="utf-8")
    (folder / "producer.yml").write_text("name: Bron\norganization: {portail: bron}\n", encoding="utf-8")
    run = ManifestFolder(tmp_path, {"REQUESTS_CA_BUNDLE": "/nulle/part.pem"})

    assert "REQUESTS_CA_BUNDLE" in run("validate", "--check-links", code=1).err
