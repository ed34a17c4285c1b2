"""What a run costs on udata and on CKAN: calls counted on the way."""

from __future__ import annotations

import pytest

from .both import Both
from .counting import Relay
from .workshop import NOTHING_WAITS, PLAIN, WAITS

MANY = 50
FEW = 6
LIST, CREATE, WRITE, READ = "GET organizations/{}/datasets", "POST datasets", "PUT datasets/{}", "GET datasets/{}"
CONTACT = {"name": "Service SIG", "email": "sig@example.org"}
THREE = [
    *PLAIN["resources"],
    {"id": "wfs", "title": "WFS", "url": "https://example.org/wfs", "format": "wfs", "type": "api"},
]


def warmed(both: Both) -> None:
    """Have the vocabulary of both catalogues in the cache."""
    both.pending(WAITS)


@pytest.mark.timeout(400)
def test_fifty_new_datasets(both: Both, udata_relay: Relay, ckan_relay: Relay) -> None:
    both.write_many(MANY, resources=THREE, spatial={"zones": ["fr:commune:69029"]})
    warmed(both)
    udata_relay.forget()
    ckan_relay.forget()

    both.sync().expect_words(f"{2 * MANY} of {2 * MANY} entries done")

    udata, ckan = udata_relay.counted(), ckan_relay.counted()
    print(f"\n{MANY} new datasets on udata: {dict(udata)}\n{MANY} new datasets on CKAN: {dict(ckan)}")
    assert (udata[CREATE], udata[WRITE]) == (MANY, MANY)
    assert udata[LIST] <= 3
    assert udata.total() <= 2 * MANY + 3 + 2
    assert (ckan["package_search"], ckan["package_create"]) == (1, MANY)
    assert ckan["package_create"] + ckan["package_show"] + ckan["package_revise"] <= 2 * MANY
    assert ckan.total() <= 2 * MANY + 1 + 2

    udata_relay.forget()
    ckan_relay.forget()
    both.sync().expect_words("Nothing to do")
    udata, ckan = udata_relay.counted(), ckan_relay.counted()
    print(f"nothing to do on udata: {dict(udata)}\nnothing to do on CKAN: {dict(ckan)}")
    assert udata == {"GET me": 1, LIST: 1}
    assert ckan.total() <= 3
    both.expect_settled(MANY)


def test_one_change_costs_one_look_and_one_write(alone: Both, alone_relay: Relay) -> None:
    alone.write_many(FEW)
    alone.sync()
    alone_relay.forget()

    alone.write("jeu-03", title="Autre titre")
    alone.sync()

    print(f"\none change: {dict(alone_relay.counted())}")
    assert alone_relay.counted() == {"GET me": 1, LIST: 1, READ: 1, WRITE: 1}
    alone.expect_settled(FEW)


def test_many_changes_cost_one_look_and_one_write_each(alone: Both, alone_relay: Relay) -> None:
    alone.write_many(FEW, contact=CONTACT)
    alone.sync()
    assert alone_relay.counted()["POST contacts"] == 1
    alone_relay.forget()

    csv, carte = PLAIN["resources"]
    resources = [carte, {**csv, "title": "Données"}]
    alone.write_many(FEW, resources=resources, keywords=["l'eau"], contact={**CONTACT, "name": "SIG"})
    alone.sync()

    expected = {"GET me": 1, LIST: 1, READ: FEW, WRITE: FEW, "POST contacts": 1}
    assert alone_relay.counted() == expected
    alone.expect_settled(FEW)


def test_a_new_resource_costs_a_second_write(alone: Both, alone_relay: Relay) -> None:
    """The marker names it by the id that the reply to the first write tells."""
    alone.write()
    alone.sync()
    alone_relay.forget()

    alone.write(resources=THREE)
    alone.sync()

    assert alone_relay.counted()[WRITE] == 2
    assert alone_relay.counted()[READ] <= 2
    alone.expect_settled(1)


def test_plans(alone: Both, alone_relay: Relay) -> None:
    """What changes rarely is asked once a day."""
    alone.write_many(FEW, spatial={"zones": ["fr:commune:69029", "fr:region:84"]})
    told = alone.plan()["catalogs"]["udata"]["calls"]
    cold = alone_relay.counted()
    print(f"\na plan, cache cold: {dict(cold)}")
    assert told == cold.total() <= 3 + 4 + 2
    alone_relay.forget()

    alone.pending(WAITS)
    assert alone_relay.counted() == {"GET me": 1, LIST: 1, "GET me/org_datasets": 1}
    alone.sync()
    alone_relay.forget()
    alone.pending(NOTHING_WAITS)
    assert alone_relay.counted() == {"GET me": 1, LIST: 1}
    alone_relay.forget()

    alone.run("plan", token="").expect_exit(0)
    assert alone_relay.counted() == {LIST: 1}, "without a token"


def test_an_archive_and_a_draft_cost_one_write(alone: Both, alone_relay: Relay) -> None:
    alone.write_many(2)
    alone.sync()
    alone_relay.forget()

    alone.write("jeu-00", title="Jeu de données 0", state="archived")
    alone.write("jeu-01", title="Jeu de données 1", state="draft")
    alone.sync()

    assert alone_relay.counted() == {"GET me": 1, LIST: 1, READ: 2, WRITE: 2}
    alone.expect_settled(2)
