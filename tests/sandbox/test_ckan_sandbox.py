"""What the sandbox's CKAN does that no conversation with a real one shows: it is kept in a file, and safe to open."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from publisher.sandbox.ckan import Ckan
from publisher.sandbox.interface import Call, ShownOrganization
from publisher.sandbox.seed import Organization, Role, Seed, User
from publisher.sandbox.serve import Sandbox, serving
from publisher.sandbox.store import Store
from tests.sandbox.ckan_stage import MANNER
from tests.sandbox.talking import Server, Talk, Upload

SEED = Seed(
    organizations=(Organization("mairie", "Mairie"), Organization("archives", "Archives")),
    users=(
        User("editrice", "jeton-editrice", roles={"mairie": Role.EDITOR}),
        User("chef", "jeton-chef", administrator=True),
    ),
)
TOKENS = {"editor": "jeton-editrice", "admin": "jeton-chef"}
PAGE = b"<script>alert(1)</script>"


@contextmanager
def served(file: Path, seed: Seed = SEED, name: str = "") -> Iterator[Talk]:
    """A CKAN in a file, while the block runs."""
    store = Store(file)
    sandbox = Sandbox(store, {"ckan": Ckan()})
    sandbox.seed(name, "ckan", seed)
    with serving(sandbox) as url:
        yield Talk(Server(f"{url}/{name}".rstrip("/"), TOKENS), MANNER)
    store.close()


def act(talk: Talk, action: str, by: str = "editor", /, **arguments: Any) -> Any:
    """The result of an action."""
    return talk.quietly("POST", f"api/3/action/{action}", by, body=arguments)["result"]


def uploaded(talk: Talk, name: str, content: bytes) -> Any:
    """A resource with a file, in a dataset of its own."""
    made = act(talk, "package_create", name=f"jeu-{talk.mark}", owner_org="mairie", title="Jeu")
    form = {"package_id": made["id"], "name": "Fichier", "upload": Upload(name, content)}
    return talk.quietly("POST", "api/3/action/resource_create", "editor", form=form)["result"]


def given_back(url: str) -> tuple[bytes, Message]:
    """The bytes of a file, and what is said of them."""
    with urllib.request.urlopen(url, timeout=10) as reply:
        return reply.read(), reply.headers


def test_everything_is_there_again_after_a_restart(tmp_path: Path) -> None:
    with served(tmp_path / "sandbox.sqlite") as talk:
        resource = uploaded(talk, "a.csv", b"a;b\n")
        before = act(talk, "package_show", id=resource["package_id"])

    with served(tmp_path / "sandbox.sqlite") as again:
        after = act(again, "package_show", id=before["name"])
        address = after["resources"][0]["url"]
        assert address.startswith(f"{again.server.url}/dataset/"), "addresses are those of who asks now"
        assert given_back(address)[0] == b"a;b\n"
        for one in (before, after):
            del one["resources"][0]["url"]
        assert after == before


def test_a_seed_that_is_put_in_again_changes_nothing_that_people_did(tmp_path: Path) -> None:
    with served(tmp_path / "sandbox.sqlite") as talk:
        act(talk, "organization_member_delete", "admin", id="mairie", username="editrice")
        act(talk, "organization_member_create", "admin", id="archives", username="editrice", role="editor")

    more = replace(SEED.users[0], roles={"mairie": Role.EDITOR, "musee": Role.ADMIN})
    seed = replace(SEED, organizations=(*SEED.organizations, Organization("musee", "Musée")), users=(more,))
    with served(tmp_path / "sandbox.sqlite", seed) as talk:
        mine = act(talk, "organization_list_for_user", permission="create_dataset")
        assert {one["name"]: one["capacity"] for one in mine} == {"archives": "editor", "musee": "admin"}


@pytest.mark.parametrize(
    ("name", "type", "disposition"),
    [
        ("page.html", "text/html", "attachment"),
        ("image.svg", "image/svg+xml", "attachment"),
        ("page.xhtml", "application/xhtml+xml", "attachment"),
        ("sans-nom", "application/octet-stream", "attachment"),
        ("a.csv", "text/csv", "inline"),
    ],
)
def test_a_file_does_not_run_as_a_page(tmp_path: Path, name: str, type: str, disposition: str) -> None:
    with served(tmp_path / "sandbox.sqlite") as talk:
        content, headers = given_back(uploaded(talk, name, PAGE)["url"])

    assert content == PAGE
    assert headers["Content-Type"] == type
    assert headers["Content-Disposition"].startswith(disposition)
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_what_uploaders_say_of_a_file_does_not_make_it_a_page(tmp_path: Path) -> None:
    with served(tmp_path / "sandbox.sqlite") as talk:
        resource = uploaded(talk, "a.csv", PAGE)
        act(talk, "resource_patch", id=resource["id"], mimetype="text/html")
        _content, headers = given_back(resource["url"])

    assert headers["Content-Disposition"].startswith("attachment")


def test_a_catalogue_below_a_name_gives_addresses_below_it(tmp_path: Path) -> None:
    with served(tmp_path / "sandbox.sqlite", name="ville") as talk:
        resource = uploaded(talk, "a.csv", b"a")
        answer = talk.quietly("GET", "api/3/action/resource_show", "editor", query={"id": resource["id"]})

        assert resource["url"].startswith(f"{talk.server.url}/dataset/")
        assert answer["help"] == f"{talk.server.url}/api/3/action/help_show?name=resource_show"
        assert given_back(resource["url"])[0] == b"a"


def shown(file: Path) -> tuple[ShownOrganization, ...]:
    """What the pages show."""
    request = Request(EnvironBuilder("/").get_environ())
    with closing(Store(file)) as store, store.database("") as database:
        return Ckan().shown(Call(request, "", database, "http://portail.test", datetime.now(UTC)))


def test_pages_show_what_the_public_does_not_see_and_say_so(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.sqlite"
    extras = {
        "frequency": "http://publications.europa.eu/resource/authority/frequency/MONTHLY",
        "temporal_start": "2024-01-01",
        "temporal_end": "2024-12-31",
        "libre": "valeur",
    }
    with served(file) as talk:
        act(
            talk, "package_create", name="jeu-a", owner_org="mairie", title="Arbres", private=True, license_id="lov2",
            notes="Description", tags=[{"name": "eau"}], extras=[{"key": k, "value": v} for k, v in extras.items()],
            resources=[{"name": "Tableau", "url": "https://example.org/a.csv", "format": "csv"}],
        )  # fmt: skip
        act(talk, "package_create", name="jeu-b", owner_org="mairie")
        act(talk, "package_delete", id="jeu-b")

    archives, mairie = shown(file)

    assert (archives.title, archives.datasets) == ("Archives", ())
    [dataset] = mairie.datasets
    assert (dataset.name, dataset.title, dataset.description, dataset.organization) == (
        "jeu-a", "Arbres", "Description", "Mairie",
    )  # fmt: skip
    assert dataset.hidden.startswith("Fiche privée")
    assert dataset.keywords == ("eau",)
    assert dataset.facts["Licence"].startswith("Licence Ouverte")
    assert dataset.facts["Période"] == "2024-01-01 – 2024-12-31"
    assert dataset.facts["Fréquence de mise à jour"] == "monthly"
    assert dataset.facts["libre"] == "valeur"
    [resource] = dataset.resources
    assert (resource.title, resource.address) == ("Tableau", "https://example.org/a.csv")
    assert resource.facts["Format"] == "CSV"


def test_answers_are_whole_json(tmp_path: Path) -> None:
    with served(tmp_path / "sandbox.sqlite") as talk:
        content, headers = given_back(f"{talk.server.url}/api/3/action/status_show")

    assert headers["Content-Type"] == "application/json;charset=utf-8"
    assert json.loads(content)["result"]["ckan_version"] == "2.12.0"
