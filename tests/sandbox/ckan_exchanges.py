"""Exchanges with a CKAN: ordinary calls, refusals, and the pitfalls that the tool could meet."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from functools import partial
from typing import Final

from tests.sandbox import ckan_exchanges_of_changes as changes
from tests.sandbox import ckan_exchanges_of_files as files
from tests.sandbox import ckan_exchanges_of_resources as resources
from tests.sandbox.ckan_client import CONVENTIONS, LINKS, CkanClient, server_in
from tests.sandbox.exchanges import ANONYMOUS, Exchange, Script

__all__ = ["CONVENTIONS", "EXCHANGES", "server_in"]

BAD_TOKEN: Final = "no-such-token"


# ---- the site and the caller


def site(exchange: Exchange) -> None:
    """The site's status and licences; malformed calls."""
    for path in ("api/3", "api/3/action/status_show", "api/action/status_show", "api/3/action/license_list"):
        exchange.record("GET", path, ANONYMOUS)
    exchange.record("POST", "api/3/action/status_show", body={})
    exchange.record("POST", "api/3/action/no_such_action", body={})
    exchange.record("POST", "api/3/action/package_show", raw=b"{bad", type="application/json")
    exchange.record("POST", "api/3/action/package_show", body=["a"])
    exchange.record("POST", "api/3/action/package_show", body={})
    exchange.record("GET", "api/3/action/package_show", query={"id": "no-such-dataset"})
    exchange.record("GET", "api/3/action/package_create", query={"name": "a-dataset"})


def accounts(exchange: Exchange) -> None:
    """The caller's account and permissions. A bad token is no error: the caller is the public."""
    client = CkanClient(exchange)
    for by in ("editor", "admin", "stranger", ANONYMOUS, BAD_TOKEN):
        client.act("user_show", by)
    client.act("user_show", ANONYMOUS, id="no-such-user")
    for by in ("editor", "admin", "stranger", ANONYMOUS, BAD_TOKEN):
        organizations = client.request("organization_list_for_user", by, permission="create_dataset")
        exchange.note(
            f"{by} may write here",
            [organization for organization in organizations if organization["name"] == client.organization],
        )


def organizations(exchange: Exchange) -> None:
    """Organizations and their members."""
    client = CkanClient(exchange)
    name = client.organization
    exchange.note("listed", name in client.request("organization_list", ANONYMOUS))
    organization = client.act("organization_show", id=name)
    client.act("organization_show", ANONYMOUS, id=organization["id"], include_users=False, include_groups=False)
    client.act("organization_show", id="no-such-organization")
    client.act("organization_create", "admin", name=name)
    client.act("organization_create", ANONYMOUS, name=f"{name}-2")
    for fields in ({}, {"name": "A"}, {"name": "Été"}, {"name": "new"}):
        client.act("organization_create", "admin", **fields)
    client.act("organization_create", "admin", name=f"{name}-2", title="Deuxième", description="Une autre")
    editor = client.names["editor"]
    for by in ("editor", "stranger", ANONYMOUS):
        client.act("organization_member_create", by, id=name, username=editor, role="admin")
    client.act("organization_member_create", "admin", id=f"{name}-2", username=editor, role="editor")
    client.act("organization_member_create", "admin", id="no-such-organization", username=editor, role="editor")
    client.act("organization_member_create", "admin", id=name, username="no-such-user", role="chief")
    client.act("organization_member_delete", "editor", id=f"{name}-2", username=editor)
    client.act("organization_member_delete", "admin", id=f"{name}-2", username=editor)
    client.create(owner_org=f"{name}-2")
    client.act("package_create", "admin", name=f"{name}-d", owner_org=f"{name}-2")
    client.act("organization_purge", "editor", id=f"{name}-2")
    client.act("organization_purge", "admin", id=f"{name}-2")
    client.act("dataset_purge", "editor", id=f"{name}-d")
    client.act("dataset_purge", ANONYMOUS, id=f"{name}-d")
    client.act("dataset_purge", "admin", id=f"{name}-d")
    client.act("dataset_purge", "admin", id=f"{name}-d")
    client.act("organization_purge", "admin", id=f"{name}-2")
    client.act("organization_purge", "admin", id=f"{name}-2")


