"""Plain HTTP of the independent check, read only, and its reading of files: both a piece at a time."""

from __future__ import annotations

import hashlib
import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tests.live.independent_manifests import (
    Report,
)
from tests.live.independent_words import UsageError

TIMEOUT = 60
PIECE = 1 << 16


@dataclass(frozen=True)
class Content:
    """The length and the digest of a file."""

    sha256: str
    size: int


class Reader(Protocol):
    """Bytes, a piece at a time."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes; none at the end."""


def measure(reader: Reader) -> Content:
    """Read to the end, and keep nothing of it."""
    digest, size = hashlib.sha256(), 0
    while piece := reader.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return Content(digest.hexdigest(), size)


def measure_local(path: Path) -> Content:
    """Return the content of a file beside the manifest."""
    try:
        with path.open("rb") as file:
            return measure(file)
    except OSError as error:
        raise UsageError(f"{path}: {error}") from error


def origin(url: str) -> tuple[str, str]:
    """Return the scheme and host of an address: where a token may go."""
    parts = urllib.parse.urlsplit(url)
    return parts.scheme, parts.netloc


class Site:
    """A server. The token goes to its address and nowhere else, redirections included."""

    def __init__(self, url: str, token: str | None, header: str) -> None:
        if urllib.parse.urlsplit(url).scheme not in {"http", "https"}:
            raise UsageError(f"{url}: an http(s) address is expected")
        self.url = url.rstrip("/")
        self.token = token
        self.header = header

    def open(self, url: str, *, trusted: bool) -> Any:
        """Send a GET request, with the token where the address is known to be the server's."""
        if urllib.parse.urlsplit(url).scheme not in {"http", "https"}:
            raise ValueError("not an http(s) address")
        quoted = urllib.parse.quote(url, safe="%/:=&?~#+!$,;'@()*[]")
        request = urllib.request.Request(quoted, headers={"User-Agent": "publisher-independent-check"})
        if self.token and trusted:
            request.add_unredirected_header(self.header, self.token)
        return urllib.request.urlopen(request, timeout=TIMEOUT)

    def json(self, url: str) -> Any:
        """Return a JSON answer of the server. Raises `HTTPError`, which the caller closes, or `UsageError`."""
        try:
            with self.open(url, trusted=True) as reply:
                return json.load(reply)
        except urllib.error.HTTPError:
            raise
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise UsageError(f"{url}: {error}") from error

    def measure(self, url: str, *, trusted: bool = False) -> Content | str:
        """Return the content behind an address, or an error text; the token is sent if the address is the server's."""
        try:
            with self.open(url, trusted=trusted or origin(url) == origin(self.url)) as reply:
                return measure(reply)
        except urllib.error.HTTPError as error:
            with error:
                return f"unreadable ({error})"
        except (OSError, ValueError, http.client.HTTPException) as error:
            return f"unreadable ({error})"


def compare_content(where: str, expected: Content, observed: Content | str, report: Report) -> None:
    """Compare the bytes of a download with those of the local file."""
    report.files += 1
    if isinstance(observed, str):
        report.check(where, "content", expected.sha256, observed)
        return
    report.check(where, "content", expected.sha256, observed.sha256)
    report.check(where, "length", expected.size, observed.size)
