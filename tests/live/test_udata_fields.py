"""How udata changes the fields of an entry: no value is lost, and no plan repeats for ever."""

from __future__ import annotations

import re

from .counting import Fault, FaultKind, Relay
from .manifest_folder import NOTHING_WAITS
from .portal import Json
from .two_catalogs import TwoCatalogFolder
from .udata_portal import zones_of

PERIOD = {"start": "2023-01-01", "end": "2026-12-31"}
CONTACT = {"name": "Service SIG", "email": "sig@example.org"}
BRON, REGION = "fr:commune:69029", "fr:region:84"
MOVING = {"slug", "uri", "page", "last_modified", "last_update", "internal", "extras", "resources", "quality"}
"""Fields that udata changes with every write; extras and resources are compared separately."""


def expect_unchanged_but(before: Json, after: Json, *but: str) -> None:
    """Assert that nothing changed except these fields and those that udata changes itself."""
    changed = {name for name in before if before[name] != after[name]} - MOVING - set(but)
    assert {name: (before[name], after[name]) for name in changed} == {}


def test_what_the_manifest_leaves_out_stays(udata_folder: TwoCatalogFolder) -> None:
    """A PUT without tags or temporal_coverage erases them, and one without private publishes."""
    udata_folder.write(keywords=None, license=None)
    udata_folder.sync()
    udata_folder.udata.put(
        udata_folder.show()["id"],
        tags=["a-la-main", "toilettes"],
        temporal_coverage={"start": "2020-01-01", "end": "2021-12-31"},
        spatial={"zones": [BRON], "granularity": "fr:commune"},
        license="odc-odbl",
        frequency="weekly",
        acronym="TP",
        description_short="En bref.",
        contact_points=[
            udata_folder.udata.make_contact(udata_folder.udata_organization, "Mairie", "mairie@example.org")
        ],
    )
    before = udata_folder.show()
    assert before["tags"] == ["a-la-main", "toilettes"]
    assert before["temporal_coverage"]
    assert zones_of(before) == [BRON]

    udata_folder.write(title="Autre titre", keywords=None, license=None)
    assert udata_folder.changes() == {"title": "change"}
    udata_folder.sync()

    expect_unchanged_but(before, udata_folder.show(), "title")
    assert udata_folder.show()["resources"] == before["resources"]
    udata_folder.expect_settled(1)


def test_an_owner_is_never_sent(udata_folder: TwoCatalogFolder) -> None:
    """An owner would move the entry out of its organization."""
    udata_folder.write()
    udata_folder.sync()
    udata_folder.write(title="Autre titre", contact=CONTACT)
    udata_folder.sync()

    after = udata_folder.show()
    assert (after["owner"], after["organization"]["slug"]) == (None, udata_folder.udata_organization)


def test_a_new_entry_is_private_until_it_is_whole(udata_folder: TwoCatalogFolder, udata_folder_relay: Relay) -> None:
    udata_folder.write()
    udata_folder_relay.faults.append(Fault(FaultKind.BAD_GATEWAY, "PUT datasets/{}"))

    udata_folder.sync(code=3)

    entry = udata_folder.show()
    assert entry["private"] is True
    assert not udata_folder.udata.is_public(entry["id"])
    udata_folder_relay.faults.clear()
    udata_folder.sync()
    assert udata_folder.show()["id"] == entry["id"]
    assert udata_folder.udata.is_public(entry["id"])
    udata_folder.expect_settled(1)


MOMENT = re.compile(rb'("last_modified_internal": *"[^".]*)\.\d{3}(\d{3})')


def whole_second(content: bytes) -> bytes:
    """Return a reply whose moments fall on a whole second: after a write they have microseconds, in a read none."""
    return MOMENT.sub(lambda match: match[1] + (b"" if match[2] == b"000" else b".000" + match[2]), content)


def test_a_moment_of_a_whole_second_is_no_change(udata_folder: TwoCatalogFolder, udata_folder_relay: Relay) -> None:
    for action in ("POST datasets", "GET organizations/{}/datasets", "PUT datasets/{}", "GET datasets/{}"):
        udata_folder_relay.rewrites[action] = whole_second
    udata_folder.write()
    udata_folder.sync()
    udata_folder.write(title="Autre titre")
    udata_folder.sync()

    udata_folder.expect_settled(1)


