"""Conversations with a udata about files: sent whole or in chunks, replaced, kept from other hands, downloaded."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Final

from tests.sandbox.talking import ANONYMOUS, Json, Script, Talk, Upload
from tests.sandbox.udata_stage import LINK, NO_RESOURCE, Stage, titles

SHOWN: Final = ("title", "format", "mime", "filesize", "filetype", "type", "checksum")


def uploads(talk: Talk) -> None:
    """A file becomes a resource, before all others; what is sent besides is ignored."""
    stage = Stage(talk)
    made = stage.quiet_create(resources=[LINK])
    place = f"datasets/{made['id']}/upload/"
    form = {"file": Upload("Été à l'eau_1.CSV", b"a,b\n1,2\n"), "title": "Mon titre", "type": "update"}
    found = stage.timeless(stage.say("POST", place, form=form))
    talk.note("order", titles(stage.read(made)))
    stage.say("GET", f"datasets/r/{found['id']}", ANONYMOUS)
    talk.note("its bytes", talk.quietly("GET", found["url"], ANONYMOUS))
    stage.say("POST", place, form={"title": "Sans fichier"})
    stage.say("POST", place, body={})
    stage.upload(made, "a.csv", by="stranger")
    stage.upload(made, "a.csv", by=ANONYMOUS)
    stage.say("POST", "datasets/nowhere/upload/", form=form)
    stage.quietly("DELETE", f"datasets/{made['id']}/resources/{found['id']}/")
    stage.say("GET", found["url"], ANONYMOUS)
    stage.say("GET", f"datasets/r/{found['id']}", ANONYMOUS)
    stage.quietly("DELETE", f"datasets/{made['id']}/")
    stage.upload(made, "b.csv")


def names(talk: Talk) -> None:
    """The name of a file tells what it is, and whether it is taken."""
    stage = Stage(talk)
    made = stage.quiet_create()
    place = f"datasets/{made['id']}/upload/"
    for name in NAMES:
        answer = stage.timeless(stage.quietly("POST", place, form={"file": Upload(name, b"<html>x</html>")}))
        stage.tell(name, answer, *SHOWN)
    for ending in stage.quietly("GET", "datasets/extensions/"):
        answer = stage.timeless(stage.quietly("POST", place, form={"file": Upload(f"fichier.{ending}", b"")}))
        stage.tell(ending, answer, "format", "mime", "filesize")


NAMES: Final = (
    "x.tar.gz", "x.csv.gz", "x.csv.tar.gz", "x.2020.zip", "x.geojson", "x.parquet", "x.html", "x.htm", "x.md", "noext",
    "page.txt", ".csv", "a/b.csv", "é è.csv", "A.B.csv", "n° 5 — (copie).csv", "X'Y.csv", "x y+z%.csv", "x.CSV",
    "x.exe",
    "x.zip.csv", "x..csv",
)  # fmt: skip


def replaced(talk: Talk) -> None:
    """Another file in the place of a resource: its title and its address change, its id does not."""
    stage = Stage(talk)
    made = stage.quiet_create()
    before = stage.upload(made, "premier.csv")
    place = f"datasets/{made['id']}/resources/{before['id']}/"
    stage.quietly(
        "PUT", place, body={"title": "Mon titre", "type": "update", "description": "Texte", "extras": {"a": "1"}}
    )
    after = stage.upload(made, "Deuxième.json", b"{}", before["id"])
    stage.say("GET", before["url"], ANONYMOUS)
    talk.note("its bytes", talk.quietly("GET", after["url"], ANONYMOUS))
    stage.say("GET", f"datasets/r/{before['id']}", ANONYMOUS)
    stage.upload(made, "a.csv", resource=NO_RESOURCE)
    stage.upload(made, "a.exe", resource=before["id"])
    stage.upload(made, "a.csv", resource=before["id"], by="stranger")
    talk.note("titles", titles(stage.read(made)))


def protected(talk: Talk) -> None:
    """What udata knows of a file it takes from nobody; a remote resource stays remote under a file."""
    stage = Stage(talk)
    made = stage.quiet_create()
    hosted = stage.upload(made, "premier.csv")
    place = f"datasets/{made['id']}/resources/{hosted['id']}/"
    lies = {"url": "https://example.org/", "format": "xls", "mime": "x/y", "filesize": 1,
            "checksum": {"type": "md5", "value": "x"}}  # fmt: skip
    stage.say("PUT", place, body={"title": "Titre", "filetype": "file", **lies})
    stage.say("PUT", place, body={"title": "Titre", "filetype": "remote", **lies})
    stage.say("PUT", place, body={"title": "Autre", "checksum": None, "schema": None})
    stage.try_resources(
        made, ("id", "url", *SHOWN), [{"id": hosted["id"], "title": "Encore", "filetype": "remote", **lies}]
    )
    remote = stage.quietly("POST", f"datasets/{made['id']}/resources/", body=LINK)
    stage.upload(made, "sur.csv", resource=remote["id"])
    place = f"datasets/{made['id']}/resources/{remote['id']}/"
    stage.say("PUT", place, body={"title": "Titre"})
    stage.say("PUT", place, body={**LINK, "checksum": {"type": "md5", "value": "x"}})
    stage.quietly("PUT", f"datasets/{made['id']}/", body={"resources": [{"id": remote["id"]}]})
    talk.note("a file that left the list stays where it is", talk.quietly("GET", hosted["url"], ANONYMOUS))
    stage.say("GET", f"datasets/r/{hosted['id']}", ANONYMOUS)


def hidden(talk: Talk) -> None:
    """A file is there for whoever knows its address, also where its dataset is private."""
    stage = Stage(talk)
    made = stage.quiet_create(private=True)
    found = stage.upload(made, "secret.csv")
    talk.note("its bytes", talk.quietly("GET", found["url"], ANONYMOUS))
    stage.say("GET", f"datasets/{made['id']}/resources/{found['id']}/", ANONYMOUS)
    stage.say("GET", f"datasets/r/{found['id']}", ANONYMOUS)


def chunks(talk: Talk) -> None:
    """A file in chunks, then a call without one."""
    stage = Stage(talk)
    made = stage.quiet_create()
    place = f"datasets/{made['id']}/upload/"
    common = {"uuid": f"11111111-2222-3333-{talk.mark}", "filename": "Gros fichier.csv", "totalparts": "2"}
    second = {**common, "partindex": "1", "partbyteoffset": "3", "chunksize": "3", "file": Upload("blob", b"456")}
    first = {**common, "partindex": "0", "partbyteoffset": "0", "chunksize": "3", "file": Upload("blob", b"123")}
    stage.say("POST", place, form=second)
    stage.say("POST", place, form={**common, "filename": "Trop tôt.csv"})  # udata leaves a piece of it behind
    stage.say("POST", place, form={**first, "chunksize": "4"})
    stage.say("POST", place, form={name: value for name, value in first.items() if name != "chunksize"})
    stage.say("POST", place, form={**first, "partindex": "zzz"})
    stage.say("POST", place, form=first)
    stage.say("POST", place, form=first)
    stage.say("POST", place, form={**common, "filename": "a.exe"})
    found = stage.timeless(stage.say("POST", place, form=common))
    talk.note("its bytes", talk.quietly("GET", found["url"], ANONYMOUS))
    stage.say("POST", place, form=common)
    stage.timeless(stage.say("POST", place, form={**first, "totalparts": "1", "file": Upload("seul.csv", b"123")}))
    again = {"uuid": f"11111111-2222-4444-{talk.mark}", "filename": "autre.csv", "totalparts": "1"}
    stage.timeless(stage.say("POST", place, form={**again, "file": Upload("un.csv", b"1")}))


def twice(talk: Talk) -> None:
    """The same name twice within one second is too much; a second later it is not."""
    stage = Stage(talk)
    made = stage.quiet_create()
    _wait_for_a_second_to_begin()
    stage.tell("once", stage.timeless(_sent(stage, made)), "title")
    stage.tell("twice", _sent(stage, made), "title")
    _wait_for_a_second_to_begin()
    stage.tell("later", stage.timeless(_sent(stage, made)), "title")


def _sent(stage: Stage, dataset: Json) -> Json:
    return stage.quietly("POST", f"datasets/{dataset['id']}/upload/", form={"file": Upload("deux.csv", b"1")})


def _wait_for_a_second_to_begin() -> None:
    time.sleep(1.02 - time.time() % 1)


TALKS: Final[Mapping[str, Script]] = {
    "files": uploads,
    "files-names": names,
    "files-replaced": replaced,
    "files-protected": protected,
    "files-hidden": hidden,
    "files-chunks": chunks,
    "files-twice": twice,
}
