"""HTTP as every catalogue uses it: retries, a rate, time limits and typed errors."""

import http.client
import socket
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import requests
import responses

from publisher import __version__
from publisher.catalogs.errors import CatalogError, OutcomeUnknown, Unavailable, Unreachable
from publisher.catalogs.faults import HttpFault
from publisher.catalogs.retry import SILENCE, TRIES, TRIES_IN_SILENCE
from publisher.catalogs.transport import USER_AGENT, Transport
from publisher.model.manifest import CatalogConfig

from .fake_network import Network, head
from .samples import CATALOG, CONFIG, URL, FakeClock

PAGE = "<html><body>Maintenance</body></html>"
PLAIN = replace(CONFIG, url="http://ckan.example.org")
"""Without TLS, for tests that go down to the socket."""


def line(clock: FakeClock, config: CatalogConfig = CONFIG) -> Transport:
    return Transport(config, clock.clock())


def ask(transport: Transport, path: str = "/x") -> Callable[[], requests.Response]:
    return lambda: transport.session.get(transport.url + path)


def send(transport: Transport, path: str = "/x") -> Callable[[], requests.Response]:
    return lambda: transport.session.post(transport.url + path, json={"a": 1})


def reply(status: int = 200, body: str = "{}", headers: dict[str, str] | None = None) -> None:
    responses.add(
        responses.POST, f"{URL}/x", body=body, status=status, headers=headers, content_type="application/json"
    )
    responses.add(responses.GET, f"{URL}/x", body=body, status=status, headers=headers, content_type="application/json")


def calls() -> int:
    return len(responses.calls)


def http_date(clock_now: float, seconds: float) -> str:
    from datetime import UTC, datetime
    from email.utils import format_datetime

    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


# ---- a call that comes through


@responses.activate
def test_a_reply_is_given_back_whole(clock: FakeClock) -> None:
    reply(body='{"success": true}')
    transport = line(clock)
    response = transport.read(ask(transport))
    assert response.json() == {"success": True}
    assert response.text == '{"success": true}'
    assert clock.sleeps == []


@responses.activate
@pytest.mark.parametrize("status", [400, 403, 404, 409])
def test_an_error_in_json_is_for_the_adapter_to_understand(clock: FakeClock, status: int) -> None:
    reply(status)
    transport = line(clock)
    assert transport.read(ask(transport)).status_code == status
    assert transport.write(send(transport)).status_code == status
    assert calls() == 2


def test_a_slash_at_the_end_of_the_address_is_left_out(clock: FakeClock) -> None:
    assert line(clock, replace(CONFIG, url=f"{URL}/")).url == URL


@responses.activate
def test_we_say_who_we_are(clock: FakeClock) -> None:
    reply()
    ask(line(clock))()
    assert responses.calls[0].request.headers["User-Agent"] == USER_AGENT
    assert f"opendata-publisher/{__version__}" == USER_AGENT


@responses.activate
def test_time_limits_are_sent_with_every_call(clock: FakeClock) -> None:
    reply()
    transport = line(clock)
    transport.session.get(f"{URL}/x", timeout=None)
    assert responses.calls[0].request.req_kwargs["timeout"] == (5.0, 10.0)  # type: ignore[attr-defined]


@responses.activate
def test_cookies_are_neither_kept_nor_sent(clock: FakeClock) -> None:
    reply(headers={"Set-Cookie": "session=abc; Path=/"})
    transport = line(clock)
    ask(transport)()
    ask(transport)()
    assert "Cookie" not in responses.calls[1].request.headers
    assert list(transport.session.cookies) == []