def test_extras_of_others_stay(udata_folder: TwoCatalogFolder) -> None:
    """Extras are replaced whole."""
    udata_folder.write(extras={"code": "1", "zone": "A"})
    udata_folder.sync()
    theirs: Json = {"outil:nombre": 3, "outil:oui": True, "outil:liste": [1, "b"], "outil:table": {"a": None}}
    theirs |= {"harvest:note": "x", "simple": " texte "}
    udata_folder.udata.set_extras(udata_folder.show()["id"], **theirs)

    udata_folder.write(extras={"code": "01"}, clear=["extras.zone"], title="Autre titre")
    assert udata_folder.changes() == {"title": "change", "extras.code": "change", "extras.zone": "change"}
    udata_folder.sync()

    extras = udata_folder.show()["extras"]
    assert {name: extras.get(name) for name in theirs} == theirs
    assert extras["code"] == "01"
    assert "zone" not in extras
    udata_folder.expect_settled(1)


FILLED: Json = {
    "keywords": ["toilettes"], "license": "lov2", "frequency": "annual", "temporal": PERIOD,
    "spatial": {"zones": [BRON]}, "contact": CONTACT, "hvd": "mobility", "language": "fr", "issued": "2023-01-01",
    "theme": "toilettes", "landing_page": "https://example.org/", "version": "1",
}  # fmt: skip


def test_every_field_can_be_cleared(udata_folder: TwoCatalogFolder) -> None:
    """Some by null, `spatial` by its zones, contact points by null, extras by leaving them out."""
    udata_folder.write(**FILLED)
    udata_folder.sync()
    entry = udata_folder.show()
    assert zones_of(entry) == [BRON]
    assert len(entry["contact_points"]) == 1

    emptied: Json = {**dict.fromkeys(FILLED), "clear": list(FILLED)}
    udata_folder.write(**emptied)
    assert set(udata_folder.changes()) == set(FILLED)
    udata_folder.sync()

    after = udata_folder.show()
    values = {name: after[name] for name in ("tags", "license", "frequency", "temporal_coverage", "contact_points")}
    assert values == {
        "tags": [], "license": "notspecified", "frequency": "unknown", "temporal_coverage": None, "contact_points": []
    }  # fmt: skip
    assert zones_of(after) == []
    assert {name for name in after["extras"] if name.startswith("publisher_")} == {
        "publisher_repository", "publisher_key", "publisher_base"
    }  # fmt: skip
    udata_folder.expect_settled(1)


