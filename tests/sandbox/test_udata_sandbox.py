"""The behaviour of the sandbox's udata that no recorded exchange covers: restarts, downloads, pages."""

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


TEXTS = (
    "Licence Ouverte / Open Licence version 2.0", "Annuelle", "Du 2023-01-01 au 2024-12-31", "fr:commune:01001",
    "Service SIG, sig@example.org", "Fiche privée", "Thème", "Tableau", "Mairie",
)  # fmt: skip


class UdataCatalog:
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
        values = {"title": "Toilettes", "description": "Texte.", "organization": organization, **fields}
        return self.document("POST", "datasets/", values)

    def download(self, resource: Any) -> TestResponse:
        return self.client.get(resource["url"], buffered=True)

    def upload(self, dataset: Any, name: str, content: bytes) -> Any:
        reply = self.client.post(
            f"/essai/api/1/datasets/{dataset['id']}/upload/",
            data={"file": (BytesIO(content), name)},
            headers={"X-API-KEY": TOKEN},
        )
        return json.loads(reply.get_data())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sandbox.sqlite"


@pytest.fixture
def catalog(file: Path) -> Iterator[UdataCatalog]:
    catalog = UdataCatalog(file)
    yield catalog
    catalog.store.close()


def test_everything_is_there_after_a_restart(file: Path) -> None:
    first_catalog = UdataCatalog(file)
    dataset = first_catalog.create(extras={"a": "1"})
    hosted = first_catalog.upload(dataset, "a.csv", b"a,b\n")
    first_catalog.document("PUT", f"datasets/{dataset['id']}/", {"title": "Douches"})
    stored_dataset = first_catalog.document("GET", f"datasets/{dataset['id']}/")
    first_catalog.store.close()

    second_catalog = UdataCatalog(file)

    assert second_catalog.document("GET", f"datasets/{dataset['id']}/") == stored_dataset
    assert second_catalog.download(hosted).get_data() == b"a,b\n"
    assert second_catalog.call("GET", "datasets/toilettes/").status_code == 308
    assert len(second_catalog.document("GET", "me/")["organizations"]) == 1
    second_catalog.store.close()


def test_a_seed_put_in_again_changes_no_role(file: Path) -> None:
    UdataCatalog(file).store.close()
    promoted = replace(SEED, users=(User("membre", TOKEN, roles={"mairie": Role.ADMIN}),))

    reopened_catalog = UdataCatalog(file, promoted)

    (organization,) = reopened_catalog.document("GET", "me/")["organizations"]
    assert organization["permissions"]["edit"] is False
    reopened_catalog.store.close()


def test_tokens_are_not_in_the_file(catalog: UdataCatalog, file: Path) -> None:
    assert catalog.call("GET", "me/").status_code == 200
    assert TOKEN.encode() not in file.read_bytes()


@pytest.mark.parametrize("name", HOSTED)
def test_a_file_never_runs_as_a_page(catalog: UdataCatalog, name: str) -> None:
    hosted = catalog.upload(catalog.create(), name, b"<svg><script>alert(1)</script></svg>")

    reply = catalog.download(hosted)

    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Content-Security-Policy"] == "sandbox"
    assert reply.headers["Content-Disposition"].partition(";")[0] == HOSTED[name]


def test_without_a_list_of_zones_any_usual_id_is_one(catalog: UdataCatalog) -> None:
    zones = ["fr:commune:01001", "fr:commune:2a004", "fr:departement:01", "fr:epci:200000172", "fr:region:84"]
    zones += ["country:fr", "country-group:ue"]

    dataset = catalog.create(spatial={"zones": zones})

    assert dataset["spatial"]["zones"] == zones
    for zone in ("fr:commune:1", "fr:epci:69", "commune:01001", "fr:region:zz"):
        assert "inconnu" in str(catalog.create(spatial={"zones": [zone]})["errors"])
        assert catalog.call("GET", f"spatial/zone/{zone}/").status_code == 404


def test_addresses_are_those_by_which_one_came(catalog: UdataCatalog) -> None:
    hosted = catalog.upload(catalog.create(), "a.csv", b"1")

    reply = catalog.client.get(
        f"/essai/api/1/datasets/toilettes/resources/{hosted['id']}/", base_url="http://localhost:81/"
    )

    assert json.loads(reply.get_data())["url"].startswith("http://localhost:81/essai/resources/toilettes/")
    assert json.loads(reply.get_data())["latest"] == f"http://localhost:81/essai/api/1/datasets/r/{hosted['id']}"


def test_the_page_says_what_is_kept_in_french(catalog: UdataCatalog) -> None:
    contact = {"name": "Service SIG", "email": "sig@example.org", "role": "contact"}
    organization = catalog.document("GET", "organizations/mairie/")["id"]
    point = catalog.document("POST", "contacts/", {**contact, "organization": organization})
    catalog.create(
        tags=["eau"], license="lov2", frequency="annual",
        temporal_coverage={"start": "2023-01-01", "end": "2024-12-31"},
        spatial={"zones": ["fr:commune:01001"]}, contact_points=[point["id"]], private=True,
        extras={"publisher_theme": "Toilettes", "publisher_language": "fr"},
        resources=[{"title": "Tableau", "url": "https://example.org/a.csv", "filetype": "remote", "format": "csv"}],
    )  # fmt: skip

    page = catalog.client.get("/essai/datasets/toilettes").get_data(as_text=True)

    for text in TEXTS:
        assert text in page, text
