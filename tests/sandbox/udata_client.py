"""A client for the exchanges with a udata: an organization for each exchange, and the usual calls."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, Final

from tests.sandbox.exchanges import ANONYMOUS, TIMEOUT, Conventions, Exchange, Json, Server, Upload

DIFFERENCES: Final = {
    "metrics": "nobody follows, reuses or counts anything in the sandbox",
    "first_name": "the sandbox's accounts have one name",
    "last_name": "the sandbox's accounts have one name",
    "user.email": "the sandbox's accounts have no mail",
    "user.last_login_at": "the sandbox does not keep when an account was used",
    "properties.name": "the sandbox has no gazetteer: it knows the ids of zones alone",
    "properties.slug": "the sandbox has no gazetteer: it knows the ids of zones alone",
    "properties.uri": "the sandbox has no gazetteer: it knows the ids of zones alone",
}
"""Fields of an answer that the sandbox deliberately gives otherwise than udata, or not at all; each with the reason."""

OTHER_DIFFERENCES: Final = (
    "pages of datasets and organizations are at the sandbox, not at the platform's public site",
    "the schemas are listed by name and version alone",
    "a token's owner has no mail address, and only the routes are there that the tool and its tests call",
    "files that a browser could run are sent as something to save",
    "the same file name twice within one second is refused only where the dataset was not written in between",
    "letters of scripts that are not Latin vanish from slugs, where udata transcribes them",
)
"""The other differences between the sandbox and udata, which no comparison of fields shows."""

HINT: Final = " You have requested this URI"
"""The start of a hint in udata's answer to an unknown address: similar addresses. It is not compared, as the sandbox
has only the addresses that the tool needs."""

SITE: Final = "https://www.data.gouv.fr"
"""The host of the pages of the real server's datasets; the sandbox has its own."""

CONVENTIONS: Final = Conventions(
    header="X-API-KEY",
    ids=re.compile(r"\b(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{24})\b"),
    dropped=DIFFERENCES,
    headers=("Location",),
)
NOBODY: Final = "0" * 24
"""An id of no object."""

NO_RESOURCE: Final = "00000000-0000-4000-8000-000000000000"
API: Final = "api/1/"
LINK: Final = {"title": "Tableau", "url": "https://example.org/a.csv", "filetype": "remote"}
BRON, REGION = "fr:commune:69029", "fr:region:84"

_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def server_in(environment: Mapping[str, str]) -> Server:
    """Return the udata that the environment names, as the live tests read it."""
    tokens = {
        "member": environment["UDATA_TOKEN"],
        "editor": environment["UDATA_EDITOR_TOKEN"],
        "admin": environment["UDATA_ADMIN_TOKEN"],
        "stranger": environment["UDATA_STRANGER_TOKEN"],
    }
    return Server(environment["UDATA_URL"].rstrip("/"), tokens)