def test_a_zone_replaced_keeps_the_granularity_of_the_catalogue(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write(spatial={"zones": [BRON]})
    udata_folder.sync()
    udata_folder.udata.put(udata_folder.show()["id"], spatial={"zones": [BRON], "granularity": "fr:commune"})

    udata_folder.write(spatial={"zones": [BRON, REGION]})
    udata_folder.sync()

    assert udata_folder.show()["spatial"]["granularity"] == "fr:commune"
    udata_folder.expect_settled(1)


def test_zones_take_the_place_of_a_shape_drawn_in_the_catalogue(udata_folder: TwoCatalogFolder) -> None:
    """udata refuses zones and a shape together."""
    udata_folder.write()
    udata_folder.sync()
    square = [[[[4.8, 45.7], [4.9, 45.7], [4.9, 45.8], [4.8, 45.7]]]]
    udata_folder.udata.put(udata_folder.show()["id"], spatial={"geom": {"type": "MultiPolygon", "coordinates": square}})

    udata_folder.write(spatial={"zones": [BRON]})
    assert udata_folder.changes() == {"spatial": "takeover"}
    udata_folder.sync()

    assert zones_of(udata_folder.show()) == [BRON]
    assert udata_folder.show()["spatial"]["geom"] is None
    udata_folder.expect_settled(1)


def test_an_unknown_zone_is_a_named_loss(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write(spatial={"zones": [BRON, "fr:commune:00000"]})

    assert "fr:commune:00000" in udata_folder.losses()["spatial"]
    udata_folder.sync()

    assert zones_of(udata_folder.show()) == [BRON]
    udata_folder.pending(NOTHING_WAITS)
    udata_folder.write(spatial={"zones": ["fr:commune:00000"]})
    udata_folder.sync()
    assert zones_of(udata_folder.show()) == [BRON], "left as it is"
    udata_folder.pending(NOTHING_WAITS)


def test_a_contact_is_made_once(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write(contact=CONTACT)
    udata_folder.write("fontaines", title="Fontaines", contact=CONTACT)
    udata_folder.sync()
    udata_folder.write("bancs", title="Bancs", contact=CONTACT)
    udata_folder.sync()

    (point,) = udata_folder.udata.contacts(udata_folder.udata_organization)
    points = [udata_folder.show(stem)["contact_points"] for stem in ("toilettes", "fontaines", "bancs")]
    assert [[entry_point["id"] for entry_point in entry_points] for entry_points in points] == [[point["id"]]] * 3
    assert (point["name"], point["email"]) == ("Service SIG", "sig@example.org")
    udata_folder.expect_settled(3)


def test_contact_points_of_other_roles_stay(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write(contact=CONTACT)
    udata_folder.sync()
    own_id = udata_folder.show()["contact_points"][0]["id"]
    other = udata_folder.udata.make_contact(
        udata_folder.udata_organization, "Éditeur", "editeur@example.org", "publisher"
    )
    udata_folder.udata.put(udata_folder.show()["id"], contact_points=[own_id, other])
    udata_folder.pending(NOTHING_WAITS)

    udata_folder.write(contact={"name": "Nouveau service", "email": "nouveau@example.org"})
    assert udata_folder.changes() == {"contact": "change"}
    udata_folder.sync()

    points = {point["role"]: point for point in udata_folder.show()["contact_points"]}
    assert points["publisher"]["id"] == other
    assert points["contact"]["email"] == "nouveau@example.org"
    udata_folder.pending(NOTHING_WAITS)
    udata_folder.write(clear=["contact"])
    udata_folder.sync()
    assert [point["id"] for point in udata_folder.show()["contact_points"]] == [other]
    udata_folder.pending(NOTHING_WAITS)


FURTHER: list[Json] = [
    {"role": "diffuseur", "name": "Ville"},
    {"role": "creator", "email": "etudes@example.org"},
    {"role": "contact", "form": "https://example.org/ecrire"},
]


def roles(entry: Json) -> list[tuple[str, str | None, str | None, str | None]]:
    """Return the contact points of an entry: role, name, e-mail address, form."""
    return [(point["role"], point["name"], point["email"], point["contact_form"]) for point in entry["contact_points"]]


def test_contacts_have_roles_and_forms(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write(contact={"name": "SIG", "form": "https://example.org/sig"}, contacts=FURTHER)
    udata_folder.sync()

    assert roles(udata_folder.show()) == [
        ("contact", "SIG", None, "https://example.org/sig"),
        ("publisher", "Ville", None, None),
        ("creator", None, "etudes@example.org", None),
        ("contact", None, None, "https://example.org/ecrire"),
    ]
    udata_folder.expect_settled(1)


def test_further_contacts_and_the_contact_change_each_alone(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write(contact=CONTACT, contacts=FURTHER)
    udata_folder.sync()
    points = [point["id"] for point in udata_folder.show()["contact_points"]]
    holder = udata_folder.udata.make_contact(udata_folder.udata_organization, "Ayant droit", "", "rightsHolder")
    udata_folder.udata.put(udata_folder.show()["id"], contact_points=[holder, *points])
    udata_folder.pending(NOTHING_WAITS)

    udata_folder.write(contact=CONTACT, contacts=FURTHER[:1])
    assert udata_folder.changes() == {"contacts": "change"}
    udata_folder.sync()
    assert [point["id"] for point in udata_folder.show()["contact_points"]] == [*points[:2], holder]

    udata_folder.write(contact={"form": "https://example.org/ecrire"}, contacts=FURTHER[:1])
    assert udata_folder.changes() == {"contact": "change"}
    udata_folder.sync()
    assert [point["id"] for point in udata_folder.show()["contact_points"]] == [points[3], points[1], holder]

    udata_folder.write(contact=None, contacts=None, clear=["contact", "contacts"])
    udata_folder.sync()
    assert [point["id"] for point in udata_folder.show()["contact_points"]] == [holder]
    udata_folder.pending(NOTHING_WAITS)


def test_a_second_contact_that_the_portal_adds_is_none_of_ours(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write(contact=CONTACT)
    udata_folder.sync()
    (own_id,) = (point["id"] for point in udata_folder.show()["contact_points"])
    second = udata_folder.udata.make_contact(udata_folder.udata_organization, "Mairie", "mairie@example.org")
    udata_folder.udata.put(udata_folder.show()["id"], contact_points=[own_id, second])
    udata_folder.pending(NOTHING_WAITS)

    udata_folder.write(contact=CONTACT, contacts=[{"role": "publisher", "name": "Ville"}])
    assert udata_folder.changes() == {"contacts": "takeover"}
    udata_folder.sync()
    assert [role for role, *_parts in roles(udata_folder.show())] == ["contact", "publisher"]

    udata_folder.write(contact=None, clear=["contact"])
    udata_folder.sync()
    assert [role for role, *_parts in roles(udata_folder.show())] == ["publisher"]
    udata_folder.pending(NOTHING_WAITS)


def test_a_form_that_the_portal_adds_to_the_contact_stays(udata_folder: TwoCatalogFolder) -> None:
    """Former versions knew no forms: what they wrote is no drift."""
    udata_folder.write(contact=CONTACT)
    udata_folder.sync()
    with_form = udata_folder.udata.make_contact(
        udata_folder.udata_organization, CONTACT["name"], CONTACT["email"], form="https://example.org/ecrire"
    )
    udata_folder.udata.put(udata_folder.show()["id"], contact_points=[with_form])

    udata_folder.pending(NOTHING_WAITS).expect_words("Nothing to do")
    udata_folder.write(contact=CONTACT, title="Autre titre")
    udata_folder.sync()
    assert [point["id"] for point in udata_folder.show()["contact_points"]] == [with_form]


def test_a_further_contact_is_lost_where_the_contact_is_the_portals(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write(ignore=["contact"], contacts=FURTHER)
    assert udata_folder.losses()["contacts"].startswith("the contact “https://example.org/ecrire” is not kept: ")
    udata_folder.sync()
    assert [role for role, *_parts in roles(udata_folder.show())] == ["publisher", "creator"]
    udata_folder.pending(NOTHING_WAITS)

    udata_folder.write(contacts=FURTHER)
    udata_folder.run("plan").expect_exit(1).expect_words("PUB220", "Write this one under `contact:`")


def test_a_contact_of_one_part(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write(contact={"email": "sig@example.org"})
    udata_folder.write("fontaines", title="Fontaines", contact={"name": "Service SIG"})

    assert list(udata_folder.losses(udata_folder.key("fontaines"))) == ["contact"]
    udata_folder.sync()

    assert [point["email"] for point in udata_folder.show()["contact_points"]] == ["sig@example.org"]
    assert udata_folder.show("fontaines")["contact_points"] == []
    udata_folder.pending(NOTHING_WAITS)


def test_a_licence_goes_with_open_access_and_comes_back_with_it(udata_folder: TwoCatalogFolder) -> None:
    """udata erases the licence of a dataset that is not open to everybody, without a word."""
    udata_folder.write()
    udata_folder.sync()
    assert udata_folder.show()["license"] == "lov2"

    udata_folder.write(access={"type": "restricted", "reason": "Noms de particuliers"})
    assert "this catalogue keeps a licence for open data alone" in udata_folder.run("plan").expect_exit(0).output
    udata_folder.sync()
    assert udata_folder.show()["access_type"] == "restricted"
    assert udata_folder.show()["access_type_reason"] == "Noms de particuliers"
    assert udata_folder.show()["license"] in (None, "notspecified")
    udata_folder.expect_settled(1)

    udata_folder.write(access={"type": "open"})
    udata_folder.sync()
    assert (udata_folder.show()["access_type"], udata_folder.show()["license"]) == ("open", "lov2")
    udata_folder.expect_settled(1)
