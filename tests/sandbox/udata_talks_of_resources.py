"""Conversations with a udata about resources: alone, and in the list of a dataset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.sandbox.talking import ANONYMOUS, Json, Script, Talk
from tests.sandbox.udata_stage import LINK, NO_RESOURCE, Stage, titles

FULL: Final = {
    **LINK, "description": "Texte", "format": "CSV", "mime": "text/csv", "filesize": 3, "type": "api",
    "checksum": {"type": "sha1", "value": "abc"}, "extras": {"a": "1"},
    "schema": {"name": "etalab/schema-bal", "version": "1.4.0"},
}  # fmt: skip
FIELDS: Final = ("id", "title", "description", "url", "filetype", "type", "format", "mime", "filesize", "checksum",
                 "schema", "extras")  # fmt: skip


def one_by_one(talk: Talk) -> None:
    """Added before all others, changed, put in another order, removed."""
    stage = Stage(talk)
    made = stage.quiet_create(resources=[FULL])
    place = f"datasets/{made['id']}/resources/"
    first = made["resources"][0]["id"]
    added = stage.say("POST", place, body={**LINK, "title": "Carte"})
    talk.note("order", titles(stage.read(made)))
    stage.say("PUT", place, body=[{"id": first}, {"id": added["id"]}])
    talk.note("order", titles(stage.read(made)))
    sent: Json
    for sent in ([{"id": first}], [{}, {}], {}, []):
        stage.say("PUT", place, body=sent)
    stage.quietly("PUT", place, body=[added["id"], first])
    talk.note("order", titles(stage.read(made)))
    stage.say("GET", f"{place}{first}/", ANONYMOUS)
    stage.say("GET", f"datasets/r/{first}", ANONYMOUS)
    for name in (NO_RESOURCE, "zzz"):
        stage.say("GET", f"{place}{name}/", ANONYMOUS)
        stage.say("PUT", f"{place}{name}/", body=LINK)
        stage.say("GET", f"datasets/r/{name}", ANONYMOUS)
    stage.say("DELETE", f"{place}{added['id']}/")
    stage.say("DELETE", f"{place}{added['id']}/")
    stage.say("PUT", place, body=[{"id": NO_RESOURCE}])
    stage.say("PUT", place, "stranger", body=[{"id": first}])
    for by in ("stranger", ANONYMOUS):
        stage.say("DELETE", f"{place}{first}/", by)
        stage.say("POST", place, by, body=LINK)
        stage.say("PUT", f"{place}{first}/", by, body=LINK)
    stage.say("POST", place, body=[])


def moments(talk: Talk) -> None:
    """Which moments a write moves.

    Whether a resource that is changed alone moves its dataset's last change is not told: it does, but the test server's
    store in memory (mongomock) loses that moment, taking all that follows a resource of a list for a part of it.
    """
    stage = Stage(talk)
    made = stage.quiet_create(resources=[LINK, {**LINK, "title": "Carte"}])
    one, two = (found["id"] for found in made["resources"])
    place = f"datasets/{made['id']}/"
    calls: tuple[tuple[str, str, Json], ...] = (
        ("PUT", place, {"tags": []}), ("PUT", f"{place}resources/", [two, one]),
        ("PUT", place, {"resources": [{"id": one, "title": "Autre"}]}),
        ("PUT", f"{place}resources/{one}/", {"title": "Encore"}), ("POST", f"{place}resources/", LINK),
        ("PUT", f"api/2/{place}resources/{one}/extras/", {"a": "1"}), ("PUT", f"api/2/{place}extras/", {"a": "1"}),
        ("DELETE", f"{place}resources/{one}/", None), ("DELETE", place, None),
    )  # fmt: skip
    for method, path, body in calls:
        before = _moments(stage.read(made), one)
        stage.quietly(method, path, body=body)
        after = _moments(stage.read(made), one)
        untold = {"last_modified"} if path == f"{place}resources/{one}/" and method == "PUT" else set()
        if "resources" in (body or ()):  # the other one goes, and was made in the same millisecond, or was not
            untold = {"last_update"}
        moved = {name for name in before if before[name] != after[name]} - untold
        talk.note(f"{method} {path} moves", sorted(moved))


def _moments(dataset: Json, resource: str) -> dict[str, object]:
    held: Json = next((one for one in dataset["resources"] if one["id"] == resource), {})
    found = {name: dataset[name] for name in ("created_at", "last_modified", "last_update")}
    return found | {f"of the resource: {name}": held.get(name) for name in ("created_at", "last_modified")}


def values(talk: Talk) -> None:
    """What becomes of the values of a new resource."""
    stage = Stage(talk)
    made = stage.quiet_create()
    for name in ("title", "url", "filetype"):
        stage.try_resource(made, **{name: ...})
        stage.try_resource(made, **{name: None})
        stage.try_resource(made, **{name: ""})
    for sent in ({"filetype": "file"}, {"filetype": "zzz"}, {"type": "main"}, {"type": "zzz"}, {"type": None},
                 {"type": ...}, {"title": "x" * 351}, {"description": " x\r\n "}, {"description": "x" * 100_001},
                 {"format": " CSV "}, {"format": "  "}, {"format": None}, {"mime": " text/csv "}, {"mime": ""},
                 {"id": NO_RESOURCE}):  # fmt: skip
        stage.try_resource(made, *("type", "description", "format", "mime", "title"), **sent)
    for size in (12, "12", "zzz", -1, 1.5, None, 0):
        stage.try_resource(made, filesize=size)
    for checksum in CHECKSUMS:
        stage.try_resource(made, checksum=checksum)
    for extras in EXTRAS:
        stage.try_resource(made, extras=extras)
    made_in_list = stage.quiet_create(resources=[{"title": "Sans filetype", "url": "https://example.org/"}])
    talk.note("in a list, a resource that does not say so is a file", made_in_list["resources"][0]["filetype"])


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


def addresses(talk: Talk) -> None:
    """Which addresses it takes."""
    stage = Stage(talk)
    made = stage.quiet_create()
    for url in URLS:
        stage.try_resource(made, url=url)


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


def schemas(talk: Talk) -> None:
    """A schema of the national catalogue by its name, any other by its address."""
    stage = Stage(talk)
    made = stage.quiet_create()
    for schema in SCHEMAS:
        stage.try_resource(made, schema=schema)


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


def edits(talk: Talk) -> None:
    """A resource changed alone: here null removes a checksum and a schema."""
    stage = Stage(talk)
    made = stage.quiet_create(resources=[LINK])
    place = f"datasets/{made['id']}/resources/{made['resources'][0]['id']}/"
    stage.say("PUT", place, body={})
    for sent in (FULL, *EDITS):
        stage.tell(f"change: {sent}", stage.quietly("PUT", place, body=sent), *FIELDS)
    stage.say("PUT", place, body=[])


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


def in_lists(talk: Talk) -> None:
    """A list replaces the resources and their order; those that are known merge."""
    stage = Stage(talk)
    made = stage.quiet_create(resources=[LINK, {**FULL, "title": "Carte"}])
    known = made["resources"][1]["id"]
    sent: Json
    for sent in (
        None, "zzz", [], [{"id": known}],
        [{**LINK, "title": "Neuf"}, {"id": known, "title": "Carte 2", "description": None}],
        [{"id": known}, {**LINK, "id": NO_RESOURCE, "title": "Inconnu"}], [{"id": "zzz", **LINK}], ["zzz"],
        [{"id": known}, {"id": known}], [{"url": "https://example.org/"}],
        [{"id": known}, {**LINK, "url": "http://10.0.0.1/"}],
        [None], [{}], [{}, {"id": known}], [known],
    ):  # fmt: skip
        stage.try_resources(made, FIELDS, sent)
    for part in PARTS:
        stage.try_resources(made, FIELDS, [{"id": known, **part}])
    talk.note("order", titles(stage.read(made)))


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


TALKS: Final[Mapping[str, Script]] = {
    "resources": one_by_one,
    "resources-moments": moments,
    "resources-values": values,
    "resources-addresses": addresses,
    "resources-schemas": schemas,
    "resources-edits": edits,
    "resources-in-lists": in_lists,
}
