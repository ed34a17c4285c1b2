"""One address: which method, which redirections, and that nobody inside a network is ever called."""

import http.client
import ipaddress
import ssl
from collections.abc import Mapping

import pytest

from publisher.links.call import Answer, Target, TooSlow
from publisher.links.hosts import IpAddress
from publisher.links.outcome import Cause, Kind, Outcome

from .network import CSV, PAGE, PUBLIC, FakeNetwork

URL = "https://data.example.org/a.csv"


def outcome(fake: FakeNetwork, url: str = URL) -> Outcome:
    return fake.follower().outcome(url)


def test_a_head_that_says_enough_is_the_only_call_and_goes_to_the_checked_address() -> None:
    fake = FakeNetwork()
    fake.put(URL)

    assert outcome(fake) == Outcome(Kind.ANSWERED, (), 200, "text/csv")
    assert fake.calls == [("HEAD", URL, PUBLIC)]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500, 501])
@pytest.mark.parametrize("headers", [{}, PAGE])
def test_where_head_is_refused_get_decides(status: int, headers: Mapping[str, str]) -> None:
    fake = FakeNetwork()
    fake.put(URL)
    fake.put_method("HEAD", URL, Answer(status, headers))

    assert outcome(fake).is_good
    assert [method for method, _url, _address in fake.calls] == ["HEAD", "GET"]


def test_a_size_of_zero_is_only_believed_of_a_get() -> None:
    fake = FakeNetwork()
    fake.put(URL, headers={"content-type": "text/csv", "content-length": "0"})
    assert not outcome(fake).is_empty

    fake.put(URL, headers={"content-type": "text/csv", "content-length": "0"}, body=b"")
    assert outcome(fake).is_empty

    fake.put_method("GET", URL, Answer(416, {}, b""))
    assert (outcome(fake).is_empty, outcome(fake).status) == (True, 200)


def test_a_page_is_recognised_by_its_beginning_where_nothing_says_what_it_is() -> None:
    fake = FakeNetwork()
    fake.put(URL, headers={}, body=b"\xef\xbb\xbf\n<!DOCTYPE html><html>")

    assert outcome(fake).is_page


def test_redirections_are_followed_by_hand_five_at_most() -> None:
    fake = FakeNetwork()
    for number in range(5):
        fake.redirect(f"https://data.example.org/{number}", f"/{number + 1}", 301)
    fake.put("https://data.example.org/5")

    ended = outcome(fake, "https://data.example.org/0")
    assert (ended.kind, len(ended.hops), ended.has_moved_for_good) == (Kind.ANSWERED, 5, True)
    assert ended.hops[-1].to == "https://data.example.org/5"

    fake.redirect("https://data.example.org/5", "/6")
    assert outcome(fake, "https://data.example.org/0").kind is Kind.ENDLESS


# ---- never inside a network


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/a", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/",
        "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
        "http://192.168.1.10/wms", "http://169.254.169.254/latest/meta-data/", "http://localhost/", "http://intranet/",
        "http://sig.local/", "http://１２７.0.0.1/", "http://[fe80::1%25eth0]/",
    ],
)  # fmt: skip
def test_an_address_inside_a_network_is_a_finding_and_no_call(url: str) -> None:
    fake = FakeNetwork()

    assert outcome(fake, url).kind is Kind.INSIDE
    assert (fake.calls, fake.resolved) == ([], [])


def test_a_name_that_leads_inside_is_not_called() -> None:
    for addresses in (["10.0.0.5"], [PUBLIC, "10.0.0.5"], ["::1"], ["::ffff:192.168.0.1"]):
        fake = FakeNetwork({"data.example.org": addresses})

        assert outcome(fake).kind is Kind.INSIDE
        assert fake.calls == []


@pytest.mark.parametrize(
    "to", ["http://127.0.0.1/", "http://0x7f.1/", "//10.0.0.1/x", "http://inside.example.org/", "http://[::1]:8080/"]
)
def test_a_redirection_inside_is_not_followed(to: str) -> None:
    fake = FakeNetwork({"inside.example.org": ["10.0.0.5"]})
    fake.redirect(URL, to)

    assert outcome(fake).kind is Kind.INSIDE
    assert [url for _method, url, _address in fake.calls] == [URL]


