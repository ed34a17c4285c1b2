"""What a catalogue says of an entry: when it was last changed, by whom, and when its data were updated."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import responses

from publisher.catalogs.base import TellsChanges
from publisher.model.dataset import Resource
from publisher.model.drift import LastChange
from publisher.model.names import ResourceId
from tests.unit.builders import entry as builders_entry
from tests.unit.builders import remote_resource

from . import test_ckan_catalog as ckan
from . import test_udata_catalog as udata
from .samples import FakeClock, Json
from .udata_samples import entry as udata_entry

WRITTEN = "2026-11-20T08:30:15.123456"


@responses.activate
def test_ckan_without_activities_says_when_and_makes_no_call(clock: FakeClock) -> None:
    catalog, entry = ckan.catalog(clock), replace(builders_entry(), native={"metadata_modified": WRITTEN})
    assert isinstance(catalog, TellsChanges)
    assert catalog.last_change(entry) == LastChange("2026-11-20T08:30:15+00:00")
    assert catalog.last_change(replace(entry, native={})) is None
    assert len(responses.calls) == 0


@responses.activate
@pytest.mark.parametrize(
    ("activities", "change"),
    [
        ([{"timestamp": "2026-11-27T10:12:00.5", "data": {"actor": "jdupont"}}],
         LastChange("2026-11-27T10:12:00+00:00", "jdupont")),
        ([{"timestamp": "2026-11-27T10:12:00.5", "data": {}}], LastChange("2026-11-27T10:12:00+00:00")),
        ([], LastChange("2026-11-20T08:30:15+00:00")),
    ],
)  # fmt: skip
def test_ckan_with_activities_says_who(clock: FakeClock, activities: list[Json], change: LastChange) -> None:
    catalog, entry = ckan.catalog(clock), replace(builders_entry(), native={"metadata_modified": WRITTEN})
    catalog.has_activities = True
    ckan.gives("package_activity_list", activities)
    assert catalog.last_change(entry) == change


def test_ckan_takes_the_latest_date_of_a_resource(clock: FakeClock) -> None:
    dated = remote_resource(Resource(id=ResourceId("csv"), modified="2024-05-01"))
    entry = replace(
        builders_entry(), resources=(dated,), native={"resources": [{"last_modified": "2024-03-02T01:02:03"}]}
    )
    assert ckan.catalog(clock).data_updated(entry) == datetime(2024, 5, 1, tzinfo=UTC)
    assert ckan.catalog(clock).data_updated(replace(entry, resources=(), native={})) is None


@responses.activate
@pytest.mark.parametrize(
    ("reply", "status", "change"),
    [
        ({"data": [{"created_at": "2026-11-27T10:12:00+00:00",
                    "actor": {"first_name": "Jean", "last_name": "Dupont"}}]},
         200, LastChange("2026-11-27T10:12:00+00:00", "Jean Dupont")),
        ({"data": []}, 200, LastChange("2026-11-20T08:30:15+00:00")),
        ({"message": "Not found"}, 404, LastChange("2026-11-20T08:30:15+00:00")),
    ],
)  # fmt: skip
def test_udata_says_who_where_it_lists_activities(
    clock: FakeClock, reply: Json, status: int, change: LastChange
) -> None:
    entry = replace(udata_entry(), native={"internal": {"last_modified_internal": WRITTEN}})
    udata.gives("GET", f"activity/?related_to={entry.id}&page_size=1", reply, status)
    catalog = udata.catalog(clock)
    assert isinstance(catalog, TellsChanges)
    assert catalog.last_change(entry) == change
    assert len(responses.calls) == 1


def test_udata_takes_the_latest_date_of_a_resource(clock: FakeClock) -> None:
    resources = [{"id": "a", "last_modified": "2024-03-02T01:02:03+00:00"}, {"id": "b", "last_modified": "2023-01-01"}]
    entry = replace(udata_entry(), native={"resources": resources})
    assert udata.catalog(clock).data_updated(entry) == datetime(2024, 3, 2, 1, 2, 3, tzinfo=UTC)
    assert udata.catalog(clock).data_updated(replace(entry, native={})) is None
