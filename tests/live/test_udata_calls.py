"""What a run costs on udata and on CKAN: calls counted on the way."""

from __future__ import annotations

import pytest

from .both import Both
from .counting import Relay
from .telling import Tell
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
def test_fifty_new_datasets(both: Both, udata_relay: Relay, ckan_relay: Relay, tell: Tell) -> None:
    both.write_many(MANY, resources=THREE, spatial={"zones": ["fr:commune:69029"]})
    warmed(both)
    udata_relay.forget()
    ckan_relay.forget()

    both.sync().expect_words(f"{2 * MANY} of {2 * MANY} entries done")

    udata, ckan = udata_relay.counted(), ckan_relay.counted()
    tell(f"calls for {MANY} new datasets: udata {dict(udata)}, CKAN {dict(ckan)}")
    assert (udata[CREATE], udata[WRITE]) == (MANY, MANY)
    assert udata[LIST] <= 3
    assert udata.total() <= 2 * MANY + 3 + 2
    assert (ckan["package_search"], ckan["package_create"]) == (2, MANY)
    assert ckan["package_create"] + ckan["package_show"] + ckan["package_revise"] <= 2 * MANY
    assert ckan.total() <= 2 * MANY + 2 + 2

    udata_relay.forget()
    ckan_relay.forget()
    both.sync().expect_words("Nothing to do")
    udata, ckan = udata_relay.counted(), ckan_relay.counted()
    tell(f"calls for nothing to do: udata {dict(udata)}, CKAN {dict(ckan)}")
    assert udata == {"GET me": 1, LIST: 1}
    assert ckan.total() <= 3
    both.expect_settled(MANY)


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


def test_plans(alone: Both, alone_relay: Relay, tell: Tell) -> None:
    """What changes rarely is asked once a day."""
    alone.write_many(FEW, spatial={"zones": ["fr:commune:69029", "fr:region:84"]})
    calls = alone.plan()["catalogs"]["udata"]["calls"]
    cold = alone_relay.counted()
    tell(f"calls for a plan of udata, cache cold: {dict(cold)}")
    assert calls == cold.total() <= 3 + 4 + 2
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
