"""Conversations with a CKAN about datasets that change, hide and are looked for."""

from __future__ import annotations

import json
from typing import Any, Final

from tests.sandbox.ckan_stage import LINKS, Stage
from tests.sandbox.talking import ANONYMOUS, Script, Talk

BAD_TOKEN: Final = "no-such-token"


# ---- changing


def update(talk: Talk) -> None:
    """A field left out of an update is cleared, but for those that are kept."""
    stage = Stage(talk)
    made = stage.create(
        title="Titre", notes="Texte", license_id="lov2", maintainer="M", url="https://example.org", private=True,
        tags=[{"name": "eau"}], extras=[{"key": "a", "value": "1"}], resources=[dict(one) for one in LINKS],
    )  # fmt: skip
    stage.act("package_update", id=made["id"], title="Titre")
    stage.act("package_update", name=made["name"], title="Encore", tags=[{"name": "bois"}], notes="Texte")
    stage.act("package_update", id=made["id"], name=f"{made['name']}-2", title="Renommé")
    stage.act("package_show", id=made["name"])
    for wrong in ({"name": "Faux nom"}, {"owner_org": stage.elsewhere}, {"owner_org": ""}, {"owner_org": "no-such"}):
        stage.act("package_update", id=made["id"], **wrong)
    for by in ("stranger", ANONYMOUS):
        stage.act("package_update", by, id=made["id"], title="Non")
        stage.act("package_patch", by, id=made["id"], title="Non")
        stage.act("package_delete", by, id=made["id"])
    stage.act("package_update", title="Rien")
    stage.act("package_update", id="no-such-dataset")
    stage.act("package_patch", title="Rien")
    stage.act("package_patch", id="no-such-dataset")


def patch(talk: Talk) -> None:
    """A patch changes what it names; a list that it names, as a whole."""
    stage = Stage(talk)
    made = stage.create(
        tags=[{"name": "a1"}, {"name": "b1"}], extras=[{"key": "a", "value": "1"}], resources=list(LINKS)
    )
    stage.act("package_patch", id=made["name"], tags=[{"name": "c1"}])
    stage.act("package_patch", id=made["name"], extras=[{"key": "b", "value": "2"}])
    stage.act("package_patch", id=made["name"], title="", notes=None, maintainer_email="faux")
    stage.act("package_patch", id=made["name"], title="", notes=None)
    stage.act("package_patch", id=made["name"], resources=[{**made["resources"][1], "name": "Autre"}])


def no_change(talk: Talk) -> None:
    """A write that changes nothing leaves `metadata_modified`, whatever it sends."""
    stage = Stage(talk)
    made = stage.create(title="Titre", notes="Texte", tags=[{"name": "eau"}], resources=[dict(one) for one in LINKS])

    def note(what: str, **arguments: Any) -> None:
        before = stage.quietly("package_show", id=made["id"])
        stage.quietly(what, **arguments)
        after = stage.quietly("package_show", id=made["id"])
        moved = [
            old["metadata_modified"] != new["metadata_modified"]
            for old, new in zip(before["resources"], after["resources"], strict=False)
        ]
        talk.note(
            f"{what} {sorted(arguments)} moved", [before["metadata_modified"] != after["metadata_modified"], *moved]
        )

    note("package_patch", id=made["id"], title="Titre")
    note("package_patch", id=made["id"], tags=[{"name": "eau"}])
    note("package_patch", id=made["id"], title="Titre ")
    note("package_patch", id=made["id"], resources=[{"id": one["id"], **one} for one in made["resources"]])
    note("package_patch", id=made["id"], resources=[made["resources"][0], {**made["resources"][1], "note": "libre"}])
    note("package_revise", match={"id": made["id"]}, update={"notes": "Texte"})
    note("package_revise", match={"id": made["id"]}, filter=["-tags"], update={"tags": [{"name": "eau"}]})
    note("package_revise", match={"id": made["id"]}, update={"notes": "Autre"})
    note("resource_delete", id=made["resources"][1]["id"])


def revise(talk: Talk) -> None:
    """Match, filter, update; lists are merged by position unless they are filtered away."""
    stage = Stage(talk)
    made = stage.create(
        title="Titre", notes="Texte", tags=[{"name": "a1"}, {"name": "b1"}], extras=[{"key": "a", "value": "1"}],
        resources=[dict(one) for one in LINKS],
    )  # fmt: skip
    match: dict[str, Any] = {"id": made["id"], "metadata_modified": made["metadata_modified"]}
    moved = stage.act("package_revise", match=match, update={"notes": "Révisé"})["package"]
    stage.act("package_revise", match=match, update={"notes": "Trop tard"})
    talk.note("moved", moved["metadata_modified"] > made["metadata_modified"])
    match = {"id": made["id"]}
    stage.act("package_revise", match=match, update={"tags": [{"name": "c1"}], "extras": [{"key": "b", "value": "2"}]})
    stage.act(
        "package_revise",
        match=match,
        filter=["-tags", "-extras"],
        update={"tags": [], "extras": [{"key": "c", "value": "3"}]},
    )
    stage.act("package_revise", match=match, update={"resources": [{"name": "Renommé"}]})
    stage.act("package_revise", match__name=made["name"], update__resources__1__description="Par le rang")
    second = moved["resources"][1]["id"]
    stage.act("package_revise", match=match, **{f"update__resources__{second[:6]}": {"description": "Par l’id"}})
    stage.act(
        "package_revise",
        match=match,
        update__resources__extend=[{"url": "https://example.org/c"}],
        include=["+package__num_resources", "-package__*"],
    )
    stage.act("package_revise", match=match, filter=f"+resources__{second},-resources__*", update={})
    stage.act("package_revise", match=match, filter=["+id", "+name", "-*"], update={"title": "Tout neuf"})
    stage.act("package_revise", match=json.dumps(match), update=json.dumps({"notes": "En texte"}), filter='["-groups"]')


