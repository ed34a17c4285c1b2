"""Which hosts may be called: those of the public internet alone. Pure."""

import ipaddress
import re
import unicodedata
from typing import Final

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_SPECIAL: Final = (ipaddress.IPv4Network("192.0.0.0/24"), ipaddress.IPv4Network("192.88.99.0/24"))
"""Kept for protocols; Python takes parts of them for global."""

_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
"""What is given to networks of the internet; all else is local, reserved or a mapping."""

_DOCUMENTATION: Final = ipaddress.IPv6Network("3fff::/20")
"""Python before 3.13 takes it for global."""

_ISATAP: Final = (0x00005EFE, 0x02005EFE)
"""The upper half of the interface id of an address that carries one of IPv4."""

_NUMBER: Final = re.compile(r"0x[0-9a-f]+|[0-9]+", re.ASCII)
_PRIVATE_ENDINGS: Final = (
    "localhost", "local", "lan", "internal", "intranet", "corp", "home", "home.arpa", "localdomain", "invalid", "test",
)  # fmt: skip
"""Ends of names that only a network inside knows."""


def ascii_host(host: str) -> str:
    """Return the name of a host as name servers know it, or its IP address. Raises `UnicodeError`."""
    bare = unicodedata.normalize("NFKC", host).strip("[]").replace("。", ".").lower().rstrip(".")
    return bare if ":" in bare else bare.encode("idna").decode("ascii")


def literal(host: str) -> IpAddress | None:
    """Return the IP address that a host is, in any of the forms that systems read (`0x7f.1`, `2130706433`)."""
    bare = host.partition("%")[0]
    try:
        return ipaddress.ip_address(bare)
    except ValueError:
        return _old_form(bare)


def _old_form(host: str) -> ipaddress.IPv4Address | None:
    """Return an IPv4 address of one to four numbers, each decimal, octal or hexadecimal, as `inet_aton` reads it."""
    parts = host.split(".")
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    try:
        *first, last = (_number(part) for part in parts)
    except ValueError:
        return None
    if any(number > 255 for number in first) or last >= 256 ** (5 - len(parts)):
        return None
    return ipaddress.IPv4Address(sum(number << (24 - 8 * place) for place, number in enumerate(first)) + last)


def _number(text: str) -> int:
    if text.startswith("0x"):
        return int(text, 16)
    return int(text, 8) if text.startswith("0") and text != "0" else int(text)


def is_public(address: IpAddress) -> bool:
    """Return whether an address is one of the public internet, and so is each address of IPv4 that it carries."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast and not any(address in network for network in _SPECIAL)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    is_unicast = address in _UNICAST and address.is_global and address not in _DOCUMENTATION
    return (is_unicast or address in _NAT64) and all(map(is_public, _carried(address)))


def _carried(address: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """Return the addresses of IPv4 to which a gateway would pass a call (6to4, Teredo, NAT64, ISATAP)."""
    low = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    carried = [*([address.sixtofour] if address.sixtofour else []), *(address.teredo or ())]
    if address in _NAT64 or (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        carried.append(low)
    return carried


def has_private_name(host: str) -> bool:
    """Return whether a name is one that only a network inside knows: without a dot, or with such an ending."""
    return "." not in host or any(host == ending or host.endswith(f".{ending}") for ending in _PRIVATE_ENDINGS)
