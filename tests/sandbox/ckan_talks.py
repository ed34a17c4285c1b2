"""Conversations with a CKAN: its ordinary ways, its refusals, and each trap that a client of the tool could meet."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Final

from tests.sandbox import ckan_talks_of_changes as changes
from tests.sandbox import ckan_talks_of_files as files
from tests.sandbox import ckan_talks_of_resources as resources
from tests.sandbox.ckan_stage import LINKS, MANNER, Stage, server_in
from tests.sandbox.talking import ANONYMOUS, Script, Talk

__all__ = ["MANNER", "TALKS", "server_in"]

BAD_TOKEN: Final = "no-such-token"


# ---- the portal, and who asks


def portal(talk: Talk) -> None:
    """What portal it is; calls that are none."""
    for path in ("api/3", "api/3/action/status_show", "api/action/status_show", "api/3/action/license_list"):
        talk.say("GET", path, ANONYMOUS)
    talk.say("POST", "api/3/action/status_show", body={})
    talk.say("POST", "api/3/action/no_such_action", body={})
    talk.say("POST", "api/3/action/package_show", raw=b"{bad", type="application/json")
    talk.say("POST", "api/3/action/package_show", body=["a"])
    talk.say("POST", "api/3/action/package_show", body={})
    talk.say("GET", "api/3/action/package_show", query={"id": "no-such-dataset"})
    talk.say("GET", "api/3/action/package_create", query={"name": "a-dataset"})


def accounts(talk: Talk) -> None:
    """Who am I, where may I write. A bad token is no error: it is nobody's."""
    stage = Stage(talk)
    for by in ("editor", "admin", "stranger", ANONYMOUS, BAD_TOKEN):
        stage.act("user_show", by)
    stage.act("user_show", ANONYMOUS, id="no-such-user")
    for by in ("editor", "admin", "stranger", ANONYMOUS, BAD_TOKEN):
        found = stage.quietly("organization_list_for_user", by, permission="create_dataset")
        talk.note(f"{by} may write here", [one for one in found if one["name"] == stage.organization])


def organizations(talk: Talk) -> None:
    """Organizations and their members."""
    stage = Stage(talk)
    name = stage.organization
    talk.note("listed", name in stage.quietly("organization_list", ANONYMOUS))
    found = stage.act("organization_show", id=name)
    stage.act("organization_show", ANONYMOUS, id=found["id"], include_users=False, include_groups=False)
    stage.act("organization_show", id="no-such-organization")
    stage.act("organization_create", "admin", name=name)
    stage.act("organization_create", ANONYMOUS, name=f"{name}-2")
    for wrong in ({}, {"name": "A"}, {"name": "Été"}, {"name": "new"}):
        stage.act("organization_create", "admin", **wrong)
    stage.act("organization_create", "admin", name=f"{name}-2", title="Deuxième", description="Une autre")
    editor = stage.names["editor"]
    for by in ("editor", "stranger", ANONYMOUS):
        stage.act("organization_member_create", by, id=name, username=editor, role="admin")
    stage.act("organization_member_create", "admin", id=f"{name}-2", username=editor, role="editor")
    stage.act("organization_member_create", "admin", id="no-such-organization", username=editor, role="editor")
    stage.act("organization_member_create", "admin", id=name, username="no-such-user", role="chief")
    stage.act("organization_member_delete", "editor", id=f"{name}-2", username=editor)
    stage.act("organization_member_delete", "admin", id=f"{name}-2", username=editor)
    stage.create(owner_org=f"{name}-2")
    stage.act("package_create", "admin", name=f"{name}-d", owner_org=f"{name}-2")
    stage.act("organization_purge", "editor", id=f"{name}-2")
    stage.act("organization_purge", "admin", id=f"{name}-2")
    stage.act("dataset_purge", "editor", id=f"{name}-d")
    stage.act("dataset_purge", ANONYMOUS, id=f"{name}-d")
    stage.act("dataset_purge", "admin", id=f"{name}-d")
    stage.act("dataset_purge", "admin", id=f"{name}-d")
    stage.act("organization_purge", "admin", id=f"{name}-2")
    stage.act("organization_purge", "admin", id=f"{name}-2")


def groups(talk: Talk) -> None:
    """A group of which an editor is no member: it must not be sent back, and leaving it out leaves it."""
    stage = Stage(talk)
    group = f"groupe-{talk.mark}"
    talk.later(lambda: stage.quietly("group_purge", "admin", id=group))
    made = stage.create()
    stage.act("group_create", "admin", name=group, title="Groupe")
    stage.act("member_create", "editor", id=group, object=made["id"], object_type="package", capacity="public")
    stage.act("member_create", "admin", id=group, object=made["id"], object_type="package", capacity="public")
    stage.act("member_create", "admin", id="no-such-group", object=made["id"], object_type="package", capacity="public")
    held = stage.act("package_show", id=made["id"])["groups"]
    match = {"id": made["id"]}
    stage.act("package_revise", match=match, update={"notes": "un"})
    stage.act("package_revise", match=match, filter=["-groups"], update={"notes": "deux"})
    stage.act("package_patch", id=made["id"], notes="trois")
    stage.act("package_patch", id=made["id"], notes="quatre", groups=held)
    stage.act("package_patch", id=made["id"], groups=[])
    stage.act("package_patch", id=made["id"], groups=[{"name": "no-such-group"}])
    stage.act("package_create", name=f"{stage.organization}-g", owner_org=stage.organization, groups=held)
    stage.act("group_show", ANONYMOUS, id=group)
    stage.act("group_purge", "editor", id=group)


