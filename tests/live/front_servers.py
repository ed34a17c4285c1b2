"""What stands in front of a catalogue: TLS with a private certificate, a proxy, a password, a path, another header."""

from __future__ import annotations

import base64
import select
import socket
import ssl
import subprocess
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .counting import Relay, Relaying, last_part, serving

HOST = "catalogue.example.org"
"""A host that exists for a proxy alone."""

NAMES = f"subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:{HOST}"
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")

FORMER_HEADER = "x-ckan-api-key"
"""The header in which CKAN up to 2.10 reads a token, too: `ckanapi` sends it in both."""


@dataclass
class FrontRelay(Relay):
    """A relay that asks for a password, takes a path away, and gives the token the header that the catalogue reads."""

    password: str = ""
    """`user:password`; nothing is asked for where it is empty."""
    prefix: str = ""
    """The path under which the catalogue is."""
    header: str = ""
    """The header in which the token comes."""
    catalogs_header: str = ""
    """The header in which the catalogue reads it."""

    def forward(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """Send a call to the catalogue itself, as it would come without this server."""
        given = {name.lower(): value for name, value in headers.items()}
        if self.password and given.pop("authorization", "") != basic(self.password):
            return 401, {"Content-Type": "text/html", "WWW-Authenticate": 'Basic realm="staging"'}, b"<h1>Password</h1>"
        if self.header:
            token = given.pop(self.header.lower(), "")
            given.pop(FORMER_HEADER, None)
            given[self.catalogs_header] = token
        parts = urllib.parse.urlsplit(path)  # a proxy is given whole addresses
        inside = parts._replace(scheme="", netloc="", path=parts.path.removeprefix(self.prefix))
        return super().forward(method, inside.geturl(), given, body)


def basic(password: str) -> str:
    """Return the `Authorization` of a user name and a password."""
    return f"Basic {base64.b64encode(password.encode()).decode()}"


class _Tunnelling(Relaying):
    """Also a proxy for TLS: whatever host is asked for, the tunnel leads to one server."""

    target: tuple[str, int] = ("127.0.0.1", 0)

    def do_CONNECT(self) -> None:  # noqa: N802 - the name that http.server asks for
        self.relay.note("CONNECT", self.path, b"")
        with socket.create_connection(self.target) as upstream:
            self.send_response(200)
            self.end_headers()
            self.wfile.flush()
            _pump(self.connection, upstream)
        self.close_connection = True


def _pump(one: socket.socket, other: socket.socket) -> None:
    """Pass bytes on in both directions until one side ends."""
    while True:
        for ready in select.select([one, other], [], [])[0]:
            data = ready.recv(65_536)
            if not data:
                return
            (other if ready is one else one).sendall(data)


@contextmanager
def fronting(
    upstream: str,
    naming: Callable[[str, str], str] = last_part,
    tls: ssl.SSLContext | None = None,
    tunnel: str = "",
) -> Iterator[FrontRelay]:
    """Provide a server in front of a catalogue, while the block runs. `tunnel`: where CONNECT leads."""
    relay = FrontRelay(upstream, naming=naming)
    parts = urllib.parse.urlsplit(tunnel)
    target = ("127.0.0.1", parts.port or 0)
    with serving(type("Handler", (_Tunnelling,), {"relay": relay, "target": target}), tls) as url:
        relay.url = url
        yield relay


@dataclass(frozen=True)
class Certificates:
    """A private authority, and a server with its certificate."""

    authority: Path
    server: ssl.SSLContext


def make_certificates(folder: Path) -> Certificates:
    """Make an authority and a certificate of it for this machine, with the openssl command."""
    authority, key = folder / "autorite.pem", folder / "autorite.key"
    server, server_key = folder / "serveur.pem", folder / "serveur.key"
    _openssl("req", "-x509", *KEY, "-keyout", key, "-out", authority, "-subj", "/CN=Autorite", "-days", "2")
    _openssl(
        "req", "-x509", *KEY, "-keyout", server_key, "-out", server, "-subj", f"/CN={HOST}", "-days", "2",
        "-CA", authority, "-CAkey", key, "-addext", NAMES, "-addext", "basicConstraints=critical,CA:FALSE",
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server, server_key)
    return Certificates(authority, context)


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
