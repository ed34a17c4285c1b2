"""A server on loopback that speaks raw bytes, so that it can do what no HTTP library would: drip, stall, never end."""

import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

MEGA: Final = 1_000_000

Answer = Callable[[socket.socket, bytes], None]
"""What is done with a connection once the head of a request has come."""


@dataclass
class RawServer:
    """The address of a server, and the heads of the requests that it received."""

    url: str
    heads: list[bytes] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for."""
        return [head.split()[1].decode() for head in self.heads]

    def headers(self, place: int = -1) -> dict[str, str]:
        """Return the headers of a request, their names in lower case."""
        lines = self.heads[place].decode("latin-1").split("\r\n")[1:]
        return {name.lower(): value for name, _colon, value in (line.partition(": ") for line in lines if line)}


@contextmanager
def raw_server(answer: Answer) -> Iterator[RawServer]:
    """Serve while the block runs; each connection has a thread and gets one answer."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        listener.settimeout(0.05)
        server = RawServer(f"http://127.0.0.1:{listener.getsockname()[1]}")
        accepting = threading.Thread(target=_accept, args=(listener, server, answer))
        accepting.start()
        try:
            yield server
        finally:
            server.stopped.set()
            accepting.join()


def _accept(listener: socket.socket, server: RawServer, answer: Answer) -> None:
    while not server.stopped.is_set():
        with suppress(TimeoutError):
            connection, _address = listener.accept()
            threading.Thread(target=_serve, args=(connection, server, answer), daemon=True).start()


def _serve(connection: socket.socket, server: RawServer, answer: Answer) -> None:
    with closing(connection), suppress(OSError):
        connection.settimeout(30)
        received = b""
        while b"\r\n\r\n" not in received and (piece := connection.recv(4096)):
            received += piece
        head, _blank, body = received.partition(b"\r\n\r\n")
        server.heads.append(head)
        size = int(server.headers().get("content-length", "0"))
        while len(body) < size <= MEGA and (piece := connection.recv(4096)):  # else closing would reset the connection
            body += piece
        answer(connection, head)
        with suppress(OSError):
            connection.shutdown(socket.SHUT_WR)


def head(status: str = "200 OK", **headers: object) -> bytes:
    """Return the head of a JSON reply."""
    lines = {"Content-Type": "application/json", "Connection": "close"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return (f"HTTP/1.1 {status}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())).encode()


def reply(body: bytes, status: str = "200 OK", **headers: object) -> bytes:
    """Return a whole reply."""
    return head(status, Content_Length=len(body), **headers) + b"\r\n" + body


def sends(*parts: bytes) -> Answer:
    """Return the answer of these bytes."""

    def answer(connection: socket.socket, _head: bytes) -> None:
        for part in parts:
            connection.sendall(part)

    return answer


def drips(start: bytes, drop: bytes, pause: float = 0.05) -> Answer:
    """Return the answer that begins so, and then sends a drop again and again, until the client goes away."""

    def answer(connection: socket.socket, _head: bytes) -> None:
        connection.sendall(start)
        waiting = threading.Event()
        while not waiting.wait(pause):
            connection.sendall(drop)

    return answer


def floods(start: bytes, size: int, piece: bytes = b" " * MEGA) -> Answer:
    """Return the answer that begins so, followed by a piece until so many bytes were sent."""

    def answer(connection: socket.socket, _head: bytes) -> None:
        connection.sendall(start)
        for _number in range(size // len(piece)):
            connection.sendall(piece)

    return answer


def stalls(start: bytes = b"", seconds: float = 60) -> Answer:
    """Return the answer that begins so and goes silent, with its connection open."""

    def answer(connection: socket.socket, _head: bytes) -> None:
        connection.sendall(start)
        threading.Event().wait(seconds)

    return answer


def gzip_bomb(size: int) -> bytes:
    """Return one gzip stream that unpacks to so many bytes, about a thousandth of it in size; its end is missing."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    first = packer.compress(bytes(MEGA)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(MEGA)) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + block * (size // MEGA - 1)