def revise_refused(talk: Talk) -> None:
    """What revising refuses, and in which order."""
    stage = Stage(talk)
    made = stage.create(title="Titre", resources=list(LINKS))
    match = {"id": made["id"]}
    for arguments in (
        {},
        {"match": {"id": "no-such-dataset"}},
        {"match": "{bad"},
        {"match": match, "filter": {"a": 1}},
        {"match": match, "update": {"resources": {}}},
        {"match": match, "update": {"organization": []}},
        {"match": match, "update": {"tags": "a"}},
        {"match": match, "update__resources__zzzzz__name": "a"},
        {"match": match, "update__resources__9__name": "a"},
        {"match": {**match, "title": "Autre", "resources": [{"name": "Autre"}], "no_such": 1}},
        {"match": match, "update": {"name": "Faux nom", "resources": [{}, {"size": "x"}]}},
        {"match": match, "update": {"owner_org": "no-such-organization"}},
    ):
        stage.act("package_revise", **arguments)
    for by in ("stranger", ANONYMOUS, BAD_TOKEN):
        stage.act("package_revise", by, match=match, update={"title": "Non"})
        stage.act("package_revise", by, match={**match, "title": "Autre"}, update={"title": "Non"})


# ---- hiding


def deleted(talk: Talk) -> None:
    """A deleted dataset is its editors' to see; a new one of its name takes the name away; it can be restored."""
    stage = Stage(talk)
    made = stage.create(title="Un", resources=list(LINKS))
    stage.act("package_delete", id=made["name"])
    for by in ("editor", "stranger", ANONYMOUS):
        stage.act("package_show", by, id=made["name"])
    talk.note("found", stage.search(include_private=True, include_drafts=True))
    second = stage.create(name=made["name"], title="Deux")
    talk.note("another id", second["id"] != made["id"])
    stage.act("package_show", id=made["id"])
    stage.act("package_show", id=made["name"])
    stage.act("package_delete", id=second["id"])
    restored = stage.act("package_revise", match={"id": second["id"]}, update={"state": "active", "title": "Revenu"})
    talk.note("restored", restored["package"]["id"] == second["id"])
    stage.act("package_delete", id="no-such-dataset")
    stage.act("package_delete")
    stage.act("organization_purge", "admin", id=stage.organization)


def private(talk: Talk) -> None:
    """A private dataset is the organization's to see, and its name is taken for everybody."""
    stage = Stage(talk)
    made = stage.create(title="Privé", private=True, resources=list(LINKS))
    for by in ("editor", "stranger", "admin", ANONYMOUS, BAD_TOKEN):
        stage.act("package_show", by, id=made["name"])
        stage.act("resource_show", by, id=made["resources"][0]["id"])
        for include in (True, False):
            talk.note(f"{by} finds with private {include}", stage.search(by, include_private=include))
        talk.note(f"{by} counts", stage.quietly("organization_show", by, id=stage.organization)["package_count"])
    stage.act("package_create", "stranger", name=made["name"], owner_org=stage.elsewhere)
    stage.act("package_patch", id=made["id"], private=False)
    talk.note("found", stage.search(ANONYMOUS))


def search(talk: Talk) -> None:
    """The forms of search that clients use; an `OR` beside CKAN's own conditions filters nothing."""
    stage = Stage(talk)
    name, found = stage.organization, [stage.quiet_create(name=f"{stage.organization}-{letter}") for letter in "cab"]
    key = [{"key": "publisher_key", "value": f"{talk.mark}/a:b"}]
    stage.quietly("package_patch", id=found[0]["id"], extras=key, title="Toilettes", tags=[{"name": "eau vive"}])
    for query in (
        f"organization:{name}", f'organization:"{name}"', f'organization:("{name}" OR "other-{name}")',
        f'owner_org:"{found[0]["owner_org"]}"', f'publisher_key:"{talk.mark}/a:b"', f'publisher_key:"{talk.mark}"',
        f'(organization:("{name}") OR owner_org:("{name}"))', f'organization:{name} AND tags:"eau vive"',
        f'organization:{name} -tags:"eau vive"', f"organization:{name} NOT name:{name}-a", f'name:"{name}-a"',
        f"+organization:{name} +state:active", f"organization:{name} title:toilettes",
    ):  # fmt: skip
        talk.note(query, [one["name"] for one in stage.quietly("package_search", fq=query, sort="name asc")["results"]])
    for other in (
        'organization:("no-such") OR owner_org:("no-such")',
        'owner_org:("no-such") OR organization:("no-such")',
    ):
        listed = stage.quietly("package_search", fq=other, rows=1000)["results"]
        talk.note(f"{other} finds others", f"{name}-a" in [one["name"] for one in listed])
    asked = {"fq": f"organization:{name}", "sort": "name desc"}
    for more in (
        {"rows": 1},
        {"rows": "2", "start": 1},
        {"rows": 0},
        {"start": 9},
        {"fl": "id,name", "rows": 1},
        {"rows": 5000, "fl": ["name"]},
    ):
        stage.act("package_search", **asked, **more)
    talk.say("GET", "api/3/action/package_search", ANONYMOUS, query={**asked, "rows": 1, "include_private": "true"})
    for wrong in ({"rows": "x"}, {"rows": -1}, {"start": -1}, {"unknown": 1}, {"sort": "name"}):
        stage.act("package_search", **wrong)
    stage.status("package_search", fq="organization:(")


TALKS: Final[tuple[Script, ...]] = (update, patch, no_change, revise, revise_refused, deleted, private, search)
