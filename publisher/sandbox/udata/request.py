"""One call of the API: its caller, the documents of its path, and its body."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from publisher.sandbox.documents import text_of
from publisher.sandbox.interface import Call
from publisher.sandbox.store import Database, Document
from publisher.sandbox.udata.refusals import NO_OBJECT, NOT_JSON, UNREADABLE, invalid, refused
from publisher.sandbox.udata.timestamps import shown_timestamp

Answer = tuple[int, object]
"""Status and body; None for no body."""


@dataclass(frozen=True)
class ApiRequest:
    """A call whose caller and path are known."""

    call: Call
    user: Document | None = None
    """The caller; None for the public."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """The parts of the path, such as `rid`, the id of a resource."""
    dataset: Document = field(default_factory=dict)
    """The object that the path names."""
    organization: Document = field(default_factory=dict)
    """The object that the path names."""

    @property
    def database(self) -> Database:
        """Return the database of the catalogue."""
        return self.call.database

    @property
    def now(self) -> str:
        """Return the time of the call, to the microsecond."""
        return shown_timestamp(self.call.now)

    @property
    def today(self) -> date:
        """Return the day of the call."""
        return self.call.now.date()

    @property
    def url(self) -> str:
        """Return the catalogue's address."""
        return self.call.url

    @property
    def me(self) -> str:
        """Return the caller's id; empty for the public."""
        return text_of(self.user or {}, "id")

    @property
    def is_administrator(self) -> bool:
        """Return whether the caller administers the site."""
        return bool((self.user or {}).get("administrator"))

    def json(self) -> object:
        """Return the body. Raises `Refusal`."""
        if not self.call.request.is_json:
            raise refused(415, NOT_JSON)
        body = self.call.request.get_json(silent=True)
        if body is None and self.call.request.get_data().strip() != b"null":
            raise refused(400, UNREADABLE)
        return cast("object", body)

    def document(self) -> Document:
        """Return the body, which must be an object. Raises `Refusal`."""
        body = self.json()
        if body is None:
            return {}
        if not isinstance(body, dict):
            raise invalid(NO_OBJECT)
        return body

    def form(self) -> Document:
        """Return the body of a form, which must state its type. Raises `Refusal`."""
        if "application/json" not in self.call.request.headers.get("Content-Type", ""):
            raise invalid({"Content-Type": "expecting application/json"})
        body = self.json()
        if not isinstance(body, dict):
            raise invalid(NO_OBJECT)
        return body
