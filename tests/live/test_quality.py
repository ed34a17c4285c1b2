"""The score that a plan foretells is the one that udata gives the entry right after it is written.

Each drawn manifest is published in two versions. Between them udata's own services are played: some addresses do not
answer, and the files of some were last changed long ago.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, seed

from tests.live.portal import Json
from tests.live.roundtrip.datasets import DrawnManifest
from tests.live.roundtrip.holding import SETTINGS, Batch, batches
from tests.live.roundtrip.tree import EXAMPLES, LARGE, SECONDS, SEED, Tree, TreeFactory, tree_factory
from tests.live.run_notes import Note
from tests.live.two_catalogs import UDATA
from tests.live.udata_portal import UdataPortal

WHOLE = 100
DATASETS = min(WHOLE, EXAMPLES)
ROUNDS = 80
"""Of ten runs each, at most."""

WRITES = ("create", "update", "takeover", "archive", "remember")
"""Of other steps the entry stays as it is, and its score is the one that udata says."""

LINK: Json = {"id": "csv", "title": "Tableau", "url": "https://example.org/a.csv", "format": "csv",
              "description": "Une ligne par lieu."}  # fmt: skip

LONG_AGO = ("2026-01-05T08:00:00+00:00", "2021-03-01T00:00:00+00:00", "2011-11-11T11:11:11+00:00")


@dataclass
class Tally:
    """The datasets that were published, and the scores that were compared."""

    datasets: int = 0
    scores: list[float] = field(default_factory=list)
    changed: int = 0
    late: int = 0
    unavailable: int = 0

    def __str__(self) -> str:
        spread = f"{min(self.scores):.2f} to {max(self.scores):.2f}" if self.scores else "none"
        return (
            f"{self.datasets} datasets, {len(self.scores)} scores as foretold ({spread}), {self.changed} changed by an"
            f" edit, {self.late} late, {self.unavailable} with an address that does not answer"
        )


@LARGE
@pytest.mark.timeout(SECONDS)
def test_the_score_of_a_plan_is_that_of_the_entry_afterwards(
    request: pytest.FixtureRequest, udata: UdataPortal, tmp_path: Path, note: Note
) -> None:
    factory, tally, random = tree_factory(UDATA, request, tmp_path), Tally(), Random(SEED)

    @SETTINGS
    @given(batches(UDATA))
    def holds(batch: Batch) -> None:
        if tally.datasets < DATASETS:
            tally.datasets += _both_versions(factory, batch, udata, tally, random)

    for turn in range(ROUNDS):
        if tally.datasets < DATASETS:
            seed(SEED + turn)(holds)()

    note(f"quality: {tally}")
    assert tally.datasets >= DATASETS
    assert len(tally.scores) > DATASETS
    if DATASETS == WHOLE:
        assert min(tally.changed, tally.late, tally.unavailable) > 0


def _both_versions(factory: TreeFactory, batch: Batch, udata: UdataPortal, tally: Tally, random: Random) -> int:
    """Publish both versions, and return how many datasets that are."""
    with factory.tree() as tree:
        for version in (0, 1):
            tree.put({stem: versions[version] for stem, versions in batch.items()})
            plan = tree.plan()
            tree.sync()
            entries = {str(entry["extras"]["publisher_key"]): entry for entry in udata.live(tree.organization)
                       if entry["extras"].get("publisher_key")}  # fmt: skip
            for step in plan["steps"]:
                if (quality := step.get("quality")) and quality["after"]:
                    _compare(step, entries[step["key"]]["quality"], tally)
            _assert_as_read(tree, entries)
            for entry in entries.values():
                _play_services(udata, entry, random)
    return len(batch)


def _compare(step: Json, actual: Json, tally: Tally) -> None:
    foretold = step["quality"]["after"]
    criteria = {name for name, verdict in foretold["criteria"].items() if verdict != "missing"}
    met = {name for name in foretold["criteria"] if actual.get(name)}
    assert sorted(criteria ^ met) == [], repr(
        (criteria ^ met, foretold["criteria"], actual, [str(c["path"]) for c in step["changes"]])
    )
    assert foretold["score"] == round(actual["score"], 4), (step["key"], foretold, actual)
    gained = sum(way["gain"] for way in foretold["improvements"])
    if step["step"] in WRITES:
        assert round(foretold["score"] + gained, 2) == 1.0, (step["key"], foretold)
    before = step["quality"]["before"]
    tally.scores.append(foretold["score"])
    tally.changed += before is not None and before["score"] != foretold["score"]
    tally.late += "update_frequency" in met and "update_fulfilled_in_time" not in met
    tally.unavailable += bool(actual.get("has_resources")) and "all_resources_available" not in met


def _assert_as_read(tree: Tree, entries: dict[str, Json]) -> None:
    """Assert that the next plan shows the scores that the entries have."""
    for step in tree.plan()["steps"]:
        if (quality := step.get("quality")) and quality["before"]:
            assert quality["before"]["score"] == round(entries[step["key"]]["quality"]["score"], 4), step


def _play_services(udata: UdataPortal, entry: Json, random: Random) -> None:
    """Say of some resources with an address elsewhere that it answers or does not, and when their file changed."""
    is_old = random.random() < 0.9
    for resource in entry["resources"]:
        facts: Json = {"analysis:last-modified-at": random.choice(LONG_AGO)} if is_old else {}
        if random.random() < 0.4:
            facts["check:available"] = random.random() < 0.5
        if resource["filetype"] == "remote" and facts:
            path = f"/api/2/datasets/{entry['id']}/resources/{resource['id']}/extras/"
            udata.call("PUT", path, facts, token=udata.admin)


def test_a_manifest_below_the_minimum_is_warned_about_and_the_plan_shows_both_scores(
    request: pytest.FixtureRequest, udata: UdataPortal, tmp_path: Path
) -> None:
    with tree_factory(UDATA, request, tmp_path).tree(layers=False) as tree:
        tree.dump("defaults.yml", {"min_quality": "0.7"})
        manifest: Json = {"title": "Toilettes publiques", "description": "Emplacements.", "license": "lov2",
                          "frequency": "annual", "resources": [LINK]}  # fmt: skip
        tree.put({"wc": DrawnManifest(manifest)})
        ran = tree.run("validate", lang="fr").expect_exit(0)
        ran.expect_words(
            f"manifests/{tree.producer}/wc.yml:1:8 PUB801 avertissement",
            "La note de qualité sur portail serait de 0,67, sous le minimum de 0,70 fixé par `min_quality:`.",
            "Pour l'améliorer : ajoutez `temporal:` (la période couverte) : +0,11 ; "
            "ajoutez `spatial:` (le territoire) : +0,11 ; "
            "écrivez une `description:` de plus de 100 caractères (elle en a 13) : +0,11",
            "Note de qualité moyenne, d'après les manifestes seuls (portail) : 0,67 sur 1.",
        )
        tree.sync()
        tree.put({"wc": DrawnManifest(manifest | {"temporal": {"start": "2023-01-01"}})})
        assert "PUB801" not in tree.run("validate").expect_exit(0).output
        plan = tree.run("plan", lang="fr")
        plan.expect_words("qualité 0,67 → 0,78 (portail)", "1 à modifier · qualité 0,67 → 0,78")
        tree.run("status", lang="fr").expect_words("qualité", "0,67 → 0,78")
        tree.sync()
        assert round(udata.live(tree.organization)[0]["quality"]["score"], 2) == 0.78
