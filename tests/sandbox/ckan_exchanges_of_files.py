"""Exchanges with a CKAN about hosted files."""

from __future__ import annotations

import json
from typing import Any, Final

from tests.sandbox.ckan_client import CkanClient
from tests.sandbox.exchanges import ANONYMOUS, Exchange, Json, Script, Upload

FIRST: Final = b"a;b\n1;2\n"
SECOND: Final = b'{"a": 1}'


def _upload(client: CkanClient, action: str, by: str = "editor", **form: Any) -> Json:
    answer = client.exchange.record("POST", f"api/3/action/{action}", by, form=form)
    return answer.get("result")


def _path(client: CkanClient, resource: Json) -> str:
    return str(resource["url"]).removeprefix(f"{client.exchange.server.url}/")


def file_names(exchange: Exchange) -> None:
    """An uploaded file gets a plain name, which determines its type."""
    client = CkanClient(exchange)
    dataset = client.create()
    names = (
        "Été l'eau 2.CSV",
        "donnees.parquet",
        "a.csv.gz",
        "e",
        "../../pa ss.json",
        "a.geojson",
        "x.gpkg",
        "Ça_va--bien.PDF",
    )
    for name in (*names, "n" * 150 + ".csv"):
        form = {"package_id": dataset["id"], "name": "Fichier", "url_type": "upload", "upload": Upload(name, FIRST)}
        resource = exchange.request("POST", "api/3/action/resource_create", "editor", form=form)["result"]
        exchange.note(name, {key: resource[key] for key in ("url", "url_type", "mimetype", "format", "size", "hash")})
        exchange.record("GET", _path(client, resource), ANONYMOUS)


def files(exchange: Exchange) -> None:
    """A file is uploaded, replaced, downloaded, and replaced by a link."""
    client = CkanClient(exchange)
    dataset = client.create(resources=[{"name": "Lien", "url": "https://example.org/a.csv"}])
    resource = dataset["resources"][0]
    exchange.record("GET", f"dataset/{dataset['name']}/resource/{resource['id']}/download/a.csv", ANONYMOUS)
    uploaded_resource = _upload(
        client, "resource_update", id=resource["id"], name="Fichier", upload=Upload("b.csv", FIRST)
    )
    path = _path(client, uploaded_resource)
    exchange.record("GET", path, ANONYMOUS)
    exchange.record("GET", path.replace(str(dataset["id"]), str(dataset["name"])), ANONYMOUS)
    part = f"update__resources__{resource['id']}__"
    revised: dict[str, Any] = {
        "match": json.dumps({"id": dataset["id"]}), "filter": json.dumps(["-groups"]), f"{part}hash": "12e4",
        f"{part}size": "99", f"{part}upload": Upload("c.json", SECOND, "text/html"),
    }  # fmt: skip
    _upload(client, "package_revise", **revised)
    exchange.record("GET", path, ANONYMOUS)
    stale = {**revised, "match": json.dumps({"id": dataset["id"], "metadata_modified": "2020-02-01T00:00:00"})}
    _upload(client, "package_revise", **stale)
    _upload(client, "package_revise", "stranger", **revised)
    client.act("package_patch", id=dataset["id"], title="Le fichier reste")
    client.act("resource_update", id=resource["id"], name="Adresse seule", url="https://example.org/d.csv")
    client.act("resource_update", id=resource["id"], name="Lien", url="https://example.org/d.csv", url_type="")
    exchange.record("GET", path, ANONYMOUS)


def private_files(exchange: Exchange) -> None:
    """Only callers who may read a private dataset can download its file."""
    client = CkanClient(exchange)
    dataset = client.create(private=True)
    resource = _upload(
        client, "resource_create", package_id=dataset["id"], upload=Upload("a.csv", FIRST), url_type="upload"
    )
    path = _path(client, resource)
    for by in ("editor", "admin", "stranger", ANONYMOUS, "no-such-token"):
        exchange.record("GET", path, by)
    exchange.record("GET", path.replace(resource["id"], "no-such-resource"))
    exchange.record("GET", path.replace(dataset["id"], "no-such-dataset"))
    exchange.record("GET", f"{path.rpartition('/')[0]}/other.txt")
    client.act("package_delete", id=dataset["id"])
    exchange.record("GET", path)


def lost_files(exchange: Exchange) -> None:
    """A hosted file's resource that is sent without its id gets a new one, for which there are no bytes."""
    client = CkanClient(exchange)
    dataset = client.create()
    resource = _upload(client, "resource_create", package_id=dataset["id"], upload=Upload("a.csv", FIRST), name="Un")
    changed_dataset = client.act(
        "package_patch", id=dataset["id"], resources=[{k: v for k, v in resource.items() if k != "id"}]
    )
    exchange.record("GET", _path(client, changed_dataset["resources"][0]))
    restored_dataset = client.act("package_patch", id=dataset["id"], resources=[resource])
    exchange.record("GET", _path(client, restored_dataset["resources"][0]))
    cleared_resource = client.act(
        "resource_update", id=resource["id"], url="https://example.org/a", url_type="", clear_upload=True
    )
    exchange.note("kind", cleared_resource["url_type"])
    hosted_resource = client.act("resource_update", id=resource["id"], url="a.csv", url_type="upload")
    exchange.record("GET", _path(client, hosted_resource))


def sent_back(exchange: Exchange) -> None:
    """A resource that is sent back whole keeps its file, its type and its size."""
    client = CkanClient(exchange)
    dataset = client.create()
    resource = _upload(
        client, "resource_create", package_id=dataset["id"], upload=Upload("a.xlsx", FIRST), name="Un", hash="abc"
    )
    client.act("package_patch", id=dataset["id"], resources=[{**resource, "name": "Deux", "note": "libre"}])
    link = {**resource, "url": "https://example.org/a", "url_type": "", "hash": "", "size": ""}
    client.act("package_patch", id=dataset["id"], resources=[link])
    client.act("package_create", name=f"{dataset['name']}-2", owner_org=client.organization, resources=[resource])


EXCHANGES: Final[tuple[Script, ...]] = (file_names, files, private_files, lost_files, sent_back)
