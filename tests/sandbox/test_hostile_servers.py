"""Servers that send too much, too slowly or nothing: each call ends at its limits, and says which setting it was."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, Final

import pytest
import requests

from publisher.catalogs.errors import CatalogError, OutcomeUnknown, Unavailable
from publisher.catalogs.faults import HttpFault
from publisher.catalogs.retry import TRIES, Clock
from publisher.catalogs.transport import Transport
from publisher.model.findings import Position
from publisher.model.manifest import CatalogConfig, Mode
from publisher.model.names import CatalogName

from .conftest import environment
from .raw_server import MEGA, Answer, drips, floods, gzip_bomb, head, raw_server, reply, sends, stalls

CALL: Final = 0.8
"""Seconds that a whole call may take here."""

SLACK: Final = 1.0
"""Seconds that a busy machine may need besides."""


def transport_to(url: str, **changes: Any) -> Transport:
    """Return the transport of a catalogue, with short limits and without waits between its tries."""
    settings: dict[str, Any] = {
        "read_timeout": 0.4, "call_timeout": CALL, "reply_limit": MEGA, "header_limit": 8_000
    } | changes  # fmt: skip
    config = CatalogConfig(
        name=CatalogName("portail"), kind="udata", url=url, token_env="PUBLISHER_TOKEN", mode=Mode.MANAGE,
        organization=None, rate=1000.0, concurrency=1, connect_timeout=0.4, foreign=(),
        at=Position("manifests/catalogs.yml", 1, 1), **settings,
    )  # fmt: skip
    return Transport(config, Clock(time.monotonic, lambda _seconds: None))


def read(transport: Transport) -> object:
    return transport.read(lambda: transport.session.get(f"{transport.url}/x").json())


def fault_of(answer: Answer, **changes: Any) -> tuple[HttpFault, float]:
    """Return how one call to such a server ends, and after how many seconds."""
    with raw_server(answer) as server:
        transport = transport_to(server.url, **changes)
        start = time.monotonic()
        with pytest.raises(HttpFault) as caught:
            transport.session.get(f"{server.url}/x")
        return caught.value, time.monotonic() - start


def test_a_usual_reply_comes_through() -> None:
    with raw_server(sends(reply(b'{"a": 1}'))) as server:
        assert read(transport_to(server.url)) == {"a": 1}


# ---- too slow


SLOW: Final[dict[str, Answer]] = {
    "headers that drip": drips(b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
    "a status line that drips": drips(b"HTTP/1.1 2", b"0"),
    "headers without end": drips(head(), b"X-A: a\r\n"),
    "interim replies without end": drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a body that drips": drips(head(Content_Length=MEGA) + b"\r\n", b" "),
    "a body of unknown length that drips": drips(head() + b"\r\n", b" "),
    "chunks that drip": drips(head(Transfer_Encoding="chunked") + b"\r\n", b"1\r\n \r\n"),
    "the size of a chunk that drips": drips(head(Transfer_Encoding="chunked") + b"\r\n1;", b"a"),
    "headers after the last chunk": drips(head(Transfer_Encoding="chunked") + b"\r\n1\r\n1\r\n0\r\n", b"X-A: a\r\n"),
    "gzip that unpacks to nothing": drips(
        head(Content_Encoding="gzip") + b"\r\n" + gzip_bomb(MEGA)[:10], b"\0\0\0\xff\xff"
    ),
}  # fmt: skip


@pytest.mark.parametrize("answer", SLOW.values(), ids=SLOW.keys())
def test_whatever_drips_a_call_ends_at_its_deadline(answer: Answer) -> None:
    fault, seconds = fault_of(answer)

    assert "no answer in time: the whole call took more than 0.8 s (`timeouts: call` in catalogs.yml)" in str(fault)
    assert fault.sent is True
    assert CALL - 0.05 <= seconds < CALL + SLACK


STALLED: Final[dict[str, Answer]] = {
    "nothing": stalls(),
    "half the headers": stalls(head()),
    "the headers alone": stalls(head(Content_Length=20) + b"\r\n"),
    "half the body": stalls(head(Content_Length=20) + b"\r\n{"),
}


@pytest.mark.parametrize("answer", STALLED.values(), ids=STALLED.keys())
def test_a_stalled_call_ends_after_the_read_timeout(answer: Answer) -> None:
    fault, seconds = fault_of(answer)

    assert "no answer in time" in str(fault)
    assert 0.4 <= seconds < 0.4 + SLACK


def test_a_server_that_takes_no_bytes_ends_the_call() -> None:
    with raw_server(stalls()) as server:
        transport = transport_to(server.url)
        start = time.monotonic()
        with pytest.raises(HttpFault, match="no answer in time") as caught:
            transport.session.post(f"{server.url}/x", data=bytes(20 * MEGA))
    assert caught.value.sent is True
    assert time.monotonic() - start < 0.4 + SLACK


def test_a_large_file_has_more_time_for_its_size() -> None:
    """Two megabytes at 50 kB a second: forty seconds more."""
    transport = transport_to("http://127.0.0.1:9")

    assert transport.session.new_download(2 * MEGA).duration == pytest.approx(CALL + 40 + 1.3, abs=0.1)


@pytest.mark.parametrize("answer", STALLED.values(), ids=STALLED.keys())
def test_a_stalled_server_holds_a_run_for_the_tries_of_two_reads_and_no_longer(answer: Answer) -> None:
    """Each later call is refused at once: a hundred entries do not wait a hundred times."""
    with raw_server(answer) as server:
        transport = transport_to(server.url)
        start = time.monotonic()
        for _entry in range(100):
            with pytest.raises(CatalogError):
                transport.write(lambda: transport.session.post(f"{server.url}/x", json={}))
            with pytest.raises(Unavailable):
                read(transport)
        seconds = time.monotonic() - start
        with pytest.raises(Unavailable) as caught:
            read(transport)

    assert len(server.heads) == 2 * (1 + TRIES)
    assert seconds < 2 * (1 + TRIES) * (0.4 + 0.3)
    assert "has not answered for a long time: it is not called again in this run" in str(caught.value)


def test_a_page_on_which_a_server_hangs_does_not_end_the_other_calls() -> None:
    def answer(connection: Any, request: bytes) -> None:
        (stalls() if b" /slow " in request else sends(reply(b"{}")))(connection, request)

    with raw_server(answer) as server:
        transport = transport_to(server.url, read_timeout=0.1)
        for _entry in range(4):
            with pytest.raises(Unavailable, match="no answer in time"):
                transport.read(lambda: transport.session.get(f"{server.url}/slow"))
            assert read(transport) == {}


# ---- too large


BOMB: Final = gzip_bomb(1024 * MEGA)

LARGE: Final[dict[str, Answer]] = {
    "a length that is too large": stalls(head(Content_Length=2 * MEGA) + b"\r\n"),
    "a long body": floods(head() + b"\r\n", 4 * MEGA),
    "many chunks": floods(head(Transfer_Encoding="chunked") + b"\r\n", 4 * MEGA, b"3e8\r\n" + b" " * 1000 + b"\r\n"),
    "packed with gzip": sends(reply(BOMB, Content_Encoding="gzip")),
    "packed, in chunks": sends(head(Content_Encoding="gzip", Transfer_Encoding="chunked") + b"\r\n",
                               f"{len(BOMB):x}\r\n".encode() + BOMB + b"\r\n0\r\n\r\n"),
}  # fmt: skip


@pytest.mark.parametrize("answer", LARGE.values(), ids=LARGE.keys())
def test_a_reply_that_is_too_large_is_refused_and_not_asked_for_again(answer: Answer) -> None:
    with raw_server(answer) as server:
        transport = transport_to(server.url, call_timeout=20.0)
        with pytest.raises(Unavailable, match=r"larger than 1 MB \(`limits: reply` in catalogs.yml\)") as caught:
            read(transport)

    assert len(server.heads) == 1
    assert "raise `limits: reply` in catalogs.yml" in str(caught.value.fix)


def test_the_outcome_of_a_write_whose_reply_is_too_large_is_unknown() -> None:
    with raw_server(floods(head() + b"\r\n", 4 * MEGA)) as server:
        transport = transport_to(server.url, call_timeout=20.0)
        with pytest.raises(OutcomeUnknown, match="limits: reply"):
            transport.write(lambda: transport.session.post(f"{server.url}/x", json={}))

    assert len(server.heads) == 1


HEADERS: Final[dict[str, Answer]] = {
    "one long header": sends(head(X_A="a" * 200_000) + b"\r\n{}"),
    "a header without end": floods(b"HTTP/1.1 200 OK\r\nX-A: ", 400 * MEGA, b"a" * MEGA),
    "many headers": sends(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 101 + b"Content-Length: 2\r\n\r\n{}"),
    "many long headers": floods(b"HTTP/1.1 200 OK\r\n", 400 * MEGA, b"X-A: " + b"a" * 1000 + b"\r\n"),
    "a long status line": floods(b"HTTP/1.1 200 ", 400 * MEGA, b"a" * MEGA),
}


@pytest.mark.parametrize("answer", HEADERS.values(), ids=HEADERS.keys())
def test_headers_that_are_too_large_are_refused(answer: Answer) -> None:
    fault, _seconds = fault_of(answer, call_timeout=20.0)

    assert "the headers of the reply are larger than 8 kB (`limits: headers` in catalogs.yml)" in str(fault)
    assert (fault.sent, fault.again) == (True, False)


@pytest.mark.parametrize("status", ["302 Found", "429 Too Many Requests", "500 Internal Server Error", "404 Not Found"])
def test_the_page_of_an_error_is_not_read(status: str) -> None:
    start = head(status, Location="https://example.org/", Content_Type="text/html") + b"\r\n"
    with raw_server(floods(start, 400 * MEGA)) as server:
        transport = transport_to(server.url)
        with pytest.raises(CatalogError) as caught:
            read(transport)
    assert "larger" not in str(caught.value)


# ---- what it takes, in a process of its own

MEASURED: Final = """
import json, resource, sys, time
from tests.sandbox.test_hostile_servers import transport_to, read
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
transport = transport_to(sys.argv[1], call_timeout=60.0, read_timeout=20.0, reply_limit=20_000_000)
before, start = peak(), time.monotonic()
try: read(transport)
except Exception as error: print(json.dumps([str(error), peak() - before, time.monotonic() - start]))
"""


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(floods(head(Content_Length=1 << 30) + b"\r\n", 1 << 30), id="1 GiB of a known length"),
        pytest.param(floods(head() + b"\r\n", 1 << 30), id="1 GiB of an unknown length"),
        pytest.param(sends(reply(BOMB, Content_Encoding="gzip")), id="1 MB of gzip"),
        pytest.param(sends(reply(BOMB[2:], Content_Encoding="deflate")), id="deflate that is none"),
    ],
)
def test_a_gigabyte_takes_neither_memory_nor_time(answer: Answer) -> None:
    with raw_server(answer) as server:
        process = subprocess.run(
            [sys.executable, "-c", MEASURED, server.url], env=environment(), capture_output=True, text=True,
            timeout=60, check=True,
        )  # fmt: skip
    error, megabytes, seconds = json.loads(process.stdout)

    assert "larger than 20 MB" in error or "the reply is incomplete" in error
    assert megabytes < 20 + 40
    assert seconds < 5


# ---- what is not packed as it should be


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress"])
def test_a_packing_that_was_not_asked_for_is_refused(encoding: str) -> None:
    with raw_server(sends(reply(b"{}", Content_Encoding=encoding))) as server:
        transport = transport_to(server.url)
        with pytest.raises(Unavailable, match="the reply is incomplete"):
            read(transport)
    assert server.headers()["accept-encoding"] == "gzip, deflate"


def _packed(body: bytes, bits: int) -> bytes:
    import zlib

    packer = zlib.compressobj(9, zlib.DEFLATED, bits)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", lambda body: _packed(body, 31)),
        ("gzip", lambda body: _packed(body[:5], 31) + _packed(body[5:], 31)),
        ("deflate", lambda body: _packed(body, 15)),
        ("deflate", lambda body: _packed(body, -15)),
        ("", lambda body: body),
    ],
    ids=["gzip", "two gzips", "zlib", "raw deflate", "not packed"],
)
def test_a_packed_reply_is_read_whole(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    body = json.dumps({"texts": ["é" * 300_000, "b"]}).encode()
    with raw_server(sends(reply(pack(body), Content_Encoding=encoding))) as server:
        transport = transport_to(server.url, reply_limit=4 * MEGA, call_timeout=20.0)
        response: requests.Response = transport.session.get(f"{server.url}/x")
    assert response.content == body


def test_a_packed_reply_without_its_end_is_incomplete() -> None:
    packed = _packed(b'{"a": 1}' * 1000, 31)
    fault, _seconds = fault_of(sends(reply(packed[:-12], Content_Encoding="gzip")))

    assert "the reply is incomplete" in str(fault)
