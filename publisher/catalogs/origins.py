"""Origins of addresses: a token goes to the origin of the catalogue and nowhere else."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from requests import PreparedRequest
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

PORTS: Final = {"http": 80, "https": 443}

WITHOUT_CREDENTIALS: Final = frozenset({
    "accept", "accept-encoding", "connection", "content-length", "content-type", "transfer-encoding", "user-agent",
})  # fmt: skip
"""The only headers that another origin gets: a list of what is allowed cannot forget a header with a token."""


@dataclass(frozen=True)
class Origin:
    """Scheme, host and port of an address."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        port = "" if self.port == PORTS.get(self.scheme) else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"


def origin_of(url: str | None) -> Origin | None:
    """Return the origin of an address, as urllib3 reads it when it connects; None where it has none."""
    try:
        parts = parse_url(url or "")
    except LocationParseError:
        return None
    if parts.scheme not in PORTS or not parts.host:
        return None
    return Origin(parts.scheme, parts.host.lower(), parts.port or PORTS[parts.scheme])


def without_credentials(request: PreparedRequest) -> PreparedRequest:
    """Return the request with no header that could hold a token."""
    bare = request.copy()
    kept = {name: value for name, value in request.headers.items() if name.lower() in WITHOUT_CREDENTIALS}
    bare.headers = CaseInsensitiveDict(kept)
    return bare


def shown_address(url: str) -> str:
    """Return an address as messages show it: user name, password and query may be secret."""
    try:
        parts = urlsplit(url)
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query="")) or "?"
    except ValueError:
        return "?"