def groups(exchange: Exchange) -> None:
    """A group of which an editor is no member: sending it back is refused, and leaving it out keeps it."""
    client = CkanClient(exchange)
    group = f"groupe-{exchange.mark}"
    exchange.add_cleanup(lambda: client.request("group_purge", "admin", id=group))
    dataset = client.create()
    client.act("group_create", "admin", name=group, title="Groupe")
    client.act("member_create", "editor", id=group, object=dataset["id"], object_type="package", capacity="public")
    client.act("member_create", "admin", id=group, object=dataset["id"], object_type="package", capacity="public")
    client.act(
        "member_create", "admin", id="no-such-group", object=dataset["id"], object_type="package", capacity="public"
    )
    dataset_groups = client.act("package_show", id=dataset["id"])["groups"]
    match = {"id": dataset["id"]}
    client.act("package_revise", match=match, update={"notes": "un"})
    client.act("package_revise", match=match, filter=["-groups"], update={"notes": "deux"})
    client.act("package_patch", id=dataset["id"], notes="trois")
    client.act("package_patch", id=dataset["id"], notes="quatre", groups=dataset_groups)
    client.act("package_patch", id=dataset["id"], groups=[])
    client.act("package_patch", id=dataset["id"], groups=[{"name": "no-such-group"}])
    client.act("package_create", name=f"{client.organization}-g", owner_org=client.organization, groups=dataset_groups)
    client.act("group_show", ANONYMOUS, id=group)
    client.act("group_purge", "editor", id=group)


def groups_of_an_editor(exchange: Exchange) -> None:
    """Groups that an editor may use, beside one of the portal's: those alone are taken off that the editor may use."""
    client = CkanClient(exchange)
    ours, theirs = f"notre-{exchange.mark}", f"leur-{exchange.mark}"
    for name, title in ((ours, "Notre groupe"), (theirs, "Leur groupe")):
        group_id = client.request("group_create", "admin", name=name, title=title)["id"]
        exchange.add_cleanup(partial(client.request, "group_purge", "admin", id=group_id))
    client.request(
        "member_create", "admin", id=ours, object=client.names["editor"], object_type="user", capacity="member"
    )
    for by in ("editor", "admin", "stranger", ANONYMOUS):
        usable = client.request("group_list_authz", by)
        exchange.note(f"{by} may use", [group for group in usable if group["name"] in (ours, theirs)])
        listed = client.request("group_list", by)
        exchange.note(f"{by} sees", [name for name in listed if name in (ours, theirs)])
    for group in ("no-such-group", theirs):
        client.create(groups=[{"name": group}])
    dataset = client.create(groups=[{"name": ours}])
    client.act("member_create", "admin", id=theirs, object=dataset["id"], object_type="package", capacity="public")
    match = {"id": dataset["id"]}
    for names in ([], [ours], [ours, theirs], ["no-such-group"], []):
        update = {"groups": [{"name": name} for name in names]}
        client.act("package_revise", match=match, filter=["-groups"], update=update)
    (group,) = [item for item in client.request("group_list_authz") if item["name"] == ours]
    client.act("package_revise", match=match, filter=["-groups"], update={"groups": [{"id": group["id"]}]})
    client.request("group_patch", "admin", id=ours, name=f"{ours}-2")
    client.act("group_show", id=ours, include_users=False)
    client.act("package_show", id=dataset["id"])
    client.act("package_search", fq=f"name:{dataset['name']}", include_private=True)
    client.act("package_revise", match=match, filter=["-groups"], update={"notes": "Autre texte"})


# ---- values that are sent and returned


def creation(exchange: Exchange) -> None:
    """A dataset with all fields, and refused values."""
    client = CkanClient(exchange)
    dataset = client.create(
        title=" Toilettes ", notes="Une\r\nligne ", url=" example.org ", author="A", author_email=" a@example.org",
        maintainer="M", maintainer_email="m@example.org", version="1", license_id="lov2", unknown="field",
        tags=[{"name": "eau"}], extras=[{"key": "frequency", "value": "x"}], resources=list(LINKS),
    )  # fmt: skip
    for by in ("editor", "stranger", ANONYMOUS, BAD_TOKEN):
        client.act("package_show", by, id=dataset["name"])
    exchange.record("GET", "api/3/action/package_show", ANONYMOUS, query={"id": dataset["id"]})
    client.create(name=dataset["name"])
    client.act("package_create", "stranger", name=dataset["name"], owner_org=client.elsewhere)
    for by in ("stranger", ANONYMOUS, BAD_TOKEN):
        client.act("package_create", by, name=f"{dataset['name']}-2", owner_org=client.organization)
    client.create(id=str(uuid.UUID(int=1, version=4)))
    client.create(owner_org=None)
    client.create(owner_org="no-such-organization")
    client.act("package_create", "admin", name=f"{dataset['name']}-2", owner_org="no-such-organization")
    client.create(maintainer_email="no address", version="v" * 101)
    for fields in ({"tags": ["a"]}, {"extras": {"a": "b"}}, {"resources": "a"}):
        client.create(**fields)


