"""A harvested entry, as udata 17.18 gives it: the API cannot create one, so its reply is recorded."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from publisher.catalogs.udata.wire import decode
from publisher.model.dataset import EMPTY
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.names import CatalogName
from publisher.model.plan import Blocked, BlockReason, Update
from publisher.model.projection import Projection
from publisher.sync.compare.conflicts import ResolutionPolicy
from publisher.sync.steps.adoptable import reason_not_adoptable
from publisher.sync.steps.case import Case
from publisher.sync.steps.decide import decide
from publisher.sync.steps.entry_index import index_entries
from tests.unit.builders import KEY, NAMELESS, NO_BASE, REPOSITORY, access, dataset, desired, marker

RECORDED = Path(__file__).parent / "data" / "udata_harvested_17_18.json"
UDATA = CatalogName("datagouv")


@pytest.fixture
def harvested() -> Entry:
    (document,) = json.loads(RECORDED.read_text(encoding="utf-8"))["data"]
    return decode(document, UDATA)


def ours(**fields: object) -> DesiredDataset:
    content = dataset(title="Parcs et jardins")
    return replace(desired(content), catalog=UDATA, organization="bron", **fields)  # type: ignore[arg-type]


def test_it_says_who_rewrites_it(harvested: Entry) -> None:
    assert harvested.harvested == "harvest.backend = CKAN"
    assert harvested.content.title == "Parcs moissonnés"


def test_it_is_not_adopted(harvested: Entry) -> None:
    refused = reason_not_adoptable(ours(), harvested)
    assert refused is not None
    assert refused.why is BlockReason.FOREIGN
    assert "harvest.backend = CKAN" in str(refused.reason)
    assert "foreign: accept" in str(refused.fix)


def test_it_is_adopted_where_the_manifest_says_so(harvested: Entry) -> None:
    assert reason_not_adoptable(ours(accepts_foreign=True, accepted_entry=harvested.id), harvested) is None
    assert reason_not_adoptable(ours(accepts_foreign=True, accepted_entry=harvested.name), harvested) is None


def test_accepting_what_is_foreign_without_naming_the_entry_is_not_enough(harvested: Entry) -> None:
    """Afterwards nothing would tell it from a copy that a harvester made."""
    refused = reason_not_adoptable(ours(accepts_foreign=True), harvested)
    assert refused is not None
    assert f"datagouv: {{entry: {harvested.id}, foreign: accept}}" in str(refused.fix)


@pytest.mark.parametrize(("accepts", "kind"), [(False, Blocked), (True, Update)])
def test_one_of_ours_that_is_harvested_now_is_not_written(harvested: Entry, accepts: bool, kind: type) -> None:
    entry = replace(harvested, marker=marker(NO_BASE))
    dataset = ours(accepts_foreign=accepts)
    case = Case(
        desired=dataset,
        projection=Projection(dataset.content),
        entry_index=index_entries(REPOSITORY, [entry]),
        lookup=None,
        name=None,
        our_ids={},
        traits=NAMELESS,
        access=access(writable=frozenset({"bron"})),
    )
    assert entry.marker is not None
    assert entry.marker.key == KEY
    assert dataset.content != EMPTY
    assert isinstance(decide(case, ResolutionPolicy()), kind)
