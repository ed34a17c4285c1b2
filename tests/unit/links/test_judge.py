"""What an answer means: the rule, the words and the repair."""

import pytest

from publisher.links.judge import LinkPlace, findings
from publisher.links.outcome import Cause, Hop, Kind, Outcome, as_document, from_document
from publisher.model.findings import Position, Replace, Severity

AT = Position("manifests/bron/wc.yml", 9, 10)
URL = "https://data.example.org/files/wc.csv"


def said(outcome: Outcome, url: str = URL, file_format: str | None = "csv", *also: Position) -> list[str]:
    return [
        f"{finding.rule} {finding.severity.value} {finding.what}"
        for finding in findings(url, outcome, LinkPlace(AT, file_format, also))
    ]


def good(media_type: str = "text/csv", *hops: Hop, is_page: bool = False, is_empty: bool = False) -> Outcome:
    return Outcome(Kind.ANSWERED, hops, 200, media_type, is_page, is_empty)


def status(number: int) -> Outcome:
    return Outcome(Kind.ANSWERED, (), number)


@pytest.mark.parametrize(
    ("outcome", "text"),
    [
        (status(404), "PUB580 error nothing is at this address any more (status 404)"),
        (status(410), "PUB580 error nothing is at this address any more (status 410)"),
        (Outcome(Kind.NO_NAME, host="x.org"), "PUB580 error no server has the name x.org"),
        (
            Outcome(Kind.INSIDE, host="10.0.0.1"),
            "PUB581 error 10.0.0.1 is inside a private network, seen from here: it was not called",
        ),
        (
            Outcome(Kind.INSIDE, (Hop(302, "http://x/"),), host="x"),
            "PUB581 error this address redirects to x, inside a private network: it was not called",
        ),
        (status(503), "PUB582 warning the server answers with an error now (status 503)"),
        (status(429), "PUB582 warning the server answers with an error now (status 429)"),
        (Outcome(Kind.TOO_SLOW), "PUB582 warning no answer in time"),
        (
            Outcome(Kind.NO_REPLY, cause=Cause.REFUSED),
            "PUB582 warning no answer now: the server refuses the connection",
        ),
        (status(401), "PUB583 warning this address does not open for everybody (status 401)"),
        (status(403), "PUB583 warning this address does not open for everybody (status 403)"),
        (Outcome(Kind.ENDLESS), "PUB584 error this address redirects again and again"),
        (
            Outcome(Kind.NOT_HTTP, (Hop(302, "ftp://x/"),)),
            "PUB584 error this address redirects to something that is no web address",
        ),
        (
            Outcome(Kind.BAD_CERTIFICATE, cause=Cause.EXPIRED),
            "PUB587 warning the certificate of the server is not valid: it has expired",
        ),
        (
            Outcome(Kind.OTHER_PORT, host="8181"),
            "PUB590 advice the port 8181 is not called: this address is not checked",
        ),
        (good("text/html", is_page=True), "PUB585 warning this address gives a web page, not a file in the format csv"),
        (good("application/pdf"), "PUB586 warning this address gives the format pdf, not csv"),
        (good("application/zip"), "PUB586 warning this address gives the format zip, not csv"),
        (good(is_empty=True), "PUB589 warning this address gives an empty file"),
        (
            good("text/html", Hop(302, "https://data.example.org/login?next=/files"), is_page=True),
            "PUB584 error this address leads to a page to sign in (data.example.org)",
        ),
        (
            good("text/html", Hop(302, "https://sso.example.org/realms/x")),
            "PUB584 error this address leads to a page to sign in (sso.example.org)",
        ),
        (
            good("text/html", Hop(302, "https://data.example.org/"), is_page=True),
            "PUB584 error this address leads to the home page of data.example.org",
        ),
    ],
)
def test_each_answer_has_its_meaning(outcome: Outcome, text: str) -> None:
    assert said(outcome) == [text]


@pytest.mark.parametrize(
    ("media_type", "file_format"),
    [
        ("text/csv", "csv"), ("text/plain", "csv"), ("application/octet-stream", "csv"), ("", "csv"),
        ("application/vnd.ms-excel", "csv"), ("application/json", "geojson"), ("application/zip", "shp"),
        ("application/zip", "gtfs"), ("text/xml", "wfs"), ("text/xml", "kml"), ("binary/octet-stream", "xlsx"),
        ("application/pdf", None), ("application/x-unheard-of", "csv"), ("application/json", "ods-like"),
    ],
)  # fmt: skip
def test_a_media_type_that_fits_or_says_nothing_is_no_finding(media_type: str, file_format: str | None) -> None:
    assert said(good(media_type), URL, file_format) == []


@pytest.mark.parametrize("file_format", ["wfs", "wms", "api", "html", None])
def test_a_service_or_a_page_may_be_a_page_and_a_service_may_ask_for_parameters(file_format: str | None) -> None:
    assert said(good("text/html", is_page=True), URL, file_format) == []
    assert said(status(400), URL, file_format) == (
        [] if file_format else ["PUB582 warning the server answers with an error now (status 400)"]
    )


def test_the_home_page_itself_may_redirect_to_the_home_page() -> None:
    home = good("text/html", Hop(302, "https://www.example.org/"), is_page=True)

    assert said(home, "https://example.org/", None) == []


def moved(to: str, *also: Position, url: str = URL) -> tuple[str, Severity, object]:
    (finding,) = findings(url, good("text/csv", Hop(301, to)), LinkPlace(AT, "csv", also))
    assert finding.rule == "PUB588"
    return str(finding.fix), finding.severity, finding.repair


def test_an_address_that_moved_for_good_on_its_host_can_be_replaced() -> None:
    new = "https://data.example.org/v2/wc.csv"

    assert moved(new) == (f"Write the new address: {new}", Severity.ADVICE, Replace(URL, new))
    assert moved(new, url="http://data.example.org/files/wc.csv")[2] is not None
    assert moved("https://other.example.org/wc.csv")[2] is None
    assert moved(new, Position("manifests/bron/autre.yml", 4, 10))[2] is None
    assert said(good("text/csv", Hop(302, new))) == []
    assert said(good("text/csv", Hop(301, new), Hop(302, new + "?x"))) == []


@pytest.mark.parametrize("cause", Cause)
def test_each_cause_has_its_words(cause: Cause) -> None:
    (line,) = said(Outcome(Kind.NO_REPLY, cause=cause))

    assert line.startswith("PUB582 warning no answer now: ")


def test_the_address_is_said_once_with_all_its_places() -> None:
    other = Position("manifests/bron/autre.yml", 4, 10)

    assert said(status(404), URL, "csv", other) == [
        "PUB580 error nothing is at this address any more (status 404) "
        "(this address is also in manifests/bron/autre.yml:4:10)"
    ]


def test_an_outcome_is_the_same_after_it_was_kept() -> None:
    outcome = good("text/csv", Hop(301, URL), is_empty=True)

    assert from_document(as_document(outcome)) == outcome
    assert from_document({}) is None
    assert from_document(as_document(outcome) | {"kind": "unheard-of"}) is None
