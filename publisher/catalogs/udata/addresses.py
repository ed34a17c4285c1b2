"""The addresses that udata accepts: those of the public web (`udata/uris.py` of udata 17.18). Pure."""

import ipaddress
import re
from functools import cache
from importlib.resources import files
from typing import Final
from urllib.parse import urlsplit

_LABEL: Final = r"(?:[a-z\u00a1-\uffff0-9_]-?)*[a-z\u00a1-\uffff0-9]"
_ADDRESS: Final = re.compile(
    r"(?:https?|ftps?)://"
    r"(?:(?P<local>localhost(?:\.localdomain)?)"
    r"|(?P<number>(?:\d{0,3}\.){3}\d{0,3}|\[[0-9a-f:]+\])"
    rf"|(?:{_LABEL}\.)+(?P<top>[a-z0-9\u00a1-\uffff]{{2,}}))"
    r"(?::\d{2,5})?(?:/\S*)?(?:\?\S*)?",
    re.IGNORECASE,
)

_NUMBER_IN_TEXT: Final = re.compile(r"(?<![\w.@])(?:\d{1,3}\.){3}\d{1,3}(?![\w.@])")
_HOST_IN_TEXT: Final = re.compile(
    r"""(?<![^\s"',;:<(\[])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?P<top>[a-z]{2,})(?![\w@-])""", re.IGNORECASE
)


def names_an_address(text: str) -> bool:
    """Return whether a text contains a web address, or the name of a host: udata refuses both in a contact's name."""
    if re.search("https?://", text, re.IGNORECASE) or _NUMBER_IN_TEXT.search(text):
        return True
    return any(_is_top_level_domain(match["top"].lower()) for match in _HOST_IN_TEXT.finditer(text))


def is_accepted(address: str, *, local: bool = False) -> bool:
    """Return whether udata takes an address. `local`: whether it takes this machine's, as test servers do.

    Capitals in the host are those that `project` makes small.
    """
    match = _ADDRESS.fullmatch(address.strip())
    if match is None:
        return False
    if match["number"]:
        return _is_public(match["number"].strip("[]"), local=local)
    return local if match["local"] else _is_top_level_domain(match["top"].lower())


def lower_case_host(address: str) -> str:
    """Return an address that udata takes: it refuses capitals in the scheme and in the last part of the host."""
    scheme, mark, rest = address.partition("://")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    last = host.partition(":")[0].rpartition(".")[2]
    if (scheme, last) == (scheme.lower(), last.lower()):
        return address
    return f"{scheme.lower()}{mark}{host.lower()}{rest.removeprefix(host)}"


def is_local(url: str) -> bool:
    """Return whether an address is one of this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.partition(".")[0] == "localhost"


def _is_public(number: str, *, local: bool) -> bool:
    try:
        address = ipaddress.ip_address(number)
    except ValueError:
        return False
    if address.is_loopback:
        return local
    return address.is_global and not address.is_multicast and not _is_mask(int(address), address.max_prefixlen)


def _is_mask(number: int, bits: int) -> bool:
    """Return whether the bits are all ones and then all zeros, or the reverse."""
    inverse = (1 << bits) - 1 - number
    return number & (number + 1) == 0 or inverse & (inverse + 1) == 0


def _is_top_level_domain(name: str) -> bool:
    try:
        return name.encode("idna").decode("ascii") in _top_level_domains()
    except UnicodeError:
        return False


@cache
def _top_level_domains() -> frozenset[str]:
    """Return the top-level domains of IANA, as of 2026-09-30."""
    return frozenset(files("publisher.catalogs.udata").joinpath("tlds.txt").read_text(encoding="ascii").split())
