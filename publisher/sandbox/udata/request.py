"""One call, as the functions that answer it are given it, and what they give back."""

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
    """A call, whose caller and whose place in the catalogue are known."""

    call: Call
    user: Document | None = None
    """None: the public."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """Of the path, such as `rid`, the id of a resource."""
    dataset: Document = field(default_factory=dict)
    """The one that the path names."""
    organization: Document = field(default_factory=dict)
    """The one that the path names."""

    @property
    def database(self) -> Database:
        """What the catalogue keeps."""
        return self.call.database

    @property
    def now(self) -> str:
        """The moment of the call, to the microsecond."""
        return shown_timestamp(self.call.now)

    @property
    def today(self) -> date:
        """The day of the call."""
        return self.call.now.date()

    @property
    def url(self) -> str:
        """The catalogue's address."""
        return self.call.url

    @property
    def me(self) -> str:
        """The caller's id; empty for the public."""
        return text_of(self.user or {}, "id")

    @property
    def is_administrator(self) -> bool:
        """Whether the caller looks after the whole site."""
        return bool((self.user or {}).get("administrator"))

    def json(self) -> object:
        """The body. Raises `Refusal`."""
        if not self.call.request.is_json:
            raise refused(415, NOT_JSON)
        found = self.call.request.get_json(silent=True)
        if found is None and self.call.request.get_data().strip() != b"null":
            raise refused(400, UNREADABLE)
        return cast("object", found)

    def document(self) -> Document:
        """The body, which must be an object. Raises `Refusal`."""
        found = self.json()
        if found is None:
            return {}
        if not isinstance(found, dict):
            raise invalid(NO_OBJECT)
        return found

    def form(self) -> Document:
        """The body of a form, which says of itself what it is. Raises `Refusal`."""
        if "application/json" not in self.call.request.headers.get("Content-Type", ""):
            raise invalid({"Content-Type": "expecting application/json"})
        found = self.json()
        if not isinstance(found, dict):
            raise invalid(NO_OBJECT)
        return found
