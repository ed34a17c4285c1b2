"""For every valid manifest, the catalogue holds it after one sync, and the next plan has nothing to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.live.run_notes import Note

from .holding import SHARE, Tally, batches, holds_share
from .tree import KINDS, LARGE, SECONDS, SHARDS, tree_factory


@LARGE
@pytest.mark.timeout(SECONDS)
@pytest.mark.parametrize("shard", range(SHARDS))
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_manifest_says_is_what_the_catalogue_holds(
    kind: str, shard: int, request: pytest.FixtureRequest, tmp_path: Path, note: Note
) -> None:
    tally = Tally()
    holds_share(tree_factory(kind, request, tmp_path), batches(kind), shard, tally)

    note(f"{kind}, part {shard + 1}: {tally}")
    assert tally.datasets >= SHARE
    assert tally.compared.fields > tally.datasets
