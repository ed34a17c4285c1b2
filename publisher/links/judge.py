"""What the answer of an address means for an author. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, assert_never
from urllib.parse import SplitResult, urlsplit

from publisher.links.outcome import Cause, Kind, Outcome
from publisher.model.findings import Finding, Position, Replace
from publisher.model.messages import Message, message
from publisher.model.vocabulary import canonical_format
from publisher.rules.links import (
    DEAD_LINK,
    EMPTY_ANSWER,
    INVALID_CERTIFICATE,
    LEADS_ELSEWHERE,
    LINK_INSIDE_NETWORK,
    MOVED_PERMANENTLY,
    NEEDS_ACCOUNT,
    NO_ANSWER,
    NOT_CALLED,
    OTHER_FORMAT,
    PAGE_INSTEAD_OF_FILE,
)
from publisher.rules.rule import Rule

SERVICES: Final = frozenset({
    "api", "arcgis", "csw", "esri rest", "html", "odata", "ogc api", "rest", "sos", "sparql", "tms", "wcs", "web",
    "wfs", "wms", "wmts", "wps",
})  # fmt: skip
"""Formats whose address is no file: a service may want parameters, and may answer with a page."""

_LOGIN: Final = re.compile(r"(?:^|[/._-])(?:log-?in|sign-?in|sso|oauth2?|saml2?|cas|keycloak|connexion|identification)"
                           r"(?:$|[/._?-])", re.IGNORECASE)  # fmt: skip

_ALIKE: Final[tuple[frozenset[str], ...]] = (
    frozenset({"csv", "tsv", "txt", "xls"}),  # Windows says of a CSV that it is Excel's
    frozenset({"json", "geojson", "topojson"}),
    frozenset({"xml", "rdf", "kml", "gml", "gpx", "rss", "atom"}),
    frozenset({"zip", "shp", "gtfs", "kmz", "xlsx", "ods", "gpkg", "dbase", "tab", "mif"}),
    frozenset({"gz", "tgz", "tar.gz", "tar"}),
    frozenset({"xls", "xlsx"}),
)
"""Formats that servers take for one another."""

_VAGUE: Final = frozenset({"txt", "xml", "html", "gz"})
"""Formats of which a media type says too little: plain text may be a CSV, XML a map."""

_TYPES: Final[Mapping[str, str]] = {
    "application/x-zip-compressed": "zip",
    "application/x-pdf": "pdf",
    "image/gif": "gif",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/msword": "doc",
}
"""Media types that the vocabulary of formats does not have."""


@dataclass(frozen=True)
class LinkPlace:
    """Where a manifest has an address."""

    at: Position
    format: str | None
    """The canonical format of the resource; None where it has none, or the address is no resource's."""
    also: tuple[Position, ...] = ()
    """Further places of the same address."""


def findings(url: str, outcome: Outcome, place: LinkPlace) -> Iterable[Finding]:
    """Yield what is to be said of an address; nothing where it is as it should be."""
    fault = _failure(outcome, place) if not outcome.is_good else _of_good(url, outcome, place)
    if fault is not None:
        rule, what, fix = fault
        yield rule.at(place.at, _with_places(what, place), fix, url)
    elif outcome.has_moved_for_good:
        yield _moved(url, outcome, place)


_Fault = tuple[Rule, Message, Message]


def _with_places(what: Message, place: LinkPlace) -> Message:
    if not place.also:
        return what
    return message("{what} (this address is also in {places})", what=what, places=", ".join(map(str, place.also)))


# ---- what failed


def _failure(outcome: Outcome, place: LinkPlace) -> _Fault | None:
    match outcome.kind:
        case Kind.ANSWERED:
            return _refused(outcome.status, place)
        case Kind.NO_NAME:
            what = message("no server has the name {host}", host=outcome.host)
            return DEAD_LINK, what, message("Correct the address: open it in a browser, and copy it from there.")
        case Kind.INSIDE:
            return _inside(outcome)
        case Kind.OTHER_PORT | Kind.NOT_HTTP:
            return _not_called(outcome)
        case Kind.BAD_CERTIFICATE:
            what = message("the certificate of the server is not valid: {cause}", cause=_cause_text(outcome.cause))
            fix = message("Browsers warn their users of it. Tell those who run the server, or give another address.")
            return INVALID_CERTIFICATE, what, fix
        case Kind.ENDLESS:
            fix = message("Open it in a browser, and write the address to which it leads.")
            return LEADS_ELSEWHERE, message("this address redirects again and again"), fix
        case Kind.NO_REPLY:
            return NO_ANSWER, message("no answer now: {cause}", cause=_cause_text(outcome.cause)), _LATER
        case Kind.TOO_SLOW:
            return NO_ANSWER, message("no answer in time"), _LATER


_LATER: Final = message(
    "Check again later. If it goes on, open the address in a browser: correct it, or tell those who run the server."
)


