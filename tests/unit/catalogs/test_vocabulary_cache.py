"""The vocabulary of a catalogue is cached for a day."""

import json
from pathlib import Path

import pytest

from publisher.catalogs.vocabulary_cache import DAY, FORM, Cache, Facts

from .samples import CATALOG, URL


class Server:
    """A source that counts how often it is called."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> Facts:
        self.calls += 1
        return {"software": f"CKAN {self.calls}"}


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_the_server_is_asked_once(tmp_path: Path) -> None:
    server = Server()
    for _ in range(3):
        assert Cache(tmp_path).get(CATALOG, URL, server) == {"software": "CKAN 1"}
    assert server.calls == 1


def test_the_file_says_of_whom_and_when(tmp_path: Path) -> None:
    clock = Clock()
    Cache(tmp_path / "deep" / "er", clock).get(CATALOG, URL, Server())
    stored = json.loads((tmp_path / "deep" / "er" / "grandlyon.json").read_text(encoding="utf-8"))
    assert stored == {"form": FORM, "url": URL, "at": 1_000_000.0, "facts": {"software": "CKAN 1"}}


def test_facts_of_a_former_form_are_asked_for_again(tmp_path: Path) -> None:
    clock, server = Clock(), Server()
    Cache(tmp_path, clock).get(CATALOG, URL, server)
    file = tmp_path / "grandlyon.json"
    file.write_text(file.read_text(encoding="utf-8").replace(f'"form": {FORM}', f'"form": {FORM - 1}'), "utf-8")

    assert Cache(tmp_path, clock).last(CATALOG, URL) is None
    assert Cache(tmp_path, clock).get(CATALOG, URL, server) == {"software": "CKAN 2"}


def test_the_last_facts_are_there_however_old_they_are(tmp_path: Path) -> None:
    clock = Clock()
    cache = Cache(tmp_path, clock)
    assert cache.last(CATALOG, URL) is None
    cache.get(CATALOG, URL, Server())
    clock.now += 100 * DAY

    assert cache.last(CATALOG, URL) == {"software": "CKAN 1"}
    assert cache.last(CATALOG, "https://other.example.org") is None
    assert Cache(None).last(CATALOG, URL) is None


def test_a_cache_asked_anew_asks_and_keeps_the_answer(tmp_path: Path) -> None:
    cache, server = Cache(tmp_path, Clock()), Server()
    cache.get(CATALOG, URL, server)

    assert cache.asked_anew().get(CATALOG, URL, server) == {"software": "CKAN 2"}
    assert cache.get(CATALOG, URL, server) == {"software": "CKAN 2"}


def test_what_expires_is_asked_again_and_still_the_last_that_is_known(tmp_path: Path) -> None:
    server, cache = Server(), Cache(tmp_path)
    cache.expire(CATALOG, URL)
    assert list(tmp_path.iterdir()) == []
    cache.get(CATALOG, URL, server)
    cache.expire(CATALOG, URL)
    assert cache.last(CATALOG, URL) == {"software": "CKAN 1"}
    assert cache.get(CATALOG, URL, server) == {"software": "CKAN 2"}


def test_after_a_day_it_is_asked_again(tmp_path: Path) -> None:
    server, clock = Server(), Clock()
    cache = Cache(tmp_path, clock)
    cache.get(CATALOG, URL, server)
    clock.now += DAY - 1
    assert cache.get(CATALOG, URL, server) == {"software": "CKAN 1"}
    clock.now += 1
    assert cache.get(CATALOG, URL, server) == {"software": "CKAN 2"}
    clock.now += DAY - 1
    assert cache.get(CATALOG, URL, server) == {"software": "CKAN 2"}


def test_facts_from_the_future_are_not_believed(tmp_path: Path) -> None:
    server, clock = Server(), Clock()
    cache = Cache(tmp_path, clock)
    cache.get(CATALOG, URL, server)
    clock.now -= 1
    assert cache.get(CATALOG, URL, server) == {"software": "CKAN 2"}


def test_another_address_is_asked_for_itself(tmp_path: Path) -> None:
    server = Server()
    Cache(tmp_path).get(CATALOG, URL, server)
    assert Cache(tmp_path).get(CATALOG, "https://other.example.org", server) == {"software": "CKAN 2"}


def test_without_a_folder_nothing_is_kept() -> None:
    server = Server()
    cache = Cache(None)
    assert [cache.get(CATALOG, URL, server) for _ in range(2)] == [{"software": "CKAN 1"}, {"software": "CKAN 2"}]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "\x00",
        "{}",
        json.dumps({"url": URL, "at": 1_000_000.0}),
        json.dumps({"url": URL, "at": 1_000_000.0, "facts": []}),
        json.dumps({"url": URL, "at": None, "facts": {}}),
        json.dumps({"url": URL, "at": "yesterday", "facts": {}}),
    ],
)
def test_a_file_that_is_broken_is_written_anew(tmp_path: Path, text: str) -> None:
    (tmp_path / "grandlyon.json").write_text(text, encoding="utf-8")
    cache = Cache(tmp_path, Clock())
    assert cache.get(CATALOG, URL, Server()) == {"software": "CKAN 1"}
    assert cache.get(CATALOG, URL, Server()) == {"software": "CKAN 1"}
    assert json.loads((tmp_path / "grandlyon.json").read_text(encoding="utf-8"))["facts"] == {"software": "CKAN 1"}


def test_bytes_that_are_no_text_are_written_anew(tmp_path: Path) -> None:
    (tmp_path / "grandlyon.json").write_bytes(b"\xff\xfe{")
    assert Cache(tmp_path).get(CATALOG, URL, Server()) == {"software": "CKAN 1"}


def test_a_folder_that_cannot_be_written_only_costs_a_call(tmp_path: Path) -> None:
    """The cache is a convenience: a read-only home must not stop a run."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    server = Server()
    cache = Cache(tmp_path / "file" / "cache")
    assert cache.get(CATALOG, URL, server) == {"software": "CKAN 1"}
    assert cache.get(CATALOG, URL, server) == {"software": "CKAN 2"}


def test_a_server_that_fails_leaves_no_file(tmp_path: Path) -> None:
    def fail() -> Facts:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        Cache(tmp_path).get(CATALOG, URL, fail)
    assert list(tmp_path.iterdir()) == []
