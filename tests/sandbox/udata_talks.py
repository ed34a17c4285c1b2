"""Conversations with a udata: its ordinary ways, its refusals, and each trap that a client of the tool could meet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from tests.sandbox import udata_talks_of_files as of_files
from tests.sandbox import udata_talks_of_resources as of_resources
from tests.sandbox import udata_talks_of_rights as of_rights
from tests.sandbox import udata_talks_of_values as of_values
from tests.sandbox.talking import ANONYMOUS, Json, Script, Talk
from tests.sandbox.udata_stage import BRON, LINK, MANNER, NOBODY, REGION, Stage, server_in

__all__ = ["MANNER", "TALKS", "server_in"]

BAD_TOKEN: Final = "eyJ.no.token"
FILLED: Final = {
    "tags": ["eau", "air"], "temporal_coverage": {"start": "2020-01-01", "end": "2021-12-31"}, "license": "lov2",
    "frequency": "annual", "frequency_date": "2020-05-01", "acronym": "TP", "description_short": "En bref.",
    "extras": {"a": "1", "b": 2}, "spatial": {"zones": [BRON], "granularity": "fr:commune"}, "private": True,
}  # fmt: skip


# ---- the portal


def portal(talk: Talk) -> None:
    """What portal it is, the words that it knows, and addresses that are none."""
    stage = Stage(talk)
    for path in ("site/", "datasets/licenses/", "datasets/frequencies/", "datasets/extensions/"):
        stage.say("GET", path, ANONYMOUS)
    stage.masked("name,versions{version_name}", "datasets/schemas/", ANONYMOUS)
    for zone in (BRON, "fr:commune:00000", "nowhere"):
        stage.say("GET", f"spatial/zone/{zone}/", ANONYMOUS)
    for path in (
        "api/1/nowhere/",
        "api/2/nowhere/",
        "datasets/nowhere/",
        f"datasets/{NOBODY}/",
        "organizations/nowhere/",
    ):
        stage.say("GET", path, ANONYMOUS)
    stage.say("GET", "datasets", ANONYMOUS)
    stage.say("DELETE", "datasets/")
    for path in ("site/", "datasets/licenses/", "me/", "datasets/nowhere/"):
        stage.say("GET", path, BAD_TOKEN)


def bodies(talk: Talk) -> None:
    """Bodies that are no object."""
    stage = Stage(talk)
    made = stage.quiet_create()
    for method, path in (("POST", "datasets/"), ("PUT", f"datasets/{made['id']}/"), ("POST", "contacts/")):
        stage.say(method, path, raw=b"{}", type="text/plain")
        stage.say(method, path, raw=b"{", type="application/json")
        stage.say(method, path, body=[])
        stage.say(method, path, raw=b"null", type="application/json")
        stage.say(method, path)


# ---- datasets


def creation(talk: Talk) -> None:
    """A dataset is made, and read by its id and its slug."""
    stage = Stage(talk)
    made = stage.create(**FILLED, resources=[LINK, {**LINK, "title": "Carte", "format": " GeoJSON "}])
    talk.note("the answer has microseconds", len(made["created_at"]) == len("2020-01-01T00:00:00.000000+00:00"))
    found = stage.say("GET", f"datasets/{made['id']}/")
    talk.note("later reads have milliseconds", all(map(_is_in_milliseconds, found["internal"].values())))
    stage.say("GET", f"datasets/{made['slug']}/")
    stage.say("GET", f"datasets/{made['slug'].upper()}/")
    stage.say("GET", f"datasets/{made['id']}/resources/{made['resources'][0]['id']}/")
    stage.create()
    alone = stage.create(organization=None)
    talk.later(lambda: stage.quietly("DELETE", f"datasets/{alone['id']}/"))


def _is_in_milliseconds(moment: str) -> bool:
    return "." not in moment or moment.partition(".")[2][3:6] == "000"


def refusals(talk: Talk) -> None:
    """What a new dataset must have, and what it must not."""
    stage = Stage(talk)
    stage.say("POST", "datasets/", body={})
    for name in ("title", "description"):
        for value in (None, "", "  "):
            stage.create(**{name: value})
    stage.create(title="x" * 351, description="x" * 100_001, description_short="x" * 201, tags=["ab"])
    stage.create(acronym="x" * 129)
    for value in (NOBODY, "nowhere", stage.slug):
        stage.create(organization=value)
    stage.create("stranger")
    stage.create(ANONYMOUS)
    stage.create(BAD_TOKEN)
    stage.create(resources=[LINK, {}, {"title": "Sans adresse"}, {**LINK, "url": "http://10.0.0.1/"}])
    stage.create(owner=stage.ids["stranger"], organization=None)
    stage.create(id=NOBODY, slug="mon-adresse", featured=True, harvest={"backend": "x"}, unknown=1)


def partial_edits(talk: Talk) -> None:
    """What is left out stays, but for tags and the period."""
    stage = Stage(talk)
    made = stage.quiet_create(**FILLED, resources=[LINK])
    stage.say("PUT", f"datasets/{made['id']}/", body={})
    stage.say("PUT", f"datasets/{made['id']}/", body={"title": f"Autre titre {talk.mark}"})
    found = stage.read(made)
    talk.note("the moment of the last change moved", found["last_modified"] != made["last_modified"])
    talk.note("that of the resources did not", found["last_update"][:20] == made["last_update"][:20])
    stage.say("PUT", f"datasets/{made['id']}/", body={"description": "", "title": None})


def nulls(talk: Talk) -> None:
    """What null clears, what it turns, and where it does nothing."""
    stage = Stage(talk)
    point = stage.quietly("POST", "contacts/", body={**CONTACT, "organization": stage.id})
    made = stage.quiet_create(**FILLED, resources=[LINK], contact_points=[point["id"]])
    for name in ("spatial", "acronym", "description_short", "license", "frequency", "frequency_date", "extras", "owner",
                 "contact_points", "private", "deleted", "archived", "resources", "organization"):  # fmt: skip
        stage.try_edit(made, **{name: None})
    stage.try_edit(made, spatial={"zones": [BRON]}, contact_points=[point["id"]])
    nothing: Json
    for nothing in ({}, {"zones": []}, {"zones": None}, {"granularity": "poi"}, {"granularity": None}):
        stage.try_edit(made, spatial=nothing)
    stage.try_edit(made, contact_points=[])
    stage.try_edit(made, resources=[])
    stage.try_edit(made, "tags", "temporal_coverage", tags=None, temporal_coverage=None)


def owners(talk: Talk) -> None:
    """An owner moves a dataset out of its organization; another organization is refused."""
    stage = Stage(talk)
    made = stage.quiet_create()
    other = stage.quietly("POST", "organizations/", body={"name": f"Autre {talk.mark}", "description": "Autre"})
    talk.later(lambda: stage.quietly("DELETE", f"organizations/{other['id']}/"))
    for organization in (stage.id, {"id": stage.id}, other["id"], NOBODY, "nowhere"):
        stage.try_edit(made, organization=organization)
    for owner in (stage.ids["stranger"], NOBODY, "nowhere", stage.ids["member"]):
        stage.try_edit(made, "owner", "organization", "permissions", owner=owner)
    stage.tell("a stranger sees", stage.quietly("GET", f"datasets/{made['id']}/", "stranger"), "permissions")
    stage.try_edit(made, "owner", "organization", organization=stage.id)


def addresses(talk: Talk) -> None:
    """The slug follows the title; a former one leads to the new one until another dataset takes it."""
    stage = Stage(talk)
    made = stage.quiet_create()
    before = made["slug"]
    stage.try_edit(made, "slug", title=f"Nouveau {talk.mark}")
    for method, path in (
        ("GET", f"datasets/{before}/"), ("PUT", f"datasets/{before}/"), ("GET", f"datasets/{before}/?a=1"),
        ("POST", f"datasets/{before}/upload/"), ("GET", f"api/2/datasets/{before}/extras/"),
    ):  # fmt: skip
        stage.say(method, path)
    stage.try_new("slug", title=f"Jeu {talk.mark}")
    stage.tell("the former address", stage.quietly("GET", f"datasets/{before}/"), "slug")
    stage.try_edit(made, "slug", title=f"Jeu {talk.mark}")
    stage.say("GET", f"datasets/nouveau-{talk.mark}/")
    stage.try_edit(made, "slug", title=f"JEU  {talk.mark} !")


def deletion(talk: Talk) -> None:
    """Deletion is soft: the public sees that it was, members see it, and it can be brought back."""
    stage = Stage(talk)
    made, hidden = stage.quiet_create(resources=[LINK]), stage.quiet_create(private=True)
    place = f"datasets/{made['id']}/"
    stage.say("DELETE", place, "stranger")
    stage.say("DELETE", place)
    stage.say("DELETE", place)
    for by in (ANONYMOUS, "stranger", "member", "admin"):
        stage.tell(f"{by} reads it", stage.quietly("GET", place, by), "deleted", "permissions")
    stage.say("PUT", place, body={"title": "Autre"})
    stage.say("PUT", place, "stranger", body={"title": "Autre"})
    stage.say("PUT", f"api/2/{place}extras/", body={"a": "1"})
    stage.say("POST", f"{place}resources/", body=LINK)
    stage.tell("brought back", stage.quietly("PUT", place, body={"deleted": None}), "deleted", "title")
    stage.quietly("DELETE", f"datasets/{hidden['id']}/")
    stage.say("GET", f"datasets/{hidden['id']}/", ANONYMOUS)
    stage.say("GET", place, ANONYMOUS)


# ---- lists


def lists(talk: Talk) -> None:
    """The datasets of an organization: deleted and archived ones too; private ones to members."""
    stage = Stage(talk)
    made = [_numbered(stage, number) for number in range(5)]
    stage.quietly("PUT", f"datasets/{made[3]['id']}/", body={"archived": "2020-02-01"})
    stage.quietly("DELETE", f"datasets/{made[4]['id']}/")
    place = f"organizations/{stage.slug}/datasets/"
    for by in ("member", ANONYMOUS, "stranger", "admin"):
        _tell_page(stage, place, by)
    for query in ("page_size=2", "page_size=2&page=2", "page_size=2&page=3", "sort=-title", "sort=-created", "sort=zzz",
                  "deleted=false&q=zzz&archived=false", "page_size=0", "page=zzz", "page=0", "deleted=zzz",
                  "page_size=2&zzz=a&zzz=b&page=1", "page_size=100000"):  # fmt: skip
        _tell_page(stage, f"{place}?{query}", "member")
    _tell_page(stage, f"organizations/{stage.id}/datasets/?page_size=2", "member")
    stage.say("GET", f"{place}?page_size=2&page=4")
    stage.say("GET", "organizations/nowhere/datasets/")
    stage.masked("title,private", "me/org_datasets/", ANONYMOUS)
    mine = [one["title"] for one in stage.quietly("GET", "me/org_datasets/") if talk.mark in one["title"]]
    talk.note("me/org_datasets/", sorted(mine))


NUMBERS: Final = ("zéro", "un", "deux", "trois", "quatre")
"""In words: a figure may be part of the mark of a talk, and be found there."""


def _numbered(stage: Stage, number: int) -> dict[str, object]:
    found: dict[str, object] = stage.quiet_create(
        title=f"Jeu {NUMBERS[number]} {stage.talk.mark}", private=number == 2, tags=["eau", f"mot-{number}"],
        license="lov2",
        spatial={"zones": [BRON if number else REGION]},
        resources=[{**LINK, "format": "csv", "schema": {"name": "etalab/schema-bal", "version": "1.4.0"}}],
    )  # fmt: skip
    return found


def _tell_page(stage: Stage, path: str, by: str) -> None:
    answer = stage.quietly("GET", path, by)
    if "data" in answer:
        answer = {**answer, "data": [one["title"] for one in answer["data"]]}
    stage.talk.note(f"{path} by {by}", answer)


def search(talk: Talk) -> None:
    """The datasets that somebody sees, with filters."""
    stage = Stage(talk)
    made = [_numbered(stage, number) for number in range(5)]
    stage.quietly("PUT", f"datasets/{made[3]['id']}/", body={"archived": "2020-02-01"})
    stage.quietly("DELETE", f"datasets/{made[4]['id']}/")
    for by in ("member", ANONYMOUS, "stranger", "admin"):
        _tell_page(stage, f"datasets/?organization={stage.id}", by)
    for query in ("deleted=false", "deleted=true", "archived=false", "archived=true", "private=true", "private=false",
                  "deleted=false&archived=false", "q=jeu+deux", "tag=eau&tag=mot-1", "license=lov2", "license=zzz",
                  "format=csv",
                  f"geozone={REGION}", "schema=etalab/schema-bal", "schema_version=9", "sort=title", "sort=-title",
                  "page_size=1&page=2", "page=99", "featured=true", "private=zzz", "sort=zzz", "zzz=1"):  # fmt: skip
        _tell_page(stage, f"datasets/?organization={stage.id}&{query}", "member")
    for query in ("deleted=false", "archived=false", "private=false"):
        _tell_page(stage, f"datasets/?organization={stage.id}&{query}", ANONYMOUS)
    for path in (f"datasets/?organization={stage.slug}", f"datasets/?organization={NOBODY}", "datasets/?owner=zzz"):
        _tell_page(stage, path, "member")


def masks(talk: Talk) -> None:
    """A mask chooses fields; what it names that is not there is left out, and what it misspells is refused."""
    stage = Stage(talk)
    point = stage.quietly("POST", "contacts/", body={**CONTACT, "organization": stage.id})
    checksum = {"type": "sha1", "value": "abc"}
    made = stage.quiet_create(**FILLED, contact_points=[point["id"]], resources=[{**LINK, "checksum": checksum}])
    stage.quiet_create(title=f"Vide {talk.mark}")
    place = f"organizations/{stage.slug}/datasets/"
    for mask in (TOOL, "data{id,title}", "{data{title}}", "data{title},next_page,total", "total", "data{zzz}", "zzz",
                 "data{organization{slug},resources{title,schema,checksum{value}}}", "data{extras{a}}", "data{title},*",
                 "data{spatial{zones}, temporal_coverage{start}, harvest{backend}, contact_points{email}, owner{id}}",
                 "data{title{x}}", "data{", "}", ",", "data{title,,id}", "data{tags{x}}", "{data{title}"):  # fmt: skip
        stage.masked(mask, place)
    for mask in ("id,title", "id{x}", "resources{title}", "zzz{a}"):
        stage.masked(mask, f"datasets/{made['id']}/")
    for path in ("site/", "datasets/extensions/", f"spatial/zone/{BRON}/"):
        stage.masked("version,id", path, ANONYMOUS)
    stage.masked("id", f"organizations/{stage.slug}/")
    stage.masked("id", "me/", BAD_TOKEN)


TOOL: Final = (
    "data{id,slug,title,description,tags,license,frequency,temporal_coverage,spatial,contact_points{id,name,email,role},"
    "private,archived,deleted,extras,harvest,internal,page,organization{id,slug},"
    "resources{id,title,description,url,filetype,type,format,mime,checksum,filesize,schema,extras}},next_page"
)
"""The mask of a bulk read, as the tool sends it."""

CONTACT: Final = {"name": "Service SIG", "email": "sig@example.org", "role": "contact"}


# ---- contact points


def contacts(talk: Talk) -> None:
    """A contact point is made once, and belongs to its organization."""
    stage = Stage(talk)
    made = stage.say("POST", "contacts/", body={**CONTACT, "organization": stage.id})
    stage.say("POST", "contacts/", body={**CONTACT, "organization": {"id": stage.id, "class": "Organization"}})
    for changes in CONTACTS:
        point = {**CONTACT, "organization": stage.id, **changes}
        stage.say("POST", "contacts/", body={name: value for name, value in point.items() if value is not ...})
    for organization in (stage.slug, NOBODY):
        stage.say("POST", "contacts/", body={**CONTACT, "organization": organization})
    mine = stage.say("POST", "contacts/", body={**CONTACT, "name": f"Moi {talk.mark}"})
    stage.say("POST", "contacts/", "stranger", body={**CONTACT, "organization": stage.id})
    stage.say("POST", "contacts/", ANONYMOUS, body={**CONTACT, "organization": stage.id})
    stage.say("GET", f"organizations/{stage.slug}/contacts/?page_size=2", ANONYMOUS)
    dataset = stage.quiet_create(contact_points=[made["id"]])
    sent: Json
    for sent in ([mine["id"]], [{"id": made["id"]}], [made["id"], made["id"]], [NOBODY], ["nobody"]):
        stage.try_edit(dataset, contact_points=sent)
    stage.try_edit(dataset, "contact_points", title="Autre titre")


CONTACTS: Final[tuple[Mapping[str, object], ...]] = (
    {"email": ...}, {"email": None}, {"email": "nobody"}, {"role": ...}, {"role": "boss"}, {"name": None},
    {"role": "publisher", "email": ...}, {"role": "publisher", "name": None, "email": None},
    {"email": ..., "contact_form": "https://example.org/"}, {"name": "https://example.org"}, {"name": " Service SIG "},
    {"email": "SIG@example.org"},
)  # fmt: skip


def extras(talk: Talk) -> None:
    """Version 2 of the API merges extras; neither the moment of the last change nor the public sees it."""
    stage = Stage(talk)
    made = stage.quiet_create(extras={"a": "1"}, resources=[{**LINK, "extras": {"a": "1"}}])
    resource = made["resources"][0]["id"]
    sent: Json
    places = (f"api/2/datasets/{made['id']}/extras/", f"api/2/datasets/{made['id']}/resources/{resource}/extras/")
    before = stage.read(made)
    for place in places:
        for sent in ({"b": 2}, {"a": None, "zzz": None}, [], {"$a": 1}, {"dcat": "1"}, {"datafairOrigin": "zzz"}):
            if place == places[1] and sent == {"datafairOrigin": "zzz"}:
                continue
            stage.say("PUT", place, body=sent)
        stage.say("GET", place, ANONYMOUS)
        stage.say("PUT", place, "stranger", body={"c": 1})
        stage.say("PUT", place, ANONYMOUS, body={"c": 1})
    stage.say("PUT", places[1].replace(resource, "00000000-0000-4000-8000-000000000000"), body={})
    stage.say("PUT", places[0], body={"custom:x": 1})
    after = stage.read(made)
    talk.note("moments moved", {name: before[name] != after[name] for name in ("last_modified", "internal")})
    stage.say("PUT", places[0], "admin", body={"transport:x": 1})
    stage.try_edit(made, extras={"n": "1", "transport:x": 2})
    stage.try_edit(made, extras={"o": "1"})


def today(talk: Talk) -> None:
    """A year alone is the present day of that year."""
    stage = Stage(talk)
    made = stage.quiet_create(temporal_coverage={"start": "2020", "end": "2024"})
    ends = [str(made["temporal_coverage"][name])[4:] for name in ("start", "end")]
    talk.note("the day is today's", ends == [date.today().isoformat()[4:]] * 2)


TALKS: Final[Mapping[str, Script]] = {
    "portal": portal,
    "bodies": bodies,
    "creation": creation,
    "refusals": refusals,
    "partial-edits": partial_edits,
    "nulls": nulls,
    "owners": owners,
    "addresses": addresses,
    "deletion": deletion,
    "lists": lists,
    "search": search,
    "masks": masks,
    "contacts": contacts,
    "extras": extras,
    "today": today,
    **of_values.TALKS,
    **of_resources.TALKS,
    **of_files.TALKS,
    **of_rights.TALKS,
}
