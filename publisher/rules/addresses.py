"""Rules about the addresses of resources, and their checks. Nothing is asked of the address itself."""

import ipaddress
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, unquote_plus, urlsplit

from publisher.model.dataset import Resource
from publisher.model.findings import Finding, Severity
from publisher.model.messages import Message, message
from publisher.rules.checked_dataset import CheckedDataset, DatasetCheck
from publisher.rules.rule import Family, Rule

HOME_PAGE = Rule(
    "PUB550", Family.RESOURCES, message("An address is that of a file or a service, not of a whole site."),
    Severity.WARNING,
)  # fmt: skip
SHARE_LINK = Rule(
    "PUB551", Family.RESOURCES, message("An address is not a share link of a storage service."), Severity.WARNING
)
INTERNAL_ADDRESS = Rule(
    "PUB552", Family.RESOURCES, message("An address can be opened from everywhere."), Severity.WARNING
)
SHORTENED_ADDRESS = Rule(
    "PUB553", Family.RESOURCES, message("An address is complete, not shortened by a service."), Severity.WARNING
)
SECRET_IN_ADDRESS = Rule(
    "PUB554", Family.RESOURCES, message("An address has neither a token nor the id of a session."), Severity.WARNING
)
NOT_HTTPS = Rule("PUB555", Family.RESOURCES, message("An address begins with https://."), Severity.ADVICE)
SERVICE_AGAINST_FORMAT = Rule(
    "PUB556",
    Family.RESOURCES,
    message("The format and the type of a WFS or WMS address are those of what it gives."),
    Severity.WARNING,
)

_LIST_OF_SHARES: Final = """
    drive.google.com docs.google.com dropbox.com db.tt 1drv.ms onedrive.live.com sharepoint.com wetransfer.com we.tl
    kdrive.infomaniak.com icloud.com mega.nz box.com pcloud.link swisstransfer.com fromsmash.com grosfichiers.com
    transfernow.net filesender.renater.fr mediafire.com 1fichier.com photos.app.goo.gl
"""
_SHARES: Final = frozenset(_LIST_OF_SHARES.split())
_LIST_OF_SHORTENERS: Final = """
    bit.ly tinyurl.com goo.gl t.co ow.ly is.gd v.gd buff.ly lc.cx urlz.fr frama.link huit.re cutt.ly rebrand.ly
    shorturl.at tiny.cc lnkd.in t.ly s.id urlr.me u.to dub.sh bl.ink swll.to
"""
_SHORTENERS: Final = frozenset(_LIST_OF_SHORTENERS.split())
_INTERNAL_DOMAINS: Final = frozenset(
    {"local", "localhost", "lan", "intra", "intranet", "internal", "corp", "home", "priv"}
)
_SECRET: Final = re.compile(
    r"[?&;](?P<name>jsessionid|phpsessid|aspsessionid\w*|sessionid|session_id|session|sid|access_?token|auth_?token|token"
    r"|api_?key|secret|password|passwd|pwd|x-amz-signature|x-amz-security-token|signature|sig)=(?P<value>[^&;#]{6,})",
    re.IGNORECASE,
)
_HOME: Final = re.compile(
    r"/*(?:[a-z]{2}/?)?(?:(?:index|accueil|home|default)(?:\.(?:html?|php|aspx?))?/?)?", re.IGNORECASE
)
_SERVICE_ROOT: Final = re.compile(r"/(?:ows|wfs|wms|wmts)/?$", re.IGNORECASE)
_ASKED: Final = re.compile(r"(?:^|&)(?P<name>service|request|outputformat)=(?P<value>[^&]*)", re.IGNORECASE)
_GIVEN_FORMATS: Final = (
    (re.compile(r"geo\+?json|application/json|^json|subtype=geojson", re.IGNORECASE), ("geojson", "json")),
    (re.compile(r"csv", re.IGNORECASE), ("csv",)),
    (re.compile(r"shape", re.IGNORECASE), ("shp", "zip")),
    (re.compile(r"kml", re.IGNORECASE), ("kml",)),
    (re.compile(r"xlsx|excel2007", re.IGNORECASE), ("xlsx",)),
    (re.compile(r"gml|xml", re.IGNORECASE), ("gml", "xml")),
)
"""What a WFS gives, by its `outputFormat`: the usual format first."""
_DEFAULT_FORMATS: Final = ("gml", "xml")
"""What a WFS gives without an `outputFormat`."""


def _addresses(dataset: CheckedDataset) -> Iterable[Finding]:
    for resource in dataset.content.resources:
        if not isinstance(resource.url, str):
            continue
        try:
            parts = urlsplit(resource.url)
            host = (parts.hostname or "").rstrip(".")
        except ValueError:
            continue
        yield from _address(dataset, resource, resource.url, parts, host)