@responses.activate
def test_the_credentials_of_a_netrc_file_do_not_replace_the_token(
    clock: FakeClock, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "netrc"  # type: ignore[operator]
    file.write_text("machine ckan.example.org login somebody password hunter2\n")
    monkeypatch.setenv("NETRC", str(file))
    reply()
    line(clock).session.get(f"{URL}/x", headers={"Authorization": "our-token"})
    assert responses.calls[0].request.headers["Authorization"] == "our-token"


# ---- the rate


@responses.activate
def test_calls_are_spaced_by_the_rate(clock: FakeClock) -> None:
    reply()
    transport = line(clock, replace(CONFIG, rate=4.0))
    for _ in range(3):
        ask(transport)()
    assert clock.sleeps == pytest.approx([0.25, 0.25])


@responses.activate
def test_a_call_that_comes_late_enough_does_not_wait(clock: FakeClock) -> None:
    reply()
    transport = line(clock, replace(CONFIG, rate=4.0))
    ask(transport)()
    clock.now += 10
    ask(transport)()
    ask(transport)()
    assert clock.sleeps == pytest.approx([0.25])


@responses.activate
def test_every_call_is_counted_those_that_fail_too(clock: FakeClock) -> None:
    reply(503)
    transport = line(clock)
    with pytest.raises(Unavailable):
        transport.read(ask(transport))
    assert transport.session.calls == TRIES
    assert calls() == TRIES


# ---- 429


@responses.activate
@pytest.mark.parametrize("make", [ask, send], ids=["read", "write"])
def test_a_429_is_sent_again_after_the_seconds_it_asks_for(
    clock: FakeClock, make: Callable[[Transport], Callable[[], requests.Response]]
) -> None:
    reply(429, headers={"Retry-After": "7"})
    reply(200)
    transport = line(clock)
    call = make(transport)
    response = transport.read(call) if make is ask else transport.write(call)
    assert response.status_code == 200
    assert clock.sleeps == pytest.approx([7.1])
    assert calls() == 2


@responses.activate
def test_a_429_is_sent_again_at_the_date_it_asks_for(clock: FakeClock) -> None:
    reply(429, headers={"Retry-After": http_date(clock.now, 30)})
    reply(200)
    transport = line(clock)
    assert transport.read(ask(transport)).status_code == 200
    assert clock.sleeps == pytest.approx([30.1], abs=1.5)


@responses.activate
def test_a_429_without_a_time_is_sent_again_after_a_growing_one(clock: FakeClock) -> None:
    for _ in range(3):
        reply(429)
    reply(200)
    transport = line(clock)
    assert transport.write(send(transport)).status_code == 200
    assert len(clock.sleeps) == 3
    for slept, least in zip(clock.sleeps, [0.5, 1.0, 2.0], strict=True):
        assert least <= slept <= least + 0.5


@responses.activate
@pytest.mark.parametrize("make", [ask, send], ids=["read", "write"])
@pytest.mark.parametrize("after", ["3600", "121"])
def test_a_server_that_asks_for_an_hour_is_given_up_at_once(
    clock: FakeClock, after: str, make: Callable[[Transport], Callable[[], requests.Response]]
) -> None:
    reply(429, headers={"Retry-After": after})
    transport = line(clock)
    call = make(transport)
    with pytest.raises(Unavailable, match="429") as caught:
        transport.read(call) if make is ask else transport.write(call)
    assert clock.sleeps == []
    assert calls() == 1
    assert str(caught.value.fix) == f"The server asks to wait {after} s: run the command again later."


@responses.activate
def test_two_minutes_are_waited_for(clock: FakeClock) -> None:
    reply(429, headers={"Retry-After": "120"})
    reply(200)
    transport = line(clock)
    assert transport.read(ask(transport)).status_code == 200
    assert clock.sleeps == pytest.approx([120.1])


@responses.activate
@pytest.mark.parametrize("headers", [{}, {"Retry-After": "0"}, {"Retry-After": "2"}])
@pytest.mark.parametrize("make", [ask, send], ids=["read", "write"])
def test_a_server_that_always_says_429_is_unavailable(
    clock: FakeClock, headers: dict[str, str], make: Callable[[Transport], Callable[[], requests.Response]]
) -> None:
    """The server replied that it is not available: nothing was written."""
    reply(429, headers=headers)
    transport = line(clock)
    call = make(transport)
    with pytest.raises(Unavailable, match="429"):
        transport.read(call) if make is ask else transport.write(call)
    assert calls() == TRIES


@responses.activate
@pytest.mark.parametrize("after", ["soon", "²", "-3", "1.5", "9" * 400, "Wed, 21 Oct 2015 07:28:00 -0000", ""])
def test_an_unreadable_time_does_not_stop_the_run(clock: FakeClock, after: str) -> None:
    reply(429, headers={"Retry-After": after})
    transport = line(clock)
    with pytest.raises(CatalogError, match="429"):
        transport.read(ask(transport))


# ---- 5xx


@responses.activate
@pytest.mark.parametrize("status", [500, 502, 503, 504, 599])
def test_a_read_that_fails_is_asked_again(clock: FakeClock, status: int) -> None:
    reply(status)
    reply(200)
    transport = line(clock)
    assert transport.read(ask(transport)).status_code == 200
    assert len(clock.sleeps) == 1


@responses.activate
@pytest.mark.parametrize("status", [500, 503])
def test_a_read_that_always_fails_is_unavailable_after_all_tries(clock: FakeClock, status: int) -> None:
    reply(status)
    transport = line(clock)
    with pytest.raises(Unavailable) as caught:
        transport.read(ask(transport))
    assert calls() == TRIES
    assert caught.value.catalog == CATALOG
    assert URL in str(caught.value)
    assert f"it answered {status}" in str(caught.value)
    assert caught.value.fix is not None


@responses.activate
def test_a_read_that_fails_seven_times_is_made_again_while_the_server_answers(clock: FakeClock) -> None:
    for _ in range(TRIES - 1):
        reply(502)
    reply(200)
    transport = line(clock)
    assert transport.read(ask(transport)).ok
    assert sum(clock.sleeps) < SILENCE


@responses.activate
def test_a_server_that_went_silent_is_given_up_after_fewer_calls(clock: FakeClock) -> None:
    """A run with a hundred entries must not wait for each of them as long as for the first."""
    reply(200)
    reply(502)
    transport = line(clock)
    transport.read(ask(transport))
    clock.now += SILENCE
    with pytest.raises(Unavailable, match="502"):
        transport.read(ask(transport))
    assert calls() == 1 + TRIES_IN_SILENCE


@responses.activate
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_write_that_fails_has_an_unknown_outcome_at_once_and_sent_once(clock: FakeClock, status: int) -> None:
    reply(status)
    transport = line(clock)
    with pytest.raises(OutcomeUnknown, match=f"it answered {status}") as caught:
        transport.write(send(transport))
    assert calls() == 1
    assert clock.sleeps == []
    assert caught.value.retry_after is None
    assert caught.value.fix is not None


@responses.activate
def test_a_write_of_unknown_outcome_says_how_long_the_server_asked_to_wait(clock: FakeClock) -> None:
    reply(503, headers={"Retry-After": "9"})
    transport = line(clock)
    with pytest.raises(OutcomeUnknown) as caught:
        transport.write(send(transport))
    assert caught.value.retry_after == 9.0


@responses.activate
def test_a_503_with_a_time_is_asked_again_after_it(clock: FakeClock) -> None:
    reply(503, headers={"Retry-After": "9"})
    reply(200)
    transport = line(clock)
    transport.read(ask(transport))
    assert clock.sleeps == pytest.approx([9.1])


# ---- replies of another server


@responses.activate
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("make", [ask, send], ids=["read", "write"])
def test_a_redirection_is_not_followed_and_its_target_is_named(
    clock: FakeClock, status: int, make: Callable[[Transport], Callable[[], requests.Response]]
) -> None:
    reply(status, headers={"Location": "https://data.example.org/x"})
    transport = line(clock)
    call = make(transport)
    with pytest.raises(Unreachable, match=r"it redirects to https://data\.example\.org/x") as caught:
        transport.read(call) if make is ask else transport.write(call)
    assert calls() == 1
    assert "catalogs.yml" in str(caught.value.fix)


@responses.activate
def test_a_redirection_without_target_is_reported_too(clock: FakeClock) -> None:
    reply(302)
    transport = line(clock)
    with pytest.raises(Unreachable, match=r"it redirects to \?"):
        transport.read(ask(transport))


@responses.activate
@pytest.mark.parametrize("status", [400, 403, 404])
@pytest.mark.parametrize("make", [ask, send], ids=["read", "write"])
def test_a_page_for_an_error_is_another_server(
    clock: FakeClock, status: int, make: Callable[[Transport], Callable[[], requests.Response]]
) -> None:
    for method in (responses.GET, responses.POST):
        responses.add(method, f"{URL}/x", body=PAGE, status=status, content_type="text/html")
    transport = line(clock)
    call = make(transport)
    with pytest.raises(Unreachable, match=rf"a web page answers instead \(status {status}\)"):
        transport.read(call) if make is ask else transport.write(call)
    assert calls() == 1


@responses.activate
def test_a_page_for_a_success_may_pass_and_is_asked_again(clock: FakeClock) -> None:
    responses.add(responses.GET, f"{URL}/x", body=PAGE, content_type="text/html")
    reply(200)
    transport = line(clock)
    assert transport.read(ask(transport)).json() == {}


@responses.activate
def test_a_page_among_other_failures_is_as_passing_as_they_are(clock: FakeClock) -> None:
    """Of eight tries any may give a page: that shows no other server."""
    reply(200)
    transport = line(clock)
    transport.read(ask(transport))
    responses.reset()
    for status in (502, 503, 502):
        reply(status)
    responses.add(responses.GET, f"{URL}/x", body=PAGE, content_type="text/html")
    reply(502)
    responses.add(responses.GET, f"{URL}/x", body=PAGE, content_type="text/html")
    reply(200)
    assert transport.read(ask(transport)).status_code == 200


@responses.activate
def test_a_page_that_stays_is_another_server(clock: FakeClock) -> None:
    responses.add(responses.GET, f"{URL}/x", body=PAGE, content_type="text/html")
    transport = line(clock)
    with pytest.raises(Unreachable, match="is not the expected catalogue"):
        transport.read(ask(transport))
    assert calls() == TRIES_IN_SILENCE


@responses.activate
@pytest.mark.parametrize("status", [200, 404])
def test_a_page_is_no_other_server_once_the_catalogue_has_answered(clock: FakeClock, status: int) -> None:
    responses.add(responses.GET, f"{URL}/x", body=PAGE, status=status, content_type="text/html")
    transport = line(clock)
    transport.session.recognised = True
    with pytest.raises(Unreachable, match="does not answer the call GET /x: a web page answers instead") as caught:
        transport.read(ask(transport))
    assert URL in str(caught.value.fix)


@responses.activate
def test_of_a_page_its_beginning_is_enough(clock: FakeClock) -> None:
    responses.add(responses.GET, f"{URL}/x", status=403, body=f"<title>Non</title>{'x' * 100_000}", content_type="x/y")
    transport = line(clock, replace(CONFIG, reply_limit=5_000))
    with pytest.raises(Unreachable, match=r"\(status 403"):
        transport.read(ask(transport))


@responses.activate
def test_a_page_for_a_write_has_an_unknown_outcome(clock: FakeClock) -> None:
    responses.add(responses.POST, f"{URL}/x", body=PAGE, content_type="text/html")
    transport = line(clock)
    with pytest.raises(OutcomeUnknown):
        transport.write(send(transport))
    assert calls() == 1


@responses.activate
def test_json_of_any_kind_is_json(clock: FakeClock) -> None:
    responses.add(responses.GET, f"{URL}/x", body="{}", content_type="application/problem+json; charset=utf-8")
    assert ask(line(clock))().json() == {}


# ---- the connection, down to the socket

REFUSED = ConnectionRefusedError(111, "Connection refused")
UNKNOWN_HOST = socket.gaierror(-2, "Name or service not known")


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch, clock: FakeClock) -> Network:
    return Network(monkeypatch, clock)


