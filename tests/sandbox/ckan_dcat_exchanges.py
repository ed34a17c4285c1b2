"""Exchanges with a CKAN that has ckanext-dcat's schema `dcat_ap_full`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tests.sandbox.ckan_client import CONVENTIONS, CkanClient, server_in
from tests.sandbox.exchanges import Exchange, Json, Script

__all__ = ["CONVENTIONS", "EXCHANGES", "server_in"]

LINK: Final = {"name": "Tableau", "url": "https://example.org/a.csv"}
TEXTS: Final[tuple[Any, ...]] = ("un", "", None, [], ["a", "b"], ["a", 1], {"a": 1}, '["x"]', 3)


def _create(client: CkanClient, **fields: Any) -> Json:
    """Create a dataset with the fields that are asked for, and record the answer."""
    return client.create(**{"title": "Titre", "notes": "Texte", **fields})


def dcat_dates(exchange: Exchange) -> None:
    """Years, months, days and moments."""
    client = CkanClient(exchange)
    values: tuple[Any, ...] = (
        "2024", "2024-05", "2024-05-06", "2024-05-06T07:08:09+02:00", "2024Z", "", None, 2024, ["2024"], "hier",
        "2024-13",
    )  # fmt: skip
    for value in values:
        _create(client, issued=value)
        _create(client, temporal_coverage=[{"start": value, "end": "2025"}])
        _create(client, resources=[{**LINK, "issued": value}])


def dcat_texts(exchange: Exchange) -> None:
    """Lists of texts, which may be missing."""
    client = CkanClient(exchange)
    for value in TEXTS:
        _create(client, theme=value)
        _create(client, resources=[{**LINK, "language": value}])


def dcat_documents(exchange: Exchange) -> None:
    """Lists of documents without a required field, and lists within them."""
    client = CkanClient(exchange)
    contacts: tuple[Any, ...] = (
        [{"uri": "u", "name": "n"}], [{"uri": None}, {"uri": "x"}], [{"uri": None}], [{"inconnu": 1}], [{"uri": ""}],
    )  # fmt: skip
    for value in contacts:
        dataset = _create(client, contact=value)
        client.act("package_patch", id=dataset["id"], notes="Autre texte")
    attributions: tuple[Any, ...] = (
        [{"agent": [{"name": "N"}], "role": "r"}], [{"agent": [{"name": None}], "role": "r"}], [{"agent": "texte"}],
        [{"agent": []}], [{"agent": None}], [{"role": "r"}, {"agent": [{}, {"name": "Z"}]}],
    )  # fmt: skip
    for value in attributions:
        _create(client, qualified_attribution=value)


def dcat_documents_of_resources(exchange: Exchange) -> None:
    """Lists of documents in a resource."""
    client = CkanClient(exchange)
    values: tuple[Any, ...] = (
        [{"title": "t", "endpoint_url": ["u"], "serves_dataset": "s", "contact": [{"name": "c"}]}],
        [{"title": "t", "endpoint_url": 3}, {"title": "z"}], [{"inconnu": 1}], [], None, [{"contact": "a"}],
    )  # fmt: skip
    for value in values:
        dataset = _create(client, resources=[LINK, {**LINK, "access_services": value}])
        if dataset:
            first, second = dataset["resources"]
            client.act("package_patch", id=dataset["id"], resources=[second, {"id": first["id"]}])


def dcat_core_fields(exchange: Exchange) -> None:
    """Fields of CKAN's own that the schema declares, too."""
    client = CkanClient(exchange)
    values: tuple[Any, ...] = (
        {"version": 12}, {"version": "v" * 101}, {"license_id": "lov2", "homepage": "h"}, {"title": ""}, {"notes": ""},
    )  # fmt: skip
    for fields in values:
        _create(client, **fields)
    values = (
        {"size": "12"}, {"size": "x"}, {"size": ""}, {"status": "x"}, {"hash": "h"}, {"mimetype": ""}, {"format": ""},
        {"url": "https://example.org/a.geojson"}, {"url": ""},
    )  # fmt: skip
    for fields in values:
        dataset = _create(client, resources=[{**LINK, **fields}])
        if dataset:
            [resource] = dataset["resources"]
            client.act("resource_patch", id=resource["id"], description="Autre texte")
            client.act("resource_update", id=resource["id"], url=resource["url"], name="Autre")


EXCHANGES: Final[Mapping[str, Script]] = {
    script.__name__: script
    for script in (dcat_dates, dcat_texts, dcat_documents, dcat_documents_of_resources, dcat_core_fields)
}
