"""A reverse proxy on loopback that counts the calls to one catalogue, spoils some, and acts at a given call."""

from __future__ import annotations

import http.client
import select
import socket
import struct
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import ceil
from random import Random
from typing import Any, ClassVar

from tests.chaos.faults import ASKS_TO_WAIT, NO_FAULTS, STATUS, Fault, FaultKind, FaultMix

TIMEOUT = 60
STALL = 10.0
"""Seconds after which a stalled call is cut, should the client wait so long."""
SLOW_PIECES, SLOW_SECONDS = 10, 0.15
PORTS = range(20_000, 32_000)
"""Below the ports that systems give to outgoing connections: none can take ours while the server is down."""
TOKENS = ("Authorization", "X-API-KEY")
REVOKED = "jeton-revoque"
"""What reaches the server in place of a token that was revoked: no server knows it."""
_HOP_HEADERS = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "host"})
_READING_ENDS = ("_show", "_list", "_search", "_list_for_user")

MAINTENANCE = b"<!DOCTYPE html><html lang='fr'><body><h1>Site en maintenance</h1></body></html>"


@dataclass(frozen=True)
class Interruption:
    """Something that happens at one call."""

    number: int
    """The call; the first is 1."""
    act: Callable[[], object]
    forwarded: bool
    """Whether the server carries out the call first."""
    answered: bool
    """Whether the client gets an answer."""


@dataclass(frozen=True)
class Conduct:
    """How the proxy treats the calls of one run."""

    mix: FaultMix = NO_FAULTS
    interruption: Interruption | None = None
    revoked_from: int | None = None
    """From this call on the server does not know the token."""
    down_at: int | None = None
    """At this call the server goes away, and comes back after `down_seconds`."""
    down_seconds: float = 0.05


@dataclass
class FaultProxy:
    """The calls that passed, and how further ones are treated."""

    upstream: str
    speed: float = 1.0
    """How many seconds of the client's clock pass in one real second."""
    conduct: Conduct = field(default_factory=Conduct)
    calls: list[tuple[str, str, str]] = field(default_factory=list)
    """Method, path and fault of each call of this run."""
    faults: Counter[str] = field(default_factory=Counter)
    """How often each fault happened, over all runs."""
    asked: float = 0.0
    """Seconds that Retry-After asked the client to wait in this run, summed over its calls."""
    after_write: Callable[[], object] = lambda: None
    """Called after each forwarded call that may write, before its reply."""
    url: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _active: int = 0
    _bucket: tuple[float, float] = (0.0, 0.0)
    _server: _Server | None = None
    _outages: list[threading.Thread] = field(default_factory=list)
    down: bool = False
    """Whether the server is away: calls on connections that are still open are cut."""

    # ---- runs

    def begin(self, conduct: Conduct) -> None:
        """Count from one again, and treat the calls so."""
        self.settle()
        with self._lock:
            self.conduct, self.calls, self.asked = conduct, [], 0.0
            self._bucket = (max(1.0, conduct.mix.rate), time.monotonic())

    def settle(self) -> None:
        """Wait until no call is under way: those of a run that was killed may still be carried out."""
        for outage in self._outages:
            outage.join()
        self._outages.clear()
        limit = time.monotonic() + TIMEOUT
        while self._active and time.monotonic() < limit:
            time.sleep(0.002)

    # ---- one call

    def enter(self, method: str, path: str) -> tuple[int, Fault | None]:
        """Count a call; return its number and its fault."""
        with self._lock:
            self._active += 1
            number = len(self.calls) + 1
            fault = self._limited() or self.conduct.mix.at(number)
            self.calls.append((method, path, fault.kind.value if fault else ""))
            if fault:
                self.faults[fault.kind.value] += 1
                self.asked += fault.retry_after if fault.kind in ASKS_TO_WAIT else 0
            return number, fault

    def leave(self) -> None:
        """Note the end of a call."""
        with self._lock:
            self._active -= 1

    def _limited(self) -> Fault | None:
        """Take a token of the rate limit; return the fault of a call that has none left."""
        rate = self.conduct.mix.rate
        if not rate:
            return None
        tokens, since = self._bucket
        now = time.monotonic()
        tokens = min(max(1.0, rate), tokens + (now - since) * rate * self.speed)
        self._bucket = (tokens - 1 if tokens >= 1 else tokens, now)
        return None if tokens >= 1 else Fault(FaultKind.TOO_MANY, ceil((1 - tokens) / rate))

    def forward(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        """Send a call to the catalogue itself."""
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.upstream).netloc, timeout=TIMEOUT)
        try:
            connection.request(method, path, body or None, headers)
            reply = connection.getresponse()
            answer = Reply(reply.status, dict(reply.getheaders()), reply.read())
        finally:
            connection.close()
        if may_write(method, path):
            self.after_write()
        return answer

    def go_down(self) -> None:
        """Close the port for a while, as a server that is restarted; calls under way are cut."""
        server = self._server
        assert server is not None
        self.down = True
        server.socket.close()

        def come_back() -> None:
            time.sleep(self.conduct.down_seconds)
            self.down = False
            server.listen_again()

        thread = threading.Thread(target=come_back, daemon=True)
        self._outages.append(thread)
        thread.start()


@dataclass(frozen=True)
class Reply:
    """A complete answer."""

    status: int
    headers: dict[str, str]
    content: bytes


