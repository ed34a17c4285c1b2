"""Exchanges with a udata about permissions: members by their role, other users, the public."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.sandbox.exchanges import ANONYMOUS, Exchange, Script
from tests.sandbox.udata_client import LINK, NO_RESOURCE, NOBODY, UdataClient

EVERYBODY: Final = ("member", "editor", "stranger", "admin", ANONYMOUS)


def accounts(exchange: Exchange) -> None:
    """The caller's account and permissions."""
    client = UdataClient(exchange)
    client.record("GET", "me/", ANONYMOUS)
    for by in ("member", "editor", "stranger", "admin"):
        account = client.request("GET", "me/", by)
        exchange.note(f"{by} has an id", account["id"] == client.ids[by])
        exchange.note(
            f"{by} is here",
            [organization for organization in account["organizations"] if organization["id"] == client.id],
        )


def organizations(exchange: Exchange) -> None:
    """Organizations are created, read, and soft-deleted."""
    client = UdataClient(exchange)
    name = f"Autre {exchange.mark}"
    for fields in ({}, {"name": name}, {"description": "Texte"}, {"name": name, "description": "Texte"}):
        organization = client.record("POST", "organizations/", body=fields)
    second_organization = client.record("POST", "organizations/", body={"name": name, "description": "Texte"})
    client.record("POST", "organizations/", ANONYMOUS, body={"name": name, "description": "Texte"})
    client.record("GET", f"organizations/{organization['id']}/", ANONYMOUS)
    client.record("GET", f"organizations/{organization['slug'].upper()}/", ANONYMOUS)
    for by in EVERYBODY:
        client.note_fields(
            f"{by} may", client.request("GET", f"organizations/{organization['slug']}/", by), "permissions"
        )
    for by in (ANONYMOUS, "stranger", "member", "member"):
        client.record("DELETE", f"organizations/{organization['slug']}/", by)
    client.record("GET", f"organizations/{organization['slug']}/", ANONYMOUS)
    client.note_fields(
        "a member reads it", client.request("GET", f"organizations/{organization['slug']}/"), "name", "permissions"
    )
    client.request("DELETE", f"organizations/{second_organization['slug']}/")
    client.record("GET", f"organizations/{NOBODY}/", ANONYMOUS)
    slugs = [organization["slug"] for organization in client.request("GET", "me/")["organizations"]]
    exchange.note("of these, me/ lists", [slug for slug in slugs if exchange.mark in slug])


def membership(exchange: Exchange) -> None:
    """A user requests membership, is accepted, and gets several roles."""
    client = UdataClient(exchange)
    place = f"organizations/{client.slug}"
    client.record("POST", f"{place}/membership/", "editor", body={})
    membership_request = client.record("POST", f"{place}/membership/", "editor", body={"comment": "essai"})
    client.record("POST", f"{place}/membership/", "editor", body={"comment": "encore"})
    client.record("POST", f"{place}/membership/", ANONYMOUS, body={"comment": "essai"})
    for by in ("stranger", "member", "member"):
        client.record("POST", f"{place}/membership/{membership_request['id']}/accept/", by, body={})
    client.record("POST", f"{place}/membership/{NO_RESOURCE}/accept/", body={})
    client.record("POST", f"{place}/membership/", "editor", body={"comment": "essai"})
    member = f"{place}/member/{client.ids['editor']}/"
    for role in ("partial_editor", "zzz", "admin", "editor"):
        client.record("PUT", member, body={"role": role})
        client.note_fields("may", client.request("GET", f"{place}/", "editor"), "permissions")
    client.record("PUT", member, "editor", body={"role": "admin"})
    client.record("PUT", f"{place}/member/{client.ids['stranger']}/", body={"role": "editor"})
    client.record("PUT", f"{place}/member/nobody/", body={"role": "editor"})
    client.record("GET", f"{place}/", ANONYMOUS)


