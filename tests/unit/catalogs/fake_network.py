"""A fake network: sockets that give prepared bytes; urllib3 and requests above them are real."""

import io
from collections.abc import Callable, Iterable, Iterator

import pytest
from typing_extensions import Buffer

from .samples import FakeClock

Part = bytes | Exception


class _Incoming(io.RawIOBase):
    """The receiving side: each read gives one part, after some time."""

    def __init__(self, parts: Iterator[Part], clock: FakeClock, pace: float) -> None:
        super().__init__()
        self.parts = parts
        self.clock = clock
        self.pace = pace
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        part = self.rest or next(self.parts, b"")
        if isinstance(part, Exception):
            raise part
        if not self.rest:
            self.clock.now += self.pace
        room = memoryview(buffer)
        size = min(len(room), len(part))
        room[:size], self.rest = part[:size], part[size:]
        return size


class Socket:
    """The part of a socket that http.client and urllib3 use."""

    def __init__(self, parts: Iterable[Part], clock: FakeClock, pace: float) -> None:
        self.incoming = _Incoming(iter(parts), clock, pace)
        self.sent = bytearray()

    def makefile(self, *_: object) -> io.BufferedReader:
        return io.BufferedReader(self.incoming)

    def sendall(self, data: bytes) -> None:
        self.sent += data

    def settimeout(self, seconds: float | None) -> None:
        """Do nothing: no call waits."""

    def shutdown(self, how: int) -> None:
        """Do nothing: no file is open."""

    def close(self) -> None:
        """Do nothing: no file is open."""


class Network:
    """All connections that were opened, and the bytes that were sent on them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, clock: FakeClock) -> None:
        self.clock = clock
        self.sockets: list[Socket] = []
        self.attempts = 0
        self._answers: list[Callable[[], Socket]] = []
        monkeypatch.setattr("urllib3.util.connection.create_connection", self._connect)
        monkeypatch.setattr("publisher.catalogs.connection.addresses_of", lambda *_: ["192.0.2.1"])

    def answers(self, *parts: Part, pace: float = 0.0) -> None:
        """Let the next connection give these parts."""
        self._answers.append(lambda: Socket(parts, self.clock, pace))

    def refuses(self, error: Exception) -> None:
        """Let the next connection fail with this error."""

        def fail() -> Socket:
            raise error

        self._answers.append(fail)

    def _connect(self, *_: object, **__: object) -> Socket:
        self.attempts += 1
        opened = self._answers[min(self.attempts, len(self._answers)) - 1]()
        self.sockets.append(opened)
        return opened

    @property
    def requests(self) -> list[bytes]:
        """The bytes that were sent, one item for each connection that was used."""
        return [bytes(opened.sent) for opened in self.sockets if opened.sent]


def head(status: str = "200 OK", **headers: str) -> bytes:
    """Return the head of a JSON reply."""
    lines = {"Content-Type": "application/json", "Connection": "close"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{text}\r\n".encode()
