"""Limits of one call: the time that all of it may take, the size of the headers and of the body."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final

from requests import Response

from publisher.catalogs.retry import Clock
from publisher.catalogs.unpacking import unpacked
from publisher.model.commands import command
from publisher.model.manifest import CatalogConfig
from publisher.model.messages import Message, message

CHUNK: Final = 65_536
"""Bytes."""

FILE_RATE: Final = 50_000
"""Bytes per second. A call that sends or receives a file may last longer by its size at this rate."""

MOMENT: Final = 0.01
"""Seconds. A wait that ends so close to the end of the call was ended by it."""

MEGA: Final = 1_000_000
KILO: Final = 1_000


class LimitReached(Exception):
    """A call was ended on this side."""

    def __init__(self, what: Message, fix: Message | None = None, *, again: bool = False, silent: bool = False) -> None:
        super().__init__(str(what))
        self.what = what
        self.fix = fix
        self.again = again
        """Whether the same call may do better a moment later."""
        self.silent = silent
        """Whether time passed and no whole reply came."""


@dataclass(kw_only=True)
class Call:
    """One call: when it must have ended, and what it may receive. Its connection asks it before each wait."""

    config: CatalogConfig
    clock: Clock
    duration: float
    """Seconds, from now, for all of it: connection, request, headers and body."""
    body_limit: int
    is_file: bool = False
    """Whether a file is downloaded, whose size is known, and not a reply of the API."""
    public_only: bool = False
    """Whether addresses inside a private network are refused."""
    sent: bool = False
    """Whether a byte of the request may have left."""
    ends: float = field(init=False)

    def __post_init__(self) -> None:
        self.ends = self.clock.monotonic() + self.duration

    def seconds_left(self, at_most: float) -> float:
        """Return how long the next wait may last. Raises `LimitReached` after the end."""
        left = self.ends - self.clock.monotonic()
        if left <= MOMENT:
            what = message(
                "no answer in time: the whole call took more than {seconds} s (`timeouts: call` in catalogs.yml)",
                seconds=f"{round(self.duration, 1):g}",
            )
            raise LimitReached(what, again=True, silent=True)
        return min(left, at_most)

    @contextmanager
    def waiting(self, sock: socket.socket) -> Iterator[None]:
        """Within it, the socket waits no longer than a read may, nor than is left. Raises `LimitReached` at the end."""
        sock.settimeout(self.seconds_left(self.config.read_timeout))
        try:
            yield
        except TimeoutError:
            self.seconds_left(0)
            raise

    def check_headers(self, received: int) -> None:
        """Raise `LimitReached` where this many bytes of headers are too many."""
        if received > self.config.header_limit:
            raise self.headers_too_large()

    def headers_too_large(self) -> LimitReached:
        """Return the error for headers that are too long, or too many."""
        what = message(
            "the headers of the reply are larger than {size} (`limits: headers` in catalogs.yml), "
            "or more than a hundred",
            size=size_text(self.config.header_limit),
        )
        fix = message("If this catalogue always sends such headers, raise `limits: headers` in catalogs.yml.")
        return LimitReached(what, fix)

    def check_body(self, received: int) -> None:
        """Raise `LimitReached` where this many bytes of a body, as received or unpacked, are too many."""
        if received > self.body_limit:
            size = size_text(self.body_limit)
            if self.is_file:
                raise LimitReached(message("the file is larger than {size}", size=size))
            what = message("the reply is larger than {size} (`limits: reply` in catalogs.yml)", size=size)
            fix = message(
                "If such replies are normal for {catalog}, raise `limits: reply` in catalogs.yml; "
                "{command} shows which server answers.",
                catalog=self.config.name,
                command=command("doctor"),
            )
            raise LimitReached(what, fix)

    def body(self, response: Response) -> Iterator[bytes]:
        """Yield the body of a reply, unpacked. Raises `LimitReached`, `UnreadableEncoding`, and as the socket does."""
        size = 0
        for piece in unpacked(self._received(response), response.headers.get("Content-Encoding", "")):
            size += len(piece)
            self.check_body(size)
            yield piece

    def _received(self, response: Response) -> Iterator[bytes]:
        """Yield the body as received, as soon as it comes: `iter_content` would wait for whole chunks."""
        declared = response.headers.get("Content-Length", "")
        size = 0
        self.check_body(int(declared) if re.fullmatch(r"[0-9]{1,18}", declared) else 0)
        while piece := response.raw.read1(CHUNK, decode_content=False):
            size += len(piece)
            self.check_body(size)
            yield piece


_CURRENT: ContextVar[Call] = ContextVar("call")


def current_call() -> Call:
    """Return the call that is being made in this thread."""
    return _CURRENT.get()


@contextmanager
def as_current(call: Call) -> Iterator[None]:
    """Within it, connections are used for this call."""
    token = _CURRENT.set(call)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def size_text(size: int) -> Message:
    """Return a size as `catalogs.yml` gives it."""
    if size >= MEGA:
        return message("{n} MB", n=f"{size / MEGA:g}")
    return message("{n} kB", n=f"{size / KILO:g}")