def test_a_reply_comes_through_the_fake_socket(network: Network, clock: FakeClock) -> None:
    network.answers(head(Content_Length="2"), b"{}")
    transport = line(clock, PLAIN)
    assert transport.read(ask(transport)).json() == {}
    assert network.requests[0].startswith(b"GET /x HTTP/1.1\r\n")


@pytest.mark.parametrize("error", [REFUSED, UNKNOWN_HOST, TimeoutError("timed out")])
def test_a_write_that_was_surely_not_sent_is_sent_again(network: Network, clock: FakeClock, error: Exception) -> None:
    network.refuses(error)
    network.answers(head(Content_Length="2"), b"{}")
    transport = line(clock, PLAIN)
    assert transport.write(send(transport)).json() == {}
    assert network.attempts == 2
    assert len(network.requests) == 1
    assert len(clock.sleeps) == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (REFUSED, "connection refused"),
        (UNKNOWN_HOST, "no server has this name"),
        (TimeoutError("timed out"), "no connection in time"),
    ],
)
@pytest.mark.parametrize("make", [ask, send], ids=["read", "write"])
def test_an_address_without_a_server_is_unreachable_after_few_tries(
    network: Network,
    clock: FakeClock,
    error: Exception,
    words: str,
    make: Callable[[Transport], Callable[[], requests.Response]],
) -> None:
    network.refuses(error)
    transport = line(clock, PLAIN)
    call = make(transport)
    with pytest.raises(Unreachable, match=words):
        transport.read(call) if make is ask else transport.write(call)
    assert network.attempts == TRIES_IN_SILENCE