# ---- what is sent, and what comes back


def creation(talk: Talk) -> None:
    """A dataset with everything, and what is refused."""
    stage = Stage(talk)
    made = stage.create(
        title=" Toilettes ", notes="Une\r\nligne ", url=" example.org ", author="A", author_email=" a@example.org",
        maintainer="M", maintainer_email="m@example.org", version="1", license_id="lov2", unknown="field",
        tags=[{"name": "eau"}], extras=[{"key": "frequency", "value": "x"}], resources=list(LINKS),
    )  # fmt: skip
    for by in ("editor", "stranger", ANONYMOUS, BAD_TOKEN):
        stage.act("package_show", by, id=made["name"])
    talk.say("GET", "api/3/action/package_show", ANONYMOUS, query={"id": made["id"]})
    stage.create(name=made["name"])
    stage.act("package_create", "stranger", name=made["name"], owner_org=stage.elsewhere)
    for by in ("stranger", ANONYMOUS, BAD_TOKEN):
        stage.act("package_create", by, name=f"{made['name']}-2", owner_org=stage.organization)
    stage.create(id=str(uuid.UUID(int=1, version=4)))
    stage.create(owner_org=None)
    stage.create(owner_org="no-such-organization")
    stage.act("package_create", "admin", name=f"{made['name']}-2", owner_org="no-such-organization")
    stage.create(maintainer_email="no address", version="v" * 101)
    for broken in ({"tags": ["a"]}, {"extras": {"a": "b"}}, {"resources": "a"}):
        stage.create(**broken)


def names(talk: Talk) -> None:
    """Names that CKAN takes, and those that it does not."""
    stage = Stage(talk)
    for name in (f"{talk.mark}_-", "new", "edit", "search", "a", "", "Majuscule", "été", "a b", "a.b", "n" * 101):
        stage.create(name=name)
    stage.create(name=(talk.mark + "n" * 100)[:100])


def texts(talk: Talk) -> None:
    """Titles are stripped; other texts come back exactly; what is no text becomes one; a zero character fails."""
    stage = Stage(talk)
    for title in ("  Titre  ", "   ", "", None, 12, True, ["a"]):
        talk.note(f"title {title!r}", stage.quiet_create(title=title)["title"])
    for notes in ("a\r\nb\n", "  a  ", "", None, {"b": 1, "a": "é"}, "🌍 é"):
        talk.note(f"notes {notes!r}", stage.quiet_create(notes=notes)["notes"])
    stage.create(title="a\0b")


def tags(talk: Talk) -> None:
    """Keywords come back sorted by code point, each once; many characters are refused."""
    stage = Stage(talk)
    words = ["zoo", "Été", "eau", "zoo", "a_b-c.d", "A B", "œuf", "12", "x" * 100]
    stage.create(tags=[{"name": word} for word in words])
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
        stage.create(tags=[{"name": "bon"}, {"name": word}])
    stage.create(tags=[{}])


def extras(talk: Talk) -> None:
    """Extras become texts, in no order of theirs; a key may be there once, and is no field's name."""
    stage = Stage(talk)
    values = {"zz": "1", "b": True, "aaa": None, "é": "é\n🌍", "frequency": 12, "b2": ["x"], "clé accentuée": "a, b"}
    made = stage.create(extras=[{"key": key, "value": value} for key, value in values.items()])
    stage.act("package_patch", id=made["id"], notes="Autre chose")
    talk.note("order", [one["key"] for one in stage.quietly("package_show", id=made["id"])["extras"]])
    stage.create(extras=[{"key": "a", "value": "1"}, {"key": "a", "value": "2"}])
    for key in ("title", "groups", "plugin_data", "tag_string", "relationships_as_object", "__junk", ""):
        stage.create(extras=[{"key": "bon", "value": "1"}, {"key": key, "value": "1"}])
    for key in ("isopen", "organization", "num_tags", "metadata_created", "license_title", "revision_id"):
        stage.create(extras=[{"key": key, "value": "1"}])
    stage.create(extras=[{"key": "a"}])


def licenses(talk: Talk) -> None:
    """A licence that the server does not know is kept, with its id for a title and without an address."""
    stage = Stage(talk)
    for license_id in ("lov2", "notspecified", "cc-nc", "no-such-licence", "", None):
        made = stage.quiet_create(license_id=license_id)
        talk.note(
            f"license {license_id!r}", {k: made.get(k, "absent") for k in made if "license" in k or k == "isopen"}
        )


def states(talk: Talk) -> None:
    """Draft at creation is an administrator's; private is whatever means yes."""
    stage = Stage(talk)
    stage.create(state="draft")
    made = stage.act(
        "package_create", "admin", name=f"{stage.organization}-s", owner_org=stage.organization, state="draft"
    )
    stage.owe(made)
    for private in (True, "true", "yes", "no", "", None, 1, 0):
        talk.note(f"private {private!r}", stage.quiet_create(private=private)["private"])
    stage.act("package_patch", id=made["id"], state="active")
    stage.act("package_patch", id=made["id"], state="draft")
    for by in ("editor", "stranger", ANONYMOUS):
        stage.act("package_show", by, id=made["id"])
    for drafts in (True, False):
        found = stage.search(include_private=True, include_drafts=drafts)
        talk.note(f"found with drafts {drafts}", made["name"] in found)


TALKS: Final[Mapping[str, Script]] = {
    script.__name__: script
    for script in (
        portal, accounts, organizations, groups, creation, names, texts, tags, extras, licenses, states,
        *resources.TALKS, *changes.TALKS, *files.TALKS,
    )
}  # fmt: skip