class UdataClient:
    """Calls to a udata in an organization for one exchange, which `member` administers; it is deleted at the end."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        exchange.alias(SITE, "HOST")
        exchange.alias(exchange.mark.upper(), "MARK")
        self.ids: dict[str, str] = {}
        for by in exchange.server.tokens:
            account = exchange.request("GET", f"{API}me/", by)
            self.ids[by] = str(account["id"])
            for place, end in (("users/", ""), ("users/", "/")):
                exchange.alias(f"{place}{account['slug']}{end}", f"{place}{by.upper()}{end}")
            exchange.alias(account["slug"], by.upper(), "slug")
        organization = self.request(
            "POST", "organizations/", body={"name": f"Essai {exchange.mark}", "description": "Essai"}
        )
        self.id, self.slug = str(organization["id"]), str(organization["slug"])
        exchange.add_cleanup(self._delete)

    def _delete(self) -> None:
        for dataset in self.datasets():
            if not dataset["deleted"]:
                self.request("DELETE", f"datasets/{dataset['id']}/", "admin")
        self.request("DELETE", f"organizations/{self.slug}/", "admin")

    # ---- calls

    def record(self, method: str, path: str, by: str = "member", **content: Any) -> Json:
        """Make a call and record the answer."""
        return _without_hint(self.exchange.record(method, self._path(path), by, **content))

    def record_status(self, method: str, path: str, by: str = "member", **content: Any) -> int:
        """Make a call, and record the status alone."""
        return self.exchange.record_status(method, self._path(path), by, **content)

    def request(self, method: str, path: str, by: str = "member", **content: Any) -> Json:
        """Make a call without recording it."""
        return _without_hint(self.exchange.request(method, self._path(path), by, **content))

    def _path(self, path: str) -> str:
        return path if path.startswith("api/") or "://" in path else API + path

    def masked(self, mask: str, path: str, by: str = "member") -> None:
        """Read with a mask, and record the answer."""
        headers = {"X-Fields": mask} | (
            {} if by == ANONYMOUS else {"X-API-KEY": self.exchange.server.tokens.get(by, by)}
        )
        request = urllib.request.Request(f"{self.exchange.server.url}/{API}{path}", headers=headers)
        try:
            with _open(request, timeout=TIMEOUT) as reply:
                status, answer = reply.status, json.load(reply)
        except urllib.error.HTTPError as error:
            with error:
                status, answer = error.code, _without_hint(json.load(error))
        self.exchange.note(f"{path} X-Fields: {mask}", {"status": status, "answer": answer})

    # ---- datasets

    def new_fields(self, **fields: Any) -> Json:
        """Return the fields of a new dataset; `fields` replace the usual ones."""
        return {"title": f"Jeu {self.exchange.mark}", "description": "Texte.", "organization": self.id, **fields}

    def create(self, by: str = "member", /, **fields: Any) -> Json:
        """Create a dataset, and record the answer."""
        return self.record("POST", "datasets/", by, body=self.new_fields(**fields))

    def create_unrecorded(self, **fields: Any) -> Json:
        """Create a dataset without recording it."""
        return self.request("POST", "datasets/", body=self.new_fields(**fields))

    def read(self, dataset: Json) -> Json:
        """Return a dataset, without recording the call."""
        return self.request("GET", f"datasets/{dataset['id']}/")

    def datasets(self) -> list[Json]:
        """Return all datasets of the organization, without recording the call."""
        datasets: list[Json] = self.request("GET", f"organizations/{self.slug}/datasets/?page_size=1000", "admin")[
            "data"
        ]
        return datasets

    def note_fields(self, label: str, answer: Json, *fields: str) -> Json:
        """Record some fields of an answer; the whole answer where it has none of them, as a refusal has."""
        values = {name: answer[name] for name in fields if name in answer}
        self.exchange.note(label, values or answer)
        return answer

    def try_new(self, *fields: str, **values: Any) -> Json:
        """Create a dataset with some fields, and record their stored values."""
        return self.note_fields(f"new: {_short(values)}", self.create_unrecorded(**values), *(fields or values))

    def try_edit(self, dataset: Json, *fields: str, **values: Any) -> Json:
        """Change some fields of a dataset, and record their stored values."""
        answer = self.request("PUT", f"datasets/{dataset['id']}/", body=values)
        return self.note_fields(f"change: {_short(values)}", answer, *(fields or values))

    def try_resource(self, dataset: Json, *fields: str, **values: Any) -> Json:
        """Add a resource with some fields (`...` leaves one out), and record their stored values."""
        body = {name: field_value for name, field_value in {**LINK, **values}.items() if field_value is not ...}
        answer = self.request("POST", f"datasets/{dataset['id']}/resources/", body=body)
        return self.note_fields(f"new resource: {_short(values)}", answer, *(fields or values))

    def try_resources(self, dataset: Json, fields: tuple[str, ...], resources: object) -> Json:
        """Send a list of resources, and record the stored ones."""
        answer = self.request("PUT", f"datasets/{dataset['id']}/", body={"resources": resources})
        values = [{name: resource[name] for name in fields} for resource in answer.get("resources", ())]
        self.exchange.note(f"resources: {_short(resources)}", values or answer)
        return answer

    # ---- files

    def upload(
        self, dataset: Json, name: str, content: bytes = b"a,b\n1,2\n", resource: str = "", by: str = "member"
    ) -> Json:
        """Upload a file, as a new resource or in place of one, and record the answer."""
        place = f"resources/{resource}/" if resource else ""
        answer = self.record(
            "POST", f"datasets/{dataset['id']}/{place}upload/", by, form={"file": Upload(name, content)}
        )
        return self.alias_second(answer)

    def alias_second(self, answer: Json) -> Json:
        """Record the second in the address of a file as SECOND."""
        stamp = re.search(r"/(\d{8}-\d{6})/", str(answer.get("url")))
        if stamp:
            self.exchange.alias(stamp[1], "SECOND")
        return answer


def _without_hint(answer: Json) -> Json:
    if isinstance(answer, dict) and isinstance(answer.get("message"), str):
        answer["message"] = answer["message"].partition(HINT)[0]
    return answer


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=lambda _value: "(absent)", sort_keys=True)
    return text if len(text) <= 200 else f"{text[:200]}…"


def titles(answer: Json) -> list[str]:
    """Return the titles of the resources of a dataset."""
    return [str(resource["title"]) for resource in answer["resources"]]