CUTS = [
    pytest.param([], id="closed before the reply"),
    pytest.param([ConnectionResetError(104, "Connection reset by peer")], id="reset before the reply"),
    pytest.param([TimeoutError("timed out")], id="no reply in time"),
    pytest.param([head(Content_Length="20"), b'{"a'], id="closed in the reply"),
    pytest.param([head(Content_Length="20"), b'{"a', ConnectionResetError(104, "reset")], id="reset in the reply"),
    pytest.param([head(Content_Length="20"), b'{"a', TimeoutError("timed out")], id="the reply stops"),
    pytest.param([head(Transfer_Encoding="chunked"), b"3\r\n{}"], id="closed in a chunk"),
    pytest.param([head(Transfer_Encoding="chunked"), b"2\r\n{}\r\n"], id="no last chunk"),
    pytest.param([head(Transfer_Encoding="chunked"), b"zz\r\n{}\r\n"], id="no size of a chunk"),
    pytest.param([head(Content_Encoding="gzip", Content_Length="2"), b"{}"], id="not what it says it is"),
    pytest.param([b"\x00\x01nonsense\r\n\r\n"], id="no HTTP"),
    pytest.param([ssl.SSLError(1, "[SSL: BAD_RECORD_MAC] bad mac")], id="TLS broken before the reply"),
    pytest.param(
        [head(Content_Length="20"), b'{"a', ssl.SSLError(1, "[SSL: BAD_RECORD_MAC] bad mac")],
        id="TLS broken in the reply",
    ),
    pytest.param([head(Content_Length="20"), b'{"a', http.client.HTTPException("odd")], id="an odd fault"),
]


