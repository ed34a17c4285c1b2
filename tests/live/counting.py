"""Small servers: relays in front of a catalogue that count and spoil calls, and false catalogues in its place."""

from __future__ import annotations

import http.client
import ssl
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
_WITH_IDS = frozenset({"datasets", "organizations", "resources", "contacts", "zone"})
_NO_IDS = frozenset({"licenses", "frequencies", "schemas", "extensions"})
_HOP_HEADERS = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "proxy-authorization"}
)


class FaultKind(Enum):
    """The ways in which a call fails."""

    LOST = "lost"
    """Forwarded; the reply never arrives."""
    LATE = "late"
    """Forwarded; a 500 arrives instead of the reply."""
    BAD_GATEWAY = "bad-gateway"
    """Not forwarded; answered 502."""
    TOO_MANY = "too-many"
    """Not forwarded; answered 429 with a `Retry-After`."""
    CUT = "cut"
    """Forwarded; half of the reply arrives."""
    FRONT = "front"
    """Not forwarded; a server in front gives the reply of the fault."""


@dataclass
class Fault:
    """A failure of calls of one action."""

    kind: FaultKind
    action: str
    times: int = 1_000_000
    after: int = 0
    """How many calls pass first."""
    about: str = ""
    """Only calls whose path or body holds this text."""
    reply: Reply | Callable[[str], Reply] | None = None
    """The reply of a server in front, or how it follows from the path."""

    def applies(self) -> bool:
        """Return whether this fault spoils the call."""
        if self.after > 0:
            self.after -= 1
            return False
        self.times -= 1
        return self.times >= 0


def last_part(_method: str, path: str) -> str:
    """Return the action of a call of CKAN's action API."""
    return urllib.parse.urlsplit(path).path.rpartition("/")[2]


def route(method: str, path: str) -> str:
    """Return the method and route of a call of udata's API, such as `PUT datasets/{}`."""
    parts = urllib.parse.urlsplit(path).path.removeprefix("/api/1/").strip("/").split("/")
    route_parts = [
        "{}" if last in _WITH_IDS and part not in _NO_IDS else part
        for last, part in zip(["", *parts], parts, strict=False)
    ]
    return f"{method} {'/'.join(route_parts)}"


@dataclass
class Relay:
    """The calls that passed, and the faults that spoil further ones."""

    upstream: str
    delay: float = 0.0
    """Seconds that each call waits before it is forwarded."""
    faults: list[Fault] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    """The action of each call."""
    naming: Callable[[str, str], str] = last_part
    """Names a call, for the count, from its method and path."""
    paths: list[str] = field(default_factory=list)
    """Method and path of each call."""
    rewrites: dict[str, Callable[[bytes], bytes]] = field(default_factory=dict)
    """By action, the function that rewrites the content of its replies."""
    before: dict[str, Callable[[], object]] = field(default_factory=dict)
    """By action, a function that is called once before the next such call is forwarded."""
    retry_after: int = 1
    """Seconds that the answer 429 asks for."""
    url: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, method: str, path: str, body: bytes) -> Fault | None:
        """Count a call, and return its fault, if it has one."""
        action = self.naming(method, path)
        about = path.encode() + b" " + body
        with self._lock:
            self.actions.append(action)
            self.paths.append(f"{method} {path}")
            for fault in self.faults:
                if fault.action == action and fault.about.encode() in about and fault.applies():
                    return fault
        return None

    def counted(self) -> Counter[str]:
        """Return the number of calls by action."""
        with self._lock:
            return Counter(self.actions)

    def forget(self) -> None:
        """Start counting again from zero."""
        with self._lock:
            self.actions.clear()
            self.paths.clear()

    def forward(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """Send a call to the catalogue itself."""
        time.sleep(self.delay)
        netloc = urllib.parse.urlsplit(self.upstream).netloc
        connection = http.client.HTTPConnection(netloc, timeout=TIMEOUT)
        try:
            connection.request(method, path, body or None, headers)
            reply = connection.getresponse()
            return reply.status, dict(reply.getheaders()), reply.read()
        finally:
            connection.close()

    def run_event(self, method: str, path: str) -> None:
        """Run the event that is due before this call."""
        with self._lock:
            event = self.before.pop(self.naming(method, path), None)
        if event:
            event()

    def rewritten(self, method: str, path: str, content: bytes) -> bytes:
        """Return the content of a reply as the client sees it."""
        rewrite = self.rewrites.get(self.naming(method, path))
        return rewrite(content) if rewrite else content


class Relaying(BaseHTTPRequestHandler):
    """Passes the calls on that the relay lets pass."""

    relay: ClassVar[Relay]

    def do_GET(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def do_PUT(self) -> None:
        self._pass_on()

    def do_DELETE(self) -> None:
        self._pass_on()

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.relay.note(self.command, self.path, body)
        kind = fault.kind if fault else None
        self.relay.run_event(self.command, self.path)
        if kind is FaultKind.BAD_GATEWAY:
            self._answer(502, {"Content-Type": "text/html"}, b"<html>Bad gateway</html>")
        elif kind is FaultKind.TOO_MANY:
            headers = {"Content-Type": "text/html", "Retry-After": str(self.relay.retry_after)}
            self._answer(429, headers, b"<html>Slow down</html>")
        elif fault and fault.reply:
            reply = fault.reply if isinstance(fault.reply, Reply) else fault.reply(self.path)
            self._answer(reply.status, {**dict(reply.headers), "Content-Type": reply.type}, reply.content)
        else:
            self._forward(body, kind)

    def _forward(self, body: bytes, kind: FaultKind | None) -> None:
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_HEADERS}
        status, reply_headers, reply = self.relay.forward(self.command, self.path, headers, body)
        content = self.relay.rewritten(self.command, self.path, reply)
        if kind is FaultKind.LATE:
            self._answer(500, {"Content-Type": "text/html"}, b"<html>Internal error</html>")
        elif kind is FaultKind.CUT:
            self._answer(status, reply_headers, content[: len(content) // 2], len(content))
        elif kind is not FaultKind.LOST:
            self._answer(status, reply_headers, content)

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
        """Ignore a client that went away."""


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler], tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Provide a server on a free port of this machine while the block runs, and its address; over TLS if asked for."""
    server = _Server(("127.0.0.1", 0), handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def relaying(upstream: str, naming: Callable[[str, str], str] = last_part) -> Iterator[Relay]:
    """Provide a relay in front of a catalogue, while the block runs."""
    relay = Relay(upstream, naming=naming)
    with serving(type("Handler", (Relaying,), {"relay": relay})) as url:
        relay.url = url
        yield relay


@dataclass(frozen=True)
class Reply:
    """The answer of a false catalogue to every call."""

    status: int
    content: bytes
    type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class FalsePortal:
    """A server that is not the catalogue: its address, and the tokens that it received."""

    url: str = ""
    tokens: list[str | None] = field(default_factory=list)
    """The `Authorization` of each call."""


@contextmanager
def answering(reply: Reply | Callable[[str], Reply]) -> Iterator[FalsePortal]:
    """Provide a server that gives the same answer to everything, or one that depends on the path."""
    portal = FalsePortal()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._reply()

        def _reply(self) -> None:
            portal.tokens.append(self.headers.get("Authorization"))
            answer = reply if isinstance(reply, Reply) else reply(self.path)
            self.send_response(answer.status)
            for name, value in (*answer.headers, ("Content-Type", answer.type)):
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with serving(Handler) as url:
        portal.url = url
        yield portal
