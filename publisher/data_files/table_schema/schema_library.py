"""Find the schema that a resource declares: in the folder of manifests, in a copy, in the cache, at its address.

A folder of schemas is laid out as the national catalogue is: `<owner>/<name>/<version>/schema.json`. A schema in the
folder of manifests comes first. What was fetched is kept: the file of a version for good, as a version does not change;
the list of the national catalogue, and a schema at any other address, for a day.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from publisher.data_files.table_schema.field_readers import is_installed, schema_readers
from publisher.data_files.table_schema.table_schema import (
    NotATableSchema,
    TableSchema,
    UnreadableSchema,
    read_table_schema,
)
from publisher.model.messages import Message
from publisher.model.values import SchemaRef
from publisher.model.vocabulary import SCHEMAS
from publisher.safe_open import read_regular

LARGEST: Final = 5_000_000
"""Bytes of a schema, or of the list of the national catalogue."""
DAY: Final = 86_400.0
"""Seconds."""
CATALOGUE: Final = f"{SCHEMAS}schemas.json"
"""The list of the national catalogue."""
FILE: Final = "schema.json"
_PART: Final = re.compile(r"\w[\w.-]*", re.ASCII)
"""A part of a name, or a version: nothing that leads out of a folder."""

Fetch = Callable[[str], bytes]
"""Returns what is at an address. Raises `FetchFailed`."""


class FetchFailed(Exception):
    """An address gives no schema."""

    def __init__(self, why: Message) -> None:
        super().__init__(str(why))
        self.why = why


class Unread(Enum):
    """Why there is no schema to check a file with."""

    OFFLINE = "it is neither here nor in the cache, and the network is not asked"
    FAILED = "its address gives no answer"
    UNKNOWN_NAME = "the national catalogue has no such schema"
    UNKNOWN_VERSION = "the national catalogue has the schema in other versions"
    NOT_A_TABLE_SCHEMA = "it describes something else than a table"
    CONTRADICTORY = "it is no JSON, or contradicts itself"


@dataclass(frozen=True)
class UnreadSchema:
    """A schema that cannot be used, and why."""

    why: Unread
    detail: Message | str | None = None
    """What the server, or the reader of the schema, says."""
    known: tuple[str, ...] = ()
    """What the national catalogue has: names, or versions, the last one first."""


class SchemaLibrary:
    """The schemas that the resources of one folder of manifests declare, each read once."""

    def __init__(
        self,
        folders: Sequence[Path],
        cache: Path | None,
        fetch: Fetch | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._folders = folders
        self._cache = cache
        self._fetch = fetch
        """None: the network is not asked."""
        self._now = now
        self._read: dict[SchemaRef, TableSchema | UnreadSchema] = {}
        self._failed: dict[str, FetchFailed] = {}
        """Addresses that are not asked again in this run."""

    def schema(self, ref: SchemaRef) -> TableSchema | UnreadSchema:
        """Return the schema that a resource declares, or why there is none."""
        if ref not in self._read:
            self._read[ref] = self._schema(_named(ref))
        return self._read[ref]

    def digest(self, ref: SchemaRef) -> str:
        """Return what the findings of a file with this schema depend on: its content, or why it is not checked."""
        if not is_installed():
            return "not installed"
        schema = self.schema(ref)
        return schema.digest if isinstance(schema, TableSchema) else schema.why.name

    def _schema(self, ref: SchemaRef) -> TableSchema | UnreadSchema:
        try:
            content = self._content(ref)
            return content if isinstance(content, UnreadSchema) else _usable(read_table_schema(content))
        except NotATableSchema:
            return UnreadSchema(Unread.NOT_A_TABLE_SCHEMA)
        except UnreadableSchema as error:
            return UnreadSchema(Unread.CONTRADICTORY, str(error))

    def _content(self, ref: SchemaRef) -> bytes | UnreadSchema:
        for folder in self._folders:
            if (content := _in_folder(folder, ref)) is not None:
                return content
        if ref.url is not None:
            return self._at(ref.url, age=DAY)
        return self._national(ref)

    def _national(self, ref: SchemaRef) -> bytes | UnreadSchema:
        """Return a schema of the national catalogue. Only its list knows which version is the last, and its file."""
        kept = self._kept(_address(ref)) if ref.version else None
        if kept is not None:
            return kept
        listing = self._at(CATALOGUE, age=DAY)
        if isinstance(listing, UnreadSchema):
            return listing
        versions = _versions(listing).get(ref.name or "")
        if versions is None:
            return UnreadSchema(Unread.UNKNOWN_NAME, known=tuple(_versions(listing)))
        version = ref.version or next(reversed(versions), "")
        if version not in versions:
            return UnreadSchema(Unread.UNKNOWN_VERSION, known=tuple(reversed(versions)))
        if not versions[version].endswith(".json"):
            return UnreadSchema(Unread.NOT_A_TABLE_SCHEMA)
        content = self._at(versions[version], age=None)
        if isinstance(content, bytes) and ref.version:
            self._keep(_address(ref), content)
        return content

    def _at(self, url: str, age: float | None) -> bytes | UnreadSchema:
        """Return what is at an address: as it is kept for so many seconds, else as it is now, else as it was last."""
        kept = self._kept(url, age)
        if kept is not None:
            return kept
        former = self._kept(url)
        if self._fetch is None:
            return former if former is not None else UnreadSchema(Unread.OFFLINE)
        try:
            if url in self._failed:
                raise self._failed[url]
            content = self._fetch(url)
        except FetchFailed as failure:
            self._failed[url] = failure
            return former if former is not None else UnreadSchema(Unread.FAILED, failure.why)
        if _is_json(content):
            self._keep(url, content)
        return content

    def _kept(self, url: str, age: float | None = None) -> bytes | None:
        """Return what is kept of an address, where it is no older than so many seconds; only JSON is kept."""
        if self._cache is None:
            return None
        path = self._place(url)
        try:
            if age is not None and not 0 <= self._now() - path.stat().st_mtime < age:
                return None
            content = read_regular(path, LARGEST + 1)
        except OSError:
            return None
        return content if _is_json(content) else None

    def _keep(self, url: str, content: bytes) -> None:
        """Keep what is at an address. Where that is not possible, it is asked for again next time."""
        if self._cache is None:
            return
        path = self._place(url)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(".part")
            draft.write_bytes(content)
            draft.replace(path)

    def _place(self, url: str) -> Path:
        return (self._cache or Path()) / f"{sha256(url.encode()).hexdigest()[:32]}.json"


def _usable(schema: TableSchema) -> TableSchema:
    """Return a schema that frictionless can check with. Raises `UnreadableSchema` for another."""
    schema_readers(schema)
    return schema


def _named(ref: SchemaRef) -> SchemaRef:
    """Return a schema by its name where its address is in the national catalogue, as catalogues read it."""
    parts = (ref.url or "").removeprefix(SCHEMAS).split("/")
    if ref.url is None or not ref.url.startswith(SCHEMAS) or len(parts) < 3 or not all(parts[:3]):
        return ref
    return SchemaRef("/".join(parts[:2]), None if parts[2] == "latest" else parts[2])


def _address(ref: SchemaRef) -> str:
    return f"{SCHEMAS}{ref.name}/{ref.version}/{FILE}"


def _in_folder(folder: Path, ref: SchemaRef) -> bytes | None:
    """Return the schema that a folder has; None where it has none.

    An address is one of the folder where it ends as the path of a file there: `…/<owner>/<name>/<version>/schema.json`.
    """
    if ref.url is not None:
        parts = [part for part in urlsplit(ref.url).path.split("/") if part][-4:]
        owner, name, version, file = parts if len(parts) == 4 else ("", "", "", "")
    else:
        (owner, _, name), version, file = (ref.name or "").partition("/"), ref.version or "", ""
    if not (_PART.fullmatch(owner) and _PART.fullmatch(name)):
        return None
    place = folder / owner / name
    if not version:
        version = max((path.name for path in place.glob("*/")), key=_version_order, default="")
    if not _PART.fullmatch(version):
        return None
    for path in _files(place / version, file):
        with suppress(OSError):
            return read_regular(path, LARGEST)
    return None


def _files(folder: Path, file: str) -> Iterator[Path]:
    """Yield the files that may be the schema of a folder: `schema.json`, or the only other one."""
    if file:
        yield from (path for path in (folder / file,) if _PART.fullmatch(file) and path.suffix == ".json")
        return
    yield folder / FILE
    others = sorted(folder.glob("*.json"))
    yield from others if len(others) == 1 else ()


def _version_order(version: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in version.split("."))


def _versions(listing: bytes) -> dict[str, dict[str, str]]:
    """Return the schemas that the national catalogue lists, each with the addresses of its versions in their order."""
    document = json.loads(listing)
    schemas = document.get("schemas") if isinstance(document, dict) else None
    by_name: dict[str, dict[str, str]] = {}
    for schema in schemas if isinstance(schemas, list) else ():
        if isinstance(schema, dict):
            versions = schema.get("versions")
            by_name[str(schema.get("name"))] = {
                str(item["version_name"]): str(item["schema_url"])
                for item in (versions if isinstance(versions, list) else ())
                if isinstance(item, dict) and "version_name" in item and "schema_url" in item
            }
    return by_name


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return len(content) <= LARGEST
