"""The behaviour of the sandbox's CKAN that no recorded exchange covers: storage in a file, safe downloads, pages."""

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
from tests.sandbox.ckan_client import CONVENTIONS
from tests.sandbox.exchanges import Exchange, Server, Upload

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
def served(file: Path, seed: Seed = SEED, name: str = "") -> Iterator[Exchange]:
    """Serve a CKAN that is stored in a file while the block runs."""
    store = Store(file)
    sandbox = Sandbox(store, {"ckan": Ckan()})
    sandbox.seed(name, "ckan", seed)
    with serving(sandbox) as url:
        yield Exchange(Server(f"{url}/{name}".rstrip("/"), TOKENS), CONVENTIONS)
    store.close()


def act(exchange: Exchange, action: str, by: str = "editor", /, **arguments: Any) -> Any:
    """Return the result of an action."""
    return exchange.request("POST", f"api/3/action/{action}", by, body=arguments)["result"]


def uploaded(exchange: Exchange, name: str, content: bytes) -> Any:
    """Create a dataset with one uploaded file, and return its resource."""
    dataset = act(exchange, "package_create", name=f"jeu-{exchange.mark}", owner_org="mairie", title="Jeu")
    form = {"package_id": dataset["id"], "name": "Fichier", "upload": Upload(name, content)}
    return exchange.request("POST", "api/3/action/resource_create", "editor", form=form)["result"]


def download(url: str) -> tuple[bytes, Message]:
    """Return the bytes of a file and its headers."""
    with urllib.request.urlopen(url, timeout=10) as reply:
        return reply.read(), reply.headers


def test_everything_is_there_again_after_a_restart(tmp_path: Path) -> None:
    with served(tmp_path / "sandbox.sqlite") as exchange:
        resource = uploaded(exchange, "a.csv", b"a;b\n")
        before = act(exchange, "package_show", id=resource["package_id"])

    with served(tmp_path / "sandbox.sqlite") as restarted:
        after = act(restarted, "package_show", id=before["name"])
        address = after["resources"][0]["url"]
        assert address.startswith(f"{restarted.server.url}/dataset/"), "addresses are those of who asks now"
        assert download(address)[0] == b"a;b\n"
        for view in (before, after):
            del view["resources"][0]["url"]
        assert after == before


def test_a_seed_that_is_put_in_again_changes_nothing_that_people_did(tmp_path: Path) -> None:
    with served(tmp_path / "sandbox.sqlite") as exchange:
        act(exchange, "organization_member_delete", "admin", id="mairie", username="editrice")
        act(exchange, "organization_member_create", "admin", id="archives", username="editrice", role="editor")

    changed_user = replace(SEED.users[0], roles={"mairie": Role.EDITOR, "musee": Role.ADMIN})
    seed = replace(SEED, organizations=(*SEED.organizations, Organization("musee", "Musée")), users=(changed_user,))
    with served(tmp_path / "sandbox.sqlite", seed) as exchange:
        organizations = act(exchange, "organization_list_for_user", permission="create_dataset")
        assert {organization["name"]: organization["capacity"] for organization in organizations} == {
            "archives": "editor",
            "musee": "admin",
        }


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
    with served(tmp_path / "sandbox.sqlite") as exchange:
        content, headers = download(uploaded(exchange, name, PAGE)["url"])

    assert content == PAGE
    assert headers["Content-Type"] == type
    assert headers["Content-Disposition"].startswith(disposition)
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_what_uploaders_say_of_a_file_does_not_make_it_a_page(tmp_path: Path) -> None:
    with served(tmp_path / "sandbox.sqlite") as exchange:
        resource = uploaded(exchange, "a.csv", PAGE)
        act(exchange, "resource_patch", id=resource["id"], mimetype="text/html")
        _content, headers = download(resource["url"])

    assert headers["Content-Disposition"].startswith("attachment")


def test_a_catalogue_below_a_name_gives_addresses_below_it(tmp_path: Path) -> None:
    with served(tmp_path / "sandbox.sqlite", name="ville") as exchange:
        resource = uploaded(exchange, "a.csv", b"a")
        answer = exchange.request("GET", "api/3/action/resource_show", "editor", query={"id": resource["id"]})

        assert resource["url"].startswith(f"{exchange.server.url}/dataset/")
        assert answer["help"] == f"{exchange.server.url}/api/3/action/help_show?name=resource_show"
        assert download(resource["url"])[0] == b"a"


def shown(file: Path) -> tuple[ShownOrganization, ...]:
    """Return the organizations of the pages."""
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
    with served(file) as exchange:
        act(
            exchange, "package_create", name="jeu-a", owner_org="mairie", title="Arbres", private=True,
            license_id="lov2", notes="Description", tags=[{"name": "eau"}],
            extras=[{"key": k, "value": v} for k, v in extras.items()],
            resources=[{"name": "Tableau", "url": "https://example.org/a.csv", "format": "csv"}],
        )  # fmt: skip
        act(exchange, "package_create", name="jeu-b", owner_org="mairie")
        act(exchange, "package_delete", id="jeu-b")

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
    with served(tmp_path / "sandbox.sqlite") as exchange:
        content, headers = download(f"{exchange.server.url}/api/3/action/status_show")

    assert headers["Content-Type"] == "application/json;charset=utf-8"
    assert json.loads(content)["result"]["ckan_version"] == "2.12.0"
