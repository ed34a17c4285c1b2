"""The proxy does what each fault says, and the n-th call always has the same fault."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import requests

from tests.chaos.fault_proxy import REVOKED, Conduct, FaultProxy, Interruption, proxying
from tests.chaos.faults import FaultKind, FaultMix
from tests.live.counting import Reply, answering

CONTENT = b'{"title": "Toilettes publiques"}'
TIMEOUT = 0.5


@pytest.fixture
def received() -> list[str]:
    """Provide the paths that reach the server."""
    return []


@pytest.fixture
def proxy(received: list[str]) -> Iterator[FaultProxy]:
    def answer(path: str) -> Reply:
        received.append(path)
        return Reply(200, CONTENT)

    with answering(answer) as server, proxying(server.url) as proxy:
        yield proxy


def only(kind: FaultKind) -> Conduct:
    return Conduct(FaultMix("essai", {kind: 1.0}))


def get(proxy: FaultProxy, path: str = "/x") -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.get(proxy.url + path, timeout=TIMEOUT)


@pytest.mark.parametrize("kind", list(FaultKind))
def test_each_fault_is_what_it_says(proxy: FaultProxy, received: list[str], kind: FaultKind) -> None:
    proxy.begin(only(kind))
    try:
        reply: requests.Response | None = get(proxy)
    except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError):
        reply = None
    proxy.settle()

    assert received == (["/x"] if kind.forwards else [])
    match kind:
        case FaultKind.RESET | FaultKind.STALL | FaultKind.LOST_REPLY | FaultKind.TRUNCATED:
            assert reply is None
        case FaultKind.HTML:
            assert reply is not None
            assert (reply.status_code, reply.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        case FaultKind.SLOW_BODY:
            assert reply is not None
            assert reply.content == CONTENT
            assert reply.elapsed.total_seconds() < TIMEOUT
        case FaultKind.LATE_ERROR:
            assert reply is not None
            assert reply.status_code == 502
        case _:
            assert reply is not None
            assert str(reply.status_code) == kind.value
            assert ("Retry-After" in reply.headers) == (kind in (FaultKind.TOO_MANY, FaultKind.UNAVAILABLE))


def test_the_nth_call_has_the_same_fault_at_each_replay() -> None:
    mix = FaultMix("7.ckan", {FaultKind.RESET: 0.2, FaultKind.TOO_MANY: 0.3})
    faults = [mix.at(number) for number in range(1, 1001)]
    assert faults == [mix.at(number) for number in range(1, 1001)]
    assert 440 < sum(fault is not None for fault in faults) < 560
    assert faults != [FaultMix("8.ckan", mix.shares).at(number) for number in range(1, 1001)]


def test_calls_are_counted_and_without_faults_unchanged(proxy: FaultProxy, received: list[str]) -> None:
    proxy.begin(Conduct())
    assert get(proxy, "/a?b=c").content == CONTENT
    assert get(proxy, "/d").content == CONTENT
    assert [path for _method, path, _fault in proxy.calls] == received == ["/a?b=c", "/d"]


def test_above_the_rate_calls_are_answered_429(proxy: FaultProxy) -> None:
    proxy.begin(Conduct(FaultMix(rate=2.0)))
    assert [get(proxy).status_code for _ in range(4)] == [200, 200, 429, 429]


@pytest.mark.parametrize("forwarded", [True, False])
def test_something_happens_at_one_call(proxy: FaultProxy, received: list[str], forwarded: bool) -> None:
    happened = threading.Event()
    proxy.begin(Conduct(interruption=Interruption(2, happened.set, forwarded, answered=False)))
    assert get(proxy, "/1").ok
    assert not happened.is_set()
    with pytest.raises(requests.ConnectionError):
        get(proxy, "/2")
    assert happened.is_set()
    assert received == (["/1", "/2"] if forwarded else ["/1"])


def test_a_server_that_goes_down_refuses_connections_and_comes_back(proxy: FaultProxy) -> None:
    proxy.begin(Conduct(down_at=2, down_seconds=0.3))
    assert get(proxy).ok
    for _ in range(2):
        with pytest.raises(requests.ConnectionError):
            get(proxy)
    proxy.settle()
    assert get(proxy).ok


def test_a_revoked_token_does_not_reach_the_server() -> None:
    with answering(Reply(200, CONTENT)) as server, proxying(server.url) as proxy:
        proxy.begin(Conduct(revoked_from=2))
        for _ in range(2):
            requests.get(proxy.url, headers={"Authorization": "jeton"}, timeout=TIMEOUT, proxies={"http": ""})
        assert server.tokens == ["jeton", REVOKED]
