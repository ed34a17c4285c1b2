"""Calls to udata's REST API, and udata's refusals as our errors."""

from collections.abc import Mapping
from urllib.parse import urljoin

import requests

from publisher.catalogs.api import Api
from publisher.catalogs.documents import Document
from publisher.catalogs.errors import NotFound, Unreachable
from publisher.catalogs.faults import HttpFault
from publisher.catalogs.refused_fields import NOTHING_SENT, SentDocument
from publisher.catalogs.transport import Transport
from publisher.catalogs.udata.forms import Form
from publisher.catalogs.udata.refusals import RestCall, refusal, unexpected_answer
from publisher.model.messages import message


class RestApi(Api):
    """The REST API of one udata. Raises `CatalogError`, and `NotFound` where nothing is there."""

    def __init__(self, transport: Transport, token: str | None, token_env: str | None) -> None:
        super().__init__(transport, token, token_env)
        self.root = f"{transport.url}/api/1/"
        self.token_header = transport.session.config.token_header or "X-API-KEY"

    def get(self, path: str, mask: str | None = None) -> object:
        """Read, again when no whole reply came."""
        headers = {"X-Fields": mask} if mask else {}
        return self.make_read(lambda: self._call("GET", path, headers=headers))

    def get_always_there(self, path: str) -> object:
        """Read what every udata has. Raises `Unreachable` where it is not there: another server answers."""
        try:
            return self.get(path)
        except NotFound as error:
            raise self.unexpected_answer(path) from error

    def document(self, path: str, mask: str | None = None) -> Document:
        """Read one document."""
        return self.as_document(self.get(path, mask))

    def documents(self, path: str) -> list[Document]:
        """Read a list of documents that every udata has."""
        return self.as_documents(self.get_always_there(path))

    def write(
        self, method: str, path: str, document: Document | None = None, sent: SentDocument = NOTHING_SENT
    ) -> Document:
        """Write. Raises `OutcomeUnknown` when it may or may not have been carried out. `sent`: as refusals name it."""
        reply = self.make_write(lambda: self._call(method, path, document=document, sent=sent))
        return {} if reply is None else self.as_document(reply)

    def send(self, path: str, form: Form) -> Document:
        """Send a form with a file in it. Raises `OutcomeUnknown` as `write` does."""
        return self.as_document(self.make_write(lambda: self._call("POST", path, form=form)))

    def unexpected_answer(self, detail: str) -> Unreachable:
        """Return the error for an answer that udata never gives."""
        return unexpected_answer(detail, self.account, recognised=self.transport.session.recognised)

    def _call(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        document: Document | None = None,
        form: Form | None = None,
        sent: SentDocument = NOTHING_SENT,
    ) -> object:
        encoder = form.encoder() if form else None
        token = self.account.token
        all_headers = dict(headers or {}) | ({self.token_header: token} if token else {})
        all_headers |= {"Content-Type": encoder.content_type} if encoder else {}
        reply = self.transport.session.request(
            method, urljoin(self.root, path), headers=all_headers, json=document, data=encoder
        )
        if reply.status_code >= requests.codes.bad_request:
            body = reply.content.decode("utf-8", "replace")
            call = RestCall(method=method, path=path, sent=sent, recognised=self.transport.session.recognised)
            raise refusal(reply.status_code, body, call, self.account)
        return None if reply.status_code == requests.codes.no_content else _parsed(reply)


def _parsed(reply: requests.Response) -> object:
    try:
        document: object = reply.json()
    except (ValueError, RecursionError) as error:
        raise HttpFault(message("the reply is incomplete"), sent=True) from error
    return document
