"""The text of a base: what was last applied to an entry, as its marker holds it. Pure.

Every visitor of an entry's page may see it, so it is short, and has a blank every few characters, where a browser can
break the line. Without the blanks it reads

    version;parts;checksum;run;fields;echoes;resource;resource;…

- `fields`, `echoes`: the digests of the fields in `DATASET_ORDER` (or a sign: see `_signs`), then those of extras, each
  as `,name=digest`. Groups are there by their names, with a dot between two: as `,groups=names`, unless these happen to
  have the form of a digest.
- `resource`: `id:remote id:fields:echoes:file`, its fields in `RESOURCE_ORDER`; `!` follows the id while an upload is
  pending. The remote id is left out where it is the one that we give; else a UUID has 22 characters. `file` is
  `sha256/size/rows/columns`.

All other texts are percent-encoded. Where a catalogue limits the length of an extra, the text is cut into parts. The
checksum shows that the parts belong together, and to this marker: where it is wrong, nothing counts as applied.

A new field goes to the end of its order, and needs no new version. Another form of the text needs one, and so does
another canonical form of a value. Texts of older versions are read for good, with their digests as they are: a value
that manifest and catalogue share is no difference, whatever its digest, and one that they do not share is at worst a
conflict, which a person settles. Texts of newer versions are not read.
"""

import hashlib
import re
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, unquote

from publisher.model.marker import PROTECTED, WITHDRAWN, Digests, LastApplied, Marker, ResourceLastApplied, SentFile
from publisher.model.marker_json import json_version, read_json
from publisher.model.names import DatasetKey, Digest, RemoteId, Repository, ResourceId, our_resource_id
from publisher.model.values import DIGEST_LENGTH, File, digest

BASE_VERSION: Final = 2
"""Version 1 was a JSON document (`publisher.model.marker_json`)."""

DATASET_ORDER: Final = (
    "title", "description", "keywords", "license", "frequency", "temporal", "spatial", "contact", "theme", "hvd",
    "language", "issued", "landing_page", "state", "version", "granularity", "access", "contacts", "groups",
    PROTECTED, WITHDRAWN,
)  # fmt: skip
"""The fields of a dataset by their place in the text. It only grows, at its end: a field that goes leaves its place."""

RESOURCE_ORDER: Final = (
    "title", "description", "url", "file", "format", "mime", "type", "schema", "issued", "modified",
)  # fmt: skip
"""The fields of a resource, likewise."""

LINE: Final = 12
"""Characters between two blanks: they fit beside the name of an extra on a narrow telephone."""

_HEAD_ROOM: Final = 40
"""Bytes of a part that version, number of parts and checksum may take."""

_VERSION: Final = re.compile(r"([0-9]{1,9});")
_DIGEST: Final = re.compile(rf"[A-Za-z0-9_-]{{{DIGEST_LENGTH}}}")
_PLACED: Final = re.compile(rf"{_DIGEST.pattern}|[.~^*]")
_NOTHING: Final = digest(None)

SignsOf = Callable[[str], Mapping[str, Digest | None]]
"""Returns the signs that may stand for the digest of a field, each with what it means there."""


def _signs(above: Digests | None = None, sent: SentFile | None = None) -> SignsOf:
    """Return the signs of fields: `.` not managed, `~` empty, `^` as in the resource above, `*` as the file says."""

    def signs_of(name: str) -> Mapping[str, Digest | None]:
        of_file = digest(File(sent.size, f"sha256:{sent.sha256}")) if sent and name == "file" else None
        meanings = {"^": above.get(name) if above else None, "*": of_file}
        return {".": None, "~": _NOTHING} | {sign: meant for sign, meant in meanings.items() if meant is not None}

    return signs_of


# ---- writing


def base_texts(marker: Marker, limit: int | None = None) -> tuple[str, ...]:
    """Return the base of a marker as texts of at most `limit` bytes: always the same for the same value."""
    body = _body(marker)
    room = len(body) if limit is None else (limit - _HEAD_ROOM) * LINE // (LINE + 1)
    parts = [body[start : start + room] for start in range(0, len(body), room)]
    head = f"{BASE_VERSION};{len(parts)};{_checksum(marker.repository, marker.key, body)};"
    return tuple(_with_blanks(part) for part in (head + parts[0], *parts[1:]))


def _body(marker: Marker) -> str:
    last = marker.last_applied or LastApplied()
    above = [None, *(resource.fields for resource in last.resources)]
    return ";".join(
        (
            _quoted(last.run or ""),
            _packed(last.fields, DATASET_ORDER, _signs()),
            _packed(last.echoes, DATASET_ORDER, _signs()),
            *(_record(marker, resource, fields) for resource, fields in zip(last.resources, above, strict=False)),
        )
    )


def _record(marker: Marker, resource: ResourceLastApplied, above: Digests | None) -> str:
    parts = (
        _quoted(resource.id) + ("!" if resource.pending else ""),
        _packed_id(resource.remote_id, our_resource_id(marker.repository, marker.key, resource.id)),
        _packed(resource.fields, RESOURCE_ORDER, _signs(above, resource.sent)),
        _packed(resource.echoes, RESOURCE_ORDER, _signs()),
        _packed_file(resource.sent) if resource.sent else "",
    )
    return ":".join(parts).rstrip(":")


