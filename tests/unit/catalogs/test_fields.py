"""The tables of fields: each row of each catalogue writes, reads and normalises its field, and no row is missing."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from publisher.catalogs.ckan import fields as ckan
from publisher.catalogs.ckan.resource_fields import RESOURCE_ROWS as CKAN_RESOURCE_ROWS
from publisher.catalogs.field_table import Context, Field, Place, Row, Rows, kept_as_sent, never, no_keys
from publisher.catalogs.udata import fields as udata
from publisher.catalogs.udata.resource_fields import RESOURCE_ROWS as UDATA_RESOURCE_ROWS
from publisher.model.dataset import DATASET_FIELDS, RESOURCE_FIELDS, Dataset

from .field_samples import CKAN_DATASET, CKAN_RESOURCE, UDATA_DATASET, UDATA_RESOURCE, Samples, problems

TABLES: Mapping[str, tuple[Rows, tuple[str, ...], Mapping[str, Samples]]] = {
    "ckan dataset": (ckan.DATASET_ROWS, DATASET_FIELDS, CKAN_DATASET),
    "ckan resource": (CKAN_RESOURCE_ROWS, RESOURCE_FIELDS, CKAN_RESOURCE),
    "udata dataset": (udata.DATASET_ROWS, DATASET_FIELDS, UDATA_DATASET),
    "udata resource": (UDATA_RESOURCE_ROWS, RESOURCE_FIELDS, UDATA_RESOURCE),
}
WITH_KEYS = [(table, row.name) for table, (rows, _names, _samples) in TABLES.items() for row in rows if row.keys]
"""A field that a catalogue does not keep has a row without keys: nothing is written, nothing is read."""
EACH_ROW = [(table, row.name) for table, (rows, _names, _samples) in TABLES.items() for row in rows]


def swapped(rows: Rows, name: str, new: Row | None) -> Rows:
    """Return the rows with one of them replaced or, by None, removed."""
    return tuple(replacement for row in rows if (replacement := new if row.name == name else row) is not None)


def row_of(table: str, name: str) -> Row:
    (row,) = (row for row in TABLES[table][0] if row.name == name)
    return row


def problems_with(table: str, name: str, new: Row | None) -> set[str]:
    rows, names, samples = TABLES[table]
    return problems(swapped(rows, name, new), names, samples)


@pytest.mark.parametrize("table", TABLES)
def test_the_rows_are_the_fields_of_the_model_and_each_does_what_its_samples_say(table: str) -> None:
    assert problems(*TABLES[table]) == set()


@pytest.mark.parametrize(("table", "name"), EACH_ROW)
def test_a_row_that_is_deleted_is_reported(table: str, name: str) -> None:
    assert problems_with(table, name, None) == {name}


@pytest.mark.parametrize(("table", "name"), EACH_ROW)
def test_a_row_that_is_there_twice_is_reported(table: str, name: str) -> None:
    rows, names, samples = TABLES[table]
    assert problems((*rows, row_of(table, name)), names, samples) == {name}


@pytest.mark.parametrize(("table", "name"), WITH_KEYS)
def test_a_row_that_writes_nothing_is_reported(table: str, name: str) -> None:
    assert problems_with(table, name, replace(row_of(table, name), encode=lambda _value, _context: {})) == {name}


@pytest.mark.parametrize(("table", "name"), WITH_KEYS)
def test_a_row_that_reads_nothing_is_reported(table: str, name: str) -> None:
    assert problems_with(table, name, replace(row_of(table, name), decode=lambda _context: None)) == {name}


@pytest.mark.parametrize(
    ("table", "name"), [(table, name) for table, name in EACH_ROW if row_of(table, name).project is not kept_as_sent]
)
def test_a_row_that_normalises_nothing_is_reported(table: str, name: str) -> None:
    identity = replace(row_of(table, name), project=kept_as_sent)  # type: ignore[arg-type]  # it is of every type
    assert problems_with(table, name, identity) == {name}


@pytest.mark.parametrize(("table", "name"), EACH_ROW)
def test_every_row_that_normalises_has_a_sample_of_it(table: str, name: str) -> None:
    assert bool(TABLES[table][2][name].normalised) == (row_of(table, name).project is not kept_as_sent)


@pytest.mark.parametrize(
    ("table", "name"), [(table, name) for table, name in EACH_ROW if row_of(table, name).is_former is not never]
)
def test_a_row_that_sees_no_former_form_is_reported(table: str, name: str) -> None:
    assert problems_with(table, name, replace(row_of(table, name), is_former=never)) == {name}


@pytest.mark.parametrize(("table", "name"), EACH_ROW)
def test_every_row_with_a_former_form_has_a_sample_of_it(table: str, name: str) -> None:
    assert bool(TABLES[table][2][name].former) == (row_of(table, name).is_former is not never)


def test_extras_that_hold_fields_follow_from_the_rows() -> None:
    assert (
        frozenset(
            {
                "frequency",
                "temporal_start",
                "temporal_end",
                "spatial_uri",
                "spatial_text",
                "theme",
                "language",
                "issued",
                "spatial_granularity",
                "access_rights",
                "access_type",
                "access_reason_category",
                "access_reason",
                "contact_url",
                "publisher_name",
                "publisher_email",
                "publisher_url",
                "creator_name",
                "creator_email",
                "creator_url",
                "hvd_category",
                "applicable_legislation",
            }
        )
        == ckan.FIELD_EXTRAS
    )
    assert {
        f"publisher_{name}" for name in ("theme", "hvd", "language", "issued", "landing_page", "version")
    } == udata.FIELD_EXTRAS


def test_a_field_that_is_not_managed_is_written_only_where_it_would_be_erased() -> None:
    stored = {
        "tags": ["eau", "hvd", "mobilite"],
        "temporal_coverage": {"start": "2024-01-01", "end": None},
        "private": True,
    }
    repeated = {
        row.name: row.encoded(Dataset(), Context(document=stored)) for row in (*ckan.DATASET_ROWS, *udata.DATASET_ROWS)
    }
    assert {name: keys for name, keys in repeated.items() if keys} == {
        "keywords": {"tags": ["eau"]},
        "hvd": {"tags": ["hvd", "mobilite"]},
        "temporal": {"temporal_coverage": {"start": "2024-01-01", "end": None}},
        "state": {"private": True},
    }
    assert all(row.encoded(Dataset(), Context()) == {} for row in (*ckan.DATASET_ROWS, *udata.DATASET_ROWS))


@pytest.mark.parametrize("table", TABLES)
def test_no_two_rows_of_a_table_share_a_key_but_where_that_is_meant(table: str) -> None:
    keys = [(row.place_of(key) is Place.EXTRA, key) for row in TABLES[table][0] for key in row.keys]
    shared = {key for _place, key in keys if keys.count((_place, key)) > 1}
    expected = {"ckan resource": {"hash", "size"}, "udata dataset": {"tags", "spatial", "contact_points"}}
    assert shared == expected.get(table, set()), "the mark of high-value data is tags, too"


def test_a_row_says_nothing_it_was_not_given() -> None:
    row: Field[str] = Field("title", ("title",), lambda value, _: {"title": value}, lambda _: None)
    assert (row.place, row.keep, row.project, row.remarks) == (Place.NATIVE, no_keys, kept_as_sent, "")
