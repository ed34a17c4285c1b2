"""Publish drawn manifests in two versions, and assert that the catalogue holds each, and that nothing is left to do.

The catalogue is read by the independent check, which shares no code with the package. A failure prints the manifests,
and the folder that holds them; with PUBLISHER_SHRINK=1, the smallest that hypothesis finds.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field

import yaml
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.live.independent_manifests import Report
from tests.live.portal import Json

from .datasets import Draw, DrawnManifest, histories
from .losses import left_to_the_server, path_of, undeclared
from .tree import EXAMPLES, PHASES, SEED, SHARDS, Tree, TreeFactory

TOGETHER = 5
"""Datasets of one run, at most."""

NOT_HERE = ("private (not published here)", "private or archived (not published here)")
"""The message for a dataset that is no longer meant for a catalogue: it stays there, nothing is ever deleted."""

Batch = dict[str, tuple[DrawnManifest, DrawnManifest]]
"""Manifests in two versions, by their stems."""

SHARE = -(-EXAMPLES // SHARDS)
"""Datasets of one part, at least."""

ROUND = 10
"""Runs drawn at once; a part draws again until it has its share of datasets."""

SETTINGS = settings(
    max_examples=ROUND,
    deadline=None,  # servers take their time
    database=None,
    phases=PHASES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],  # manifests are large on purpose
)


@dataclass
class Tally:
    """The counts of manifests, runs and comparisons."""

    runs: int = 0
    datasets: int = 0
    compared: Report = field(default_factory=Report)
    losses: Counter[str] = field(default_factory=Counter)
    pending: int = 0
    failed: bool = False

    def add(self, report: Report, plan: Json, foretold: list[str]) -> None:
        """Count one check of a catalogue, and the differences that the plan announced."""
        self.runs += 1
        self.pending += plan["pending"]
        self.compared.differences += foretold
        for name in ("datasets", "resources", "files", "fields"):
            setattr(self.compared, name, getattr(self.compared, name) + getattr(report, name))
        self.losses.update(str(loss["path"]).split(".")[0] for loss in losses_of(plan))

    def __str__(self) -> str:
        counts = ", ".join(f"{name} {count}" for name, count in sorted(self.losses.items()))
        summary = f"{self.datasets} manifests in two versions, {self.runs} runs"
        comparison_text = f"{self.compared.summary()}, each foretold as a loss"
        return f"{summary}; {comparison_text}; losses: {counts or 'none'}; {self.pending} pending"


@st.composite
def batches(draw: Draw, kind: str) -> Batch:
    """Draw manifests in two versions, by their stems."""
    count = draw(st.integers(1, TOGETHER))
    return {f"jeu-{n}": draw(histories(f"jeu-{n}", kind)) for n in range(count)}


def holds_share(factory: TreeFactory, batches: st.SearchStrategy[Batch], shard: int, tally: Tally) -> None:
    """Draw batches until a part has its share of datasets; assert that the catalogue holds each in both versions."""

    @SETTINGS
    @given(batches)
    def holds(batch: Batch) -> None:
        if tally.datasets >= SHARE and not tally.failed:
            return
        try:
            _both_versions(factory, batch, tally)
        except BaseException:
            tally.failed = True
            raise
        tally.datasets += len(batch)

    for turn in range(-(-SHARE // ROUND)):  # a run is of one dataset at least
        if tally.datasets < SHARE:
            seed(SEED + shard + SHARDS * turn)(holds)()


def _both_versions(portal: TreeFactory, batch: Batch, tally: Tally) -> None:
    with portal.tree() as tree:
        for version in (0, 1):
            drawn = {stem: versions[version] for stem, versions in batch.items()}
            tree.put(drawn)
            try:
                _settles(tree, tally)
            except BaseException as error:
                error.add_note(_as_text(tree, version, drawn))
                raise


def _settles(tree: Tree, tally: Tally) -> None:
    """Assert that after one sync the catalogue holds what the manifests say, except for announced losses.

    Nothing is rewritten silently: if a server stores another value than it was sent, in a field that the plan did not
    mention, this test fails, whatever the program reports.
    """
    ran = tree.sync("--format", "json")
    assert [
        (outcome["key"], outcome["rewritten"]) for outcome in ran.document["outcomes"] if outcome.get("rewritten")
    ] == []
    plan = tree.plan()
    losses = losses_of(plan)
    assert undeclared(tree.kind, losses) == []
    report = tree.check()
    gaps = dict(zip(report.differences, report.gaps, strict=True))
    missing = [text for text, (_where, name) in gaps.items() if name in NOT_HERE]
    withdrawn = {where for text, (where, _name) in gaps.items() if text in missing}
    assert withdrawn <= {orphan["key"] for orphan in plan["orphans"]}, missing  # others of them are private already
    apart = left_to_the_server(tree.kind, losses)
    foretold = [text for text, gap in gaps.items() if path_of(*gap) in apart]
    assert [text for text in gaps if text not in missing and text not in foretold] == []
    assert not plan["pending"], [step for step in plan["steps"] if step["step"] != "same"]
    tally.add(report, plan, foretold)


def losses_of(plan: Json) -> list[Json]:
    """Return the losses that a plan announces, each with its dataset."""
    return [{**loss, "key": step["key"]} for step in plan["steps"] for loss in step["losses"]]


def _as_text(tree: Tree, version: int, drawn: dict[str, DrawnManifest]) -> str:
    """Return the manifests as text, for a person who wants to repeat the run."""
    texts = [f"{tree.kind}, version {version + 1}, in {tree.root}:"]
    for stem, dataset in drawn.items():
        files = {name: json.dumps(content.decode("latin-1")) for name, content in dataset.files.items()}
        texts.append(
            f"--- {stem}.yml\n{yaml.safe_dump(dataset.manifest, allow_unicode=True, sort_keys=False)}{files or ''}"
        )
    return "\n".join(texts)
