"""After any edits of a manifest and in the catalogue, each run does what the three-way rules promise.

The rules are those of `three_way.py`: a model that knows neither the package nor any catalogue.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings

from tests.live.backends import Backend
from tests.live.contract.ckan import CkanBackend
from tests.live.contract.udata import UdataBackend
from tests.live.portal import Json, Portal
from tests.live.run_notes import Note

from .scenario_runner import ScenarioRunner
from .scenarios import Step, scenarios
from .three_way import Manifest
from .tree import EXAMPLES, KINDS, LARGE, PHASES, SECONDS, SEED, SHARDS, TreeFactory, tree_factory

SEQUENCES = max(3, EXAMPLES // 10 // SHARDS)
"""Of each part."""


@LARGE
@pytest.mark.timeout(SECONDS)
@pytest.mark.parametrize("shard", range(SHARDS))
@pytest.mark.parametrize("kind", KINDS)
def test_each_run_does_what_the_rules_promise(
    kind: str, shard: int, request: pytest.FixtureRequest, tmp_path: Path, note: Note
) -> None:
    portal = tree_factory(kind, request, tmp_path)
    played: list[ScenarioRunner] = []

    @seed(SEED + shard)
    @settings(
        max_examples=SEQUENCES,
        deadline=None,  # servers take their time
        database=None,
        phases=PHASES,
        suppress_health_check=[HealthCheck.too_slow],  # a scenario is large on purpose
        print_blob=False,
    )
    @given(scenarios())
    def promised(scenario: tuple[Json, dict[str, Json], list[Step]]) -> None:
        played.append(_play(portal, *scenario))

    promised()
    runs, fields = sum(run.runs for run in played), sum(run.fields for run in played)
    note(f"{kind}, part {shard + 1}: {len(played)} sequences of edits, {runs} runs, {fields} fields as foretold")
    assert len(played) >= SEQUENCES


def _play(portal: TreeFactory, fields: Json, resources: dict[str, Json], steps: list[Step]) -> ScenarioRunner:
    with portal.tree(layers=False) as tree:
        runner = ScenarioRunner(tree, _backend(portal, tree.organization), Manifest(fields, set(), resources))
        runner.run()
        for step in steps:
            runner.play(step)
        runner.run()
        runner.run("revert", "manifest")
    return runner


def _backend(portal: TreeFactory, organization: str) -> Backend:
    if isinstance(portal.portal, Portal):
        return CkanBackend(portal.portal, organization)
    return UdataBackend(portal.portal, organization)
