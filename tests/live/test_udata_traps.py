"""What udata does to the fields of an entry: none of it loses a value, or makes a plan that never ends."""

from __future__ import annotations

import re

from .both import Both
from .counting import Fault, Kind, Relay
from .portal import Json
from .udata_portal import zones_of
from .workshop import NOTHING_WAITS

PERIOD = {"start": "2023-01-01", "end": "2026-12-31"}
CONTACT = {"name": "Service SIG", "email": "sig@example.org"}
BRON, REGION = "fr:commune:69029", "fr:region:84"
MOVING = {"slug", "uri", "page", "last_modified", "last_update", "internal", "extras", "resources", "quality"}
"""What udata itself moves with every write; extras and resources are compared by themselves."""


def still(before: Json, after: Json, *but: str) -> None:
    """Assert that nothing moved but these fields, and what udata moves itself."""
    changed = {name for name in before if before[name] != after[name]} - MOVING - set(but)
    assert {name: (before[name], after[name]) for name in changed} == {}


def test_what_the_manifest_leaves_out_stays(alone: Both) -> None:
    """A PUT without tags or temporal_coverage erases them, and one without private publishes."""
    alone.write(keywords=None, license=None)
    alone.sync()
    alone.udata.put(
        alone.show()["id"],
        tags=["a-la-main", "toilettes"],
        temporal_coverage={"start": "2020-01-01", "end": "2021-12-31"},
        spatial={"zones": [BRON], "granularity": "fr:commune"},
        license="odc-odbl",
        frequency="weekly",
        acronym="TP",
        description_short="En bref.",
        contact_points=[alone.udata.make_contact(alone.udata_organization, "Mairie", "mairie@example.org")],
    )
    before = alone.show()
    assert before["tags"] == ["a-la-main", "toilettes"]
    assert before["temporal_coverage"]
    assert zones_of(before) == [BRON]

    alone.write(title="Autre titre", keywords=None, license=None)
    assert alone.changes() == {"title": "change"}
    alone.sync()

    still(before, alone.show(), "title")
    assert alone.show()["resources"] == before["resources"]
    alone.expect_settled(1)


def test_an_owner_is_never_sent(alone: Both) -> None:
    """An owner would move the entry out of its organization."""
    alone.write()
    alone.sync()
    alone.write(title="Autre titre", contact=CONTACT)
    alone.sync()

    after = alone.show()
    assert (after["owner"], after["organization"]["slug"]) == (None, alone.udata_organization)


def test_a_new_entry_is_private_until_it_is_whole(alone: Both, alone_relay: Relay) -> None:
    alone.write()
    alone_relay.faults.append(Fault(Kind.BAD_GATEWAY, "PUT datasets/{}"))

    alone.sync(code=3)

    entry = alone.show()
    assert entry["private"] is True
    assert not alone.udata.seen(entry["id"])
    alone_relay.faults.clear()
    alone.sync()
    assert alone.show()["id"] == entry["id"]
    assert alone.udata.seen(entry["id"])
    alone.expect_settled(1)


MOMENT = re.compile(rb'("last_modified_internal": *"[^".]*)\.\d{3}(\d{3})')


def whole_second(content: bytes) -> bytes:
    """A reply whose moments fall on a whole second: one to a write keeps microseconds, one to a read has none."""
    return MOMENT.sub(lambda match: match[1] + (b"" if match[2] == b"000" else b".000" + match[2]), content)


def test_a_moment_of_a_whole_second_is_no_change(alone: Both, alone_relay: Relay) -> None:
    for action in ("POST datasets", "GET organizations/{}/datasets", "PUT datasets/{}", "GET datasets/{}"):
        alone_relay.rewrites[action] = whole_second
    alone.write()
    alone.sync()
    alone.write(title="Autre titre")
    alone.sync()

    alone.expect_settled(1)


def test_extras_of_others_stay(alone: Both) -> None:
    """Extras are replaced whole."""
    alone.write(extras={"code": "1", "zone": "A"})
    alone.sync()
    theirs: Json = {"outil:nombre": 3, "outil:oui": True, "outil:liste": [1, "b"], "outil:table": {"a": None}}
    theirs |= {"harvest:note": "x", "simple": " texte "}
    alone.udata.set_extras(alone.show()["id"], **theirs)

    alone.write(extras={"code": "01"}, clear=["extras.zone"], title="Autre titre")
    assert alone.changes() == {"title": "change", "extras.code": "change", "extras.zone": "change"}
    alone.sync()

    extras = alone.show()["extras"]
    assert {name: extras.get(name) for name in theirs} == theirs
    assert extras["code"] == "01"
    assert "zone" not in extras
    alone.expect_settled(1)


FILLED: Json = {
    "keywords": ["toilettes"], "license": "lov2", "frequency": "annual", "temporal": PERIOD,
    "spatial": {"zones": [BRON]}, "contact": CONTACT, "hvd": "mobility", "language": "fr", "issued": "2023-01-01",
    "theme": "toilettes", "landing_page": "https://example.org/",
}  # fmt: skip


