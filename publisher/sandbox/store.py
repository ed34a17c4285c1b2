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
"""What a catalogue keeps of a dataset, a user, an organization: JSON values."""

CHUNK_SIZE: Final = 1_000_000
"""Bytes of a file that lie in one row, and in memory."""

ITSELF: Final = "*"
"""Stands for the sandbox itself, where a catalogue is expected."""

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
    """What a file that was stored is like."""

    size: int
    sha1: str


class Database:
    """What one catalogue keeps, within one transaction."""

    def __init__(self, connection: sqlite3.Connection, catalog: str) -> None:
        self._connection = connection
        self.catalog = catalog

    def get(self, kind: str, name: str) -> Document | None:
        """A document by its kind and id."""
        query = "SELECT body FROM document WHERE catalog = ? AND kind = ? AND id = ?"
        row = self._connection.execute(query, (self.catalog, kind, name)).fetchone()
        return _read(row[0]) if row else None

    def all(self, kind: str) -> list[Document]:
        """Every document of a kind, in the order in which they came."""
        query = "SELECT body FROM document WHERE catalog = ? AND kind = ? ORDER BY number"
        return [_read(row[0]) for row in self._connection.execute(query, (self.catalog, kind))]

    def of_organization(self, kind: str, organization: str) -> list[Document]:
        """Every document of a kind whose `organization` is this one, in the order in which they came."""
        query = """SELECT body FROM document WHERE catalog = ? AND kind = ?
                   AND json_extract(body, '$.organization') = ? ORDER BY number"""
        return [_read(row[0]) for row in self._connection.execute(query, (self.catalog, kind, organization))]

    def put(self, kind: str, name: str, document: Document) -> None:
        """Keep a document, in the place of the one of this id if there is one."""
        query = """INSERT INTO document (catalog, kind, id, body) VALUES (?, ?, ?, ?)
                   ON CONFLICT (catalog, kind, id) DO UPDATE SET body = excluded.body"""
        self._connection.execute(query, (self.catalog, kind, name, json.dumps(document, ensure_ascii=False)))

    def remove(self, kind: str, name: str) -> None:
        """Forget a document, if it is there."""
        query = "DELETE FROM document WHERE catalog = ? AND kind = ? AND id = ?"
        self._connection.execute(query, (self.catalog, kind, name))

    def store_file(self, name: str, stream: IO[bytes]) -> StoredFile:
        """Store the bytes of a file, in the place of those of this name if there are any."""
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
        """The bytes of a file, as a file of their own that outlives the transaction; empty where none was stored."""
        found = tempfile.SpooledTemporaryFile(CHUNK_SIZE)  # noqa: SIM115 - who sends it closes it
        query = "SELECT bytes FROM piece WHERE catalog = ? AND file = ? ORDER BY place"
        for row in self._connection.execute(query, (self.catalog, name)):
            found.write(row[0])
        found.seek(0)
        return found

    def remove_file(self, name: str) -> None:
        """Forget the bytes of a file."""
        self._connection.execute("DELETE FROM piece WHERE catalog = ? AND file = ?", (self.catalog, name))


class Store:
    """The file, or for tests the memory, that all catalogues of a sandbox share."""

    def __init__(self, file: Path | None) -> None:
        self.file = file
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        place = file or ":memory:"
        self._connection = sqlite3.connect(place, check_same_thread=False, isolation_level=None, timeout=30)
        self._connection.executescript(_TABLES)
        self._connection.execute("PRAGMA synchronous = OFF")  # a sandbox may lose its last second with the machine
        self._lock = threading.Lock()

    @contextmanager
    def database(self, catalog: str) -> Iterator[Database]:
        """A catalogue's documents for one request; what it wrote is undone when it fails."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield Database(self._connection, catalog)
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def sites(self) -> dict[str, str]:
        """The kind of each catalogue, by name."""
        with self.database(ITSELF) as database:
            return {str(one["name"]): str(one["kind"]) for one in database.all("site")}

    def name_site(self, name: str, kind: str) -> None:
        """Have a catalogue of this name."""
        with self.database(ITSELF) as database:
            database.put("site", name, {"name": name, "kind": kind})

    @property
    def port(self) -> int | None:
        """The port that the addresses in the store speak of; None where it was never served."""
        with self.database(ITSELF) as database:
            found = (database.get("server", "port") or {}).get("port")
        return found if isinstance(found, int) else None

    @port.setter
    def port(self, port: int) -> None:
        with self.database(ITSELF) as database:
            database.put("server", "port", {"port": port})

    def empty(self) -> None:
        """Forget what the catalogues keep."""
        with self._lock:
            self._connection.execute("DELETE FROM document WHERE catalog != ?", (ITSELF,))
            self._connection.execute("DELETE FROM piece")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


def _read(text: str) -> Document:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise TypeError(type(found).__name__)
    return found
