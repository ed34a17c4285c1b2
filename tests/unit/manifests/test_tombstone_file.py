"""What is left of the manifest of a withdrawn dataset, and what is said of one that is not right."""

import pytest

from publisher.capture.withdraw_manifest import tombstone_text
from publisher.model.names import DatasetKey

from .folder import Folder

KEY = DatasetKey("bron/wc")


def test_a_tombstone_is_no_manifest_and_keeps_its_former_keys(folder: Folder) -> None:
    folder.write("bron/wc.yml", tombstone_text("2026-11-28", "demande n° 12 : effacement", [DatasetKey("bron/avant")]))
    loaded = folder.load()

    assert loaded.findings == ()
    assert loaded.manifests.manifests == ()
    (tombstone,) = loaded.manifests.tombstones
    assert (tombstone.keys, tombstone.date, tombstone.reason) == (
        (KEY, "bron/avant"), "2026-11-28", "demande n° 12 : effacement",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("withdrawn: {date: hier, reason: demande}\n", "bron/wc.yml:1:19 PUB205"),
        ("withdrawn: {date: 2026-11-28}\n", "bron/wc.yml:1:12 PUB112"),
        (
            "withdrawn: true\n",
            "bron/wc.yml:1:12 PUB114 a group of `key: value` lines is expected here → Write it like this: withdrawn",
        ),
        (
            "withdrawn: {date: 2026-11-28, reason: demande}\ntitle: Toilettes\n",
            "bron/wc.yml:2:1 PUB111 a dataset that was withdrawn keeps no values: “title” has no place here",
        ),
        ("withdrawn: {date: 2026-11-28, reason: demande, par: Dupuis}\n", "bron/wc.yml:1:48 PUB111"),
    ],
)
def test_what_is_not_right_is_said_and_nothing_is_published(folder: Folder, text: str, start: str) -> None:
    folder.write("bron/wc.yml", text)

    (line,) = folder.lines()
    assert line.startswith(start), line
    assert folder.load().manifests.broken == {KEY}


def test_its_key_is_no_former_key_of_another(folder: Folder) -> None:
    folder.write("bron/wc.yml", "withdrawn: {date: 2026-11-28, reason: demande}\n")
    folder.dataset("previously: [bron/wc]\n", "bron/toilettes.yml")

    (line,) = folder.lines()
    assert line.startswith("bron/toilettes.yml:3:14 PUB407 “bron/wc” is the key of a manifest that exists")