def _cause_text(cause: Cause) -> Message:
    match cause:
        case Cause.REFUSED:
            return message("the server refuses the connection")
        case Cause.CUT:
            return message("the connection was cut")
        case Cause.UNREACHABLE:
            return message("the network of the server cannot be reached")
        case Cause.NO_TLS:
            return message("no safe connection (TLS) is possible")
        case Cause.NAME_SERVERS:
            return message("the servers of names do not answer")
        case Cause.EXPIRED:
            return message("it has expired")
        case Cause.OTHER_NAME:
            return message("it is of another server")
        case Cause.UNKNOWN_AUTHORITY:
            return message("no authority that is known here has signed it")
        case Cause.OTHER:
            return message("the cause is unknown")
        case _:
            assert_never(cause)


def _refused(status: int, place: LinkPlace) -> _Fault | None:
    if status in (404, 410):
        what = message("nothing is at this address any more (status {status})", status=status)
        fix = message("Write the present address. If the data are nowhere any more, ask those who published them.")
        return DEAD_LINK, what, fix
    if status in (401, 402, 403, 407, 451):
        what = message("this address does not open for everybody (status {status})", status=status)
        fix = message(
            "Open it in a private window of a browser. If it asks for an account, give an address that opens without; "
            "if it opens, the server only refuses programs."
        )
        return NEEDS_ACCOUNT, what, fix
    if status < 500 and status != 429 and place.format in SERVICES:
        return None  # a service that wants parameters answers so
    return NO_ANSWER, message("the server answers with an error now (status {status})", status=status), _LATER


def _inside(outcome: Outcome) -> _Fault:
    what = (
        message("this address redirects to {host}, inside a private network: it was not called", host=outcome.host)
        if outcome.hops
        else message("{host} is inside a private network, seen from here: it was not called", host=outcome.host)
    )
    fix = message("Give the address under which everybody finds it, or publish the file itself, with `path:`.")
    return LINK_INSIDE_NETWORK, what, fix


def _not_called(outcome: Outcome) -> _Fault:
    if outcome.kind is Kind.OTHER_PORT:
        what = message("the port {port} is not called: this address is not checked", port=outcome.host)
        return NOT_CALLED, what, message("Many networks let their users call 80 and 443 alone: prefer such an address.")
    what = message("this address redirects to something that is no web address")
    return LEADS_ELSEWHERE, what, message("Open it in a browser, and write the address to which it leads.")


# ---- what answered


def _of_good(url: str, outcome: Outcome, place: LinkPlace) -> _Fault | None:
    final = outcome.hops[-1].to if outcome.hops else url
    if outcome.hops and (elsewhere := _elsewhere(urlsplit(url), urlsplit(final))):
        return LEADS_ELSEWHERE, elsewhere, message("Write the address that gives the data themselves, to everybody.")
    if outcome.is_empty:
        return EMPTY_ANSWER, message("this address gives an empty file"), message("Publish the file again there.")
    if place.format is None or place.format in SERVICES:
        return None
    if outcome.is_page:
        what = message("this address gives a web page, not a file in the format {format}", format=place.format)
        fix = message("Write the address of the file itself: in a browser, that of the button which downloads it.")
        return PAGE_INSTEAD_OF_FILE, what, fix
    given = _format_of(outcome.media_type)
    if given is None or _are_alike(given, place.format):
        return None
    what = message("this address gives the format {given}, not {format}", given=given, format=place.format)
    return OTHER_FORMAT, what, message("Correct `format:`, or the address.")


def _elsewhere(first: SplitResult, final: SplitResult) -> Message | None:
    """Return where the redirections lead, where that is a page to sign in, or the home page of a site."""
    place = f"{final.hostname}{final.path}"
    if _LOGIN.search(place) and not _LOGIN.search(f"{first.hostname}{first.path}"):
        return message("this address leads to a page to sign in ({host})", host=final.hostname)
    is_home = final.path in ("", "/") and not final.query
    if is_home and (first.path not in ("", "/") or first.query):
        return message("this address leads to the home page of {host}", host=final.hostname)
    return None


def _format_of(media_type: str) -> str | None:
    """Return the format that a media type stands for; None where it says too little."""
    name = _TYPES.get(media_type) or canonical_format(media_type)
    return None if "/" in name or name in _VAGUE or not name else name


def _are_alike(given: str, declared: str) -> bool:
    return given == declared or any({given, declared} <= group for group in _ALIKE) or declared not in _CHECKED


_CHECKED: Final = frozenset().union(
    *_ALIKE, {"pdf", "png", "jpeg", "gif", "tiff", "odt", "doc", "docx", "parquet", "7z"}
)
"""Formats of which a media type can say that they are another."""


def _moved(url: str, outcome: Outcome, place: LinkPlace) -> Finding:
    new = outcome.hops[-1].to
    what = message("this address has moved for good, to {new}", new=new)
    fix = message("Write the new address: {new}", new=new)
    is_same_host = urlsplit(url).hostname == urlsplit(new).hostname
    repair = Replace(url, new) if is_same_host and not place.also else None
    return MOVED_PERMANENTLY.at(place.at, _with_places(what, place), fix, url, repair=repair)
