"""Exchanges with a CKAN that has a schema of its own, that of the test servers' portal `local`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tests.sandbox.ckan_client import CONVENTIONS, CkanClient, server_in
from tests.sandbox.exchanges import ANONYMOUS, Exchange, Json, Script

__all__ = ["CONVENTIONS", "EXCHANGES", "server_in"]

ASKED: Final[Mapping[str, Any]] = {
    "title": "Titre", "notes": "Texte", "service_producteur": "Voirie", "categorie": "mobilite",
}  # fmt: skip
"""The fields that the schema asks for."""
FILLED: Final[Mapping[str, Any]] = {
    "publics": ["entreprises", "habitants"], "usages": ["Un", "", "Deux"], "frequence": "annuelle",
    "date_publication": "2024-05-06", "date_revision": "2024-05-06 07:08",
    "referents": [
        {"nom": "A", "courriel": " a@example.org ", "role": "producteur", "depuis": "2020-01-02T03:04:05"},
        {"nom": "B"},
    ],
}  # fmt: skip
"""The other fields, each with a value."""
LINK: Final[Mapping[str, Any]] = {"name": "Tableau", "url": "https://example.org/a.csv", "nature": "donnees"}
EMPTY: Final[tuple[Any, ...]] = (None, "", [])


def _create(client: CkanClient, **fields: Any) -> Json:
    """Create a dataset with the fields that are asked for, and record the answer."""
    return client.create(**{**ASKED, **fields})


def schema(exchange: Exchange) -> None:
    """The schema itself."""
    client = CkanClient(exchange)
    exchange.note("the plug-in is listed", "scheming_datasets" in client.request("status_show")["extensions"])
    exchange.record("GET", "api/3/action/scheming_dataset_schema_list", ANONYMOUS)
    exchange.record("GET", "api/3/action/scheming_dataset_schema_show", ANONYMOUS, query={"type": "dataset"})
    for arguments in ({"type": "dataset"}, {"type": "serie"}, {"type": ""}, {}):
        client.act("scheming_dataset_schema_show", ANONYMOUS, **arguments)


def creation(exchange: Exchange) -> None:
    """Datasets with all fields, with the asked ones, and without them."""
    client = CkanClient(exchange)
    resource = {**LINK, "millesime": "2023-02-03", "encodage": "utf-8", "libre": "note"}
    dataset = _create(client, **FILLED, resources=[resource], extras=[{"key": "libre", "value": "x"}])
    client.act("package_show", ANONYMOUS, id=dataset["id"])
    client.act("resource_show", id=dataset["resources"][0]["id"])
    _create(client)
    client.create()
    client.create(title="", notes="", service_producteur="", categorie="")
    client.create(title=None, notes=None, service_producteur=None, categorie=None)
    client.create(name="", owner_org=None, **ASKED)
    _create(client, unknown="x", maintainer_email="faux", version="v" * 101, license_id="lov2", url=" a ")


def refused_extras(exchange: Exchange) -> None:
    """A declared field is refused among the extras, whether it is sent as a field, too, or not."""
    client = CkanClient(exchange)
    for key in ("frequence", "referents", "service_producteur", "notes", "libre"):
        _create(client, extras=[{"key": "bon", "value": "1"}, {"key": key, "value": "1"}])
    client.create(extras=[{"key": "service_producteur", "value": "Voirie"}, {"key": "categorie", "value": "mobilite"}])


def choices(exchange: Exchange) -> None:
    """One of several choices, and several of them, which are stored in the order of the schema."""
    client = CkanClient(exchange)
    for value in ("annuelle", "Annuelle", "", None, ["annuelle"], 1, {"a": 1}):
        _create(client, frequence=value)
    for value in ("voirie", [], 0):
        _create(client, categorie=value)
    for value in ("agents", "", ["chercheurs", "agents", "agents"], ["robots", "agents"], ["a", "b"], {"a": 1}, 1, []):
        _create(client, publics=value)
    _create(client, publics='["agents"]')


def texts(exchange: Exchange) -> None:
    """Texts and lists of texts."""
    client = CkanClient(exchange)
    value: Any
    for value in ("  a\r\n ", 12, 0, False, True, ["a"], {"a": 1}, [{"a": 1}]):
        _create(client, service_producteur=value)
    for value in ("un", "", None, [], ["", "un", None], ["un", 2], [{"a": 1}], 1, {"a": 1}, '["a"]'):
        _create(client, usages=value)


def dates(exchange: Exchange) -> None:
    """Dates and moments."""
    client = CkanClient(exchange)
    for value in ("2024-05-06", "2024-05-06T07:08:09", "2024-05-06T23:30:00-05:00", "2024", "2024-05", "06/05/2024",
                  "demain", "", None, 2024, ["2024-05-06"], "2024/05/06"):  # fmt: skip
        _create(client, date_publication=value)
    for value in ("2024-05-06", "2024-05-06T07:08:09.120000", "2024-05-06T23:30:00-05:00", "2024-05", "demain", "",
                  None, 2024):  # fmt: skip
        _create(client, date_revision=value)


def subfields(exchange: Exchange) -> None:
    """Lists of documents, and their errors."""
    client = CkanClient(exchange)
    value: Any
    for value in (
        [{"nom": "A", "role": "", "depuis": "", "courriel": ""}],
        [{"nom": "A", "role": None, "depuis": None, "courriel": None}],
        [{"nom": "A"}, {"courriel": "faux", "role": "chef", "depuis": "hier"}, {"nom": "C"}],
        [{"nom": "A", "inconnu": "x"}],
        [{"nom": ["a"]}, {"nom": 1}, {"nom": {"a": 1}}],
        [{}],
        [{}, {"nom": "A"}],
        [],
        None,
        "",
        "texte",
        ["texte"],
        {"nom": "A"},
        [{"nom": "A"}, "texte"],
    ):
        _create(client, referents=value)


def resources(exchange: Exchange) -> None:
    """The fields of resources, and their errors."""
    client = CkanClient(exchange)
    for fields in (
        {"nature": None}, {"nature": "", "millesime": "hier", "encodage": "ascii"}, {"nature": "plan"},
        {"millesime": "2024-05-06T07:08:09", "encodage": ""}, {"millesime": "", "encodage": None}, {"millesime": None},
        {"name": "", "description": None, "url": "", "format": ""},
    ):  # fmt: skip
        _create(client, resources=[LINK, {**LINK, **fields}])
    dataset = _create(client, resources=[LINK, {**LINK, "nature": "apercu"}])
    first, second = dataset["resources"]
    match = {"id": dataset["id"]}
    client.act("package_patch", **match, resources=[first, {"id": second["id"]}])
    client.act("package_patch", **match, resources=[first, {**second, "nature": "plan"}, {"url": "", "size": "x"}])
    client.act("package_patch", **match, resources=[{"id": first["id"], "nature": "service"}, second])
    client.act("resource_create", package_id=dataset["id"], url="https://example.org/b.json")
    client.act("resource_create", package_id=dataset["id"], **LINK, millesime="2020-01-02")
    client.act("resource_patch", id=first["id"], encodage="utf-16")
    client.act("resource_patch", id=first["id"], encodage="utf-8", millesime="2021-01-02")
    client.act("resource_patch", id=first["id"], encodage=None, millesime="")
    client.act("resource_update", id=first["id"], url=first["url"])
    client.act("resource_update", id=first["id"], url=first["url"], nature="service")
    client.act("package_revise", match=match, update__resources__1={"nature": "rien"})


def changes(exchange: Exchange) -> None:
    """What a change keeps, clears and refuses."""
    client = CkanClient(exchange)
    dataset = _create(client, **FILLED, maintainer="M", resources=[LINK], extras=[{"key": "libre", "value": "x"}])
    match = {"id": dataset["id"]}
    client.act("package_patch", **match, notes="Autre texte")
    client.act("package_patch", **match, extras=[{"key": "libre", "value": "y"}, {"key": "frequence", "value": "x"}])
    client.act("package_patch", **match, extras=[])
    for value in EMPTY:
        client.act("package_patch", **match, frequence=value, usages=value, publics=value, date_publication=value)
    client.act("package_patch", **match, **FILLED)
    for field in ("service_producteur", "referents", "date_revision", "maintainer", "license_id", "notes", "title"):
        client.act("package_patch", **match, **{field: ""})
    for field in ("service_producteur", "referents", "date_revision", "maintainer", "license_id", "notes", "title"):
        client.act("package_patch", **match, **{field: None})
    client.act("package_revise", match=match, update={"frequence": "mensuelle", "usages": ["Trois"]})
    client.act("package_revise", match=match, filter=["-usages", "-referents"], update={"frequence": "parfois"})
    client.act("package_revise", match=match, filter=["-usages", "-referents", "-publics", "-date_revision"])
    client.act("package_revise", match=match, update={"referents": [{"nom": "C", "role": "diffuseur"}]})
    client.act("package_revise", match=match, update__referents__0={"role": "chef"})
    client.act("package_revise", match=match, filter=["-referents"], update={"referents": "texte"})
    client.act("package_update", **match, title="Titre")
    client.act("package_update", **match, **ASKED, referents=["texte"])
    client.act("package_update", **match, **ASKED)
    client.act("package_update", **match, **ASKED, name=dataset["name"])
    client.act("package_update", **match, **ASKED, name=dataset["name"], owner_org=client.organization)
    client.act("package_show", **match)


EXCHANGES: Final[Mapping[str, Script]] = {
    script.__name__: script
    for script in (schema, creation, refused_extras, choices, texts, dates, subfields, resources, changes)
}