@pytest.mark.parametrize("parts", CUTS)
def test_a_write_whose_reply_is_cut_has_an_unknown_outcome_at_once_and_sent_once(
    network: Network, clock: FakeClock, parts: list[bytes | Exception]
) -> None:
    network.answers(*parts)
    transport = line(clock, PLAIN)
    with pytest.raises(OutcomeUnknown):
        transport.write(send(transport))
    assert len(network.requests) == 1
    assert clock.sleeps == []


@pytest.mark.parametrize("parts", CUTS)
def test_a_read_whose_reply_is_cut_is_asked_again(
    network: Network, clock: FakeClock, parts: list[bytes | Exception]
) -> None:
    network.answers(*parts)
    network.answers(head(Content_Length="2"), b"{}")
    transport = line(clock, PLAIN)
    assert transport.read(ask(transport)).json() == {}
    assert len(network.requests) == 2


@pytest.mark.parametrize("parts", CUTS)
def test_a_read_whose_reply_is_always_cut_is_a_catalogue_error(
    network: Network, clock: FakeClock, parts: list[bytes | Exception]
) -> None:
    network.answers(*parts)
    transport = line(clock, PLAIN)
    with pytest.raises(Unavailable):
        transport.read(ask(transport))
    assert len(network.requests) == TRIES


