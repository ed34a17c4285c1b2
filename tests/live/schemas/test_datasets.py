"""For every valid manifest, a portal with a schema holds it after one sync, and the next plan has nothing to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.live.portal import Portal
from tests.live.roundtrip.holding import SHARE, Tally, holds_share
from tests.live.roundtrip.tree import LARGE, SECONDS, SHARDS, TreeFactory
from tests.live.run_notes import Note
from tests.live.two_catalogs import CKAN

from .portals import batches_for_portal, fields_of_portal


@LARGE
@pytest.mark.timeout(SECONDS)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_a_portal_with_a_schema_holds_what_a_manifest_says(
    schema: dict[str, Any], shard: int, portal: Portal, tmp_path: Path, note: Note
) -> None:
    fields, tally = fields_of_portal(), Tally()
    factory = TreeFactory(CKAN, portal, tmp_path, fields.settings)
    holds_share(factory, batches_for_portal(fields), shard, tally)

    note(f"{schema['about']}, part {shard + 1}: {tally}")
    assert tally.datasets >= SHARE
    assert tally.compared.fields > tally.datasets
