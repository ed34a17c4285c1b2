"""The addresses that udata accepts: those of the web, not those of a private network.

Addresses of this machine are accepted, as on the test server, since the files of a sandbox have such addresses.
"""

import ipaddress
import re
from functools import cache
from importlib.resources import files
from typing import Final

from publisher.sandbox.udata.refusals import InvalidValue, broken

SCHEMES: Final = ("http", "https", "ftp", "ftps")
_URL: Final = re.compile(r"(?:(?P<scheme>[a-z0-9.-]*):)?//(?P<authority>[^/?\s]*)(?:[/?]\S*)?", re.IGNORECASE)
_HOST: Final = re.compile(r"(?:\S+@)?(?P<host>\[[0-9a-f:]+\]|[^:@\s]+)(?::\d{2,5})?", re.IGNORECASE)
_IPV4: Final = re.compile(r"(?:\d{0,3}\.){3}\d{0,3}")
_LABEL: Final = r"(?:[a-z\u00a1-\uffff0-9_]-?)*[a-z\u00a1-\uffff0-9]"
_NAME: Final = re.compile(rf"(?:{_LABEL}\.)+(?P<tld>[a-z0-9\u00a1-\uffff]{{2,}})", re.IGNORECASE)
_LOCAL: Final = re.compile(r"localhost(?:\.localdomain)?", re.IGNORECASE)


def address_of(value: object) -> str | None:
    """Return an address that was sent, stripped. Raises `InvalidValue`, and `Refusal` where udata fails."""
    if not value:
        return None
    if not isinstance(value, str):
        raise broken()
    text = value.strip()
    if text:
        check(text)
    return text or None


def check(url: str) -> None:
    """Raise `InvalidValue` for an address that udata does not accept."""
    url_match = _URL.fullmatch(url)
    host = _HOST.fullmatch(url_match["authority"]) if url_match else None
    if url_match is None or host is None:
        raise _invalid_url(url)
    is_local = _LOCAL.fullmatch(host["host"])
    name_match = None if is_local else _NAME.fullmatch(host["host"])
    is_number = host["host"].startswith("[") or _IPV4.fullmatch(host["host"])
    if not (name_match or is_number or is_local):
        raise _invalid_url(url)
    scheme = (url_match["scheme"] or "").lower()
    if scheme and scheme not in SCHEMES:
        raise _invalid_url(url, f"Schéma invalide {scheme}, schémas autorisés\u00a0: {', '.join(SCHEMES)}")
    if is_number:
        _check_numbers(url, host["host"].strip("[]"))
    elif name_match and not is_domain(name_match["tld"]):
        raise _invalid_url(url, f"Domaine invalide {name_match['tld']}")


def _check_numbers(url: str, host: str) -> None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError as error:
        raise _invalid_url(url) from error
    if not address.is_loopback and _is_mask(address):
        raise _invalid_url(url, f"{address} est une IP de masque")
    if address.is_multicast:
        raise _invalid_url(url, f"{address} est une IP multicast")
    if not address.is_loopback and not address.is_global:
        raise _invalid_url(url, "est une URL privée")


def _is_mask(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Return whether the bits are all ones and then all zeros, or the reverse."""
    number = int(address)
    inverse = (1 << address.max_prefixlen) - 1 - number
    return number & (number + 1) == 0 or inverse & (inverse + 1) == 0


def is_domain(tld: str) -> bool:
    """Return whether a name's last part is one of IANA's; udata knows them in small letters only."""
    try:
        return tld.encode("idna").decode("ascii") in _domains()
    except UnicodeError:
        return False


@cache
def _domains() -> frozenset[str]:
    """Return the top-level domains of IANA, as of 2026-09-30."""
    return frozenset(files("publisher.sandbox.udata").joinpath("tlds.txt").read_text(encoding="ascii").split())


def _invalid_url(url: str, why: str = "") -> InvalidValue:
    return InvalidValue(f'URL invalide "{url}"' + (f"\u00a0: {why}" if why else ""))
