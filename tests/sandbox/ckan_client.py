"""A client for the exchanges with a CKAN: an organization for each exchange, and calls by the names of actions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from tests.sandbox.exchanges import Conventions, Exchange, Json, Server

DIFFERENCES: Final = {
    "apikey": "old keys: the sandbox has tokens only",
    "email": "the sandbox's accounts have no mail",
    "email_hash": "the sandbox's accounts have no mail",
    "last_active": "the sandbox does not keep when an account was used",
    "number_created_packages": "it counts what others do meanwhile",
    "site_title": "the sandbox says that it is one",
}
"""Fields of an answer that the sandbox deliberately gives otherwise than CKAN, or not at all; each with the reason."""

CONVENTIONS: Final = Conventions(
    header="Authorization",
    ids=re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"),
    dropped=DIFFERENCES,
    headers=("Content-Type", "Location"),
)
LINKS: Final = (
    {"name": "Tableau", "url": "https://example.org/a.csv", "format": "csv"},
    {"name": "Carte", "url": "https://example.org/b.geojson", "format": "geojson", "description": "La carte"},
)
"""Resources of an ordinary dataset."""

ACCOUNTS: Final = ("editor", "admin", "stranger")


def server_in(environment: Mapping[str, str]) -> Server:
    """Return the CKAN that the environment names, as the live tests read it."""
    tokens = {
        "editor": environment["CKAN_TOKEN"],
        "admin": environment["CKAN_ADMIN_TOKEN"],
        "stranger": environment["CKAN_STRANGER_TOKEN"],
    }
    return Server(environment["CKAN_URL"].rstrip("/"), tokens)


class CkanClient:
    """Calls to a CKAN in an organization for one exchange, where `editor` may write; it is purged at the end."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.organization = f"org-{exchange.mark}"
        self._count = 0
        self.names = {by: str(self.request("user_show", by)["name"]) for by in ACCOUNTS}
        for by, name in self.names.items():
            exchange.alias(name, by.upper(), "name", "display_name")
            exchange.alias(f"User {name} ", f"User {by.upper()} ")
        writable = self.request("organization_list_for_user", "stranger", permission="create_dataset")
        self.elsewhere = str(writable[0]["name"])
        exchange.alias(self.elsewhere, "ELSEWHERE")
        self.request("organization_create", "admin", name=self.organization, title="Organisation d’essai")
        exchange.add_cleanup(lambda: self.request("organization_purge", "admin", id=self.organization))
        self.request(
            "organization_member_create", "admin", id=self.organization, username=self.names["editor"], role="editor"
        )

    def act(self, action: str, by: str = "editor", /, **arguments: Any) -> Json:
        """Call an action, record the answer, and return its result; None where it is refused."""
        answer = self.exchange.record("POST", f"api/3/action/{action}", by, body=arguments)
        return answer.get("result") if isinstance(answer, dict) else None

    def request(self, action: str, by: str = "editor", /, **arguments: Any) -> Json:
        """Call an action without recording it, and return its result."""
        return self.exchange.request("POST", f"api/3/action/{action}", by, body=arguments).get("result")

    def record_status(self, action: str, by: str = "editor", /, **arguments: Any) -> int:
        """Call an action, and record the status alone."""
        return self.exchange.record_status("POST", f"api/3/action/{action}", by, body=arguments)

    def create(self, **fields: Any) -> Json:
        """Create a dataset with a new name, and record the answer; it is purged at the end."""
        dataset = self.act("package_create", "editor", **self._fields_of_new(fields))
        return self.purge_later(dataset)

    def create_unrecorded(self, **fields: Any) -> Json:
        """Create a dataset with a new name without recording it; it is purged at the end."""
        return self.purge_later(self.request("package_create", "editor", **self._fields_of_new(fields)))

    def purge_later(self, dataset: Json) -> Json:
        """Purge a dataset at the end of the exchange, if it was created."""
        if dataset:
            self.exchange.add_cleanup(lambda: self.request("dataset_purge", "admin", id=dataset["id"]))
        return dataset

    def _fields_of_new(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        self._count += 1
        values = {"name": f"jeu-{self.exchange.mark}-{self._count}", "owner_org": self.organization, **fields}
        return {name: value for name, value in values.items() if not (name == "owner_org" and value is None)}

    def search(self, by: str = "editor", **arguments: Any) -> list[str]:
        """Return the names of the organization's datasets that an account finds, without recording the call."""
        page = self.request("package_search", by, fq=f"organization:{self.organization}", sort="name asc", **arguments)
        return [str(dataset["name"]) for dataset in page["results"]]
