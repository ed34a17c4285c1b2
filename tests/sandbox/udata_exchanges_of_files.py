"""Exchanges with a udata about files: sent whole or in chunks, replaced, protected, downloaded."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Final

from tests.sandbox.exchanges import ANONYMOUS, Exchange, Json, Script, Upload
from tests.sandbox.udata_client import LINK, NO_RESOURCE, UdataClient, titles

FIELDS: Final = ("title", "format", "mime", "filesize", "filetype", "type", "checksum")


def uploads(exchange: Exchange) -> None:
    """A file becomes the first resource; other fields of the form are ignored."""
    client = UdataClient(exchange)
    dataset = client.create_unrecorded(resources=[LINK])
    place = f"datasets/{dataset['id']}/upload/"
    form = {"file": Upload("Été à l'eau_1.CSV", b"a,b\n1,2\n"), "title": "Mon titre", "type": "update"}
    resource = client.alias_second(client.record("POST", place, form=form))
    exchange.note("order", titles(client.read(dataset)))
    client.record("GET", f"datasets/r/{resource['id']}", ANONYMOUS)
    exchange.note("its bytes", exchange.request("GET", resource["url"], ANONYMOUS))
    client.record("POST", place, form={"title": "Sans fichier"})
    client.record("POST", place, body={})
    client.upload(dataset, "a.csv", by="stranger")
    client.upload(dataset, "a.csv", by=ANONYMOUS)
    client.record("POST", "datasets/nowhere/upload/", form=form)
    client.request("DELETE", f"datasets/{dataset['id']}/resources/{resource['id']}/")
    client.record("GET", resource["url"], ANONYMOUS)
    client.record("GET", f"datasets/r/{resource['id']}", ANONYMOUS)
    client.request("DELETE", f"datasets/{dataset['id']}/")
    client.upload(dataset, "b.csv")


def names(exchange: Exchange) -> None:
    """The name of a file determines its type, and whether it is accepted."""
    client = UdataClient(exchange)
    dataset = client.create_unrecorded()
    place = f"datasets/{dataset['id']}/upload/"
    for name in NAMES:
        answer = client.alias_second(client.request("POST", place, form={"file": Upload(name, b"<html>x</html>")}))
        client.note_fields(name, answer, *FIELDS)
    for ending in client.request("GET", "datasets/extensions/"):
        answer = client.alias_second(client.request("POST", place, form={"file": Upload(f"fichier.{ending}", b"")}))
        client.note_fields(ending, answer, "format", "mime", "filesize")


NAMES: Final = (
    "x.tar.gz", "x.csv.gz", "x.csv.tar.gz", "x.2020.zip", "x.geojson", "x.parquet", "x.html", "x.htm", "x.md", "noext",
    "page.txt", ".csv", "a/b.csv", "é è.csv", "A.B.csv", "n° 5 — (copie).csv", "X'Y.csv", "x y+z%.csv", "x.CSV",
    "x.exe",
    "x.zip.csv", "x..csv",
)  # fmt: skip


def replaced(exchange: Exchange) -> None:
    """Another file in place of a resource's: the title and the address change, the id does not."""
    client = UdataClient(exchange)
    dataset = client.create_unrecorded()
    before = client.upload(dataset, "premier.csv")
    place = f"datasets/{dataset['id']}/resources/{before['id']}/"
    client.request(
        "PUT", place, body={"title": "Mon titre", "type": "update", "description": "Texte", "extras": {"a": "1"}}
    )
    after = client.upload(dataset, "Deuxième.json", b"{}", before["id"])
    client.record("GET", before["url"], ANONYMOUS)
    exchange.note("its bytes", exchange.request("GET", after["url"], ANONYMOUS))
    client.record("GET", f"datasets/r/{before['id']}", ANONYMOUS)
    client.upload(dataset, "a.csv", resource=NO_RESOURCE)
    client.upload(dataset, "a.exe", resource=before["id"])
    client.upload(dataset, "a.csv", resource=before["id"], by="stranger")
    exchange.note("titles", titles(client.read(dataset)))


