"""Who answers at an address: a few harmless reads that tell the usual portals apart."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from publisher.catalogs.transport import HttpFault, NotTheApi, Transport
from publisher.model.messages import Message, message

Mark = Callable[[object], bool]


@dataclass(frozen=True)
class _Sign:
    """A path that only one kind of portal answers in its way."""

    software: str
    path: str
    fits: Mark


def _has(*names: str) -> Mark:
    return lambda document: isinstance(document, dict) and all(name in document for name in names)


_SIGNS: Final = (
    _Sign("CKAN", "/api/3/action/status_show", _has("success", "result")),
    _Sign("udata", "/api/1/site/", _has("id", "metrics")),
    _Sign("GeoNetwork", "/geonetwork/srv/api/site", _has("system/site/name")),
    _Sign("GeoNetwork", "/srv/api/site", _has("system/site/name")),
)


@dataclass(frozen=True)
class Answer:
    """Who answers; `software` is None where nobody known does."""

    software: str | None
    detail: Message


def probe(transport: Transport) -> Answer:
    """Ask each question in turn until one is answered. Never raises for what the other side does."""
    last = message("a server of an unsupported kind")
    for sign in _SIGNS:
        try:
            document = transport.session.get(transport.url + sign.path, headers={"Accept": "application/json"}).json()
        except HttpFault as fault:
            if not fault.page:
                return Answer(None, fault.what)
            last = fault.what
        except NotTheApi as other:
            last = other.what
        except ValueError:
            last = message("an answer that is not JSON")
        else:
            if sign.fits(document):
                return Answer(sign.software, message("{software} answers", software=sign.software))
    return Answer(None, last)
