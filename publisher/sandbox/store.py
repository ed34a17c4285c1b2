"""Documents and files in one SQLite file: a transaction for each request, and one request at a time."""

import hashlib
import json
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

Document = dict[str, object]
"""A stored dataset, user or organization: JSON values."""

CHUNK_SIZE: Final = 1_000_000
"""Bytes of a file in one row, and in memory."""

ITSELF: Final = "*"
"""Stands for the sandbox itself in place of a catalogue's name."""

_TABLES: Final = """
    CREATE TABLE IF NOT EXISTS document (
        number INTEGER PRIMARY KEY, catalog TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
        UNIQUE (catalog, kind, id));
    CREATE INDEX IF NOT EXISTS owned ON document (catalog, kind, json_extract(body, '$.organization'));
    CREATE TABLE IF NOT EXISTS piece (
        catalog TEXT NOT NULL, file TEXT NOT NULL, place INTEGER NOT NULL, bytes BLOB NOT NULL,
        PRIMARY KEY (catalog, file, place));
"""


@dataclass(frozen=True)
class StoredFile:
    """The size and the checksum of a stored file."""

    size: int
    sha1: str


class Database:
    """The documents and files of one catalogue, within one transaction."""

    def __init__(self, connection: sqlite3.Connection, catalog: str) -> None:
        self._connection = connection
        self.catalog = catalog

    def get(self, kind: str, name: str) -> Document | None:
        """Return a document by its kind and id."""
        query = "SELECT body FROM document WHERE catalog = ? AND kind = ? AND id = ?"
        row = self._connection.execute(query, (self.catalog, kind, name)).fetchone()
        return _read(row[0]) if row else None

    def all(self, kind: str) -> list[Document]:
        """Return every document of a kind, in the order of creation."""
        query = "SELECT body FROM document WHERE catalog = ? AND kind = ? ORDER BY number"
        return [_read(row[0]) for row in self._connection.execute(query, (self.catalog, kind))]

    def of_organization(self, kind: str, organization: str) -> list[Document]:
        """Return every document of a kind whose `organization` is this one, in the order of creation."""
        query = """SELECT body FROM document WHERE catalog = ? AND kind = ?
                   AND json_extract(body, '$.organization') = ? ORDER BY number"""
        return [_read(row[0]) for row in self._connection.execute(query, (self.catalog, kind, organization))]

    def put(self, kind: str, name: str, document: Document) -> None:
        """Store a document; it replaces the one of this id."""
        query = """INSERT INTO document (catalog, kind, id, body) VALUES (?, ?, ?, ?)
                   ON CONFLICT (catalog, kind, id) DO UPDATE SET body = excluded.body"""
        self._connection.execute(query, (self.catalog, kind, name, json.dumps(document, ensure_ascii=False)))

    def remove(self, kind: str, name: str) -> None:
        """Remove a document, if it exists."""
        query = "DELETE FROM document WHERE catalog = ? AND kind = ? AND id = ?"
        self._connection.execute(query, (self.catalog, kind, name))

    def store_file(self, name: str, stream: IO[bytes]) -> StoredFile:
        """Store the bytes of a file; they replace those of this name."""
        self.remove_file(name)
        size, digest = 0, hashlib.sha1(usedforsecurity=False)
        query = "INSERT INTO piece (catalog, file, place, bytes) VALUES (?, ?, ?, ?)"
        for place in range(1_000_000):
            piece = stream.read(CHUNK_SIZE)
            if not piece:
                break
            self._connection.execute(query, (self.catalog, name, place, piece))
            digest.update(piece)
            size += len(piece)
        return StoredFile(size, digest.hexdigest())

    def bytes_of(self, name: str) -> IO[bytes]:
        """Return the bytes of a file, as a file that outlives the transaction; empty where none was stored."""
        file = tempfile.SpooledTemporaryFile(CHUNK_SIZE)  # noqa: SIM115 - the caller closes it
        query = "SELECT bytes FROM piece WHERE catalog = ? AND file = ? ORDER BY place"
        for row in self._connection.execute(query, (self.catalog, name)):
            file.write(row[0])
        file.seek(0)
        return file

    def remove_file(self, name: str) -> None:
        """Remove the bytes of a file."""
        self._connection.execute("DELETE FROM piece WHERE catalog = ? AND file = ?", (self.catalog, name))


class Store:
    """The file (for tests, the memory) in which all catalogues of a sandbox are stored."""

    def __init__(self, file: Path | None) -> None:
        self.file = file
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        place = file or ":memory:"
        self._connection = sqlite3.connect(place, check_same_thread=False, isolation_level=None, timeout=30)
        self._connection.executescript(_TABLES)
        self._connection.execute(
            "PRAGMA synchronous = OFF"
        )  # a sandbox may lose its last second when the machine stops
        self._lock = threading.Lock()

    @contextmanager
    def database(self, catalog: str) -> Iterator[Database]:
        """Open the database of a catalogue for one request; its writes are undone where the request fails."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield Database(self._connection, catalog)
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def sites(self) -> dict[str, str]:
        """Return the kind of each catalogue, by name."""
        with self.database(ITSELF) as database:
            return {str(site["name"]): str(site["kind"]) for site in database.all("site")}

    def name_site(self, name: str, kind: str) -> None:
        """Add a catalogue."""
        with self.database(ITSELF) as database:
            database.put("site", name, {"name": name, "kind": kind})

    @property
    def port(self) -> int | None:
        """Return the port in the addresses of the store; None where it was never served."""
        with self.database(ITSELF) as database:
            port = (database.get("server", "port") or {}).get("port")
        return port if isinstance(port, int) else None

    @port.setter
    def port(self, port: int) -> None:
        with self.database(ITSELF) as database:
            database.put("server", "port", {"port": port})

    def empty(self) -> None:
        """Remove the content of all catalogues."""
        with self._lock:
            self._connection.execute("DELETE FROM document WHERE catalog != ?", (ITSELF,))
            self._connection.execute("DELETE FROM piece")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


def _read(text: str) -> Document:
    document = json.loads(text)
    if not isinstance(document, dict):
        raise TypeError(type(document).__name__)
    return document
