"""A network in memory: its names, its answers, and the calls that were made."""

import ipaddress
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from publisher.links.call import Answer, Target
from publisher.links.follow import Follower, Network
from publisher.links.hosts import IpAddress, is_public

PUBLIC = "93.184.216.34"
CSV = {"content-type": "text/csv", "content-length": "12"}
PAGE = {"content-type": "text/html; charset=utf-8", "content-length": "900"}
Reply = Answer | Exception


class FakeNetwork:
    """Answers by method and address; a name without an entry leads to a public address."""

    def __init__(self, names: Mapping[str, Sequence[str]] | None = None) -> None:
        self.names = dict(names or {})
        self.replies: dict[tuple[str, str], Reply] = {}
        self.calls: list[tuple[str, str, str]] = []
        """Method, address, and the IP address that was called."""
        self.resolved: list[str] = []
        self.proxy: str | None = None

    def put(self, url: str, status: int = 200, headers: Mapping[str, str] = CSV, body: bytes | None = None) -> None:
        """Let an address give an answer, to both methods."""
        self.put_method("HEAD", url, Answer(status, headers))
        self.put_method("GET", url, Answer(status, headers, b"a;b\n1;2\n" if body is None else body))

    def put_method(self, method: str, url: str, reply: Reply) -> None:
        """Let an address give an answer to one method."""
        self.replies[method, url] = reply

    def redirect(self, url: str, to: str, status: int = 302) -> None:
        """Let an address redirect."""
        self.put(url, status, {"location": to})

    @property
    def network(self) -> Network:
        """The network for the code under test."""
        return Network(self.call, self.resolve, is_public, lambda _url: self.proxy)

    def resolve(self, host: str, _port: int) -> list[IpAddress]:
        """Return the addresses of a name; of several lists in turn, the next one. Raises `OSError`."""
        self.resolved.append(host)
        found = self.names.get(host, [PUBLIC])
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [ipaddress.ip_address(address) for address in found]

    def call(self, method: str, target: Target, address: IpAddress | None, user_agent: str) -> Answer:
        """Give the answer, and note the call."""
        url = target.url
        self.calls.append((method, url, str(address)))
        reply = self.replies.get((method, url), Answer(404, {}))
        if isinstance(reply, Exception):
            raise reply
        return reply

    def follower(self) -> Follower:
        """Return what follows addresses in this network, without waiting."""
        return Follower(self.network, "test", at_once)


@contextmanager
def at_once(_host: str) -> Iterator[None]:
    """Give every host its turn at once."""
    yield
