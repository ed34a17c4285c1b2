"""Exchanges with a udata: ordinary calls, refusals, and the pitfalls that the tool could meet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from tests.sandbox import udata_exchanges_of_files as of_files
from tests.sandbox import udata_exchanges_of_resources as of_resources
from tests.sandbox import udata_exchanges_of_rights as of_rights
from tests.sandbox import udata_exchanges_of_values as of_values
from tests.sandbox.exchanges import ANONYMOUS, Exchange, Json, Script
from tests.sandbox.udata_client import BRON, CONVENTIONS, LINK, NOBODY, REGION, UdataClient, server_in

__all__ = ["CONVENTIONS", "EXCHANGES", "server_in"]

BAD_TOKEN: Final = "eyJ.no.token"
FILLED: Final = {
    "tags": ["eau", "air"], "temporal_coverage": {"start": "2020-01-01", "end": "2021-12-31"}, "license": "lov2",
    "frequency": "annual", "frequency_date": "2020-05-01", "acronym": "TP", "description_short": "En bref.",
    "extras": {"a": "1", "b": 2}, "spatial": {"zones": [BRON], "granularity": "fr:commune"}, "private": True,
}  # fmt: skip


# ---- the site


def site(exchange: Exchange) -> None:
    """The site, its vocabularies, and unknown addresses."""
    client = UdataClient(exchange)
    for path in ("site/", "datasets/licenses/", "datasets/frequencies/", "datasets/extensions/"):
        client.record("GET", path, ANONYMOUS)
    client.masked("name,versions{version_name}", "datasets/schemas/", ANONYMOUS)
    for zone in (BRON, "fr:commune:00000", "nowhere"):
        client.record("GET", f"spatial/zone/{zone}/", ANONYMOUS)
    for path in (
        "api/1/nowhere/",
        "api/2/nowhere/",
        "datasets/nowhere/",
        f"datasets/{NOBODY}/",
        "organizations/nowhere/",
    ):
        client.record("GET", path, ANONYMOUS)
    client.record("GET", "datasets", ANONYMOUS)
    client.record("DELETE", "datasets/")
    for path in ("site/", "datasets/licenses/", "me/", "datasets/nowhere/"):
        client.record("GET", path, BAD_TOKEN)


def bodies(exchange: Exchange) -> None:
    """Bodies that are not JSON objects."""
    client = UdataClient(exchange)
    dataset = client.create_unrecorded()
    for method, path in (("POST", "datasets/"), ("PUT", f"datasets/{dataset['id']}/"), ("POST", "contacts/")):
        client.record(method, path, raw=b"{}", type="text/plain")
        client.record(method, path, raw=b"{", type="application/json")
        client.record(method, path, body=[])
        client.record(method, path, raw=b"null", type="application/json")
        client.record(method, path)


# ---- datasets


def creation(exchange: Exchange) -> None:
    """A dataset is created, and read by its id and its slug."""
    client = UdataClient(exchange)
    dataset = client.create(**FILLED, resources=[LINK, {**LINK, "title": "Carte", "format": " GeoJSON "}])
    exchange.note("the answer has microseconds", len(dataset["created_at"]) == len("2020-01-01T00:00:00.000000+00:00"))
    stored_dataset = client.record("GET", f"datasets/{dataset['id']}/")
    exchange.note("later reads have milliseconds", all(map(_is_in_milliseconds, stored_dataset["internal"].values())))
    client.record("GET", f"datasets/{dataset['slug']}/")
    client.record("GET", f"datasets/{dataset['slug'].upper()}/")
    client.record("GET", f"datasets/{dataset['id']}/resources/{dataset['resources'][0]['id']}/")
    client.create()
    unowned_dataset = client.create(organization=None)
    exchange.add_cleanup(lambda: client.request("DELETE", f"datasets/{unowned_dataset['id']}/"))


def _is_in_milliseconds(moment: str) -> bool:
    return "." not in moment or moment.partition(".")[2][3:6] == "000"


def refusals(exchange: Exchange) -> None:
    """Required and refused values of a new dataset."""
    client = UdataClient(exchange)
    client.record("POST", "datasets/", body={})
    for name in ("title", "description"):
        for value in (None, "", "  "):
            client.create(**{name: value})
    client.create(title="x" * 351, description="x" * 100_001, description_short="x" * 201, tags=["ab"])
    client.create(acronym="x" * 129)
    for value in (NOBODY, "nowhere", client.slug):
        client.create(organization=value)
    client.create("stranger")
    client.create(ANONYMOUS)
    client.create(BAD_TOKEN)
    client.create(resources=[LINK, {}, {"title": "Sans adresse"}, {**LINK, "url": "http://10.0.0.1/"}])
    client.create(owner=client.ids["stranger"], organization=None)
    client.create(id=NOBODY, slug="mon-adresse", featured=True, harvest={"backend": "x"}, unknown=1)


def partial_edits(exchange: Exchange) -> None:
    """Fields that are left out stay, except for tags and the period."""
    client = UdataClient(exchange)
    dataset = client.create_unrecorded(**FILLED, resources=[LINK])
    client.record("PUT", f"datasets/{dataset['id']}/", body={})
    client.record("PUT", f"datasets/{dataset['id']}/", body={"title": f"Autre titre {exchange.mark}"})
    stored_dataset = client.read(dataset)
    exchange.note("the moment of the last change moved", stored_dataset["last_modified"] != dataset["last_modified"])
    exchange.note("that of the resources did not", stored_dataset["last_update"][:20] == dataset["last_update"][:20])
    client.record("PUT", f"datasets/{dataset['id']}/", body={"description": "", "title": None})


def nulls(exchange: Exchange) -> None:
    """The fields that null clears, changes or keeps."""
    client = UdataClient(exchange)
    point = client.request("POST", "contacts/", body={**CONTACT, "organization": client.id})
    dataset = client.create_unrecorded(**FILLED, resources=[LINK], contact_points=[point["id"]])
    for name in ("spatial", "acronym", "description_short", "license", "frequency", "frequency_date", "extras", "owner",
                 "contact_points", "private", "deleted", "archived", "resources", "organization"):  # fmt: skip
        client.try_edit(dataset, **{name: None})
    client.try_edit(dataset, spatial={"zones": [BRON]}, contact_points=[point["id"]])
    nothing: Json
    for nothing in ({}, {"zones": []}, {"zones": None}, {"granularity": "poi"}, {"granularity": None}):
        client.try_edit(dataset, spatial=nothing)
    client.try_edit(dataset, contact_points=[])
    client.try_edit(dataset, resources=[])
    client.try_edit(dataset, "tags", "temporal_coverage", tags=None, temporal_coverage=None)


def owners(exchange: Exchange) -> None:
    """An owner moves a dataset out of its organization; another organization is refused."""
    client = UdataClient(exchange)
    dataset = client.create_unrecorded()
    other = client.request("POST", "organizations/", body={"name": f"Autre {exchange.mark}", "description": "Autre"})
    exchange.add_cleanup(lambda: client.request("DELETE", f"organizations/{other['id']}/"))
    for organization in (client.id, {"id": client.id}, other["id"], NOBODY, "nowhere"):
        client.try_edit(dataset, organization=organization)
    for owner in (client.ids["stranger"], NOBODY, "nowhere", client.ids["member"]):
        client.try_edit(dataset, "owner", "organization", "permissions", owner=owner)
    client.note_fields(
        "a stranger sees", client.request("GET", f"datasets/{dataset['id']}/", "stranger"), "permissions"
    )
    client.try_edit(dataset, "owner", "organization", organization=client.id)


def addresses(exchange: Exchange) -> None:
    """The slug follows the title; a former one leads to the new one until another dataset takes it."""
    client = UdataClient(exchange)
    dataset = client.create_unrecorded()
    before = dataset["slug"]
    client.try_edit(dataset, "slug", title=f"Nouveau {exchange.mark}")
    for method, path in (
        ("GET", f"datasets/{before}/"), ("PUT", f"datasets/{before}/"), ("GET", f"datasets/{before}/?a=1"),
        ("POST", f"datasets/{before}/upload/"), ("GET", f"api/2/datasets/{before}/extras/"),
    ):  # fmt: skip
        client.record(method, path)
    client.try_new("slug", title=f"Jeu {exchange.mark}")
    client.note_fields("the former address", client.request("GET", f"datasets/{before}/"), "slug")
    client.try_edit(dataset, "slug", title=f"Jeu {exchange.mark}")
    client.record("GET", f"datasets/nouveau-{exchange.mark}/")
    client.try_edit(dataset, "slug", title=f"JEU  {exchange.mark} !")


def deletion(exchange: Exchange) -> None:
    """Deletion is soft: the public gets status 410, members still see the dataset, and it can be restored."""
    client = UdataClient(exchange)
    dataset, private_dataset = client.create_unrecorded(resources=[LINK]), client.create_unrecorded(private=True)
    place = f"datasets/{dataset['id']}/"
    client.record("DELETE", place, "stranger")
    client.record("DELETE", place)
    client.record("DELETE", place)
    for by in (ANONYMOUS, "stranger", "member", "admin"):
        client.note_fields(f"{by} reads it", client.request("GET", place, by), "deleted", "permissions")
    client.record("PUT", place, body={"title": "Autre"})
    client.record("PUT", place, "stranger", body={"title": "Autre"})
    client.record("PUT", f"api/2/{place}extras/", body={"a": "1"})
    client.record("POST", f"{place}resources/", body=LINK)
    client.note_fields("brought back", client.request("PUT", place, body={"deleted": None}), "deleted", "title")
    client.request("DELETE", f"datasets/{private_dataset['id']}/")
    client.record("GET", f"datasets/{private_dataset['id']}/", ANONYMOUS)
    client.record("GET", place, ANONYMOUS)


# ---- lists


def lists(exchange: Exchange) -> None:
    """The datasets of an organization: deleted and archived ones too; private ones to members."""
    client = UdataClient(exchange)
    datasets = [_numbered(client, number) for number in range(5)]
    client.request("PUT", f"datasets/{datasets[3]['id']}/", body={"archived": "2020-02-01"})
    client.request("DELETE", f"datasets/{datasets[4]['id']}/")
    place = f"organizations/{client.slug}/datasets/"
    for by in ("member", ANONYMOUS, "stranger", "admin"):
        _note_page(client, place, by)
    for query in ("page_size=2", "page_size=2&page=2", "page_size=2&page=3", "sort=-title", "sort=-created", "sort=zzz",
                  "deleted=false&q=zzz&archived=false", "page_size=0", "page=zzz", "page=0", "deleted=zzz",
                  "page_size=2&zzz=a&zzz=b&page=1", "page_size=100000"):  # fmt: skip
        _note_page(client, f"{place}?{query}", "member")
    _note_page(client, f"organizations/{client.id}/datasets/?page_size=2", "member")
    client.record("GET", f"{place}?page_size=2&page=4")
    client.record("GET", "organizations/nowhere/datasets/")
    client.masked("title,private", "me/org_datasets/", ANONYMOUS)
    own_titles = [
        dataset["title"] for dataset in client.request("GET", "me/org_datasets/") if exchange.mark in dataset["title"]
    ]
    exchange.note("me/org_datasets/", sorted(own_titles))


NUMBERS: Final = ("zéro", "un", "deux", "trois", "quatre")
"""Words, not figures: a search for a figure could match the mark of the exchange."""


def _numbered(client: UdataClient, number: int) -> dict[str, object]:
    dataset: dict[str, object] = client.create_unrecorded(
        title=f"Jeu {NUMBERS[number]} {client.exchange.mark}", private=number == 2, tags=["eau", f"mot-{number}"],
        license="lov2",
        spatial={"zones": [BRON if number else REGION]},
        resources=[{**LINK, "format": "csv", "schema": {"name": "etalab/schema-bal", "version": "1.4.0"}}],
    )  # fmt: skip
    return dataset


def _note_page(client: UdataClient, path: str, by: str) -> None:
    answer = client.request("GET", path, by)
    if "data" in answer:
        answer = {**answer, "data": [dataset["title"] for dataset in answer["data"]]}
    client.exchange.note(f"{path} by {by}", answer)


def search(exchange: Exchange) -> None:
    """The datasets that an account sees, with filters."""
    client = UdataClient(exchange)
    datasets = [_numbered(client, number) for number in range(5)]
    client.request("PUT", f"datasets/{datasets[3]['id']}/", body={"archived": "2020-02-01"})
    client.request("DELETE", f"datasets/{datasets[4]['id']}/")
    for by in ("member", ANONYMOUS, "stranger", "admin"):
        _note_page(client, f"datasets/?organization={client.id}", by)
    for query in ("deleted=false", "deleted=true", "archived=false", "archived=true", "private=true", "private=false",
                  "deleted=false&archived=false", "q=jeu+deux", "tag=eau&tag=mot-1", "license=lov2", "license=zzz",
                  "format=csv",
                  f"geozone={REGION}", "schema=etalab/schema-bal", "schema_version=9", "sort=title", "sort=-title",
                  "page_size=1&page=2", "page=99", "featured=true", "private=zzz", "sort=zzz", "zzz=1"):  # fmt: skip
        _note_page(client, f"datasets/?organization={client.id}&{query}", "member")
    for query in ("deleted=false", "archived=false", "private=false"):
        _note_page(client, f"datasets/?organization={client.id}&{query}", ANONYMOUS)
    for path in (f"datasets/?organization={client.slug}", f"datasets/?organization={NOBODY}", "datasets/?owner=zzz"):
        _note_page(client, path, "member")


def masks(exchange: Exchange) -> None:
    """A mask selects fields; unknown fields are left out, and a syntax error is refused."""
    client = UdataClient(exchange)
    point = client.request("POST", "contacts/", body={**CONTACT, "organization": client.id})
    checksum = {"type": "sha1", "value": "abc"}
    dataset = client.create_unrecorded(
        **FILLED, contact_points=[point["id"]], resources=[{**LINK, "checksum": checksum}]
    )
    client.create_unrecorded(title=f"Vide {exchange.mark}")
    place = f"organizations/{client.slug}/datasets/"
    for mask in (TOOL, "data{id,title}", "{data{title}}", "data{title},next_page,total", "total", "data{zzz}", "zzz",
                 "data{organization{slug},resources{title,schema,checksum{value}}}", "data{extras{a}}", "data{title},*",
                 "data{spatial{zones}, temporal_coverage{start}, harvest{backend}, contact_points{email}, owner{id}}",
                 "data{title{x}}", "data{", "}", ",", "data{title,,id}", "data{tags{x}}", "{data{title}"):  # fmt: skip
        client.masked(mask, place)
    for mask in ("id,title", "id{x}", "resources{title}", "zzz{a}"):
        client.masked(mask, f"datasets/{dataset['id']}/")
    for path in ("site/", "datasets/extensions/", f"spatial/zone/{BRON}/"):
        client.masked("version,id", path, ANONYMOUS)
    client.masked("id", f"organizations/{client.slug}/")
    client.masked("id", "me/", BAD_TOKEN)


TOOL: Final = (
    "data{id,slug,title,description,tags,license,frequency,temporal_coverage,spatial,contact_points{id,name,email,role},"
    "private,archived,deleted,extras,harvest,internal,page,organization{id,slug},"
    "resources{id,title,description,url,filetype,type,format,mime,checksum,filesize,schema,extras}},next_page"
)
"""The mask of a bulk read, as the tool sends it."""

CONTACT: Final = {"name": "Service SIG", "email": "sig@example.org", "role": "contact"}


# ---- contact points


def contacts(exchange: Exchange) -> None:
    """A contact point is created once, and belongs to its organization."""
    client = UdataClient(exchange)
    point = client.record("POST", "contacts/", body={**CONTACT, "organization": client.id})
    client.record("POST", "contacts/", body={**CONTACT, "organization": {"id": client.id, "class": "Organization"}})
    for changes in CONTACTS:
        changed_point = {**CONTACT, "organization": client.id, **changes}
        client.record(
            "POST", "contacts/", body={name: value for name, value in changed_point.items() if value is not ...}
        )
    for organization in (client.slug, NOBODY):
        client.record("POST", "contacts/", body={**CONTACT, "organization": organization})
    own_point = client.record("POST", "contacts/", body={**CONTACT, "name": f"Moi {exchange.mark}"})
    client.record("POST", "contacts/", "stranger", body={**CONTACT, "organization": client.id})
    client.record("POST", "contacts/", ANONYMOUS, body={**CONTACT, "organization": client.id})
    client.record("GET", f"organizations/{client.slug}/contacts/?page_size=2", ANONYMOUS)
    dataset = client.create_unrecorded(contact_points=[point["id"]])
    ids: Json
    for ids in ([own_point["id"]], [{"id": point["id"]}], [point["id"], point["id"]], [NOBODY], ["nobody"]):
        client.try_edit(dataset, contact_points=ids)
    client.try_edit(dataset, "contact_points", title="Autre titre")


CONTACTS: Final[tuple[Mapping[str, object], ...]] = (
    {"email": ...}, {"email": None}, {"email": "nobody"}, {"role": ...}, {"role": "boss"}, {"name": None},
    {"role": "publisher", "email": ...}, {"role": "publisher", "name": None, "email": None},
    {"email": ..., "contact_form": "https://example.org/"}, {"name": "https://example.org"}, {"name": " Service SIG "},
    {"email": "SIG@example.org"}, {"role": "creator", "name": None}, {"role": "creator", "name": "n" * 256},
    {"email": ..., "contact_form": " HTTPS://example.ORG/ecrire "}, {"contact_form": "http://192.168.1.10/ecrire"},
    {"role": "publisher", "name": "voir www.example.org"}, {"role": "publisher", "name": "Ville", "email": None},
)  # fmt: skip


def extras(exchange: Exchange) -> None:
    """Version 2 of the API merges extras; the time of the last change stays, and the public may not do it."""
    client = UdataClient(exchange)
    dataset = client.create_unrecorded(extras={"a": "1"}, resources=[{**LINK, "extras": {"a": "1"}}])
    resource = dataset["resources"][0]["id"]
    payload: Json
    places = (f"api/2/datasets/{dataset['id']}/extras/", f"api/2/datasets/{dataset['id']}/resources/{resource}/extras/")
    before = client.read(dataset)
    for place in places:
        for payload in ({"b": 2}, {"a": None, "zzz": None}, [], {"$a": 1}, {"dcat": "1"}, {"datafairOrigin": "zzz"}):
            if place == places[1] and payload == {"datafairOrigin": "zzz"}:
                continue
            client.record("PUT", place, body=payload)
        client.record("GET", place, ANONYMOUS)
        client.record("PUT", place, "stranger", body={"c": 1})
        client.record("PUT", place, ANONYMOUS, body={"c": 1})
    client.record("PUT", places[1].replace(resource, "00000000-0000-4000-8000-000000000000"), body={})
    client.record("PUT", places[0], body={"custom:x": 1})
    after = client.read(dataset)
    exchange.note("moments moved", {name: before[name] != after[name] for name in ("last_modified", "internal")})
    client.record("PUT", places[0], "admin", body={"transport:x": 1})
    client.try_edit(dataset, extras={"n": "1", "transport:x": 2})
    client.try_edit(dataset, extras={"o": "1"})


def today(exchange: Exchange) -> None:
    """A year alone is the present day of that year."""
    client = UdataClient(exchange)
    dataset = client.create_unrecorded(temporal_coverage={"start": "2020", "end": "2024"})
    ends = [str(dataset["temporal_coverage"][name])[4:] for name in ("start", "end")]
    exchange.note("the day is today's", ends == [date.today().isoformat()[4:]] * 2)


EXCHANGES: Final[Mapping[str, Script]] = {
    "site": site,
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
    **of_values.EXCHANGES,
    **of_resources.EXCHANGES,
    **of_files.EXCHANGES,
    **of_rights.EXCHANGES,
}
