"""One address, from its first call to its last: each redirection is followed by hand, and checked like the first."""

import errno
import http.client
import socket
import ssl
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

import requests.utils

from publisher.catalogs.connection import addresses_of
from publisher.links.call import Answer, Caller, Calls, Target, TooSlow, proxy_for
from publisher.links.hosts import IpAddress, ascii_host, has_private_name, is_public, literal
from publisher.links.outcome import Cause, Hop, Kind, Outcome

PORTS: Final = frozenset({80, 443, 8080, 8443})
REDIRECTIONS: Final = 5
TRIED: Final = 3
"""IP addresses of a host that are tried."""

_USUAL: Final = {"http": 80, "https": 443}
_REDIRECTING: Final = frozenset({301, 302, 303, 307, 308})


def resolve(host: str, port: int) -> list[IpAddress]:
    """Return the IP addresses of a host, as this machine finds them. Raises `OSError` and `UnicodeError`."""
    return [ip for address in addresses_of(host, port) if (ip := literal(address)) is not None]


@dataclass(frozen=True)
class Network:
    """How the network is reached; tests have another."""

    call: Caller
    resolve: Callable[[str, int], list[IpAddress]] = resolve
    is_public: Callable[[IpAddress], bool] = is_public
    proxy_for: Callable[[str], str | None] = proxy_for


def real_network() -> Network:
    """Return the network of this machine. Raises `HttpFault` for certificates that are not there."""
    return Network(Calls())


class _Ended(Exception):
    """The calls of an address have ended."""

    def __init__(self, kind: Kind, host: str = "", cause: Cause = Cause.OTHER) -> None:
        super().__init__(kind.value)
        self.kind = kind
        self.host = host
        self.cause = cause


@dataclass(frozen=True)
class Follower:
    """Follows addresses."""

    network: Network
    user_agent: str
    turn: Callable[[str], AbstractContextManager[None]]
    """Waits until the host may be called; the call is made within it."""

    def outcome(self, url: str) -> Outcome:
        """Call an address, follow its redirections, and return how that ended."""
        hops: list[Hop] = []
        try:
            while True:
                answer = self._answer(url)
                location = answer.headers.get("location")
                if answer.status not in _REDIRECTING or not location:
                    return _outcome(answer, tuple(hops))
                if len(hops) == REDIRECTIONS:
                    return Outcome(Kind.ENDLESS, tuple(hops), answer.status)
                url = _joined(url, location)
                hops.append(Hop(answer.status, url))
        except _Ended as end:
            return Outcome(end.kind, tuple(hops), host=end.host, cause=end.cause)

    def _answer(self, url: str) -> Answer:
        """Return the answer of one address. `GET` follows `HEAD` where that is refused, or says too little."""
        target = _target(url)
        addresses = self._checked(target)
        if target.port not in PORTS:
            raise _Ended(Kind.OTHER_PORT, str(target.port))
        answer = self._called("HEAD", target, addresses)
        is_enough = answer.status in _REDIRECTING or (
            answer.status < 400 and answer.headers.get("content-type") and answer.headers.get("content-length") != "0"
        )
        return answer if is_enough else self._called("GET", target, addresses)

    def _checked(self, target: Target) -> list[IpAddress | None]:
        """Return the IP addresses to call, all of them public; None for the proxy."""
        fixed = literal(target.host)
        is_proxied = self.network.proxy_for(target.url) is not None
        if fixed is None and has_private_name(target.host):
            raise _Ended(Kind.INSIDE, target.host)
        try:
            addresses = [fixed] if fixed is not None else self.network.resolve(target.host, target.port)
        except (OSError, UnicodeError) as error:
            if is_proxied:
                return [None]  # behind such a proxy, names are often known to the proxy alone
            raise _unresolved(error, target.host) from error
        if not addresses or not all(map(self.network.is_public, addresses)):
            raise _Ended(Kind.INSIDE if addresses else Kind.NO_NAME, target.host)
        return [None] if is_proxied else list(addresses)

    def _called(self, method: str, target: Target, addresses: Iterable[IpAddress | None]) -> Answer:
        failure: _Ended | None = None
        for address in list(addresses)[:TRIED]:
            try:
                with self.turn(target.host):
                    return self.network.call(method, target, address, self.user_agent)
            except TooSlow:
                failure = _Ended(Kind.TOO_SLOW)
            except ssl.SSLCertVerificationError as error:
                raise _Ended(Kind.BAD_CERTIFICATE, cause=_flaw_of(error)) from error
            except (OSError, http.client.HTTPException) as error:
                failure = _Ended(Kind.NO_REPLY, cause=_cause_of(error))
        raise failure or _Ended(Kind.NO_NAME, target.host)


def _unresolved(error: Exception, host: str) -> _Ended:
    """Return whether no server has the name, or name servers only failed to say."""
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
        return _Ended(Kind.NO_REPLY, cause=Cause.NAME_SERVERS)
    return _Ended(Kind.NO_NAME, host)


def _cause_of(error: Exception) -> Cause:
    """Return why no reply came."""
    match error:
        case ConnectionRefusedError():
            return Cause.REFUSED
        case ssl.SSLError():
            return Cause.NO_TLS
        case ConnectionError() | http.client.HTTPException():
            return Cause.CUT
        case OSError(errno=errno.EHOSTUNREACH | errno.ENETUNREACH):
            return Cause.UNREACHABLE
        case _:
            return Cause.OTHER


_FLAWS: Final = {10: Cause.EXPIRED, 62: Cause.OTHER_NAME, 18: Cause.UNKNOWN_AUTHORITY, 19: Cause.UNKNOWN_AUTHORITY,
                 20: Cause.UNKNOWN_AUTHORITY, 21: Cause.UNKNOWN_AUTHORITY}  # fmt: skip
"""By the number that OpenSSL gives (`X509_V_ERR_…`)."""


def _flaw_of(error: ssl.SSLCertVerificationError) -> Cause:
    """Return what is wrong with a certificate."""
    return _FLAWS.get(error.verify_code, Cause.OTHER)


def _target(url: str) -> Target:
    """Return an address taken apart. Raises `_Ended` for one that is not called."""
    try:
        parts = urlsplit(url.strip())
        host, port = ascii_host(parts.hostname or ""), parts.port or _USUAL.get(parts.scheme, 0)
        query = f"?{parts.query}" if parts.query else ""
        path = requests.utils.requote_uri(f"{parts.path or '/'}{query}")
    except (ValueError, requests.exceptions.InvalidURL) as error:
        raise _Ended(Kind.NOT_HTTP, url) from error
    if parts.scheme not in _USUAL or not host:
        raise _Ended(Kind.NOT_HTTP, url)
    return Target(parts.scheme, host, port, path)


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location.strip())
    except ValueError as error:
        raise _Ended(Kind.NOT_HTTP, location) from error


def _outcome(answer: Answer, hops: tuple[Hop, ...]) -> Outcome:
    media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    start = (answer.beginning or b"").lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_page = media_type in ("text/html", "application/xhtml+xml") or start.startswith((b"<!doctype html", b"<html"))
    # A server that knows no ranges says the size of the whole; `HEAD` alone may say 0 where there is something.
    is_empty = answer.status == 416 or (answer.status < 300 and answer.beginning == b"")
    status = 200 if answer.status == 416 else answer.status
    return Outcome(Kind.ANSWERED, hops, status, media_type, is_page, is_empty)
