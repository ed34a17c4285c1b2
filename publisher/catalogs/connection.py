"""Connections that keep to the limits of their call, whatever the server does: urllib3's time limit is for each read.

A server that sends a byte of its headers each second is never silent for a whole read timeout. So each wait on the
socket is given the time that is left of the call.
"""

import http.client
import io
import ipaddress
import socket
import ssl
from typing import TYPE_CHECKING, Any, Final

import requests.adapters
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from publisher.catalogs.limits import Call, LimitReached, current_call
from publisher.catalogs.origins import origin_of
from publisher.model.messages import message

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK: Final = 16_384
"""Bytes that are sent before the clock is looked at again."""


def addresses_of(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host. Raises `OSError`, and `UnicodeError` for a name that is none."""
    host.encode("idna")  # it is known here, without a question to a name server
    infos = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in infos))


def is_public(address: str) -> bool:
    """Return whether an IP address is reachable from anywhere: neither this machine nor a private network."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return (mapped or parsed).is_global


class _Input(io.RawIOBase):
    """What comes from a socket: each wait lasts as long as the call may, and the headers are measured."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, call: Call) -> None:
        super().__init__()
        self.raw = raw
        self.sock = sock
        self.call = call
        self.header_bytes: int | None = 0
        """Bytes received before the body; None once the headers have been read."""

    def readable(self) -> bool:
        """Return True: it is for reading alone."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int | None:
        """Read what is there, or wait for it. Raises `LimitReached`."""
        if self.header_bytes is not None:
            self.call.check_headers(self.header_bytes)
        with self.call.waiting(self.sock):
            size = self.raw.readinto(buffer)
        if self.header_bytes is not None:
            self.header_bytes += size or 0
        return size

    def close(self) -> None:
        """Close it, and the socket if nothing else uses it."""
        self.raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """A reply that is read through an `_Input`."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self._input = _Input(self.fp.detach(), sock, current_call())
        self.fp = io.BufferedReader(self._input)

    def begin(self) -> None:
        """Read the status and the headers. Raises `LimitReached` where they are too long or too many."""
        try:
            super().begin()
        except http.client.LineTooLong as error:
            raise self._input.call.headers_too_large() from error
        except http.client.HTTPException as error:
            if type(error) is http.client.HTTPException:  # more than a hundred headers: it has no class of its own
                raise self._input.call.headers_too_large() from error
            raise
        self._input.header_bytes = None


class Connection(HTTPConnection):
    """A connection that opens, sends and receives within the limits of the call that uses it."""

    response_class = _Response

    def _new_conn(self) -> socket.socket:
        """Connect to the first address that answers; the time is for all of them together."""
        call, name = current_call(), self._dns_host
        try:
            addresses = self._addresses(call)
            for address in addresses:
                self._dns_host = address
                self.timeout = call.seconds_left(call.config.connect_timeout)
                try:
                    sock = super()._new_conn()
                except (NewConnectionError, ConnectTimeoutError):
                    if address == addresses[-1]:
                        raise
                else:
                    sock.settimeout(call.seconds_left(call.config.connect_timeout))  # for a TLS handshake
                    return sock
        finally:
            self._dns_host = name
        raise NewConnectionError(self, "the host has no address")

    def _addresses(self, call: Call) -> list[str]:
        try:
            addresses = addresses_of(self._dns_host, self.port)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        if call.public_only and self.proxy is None and not all(map(is_public, addresses)) and _is_outside(call):
            raise LimitReached(message("that address is inside a private network"))
        return addresses

    def send(self, data: Any) -> None:
        """Send bytes of the request, block by block. Raises `LimitReached`."""
        if self.sock is None:
            self.connect()
        call = current_call()
        call.sent = True
        view = memoryview(data)
        for start in range(0, len(view), BLOCK):
            with call.waiting(self.sock):
                super().send(view[start : start + BLOCK])


class TlsConnection(Connection, HTTPSConnection):
    """The same over TLS."""


def _is_outside(call: Call) -> bool:
    """Return whether the catalogue itself has a public address: its own network may well keep its files."""
    home = origin_of(call.config.url)
    try:
        return home is None or all(map(is_public, addresses_of(home.host, home.port)))
    except (OSError, UnicodeError):
        return True


class _Pool(HTTPConnectionPool):
    ConnectionCls = Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = TlsConnection


class Adapter(requests.adapters.HTTPAdapter):
    """What requests sends through: connections of ours, directly or by way of a proxy."""

    def __init__(self, context: ssl.SSLContext | None = None, **kwargs: Any) -> None:
        self._tls: dict[str, Any] = {} if context is None else {"ssl_context": context}
        super().__init__(**kwargs)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pool of direct connections."""
        super().init_poolmanager(*args, **(kwargs | self._tls))
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> urllib3.ProxyManager:
        """Return the pool of connections by way of a proxy; one for SOCKS connects by itself."""
        manager: urllib3.ProxyManager = super().proxy_manager_for(proxy, **proxy_kwargs, **self._tls)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
        return manager
