"""The storage of a sandbox: a request is stored whole or not at all, and outlasts a restart."""

import hashlib
import io
from pathlib import Path

import pytest

from publisher.sandbox.store import CHUNK_SIZE, Database, Store


def stored(database: Database, name: str) -> bytes:
    """Return the bytes of a file."""
    with database.bytes_of(name) as file:
        return file.read()


def test_documents_keep_their_order_and_their_place() -> None:
    store = Store(None)
    with store.database("a") as database:
        for name in ("z", "a", "m"):
            database.put("dataset", name, {"id": name})
        database.put("dataset", "z", {"id": "z", "title": "Z"})
        database.put("organization", "z", {"id": "other"})

        assert database.all("dataset") == [{"id": "z", "title": "Z"}, {"id": "a"}, {"id": "m"}]
        assert database.get("dataset", "m") == {"id": "m"}
        database.remove("dataset", "a")
        assert [document["id"] for document in database.all("dataset")] == ["z", "m"]
        assert database.get("dataset", "a") is None


def test_catalogues_do_not_see_each_other() -> None:
    store = Store(None)
    with store.database("a") as database:
        database.put("dataset", "x", {"id": "x"})
        database.store_file("f", io.BytesIO(b"abc"))
    with store.database("b") as database:
        assert database.all("dataset") == []
        assert stored(database, "f") == b""


def test_a_request_that_fails_leaves_nothing() -> None:
    store = Store(None)

    def fail() -> None:
        with store.database("a") as database:
            database.put("dataset", "x", {"id": "x"})
            database.store_file("f", io.BytesIO(b"abc"))
            raise KeyError("x")

    with pytest.raises(KeyError):
        fail()
    with store.database("a") as database:
        assert database.all("dataset") == []
        assert stored(database, "f") == b""


@pytest.mark.parametrize("size", [0, 1, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 3 * CHUNK_SIZE])
def test_a_file_comes_back_whole(size: int) -> None:
    content = b"\0\xff"[:1] * size
    store = Store(None)
    with store.database("a") as database:
        database.store_file("f", io.BytesIO(b"what was there before"))
        stored_file = database.store_file("f", io.BytesIO(content))
        assert stored(database, "f") == content
    assert (stored_file.size, stored_file.sha1) == (size, hashlib.sha1(content).hexdigest())


def test_all_is_there_the_next_time(tmp_path: Path) -> None:
    file = tmp_path / "below" / "sandbox.sqlite"
    store = Store(file)
    store.name_site("portail", "ckan")
    store.port = 4321
    with store.database("portail") as database:
        database.put("dataset", "é", {"title": "l'été"})
    store.close()

    reopened_store = Store(file)

    assert reopened_store.sites() == {"portail": "ckan"}
    assert reopened_store.port == 4321
    with reopened_store.database("portail") as database:
        assert database.get("dataset", "é") == {"title": "l'été"}
    reopened_store.close()


def test_emptied_it_keeps_its_catalogues_and_its_port() -> None:
    store = Store(None)
    store.name_site("portail", "ckan")
    store.port = 4321
    with store.database("portail") as database:
        database.put("dataset", "x", {"id": "x"})

    store.empty()

    with store.database("portail") as database:
        assert database.all("dataset") == []
    assert (store.sites(), store.port) == ({"portail": "ckan"}, 4321)
