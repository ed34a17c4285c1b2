"""The quality score of udata, foretold: each criterion, what raises it, and the finding where it is too low."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from publisher.catalogs.udata.quality import quality_after, quality_findings, quality_now, quality_of_manifest
from publisher.model.dataset import EMPTY, Dataset, Resource, ResourceWrite
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.files import DataFile
from publisher.model.findings import Severity
from publisher.model.marker import LastApplied, Marker
from publisher.model.names import RemoteId, ResourceId
from publisher.model.plan import EntryCreation, EntryEdit
from publisher.model.quality import Quality, Verdict, advice
from publisher.model.values import AccessTerms, Period, State

from .samples import KEY, REPOSITORY, desired, rid
from .udata_samples import entry, hosted, link

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
MARKER = Marker(REPOSITORY, KEY, LastApplied())
LONG = "Emplacements des toilettes publiques de la commune, relevés chaque année par le service de la voirie. " * 2
FULL: dict[str, Any] = {
    "license": "lov2", "temporal": Period("2023-01-01", None), "spatial": ("fr:commune:69029",),
    "frequency": "annual", "description": LONG,
}  # fmt: skip
CSV = Resource(id=rid("csv"), url="https://example.org/a.csv", format="csv", description="Le tableau.")


def creation(*resources: Resource, **fields: Any) -> EntryCreation:
    content = Dataset(resources=resources, **fields)
    writes = tuple(ResourceWrite(None, resource, new=True) for resource in resources)
    return EntryCreation(desired=desired(content), content=content, resource_writes=writes, marker=MARKER)


def edit(entry: Entry, *writes: ResourceWrite, **fields: Any) -> EntryEdit:
    content = Dataset(**fields)
    return EntryEdit(
        desired=desired(content), entry=entry, content=content, resource_writes=writes or None, marker=MARKER
    )


def missing(quality: Quality) -> set[str]:
    return {criterion.name for criterion in quality.criteria if criterion.verdict is Verdict.MISSING}


def score(quality: Quality) -> int:
    """Return the points of nine."""
    return round(quality.score * 9)


# ---- a new entry


def test_an_entry_that_has_everything_has_the_highest_score() -> None:
    quality = quality_after(creation(CSV, **FULL), NOW)

    assert (quality.score, missing(quality), quality.improvements) == (1.0, set(), ())


def test_an_entry_that_has_nothing_has_none_and_every_point_can_be_gained() -> None:
    quality = quality_after(creation(), NOW)

    assert (quality.score, len(missing(quality))) == (0, 9)
    assert sum(way.gain for way in quality.improvements) == pytest.approx(1)
    assert [way.path for way in quality.improvements] == [
        "resources", "frequency", "license", "temporal", "spatial", "description",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "points"), [("license", 1), ("temporal", 1), ("spatial", 1), ("frequency", 2), ("description", 1)]
)
def test_each_field_has_its_points(field: str, points: int) -> None:
    quality = quality_after(creation(CSV, **{name: value for name, value in FULL.items() if name != field}), NOW)

    assert score(quality) == 9 - points
    assert [(way.path, round(way.gain * 9)) for way in quality.improvements] == [(field, points)]


@pytest.mark.parametrize(("length", "is_long"), [(100, False), (101, True)])
def test_a_description_is_longer_than_a_hundred_characters(length: int, is_long: bool) -> None:
    quality = quality_after(creation(CSV, **FULL | {"description": "x" * length}), NOW)

    assert ("dataset_description_quality" not in missing(quality)) is is_long


@pytest.mark.parametrize(
    ("resource_format", "is_open"),
    [("csv", True), ("geojson", True), ("pdf", False), ("xlsx", False), ("XLS", False), (None, False)],
)
def test_one_resource_in_an_open_format_is_enough(resource_format: str | None, is_open: bool) -> None:
    resource = replace(CSV, format=resource_format)

    assert ("has_open_format" not in missing(quality_after(creation(resource, **FULL), NOW))) is is_open
    assert score(quality_after(creation(resource, CSV, **FULL), NOW)) == 9


@pytest.mark.parametrize(("name", "is_open"), [("wc.csv", True), ("wc.XLSX", False)])
def test_the_format_of_a_file_that_udata_keeps_is_the_ending_of_its_name(name: str, is_open: bool) -> None:
    resource = Resource(id=rid("csv"), format="csv", data=DataFile(Path(name)))
    dataset = replace(desired(Dataset(resources=(resource,), **FULL)))

    assert ("has_open_format" not in missing(quality_of_manifest(dataset, NOW, uploads=True))) is is_open
    assert "has_open_format" not in missing(quality_of_manifest(dataset, NOW, uploads=False))


def test_a_described_resource_or_a_documentation_documents_the_others() -> None:
    plain = replace(CSV, description=None)
    documentation = replace(plain, id=rid("doc"), type="documentation")

    assert missing(quality_after(creation(plain, **FULL), NOW)) == {"resources_documentation"}
    assert score(quality_after(creation(plain, documentation, **FULL), NOW)) == 9


def test_an_address_that_nobody_has_checked_counts_and_is_unknown() -> None:
    verdicts = {criterion.name: criterion.verdict for criterion in quality_after(creation(CSV, **FULL), NOW).criteria}

    assert verdicts["all_resources_available"] is Verdict.UNKNOWN


def test_a_territory_counts_even_where_it_is_cleared() -> None:
    # udata stores an empty territory, and counts it.
    assert "spatial" not in missing(quality_after(creation(CSV, **FULL | {"spatial": None}), NOW))


# ---- an entry that exists


OBSERVED: dict[str, Any] = {
    "license": "lov2", "frequency": "monthly", "spatial": {"zones": ["country:fr"], "granularity": "other"},
    "quality": {"license": True, "score": 0.5, "spatial": True},
}  # fmt: skip


def test_what_an_edit_leaves_alone_is_as_the_entry_has_it() -> None:
    before = entry(link(last_modified="2026-11-20T00:00:00+00:00"), **OBSERVED)

    quality = quality_after(edit(before, temporal=Period("2023-01-01", None)), NOW)

    assert missing(quality) == {"dataset_description_quality", "resources_documentation"}


@pytest.mark.parametrize(
    ("changed", "is_late"),
    [("2026-11-27T00:00:00+00:00", False), ("2026-10-27T13:00:00+00:00", False), ("2026-10-26T11:00:00+00:00", True)],
)
def test_data_are_late_a_day_after_their_frequency(changed: str, is_late: bool) -> None:
    before = entry(link(last_modified=changed), **OBSERVED)

    assert ("update_fulfilled_in_time" in missing(quality_after(edit(before), NOW))) is is_late


def test_a_new_resource_and_a_frequency_without_a_period_are_in_time() -> None:
    before = entry(link(last_modified="2020-01-01T00:00:00+00:00"), **OBSERVED)
    new = ResourceWrite(None, CSV, new=True)
    kept = ResourceWrite(RemoteId("r-1"), Resource(id=ResourceId("wfs")))

    assert "update_fulfilled_in_time" in missing(quality_after(edit(before, kept), NOW))
    assert "update_fulfilled_in_time" not in missing(quality_after(edit(before, kept, new), NOW))
    assert "update_fulfilled_in_time" not in missing(quality_after(edit(before, frequency="irregular"), NOW))


def test_an_address_that_does_not_answer_costs_a_point_and_is_named() -> None:
    before = entry(link(extras={"check:available": False}), hosted(), **OBSERVED)
    kept = ResourceWrite(RemoteId("r-1"), Resource(id=ResourceId("wfs")))

    quality = quality_after(edit(before, kept), NOW)

    assert "all_resources_available" in missing(quality)
    assert "resources.wfs.url" in [way.path for way in quality.improvements]


def test_a_licence_counts_once_more_where_the_dataset_stops_being_open_by_one_call() -> None:
    before, closed = entry(link(), **OBSERVED), {"access": AccessTerms("restricted")}
    new = ResourceWrite(None, CSV, new=True)

    assert "license" not in missing(quality_after(edit(before, **closed), NOW))
    assert "license" in missing(quality_after(edit(before, new, **closed), NOW))
    restricted = entry(link(), **OBSERVED | {"license": "notspecified", "access_type": "restricted"})
    assert "license" in missing(quality_after(edit(restricted), NOW))


def test_the_score_now_is_the_one_that_udata_says() -> None:
    quality = quality_now(entry(link(), **OBSERVED))

    assert quality is not None
    assert quality.score == 0.5
    assert "temporal_coverage" in missing(quality)
    assert quality_now(entry(link())) is None


# ---- too low


def published(**fields: Any) -> DesiredDataset:
    return replace(desired(Dataset(state=State.PUBLISHED, resources=(CSV,), **fields)), min_quality=0.7)


def findings(dataset: DesiredDataset) -> list[tuple[str, Severity, str, str]]:
    return [
        (finding.rule, finding.severity, str(finding.what), str(finding.fix))
        for finding in quality_findings([dataset], lambda each: quality_of_manifest(each, NOW, uploads=True))
    ]


def test_a_published_dataset_below_the_minimum_is_warned_about_with_what_raises_it() -> None:
    fields = {name: FULL[name] for name in ("license", "spatial", "description")}

    assert findings(published(**fields)) == [
        (
            "PUB801",
            Severity.WARNING,
            "the quality score on grandlyon would be 0.67, below the 0.70 of `min_quality:`",
            "To raise it: add `frequency:` (how often the data are updated): +0.22; "
            "add `temporal:` (the period covered): +0.11",
        )
    ]


def test_what_reaches_the_minimum_is_a_draft_or_has_no_minimum_is_not() -> None:
    fields = {name: FULL[name] for name in ("license", "frequency", "description")}
    low = published()

    assert findings(published(**fields)) == []
    assert findings(replace(low, content=replace(low.content, state=State.DRAFT))) == []
    assert findings(replace(low, min_quality=None)) == []
    assert findings(low) != []


@pytest.mark.parametrize(("limit", "is_below"), [(0.56, False), (0.57, True)])
def test_a_score_that_reads_as_the_limit_is_not_below_it(limit: float, is_below: bool) -> None:
    five_of_nine = published(**{name: FULL[name] for name in ("license", "description")})

    assert bool(findings(replace(five_of_nine, min_quality=limit))) is is_below


def test_a_field_that_is_left_to_the_catalogue_for_good_counts() -> None:
    low = published(**{name: FULL[name] for name in ("license", "spatial", "description")})

    assert findings(replace(low, ignored=frozenset({"temporal"}))) == []


def test_nothing_is_advised_where_nothing_is_missing() -> None:
    assert advice(quality_after(creation(CSV, **FULL), NOW)) is None
    assert EMPTY.license is not None