def names(exchange: Exchange) -> None:
    """Names that CKAN accepts and refuses."""
    client = CkanClient(exchange)
    for name in (f"{exchange.mark}_-", "new", "edit", "search", "a", "", "Majuscule", "été", "a b", "a.b", "n" * 101):
        client.create(name=name)
    client.create(name=(exchange.mark + "n" * 100)[:100])


def texts(exchange: Exchange) -> None:
    """Titles are stripped; other texts come back exactly; other values become texts; a zero character fails."""
    client = CkanClient(exchange)
    for title in ("  Titre  ", "   ", "", None, 12, True, ["a"]):
        exchange.note(f"title {title!r}", client.create_unrecorded(title=title)["title"])
    for notes in ("a\r\nb\n", "  a  ", "", None, {"b": 1, "a": "é"}, "🌍 é"):
        exchange.note(f"notes {notes!r}", client.create_unrecorded(notes=notes)["notes"])
    client.create(title="a\0b")


def tags(exchange: Exchange) -> None:
    """Keywords come back sorted by code point, each once; many characters are refused."""
    client = CkanClient(exchange)
    words = ["zoo", "Été", "eau", "zoo", "a_b-c.d", "A B", "œuf", "12", "x" * 100]
    client.create(tags=[{"name": word} for word in words])
    for word in (
        "l'eau",
        "l’eau",
        "a,b",
        "a/b",
        "a:b",
        "a&b",
        "n°",
        "5%",
        "(a)",
        "🌍é",
        "e\u0301te\u0301",
        "x",
        "",
        "x" * 101,
    ):
        client.create(tags=[{"name": "bon"}, {"name": word}])
    client.create(tags=[{}])


def extras(exchange: Exchange) -> None:
    """Extras become texts and lose their order; a key must be unique, and differ from the names of fields."""
    client = CkanClient(exchange)
    values = {"zz": "1", "b": True, "aaa": None, "é": "é\n🌍", "frequency": 12, "b2": ["x"], "clé accentuée": "a, b"}
    dataset = client.create(extras=[{"key": key, "value": value} for key, value in values.items()])
    client.act("package_patch", id=dataset["id"], notes="Autre chose")
    exchange.note("order", [extra["key"] for extra in client.request("package_show", id=dataset["id"])["extras"]])
    client.create(extras=[{"key": "a", "value": "1"}, {"key": "a", "value": "2"}])
    for key in ("title", "groups", "plugin_data", "tag_string", "relationships_as_object", "__junk", ""):
        client.create(extras=[{"key": "bon", "value": "1"}, {"key": key, "value": "1"}])
    for key in ("isopen", "organization", "num_tags", "metadata_created", "license_title", "revision_id"):
        client.create(extras=[{"key": key, "value": "1"}])
    client.create(extras=[{"key": "a"}])


def licenses(exchange: Exchange) -> None:
    """A licence that the server does not know is kept, with its id for a title and without an address."""
    client = CkanClient(exchange)
    for license_id in ("lov2", "notspecified", "cc-nc", "no-such-licence", "", None):
        dataset = client.create_unrecorded(license_id=license_id)
        exchange.note(
            f"license {license_id!r}", {k: dataset.get(k, "absent") for k in dataset if "license" in k or k == "isopen"}
        )


def states(exchange: Exchange) -> None:
    """Only an administrator creates a draft; private accepts every word for yes."""
    client = CkanClient(exchange)
    client.create(state="draft")
    dataset = client.act(
        "package_create", "admin", name=f"{client.organization}-s", owner_org=client.organization, state="draft"
    )
    client.purge_later(dataset)
    for private in (True, "true", "yes", "no", "", None, 1, 0):
        exchange.note(f"private {private!r}", client.create_unrecorded(private=private)["private"])
    client.act("package_patch", id=dataset["id"], state="active")
    client.act("package_patch", id=dataset["id"], state="draft")
    for by in ("editor", "stranger", ANONYMOUS):
        client.act("package_show", by, id=dataset["id"])
    for drafts in (True, False):
        found_names = client.search(include_private=True, include_drafts=drafts)
        exchange.note(f"found with drafts {drafts}", dataset["name"] in found_names)


EXCHANGES: Final[Mapping[str, Script]] = {
    script.__name__: script
    for script in (
        site, accounts, organizations, groups, groups_of_an_editor, creation, names, texts, tags, extras, licenses,
        states,
        *resources.EXCHANGES, *changes.EXCHANGES, *files.EXCHANGES,
    )
}  # fmt: skip