def may_write(method: str, path: str) -> bool:
    """Return whether a call may change something."""
    if method == "GET":
        return False
    action = urllib.parse.urlsplit(path).path.rpartition("/api/3/action/")[2]
    return not action.endswith(_READING_ENDS)


class _CutError(Exception):
    """The connection ends here."""


class _Proxying(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: ClassVar[FaultProxy]
    timeout = TIMEOUT
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        number, fault = self.proxy.enter(self.command, self.path)
        try:
            self._treat(number, fault, body)
        except (_CutError, OSError):
            self._cut()
        finally:
            self.proxy.leave()

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - http.server's names

    def _treat(self, number: int, fault: Fault | None, body: bytes) -> None:
        conduct = self.proxy.conduct
        if conduct.down_at == number:
            self.proxy.go_down()
        if self.proxy.down:
            raise _CutError
        stop = conduct.interruption
        if stop is None or stop.number != number:
            self._with_fault(number, fault, body)
            return
        reply = self._forward(number, body) if stop.forwarded else None
        stop.act()
        if not stop.answered:
            raise _CutError
        self._answer(reply or self._forward(number, body))

    def _with_fault(self, number: int, fault: Fault | None, body: bytes) -> None:
        match fault.kind if fault else None:
            case None:
                self._answer(self._forward(number, body))
            case FaultKind.HTML:
                self._answer(Reply(200, {"Content-Type": "text/html; charset=utf-8"}, MAINTENANCE))
            case FaultKind.RESET:
                raise _CutError
            case FaultKind.STALL:
                self._stall()
            case FaultKind.LOST_REPLY:
                self._forward(number, body)
                raise _CutError
            case FaultKind.LATE_ERROR:
                self._forward(number, body)
                self._refuse(fault)
            case FaultKind.TRUNCATED:
                self._truncate(self._forward(number, body))
            case FaultKind.SLOW_BODY:
                self._answer(self._forward(number, body), slowly=True)
            case _:
                self._refuse(fault)

    def _forward(self, number: int, body: bytes) -> Reply:
        headers = {name: text for name, text in self.headers.items() if name.lower() not in _HOP_HEADERS}
        revoked = self.proxy.conduct.revoked_from
        if revoked is not None and number >= revoked:
            headers |= {name: REVOKED for name in headers if name in TOKENS}
        return self.proxy.forward(self.command, self.path, headers, body)

    def _refuse(self, fault: Fault | None) -> None:
        assert fault is not None
        headers = {"Content-Type": "text/html"}
        if fault.kind in ASKS_TO_WAIT:
            date = formatdate(ceil(time.time() + fault.retry_after), usegmt=True)
            headers["Retry-After"] = date if fault.as_date else str(fault.retry_after)
        self._answer(Reply(STATUS[fault.kind], headers, b"<html><body>Erreur</body></html>"))

    def _start(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, text in reply.headers.items():
            if name.lower() not in _HOP_HEADERS:
                self.send_header(name, text)
        self.send_header("Content-Length", str(len(reply.content)))
        self.end_headers()

    def _answer(self, reply: Reply, *, slowly: bool = False) -> None:
        self._start(reply)
        if not slowly:
            self.wfile.write(reply.content)
            return
        size = max(1, len(reply.content) // SLOW_PIECES)
        for start in range(0, len(reply.content), size):
            time.sleep(SLOW_SECONDS / SLOW_PIECES)
            self.wfile.write(reply.content[start : start + size])
            self.wfile.flush()

    def _truncate(self, reply: Reply) -> None:
        self._start(reply)
        self.wfile.write(reply.content[: len(reply.content) // 2])
        self.wfile.flush()
        raise _CutError

    def _stall(self) -> None:
        """Wait until the client goes away."""
        select.select([self.connection], [], [], STALL)
        raise _CutError

    def _cut(self) -> None:
        """End the connection with a reset: the client cannot take it for the end of a reply."""
        self.close_connection = True
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a client that went away."""

    def serve(self) -> None:
        """Serve until `stop`, also after the port was closed for a while."""
        self.stopped, self.listening = threading.Event(), threading.Event()
        self.listening.set()
        while not self.stopped.is_set():
            self.listening.wait()
            try:
                readable, _, _ = select.select([self.socket], [], [], 0.05)
            except (OSError, ValueError):
                self.stopped.wait(0.002)
                continue
            if readable:
                self._handle_request_noblock()  # type: ignore[attr-defined]

    def listen_again(self) -> None:
        """Open the port again: `select` holds the closed one until it returns."""
        opened = socket.socket()
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        end = time.monotonic() + TIMEOUT
        while True:
            try:
                opened.bind(self.server_address)
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.01)
        opened.listen(self.request_queue_size)
        self.socket = opened


def _bound(handler: type[BaseHTTPRequestHandler]) -> _Server:
    """Return a server on a free port."""
    chance = Random()
    while True:
        with suppress(OSError):
            return _Server(("127.0.0.1", chance.choice(PORTS)), handler)


@contextmanager
def proxying(upstream: str, speed: float = 1.0) -> Iterator[FaultProxy]:
    """Provide a proxy in front of a catalogue, while the block runs."""
    proxy = FaultProxy(upstream, speed)
    server = _bound(type("Handler", (_Proxying,), {"proxy": proxy}))
    proxy._server, proxy.url = server, f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.settle()
        server.stopped.set()
        thread.join()
        server.server_close()
