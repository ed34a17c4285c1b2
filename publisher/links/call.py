"""One call, to an address that was checked before: the connection goes there and nowhere else."""

import http.client
import os
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

import requests.utils

from publisher.catalogs.surroundings import bundle_of
from publisher.links.hosts import IpAddress

BEGINNING: Final = 2_048
"""Bytes of a body that are read at most."""

CONNECT_SECONDS: Final = 10.0
CALL_SECONDS: Final = 25.0
"""For a whole call: connection, headers and the beginning of the body."""


@dataclass(frozen=True)
class Target:
    """What is called: an address, taken apart."""

    scheme: str
    host: str
    """In ASCII."""
    port: int
    path: str
    """With its query, and percent-encoded."""

    @property
    def url(self) -> str:
        """The address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if (self.scheme, self.port) in (("http", 80), ("https", 443)) else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


@dataclass(frozen=True)
class Answer:
    """The answer of a server, as far as it was read."""

    status: int
    headers: Mapping[str, str]
    """By their names in lower case."""
    beginning: bytes | None = None
    """Of the body; None where it was not asked for."""


class TooSlow(Exception):
    """The call took too long."""


class Caller(Protocol):
    """Makes one call."""

    def __call__(self, method: str, target: Target, address: IpAddress | None, user_agent: str) -> Answer:
        """Call a target at an IP address; None: through the proxy, which finds the address itself.

        Raises `TooSlow`, `ssl.SSLCertVerificationError`, `OSError` and `http.client.HTTPException`.
        """


def proxy_for(url: str) -> str | None:
    """Return the proxy that the environment names for an address; None where it is called directly."""
    proxy = requests.utils.select_proxy(url, requests.utils.get_environ_proxies(url))
    return proxy if proxy and not proxy.lower().startswith("socks") else None


class Calls:
    """Makes calls. TLS certificates are checked by those that this machine trusts."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._context = _tls_context(environ)

    def __call__(self, method: str, target: Target, address: IpAddress | None, user_agent: str) -> Answer:
        """Make one call; see `Caller`."""
        connection = self._connection(target, address)
        late = threading.Event()  # the timer's own is set after the cut, and the call may have ended in between
        timer = threading.Timer(CALL_SECONDS, _cut, [connection, late])
        timer.daemon = True
        timer.start()
        try:
            answer = _exchange(connection, method, target, user_agent)
        except TimeoutError as error:
            raise TooSlow from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            if late.is_set() and not isinstance(error, ssl.SSLCertVerificationError):
                raise TooSlow from error
            if isinstance(error, ValueError) and not isinstance(error, OSError):
                raise http.client.HTTPException(str(error)) from error
            raise
        else:
            if late.is_set():
                raise TooSlow  # headers that are cut off look like headers that end
            return answer
        finally:
            timer.cancel()
            connection.close()

    def _connection(self, target: Target, address: IpAddress | None) -> "_Connection":
        return _Connection(target, address, self._context if target.scheme == "https" else None)


def _tls_context(environ: Mapping[str, str]) -> ssl.SSLContext:
    bundle = bundle_of(environ)
    where = str(bundle) if isinstance(bundle, str) else requests.utils.DEFAULT_CA_BUNDLE_PATH
    is_folder = os.path.isdir(where)  # noqa: PTH112 - the variable may name either
    return ssl.create_default_context(cafile=None if is_folder else where, capath=where if is_folder else None)


class _Connection(http.client.HTTPConnection):
    """A connection to the given IP address, whatever name servers say by now; or to the proxy."""

    def __init__(self, target: Target, address: IpAddress | None, context: ssl.SSLContext | None) -> None:
        super().__init__(target.host, target.port, timeout=CONNECT_SECONDS)
        self.target = target
        self.address = address
        self.context = context
        self.proxy = urlsplit(proxy_for(target.url) or "") if address is None else None

    def connect(self) -> None:
        """Connect to the checked address, and speak TLS with the name that was asked for."""
        if self.address is not None:
            self.sock = socket.create_connection((str(self.address), self.target.port), self.timeout)
        elif self.proxy is not None:
            proxy_address = (self.proxy.hostname or "", self.proxy.port or 80)
            self.sock = socket.create_connection(proxy_address, self.timeout)
            if self.context is not None:
                self._open_tunnel()
        if self.context is not None:
            self.sock = self.context.wrap_socket(self.sock, server_hostname=self.target.host)

    def _open_tunnel(self) -> None:
        place = f"{self.target.host}:{self.target.port}"
        lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}", *(f"{k}: {v}" for k, v in self.proxy_headers.items())]
        self.sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        response = http.client.HTTPResponse(self.sock, method="CONNECT")
        response.begin()
        if response.status != 200:
            raise OSError(f"{response.status} {response.reason}")

    @property
    def proxy_headers(self) -> Mapping[str, str]:
        """The password of the proxy, where the environment gives one."""
        if self.proxy is None or not self.proxy.username:
            return {}
        name, password = unquote(self.proxy.username), unquote(self.proxy.password or "")
        return {"Proxy-Authorization": requests.auth._basic_auth_str(name, password)}


def _exchange(connection: _Connection, method: str, target: Target, user_agent: str) -> Answer:
    headers = {"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
    if method == "GET":
        headers["Range"] = f"bytes=0-{BEGINNING - 1}"
    is_forwarded = connection.proxy is not None and connection.context is None
    headers |= connection.proxy_headers if is_forwarded else {}
    connection.request(method, target.url if is_forwarded else target.path, headers=headers)
    response = connection.getresponse()
    received = {name.lower(): value for name, value in response.getheaders()}
    beginning = response.read(BEGINNING) if method == "GET" else None
    return Answer(response.status, received, beginning)


def _cut(connection: _Connection, late: threading.Event) -> None:
    """End a call that takes too long, whatever it waits for; that it does is noted first."""
    late.set()
    sock = connection.sock
    if sock is not None:
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
