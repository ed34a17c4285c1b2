"""The base of an adapter's API: the token is checked, calls go through the transport, replies have the right shape."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, TypeVar

from publisher.catalogs.documents import Document
from publisher.catalogs.errors import CatalogError, Denied, EntryChanged, NotFound, Refused, TooLarge, Unreachable
from publisher.catalogs.refused_fields import RefusedField
from publisher.catalogs.reply import address_fix, odd_answer_fix, too_large
from publisher.catalogs.transport import Transport
from publisher.model.files import MeasuredFile
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, ResourceId

DETAIL_LIMIT: Final = 500
"""Characters of a refusal that are shown."""

T = TypeVar("T")


@dataclass(frozen=True)
class Account:
    """One catalogue and our token there, as errors name them."""

    catalog: CatalogName
    url: str
    token: str | None = field(repr=False)
    token_env: str
    """Name of the environment variable that holds the token."""

    def refuse_unusable_token(self) -> None:
        """Raise `Denied` for a token that no header can carry: the HTTP library's error would show it."""
        if self.token is not None and not (self.token.isascii() and self.token.isprintable()):
            what = message("the token in {name} contains characters that no token can have", name=self.token_env)
            raise Denied(self.catalog, what, message("Copy it again, alone and on one line."))

    def unknown_token(self) -> Denied:
        """Return the error for a token that the catalogue does not know."""
        what = message("{url} does not know the token in {name}", url=self.url, name=self.token_env)
        fix = message(
            "Create a new API token on your profile page in that catalogue, and put it into {name}.",
            name=self.token_env,
        )
        return Denied(self.catalog, what, fix)

    def shown(self, text: str) -> str:
        """Return the beginning of a server's text, without our token should it repeat it."""
        return (text.replace(self.token, "***") if self.token else text)[:DETAIL_LIMIT]

    def unexpected_answer(self, what: Message, *, recognised: bool) -> Unreachable:
        """Return the error for an odd answer: of another server, unless the catalogue has answered well before."""
        return Unreachable(self.catalog, what, odd_answer_fix(self.url) if recognised else address_fix())

    def refuses(self, fields: tuple[RefusedField, ...]) -> Refused:
        """Return the error for fields that the catalogue refuses, each with its words."""
        detail = self.shown("; ".join(map(str, fields)))
        what = message("{catalog} refuses the entry: {detail}", catalog=self.catalog, detail=detail)
        error = Refused(self.catalog, what, message("Correct the field named above, then run the command again."))
        error.paths = tuple(dict.fromkeys(refused.path for refused in fields))
        return error

    def entry_is_gone(self) -> EntryChanged:
        """Return the error for an entry that no longer exists when it is written."""
        return EntryChanged(self.catalog, message("the entry no longer exists"))


class Api(ABC):
    """The calls of one kind of catalogue. They raise `CatalogError`, and `NotFound` where nothing is there."""

    def __init__(self, transport: Transport, token: str | None, token_env: str | None) -> None:
        self.transport = transport
        self.account = Account(transport.catalog, transport.url, token, token_env or "token_env")

    @abstractmethod
    def unexpected_answer(self, detail: str) -> CatalogError:
        """Return the error for an answer that this kind of catalogue never gives."""

    def make_read(self, call: Callable[[], T]) -> T:
        """Make a call that changes nothing, again when no whole reply came."""
        self.account.refuse_unusable_token()
        return self.transport.read(call)

    def make_write(self, call: Callable[[], T]) -> T:
        """Make a call that writes. Raises `OutcomeUnknown` when it may or may not have been carried out."""
        self.account.refuse_unusable_token()
        return self.transport.write(call)

    def as_document(self, reply: object) -> Document:
        """Return a reply that must be a document."""
        if isinstance(reply, dict):
            return reply
        raise self.unexpected_answer(type(reply).__name__)

    def as_documents(self, reply: object) -> list[Document]:
        """Return a reply that must be a list of documents."""
        if isinstance(reply, list) and all(isinstance(item, dict) for item in reply):
            self.transport.session.recognised = True
            return reply
        raise self.unexpected_answer(type(reply).__name__)

    def text(self, document: Document, key: str) -> str:
        """Return a text that a document must have."""
        value = document.get(key)
        if isinstance(value, str):
            self.transport.session.recognised = True
            return value
        raise self.unexpected_answer(key)

    @contextmanager
    def writing_an_entry(self) -> Iterator[None]:
        """Within it, `NotFound` becomes the error for an entry that no longer exists."""
        try:
            yield
        except NotFound as error:
            raise self.account.entry_is_gone() from error

    @contextmanager
    def sending_a_file(self, resource: ResourceId, data: MeasuredFile) -> Iterator[None]:
        """Within it, as `writing_an_entry`; a refusal that names no field is about the file of this resource."""
        try:
            with self.writing_an_entry():
                yield
        except Refused as error:
            refused: Refused = error
            if isinstance(error, TooLarge):  # of a large file a part may have been sent
                url = self.account.url
                refused = too_large(error.catalog, url, data.size, file=data.name, limit=error.limit)
            refused.paths = error.paths or (f"resources.{resource}.path",)
            raise refused from error
