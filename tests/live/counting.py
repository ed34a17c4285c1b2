"""Small servers to put in front of a portal, or in its place: one that counts and spoils calls, and false portals."""

from __future__ import annotations

import http.client
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

TIMEOUT = 60
_HOP_HEADERS = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "host"})


class Kind(Enum):
    """How a call goes wrong."""

    LOST = "lost"
    """Forwarded; the reply never arrives."""
    LATE = "late"
    """Forwarded; a 500 arrives instead of the reply."""
    BAD_GATEWAY = "bad-gateway"
    """Not forwarded; answered 502."""
    TOO_MANY = "too-many"
    """Not forwarded; answered 429 with `Retry-After: 1`."""
    CUT = "cut"
    """Forwarded; half of the reply arrives."""


@dataclass
class Fault:
    """What goes wrong with calls of one action."""

    kind: Kind
    action: str
    times: int = 1_000_000
    after: int = 0
    """Calls that pass first."""
    about: str = ""
    """Only calls whose body holds this text."""

    def strikes(self) -> bool:
        """Whether it hits this call."""
        if self.after > 0:
            self.after -= 1
            return False
        self.times -= 1
        return self.times >= 0


@dataclass
class Relay:
    """What passes, and what is to be spoiled."""

    upstream: str
    delay: float = 0.0
    """Seconds that each call waits before it is forwarded."""
    faults: list[Fault] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    """The action of each call."""
    url: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, action: str, body: bytes) -> Kind | None:
        """Count a call; what becomes of it."""
        with self._lock:
            self.seen.append(action)
            for fault in self.faults:
                if fault.action == action and fault.about.encode() in body and fault.strikes():
                    return fault.kind
        return None

    def counted(self) -> Counter[str]:
        """Calls by action."""
        with self._lock:
            return Counter(self.seen)

    def forget(self) -> None:
        """Count from nothing again."""
        with self._lock:
            self.seen.clear()

    def forward(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask the portal itself."""
        time.sleep(self.delay)
        netloc = urllib.parse.urlsplit(self.upstream).netloc
        connection = http.client.HTTPConnection(netloc, timeout=TIMEOUT)
        try:
            connection.request(method, path, body or None, headers)
            reply = connection.getresponse()
            return reply.status, dict(reply.getheaders()), reply.read()
        finally:
            connection.close()


class _Relaying(BaseHTTPRequestHandler):
    relay: ClassVar[Relay]

    def do_GET(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        action = urllib.parse.urlsplit(self.path).path.rpartition("/")[2]
        kind = self.relay.note(action, body)
        if kind is Kind.BAD_GATEWAY:
            self._answer(502, {"Content-Type": "text/html"}, b"<html>Bad gateway</html>")
        elif kind is Kind.TOO_MANY:
            self._answer(429, {"Content-Type": "text/html", "Retry-After": "1"}, b"<html>Slow down</html>")
        else:
            self._forward(body, kind)

    def _forward(self, body: bytes, kind: Kind | None) -> None:
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_HEADERS}
        status, given, content = self.relay.forward(self.command, self.path, headers, body)
        if kind is Kind.LATE:
            self._answer(500, {"Content-Type": "text/html"}, b"<html>Internal error</html>")
        elif kind is Kind.CUT:
            self._answer(status, given, content[: len(content) // 2], len(content))
        elif kind is not Kind.LOST:
            self._answer(status, given, content)

    def _answer(self, status: int, headers: dict[str, str], content: bytes, size: int | None = None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in _HOP_HEADERS:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content) if size is None else size))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A server on a free port of this machine, while the block runs; its address."""
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def relaying(upstream: str) -> Iterator[Relay]:
    """A relay in front of a portal, while the block runs."""
    relay = Relay(upstream)
    with serving(type("Handler", (_Relaying,), {"relay": relay})) as url:
        relay.url = url
        yield relay


@dataclass(frozen=True)
class Reply:
    """What a false portal answers to everything."""

    status: int
    content: bytes
    type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class FalsePortal:
    """A server that is not the portal: what it was told, besides its address."""

    url: str = ""
    tokens: list[str | None] = field(default_factory=list)
    """The `Authorization` of each call."""


@contextmanager
def answering(reply: Reply | Callable[[str], Reply]) -> Iterator[FalsePortal]:
    """A server that gives the same answer to everything, or one that depends on the path."""
    portal = FalsePortal()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._reply()

        def _reply(self) -> None:
            portal.tokens.append(self.headers.get("Authorization"))
            found = reply if isinstance(reply, Reply) else reply(self.path)
            self.send_response(found.status)
            for name, value in (*found.headers, ("Content-Type", found.type)):
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(found.content)))
            self.end_headers()
            self.wfile.write(found.content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with serving(Handler) as url:
        portal.url = url
        yield portal
