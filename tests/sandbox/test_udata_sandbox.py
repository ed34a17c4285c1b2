"""What the recorded conversations with udata cannot tell: what outlasts a restart, how files are handed over, pages."""

import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from publisher.sandbox.seed import Organization, Role, Seed, User
from publisher.sandbox.serve import Sandbox
from publisher.sandbox.store import Store
from publisher.sandbox.udata import Udata

TOKEN = "jeton-d-essai"
SEED = Seed(
    organizations=(Organization("mairie", "Mairie"),),
    users=(User("membre", TOKEN, roles={"mairie": Role.EDITOR}),),
)
HOSTED = {
    "a.csv": "inline", "a.json": "inline", "a.png": "inline", "a.svg": "attachment", "a.xml": "attachment",
    "a.pdf": "attachment", "a.zip": "attachment", "a.other": "attachment",
}  # fmt: skip


SHOWN = (
    "Licence Ouverte / Open Licence version 2.0", "Annuelle", "Du 2023-01-01 au 2024-12-31", "fr:commune:01001",
    "Service SIG, sig@example.org", "Fiche privée", "Thème", "Tableau", "Mairie",
)  # fmt: skip


class Portal:
    """A udata below the name `essai`, in a file."""

    def __init__(self, file: Path, seed: Seed = SEED) -> None:
        self.store = Store(file)
        sandbox = Sandbox(self.store, {"udata": Udata()})
        sandbox.seed("essai", "udata", seed)
        self.client = Client(sandbox)

    def call(self, method: str, path: str, body: object = None, token: str = TOKEN) -> TestResponse:
        headers = {"X-API-KEY": token} if token else {}
        return self.client.open(f"/essai/api/1/{path}", method=method, json=body, headers=headers)

    def document(self, method: str, path: str, body: object = None) -> Any:
        return json.loads(self.call(method, path, body).get_data())

    def create(self, **fields: object) -> Any:
        organization = self.document("GET", "organizations/mairie/")["id"]
        new = {"title": "Toilettes", "description": "Texte.", "organization": organization, **fields}
        return self.document("POST", "datasets/", new)

    def download(self, resource: Any) -> TestResponse:
        return self.client.get(resource["url"], buffered=True)

    def upload(self, dataset: Any, name: str, content: bytes) -> Any:
        made = self.client.post(
            f"/essai/api/1/datasets/{dataset['id']}/upload/",
            data={"file": (BytesIO(content), name)},
            headers={"X-API-KEY": TOKEN},
        )
        return json.loads(made.get_data())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sandbox.sqlite"


@pytest.fixture
def portal(file: Path) -> Iterator[Portal]:
    made = Portal(file)
    yield made
    made.store.close()


def test_everything_is_there_after_a_restart(file: Path) -> None:
    before = Portal(file)
    made = before.create(extras={"a": "1"})
    hosted = before.upload(made, "a.csv", b"a,b\n")
    before.document("PUT", f"datasets/{made['id']}/", {"title": "Douches"})
    found = before.document("GET", f"datasets/{made['id']}/")
    before.store.close()

    after = Portal(file)

    assert after.document("GET", f"datasets/{made['id']}/") == found
    assert after.download(hosted).get_data() == b"a,b\n"
    assert after.call("GET", "datasets/toilettes/").status_code == 308
    assert len(after.document("GET", "me/")["organizations"]) == 1
    after.store.close()


def test_a_seed_put_in_again_changes_no_role(file: Path) -> None:
    Portal(file).store.close()
    promoted = replace(SEED, users=(User("membre", TOKEN, roles={"mairie": Role.ADMIN}),))

    again = Portal(file, promoted)

    (organization,) = again.document("GET", "me/")["organizations"]
    assert organization["permissions"]["edit"] is False
    again.store.close()


def test_tokens_are_not_in_the_file(portal: Portal, file: Path) -> None:
    assert portal.call("GET", "me/").status_code == 200
    assert TOKEN.encode() not in file.read_bytes()


@pytest.mark.parametrize("name", HOSTED)
def test_a_file_never_runs_as_a_page(portal: Portal, name: str) -> None:
    hosted = portal.upload(portal.create(), name, b"<svg><script>alert(1)</script></svg>")

    reply = portal.download(hosted)

    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Content-Security-Policy"] == "sandbox"
    assert reply.headers["Content-Disposition"].partition(";")[0] == HOSTED[name]


def test_without_a_list_of_zones_any_usual_id_is_one(portal: Portal) -> None:
    usual = ["fr:commune:01001", "fr:commune:2a004", "fr:departement:01", "fr:epci:200000172", "fr:region:84"]
    usual += ["country:fr", "country-group:ue"]

    made = portal.create(spatial={"zones": usual})

    assert made["spatial"]["zones"] == usual
    for zone in ("fr:commune:1", "fr:epci:69", "commune:01001", "fr:region:zz"):
        assert "inconnu" in str(portal.create(spatial={"zones": [zone]})["errors"])
        assert portal.call("GET", f"spatial/zone/{zone}/").status_code == 404


def test_addresses_are_those_by_which_one_came(portal: Portal) -> None:
    hosted = portal.upload(portal.create(), "a.csv", b"1")

    found = portal.client.get(
        f"/essai/api/1/datasets/toilettes/resources/{hosted['id']}/", base_url="http://localhost:81/"
    )

    assert json.loads(found.get_data())["url"].startswith("http://localhost:81/essai/resources/toilettes/")
    assert json.loads(found.get_data())["latest"] == f"http://localhost:81/essai/api/1/datasets/r/{hosted['id']}"


def test_the_page_says_what_is_kept_in_french(portal: Portal) -> None:
    contact = {"name": "Service SIG", "email": "sig@example.org", "role": "contact"}
    organization = portal.document("GET", "organizations/mairie/")["id"]
    point = portal.document("POST", "contacts/", {**contact, "organization": organization})
    portal.create(
        tags=["eau"], license="lov2", frequency="annual",
        temporal_coverage={"start": "2023-01-01", "end": "2024-12-31"},
        spatial={"zones": ["fr:commune:01001"]}, contact_points=[point["id"]], private=True,
        extras={"publisher_theme": "Toilettes", "publisher_language": "fr"},
        resources=[{"title": "Tableau", "url": "https://example.org/a.csv", "filetype": "remote", "format": "csv"}],
    )  # fmt: skip

    page = portal.client.get("/essai/datasets/toilettes").get_data(as_text=True)

    for text in SHOWN:
        assert text in page, text