def test_a_name_that_changes_its_mind_is_not_called_at_the_second_address() -> None:
    answers = [["93.184.216.34"], ["127.0.0.1"]]
    fake = FakeNetwork()
    fake.put_method("HEAD", URL, Answer(405, {}))
    fake.put_method("GET", URL, Answer(200, CSV, b"a"))

    def rebinding(host: str, _port: int) -> list[IpAddress]:
        fake.resolved.append(host)
        return [ipaddress.ip_address(address) for address in answers[min(len(fake.resolved), 2) - 1]]

    fake.resolve = rebinding  # type: ignore[method-assign]

    assert outcome(fake).is_good
    assert {address for _method, _url, address in fake.calls} == {"93.184.216.34"}
    assert outcome(fake).kind is Kind.INSIDE  # the next time it is asked for
    assert {address for _method, _url, address in fake.calls} == {"93.184.216.34"}


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://example.org:22/", Kind.OTHER_PORT),
        ("http://example.org:8081/", Kind.OTHER_PORT),
        ("ftp://example.org/a", Kind.NOT_HTTP),
        ("https://", Kind.NOT_HTTP),
        ("http://example.org:abc/", Kind.NOT_HTTP),
        ("http://[bad/", Kind.NOT_HTTP),
    ],
)
def test_other_ports_and_schemes_are_not_called(url: str, kind: Kind) -> None:
    fake = FakeNetwork()

    assert outcome(fake, url).kind is kind
    assert fake.calls == []


@pytest.mark.parametrize("to", ["file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)", "http://[bad/"])
def test_a_redirection_to_something_else_is_not_followed(to: str) -> None:
    fake = FakeNetwork()
    fake.redirect(URL, to)

    assert outcome(fake).kind is Kind.NOT_HTTP


# ---- failures


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (TooSlow(), Kind.TOO_SLOW),
        (ConnectionRefusedError(111, "Connection refused"), Kind.NO_REPLY),
        (ssl.SSLCertVerificationError(1, "certificate verify failed"), Kind.BAD_CERTIFICATE),
    ],
)
def test_a_failure_is_said_and_the_next_address_of_the_host_is_tried(failure: Exception, kind: Kind) -> None:
    fake = FakeNetwork({"data.example.org": [PUBLIC, "8.8.8.8"]})
    if isinstance(failure, ssl.SSLCertVerificationError):
        failure.verify_code = 10  # OpenSSL's number of an expired one
    fake.put_method("HEAD", URL, failure)

    assert outcome(fake).kind is kind
    assert len(fake.calls) == (1 if kind is Kind.BAD_CERTIFICATE else 2)
    assert outcome(fake).cause is {Kind.BAD_CERTIFICATE: Cause.EXPIRED, Kind.NO_REPLY: Cause.REFUSED}.get(
        kind, Cause.OTHER
    )


@pytest.mark.parametrize(
    ("failure", "cause"),
    [
        (ssl.SSLError("wrong version number"), Cause.NO_TLS),
        (ConnectionResetError(104, "reset"), Cause.CUT),
        (http.client.BadStatusLine("x"), Cause.CUT),
        (OSError(113, "No route to host"), Cause.UNREACHABLE),
        (OSError(5, "?"), Cause.OTHER),
    ],
)
def test_no_reply_has_a_cause(failure: Exception, cause: Cause) -> None:
    fake = FakeNetwork()
    fake.put_method("HEAD", URL, failure)

    assert (outcome(fake).kind, outcome(fake).cause) == (Kind.NO_REPLY, cause)


def test_a_name_that_no_server_has_is_said_so() -> None:
    assert outcome(FakeNetwork({"data.example.org": []})) == Outcome(Kind.NO_NAME, host="data.example.org")


# ---- through a proxy


def test_a_proxy_is_not_asked_for_what_lies_inside() -> None:
    fake = FakeNetwork({"data.example.org": ["10.0.0.5"], "unknown.example.org": []})
    fake.proxy = "http://proxy.example.org:3128"
    fake.put("https://unknown.example.org/a.csv")

    assert [outcome(fake, url).kind for url in ("http://10.0.0.1/", "http://intranet/", URL)] == [Kind.INSIDE] * 3
    assert fake.calls == []
    assert outcome(fake, "https://unknown.example.org/a.csv").is_good
    assert fake.calls == [("HEAD", "https://unknown.example.org/a.csv", "None")]


def test_an_accented_name_and_a_path_with_spaces_are_called_in_ascii() -> None:
    fake = FakeNetwork()
    fake.put("https://xn--vry-9la.fr/donn%C3%A9es%20ouvertes.csv?a=%C3%A9")

    assert outcome(fake, "https://évry.fr/données ouvertes.csv?a=é").is_good


def test_a_target_shows_its_address() -> None:
    assert Target("http", "2a01::1", 8080, "/x").url == "http://[2a01::1]:8080/x"