def _address(dataset: CheckedDataset, resource: Resource, url: str, parts: SplitResult, host: str) -> Iterator[Finding]:
    """Yield what is wrong with an address: the first thing, which the author corrects first."""
    place = dataset.place(f"resources.{resource.id}.url")
    if _is_internal(host):
        # data.gouv.fr refuses such an address in words of its own
        if "udata" not in dataset.kinds:
            what = message("only computers of a network of the producer can open this address")
            fix = message("Write the address under which everybody finds the data, or publish the file with `path:`.")
            yield INTERNAL_ADDRESS.at(place, what, fix, url)
    elif (finding := _other_place(parts, host, resource)) is not None:
        rule, what, fix = finding
        yield rule.at(place, what, fix, url)
    elif _may_have_secret(url) and (match := _SECRET.search(url)) is not None:
        what = message("the address has “{name}=”: a session ends, and a token is a secret", name=match["name"])
        fix = message(
            "Write the public address, without it; a token that stood here has to be replaced where it was made."
        )
        yield SECRET_IN_ADDRESS.at(place, what, fix, secret=True)
    else:
        if (texts := _against_service(parts, resource)) is not None:
            key, what, fix, given = texts
            yield SERVICE_AGAINST_FORMAT.at(dataset.place(f"resources.{resource.id}.{key}"), what, fix, given)
        if parts.scheme == "http":
            what = message("the address begins with http://: pages with https:// cannot load it")
            yield NOT_HTTPS.at(place, what, message("Try it with https://, and write that address if it opens."), url)


def _may_have_secret(url: str) -> bool:
    small = url.lower() if "=" in url else ""
    return any(part in small for part in ("sess", "sid=", "tok", "key", "secret", "pass", "pwd", "sig"))


@lru_cache(maxsize=1_000)
def _is_internal(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        labels = host.lower().split(".")
        return len(labels) == 1 or labels[-1] in _INTERNAL_DOMAINS or labels[0] == "intranet"


def _other_place(parts: SplitResult, host: str, resource: Resource) -> tuple[Rule, Message, Message] | None:
    """Return why an address is not that of the data, with the rule and what to do."""
    if not _SHARES.isdisjoint(_domains(host)):
        what = message("this is a share link ({host}): it opens a page, may end, and is no file", host=host)
        return (
            SHARE_LINK,
            what,
            message("Put the file into the folder of the producer, and write `path:` with its name."),
        )
    if host.removeprefix("www.") in _SHORTENERS:
        what = message(
            "this is a shortened address ({host}): it does not show where it leads, and it may end", host=host
        )
        return SHORTENED_ADDRESS, what, message("Open it, and write the address to which it leads.")
    is_page = resource.type in ("documentation", "api")
    if not is_page and not parts.query and not parts.fragment and _HOME.fullmatch(parts.path):
        what = message("this is the home page of a site, not the address of data")
        return (
            HOME_PAGE,
            what,
            message("Write the address of the file or of the service; that of a page goes under `landing_page:`."),
        )
    return None


@lru_cache(maxsize=1_000)
def _domains(host: str) -> frozenset[str]:
    """Return a host with the domains that it is in."""
    labels = host.split(".")
    return frozenset(".".join(labels[place:]) for place in range(len(labels)))


def _against_service(parts: SplitResult, resource: Resource) -> tuple[str, Message, Message, str] | None:
    """Return why the format or the type is not that of a WFS or WMS address: the key, two texts, and the value."""
    if "=" in parts.query or _SERVICE_ROOT.search(parts.path) is not None:
        return _of_service(parts, resource)
    return None


def _of_service(parts: SplitResult, resource: Resource) -> tuple[str, Message, Message, str] | None:
    asked = {match["name"].lower(): unquote_plus(match["value"]) for match in _ASKED.finditer(parts.query)}
    service, request = asked.get("service", "").lower(), asked.get("request", "").lower()
    form = resource.format if isinstance(resource.format, str) else None
    if service in ("wfs", "wms", "wmts") and request in ("getfeature", "getmap"):
        return _of_data(asked, request, form)
    is_root = not request and _SERVICE_ROOT.search(parts.path) is not None
    if is_root or request == "getcapabilities":
        expected = service or parts.path.rstrip("/").rpartition("/")[2].lower()
        expected = "wfs" if expected == "ows" else expected
        if form is not None and form.removeprefix("ogc:") not in ("wfs", "wms", "wmts", "xml", "api", "ows"):
            what = message("this address is that of a service, which gives no {format} as it is", format=form)
            fix = message(
                "Write `format: {service}` and `type: api`, or the address with which the data are asked for.",
                service=expected,
            )
            return "format", what, fix, form
        if isinstance(resource.type, str) and resource.type not in ("api", "documentation", "other"):
            what = message("this address is that of a service, and its type is “{type}”", type=resource.type)
            return "type", what, message("Write `type: api`."), resource.type
    return None


def _of_data(asked: dict[str, str], request: str, form: str | None) -> tuple[str, Message, Message, str] | None:
    if form is None or request != "getfeature":
        return None
    output = asked.get("outputformat", "")
    known = next((formats for pattern, formats in _GIVEN_FORMATS if pattern.search(output)), None)
    given = known if output else _DEFAULT_FORMATS
    if given is None or form in given:
        return None
    what = message("this address gives {given}, not {format}", given=given[0], format=form)
    fix = message("Write `format: {given}`, or change `outputFormat=` in the address.", given=given[0])
    return "format", what, fix, form


CHECKS: Final[tuple[DatasetCheck, ...]] = (_addresses,)
