"""Conversations with a udata about who may do what: members by their role, strangers, the public."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.sandbox.talking import ANONYMOUS, Script, Talk
from tests.sandbox.udata_stage import LINK, NO_RESOURCE, NOBODY, Stage

EVERYBODY: Final = ("member", "editor", "stranger", "admin", ANONYMOUS)


def accounts(talk: Talk) -> None:
    """Who am I, and where may I write."""
    stage = Stage(talk)
    stage.say("GET", "me/", ANONYMOUS)
    for by in ("member", "editor", "stranger", "admin"):
        found = stage.quietly("GET", "me/", by)
        talk.note(f"{by} has an id", found["id"] == stage.ids[by])
        talk.note(f"{by} is here", [one for one in found["organizations"] if one["id"] == stage.id])


def organizations(talk: Talk) -> None:
    """Organizations: made, read, deleted softly."""
    stage = Stage(talk)
    name = f"Autre {talk.mark}"
    for sent in ({}, {"name": name}, {"description": "Texte"}, {"name": name, "description": "Texte"}):
        found = stage.say("POST", "organizations/", body=sent)
    second = stage.say("POST", "organizations/", body={"name": name, "description": "Texte"})
    stage.say("POST", "organizations/", ANONYMOUS, body={"name": name, "description": "Texte"})
    stage.say("GET", f"organizations/{found['id']}/", ANONYMOUS)
    stage.say("GET", f"organizations/{found['slug'].upper()}/", ANONYMOUS)
    for by in EVERYBODY:
        stage.tell(f"{by} may", stage.quietly("GET", f"organizations/{found['slug']}/", by), "permissions")
    for by in (ANONYMOUS, "stranger", "member", "member"):
        stage.say("DELETE", f"organizations/{found['slug']}/", by)
    stage.say("GET", f"organizations/{found['slug']}/", ANONYMOUS)
    stage.tell("a member reads it", stage.quietly("GET", f"organizations/{found['slug']}/"), "name", "permissions")
    stage.quietly("DELETE", f"organizations/{second['slug']}/")
    stage.say("GET", f"organizations/{NOBODY}/", ANONYMOUS)
    mine = [one["slug"] for one in stage.quietly("GET", "me/")["organizations"]]
    talk.note("of these, me/ lists", [one for one in mine if talk.mark in one])


def membership(talk: Talk) -> None:
    """Somebody asks to become a member, is taken, and has one role after another."""
    stage = Stage(talk)
    place = f"organizations/{stage.slug}"
    stage.say("POST", f"{place}/membership/", "editor", body={})
    asked = stage.say("POST", f"{place}/membership/", "editor", body={"comment": "essai"})
    stage.say("POST", f"{place}/membership/", "editor", body={"comment": "encore"})
    stage.say("POST", f"{place}/membership/", ANONYMOUS, body={"comment": "essai"})
    for by in ("stranger", "member", "member"):
        stage.say("POST", f"{place}/membership/{asked['id']}/accept/", by, body={})
    stage.say("POST", f"{place}/membership/{NO_RESOURCE}/accept/", body={})
    stage.say("POST", f"{place}/membership/", "editor", body={"comment": "essai"})
    member = f"{place}/member/{stage.ids['editor']}/"
    for role in ("partial_editor", "zzz", "admin", "editor"):
        stage.say("PUT", member, body={"role": role})
        stage.tell("may", stage.quietly("GET", f"{place}/", "editor"), "permissions")
    stage.say("PUT", member, "editor", body={"role": "admin"})
    stage.say("PUT", f"{place}/member/{stage.ids['stranger']}/", body={"role": "editor"})
    stage.say("PUT", f"{place}/member/nobody/", body={"role": "editor"})
    stage.say("GET", f"{place}/", ANONYMOUS)


def _join(stage: Stage, role: str) -> None:
    place = f"organizations/{stage.slug}"
    asked = stage.quietly("POST", f"{place}/membership/", "editor", body={"comment": "essai"})
    stage.quietly("POST", f"{place}/membership/{asked['id']}/accept/", body={})
    stage.quietly("PUT", f"{place}/member/{stage.ids['editor']}/", body={"role": role})


def editors(talk: Talk) -> None:
    """An editor changes all of its organization."""
    stage = Stage(talk)
    _join(stage, "editor")
    made = stage.quiet_create(private=True, resources=[LINK])
    place = f"datasets/{made['id']}/"
    stage.tell("reads", stage.quietly("GET", place, "editor"), "permissions", "private")
    stage.status("PUT", place, "editor", body={"title": "Autre", "private": True})
    stage.status("POST", f"{place}resources/", "editor", body=LINK)
    stage.status("PUT", f"api/2/{place}extras/", "editor", body={"a": "1"})
    stage.tell("makes", stage.create("editor"), "permissions")
    stage.status("DELETE", place, "editor")


def partial_editors(talk: Talk) -> None:
    """A partial editor changes what it made, and what was assigned to it."""
    stage = Stage(talk)
    _join(stage, "partial_editor")
    made = stage.quiet_create(private=True, resources=[LINK])
    place, member = f"datasets/{made['id']}/", f"organizations/{stage.slug}/member/{stage.ids['editor']}/"
    stage.tell("reads", stage.quietly("GET", place, "editor"), "permissions", "private")
    stage.say("PUT", place, "editor", body={"title": "Autre"})
    stage.say("POST", f"{place}resources/", "editor", body=LINK)
    stage.say("PUT", f"api/2/{place}extras/", "editor", body={"a": "1"})
    stage.say("DELETE", place, "editor")
    own = stage.create("editor", title=f"À moi {talk.mark}")
    answer = stage.quietly("PUT", f"datasets/{own['id']}/", "editor", body={"title": "Autre"})
    stage.tell("changes its own", answer, "title", "permissions")
    stage.status("PUT", f"{member}assignments/", body=[{"class": "Dataset", "id": made["id"]}])
    stage.status("PUT", place, "editor", body={"title": "Autre", "private": True})
    stage.status("PUT", f"datasets/{own['id']}/", "editor", body={"title": "Encore"})
    stage.quietly("PUT", member, body={"role": "editor"})
    stage.quietly("PUT", member, body={"role": "partial_editor"})
    stage.status("PUT", place, "editor", body={"title": "Autre", "private": True})
    listed = stage.quietly("GET", f"organizations/{stage.slug}/datasets/", "editor")
    talk.note("it sees", [one["id"] for one in listed["data"]])


def strangers(talk: Talk) -> None:
    """Strangers and the public read what is public, and change nothing."""
    stage = Stage(talk)
    shown, hidden = stage.quiet_create(resources=[LINK]), stage.quiet_create(private=True)
    for by in ("stranger", ANONYMOUS):
        stage.tell(f"{by} reads", stage.quietly("GET", f"datasets/{shown['id']}/", by), "permissions", "organization")
        stage.say("GET", f"datasets/{hidden['id']}/", by)
        stage.say("GET", f"api/2/datasets/{hidden['id']}/extras/", by)
        for made in (shown, hidden):
            stage.say("PUT", f"datasets/{made['id']}/", by, body={"title": ""})
            stage.say("DELETE", f"datasets/{made['id']}/", by)
        stage.say("PUT", "datasets/nowhere/", by, body={})
        stage.create(by)
    stage.tell(
        "the site's administrator reads", stage.quietly("GET", f"datasets/{hidden['id']}/", "admin"), "permissions"
    )
    stage.status("PUT", f"datasets/{hidden['id']}/", "admin", body={"title": "Autre", "private": True})


TALKS: Final[Mapping[str, Script]] = {
    "accounts": accounts,
    "organizations": organizations,
    "membership": membership,
    "rights-of-editors": editors,
    "rights-of-partial-editors": partial_editors,
    "rights-of-strangers": strangers,
}
