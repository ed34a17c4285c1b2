"""What the public sees of an entry at any moment is what it was or what it will be, whichever call fails.

The tests look at the entry, which is public, before each write of a sync, and after syncs that fail from some write on.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest

from tests.live.backends import CatalogEntry
from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.counting import Fault, FaultKind, Relay
from tests.live.portal import Json

A, B = b"nom\n1\n", b"nom\n3\n5\n"
TITLES = {"f": "Tableau des faits", "g": "Grand livre", "h": "Historique"}
WRITES = ("package_revise", "POST datasets/{}/upload", "POST datasets/{}/resources/{}/upload", "PUT datasets/{}")


def resources(*names: str) -> list[Json]:
    """Return the resources of a manifest, each with its file."""
    return [{"id": name, "title": TITLES[name], "path": f"{name}.csv"} for name in names]


def seen(folder: CatalogFolder) -> CatalogEntry:
    """Return the entry, which must be public, and have no resource without an address."""
    entry = folder.read()
    assert folder.backend.is_public(entry.id)
    assert [resource.title for resource in entry.resources if not resource.url] == []
    return entry


@contextmanager
def failing_after(relay: Relay, count: int) -> Iterator[None]:
    """Let so many writes pass while the block runs, and answer 502 to each later one."""
    left = [count]

    class Later(Fault):
        def applies(self) -> bool:
            left[0] -= 1
            return left[0] < 0

    relay.faults = [Later(FaultKind.BAD_GATEWAY, action) for action in WRITES]
    yield
    relay.faults = []


def writes_of_sync(folder: CatalogFolder, relay: Relay) -> int:
    """Sync, and return the number of writes."""
    relay.forget()
    folder.sync()
    return sum(relay.counted()[action] for action in WRITES)


CHANGES = {
    "a file is added at the end": (("f",), ("f", "g")),
    "a file is added at the beginning": (("g",), ("f", "g")),
    "two files are added around one": (("g",), ("f", "g", "h")),
    "files are replaced": (("f", "g", "h"), ("f", "g", "h")),
}


def start(folder: CatalogFolder, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Publish some files, then change them all, and their list."""
    for name in before:
        folder.put_file(f"{name}.csv", A + name.encode())
    folder.published(resources=resources(*before))
    for name in after:
        folder.put_file(f"{name}.csv", B + name.encode())
    folder.write(resources=resources(*after))


@pytest.mark.parametrize("change", CHANGES)
def test_titles_and_order_are_right_between_the_calls(folder: CatalogFolder, folder_relay: Relay, change: str) -> None:
    """On udata a file that was sent has its own name as title until the next call: that window is one write long."""
    before, after = CHANGES[change]
    start(folder, before, after)
    wrong: list[bool] = []

    def look() -> None:
        wrong.append(not_in_order(seen(folder).titles, after))
        folder_relay.before = dict.fromkeys(WRITES, look)

    folder_relay.before = dict.fromkeys(WRITES, look)
    folder.sync()

    assert len(wrong) > len(before)
    windows = sum(wrong)
    assert windows == (0 if folder.backend.kind == "ckan" else len(after)), wrong
    assert not any(first and second for first, second in pairwise(wrong)), "each window is one write long"
    folder_relay.before = {}
    assert seen(folder).titles == [TITLES[name] for name in after]
    folder.expect_settled(1)


@pytest.mark.parametrize("count", range(7))
def test_the_first_write_of_the_next_run_puts_titles_and_order_right(
    folder: CatalogFolder, folder_relay: Relay, count: int
) -> None:
    before, after = CHANGES["two files are added around one"]
    start(folder, before, after)
    with failing_after(folder_relay, count):
        ended = folder.run("sync", "--yes")
    code = ended.code
    assert ("a part of the change is written" in " ".join(ended.output.split())) == (code == 3 and count > 0)
    assert code == (0 if count >= {"ckan": 5, "udata": 7}[folder.backend.kind] else 3)
    assert folder.backend.kind == "udata" or not not_in_order(seen(folder).titles, after)

    with failing_after(folder_relay, 1):
        folder.run("sync", "--yes")
    assert not not_in_order(seen(folder).titles, after)

    folder.sync()
    assert seen(folder).titles == [TITLES[name] for name in after]
    folder.expect_settled(1)


def not_in_order(titles: list[str], after: tuple[str, ...]) -> bool:
    """Return whether a title is none of the manifest's, or one comes before another that it should follow."""
    expected = [TITLES[name] for name in after]
    return not set(titles) <= set(expected) or titles != [title for title in expected if title in titles]


def test_a_file_costs_three_writes(folder: CatalogFolder, folder_relay: Relay) -> None:
    """Further files cost one write each on CKAN, and two on udata, where each is named before the next is sent."""
    folder.put_file("f.csv", A)
    folder.published(resources=resources("f"))
    folder.put_file("g.csv", A)
    folder.write(resources=resources("f", "g"))
    assert writes_of_sync(folder, folder_relay) == 3
    time.sleep(1)  # udata answers 500 to two files of one name within a second, and the second is then sent again
    folder.put_file("g.csv", B)
    assert writes_of_sync(folder, folder_relay) == 3
    folder.put_file("f.csv", B)
    folder.put_file("h.csv", B)
    folder.write(resources=resources("f", "g", "h"))
    assert writes_of_sync(folder, folder_relay) == {"ckan": 4, "udata": 5}[folder.backend.kind]
