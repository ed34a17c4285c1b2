"""Exchanges with a CKAN about changed, private, deleted and searched datasets."""

from __future__ import annotations

import json
from typing import Any, Final

from tests.sandbox.ckan_client import LINKS, CkanClient
from tests.sandbox.exchanges import ANONYMOUS, Exchange, Script

BAD_TOKEN: Final = "no-such-token"


# ---- changing


def update(exchange: Exchange) -> None:
    """A field left out of an update is cleared, with some exceptions."""
    client = CkanClient(exchange)
    dataset = client.create(
        title="Titre", notes="Texte", license_id="lov2", maintainer="M", url="https://example.org", private=True,
        tags=[{"name": "eau"}], extras=[{"key": "a", "value": "1"}], resources=[dict(link) for link in LINKS],
    )  # fmt: skip
    client.act("package_update", id=dataset["id"], title="Titre")
    client.act("package_update", name=dataset["name"], title="Encore", tags=[{"name": "bois"}], notes="Texte")
    client.act("package_update", id=dataset["id"], name=f"{dataset['name']}-2", title="Renommé")
    client.act("package_show", id=dataset["name"])
    for fields in ({"name": "Faux nom"}, {"owner_org": client.elsewhere}, {"owner_org": ""}, {"owner_org": "no-such"}):
        client.act("package_update", id=dataset["id"], **fields)
    for by in ("stranger", ANONYMOUS):
        client.act("package_update", by, id=dataset["id"], title="Non")
        client.act("package_patch", by, id=dataset["id"], title="Non")
        client.act("package_delete", by, id=dataset["id"])
    client.act("package_update", title="Rien")
    client.act("package_update", id="no-such-dataset")
    client.act("package_patch", title="Rien")
    client.act("package_patch", id="no-such-dataset")


def patch(exchange: Exchange) -> None:
    """A patch changes only the fields that it names, and replaces whole lists."""
    client = CkanClient(exchange)
    dataset = client.create(
        tags=[{"name": "a1"}, {"name": "b1"}], extras=[{"key": "a", "value": "1"}], resources=list(LINKS)
    )
    client.act("package_patch", id=dataset["name"], tags=[{"name": "c1"}])
    client.act("package_patch", id=dataset["name"], extras=[{"key": "b", "value": "2"}])
    client.act("package_patch", id=dataset["name"], title="", notes=None, maintainer_email="faux")
    client.act("package_patch", id=dataset["name"], title="", notes=None)
    client.act("package_patch", id=dataset["name"], resources=[{**dataset["resources"][1], "name": "Autre"}])


def no_change(exchange: Exchange) -> None:
    """A write without a change keeps `metadata_modified`, whatever it sends."""
    client = CkanClient(exchange)
    dataset = client.create(
        title="Titre", notes="Texte", tags=[{"name": "eau"}], resources=[dict(link) for link in LINKS]
    )

    def note(action: str, **arguments: Any) -> None:
        before = client.request("package_show", id=dataset["id"])
        client.request(action, **arguments)
        after = client.request("package_show", id=dataset["id"])
        moved = [
            resource_before["metadata_modified"] != resource_after["metadata_modified"]
            for resource_before, resource_after in zip(before["resources"], after["resources"], strict=False)
        ]
        exchange.note(
            f"{action} {sorted(arguments)} moved", [before["metadata_modified"] != after["metadata_modified"], *moved]
        )

    note("package_patch", id=dataset["id"], title="Titre")
    note("package_patch", id=dataset["id"], tags=[{"name": "eau"}])
    note("package_patch", id=dataset["id"], title="Titre ")
    note(
        "package_patch",
        id=dataset["id"],
        resources=[{"id": resource["id"], **resource} for resource in dataset["resources"]],
    )
    note(
        "package_patch",
        id=dataset["id"],
        resources=[dataset["resources"][0], {**dataset["resources"][1], "note": "libre"}],
    )
    note("package_revise", match={"id": dataset["id"]}, update={"notes": "Texte"})
    note("package_revise", match={"id": dataset["id"]}, filter=["-tags"], update={"tags": [{"name": "eau"}]})
    note("package_revise", match={"id": dataset["id"]}, update={"notes": "Autre"})
    note("resource_delete", id=dataset["resources"][1]["id"])


def revise(exchange: Exchange) -> None:
    """Match, filter, update; lists are merged by position unless they are filtered away."""
    client = CkanClient(exchange)
    dataset = client.create(
        title="Titre", notes="Texte", tags=[{"name": "d1"}, {"name": "e1"}], extras=[{"key": "a", "value": "1"}],
        resources=[dict(link) for link in LINKS],
    )  # fmt: skip
    match: dict[str, Any] = {"id": dataset["id"], "metadata_modified": dataset["metadata_modified"]}
    moved = client.act("package_revise", match=match, update={"notes": "Révisé"})["package"]
    client.act("package_revise", match=match, update={"notes": "Trop tard"})
    exchange.note("moved", moved["metadata_modified"] > dataset["metadata_modified"])
    match = {"id": dataset["id"]}
    client.act("package_revise", match=match, update={"tags": [{"name": "f1"}], "extras": [{"key": "b", "value": "2"}]})
    client.act(
        "package_revise",
        match=match,
        filter=["-tags", "-extras"],
        update={"tags": [], "extras": [{"key": "c", "value": "3"}]},
    )
    client.act("package_revise", match=match, update={"resources": [{"name": "Renommé"}]})
    client.act("package_revise", match__name=dataset["name"], update__resources__1__description="Par le rang")
    second = moved["resources"][1]["id"]
    client.act("package_revise", match=match, **{f"update__resources__{second[:6]}": {"description": "Par l’id"}})
    client.act(
        "package_revise",
        match=match,
        update__resources__extend=[{"url": "https://example.org/c"}],
        include=["+package__num_resources", "-package__*"],
    )
    client.act("package_revise", match=match, filter=f"+resources__{second},-resources__*", update={})
    client.act("package_revise", match=match, filter=["+id", "+name", "-*"], update={"title": "Tout neuf"})
    client.act(
        "package_revise", match=json.dumps(match), update=json.dumps({"notes": "En texte"}), filter='["-groups"]'
    )


