"""What a conversation with a udata needs: an organization of its own, and calls that are often made."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, Final

from tests.sandbox.talking import ANONYMOUS, TIMEOUT, Json, Manner, Server, Talk, Upload

DIFFERENCES: Final = {
    "metrics": "nobody follows, reuses or counts anything in the sandbox",
    "quality": "the tool does not read the score, and the sandbox does not compute it",
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
"""Where else the sandbox is not as udata is, seen by no comparison of fields."""

HINT: Final = " You have requested this URI"
"""What follows in udata's answer to an address that is not there: other addresses that look like it. They are not
compared, as the sandbox has only those that the tool needs."""

SITE: Final = "https://www.data.gouv.fr"
"""Where the pages of the real server's datasets are said to be; those of the sandbox are its own."""

MANNER: Final = Manner(
    header="X-API-KEY",
    ids=re.compile(r"\b(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{24})\b"),
    dropped=DIFFERENCES,
    headers=("Location",),
)
NOBODY: Final = "0" * 24
"""An id that nothing has."""

NO_RESOURCE: Final = "00000000-0000-4000-8000-000000000000"
API: Final = "api/1/"
LINK: Final = {"title": "Tableau", "url": "https://example.org/a.csv", "filetype": "remote"}
BRON, REGION = "fr:commune:69029", "fr:region:84"

_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def server_in(environment: Mapping[str, str]) -> Server:
    """The udata that the environment names, as the live tests read it."""
    tokens = {
        "member": environment["UDATA_TOKEN"],
        "editor": environment["UDATA_EDITOR_TOKEN"],
        "admin": environment["UDATA_ADMIN_TOKEN"],
        "stranger": environment["UDATA_STRANGER_TOKEN"],
    }
    return Server(environment["UDATA_URL"].rstrip("/"), tokens)


