"""The managed fields of a dataset and of a resource."""

from types import MappingProxyType

import pytest

from publisher.model.dataset import (
    DATASET_FIELDS,
    EMPTY,
    RESOURCE_FIELDS,
    Dataset,
    Resource,
    only,
    only_resource,
    values_of,
    values_of_resource,
)
from publisher.model.names import ResourceId
from publisher.model.values import UNMANAGED, SchemaRef, State

CSV = Resource(id=ResourceId("csv"), title="A", description=None, schema=SchemaRef("a/b"))
BRON = Dataset(
    title="T",
    description=None,
    keywords=("eau",),
    state=State.DRAFT,
    extras=MappingProxyType({"territoire": "Bron", "gone": None}),
    resources=(CSV,),
)


def test_the_fields_are_those_of_the_manifest() -> None:
    assert DATASET_FIELDS == (
        "title", "description", "keywords", "license", "frequency", "temporal", "spatial", "granularity", "contact",
        "contacts", "theme", "hvd", "language", "issued", "landing_page", "version", "access", "groups", "state",
    )  # fmt: skip
    assert RESOURCE_FIELDS == (
        "title", "description", "url", "file", "format", "mime", "type", "schema", "issued", "modified",
    )  # fmt: skip


def test_managed_fields_have_their_values_empty_ones_none_and_extras_their_prefix() -> None:
    assert values_of(BRON) == {
        "title": "T",
        "description": None,
        "keywords": ("eau",),
        "state": State.DRAFT,
        "extras.territoire": "Bron",
        "extras.gone": None,
    }


def test_a_dataset_without_managed_fields_has_no_values() -> None:
    assert values_of(EMPTY) == {}
    assert all(getattr(EMPTY, name) is UNMANAGED for name in DATASET_FIELDS)
    assert EMPTY.resources == ()


def test_the_managed_fields_of_a_resource_leave_out_its_id() -> None:
    assert values_of_resource(CSV) == {"title": "A", "description": None, "schema": SchemaRef("a/b")}
    assert values_of_resource(Resource(id=ResourceId("x"))) == {}


def test_the_extras_of_a_resource_are_fields_of_it() -> None:
    csv = Resource(id=ResourceId("csv"), title="A", extras=MappingProxyType({"note": "un", "gone": None}))
    assert values_of_resource(csv) == {"title": "A", "extras.note": "un", "extras.gone": None}
    assert only_resource(csv, ["extras.gone"]) == Resource(id=ResourceId("csv"), extras={"gone": None})
    assert only_resource(csv, []) == Resource(id=ResourceId("csv"))
    assert len({csv, only_resource(csv, ["title"])}) == 2, "resources are keys of mappings"


def test_only_some_fields_stay_managed() -> None:
    part = only(BRON, ["title", "extras.gone"])
    assert part == Dataset(title="T", extras={"gone": None})
    assert values_of(part) == {"title": "T", "extras.gone": None}


def test_an_empty_field_that_is_kept_stays_empty() -> None:
    assert only(BRON, ["description"]).description is None


def test_only_no_fields_is_the_empty_dataset() -> None:
    assert only(BRON, []) == EMPTY


def test_all_fields_are_the_dataset_without_its_resources() -> None:
    assert values_of(only(BRON, values_of(BRON))) == values_of(BRON)
    assert only(BRON, values_of(BRON)).resources == ()


@pytest.mark.parametrize("name", ["territoire", "extras", "resources", "nothing", "id"])
def test_names_that_are_no_fields_keep_nothing(name: str) -> None:
    assert only(BRON, [name]) == EMPTY


def test_names_may_come_once_only() -> None:
    assert only(BRON, iter(["title", "extras.territoire"])) == Dataset(title="T", extras={"territoire": "Bron"})


def test_only_some_fields_of_a_resource_stay_managed_and_its_id() -> None:
    assert only_resource(CSV, ["title"]) == Resource(id=ResourceId("csv"), title="A")
    assert only_resource(CSV, []) == Resource(id=ResourceId("csv"))
    assert only_resource(CSV, iter(["description", "schema"])) == Resource(
        id=ResourceId("csv"), description=None, schema=SchemaRef("a/b")
    )


def test_nothing_is_changed_of_what_was_given() -> None:
    before = values_of(BRON)
    only(BRON, ["title"])
    assert values_of(BRON) == before
    assert BRON.resources == (CSV,)


def test_extras_of_a_part_cannot_be_changed() -> None:
    assert isinstance(only(BRON, ["extras.gone"]).extras, MappingProxyType)
    assert isinstance(EMPTY.extras, MappingProxyType)