def _join(client: UdataClient, role: str) -> None:
    place = f"organizations/{client.slug}"
    membership_request = client.request("POST", f"{place}/membership/", "editor", body={"comment": "essai"})
    client.request("POST", f"{place}/membership/{membership_request['id']}/accept/", body={})
    client.request("PUT", f"{place}/member/{client.ids['editor']}/", body={"role": role})


def editors(exchange: Exchange) -> None:
    """An editor changes every dataset of the organization."""
    client = UdataClient(exchange)
    _join(client, "editor")
    dataset = client.create_unrecorded(private=True, resources=[LINK])
    place = f"datasets/{dataset['id']}/"
    client.note_fields("reads", client.request("GET", place, "editor"), "permissions", "private")
    client.record_status("PUT", place, "editor", body={"title": "Autre", "private": True})
    client.record_status("POST", f"{place}resources/", "editor", body=LINK)
    client.record_status("PUT", f"api/2/{place}extras/", "editor", body={"a": "1"})
    client.note_fields("makes", client.create("editor"), "permissions")
    client.record_status("DELETE", place, "editor")


def partial_editors(exchange: Exchange) -> None:
    """A partial editor changes the datasets that they created or were assigned."""
    client = UdataClient(exchange)
    _join(client, "partial_editor")
    dataset = client.create_unrecorded(private=True, resources=[LINK])
    place, member = f"datasets/{dataset['id']}/", f"organizations/{client.slug}/member/{client.ids['editor']}/"
    client.note_fields("reads", client.request("GET", place, "editor"), "permissions", "private")
    client.record("PUT", place, "editor", body={"title": "Autre"})
    client.record("POST", f"{place}resources/", "editor", body=LINK)
    client.record("PUT", f"api/2/{place}extras/", "editor", body={"a": "1"})
    client.record("DELETE", place, "editor")
    own_dataset = client.create("editor", title=f"À moi {exchange.mark}")
    answer = client.request("PUT", f"datasets/{own_dataset['id']}/", "editor", body={"title": "Autre"})
    client.note_fields("changes its own", answer, "title", "permissions")
    client.record_status("PUT", f"{member}assignments/", body=[{"class": "Dataset", "id": dataset["id"]}])
    client.record_status("PUT", place, "editor", body={"title": "Autre", "private": True})
    client.record_status("PUT", f"datasets/{own_dataset['id']}/", "editor", body={"title": "Encore"})
    client.request("PUT", member, body={"role": "editor"})
    client.request("PUT", member, body={"role": "partial_editor"})
    client.record_status("PUT", place, "editor", body={"title": "Autre", "private": True})
    page = client.request("GET", f"organizations/{client.slug}/datasets/", "editor")
    exchange.note("it sees", [entry["id"] for entry in page["data"]])


def strangers(exchange: Exchange) -> None:
    """Other users and the public read public datasets, and change none."""
    client = UdataClient(exchange)
    public_dataset, private_dataset = client.create_unrecorded(resources=[LINK]), client.create_unrecorded(private=True)
    for by in ("stranger", ANONYMOUS):
        client.note_fields(
            f"{by} reads", client.request("GET", f"datasets/{public_dataset['id']}/", by), "permissions", "organization"
        )
        client.record("GET", f"datasets/{private_dataset['id']}/", by)
        client.record("GET", f"api/2/datasets/{private_dataset['id']}/extras/", by)
        for dataset in (public_dataset, private_dataset):
            client.record("PUT", f"datasets/{dataset['id']}/", by, body={"title": ""})
            client.record("DELETE", f"datasets/{dataset['id']}/", by)
        client.record("PUT", "datasets/nowhere/", by, body={})
        client.create(by)
    client.note_fields(
        "the site's administrator reads",
        client.request("GET", f"datasets/{private_dataset['id']}/", "admin"),
        "permissions",
    )
    client.record_status("PUT", f"datasets/{private_dataset['id']}/", "admin", body={"title": "Autre", "private": True})


EXCHANGES: Final[Mapping[str, Script]] = {
    "accounts": accounts,
    "organizations": organizations,
    "membership": membership,
    "rights-of-editors": editors,
    "rights-of-partial-editors": partial_editors,
    "rights-of-strangers": strangers,
}
