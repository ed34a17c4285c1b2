"""How udata changes the resources of an entry: ids, order and resources of others stay."""

from __future__ import annotations

from .manifest_folder import NOTHING_WAITS, PLAIN
from .portal import Json
from .two_catalogs import TwoCatalogFolder
from .udata_portal import ids_of, named, own_ids_of

CSV, CARTE = PLAIN["resources"]
NOTICE = {"id": "notice", "title": "Notice", "url": "https://example.org/notice.pdf", "type": "documentation"}
EQUIPEMENTS = {"name": "scdl/budget", "version": "0.8.1"}


def published(two_catalogs: TwoCatalogFolder, **fields: object) -> Json:
    """Publish a plain manifest, and return its entry."""
    two_catalogs.write("toilettes", **fields)
    two_catalogs.sync()
    return two_catalogs.show()


def test_the_last_resource_goes(udata_folder: TwoCatalogFolder) -> None:
    """An empty list has no effect, and null is refused."""
    published(udata_folder)

    udata_folder.write(resources=[])
    assert set(udata_folder.changes()) == {"resources.csv", "resources.carte"}
    udata_folder.sync()

    assert udata_folder.show()["resources"] == []
    udata_folder.expect_settled(1)


def test_extras_of_a_resource_stay(udata_folder: TwoCatalogFolder) -> None:
    entry = published(udata_folder)
    csv = named(entry, "Tableau")["id"]
    udata_folder.udata.call(
        "PUT", f"/api/2/datasets/{entry['id']}/resources/{csv}/extras/", {"outil:a": "1", "outil:b": 2}
    )

    udata_folder.write(resources=[{**CSV, "title": "Données", "description": "Le tableau."}, CARTE, NOTICE])
    udata_folder.sync()

    extras = named(udata_folder.show(), "Données")["extras"]
    assert (extras["outil:a"], extras["outil:b"]) == ("1", 2)
    udata_folder.expect_settled(1)


def test_an_id_of_ours_lost_on_a_resource_comes_back_with_the_next_change(udata_folder: TwoCatalogFolder) -> None:
    entry = published(udata_folder)
    without_ids = [
        {"id": resource["id"], "title": resource["title"], "url": resource["url"], "extras": {}}
        for resource in entry["resources"]
    ]
    udata_folder.udata.put(entry["id"], resources=without_ids)
    assert own_ids_of(udata_folder.show()) == [None, None]
    udata_folder.pending(NOTHING_WAITS)

    udata_folder.write(resources=[{**CSV, "title": "Données"}, CARTE])
    udata_folder.sync()

    assert own_ids_of(udata_folder.show()) == own_ids_of(entry)
    assert ids_of(udata_folder.show()) == ids_of(entry)
    udata_folder.expect_settled(1)


def test_what_the_manifest_says_nothing_of_stays(udata_folder: TwoCatalogFolder) -> None:
    entry = published(udata_folder)
    udata_folder.udata.edit_resource(
        entry["id"],
        named(entry, "Tableau"),
        description="Du portail.",
        mime="text/csv",
        filesize=120,
        schema=EQUIPEMENTS,
    )
    before = named(udata_folder.show(), "Tableau")

    udata_folder.write(resources=[{**CSV, "title": "Données"}, CARTE])
    assert udata_folder.changes() == {"resources.csv.title": "change"}
    udata_folder.sync()

    after = named(udata_folder.show(), "Données")
    assert (after["description"], after["mime"], after["filesize"]) == ("Du portail.", "text/csv", 120)
    assert after["schema"] == before["schema"]


def test_fields_of_a_resource_can_be_cleared(udata_folder: TwoCatalogFolder) -> None:
    filled = {"description": "Texte.", "mime": "text/csv", "schema": EQUIPEMENTS, "type": "main"}
    published(udata_folder, resources=[{**CSV, **filled}, CARTE])
    assert named(udata_folder.show(), "Tableau")["schema"]["name"] == EQUIPEMENTS["name"]

    cleared = {name: value for name, value in CSV.items() if name not in filled}
    udata_folder.write(resources=[{**cleared, "clear": list(filled)}, CARTE])
    assert set(udata_folder.changes()) == {f"resources.csv.{name}" for name in filled}
    udata_folder.sync()

    after = named(udata_folder.show(), "Tableau")
    assert (after["description"], after["mime"], after["type"]) == (None, None, "other")
    assert not any((after["schema"] or {}).values())
    udata_folder.expect_settled(1)


def test_schemas(udata_folder: TwoCatalogFolder) -> None:
    """By name and version, by name, by an address of the national catalogue, and by another address."""
    url = "https://schema.data.gouv.fr/schemas/scdl/budget/0.8.2/schema.json"
    schemas: dict[str, Json] = {
        "version": EQUIPEMENTS,
        "nom": {"name": "scdl/budget"},
        "adresse": {"url": url},
        "ailleurs": {"url": "https://example.org/schema.json"},
    }
    resources = [{**CSV, "id": name, "title": name, "schema": schema} for name, schema in schemas.items()]
    published(udata_folder, resources=resources)

    stored = {name: named(udata_folder.show(), name)["schema"] for name in schemas}
    assert (stored["version"]["name"], stored["version"]["version"]) == ("scdl/budget", "0.8.1")
    assert (stored["adresse"]["name"], stored["adresse"]["version"]) == ("scdl/budget", "0.8.2")
    assert stored["ailleurs"]["url"] == "https://example.org/schema.json"
    udata_folder.expect_settled(1)

    reversed_resources = [
        {**resource, "schema": schemas[other]} for resource, other in zip(resources, reversed(schemas), strict=True)
    ]
    udata_folder.write(resources=reversed_resources)
    udata_folder.sync()
    udata_folder.expect_settled(1)


def test_a_schema_that_udata_does_not_know_is_a_named_loss(udata_folder: TwoCatalogFolder) -> None:
    """udata would refuse the entry."""
    published(udata_folder, resources=[{**CSV, "schema": EQUIPEMENTS}, CARTE])

    udata_folder.write(
        resources=[
            {**CSV, "title": "Données", "schema": {"name": "scdl/budget", "version": "99.0"}},
            {**CARTE, "schema": {"name": "personne/inconnu"}},
        ]
    )
    losses = udata_folder.losses()
    assert "99.0" in losses["resources.csv.schema"]
    assert "personne/inconnu" in losses["resources.carte.schema"]
    udata_folder.sync()

    after = udata_folder.show()
    assert named(after, "Données")["schema"]["version"] == "0.8.1", "left as it is"
    assert not any((named(after, "Carte")["schema"] or {}).values())
    udata_folder.pending(NOTHING_WAITS)
