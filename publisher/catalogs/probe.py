"""Which software answers at an address: a few harmless reads that tell the usual catalogues apart."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from publisher.catalogs.errors import AnsweredInstead, CatalogError, Layer, Redirected
from publisher.catalogs.faults import HttpFault
from publisher.catalogs.transport import Transport
from publisher.model.messages import Message, message

Check = Callable[[object], bool]


@dataclass(frozen=True)
class _Signature:
    """A path, and the check that the reply to it is that of one kind of catalogue."""

    software: str
    path: str
    fits: Check


def _has(*names: str) -> Check:
    return lambda document: isinstance(document, dict) and all(name in document for name in names)


_SIGNATURES: Final = (
    _Signature("CKAN", "/api/3/action/status_show", _has("success", "result")),
    _Signature("udata", "/api/1/site/", _has("id", "metrics")),
    _Signature("GeoNetwork", "/geonetwork/srv/api/site", _has("system/site/name")),
    _Signature("GeoNetwork", "/srv/api/site", _has("system/site/name")),
)


@dataclass(frozen=True)
class Answer:
    """Which software answers; `software` is None where it is none that we know."""

    software: str | None
    detail: Message
    layer: Layer = Layer.CATALOG
    """What failed on the way to the catalogue, where that is known."""
    fix: Message | None = None
    """What to do about it."""
    may_pass: bool = False
    """Whether the catalogue may answer later: it is down, or too busy."""


def probe(transport: Transport) -> Answer:
    """Return which software answers: each path is tried in turn. No reply makes it raise."""
    in_front: Answer | None = None
    last, fix = message("a server of an unsupported kind"), None
    for signature in _SIGNATURES:
        try:
            document = transport.session.get(
                transport.url + signature.path, headers={"Accept": "application/json"}
            ).json()
        except HttpFault as fault:
            if not fault.page:
                may_pass = fault.layer in (Layer.CONNECTION, Layer.CATALOG)
                return Answer(None, fault.what, fault.layer, fault.fix, may_pass=may_pass)
            last = fault.what
        except AnsweredInstead as error:
            if error.layer in (Layer.PROXY, Layer.AUTHENTICATION, Layer.FIREWALL):
                in_front = in_front or Answer(None, error.reason, error.layer, error.fix)
            last, fix = error.reason, error.fix if isinstance(error, Redirected) else None
        except CatalogError as error:
            last = error.what
        except ValueError:
            last = message("an answer that is not JSON")
        else:
            if signature.fits(document):
                return Answer(signature.software, message("{software} answers", software=signature.software))
    return in_front or Answer(None, last, fix=fix)
