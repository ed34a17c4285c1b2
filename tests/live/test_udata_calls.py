"""The number of calls of a run on udata and on CKAN, counted on the way."""

from __future__ import annotations

import pytest

from .counting import Relay
from .manifest_folder import NOTHING_WAITS, PLAIN, WAITS
from .run_notes import Note
from .two_catalogs import TwoCatalogFolder

MANY = 50
FEW = 6
LIST, CREATE, WRITE, READ = "GET organizations/{}/datasets", "POST datasets", "PUT datasets/{}", "GET datasets/{}"
CONTACT = {"name": "Service SIG", "email": "sig@example.org"}
THREE = [
    *PLAIN["resources"],
    {"id": "wfs", "title": "WFS", "url": "https://example.org/wfs", "format": "wfs", "type": "api"},
]


def fill_cache(two_catalogs: TwoCatalogFolder) -> None:
    """Fill the cache with the vocabularies of both catalogues."""
    two_catalogs.pending(WAITS)


@pytest.mark.timeout(400)
def test_fifty_new_datasets(two_catalogs: TwoCatalogFolder, udata_relay: Relay, ckan_relay: Relay, note: Note) -> None:
    two_catalogs.write_many(MANY, resources=THREE, spatial={"zones": ["fr:commune:69029"]})
    fill_cache(two_catalogs)
    udata_relay.forget()
    ckan_relay.forget()

    two_catalogs.sync().expect_words(f"{2 * MANY} of {2 * MANY} entries done")

    udata, ckan = udata_relay.counted(), ckan_relay.counted()
    note(f"calls for {MANY} new datasets: udata {dict(udata)}, CKAN {dict(ckan)}")
    assert (udata[CREATE], udata[WRITE]) == (MANY, MANY)
    assert udata[LIST] <= 3
    assert udata.total() <= 2 * MANY + 3 + 2
    assert (ckan["package_search"], ckan["package_create"]) == (2, MANY)
    assert ckan["package_create"] + ckan["package_show"] + ckan["package_revise"] <= 2 * MANY
    assert ckan.total() <= 2 * MANY + 2 + 2

    udata_relay.forget()
    ckan_relay.forget()
    two_catalogs.sync().expect_words("Nothing to do")
    udata, ckan = udata_relay.counted(), ckan_relay.counted()
    note(f"calls for nothing to do: udata {dict(udata)}, CKAN {dict(ckan)}")
    assert udata == {"GET me": 1, LIST: 1, "GET me/org_datasets": 1}
    assert ckan.total() <= 4
    two_catalogs.expect_settled(MANY)


def test_many_changes_cost_one_look_and_one_write_each(
    udata_folder: TwoCatalogFolder, udata_folder_relay: Relay
) -> None:
    """The organization is read once before, and once at the end of the run."""
    udata_folder.write_many(FEW, contact=CONTACT)
    udata_folder.sync()
    assert udata_folder_relay.counted()["POST contacts"] == 1
    udata_folder_relay.forget()

    csv, carte = PLAIN["resources"]
    resources = [carte, {**csv, "title": "Données"}]
    udata_folder.write_many(FEW, resources=resources, keywords=["l'eau"], contact={**CONTACT, "name": "SIG"})
    udata_folder.sync()

    expected = {"GET me": 1, LIST: 2, "GET me/org_datasets": 1, READ: FEW, WRITE: FEW, "POST contacts": 1}
    assert udata_folder_relay.counted() == expected
    udata_folder.expect_settled(FEW)


def test_a_further_contact_costs_a_call_for_all_datasets(
    udata_folder: TwoCatalogFolder, udata_folder_relay: Relay
) -> None:
    udata_folder.write_many(FEW, contact=CONTACT)
    udata_folder.sync()
    udata_folder_relay.forget()

    further = [{"role": "publisher", "name": "Ville"}, {"role": "creator", "email": "etudes@example.org"}]
    udata_folder.write_many(FEW, contact=CONTACT, contacts=further)
    udata_folder.sync()
    expected = {"GET me": 1, LIST: 2, "GET me/org_datasets": 1, READ: FEW, WRITE: FEW, "POST contacts": 2}
    assert udata_folder_relay.counted() == expected
    udata_folder_relay.forget()

    udata_folder.sync().expect_words("Nothing to do")
    assert udata_folder_relay.counted() == {"GET me": 1, LIST: 1, "GET me/org_datasets": 1}


def test_plans(udata_folder: TwoCatalogFolder, udata_folder_relay: Relay, note: Note) -> None:
    """Values that rarely change are read once a day."""
    udata_folder.write_many(FEW, spatial={"zones": ["fr:commune:69029", "fr:region:84"]})
    calls = udata_folder.plan()["catalogs"]["udata"]["calls"]
    cold = udata_folder_relay.counted()
    note(f"calls for a plan of udata, cache cold: {dict(cold)}")
    assert calls == cold.total() <= 3 + 5 + 2
    udata_folder_relay.forget()

    udata_folder.pending(WAITS)
    assert udata_folder_relay.counted() == {"GET me": 1, LIST: 1, "GET me/org_datasets": 1}
    udata_folder.sync()
    udata_folder_relay.forget()
    udata_folder.pending(NOTHING_WAITS)
    assert udata_folder_relay.counted() == {"GET me": 1, LIST: 1, "GET me/org_datasets": 1}
    udata_folder_relay.forget()

    udata_folder.run("plan", token="").expect_exit(0)
    assert udata_folder_relay.counted() == {LIST: 1}, "without a token"
