"""Calls to CKAN's actions through ckanapi, with our session, and CKAN's errors as ours."""

import json
from collections.abc import Mapping
from typing import Any, BinaryIO, Final

import ckanapi
from ckanapi.errors import CKANAPIError, NotAuthorized, NotFound, ServerIncompatibleError, ValidationError
from requests_toolbelt import MultipartEncoder

from publisher.catalogs.ckan.wire import Upload
from publisher.catalogs.documents import Document
from publisher.catalogs.errors import CatalogError, Denied, Moved, Refused, Taken, Unreachable
from publisher.catalogs.replies import Replies
from publisher.catalogs.token import refuse_unusable, without
from publisher.catalogs.transport import USER_AGENT, HttpFault, Transport
from publisher.model.messages import message

Arguments = Mapping[str, object]

DETAIL_LIMIT: Final = 500
"""Characters of a refusal that are shown."""


class _Remote(ckanapi.RemoteCKAN):  # type: ignore[misc]
    """ckanapi, which takes a success without a result for an error of the request: it is a reply that was cut."""

    def _request_fn(self, url: str, data: Any, headers: Any, files: Any, requests_kwargs: Any) -> tuple[int, str]:
        if files:  # ckanapi would read them into memory
            data = MultipartEncoder({**data, **files})
            headers = {**headers, "Content-Type": data.content_type}
        status, text = super()._request_fn(url, data, headers, None, requests_kwargs)
        if status < 300 and not _is_whole(text):
            raise HttpFault(message("the reply is incomplete"), sent=True)
        return status, text


def _is_whole(text: str) -> bool:
    try:
        reply = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(reply, dict) and "result" in reply


class ActionApi(Replies):
    """The Action API of one CKAN. Raises `CatalogError`s, and `ckanapi.NotFound` where a look finds nothing."""

    def __init__(self, transport: Transport, token: str | None, token_env: str | None) -> None:
        self.transport = transport
        self.token = token
        self.token_env = token_env or "token_env"
        self._remote = _Remote(transport.url, apikey=token, user_agent=USER_AGENT, session=transport.session)

    def read(self, action: str, **arguments: object) -> object:
        """Call an action that changes nothing; again when it did not come through."""
        refuse_unusable(self.transport.catalog, self.token, self.token_env)
        return self.transport.read(lambda: self._call(action, arguments))

    def document(self, action: str, **arguments: object) -> Document:
        """Call a reading action that gives one document."""
        return self.as_document(self.read(action, **arguments))

    def documents(self, action: str, **arguments: object) -> list[Document]:
        """Call a reading action that gives a list of documents."""
        return self.as_documents(self.read(action, **arguments))

    def write(self, action: str, arguments: Arguments) -> object:
        """Call an action that writes; `Doubtful` when nobody can tell whether it did."""
        refuse_unusable(self.transport.catalog, self.token, self.token_env)
        return self.transport.write(lambda: self._call(action, arguments))

    def send(self, action: str, upload: Upload, file: BinaryIO) -> object:
        """Call an action that takes a file; `Doubtful` when nobody can tell whether it did."""
        refuse_unusable(self.transport.catalog, self.token, self.token_env)

        def call() -> object:
            file.seek(0)
            return self._call(action, upload.fields, {upload.part: (upload.name, file, "application/octet-stream")})

        return self.transport.write(call)

    def text(self, document: Document, name: str) -> str:
        """A text that a document must have."""
        found = document.get(name)
        if isinstance(found, str):
            return found
        raise self.incomprehensible(name)

    def incomprehensible(self, detail: str) -> Unreachable:
        """The error for an answer that CKAN would not give."""
        return Unreachable(
            self.transport.catalog,
            message("{url} gives an answer that is not CKAN's: {detail}", url=self.transport.url, detail=detail),
            message("Check `url` in catalogs.yml; `publisher doctor` shows which server answers at that address."),
        )

    def _call(self, action: str, arguments: Arguments, files: Mapping[str, object] | None = None) -> object:
        try:
            result: object = self._remote.call_action(action, dict(arguments), files=files)
        except NotFound:
            raise
        except NotAuthorized as error:
            raise self._denied(action) from error
        except ValidationError as error:
            raise self._invalid(error.error_dict) from error
        except (ServerIncompatibleError, CKANAPIError) as error:
            raise self._strange(self._shown(str(error))) from error
        return result

    def _denied(self, action: str) -> Denied:
        what = message("{url} refuses the action {action}", url=self.transport.url, action=action)
        if self.token is None:
            fix = message("Set the environment variable {name} to an API token.", name=self.token_env)
        else:
            fix = message("The token in {name} needs the editor role in the organization.", name=self.token_env)
        return Denied(self.transport.catalog, what, fix)

    def _invalid(self, errors: Mapping[str, object]) -> CatalogError:
        catalog = self.transport.catalog
        if "match" in errors:
            return Moved(catalog, message("the entry was changed after it was read"))
        detail = self._shown(json.dumps({k: v for k, v in errors.items() if k != "__type"}, ensure_ascii=False))
        if "name" in errors or _resource_ids_refused(errors):
            what = message("the name or the ids are already used: {detail}", detail=detail)
            return Taken(catalog, what, message("Run the command again: the plan will show what the catalogue holds."))
        what = message("{catalog} refuses the entry: {detail}", catalog=catalog, detail=detail)
        return Refused(catalog, what, message("Correct the field named above, then run the command again."))

    def _strange(self, detail: str) -> Refused:
        """The error for a refusal that CKAN would not word so."""
        error = self.incomprehensible(detail)
        return Refused(error.catalog, error.what, error.fix)

    def _shown(self, text: str) -> str:
        return without(self.token, text)[:DETAIL_LIMIT]


def _resource_ids_refused(errors: Mapping[str, object]) -> bool:
    """Whether CKAN knows our resource ids already: another run made the entry, or made it a moment ago."""
    listed = errors.get("resources")
    return isinstance(listed, list) and any(isinstance(one, dict) and "id" in one for one in listed)
