"""What a sandbox keeps: whole requests or nothing, for the next time too."""

import hashlib
import io
from pathlib import Path

import pytest

from publisher.sandbox.store import PIECE, Drawer, Store


def stored(drawer: Drawer, name: str) -> bytes:
    """The bytes of a file."""
    with drawer.bytes_of(name) as file:
        return file.read()


def test_documents_keep_their_order_and_their_place() -> None:
    store = Store(None)
    with store.drawer("a") as drawer:
        for name in ("z", "a", "m"):
            drawer.put("dataset", name, {"id": name})
        drawer.put("dataset", "z", {"id": "z", "title": "Z"})
        drawer.put("organization", "z", {"id": "other"})

        assert drawer.all("dataset") == [{"id": "z", "title": "Z"}, {"id": "a"}, {"id": "m"}]
        assert drawer.get("dataset", "m") == {"id": "m"}
        drawer.remove("dataset", "a")
        assert [one["id"] for one in drawer.all("dataset")] == ["z", "m"]
        assert drawer.get("dataset", "a") is None


def test_catalogues_do_not_see_each_other() -> None:
    store = Store(None)
    with store.drawer("a") as drawer:
        drawer.put("dataset", "x", {"id": "x"})
        drawer.keep("f", io.BytesIO(b"abc"))
    with store.drawer("b") as drawer:
        assert drawer.all("dataset") == []
        assert stored(drawer, "f") == b""


def test_a_request_that_fails_leaves_nothing() -> None:
    store = Store(None)

    def fail() -> None:
        with store.drawer("a") as drawer:
            drawer.put("dataset", "x", {"id": "x"})
            drawer.keep("f", io.BytesIO(b"abc"))
            raise KeyError("x")

    with pytest.raises(KeyError):
        fail()
    with store.drawer("a") as drawer:
        assert drawer.all("dataset") == []
        assert stored(drawer, "f") == b""


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_a_file_comes_back_whole(size: int) -> None:
    content = b"\0\xff"[:1] * size
    store = Store(None)
    with store.drawer("a") as drawer:
        drawer.keep("f", io.BytesIO(b"what was there before"))
        kept = drawer.keep("f", io.BytesIO(content))
        assert stored(drawer, "f") == content
    assert (kept.size, kept.sha1) == (size, hashlib.sha1(content).hexdigest())


def test_all_is_there_the_next_time(tmp_path: Path) -> None:
    file = tmp_path / "below" / "sandbox.sqlite"
    store = Store(file)
    store.name_site("portail", "ckan")
    store.port = 4321
    with store.drawer("portail") as drawer:
        drawer.put("dataset", "é", {"title": "l'été"})
    store.close()

    again = Store(file)

    assert again.sites() == {"portail": "ckan"}
    assert again.port == 4321
    with again.drawer("portail") as drawer:
        assert drawer.get("dataset", "é") == {"title": "l'été"}
    again.close()


def test_emptied_it_keeps_its_catalogues_and_its_port() -> None:
    store = Store(None)
    store.name_site("portail", "ckan")
    store.port = 4321
    with store.drawer("portail") as drawer:
        drawer.put("dataset", "x", {"id": "x"})

    store.empty()

    with store.drawer("portail") as drawer:
        assert drawer.all("dataset") == []
    assert (store.sites(), store.port) == ({"portail": "ckan"}, 4321)