def test_a_reply_that_stops_is_called_so(network: Network, clock: FakeClock) -> None:
    network.answers(head(Content_Length="20"), b'{"a', TimeoutError("timed out"))
    with pytest.raises(HttpFault, match="no answer in time"):
        ask(line(clock, PLAIN))()


@pytest.mark.parametrize(
    ("length", "body"),
    [
        pytest.param({"Content_Length": "50000"}, [b"x"] * 50_000, id="of a known length"),
        pytest.param({}, [b"x"] * 50_000, id="of an unknown length"),
        pytest.param({"Transfer_Encoding": "chunked"}, [b"1\r\n", b"x\r\n"] * 25_000, id="in chunks"),
    ],
)
def test_a_reply_that_drips_is_cut_after_three_read_timeouts(
    network: Network, clock: FakeClock, length: dict[str, str], body: list[bytes]
) -> None:
    """Each byte comes well within the read timeout, and all of them would take fourteen hours."""
    network.answers(head(**length), *body, pace=1.0)
    begun = clock.now
    with pytest.raises(HttpFault, match="no answer in time") as caught:
        ask(line(clock, PLAIN))()
    assert caught.value.sent is True
    assert clock.now - begun <= 3 * PLAIN.read_timeout + 5


def test_a_long_reply_that_keeps_coming_is_read_whole(network: Network, clock: FakeClock) -> None:
    network.answers(head(Content_Length="200000"), *[b"x" * 5_000] * 40, pace=0.5)
    assert len(ask(line(clock, PLAIN))().content) == 200_000


def test_a_certificate_that_is_refused_is_unreachable(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise requests.exceptions.SSLError(ssl.SSLCertVerificationError(1, "certificate verify failed"))

    monkeypatch.setattr("requests.adapters.HTTPAdapter.send", refuse)
    transport = line(clock)
    with pytest.raises(Unreachable, match="its certificate is refused"):
        transport.write(send(transport))
    assert transport.session.calls == 1
    with pytest.raises(Unreachable, match="its certificate is refused"):
        transport.read(ask(transport))
    assert transport.session.calls == 2


@pytest.mark.parametrize("url", ["https://data..example.org", "https://*.example.org", "https://example.org:99999"])
def test_an_address_that_is_none_is_unreachable_and_no_traceback(clock: FakeClock, url: str) -> None:
    transport = line(clock, replace(CONFIG, url=url))
    with pytest.raises(Unreachable):
        transport.read(ask(transport))


def test_faults_say_what_they_are() -> None:
    from publisher.model.messages import message

    fault = HttpFault(message("it answered {status}", status=500), sent=True)
    assert (str(fault), fault.sent, fault.retry_after, fault.page) == ("it answered 500", True, None, False)


@responses.activate
def test_too_many_calls_to_the_end_is_no_fault_of_the_address(clock: FakeClock) -> None:
    reply(429)
    transport = line(clock)
    with pytest.raises(Unavailable, match="429") as caught:
        transport.read(ask(transport))
    assert str(caught.value.fix) == "Wait a few minutes, then run it again."
