"""Exchanges with a udata about resources: single ones, and the list of a dataset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.sandbox.exchanges import ANONYMOUS, Exchange, Json, Script
from tests.sandbox.udata_client import LINK, NO_RESOURCE, UdataClient, titles

FULL: Final = {
    **LINK, "description": "Texte", "format": "CSV", "mime": "text/csv", "filesize": 3, "type": "api",
    "checksum": {"type": "sha1", "value": "abc"}, "extras": {"a": "1"},
    "schema": {"name": "etalab/schema-bal", "version": "1.4.0"},
}  # fmt: skip
FIELDS: Final = ("id", "title", "description", "url", "filetype", "type", "format", "mime", "filesize", "checksum",
                 "schema", "extras")  # fmt: skip


def single_resources(exchange: Exchange) -> None:
    """Single resources are added first in the list, read, reordered and removed."""
    client = UdataClient(exchange)
    dataset = client.create_unrecorded(resources=[FULL])
    place = f"datasets/{dataset['id']}/resources/"
    first_id = dataset["resources"][0]["id"]
    added_resource = client.record("POST", place, body={**LINK, "title": "Carte"})
    exchange.note("order", titles(client.read(dataset)))
    client.record("PUT", place, body=[{"id": first_id}, {"id": added_resource["id"]}])
    exchange.note("order", titles(client.read(dataset)))
    payload: Json
    for payload in ([{"id": first_id}], [{}, {}], {}, []):
        client.record("PUT", place, body=payload)
    client.request("PUT", place, body=[added_resource["id"], first_id])
    exchange.note("order", titles(client.read(dataset)))
    client.record("GET", f"{place}{first_id}/", ANONYMOUS)
    client.record("GET", f"datasets/r/{first_id}", ANONYMOUS)
    for name in (NO_RESOURCE, "zzz"):
        client.record("GET", f"{place}{name}/", ANONYMOUS)
        client.record("PUT", f"{place}{name}/", body=LINK)
        client.record("GET", f"datasets/r/{name}", ANONYMOUS)
    client.record("DELETE", f"{place}{added_resource['id']}/")
    client.record("DELETE", f"{place}{added_resource['id']}/")
    client.record("PUT", place, body=[{"id": NO_RESOURCE}])
    client.record("PUT", place, "stranger", body=[{"id": first_id}])
    for by in ("stranger", ANONYMOUS):
        client.record("DELETE", f"{place}{first_id}/", by)
        client.record("POST", place, by, body=LINK)
        client.record("PUT", f"{place}{first_id}/", by, body=LINK)
    client.record("POST", place, body=[])


def moments(exchange: Exchange) -> None:
    """The timestamps that a write changes.

    Whether a change of a single resource changes its dataset's `last_modified` is not recorded: it does, but the test
    server's database in memory (mongomock) loses that value, since it reads what follows as part of the resource.
    """
    client = UdataClient(exchange)
    dataset = client.create_unrecorded(resources=[LINK, {**LINK, "title": "Carte"}])
    first_id, second_id = (resource["id"] for resource in dataset["resources"])
    place = f"datasets/{dataset['id']}/"
    calls: tuple[tuple[str, str, Json], ...] = (
        ("PUT", place, {"tags": []}), ("PUT", f"{place}resources/", [second_id, first_id]),
        ("PUT", place, {"resources": [{"id": first_id, "title": "Autre"}]}),
        ("PUT", f"{place}resources/{first_id}/", {"title": "Encore"}), ("POST", f"{place}resources/", LINK),
        ("PUT", f"api/2/{place}resources/{first_id}/extras/", {"a": "1"}), ("PUT", f"api/2/{place}extras/", {"a": "1"}),
        ("DELETE", f"{place}resources/{first_id}/", None), ("DELETE", place, None),
    )  # fmt: skip
    for method, path, body in calls:
        before = _moments(client.read(dataset), first_id)
        client.request(method, path, body=body)
        after = _moments(client.read(dataset), first_id)
        uncompared = {"last_modified"} if path == f"{place}resources/{first_id}/" and method == "PUT" else set()
        if "resources" in (
            body or ()
        ):  # the other resource goes; whether both were created in the same millisecond varies
            uncompared = {"last_update"}
        moved = {name for name in before if before[name] != after[name]} - uncompared
        exchange.note(f"{method} {path} moves", sorted(moved))


def _moments(dataset: Json, resource_id: str) -> dict[str, object]:
    resource: Json = next((entry for entry in dataset["resources"] if entry["id"] == resource_id), {})
    moments_of_dataset = {name: dataset[name] for name in ("created_at", "last_modified", "last_update")}
    return moments_of_dataset | {
        f"of the resource: {name}": resource.get(name) for name in ("created_at", "last_modified")
    }


def values(exchange: Exchange) -> None:
    """The stored values of a new resource."""
    client = UdataClient(exchange)
    dataset = client.create_unrecorded()
    for name in ("title", "url", "filetype"):
        client.try_resource(dataset, **{name: ...})
        client.try_resource(dataset, **{name: None})
        client.try_resource(dataset, **{name: ""})
    for fields in ({"filetype": "file"}, {"filetype": "zzz"}, {"type": "main"}, {"type": "zzz"}, {"type": None},
                 {"type": ...}, {"title": "x" * 351}, {"description": " x\r\n "}, {"description": "x" * 100_001},
                 {"format": " CSV "}, {"format": "  "}, {"format": None}, {"mime": " text/csv "}, {"mime": ""},
                 {"id": NO_RESOURCE}):  # fmt: skip
        client.try_resource(dataset, *("type", "description", "format", "mime", "title"), **fields)
    for size in (12, "12", "zzz", -1, 1.5, None, 0):
        client.try_resource(dataset, filesize=size)
    for checksum in CHECKSUMS:
        client.try_resource(dataset, checksum=checksum)
    for extras in EXTRAS:
        client.try_resource(dataset, extras=extras)
    made_in_list = client.create_unrecorded(resources=[{"title": "Sans filetype", "url": "https://example.org/"}])
    exchange.note("in a list, a resource that does not say so is a file", made_in_list["resources"][0]["filetype"])


CHECKSUMS: Final[tuple[object, ...]] = (
    {"type": "sha1", "value": "abc"}, {"type": "sha256", "value": "abc"}, {"type": "zzz", "value": "abc"},
    {"value": "abc"}, {"type": "sha1"}, {"type": "sha1", "value": ""}, {}, None, "sha1:abc",
    {"type": None, "value": "a"},
    {"type": "md5", "value": None}, {"type": None, "value": None},
)  # fmt: skip
EXTRAS: Final[tuple[object, ...]] = (
    {"a": "1"}, {"a": None}, {"$a": 1}, 3, None, {"apidocUrl": "zzz"}, {"apidocUrl": " https://example.org/ "},
    {"analysis:x": 1, "check:available": False, "csv-export:m": 1, "validation-report:x": 1, "dcat": 1, "z": 1},
)  # fmt: skip


def addresses(exchange: Exchange) -> None:
    """The addresses that udata accepts and refuses."""
    client = UdataClient(exchange)
    dataset = client.create_unrecorded()
    for url in URLS:
        client.try_resource(dataset, url=url)


URLS: Final = (
    "http://192.168.1.1/a", "http://10.0.0.1/", "http://172.16.0.1/", "http://127.0.0.1:8000/a", "http://localhost/a",
    "http://localhost:3000/", "https://example.zzz/", "https://example.org/a b", "  https://example.org/b  ",
    "ftp://example.org/x", "sftp://example.org/", "example.org", "//example.org/a", "javascript:alert(1)",
    "http://[::1]/",
    "http://[fd00::1]/", "http://8.8.8.8/", "http://0.0.0.0/", "http://224.0.0.1/", "http://255.255.255.255/",
    "http://169.254.1.1/", "http://user:pw@example.org/", "https://été.fr/é", "http://host/a", "http://example.test/",
    "http://a.local/", "https://EXAMPLE.ORG/A", "http://100.64.0.1/", "http://999.1.1.1/", "https://example.org:80/",
    "https://example.org:8/", "https://example.org?x=1", "https://xn--t-7faa.fr/", "http://192.0.2.1/", "http://2.2.2/",
    "https://example.museum/", "https://example.рф/", "https://exa_mple.org/", "https://example.org./",
    "http://1.1.1.1.fr/",
    "https://example.org/#a", "https://example.org#a", "HTTPS://example.org/",
)  # fmt: skip


def schemas(exchange: Exchange) -> None:
    """A schema of the national catalogue by its name, any other by its address."""
    client = UdataClient(exchange)
    dataset = client.create_unrecorded()
    for schema in SCHEMAS:
        client.try_resource(dataset, schema=schema)


BAL: Final = "etalab/schema-bal"
CATALOG: Final = "https://schema.data.gouv.fr/schemas/"
SCHEMAS: Final[tuple[object, ...]] = (
    {"name": BAL}, {"name": BAL, "version": "1.4.0"}, {"name": BAL, "version": "9"}, {"name": BAL, "version": "latest"},
    {"name": "zzz"}, {"url": f"{CATALOG}{BAL}/1.4.0/schema.yml"}, {"url": f"{CATALOG}{BAL}/latest/schema.yml"},
    {"url": f"{CATALOG}{BAL}/9/schema.yml"}, {"url": "https://example.org/s.json"}, {"url": "zzz"}, {"version": "1"},
    {},
    {"url": "https://example.org/s.json", "name": "x", "version": "1"}, None,
    {"name": None, "version": None, "url": None},
    BAL, {"name": ""}, {"name": BAL, "version": None, "url": None}, {"name": 3},
)  # fmt: skip


def edits(exchange: Exchange) -> None:
    """A resource changed alone: here null removes a checksum and a schema."""
    client = UdataClient(exchange)
    dataset = client.create_unrecorded(resources=[LINK])
    place = f"datasets/{dataset['id']}/resources/{dataset['resources'][0]['id']}/"
    client.record("PUT", place, body={})
    for fields in (FULL, *EDITS):
        client.note_fields(f"change: {fields}", client.request("PUT", place, body=fields), *FIELDS)
    client.record("PUT", place, body=[])


EDITS: Final[tuple[Mapping[str, object], ...]] = (
    {"title": "Autre"}, {"schema": {"name": BAL}}, {"checksum": {"type": "md5"}}, {"checksum": {"value": "d"}},
    {"checksum": {}}, {"checksum": {"value": "z"}}, {"checksum": None}, {"schema": {}}, {"schema": {"name": BAL}},
    {"schema": None}, {"schema": {"url": "https://example.org/s"}}, {"schema": {"name": BAL}},
    {"schema": {"name": BAL, "version": None, "url": None}}, {"extras": {"b": "2"}},
    {"filesize": None, "format": None, "mime": None, "description": None, "extras": None}, {"type": None},
    {"title": None},
    {"url": None}, {"filetype": None}, {"filetype": "file"}, {"title": ""}, {"filesize": "zzz"},
    {"url": "http://10.0.0.1/"},
)  # fmt: skip


def in_lists(exchange: Exchange) -> None:
    """A list replaces the resources and their order; values of existing resources are merged."""
    client = UdataClient(exchange)
    dataset = client.create_unrecorded(resources=[LINK, {**FULL, "title": "Carte"}])
    resource_id = dataset["resources"][1]["id"]
    resources: Json
    for resources in (
        None, "zzz", [], [{"id": resource_id}],
        [{**LINK, "title": "Neuf"}, {"id": resource_id, "title": "Carte 2", "description": None}],
        [{"id": resource_id}, {**LINK, "id": NO_RESOURCE, "title": "Inconnu"}], [{"id": "zzz", **LINK}], ["zzz"],
        [{"id": resource_id}, {"id": resource_id}], [{"url": "https://example.org/"}],
        [{"id": resource_id}, {**LINK, "url": "http://10.0.0.1/"}],
        [None], [{}], [{}, {"id": resource_id}], [resource_id],
    ):  # fmt: skip
        client.try_resources(dataset, FIELDS, resources)
    for part in PARTS:
        client.try_resources(dataset, FIELDS, [{"id": resource_id, **part}])
    exchange.note("order", titles(client.read(dataset)))


PARTS: Final[tuple[Mapping[str, object], ...]] = (
    {"schema": None}, {"schema": {}}, {"schema": {"name": BAL, "version": "1.5.0"}}, {"schema": {"name": BAL}},
    {"schema": {"name": None, "version": None, "url": None}}, {"checksum": None}, {"checksum": {}},
    {"checksum": {"value": "n"}}, {"checksum": {"type": "md5"}}, {"checksum": {"type": None, "value": None}},
    {"checksum": {"type": "md5", "value": None}}, {"extras": {"y": "2"}}, {"extras": {"a": None}}, {"extras": None},
    {"filesize": None, "format": None, "mime": None}, {"type": None}, {"url": None}, {"filetype": None},
    {"title": None},
    {"description": "", "format": "", "mime": ""}, {"schema": {"url": "https://example.org/z"}}, {"filetype": "file"},
    {"filetype": "remote", "checksum": {"value": "protégé"}, "title": "Fichier"},
)  # fmt: skip


EXCHANGES: Final[Mapping[str, Script]] = {
    "resources": single_resources,
    "resources-moments": moments,
    "resources-values": values,
    "resources-addresses": addresses,
    "resources-schemas": schemas,
    "resources-edits": edits,
    "resources-in-lists": in_lists,
}
