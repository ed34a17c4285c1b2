"""The base of a marker, read by what docs/architecture.md says of it. Nothing here comes from `publisher`."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import uuid
from collections.abc import Mapping
from itertools import count, takewhile
from typing import Any
from urllib.parse import unquote

MARKER_NAME = re.compile(r"publisher_(repository|key|base(_\d+)?)")
LONGEST_WORD = 20
"""Characters without a blank: longer ones make a page scroll sideways."""
WHOLE = "a whole base in short words"


def is_marker(name: str) -> bool:
    """Return whether an extra of this name is part of a marker."""
    return MARKER_NAME.fullmatch(name) is not None


def parts_of(extras: Mapping[str, Any]) -> list[str]:
    """Return the parts of the base, in their order."""
    names = ("publisher_base" if part == 1 else f"publisher_base_{part}" for part in count(1))
    return [str(extras[name]) for name in takewhile(lambda name: name in extras, names)]


def describe_base(extras: Mapping[str, Any]) -> str:
    """Return `WHOLE`, or what is wrong with the base."""
    parts = parts_of(extras)
    stored = [name for name in extras if name.startswith("publisher_base")]
    if not parts or len(parts) != len(stored):
        return f"parts {sorted(stored)}"
    longest = max(len(word) for part in parts for word in part.split())
    if longest > LONGEST_WORD:
        return f"a word of {longest} characters"
    version, number, checksum, body = split(parts)
    signed = "\n".join((str(extras["publisher_repository"]), str(extras["publisher_key"]), body)).encode()
    right = base64.urlsafe_b64encode(hashlib.blake2b(signed, digest_size=8).digest()).decode().rstrip("=")
    is_whole = (version, number, checksum) == ("2", str(len(parts)), right)
    return WHOLE if is_whole else f"version {version}, {number} of {len(parts)} parts, checksum {checksum}, not {right}"


def split(parts: list[str]) -> tuple[str, str, str, str]:
    """Return version, number of parts, checksum, and the rest."""
    version, number, checksum, body = [*"".join("".join(parts).split()).split(";", 3), "", "", "", ""][:4]
    return version, number, checksum, body


def base_ids(extras: Mapping[str, Any]) -> dict[str, str]:
    """Return our id by remote id, as the base lists them where the catalogue chooses ids."""
    parts = parts_of(extras)
    if parts and parts[0].startswith("{"):
        return {str(item["r"]): str(item["i"]) for item in json.loads(parts[0]).get("r", []) if item.get("r")}
    records = [[*record.split(":"), ""] for record in split(parts)[3].split(";")[3:]]
    return {
        remote_id(record[1]): unquote(record[0].removesuffix("!")) for record in records if record[1] not in ("", "~")
    }


def remote_id(packed: str) -> str:
    """Return the id that a base has packed."""
    if packed.startswith("="):
        return unquote(packed[1:])
    return str(uuid.UUID(bytes=base64.urlsafe_b64decode(packed + "==")))
