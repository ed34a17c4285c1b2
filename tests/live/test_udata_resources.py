"""What udata does to the resources of an entry: their ids, their order and what others put there stay."""

from __future__ import annotations

from .both import Both
from .portal import Json
from .udata_portal import ids_of, named, own_ids_of
from .workshop import NOTHING_WAITS, PLAIN

CSV, CARTE = PLAIN["resources"]
NOTICE = {"id": "notice", "title": "Notice", "url": "https://example.org/notice.pdf", "type": "documentation"}
EQUIPEMENTS = {"name": "scdl/budget", "version": "0.8.1"}


def published(both: Both, **fields: object) -> Json:
    """The entry of a plain manifest, just published."""
    both.write("toilettes", **fields)
    both.sync()
    return both.show()


def test_the_last_resource_goes(alone: Both) -> None:
    """An empty list has no effect, and null is refused."""
    published(alone)

    alone.write(resources=[])
    assert set(alone.changes()) == {"resources.csv", "resources.carte"}
    alone.sync()

    assert alone.show()["resources"] == []
    alone.expect_settled(1)


def test_extras_of_a_resource_stay(alone: Both) -> None:
    entry = published(alone)
    csv = named(entry, "Tableau")["id"]
    alone.udata.call("PUT", f"/api/2/datasets/{entry['id']}/resources/{csv}/extras/", {"outil:a": "1", "outil:b": 2})

    alone.write(resources=[{**CSV, "title": "Données", "description": "Le tableau."}, CARTE, NOTICE])
    alone.sync()

    extras = named(alone.show(), "Données")["extras"]
    assert (extras["outil:a"], extras["outil:b"]) == ("1", 2)
    alone.expect_settled(1)


def test_an_id_of_ours_lost_on_a_resource_comes_back_with_the_next_change(alone: Both) -> None:
    entry = published(alone)
    without_ids = [
        {"id": resource["id"], "title": resource["title"], "url": resource["url"], "extras": {}}
        for resource in entry["resources"]
    ]
    alone.udata.put(entry["id"], resources=without_ids)
    assert own_ids_of(alone.show()) == [None, None]
    alone.pending(NOTHING_WAITS)

    alone.write(resources=[{**CSV, "title": "Données"}, CARTE])
    alone.sync()

    assert own_ids_of(alone.show()) == own_ids_of(entry)
    assert ids_of(alone.show()) == ids_of(entry)
    alone.expect_settled(1)


def test_what_the_manifest_says_nothing_of_stays(alone: Both) -> None:
    entry = published(alone)
    alone.udata.edit_resource(
        entry["id"],
        named(entry, "Tableau"),
        description="Du portail.",
        mime="text/csv",
        filesize=120,
        schema=EQUIPEMENTS,
    )
    before = named(alone.show(), "Tableau")

    alone.write(resources=[{**CSV, "title": "Données"}, CARTE])
    assert alone.changes() == {"resources.csv.title": "change"}
    alone.sync()

    after = named(alone.show(), "Données")
    assert (after["description"], after["mime"], after["filesize"]) == ("Du portail.", "text/csv", 120)
    assert after["schema"] == before["schema"]


def test_fields_of_a_resource_can_be_cleared(alone: Both) -> None:
    filled = {"description": "Texte.", "mime": "text/csv", "schema": EQUIPEMENTS, "type": "main"}
    published(alone, resources=[{**CSV, **filled}, CARTE])
    assert named(alone.show(), "Tableau")["schema"]["name"] == EQUIPEMENTS["name"]

    cleared = {name: value for name, value in CSV.items() if name not in filled}
    alone.write(resources=[{**cleared, "clear": list(filled)}, CARTE])
    assert set(alone.changes()) == {f"resources.csv.{name}" for name in filled}
    alone.sync()

    after = named(alone.show(), "Tableau")
    assert (after["description"], after["mime"], after["type"]) == (None, None, "other")
    assert not any((after["schema"] or {}).values())
    alone.expect_settled(1)


def test_schemas(alone: Both) -> None:
    """By name and version, by name, by an address of the national catalogue, and by another address."""
    url = "https://schema.data.gouv.fr/schemas/scdl/budget/0.8.2/schema.json"
    schemas: dict[str, Json] = {
        "version": EQUIPEMENTS,
        "nom": {"name": "scdl/budget"},
        "adresse": {"url": url},
        "ailleurs": {"url": "https://example.org/schema.json"},
    }
    resources = [{**CSV, "id": name, "title": name, "schema": schema} for name, schema in schemas.items()]
    published(alone, resources=resources)

    stored = {name: named(alone.show(), name)["schema"] for name in schemas}
    assert (stored["version"]["name"], stored["version"]["version"]) == ("scdl/budget", "0.8.1")
    assert (stored["adresse"]["name"], stored["adresse"]["version"]) == ("scdl/budget", "0.8.2")
    assert stored["ailleurs"]["url"] == "https://example.org/schema.json"
    alone.expect_settled(1)

    reversed_resources = [
        {**resource, "schema": schemas[other]} for resource, other in zip(resources, reversed(schemas), strict=True)
    ]
    alone.write(resources=reversed_resources)
    alone.sync()
    alone.expect_settled(1)


def test_a_schema_that_udata_does_not_know_is_a_named_loss(alone: Both) -> None:
    """udata would refuse the entry."""
    published(alone, resources=[{**CSV, "schema": EQUIPEMENTS}, CARTE])

    alone.write(
        resources=[
            {**CSV, "title": "Données", "schema": {"name": "scdl/budget", "version": "99.0"}},
            {**CARTE, "schema": {"name": "personne/inconnu"}},
        ]
    )
    losses = alone.losses()
    assert "99.0" in losses["resources.csv.schema"]
    assert "personne/inconnu" in losses["resources.carte.schema"]
    alone.sync()

    after = alone.show()
    assert named(after, "Données")["schema"]["version"] == "0.8.1", "left as it is"
    assert not any((named(after, "Carte")["schema"] or {}).values())
    alone.pending(NOTHING_WAITS)
