"""Calls to udata's REST API, and udata's errors as ours."""

import json
from collections.abc import Mapping
from typing import Final
from urllib.parse import urljoin

import requests

from publisher.catalogs.documents import Document
from publisher.catalogs.errors import CatalogError, Denied, Moved, Refused, Unreachable
from publisher.catalogs.replies import Replies
from publisher.catalogs.token import refuse_unusable, unknown_token, without
from publisher.catalogs.transport import HttpFault, Transport
from publisher.catalogs.udata.forms import Form
from publisher.model.messages import message

DETAIL_LIMIT: Final = 500
"""Characters of a refusal that are shown."""


class NotThere(Exception):
    """There is nothing at the address (404), or no more (410)."""


class RestApi(Replies):
    """The REST API of one udata. Raises `CatalogError`s, and `NotThere`."""

    def __init__(self, transport: Transport, token: str | None, token_env: str | None) -> None:
        self.transport = transport
        self.token = token
        self.token_env = token_env or "token_env"
        self.root = f"{transport.url}/api/1/"

    def get(self, path: str, mask: str | None = None) -> object:
        """Read; again when it did not come through."""
        headers = {"X-Fields": mask} if mask else {}
        return self.transport.read(lambda: self._call("GET", path, headers=headers))

    def known(self, path: str) -> object:
        """Read what every udata has. Raises `Unreachable` where it is not there: somebody else answers."""
        try:
            return self.get(path)
        except NotThere as error:
            raise self.incomprehensible(path) from error

    def document(self, path: str, mask: str | None = None) -> Document:
        """Read one document."""
        return self.as_document(self.get(path, mask))

    def documents(self, path: str) -> list[Document]:
        """Read a list of documents."""
        return self.as_documents(self.known(path))

    def write(self, method: str, path: str, document: Document | None = None) -> Document:
        """Write; `Doubtful` when nobody can tell whether it was done."""
        reply = self.transport.write(lambda: self._call(method, path, document=document))
        return {} if reply is None else self.as_document(reply)

    def send(self, path: str, form: Form) -> Document:
        """Send a form with a file in it."""
        return self.as_document(self.transport.write(lambda: self._call("POST", path, form=form)))

    def incomprehensible(self, detail: str) -> Unreachable:
        """The error for an answer that udata would not give."""
        return Unreachable(
            self.transport.catalog,
            message("{url} gives an answer that is not udata's: {detail}", url=self.transport.url, detail=detail),
            message("Check `url` in catalogs.yml; `publisher doctor` shows which server answers at that address."),
        )

    def _call(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        document: Document | None = None,
        form: Form | None = None,
    ) -> object:
        refuse_unusable(self.transport.catalog, self.token, self.token_env)
        encoder = form.encoder() if form else None
        given = dict(headers or {}) | ({"X-API-KEY": self.token} if self.token else {})
        given |= {"Content-Type": encoder.content_type} if encoder else {}
        reply = self.transport.session.request(
            method, urljoin(self.root, path), headers=given, json=document, data=encoder
        )
        if reply.status_code >= requests.codes.bad_request:
            raise self._refusal(reply, path)
        return None if reply.status_code == requests.codes.no_content else _parsed(reply)

    def _refusal(self, reply: requests.Response, path: str) -> CatalogError | NotThere:
        catalog, detail = self.transport.catalog, self._detail(reply)
        match reply.status_code:
            case requests.codes.not_found | requests.codes.gone:
                return NotThere(path)
            case requests.codes.unauthorized:
                return unknown_token(catalog, self.transport.url, self.token_env)
            case requests.codes.forbidden:
                return self._forbidden(detail)
            case _ if reply.request.method == "GET":
                return self.incomprehensible(f"{path}: {detail}")
            case requests.codes.conflict:
                return Moved(catalog, message("{catalog} refuses it for now: {detail}", catalog=catalog, detail=detail))
            case _:
                what = message("{catalog} refuses the entry: {detail}", catalog=catalog, detail=detail)
                return Refused(catalog, what, message("Correct the field named above, then run the command again."))

    def _forbidden(self, detail: str) -> Denied:
        what = message("{url} does not allow this call: {detail}", url=self.transport.url, detail=detail)
        fix = message(
            "The token in {name} needs the editor role in the organization; "
            "an administrator must assign the entry to a partial editor.",
            name=self.token_env,
        )
        return Denied(self.transport.catalog, what, fix)

    def _detail(self, reply: requests.Response) -> str:
        """What udata says of a refusal, in one line; without our token, should it repeat it."""
        try:
            said = reply.json()
        except ValueError:
            said = reply.text
        if isinstance(said, dict):
            said = said.get("errors") or said.get("message") or said.get("error") or said
        text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
        return without(self.token, text)[:DETAIL_LIMIT]


def _parsed(reply: requests.Response) -> object:
    try:
        found: object = reply.json()
    except (ValueError, RecursionError) as error:
        raise HttpFault(message("the reply is incomplete"), sent=True) from error
    return found