def protected(exchange: Exchange) -> None:
    """udata computes the fields of a file itself; a remote resource stays remote when a file is uploaded to it."""
    client = UdataClient(exchange)
    dataset = client.create_unrecorded()
    hosted_resource = client.upload(dataset, "premier.csv")
    place = f"datasets/{dataset['id']}/resources/{hosted_resource['id']}/"
    false_values = {"url": "https://example.org/", "format": "xls", "mime": "x/y", "filesize": 1,
            "checksum": {"type": "md5", "value": "x"}}  # fmt: skip
    client.record("PUT", place, body={"title": "Titre", "filetype": "file", **false_values})
    client.record("PUT", place, body={"title": "Titre", "filetype": "remote", **false_values})
    client.record("PUT", place, body={"title": "Autre", "checksum": None, "schema": None})
    client.try_resources(
        dataset,
        ("id", "url", *FIELDS),
        [{"id": hosted_resource["id"], "title": "Encore", "filetype": "remote", **false_values}],
    )
    remote_resource = client.request("POST", f"datasets/{dataset['id']}/resources/", body=LINK)
    client.upload(dataset, "sur.csv", resource=remote_resource["id"])
    place = f"datasets/{dataset['id']}/resources/{remote_resource['id']}/"
    client.record("PUT", place, body={"title": "Titre"})
    client.record("PUT", place, body={**LINK, "checksum": {"type": "md5", "value": "x"}})
    client.request("PUT", f"datasets/{dataset['id']}/", body={"resources": [{"id": remote_resource["id"]}]})
    exchange.note(
        "a file that left the list stays where it is", exchange.request("GET", hosted_resource["url"], ANONYMOUS)
    )
    client.record("GET", f"datasets/r/{hosted_resource['id']}", ANONYMOUS)


def hidden(exchange: Exchange) -> None:
    """Every caller with the address can download a file, even of a private dataset."""
    client = UdataClient(exchange)
    dataset = client.create_unrecorded(private=True)
    resource = client.upload(dataset, "secret.csv")
    exchange.note("its bytes", exchange.request("GET", resource["url"], ANONYMOUS))
    client.record("GET", f"datasets/{dataset['id']}/resources/{resource['id']}/", ANONYMOUS)
    client.record("GET", f"datasets/r/{resource['id']}", ANONYMOUS)


def chunks(exchange: Exchange) -> None:
    """A file in chunks, then the call that assembles them."""
    client = UdataClient(exchange)
    dataset = client.create_unrecorded()
    place = f"datasets/{dataset['id']}/upload/"
    common = {"uuid": f"11111111-2222-3333-{exchange.mark}", "filename": "Gros fichier.csv", "totalparts": "2"}
    second = {**common, "partindex": "1", "partbyteoffset": "3", "chunksize": "3", "file": Upload("blob", b"456")}
    first = {**common, "partindex": "0", "partbyteoffset": "0", "chunksize": "3", "file": Upload("blob", b"123")}
    client.record("POST", place, form=second)
    client.record("POST", place, form={**common, "filename": "Trop tôt.csv"})  # udata keeps an incomplete file of it
    client.record("POST", place, form={**first, "chunksize": "4"})
    client.record("POST", place, form={name: value for name, value in first.items() if name != "chunksize"})
    client.record("POST", place, form={**first, "partindex": "zzz"})
    client.record("POST", place, form=first)
    client.record("POST", place, form=first)
    client.record("POST", place, form={**common, "filename": "a.exe"})
    resource = client.alias_second(client.record("POST", place, form=common))
    exchange.note("its bytes", exchange.request("GET", resource["url"], ANONYMOUS))
    client.record("POST", place, form=common)
    client.alias_second(
        client.record("POST", place, form={**first, "totalparts": "1", "file": Upload("seul.csv", b"123")})
    )
    whole_file = {"uuid": f"11111111-2222-4444-{exchange.mark}", "filename": "autre.csv", "totalparts": "1"}
    client.alias_second(client.record("POST", place, form={**whole_file, "file": Upload("un.csv", b"1")}))


def twice(exchange: Exchange) -> None:
    """The same file name twice within one second is refused; a second later it is accepted."""
    client = UdataClient(exchange)
    dataset = client.create_unrecorded()
    _wait_for_a_second_to_begin()
    client.note_fields("once", client.alias_second(_upload(client, dataset)), "title")
    client.note_fields("twice", _upload(client, dataset), "title")
    _wait_for_a_second_to_begin()
    client.note_fields("later", client.alias_second(_upload(client, dataset)), "title")


def _upload(client: UdataClient, dataset: Json) -> Json:
    return client.request("POST", f"datasets/{dataset['id']}/upload/", form={"file": Upload("deux.csv", b"1")})


def _wait_for_a_second_to_begin() -> None:
    time.sleep(1.02 - time.time() % 1)


EXCHANGES: Final[Mapping[str, Script]] = {
    "files": uploads,
    "files-names": names,
    "files-replaced": replaced,
    "files-protected": protected,
    "files-hidden": hidden,
    "files-chunks": chunks,
    "files-twice": twice,
}
