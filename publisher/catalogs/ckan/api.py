"""Calls to CKAN's actions through ckanapi, with our session, and CKAN's refusals as our errors."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, BinaryIO

import ckanapi
from requests_toolbelt import MultipartEncoder

from publisher.catalogs.api import Account, Api
from publisher.catalogs.ckan.refusals import ActionCall, refusal, unexpected_answer
from publisher.catalogs.ckan.wire import Upload
from publisher.catalogs.documents import Document
from publisher.catalogs.errors import Unreachable
from publisher.catalogs.faults import HttpFault
from publisher.catalogs.refused_fields import NOTHING_SENT, SentDocument
from publisher.catalogs.transport import USER_AGENT, Transport
from publisher.model.json_text import json_document
from publisher.model.messages import message

Arguments = Mapping[str, object]


class _Refusal(Exception):
    """A reply without a success."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(str(status))
        self.status = status
        self.text = text


class _Remote(ckanapi.RemoteCKAN):  # type: ignore[misc]
    """ckanapi, for what it sends. The replies are judged here: it takes one that was cut for a refusal."""

    def __init__(self, transport: Transport, account: Account) -> None:
        super().__init__(transport.url, user_agent=USER_AGENT, session=transport.session)
        self.token_headers = token_headers(account.token, transport.session.config.token_header)

    def _request_fn(self, url: str, data: Any, headers: Any, files: Any, requests_kwargs: Any) -> tuple[int, str]:
        headers = {**headers, **self.token_headers}
        if files:  # ckanapi would read them into memory
            data = MultipartEncoder({**data, **files})
            headers = {**headers, "Content-Type": data.content_type}
        status, text = super()._request_fn(url, data, headers, None, requests_kwargs)
        reply = json_document(text)
        if status < 300 and "result" not in reply:
            raise HttpFault(message("the reply is incomplete"), sent=True)
        if not reply.get("success"):
            raise _Refusal(status, text)
        return status, text


def token_headers(token: str | None, header: str | None = None) -> dict[str, str]:
    """Return the headers that carry the token: in `Authorization`, unless this CKAN reads it elsewhere."""
    if token is None:
        return {}
    return {header: token} if header else {"Authorization": token, "X-CKAN-API-Key": token}


class ActionApi(Api):
    """The Action API of one CKAN. Raises `CatalogError`, and `NotFound` where nothing is there."""

    def __init__(self, transport: Transport, token: str | None, token_env: str | None) -> None:
        super().__init__(transport, token, token_env)
        self._remote = _Remote(transport, self.account)

    def read(self, action: str, **arguments: object) -> object:
        """Call an action that changes nothing, again when no whole reply came."""
        return self.make_read(lambda: self._call(ActionCall(action=action), arguments))

    def document(self, action: str, **arguments: object) -> Document:
        """Call a reading action that gives one document."""
        return self.as_document(self.read(action, **arguments))

    def documents(self, action: str, **arguments: object) -> list[Document]:
        """Call a reading action that gives a list of documents."""
        return self.as_documents(self.read(action, **arguments))

    def write(self, action: str, arguments: Arguments, sent: SentDocument = NOTHING_SENT) -> object:
        """Call an action that writes. Raises `OutcomeUnknown` when it may or may not have been carried out.

        `sent`: what a refusal may be about.
        """
        return self.make_write(lambda: self._call(ActionCall(action=action, sent=sent), arguments))

    def send(self, action: str, upload: Upload, file: BinaryIO, size: int) -> object:
        """Call an action that takes a file of this size. Raises `OutcomeUnknown` as `write` does."""
        about = ActionCall(action=action, file=upload.name, size=size)

        def call() -> object:
            file.seek(0)
            return self._call(about, upload.fields, {upload.part: (upload.name, file, "application/octet-stream")})

        return self.make_write(call)

    def unexpected_answer(self, detail: str) -> Unreachable:
        """Return the error for an answer that CKAN never gives."""
        return unexpected_answer(detail, self.account, recognised=self.transport.session.recognised)

    def _call(self, call: ActionCall, arguments: Arguments, files: Mapping[str, object] | None = None) -> object:
        try:
            result: object = self._remote.call_action(call.action, dict(arguments), files=files)
        except _Refusal as error:
            call = replace(call, recognised=self.transport.session.recognised)
            raise refusal(error.status, error.text, call, self.account) from None
        return result