def _packed(digests: Digests, order: Sequence[str], signs_of: SignsOf) -> str:
    """Return digests as one text: those of the order by their place, then the others by name."""
    placed = {name: _sign_or_digest(digests.get(name), signs_of(name)) for name in order}
    named = sorted(name for name in digests if placed.get(name) is None)
    return "".join(placed[name] or "." for name in order).rstrip(".") + "".join(
        f",{_quoted(name)}={_quoted(digests[name])}" for name in named
    )


def _sign_or_digest(value: Digest | None, signs: Mapping[str, Digest | None]) -> str | None:
    """Return what stands for a digest; None for one of another form, which a hand has put there."""
    sign = next((sign for sign, meant in signs.items() if meant == value), None)
    return sign or (value if value is not None and _DIGEST.fullmatch(value) else None)


def _packed_id(remote_id: RemoteId | None, given: RemoteId) -> str:
    """Return an id in the catalogue: nothing for the one that we give, `~` for none, `=` before one that is no UUID."""
    if remote_id == given:
        return ""
    if remote_id is None:
        return "~"
    try:
        packed = uuid.UUID(remote_id)
    except ValueError:
        return f"={_quoted(remote_id)}"
    return _base64(packed.bytes) if str(packed) == remote_id else f"={_quoted(remote_id)}"


def _packed_file(sent: SentFile) -> str:
    is_sha256 = re.fullmatch(r"[0-9a-f]{64}", sent.sha256)
    checksum = _base64(bytes.fromhex(sent.sha256)) if is_sha256 else f"={_quoted(sent.sha256)}"
    counts = ("" if count is None else str(count) for count in (sent.size, sent.rows, sent.columns))
    return "/".join((checksum, *counts)).rstrip("/")


def _checksum(repository: Repository, key: DatasetKey, body: str) -> str:
    text = "\n".join((repository, key, body))
    return _base64(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def _with_blanks(text: str) -> str:
    return " ".join(text[start : start + LINE] for start in range(0, len(text), LINE))


# ---- reading


def read_marker(repository: Repository, key: DatasetKey, texts: Sequence[str]) -> Marker:
    """Return the marker with the base that is in these texts: the parts in their order, perhaps others after them."""
    parts = ["".join(text.split()) for text in texts]
    version = _version(texts[0], parts[0]) if parts else None
    if version is None:
        return Marker(repository, key, None)
    if version > BASE_VERSION:
        return Marker(repository, key, None, newer_version=version)
    if version == 1:
        return Marker(repository, key, read_json(texts[0]))
    try:
        return Marker(repository, key, _read(repository, key, parts))
    except ValueError:
        return Marker(repository, key, None)


def _version(text: str, part: str) -> int | None:
    match = _VERSION.match(part)
    return int(match[1]) if match else json_version(text)


def _read(repository: Repository, key: DatasetKey, parts: Sequence[str]) -> LastApplied:
    """Return what was last applied. Raises `ValueError` where parts are missing, or of another write or marker."""
    _version, count, checksum, first = parts[0].split(";", maxsplit=3)
    body = "".join((first, *parts[1 : int(count)]))
    if len(parts) < int(count) or checksum != _checksum(repository, key, body):
        raise ValueError(checksum)
    run, fields, echoes, *records = body.split(";")
    return LastApplied(
        _unpacked(fields, DATASET_ORDER, _signs()),
        _unpacked(echoes, DATASET_ORDER, _signs()),
        tuple(_resources(repository, key, records)),
        _unquoted(run) or None,
    )


def _resources(repository: Repository, key: DatasetKey, records: Iterable[str]) -> Iterable[ResourceLastApplied]:
    above: Digests | None = None
    for record in records:
        name, remote_id, fields, echoes, file, *_later = *record.split(":"), "", "", "", ""
        resource_id, sent = ResourceId(_unquoted(name.removesuffix("!"))), _unpacked_file(file) if file else None
        resource = ResourceLastApplied(
            resource_id,
            _unpacked_id(remote_id, our_resource_id(repository, key, resource_id)),
            _unpacked(fields, RESOURCE_ORDER, _signs(above, sent)),
            _unpacked(echoes, RESOURCE_ORDER, _signs()),
            sent,
            name.endswith("!"),
        )
        yield resource
        above = resource.fields


def _unpacked(text: str, order: Sequence[str], signs_of: SignsOf) -> Digests:
    """Return digests from their text. Those of places that this version does not know are left out."""
    placed, *named = text.split(",")
    tokens = zip(order, _PLACED.findall(placed), strict=False)
    digests = {name: signs_of(name).get(token) if len(token) == 1 else Digest(token) for name, token in tokens}
    digests |= {_unquoted(name): Digest(_unquoted(value)) for name, _equals, value in (n.partition("=") for n in named)}
    return MappingProxyType({name: value for name, value in digests.items() if value is not None})


def _unpacked_id(text: str, given: RemoteId) -> RemoteId | None:
    if text in ("", "~"):
        return None if text else given
    return RemoteId(_unquoted(text[1:]) if text.startswith("=") else str(uuid.UUID(bytes=_bytes(text))))


def _unpacked_file(text: str) -> SentFile:
    checksum, size, rows, columns, *_later = *text.split("/"), "", ""
    sha256 = _unquoted(checksum[1:]) if checksum.startswith("=") else _bytes(checksum).hex()
    return SentFile(sha256, int(size), int(rows) if rows else None, int(columns) if columns else None)


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _unquoted(text: str) -> str:
    return unquote(text, errors="surrogatepass")
