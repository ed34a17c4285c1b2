"""Conversations with a CKAN about resources: what becomes of their values, their ids and their lists."""

from __future__ import annotations

import uuid
from typing import Final

from tests.sandbox.ckan_stage import Stage
from tests.sandbox.talking import ANONYMOUS, Script, Talk

OLD: Final = "2020-02-01"


def resource_values(talk: Talk) -> None:
    """Formats, addresses, sizes and dates become CKAN's; a custom field keeps its type."""
    stage = Stage(talk)
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
        found = stage.quiet_create(resources=[{"url": "https://example.org/donnees", "format": format}])["resources"][0]
        talk.note(f"format {format!r}", found["format"])
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
        made = stage.quiet_create(resources=[{"url": url}])["resources"]
        talk.note(f"url {url!r}", [[one["url"], one["format"], one["mimetype"]] for one in made])
    many = {"url": "", "size": "12", "created": OLD, "last_modified": "2020-02-01T01:00:00+02:00", "hash": "abc"}
    other = {"conforms_to": "https://example.org/s", "mimetype": "text/csv", "position": 7, "state": "deleted"}
    odd = {"url": "", "size": 12.0, "name": None, "description": 5, "cache_last_updated": "2020-02-01 10:11:12.5"}
    stage.create(resources=[{**many, **other, "note": {"a": [1, None]}}, {**odd, "vide": ""}, {}])
    stage.create(resources=[{"url": ""}, {"url": "", "size": "x", "created": "hier", "last_modified": 5, "id": "bad"}])


def resource_ids(talk: Talk) -> None:
    """The client may choose a resource's id, once in the portal; a deleted resource that comes back has its past."""
    stage = Stage(talk)
    chosen = str(uuid.uuid4())
    made = stage.create(resources=[{"id": chosen, "name": "Un", "url": "https://example.org/a.csv", "created": OLD}])
    stage.create(resources=[{"url": ""}, {"id": chosen, "url": ""}])
    stage.act("package_patch", id=made["id"], resources=[])
    for by in ("editor", "stranger"):
        stage.act("resource_show", by, id=chosen)
    stage.act(
        "package_patch", id=made["id"], resources=[{"id": chosen, "name": "Deux", "url": "https://example.org/b"}]
    )
    renewed = stage.act("package_patch", id=made["id"], resources=[{"name": "Trois", "url": "https://example.org/c"}])
    talk.note("a new id", renewed["resources"][0]["id"] != chosen)
    stage.act(
        "package_patch", id=made["id"], resources=[{"name": "Trois", "url": "https://example.org/c", "id": chosen}]
    )
    stage.act("package_delete", id=made["id"])
    stage.create(resources=[{"id": chosen, "url": ""}])


def resource_lists(talk: Talk) -> None:
    """A list that is sent replaces the whole list; with its id a resource keeps some fields and loses others."""
    stage = Stage(talk)
    made = stage.create(resources=[
        {"name": "Un", "url": "https://example.org/a.csv", "format": "csv", "description": "D", "mimetype": "text/csv",
         "resource_type": "main", "hash": "abc", "size": 3, "created": OLD, "last_modified": OLD, "note": "libre"},
        {"name": "Deux", "url": "https://example.org/b"},
    ])  # fmt: skip
    first, second = made["resources"]
    stage.act("package_patch", id=made["id"], resources=[{"id": first["id"]}])
    stage.act("package_patch", id=made["id"], resources=[first, second])
    stage.act(
        "package_patch",
        id=made["id"],
        resources=[{"id": first["id"], "name": "", "format": "", "hash": "", "size": "", "last_modified": ""}],
    )
    stage.act("package_patch", id=made["id"], resources=[{"id": "bad"}, second])
    stage.act("package_update", id=made["id"], title="Sans ressources")
    stage.act("package_update", id=made["id"], title="Aucune", resources=[])


def resource_actions(talk: Talk) -> None:
    """The portal's own form of a resource sends its own fields, and clears the others."""
    stage = Stage(talk)
    made = stage.create(
        resources=[{"name": "Un", "url": "https://example.org/a.csv", "note": "libre", "mimetype": "x/y"}]
    )
    held = made["resources"][0]
    form = {"id": held["id"], "package_id": made["id"], "url": held["url"], "description": "", "format": "CSV"}
    stage.act("resource_update", **form, name="Formulaire")
    stage.act("resource_update", **form, name="Formulaire")
    stage.act("resource_patch", id=held["id"], description="Relue")
    added = stage.act("resource_create", package_id=made["name"], url="https://example.org/b.json", note="perso")
    stage.act("resource_create", package_id=made["id"], url="", size="x", id="bad")
    stage.act("resource_create", package_id="no-such-dataset", url="")
    stage.act("resource_create", url="")
    stage.act("resource_update", id="no-such-resource", url="")
    stage.act("resource_update", url="")
    for by in ("stranger", ANONYMOUS):
        stage.act("resource_create", by, package_id=made["id"], url="")
        stage.act("resource_update", by, id=held["id"], url="")
        stage.act("resource_delete", by, id=held["id"])
    stage.act("package_resource_reorder", id=made["id"], order=[added["id"]])
    for order in (["no-such-resource"], "a", [held["id"], held["id"]]):
        stage.act("package_resource_reorder", id=made["id"], order=order)
    stage.act("package_resource_reorder", id=made["id"])
    stage.act("package_resource_reorder", "stranger", id=made["id"], order=[held["id"]])
    stage.act("resource_delete", id=held["id"])
    stage.act("resource_delete", id=held["id"])
    stage.act("resource_update", id=held["id"], url="")
    stage.act("resource_show", id=held["id"])
    stage.act("resource_show", ANONYMOUS, id=added["id"])
    stage.act("package_show", id=made["id"])


TALKS: Final[tuple[Script, ...]] = (resource_values, resource_ids, resource_lists, resource_actions)
