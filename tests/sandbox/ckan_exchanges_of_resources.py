"""Exchanges with a CKAN about resources: their values, their ids and their lists."""

from __future__ import annotations

import uuid
from typing import Final

from tests.sandbox.ckan_client import CkanClient
from tests.sandbox.exchanges import ANONYMOUS, Exchange, Script

OLD: Final = "2020-02-01"


def resource_values(exchange: Exchange) -> None:
    """CKAN converts formats, addresses, sizes and dates; a custom field keeps its type."""
    client = CkanClient(exchange)
    for format in (
        "csv",
        "CSV",
        "Excel",
        "xls",
        "geojson",
        "Shapefile",
        "esri shapefile",
        "text/csv",
        "parquet",
        " csv ",
        "json",
        "OGC WFS",
        "zip",
        None,
        "",
    ):
        resource = client.create_unrecorded(resources=[{"url": "https://example.org/donnees", "format": format}])[
            "resources"
        ][0]
        exchange.note(f"format {format!r}", resource["format"])
    for url in (
        " example.org/a.csv ",
        "example.org/a.csv",
        "https://example.org/a.geojson",
        "ftp://example.org/x.zip",
        "",
        None,
        "https://example.org/a.parquet",
        "/a/b.pdf",
        "https://example.org",
    ):
        resources = client.create_unrecorded(resources=[{"url": url}])["resources"]
        exchange.note(
            f"url {url!r}", [[resource["url"], resource["format"], resource["mimetype"]] for resource in resources]
        )
    values = {"url": "", "size": "12", "created": OLD, "last_modified": "2020-02-01T01:00:00+02:00", "hash": "abc"}
    more_values = {"conforms_to": "https://example.org/s", "mimetype": "text/csv", "position": 7, "state": "deleted"}
    odd_values = {
        "url": "",
        "size": 12.0,
        "name": None,
        "description": 5,
        "cache_last_updated": "2020-02-01 10:11:12.5",
    }
    client.create(resources=[{**values, **more_values, "note": {"a": [1, None]}}, {**odd_values, "vide": ""}, {}])
    client.create(resources=[{"url": ""}, {"url": "", "size": "x", "created": "hier", "last_modified": 5, "id": "bad"}])


def resource_ids(exchange: Exchange) -> None:
    """The client may choose a unique id for a resource; a deleted resource that is restored keeps its timestamps."""
    client = CkanClient(exchange)
    resource_id = str(uuid.uuid4())
    dataset = client.create(
        resources=[{"id": resource_id, "name": "Un", "url": "https://example.org/a.csv", "created": OLD}]
    )
    client.create(resources=[{"url": ""}, {"id": resource_id, "url": ""}])
    client.act("package_patch", id=dataset["id"], resources=[])
    for by in ("editor", "stranger"):
        client.act("resource_show", by, id=resource_id)
    client.act(
        "package_patch",
        id=dataset["id"],
        resources=[{"id": resource_id, "name": "Deux", "url": "https://example.org/b"}],
    )
    renewed_dataset = client.act(
        "package_patch", id=dataset["id"], resources=[{"name": "Trois", "url": "https://example.org/c"}]
    )
    exchange.note("a new id", renewed_dataset["resources"][0]["id"] != resource_id)
    client.act(
        "package_patch",
        id=dataset["id"],
        resources=[{"name": "Trois", "url": "https://example.org/c", "id": resource_id}],
    )
    client.act("package_delete", id=dataset["id"])
    client.create(resources=[{"id": resource_id, "url": ""}])


def resource_lists(exchange: Exchange) -> None:
    """A list that is sent replaces the whole list; with its id a resource keeps some fields and loses others."""
    client = CkanClient(exchange)
    dataset = client.create(resources=[
        {"name": "Un", "url": "https://example.org/a.csv", "format": "csv", "description": "D", "mimetype": "text/csv",
         "resource_type": "main", "hash": "abc", "size": 3, "created": OLD, "last_modified": OLD, "note": "libre"},
        {"name": "Deux", "url": "https://example.org/b"},
    ])  # fmt: skip
    first, second = dataset["resources"]
    client.act("package_patch", id=dataset["id"], resources=[{"id": first["id"]}])
    client.act("package_patch", id=dataset["id"], resources=[first, second])
    client.act(
        "package_patch",
        id=dataset["id"],
        resources=[{"id": first["id"], "name": "", "format": "", "hash": "", "size": "", "last_modified": ""}],
    )
    client.act("package_patch", id=dataset["id"], resources=[{"id": "bad"}, second])
    client.act("package_update", id=dataset["id"], title="Sans ressources")
    client.act("package_update", id=dataset["id"], title="Aucune", resources=[])


def resource_actions(exchange: Exchange) -> None:
    """CKAN's own form of a resource sends some fields, and clears the others."""
    client = CkanClient(exchange)
    dataset = client.create(
        resources=[{"name": "Un", "url": "https://example.org/a.csv", "note": "libre", "mimetype": "x/y"}]
    )
    resource = dataset["resources"][0]
    form = {
        "id": resource["id"],
        "package_id": dataset["id"],
        "url": resource["url"],
        "description": "",
        "format": "CSV",
    }
    client.act("resource_update", **form, name="Formulaire")
    client.act("resource_update", **form, name="Formulaire")
    client.act("resource_patch", id=resource["id"], description="Relue")
    added_resource = client.act(
        "resource_create", package_id=dataset["name"], url="https://example.org/b.json", note="perso"
    )
    client.act("resource_create", package_id=dataset["id"], url="", size="x", id="bad")
    client.act("resource_create", package_id="no-such-dataset", url="")
    client.act("resource_create", url="")
    client.act("resource_update", id="no-such-resource", url="")
    client.act("resource_update", url="")
    for by in ("stranger", ANONYMOUS):
        client.act("resource_create", by, package_id=dataset["id"], url="")
        client.act("resource_update", by, id=resource["id"], url="")
        client.act("resource_delete", by, id=resource["id"])
    client.act("package_resource_reorder", id=dataset["id"], order=[added_resource["id"]])
    for order in (["no-such-resource"], "a", [resource["id"], resource["id"]]):
        client.act("package_resource_reorder", id=dataset["id"], order=order)
    client.act("package_resource_reorder", id=dataset["id"])
    client.act("package_resource_reorder", "stranger", id=dataset["id"], order=[resource["id"]])
    client.act("resource_delete", id=resource["id"])
    client.act("resource_delete", id=resource["id"])
    client.act("resource_update", id=resource["id"], url="")
    client.act("resource_show", id=resource["id"])
    client.act("resource_show", ANONYMOUS, id=added_resource["id"])
    client.act("package_show", id=dataset["id"])


def resource_views(exchange: Exchange) -> None:
    """Default views may be asked for again, of a dataset that the caller may change."""
    client = CkanClient(exchange)
    dataset = client.create(resources=[{"name": "Un", "url": "https://example.org/a.csv"}])
    for by in ("editor", "stranger", ANONYMOUS):
        client.act("package_create_default_resource_views", by, package=dataset)
        client.act("package_create_default_resource_views", by, package={"id": dataset["id"], "resources": []})
    client.act("package_create_default_resource_views", package={"id": "no-such-dataset", "resources": []})
    client.act("package_create_default_resource_views")


EXCHANGES: Final[tuple[Script, ...]] = (
    resource_values, resource_ids, resource_lists, resource_actions, resource_views,
)  # fmt: skip