def revise_refused(exchange: Exchange) -> None:
    """The errors of a revision, and their order."""
    client = CkanClient(exchange)
    dataset = client.create(title="Titre", resources=list(LINKS))
    match = {"id": dataset["id"]}
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
        client.act("package_revise", **arguments)
    for by in ("stranger", ANONYMOUS, BAD_TOKEN):
        client.act("package_revise", by, match=match, update={"title": "Non"})
        client.act("package_revise", by, match={**match, "title": "Autre"}, update={"title": "Non"})


# ---- deleted and private datasets


def deleted(exchange: Exchange) -> None:
    """Editors still see a deleted dataset; a new dataset can take its name; it can be restored."""
    client = CkanClient(exchange)
    dataset = client.create(title="Un", resources=list(LINKS))
    client.act("package_delete", id=dataset["name"])
    for by in ("editor", "stranger", ANONYMOUS):
        client.act("package_show", by, id=dataset["name"])
    exchange.note("found", client.search(include_private=True, include_drafts=True))
    second = client.create(name=dataset["name"], title="Deux")
    exchange.note("another id", second["id"] != dataset["id"])
    client.act("package_show", id=dataset["id"])
    client.act("package_show", id=dataset["name"])
    client.act("package_delete", id=second["id"])
    restored = client.act("package_revise", match={"id": second["id"]}, update={"state": "active", "title": "Revenu"})
    exchange.note("restored", restored["package"]["id"] == second["id"])
    client.act("package_delete", id="no-such-dataset")
    client.act("package_delete")
    client.act("organization_purge", "admin", id=client.organization)


def private(exchange: Exchange) -> None:
    """Only members see a private dataset; no other dataset can have its name."""
    client = CkanClient(exchange)
    dataset = client.create(title="Privé", private=True, resources=list(LINKS))
    for by in ("editor", "stranger", "admin", ANONYMOUS, BAD_TOKEN):
        client.act("package_show", by, id=dataset["name"])
        client.act("resource_show", by, id=dataset["resources"][0]["id"])
        for include in (True, False):
            exchange.note(f"{by} finds with private {include}", client.search(by, include_private=include))
        exchange.note(f"{by} counts", client.request("organization_show", by, id=client.organization)["package_count"])
    client.act("package_create", "stranger", name=dataset["name"], owner_org=client.elsewhere)
    client.act("package_patch", id=dataset["id"], private=False)
    exchange.note("found", client.search(ANONYMOUS))


def search(exchange: Exchange) -> None:
    """The forms of search that clients use; an `OR` beside CKAN's own conditions filters nothing."""
    client = CkanClient(exchange)
    name, datasets = (
        client.organization,
        [client.create_unrecorded(name=f"{client.organization}-{letter}") for letter in "cab"],
    )
    key = [{"key": "publisher_key", "value": f"{exchange.mark}/a:b"}]
    client.request("package_patch", id=datasets[0]["id"], extras=key, title="Toilettes", tags=[{"name": "eau vive"}])
    for query in (
        f"organization:{name}", f'organization:"{name}"', f'organization:("{name}" OR "other-{name}")',
        f'owner_org:"{datasets[0]["owner_org"]}"', f'publisher_key:"{exchange.mark}/a:b"',
        f'publisher_key:"{exchange.mark}"',
        f'(organization:("{name}") OR owner_org:("{name}"))', f'organization:{name} AND tags:"eau vive"',
        f'organization:{name} -tags:"eau vive"', f"organization:{name} NOT name:{name}-a", f'name:"{name}-a"',
        f"+organization:{name} +state:active", f"organization:{name} title:toilettes",
    ):  # fmt: skip
        exchange.note(
            query,
            [dataset["name"] for dataset in client.request("package_search", fq=query, sort="name asc")["results"]],
        )
    for condition in (
        'organization:("no-such") OR owner_org:("no-such")',
        'owner_org:("no-such") OR organization:("no-such")',
    ):
        listed = client.request("package_search", fq=condition, rows=1000)["results"]
        exchange.note(f"{condition} finds others", f"{name}-a" in [dataset["name"] for dataset in listed])
    common_parameters = {"fq": f"organization:{name}", "sort": "name desc"}
    for parameters in (
        {"rows": 1},
        {"rows": "2", "start": 1},
        {"rows": 0},
        {"start": 9},
        {"fl": "id,name", "rows": 1},
        {"rows": 5000, "fl": ["name"]},
    ):
        client.act("package_search", **common_parameters, **parameters)
    exchange.record(
        "GET",
        "api/3/action/package_search",
        ANONYMOUS,
        query={**common_parameters, "rows": 1, "include_private": "true"},
    )
    for bad_parameters in ({"rows": "x"}, {"rows": -1}, {"start": -1}, {"unknown": 1}, {"sort": "name"}):
        client.act("package_search", **bad_parameters)
    client.record_status("package_search", fq="organization:(")


EXCHANGES: Final[tuple[Script, ...]] = (update, patch, no_change, revise, revise_refused, deleted, private, search)
