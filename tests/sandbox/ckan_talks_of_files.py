"""Conversations with a CKAN about the files that it keeps."""

from __future__ import annotations

import json
from typing import Any, Final

from tests.sandbox.ckan_stage import Stage
from tests.sandbox.talking import ANONYMOUS, Json, Script, Talk, Upload

FIRST: Final = b"a;b\n1;2\n"
SECOND: Final = b'{"a": 1}'


def _upload(stage: Stage, action: str, by: str = "editor", **form: Any) -> Json:
    answer = stage.talk.say("POST", f"api/3/action/{action}", by, form=form)
    return answer.get("result")


def _path(stage: Stage, resource: Json) -> str:
    return str(resource["url"]).removeprefix(f"{stage.talk.server.url}/")


def file_names(talk: Talk) -> None:
    """An uploaded file gets a plain name, from which its type is told."""
    stage = Stage(talk)
    made = stage.create()
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
        form = {"package_id": made["id"], "name": "Fichier", "url_type": "upload", "upload": Upload(name, FIRST)}
        found = talk.quietly("POST", "api/3/action/resource_create", "editor", form=form)["result"]
        talk.note(name, {key: found[key] for key in ("url", "url_type", "mimetype", "format", "size", "hash")})
        talk.say("GET", _path(stage, found), ANONYMOUS)


def files(talk: Talk) -> None:
    """A file is uploaded, replaced, given back, and replaced by a link."""
    stage = Stage(talk)
    made = stage.create(resources=[{"name": "Lien", "url": "https://example.org/a.csv"}])
    held = made["resources"][0]
    talk.say("GET", f"dataset/{made['name']}/resource/{held['id']}/download/a.csv", ANONYMOUS)
    sent = _upload(stage, "resource_update", id=held["id"], name="Fichier", upload=Upload("b.csv", FIRST))
    path = _path(stage, sent)
    talk.say("GET", path, ANONYMOUS)
    talk.say("GET", path.replace(str(made["id"]), str(made["name"])), ANONYMOUS)
    part = f"update__resources__{held['id']}__"
    revised: dict[str, Any] = {
        "match": json.dumps({"id": made["id"]}), "filter": json.dumps(["-groups"]), f"{part}hash": "12e4",
        f"{part}size": "99", f"{part}upload": Upload("c.json", SECOND, "text/html"),
    }  # fmt: skip
    _upload(stage, "package_revise", **revised)
    talk.say("GET", path, ANONYMOUS)
    stale = {**revised, "match": json.dumps({"id": made["id"], "metadata_modified": "2020-02-01T00:00:00"})}
    _upload(stage, "package_revise", **stale)
    _upload(stage, "package_revise", "stranger", **revised)
    stage.act("package_patch", id=made["id"], title="Le fichier reste")
    stage.act("resource_update", id=held["id"], name="Adresse seule", url="https://example.org/d.csv")
    stage.act("resource_update", id=held["id"], name="Lien", url="https://example.org/d.csv", url_type="")
    talk.say("GET", path, ANONYMOUS)


def private_files(talk: Talk) -> None:
    """A private dataset's file is given to those alone who may read it."""
    stage = Stage(talk)
    made = stage.create(private=True)
    sent = _upload(stage, "resource_create", package_id=made["id"], upload=Upload("a.csv", FIRST), url_type="upload")
    path = _path(stage, sent)
    for by in ("editor", "admin", "stranger", ANONYMOUS, "no-such-token"):
        talk.say("GET", path, by)
    talk.say("GET", path.replace(sent["id"], "no-such-resource"))
    talk.say("GET", path.replace(made["id"], "no-such-dataset"))
    talk.say("GET", f"{path.rpartition('/')[0]}/other.txt")
    stage.act("package_delete", id=made["id"])
    talk.say("GET", path)


def lost_files(talk: Talk) -> None:
    """A hosted file's resource that is sent without its id gets a new one, for which there are no bytes."""
    stage = Stage(talk)
    made = stage.create()
    sent = _upload(stage, "resource_create", package_id=made["id"], upload=Upload("a.csv", FIRST), name="Un")
    new = stage.act("package_patch", id=made["id"], resources=[{k: v for k, v in sent.items() if k != "id"}])
    talk.say("GET", _path(stage, new["resources"][0]))
    back = stage.act("package_patch", id=made["id"], resources=[sent])
    talk.say("GET", _path(stage, back["resources"][0]))
    cleared = stage.act("resource_update", id=sent["id"], url="https://example.org/a", url_type="", clear_upload=True)
    talk.note("kind", cleared["url_type"])
    again = stage.act("resource_update", id=sent["id"], url="a.csv", url_type="upload")
    talk.say("GET", _path(stage, again))


def sent_back(talk: Talk) -> None:
    """A resource that goes back whole keeps its file, its type and its size."""
    stage = Stage(talk)
    made = stage.create()
    sent = _upload(
        stage, "resource_create", package_id=made["id"], upload=Upload("a.xlsx", FIRST), name="Un", hash="abc"
    )
    stage.act("package_patch", id=made["id"], resources=[{**sent, "name": "Deux", "note": "libre"}])
    link = {**sent, "url": "https://example.org/a", "url_type": "", "hash": "", "size": ""}
    stage.act("package_patch", id=made["id"], resources=[link])
    stage.act("package_create", name=f"{made['name']}-2", owner_org=stage.organization, resources=[sent])


TALKS: Final[tuple[Script, ...]] = (file_names, files, private_files, lost_files, sent_back)