class Stage:
    """An organization of a talk's own, administered by `member`; all that is in it is deleted in the end."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        talk.alias(SITE, "HOST")
        talk.alias(talk.mark.upper(), "MARK")
        self.ids: dict[str, str] = {}
        for by in talk.server.tokens:
            found = talk.quietly("GET", f"{API}me/", by)
            self.ids[by] = str(found["id"])
            for place, end in (("users/", ""), ("users/", "/")):
                talk.alias(f"{place}{found['slug']}{end}", f"{place}{by.upper()}{end}")
            talk.alias(found["slug"], by.upper(), "slug")
        made = self.quietly("POST", "organizations/", body={"name": f"Essai {talk.mark}", "description": "Essai"})
        self.id, self.slug = str(made["id"]), str(made["slug"])
        talk.later(self._delete)

    def _delete(self) -> None:
        for one in self.entries():
            if not one["deleted"]:
                self.quietly("DELETE", f"datasets/{one['id']}/", "admin")
        self.quietly("DELETE", f"organizations/{self.slug}/", "admin")

    # ---- calls

    def say(self, method: str, path: str, by: str = "member", **content: Any) -> Json:
        """Make a call and record the answer."""
        return _without_hint(self.talk.say(method, self._path(path), by, **content))

    def status(self, method: str, path: str, by: str = "member", **content: Any) -> int:
        """Make a call, and record the status alone."""
        return self.talk.status(method, self._path(path), by, **content)

    def quietly(self, method: str, path: str, by: str = "member", **content: Any) -> Json:
        """Make a call off the record."""
        return _without_hint(self.talk.quietly(method, self._path(path), by, **content))

    def _path(self, path: str) -> str:
        return path if path.startswith("api/") or "://" in path else API + path

    def masked(self, mask: str, path: str, by: str = "member") -> None:
        """Read with a mask, and record the answer."""
        headers = {"X-Fields": mask} | ({} if by == ANONYMOUS else {"X-API-KEY": self.talk.server.tokens.get(by, by)})
        request = urllib.request.Request(f"{self.talk.server.url}/{API}{path}", headers=headers)
        try:
            with _open(request, timeout=TIMEOUT) as reply:
                status, found = reply.status, json.load(reply)
        except urllib.error.HTTPError as error:
            with error:
                status, found = error.code, _without_hint(json.load(error))
        self.talk.note(f"{path} X-Fields: {mask}", {"status": status, "answer": found})

    # ---- datasets

    def new(self, **fields: Any) -> Json:
        """What is sent for a new dataset; its fields, unless others are given."""
        return {"title": f"Jeu {self.talk.mark}", "description": "Texte.", "organization": self.id, **fields}

    def create(self, by: str = "member", /, **fields: Any) -> Json:
        """Make a dataset, and record the answer."""
        return self.say("POST", "datasets/", by, body=self.new(**fields))

    def quiet_create(self, **fields: Any) -> Json:
        """The same off the record."""
        return self.quietly("POST", "datasets/", body=self.new(**fields))

    def read(self, dataset: Json) -> Json:
        """A dataset, off the record."""
        return self.quietly("GET", f"datasets/{dataset['id']}/")

    def entries(self) -> list[Json]:
        """All datasets of the organization, off the record."""
        found: list[Json] = self.quietly("GET", f"organizations/{self.slug}/datasets/?page_size=1000", "admin")["data"]
        return found

    def tell(self, what: str, answer: Json, *fields: str) -> Json:
        """Record some fields of an answer; all of it, where it has none of them: a refusal."""
        found = {name: answer[name] for name in fields if name in answer}
        self.talk.note(what, found or answer)
        return answer

    def try_new(self, *fields: str, **sent: Any) -> Json:
        """Make a dataset with some fields, and record what became of these."""
        return self.tell(f"new: {_short(sent)}", self.quiet_create(**sent), *(fields or sent))

    def try_edit(self, dataset: Json, *fields: str, **sent: Any) -> Json:
        """Change a dataset by some fields alone, and record what became of these."""
        answer = self.quietly("PUT", f"datasets/{dataset['id']}/", body=sent)
        return self.tell(f"change: {_short(sent)}", answer, *(fields or sent))

    def try_resource(self, dataset: Json, *fields: str, **sent: Any) -> Json:
        """Add a resource with some fields (`...` leaves one out), and record what became of these."""
        body = {name: value for name, value in {**LINK, **sent}.items() if value is not ...}
        answer = self.quietly("POST", f"datasets/{dataset['id']}/resources/", body=body)
        return self.tell(f"new resource: {_short(sent)}", answer, *(fields or sent))

    def try_resources(self, dataset: Json, fields: tuple[str, ...], sent: object) -> Json:
        """Send a list of resources, and record what became of them."""
        answer = self.quietly("PUT", f"datasets/{dataset['id']}/", body={"resources": sent})
        told = [{name: one[name] for name in fields} for one in answer.get("resources", ())]
        self.talk.note(f"resources: {_short(sent)}", told or answer)
        return answer

    # ---- files

    def upload(
        self, dataset: Json, name: str, content: bytes = b"a,b\n1,2\n", resource: str = "", by: str = "member"
    ) -> Json:
        """Send a file, as a new resource or in the place of one, and record the answer."""
        place = f"resources/{resource}/" if resource else ""
        found = self.say("POST", f"datasets/{dataset['id']}/{place}upload/", by, form={"file": Upload(name, content)})
        return self.timeless(found)

    def timeless(self, answer: Json) -> Json:
        """Have the second in the address of a file read as SECOND."""
        stamp = re.search(r"/(\d{8}-\d{6})/", str(answer.get("url")))
        if stamp:
            self.talk.alias(stamp[1], "SECOND")
        return answer


def _without_hint(answer: Json) -> Json:
    if isinstance(answer, dict) and isinstance(answer.get("message"), str):
        answer["message"] = answer["message"].partition(HINT)[0]
    return answer


def _short(sent: object) -> str:
    text = json.dumps(sent, ensure_ascii=False, default=lambda _one: "(absent)", sort_keys=True)
    return text if len(text) <= 200 else f"{text[:200]}…"


def titles(answer: Json) -> list[str]:
    """The titles of the resources of a dataset."""
    return [str(one["title"]) for one in answer["resources"]]
