"""The entry points through which a kind of catalogue is found."""

import pytest

import publisher.catalogs.ckan
from publisher.catalogs.base import Catalog, UnknownKindError, builder
from publisher.catalogs.transport import Transport

from .samples import CATALOG, CONFIG, FakeClock, desired


def test_ckan_is_found_through_its_entry_point() -> None:
    assert builder("ckan") is publisher.catalogs.ckan.build


def test_what_is_built_is_a_catalogue_with_the_name_of_its_configuration(clock: FakeClock) -> None:
    catalog: Catalog = builder("ckan")(CONFIG, Transport(CONFIG, clock.clock()), None)
    assert catalog.name == CATALOG
    assert catalog.calls == 0


def test_an_unknown_kind_is_reported_with_the_known_ones() -> None:
    with pytest.raises(UnknownKindError) as caught:
        builder("dkan")
    assert caught.value.kind == "dkan"
    assert "ckan" in caught.value.known
    assert list(caught.value.known) == sorted(caught.value.known)


def test_the_known_kinds_are_sorted() -> None:
    assert UnknownKindError("x", ["udata", "ckan"]).known == ("ckan", "udata")


def test_the_pure_part_of_the_contract_makes_no_call(clock: FakeClock) -> None:
    catalog = builder("ckan")(CONFIG, Transport(CONFIG, clock.clock()), None)
    assert catalog.name_for(desired()) == "toilettes-bron"
    assert catalog.traits.unique_names
    assert catalog.lint([desired(slug="new")])[0].rule == "PUB301"
    assert catalog.calls == 0
