"""What a conversation with a CKAN needs: an organization of its own, and calls by the names of actions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from tests.sandbox.talking import Json, Manner, Server, Talk

DIFFERENCES: Final = {
    "apikey": "old keys: the sandbox has tokens only",
    "email": "the sandbox's accounts have no mail",
    "email_hash": "the sandbox's accounts have no mail",
    "last_active": "the sandbox does not keep when an account was used",
    "number_created_packages": "it counts what others do meanwhile",
    "site_title": "the sandbox says that it is one",
}
"""Fields of an answer that the sandbox deliberately gives otherwise than CKAN, or not at all; each with the reason."""

MANNER: Final = Manner(
    header="Authorization",
    ids=re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"),
    dropped=DIFFERENCES,
    headers=("Content-Type", "Location"),
)
LINKS: Final = (
    {"name": "Tableau", "url": "https://example.org/a.csv", "format": "csv"},
    {"name": "Carte", "url": "https://example.org/b.geojson", "format": "geojson", "description": "La carte"},
)
"""Resources of a dataset that is nothing special."""

ACCOUNTS: Final = ("editor", "admin", "stranger")


def server_in(environment: Mapping[str, str]) -> Server:
    """The CKAN that the environment names, as the live tests read it."""
    tokens = {
        "editor": environment["CKAN_TOKEN"],
        "admin": environment["CKAN_ADMIN_TOKEN"],
        "stranger": environment["CKAN_STRANGER_TOKEN"],
    }
    return Server(environment["CKAN_URL"].rstrip("/"), tokens)


class Stage:
    """An organization of a talk's own, where its editor may write; all that is made goes when the talk is over."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.organization = f"org-{talk.mark}"
        self._made = 0
        self.names = {by: str(self.quietly("user_show", by)["name"]) for by in ACCOUNTS}
        for by, name in self.names.items():
            talk.alias(name, by.upper(), "name", "display_name")
            talk.alias(f"User {name} ", f"User {by.upper()} ")
        writable = self.quietly("organization_list_for_user", "stranger", permission="create_dataset")
        self.elsewhere = str(writable[0]["name"])
        talk.alias(self.elsewhere, "ELSEWHERE")
        self.quietly("organization_create", "admin", name=self.organization, title="Organisation d’essai")
        talk.later(lambda: self.quietly("organization_purge", "admin", id=self.organization))
        self.quietly(
            "organization_member_create", "admin", id=self.organization, username=self.names["editor"], role="editor"
        )

    def act(self, action: str, by: str = "editor", /, **arguments: Any) -> Json:
        """Call an action, and record the answer; its result, None where it is refused."""
        answer = self.talk.say("POST", f"api/3/action/{action}", by, body=arguments)
        return answer.get("result") if isinstance(answer, dict) else None

    def quietly(self, action: str, by: str = "editor", /, **arguments: Any) -> Json:
        """Call an action off the record; its result."""
        return self.talk.quietly("POST", f"api/3/action/{action}", by, body=arguments).get("result")

    def status(self, action: str, by: str = "editor", /, **arguments: Any) -> int:
        """Call an action, and record the status alone."""
        return self.talk.status("POST", f"api/3/action/{action}", by, body=arguments)

    def create(self, **fields: Any) -> Json:
        """Make a dataset of a name of its own; what is made goes when the talk is over."""
        made = self.act("package_create", "editor", **self._new(fields))
        return self.owe(made)

    def quiet_create(self, **fields: Any) -> Json:
        """The same off the record."""
        return self.owe(self.quietly("package_create", "editor", **self._new(fields)))

    def owe(self, made: Json) -> Json:
        """Purge a dataset when the talk is over, if it was made."""
        if made:
            self.talk.later(lambda: self.quietly("dataset_purge", "admin", id=made["id"]))
        return made

    def _new(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        self._made += 1
        new = {"name": f"jeu-{self.talk.mark}-{self._made}", "owner_org": self.organization, **fields}
        return {name: value for name, value in new.items() if not (name == "owner_org" and value is None)}

    def search(self, by: str = "editor", **arguments: Any) -> list[str]:
        """The names of what somebody finds of the organization, off the record."""
        found = self.quietly("package_search", by, fq=f"organization:{self.organization}", sort="name asc", **arguments)
        return [str(one["name"]) for one in found["results"]]
