"""What several manifests must not do together, and the list of rules itself."""

import re
from pathlib import Path

from publisher.rules.registry import RULES, rule

from .folder import CATALOGS, Folder

PACKAGE = Path(__file__).parents[3] / "publisher"
ID = re.compile(r"PUB\d{3}")
FIX = "List here only keys that this dataset had before its file was renamed."


def test_a_previous_key_that_another_manifest_has_is_told(folder: Folder) -> None:
    folder.dataset("previously: [bron/parcs]\n")
    folder.dataset(name="bron/parcs.yml")

    assert folder.said() == [f"bron/wc.yml:3:14 PUB407 “bron/parcs” is the key of a manifest that exists → {FIX}"]


def test_a_previous_key_of_a_broken_manifest_is_told_too(folder: Folder) -> None:
    folder.dataset("previously: [bron/parcs]\n")
    folder.dataset("license: zzzz\n", "bron/parcs.yml")

    assert [said.split()[:2] for said in folder.said()] == [
        ["bron/parcs.yml:3:10", "PUB201"],
        ["bron/wc.yml:3:14", "PUB407"],
    ]


def test_a_previous_key_is_claimed_once(folder: Folder) -> None:
    folder.dataset("previously: [bron/avant]\n", "bron/a.yml")
    folder.dataset("previously: [bron/avant]\n", "bron/b.yml")
    (said,) = folder.said()

    assert said.startswith("bron/b.yml:3:14 PUB407 “bron/avant” ")
    assert "bron/a" in said
    assert said.endswith(f" → {FIX}")


def test_each_previous_key_is_told_at_its_own_place(folder: Folder) -> None:
    folder.dataset("previously: [bron/avant, bron/parcs]\n")
    folder.dataset(name="bron/parcs.yml")

    assert folder.said() == [f"bron/wc.yml:3:26 PUB407 “bron/parcs” is the key of a manifest that exists → {FIX}"]


def test_a_key_is_not_its_own_past(folder: Folder) -> None:
    folder.dataset("previously: [bron/wc]\n")

    assert folder.said() == [f"bron/wc.yml:3:14 PUB407 “bron/wc” is the key of a manifest that exists → {FIX}"]


def test_a_free_previous_key_is_good(folder: Folder) -> None:
    folder.dataset("previously: [bron/avant, bron/jadis]\n")

    assert folder.manifest().previously == ("bron/avant", "bron/jadis")


def test_a_producer_without_organization_is_told_once_per_catalogue(folder: Folder) -> None:
    folder.write("catalogs.yml", CATALOGS + "  autre: {kind: ckan, url: 'https://autre.example.org'}\n")
    folder.write("bron/producer.yml", "name: Bron\n")
    folder.dataset()
    folder.dataset(name="bron/parcs.yml")

    assert sorted(folder.said()) == [
        f"bron/producer.yml:1:1 PUB406 no organization for the catalogue {name}"
        f" → Under `organization:`, add a line `{name}: <its name in that catalogue>`."
        for name in ("autre", "portail")
    ]


def test_the_organization_of_the_catalogue_serves_every_producer(folder: Folder) -> None:
    folder.write("catalogs.yml", CATALOGS + "    organization: metropole\n")
    folder.write("bron/producer.yml", "name: Bron\n")
    folder.dataset()

    assert folder.said() == []


def test_a_producer_that_publishes_nothing_there_needs_no_organization(folder: Folder) -> None:
    folder.write("bron/producer.yml", "name: Bron\n")
    folder.dataset("catalogs: {portail: false}\n")

    assert folder.said() == []


# ---- the list of rules


def test_every_rule_of_the_source_is_listed_and_every_listed_rule_is_used() -> None:
    sources = [path for path in PACKAGE.rglob("*.py") if path.name != "registry.py"]
    used = {found for path in sources for found in ID.findall(path.read_text(encoding="utf-8"))}
    listed = {one.id for one in RULES}

    assert used - listed == set(), "in the source, and not in the list"
    assert listed - used == set(), "in the list, and nowhere in the source"


def test_rules_are_in_order_and_have_one_id_each() -> None:
    ids = [one.id for one in RULES]

    assert ids == sorted(set(ids))
    assert all(ID.fullmatch(one) for one in ids)


def test_every_rule_asks_in_a_sentence() -> None:
    assert [one.id for one in RULES if not str(one.asks).endswith(".")] == []
    assert str(rule("PUB103").asks) == "A key is given once."


def test_every_rule_has_a_test() -> None:
    tests = Path(__file__).parents[1].rglob("test_*.py")
    tested = {found for path in tests for found in ID.findall(path.read_text(encoding="utf-8"))}

    assert {one.id for one in RULES} - tested == set()