def test_every_field_can_be_cleared(alone: Both) -> None:
    """Some by null, `spatial` by its zones, contact points by null, extras by leaving them out."""
    alone.write(**FILLED)
    alone.sync()
    entry = alone.show()
    assert zones_of(entry) == [BRON]
    assert len(entry["contact_points"]) == 1

    emptied: Json = {**dict.fromkeys(FILLED), "clear": list(FILLED)}
    alone.write(**emptied)
    assert set(alone.changes()) == set(FILLED)
    alone.sync()

    after = alone.show()
    values = {name: after[name] for name in ("tags", "license", "frequency", "temporal_coverage", "contact_points")}
    assert values == {
        "tags": [], "license": "notspecified", "frequency": "unknown", "temporal_coverage": None, "contact_points": []
    }  # fmt: skip
    assert zones_of(after) == []
    assert {name for name in after["extras"] if name.startswith("publisher_")} == {
        "publisher_repository", "publisher_key", "publisher_base"
    }  # fmt: skip
    alone.expect_settled(1)


def test_a_zone_replaced_keeps_the_granularity_of_the_portal(alone: Both) -> None:
    alone.write(spatial={"zones": [BRON]})
    alone.sync()
    alone.udata.put(alone.show()["id"], spatial={"zones": [BRON], "granularity": "fr:commune"})

    alone.write(spatial={"zones": [BRON, REGION]})
    alone.sync()

    assert alone.show()["spatial"]["granularity"] == "fr:commune"
    alone.expect_settled(1)


def test_zones_take_the_place_of_a_shape_drawn_on_the_portal(alone: Both) -> None:
    """udata refuses zones and a shape together."""
    alone.write()
    alone.sync()
    square = [[[[4.8, 45.7], [4.9, 45.7], [4.9, 45.8], [4.8, 45.7]]]]
    alone.udata.put(alone.show()["id"], spatial={"geom": {"type": "MultiPolygon", "coordinates": square}})

    alone.write(spatial={"zones": [BRON]})
    assert alone.changes() == {"spatial": "takeover"}
    alone.sync()

    assert zones_of(alone.show()) == [BRON]
    assert alone.show()["spatial"]["geom"] is None
    alone.expect_settled(1)


def test_an_unknown_zone_is_a_named_loss(alone: Both) -> None:
    alone.write(spatial={"zones": [BRON, "fr:commune:00000"]})

    assert "fr:commune:00000" in alone.losses()["spatial"]
    alone.sync()

    assert zones_of(alone.show()) == [BRON]
    alone.pending(NOTHING_WAITS)
    alone.write(spatial={"zones": ["fr:commune:00000"]})
    alone.sync()
    assert zones_of(alone.show()) == [BRON], "left as it is"
    alone.pending(NOTHING_WAITS)


def test_a_contact_is_made_once(alone: Both) -> None:
    alone.write(contact=CONTACT)
    alone.write("fontaines", title="Fontaines", contact=CONTACT)
    alone.sync()
    alone.write("bancs", title="Bancs", contact=CONTACT)
    alone.sync()

    (point,) = alone.udata.contacts(alone.udata_organization)
    points = [alone.show(stem)["contact_points"] for stem in ("toilettes", "fontaines", "bancs")]
    assert [[entry_point["id"] for entry_point in entry_points] for entry_points in points] == [[point["id"]]] * 3
    assert (point["name"], point["email"]) == ("Service SIG", "sig@example.org")
    alone.expect_settled(3)


def test_contact_points_of_other_roles_stay(alone: Both) -> None:
    alone.write(contact=CONTACT)
    alone.sync()
    own_id = alone.show()["contact_points"][0]["id"]
    other = alone.udata.make_contact(alone.udata_organization, "Éditeur", "editeur@example.org", "publisher")
    alone.udata.put(alone.show()["id"], contact_points=[own_id, other])
    alone.pending(NOTHING_WAITS)

    alone.write(contact={"name": "Nouveau service", "email": "nouveau@example.org"})
    assert alone.changes() == {"contact": "change"}
    alone.sync()

    points = {point["role"]: point for point in alone.show()["contact_points"]}
    assert points["publisher"]["id"] == other
    assert points["contact"]["email"] == "nouveau@example.org"
    alone.pending(NOTHING_WAITS)
    alone.write(clear=["contact"])
    alone.sync()
    assert [point["id"] for point in alone.show()["contact_points"]] == [other]
    alone.pending(NOTHING_WAITS)


def test_a_contact_of_one_part(alone: Both) -> None:
    alone.write(contact={"email": "sig@example.org"})
    alone.write("fontaines", title="Fontaines", contact={"name": "Service SIG"})

    assert list(alone.losses(alone.key("fontaines"))) == ["contact"]
    alone.sync()

    assert [point["email"] for point in alone.show()["contact_points"]] == ["sig@example.org"]
    assert alone.show("fontaines")["contact_points"] == []
    alone.pending(NOTHING_WAITS)
